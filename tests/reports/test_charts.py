from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, Literal

import pytest

import computegap
from computegap.cli import main
from computegap.errors import UsageError
from computegap.reports import Screen, as_chart, charts
from computegap.reports.as_picture import picture
from computegap.reports.charts.axes import ticks
from computegap.reports.charts.shapes import (
    Axis,
    Bar,
    Bars,
    Chart,
    HeatMap,
    Line,
    Lines,
    Mark,
    Point,
    Spot,
    Swing,
    Tornado,
)
from computegap.studies.cases import compare_cases
from computegap.studies.compare import compare
from computegap.studies.curve import compare_picture, gap_curve
from computegap.studies.forecast import forecast

if TYPE_CHECKING:
    from pathlib import Path


def spot(value: float, low: float, high: float) -> Spot:
    return Spot(value, low, high, f"{value:g} ({low:g}-{high:g})")


BARS = Bars(
    "One side has fifty times the other's",
    Axis("compute, million H100e", is_log=True),
    (Bar("one side", spot(50, 30, 80), "a"), Bar("the other", spot(1, 1, 1)._replace(text="1"), "b")),
    "Sources: one; two.",
)
TORNADO = Tornado(
    "The price moves the ratio most",
    Axis("ratio, times", is_log=True),
    50.0,
    (Swing("price of a chip", 36, 66, "$12k", "$15k"), Swing("yield", 51, 49, "70 %", "80 %")),
)
FAN = Lines(
    "The follower closes in",
    Axis("Year", is_year=True),
    Axis("ratio, times"),
    tuple(
        Line(name, tuple(Point(year, str(year), spot(top - year + 2025, 1, 60)) for year in range(2025, 2031)))
        for name, top in (("installed", 50), ("added", 20))
    ),
    (Mark("asked", Point(2027, "2027", spot(30, 20, 40))),),
)
HEAT_MAP = HeatMap(
    "Capital matters more than yield",
    Axis("capital, $ bn"),
    Axis("yield, %"),
    Axis("ratio, times"),
    tuple(str(60 + 10 * step) for step in range(15)),
    ("70", "80"),
    tuple(tuple(spot(base / (step + 1), 1, 2) for step in range(15)) for base in (100, 50)),
)
SHAPES: tuple[Chart, ...] = (BARS, TORNADO, FAN, HEAT_MAP)


def drawn(monkeypatch: pytest.MonkeyPatch, chart: Chart, width: int, *, unicode: bool = True) -> str:
    monkeypatch.setattr(as_chart, "charts_of", lambda _: (chart,))
    return as_chart.render(None, Screen(width, unicode=unicode))


def test_bars_stand_where_their_figures_lie_on_the_axis(monkeypatch: pytest.MonkeyPatch) -> None:
    assert drawn(monkeypatch, BARS, 60) == (
        "One side has fifty times the other's\n"
        "one side   50 (30-80)                             ├───●──┤\n"
        "the other           1  ●\n"
        "                       ┴─────────────────┴─────────────────┴\n"
        "                       1                10               100\n"
        "Across: compute, million H100e, in equal ratios.\n"
        "\n"
        "Sources: one; two.\n"
    )


def test_a_tornado_tells_an_inputs_ends_apart_without_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    text = drawn(monkeypatch, TORNADO, 70, unicode=False)
    price, yield_ = text.splitlines()[1:3]
    assert "-:=" in price
    assert yield_.rstrip().endswith((":-", "=:-", ":"))
    assert "- input at its low end, = at its high end" in text.replace("\n", " ")


def test_a_line_runs_down_and_its_marks_stand_among_its_points(monkeypatch: pytest.MonkeyPatch) -> None:
    lone = FAN._replace(lines=FAN.lines[:1])
    told = [line.split("  ")[0] for line in drawn(monkeypatch, lone, 80).splitlines()[1:7]]
    assert told == ["2025", "2026", "asked", "2028", "2029", "2030"]


def test_a_heat_map_leaves_columns_out_where_they_do_not_fit_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Shown: 15 of" not in drawn(monkeypatch, HEAT_MAP, 200)
    narrow = drawn(monkeypatch, HEAT_MAP, 60)
    assert "of 15 columns" in narrow
    assert " 60 " in narrow
    assert "200" in narrow


@pytest.mark.parametrize("width", [60, 80, 200])
@pytest.mark.parametrize("chart", SHAPES, ids=lambda chart: type(chart).__name__)
@pytest.mark.parametrize("unicode", [True, False])
def test_every_chart_fits_its_screen(
    monkeypatch: pytest.MonkeyPatch, chart: Chart, width: int, *, unicode: bool
) -> None:
    text = drawn(monkeypatch, chart, width, unicode=unicode)
    assert max(map(len, text.splitlines())) <= width
    assert "…" not in text
    assert text.isascii() or unicode
    assert "\x1b" not in text


@pytest.mark.parametrize("width", [60, 80, 200])
def test_a_comparison_keeps_every_figure_at_any_width(width: int) -> None:
    text = as_chart.render(compare_picture(compare("us", "china"), "us", "china"), Screen(width, unicode=False))
    assert max(map(len, text.splitlines())) <= width
    for figure in ("28 (21-37)", "0.56 (0.45-0.70)", "51 (36-68)", "over 25", "14 (10-18)", "35 (27-44)"):
        assert figure in text
    assert text.replace("\n", " ").count("Sources: ") == 1


def test_colour_is_beside_the_words_not_in_their_place() -> None:
    picture_ = compare_picture(compare("us", "china"), "us", "china")
    coloured = as_chart.render(picture_, Screen(80, colour=True))
    assert "\x1b[" in coloured


def test_the_follower_may_be_the_side_named_first() -> None:
    text = as_chart.render(compare_picture(compare("china", "us"), "china", "us"), Screen(200))
    assert "China is 35 % (27-44) behind the US" in text


def test_a_rule_of_lags_has_a_curve_of_months() -> None:
    curve = charts.charts_of(gap_curve(["50"], rule="capability-lag"))[0]
    assert isinstance(curve, Lines)
    assert curve.axis.title == "Lag, months"
    assert [mark.name for mark in curve.marks] == ["level", "50 times"]


def test_a_curve_spans_the_ratios_asked() -> None:
    curve = gap_curve(["0.02", "3000"])
    assert curve.points[0].ratio == pytest.approx(0.01)
    assert curve.points[-1].ratio == pytest.approx(10_000)


@pytest.mark.parametrize(
    ("values", "kind", "most", "wanted"),
    [
        ([0.46, 37], "log", 9, (0.2, 0.5, 1, 2, 5, 10, 20, 50)),
        ([0.46, 37], "log", 3, (0.1, 10, 1000)),
        ([36, 66], "log", 4, (20, 50, 100)),
        ([7, 70], "even", 9, (0, 10, 20, 30, 40, 50, 60, 70)),
        ([-29, 25], "even", 5, (-40, -20, 0, 20, 40)),
        ([0, 0], "even", 3, (0, 0.5, 1)),
    ],
)
def test_ticks_are_round_and_hold_the_values(
    values: list[float], kind: str, most: int, wanted: tuple[float, ...]
) -> None:
    assert ticks(values, is_log=kind == "log", most=most) == pytest.approx(wanted)


@pytest.mark.parametrize(
    ("ending", "start"), [(".svg", b"<svg"), (".png", b"\x89PNG"), (".pdf", b"%PDF"), (".html", b"<!DOCTYPE html>")]
)
def test_a_picture_is_of_the_kind_that_its_name_says(ending: str, start: bytes) -> None:
    content = picture(compare("us", "china"), f"gap{ending}")
    assert content.lstrip().startswith(start)


def test_a_page_with_charts_needs_no_network() -> None:
    page = picture(gap_curve(["10"]), "gap.html").decode()
    assert "<script src=" not in page
    assert 'rel="stylesheet" href="http' not in page


@pytest.mark.parametrize("chart", SHAPES, ids=lambda chart: type(chart).__name__)
def test_every_shape_says_its_title_and_caption_in_a_file(monkeypatch: pytest.MonkeyPatch, chart: Chart) -> None:
    monkeypatch.setattr("computegap.reports.as_picture.charts_of", lambda _: (chart._replace(caption="Sources: us."),))
    text = picture(None, "any.svg").decode()
    assert chart.title in text.replace("&#39;", "'")
    assert "Sources: us." in text
    assert chart.axis.title in text


def test_an_unknown_ending_names_those_there_are() -> None:
    with pytest.raises(UsageError, match=r"gap\.gif: wanted a name that ends in \.svg, \.png, \.pdf, \.html"):
        picture(gap_curve(["10"]), "gap.gif")


def test_a_missing_extra_is_named_with_its_installation(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    assert main(["gap", "100", "--chart-file", str(tmp_path / "gap.svg")]) == 2
    assert "pip install 'computegap[plot]'" in capsys.readouterr().err
    # Before the worlds are worked out and written, not after them.
    assert main(["sweep", "us", "china", "--vary", "us.capex=1,2", "--chart-file", str(tmp_path / "grid.svg")]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "pip install 'computegap[plot]'" in err
    assert not list(tmp_path.iterdir())


def test_a_chart_file_stands_beside_the_answer(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "gap.svg"
    assert main(["gap", "100", "--format", "json", "--field", "ratio", "--chart-file", str(file)]) == 0
    assert capsys.readouterr().out == "100\n"
    assert file.read_bytes().startswith(b"<svg")


def test_a_chart_takes_the_place_of_a_table_and_of_no_other_format(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["gap", "100", "--chart"]) == 0
    assert "100 times is 40 % (30-50)" in capsys.readouterr().out.replace("\n", " ")
    assert main(["gap", "100", "--chart", "--format", "json"]) == 2
    assert "found --chart and --format json, wanted one of them" in capsys.readouterr().err
    assert main(["gap", "100", "--chart", "--field", "ratio"]) == 2
    assert "found --chart and --field" in capsys.readouterr().err


def test_an_inverse_is_marked_on_the_curve(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["gap", "--inverse", "20%", "--rule", "kaplan", "--chart"]) == 0
    assert "86.7 times" in capsys.readouterr().out


def test_what_has_no_chart_says_so() -> None:
    with pytest.raises(UsageError, match="no chart of this answer"):
        charts.charts_of(object())


def test_a_sensitivity_is_a_tornado(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "tornado.svg"
    arguments = ["sensitivity", "us", "china", "--samples", "256", "--top", "3", "--chart", "--chart-file", str(file)]
    assert main(arguments) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("rules.article.anchor_gap moves performance_gap most\n")
    assert "31 to 49" in printed
    assert "anchor_gap, %" in file.read_text("utf-8")


def test_a_caption_lets_a_picture_be_made_again() -> None:
    """What each case sets, the version, and the sources of what is drawn alone."""
    cases = charts.charts_of(compare_cases("us", "china", cases=["cheap: chips.b200.price=20000 USD"], samples=64))
    assert "cheap: chips.b200.price=20000 USD. computegap" in cases[0].caption
    (fan, both) = charts.charts_of(forecast("us", "china", to=2026, samples=64))
    for told in ("year 2025", "basis flow", "rule article", f"computegap {computegap.__version__}. Sources: "):
        assert told in both.caption
    assert fan.caption == ""
    curve = charts.charts_of(gap_curve(["50"]))[0]
    assert f"computegap {computegap.__version__}. Sources: commentary on AI compute 2025." in curve.caption
    assert "Kaplan" not in curve.caption


def shown(monkeypatch: pytest.MonkeyPatch, chart: Chart) -> str:
    monkeypatch.setattr("computegap.reports.as_picture.charts_of", lambda _: (chart,))
    return picture(None, "chart.svg").decode()


def test_an_axis_of_ratios_says_its_ends_and_what_is_between(monkeypatch: pytest.MonkeyPatch) -> None:
    low = Bars("t", Axis("H100e", is_log=True), (Bar("a", spot(28, 21, 37)), Bar("b", spot(0.56, 0.45, 0.7))))
    svg = shown(monkeypatch, low)
    for tick in ("0.2", "0.5", "1", "2", "5", "10", "20", "50"):
        assert f">{tick}</text>" in svg


@pytest.mark.parametrize(("beyond", "plain"), [("above", "---> "), ("below", "<---")])
def test_a_bound_is_an_arrow_and_no_dot(
    monkeypatch: pytest.MonkeyPatch, beyond: Literal["above", "below"], plain: str
) -> None:
    bound = Bar("other", Spot(50, 50, 50, "a bound", beyond))
    bars = Bars("t", Axis("times"), (Bar("ours", spot(60, 40, 100)), bound))
    (line,) = (line for line in drawn(monkeypatch, bars, 80, unicode=False).splitlines() if "a bound" in line)
    assert line.partition("a bound")[2].strip() == plain.strip()
    hollow = re.findall(r'<path[^>]*Z" stroke="#0072B2"[^>]*>', shown(monkeypatch, bars))
    assert len(hollow) == 1


def test_more_is_the_darker_in_a_picture_and_the_denser_on_a_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "ratio, times (darker is more)" in shown(monkeypatch, HEAT_MAP)
    assert "denser is more" in " ".join(drawn(monkeypatch, HEAT_MAP, 80).split())
    reds = re.findall(r'fill="rgb\((\d+)', shown(monkeypatch, HEAT_MAP))
    assert int(reds[0]) < int(reds[14]), "the first cell is the largest of its row"


def test_a_picture_of_a_forecast_tells_what_it_draws() -> None:
    fan, _ = charts.charts_of(forecast("us", "china", to=2026, samples=64))
    assert fan.title.startswith("The compute that the US adds in a year")
    assert "gap" not in fan.title
    assert "lag" not in fan.title


def test_a_band_says_what_it_is() -> None:
    """At 100 times the same curve goes from 30 to 50 % by its bounds, and from 31 to 49 % in most samples."""
    (bounds,) = charts.charts_of(gap_curve(["100"]))
    assert bounds.caption.startswith("The curve's band lies between the bounds of the rule's own figures")
    (percentiles,) = charts.charts_of(gap_curve(["100"], rule="capability-lag"))
    assert percentiles.caption.startswith("The curve's band is p5-p95. Rule capability-lag")
    (exact,) = charts.charts_of(gap_curve(["100"], rule="kaplan"))
    assert "band" not in exact.caption
    sampled = charts.charts_of(compare_picture(compare("us", "china", samples=64), "us", "china", samples=64))
    (caption,) = {chart.caption for chart in sampled}
    assert caption.startswith("The curve's band is p5-p95. Scenario article")


def test_a_long_path_breaks_at_a_joint_in_a_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    swing = Swing("china.chips.ppu.compute_share.2025, %", 36, 66, "11", "34")
    svg = shown(monkeypatch, TORNADO._replace(swings=(swing,)))
    assert re.findall(r"<tspan[^>]*>([^<]*)<", svg) == ["china.chips.ppu.compute_share.", "2025, %"]
