"""A side of a comparison: a country, a company, anyone who buys, holds or uses compute."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from computegap.records.kinds import (
    Counted,
    Equivalent,
    Money,
    Multiple,
    Overhead,
    PositiveShare,
    Power,
    Price,
    Record,
    Share,
    Tariff,
)
from computegap.records.process import Process
from computegap.records.source import Source
from computegap.records.supply import Supply

MONEY_FIGURES = (
    "capex",
    "subsidy",
    "separate_subsidy_share",
    "algorithmic_efficiency",
    "electricity_tariff",
    "power_usage_effectiveness",
    "process",
    "chips",
)
"""What the money route needs of a party."""


class Holding(Record):
    """A chip that a side adds, and on what terms."""

    domestic: bool = False
    """Whether it comes from the side's own process, and so bears its yield."""
    compute_share: dict[str, Share]
    """Share of the compute added in a year, by year."""
    h100_equivalent: Equivalent | None = None
    """A claim that stands in for the datasheet."""
    price: Price | None = None
    """Stands in for the price in the chip's own file."""
    relative_price: Multiple | None = None
    """Price as a multiple of the H100's."""
    utilisation: PositiveShare | None = None
    tdp: Power | None = None
    """Stands in for the one in the chip's own file."""
    improvement: Multiple | None = None
    """H100-equivalent of its successor a year later, at the same price and power, as a multiple; in years
    for which no mix is stated."""


class Growth(Record):
    """Figures of the next year as multiples of a year's, where none is stated."""

    capex: Multiple | None = None
    subsidy: Multiple | None = None
    facility_power: Multiple | None = None
    wafer_starts: Multiple | None = None
    memory_stacks: Multiple | None = None


class Channel(Record):
    """Chips that somebody counted, by the way that they come to a side."""

    title: str = Field(min_length=1)
    channel: Literal["owned", "licensed", "domestic", "smuggled", "rented", "used"]
    """Used is rented or owned, whichever: a count of what someone computes with."""
    on: bool = True
    """Whether it counts."""
    chip: str = ""
    """The chip that is counted, where the figures count chips."""
    stock: dict[str, Counted] = {}
    """What there is at the end of a year, by year."""
    added: dict[str, Counted] = {}
    """What comes in a year, by year."""

    @model_validator(mode="after")
    def _counts_something(self) -> Channel:
        if not self.stock and not self.added:
            message = "found neither stock nor added, wanted a figure, such as stock.2025"
            raise ValueError(message)
        if not self.chip and any(number.base_unit == "1" for number in (*self.stock.values(), *self.added.values())):
            message = 'chip: found none, wanted the id of the chip that is counted, or figures in "H100e"'
            raise ValueError(message)
        return self


class Party(Record):
    """What is known of a side: what it spends, on what and at which yield, or how many chips it has.

    Only the figures of one route are needed; what is unknown is left out.
    """

    name: str = Field(min_length=1)
    """As it reads in a sentence."""
    unknown: tuple[str, ...] = ()
    """What nobody publishes of its chips, in sentences."""
    capex: dict[str, Money] = {}
    """Capital expenditure on AI, by year."""
    subsidy: dict[str, Money] = {}
    """Subsidies for chips and data centres, by year."""
    government_capex: dict[str, Money] = {}
    """The government's part of the capital expenditure, by year."""
    subsidy_overlap: Share | None = None
    """How far the smaller of subsidies and government_capex is contained in the other."""
    separate_subsidy_share: Share | None = None
    """Share of the subsidies that capital expenditure does not hold already; stands in for what the two say."""
    private_investment: dict[str, Money] = {}
    algorithmic_efficiency: Multiple | None = None
    electricity_tariff: Tariff | None = None
    """Before any subsidy."""
    tariff_subsidy_rate: Share | None = None
    """Share of it that the state pays for chips of the side's own make; none where left out."""
    power_usage_effectiveness: Overhead | None = None
    process: Process | None = None
    chips: dict[str, Holding] = {}
    """What its money buys."""
    supply: dict[str, Supply] = {}
    """What its chips can be made of, by chip."""
    facility_power: dict[str, Power] = {}
    """Power of the AI facilities that it adds, by year."""
    counted: dict[str, Channel] = {}
    """Chips that somebody counted."""
    growth: Growth = Growth()
    """How its figures grow beyond the years stated."""
    members: tuple[str, ...] = ()
    """Parties of the scenario whose counted chips are its own too."""
    sources: dict[str, Source] = {}
    """Sources that the file brings along, beside the shipped ones."""

    @property
    def lacks_for_money(self) -> tuple[str, ...]:
        """Names of the figures that the money route needs and that are unknown."""
        follows = {"separate_subsidy_share"} if self.government_capex and self.subsidy_overlap else set()
        return tuple(name for name in MONEY_FIGURES if not getattr(self, name) and name not in follows)

    @property
    def has_counts(self) -> bool:
        """Whether the counted route has anything to go by."""
        return bool(self.counted or self.members)

    @model_validator(mode="after")
    def _knows_something(self) -> Party:
        if self.chips and self.lacks_for_money:
            message = f"{self.lacks_for_money[0]}: found nothing, wanted a value: a party that buys chips needs it"
            raise ValueError(message)
        if not self.chips and not self.has_counts:
            message = "found no chips, neither bought nor counted, wanted chips, counted or members"
            raise ValueError(message)
        return self
