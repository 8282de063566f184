"""Quantities go by names that users can guess."""

from __future__ import annotations

import numpy as np
import pytest

from computegap.cli import main
from computegap.core.model import PAIR
from computegap.errors import UsageError
from computegap.studies.compare import compare
from computegap.studies.comparison import Question
from computegap.studies.explain import explain
from computegap.studies.quantities import full_name, quantities, wanted
from computegap.studies.rows import evaluate
from computegap.studies.sensitivity import sensitivity
from computegap.studies.solve import solve
from computegap.studies.sweep import sweep


def test_every_quantity_has_a_name_a_unit_and_values() -> None:
    question = Question("us", "china", samples=16)
    found = quantities(question.work_out())
    assert found["compute_ratio"].unit == "1"
    assert found["china.added_compute"].unit == "H100e"
    assert found["china.h20.unit_price"].unit == "USD"
    assert found["capability_lag"].unit == "s"
    np.testing.assert_allclose(
        found["compute_ratio"].values, found["us.added_compute"].values / found["china.added_compute"].values
    )
    assert all(np.ndim(item.values) < 2 for item in found.values())


def test_the_gap_is_that_of_the_rule_in_force() -> None:
    article = quantities(Question("us", "china", samples=16).work_out())["performance_gap"].values
    kaplan = quantities(Question("us", "china", samples=16, rule="kaplan").work_out())["performance_gap"].values
    assert np.all(np.asarray(kaplan) < np.asarray(article))


def known(rule: str = "article") -> tuple[tuple[str, ...], Question]:
    question = Question("us", "china", samples=2, rule=rule)
    return tuple(quantities(question.work_out())), question


@pytest.mark.parametrize(
    ("given", "full"),
    [
        ("ratio", "compute_ratio"),
        ("gap", "performance_gap"),
        ("lag", "capability_lag"),
        ("lag_months", "capability_lag"),
        ("added_compute", "us.added_compute"),
        ("china.cost_per_effective_h100e", "china.cost_per_effective_h100_equivalent"),
        ("china.cost_per_effective_h100e_hour", "china.cost_of_years_work"),
        ("china.h20.unit_price", "china.h20.unit_price"),
        ("china.h20.units", "china.h20.chip_count"),
        # China alone has a penalty that subsidies offset.
        ("subsidy_offset", "china.subsidy_offset"),
    ],
)
def test_short_names(given: str, full: str) -> None:
    assert full_name(given, *known()) == full


@pytest.mark.parametrize(
    ("rule", "gap", "lag"),
    [
        ("kaplan", "performance_gap", "capability_lag"),
        ("article-loglinear", "loglinear_performance_gap", "capability_lag"),
        ("capability-lag", None, "capability_lag"),
        ("catch-up", None, "catch_up_lag"),
    ],
)
def test_a_gap_and_a_lag_are_what_compare_answers_under_the_rule(rule: str, gap: str | None, lag: str) -> None:
    names, question = known(rule)
    assert {full_name(name, names, question) for name in ("lag", "lag_months")} == {lag}
    for name in ("gap", "performance_gap"):
        if gap is None:
            told = f"no {name} under rule '{rule}', which speaks of lags: wanted lag, or --rule article$"
            with pytest.raises(UsageError, match=told):
                full_name(name, names, question)
        else:
            assert full_name(name, names, question) == gap
    # What says its form is that form's under any rule.
    for name in ("loglinear_performance_gap", "capability_lag", "catch_up_lag"):
        assert full_name(name, names, question) == name
    assert ("performance_gap" in names) == (gap == "performance_gap")


@pytest.mark.parametrize("rule", ["article-loglinear", "catch-up"])
def test_every_command_means_by_them_what_compare_answers(rule: str) -> None:
    told = compare("us", "china", rule=rule, samples=64)
    names = {"lag": told.lag_months} | ({} if told.performance_gap is None else {"gap": told.performance_gap})
    for name, answer in names.items():
        assert explain(name, "us", "china", rule=rule, samples=64, depth=0).tree.value == answer
        (row, _) = sweep("us", "china", vary=["us.capex=400,401"], quantities=[name], rule=rule, samples=64).rows
        assert row.value is not None
        assert row.value.p50 == pytest.approx(answer.p50)
        found = solve("us", "china", target=f"{name}=0.9x", vary="us.capex", rule=rule, samples=16)
        assert found.target.wanted.p50 == pytest.approx(0.9 * answer.p50, rel=0.05)
        least = sensitivity("us", "china", of=name, rule=rule, top=1, replicates=2, samples=200)
        assert least.answer_at_middle == pytest.approx(answer.p50, rel=0.05)
        columns = evaluate({"us.capex": [400.0]}, [name], rule=rule)
        assert columns[name][0] == pytest.approx(answer.p50, rel=0.05)


def test_a_cost_by_the_hour_is_the_one_of_compare(capsys: pytest.CaptureFixture[str]) -> None:
    hour = compare("us", "china", samples=64).sides[1].cost_per_effective_h100e_hour
    name = "china.cost_per_effective_h100e_hour"
    assert explain(name, "us", "china", samples=64).tree.value == hour
    assert hour is not None
    for told in (name, "china.cost_of_years_work"):
        found = evaluate({"us.capex": [400.0]}, [told])[told][0]
        assert found == pytest.approx(hour.p50, rel=0.05)
    assert main(["explain", name, "us", "china", "--depth", "0"]) == 0
    assert "cost_of_years_work (china) = 5.4 (3.8-8.1) $ per H100e-hour <- " in " ".join(
        capsys.readouterr().out.split()
    )


@pytest.mark.parametrize("route", ["wafers", "power", "counted"])
def test_what_a_side_adds_goes_by_one_name_along_any_route(route: str) -> None:
    told = compare("us", "china", scenario="evidence", route=route, samples=16).sides[1].added_compute
    name = "china.added_compute"
    assert explain(name, "us", "china", scenario="evidence", route=route, samples=16).tree.value == told


@pytest.mark.parametrize(
    ("name", "path"),
    [("china.capex", "china.capex"), ("china.yield", "china.process.yield"), ("chips.h20.price", "chips.h20.price")],
)
def test_a_figure_is_told_from_a_quantity(name: str, path: str) -> None:
    with pytest.raises(UsageError, match=f"^{name} is no quantity .*: computegap show {path}$"):
        full_name(name, *known())


def test_a_gap_of_a_side_is_no_gap_of_a_rule() -> None:
    with pytest.raises(UsageError, match=r"no quantity 'china\.gap'.* Wanted one of ratio, effective_ratio, lag, "):
        full_name("china.gap", *known("catch-up"))


def test_a_mistyped_name_gets_a_suggestion() -> None:
    # Before the names that would do, which are many.
    with pytest.raises(UsageError, match=r"'china\.aded_compute'; did you mean china\.added_compute\? Wanted one of "):
        full_name("china.aded_compute", *known())


def test_the_names_that_are_wanted_begin_with_the_shorter_ones() -> None:
    told = r"wanted one of ratio, effective_ratio, gap, lag, lag_months, compute_ratio, .*"
    with pytest.raises(UsageError, match=told + r"china\.added_compute"):
        full_name("x", *known())


@pytest.mark.parametrize(
    ("names", "given"),
    [
        (("ratio", "us.x", "china.wafers", "uk.wafers"), "wafers"),
        (("ratio", "us.x", "china.chip.wafers"), "wafers"),
    ],
)
def test_whose_quantity_is_meant_is_not_guessed_among_two_nor_from_a_chips(names: tuple[str, ...], given: str) -> None:
    with pytest.raises(UsageError, match=f"no quantity '{given}'.* Wanted one of ratio, us.x"):
        full_name(given, names, known()[1])


def test_chips_quantities_do_not_fill_the_screen() -> None:
    with pytest.raises(UsageError) as told:
        full_name("zzz", ("compute_ratio", "us.capex", "us.b200.unit_price", "us.microsoft.nvidia.count"), known()[1])
    assert str(told.value) == "no quantity 'zzz', wanted one of ratio, compute_ratio, us.capex"


@pytest.mark.parametrize("route", ["money", "wafers", "power", "counted"])
def test_what_is_wanted_of_a_comparison_suffices_for_it_along_any_route(route: str) -> None:
    question = Question("us", "china", scenario="evidence", route=route, samples=8)
    whole = question.work_out()
    for name, values in whole.pair.items():
        if name in PAIR:
            again = quantities(question.work_out(question.draws(0, 8), wanted(whole, [name])))
            np.testing.assert_array_equal(again[name].values, values)
            assert len(again) < len(quantities(whole))
