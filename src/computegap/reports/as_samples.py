"""Draws as a file, a chunk at a time: CSV, or Parquet where its library is there."""

from __future__ import annotations

import csv
import io
import math
from pathlib import PurePath
from typing import IO, TYPE_CHECKING

from computegap.errors import UsageError
from computegap.reports.as_csv import cell

if TYPE_CHECKING:
    from computegap.results.samples import Samples

PARQUET = ".parquet"
KINDS = (".csv", PARQUET)
MISSING = "a Parquet file needs pyarrow, which is not installed: pip install 'computegap[parquet]', or name a .csv file"


def kind(file_name: str) -> str:
    """Return the ending that says what a file is to hold; what has none, such as a pipe, takes CSV.

    Raises
    ------
    UsageError
        If there is no such kind.
    """
    found = PurePath(file_name).suffix.casefold() or KINDS[0]
    if found not in KINDS:
        message = f"--samples-to {file_name}: wanted a name that ends in {' or '.join(KINDS)}"
        raise UsageError(message)
    return found


def write(samples: Samples, file_name: str, stream: IO[bytes]) -> None:
    """Write draws in the form that the file's name asks for.

    Raises
    ------
    UsageError
        If it asks for another, or for Parquet and pyarrow is not installed.
    """
    if kind(file_name) == PARQUET:
        _write_parquet(samples, stream)
    else:
        _write_csv(samples, stream)


def _write_csv(samples: Samples, stream: IO[bytes]) -> None:
    text = io.TextIOWrapper(stream, "utf-8", newline="", write_through=True)
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(map(cell, samples.columns))
    for chunk in samples.chunks:
        for row in zip(*(column.tolist() for column in chunk), strict=True):
            # What a sample does not have is an empty cell.
            writer.writerow("" if math.isnan(value) else value for value in row)
    text.detach()


def _write_parquet(samples: Samples, stream: IO[bytes]) -> None:
    try:
        import pyarrow as pa  # noqa: PLC0415 - an extra, and slow to import
        from pyarrow import parquet  # noqa: PLC0415
    except ImportError:
        raise UsageError(MISSING) from None
    writer = None
    try:
        for chunk in samples.chunks:
            table = pa.table(dict(zip(samples.columns, chunk, strict=True)))
            writer = writer or parquet.ParquetWriter(stream, table.schema)
            writer.write_table(table)
    finally:
        if writer is not None:
            writer.close()
