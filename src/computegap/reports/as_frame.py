"""Results as data frames of pandas or polars, whichever is there."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

from computegap.errors import UsageError
from computegap.reports.as_csv import flat_rows

if TYPE_CHECKING:
    from computegap.results.shared import Frame

LIBRARIES = ("pandas", "polars")


def frame(result: object) -> Frame:
    """The rows of a result's CSV as a data frame; pandas where both libraries are there.

    Raises
    ------
    UsageError
        If neither is.
    """
    library = next((name for name in LIBRARIES if find_spec(name)), None)
    if library is None:
        message = "to_frame() needs pandas or polars: pip install 'computegap[rows]'"
        raise UsageError(message)
    rows = [{name: _cell(value) for name, value in row.items()} for row in flat_rows(result)]
    columns = {name: [row[name] for row in rows] for name in (rows[0] if rows else ())}
    made: Frame = import_module(library).DataFrame(columns)
    return made


def _cell(value: object) -> object:
    """Whole figures too are figures: a column has one type."""
    if isinstance(value, list):
        return "; ".join(map(str, value))
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value
