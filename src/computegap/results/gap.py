"""Answer to `gap`."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from computegap.results.shared import Citation, Quantity, RuleAnswer


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
