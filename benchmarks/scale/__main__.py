"""The command line of the benchmarks at scale."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from benchmarks.scale.article import DEFAULT_BYTES
from benchmarks.scale.bench import Plan, run
from benchmarks.scale.clock import CommandError
from benchmarks.scale.corpus import Order, write_folders, write_records
from benchmarks.scale.damage import FORMS


def main() -> int:
    """Run a command and return the exit code."""
    given = _parser().parse_args()
    if given.command == "generate":
        order = Order(given.documents, given.seed, given.average_bytes, given.form, given.truth)
        if given.format == "folders":
            write_folders(order, given.output)
        else:
            write_records(order, given.output, given.format.removeprefix("jsonl").removeprefix("."))
        return 0
    try:
        return run(
            Plan(given.documents, given.rounds, given.seed, tuple(given.sizes), given.others), is_json=given.json
        )
    except CommandError as error:
        print(f"bench: {error}", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description="Fugong at scale.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    generate = commands.add_parser("generate", help="write a corpus of made-up articles and the truth about it")
    generate.add_argument("--documents", type=int, required=True, metavar="N")
    generate.add_argument("--seed", type=int, default=1, metavar="S")
    generate.add_argument("--output", type=Path, required=True, metavar="DIR")
    generate.add_argument(
        "--format",
        choices=("folders", "jsonl", "jsonl.gz", "jsonl.zst"),
        default="folders",
        help="a file an article, or shards of records",
    )
    generate.add_argument("--average-bytes", type=int, default=DEFAULT_BYTES, metavar="N", help="of UTF-8, undamaged")
    generate.add_argument("--form", choices=FORMS, help="all articles in one form instead of the usual mixture")
    generate.add_argument("--truth", type=int, default=1000, metavar="N", help="label the first N articles")
    bench = commands.add_parser("bench", help="measure reading, building, storing and asking")
    bench.add_argument("--documents", type=int, default=Plan.documents, metavar="N", help="to read")
    bench.add_argument("--sizes", type=int, nargs="*", default=Plan.sizes, metavar="N", help="warehouses to build")
    bench.add_argument("--rounds", type=int, default=Plan.rounds, metavar="N", help="of which the fastest counts")
    bench.add_argument("--seed", type=int, default=Plan.seed, metavar="S")
    bench.add_argument("--others", type=Path, metavar="PYTHON", help="a Python that has ftfy and OpenCC")
    bench.add_argument("--json", action="store_true", help="print one JSON object, the tables to standard error")
    return parser


if __name__ == "__main__":
    sys.exit(main())
