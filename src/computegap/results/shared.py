"""Pieces that several answers share."""

from __future__ import annotations

from typing import NamedTuple, Protocol


class StandardError(NamedTuple):
    """How far a mean and percentiles may be from those of ever more samples: one standard error of each."""

    mean: float
    p5: float
    p25: float
    p50: float
    p75: float
    p95: float


class Quantity(NamedTuple):
    """A quantity with its spread, in a base unit."""

    mean: float
    p5: float
    p25: float
    p50: float
    p75: float
    p95: float
    unit: str
    low: float | None = None
    """Hard lower bound, where every input has one and it is known."""
    high: float | None = None
    standard_error: StandardError | None = None
    """None where nothing was drawn, or too little to tell."""

    @property
    def is_exact(self) -> bool:
        """Whether nothing below it has a range."""
        # Arithmetic in another order may move the last bits of what has no range.
        return abs(self.p95 - self.p5) <= 1e-9 * abs(self.p50)


class Citation(NamedTuple):
    """A source that an answer rests on."""

    id: str
    title: str
    date: str
    publisher: str = ""
    url: str = ""
    kind: str = ""
    """datasheet, filing, paper, dataset, regulation, news, analysis, note, judgement, or a file of the user's."""


class Input(NamedTuple):
    """A figure that an answer used, as its file states it."""

    path: str
    value: float | None
    low: float | None
    high: float | None
    unit: str
    interval: str
    basis: str
    source: str
    where: str
    note: str
    as_of: str
    distribution: str | None = None
    """As stated; None where it is what the interval implies."""


class RuleAnswer(NamedTuple):
    """What one rule makes of a ratio: a gap or a lag, whichever it speaks of."""

    rule: str
    title: str
    performance_gap: Quantity | None
    lag_months: Quantity | None
    terms: str = ""
    """What it is in or by, where that is not leading-edge AI performance: `in training loss`."""


class Frame(Protocol):
    """What data frames of pandas and polars have in common."""

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""

    def __getitem__(self, column: str) -> object:
        """One column."""


def framed(result: object) -> Frame:
    """A result as a data frame."""
    # Reports are loaded when a result is asked to show itself: nothing else here needs them.
    from computegap.reports.as_frame import frame  # noqa: PLC0415

    return frame(result)


def as_html(result: object) -> str:
    """A result as a notebook shows it."""
    from computegap.reports.as_html import fragment  # noqa: PLC0415 - as above

    return fragment(result)
