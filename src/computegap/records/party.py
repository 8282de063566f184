"""A side of a comparison: a country, a company, anyone who buys compute."""

from __future__ import annotations

from pydantic import Field

from computegap.records.kinds import Equivalent, Money, Multiple, PositiveShare, Price, Record, Share, Tariff
from computegap.records.process import Process
from computegap.records.source import Source


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
    utilisation: PositiveShare


class Party(Record):
    """What a side spends, on what, and at which yield."""

    name: str = Field(min_length=1)
    """As it reads in a sentence."""
    capex: dict[str, Money]
    """Capital expenditure on AI, by year."""
    subsidy: dict[str, Money]
    """Subsidies for chips and data centres, by year."""
    separate_subsidy_share: Share
    """Share of the subsidies that capital expenditure does not hold already."""
    private_investment: dict[str, Money] = {}
    algorithmic_efficiency: Multiple
    electricity_tariff: Tariff
    power_usage_effectiveness: Multiple
    process: Process
    chips: dict[str, Holding] = Field(min_length=1)
    sources: dict[str, Source] = {}
    """Sources that the file brings along, beside the shipped ones."""
