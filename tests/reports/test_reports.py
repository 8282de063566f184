"""Exact texts from answers built by hand, and hostile text shown as it stands."""

from __future__ import annotations

import csv
import io
import json

import pytest

from computegap.cli import main
from computegap.reports import FORMATS, Screen, field, report
from computegap.results.compare import ChipAdded, CompareResult, MeasuredLag, Side
from computegap.results.gap import GapResult, GapTable
from computegap.results.shared import Citation, Input, Quantity, RuleAnswer

SCREEN = Screen(80)


def ranged(low: float, middle: float, high: float, unit: str = "1") -> Quantity:
    quarter = (middle - low) / 2, (high - middle) / 2
    return Quantity(middle, low, middle - quarter[0], middle, middle + quarter[1], high, unit)


def exact(value: float, unit: str = "1") -> Quantity:
    return Quantity(*(value,) * 6, unit=unit)


SOURCES = (Citation("survey-2025", "A survey", "2025-06-01"), Citation("law-2020", "A law", "2020-01-01"))


def input_of(path: str, source: str) -> Input:
    return Input(path, 1.0, None, None, "1", "exact", "reported", source, "", "", "2025-06-01")


def side(party: str, name: str, factor: float, *, domestic: bool) -> Side:
    return Side(
        party=party,
        name=name,
        capex=exact(100e9 * factor, "USD"),
        subsidy=exact(5e9, "USD"),
        accelerator_budget=ranged(30e9 * factor, 40e9 * factor, 50e9 * factor, "USD"),
        added_compute=ranged(1e6 * factor, 2e6 * factor, 3e6 * factor, "H100e"),
        effective_compute=ranged(0.8e6 * factor, 1.5e6 * factor, 2.2e6 * factor, "H100e"),
        cost_per_effective_h100e=ranged(20e3, 25e3, 30e3, "USD/H100e"),
        yield_=ranged(0.70, 0.75, 0.80) if domestic else exact(0.9),
        yield_cost_inflation=ranged(0.12, 0.2, 0.29) if domestic else exact(0.0),
        yield_penalty=ranged(1e9, 2e9, 3e9, "USD") if domestic else None,
        subsidy_offset=ranged(1.7, 2.5, 5.0) if domestic else None,
        chips=(
            ChipAdded(
                "one",
                "Chip One",
                domestic,
                exact(1.0),
                exact(2e6 * factor),
                exact(1.0, "H100e"),
                exact(2e4, "USD"),
                "FP8",
            ),
        ),
        private_investment={},
    )


ANSWER = CompareResult(
    schema="computegap/compare/1",
    version="0",
    scenario="made-up",
    year=2025,
    basis="flow",
    route="money",
    yardstick="8bit",
    rule="article",
    seed=1,
    samples=4096,
    overrides=("far.capex=10 bn USD",),
    ratio=ranged(6.0, 10.0, 14.0),
    effective_ratio=ranged(5.0, 9.0, 13.0),
    performance_gap=ranged(0.12, 0.21, 0.30),
    lag_months=ranged(5.9, 8.3, 10.4, "month"),
    rules=(
        RuleAnswer("article", "the article's", ranged(0.12, 0.21, 0.30), None),
        RuleAnswer("capability-lag", "a lag", None, ranged(5.9, 8.3, 10.4, "month")),
    ),
    measured_lags=(MeasuredLag("m", "by someone", ranged(4.0, 7.0, 14.0, "month"), "law-2020"),),
    published=(),
    sides=(side("near", "Near", 1.0, domestic=False), side("far", "Far", 0.1, domestic=True)),
    notes=("A note.",),
    inputs=(input_of("near.capex.2025", "survey-2025"), input_of("rules.article.anchor_gap", "law-2020")),
    sources=SOURCES,
)

TABLE = """\
In 2025 Near adds 10 (6-14) times the AI compute that Far adds; by the rule
'article' that puts Far 21 % (12-30) behind Near in leading-edge AI performance;
or Far 8.3 (5.9-10.4) months behind, by the rule 'capability-lag'.
Scenario made-up; year 2025; basis flow (added in the year); money route;
yardstick 8bit; rule article; seed 1; 4,096 samples; ranges are p5-p95; set
far.capex=10 bn USD.

                             unit                    Near               Far
What goes in
AI capital expenditure [1]   $ bn                     100                10
Subsidies                    $ bn                       5                 5
Spent on accelerators        $ bn              40 (30-50)     4.0 (3.0-5.0)
What comes out
Compute added                million H100e  2.0 (1.0-3.0)  0.20 (0.10-0.30)
... at work                  million H100e  1.5 (0.8-2.2)  0.15 (0.08-0.22)
Cost an effective H100e      $ thousand        25 (20-30)        25 (20-30)
... an hour, all told        $                          -                 -
Yield and subsidies
Yield of own process         %                         90        75 (70-80)
Cost inflation that follows  %                          0        20 (12-29)
... on the year's own chips  $ bn                       -     2.0 (1.0-3.0)
Subsidies cover that         times                      -     2.5 (1.7-5.0)

Chips bought        % of compute  H100e each  $ thousand  million
Near
Chip One                     100           1          20        2
Far
Chip One, domestic           100           1          20      0.2

What the difference is worth           value
Compute added, Near / Far          10 (6-14)  times
... at work                         9 (5-13)  times
Rule article (chosen) [2]         21 (12-30)  % gap
Rule capability-lag           8.3 (5.9-10.4)  months of lag
Measured: by someone [2]            7 (4-14)  months of lag
Note: A note.
Note: Far's subsidies cover what its yield adds to the cost of its own chips,
2.5 (1.7-5.0) times over; they also pay for data centres.
Note: 0 of 2 inputs are judgements; `computegap explain` and `show` tell which.

Sources
[1]  A survey (survey-2025)  2025-06-01
[2]  A law (law-2020)        2020-01-01
"""


def test_compare_as_a_table() -> None:
    assert report(ANSWER, "table", SCREEN) == TABLE


def test_compare_mirrored_says_the_same_of_the_same_side() -> None:
    turned = ANSWER._replace(
        sides=ANSWER.sides[::-1],
        ratio=ranged(1 / 14, 1 / 10, 1 / 6),
        performance_gap=ranged(-0.30, -0.21, -0.12),
        lag_months=ranged(-10.4, -8.3, -5.9, "month"),
        rules=(
            RuleAnswer("article", "the article's", ranged(-0.30, -0.21, -0.12), None),
            RuleAnswer("capability-lag", "a lag", None, ranged(-10.4, -8.3, -5.9, "month")),
        ),
    )
    text = " ".join(report(turned, "table", SCREEN).split())
    assert "Far adds 0.10 (0.07-0.17) times the AI compute that Near adds" in text
    assert "that puts Far 21 % (12-30) behind Near" in text
    assert "or Far 8.3 (5.9-10.4) months behind" in text


def test_compare_as_markdown() -> None:
    text = report(ANSWER, "markdown", SCREEN)
    assert "| AI capital expenditure \\[1\\] | $ bn | 100 | 10 |" in text
    assert "| Compute added | million H100e | 2.0 (1.0-3.0) | 0.20 (0.10-0.30) |" in text
    assert "| --- | --- | ---: | ---: |".replace(" ", "") in text.replace(" ", "")


def test_compare_as_csv() -> None:
    rows = list(csv.DictReader(io.StringIO(report(ANSWER, "csv", SCREEN))))
    found = {(row["of"], row["quantity"]): row for row in rows}
    assert found["", "ratio"]["p50"] == "10"
    assert found["far", "yield"]["p5"] == "0.7"
    assert found["near.one", "unit_price"]["unit"] == "USD"
    assert found["rule capability-lag", "lag_months"]["p95"] == "10.4"


def test_a_figure_has_the_same_columns_in_every_row_of_csv(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["chips", "h100", "p800", "ppu", "rubin", "--columns", "id,bf16", "--format", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [row["bf16.p50"] for row in rows] == ["989400000000000", "297500000000000", "118700000000000", ""]
    assert rows[0]["bf16.p5"] == rows[0]["bf16.mean"] == "989400000000000"
    assert "bf16" not in rows[0]


def test_compare_as_json_keeps_every_field_under_its_name() -> None:
    found = json.loads(report(ANSWER, "json", SCREEN))
    assert found["sides"][1]["yield"] == {
        "mean": 0.75, "p5": 0.7, "p25": 0.725, "p50": 0.75, "p75": 0.775, "p95": 0.8, "unit": "1"
    }  # fmt: skip
    assert found["sides"][0]["subsidy_offset"] is None
    law = {"id": "law-2020", "title": "A law", "date": "2020-01-01", "publisher": "", "url": "", "kind": ""}
    assert found["sources"][1] == law
    assert json.loads(report(ANSWER, "ndjson", SCREEN)) == found
    assert field(ANSWER, "sides.1.chips.0.name") == "Chip One\n"


HOSTILE = "[bold red]x[/] \x1b[31mred\x07 | *a* =1+1\n"


def hostile() -> GapTable:
    answer = RuleAnswer(HOSTILE, HOSTILE, exact(0.5), None)
    row = GapResult("s", 100.0, HOSTILE, exact(0.5), exact(1.0), (answer,), 1, (Citation("id", HOSTILE, "2025"),))
    return GapTable((row,), inverse=False)


@pytest.mark.parametrize("format_name", sorted(FORMATS))
def test_text_from_files_is_shown_literally(format_name: str) -> None:
    text = report(hostile(), format_name, Screen(200))
    assert "\x1b" not in text
    assert "\x07" not in text
    assert "bold red" in text


def test_no_cell_starts_a_formula() -> None:
    row = GapResult("=s", 1.0, "=HYPERLINK()", exact(0.0), None, (), 1, ())
    text = report(GapTable((row,), inverse=False), "csv", SCREEN)
    assert "'=HYPERLINK()" in text
    assert ",=" not in text
    assert not text.splitlines()[1].startswith("=")


def test_markdown_escapes_its_own_signs() -> None:
    text = report(hostile(), "markdown", SCREEN)
    assert "\\|" in text
    assert "\\*a\\*" in text


def test_colour_only_where_asked() -> None:
    assert "\x1b[1m" in report(ANSWER, "table", Screen(80, colour=True))
    assert "\x1b" not in report(ANSWER, "table", Screen(80, colour=False))


@pytest.mark.parametrize("width", [60, 80, 120, 200])
def test_tables_keep_to_their_width(width: int) -> None:
    assert max(map(len, report(ANSWER, "table", Screen(width)).splitlines())) <= width
