"""Figures become beliefs, with the distribution that they state, and correlations bind their draws."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from computegap.core.distributions import Belief
from computegap.core.sampling import GENERATING_VECTOR, Plan
from computegap.data.literal import TABLES
from computegap.errors import NoAnswerError, ScenarioError, UsageError
from computegap.library.overrides import Override
from computegap.library.shipped import place_of
from computegap.library.view import Library
from computegap.results.shared import Quantity, StandardError
from computegap.studies.compare import compare
from computegap.studies.comparison import Question, correlated
from computegap.studies.inputs import belief, cited, drawn, finite

GOOD = Path(__file__).parents[1] / "good_data" / "distributions.toml"


def believed(value: str, path: str = "china.process.yield") -> Belief:
    library = Library("article", [Override(path, value)])
    return belief(path, library.find(path)[path], share=True)


@pytest.mark.parametrize(
    ("value", "shape", "ends"),
    [
        ("0.7..0.8", "uniform", (0.7, 0.75, 0.8)),
        ("uniform(0.7, 0.8)", "uniform", (0.7, 0.75, 0.8)),
        ("triangular(70%, 78%, 80%)", "triangular", (0.7, 0.78, 0.8)),
        ("pert(0.7,0.78,0.8)", "pert", (0.7, 0.78, 0.8)),
        ("logit-normal(0.7, 0.78, 0.9)", "logit-normal", (0.7, 0.78, 0.9)),
        ("beta(0.7, 0.9)", "beta", (0.7, None, 0.9)),
    ],
)
def test_written_distributions_are_believed(value: str, shape: str, ends: tuple[float, float | None, float]) -> None:
    found = believed(value)
    assert found.shape == shape
    assert (found.low, found.high) == pytest.approx((ends[0], ends[2]))
    if ends[1] is not None:
        assert found.middle == pytest.approx(ends[1])


def test_a_written_distribution_takes_a_unit() -> None:
    found = believed("triangular(80, 95, 98) bn USD", "china.capex.2025")
    assert found[2:5] == pytest.approx((80e9, 95e9, 98e9))


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("triangle(1, 2, 3)", "found distribution 'triangle' in 'triangle(1, 2, 3)', wanted one of"),
        ("triangular(1, 2)", "wanted triangular(LOW, MODE, HIGH)"),
        ("triangular(1, 2, 3", "wanted triangular(LOW, MODE, HIGH)"),
        ("uniform(0.8, 0.7)", "wanted its figures in ascending order"),
        ("uniform(a, b)", "wanted a number such as"),
        ("normal(0.7, 0.8)", "truncate: wanted the ends of a share between 0 and 1"),
    ],
)
def test_what_cannot_be_believed_is_told(value: str, told: str) -> None:
    with pytest.raises(ScenarioError) as error:
        believed(value)
    assert told in str(error.value)


def test_a_distribution_that_needs_an_extra_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(UsageError, match=r"pip install 'computegap\[distributions\]'"):
        believed("pert(0.7, 0.78, 0.8)")


def test_percentiles_are_those_of_a_share_where_the_figure_is_said_to_be_one() -> None:
    path = "assumptions.reference_utilisation"
    number = Library("article").find(path)[path]
    plain, share = drawn(Plan(0, 16)), drawn(Plan(0, 16))
    plain.of(path, number)
    share.of(path, number, share=True)
    assert belief(path, number).shape == plain.beliefs[path].shape == "lognormal"
    assert belief(path, number, share=True).shape == share.beliefs[path].shape == "logit-normal"


def test_a_file_may_state_every_kind() -> None:
    question = Question("here", "there", scenario=str(GOOD))
    work = question.work_out()
    shapes = {path: belief.shape for path, belief in work.draws.beliefs.items() if belief.shape != "exact"}
    assert shapes == {
        "here.capex.2025": "normal",
        "here.process.yield": "triangular",
        "there.capex.2025": "mixture",
        "there.subsidy.2025": "discrete",
    } | {path: shape for path, shape in shapes.items() if path.startswith(("rules.", "cluster."))}
    result = compare("here", "there", scenario=str(GOOD))
    assert result.correlations[0].rank_correlation == 0.7
    assert any(used.path == "correlations.here.capex and there.capex" for used in result.inputs)


def test_outcomes_are_believed_in_the_base_unit() -> None:
    path = "there.subsidy.2025"
    found = belief(path, Library(str(GOOD)).find(path)[path])
    assert found.parts == tuple((1, Belief(path, "exact", value, value, value)) for value in (0, 2e9))


@pytest.mark.parametrize("beyond", [float("inf"), float("-inf"), float("nan")])
def test_a_quantity_is_finite_where_every_figure_of_it_is(beyond: float) -> None:
    found = Quantity(1, 1, 1, 1, 1, 1, "USD", 0, 2, StandardError(0, 0, 0, 0, 0, 0))
    assert finite(found) is found
    assert finite(found._replace(low=None, high=None, standard_error=None)).low is None
    for lacking in (
        found._replace(mean=beyond),
        found._replace(p5=beyond),
        found._replace(p25=beyond),
        found._replace(p50=beyond),
        found._replace(p75=beyond),
        found._replace(p95=beyond),
        found._replace(low=beyond),
        found._replace(high=beyond),
        found._replace(standard_error=StandardError(0, 0, 0, 0, 0, beyond)),
    ):
        with pytest.raises(NoAnswerError, match=r"^a quantity in USD has no finite value"):
            finite(lacking)


def test_sources_are_cited_once_each_and_the_users_own_figures_not() -> None:
    question = Question("us", "china", overrides=[Override("us.capex", "400")], samples=8)
    inputs = question.work_out().draws.inputs
    sources = [used.source for used in inputs]
    ids = [source.id for source in cited(inputs, question.library)]
    assert min(ids) < "command-line" < max(ids)
    assert ids == [source for source in dict.fromkeys(sources) if source != "command-line"]
    assert len(ids) < len(set(sources)) < len(sources)
    assert cited(inputs) == cited(inputs, question.library)


def test_a_correlation_moves_the_answer_and_no_other_input() -> None:
    alone = Question("us", "china").work_out().draws
    asked = Question("us", "china", correlations=["china.capex chips.b200.price 0.9"])
    bound = asked.work_out().draws
    changed = [
        path
        for path, belief in alone.beliefs.items()
        if not np.allclose(alone.believed(belief, alone.input(path)), bound.believed(belief, bound.input(path)))
    ]
    assert changed == ["chips.b200.price"]
    first, second = (
        np.argsort(np.argsort(np.asarray(bound.believed(bound.beliefs[path], bound.input(path)))))
        for path in ("china.capex.2025", "chips.b200.price")
    )
    assert np.corrcoef(first, second)[0, 1] == pytest.approx(0.9, abs=0.02)


@pytest.mark.parametrize(
    ("texts", "told"),
    [
        (["china.capex us.capex 0.5"], "us.capex.2025 has no range to be drawn from"),
        (["china.capex china.capex 0.5"], "found china.capex.2025 twice"),
        (["china chips.h20.price 0.5"], "china is a group, wanted one of its figures"),
        (["china.capex chips.ascend-910b.price 0.5"], "this comparison does not draw chips.ascend-910b.price"),
        (
            [
                "china.capex china.subsidy 0.9",
                "china.subsidy china.process.yield 0.9",
                "china.capex china.process.yield -0.9",
            ],
            "so correlated with one another: china.capex.2025, china.subsidy.2025, china.process.yield; wanted weaker",
        ),
    ],
)
def test_correlations_that_cannot_be_are_told(texts: list[str], told: str) -> None:
    with pytest.raises(ScenarioError) as error:
        Question("us", "china", correlations=texts).work_out()
    assert told in str(error.value)


@pytest.mark.parametrize("rank", ["-1", "1", "-1.5", "2", "nan", "much"])
def test_a_rank_correlation_as_typed_is_short_of_one(rank: str) -> None:
    with pytest.raises(UsageError) as error:
        correlated(f"china.capex us.capex {rank}")
    assert str(error.value) == (
        f"--correlate china.capex us.capex {rank}: wanted two inputs and a number between -1 and 1, "
        "as in: china.capex us.capex 0.5"
    )


@pytest.mark.parametrize("rank", [-0.999, 0.0, 0.5])
def test_a_correlation_as_typed_is_the_users_own_figure(rank: float) -> None:
    found = correlated(f" china.capex us.capex  {rank}")
    assert found.inputs == ("china.capex", "us.capex")
    number = found.rank_correlation
    assert (number.value, number.unit, number.basis, number.source) == (rank, "1", "judged", "command-line")
    assert number.note.startswith("set by the user: --correlate ")


def _asked(scenario: str, year: int, route: str) -> Question:
    return Question("us", "china", scenario=scenario, year=year, route=route)


def test_places_are_kept_for_all_that_shipped_comparisons_draw() -> None:
    places = TABLES["places.toml"]["places"]
    assert isinstance(places, list)
    assert len(set(places)) == len(places) <= len(GENERATING_VECTOR)
    missing = {
        path
        for scenario, year, route in (
            ("article", 2025, "money"),
            ("article", 2026, "money"),
            ("evidence", 2025, "money"),
            ("evidence", 2025, "counted"),
        )
        for path, belief in _asked(scenario, year, route).work_out().draws.beliefs.items()
        if belief.shape != "exact" and place_of(path) is None
    }
    assert not missing, "new inputs go to the end of data/places.toml"
