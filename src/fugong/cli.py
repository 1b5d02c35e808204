"""The command line: `fugong load`, `fugong build`, `fugong explain`, `fugong why` and `fugong train-lm`."""

from __future__ import annotations

import argparse
import logging
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tqdm import tqdm

from fugong import __version__, config
from fugong.build import BuildError, build_models, rejected_corrections, summarise
from fugong.explain import as_json, as_text, explain
from fugong.land.warehouse import Warehouse, WarehouseError
from fugong.lexicon import load_lexicon
from fugong.load import LoadSummary, TrainedModel, load
from fugong.read.items import what_is_broken
from fugong.text.decode import DecodeError, salvage
from fugong.text.slips.model import use_trained
from fugong.text.slips.ngrams import ModelFileError
from fugong.text.slips.ngrams import load as load_counts
from fugong.train import train_language_model
from fugong.why import show
from fugong.why.reasons import NotFoundError, UnclearError, built_warehouse, why_at, why_fact

EXIT_LOADED = 0
EXIT_NOTHING_LOADED = 1
EXIT_USAGE = 2
EXIT_BUILD_FAILED = 3


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code.

    0: something was loaded or was there already; 1: nothing was; 2: wrong usage; 3: loaded, but the models failed.
    """
    given = _parser().parse_args(arguments)
    if given.command == "explain":
        return _explain(given)
    if given.command == "why":
        return _why(given)
    if given.command == "train-lm":
        return train_language_model(given.paths, given.output, given.quiet)
    logging.basicConfig(format="%(levelname)s %(name)s %(message)s", stream=sys.stderr, force=True)
    logging.getLogger("fugong").setLevel(logging.WARNING if given.quiet else logging.INFO)
    started = time.monotonic()
    try:
        language_model = TrainedModel.read(given.language_model) if given.language_model else None
        warehouse = config.warehouse_path(given.warehouse)
        summary = _load(given.paths, warehouse, language_model, given.quiet)
        if not summary.landed and not summary.unchanged:
            print(f"fugong: nothing was loaded of {summary.items_in:,} items; see the lines above", file=sys.stderr)
            return EXIT_NOTHING_LOADED
        if given.command == "build":
            build_models(warehouse, quiet=given.quiet)
            for line in rejected_corrections(warehouse):
                print(f"fugong: {line}", file=sys.stderr)
            if not given.quiet:
                print(summarise(warehouse, time.monotonic() - started))
    except (WarehouseError, config.ProjectNotFoundError, ModelFileError, FileNotFoundError) as error:
        print(f"fugong: {error}", file=sys.stderr)
        return EXIT_USAGE
    except BuildError as error:
        print(f"fugong: {error}", file=sys.stderr)
        return EXIT_BUILD_FAILED
    return EXIT_LOADED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="fugong", description="From raw Chinese news to a warehouse of reopening rates, funds and project counts."
    )
    parser.add_argument("--version", action="version", version=f"fugong {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, text in (
        ("load", "read articles into the landed tables of the warehouse"),
        ("build", "load articles, then build and test all models, and say what was built"),
    ):
        command = commands.add_parser(name, help=text, description=text.capitalize() + ".")
        command.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="a file, a folder or a manifest.csv")
        _add_warehouse(command)
        command.add_argument("--quiet", action="store_true", help="print problems only")
        _add_language_model(command)
    text = "show step by step what is done to the text of one file, and why"
    command = commands.add_parser("explain", help=text, description=text.capitalize() + ".")
    command.add_argument("path", type=Path, metavar="FILE", help="the file")
    command.add_argument(
        "--from", dest="start", type=int, default=0, metavar="N", help="first character of the raw text"
    )
    command.add_argument("--to", dest="end", type=int, metavar="M", help="end of the part of the raw text (exclusive)")
    command.add_argument("--json", action="store_true", help="print one JSON object")
    _add_language_model(command)
    text = "show why a fact is as it is, or why a number is none: where it stands, what competed, and what won"
    command = commands.add_parser("why", help=text, description=text.capitalize() + ".")
    command.add_argument(
        "key",
        nargs="?",
        metavar="QUANTITY_KEY",
        help="the fact's quantity_key, or how it begins (6 characters or more)",
    )
    command.add_argument("--document", metavar="NAME", help="instead: a document, by its name, path or key …")
    command.add_argument("--at", type=int, metavar="N", help="… and a position in its raw text, from 0")
    _add_warehouse(command)
    command.add_argument("--json", action="store_true", help="print one JSON object, with all candidates")
    text = "learn from the undamaged parts of articles how their subject is written of, for the repair of slips"
    command = commands.add_parser("train-lm", help=text, description=text.capitalize() + ".")
    command.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="a file, a folder or a manifest.csv")
    command.add_argument("--output", type=Path, required=True, metavar="FILE", help="the model file to write")
    command.add_argument("--quiet", action="store_true", help="print problems only")
    return parser


def _add_warehouse(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--warehouse",
        type=Path,
        metavar="FILE.duckdb",
        help=f"the warehouse file (default: ${config.WAREHOUSE_VARIABLE}, else {config.DEFAULT_WAREHOUSE} "
        "in the project)",
    )


def _add_language_model(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--language-model", type=Path, metavar="FILE", help="what `fugong train-lm` learned, beside what is built in"
    )


def _explain(given: argparse.Namespace) -> int:
    try:
        use_trained(load_counts(given.language_model) if given.language_model else None)
        decoded = salvage(given.path.read_bytes())
        cues = load_lexicon(config.project_dir() / "seeds").boilerplate
    except (OSError, DecodeError, ModelFileError, config.ProjectNotFoundError) as error:
        print(f"fugong: {given.path}: {error}", file=sys.stderr)
        return EXIT_NOTHING_LOADED
    if notice := what_is_broken(decoded):
        print(f"fugong: {given.path}: {notice}", file=sys.stderr)
    length = len(decoded.text)
    end = length if given.end is None else given.end
    if not 0 <= given.start <= end:
        print(f"fugong: --from {given.start} --to {end}: no part of a text of {length} characters", file=sys.stderr)
        return EXIT_USAGE
    explanation = explain(decoded.text, decoded.encoding, cues, given.start, end)
    _print(as_json(explanation) if given.json else as_text(explanation, is_coloured=sys.stdout.isatty()))
    return EXIT_LOADED


def _why(given: argparse.Namespace) -> int:
    is_at_place = given.document is not None and given.at is not None
    if (given.key is not None) == is_at_place or (given.document is None) != (given.at is None):
        print("fugong: name a fact by its QUANTITY_KEY, or a number by --document NAME and --at N", file=sys.stderr)
        return EXIT_USAGE
    try:
        with built_warehouse(config.warehouse_path(given.warehouse)) as warehouse:
            answer = why_at(warehouse, given.document, given.at) if is_at_place else why_fact(warehouse, given.key)
    except NotFoundError as error:
        print(f"fugong: {error}", file=sys.stderr)
        return EXIT_NOTHING_LOADED
    except (UnclearError, WarehouseError, config.ProjectNotFoundError) as error:
        print(f"fugong: {error}", file=sys.stderr)
        return EXIT_USAGE
    _print(show.as_json(answer) if given.json else show.as_text(answer, is_coloured=sys.stdout.isatty()))
    return EXIT_LOADED


def _print(text: str) -> None:
    try:
        print(text, flush=True)
    except BrokenPipeError:
        # Whoever reads has seen enough (`| head`); what Python still holds back goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _load(paths: Sequence[Path], warehouse_path: Path, language_model: TrainedModel | None, quiet: bool) -> LoadSummary:
    lexicon = load_lexicon(config.project_dir() / "seeds")
    with Warehouse(warehouse_path) as warehouse, _progress(quiet) as on_progress:
        summary = load(paths, warehouse, lexicon, on_progress, language_model)
    if not quiet:
        print(
            f"fugong: {summary.items_in:,} items in = {summary.landed:,} landed + {summary.unchanged:,} unchanged "
            f"+ {summary.items_set_aside:,} set aside"
            + (f"; {summary.rescanned:,} documents read again" if summary.rescanned else ""),
            # Before dbt, a process of its own, writes to the same place.
            flush=True,
        )
    return summary


@contextmanager
def _progress(quiet: bool) -> Iterator[Callable[[str], None]]:
    with tqdm(unit=" items", desc="loading", disable=quiet, file=sys.stderr) as bar:

        def advance(name: str) -> None:
            bar.set_postfix_str(name[:40], refresh=False)
            bar.update()

        yield advance


if __name__ == "__main__":
    sys.exit(main())
