"""What a source says, row by row, before anyone computes with it."""

from __future__ import annotations

from pydantic import Field

from computegap.records.kinds import AnyNumber, Record


class Claim(Record):
    """One row: a statement and its figures; some are statements alone."""

    statement: str = Field(min_length=1)
    source: str
    figures: dict[str, AnyNumber] = {}


class Claims(Record):
    """Everything in `claims.toml`."""

    claims: dict[str, Claim]
