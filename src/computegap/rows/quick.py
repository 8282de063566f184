"""Rows read and written by polars: the same bytes as the standard library's, several times as fast.

Only figures are parsed. A row leaves as the text that came, so nothing else of it is read or written anew; blocks in
which the two ways could differ are left to the standard library.
"""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from computegap.rows.layout import LEVELS, SEPARATORS, too_deep
from computegap.rows.plain import PlainBlock

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from computegap.rows.layout import Layout
    from computegap.units import Array

LINE = "\x01"
"""Name of the column of whole lines, and the separator that none of them holds."""
MARK = "\ufeff".encode()
"""What polars takes from the start of whatever it reads, though no more than a file's own is to be passed over."""


def quick_block(block: bytes, layout: Layout) -> QuickBlock | None:
    """Read a block; None where it holds what only the standard library reads as it should."""
    if not layout.spliced or LINE.encode() in block or b"\r" in block or block.startswith(MARK):
        return None
    if layout.kind == "csv" and b'"' in block:
        # Quotes may stand within a cell, and are then read in more than one way.
        return None
    try:
        lines = _lines(block, layout)
        # After them, as releases of polars before 2.1 crash on values that lie too deep.
        values = None if lines is None else _values(block, layout, len(lines))
    except pl.exceptions.PolarsError:
        return None
    return None if lines is None or values is None else QuickBlock(layout, lines, values)


def _lines(block: bytes, layout: Layout) -> pl.Series | None:
    """Lines as they come, of objects without the last brace; None if results cannot stand behind each of them."""
    found = pl.scan_csv(block, has_header=False, separator=LINE, quote_char=None, schema={LINE: pl.String})
    if layout.kind == "ndjson":
        line = pl.col(LINE)
        braced = line.str.starts_with("{") & line.str.ends_with("}")
        named = [line.str.contains(json.dumps(name, ensure_ascii=False), literal=True) for name in layout.added]
        if b"\\" in block:
            # A name may be written otherwise, as r\u0061tio is ratio.
            named.append(line.str.contains(r'\\[^"]*"\s*:'))
        # Looked at as they are cut, while each is at hand.
        found = found.select(
            line.str.head(-1), odd=pl.any_horizontal(~braced, *named), long=line.str.len_bytes() > 2 * LEVELS
        )
    lines = found.collect()
    if layout.kind == "ndjson" and (lines["odd"].any() or any(map(too_deep, lines.filter("long")[LINE]))):
        return None
    return None if lines[LINE].has_nulls() else lines[LINE]


def _values(block: bytes, layout: Layout, rows: int) -> Array | None:
    """Figures of inputs; not a number where a cell is empty, or no plain number."""
    found = _objects(block, layout) if layout.kind == "ndjson" else _cells(block, layout, rows)
    if found is None or len(found) != rows:
        return None
    values: Array = found.to_numpy(order="fortran").T
    # An object that has none of the inputs may be empty, and takes no comma before its first pair.
    return None if layout.kind == "ndjson" and np.isnan(values).all(axis=0).any() else values


def _objects(block: bytes, layout: Layout) -> pl.DataFrame:
    return pl.read_ndjson(block, schema=dict.fromkeys(layout.inputs, pl.Float64))[list(layout.inputs)]


def _cells(block: bytes, layout: Layout, rows: int) -> pl.DataFrame | None:
    separator = SEPARATORS[layout.kind]
    # As many separators as cells ask for, and none too many in any row, so none too few.
    found = np.count_nonzero(np.frombuffer(block, np.uint8) == ord(separator))
    if found != rows * (len(layout.columns) - 1):
        return None
    return pl.read_csv(
        block,
        has_header=False,
        separator=separator,
        quote_char=None,
        schema={name: pl.Float64 if name in layout.inputs else pl.String for name in layout.columns},
        ignore_errors=True,
    )[list(layout.inputs)]


class QuickBlock:
    """Rows of one block."""

    def __init__(self, layout: Layout, lines: pl.Series, values: Array) -> None:
        """Take what was read: lines, of objects without the last brace."""
        self._layout = layout
        self._lines = lines
        self._end = f"{'}' if layout.kind == 'ndjson' else ''}{layout.ending}"
        """What stands behind each."""
        self.faults: dict[int, str] = {}
        self.lost: list[int] = []
        self.values = values

    def cell(self, column: int, place: int) -> object:
        """What stands in a row's cell, as the standard library reads it."""
        own = f"{self._lines[place]}{self._end}"
        return PlainBlock(own.encode(), self._layout).cell(column, 0)

    def written(self, results: Array, kept: NDArray[np.bool_]) -> bytes:
        """Rows that are kept, with their results."""
        layout = self._layout
        columns = {LINE: self._lines}
        # By place, as a result may be named by what polars reads as a pattern, such as *.
        columns |= {str(place): pl.Series(values, nan_to_null=True) for place, values in enumerate(results)}
        frame = pl.DataFrame(columns)
        if not kept.all():
            frame = frame.filter(pl.Series(kept))
        if layout.kind == "ndjson":
            # An object is written as cells are: what it has and each further pair, with commas between.
            frame = frame.with_columns(_pair(str(place), name) for place, name in enumerate(layout.added))
        target = _Pieces()
        frame.write_csv(
            target,
            include_header=False,
            separator=SEPARATORS.get(layout.kind, ","),
            quote_style="never",
            line_terminator=self._end,
        )
        return b"".join(target.pieces)


def _pair(column: str, name: str) -> pl.Expr:
    """Results as pairs of an object."""
    value = pl.col(column).cast(pl.String).fill_null("null")
    return pl.concat_str(pl.lit(f"{json.dumps(name, ensure_ascii=False)}:"), value).alias(column)


class _Pieces(io.BytesIO):
    """What is written, as it is handed over: a buffer would copy it once more."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[bytes] = []

    def write(self, piece: bytes, /) -> int:  # type: ignore[override]  # polars has bytes alone
        self.pieces.append(piece)
        return len(piece)
