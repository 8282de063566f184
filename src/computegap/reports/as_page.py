"""Reports as one HTML file that needs nothing but itself: no network, no second file.

Jinja escapes every value that enters the page, and a content policy names the only scripts that may run, by their
hashes: text from a user's file can bring neither markup nor script.
"""

from __future__ import annotations

import base64
import hashlib
import struct
from typing import TYPE_CHECKING

from computegap.errors import UsageError, printable
from computegap.reports.charts import charts_of
from computegap.reports.charts.report import scale_of_lever
from computegap.reports.charts.shapes import Bars, HeatMap, Lines, Tornado
from computegap.reports.figures import exact
from computegap.reports.layout import compare, explain, lay_out
from computegap.reports.layout.blocks import Column, Grid, Text, reference_numbers
from computegap.reports.layout.conditions import PERFORMANCE, after

if TYPE_CHECKING:
    from jinja2 import Environment

    from computegap.reports.charts.shapes import Chart
    from computegap.reports.layout.blocks import Block
    from computegap.results.compare import CompareResult
    from computegap.results.report import Lever, ReportResult
    from computegap.results.shared import Input

STEPS_OF_A_SLIDER = 200


def render(result: ReportResult) -> str:
    """Draw a report as a page.

    Raises
    ------
    UsageError
        If what draws it is not installed.
    """
    try:
        import vl_convert  # noqa: PLC0415 - an extra: the rest of the program does without

        from computegap.reports.charts import vega  # noqa: PLC0415 - same

        environment = _environment()
    except ImportError:
        message = "report: the page needs an extra: pip install 'computegap[plot]'"
        raise UsageError(message) from None
    answer = result.picture.answer
    charts = charts_of(result)
    panels = [vega.panel(chart) for chart in charts]
    own = _own("page.js", environment)
    scripts = [
        _in_html(text)
        for text in (vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;"), f"{result.recipe.script}\n{own}")
    ]
    return environment.get_template("page.html").render(
        result=result,
        answer=answer,
        title=f"Compute gap: {answer.sides[0].name} and {answer.sides[1].name}, {answer.year}",
        headline=compare.headline(answer),
        conditions=compare.conditions(answer),
        policy=_policy(scripts),
        styles=_own("page.css", environment),
        scripts=scripts,
        draws=f"{max(map(len, result.recipe.given)):,}",
        levers=[_lever(lever) for lever in result.levers],
        charts=[
            {
                "title": chart.title,
                "said": _said(chart),
                # Drawn beforehand too: without JavaScript, and until it has run, this is what is seen.
                "drawn": vl_convert.vegalite_to_svg(panel),
            }
            for chart, panel in zip(charts, panels, strict=True)
        ],
        blocks=_tables(answer),
        changes=_changes(result),
        inputs=_inputs(answer.inputs, reference_numbers(answer.sources)),
        numbers=reference_numbers(answer.sources),
        written=explain.value,
        linked=lambda url: url.startswith(("https://", "http://")),
        data=_data(result, panels),
    ) + "\n"  # fmt: skip


def _environment() -> Environment:
    import jinja2  # noqa: PLC0415 - an extra

    return jinja2.Environment(
        loader=jinja2.PackageLoader("computegap.reports", "page"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        # Control characters have no place on a page either.
        finalize=lambda value: printable(value) if type(value) is str else value,
    )


def _own(name: str, environment: Environment) -> str:
    """Text of a file beside the page's template."""
    if environment.loader is None:  # pragma: no cover - set above
        raise TypeError
    return environment.loader.get_source(environment, name)[0]


def _in_html(script: str) -> str:
    """Return a script in which nothing reads as the end of its element."""
    return script.replace("</script", "<\\/script").replace("<!--", "<\\!--")


def _policy(scripts: list[str]) -> str:
    hashes = (base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in scripts)
    allowed = " ".join(f"'sha256-{text}'" for text in hashes)
    # Vega sets styles on what it draws.
    return f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def _tables(answer: CompareResult) -> list[Block]:
    """Blocks of a comparison but for what the page tells elsewhere: headline, conditions and sources."""
    elsewhere = {compare.headline(answer), compare.conditions(answer)}
    return [
        block
        for block in lay_out(answer)
        if not (
            block.title == "Sources" if isinstance(block, Grid) else isinstance(block, Text) and block.text in elsewhere
        )
    ]


def _lever(lever: Lever) -> dict[str, str | int]:
    scale = scale_of_lever(lever)
    ends = f"{exact(lever.low / scale.divisor)} to {exact(lever.high / scale.divisor)}"
    start = round((lever.middle - lever.least) / (lever.most - lever.least) * STEPS_OF_A_SLIDER)
    return {"path": lever.path, "unit": scale.name, "range": ends, "start": start}


def _said(chart: Chart) -> str:
    """Return what a chart shows to those who do not see it."""
    if isinstance(chart, Bars):
        told = "; ".join(f"{bar.label}: {bar.spot.text}" for bar in chart.bars)
    elif isinstance(chart, Tornado):
        told = "; ".join(
            f"{swing.label} from {swing.low_text} to {swing.high_text}: {exact(swing.at_low, 3)} to "
            f"{exact(swing.at_high, 3)}"
            for swing in chart.swings
        )
    elif isinstance(chart, Lines):
        told = "; ".join(f"{mark.name}: {mark.point.spot.text}" for mark in chart.marks)
    else:
        told = _of_heat_map(chart)
    return f"{chart.axis.title}: {told}."


def _of_heat_map(chart: HeatMap) -> str:
    return "; ".join(
        f"{row}: {', '.join(spot.text for spot in cells)}" for row, cells in zip(chart.rows, chart.cells, strict=True)
    )


def _stated(used: Input) -> str:
    if used.low is not None and used.high is not None:
        ends = f"{exact(used.low)} to {exact(used.high)}"
        return f"{exact(used.value)} ({ends})" if used.value is not None else ends
    return exact(used.value) if used.value is not None else ""


def _changes(result: ReportResult) -> Grid | None:
    if not result.changes:
        return None
    columns = (Column("What was changed", "left"), Column("scenario"), Column("here"), Column("unit", "left"))
    rows = tuple(
        (change.now.path, _stated(change.before) if change.before else "not stated", _stated(change.now),
         change.now.unit)
        for change in result.changes
    )  # fmt: skip
    return Grid("", columns, rows)


def _inputs(inputs: tuple[Input, ...], numbers: dict[str, int]) -> Grid:
    columns = tuple(
        Column(title, "right" if title == "figure" else "left")
        for title in ("Input", "figure", "unit", "meaning", "basis", "source", "as of", "note")
    )
    rows = tuple(
        (used.path, _stated(used), used.unit, used.interval, used.basis,
         f"[{numbers[used.source]}]" if used.source in numbers else used.source, used.as_of, used.note)
        for used in inputs
    )  # fmt: skip
    return Grid("", columns, rows)


def _data(result: ReportResult, panels: list[dict[str, object]]) -> dict[str, object]:
    answer = result.picture.answer
    lag_rule = next(item.rule for item in answer.rules if item.lag_months == answer.lag_months)
    return {
        "sides": [printable(side.name) for side in answer.sides],
        "opening": printable(compare.opening(answer, "{times}")),
        "rule": answer.rule,
        "lag_rule": lag_rule,
        "gap_terms": compare.terms(answer, answer.rule) or PERFORMANCE,
        "lag_terms": after(compare.terms(answer, lag_rule)),
        "is_gap": result.recipe.is_gap,
        "draws": max(map(len, result.recipe.given)),
        "given": [_packed(values) for values in result.recipe.given],
        "levers": [
            {
                "place": lever.place,
                "least": lever.least,
                "most": lever.most,
                "divisor": scale_of_lever(lever).divisor,
                "range": _lever(lever)["range"],
            }
            for lever in result.levers
        ],
        "charts": panels,
    }


def _packed(values: tuple[float, ...]) -> float | str:
    """Pack draws bit for bit; a single value stays a number."""
    if len(values) == 1:
        return values[0]
    return base64.b64encode(struct.pack(f"<{len(values)}d", *values)).decode()
