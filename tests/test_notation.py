"""How people write a figure."""

from __future__ import annotations

import pytest

from computegap.errors import UsageError
from computegap.notation import Written, figure


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("125GW", Written(125, 125, "GW")),
        ("125 GW", Written(125, 125, "GW")),
        ("100..125GW", Written(100, 125, "GW")),
        ("1e9W", Written(1e9, 1e9, "W")),
        ("1e9", Written(1e9, 1e9, None)),
        ("814mm2", Written(814, 814, "mm2")),
        ("75%", Written(0.75, 0.75, "1")),
    ],
)
def test_a_unit_may_follow_at_once(text: str, expected: Written) -> None:
    assert figure(text) == expected


@pytest.mark.parametrize("text", ["125GQ", "GW", "e9", "125GW5"])
def test_what_follows_must_be_a_unit(text: str) -> None:
    with pytest.raises(UsageError, match="wanted a number"):
        figure(text)


@pytest.mark.parametrize(
    "text", ["0_7", "0.7_5", "0.7_5..0.8", "1_0%", "1_0 bn USD", "\uff10.\uff17", "\u0660.\u0667", "pert(1, 2_0, 30)"]
)
def test_a_number_has_the_digits_0_to_9_and_nothing_between_them(text: str) -> None:
    with pytest.raises(UsageError, match="wanted a number"):
        figure(text)


def test_spaces_around_a_number_are_passed_over() -> None:
    assert figure("\u00a00.7 ") == Written(0.7, 0.7, None)


@pytest.mark.parametrize(
    "text",
    ["{}", "{}..1", "0.8..0.{}", "1{}..0", "0.7 {}", "{}(1, 2)", "uniform({})", "pert(3, 2, 1.{})"],
)
def test_a_long_text_is_quoted_in_part(text: str) -> None:
    with pytest.raises(UsageError) as error:
        figure(text.format("7" * 1000))
    assert len(str(error.value)) < 600
