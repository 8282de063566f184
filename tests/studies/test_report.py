"""What a page is given: formulas that agree with the core, the strongest inputs, what was changed."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import TYPE_CHECKING

import numpy as np
import pytest

from computegap.library.overrides import Override
from computegap.studies.comparison import Question
from computegap.studies.inputs import Draws
from computegap.studies.report import recorded, report
from computegap.units import UNITS

if TYPE_CHECKING:
    from typing import Unpack

    from computegap.core.distributions import Belief
    from computegap.studies.comparison import Settings
    from computegap.units import Values

POINTS = 200
MONTH = UNITS["month"].scale
NODE = shutil.which("node")


def answers(script: str, points: list[list[float]]) -> list[list[float]]:
    """What the page's script makes of each point."""
    code = f"{script}\nconsole.log(JSON.stringify({json.dumps(points)}.map(answer)));"
    run = subprocess.run([str(NODE), "-"], input=code, capture_output=True, text=True, check=True)
    found: list[list[float]] = json.loads(run.stdout)
    return found


@pytest.mark.skipif(NODE is None, reason="needs node, to run the page's script")
@pytest.mark.parametrize(
    ("sides", "settings"),
    [
        (("us", "china"), {}),
        (("china", "us"), {"rule": "article-loglinear", "year": 2026}),
        (("us", "china"), {"scenario": "evidence", "rule": "catch-up"}),
        (("us", "china"), {"yardstick": "tpp", "rule": "capability-lag"}),
        (("us", "china"), {"scenario": "evidence", "route": "counted"}),
        (("us", "china"), {"scenario": "evidence", "route": "wafers"}),
        (("us", "china"), {"scenario": "evidence", "route": "power"}),
        # Nobody says how efficient Microsoft's algorithms are.
        (("microsoft", "china"), {"scenario": "evidence", "route": "counted"}),
        (("us", "uk"), {"rule": "kaplan", "yardstick": "bf16"}),
    ],
)
def test_page_and_core_agree_at_200_random_points(
    sides: tuple[str, str], settings: dict[str, str | int], request: pytest.FixtureRequest
) -> None:
    random = np.random.default_rng(len(request.node.name))

    def value_of(belief: Belief) -> Values:
        return random.uniform(belief.low, belief.high, POINTS) if belief.shape != "exact" else belief.middle

    asked: Settings = settings  # type: ignore[assignment]  # parametrised
    question = _question(*sides, **asked)
    work = question.work_out(Draws(value_of, POINTS))
    recipe, _ = recorded(work)
    points = [[values[point if len(values) > 1 else 0] for values in recipe.given] for point in range(POINTS)]
    rule = work.rules[question.rule]
    worth = np.broadcast_to(rule.values[rule.target], POINTS) / (1.0 if recipe.is_gap else MONTH)
    lag = worth if not recipe.is_gap else work.rules["capability-lag"].values["capability_lag"] / MONTH
    core = np.stack([np.broadcast_to(work.pair["compute_ratio"], POINTS), worth, np.broadcast_to(lag, POINTS)], axis=1)
    assert np.array(answers(recipe.script, points)) == pytest.approx(core, rel=1e-9, abs=1e-12)


def _question(first: str, second: str, **settings: Unpack[Settings]) -> Question:
    return Question(first, second, **settings)


def test_levers_are_the_inputs_that_move_the_answer_most() -> None:
    found = report("us", "china")
    swings = [abs(lever.at_high - lever.at_low) for lever in found.levers]
    assert len(swings) == 5
    assert swings == sorted(swings, reverse=True)
    assert found.levers[0].path == "rules.article.anchor_gap"
    assert (found.levers[0].least, found.levers[0].most) == (0.3, 0.5)
    assert found.levers[0].at_low < found.middle < found.levers[0].at_high


def test_a_lever_goes_from_end_to_end_of_what_is_believed() -> None:
    """Between hard bounds all of it; of a 90 % belief what is between its 1st and 99th percentile."""
    believed = [Override("us.capex", "lognormal(200, 800) bn USD"), Override("china.capex", "60..120")]
    levers = {lever.path: lever for lever in report("us", "china", overrides=believed, samples=64).levers}
    ours, theirs = levers["us.capex.2025"], levers["china.capex.2025"]
    assert (ours.low, ours.middle, ours.high) == pytest.approx((200e9, 400e9, 800e9))
    # A factor of 2 is 1.644854 standard deviations, and the 99th percentile lies at 2.326348 of them.
    factor = 2 ** (2.326348 / 1.644854)
    assert (ours.least, ours.most) == pytest.approx((400e9 / factor, 400e9 * factor), rel=1e-6)
    assert (theirs.least, theirs.low, theirs.middle, theirs.high, theirs.most) == pytest.approx(
        (60e9, 63e9, 90e9, 117e9, 120e9)
    )
    # More of theirs makes less of the gap.
    assert ours.at_high > ours.at_low
    assert theirs.at_high < theirs.at_low


def test_an_input_that_moves_what_the_page_is_given_as_it_stands_is_no_lever() -> None:
    """What survives of earlier years' chips is worked out elsewhere, and it follows whatever is bought this year."""
    found = report("us", "china", scenario="evidence", basis="stock", samples=64)
    assert found.recipe.is_partial
    assert found.levers == ()
    assert not report("us", "china", samples=64).recipe.is_partial


def test_the_page_speaks_of_a_gap_where_its_rule_does() -> None:
    rules = ("article", "kaplan", "capability-lag")
    spoken = [report("us", "china", rule=rule, samples=64).recipe.is_gap for rule in rules]
    assert spoken == [True, True, False]


def test_a_lever_is_not_an_input_without_a_range() -> None:
    fixed = [Override("rules.article.anchor_gap", "40%"), Override("us.chips.b200.h100_equivalent", "7.5")]
    paths = [lever.path for lever in report("us", "china", overrides=fixed).levers]
    assert not {override.path for override in fixed} & set(paths)


def test_changes_stand_beside_what_the_scenario_holds() -> None:
    changes = report(
        "us",
        "china",
        overrides=[Override("china.process.yield", "0.85"), Override("chips.h20.price", "14000"),
                   Override("rules.article.anchor_gap", "45%")],
    ).changes  # fmt: skip
    told = {change.now.path: (change.before.low if change.before else None, change.now.value) for change in changes}
    assert told == {
        "china.process.yield": (0.7, 0.85),
        "chips.h20.price": (12000, 14000),
        "rules.article.anchor_gap": (0.3, 0.45),
    }


def test_the_command_spells_out_every_choice_and_quotes_what_a_shell_would_split() -> None:
    command = report("us", "china", overrides=[Override("us.capex", "350..450 bn USD")], seed=3, samples=64).command
    assert command == (
        "computegap report us china --scenario article --year 2025 --rule article --yardstick 8bit --route money "
        "--fall-back --samples 64 --seed 3 --sampler lattice --set 'us.capex=350..450 bn USD' --output report.html"
    )


def test_the_command_names_what_is_drawn_together() -> None:
    found = report("us", "china", correlations=["chips.b200.price chips.h20.price 0.5"], samples=64)
    assert found.command.endswith(" lattice --correlate chips.b200.price chips.h20.price 0.5 --output report.html")


@pytest.mark.skipif(NODE is None, reason="needs node, to run the page's script")
@pytest.mark.parametrize("route", ["money", "wafers", "power", "counted"])
def test_a_lever_moves_the_page_as_it_moves_the_core(route: str) -> None:
    question = _question("us", "china", scenario="evidence", route=route)
    levers = report("us", "china", scenario="evidence", route=route, samples=64).levers
    assert levers

    def drawn(pinned: str | None, value: float) -> Draws:
        random = np.random.default_rng(7)

        def value_of(belief: Belief) -> Values:
            found = random.uniform(belief.low, belief.high, 8) if belief.shape != "exact" else belief.middle
            return value if belief.name == pinned else found

        return Draws(value_of, 8)

    recipe, _ = recorded(question.work_out(drawn(None, 0.0)))
    for lever in levers:
        core = question.work_out(drawn(lever.path, lever.most)).pair["compute_ratio"]
        points = [[values[point if len(values) > 1 else 0] for values in recipe.given] for point in range(8)]
        moved = [[*point[: lever.place], lever.most, *point[lever.place + 1 :]] for point in points]
        assert [row[0] for row in answers(recipe.script, moved)] == pytest.approx(list(np.broadcast_to(core, 8)))
