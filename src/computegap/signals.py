"""Signals that end the program, held back while something must not be divided."""

from __future__ import annotations

import contextlib
import signal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ENDING = frozenset({signal.SIGINT, signal.SIGTERM})
"""Ctrl-C, and what `kill` and `timeout` send."""


@contextlib.contextmanager
def held(signals: frozenset[signal.Signals]) -> Iterator[None]:
    """Hold signals back from this thread until the end of the block, where a system can.

    Threads and processes that start in the block hold them too; threads that run already hear them as ever.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ())
    try:
        signal.pthread_sigmask(signal.SIG_BLOCK, signals)
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
