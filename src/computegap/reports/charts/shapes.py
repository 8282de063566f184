"""What a chart is made of, before anybody draws it: figures in the units of their axis, and the words beside them."""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias


class Axis(NamedTuple):
    """What is measured along a side of a chart."""

    title: str
    """With its unit."""
    is_log: bool = False
    """Equal steps are equal ratios: for figures above 0 alone."""
    is_year: bool = False


class Spot(NamedTuple):
    """A figure with its range, in the unit of its axis; an exact one has both ends at its value."""

    value: float
    low: float
    high: float
    text: str
    """The figure as a reader writes it, with no more digits than the range supports."""
    beyond: Literal["", "above", "below"] = ""
    """Where the figure lies of which this is a bound."""


class Bar(NamedTuple):
    """A named figure."""

    label: str
    spot: Spot
    group: str = ""
    """Bars of one group share a colour."""


class Bars(NamedTuple):
    """Figures with their ranges, one below the other, on one axis."""

    title: str
    """What is seen, as a sentence."""
    axis: Axis
    bars: tuple[Bar, ...]
    caption: str = ""
    """Under what the figures hold, and their sources."""


class Swing(NamedTuple):
    """What an answer becomes at the two ends of one input's range."""

    label: str
    """The input."""
    at_low: float
    """Answer at the input's low end, in the unit of the axis."""
    at_high: float
    low_text: str
    """The input's low end as a reader writes it."""
    high_text: str


class Tornado(NamedTuple):
    """Swings of an answer about its middle, the widest first."""

    title: str
    axis: Axis
    middle: float
    swings: tuple[Swing, ...]
    caption: str = ""


class Point(NamedTuple):
    """A figure at a place on the other axis: a year, a ratio."""

    at: float
    at_text: str
    spot: Spot


class Line(NamedTuple):
    """Points that belong together, in ascending order."""

    name: str
    points: tuple[Point, ...]


class Mark(NamedTuple):
    """A named point beside the lines."""

    name: str
    point: Point


class Lines(NamedTuple):
    """Lines with their ranges as bands: a fan over years, a curve over ratios."""

    title: str
    across: Axis
    """What the points are placed by."""
    axis: Axis
    lines: tuple[Line, ...]
    marks: tuple[Mark, ...] = ()
    caption: str = ""


class HeatMap(NamedTuple):
    """A figure for each pair of two inputs' values."""

    title: str
    across: Axis
    down: Axis
    axis: Axis
    """What the cells measure."""
    columns: tuple[str, ...]
    rows: tuple[str, ...]
    cells: tuple[tuple[Spot, ...], ...]
    """Row by row."""
    caption: str = ""


Chart: TypeAlias = Bars | Tornado | Lines | HeatMap
