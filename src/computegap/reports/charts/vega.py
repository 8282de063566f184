"""Charts as Vega-Lite, by Altair: what files and pages show."""

from __future__ import annotations

import math
import textwrap
from typing import TYPE_CHECKING, Literal, TypeAlias

import altair as alt

from computegap.errors import printable
from computegap.reports.charts.axes import ticks
from computegap.reports.charts.shapes import Bars, HeatMap, Lines, Tornado
from computegap.reports.wrapping import broken

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from computegap.reports.charts.shapes import Axis, Chart, Point, Spot

Drawn: TypeAlias = alt.LayerChart | alt.VConcatChart
Row: TypeAlias = dict[str, str | float]

COLOURS = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00"]
"""Okabe and Ito's, told apart with any kind of colour vision, on white and on black."""
POINTS = {"": "circle", "above": "triangle-right", "below": "triangle-left"}
"""Marks of a figure, filled, and of a bound, hollow, by where what it bounds lies."""
WIDTH = 560
ROW = 26
"""Pixels, the latter of a row of bars."""
TICKS, LOG_TICKS = 7, 10
"""At most, of an even axis and of one of ratios."""
LETTERS_OF_TITLE = 84
LETTERS_OF_CAPTION = 112
LETTERS_OF_LABEL = 34
FONT = "Helvetica, Arial, sans-serif"


def picture(charts: Sequence[Chart]) -> dict[str, object]:
    """Specify charts one below the other, each distinct caption once below them: a picture for a file."""
    captions = list(dict.fromkeys(chart.caption for chart in charts if chart.caption))
    parts: list[Drawn | alt.Chart] = [_drawn(chart) for chart in charts]
    parts.extend(map(_caption, captions))
    whole = alt.vconcat(*parts, spacing=28, padding=16, background="white").resolve_scale(color="independent")
    return _configured(whole, "#333333").to_dict()


def panel(chart: Chart) -> dict[str, object]:
    """Specify one chart for a page, which says the title and caption itself and lends its own text colour."""
    return _configured(_drawn(chart._replace(title="")), "currentColor").properties(background="transparent").to_dict()


def _configured(chart: Drawn, ink: str) -> Drawn:
    # The marks say nothing to a screen reader that the page's own tables do not say better.
    configured: Drawn = (
        chart.configure(font=FONT, aria=False)
        .configure_mark(aria=False)
        .configure_axis(
            labelColor=ink, titleColor=ink, tickColor=ink, domainColor=ink, labelLimit=300, labelFontSize=12,
            titleFontSize=12, titleFontWeight="normal", gridColor="#888888", gridOpacity=0.25,
        )
        .configure_title(color=ink, anchor="start", frame="group", fontSize=15, offset=12)
        .configure_legend(labelColor=ink, titleColor=ink, orient="bottom", labelFontSize=12, labelLimit=400)
        .configure_view(stroke=None)
        .configure_text(color=ink, fontSize=12)
        .configure_rule(color=ink)
    )  # fmt: skip
    return configured


def _drawn(chart: Chart) -> alt.LayerChart:
    layers, height = _layers(chart)
    title = {"title": _lines(chart.title, LETTERS_OF_TITLE)} if chart.title else {}
    found: alt.LayerChart = alt.LayerChart(layer=layers).properties(width=WIDTH, height=height, **title)
    return found


def _layers(chart: Chart) -> tuple[list[alt.Chart], float]:
    if isinstance(chart, Bars):
        return _bars(chart), _height(bar.label for bar in chart.bars)
    if isinstance(chart, Tornado):
        return _tornado(chart), _height(swing.label for swing in chart.swings)
    if isinstance(chart, Lines):
        return _of_lines(chart), 300
    return _heat_map(chart), ROW * len(chart.rows)


def _height(labels: Iterable[str]) -> float:
    """Room for labels, of which the longest may take several lines."""
    found = [_label(label).count("\n") + 1 for label in labels]
    return len(found) * max(ROW, 16 * max(found) + 4)


def _caption(text: str) -> alt.Chart:
    lines = _lines(text, LETTERS_OF_CAPTION)
    mark = alt.Chart(_data([{}])).mark_text(
        text=lines, align="left", baseline="top", fontSize=10.5, lineHeight=14, opacity=0.8
    )
    found: alt.Chart = mark.encode(x=alt.value(0), y=alt.value(0)).properties(width=WIDTH, height=14 * len(lines))
    return found


def _lines(text: str, letters: int) -> list[str]:
    return textwrap.wrap(printable(text), letters)


def _label(text: str) -> str:
    """Break a label where it is too long to stand on one line."""
    parts = broken(text, LETTERS_OF_LABEL).split("\n")
    return "\n".join(line for part in parts for line in _lines(part, LETTERS_OF_LABEL))


def _data(rows: Sequence[Row]) -> alt.Data:
    return alt.Data(values=list(rows))  # type: ignore[no-untyped-call]  # altair's own


def _scaled(axis: Axis, values: Iterable[float], *, from_zero: bool = True) -> tuple[alt.Scale, alt.Axis]:
    found = list(values)
    if axis.is_year:
        return alt.Scale(zero=False, nice=False), _axis(axis, ())
    is_log = axis.is_log and min(found) > 0
    at = ticks(found, is_log=is_log, most=LOG_TICKS if is_log else TICKS, from_zero=from_zero)
    scale = alt.Scale(type="log" if is_log else "linear", domain=[at[0], at[-1]], nice=False)
    return scale, _axis(axis, at if is_log else ())


def _axis(axis: Axis, at: Sequence[float]) -> alt.Axis:
    """Draw an axis of ratios with its ticks at some places; one that is even finds its own."""
    title = f"{axis.title} (logarithmic)" if at else axis.title
    return alt.Axis(
        title=_lines(title, LETTERS_OF_TITLE),
        format="d" if axis.is_year else ",~r",
        # By itself an axis of ratios leaves labels out, and those of its ends among them.
        **({"values": list(at)} if at else {"tickCount": TICKS, "labelOverlap": True}),
    )


def _along(name: str, axis: Axis, values: Iterable[float], *, from_zero: bool = True) -> alt.X:
    scale, drawn = _scaled(axis, values, from_zero=from_zero)
    return alt.X(f"{name}:Q", scale=scale, axis=drawn)


def _up(name: str, axis: Axis, values: Iterable[float]) -> alt.Y:
    scale, drawn = _scaled(axis, values)
    return alt.Y(f"{name}:Q", scale=scale, axis=drawn)


def _named() -> alt.Y:
    """Rows in the order of the data, each label on as many lines as it needs."""
    lines = "split(datum.label, '\\n')"
    # A label of several lines stands with its middle, not its first line, beside its row.
    lifts = [{"test": f"length({lines}) === {count}", "value": -7 * (count - 1)} for count in (2, 3, 4)]
    axis = alt.Axis(
        labelExpr=lines, labelOffset={"condition": lifts, "value": 0}, ticks=False, domain=False, title=None
    )
    return alt.Y("label:N", sort=None, axis=axis)


def _spot(spot: Spot) -> Row:
    return {
        "value": spot.value, "low": spot.low, "high": spot.high, "text": printable(spot.text), "beyond": spot.beyond
    }  # fmt: skip


def _ends(spots: Iterable[Spot]) -> list[float]:
    return [end for spot in spots for end in (spot.low, spot.high)]


def _bars(chart: Bars) -> list[alt.Chart]:
    rows = [{"label": _label(bar.label), "group": printable(bar.group), **_spot(bar.spot)} for bar in chart.bars]
    groups = list(dict.fromkeys(str(row["group"]) for row in rows))
    colour = alt.Color("group:N", scale=alt.Scale(domain=groups, range=COLOURS), legend=None)
    base = alt.Chart(_data(rows)).encode(y=_named(), tooltip=_tips("label", "text"))
    ends = _ends(bar.spot for bar in chart.bars)
    return [
        base.mark_rule(strokeWidth=9, opacity=0.4).encode(x=_along("low", chart.axis, ends), x2="high:Q", color=colour),
        *(
            base.transform_filter(f"datum.beyond === '{beyond}'")
            .mark_point(filled=not beyond, shape=shape, size=80, opacity=1)
            .encode(x=_along("value", chart.axis, ends), color=colour)
            for beyond, shape in POINTS.items()
        ),
        base.mark_text(align="left", dx=9).encode(x=_along("high", chart.axis, ends), text="text:N"),
    ]


def _tips(*names: str) -> list[alt.Tooltip]:
    return [alt.Tooltip(f"{name}:N", title=name) for name in names]


def _tornado(chart: Tornado) -> list[alt.Chart]:
    at = {"at its low end": ("at_low", "low_text"), "at its high end": ("at_high", "high_text")}
    rows: list[Row] = [
        {
            "label": _label(swing.label),
            "input": end,
            "answer": getattr(swing, field),
            "middle": chart.middle,
            "at": printable(getattr(swing, text)),
            "side": "left" if getattr(swing, field) < chart.middle else "right",
        }
        for swing in chart.swings
        for end, (field, text) in at.items()
    ]
    ends = [chart.middle, *(end for swing in chart.swings for end in (swing.at_low, swing.at_high))]
    colour = alt.Color("input:N", title="Input", scale=alt.Scale(domain=list(at), range=[COLOURS[0], COLOURS[4]]))
    base = alt.Chart(_data(rows)).encode(y=_named())
    along = _along("answer", chart.axis, ends, from_zero=False)
    tips = _tips("label", "at")
    texts = [
        base.transform_filter(f"datum.side == '{side}'")
        .mark_text(align="right" if side == "left" else "left", dx=-5 if side == "left" else 5)
        .encode(x=along, text="at:N")
        for side in ("left", "right")
    ]
    return [
        base.mark_bar(height=14).encode(x=along, x2="middle:Q", color=colour, tooltip=tips),
        alt.Chart(_data([{"middle": chart.middle}]))
        .mark_rule()
        .encode(x=_along("middle", chart.axis, ends, from_zero=False)),
        *texts,
    ]


def _at(point: Point) -> Row:
    return {"at": point.at, "at_text": printable(point.at_text), **_spot(point.spot)}


def _of_lines(chart: Lines) -> list[alt.Chart]:
    rows = [{"line": printable(line.name), **_at(point)} for line in chart.lines for point in line.points]
    places = [float(row["at"]) for row in rows]
    ends = _ends(point.spot for line in chart.lines for point in line.points)
    names = [printable(line.name) for line in chart.lines]
    legend = alt.Legend(title=None) if len(names) > 1 else None
    colour = alt.Color("line:N", scale=alt.Scale(domain=names, range=COLOURS), legend=legend)
    base = alt.Chart(_data(rows)).encode(x=_along("at", chart.across, places))
    found = [
        base.mark_area(opacity=0.25).encode(y=_up("low", chart.axis, ends), y2="high:Q", color=colour),
        base.mark_line(strokeWidth=2.5).encode(
            y=_up("value", chart.axis, ends), color=colour, tooltip=_tips("line", "at_text", "text")
        ),
    ]
    if not chart.marks:
        return found
    marks: list[Row] = [
        {"name": f"{printable(mark.name)}: {printable(mark.point.spot.text)}", **_at(mark.point)}
        for mark in chart.marks
    ]
    beside = alt.Chart(_data(marks)).encode(x=_along("at", chart.across, places))
    points = chart.lines[0].points
    # A rising curve leaves room above and to the left, at its very start below and to the right; a falling one, above
    # and to the right.
    rises = points[-1].spot.value >= points[0].spot.value
    within, at_start = f"datum.at > {min(places)}", f"datum.at <= {min(places)}"
    sides: list[tuple[Literal["left", "right"], int, int, str]]
    sides = [("right", -10, -9, within), ("left", 34, -7, at_start)] if rises else [("left", 10, -9, "true")]
    return [
        *found,
        beside.mark_rule(strokeWidth=1.5).encode(y=_up("low", chart.axis, ends), y2="high:Q"),
        beside.mark_point(filled=True, size=110, color=COLOURS[1], opacity=1).encode(y=_up("value", chart.axis, ends)),
        *(
            beside.mark_text(align=align, dx=across, dy=down, fontWeight="bold")
            .transform_filter(those)
            .encode(y=_up("value", chart.axis, ends), text="name:N")
            for align, across, down, those in sides
        ),
    ]


def _heat_map(chart: HeatMap) -> list[alt.Chart]:
    rows: list[Row] = [
        {"column": printable(column), "row": printable(row), "value": spot.value,
         "text": printable(spot.text.partition(" ")[0]), "whole": printable(spot.text)}
        for row, cells in zip(chart.rows, chart.cells, strict=True)
        for column, spot in zip(chart.columns, cells, strict=True)
    ]  # fmt: skip
    values = [float(row["value"]) for row in rows]
    is_log = chart.axis.is_log and min(values) > 0
    middle = math.sqrt(min(values) * max(values)) if is_log else (min(values) + max(values)) / 2
    base = alt.Chart(_data(rows)).encode(
        x=alt.X("column:N", sort=None, axis=alt.Axis(title=chart.across.title, labelAngle=0)),
        y=alt.Y("row:N", sort=None, axis=alt.Axis(title=chart.down.title)),
    )
    return [
        base.mark_rect().encode(
            color=alt.Color(
                "value:Q",
                title=f"{chart.axis.title} (darker is more)",
                scale=alt.Scale(type="log" if is_log else "linear", scheme="cividis", reverse=True),
            ),
            tooltip=_tips("row", "column", "whole"),
        ),
        base.mark_text(fontSize=10).encode(
            text="text:N", color=alt.condition(alt.datum.value > middle, alt.value("white"), alt.value("black"))
        ),
    ]
