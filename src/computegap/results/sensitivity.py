"""Answer to `sensitivity`."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from computegap.results.shared import as_html, framed

if TYPE_CHECKING:
    from computegap.results.run import Run
    from computegap.results.shared import Citation, Frame, Quantity


class InputEffect(NamedTuple):
    """What one input does to the answer."""

    path: str
    unit: str
    """Base unit of the input's own figures."""
    low: float
    """5th percentile of what is believed of the input."""
    middle: float
    high: float
    """95th."""
    answer_at_low: float
    """The answer with this input at `low` and every other at its middle."""
    answer_at_high: float
    swing: float
    """How far apart the two answers are."""
    first_order: float
    """Share of the answer's variance that the input brings by itself."""
    first_order_error: float
    """Standard error."""
    total: float
    """Share that it brings by itself and together with others."""
    total_error: float
    basis: str
    source: str


class SensitivityResult(NamedTuple):
    """What an answer hangs on; inputs by swing, the largest first."""

    schema: str
    version: str
    scenario: str
    year: int
    basis: str
    route: str
    yardstick: str
    rule: str
    seed: int
    samples: int
    overrides: tuple[str, ...]
    of: str
    """Full name of the quantity."""
    unit: str
    answer: Quantity
    answer_at_middle: float
    """The answer with every input at its middle."""
    inputs: tuple[InputEffect, ...]
    left_out: int
    """Inputs with an effect that are not listed."""
    interactions: float
    """Share of the variance that no input brings by itself: 1 less the sum of all first-order shares."""
    interactions_error: float
    notes: tuple[str, ...]
    sources: tuple[Citation, ...]
    run: Run | None = None

    def to_frame(self) -> Frame:
        """Rows of the CSV as a data frame of pandas or polars, whichever is there."""
        return framed(self)

    def _repr_html_(self) -> str:
        return as_html(self)
