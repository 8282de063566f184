"""What an answer holds under, in a line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from computegap.reports.layout.blocks import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

BASES = {"flow": "added in the year", "stock": "owned or used at its end"}
"""What a basis means."""
PERFORMANCE = "in leading-edge AI performance"
"""What a rule's gap is in, unless the rule says otherwise."""


def after(terms: str) -> str:
    """What a rule's answer is in or by, as a sentence goes on; nothing where it needs no saying."""
    return f" {terms}" if terms else ""


class Setting(Protocol):
    """What a comparison is made by."""

    @property
    def year(self) -> int:
        """The year asked."""

    @property
    def basis(self) -> str:
        """Whether compute is added in the year, or there at its end."""

    @property
    def route(self) -> str:
        """By which figures compute is worked out."""

    @property
    def yardstick(self) -> str:
        """What an H100-equivalent is measured by."""

    @property
    def rule(self) -> str:
        """The rule in force."""


class Asked(Setting, Protocol):
    """An answer about a comparison."""

    @property
    def seed(self) -> int:
        """Start of the streams."""

    @property
    def samples(self) -> int:
        """Draws of each input."""

    @property
    def overrides(self) -> tuple[str, ...]:
        """What was set."""


def setting(asked: Setting) -> tuple[str, ...]:
    """Tell what a comparison is made by."""
    return (
        f"year {asked.year}",
        f"basis {asked.basis} ({BASES[asked.basis]})",
        f"{asked.route} route",
        f"yardstick {asked.yardstick}",
        f"rule {asked.rule}",
    )


def conditions(asked: Asked, scenario: str, *more: str) -> Text:
    """Lay out what an answer holds under."""
    return _told(scenario, setting(asked), asked, more)


def conditions_of_cases(asked: Asked, scenarios: str, cases: Mapping[str, Setting], *more: str) -> Text:
    """Lay out what an answer of several cases holds under, and in what they differ."""
    by_case = [setting(case) for case in cases.values()]
    told = [
        texts[0] if len(set(texts)) == 1 else ", ".join(map("{} in {}".format, texts, cases))
        for texts in zip(*by_case, strict=True)
    ]
    return _told(scenarios, told, asked, more)


def _told(scenario: str, told: Iterable[str], asked: Asked, more: Iterable[str]) -> Text:
    parts = [
        f"Scenario {scenario}", *told, f"seed {asked.seed}", f"{asked.samples:,} samples", "ranges are p5-p95", *more,
        *(f"set {override}" for override in asked.overrides),
    ]  # fmt: skip
    return Text("; ".join(parts) + ".", "quiet")
