"""Frozen answers: what every report draws, and nothing that a report would have to work out."""

from __future__ import annotations

from typing import NamedTuple


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

    @property
    def is_exact(self) -> bool:
        """Whether nothing below it has a range."""
        return self.p5 == self.p95


class Citation(NamedTuple):
    """A source that an answer rests on."""

    id: str
    title: str
    date: str
    publisher: str = ""
    url: str = ""


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


class ChipAdded(NamedTuple):
    """One kind of chip among those that a side adds."""

    chip: str
    name: str
    domestic: bool
    compute_share: Quantity
    count: Quantity
    h100_equivalent: Quantity
    unit_price: Quantity
    measured_by: str
    """The datasheet format that its H100-equivalent follows from, or "claim"."""


class Side(NamedTuple):
    """One side of a comparison, in one year."""

    party: str
    name: str
    capex: Quantity
    subsidy: Quantity
    accelerator_budget: Quantity
    added_compute: Quantity
    effective_compute: Quantity
    cost_per_effective_h100e: Quantity
    yield_: Quantity
    yield_cost_inflation: Quantity
    yield_penalty: Quantity | None
    subsidy_offset: Quantity | None
    chips: tuple[ChipAdded, ...]
    private_investment: dict[str, Quantity]


class RuleAnswer(NamedTuple):
    """What one rule makes of a ratio: a gap or a lag, whichever it speaks of."""

    rule: str
    title: str
    performance_gap: Quantity | None
    lag_months: Quantity | None


class MeasuredLag(NamedTuple):
    """A lag that others measured."""

    id: str
    title: str
    months: Quantity
    source: str


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
    effective_ratio: Quantity
    performance_gap: Quantity | None
    lag_months: Quantity
    rules: tuple[RuleAnswer, ...]
    measured_lags: tuple[MeasuredLag, ...]
    sides: tuple[Side, ...]
    notes: tuple[str, ...]
    inputs: tuple[Input, ...]
    sources: tuple[Citation, ...]


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


class Band(NamedTuple):
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
    article_band: Band
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


class GapResult(NamedTuple):
    """Answer to `gap` for one ratio; `performance_gap` is under `rule`, `lag_months` under capability-lag."""

    schema: str
    ratio: float | Quantity
    rule: str
    performance_gap: Quantity | float | None
    lag_months: Quantity | float | None
    rules: tuple[RuleAnswer, ...]
    samples: int
    sources: tuple[Citation, ...]


class GapTable(NamedTuple):
    """Answers to `gap` for all ratios asked."""

    rows: tuple[GapResult, ...]
    inverse: bool


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


class ChipAnswer(NamedTuple):
    """One chip; what is unknown is None."""

    id: str
    name: str
    vendor: str
    country: str
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


class ChipsResult(NamedTuple):
    """Answer to `chips`."""

    schema: str
    yardstick: str
    chips: tuple[ChipAnswer, ...]
    sources: tuple[Citation, ...]
    side_by_side: bool


class NumberStory(NamedTuple):
    """One figure's whole story."""

    path: str
    value: float | None
    low: float | None
    high: float | None
    unit: str
    interval: str
    basis: str
    bound: str | None
    source: str
    where: str
    note: str
    as_of: str
    disputed_by: tuple[tuple[float, str, str], ...]
    citation: Citation | None


class ShowResult(NamedTuple):
    """Answer to `show`."""

    schema: str
    scenario: str
    numbers: tuple[NumberStory, ...]


class SourceUse(NamedTuple):
    """A source and the figures that cite it."""

    id: str
    title: str
    publisher: str
    kind: str
    url: str
    date: str
    accessed: str
    used_for: tuple[str, ...]


class SourcesResult(NamedTuple):
    """Answer to `sources`."""

    schema: str
    sources: tuple[SourceUse, ...]


class Node(NamedTuple):
    """A quantity in an explanation, with what it follows from."""

    quantity: str
    of: str
    formula: str | None
    value: Quantity
    input: Input | None
    children: tuple[Node, ...]


class ExplainResult(NamedTuple):
    """Answer to `explain`."""

    schema: str
    scenario: str
    year: int
    yardstick: str
    rule: str
    seed: int
    samples: int
    tree: Node
    sources: tuple[Citation, ...]


class ScenarioSummary(NamedTuple):
    """One scenario in a list, or one that was checked."""

    id: str
    title: str
    description: str
    year: int
    rule: str
    yardstick: str
    parties: tuple[str, ...]


class ScenariosResult(NamedTuple):
    """Answer to `scenario list`, `show` and `check`."""

    schema: str
    scenarios: tuple[ScenarioSummary, ...]
    numbers: tuple[NumberStory, ...]
