"""Answer to `sweep`."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from computegap.results.shared import as_html, framed

if TYPE_CHECKING:
    from computegap.results.shared import Citation, Frame, Quantity


class SweepAxis(NamedTuple):
    """An input that is varied."""

    name: str
    unit: str
    """As in the scenario."""
    is_log: bool


class SweepRow(NamedTuple):
    """A quantity in one world."""

    inputs: dict[str, float]
    """What is varied, by name, in the units of the axes."""
    quantity: str
    value: Quantity | None
    """None where this world has no answer."""


class SweepSummary(NamedTuple):
    """Over which span a quantity's median runs, and in which worlds it is least and most."""

    quantity: str
    unit: str
    least: float | None
    """None where no world has an answer."""
    least_at: dict[str, float]
    most: float | None
    most_at: dict[str, float]
    without: int
    """Worlds that have no answer."""


class SweepResult(NamedTuple):
    """A comparison in many worlds."""

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
    design: str
    axes: tuple[SweepAxis, ...]
    summaries: tuple[SweepSummary, ...]
    rows: tuple[SweepRow, ...]
    """World by world."""
    sources: tuple[Citation, ...] = ()
    """Of the figures that the quantities rest on."""
    notes: tuple[str, ...] = ()

    def to_frame(self) -> Frame:
        """Rows of the CSV as a data frame of pandas or polars, whichever is there."""
        return framed(self)

    def _repr_html_(self) -> str:
        return as_html(self)
