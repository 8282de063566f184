"""What a source says, row by row, before anyone computes with it, and how a row can be recomputed."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from computegap.records.kinds import AnyNumber, Record, Share
from computegap.records.source import Source


class CheckInput(Record):
    """An input of a check: a figure by its path, or a plain number."""

    figure: str | None = None
    value: float | None = None
    swapped: bool = False
    """Whether its high end goes with the low ends of the others."""

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if (self.figure is None) == (self.value is None):
            message = "found figure and value, or neither, wanted one of them"
            raise ValueError(message)
        return self


class Check(Record):
    """How to recompute a claim: a formula of the graph over named figures."""

    formula: str
    inputs: dict[str, CheckInput]
    stated: str | None = None
    """Which of the claim's figures it should give; none where nothing is stated."""
    only_if: str = ""
    """What would have to hold besides, in words."""
    only_if_inputs: dict[str, CheckInput] = {}
    """Inputs that change under that condition; none where the condition has no figure."""
    finding: str = ""
    """What follows, in words."""


class Claim(Record):
    """One row: a statement and its figures; some are statements alone."""

    statement: str = Field(min_length=1)
    source: str
    figures: dict[str, AnyNumber] = {}
    check: Check | None = None


class Claims(Record):
    """Everything in a file of claims."""

    tolerance: Share
    """How far a recomputed figure may lie from a stated one and still agree, as a share of it."""
    claims: dict[str, Claim]
    sources: dict[str, Source] = {}
    """Sources that a user's file brings along."""
