"""A question that a process of its own loads and answers, while this one loads what reads and writes many rows."""

from __future__ import annotations

import contextlib
import json
import math
import mmap
import multiprocessing
import signal
import threading
from typing import TYPE_CHECKING, NamedTuple, Protocol, cast

import numpy as np

from computegap.errors import ComputegapError
from computegap.signals import ENDING, held

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection

    from computegap.units import Array

    _Put = tuple[int, ...] | Array
    """The shape of values in memory that both processes see, or values that have no room there."""

SHARED = 32 << 20
"""Bytes that both processes see, of which only those in use take memory: as many as a block has figures."""
KEPT = 16 << 20
"""Bytes that either process keeps of what it frees, as the next block needs as much again."""


class Asked(Protocol):
    """What rows need of a question."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What is to be told before any row."""

    @property
    def inputs(self) -> tuple[str, ...]:
        """Names of the columns that are read."""

    @property
    def added(self) -> tuple[str, ...]:
        """Names of the columns of results."""

    def pieces(self, rows: bytes) -> int:
        """Into how many parts rows are best cut."""

    def answer(self, values: Array, cell: Callable[[int, int], object]) -> tuple[Array, dict[int, str]]:
        """Results, and faults by row."""


class _About(NamedTuple):
    notes: tuple[str, ...]
    inputs: tuple[str, ...]
    added: tuple[str, ...]


class Companion:
    """A question in a process beside this one, which asks it block by block."""

    def __init__(self, load: Callable[[], Asked]) -> None:
        """Start the process; nothing waits for it before the question is first needed.

        Parameters
        ----------
        load : callable
            Gives the question; called in the other process.
        """
        # To free so much, untouched, is what has the allocator of Linux keep as much from then on.
        bytes(KEPT)
        # Forked, as the other process then has at once what is loaded and what was asked.
        context = multiprocessing.get_context("fork")
        self._line, far = context.Pipe()
        self._table = mmap.mmap(-1, SHARED)
        self._turn = threading.Lock()
        self._process = context.Process(target=_serve, args=(load, far, self._line, self._table), daemon=True)
        # A signal meant for the program is this process's to answer, from the first moment on.
        with held(ENDING):
            self._process.start()
        far.close()
        self._about: _About | None = None

    def close(self) -> None:
        """End the process, whatever it is at."""
        self._process.terminate()
        self._process.join()
        # Threads that still wait for an answer are told that there is none.
        with self._turn:
            self._line.close()

    @property
    def notes(self) -> tuple[str, ...]:
        """What is to be told before any row."""
        return self._told().notes

    @property
    def inputs(self) -> tuple[str, ...]:
        """Names of the columns that are read."""
        return self._told().inputs

    @property
    def added(self) -> tuple[str, ...]:
        """Names of the columns of results."""
        return self._told().added

    def pieces(self, rows: bytes) -> int:  # noqa: ARG002 - of any block
        """One: ranges, whose work is worth dividing, are for a question in this process."""
        return 1

    def answer(self, values: Array, cell: Callable[[int, int], object]) -> tuple[Array, dict[int, str]]:
        """Results, and faults by row, as `RowQuestion` gives them."""
        with self._turn:
            self._told()
            # As JSON, as the values of a row of it may lie deeper within each other than pickle goes.
            odd = json.dumps([cell(*divmod(place, values.shape[1])) for place in _odd(values)])
            put, faults = cast("tuple[_Put, dict[int, str]]", self._said((_put(values, self._table), odd)))
            return _taken(put, self._table), faults

    def _told(self) -> _About:
        if self._about is None:
            # Unasked, as the other process may have ended with a fault by now.
            self._about = cast("_About", self._said())
        return self._about

    def _said(self, *asked: object) -> object:
        """What the other process says.

        Raises
        ------
        ComputegapError
            If it was ended from outside.
        Exception
            If it has raised one.
        """
        try:
            for question in asked:
                self._line.send(question)
            found = self._line.recv()
        except (EOFError, OSError):
            message = "the process that works the answers out was ended from outside, as where memory runs out"
            raise ComputegapError(message) from None
        if isinstance(found, BaseException):
            raise found
        return found


def _odd(values: Array) -> list[int]:
    """Places of cells that are no plain number, counted through one input after the other."""
    return np.flatnonzero(~np.isfinite(values)).tolist()


def _put(values: Array, table: mmap.mmap) -> _Put:
    """Put values where both processes see them, and return what tells the other one of them."""
    if values.nbytes > len(table):
        return values
    np.frombuffer(table, count=values.size).reshape(values.shape)[:] = values
    return values.shape


def _taken(put: _Put, table: mmap.mmap) -> Array:
    """Values that the other process has put there."""
    if isinstance(put, tuple):
        return np.frombuffer(table, count=math.prod(put)).reshape(put).copy()
    return put


def _serve(load: Callable[[], Asked], line: Connection, other_end: Connection, table: mmap.mmap) -> None:
    """Load a question and answer it until nobody asks any more."""
    # Closed here too, or the end of the one who asks were not seen.
    other_end.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING)
    # Whoever asked may have ended, and with it any reason to answer.
    with contextlib.suppress(EOFError, OSError):
        try:
            question = load()
            about = _About(question.notes, question.inputs, question.added)
        except Exception as error:  # noqa: BLE001 - raised where the question is asked
            line.send(_sendable(error))
            return
        line.send(about)
        while True:
            line.send(_answer(question, line.recv(), table))


def _answer(question: Asked, asked: tuple[_Put, str], table: mmap.mmap) -> object:
    values = _taken(asked[0], table)
    rows = values.shape[1]
    odd = dict(zip(_odd(values), json.loads(asked[1]), strict=True))
    try:
        results, faults = question.answer(values, lambda column, row: odd[column * rows + row])
    except Exception as error:  # noqa: BLE001 - raised where the answer is wanted
        return _sendable(error)
    return _put(results, table), faults


def _sendable(error: Exception) -> Exception:
    """An error that tells another process what this one would have told, and where it was raised."""
    import pickle  # noqa: PLC0415 - only a fault needs them
    import traceback  # noqa: PLC0415 - same

    where = "".join(traceback.format_exception(error))
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 - its own
    except Exception:  # noqa: BLE001 - what a class of errors asks for when it is made anew is its own affair
        error = RuntimeError(f"{type(error).__name__}: {error}")
    error.add_note(where)
    return error
