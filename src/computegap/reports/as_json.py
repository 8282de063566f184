"""Results as JSON, by the contract in the README."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, TypedDict

from computegap.errors import UsageError, nearest, printable
from computegap.results.shared import Quantity, StandardError

if TYPE_CHECKING:
    from computegap.reports import Screen

SIGNIFICANT = 12
"""Digits kept: enough for any use, and without the last bits of binary arithmetic."""
SIGNIFICANT_OF_DRAWN = 9
"""Digits kept of what was drawn: processors differ in the last bits of exponentials, which sums carry further up."""
SIGNIFICANT_OF_ERRORS = 6
"""Digits kept of standard errors, which are small differences of such sums."""
LINES = {"GapTable": "rows", "ChipsResult": "chips", "ControlResult": "chips", "AuditResult": "claims"}
"""Results that are a list of like things: the field that holds them."""


class Written(TypedDict):
    """How JSON is written, whatever its layout."""

    ensure_ascii: bool
    allow_nan: bool


WRITTEN: Written = {"ensure_ascii": False, "allow_nan": False}


def plain(value: object, significant: int = SIGNIFICANT) -> object:
    """Turn a result into what JSON knows: a range becomes an object, an exact figure a bare number."""
    if isinstance(value, float):
        return _short(value, significant)
    kind = type(value).__name__
    if kind in LINES:
        return [_with_context(value, item) for item in getattr(value, LINES[kind])]
    if kind == "ChipFigure":
        return _chip_figure(value)
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        fields = value._asdict()
        if isinstance(value, Quantity):
            fields = {name: item for name, item in fields.items() if item is not None}
            significant = SIGNIFICANT if value.is_exact else SIGNIFICANT_OF_DRAWN
        elif isinstance(value, StandardError):
            significant = SIGNIFICANT_OF_ERRORS
        return {name.removesuffix("_"): plain(item, significant) for name, item in fields.items()}
    if isinstance(value, dict):
        return {str(name): plain(item) for name, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, (tuple, list)) else value


def _short(value: float, significant: int = SIGNIFICANT) -> float | int:
    short = float(f"{value:.{significant}g}")
    return int(short) if short.is_integer() and abs(short) < 1e15 else short  # noqa: PLR2004 - exact as an integer


def _chip_figure(figure: object) -> object:
    from computegap.results.chips import ChipFigure  # noqa: PLC0415 - only chips have such figures

    if not isinstance(figure, ChipFigure):  # pragma: no cover - a guard for the type checker
        raise TypeError
    if isinstance(figure.estimate, float):
        return _short(figure.estimate)
    spread = plain(figure.estimate)
    rivals = [{"value": _short(value), "source": source} for value, source in figure.disputed_by]
    return {**(spread if isinstance(spread, dict) else {}), "disputed_by": rivals}


def _with_context(whole: object, item: object) -> object:
    """Return one of several like things, able to stand alone on a line."""
    found = plain(item)
    if type(whole).__name__ != "ChipsResult":
        return {"schema": whole.schema, **found} if hasattr(whole, "schema") and isinstance(found, dict) else found
    from computegap.results.chips import ChipAnswer, ChipFigure, ChipsResult  # noqa: PLC0415 - only chips need them

    if isinstance(whole, ChipsResult) and isinstance(item, ChipAnswer) and isinstance(found, dict):
        figures = {
            **{f"peak.{name}": figure for name, figure in item.peak.items()},
            **{name: value for name, value in item._asdict().items() if isinstance(value, ChipFigure)},
        }
        cited = {
            name: {"source": figure.source, "basis": figure.basis, "confidence": figure.confidence}
            for name, figure in figures.items()
            if figure
        }
        return {"schema": whole.schema, "yardstick": whole.yardstick, **found, "cited": cited}
    return found


def render(result: object, screen: Screen) -> str:  # noqa: ARG001 - every format takes a screen
    """Draw a result as indented JSON."""
    return "".join(f"{_escaped(line)}\n" for line in json.dumps(plain(result), indent=2, **WRITTEN).split("\n"))


def in_one_line(value: object) -> str:
    """Return a value as JSON without a line's end."""
    return _escaped(json.dumps(value, **WRITTEN))


def _escaped(line: str) -> str:
    """Return a line of JSON with every letter escaped that steers a terminal or is none, as lone surrogates are."""
    # Such a letter can only stand in a string, where its escape means the same.
    return line if line.isprintable() else "".join(c if c.isprintable() else json.dumps(c)[1:-1] for c in line)


def field(result: object, path: str) -> str:
    """Return one value of a result's JSON, bare: a line for each where the result is a list.

    Parameters
    ----------
    result : one of the classes in `results`
        The answer.
    path : str
        Keys and positions joined by dots: `ratio.p50`, `sides.0.yield.mean`.

    Returns
    -------
    text : str
        Ends with a newline.

    Raises
    ------
    UsageError
        If there is no such field; names those that there are.
    """
    return "".join(f"{_bare(value)}\n" for value in _values(plain(result), path.split("."), path))


def _values(here: object, keys: list[str], path: str) -> list[object]:
    if not keys:
        return [here]
    key, *rest = keys
    if isinstance(here, dict):
        if key not in here:
            message = f"--field {path}: no {key!r}, wanted one of {', '.join(here)}{nearest(key, here)}"
            raise UsageError(message)
        return _values(here[key], rest, path)
    if isinstance(here, list) and key.isdecimal():
        if int(key) >= len(here):
            message = f"--field {path}: no item {key}, wanted less than {len(here)}"
            raise UsageError(message)
        return _values(here[int(key)], rest, path)
    if isinstance(here, list):
        return [value for item in here for value in _values(item, keys, path)]
    if isinstance(here, (int, float)) and not rest and key in Quantity._fields:
        # Every percentile of an exact figure is the figure.
        return [here]
    if here is None:
        return [None]
    message = f"--field {path}: {key!r} asks for a part of {here!r}, which has none"
    raise UsageError(message)


def _bare(value: object) -> str:
    return printable(value) if isinstance(value, str) else in_one_line(value)
