"""Answer to `solve`."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from computegap.results.shared import as_html, framed

if TYPE_CHECKING:
    from computegap.results.run import Run
    from computegap.results.shared import Citation, Frame, Quantity


class Target(NamedTuple):
    """What a quantity is to come to."""

    of: str
    """Full name of the quantity."""
    text: str
    """As it was asked."""
    wanted: Quantity
    """The figure, or what the quantity named in its place comes to at the values found."""


class Near(NamedTuple):
    """Where the middle case comes nearest to the target."""

    value: float
    """Of the input."""
    answer: float
    wanted: float


class SolveResult(NamedTuple):
    """The value of an input at which a quantity comes to a target."""

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
    vary: str
    """Path of the input."""
    unit: str
    """Base unit of the input's figures."""
    within: tuple[float, float]
    target: Target
    reached: float
    """Share of the samples in which a value within the bounds does it."""
    value: Quantity | None
    """Over those samples, one value each; None where there is none."""
    present: Quantity
    """What is believed of the input now."""
    crossings: tuple[float, ...]
    """Every value that does it in the middle case, ascending."""
    is_monotone: bool
    """Whether the middle case's answer only rises or only falls over the bounds."""
    nearest: Near
    notes: tuple[str, ...]
    sources: tuple[Citation, ...]
    run: Run | None = None

    def to_frame(self) -> Frame:
        """Rows of the CSV as a data frame of pandas or polars, whichever is there."""
        return framed(self)

    def _repr_html_(self) -> str:
        return as_html(self)


class SolvePoint(NamedTuple):
    """What the quantity is at one value of the input, and what it is to be there."""

    value: float
    answer: Quantity
    wanted: Quantity


class SolvePicture(NamedTuple):
    """What there is to see of an answer: the quantity over values of the input."""

    result: SolveResult
    points: tuple[SolvePoint, ...]
    """In the order of the values."""
    by_ratio: bool
    """Whether the values lie in equal ratios, not in equal steps."""
    now: Quantity
    """The quantity as it is now."""
