"""What an answer holds under, in a line."""

from __future__ import annotations

from typing import Protocol

from computegap.reports.layout.blocks import Text


class Asked(Protocol):
    """An answer about a comparison."""

    @property
    def year(self) -> int:
        """The year asked."""

    @property
    def yardstick(self) -> str:
        """What an H100-equivalent is measured by."""

    @property
    def rule(self) -> str:
        """The rule in force."""

    @property
    def seed(self) -> int:
        """Start of the streams."""

    @property
    def samples(self) -> int:
        """Draws of each input."""


def conditions(asked: Asked, scenario: str, *more: str) -> Text:
    """Lay out what an answer holds under."""
    parts = [
        f"Scenario {scenario}",
        f"year {asked.year}",
        f"yardstick {asked.yardstick}",
        f"rule {asked.rule}",
        f"seed {asked.seed}",
        f"{asked.samples:,} samples",
        "ranges are p5-p95",
        *more,
    ]
    return Text("; ".join(parts) + ".", "quiet")
