"""The command `fugong export`."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from fugong import config
from fugong.export.folder import TargetError
from fugong.export.run import ExportError, Format, export
from fugong.export.tables import NoTableError
from fugong.land.warehouse import WarehouseError

EXIT_EXPORTED = 0
EXIT_NOTHING_EXPORTED = 1
EXIT_USAGE = 2


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> argparse.ArgumentParser:
    """Add the command and its arguments, but the warehouse, and return its parser."""
    text = "write the public tables as CSV, Parquet or an Excel workbook, with checksums"
    command = commands.add_parser("export", help=text, description=text.capitalize() + ".")
    command.add_argument("folder", type=Path, metavar="FOLDER", help="a folder that is not there yet")
    command.add_argument(
        "--format",
        action="append",
        default=[],
        choices=[str(form) for form in Format],
        help="what to write, once or more often (default: csv)",
    )
    command.add_argument(
        "--table", action="append", default=[], metavar="NAME", help="a table, once or more often (default: all)"
    )
    command.add_argument("--replace", action="store_true", help="put it in the place of an older export")
    command.add_argument("--json", action="store_true", help="print the manifest")
    return command


def run(given: argparse.Namespace) -> int:
    """Export as `given` says, tell what was written, and return the exit code.

    0: exported; 1: writing failed, and nothing is left of it; 2: wrong usage, or a warehouse that cannot be opened.
    """
    formats = [Format(name) for name in given.format] or [Format.CSV]
    try:
        warehouse = config.warehouse_path(given.warehouse)
        # Not resolved to the end: a link at `folder` is refused, not followed.
        folder = given.folder.parent.resolve() / given.folder.name if given.folder.name else given.folder.resolve()
        manifest = export(warehouse, folder, formats, given.table, may_replace=given.replace)
    except ExportError as error:
        return _say(str(error), EXIT_NOTHING_EXPORTED)
    except (NoTableError, TargetError, WarehouseError, config.ProjectNotFoundError) as error:
        return _say(str(error), EXIT_USAGE)
    print(json.dumps(manifest, ensure_ascii=False) if given.json else _told(folder, manifest))
    return EXIT_EXPORTED


def _told(folder: Path, manifest: dict[str, Any]) -> str:
    files = manifest["files"]
    size = sum(file["bytes"] for file in files)
    lines = [
        f"fugong: {len(manifest['tables'])} tables in {len(files)} {'file' if len(files) == 1 else 'files'} "
        f"({size / 1e6:.1f} MB), manifest.json and SHA256SUMS in {folder}"
    ]
    for form in dict.fromkeys(file["format"] for file in files):
        of_form = [file for file in files if file["format"] == form]
        neutralised = sum(file["neutralised_cells"] for file in of_form)
        shortened = sum(file["shortened_cells"] for file in of_form)
        if neutralised:
            how = "an apostrophe stands before them" if form == Format.CSV else "they are kept as texts"
            lines.append(f"        {form}: {neutralised:,} cells look like formulas: {how}")
        if shortened:
            lines.append(f"        {form}: {shortened:,} texts are too long for a cell: they are cut and end in …")
    return "\n".join(lines)


def _say(problem: str, code: int) -> int:
    print(f"fugong: {problem}", file=sys.stderr)
    return code
