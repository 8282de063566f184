"""Answer to `gap`."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from computegap.results.shared import as_html, framed

if TYPE_CHECKING:
    from computegap.results.shared import Citation, Frame, Quantity, RuleAnswer


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
    terms: str = ""
    """What the rule's answer is in or by, where that is not leading-edge AI performance."""

    def to_frame(self) -> Frame:
        """Rows of the CSV as a data frame of pandas or polars, whichever is there."""
        return framed(GapTable((self,), inverse=False))

    def _repr_html_(self) -> str:
        return as_html(GapTable((self,), inverse=False))


class GapTable(NamedTuple):
    """Answers to `gap` for all ratios asked."""

    rows: tuple[GapResult, ...]
    inverse: bool
