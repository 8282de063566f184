"""A stock along the money: counted additions of earlier years, what the year's money buys, and retirement."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from computegap.cli import main
from computegap.library.overrides import Override
from computegap.studies.compare import compare
from computegap.studies.comparison import Question
from computegap.studies.forecast import forecast
from computegap.studies.installed import additions, installed

if TYPE_CHECKING:
    from pathlib import Path

FEW = 256


def stock(*changes: str) -> float:
    overrides = [Override.read(text, text) for text in changes]
    found = compare("us", "china", scenario="evidence", basis="stock", samples=FEW, overrides=overrides)
    return found.sides[1].added_compute.mean


def test_a_short_service_life_leaves_the_year_alone_and_a_long_one_every_addition() -> None:
    flow = compare("us", "china", scenario="evidence", samples=FEW).sides[1].added_compute.mean
    question = Question("us", "china", scenario="evidence", samples=FEW)
    draws = question.draws()
    earlier = additions(question, draws, "china", 2025)
    assert list(earlier) == [2022, 2023, 2024]
    everything = sum(float(draws_.mean()) for draws_ in earlier.values() if not isinstance(draws_, float))
    assert stock("assumptions.service_life=1 yr") == pytest.approx(flow)
    assert stock("assumptions.service_life=9 yr") == pytest.approx(flow + everything)


def test_counted_additions_with_nothing_retired_come_near_the_counted_stock() -> None:
    """Epoch AI's additions from 2022 on sum to its stock of Nvidia chips at the end of 2025."""
    off = [Override.read(text, text) for text in (f"china.counted.{name}.on=false" for name in
           ("amd", "ascend", "zhenwu", "smuggled"))]  # fmt: skip
    off.append(Override.read("assumptions.service_life=9 yr", "a test"))
    question = Question("us", "china", scenario="evidence", samples=FEW, overrides=off)
    draws = question.draws()
    added = additions(question, draws, "china", 2026)
    at_its_end = installed(question, draws, added, (2025,))
    assert at_its_end.mean() == pytest.approx(401_698, rel=0.02)


def test_only_years_before_the_one_asked_about_were_earlier() -> None:
    question = Question("us", "china", scenario="evidence", samples=FEW)
    assert list(additions(question, question.draws(), "china", 2024)) == [2022, 2023]


def test_counts_in_h100_equivalents_say_nothing_at_another_yardstick() -> None:
    question = Question("us", "china", scenario="evidence", yardstick="bandwidth", samples=FEW)
    assert additions(question, question.draws(), "us", 2025) == {}


def test_what_is_added_later_is_not_there_yet_however_long_it_will_serve() -> None:
    life = Override.read("assumptions.service_life=1e6 yr", "a test")
    question = Question("us", "china", samples=FEW, overrides=[life])
    found = installed(question, question.draws(), {2025: 1.0, 2027: 10.0}, (2025, 2026, 2027, 2028))
    assert found[:, 0].tolist() == [1, 1, 11, 11]
    assert found.shape == (4, FEW)


def test_the_stock_of_the_first_year_is_that_of_the_forecast() -> None:
    alone = compare("us", "china", scenario="evidence", basis="stock", samples=FEW)
    first = forecast("us", "china", to=2026, scenario="evidence", samples=FEW).years[0]
    for ours, theirs in zip(alone.sides, first.sides, strict=True):
        assert ours.added_compute.p50 == pytest.approx(theirs.installed_compute.p50)
    assert alone.ratio.p50 == pytest.approx(first.installed_ratio.p50)
    assert [item.route for item in alone.routes] == ["money", "counted"]
    assert not any(item.binds for item in alone.routes)
    assert alone.effective_ratio is None


def test_a_scenario_without_counts_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "us", "china", "--basis", "stock"]) == 4
    assert "us has no counted additions before 2025" in capsys.readouterr().err


def test_a_stock_is_told_explained_and_drawn_as_a_page(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    asked = ["us", "china", "--scenario", "evidence", "--basis", "stock", "--samples", "256"]
    assert main(["compare", *asked]) == 0
    assert capsys.readouterr().out.startswith("At the end of 2025 the US owns 15 (12-18) times")
    assert main(["explain", "china.owned_compute", *asked]) == 0
    assert "surviving_compute (china)" in capsys.readouterr().out
    assert main(["report", *asked, "--output", str(tmp_path / "page.html")]) == 0
    assert "At the end of 2025 the US owns 15" in (tmp_path / "page.html").read_text("utf-8")
