"""Answer to `control`."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from computegap.results.shared import Citation, Quantity


class Threshold(NamedTuple):
    """One threshold of a rule and how far a chip lies from it."""

    paragraph: str
    measure: str
    """tpp, performance_density, interconnect or bandwidth."""
    relation: str
    """at least or below."""
    limit: float
    unit: str
    value: Quantity | float | None
    holds: bool | None
    """None where the figure is unknown or disputed across the threshold."""
    times_limit: Quantity | float | None
    """The chip's figure as a multiple of the threshold."""
    alternative: str
    """Of the paragraph: it is met where all thresholds of one alternative hold."""


class RuleMet(NamedTuple):
    """What one rule makes of a chip."""

    rule: str
    title: str
    met: tuple[str, ...]
    undecided: tuple[str, ...]
    missing: tuple[str, ...]
    """Figures that would decide what is undecided."""
    thresholds: tuple[Threshold, ...]


class ControlAnswer(NamedTuple):
    """One chip against the rules."""

    id: str
    name: str
    tpp: Quantity | float | None
    performance_density: Quantity | float | None
    rules: tuple[RuleMet, ...]


class ControlResult(NamedTuple):
    """Answer to `control`: arithmetic, not legal advice."""

    schema: str
    chips: tuple[ControlAnswer, ...]
    sources: tuple[Citation, ...]
