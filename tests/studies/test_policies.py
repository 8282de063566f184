"""Export-policy scenarios of 2026: the direction and the rough size of what others published of the same case."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from computegap.cli import main
from computegap.studies.compare import compare

if TYPE_CHECKING:
    from computegap.results.compare import CompareResult

POLICIES = ("tight-smuggling", "no-exports", "h20", "h200", "b30a", "aggressive-exports")
"""From the widest lead of the US to none."""


@pytest.fixture(scope="module")
def answers() -> dict[str, CompareResult]:
    return {name: compare("us", "china", scenario=name) for name in POLICIES}


def test_each_looser_policy_narrows_the_lead(answers: dict[str, CompareResult]) -> None:
    medians = [answers[name].ratio.p50 for name in POLICIES]
    assert medians == sorted(medians, reverse=True)


@pytest.mark.parametrize(
    ("policy", "published"),
    [
        ("tight-smuggling", "ifp-b30a-2026"),
        ("no-exports", "ifp-b30a-2026"),
        ("no-exports", "ifp-hopper-2026"),
        ("h20", "ifp-hopper-2026"),
        ("h200", "ifp-hopper-exported-2026"),
        ("b30a", "ifp-b30a-exported-2026"),
        ("aggressive-exports", "ifp-aggressive-2026"),
    ],
)
def test_the_published_estimate_of_the_case_lies_near(
    policy: str, published: str, answers: dict[str, CompareResult]
) -> None:
    """The ranges overlap, or come within a factor of 1.5 of each other."""
    ours = answers[policy].ratio
    (theirs,) = (item for item in answers[policy].published if item.id == published)
    low = 0.0 if theirs.bound == "at most" else theirs.ratio.p5
    assert ours.p5 / 1.5 < theirs.ratio.p95
    assert ours.p95 * 1.5 > low
    assert theirs.why


def test_china_is_ahead_under_aggressive_exports(answers: dict[str, CompareResult]) -> None:
    found = answers["aggressive-exports"]
    assert found.ratio.p95 < 1
    assert found.performance_gap is not None
    assert found.performance_gap.p50 < 0


def test_a_policy_goes_by_counts_in_2026_and_shows_its_own_case_alone(answers: dict[str, CompareResult]) -> None:
    for name, found in answers.items():
        assert (found.route, found.basis, found.year, found.yardstick) == ("counted", "flow", 2026, "tpp")
        assert all(item.why for item in found.published), name
    assert len(compare("us", "china", year=2026).published) == 5


def test_policies_stand_side_by_side(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "us", "china", "--scenario", "no-exports", "--scenario", "h200"]) == 0
    text = capsys.readouterr().out
    assert "no-exports" in text
    assert "h200" in text
