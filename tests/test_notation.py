"""How people write a figure."""

from __future__ import annotations

import pytest

from computegap.errors import UsageError
from computegap.notation import AmbiguousError, Written, figure, listed, unit_meant


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
    ["{}", "{}..1", "0.8..0.{}", "1{}..0", "0.7 {}", "{}(1, 2)", "uniform({})", "pert(3, 2, 1.{})", "0.{}..80%"],
)
def test_a_long_text_is_quoted_in_part(text: str) -> None:
    with pytest.raises(UsageError) as error:
        figure(text.format("7" * 1000))
    assert len(str(error.value)) < 600


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("70..80%", 0.7, 0.8),
        ("70%..80", 0.7, 0.8),
        ("0.7..0.8%", 0.007, 0.008),
        ("0.5..2%", 0.005, 0.02),
        ("1..80%", 0.01, 0.8),
        ("0..80%", 0, 0.8),
        ("70%..0.8", 0.7, 0.8),
        ("-2..0.5%", -0.02, 0.005),
        ("uniform(70%, 0.8)", 0.7, 0.8),
        ("pert(70, 75%, 80)", 0.7, 0.8),
    ],
)
def test_a_percent_sign_holds_for_figures_without_one_unless_they_would_descend(
    text: str, low: float, high: float
) -> None:
    written = figure(text)
    assert (written.low, written.high) == pytest.approx((low, high))
    assert written.unit == "1"


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("0.7..80%", "0.7%..80% or 70%..80%"),
        ("0.5%..1", "0.5%..1% or 0.5%..100%"),
        ("-0.5..80%", "-0.5%..80% or -50%..80%"),
        ("pert(0.7, 75%, 80%)", "0.7%, 75%, 80% or 70%, 75%, 80%"),
    ],
)
def test_a_mixture_that_may_be_read_in_two_ways_is_refused_with_both(text: str, readings: str) -> None:
    with pytest.raises(UsageError) as error:
        figure(text)
    wanted = "wanted % behind each figure, or behind none"
    assert str(error.value) == f"found {text!r}, which may be {readings}: {wanted}"
    for reading in readings.split(" or "):
        figure(reading if ".." in text else f"pert({reading})")


@pytest.mark.parametrize("text", ["80%..70", "80%..0.7", "pert(80%, 0.75, 70)"])
def test_a_mixture_that_descends_either_way_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match=r"wanted (the lower end first|its figures in ascending order)"):
        figure(text)


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("0.6,0.9", ("0.6", "0.9")),
        ("1e12,2e12 USD", ("1e12 USD", "2e12 USD")),
        ("1,500 bn USD,2e12USD", ("1 USD", "500 bn USD", "2e12USD")),
        ("1 bn USD,2", ("1 bn USD", "2")),
        ("70,0,80%", ("70 %", "0 %", "80%")),
        ("70%,80%", ("70%", "80%")),
    ],
)
def test_a_unit_behind_the_last_of_a_list_holds_for_those_without_one(text: str, items: tuple[str, ...]) -> None:
    assert listed(text) == items


@pytest.mark.parametrize("share", ["0.7", "1", "-0.5"])
def test_a_share_in_a_list_that_ends_in_per_cent_may_be_either(share: str) -> None:
    told = rf"in which {share} may be {share}% or {100 * float(share):g}%: wanted % behind each figure, or behind none$"
    with pytest.raises(AmbiguousError, match=told):
        listed(f"{share},80%")


@pytest.mark.parametrize("text", ["1,,2 USD", "1,2 USD,", ",1 USD", "a,1 USD"])
def test_a_list_is_of_figures(text: str) -> None:
    with pytest.raises(UsageError, match="wanted a number"):
        listed(text)


@pytest.mark.parametrize(
    ("text", "unit", "meant"),
    [
        ("400", "bn USD", "bn USD"),
        ("999999", "bn USD", "bn USD"),
        ("1e9", "bn USD", "USD"),
        ("0..3e11", "bn USD", "USD"),
        ("300e9..1000e9", "bn USD", "USD"),
        ("9.99e14", "bn USD", "USD"),
        ("5 USD", "bn USD", "USD"),
        ("1e12 bn USD", "bn USD", "bn USD"),
        ("3.35e12", "TB/s", "B/s"),
        ("2e9", "USD", "USD"),
    ],
)
def test_a_bare_figure_is_in_the_unit_that_it_can_be_in(text: str, unit: str, meant: str) -> None:
    assert unit_meant(figure(text), unit) == meant


@pytest.mark.parametrize("text", ["1e6", "9.9e8", "1..3e11", "1e15", "0..1e308"])
def test_a_bare_figure_that_can_be_in_neither_unit_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="in bn USD, which these can hardly be: wanted USD or bn USD"):
        unit_meant(figure(text), "bn USD")
