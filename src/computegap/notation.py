"""How people write a figure: 0.85, 75%, 0.7..0.8, 50..70 bn USD, triangular(80, 95, 98) bn USD."""

from __future__ import annotations

import math
import re
from typing import NamedTuple

from computegap.errors import UsageError, nearest
from computegap.units import UNITS

FORMS = {
    "uniform": "uniform(LOW, HIGH)",
    "triangular": "triangular(LOW, MODE, HIGH)",
    "pert": "pert(LOW, MODE, HIGH)",
    "normal": "normal(P5, P95) or normal(P5, MEDIAN, P95)",
    "lognormal": "lognormal(P5, P95) or lognormal(P5, MEDIAN, P95)",
    "logit-normal": "logit-normal(P5, P95) or logit-normal(P5, MEDIAN, P95)",
    "beta": "beta(P5, P95)",
}
"""Distributions that can be written, and how."""
BOUNDED = ("uniform", "triangular", "pert")
"""Those whose ends are hard bounds."""


class Written(NamedTuple):
    """A figure as written, in `unit`, or in the unit that goes without saying where none was written."""

    low: float
    high: float
    unit: str | None
    middle: float | None = None
    """Mode or median, where a distribution was written with one."""
    distribution: str | None = None

    @property
    def is_range(self) -> bool:
        """Whether two ends were given."""
        return self.low != self.high

    @property
    def interval(self) -> str:
        """What the ends mean."""
        if not self.is_range:
            return "exact"
        return "range" if self.distribution is None or self.distribution in BOUNDED else "p5-p95"


class AmbiguousError(UsageError):
    """A figure may be read in two ways."""


GREAT = 1e9
"""Scale of a unit, from which a figure in base units is not to be mistaken for one in the unit."""


def greatest(unit: str) -> float:
    """Figure without a unit from which on it can hardly be in the unit that goes without saying."""
    scale = UNITS[unit].scale
    return scale / 1000 if scale >= GREAT else math.inf


def mistaken(unit: str) -> str:
    """What to say of such a figure: 150e9 where billions are stated is dollars, most likely."""
    return f"a figure without a unit is in {unit}, which these can hardly be: wanted {UNITS[unit].base} or {unit}"


def unit_meant(written: Written, unit: str) -> str:
    """Unit of a figure: its own, or the one that goes without saying, or that one's base where it can hardly be in it.

    300e9 where billions are stated is dollars, while of 1e6 neither is likely.

    Raises
    ------
    UsageError
        If it can hardly be in either: in the base unit, an end is less than 1 of the other, or as good as endless.
    """
    if written.unit is not None:
        return written.unit
    if written.high < greatest(unit):
        return unit
    low, high = written.low / UNITS[unit].scale, written.high / UNITS[unit].scale
    if 0 < low < 1 or high >= greatest(unit):
        raise UsageError(mistaken(unit))
    return UNITS[unit].base


def figure(text: str) -> Written:
    """Read a figure.

    Parameters
    ----------
    text : str
        A number, `LOW..HIGH` or a distribution of `FORMS`, with an optional unit, after a space or at once; `%` divides
        by 100, and holds for figures without it too: 70..80%, but in 70%..0.8, which would descend.

    Returns
    -------
    written : Written
        Ends in ascending order, equal for a single number.

    Raises
    ------
    UsageError
        If it is none of these; of them AmbiguousError, if it may be read in two ways, as 0.7..80%.
    """
    name, bracket, rest = text.strip().partition("(")
    if bracket:
        return _distributed(text, name.strip(), rest)
    body, _, unit = text.strip().replace(" %", "%").partition(" ")
    if not unit:
        body, unit = _with_unit_attached(body)
    ends = body.split("..")
    if len(ends) > 2:  # noqa: PLR2004 - a range has two ends
        raise UsageError(_wanted(text))
    values = _numbers(text, ends)
    low, high = values[0], values[-1]
    if low > high:
        message = f"found {text!r:.60}, wanted the lower end first: {ends[1]:.30}..{ends[0]:.30}"
        raise UsageError(message)
    return Written(low, high, _unit(text, unit) or ("1" if "%" in body else None))


def listed(text: str) -> tuple[str, ...]:
    """Part figures at commas; a unit behind the last holds for those that have none: 1,2 bn USD.

    Raises
    ------
    UsageError
        If one is no figure; of them AmbiguousError, if one may be per cent as the last is, as 0.7 in 0.7,80%.
    """
    items = text.split(",")
    unit = "%" if "%" in items[-1] else figure(items[-1]).unit
    return tuple(items) if unit is None else tuple(_in_unit(item, unit, text) for item in items)


def _in_unit(item: str, unit: str, text: str) -> str:
    """A figure of a list with its unit, or with that of the last."""
    written = figure(item)
    if written.unit is not None:
        return item
    if unit == "%" and 0 < abs(written.low) <= 1:
        message = (
            f"found {text!r:.60}, in which {item.strip():.30} may be {written.low:g}% or {100 * written.low:g}%: "
            "wanted % behind each figure, or behind none"
        )
        raise AmbiguousError(message)
    return f"{item} {unit}"


def _wanted(text: str) -> str:
    return f"found {text!r:.60}, wanted a number such as 0.85 or 75%, or a range such as 0.7..0.8"


def _numbers(text: str, parts: list[str]) -> list[float]:
    try:
        values = [plain_number(part.removesuffix("%")) for part in parts]
    except ValueError:
        raise UsageError(_wanted(text)) from None
    if not all(map(math.isfinite, values)):
        raise UsageError(_wanted(text))
    return _shares(text, values, [part.endswith("%") for part in parts]) if "%" in "".join(parts) else values


def _shares(text: str, values: list[float], signed: list[bool]) -> list[float]:
    """Figures of which some are signed %, as shares: 70..80% is 70 % to 80 %, and 70%..0.8 is too."""
    percent = [value / 100 for value in values]
    mixed = [value / 100 if has_sign else value for value, has_sign in zip(values, signed, strict=True)]
    plain = [value for value, has_sign in zip(values, signed, strict=True) if not has_sign]
    # What has no sign is a share of its own only where it can be one, and where the figures ascend with it.
    if mixed == percent or max(map(abs, plain)) > 1 or mixed != sorted(mixed):
        return percent
    if percent != sorted(percent):
        return mixed
    joint = ".." if ".." in text else ", "
    readings = " or ".join(joint.join(f"{100 * value:g}%" for value in reading) for reading in (percent, mixed))
    message = f"found {text!r:.60}, which may be {readings}: wanted % behind each figure, or behind none"
    raise AmbiguousError(message)


def plain_number(text: str) -> float:
    """Read a number of the digits 0 to 9: Python reads those of other scripts too, and 0_7 as 7.

    Raises
    ------
    ValueError
        If it is none.
    """
    if "_" in text or not text.strip().isascii():
        raise ValueError(text)
    return float(text)


def _unit(text: str, unit: str) -> str:
    unit = unit.strip()
    if unit and unit not in UNITS:
        message = f"found unit {unit!r:.60} in {text!r:.60}, wanted one of {', '.join(UNITS)}{nearest(unit, UNITS)}"
        raise UsageError(message)
    return unit


def _distributed(text: str, name: str, rest: str) -> Written:
    if name not in FORMS:
        message = (
            f"found distribution {name!r:.60} in {text!r:.60}, wanted one of {', '.join(FORMS)}{nearest(name, FORMS)}"
        )
        raise UsageError(message)
    inside, closed, unit = rest.partition(")")
    parts = [part.strip() for part in inside.replace(" %", "%").split(",")]
    if not closed or len(parts) not in {form.count(",") + 1 for form in FORMS[name].split(" or ")}:
        message = f"found {text!r:.60}, wanted {FORMS[name]}"
        raise UsageError(message)
    values = _numbers(text, parts)
    if values != sorted(values) or values[0] == values[-1]:
        message = f"found {text!r:.60}, wanted its figures in ascending order"
        raise UsageError(message)
    middle = values[1] if len(values) == 3 else None  # noqa: PLR2004 - low, middle, high
    return Written(values[0], values[-1], _unit(text, unit) or ("1" if "%" in inside else None), middle, name)


def _with_unit_attached(body: str) -> tuple[str, str]:
    """Part a figure from a known unit that follows without a space: 125GW."""
    found = re.fullmatch(r"(.*[\d.])([A-Za-z].*)", body)
    if found is None or found[2] not in UNITS:
        return body, ""
    return found[1], found[2]
