"""Export-control rules as dated data."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from computegap.records.kinds import Bandwidth, PerformanceDensity, Record, TotalPerformance


class Thresholds(Record):
    """Met where all of them are."""

    tpp_at_least: TotalPerformance | None = None
    tpp_below: TotalPerformance | None = None
    performance_density_at_least: PerformanceDensity | None = None
    performance_density_below: PerformanceDensity | None = None
    interconnect_at_least: Bandwidth | None = None
    bandwidth_below: Bandwidth | None = None


class Paragraph(Record):
    """Met where any of its alternatives is."""

    alternatives: dict[str, Thresholds] = Field(min_length=1)


class Control(Record):
    """One rule."""

    title: str = Field(min_length=1)
    effective: date
    paragraphs: dict[str, Paragraph] = Field(min_length=1)


class Controls(Record):
    """Everything in `controls.toml`."""

    controls: dict[str, Control]
