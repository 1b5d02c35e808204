"""Files: copied without disturbing who has them open, and safe on the disk before anything is said to be so."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

# Its main header and its two database headers; a checkpoint that changes anything writes one of these anew.
_HEADER_BYTES: Final = 3 * 4096
_FICLONE: Final = 0x40049409


def log_of(database: Path) -> Path:
    """Return the write-ahead log that DuckDB keeps beside a database file."""
    return database.with_name(f"{database.name}.wal")


def fingerprint(database: Path) -> str:
    """Return what tells a state of a DuckDB file from all others, without reading it whole."""
    with database.open("rb") as file:
        return hashlib.sha256(file.read(_HEADER_BYTES)).hexdigest()[:16]


@contextmanager
def clear_of(path: Path) -> Iterator[Path]:
    """Yield the name of a passing file: nothing is there before the block, nor after it."""
    path.unlink(missing_ok=True)
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)


def copy(source: Path, target: Path) -> None:
    """Copy a file by a process of its own, and see it safe on the disk.

    DuckDB's lock on a file that this process has open would end when any descriptor of the file is closed.

    Raises:
        OSError: if that fails; what there is of the copy is left behind.
    """
    command = [sys.executable, "-I", "-S", __file__, str(source), str(target)]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)  # noqa: S603
    if done.returncode:
        told = done.stderr.strip().splitlines() or [f"ended with code {done.returncode}"]
        raise OSError(f"no copy could be made: {told[-1]}")


def link(source: Path, target: Path) -> None:
    """Give a file a second name, or copy it where the file system has no such thing.

    Raises:
        OSError: if neither can be done.
    """
    try:
        target.hardlink_to(source)
    except OSError:
        # Not this process's: descriptors of a published file are DuckDB's too where somebody here reads it.
        copy(source, target)
        target.chmod(source.stat().st_mode & 0o777)


def sync(path: Path) -> None:
    """Have a file, or the names in a folder, written to the disk.

    Of a database file that this process has open, only `copy` may do so.
    """
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _copy_here(source: str, target: str) -> None:
    with open(source, "rb") as read, open(target, "xb") as written:  # noqa: PTH123 - pathlib takes longer to import
        if not _cloned(read.fileno(), written.fileno()):
            _copied(read.fileno(), written.fileno())
        os.fsync(written.fileno())


def _cloned(read: int, written: int) -> bool:
    """Share the blocks of the files, where the file system can."""
    if sys.platform != "linux":
        return False
    import fcntl

    with suppress(OSError):
        fcntl.ioctl(written, _FICLONE, read)
        return True
    return False


def _copied(read: int, written: int) -> None:
    left = os.fstat(read).st_size
    if hasattr(os, "copy_file_range"):
        try:
            while left:
                done = os.copy_file_range(read, written, min(left, 1 << 30))
                if not done:
                    break
                left -= done
        except OSError as error:
            import errno

            if error.errno not in (errno.EXDEV, errno.ENOSYS, errno.EOPNOTSUPP, errno.EINVAL):
                raise
    if left:
        os.lseek(read, 0, os.SEEK_SET)
        os.lseek(written, 0, os.SEEK_SET)
        with open(read, "rb", closefd=False) as source, open(written, "wb", closefd=False) as target:
            shutil.copyfileobj(source, target, 1 << 20)


if __name__ == "__main__":
    try:
        _copy_here(*sys.argv[1:3])
    except OSError as failure:
        sys.exit(failure.strerror or str(failure))
