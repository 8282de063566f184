"""Ratios that others published."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from computegap.records.kinds import Multiple, Record


class PublishedRatio(Record):
    """A ratio and what it measures."""

    title: str = Field(min_length=1)
    leader: str
    follower: str
    basis: Literal["flow", "stock"]
    """Added in the year, or standing at a date in it."""
    year: int
    channel: str = ""
    """Which chips or owners it counts."""
    ratio: Multiple
    why: dict[str, str] = {}
    """By scenario of the same case: why ours may differ. Such scenarios show no others."""


class Published(Record):
    """Everything in `published.toml`."""

    ratios: dict[str, PublishedRatio]
