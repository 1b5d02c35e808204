"""Manifests: the CSV file beside the documents that says who published them, and when."""

from __future__ import annotations

import csv
import datetime
import io
import os
import re
import stat
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath, PureWindowsPath

from fugong.read.items import Reason, SetAside, one_line, path_text
from fugong.text.decode import DecodeError, decode

COLUMNS = ("path", "title", "publisher", "url", "published_at")

_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_EARLIEST_YEAR = 1900
_LATEST_YEAR = 2100


@dataclass(frozen=True, slots=True)
class ManifestRow:
    """What a manifest says about one file; `problem` is set where a part of the row could not be used."""

    title: str | None = None
    publisher: str | None = None
    url: str | None = None
    published_at: str | None = None
    problem: SetAside | None = None


@dataclass(slots=True)
class Manifest:
    """A manifest's usable rows by the resolved path of their file, and what is wrong with the others.

    `is_usable` is False where the manifest could not be read as one at all.
    """

    path: Path
    is_usable: bool = True
    rows: dict[Path, ManifestRow] = field(default_factory=dict)
    set_asides: list[SetAside] = field(default_factory=list)


def read_manifest(path: Path, max_bytes: int) -> Manifest:
    """Read the manifest at `path`; never raises, everything wrong is in `set_asides`.

    Columns are `path,title,publisher,url,published_at`, found by the header; all but `path` may be absent, others are
    ignored. UTF-8, UTF-16, GB18030 and Big5 are read. Paths are relative to the manifest and stay in its folder.
    """
    manifest = Manifest(path)
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            return _unusable(manifest, "it is no regular file")
        if status.st_size > max_bytes:
            return _unusable(manifest, f"it is larger than {max_bytes:,} bytes")
        text = decode(path.read_bytes()).text
    except OSError as error:
        return _unusable(manifest, f"it cannot be read ({error.strerror})")
    except DecodeError as error:
        return _unusable(manifest, str(error))
    is_resolved = path.parent.resolve() == path.parent
    _add_rows(manifest, text, lambda line, written: _target(manifest, line, written, is_resolved=is_resolved))
    return manifest


def manifest_within(path: Path, content: bytes) -> Manifest:
    """Read the manifest that lies at `path` in an archive; never raises.

    Whether the files that it lists are there, the reader of the archive knows: their paths are as `member_path` says.
    """
    manifest = Manifest(path)
    try:
        text = decode(content).text
    except DecodeError as error:
        return _unusable(manifest, str(error))
    _add_rows(manifest, text, lambda line, written: _member(manifest, line, written))
    return manifest


def member_path(folder: Path, written: str) -> Path:
    """Return the path of what is called `written` in a folder of an archive, however its name is spelled."""
    return folder / unicodedata.normalize("NFC", written.replace("\\", "/"))


def missing_member(manifest: Manifest, target: Path) -> SetAside:
    """Return the row of a file that a manifest lists, but its archive does not hold."""
    detail = f"{path_text(manifest.path)}: lists {path_text(target)}, but the archive holds no such file"
    return SetAside(one_line(path_text(target)), Reason.MANIFEST_ROW_WITHOUT_FILE, one_line(detail))


def _add_rows(manifest: Manifest, text: str, target_of: Callable[[int, str], Path | None]) -> None:
    records = _records(manifest, text)
    header = next(records, (0, []))[1]
    names = [name.strip().lower() for name in header]
    if "path" not in names:
        found = ",".join(names)[:80] or "nothing"
        _unusable(manifest, f"its first line must name the column path ({','.join(COLUMNS)}), found {found}")
        return
    lines: dict[Path, int] = {}
    for line, values in records:
        target = target_of(line, dict(zip(names, values, strict=False)).get("path", "").strip())
        if target is None:
            continue
        if target in lines:
            detail = f"lists {path_text(target)} again; its row in line {lines[target]} counts"
            manifest.set_asides.append(_set_aside(manifest, Reason.DUPLICATE_FILE, line, detail, target))
            continue
        lines[target] = line
        manifest.rows[target] = _row(manifest, line, names, values, target)


def _records(manifest: Manifest, text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each record that is not blank, with its line number; note the malformed ones."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            values = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            detail = f"is no valid CSV ({error}), perhaps a quotation mark too many; the files load without that row"
            manifest.set_asides.append(_set_aside(manifest, Reason.BAD_MANIFEST, line, detail, is_fatal=False))
            continue
        if any(value.strip() for value in values):
            yield line, values


def _row(manifest: Manifest, line: int, names: Sequence[str], values: Sequence[str], target: Path) -> ManifestRow:
    if len(values) > len(names):
        detail = (
            f"has {len(values)} fields where the header has {len(names)} (a comma in a title needs quotation marks); "
            f"{path_text(target)} loads without metadata"
        )
        return ManifestRow(problem=_set_aside(manifest, Reason.BAD_MANIFEST, line, detail, target, is_fatal=False))
    cells = {name: value.strip() or None for name, value in zip(names, values, strict=False)}
    date = cells.get("published_at")
    problem = None
    if date is not None and not is_valid_date(date):
        detail = f"has the date {date[:40]!r}, expected YYYY-MM-DD, YYYY-MM or YYYY; {path_text(target)} loads undated"
        problem = _set_aside(manifest, Reason.BAD_MANIFEST_DATE, line, detail, target, is_fatal=False)
        date = None
    return ManifestRow(cells.get("title"), cells.get("publisher"), cells.get("url"), date, problem)


def is_valid_date(text: str) -> bool:
    """Tell whether `text` is YYYY, YYYY-MM or YYYY-MM-DD and such a day exists (years 1900 to 2100)."""
    match = _DATE.fullmatch(text)
    if not match:
        return False
    year, month, day = (int(part or 1) for part in match.groups())
    if not _EARLIEST_YEAR <= year <= _LATEST_YEAR:
        return False
    try:
        datetime.date(year, month, day)
    except ValueError:
        return False
    return True


def _target(manifest: Manifest, line: int, written: str, *, is_resolved: bool) -> Path | None:
    """Return the resolved path of the file that a row names, or None (with the reason noted).

    `is_resolved`: there are no links in the path of the manifest's folder.
    """
    if not written:
        detail = "names no file in its column path; the other rows are used"
        manifest.set_asides.append(_set_aside(manifest, Reason.MANIFEST_ROW_WITHOUT_FILE, line, detail))
        return None
    folder = manifest.path.parent
    if leads_out(written):
        _refuse(manifest, line, written)
        return None
    if is_resolved and _is_plain_file(folder, written):
        return folder / written
    for spelling in _spellings(written):
        try:
            target = (folder / spelling).resolve(strict=True)
        except (OSError, RuntimeError, ValueError):
            continue
        if not target.is_relative_to(folder.resolve()):
            _refuse(manifest, line, written)
            return None
        if not target.is_dir():
            return target
    detail = f"lists {written[:200]!r}, but the folder holds no such file; the other rows are used"
    manifest.set_asides.append(
        _set_aside(manifest, Reason.MANIFEST_ROW_WITHOUT_FILE, line, detail, folder / _spellings(written)[0])
    )
    return None


def _is_plain_file(folder: Path, name: str) -> bool:
    """Tell whether a name is that of a file right in the folder, and no link: then its path is as it is written."""
    if os.name != "posix" or "/" in name or "\0" in name:
        return False
    try:
        return stat.S_ISREG(os.lstat(os.path.join(folder, name)).st_mode)  # noqa: PTH118  # a fifth of the time
    except (OSError, ValueError):
        return False


def _member(manifest: Manifest, line: int, written: str) -> Path | None:
    if not written:
        detail = "names no file in its column path; the other rows are used"
        manifest.set_asides.append(_set_aside(manifest, Reason.MANIFEST_ROW_WITHOUT_FILE, line, detail))
        return None
    if leads_out(written):
        _refuse(manifest, line, written)
        return None
    return member_path(manifest.path.parent, written)


def leads_out(written: str) -> bool:
    """Tell whether a name, as Windows or others read it, may lead out of the folder that it is relative to."""
    if "\\" not in written and ":" not in written and ".." not in written:
        return written.startswith("/")
    windows = PureWindowsPath(written)
    return bool(windows.anchor) or PurePosixPath(written).is_absolute() or ".." in windows.parts


def _refuse(manifest: Manifest, line: int, written: str) -> None:
    detail = f"lists {written[:200]!r}, which is outside the manifest's folder; it is not read, the other rows are used"
    manifest.set_asides.append(_set_aside(manifest, Reason.OUTSIDE_FOLDER, line, detail))


def _spellings(written: str) -> list[str]:
    """Return the ways in which the file's name may lie on the disk: Windows separators, macOS marks, GBK bytes."""
    slashed = written.replace("\\", "/")
    names = [written, slashed, unicodedata.normalize("NFC", slashed), unicodedata.normalize("NFD", slashed)]
    with suppress(UnicodeError):
        names.append(os.fsdecode(slashed.encode("gb18030")))
    return list(dict.fromkeys(names))


def _unusable(manifest: Manifest, problem: str) -> Manifest:
    detail = f"{path_text(manifest.path)}: not used as a manifest: {problem}; no file gets its metadata from it"
    manifest.is_usable = False
    manifest.set_asides = [
        SetAside(path_text(manifest.path), Reason.BAD_MANIFEST, one_line(detail), is_fatal_for_item=False)
    ]
    return manifest


def _set_aside(
    manifest: Manifest, reason: Reason, line: int, detail: str, target: Path | None = None, *, is_fatal: bool = True
) -> SetAside:
    source_path = path_text(target or manifest.path)
    return SetAside(source_path, reason, one_line(f"{path_text(manifest.path)}: line {line} {detail}"), is_fatal)
