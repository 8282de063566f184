"""Figures as a reader thinks of them: a suitable scale, and no more digits than the range supports."""

from __future__ import annotations

import math
from typing import NamedTuple

from computegap.results.shared import Quantity
from computegap.units import UNITS


class Scale(NamedTuple):
    """What base units are divided by, and what the result is called."""

    divisor: float
    name: str


SCALES: dict[str, tuple[Scale, ...]] = {
    "USD": (Scale(1e9, "$ bn"), Scale(1e6, "$ m"), Scale(1e3, "$ thousand"), Scale(1, "$")),
    "USD/H100e": (Scale(1e3, "$ thousand"), Scale(1, "$")),
    "USD/H100e/h": (Scale(1, "$"),),
    "yr": (Scale(UNITS["yr"].scale, "years"),),
    "CNY": (Scale(1e9, "CNY bn"), Scale(1e3, "CNY thousand"), Scale(1, "CNY")),
    "H100e": (Scale(1e6, "million H100e"), Scale(1e3, "thousand H100e"), Scale(1, "H100e")),
    "parameters": (Scale(1e12, "trillion"), Scale(1e9, "billion"), Scale(1e6, "million"), Scale(1, "")),
    "cluster": (Scale(1e21, "ZOP/s"), Scale(1e18, "EOP/s"), Scale(1e15, "POP/s"), Scale(1e12, "TOP/s")),
    "facility": (Scale(1e9, "GW"), Scale(1e6, "MW"), Scale(1e3, "kW"), Scale(1, "W")),
    "chips": (Scale(1e6, "million"), Scale(1e3, "thousand"), Scale(1, "")),
    "share": (Scale(0.01, "%"),),
    "1": (Scale(1, ""),),
    "month": (Scale(1, "months"),),
    "s": (Scale(UNITS["month"].scale, "months"),),
    "OP/s": (Scale(1e12, "TOP/s"),),
    "OP": (Scale(1e27, "10^27 FLOP"), Scale(1e24, "10^24 FLOP"), Scale(1e21, "10^21 FLOP"), Scale(1e18, "10^18 FLOP")),
    "bit.TOP/s": (Scale(1, "TPP"),),
    "bit.TOP/s/mm2": (Scale(1, "per mm2"),),
    "B": (Scale(1e9, "GB"),),
    "B/s": (Scale(1e12, "TB/s"),),
    "W": (Scale(1, "W"),),
    "mm": (Scale(1e-6, "nm"),),
    "mm2": (Scale(1, "mm2"),),
    "1/mm2": (Scale(UNITS["1/cm2"].scale, "/cm2"),),
    "USD/J": (Scale(UNITS["USD/kWh"].scale, "$/kWh"),),
    "1/s": (Scale(UNITS["1/yr"].scale, "/yr"),),
}

IN_A_SENTENCE = {"USD/H100e/h": Scale(1, "$ per H100e-hour")}
"""Scales of units of which a table's row says more than the name of a quantity does."""


def scale_of(unit: str, *values: Quantity | float | None) -> Scale:
    """Return the scale that suits the largest of some figures of one unit."""
    largest = max((abs(_middle(value)) for value in values if value is not None), default=0.0)
    scales = SCALES[unit]
    if largest == 0:
        return scales[0]
    # A thousand dollars and less reads better in full.
    return next(
        (scale for scale in scales if largest >= scale.divisor * (10 if scale.name == "$ thousand" else 1)), scales[-1]
    )


def scale_for(name: str, unit: str, *values: Quantity | float | None) -> Scale:
    """Return the scale that suits figures of a quantity or an input by its name, which tells shares from multiples."""
    # The year of a dated figure says nothing of its kind.
    words = name.rstrip("0123456789").rstrip(".")
    if unit == "1" and words.endswith(SHARES) and "algorithmic" not in words:
        return PERCENT
    if unit in IN_A_SENTENCE:
        return IN_A_SENTENCE[unit]
    return scale_of(unit, *values) if unit in SCALES else TIMES


def _middle(value: Quantity | float) -> float:
    return value if isinstance(value, (float, int)) else value.p50


def span(value: Quantity) -> tuple[float, float]:
    """Hard bounds where they are known, else p5 and p95."""
    if value.low is not None and value.high is not None:
        return value.low, value.high
    return value.p5, value.p95


def decimals_for(width: float) -> int:
    """Decimals that a range of a width supports: its last digit moves between 5 and 50 times over the range."""
    if not 0 < width < math.inf:
        return 0
    decimals = 1 - math.floor(math.log10(width))
    # The largest power of ten that there is, for widths that are hardly any.
    return decimals - 1 if decimals > 0 and width * 10.0 ** min(decimals, 308) > FINEST else decimals


def number(value: float, decimals: int) -> str:
    """Write a number with thousands separators; negative decimals round to tens, hundreds."""
    if decimals > MOST_DECIMALS or abs(value) >= MOST_IN_FULL:
        return exact(value)
    # Adding 0.0 turns -0.0 into 0.0.
    return f"{round(value, decimals) + 0.0:,.{max(decimals, 0)}f}"


def exact(value: float, digits: int = 4) -> str:
    """Write a figure without a range: four significant digits, no idle zeros."""
    if value == 0:
        return "0"
    if math.isinf(value):
        # A finite figure, too large in the scale that a reader thinks in.
        return "over 1e308" if value > 0 else "below -1e308"
    if not LEAST_IN_FULL <= abs(value) < MOST_IN_FULL:
        return f"{value:.{digits}g}"
    places = max(0, digits - 1 - math.floor(math.log10(abs(value))))
    text = f"{value:,.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def figure(value: Quantity | float | None, scale: Scale, *, missing: str = "-") -> str:
    """Write a figure in a scale: `24 (13-41)`, or `400` where it has no range."""
    if value is None:
        return missing
    if isinstance(value, (float, int)):
        return exact(value / scale.divisor)
    if value.is_exact:
        return exact(value.p50 / scale.divisor)
    middle, (low, high) = value.p50 / scale.divisor, (end / scale.divisor for end in span(value))
    if _is_wide(low, middle, high):
        return f"{_two_digits(middle)} ({_two_digits(low)}-{_two_digits(high)})"
    decimals = decimals_for(abs(high - low))
    return f"{number(middle, decimals)} ({ends(low, high, decimals)})"


def _is_wide(low: float, middle: float, high: float) -> bool:
    """Whether the digits that a range supports leave next to nothing of its lower end or its middle."""
    decimals = decimals_for(high - low)
    return low >= 0 and any(end > 0 and (high / end > WIDE or round(end, decimals) == 0) for end in (low, middle))


def _two_digits(value: float) -> str:
    if not WHOLE <= abs(value) < MOST_IN_FULL:
        return exact(value, 2)
    return number(value, 1 - math.floor(math.log10(abs(value))))


def ends(low: float, high: float, decimals: int) -> str:
    """Write a range; `to` where a minus sign would read as a dash."""
    joint = " to " if low < 0 or high < 0 else "-"
    return f"{number(low, decimals)}{joint}{number(high, decimals)}"


def is_unsteady(value: Quantity) -> bool:
    """Whether other draws may well move the last digit printed: a standard error reaches half of it."""
    errors = value.standard_error
    if errors is None or value.is_exact:
        return False
    scale = scale_of(value.unit, value) if value.unit in SCALES else TIMES
    low, high = (end / scale.divisor for end in span(value))
    printed = (errors.p50,) if value.low is not None else (errors.p5, errors.p50, errors.p95)
    last_digit: float = 10.0 ** -decimals_for(high - low)
    return max(printed) / scale.divisor >= last_digit / 2


def range_only(value: Quantity | float, scale: Scale) -> str:
    """Write the ends of a figure: `30-50`, or the figure where it has none."""
    if isinstance(value, (float, int)) or value.is_exact:
        return exact(_middle(value) / scale.divisor)
    low, high = (end / scale.divisor for end in span(value))
    if _is_wide(low, low, high):
        return f"{_two_digits(low)}-{_two_digits(high)}"
    return ends(low, high, max(0, decimals_for(high - low) - (value.low is not None)))


def stated_range(value: Quantity | float, scale: Scale) -> str:
    """Write the ends of a figure that a source states, with the digits it states: `2.4-4`."""
    if isinstance(value, Quantity) and value.low is not None and value.high is not None and not value.is_exact:
        return f"{exact(value.low / scale.divisor)}-{exact(value.high / scale.divisor)}"
    return range_only(value, scale)


SHARES = ("share", "yield", "gap", "inflation", "utilisation", "efficiency", "weight", "pass_through")
"""Endings of the names of quantities that a reader thinks of in percent."""
MOST_IN_FULL = 1e15
LEAST_IN_FULL = 1e-9
"""Outside these a figure is written with a power of ten."""
MOST_DECIMALS = 12
"""A range that is narrower than that supports is written as figures outside are."""
WIDE = 1000
"""A range that spans more than this many times is written with two digits at each end."""
WHOLE = 100
"""From here on two digits end before the decimal point."""
FINEST = 50
"""Steps of the last digit within a range, at most."""

PERCENT = SCALES["share"][0]
TIMES = SCALES["1"][0]


def percent(value: Quantity | float) -> str:
    """Write a share: `75 %`, `35 % (27-44)`."""
    if isinstance(value, Quantity) and not value.is_exact:
        middle, _, rest = figure(value, PERCENT).partition(" ")
        return f"{middle} % {rest}"
    return f"{exact(_middle(value) * 100)} %"


def change(value: Quantity | float) -> str:
    """Write a change with its sign and a decimal: `+20.0 %`, `+33.4 % (32.7-34.2)`."""
    if isinstance(value, Quantity) and not value.is_exact:
        low, high = (end * 100 for end in span(value))
        places = max(0, min(1, decimals_for(high - low)))
        return f"{value.p50 * 100:+.{places}f} % ({ends(low, high, places)})"
    shown = _middle(value) * 100
    return f"{0.0 if abs(shown) < 0.05 else shown:+.1f} %"  # noqa: PLR2004 - below what is printed
