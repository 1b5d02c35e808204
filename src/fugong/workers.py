"""Who reads the documents: this process, or several that it starts."""

from __future__ import annotations

import contextlib
import logging
import os
import pickle
import queue
import socket
import subprocess
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType

from fugong.read.items import Reason
from fugong.reader import Failure, Reader, Reading, Settings, Task, Tasks

# Workers take seconds to start; fewer documents, and characters, are read before they would be ready.
_DOCUMENTS_FOR_WORKERS = 1_000
_CHARACTERS_FOR_WORKERS = 2_000_000

log = logging.getLogger("fugong.workers")


class WorkersError(RuntimeError):
    """No worker can be started; the message is one line for people."""


def available_cores() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Staff:
    """Has tasks read by `count` workers, or, where they are few or `count` is 1, by this process.

    What comes of a task is the same whoever reads it. Use it in a `with` statement.
    """

    def __init__(self, settings: Settings, count: int) -> None:
        """Start nobody yet."""
        self._settings = settings
        self._count = count if hasattr(os, "fork") else 1
        self._reader: Reader | None = None
        self._workers: _Workers | None = None

    def __enter__(self) -> Staff:
        """Return itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Send the workers home; what they are at is dropped."""
        if self._workers:
            self._workers.close()

    def chunks_at_once(self) -> int:
        """Return how many chunks of tasks should be on their way so that no worker waits."""
        return 1 + (self._count + 7) // 8 if self._workers else 1

    def read(self, tasks: Tasks) -> list[Future[Reading]]:
        """Have `tasks` read; the futures are in their order.

        Raises:
            WorkersError: if no worker can be started. So may a future.
        """
        if self._count > 1 and not self._workers and _is_much(tasks):
            self._workers = _Workers(self._settings, self._count)
        if self._workers:
            return [self._workers.submit(task) for task in tasks]
        if tasks and not self._reader:
            self._reader = Reader(self._settings)
        return [self._done(task) for task in tasks]

    def _done(self, task: Task) -> Future[Reading]:
        assert self._reader  # noqa: S101  # for the type checker
        future: Future[Reading] = Future()
        future.set_result(self._reader.read(task))
        return future


def _is_much(tasks: Tasks) -> bool:
    documents = sum(map(len, tasks))
    characters = sum(document.characters for task in tasks for document in task)
    return documents >= _DOCUMENTS_FOR_WORKERS or characters >= _CHARACTERS_FOR_WORKERS


class _Workers:
    """Processes, each with a thread here that feeds it: so they have work while this process writes."""

    def __init__(self, settings: Settings, count: int) -> None:
        ours, theirs = socket.socketpair()
        # numpy's own threads would only be in each other's way, and must not be there when the nursery forks.
        environment = os.environ | {
            "PYTHONPATH": os.pathsep.join(path or str(Path.cwd()) for path in sys.path),
            "OPENBLAS_NUM_THREADS": "1",
            "OMP_NUM_THREADS": "1",
        }
        self._control = ours
        # In a session of its own Ctrl-C does not reach it: this process decides what is still landed.
        self._nursery = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "fugong.nursery", str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            env=environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        theirs.close()
        self._is_closing = False
        self._idle: queue.SimpleQueue[Connection | None] = queue.SimpleQueue()
        message = pickle.dumps(settings)
        try:
            ours.sendall(len(message).to_bytes(8) + message)
        except OSError as error:
            ours.close()
            code = self._nursery.wait()
            raise WorkersError(
                f"the process that starts the workers ended with code {code}; try --workers 1"
            ) from error
        for _ in range(count):
            self._idle.put(None)
        self._threads = ThreadPoolExecutor(count, "fugong-worker")

    def submit(self, task: Task) -> Future[Reading]:
        """Have `task` read by the next worker that is free."""
        return self._threads.submit(self._read, task)

    def close(self) -> None:
        """Drop all tasks and end the workers."""
        self._is_closing = True
        self._threads.shutdown(wait=False, cancel_futures=True)
        # The nursery ends its workers, and itself, when nobody is left at this end.
        self._control.close()
        self._nursery.wait()
        self._threads.shutdown()

    def _read(self, task: Task) -> Reading:
        try:
            return self._asked(task)
        except EOFError:
            if self._is_closing:
                raise
        log.warning("a worker died over %d documents; they are read again, one by one", len(task))
        pieces = []
        for document in task:
            try:
                pieces.append(self._asked([document]))
            except EOFError:
                if self._is_closing:
                    raise
                detail = "the worker that read it died twice, or ran for too long; it may be too large for the memory"
                pieces.append(Reading({}, [Failure(document.key, Reason.READER_DIED, detail)], []))
        return Reading.of(pieces)

    def _asked(self, task: Task) -> Reading:
        """Return what a worker makes of `task`.

        Raises:
            EOFError: if it dies over it.
        """
        worker = self._idle.get()
        if worker is None or worker.closed:
            try:
                worker = self._new_worker()
            except WorkersError:
                self._idle.put(None)
                raise
        try:
            worker.send_bytes(pickle.dumps(task, protocol=5))
            reading: Reading = pickle.loads(worker.recv_bytes())  # noqa: S301  # from a process of ours
        except (EOFError, OSError) as error:
            worker.close()
            self._check_nursery()
            raise EOFError from error
        finally:
            self._idle.put(worker)
        return reading

    def _check_nursery(self) -> None:
        if self._is_closing:
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            code = self._nursery.wait(1)
            raise WorkersError(f"the process that starts the workers ended with code {code}; try --workers 1")

    def _new_worker(self) -> Connection:
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                socket.send_fds(self._control, [b"."], [theirs.fileno()])
            except OSError as error:
                ours.close()
                raise WorkersError("the process that starts the workers died; try --workers 1") from error
        return Connection(ours.detach())
