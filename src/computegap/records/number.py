"""A number is never bare: value, range, what the range means, unit, basis, source and date go together."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar, Literal, NamedTuple, TypeAlias

from computegap.errors import nearest
from computegap.units import UNITS

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema

INTERVALS = ("exact", "range", "p5-p95")
BASES = ("reported", "derived", "judged")
UNDATED = date.min
"""Date of what a command line says: of no day that it could be held to."""


DISTRIBUTIONS = {
    "exact": (),
    "range": ("uniform", "triangular", "pert", "discrete", "mixture"),
    "p5-p95": ("normal", "lognormal", "logit-normal", "beta"),
}
"""Distributions that may be stated with each interval."""
Distribution: TypeAlias = Literal[
    "uniform", "triangular", "pert", "discrete", "mixture", "normal", "lognormal", "logit-normal", "beta"
]


class Rival(NamedTuple):
    """What another source says of the same thing."""

    value: float
    source: str
    where: str = ""


class Cut(NamedTuple):
    """Where a distribution is truncated."""

    low: float | None = None
    high: float | None = None


class Outcome(NamedTuple):
    """One value of a discrete figure, and its weight beside the others'."""

    value: float
    weight: float


class Part(NamedTuple):
    """One part of a mixture, and its weight beside the others'."""

    weight: float
    low: float
    high: float
    interval: Literal["range", "p5-p95"]
    value: float | None = None
    distribution: Literal["uniform", "triangular", "pert", "normal", "lognormal", "logit-normal", "beta"] | None = None


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
    disputed_by: tuple[Rival, ...] = ()
    distribution: Distribution | None = None
    """By default a range is uniform, and p5-p95 lognormal, or logit-normal for a share."""
    truncate: Cut | None = None
    """Hard bounds of a p5-p95 figure."""
    outcomes: tuple[Outcome, ...] = ()
    """Of a discrete figure; low and high are the least and the greatest."""
    parts: tuple[Part, ...] = ()
    """Of a mixture, which low and high cut."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}
    _schema: ClassVar[CoreSchema | None] = None

    @classmethod
    def __get_pydantic_core_schema__(cls, source: type[Number], handler: GetCoreSchemaHandler) -> CoreSchema:
        """How pydantic reads a figure, worked out once: for each record anew it is half of their loading."""
        if cls._schema is None:
            cls._schema = handler(source)
        return cls._schema

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
            _check_range(self)
        self._check_distribution()
        if self.basis == "judged" and not self.note:
            message = 'note: found none, wanted the reasoning, because basis is "judged"'
            raise ValueError(message)

    def _check_exact(self) -> None:
        if self.distribution is not None:
            message = f'distribution: found "{self.distribution}", wanted none, because interval is "exact"'
            raise ValueError(message)
        if self.value is None:
            message = 'value: found none, wanted one, because interval is "exact"'
            raise ValueError(message)
        if self.low is not None or self.high is not None:
            message = (
                f'interval: found "exact" with low {self.low} and high {self.high}, '
                'wanted "range" or "p5-p95", or neither low nor high'
            )
            raise ValueError(message)

    def _check_distribution(self) -> None:
        """Refuse what the distribution has no use for, or lacks."""
        for name, wanted in (("outcomes", "discrete"), ("parts", "mixture")):
            listed = getattr(self, name)
            if (self.distribution == wanted) != bool(listed):
                found = len(listed) or "none"
                message = f'{name}: found {found}, wanted them where distribution is "{wanted}", and only there'
                raise ValueError(message)
            if listed and min(item.weight for item in listed) <= 0:
                message = f"{name}: found a weight of {min(item.weight for item in listed)}, wanted more than 0"
                raise ValueError(message)
        values = [outcome.value for outcome in self.outcomes]
        if values and (min(values), max(values)) != (self.low, self.high):
            message = (
                f"low and high: found {self.low} and {self.high}, "
                f"wanted the least and greatest outcome, {min(values)} and {max(values)}"
            )
            raise ValueError(message)
        for part in self.parts:
            _check_range(part)
        if self.truncate is not None:
            self._check_truncate(self.truncate)

    def _check_truncate(self, cut: Cut) -> None:
        if self.interval != "p5-p95" or self.low is None or self.high is None:
            message = f'truncate: found it with interval "{self.interval}", wanted it with "p5-p95" alone'
            raise ValueError(message)
        low = -math.inf if cut.low is None else cut.low
        high = math.inf if cut.high is None else cut.high
        if not low < self.low or not self.high < high:
            message = f"truncate: found {low} to {high}, wanted it around low and high, {self.low} to {self.high}"
            raise ValueError(message)

    @property
    def stated_on(self) -> str:
        """The day that it holds of; empty where it has none."""
        return "" if self.as_of == UNDATED else self.as_of.isoformat()

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
            even = self.interval == "range" or self.distribution == "normal"
            middle = (self.low + self.high) / 2 if even else math.sqrt(self.low * self.high)
        return self.low * scale, middle * scale, self.high * scale

    @property
    def in_base_unit_cut(self) -> tuple[float | None, float | None]:
        """Hard bounds that truncate a figure, in the base unit."""
        scale = UNITS[self.unit].scale
        low, high = self.truncate or (None, None)
        return None if low is None else low * scale, None if high is None else high * scale


def _check_range(figure: Number | Part) -> None:
    """Refuse ends, a middle or a distribution that do not go together."""
    low, high, interval, distribution = figure.low, figure.high, figure.interval, figure.distribution
    if low is None or high is None:
        message = f'low and high: found {low} and {high}, wanted both, because interval is "{interval}"'
        raise ValueError(message)
    if low >= high:
        message = f"low: found {low}, wanted less than high, which is {high}"
        raise ValueError(message)
    if figure.value is not None and not low <= figure.value <= high:
        message = f"value: found {figure.value}, wanted between low {low} and high {high}"
        raise ValueError(message)
    if distribution is not None and distribution not in DISTRIBUTIONS[interval]:
        message = (
            f'distribution: found "{distribution}", wanted one of {", ".join(DISTRIBUTIONS[interval])}, '
            f'because interval is "{interval}"'
        )
        raise ValueError(message)
    if distribution in {"triangular", "pert"} and figure.value is None:
        message = f'value: found none, wanted the most likely one, because distribution is "{distribution}"'
        raise ValueError(message)
    if interval == "p5-p95":
        _check_percentiles(low, figure.value, high, distribution)


def _check_percentiles(low: float, value: float | None, high: float, distribution: str | None) -> None:
    if low <= 0 and distribution != "normal":
        message = f'low: found {low}, wanted above 0, because interval is "p5-p95"'
        raise ValueError(message)
    if value in (low, high):
        message = f"value: found {value}, wanted between low {low} and high {high}: it is the median"
        raise ValueError(message)
    if distribution in {"logit-normal", "beta"} and high >= 1:
        message = f'high: found {high}, wanted less than 1, because distribution is "{distribution}"'
        raise ValueError(message)
    if distribution == "beta" and value is not None:
        message = f'value: found {value}, wanted none, because distribution is "beta": it follows from low and high'
        raise ValueError(message)
