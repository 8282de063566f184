"""Other people's files, read as they are downloaded: Epoch AI's tables of hardware and of chip owners."""

from __future__ import annotations

import csv
import datetime as dt
import io
import itertools
import re
from typing import TYPE_CHECKING, NamedTuple

from computegap import files
from computegap.errors import DataError
from computegap.notation import plain_number

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

NAME = "Hardware name"
VENDOR = "Manufacturer"
RELEASED = "Release date"
TPP = "Total processing performance (bit-OP/s)"
TENSOR = "Tensor-FP16/BF16 performance (FLOP/s)"
COLUMNS = {
    "FP32 (single precision) performance (FLOP/s)": ("peak", "fp32", "OP/s"),
    "TF32 (TensorFloat-32) performance (FLOP/s)": ("peak", "tf32", "OP/s"),
    TENSOR: ("peak", "bf16", "OP/s"),
    "FP8 performance (FLOP/s)": ("peak", "fp8", "OP/s"),
    "FP4 performance (FLOP/s)": ("peak", "fp4", "OP/s"),
    "INT8 performance (OP/s)": ("peak", "int8", "OP/s"),
    "INT4 performance (OP/s)": ("peak", "int4", "OP/s"),
    "Memory (bytes)": ("memory", "", "B"),
    "Memory bandwidth (byte/s)": ("bandwidth", "", "B/s"),
    "Intranode bandwidth (byte/s)": ("interconnect", "", "B/s"),
    "TDP (W)": ("tdp", "", "W"),
    "Die Size (mm^2)": ("die_area", "", "mm2"),
    "Process size (nm)": ("node", "", "nm"),
    "Release price (USD)": ("price", "", "USD"),
}
"""Columns that have a place in a chip: the field, the format of a peak, and the unit."""
HALF = "FP16 (half precision) performance (FLOP/s)"
"""Stands for the tensor peak where a row has none; beside one it is the vector units' and has no place."""
SOURCE = "imported-table"
"""Id that figures of an imported table cite."""


class Rejected(NamedTuple):
    """A row that could not be used."""

    row: int
    """As a spreadsheet numbers it: the header is row 1."""
    name: str
    reason: str


class ImportedChip(NamedTuple):
    """A row that could be."""

    row: int
    id: str
    table: dict[str, object]
    """A chip as its TOML would have it."""
    tpp: float | None
    """Total processing performance as the file states it, in bit.TOP/s."""
    half: float | None
    """FP16 of the vector units, in OP/s."""
    kept: dict[str, str]
    """Cells that have no place in a chip, by column."""


class HardwareTable(NamedTuple):
    """A whole file."""

    chips: tuple[ImportedChip, ...]
    rejected: tuple[Rejected, ...]
    unmapped: tuple[str, ...]
    """Columns that have no place in a chip."""
    source: dict[str, object]


MOST_ROWS = 10_000
"""Of a table: thirty times what there is of chips."""

FIGURES = (*COLUMNS, HALF, TPP)
"""Columns that hold a number."""
MAPPED = (NAME, VENDOR, RELEASED, *FIGURES)
"""Columns that are read."""


def chip_id(name: str) -> str:
    """Id that a name makes: lower case, words joined by dashes."""
    return re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")


def _table(path: Path) -> tuple[list[str], list[dict[str, str | None]]]:
    """Columns and rows of a CSV file."""
    try:
        reader = csv.DictReader(io.StringIO(files.text(path), newline=""))
        rows: list[dict[str, str | None]] = list(itertools.islice(reader, MOST_ROWS + 1))
        columns = list(reader.fieldnames or ())
    except csv.Error as error:
        message = f"{path}: cannot be read as CSV: {error}"
        raise DataError(message) from None
    if len(rows) > MOST_ROWS:
        message = f"{path}: has more than {MOST_ROWS:,} rows, wanted a table of chips, or of who owns them"
        raise DataError(message)
    return columns, rows


def hardware_table(path: Path) -> HardwareTable:
    """Read Epoch AI's CSV of machine-learning hardware, by its header.

    Raises
    ------
    DataError
        If it cannot be read, or has no column of names, or none of figures.
    """
    columns, rows = _table(path)
    try:
        modified = dt.datetime.fromtimestamp(path.stat().st_mtime, tz=dt.UTC).date()
    except OSError as error:
        message = f"{path}: cannot be read as CSV: {error}"
        raise DataError(message) from None
    if NAME not in columns or not any(name in columns for name in FIGURES):
        header = f"{', '.join(columns[:4])} ..." if columns else "nothing"
        message = (
            f"{path}: header: found {header}, wanted a column {NAME!r}, as Epoch AI's CSV has, and at least one of "
            f"{', '.join(FIGURES)}; it may also have {VENDOR} and {RELEASED}"
        )
        raise DataError(message)
    chips: list[ImportedChip] = []
    rejected: list[Rejected] = []
    seen: dict[str, int] = {}
    for number, row in enumerate(rows, 2):
        found = _chip(number, row, modified)
        if isinstance(found, Rejected):
            rejected.append(found)
        elif found.id in seen:
            rejected.append(Rejected(number, str(row[NAME]), f"names the same chip as row {seen[found.id]}"))
        else:
            seen[found.id] = number
            chips.append(found)
    unmapped = tuple(name for name in columns if name not in MAPPED)
    source: dict[str, object] = {
        "title": f"Chips of {path.name}",
        "publisher": "a file of the user's",
        "kind": "dataset",
        "url": str(path),
        "accessed": modified,
    }
    return HardwareTable(tuple(chips), tuple(rejected), unmapped, source)


def _chip(number: int, row: Mapping[str, str | None], modified: dt.date) -> ImportedChip | Rejected:
    name = (row.get(NAME) or "").strip()
    if not chip_id(name):
        return Rejected(number, name, "has no name")
    if None in row:
        return Rejected(number, name, "has more cells than the header")
    table: dict[str, object] = {"name": name, "vendor": (row.get(VENDOR) or "").strip() or "unknown", "peak": {}}
    if row.get(RELEASED):
        table["released"] = row[RELEASED]
    values = _values(number, name, row)
    if isinstance(values, Rejected):
        return values
    half = values.pop(HALF, None)
    tpp = values.pop(TPP, None)
    placed = {column: (COLUMNS[column], value) for column, value in values.items()}
    if half is not None and TENSOR not in values:
        placed[HALF] = (COLUMNS[TENSOR], half)
    for column, ((field, form, unit), value) in placed.items():
        figure = {
            "value": value,
            "unit": unit,
            "interval": "exact",
            "basis": "reported",
            "source": SOURCE,
            "where": f"row {number}, {column}",
            "as_of": modified,
        }
        peak = table["peak"]
        if form and isinstance(peak, dict):
            peak[form] = figure
        else:
            table[field] = figure
    kept = {column: text.strip() for column, text in row.items() if column not in MAPPED and text and text.strip()}
    return ImportedChip(number, chip_id(name), table, None if tpp is None else tpp / 1e12, half, kept)


def _values(number: int, name: str, row: Mapping[str, str | None]) -> dict[str, float] | Rejected:
    """Figures of a row by column, or why it cannot be used."""
    values: dict[str, float] = {}
    for column in FIGURES:
        text = (row.get(column) or "").strip()
        if not text:
            continue
        try:
            values[column] = plain_number(text)
        except ValueError:
            return Rejected(number, name, f"{column}: found {text!r}, wanted a number")
        if not 0 < values[column] < float("inf"):
            return Rejected(number, name, f"{column}: found {text!r}, wanted more than 0")
    return values or Rejected(number, name, "holds no figure of a chip")


OWNER = "Owner"
END = "End date"
MAKER = "Chip manufacturer"
CHIP = "Chip type"
INCOMPLETE = "Incomplete"
H100E = ("H100e (5th percentile)", "Compute estimate in H100e (median)", "H100e (95th percentile)")
UNITS = ("Number of Units (5th percentile)", "Number of Units", "Number of Units (95th percentile)")


class Spread(NamedTuple):
    """5th percentile, median and 95th."""

    p5: float
    p50: float
    p95: float


class Holding(NamedTuple):
    """What one owner holds of one maker's chips, or of one kind of them, at a date."""

    file: str
    row: int
    owner: str
    maker: str
    chip: str
    """Empty where the row is a total over chips."""
    end: dt.date
    is_complete: bool
    h100e: Spread
    units: Spread | None


def holdings(path: Path) -> tuple[tuple[Holding, ...], tuple[Rejected, ...]]:
    """Read one of Epoch AI's cumulative chip-owner CSVs, by its header.

    Raises
    ------
    DataError
        If it cannot be read, or lacks a column that every such file has.
    """
    columns, rows = _table(path)
    lacking = [name for name in (OWNER, MAKER, END, *H100E) if name not in columns]
    if lacking:
        message = f"{path}: header: found no {lacking[0]!r}, wanted the columns of Epoch AI's chip-owner CSVs"
        raise DataError(message)
    found = [_holding(path.name, number, row) for number, row in enumerate(rows, 2)]
    return (
        tuple(item for item in found if isinstance(item, Holding)),
        tuple(item for item in found if isinstance(item, Rejected)),
    )


def _holding(file: str, number: int, row: Mapping[str, str | None]) -> Holding | Rejected:
    name = (row.get("Name") or row.get(OWNER) or "").strip()
    if "cumulative" not in name.casefold():
        return Rejected(number, name, "is not cumulative: wanted what is held at a date, not bought in a quarter")
    try:
        end = dt.datetime.strptime((row.get(END) or "").strip(), "%m/%d/%Y").replace(tzinfo=dt.UTC).date()
    except ValueError:
        return Rejected(number, name, f"{END}: found {row.get(END)!r}, wanted month/day/year")
    h100e = _spread(row, H100E)
    if h100e is None:
        return Rejected(number, name, "the percentiles of H100e are not three ascending numbers from 0")
    middle = UNITS[1] if row.get(UNITS[1]) is not None else f"{UNITS[1]} (median)"
    return Holding(
        file=file,
        row=number,
        owner=(row.get(OWNER) or "").strip(),
        maker=(row.get(MAKER) or "").strip(),
        chip=(row.get(CHIP) or "").strip(),
        end=end,
        is_complete=not (row.get(INCOMPLETE) or "").strip(),
        h100e=h100e,
        units=_spread(row, (UNITS[0], middle, UNITS[2])),
    )


def _spread(row: Mapping[str, str | None], columns: tuple[str, str, str]) -> Spread | None:
    try:
        p5, p50, p95 = (float(row.get(column) or "nan") for column in columns)
    except ValueError:
        return None
    return Spread(p5, p50, p95) if 0 <= p5 <= p50 <= p95 < float("inf") else None
