"""Rules from a compute ratio to a gap or a lag, and lags that were measured."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from computegap.records.kinds import Duration, Growth, Multiple, PartialShare, Rate, Record


class Rule(Record):
    """A form and what calibrates it."""

    title: str = Field(min_length=1)
    terms: str = ""
    """What its answer is in or by, as a sentence goes on, where that is not leading-edge AI performance."""
    growth_of: str = ""
    """Party that alone the growth of training runs is of."""
    form: Literal["power", "loglinear", "capability-lag", "catch-up"]
    anchor_gap: PartialShare | None = None
    anchor_ratio: Growth | None = None
    rule_exponent: Multiple | None = None
    capability_per_log_compute: Multiple | None = None
    capability_trend: Rate | None = None
    training_compute_growth: Growth | None = None
    one_year: Duration | None = None


class MeasuredLag(Record):
    """How far behind a follower was found to be."""

    title: str = Field(min_length=1)
    leader: str
    follower: str
    lag: Duration


class Rules(Record):
    """Everything in `rules.toml`."""

    rules: dict[str, Rule]
    measured_lags: dict[str, MeasuredLag]
