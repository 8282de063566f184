"""Results as charts made of characters: rich's columns and a track beside them, at any width, in ASCII where need be.

Every chart is rows with a figure and its range on a track; a line runs down the screen, so that each of its points
keeps its figure and no label lies over another.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from rich.table import Table
from rich.text import Text

from computegap.errors import printable
from computegap.reports.as_table import on_console
from computegap.reports.charts import charts_of
from computegap.reports.charts.axes import ticks
from computegap.reports.charts.shapes import Bars, Lines, Tornado
from computegap.reports.figures import exact
from computegap.reports.wrapping import broken

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import Console

    from computegap.reports import Screen
    from computegap.reports.charts.shapes import Axis, Chart, HeatMap, Spot


Item = TypeVar("Item")


class Pen(NamedTuple):
    """Characters that a chart is drawn with."""

    low: str
    high: str
    along: str
    dot: str
    middle: str
    at_low: str
    at_high: str
    tick: str
    base: str
    shades: str
    below: str
    above: str


FINE = Pen("├", "┤", "─", "●", "│", "░", "█", "┴", "─", " ░▒▓█", "←", "→")
PLAIN = Pen("|", "|", "-", "o", ":", "-", "=", "+", "-", " .:*#", "<", ">")
ARROW = 3
"""Characters from a bound to the tip of its arrow."""
COLOURS = ("cyan", "yellow", "magenta", "green")
"""Told apart by people with any kind of colour vision on most schemes; labels say the same."""
LEAST_TRACK = 16
MOST_TRACK = 90
MOST_POINTS = 13
"""Points of a line that are told, marks apart."""


def render(result: object, screen: Screen) -> str:
    """Draw a result's charts, one below the other; captions that are alike stand once, at the end."""
    pen = FINE if screen.unicode else PLAIN
    charts = charts_of(result)

    def draw(console: Console) -> None:
        for index, chart in enumerate(charts):
            if index:
                console.print()
            console.print(Text(printable(chart.title), style="bold"))
            _draw(console, chart, screen.width, pen)
            if chart.caption and chart.caption not in {later.caption for later in charts[index + 1 :]}:
                console.print()
                console.print(Text(printable(chart.caption), style="dim"))

    text = on_console(screen, draw)
    # A name from a file may hold what the screen does not.
    return text if screen.unicode else text.encode("ascii", "backslashreplace").decode("ascii")


def _draw(console: Console, chart: Chart, width: int, pen: Pen) -> None:
    if isinstance(chart, Bars):
        _draw_bars(console, chart, width, pen)
    elif isinstance(chart, Tornado):
        _draw_tornado(console, chart, width, pen)
    elif isinstance(chart, Lines):
        _draw_lines(console, chart, width, pen)
    else:
        _draw_heat_map(console, chart, width, pen)


class _Row(NamedTuple):
    """A line of a chart."""

    label: str
    text: str
    track: str
    colour: str


class _Track:
    """Places on a line of characters."""

    def __init__(self, axis: Axis, values: Iterable[float], length: int, *, from_zero: bool = True) -> None:
        found = [value for value in values if math.isfinite(value)]
        self.is_log = axis.is_log and min(found, default=0.0) > 0
        self.ticks = ticks(found, is_log=self.is_log, most=max(2, length // 10), from_zero=from_zero)
        low, high = min([*found, *self.ticks]), max([*found, *self.ticks])
        self._low, self._high = self._along(low), self._along(high)
        self._length = length

    def _along(self, value: float) -> float:
        return math.log(value) if self.is_log else value

    def place(self, value: float) -> int:
        """Column of a value."""
        if self._high == self._low:
            return 0
        return round((self._along(value) - self._low) / (self._high - self._low) * (self._length - 1))

    def spot(self, spot: Spot, pen: Pen) -> str:
        """Draw a figure and its range."""
        cells = [" "] * self._length
        low, middle, high = (self.place(value) for value in (spot.low, spot.value, spot.high))
        cells[low : high + 1] = pen.along * (high + 1 - low)
        cells[low], cells[high] = pen.low, pen.high
        cells[middle] = pen.dot
        if spot.beyond:
            step = 1 if spot.beyond == "above" else -1
            # Room for an arrow is there but at the very end of the track.
            tip = min(max(middle + ARROW * step, 0), self._length - 1)
            cells[min(middle, tip) : max(middle, tip) + 1] = pen.along * (abs(tip - middle) + 1)
            cells[tip] = pen.above if step > 0 else pen.below
        return "".join(cells)

    def axis(self, pen: Pen) -> tuple[str, str]:
        """Draw the axis and what its ticks say."""
        base = [pen.base] * self._length
        words = [" "] * self._length
        free = 0
        for tick in self.ticks:
            place = self.place(tick)
            text = exact(tick)
            start = min(max(place - len(text) // 2, 0), self._length - len(text))
            base[place] = pen.tick
            if start >= free:
                words[start : start + len(text)] = text
                free = start + len(text) + 1
        return "".join(base), "".join(words)


def _track_length(labels: Iterable[str], texts: Iterable[str], width: int) -> tuple[int, int]:
    """Room for labels, and for the track: labels take a third of the width at most and wrap."""
    written = max(map(len, texts), default=0)
    room = min(max(map(len, labels), default=0), width // 3)
    length = width - room - written - 4
    if length < LEAST_TRACK:
        room, length = max(8, room - (LEAST_TRACK - length)), LEAST_TRACK
    return room, min(length, MOST_TRACK)


def _print_rows(console: Console, rows: Iterable[_Row], room: int) -> None:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, show_header=False)
    table.add_column(width=room, overflow="fold")
    table.add_column(justify="right", no_wrap=True, overflow="crop")
    table.add_column(no_wrap=True, overflow="crop")
    for row in rows:
        table.add_row(
            Text(broken(printable(row.label), room), style="bold" if not row.track else ""),
            Text(printable(row.text)),
            Text(row.track, style=row.colour),
        )
    console.print(table)


def _axis_rows(track: _Track, pen: Pen) -> list[_Row]:
    return [_Row("", "", line, "") for line in track.axis(pen)]


def _told(axis: Axis, track: _Track) -> str:
    return f"Across: {axis.title}{', in equal ratios' if track.is_log else ''}."


def _ends(spots: Iterable[Spot]) -> list[float]:
    return [end for spot in spots for end in (spot.low, spot.value, spot.high)]


def _draw_bars(console: Console, chart: Bars, width: int, pen: Pen) -> None:
    room, length = _track_length((bar.label for bar in chart.bars), (bar.spot.text for bar in chart.bars), width)
    track = _Track(chart.axis, _ends(bar.spot for bar in chart.bars), length)
    groups = list(dict.fromkeys(bar.group for bar in chart.bars))
    rows = [
        _Row(bar.label, bar.spot.text, track.spot(bar.spot, pen), COLOURS[groups.index(bar.group) % len(COLOURS)])
        for bar in chart.bars
    ]
    _print_rows(console, [*rows, *_axis_rows(track, pen)], room)
    console.print(Text(printable(_told(chart.axis, track)), style="dim"))


def _draw_tornado(console: Console, chart: Tornado, width: int, pen: Pen) -> None:
    texts = [f"{swing.low_text} to {swing.high_text}" for swing in chart.swings]
    room, length = _track_length((swing.label for swing in chart.swings), texts, width)
    values = [chart.middle, *(end for swing in chart.swings for end in (swing.at_low, swing.at_high))]
    track = _Track(chart.axis, values, length, from_zero=False)
    middle = track.place(chart.middle)
    rows = []
    for swing, text in zip(chart.swings, texts, strict=True):
        cells = [" "] * length
        for end, ink in ((swing.at_low, pen.at_low), (swing.at_high, pen.at_high)):
            first, last = sorted((middle, track.place(end)))
            cells[first : last + 1] = ink * (last + 1 - first)
        cells[middle] = pen.middle
        rows.append(_Row(swing.label, text, "".join(cells), ""))
    _print_rows(console, [*rows, *_axis_rows(track, pen)], room)
    legend = f"{pen.at_low} input at its low end, {pen.at_high} at its high end, {pen.middle} all in the middle."
    console.print(Text(printable(f"{_told(chart.axis, track)} {legend}"), style="dim"))


def _draw_lines(console: Console, chart: Lines, width: int, pen: Pen) -> None:
    marks = [mark.point for mark in chart.marks]
    told = {line.name: _thinned(line.points, MOST_POINTS) for line in chart.lines}
    points = [point for line in told.values() for point in line]
    names = {mark.point: mark.name for mark in chart.marks}
    labels = [*names.values(), *(point.at_text for point in points), *(told if len(told) > 1 else ())]
    room, length = _track_length(labels, (point.spot.text for point in (*points, *marks)), width)
    track = _Track(chart.axis, _ends(point.spot for point in (*points, *marks)), length)
    rows = []
    for index, (name, line) in enumerate(told.items()):
        if len(told) > 1:
            rows.append(_Row(name, "", "", ""))
        beside = marks if len(told) == 1 else []
        # A mark takes the place of a point of the line at the same spot.
        at = {mark.at for mark in beside}
        for point in sorted([*beside, *(item for item in line if item.at not in at)], key=lambda item: item.at):
            colour = "bold" if point in beside else COLOURS[index % len(COLOURS)]
            rows.append(_Row(names.get(point, point.at_text), point.spot.text, track.spot(point.spot, pen), colour))
    if len(told) > 1:
        rows.extend(_Row(names[mark], mark.spot.text, track.spot(mark.spot, pen), "bold") for mark in marks)
    _print_rows(console, [*rows, *_axis_rows(track, pen)], room)
    console.print(Text(printable(f"Down: {chart.across.title}. {_told(chart.axis, track)}"), style="dim"))


def _thinned(items: Sequence[Item], most: int) -> list[Item]:
    """Items in equal steps, the first and the last among them."""
    if len(items) <= most:
        return list(items)
    stride = next(step for step in range(1, len(items)) if (len(items) - 1) // step < most)
    kept = list(items[::stride])
    return kept if kept[-1] == items[-1] else [*kept[:-1], items[-1]]


def _draw_heat_map(console: Console, chart: HeatMap, width: int, pen: Pen) -> None:
    texts = [spot.text.partition(" ")[0] for row in chart.cells for spot in row]
    wide = max(map(len, (*texts, *chart.columns))) + 1
    room = min(max(map(len, chart.rows)), width // 3)
    kept = _thinned(range(len(chart.columns)), max(2, (width - room - 2) // (wide + 2)))
    values = [spot.value for row in chart.cells for spot in row]
    low, high = min(values), max(values)
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False)
    table.add_column("", width=room, overflow="fold")
    for column in kept:
        table.add_column(Text(printable(chart.columns[column])), justify="right", no_wrap=True)
    for label, row in zip(chart.rows, chart.cells, strict=True):
        cells = []
        for column in kept:
            spot = row[column]
            depth = 0 if high == low else round((spot.value - low) / (high - low) * (len(pen.shades) - 1))
            cells.append(Text(f"{printable(spot.text.partition(' ')[0])}{pen.shades[depth]}"))
        table.add_row(Text(printable(label)), *cells)
    left_out = f" Shown: {len(kept)} of {len(chart.columns)} columns." if len(kept) < len(chart.columns) else ""
    told = (
        f"Across: {chart.across.title}. Down: {chart.down.title}. Cells: {chart.axis.title}, denser is more.{left_out}"
    )
    console.print(Text(printable(told), style="dim"))
    console.print(table)
