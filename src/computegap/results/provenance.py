"""Answers to `show`, `sources` and `scenario`."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from computegap.results.shared import Citation


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
    confidence: str | None
    source: str
    where: str
    note: str
    as_of: str
    disputed_by: tuple[tuple[float, str, str], ...]
    citation: Citation | None
    distribution: str | None = None
    """As stated; None where it is what the interval implies."""


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
