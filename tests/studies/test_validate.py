"""Published estimates are run, stand beside ours, and the differences have reasons."""

from __future__ import annotations

import csv
import io
import json
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from computegap.cli import main
from computegap.library.shipped import scenario_ids
from computegap.library.view import Library
from computegap.studies.blocks import Watch
from computegap.studies.compare import compare
from computegap.studies.validate import validate

if TYPE_CHECKING:
    from computegap.results.validate import ValidateResult

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture(scope="module")
def result() -> ValidateResult:
    return validate()


def test_every_published_ratio_is_run_or_says_why_not(result: ValidateResult) -> None:
    run = {item.id for item in result.estimates}
    left = {item.id for item in result.not_run}
    published = Library().published()
    assert set(published) == left | (run & set(published))
    assert not left & run
    assert {scenario for record in published.values() for scenario in record.why} <= set(scenario_ids())


def test_each_has_a_reason_and_is_of_the_size_of_the_published_one(result: ValidateResult) -> None:
    for item in result.estimates:
        assert item.why.endswith("."), item.id
        assert 0.4 < item.ours_over_it.p50 < 4, (item.id, item.scenario)


def test_ours_is_what_compare_answers(result: ValidateResult) -> None:
    first = result.estimates[0]
    assert (first.id, first.scenario) == ("bernstein-2025", "article")
    assert first.ours == compare("us", "china").ratio
    assert first.ours_over_it.p50 == pytest.approx(first.ours.p50 / 25)


def test_theirs_is_what_they_published(result: ValidateResult) -> None:
    published = Library().published()
    assert published
    for item in result.estimates:
        if item.unit == "H100e":
            # Counts of most makers' chips are Epoch AI's; the few others' stand beside them in the scenario.
            assert item.source == "epoch-ai-chip-counts"
            continue
        ratio = published[item.id].ratio
        low, middle, high = ratio.in_base_unit()
        assert (item.theirs.low, item.theirs.p50, item.theirs.high) == (low, middle, high), item.id
        assert (item.bound, item.source) == (ratio.bound, ratio.source)


def test_ours_is_held_to_the_middle_of_every_published_range(result: ValidateResult) -> None:
    ranges = [item for item in result.estimates if item.unit == "1" and item.theirs.low != item.theirs.high]
    assert {item.id for item in ranges} == {"ifp-b30a-2026", "ifp-hopper-2026", "ifp-hopper-exported-2026"}
    for item in ranges:
        assert item.theirs.low is not None
        assert item.theirs.high is not None
        middle = (item.theirs.low + item.theirs.high) / 2
        assert item.theirs.p50 == pytest.approx(middle), item.id
        assert item.ours_over_it.p50 == pytest.approx(item.ours.p50 / middle), item.id


def test_progress_is_told_over_all_estimates_in_equal_parts() -> None:
    class Heard(Watch):
        def told(self, done: int, wanted: int) -> None:
            heard.append((done, wanted))

    heard: list[tuple[int, int]] = []
    found = validate(samples=16, watch=Heard())
    # Both counted stocks come from one run.
    runs = len(found.estimates) - 1
    assert heard == [(16 * (run + end), 16 * runs) for run in range(runs) for end in (0, 1)]


def test_counted_additions_come_to_the_counted_stock(result: ValidateResult) -> None:
    stocks = [item for item in result.estimates if item.unit == "H100e"]
    assert [item.id for item in stocks] == ["counted-us-2025", "counted-china-2025"]
    for item in stocks:
        assert item.theirs.p5 < item.ours.p50 < item.theirs.p95


def test_the_page_of_the_documentation_has_every_row(result: ValidateResult) -> None:
    sys.path.insert(0, str(DOCS))
    # The folder of the documentation is no package.
    page = dict(import_module("pages").pages())["validation.md"]
    assert page.startswith("# Beside published estimates\n\nWhat others published")
    assert "\n\n**13 runs of published estimates" in page
    rows = [line for line in page.splitlines() if line.startswith("| ") and line.count("|") == 5 and "**" not in line]
    # A header beside the rows.
    assert len(rows) == len(result.estimates) + 1
    for item in result.estimates:
        assert item.why.split("*")[0][:40] in page
    assert "validation" in (DOCS / "index.md").read_text("utf-8")


def test_the_command_gives_every_format(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", "--samples", "256"]) == 0
    assert "Why they differ" in capsys.readouterr().out
    assert main(["validate", "--samples", "256", "--format", "json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["schema"] == "computegap/validate/1"
    assert {"theirs", "ours", "ours_over_it", "why"} <= set(answer["estimates"][0])
    assert main(["validate", "--samples", "256", "--format", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert len(rows) == len(answer["estimates"])
