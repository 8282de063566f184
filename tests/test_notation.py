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
