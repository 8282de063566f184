"""Rows read and written by the standard library: fewest of them fastest, and the measure of the other way."""

from __future__ import annotations

import json
import math
import re
from typing import TYPE_CHECKING

import numpy as np

from computegap.errors import counted
from computegap.rows.layout import SEPARATORS, cells, line, number, objects

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from computegap.rows.layout import Layout
    from computegap.units import Array

_JSON_NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?", re.ASCII)


class PlainBlock:
    """Rows of one block."""

    def __init__(self, block: bytes, layout: Layout) -> None:
        """Read them."""
        self._layout = layout
        self._texts: list[str] = []
        self._rows: list[dict[str, object] | None] = []
        self.faults: dict[int, str] = {}
        """What is wrong with rows as rows, by their place."""
        text = block.decode("utf-8", "surrogateescape")
        for place, (own, row, fault) in enumerate(
            objects(text, spliced=layout.spliced) if layout.kind == "ndjson" else _records(text, layout)
        ):
            twice = next((name for name in layout.added if name in row), None) if row else None
            if twice:
                fault = f"column {twice}: found one already, wanted another name for the result"  # noqa: PLW2901 - same
            self._texts.append(own)
            self._rows.append(None if twice else row)
            if fault:
                self.faults[place] = fault
        self.lost: list[int] = [place for place, row in enumerate(self._rows) if row is None]
        """Places of what no results can stand behind."""
        self.values: Array = np.array(
            [[_plain(row.get(name)) if row else math.nan for row in self._rows] for name in layout.inputs]
        ).reshape(len(layout.inputs), len(self._rows))

    def cell(self, column: int, place: int) -> object:
        """What stands in a row's cell: None where there is none."""
        row = self._rows[place]
        return row.get(self._layout.inputs[column]) if row else None

    def written(self, results: Array, kept: NDArray[np.bool_]) -> bytes:
        """Rows with their results behind; a result that is not finite is left empty."""
        layout = self._layout
        found = ([number(value) if math.isfinite(value) else "" for value in column] for column in results.tolist())
        columns = list(zip(*found, strict=True))
        lines = []
        for place in np.flatnonzero(kept).tolist():
            row, answers = self._rows[place], columns[place]
            if layout.spliced and layout.kind != "ndjson":
                lines.append(SEPARATORS[layout.kind].join((self._texts[place], *answers)))
            elif row is not None and layout.to == "ndjson":
                lines.append(self._object(place, row, answers))
            elif row is not None:
                lines.append(line([*(_cell(row.get(name)) for name in layout.columns), *answers], layout.to))
        return "".join(f"{text}{layout.ending}" for text in lines).encode("utf-8", "surrogateescape")

    def _object(self, place: int, row: dict[str, object], answers: tuple[str, ...]) -> str:
        if self._layout.spliced:
            text = self._texts[place].removesuffix("}")
        else:
            pairs = (f"{json.dumps(name, ensure_ascii=False)}:{_json(value)}" for name, value in row.items())
            text = "{" + ",".join(pairs)
        comma = bool(row)
        for name, answer in zip(self._layout.added, answers, strict=True):
            text += f"{',' * comma}{json.dumps(name, ensure_ascii=False)}:{answer or 'null'}"
            comma = True
        return text + "}"


def _records(text: str, layout: Layout) -> Iterator[tuple[str, dict[str, object] | None, str]]:
    wanted = len(layout.columns)
    for own, row, fault in cells(text, layout.kind):
        short = own.rstrip("\r\n")
        missing = wanted - len(row)
        if missing:
            fault = fault or f"found {counted(len(row), 'cells')}, wanted {wanted} as in the header"  # noqa: PLW2901 - one of two
        if missing < 0 or not row:
            yield short, None, fault
        else:
            # Cells that are missing are empty, so that results of a row that is kept stand under their names.
            padded = short + SEPARATORS[layout.kind] * missing
            yield padded, dict(zip(layout.columns, [*row, *[""] * missing], strict=True)), fault


def _plain(cell: object) -> float:
    """Read a plain number; not a number where it is something else, which a person may yet read."""
    if isinstance(cell, str):
        if "_" in cell or not cell.isascii():
            # Python reads 0_7 as 7, and digits of other scripts; people write neither for a figure here.
            return math.nan
        try:
            found = float(cell)
        except ValueError:
            return math.nan
    elif isinstance(cell, (int, float)) and not isinstance(cell, bool):
        try:
            found = float(cell)
        except OverflowError:
            return math.nan
    else:
        return math.nan
    return found if math.isfinite(found) else math.nan


def _cell(value: object) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _json(cell: object) -> str:
    if isinstance(cell, str) and _JSON_NUMBER.fullmatch(cell):
        return cell
    return json.dumps(cell, ensure_ascii=False)
