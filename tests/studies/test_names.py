"""Names that a shell offers."""

from __future__ import annotations

import pytest

from computegap.library.shipped import process_ids
from computegap.studies import names


def test_parties_and_rules_are_those_of_the_files() -> None:
    assert names.party_names("article") == ("us", "china", "uk")
    assert names.rule_names() == ("article", "article-loglinear", "kaplan", "capability-lag", "catch-up")


def test_a_figure_by_year_goes_with_and_without_its_year() -> None:
    found = names.figure_names("article", settable=True)
    assert found[:3] == ("us.capex", "us.capex.2025", "us.capex.2026")
    assert "us.process.yield" in found
    assert "us.process" not in found
    assert len(set(found)) == len(found)


@pytest.mark.parametrize("root", ["us", "uk", "assumptions", "cluster", "rules", "chips"])
def test_what_can_be_set_is_offered(root: str) -> None:
    assert any(name.startswith(f"{root}.") for name in names.figure_names("article", settable=True))


@pytest.mark.parametrize("root", ["claims", "controls", "measured_lags", "published", "processes"])
def test_what_is_only_shown_is_offered_where_nothing_is_set(root: str) -> None:
    settable, every = (names.figure_names("article", settable=each) for each in (True, False))
    assert not any(name.startswith(f"{root}.") for name in settable)
    assert any(name.startswith(f"{root}.") for name in every)
    assert every[: len(settable)] == settable


def test_every_process_has_figures_to_show() -> None:
    found = names.figure_names("article", settable=False)
    assert all(any(name.startswith(f"processes.{process}.") for name in found) for process in process_ids())


def test_inputs_of_a_comparison_go_without_the_year_asked_too() -> None:
    found = names.input_names("us", "china", samples=1)
    assert {"us.capex", "us.capex.2025", "china.process.yield"} <= set(found)
    assert "us.capex.2026" not in found
    assert not any(name.startswith("uk.") for name in found)


def test_quantities_have_their_short_names_first() -> None:
    found = names.quantity_names("us", "china", samples=1)
    assert found[:6] == ("ratio", "effective_ratio", "gap", "lag", "lag_months", "compute_ratio")
    assert "china.accelerator_budget" in found
