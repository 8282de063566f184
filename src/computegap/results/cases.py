"""Answer to `compare` for several cases."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from computegap.results.run import Run
    from computegap.results.shared import Citation, Quantity


class Case(NamedTuple):
    """One case: what it changes, what comes out, and how far that is from the first case's."""

    name: str
    scenario: str
    year: int
    basis: str
    route: str
    yardstick: str
    rule: str
    overrides: tuple[str, ...]
    """What this case sets, beside what all cases share."""
    values: dict[str, Quantity]
    """By name: ratio, performance_gap, lag_months, china.added_compute."""
    changes: dict[str, Quantity]
    """This case's less the first's, sample by sample; none for the first."""
    notes: tuple[str, ...]
    terms: str = ""
    """What its rule's answer is in or by, where that is not leading-edge AI performance."""


class CasesResult(NamedTuple):
    """Several cases, drawn with common random numbers: what they share is no part of how they differ."""

    schema: str
    version: str
    sides: tuple[str, str]
    """Parties, in the command's order."""
    names: tuple[str, str]
    """What they are called."""
    year: int
    basis: str
    route: str
    yardstick: str
    rule: str
    seed: int
    samples: int
    overrides: tuple[str, ...]
    """What every case shares."""
    diff: bool
    """Whether reports draw changes in the place of values."""
    cases: tuple[Case, ...]
    sources: tuple[Citation, ...]
    run: Run | None = None
    notes: tuple[str, ...] = ()
    """Of all cases together."""
