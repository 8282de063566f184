"""Blocks of rows answered by threads, in their order."""

from __future__ import annotations

import os
import sys
import threading
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np

from computegap.rows.blocks import in_order
from computegap.rows.layout import line, rounded
from computegap.rows.plain import PlainBlock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from numpy.typing import NDArray

    from computegap.rows.layout import Layout
    from computegap.units import Array

    Answer = Callable[[Array, Callable[[int, int], object]], tuple[Array, Mapping[int, str]]]
    """From columns of values, and a way to what a cell holds that is no plain number, to results and faults by row."""

QUICK_FROM = 2 << 20
"""Bytes seen, from which on loading a library pays: some 40,000 rows."""
QUICK_BLOCK = 1 << 16
"""Bytes of a block, below which the library is the slower way."""
MOST_THREADS = 4
"""More would take memory, a few blocks each, and wait for the reader and the writer, of which there is one each."""

LIBRARY = "polars"
_LOADING = threading.Lock()


class Rows(Protocol):
    """Rows of one block, however they are read."""

    values: Array
    """Shape (input, row); not a number where a cell is no plain number."""
    faults: dict[int, str]
    lost: list[int]
    """Places of what is no row of the format, so that no results can stand behind it."""

    def cell(self, column: int, place: int) -> object:
        """What stands in a cell."""

    def written(self, results: Array, kept: NDArray[np.bool_]) -> bytes:
        """Rows that are kept, with their results."""


class Fault(NamedTuple):
    """A row without an answer."""

    row: int
    """From 1; a header is none."""
    reason: str


class Answered(NamedTuple):
    """What became of a block."""

    text: bytes
    faults: tuple[Fault, ...]


def header(layout: Layout) -> bytes:
    """Line above the rows; empty where their format has none."""
    if layout.to == "ndjson":
        return b""
    separator = "," if layout.to == "csv" else "\t"
    before = layout.header if layout.spliced else line(layout.columns, layout.to)
    names = separator.join((before, *(line([name], layout.to) for name in layout.added)))
    return f"{names}{layout.ending}".encode("utf-8", "surrogateescape")


def answered(
    blocks: Iterable[bytes], layout: Layout, answer: Answer, *, keep: bool, strict: bool
) -> Iterator[Answered]:
    """Answer rows block by block.

    Parameters
    ----------
    blocks : iterable of bytes
        Whole rows.
    layout : Layout
        How they are laid out.
    answer : callable
        The question.
    keep : bool
        Whether rows without an answer stay, with empty results, where they are rows at all.
    strict : bool
        Whether the first row without an answer ends it all.

    Yields
    ------
    answered : Answered
        One for each block.
    """

    def work(piece: tuple[bytes, bool]) -> tuple[bytes, list[tuple[int, str]], int]:
        block, quick = piece
        rows = (_quick(block, layout) if quick else None) or PlainBlock(block, layout)
        results, refused = answer(rows.values, rows.cell)
        faults = sorted({**refused, **rows.faults}.items())
        bad = [place for place, _ in faults]
        kept = np.ones(rows.values.shape[1], dtype=bool)
        if strict and faults:
            kept[bad[0] :] = False
            faults = faults[:1]
        elif keep:
            results[:, bad] = np.nan
            kept[rows.lost] = False
        else:
            kept[bad] = False
        return rows.written(rounded(results), kept), faults, len(kept)

    count = 0
    # Two more than processors, as some wait for Python's lock or for answers.
    for text, faults, rows in in_order(work, _sized(blocks), min((os.cpu_count() or 1) + 2, MOST_THREADS)):
        yield Answered(text, tuple(Fault(count + place + 1, reason) for place, reason in faults))
        if strict and faults:
            return
        count += rows


def _sized(blocks: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Blocks, and whether a library is the faster way to read them."""
    seen = 0
    for block in blocks:
        seen += len(block)
        yield block, seen >= QUICK_FROM and len(block) >= QUICK_BLOCK


def pays_beside(size: int) -> bool:
    """Whether answers of a file of so many bytes come sooner where a process of its own works them out."""
    # What it saves is the time in which this one loads the library. Forking is safe while the program alone is
    # loaded and none of its threads are at work, and outside of Linux slow or not safe at all.
    return (
        size >= QUICK_FROM
        and sys.platform == "linux"
        and (os.cpu_count() or 1) > 1
        and threading.active_count() == 1
        and LIBRARY not in sys.modules
    )


def load_library() -> bool:
    """Load what reads and writes many rows; false where it is not installed."""
    # The allocator of polars, jemalloc, would give memory back between blocks, and ask for it again.
    os.environ.setdefault("_RJEM_MALLOC_CONF", "dirty_decay_ms:10000,muzzy_decay_ms:10000")
    # One thread at a time: where the library is missing, a second one could be left with half a module.
    with _LOADING:
        try:
            import computegap.rows.quick  # noqa: F401, PLC0415 - only many rows pay for loading it
        except ModuleNotFoundError:
            return False
    return True


def _quick(block: bytes, layout: Layout) -> Rows | None:
    """Read by a library, where it is installed and can read this block as the standard library does."""
    if not load_library():
        return None
    from computegap.rows.quick import quick_block  # noqa: PLC0415 - loaded by now

    return quick_block(block, layout)
