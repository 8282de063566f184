"""How people write a figure: 0.85, 75%, 0.7..0.8, 50..70 bn USD."""

from __future__ import annotations

import math
from typing import NamedTuple

from computegap.errors import UsageError, nearest
from computegap.units import UNITS


class Written(NamedTuple):
    """A figure as written, in `unit`, or in the unit that goes without saying where none was written."""

    low: float
    high: float
    unit: str | None

    @property
    def is_range(self) -> bool:
        """Whether two ends were given."""
        return self.low != self.high


def figure(text: str) -> Written:
    """Read a figure.

    Parameters
    ----------
    text : str
        A number or `LOW..HIGH`, with an optional unit; `%` divides by 100.

    Returns
    -------
    written : Written
        Ends in ascending order, equal for a single number.

    Raises
    ------
    UsageError
        If it is none of these.
    """
    wanted = "wanted a number such as 0.85 or 75%, or a range such as 0.7..0.8"
    body, _, unit = text.strip().replace(" %", "%").partition(" ")
    ends = body.split("..")
    if len(ends) > 2:  # noqa: PLR2004 - a range has two ends
        message = f"found {text!r}, {wanted}"
        raise UsageError(message)
    try:
        values = [float(end.removesuffix("%")) / (100 if "%" in body else 1) for end in ends]
    except ValueError:
        message = f"found {text!r}, {wanted}"
        raise UsageError(message) from None
    if not all(map(math.isfinite, values)):
        message = f"found {text!r}, {wanted}"
        raise UsageError(message)
    low, high = values[0], values[-1]
    if low > high:
        message = f"found {text!r}, wanted the lower end first: {ends[1]}..{ends[0]}"
        raise UsageError(message)
    unit = unit.strip()
    if unit and unit not in UNITS:
        message = f"found unit {unit!r} in {text!r}, wanted one of {', '.join(UNITS)}{nearest(unit, UNITS)}"
        raise UsageError(message)
    return Written(low, high, unit or ("1" if "%" in body else None))
