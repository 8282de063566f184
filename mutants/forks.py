"""Work done in forked processes, a few at a time: what they load, change or break ends with them."""

from __future__ import annotations

import contextlib
import gc
import os
import pickle
import resource
import shutil
import signal
import tempfile
import traceback
from multiprocessing.connection import Connection, Pipe, wait
from typing import TYPE_CHECKING, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

J = TypeVar("J")
T = TypeVar("T")

MEMORY = 8 << 30
"""Bytes that a process may ask for: a change may ask for any."""


class Ended(NamedTuple):
    """A process that left no answer."""

    signal: int

    @property
    def late(self) -> bool:
        """Whether its time was over."""
        return self.signal in {signal.SIGPROF, signal.SIGALRM}


def allow(seconds: float) -> None:
    """End this process after some time of its own, or 20 times as long of waiting, unless it is allowed more before."""
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.setitimer(signal.ITIMER_REAL, 20 * seconds)


def _child(answer: Callable[[], object], end: Connection, folder: str, *, quiet: bool) -> None:
    """Work, answer and leave, without a word of what was going on in the parent."""
    code = 1
    try:
        tempfile.tempdir = folder
        if quiet:
            os.setpgid(0, 0)
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
            nowhere = os.open(os.devnull, os.O_RDWR)
            for standard in range(3):
                os.dup2(nowhere, standard)
        end.send_bytes(pickle.dumps(answer()))
        code = 0
    except BaseException:  # noqa: BLE001 - a forked process must not go on with its parent's work
        traceback.print_exc()
    finally:
        os._exit(code)


def each(
    jobs: Iterable[tuple[J, Callable[[], T]]], processes: int, *, quiet: bool = True
) -> Iterator[tuple[J, T | Ended]]:
    """Do every job in a process of its own, and yield what it answers, as it ends."""
    waiting = iter(jobs)
    running: dict[Connection, tuple[int, J, str]] = {}
    gc.freeze()
    while True:
        while len(running) < processes and (job := next(waiting, None)) is not None:
            name, answer = job
            folder = tempfile.mkdtemp(prefix="mutant-")
            mine, other = Pipe(duplex=False)
            pid = os.fork()
            if pid == 0:
                _child(answer, other, folder, quiet=quiet)
            other.close()
            running[mine] = pid, name, folder
        if not running:
            return
        for ready in wait(list(running)):
            assert isinstance(ready, Connection)  # noqa: S101 - tells a type checker what was put in
            pid, name, folder = running.pop(ready)
            try:
                result: T | Ended | None = pickle.loads(ready.recv_bytes())  # noqa: S301 - this program's own
            except EOFError:
                result = None
            ready.close()
            _, status = os.waitpid(pid, 0)
            if quiet:
                with contextlib.suppress(ProcessLookupError):  # what it left running
                    os.killpg(pid, signal.SIGKILL)
            shutil.rmtree(folder, ignore_errors=True)
            yield name, Ended(os.WTERMSIG(status)) if result is None else result
