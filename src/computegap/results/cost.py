"""Answer to `cost`."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from computegap.results.shared import as_html, framed

if TYPE_CHECKING:
    from computegap.results.shared import Citation, Frame, Input, Quantity


class BillLine(NamedTuple):
    """One line of a bill of materials, at the maker's yield and at the one in question."""

    item: str
    reference_cost: float
    cost: Quantity | float


class Bill(NamedTuple):
    """A chip's bill of materials on both sides."""

    chip: str
    name: str
    lines: tuple[BillLine, ...]
    reference_unit_cost: float
    unit_cost: Quantity | float
    inflation: Quantity | float


class ArticleBand(NamedTuple):
    """What the article says of yields and cost."""

    yield_low: float
    yield_high: float
    inflation_low: float
    inflation_high: float
    position: str
    """Where the yield in question lies: below, within or above."""
    straight_line_inflation: Quantity | float
    """On the straight line between the band's two corners."""


class SubsidyEffect(NamedTuple):
    """What a subsidy does to the inflation."""

    kind: str
    """rate (a share of cost) or sum (dollars a year)."""
    amount: float
    net_inflation: Quantity | float | None
    """Inflation that is left, for a rate."""
    covers_spending: Quantity | float | None
    """Spending a year whose inflation the sum pays for in full, in USD, for a sum."""


class CostResult(NamedTuple):
    """Answer to `cost`."""

    schema: str
    version: str
    scenario: str
    seed: int | None
    samples: int
    yield_: Quantity | float
    reference_yield: Quantity | float
    inflation: Quantity | float
    stages: Quantity | float
    stages_basis: str
    inflation_compounded: Quantity | float
    implied_stages: Quantity | float
    implied_stages_at: dict[str, float]
    article_band: ArticleBand
    yield_model: str | None
    die_area: Quantity | float | None
    effective_die_area: Quantity | float | None
    defect_density: Quantity | float | None
    die_yield: Quantity | float | None
    dies_per_wafer: Quantity | float | None
    wafer_price: Quantity | float | None
    good_die_cost: Quantity | float | None
    bill: Bill | None
    subsidy: SubsidyEffect | None
    notes: tuple[str, ...]
    inputs: tuple[Input, ...]
    sources: tuple[Citation, ...]

    def to_frame(self) -> Frame:
        """Rows of the CSV as a data frame of pandas or polars, whichever is there."""
        return framed(self)

    def _repr_html_(self) -> str:
        return as_html(self)
