"""Kinds of number that a record can ask for, and what all records share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict

from computegap.records.number import Number
from computegap.units import UNITS


class Record(BaseModel):
    """Unknown keys are refused, and nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _unconverted(table: object) -> object:
    """Refuse a figure in quotes, which pydantic would read as a number without a word."""
    for key in ("value", "low", "high"):
        figure = table.get(key, 0) if isinstance(table, dict) else 0
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


def _share(number: Number) -> Number:
    low, _, high = number.in_base_unit()
    if low < 0 or high > 1 or (number.interval == "p5-p95" and high == 1):
        message = f"found {low:g} to {high:g}, wanted a share between 0 and 1 (75 % is 0.75)"
        raise ValueError(message)
    return number


def _below_one(number: Number) -> Number:
    _, _, high = number.in_base_unit()
    if high >= 1:
        message = f"found {high:g}, wanted less than 1"
        raise ValueError(message)
    return number


def _above_one(number: Number) -> Number:
    low, _, _ = number.in_base_unit()
    if low <= 1:
        message = f"found {low:g}, wanted more than 1"
        raise ValueError(message)
    return number


def _positive(number: Number) -> Number:
    low, _, _ = number.in_base_unit()
    if low <= 0:
        message = f"found {low:g}, wanted more than 0"
        raise ValueError(message)
    return number


def _not_negative(number: Number) -> Number:
    low, _, _ = number.in_base_unit()
    if low < 0:
        message = f"found {low:g}, wanted 0 or more"
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
Money = Annotated[AnyNumber, AfterValidator(_in_unit("USD"))]
Price = Annotated[AnyNumber, AfterValidator(_in_unit("USD", "CNY")), AfterValidator(_positive)]
Performance = Annotated[AnyNumber, AfterValidator(_in_unit("OP/s")), AfterValidator(_positive)]
Equivalent = Annotated[AnyNumber, AfterValidator(_in_unit("H100e")), AfterValidator(_positive)]
Memory = Annotated[AnyNumber, AfterValidator(_in_unit("B")), AfterValidator(_positive)]
Bandwidth = Annotated[AnyNumber, AfterValidator(_in_unit("B/s")), AfterValidator(_positive)]
Power = Annotated[AnyNumber, AfterValidator(_in_unit("W")), AfterValidator(_positive)]
Area = Annotated[AnyNumber, AfterValidator(_in_unit("mm2")), AfterValidator(_positive)]
Length = Annotated[AnyNumber, AfterValidator(_in_unit("mm")), AfterValidator(_positive)]
TotalPerformance = Annotated[AnyNumber, AfterValidator(_in_unit("bit.TOP/s")), AfterValidator(_positive)]
PerformanceDensity = Annotated[AnyNumber, AfterValidator(_in_unit("bit.TOP/s/mm2")), AfterValidator(_positive)]
Density = Annotated[AnyNumber, AfterValidator(_in_unit("1/mm2")), AfterValidator(_positive)]
Tariff = Annotated[AnyNumber, AfterValidator(_in_unit("USD/J"))]
Duration = Annotated[AnyNumber, AfterValidator(_in_unit("s")), AfterValidator(_positive)]
Rate = Annotated[AnyNumber, AfterValidator(_in_unit("1/s")), AfterValidator(_positive)]
