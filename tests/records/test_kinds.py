"""What figures of a kind may be, at the edges, and what a column of values is held to."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import pytest
from pydantic import TypeAdapter, ValidationError

from computegap.library.view import Library
from computegap.records import kinds
from computegap.records.kinds import Limits, limits

if TYPE_CHECKING:
    from computegap.records.number import Number

Kind: TypeAlias = "TypeAdapter[Number]"

SHARE: Kind = TypeAdapter(kinds.Share)
POSITIVE_SHARE: Kind = TypeAdapter(kinds.PositiveShare)
PARTIAL_SHARE: Kind = TypeAdapter(kinds.PartialShare)
MULTIPLE: Kind = TypeAdapter(kinds.Multiple)
GROWTH: Kind = TypeAdapter(kinds.Growth)
COUNTED: Kind = TypeAdapter(kinds.Counted)
RANK_CORRELATION: Kind = TypeAdapter(kinds.RankCorrelation)
OVERHEAD: Kind = TypeAdapter(kinds.Overhead)
MONEY: Kind = TypeAdapter(kinds.Money)

EXACT = {"unit": "1", "interval": "exact", "basis": "reported", "source": "own-survey", "as_of": date(2025, 1, 1)}
BELIEF = {**EXACT, "interval": "p5-p95"}


def fault(kind: Kind, **figure: object) -> str:
    """What is wrong with a figure of a kind."""
    with pytest.raises(ValidationError) as refused:
        kind.validate_python({**EXACT, **figure})
    return str(refused.value.errors()[0]["msg"]).removeprefix("Value error, ")


def test_limits_hold_up_to_their_edges() -> None:
    inside = Limits("some", above=0, at_most=1)
    outside = Limits("some", at_least=0, below=1)
    values = np.array([-0.1, 0.0, 0.1, 0.9, 1.0, 1.1])
    assert inside.hold(values).tolist() == [False, False, True, True, True, False]  # type: ignore[union-attr]
    assert outside.hold(values).tolist() == [False, True, True, True, False, False]  # type: ignore[union-attr]


def test_a_fault_tells_one_number_or_two() -> None:
    assert Limits("more").fault(1, 1) == "found 1, wanted more"
    assert Limits("more").fault(1, 2.5) == "found 1 to 2.5, wanted more"


@pytest.mark.parametrize("value", [0.0, 0.5, 1.0])
def test_a_share_may_be_nothing_or_all(value: float) -> None:
    SHARE.validate_python({**EXACT, "value": value})


@pytest.mark.parametrize(
    ("kind", "value", "told"),
    [
        (SHARE, -0.01, "found -0.01, wanted a share between 0 and 1 (75 % is 0.75)"),
        (SHARE, 1.01, "found 1.01, wanted a share between 0 and 1 (75 % is 0.75)"),
        (POSITIVE_SHARE, 0, "found 0, wanted more than 0"),
        (PARTIAL_SHARE, 1, "found 1, wanted less than 1"),
        (GROWTH, 1, "found 1, wanted more than 1"),
        (COUNTED, -1, "found -1, wanted 0 or more"),
        (RANK_CORRELATION, 1, "found exact 1, wanted one number between -1 and 1"),
        (RANK_CORRELATION, -1, "found exact -1, wanted one number between -1 and 1"),
        (MONEY, 1, "unit: found '1', wanted one of USD, "),
        (OVERHEAD, 0.99, "found 0.99, wanted 1 or more"),
        (SHARE, "0.5", "value: found '0.5', wanted a number without quotes"),
        (SHARE, True, "value: found True, wanted a number without quotes"),
    ],
)
def test_a_single_figure_beyond_its_kind_is_refused(kind: Kind, value: object, told: str) -> None:
    assert fault(kind, value=value).startswith(told)


@pytest.mark.parametrize("value", [0, 5])
def test_a_count_may_be_none(value: float) -> None:
    COUNTED.validate_python({**EXACT, "value": value})
    COUNTED.validate_python({**EXACT, "value": value, "unit": "H100e"})


@pytest.mark.parametrize("value", [-0.99, 0, 0.99])
def test_a_rank_correlation_is_short_of_one(value: float) -> None:
    RANK_CORRELATION.validate_python({**EXACT, "value": value})


def test_a_rank_correlation_is_a_single_number() -> None:
    told = fault(RANK_CORRELATION, interval="range", low=0, high=0.5)
    assert told == "found range 0.25, wanted one number between -1 and 1"


@pytest.mark.parametrize("value", [-1.5, -1, 1, 1.5])
def test_a_rank_correlation_of_one_and_beyond_is_refused(value: float) -> None:
    assert fault(RANK_CORRELATION, value=value) == f"found exact {value}, wanted one number between -1 and 1"


def test_both_ends_must_hold() -> None:
    wanted = "wanted a share between 0 and 1 (75 % is 0.75)"
    assert fault(SHARE, interval="range", low=-0.5, high=0.5) == f"found -0.5 to 0.5, {wanted}"
    assert fault(SHARE, interval="range", low=0.5, high=1.5) == f"found 0.5 to 1.5, {wanted}"
    SHARE.validate_python({**EXACT, "interval": "range", "low": 0, "high": 1})


def test_a_belief_in_a_share_has_a_tail_below_one() -> None:
    assert fault(SHARE, interval="p5-p95", low=0.5, high=1).startswith("found 0.5 to 1, wanted a share")
    SHARE.validate_python({**BELIEF, "low": 0.5, "high": 0.99})


@pytest.mark.parametrize(
    ("kind", "distribution", "truncate", "holds"),
    [
        (SHARE, "normal", {"low": 0, "high": 1}, True),
        (SHARE, "normal", {"low": 0.1, "high": 0.9}, True),
        (SHARE, "normal", {"low": -0.1, "high": 1}, False),
        (SHARE, "normal", {"low": 0, "high": 1.1}, False),
        (SHARE, "normal", {"low": 0}, False),
        (SHARE, "normal", {"high": 1}, False),
        (SHARE, "lognormal", {"high": 1}, True),
        (SHARE, "lognormal", {"high": 1.1}, False),
        (SHARE, "lognormal", {"low": 0}, False),
        (MULTIPLE, "normal", {"low": 0}, True),
        (MULTIPLE, "normal", {"low": -0.1}, False),
        (MULTIPLE, "lognormal", {"high": 9}, True),
    ],
)
def test_a_stated_distribution_is_cut_to_what_its_kind_can_be(
    kind: Kind, distribution: str, truncate: dict[str, float], *, holds: bool
) -> None:
    figure = {**BELIEF, "low": 0.2, "high": 0.8, "distribution": distribution, "truncate": truncate}
    if holds:
        kind.validate_python(figure)
    else:
        told = f'because distribution is "{distribution}"'
        assert re.fullmatch(f"truncate: wanted the ends of .+, {told}", fault(kind, **figure))


@pytest.mark.parametrize("kind", [MULTIPLE, MONEY])
def test_a_distribution_that_is_not_stated_stays_within_by_itself(kind: Kind) -> None:
    unit = "USD" if kind is MONEY else "1"
    kind.validate_python({**BELIEF, "unit": unit, "low": 0.2, "high": 8})


def test_a_normal_distribution_far_from_the_limit_needs_no_end() -> None:
    """80 to 98 lies 16 standard deviations above nothing, 5 to 7 just 9.9: no draw goes farther; 20 to 30 lies 8."""
    figure = {**BELIEF, "unit": "USD", "distribution": "normal"}
    MONEY.validate_python({**figure, "low": 80, "high": 98})
    MONEY.validate_python({**figure, "low": 5, "high": 7})
    assert fault(MONEY, **figure, low=20, high=30) == (
        'truncate: wanted the ends of 0 or more, because distribution is "normal"'
    )
    assert fault(MONEY, **figure, low=-1, high=98) == "found -1 to 98, wanted 0 or more"


@pytest.mark.parametrize(("low", "holds"), [(1.85, True), (1.8, False)])
def test_a_limit_that_is_not_0_is_as_far_as_it_is(low: float, *, holds: bool) -> None:
    """A median of 2 is 1 from the least overhead, and six times 0.15 or 0.2 from where a draw may lie."""
    figure = {**BELIEF, "distribution": "normal", "low": low, "value": 2, "high": 2.2}
    if holds:
        OVERHEAD.validate_python(figure)
    else:
        told = 'truncate: wanted the ends of 1 or more, because distribution is "normal"'
        assert fault(OVERHEAD, **figure) == told


def test_limits_of_a_figure_are_found_by_its_path() -> None:
    china = Library("evidence").scenario().parties["china"]
    assert [item.wanted for item in limits(china, ["process", "yield"])] == [
        "a share between 0 and 1 (75 % is 0.75)",
        "more than 0",
    ]
    assert [item.wanted for item in limits(china, ["algorithmic_efficiency"])] == ["more than 0"]
    assert [item.wanted for item in limits(china, ["capex", "2025"])] == ["0 or more"]
    assert [item.wanted for item in limits(china, ["power_usage_effectiveness"])] == ["more than 0", "1 or more"]
    assert limits(china, ["chips", "h20", "compute_share", "2025"])[0].at_most == 1
