"""Parts of a sweep as tidy rows: one for each world and quantity."""

from __future__ import annotations

import json
import math
from importlib.util import find_spec
from typing import TYPE_CHECKING

import numpy as np

from computegap.errors import UsageError
from computegap.rows.layout import cells, line, number, rounded

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from computegap.units import Array


class Table:
    """How the rows are written."""

    def __init__(self, axes: Sequence[str], quantities: Sequence[tuple[str, str]], statistics: Sequence[str]) -> None:
        """Take the names of the axes, the quantities with their units, and the statistics."""
        self._axes = tuple(axes)
        self._quantities = tuple(quantities)
        self._statistics = tuple(statistics)

    @property
    def header(self) -> bytes:
        """First line of a CSV."""
        return f"{line([*self._axes, 'quantity', 'unit', *self._statistics], 'csv')}\n".encode()

    def _rows(self, worlds: Array, found: Array) -> Iterator[tuple[list[float], str, str, list[float]]]:
        for world, own in zip(rounded(worlds).tolist(), rounded(found).tolist(), strict=True):
            for (name, unit), values in zip(self._quantities, own, strict=True):
                yield world, name, unit, values

    def csv(self, worlds: Array, found: Array) -> bytes:
        """Lines of a CSV; a world without an answer has none."""
        lines = []
        for world, name, unit, values in self._rows(worlds, found):
            told = [*map(number, world), name, unit, *("" if math.isnan(value) else number(value) for value in values)]
            lines.append(line(told, "csv") + "\n")
        return "".join(lines).encode()

    def ndjson(self, worlds: Array, found: Array) -> bytes:
        """An object a line."""
        lines = []
        for world, name, unit, values in self._rows(worlds, found):
            given = ",".join(
                f"{json.dumps(axis)}:{number(value)}" for axis, value in zip(self._axes, world, strict=True)
            )
            told = ",".join(
                f'"{statistic}":{"null" if math.isnan(value) else number(value)}'
                for statistic, value in zip(self._statistics, values, strict=True)
            )
            lines.append(f'{{{given},"quantity":{json.dumps(name)},"unit":{json.dumps(unit)},{told}}}\n')
        return "".join(lines).encode()

    def read(self, path: Path) -> Array:
        """What a part that is on disk holds, shape (world, quantity, statistic); not a number without an answer."""
        if path.suffix == ".parquet":
            from pyarrow import parquet  # noqa: PLC0415 - an extra, and slow to import

            table = parquet.read_table(path, columns=list(self._statistics))
            told: list[list[str | float | None]] = [list(row.values()) for row in table.to_pylist()]
        elif path.suffix == ".ndjson":
            lines = map(json.loads, path.read_text("utf-8").splitlines())
            told = [[row[name] for name in self._statistics] for row in lines]
        else:
            told = [list(row[-len(self._statistics) :]) for _, row, _ in cells(path.read_text("utf-8"), "csv")]
        found = np.array([[math.nan if cell in {None, ""} else float(cell or 0) for cell in row] for row in told])
        return found.reshape(-1, len(self._quantities), len(self._statistics))

    def parquet(self, path: Path, worlds: Array, found: Array) -> None:
        """Write a file of a Parquet data set."""
        import pyarrow as pa  # noqa: PLC0415 - an extra, and slow to import
        from pyarrow import parquet  # noqa: PLC0415 - same

        rows = list(self._rows(worlds, found))
        columns: dict[str, list[float] | list[str] | list[float | None]] = {}
        for place, axis in enumerate(self._axes):
            columns[axis] = [row[0][place] for row in rows]
        columns["quantity"] = [row[1] for row in rows]
        columns["unit"] = [row[2] for row in rows]
        for place, statistic in enumerate(self._statistics):
            columns[statistic] = [None if math.isnan(row[3][place]) else row[3][place] for row in rows]
        numbers = {*self._axes, *self._statistics}
        fields = [(name, pa.float64() if name in numbers else pa.string()) for name in columns]
        parquet.write_table(pa.table(columns, schema=pa.schema(fields)), path)


def require_parquet() -> None:
    """Refuse at once what could not be written in the end.

    Raises
    ------
    UsageError
        If pyarrow is not installed.
    """
    if find_spec("pyarrow") is None:
        message = "--format parquet needs pyarrow: pip install 'computegap[parquet]'"
        raise UsageError(message)
