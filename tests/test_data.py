"""The shipped facts: complete, cited, equal in both their forms, and true to the article."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from computegap.data import __main__ as writer
from computegap.data.literal import TABLES
from computegap.library.check import check_shipped
from computegap.library.citations import numbers
from computegap.library.shipped import find_chip
from computegap.library.tables import number_tables
from computegap.library.view import Library
from computegap.studies.compare import compare
from computegap.studies.cost import cost

ARTICLE = "article-2025-10-20"
ROWS = (
    "us-capex",
    "us-capex-ahead",
    "us-research",
    "us-private-2024",
    "cn-private-2024",
    "uk-private-2024",
    "cn-capex-2025",
    "cn-capex-gov",
    "cn-capex-net",
    "cn-subsidy",
    "cn-commit",
    "cn-dc-projects",
    "cn-node",
    "cn-lag-node",
    "cn-yield",
    "tsmc-yield",
    "cn-inflation",
    "cn-domestic",
    "fabs",
    "b200",
    "h100-class",
    "rubin",
    "rule",
    "cambricon",
    "siyuan",
    "p800-cluster",
    "p800-contract",
    "ppu",
    "tracker",
    "talent",
)
CHIPS = (
    "h100",
    "b200",
    "rubin",
    "p800",
    "siyuan-370",
    "ppu",
    "a100",
    "a800",
    "h800",
    "h20",
    "h200",
    "gb200",
    "b300",
    "ascend-910b",
    "ascend-910c",
    "mi300x",
    "tpu-v7",
    "trainium2",
)


def test_every_row_of_the_article_is_there_under_its_id() -> None:
    claims = Library().claims().claims
    assert sorted(claims) == sorted(ROWS)
    assert {claim.source for claim in claims.values()} == {ARTICLE}
    figures = [number for claim in claims.values() for number in claim.figures.values()]
    assert {number.source for number in figures} == {ARTICLE}


@pytest.mark.parametrize(
    ("row", "figure", "expected"),
    [
        ("us-capex", "amount", (400e9, 400e9)),
        ("us-research", "amount", (100e9, 900e9)),
        ("cn-capex-2025", "amount", (98e9, 98e9)),
        ("cn-subsidy", "amount", (50e9, 70e9)),
        ("cn-commit", "amount", (380e9, 380e9)),
        ("cn-yield", "yield", (0.70, 0.80)),
        ("cn-inflation", "inflation", (0.20, 0.50)),
        ("cn-domestic", "share_2026", (0.30, 0.40)),
        ("b200", "times", (5.0, 10.0)),
        ("rule", "gap", (0.30, 0.50)),
        ("cambricon", "growth", (43.47, 43.47)),
        ("tracker", "power", (125e9, 125e9)),
        ("ppu", "relative_price", (0.6, 0.6)),
    ],
)
def test_rows_hold_the_articles_figures(row: str, figure: str, expected: tuple[float, float]) -> None:
    low, _, high = Library().claims().claims[row].figures[figure].in_base_unit()
    assert (low, high) == pytest.approx(expected)


def test_the_scenario_repeats_a_claim_only_as_it_stands() -> None:
    """A reported figure of the scenario that names one row of the article is that row's figure."""
    claims = Library().claims().claims
    compared = 0
    for path, number in numbers(Library().scenario()):
        if number.source != ARTICLE or number.basis != "reported" or number.where not in claims:
            continue
        if "share.2025" in path:
            continue
        stated = {claimed.in_base_unit() for claimed in claims[number.where].figures.values()}
        assert number.in_base_unit() in stated, path
        compared += 1
    assert compared > 10


def test_the_scenarios_stages_are_those_that_the_articles_band_implies() -> None:
    stated = Library().scenario().assumptions.yield_stages
    implied = sorted(cost("0.75").implied_stages_at.values())
    assert [stated.low, stated.high] == [round(value, 2) for value in implied]


def test_every_shipped_file_is_in_order_and_every_source_is_used() -> None:
    uses = check_shipped()
    assert all(uses.values())
    assert "china.process.yield" in uses[ARTICLE]


def test_the_literal_is_the_toml() -> None:
    assert writer.tables() == TABLES, "run `python -m computegap.data` after a change to the TOML"
    assert (Path(writer.FOLDER) / "literal.py").read_text("utf-8") == writer.literal()


@pytest.mark.parametrize("chip_id", CHIPS)
def test_every_chip_that_the_article_and_the_issue_name_is_there(chip_id: str) -> None:
    chip = Library().chip(chip_id)
    assert chip.peak
    assert find_chip(chip.name.split(" (")[0].removesuffix(" SXM").removesuffix(" SXM 80GB")) == chip_id


def test_no_figure_is_bare() -> None:
    """Every figure says where it is from; a judgement or a derivation says how it was made."""
    for file in TABLES:
        if file == "sources.toml":
            continue
        for path, table in number_tables(TABLES[file], file):
            assert table["source"] in TABLES["sources.toml"], path
            if table["basis"] in {"judged", "derived"}:
                assert table.get("note") or table.get("where"), path


def test_a_disputed_figure_spans_what_others_say() -> None:
    disputed = 0
    for file in TABLES:
        for path, table in number_tables(TABLES[file], file):
            rivals = table.get("disputed_by", [])
            for rival in rivals if isinstance(rivals, list) else []:
                disputed += 1
                low, high = table["low"], table["high"]
                assert isinstance(low, (int, float)), path
                assert isinstance(high, (int, float)), path
                assert low <= rival["value"] <= high, path
                # A source may give several figures of one thing, such as bins of a chip; else two sources differ.
                assert rival["source"] != table["source"] or rival.get("where"), path
    assert disputed > 20


def test_one_citation_reaches_the_answer_from_the_file() -> None:
    """TOML, library, draw, result, JSON: China's yield keeps its source, title and date all the way."""
    toml = (Path(writer.FOLDER) / "scenarios" / "article.toml").read_text("utf-8")
    section = toml.partition("[parties.china.process.yield]\n")[2].partition("\n[")[0]
    assert f'source = "{ARTICLE}"' in section
    command = "import sys; from computegap.cli import main; sys.exit(main(sys.argv[1:]))"
    run = subprocess.run(
        [sys.executable, "-c", command, "compare", "us", "china", "--format", "json"],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    answer = json.loads(run.stdout)
    used = next(item for item in answer["inputs"] if item["path"] == "china.process.yield")
    assert used["source"] == ARTICLE
    assert used["where"] == "cn-yield"
    cited = next(source for source in answer["sources"] if source["id"] == ARTICLE)
    assert cited["date"] == "2025-10-20"
    assert cited["title"] == TABLES["sources.toml"][ARTICLE]["title"]
    assert used["source"] in {source.id for source in compare("us", "china").sources}
