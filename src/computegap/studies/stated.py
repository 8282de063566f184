"""Figures that the user states as an option: read, checked, believed and remembered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from computegap.core.distributions import Belief
from computegap.errors import UsageError
from computegap.library.overrides import COMMAND_LINE
from computegap.notation import AmbiguousError, figure
from computegap.results.shared import Input
from computegap.units import UNITS

if TYPE_CHECKING:
    from computegap.notation import Written

SHARE = "a share above 0 and up to 1, such as 0.75, 75% or 0.7..0.8"


def read(option: str, value: str | float) -> Written:
    """Read an option's figure.

    Raises
    ------
    UsageError
        If it is none; names the option.
    """
    try:
        return figure(str(value))
    except UsageError as error:
        message = f"{option}: {error}"
        raise UsageError(message) from None


def read_share(option: str, value: str | float) -> Written:
    """Read an option's share above 0 and up to 1.

    Raises
    ------
    UsageError
        If it is none; names the option.
    """
    try:
        written = figure(str(value))
    except UsageError as error:
        found = str(error) if isinstance(error, AmbiguousError) else f"found {str(value)!r}, wanted {SHARE}"
        message = f"{option}: {found}"
        raise UsageError(message) from None
    check(option, written, unit="1", top=1)
    return written


def check(option: str, written: Written, *, unit: str, top: float | None = None, zero: bool = False) -> None:
    """Refuse a figure of the wrong size or unit.

    Raises
    ------
    UsageError
        If it is; names the option.
    """
    if written.unit is not None and UNITS[written.unit].base != UNITS[unit].base:
        message = f"{option}: found unit {written.unit!r}, wanted {unit}"
        raise UsageError(message)
    if written.interval == "p5-p95":
        message = f"{option}: found a {written.distribution} distribution, wanted hard bounds, such as 0.7..0.8"
        raise UsageError(message)
    if written.low < 0 or (written.low == 0 and not zero) or (top is not None and written.high > top):
        found = f"{written.low:g}..{written.high:g}" if written.is_range else f"{written.low:g}"
        wanted = f"{'0 or more' if zero else 'more than 0'}{'' if unit == '1' else f' {unit}'}"
        message = f"{option}: found {found}, wanted {SHARE if top == 1 else wanted}"
        raise UsageError(message)


def stated(name: str, option: str, written: Written, unit: str) -> tuple[Belief, Input]:
    """What a stated figure lets one believe of an input, and how a result reports it."""
    scale = UNITS[written.unit or unit].scale
    low, high = written.low * scale, written.high * scale
    ranged = written.is_range
    middle = (low + high) / 2 if written.middle is None else written.middle * scale
    used = Input(
        path=option,
        value=None if ranged else middle,
        low=low if ranged else None,
        high=high if ranged else None,
        unit=UNITS[unit].base,
        interval="range" if ranged else "exact",
        basis="judged",
        source=COMMAND_LINE,
        where="",
        note="set by the user",
        as_of="",
    )
    shape = (written.distribution or "uniform") if ranged else "exact"
    return Belief(name, shape, low, middle, high), used
