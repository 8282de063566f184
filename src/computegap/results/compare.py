"""Answer to `compare`."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from computegap.results.shared import as_html, framed

if TYPE_CHECKING:
    from computegap.results.run import Run
    from computegap.results.shared import Citation, Frame, Input, Quantity, RuleAnswer


class ChipAdded(NamedTuple):
    """One kind of chip among those that a side adds."""

    chip: str
    name: str
    domestic: bool
    compute_share: Quantity | None
    units: Quantity
    h100_equivalent: Quantity
    unit_price: Quantity | None
    measured_by: str
    """The datasheet format that its H100-equivalent follows from, or "claim"."""


class ChannelCounted(NamedTuple):
    """Chips that came to a side by one channel, as somebody counted them."""

    party: str
    """Whose count it is: the side's own, or one of its members'."""
    channel: str
    """The way they came: owned, licensed, domestic, smuggled, rented or used."""
    name: str
    title: str
    chip: str
    """Empty where the count is in H100-equivalents."""
    units: Quantity | None
    h100_equivalent: Quantity | None
    """Worth of one chip."""
    compute: Quantity
    compute_share: Quantity
    measured_by: str
    """The datasheet format that the worth of a chip follows from, or "count"."""
    bound: str | None
    """Whether the count is a least or a most."""
    basis: str
    confidence: str | None
    source: str
    path: str
    """Of the figure."""


class Side(NamedTuple):
    """One side of a comparison, in one year."""

    party: str
    name: str
    capex: Quantity | None
    subsidy: Quantity | None
    accelerator_budget: Quantity | None
    added_compute: Quantity
    """Peak compute: added in the year where the basis is flow, owned or used at its end where it is stock."""
    effective_compute: Quantity | None
    cost_per_effective_h100e: Quantity | None
    yield_: Quantity | None
    yield_cost_inflation: Quantity | None
    yield_penalty: Quantity | None
    subsidy_offset: Quantity | None
    chips: tuple[ChipAdded, ...]
    private_investment: dict[str, Quantity]
    channels: tuple[ChannelCounted, ...] = ()
    """Along the counted route: what came by which channel."""
    cost_per_effective_h100e_hour: Quantity | None = None
    """Of the year's chips over their lives: price with servers, network and building, and electricity."""


class MeasuredLag(NamedTuple):
    """A lag that others measured."""

    id: str
    title: str
    months: Quantity
    source: str


class PublishedRatio(NamedTuple):
    """A ratio of the same basis and year that others published, told in the command's order."""

    id: str
    title: str
    basis: str
    year: int
    channel: str
    ratio: Quantity
    bound: str | None
    ours_over_it: Quantity
    confidence: str | None
    """Weak where the source is."""
    source: str
    why: str = ""
    """Why ours may differ, where the scenario is of the same case."""


class Correlated(NamedTuple):
    """Two inputs that were drawn together."""

    inputs: tuple[str, str]
    rank_correlation: float


class RouteSide(NamedTuple):
    """One side along one route."""

    party: str
    compute: Quantity | None
    """Added in the year; None where a figure is missing."""
    missing: str
    """What is unknown, and how to supply it; empty where nothing is."""


class RouteAnswer(NamedTuple):
    """One way to the compute that two sides add, beside the others."""

    route: str
    sides: tuple[RouteSide, ...]
    ratio: Quantity | None
    binds: tuple[str, ...]
    """Parties for which this route, of those that bound what a side can add, is the smallest."""


class CompareResult(NamedTuple):
    """Answer to `compare`."""

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
    ratio: Quantity
    effective_ratio: Quantity | None
    performance_gap: Quantity | None
    lag_months: Quantity
    rules: tuple[RuleAnswer, ...]
    measured_lags: tuple[MeasuredLag, ...]
    published: tuple[PublishedRatio, ...]
    sides: tuple[Side, ...]
    notes: tuple[str, ...]
    inputs: tuple[Input, ...]
    sources: tuple[Citation, ...]
    run: Run | None = None
    """What `rerun` needs."""
    sampler: str = "lattice"
    correlations: tuple[Correlated, ...] = ()
    routes: tuple[RouteAnswer, ...] = ()
    """Every route to what is added in a year, or to the stock at its end."""
    as_of: str | None = None
    """Date of the counts in a user's files."""

    def to_frame(self) -> Frame:
        """Rows of the CSV as a data frame of pandas or polars, whichever is there."""
        return framed(self)

    def _repr_html_(self) -> str:
        return as_html(self)
