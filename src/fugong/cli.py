"""The command line: `fugong load`, `build`, `builds`, `rollback`, `site`, `explain`, `why`, `export` and `train-lm`."""

from __future__ import annotations

import argparse
import json
import logging
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, TextIO

from fugong import __version__, config
from fugong.build import BuildError, build_models, rejected_corrections, report, summarise
from fugong.explain import as_json, as_text, explain
from fugong.export import command as export_command
from fugong.land.warehouse import Warehouse, WarehouseError
from fugong.lexicon import LexiconError, load_lexicon
from fugong.load import LoadSummary, Prune, PruneError, TrainedModel, load
from fugong.progress import progress
from fugong.publish.builds import PublishError, Shelf, listing
from fugong.publish.lock import locked
from fugong.publish.swap import rollback
from fugong.publish.work import writing
from fugong.read import FIELDS, FieldNames, Kind, ReadOptions
from fugong.read.items import what_is_broken
from fugong.text.decode import DecodeError, salvage
from fugong.text.slips.model import use_trained
from fugong.text.slips.ngrams import ModelFileError
from fugong.text.slips.ngrams import load as load_counts
from fugong.train import train_language_model
from fugong.why import show
from fugong.why.reasons import NotFoundError, UnclearError, built_warehouse, why_at, why_fact
from fugong.workers import WorkersError, available_cores

_PATH_HELP = "a file (text, page, records or archive), a folder, a manifest.csv, or - for the standard input"
EXIT_LOADED = 0
EXIT_NOTHING_LOADED = 1
EXIT_USAGE = 2
EXIT_BUILD_FAILED = 3
EXIT_INTERRUPTED = 130
# What a command cannot begin with.
_REFUSED: Final = (
    LexiconError,
    WarehouseError,
    WorkersError,
    PruneError,
    config.ProjectNotFoundError,
    config.SettingError,
    ModelFileError,
    FileNotFoundError,
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code.

    0: something was loaded or was there already, and was built where that was asked; 1: nothing was; 2: wrong usage, or
    a warehouse that cannot be written to; 3: loaded, but the models or their tests failed, or nothing was published;
    130: interrupted.
    """
    given = _parser().parse_args(arguments)
    if given.command == "explain":
        return _explain(given)
    if given.command == "why":
        return _why(given)
    if given.command == "export":
        return export_command.run(given)
    if given.command == "builds":
        return _builds(given)
    if given.command == "rollback":
        return _rollback(given, arguments)
    if given.command == "site":
        return _site(given)
    try:
        reading = _reading(given)
    except ValueError as error:
        return _say(str(error), EXIT_USAGE)
    if given.command == "train-lm":
        return train_language_model(given.paths, given.output, given.quiet, reading)
    logging.basicConfig(format="%(levelname)s %(name)s %(message)s", stream=sys.stderr, force=True)
    logging.getLogger("fugong").setLevel(logging.WARNING if given.quiet else logging.INFO)
    try:
        return _build(given, arguments) if given.command == "build" else _load_only(given, arguments)
    except KeyboardInterrupt:
        return _say("interrupted; what was landed stays, and the next load goes on from there", EXIT_INTERRUPTED)


def _load_only(given: argparse.Namespace, arguments: Sequence[str] | None) -> int:
    try:
        language_model = _language_model(given)
        warehouse = config.warehouse_path(given.warehouse)
        with writing(warehouse, _command(arguments)) as work:
            summary = _load(given, work, language_model)
    except _REFUSED as error:
        return _say(str(error), EXIT_USAGE)
    if not given.quiet:
        _tell(summary, sys.stdout)
    if not summary.landed and not summary.unchanged and not summary.withdrawn:
        return _say(_nothing_loaded(summary), EXIT_NOTHING_LOADED)
    if not given.quiet:
        print("fugong: a load publishes nothing; `fugong build` or `dbt build` builds and publishes what was loaded")
    return EXIT_LOADED


def _build(given: argparse.Namespace, arguments: Sequence[str] | None) -> int:
    """Load, build, test and publish under one lock; with --json tell it in one object, whatever comes of it."""
    told: dict[str, Any] = {}
    code, error = EXIT_LOADED, None
    seconds = {}
    started = time.monotonic()
    try:
        keep = config.keep_builds(given.keep_builds)
        language_model = _language_model(given)
        warehouse = config.warehouse_path(given.warehouse)
        with writing(warehouse, _command(arguments)) as work:
            summary = _load(given, work, language_model)
            told["load"] = _counts(summary)
            seconds["load"] = time.monotonic() - started
            if not given.quiet:
                _tell(summary, sys.stderr if given.json else sys.stdout)
            if not summary.landed and not summary.unchanged and not summary.withdrawn:
                raise _NothingLoadedError(_nothing_loaded(summary))
            build = build_models(warehouse, quiet=given.quiet, keep=keep)
        seconds["models and tests"] = time.monotonic() - started - seconds["load"] - build.seconds
        seconds["publication"] = build.seconds
        told |= report(warehouse, build, seconds)
        told["corrections_rejected"] = rejected_corrections(warehouse)
        for line in told["corrections_rejected"]:
            print(f"fugong: {line}", file=sys.stderr)
        if not given.quiet:
            print(summarise(told), file=sys.stderr if given.json else sys.stdout)
    except _NothingLoadedError as nothing:
        code, error = EXIT_NOTHING_LOADED, str(nothing)
    except _REFUSED as refused:
        code, error = EXIT_USAGE, str(refused)
    except BuildError as failed:
        code, error = EXIT_BUILD_FAILED, str(failed)
    if error:
        _say(error, code)
    if given.json:
        _print(json.dumps({"exit_code": code, "error": error} | told, ensure_ascii=False))
    return code


class _NothingLoadedError(Exception):
    """A load met items and could load none of them."""


def _nothing_loaded(summary: LoadSummary) -> str:
    return f"nothing was loaded of {summary.items_in:,} items; see the lines above"


def _command(arguments: Sequence[str] | None) -> str:
    """Return the command as whoever it keeps out is told."""
    return " ".join(["fugong", *(sys.argv[1:] if arguments is None else arguments)])


def _say(problem: str, code: int) -> int:
    print(f"fugong: {problem}", file=sys.stderr)
    return code


def _builds(given: argparse.Namespace) -> int:
    try:
        shelf = Shelf(config.warehouse_path(given.warehouse))
    except config.ProjectNotFoundError as error:
        return _say(str(error), EXIT_USAGE)
    builds = shelf.builds()
    current = shelf.current(builds)
    if given.json:
        listed = [build.as_dict() | {"is_public": build == current} for build in builds]
        _print(json.dumps({"warehouse": str(shelf.public), "builds": listed}, ensure_ascii=False))
    else:
        _print(listing(shelf.public, builds, current))
    return EXIT_LOADED


def _rollback(given: argparse.Namespace, arguments: Sequence[str] | None) -> int:
    try:
        warehouse = config.warehouse_path(given.warehouse)
        with locked(warehouse, _command(arguments)):
            build = rollback(warehouse, given.build_id)
    except PublishError as error:
        return _say(str(error), EXIT_NOTHING_LOADED)
    except (WarehouseError, config.ProjectNotFoundError) as error:
        return _say(str(error), EXIT_USAGE)
    if given.json:
        _print(json.dumps({"warehouse": str(warehouse), "build": build.as_dict()}, ensure_ascii=False))
    else:
        _print(
            f"fugong: build {build.build_id} of {build.finished_at} is public again\n"
            "The work file stays as it is: the next whole build publishes everything that was loaded, also what came "
            "after this build."
        )
    return EXIT_LOADED


def _add_site(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    text = "make static pages of the published file: charts, tables, and every document with its figures"
    command = commands.add_parser("site", help=text, description=text.capitalize() + ".")
    command.add_argument(
        "--output", type=Path, metavar="FOLDER", help="where (default: the folder `site` beside the warehouse file)"
    )
    command.add_argument(
        "--dbt-docs",
        type=Path,
        metavar="FOLDER",
        help="make dbt's own documentation a page, from the manifest that dbt left there (a checkout's target/)",
    )
    _add_warehouse(command)
    command.add_argument("--quiet", action="store_true", help="print problems only")
    command.add_argument("--json", action="store_true", help="print one JSON object; all else to standard error")


def _site(given: argparse.Namespace) -> int:
    """Make the report site; what it needs beside Fugong itself is looked for only now."""
    try:
        from fugong.site.build import build_site
        from fugong.site.data import SiteError
    except ModuleNotFoundError as error:
        return _say(f"{error.name} is not installed; the site needs `pip install 'fugong[site]'`", EXIT_USAGE)
    try:
        public = config.warehouse_path(given.warehouse)
        with progress("writing", "pages", is_quiet=given.quiet) as bar:
            folder = (given.output or public.parent / "site").resolve()
            made = build_site(public, folder, lambda _: bar.update(), given.dbt_docs)
    except (SiteError, config.ProjectNotFoundError) as error:
        return _say(str(error), EXIT_USAGE)
    except KeyboardInterrupt:
        return _say("interrupted; a site that was there stays as it was", EXIT_INTERRUPTED)
    if given.json:
        _print(json.dumps(made.as_dict(), ensure_ascii=False))
    elif not given.quiet:
        _print(
            f"fugong: {made.pages:,} pages of {made.documents:,} documents in {made.seconds:.1f} s "
            f"({made.bytes / 1e6:,.1f} MB): open {made.folder}/index.html"
        )
    return EXIT_LOADED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="fugong", description="From raw Chinese news to a warehouse of reopening rates, funds and project counts."
    )
    parser.add_argument("--version", action="version", version=f"fugong {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, text in (
        ("load", "read articles into the landed tables of the warehouse"),
        ("build", "load articles, build and test all models, publish them, and say what was built"),
    ):
        command = commands.add_parser(name, help=text, description=text.capitalize() + ".")
        command.add_argument("paths", nargs="+", type=Path, metavar="PATH", help=_PATH_HELP)
        _add_reading(command)
        _add_warehouse(command)
        command.add_argument("--quiet", action="store_true", help="print problems only")
        _add_language_model(command)
        _add_workers(command)
        _add_prune(command)
        if name == "build":
            command.add_argument(
                "--keep-builds",
                type=int,
                metavar="K",
                help=f"keep the last K builds (default: ${config.KEEP_BUILDS_VARIABLE}, else {config.KEEP_BUILDS})",
            )
            command.add_argument(
                "--json", action="store_true", help="print one JSON object; all else to standard error"
            )
    text = "list the builds that are kept, and which of them is public"
    command = commands.add_parser("builds", help=text, description=text.capitalize() + ".")
    _add_warehouse(command)
    command.add_argument("--json", action="store_true", help="print one JSON object")
    text = "publish an older build again; the work file stays as it is"
    command = commands.add_parser("rollback", help=text, description=text.capitalize() + ".")
    command.add_argument(
        "build_id", nargs="?", type=int, metavar="BUILD_ID", help="which (default: the one before the public one)"
    )
    _add_warehouse(command)
    command.add_argument("--json", action="store_true", help="print one JSON object")
    _add_site(commands)
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
    _add_warehouse(export_command.add_to(commands))
    text = "learn from the undamaged parts of articles how their subject is written of, for the repair of slips"
    command = commands.add_parser("train-lm", help=text, description=text.capitalize() + ".")
    command.add_argument("paths", nargs="+", type=Path, metavar="PATH", help=_PATH_HELP)
    _add_reading(command)
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


def _add_reading(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--field",
        action="append",
        default=[],
        metavar="FIELD=NAME",
        help=f"what a field of records is called ({', '.join(FIELDS)}); dots lead into objects: url=metadata.url",
    )
    command.add_argument(
        "--format",
        choices=[str(kind) for kind in Kind],
        help="what the files named here, or the standard input, hold, whatever their names say",
    )


def _reading(given: argparse.Namespace) -> ReadOptions:
    return ReadOptions(FieldNames.parse(given.field), Kind(given.format) if given.format else None)


def _add_language_model(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--language-model", type=Path, metavar="FILE", help="what `fugong train-lm` learned, beside what is built in"
    )


def _add_workers(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--workers",
        type=_count,
        default=available_cores(),
        metavar="N",
        help="processes that read documents (default: one for each processor); what they read does not depend on it",
    )


def _add_prune(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--prune",
        action="store_true",
        help="withdraw what lay in the given files and folders and is gone; not if that is more than half",
    )
    command.add_argument("--prune-force", action="store_true", help="the same, however much it is")


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not int(text):
        raise argparse.ArgumentTypeError(f"{text!r} is no number of workers; expected 1 or more")
    return int(text)


def _explain(given: argparse.Namespace) -> int:
    try:
        use_trained(load_counts(given.language_model) if given.language_model else None)
        decoded = salvage(given.path.read_bytes())
        cues = load_lexicon(config.project_dir() / "seeds").boilerplate
    except (OSError, DecodeError, LexiconError, ModelFileError, config.ProjectNotFoundError) as error:
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


def _language_model(given: argparse.Namespace) -> TrainedModel | None:
    return TrainedModel.read(given.language_model) if given.language_model else None


def _load(given: argparse.Namespace, work: Path, language_model: TrainedModel | None) -> LoadSummary:
    lexicon = load_lexicon(config.project_dir() / "seeds")
    with Warehouse(work) as warehouse, _progress(given.quiet) as on_progress:
        return load(
            given.paths,
            warehouse,
            lexicon,
            on_progress,
            language_model,
            given.workers,
            _prune(given),
            _reading(given),
        )


def _tell(summary: LoadSummary, stream: TextIO) -> None:
    print(
        f"fugong: {summary.items_in:,} items in = {summary.landed:,} landed + {summary.unchanged:,} unchanged "
        f"+ {summary.items_set_aside:,} set aside"
        + (f"; {summary.withdrawn:,} withdrawn" if summary.withdrawn else "")
        + (f"; {summary.rescanned:,} documents read again" if summary.rescanned else ""),
        file=stream,
        flush=True,
    )


def _counts(summary: LoadSummary) -> dict[str, int]:
    return {
        "load_id": summary.load_id,
        "items_in": summary.items_in,
        "landed": summary.landed,
        "unchanged": summary.unchanged,
        "set_aside": summary.items_set_aside,
        "withdrawn": summary.withdrawn,
        "read_again": summary.rescanned,
    }


def _prune(given: argparse.Namespace) -> Prune:
    return Prune.FORCE if given.prune_force else Prune.WITHDRAW if given.prune else Prune.NOTHING


@contextmanager
def _progress(quiet: bool) -> Iterator[Callable[[str], None]]:
    with progress("loading", "items", is_quiet=quiet) as bar:

        def advance(name: str) -> None:
            bar.set_postfix_str(name[:40], refresh=False)
            bar.update()

        yield advance


if __name__ == "__main__":
    sys.exit(main())
