"""Where words break on screens of any width."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from computegap.reports import Screen, report
from computegap.reports.layout.blocks import LABEL, Column, Grid
from computegap.reports.wrapping import broken, pieces
from computegap.studies.compare import compare
from computegap.studies.sensitivity import sensitivity

if TYPE_CHECKING:
    from computegap.results.compare import CompareResult


@pytest.fixture(scope="module")
def answer() -> CompareResult:
    return compare("us", "china", samples=256)


@pytest.mark.parametrize(
    ("word", "wanted"),
    [
        ("us.chips.b200.h100_equivalent", ["us.", "chips.", "b200.", "h100_", "equivalent"]),
        ("china.capex.2025", ["china.", "capex.", "2025"]),
        ("article-loglinear", ["article-", "loglinear"]),
        ("(0.45-0.70)", ["(0.45-", "0.70)"]),
        ("1,234.5", ["1,234.5"]),
        ("-3.7", ["-3.7"]),
        ("...", ["..."]),
    ],
)
def test_joints(word: str, wanted: list[str]) -> None:
    assert pieces(word) == wanted


def test_a_long_path_breaks_behind_a_joint_and_what_fits_does_not() -> None:
    assert broken("us.chips.b200.h100_equivalent [1]", 21) == "us.chips.b200.h100_\nequivalent [1]"
    assert broken("us.chips.b200.h100_equivalent [1]", 29) == "us.chips.b200.h100_equivalent [1]"


@given(st.text("ab1._- "), st.integers(1, 20))
def test_nothing_is_lost(text: str, width: int) -> None:
    assert broken(text, width).replace("\n", "") == text


def test_paths_of_a_sensitivity_break_at_joints_alone() -> None:
    text = report(sensitivity("us", "china", samples=128), "table", Screen(80))
    assert "us.chips.b200.h100_ " in text
    assert re.search(r"\nequivalent \[\d+\]\n", text)


@pytest.mark.parametrize("width", [40, 60, 80])
def test_every_figure_and_label_is_there_at_any_width(answer: CompareResult, width: int) -> None:
    """Nothing is cut: whatever wraps, the letters are those of a wide screen."""
    letters = sorted("".join(report(answer, "table", Screen(200)).split()))
    assert sorted("".join(report(answer, "table", Screen(width)).split())) == letters


def test_words_of_labels_and_ranges_stay_whole_where_they_fit(answer: CompareResult) -> None:
    words = set(report(answer, "table", Screen(60)).split())
    assert {"expenditure", "accelerators", "investment"} <= words
    assert {"expenditure", "accelerators"} <= set(report(answer, "table", Screen(40)).split())


def test_a_word_without_a_joint_is_broken_where_nothing_else_helps(monkeypatch: pytest.MonkeyPatch) -> None:
    grid = Grid("", (LABEL, Column("figure")), (("x" * 50, "1.5 (1.25-1.75)"),))
    monkeypatch.setattr("computegap.reports.as_table.lay_out", lambda _: (grid,))
    lines = report(None, "table", Screen(40)).splitlines()
    assert max(map(len, lines)) <= 40
    assert "".join(lines).count("x") == 50
