"""Facts as they stand in files: tables within tables, and the figures among them."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from computegap.errors import DataError
from computegap.records.number import Cut, Number, Outcome, Part, Rival

if TYPE_CHECKING:
    from collections.abc import Iterator

Table: TypeAlias = "dict[str, object]"


def as_table(value: object) -> Table:
    """Return what a key holds, where it must be a table.

    Raises
    ------
    DataError
        If it is not.
    """
    if not isinstance(value, dict):
        message = f"found {value!r}, wanted a table"
        raise DataError(message)
    return value


def as_number(table: Table) -> Number:
    """Build a figure from a table that was checked with its file."""
    built: Table = {}
    for name, kind in (("disputed_by", Rival), ("outcomes", Outcome), ("parts", Part)):
        listed = table.get(name)
        if isinstance(listed, list):
            built[name] = tuple(kind(**item) for item in listed)
    if isinstance(cut := table.get("truncate"), dict):
        built["truncate"] = Cut(**cut)
    return Number(**{**table, **built})  # type: ignore[arg-type]  # checked, as the summary says


def is_number(value: object) -> bool:
    """Whether a value is the table of a figure."""
    return isinstance(value, dict) and "interval" in value and "unit" in value


def number_tables(table: Table, path: str) -> Iterator[tuple[str, Table]]:
    """Yield the tables of all figures at or below a table, by their full paths."""
    if is_number(table):
        yield path, table
        return
    for key, value in table.items():
        if isinstance(value, dict):
            yield from number_tables(value, f"{path}.{key}")
