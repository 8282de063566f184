"""Answer to `chips`."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from computegap.results.shared import Citation, Quantity


class ChipFigure(NamedTuple):
    """One figure of a chip: its span, and who says what where they disagree."""

    estimate: Quantity | float
    """A bare number where there is no range."""
    stated: float | None
    """What the cited source says, where it gives a single figure."""
    unit: str
    basis: str
    source: str
    disputed_by: tuple[tuple[float, str], ...]
    confidence: str | None = None
    """Weak where it stands on a note of one person alone."""


class ChipAnswer(NamedTuple):
    """One chip; what is unknown is None."""

    id: str
    name: str
    vendor: str
    country: str | None
    released: str | None
    process: str | None
    node: ChipFigure | None
    peak: dict[str, ChipFigure | None]
    memory: ChipFigure | None
    bandwidth: ChipFigure | None
    interconnect: ChipFigure | None
    tdp: ChipFigure | None
    die_area: ChipFigure | None
    price: ChipFigure | None
    h100e: ChipFigure | None
    h100e_from: str | None
    tpp: ChipFigure | None
    notes: tuple[str, ...]

    def column(self, name: str) -> object:
        """A field by name, or the peak in a format."""
        return self.peak[name] if name in self.peak else getattr(self, name)


class ChipsResult(NamedTuple):
    """Answer to `chips`."""

    schema: str
    yardstick: str
    chips: tuple[ChipAnswer, ...]
    sources: tuple[Citation, ...]
    side_by_side: bool
    columns: tuple[str, ...] = ()
    """What a list shows of each, where that was asked."""
