"""One writer at a time: a lock beside the work file, held from the first row loaded to the publication.

The lock is the kernel's (flock) and ends with the processes that hold it, however they end. What is written in the file
is for people alone: who holds it, and since when.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from fugong import config
from fugong.land.warehouse import WarehouseError

DESCRIPTOR_VARIABLE: Final = "FUGONG_LOCK_DESCRIPTOR"
_LONGEST_COMMAND: Final = 160

_held: dict[Path, _Held] = {}


class LockedError(WarehouseError):
    """Another process writes to the warehouse; the message is one line for people."""


class _Held:
    """A lock of this process: its descriptor, and how often it was taken."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor
        self.count = 0
        os.register_at_fork(after_in_child=self._close_in_child)

    def _close_in_child(self) -> None:
        # A forked worker that outlives a killed parent would go on to hold the lock: closing its copy frees nothing
        # that the parent holds.
        if self.descriptor >= 0:
            with suppress(OSError):
                os.close(self.descriptor)
            self.descriptor = -1

    def close(self) -> None:
        os.close(self.descriptor)
        self.descriptor = -1


def lock_path(public: Path) -> Path:
    """Return the lock file of a public file."""
    work = config.work_path(public)
    return work.with_name(f"{work.stem}.lock")


def take(public: Path, command: str) -> None:
    """Take the lock of `public` for this process, which `command` names to others, until `release` or its end.

    A process may take a lock that it has, and a child takes over the one that its parent handed it (`handed_over`).

    Raises:
        LockedError: if another process has it.
        WarehouseError: if there can be no lock file.
    """
    path = lock_path(public)
    held = _held.get(path)
    if held is None or held.descriptor < 0:
        handed = _taken_over(path)
        held = _held[path] = _Held(_taken(path, public, command) if handed is None else handed)
    held.count += 1


def release(public: Path) -> None:
    """Give back what `take` took; the last one to do so frees the lock."""
    path = lock_path(public)
    held = _held[path]
    held.count -= 1
    if not held.count:
        del _held[path]
        held.close()


@contextmanager
def locked(public: Path, command: str) -> Iterator[None]:
    """Hold the lock of `public` in the block; see `take`."""
    take(public, command)
    try:
        yield
    finally:
        release(public)


def handed_over(public: Path) -> tuple[dict[str, str], tuple[int, ...]]:
    """Return the variable and the descriptor that a child process must get in order to share the lock of `public`."""
    descriptor = _held[lock_path(public)].descriptor
    return {DESCRIPTOR_VARIABLE: str(descriptor)}, (descriptor,)


def _taken_over(path: Path) -> int | None:
    """Return the descriptor of the lock that the parent process handed over, if it is the one of `path`."""
    named = os.environ.get(DESCRIPTOR_VARIABLE, "")
    if not named.isdecimal():
        return None
    descriptor = int(named)
    try:
        if not os.path.samestat(os.fstat(descriptor), path.stat()):
            return None
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return None
    os.set_inheritable(descriptor, False)
    return descriptor


def _taken(path: Path, public: Path, command: str) -> int:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise WarehouseError(f"{public}: its folder {path.parent} cannot be written to ({error.strerror})") from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = _holder(descriptor)
        os.close(descriptor)
        raise LockedError(f"{public}: {holder}; try again when that has ended") from None
    except OSError as error:
        os.close(descriptor)
        raise WarehouseError(f"{path}: cannot be locked ({error.strerror})") from error
    since = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    shown = command if len(command) <= _LONGEST_COMMAND else command[: _LONGEST_COMMAND - 1] + "…"
    note = json.dumps({"pid": os.getpid(), "command": shown, "since": since}, ensure_ascii=False) + "\n"
    with suppress(OSError):
        # On a full disk the lock holds all the same.
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, note.encode(), 0)
    return descriptor


def _holder(descriptor: int) -> str:
    try:
        note = json.loads(os.pread(descriptor, 4096, 0))
        return f"`{note['command']}` (process {note['pid']}) has been writing to it since {note['since']}"
    except (OSError, ValueError, KeyError, TypeError):
        # It has taken the lock this very moment.
        return "another process is writing to it"
