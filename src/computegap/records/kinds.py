"""Kinds of number that a record can ask for, and what all records share."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Annotated, NamedTuple, get_args

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict

from computegap.records.number import Number
from computegap.units import UNITS, Truths, Values

LONGEST_TEXT = 10_000
"""Letters of a name or a note: pages of them, yet no more than a report can be laid out with."""


FURTHEST = 6
"""How many times as far from its median as its p5 no draw of a normal distribution lies: 9.9 standard deviations."""


class Record(BaseModel):
    """Unknown keys are refused, and nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_max_length=LONGEST_TEXT)


def _unconverted(table: object) -> object:
    """Refuse a figure in quotes, which pydantic would read as a number without a word."""
    for key in ("value", "low", "high"):
        figure = table.get(key) if isinstance(table, dict) else None
        if isinstance(figure, (str, bool)):
            message = f"{key}: found {figure!r}, wanted a number without quotes"
            raise ValueError(message)  # noqa: TRY004 - pydantic collects a ValueError
    return table


def _in_unit(*bases: str) -> Callable[[Number], Number]:
    def checked(number: Number) -> Number:
        if number.base_unit not in bases:
            accepted = [name for name, unit in UNITS.items() if unit.base in bases]
            message = f"unit: found {number.unit!r}, wanted one of {', '.join(accepted)}"
            raise ValueError(message)
        return number

    return checked


class Limits(NamedTuple):
    """What a figure may be, in its base unit: a validator of a figure, and of a column of values."""

    wanted: str
    above: float = -math.inf
    at_least: float = -math.inf
    below: float = math.inf
    at_most: float = math.inf

    def __call__(self, number: Number) -> Number:
        """Refuse a figure that is not within."""
        low, middle, high = number.in_base_unit()
        # A 90 % belief has a tail beyond its high end.
        if not (self.hold(low) and self.hold(high)) or (number.interval == "p5-p95" and high == self.at_most):
            raise ValueError(self.fault(low, high))
        floor, ceiling = number.in_base_unit_cut
        least, most = max(self.above, self.at_least), min(self.below, self.at_most)
        # A distribution that is stated may reach further than the figure can.
        reaches = middle - least < FURTHEST * (middle - low)
        below = number.distribution == "normal" and reaches and (floor is None or floor < least)
        beyond = number.distribution in {"normal", "lognormal"} and most < math.inf
        if below or (beyond and (ceiling is None or ceiling > most)):
            message = f'truncate: wanted the ends of {self.wanted}, because distribution is "{number.distribution}"'
            raise ValueError(message)
        return number

    def hold(self, value: Values) -> Truths:
        """Whether a value, or each of an array, is within."""
        return (value > self.above) & (value >= self.at_least) & (value < self.below) & (value <= self.at_most)

    def fault(self, low: float, high: float) -> str:
        """Say what was found and what is wanted."""
        found = f"{low:g}" if low == high else f"{low:g} to {high:g}"
        return f"found {found}, wanted {self.wanted}"


_share = Limits("a share between 0 and 1 (75 % is 0.75)", at_least=0, at_most=1)
_positive = Limits("more than 0", above=0)
_below_one = Limits("less than 1", below=1)
_above_one = Limits("more than 1", above=1)
_not_negative = Limits("0 or more", at_least=0)
_at_least_one = Limits("1 or more", at_least=1)


def _rank_correlation(number: Number) -> Number:
    _, value, _ = number.in_base_unit()
    if number.interval != "exact" or not -1 < value < 1:
        message = f"found {number.interval} {value:g}, wanted one number between -1 and 1"
        raise ValueError(message)
    return number


AnyNumber = Annotated[Number, BeforeValidator(_unconverted)]
Share = Annotated[AnyNumber, AfterValidator(_in_unit("1")), AfterValidator(_share)]
PositiveShare = Annotated[Share, AfterValidator(_positive)]
PartialShare = Annotated[PositiveShare, AfterValidator(_below_one)]
Multiple = Annotated[AnyNumber, AfterValidator(_in_unit("1")), AfterValidator(_positive)]
Growth = Annotated[Multiple, AfterValidator(_above_one)]
Counted = Annotated[AnyNumber, AfterValidator(_in_unit("1", "H100e")), AfterValidator(_not_negative)]
"""Chips, or what they are worth in H100s."""
RankCorrelation = Annotated[AnyNumber, AfterValidator(_in_unit("1")), AfterValidator(_rank_correlation)]
Overhead = Annotated[Multiple, AfterValidator(_at_least_one)]
"""The whole over a part of it."""
Money = Annotated[AnyNumber, AfterValidator(_in_unit("USD")), AfterValidator(_not_negative)]
Price = Annotated[AnyNumber, AfterValidator(_in_unit("USD", "CNY")), AfterValidator(_positive)]
Performance = Annotated[AnyNumber, AfterValidator(_in_unit("OP/s")), AfterValidator(_positive)]
Work = Annotated[AnyNumber, AfterValidator(_in_unit("OP")), AfterValidator(_positive)]
Equivalent = Annotated[AnyNumber, AfterValidator(_in_unit("H100e")), AfterValidator(_positive)]
Memory = Annotated[AnyNumber, AfterValidator(_in_unit("B")), AfterValidator(_positive)]
Bandwidth = Annotated[AnyNumber, AfterValidator(_in_unit("B/s")), AfterValidator(_positive)]
Power = Annotated[AnyNumber, AfterValidator(_in_unit("W")), AfterValidator(_positive)]
Area = Annotated[AnyNumber, AfterValidator(_in_unit("mm2")), AfterValidator(_positive)]
Length = Annotated[AnyNumber, AfterValidator(_in_unit("mm")), AfterValidator(_positive)]
TotalPerformance = Annotated[AnyNumber, AfterValidator(_in_unit("bit.TOP/s")), AfterValidator(_positive)]
PerformanceDensity = Annotated[AnyNumber, AfterValidator(_in_unit("bit.TOP/s/mm2")), AfterValidator(_positive)]
Density = Annotated[AnyNumber, AfterValidator(_in_unit("1/mm2")), AfterValidator(_positive)]
Tariff = Annotated[AnyNumber, AfterValidator(_in_unit("USD/J")), AfterValidator(_not_negative)]
Duration = Annotated[AnyNumber, AfterValidator(_in_unit("s")), AfterValidator(_positive)]
Rate = Annotated[AnyNumber, AfterValidator(_in_unit("1/s")), AfterValidator(_positive)]


def limits(record: Record, path: Sequence[str]) -> tuple[Limits, ...]:
    """What the figure at a path inside a record may be.

    Parameters
    ----------
    record : Record
        A party, a chip, a rule or the like.
    path : sequence of str
        Keys from the record to the figure, as in its file.

    Returns
    -------
    limits : tuple of Limits
        Each must hold.
    """
    fields = type(record).model_fields
    name = next(name for name, field in fields.items() if (field.alias or name) == path[0])
    value = getattr(record, name)
    for place, key in enumerate(path[1:], start=1):
        if isinstance(value, Record):
            return limits(value, path[place:])
        value = value[key]
    return tuple(_validators((fields[name].annotation, *fields[name].metadata)))


def _validators(annotations: Sequence[object]) -> Iterator[Limits]:
    for annotation in annotations:
        if isinstance(annotation, AfterValidator) and isinstance(annotation.func, Limits):
            yield annotation.func
        # A figure may be optional, or one of several by year or format.
        yield from _validators(get_args(annotation))
