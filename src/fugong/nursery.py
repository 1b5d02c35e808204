"""The process that workers are forked from: `python -m fugong.nursery FD`, started by `fugong.workers`.

It makes the lexicon and the language model ready once; every worker has them by being a copy of it. It is a process of
its own because the one that loads has threads, of which a fork keeps but one.
"""

from __future__ import annotations

import contextlib
import gc
import os
import pickle
import signal
import socket
import sys
from multiprocessing.connection import Connection

from fugong.reader import Reader, Task, allowed_seconds

# Compiled code does not hear the reader's own limit: so much later the system ends the worker.
_GRACE = 2.0
_GRACE_SECONDS = 60.0


def main() -> None:
    """Fork a worker for each socket that comes in by the socket given, until that is closed; then end them all."""
    control = socket.socket(fileno=int(sys.argv[1]))
    reader = Reader(pickle.loads(_received(control)))  # noqa: S301  # from the process that started this one
    reader.warm()
    # What is never collected is never written to, and stays shared.
    gc.collect()
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        message, descriptors, _, _ = socket.recv_fds(control, 1, 1)
        if not message:
            # Workers that are still at work have nobody to work for.
            os.killpg(0, signal.SIGKILL)
        if os.fork() == 0:
            control.close()
            _work(reader, Connection(descriptors[0]))
            os._exit(0)
        os.close(descriptors[0])


def _work(reader: Reader, connection: Connection) -> None:
    """Read one task after the other, until nobody sends any."""
    with contextlib.suppress(EOFError, OSError):
        while True:
            documents: Task = pickle.loads(connection.recv_bytes())  # noqa: S301  # as above
            signal.setitimer(signal.ITIMER_PROF, _GRACE_SECONDS + _GRACE * allowed_seconds(documents))
            reading = reader.read(documents)
            signal.setitimer(signal.ITIMER_PROF, 0)
            connection.send_bytes(pickle.dumps(reading, protocol=5))


def _received(control: socket.socket) -> bytes:
    """Return the first message, which its length in 8 bytes stands before."""
    with control.makefile("rb", buffering=0) as stream:
        wanted = int.from_bytes(_exactly(stream, 8))
        return _exactly(stream, wanted)


def _exactly(stream: socket.SocketIO, count: int) -> bytes:
    pieces = []
    while count:
        piece = stream.read(min(count, 1 << 20))
        if not piece:
            sys.exit(1)
        pieces.append(piece)
        count -= len(piece)
    return b"".join(pieces)


if __name__ == "__main__":
    main()
