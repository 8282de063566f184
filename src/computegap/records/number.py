"""A number is never bare: value, range, what the range means, unit, basis, source and date go together."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar, Literal, NamedTuple

from computegap.errors import nearest
from computegap.units import UNITS

INTERVALS = ("exact", "range", "p5-p95")
BASES = ("reported", "derived", "judged")


class Rival(NamedTuple):
    """What another source says of the same thing."""

    value: float
    source: str
    where: str = ""


@dataclass(frozen=True, kw_only=True, eq=False)
class Number:
    """A figure with everything that a reader needs to trust or doubt it."""

    unit: str
    interval: Literal["exact", "range", "p5-p95"]
    """exact | range (hard bounds) | p5-p95 (a 90 % belief)."""
    basis: Literal["reported", "derived", "judged"]
    source: str
    as_of: date
    value: float | None = None
    low: float | None = None
    high: float | None = None
    bound: Literal["at most", "at least"] | None = None
    """How the source hedges a single figure: up to, more than."""
    confidence: Literal["weak"] | None = None
    """Weak where it stands on a note of one person alone."""
    where: str = ""
    """Where in the source: a row, a table, a page."""
    note: str = ""
    """How it was derived, or the reasoning behind a judgement."""
    disputed_by: list[Rival] = field(default_factory=list)

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    def __post_init__(self) -> None:
        """Refuse what cannot be a figure."""
        if self.unit not in UNITS:
            message = f"unit: found {self.unit!r}, wanted one of {', '.join(UNITS)}{nearest(self.unit, UNITS)}"
            raise ValueError(message)
        for name in ("value", "low", "high"):
            figure = getattr(self, name)
            if figure is not None and not math.isfinite(figure * UNITS[self.unit].scale):
                message = f"{name}: found {figure}, wanted a finite number"
                raise ValueError(message)
        if self.interval == "exact":
            self._check_exact()
        else:
            self._check_range()
        if self.basis == "judged" and not self.note:
            message = 'note: found none, wanted the reasoning, because basis is "judged"'
            raise ValueError(message)

    def _check_exact(self) -> None:
        if self.value is None:
            message = 'value: found none, wanted one, because interval is "exact"'
            raise ValueError(message)
        if self.low is not None or self.high is not None:
            message = (
                f'interval: found "exact" with low {self.low} and high {self.high}, '
                'wanted "range" or "p5-p95", or neither low nor high'
            )
            raise ValueError(message)

    def _check_range(self) -> None:
        if self.low is None or self.high is None:
            message = (
                f'low and high: found {self.low} and {self.high}, wanted both, because interval is "{self.interval}"'
            )
            raise ValueError(message)
        if self.low >= self.high:
            message = f"low: found {self.low}, wanted less than high, which is {self.high}"
            raise ValueError(message)
        if self.value is not None and not self.low <= self.value <= self.high:
            message = f"value: found {self.value}, wanted between low {self.low} and high {self.high}"
            raise ValueError(message)
        if self.interval == "p5-p95" and self.low <= 0:
            message = f'low: found {self.low}, wanted above 0, because interval is "p5-p95"'
            raise ValueError(message)
        if self.interval == "p5-p95" and self.value in (self.low, self.high):
            message = f"value: found {self.value}, wanted between low {self.low} and high {self.high}: it is the median"
            raise ValueError(message)

    @property
    def base_unit(self) -> str:
        """The unit that formulas use."""
        return UNITS[self.unit].base

    def in_base_unit(self) -> tuple[float, float, float]:
        """Low, middle and high in the base unit; the middle of a range without a value is where its shape has it."""
        scale = UNITS[self.unit].scale
        if self.low is None or self.high is None:
            value = (self.value or 0.0) * scale
            return value, value, value
        middle = self.value
        if middle is None:
            middle = (self.low + self.high) / 2 if self.interval == "range" else math.sqrt(self.low * self.high)
        return self.low * scale, middle * scale, self.high * scale
