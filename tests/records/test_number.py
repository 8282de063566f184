"""What may stand together as a figure, at the edges, and what it is in the units of formulas."""

from __future__ import annotations

import re
from datetime import date
from typing import TypedDict, Unpack

import pytest

from computegap.records.number import Cut, Distribution, Number, Outcome, Part


class Stated(TypedDict, total=False):
    """What a test states of a figure."""

    unit: str
    interval: str
    basis: str
    note: str
    value: float
    low: float
    high: float
    distribution: Distribution
    truncate: Cut
    outcomes: list[Outcome]
    parts: list[Part]


def number(**stated: Unpack[Stated]) -> Number:
    """Build a figure whose source does not matter."""
    figure = {"unit": "1", "interval": "range", "basis": "reported", **stated}
    return Number(source="own-survey", as_of=date(2025, 1, 1), **figure)  # type: ignore[arg-type]


HOLD: list[Stated] = [
    {"interval": "exact", "value": 0.0},
    {"low": -1, "high": 0},
    {"low": 1, "high": 2, "value": 1},
    {"low": 1, "high": 2, "value": 2},
    {"low": 1, "high": 2, "value": 2, "distribution": "triangular"},
    {"low": 1, "high": 2, "value": 1.5, "distribution": "pert"},
    {"low": 1, "high": 2, "distribution": "uniform"},
    {"interval": "p5-p95", "low": 1, "high": 2, "value": 1.9},
    {"interval": "p5-p95", "low": -1, "high": 2, "distribution": "normal"},
    {"interval": "p5-p95", "low": 0.1, "high": 0.9, "distribution": "beta"},
    {"interval": "p5-p95", "low": 0.1, "high": 0.9, "value": 0.5, "distribution": "logit-normal"},
    {"interval": "p5-p95", "low": 1, "high": 2, "truncate": Cut(0.5, 2.5)},
    {"interval": "p5-p95", "low": 1, "high": 2, "truncate": Cut(low=0.5)},
    {"interval": "p5-p95", "low": 1, "high": 2, "truncate": Cut(high=2.5)},
    {"interval": "p5-p95", "low": -1, "high": 2, "distribution": "normal", "truncate": Cut(high=2.5)},
    {"low": 1, "high": 3, "distribution": "discrete", "outcomes": [Outcome(3, 0.1), Outcome(1, 2)]},
    {"low": 1, "high": 3, "distribution": "mixture", "parts": [Part(0.5, 1, 3, "range"), Part(1, 1, 3, "p5-p95")]},
    {"interval": "exact", "value": 1, "basis": "judged", "note": "why"},
]
REFUSED: list[tuple[Stated, str]] = [
    ({"unit": "USDD"}, "unit: found 'USDD', wanted one of 1, "),
    ({"unit": "bn USD", "interval": "exact", "value": 1e300}, "value: found 1e+300, wanted a finite number"),
    ({"low": float("-inf"), "high": 1}, "low: found -inf, wanted a finite number"),
    ({"low": 1, "high": float("nan")}, "high: found nan, wanted a finite number"),
    ({"interval": "exact"}, 'value: found none, wanted one, because interval is "exact"'),
    (
        {"interval": "exact", "value": 1, "distribution": "uniform"},
        'distribution: found "uniform", wanted none, because interval is "exact"',
    ),
    (
        {"interval": "exact", "value": 1, "low": 0},
        'interval: found "exact" with low 0 and high None, wanted "range" or "p5-p95", or neither low nor high',
    ),
    ({"interval": "exact", "value": 1, "high": 2}, 'interval: found "exact" with low None and high 2'),
    ({"low": 1}, 'low and high: found 1 and None, wanted both, because interval is "range"'),
    ({"high": 1}, 'low and high: found None and 1, wanted both, because interval is "range"'),
    ({"low": 1, "high": 1}, "low: found 1, wanted less than high, which is 1"),
    ({"low": 2, "high": 1}, "low: found 2, wanted less than high, which is 1"),
    ({"low": 1, "high": 2, "value": 2.5}, "value: found 2.5, wanted between low 1 and high 2"),
    ({"low": 1, "high": 2, "value": 0.5}, "value: found 0.5, wanted between low 1 and high 2"),
    (
        {"low": 1, "high": 2, "distribution": "normal"},
        'distribution: found "normal", wanted one of uniform, triangular, pert, discrete, mixture, because interval',
    ),
    (
        {"low": 1, "high": 2, "distribution": "triangular"},
        'value: found none, wanted the most likely one, because distribution is "triangular"',
    ),
    ({"low": 1, "high": 2, "distribution": "pert"}, "value: found none, wanted the most likely one, because"),
    ({"interval": "p5-p95", "low": 0, "high": 2}, 'low: found 0, wanted above 0, because interval is "p5-p95"'),
    ({"interval": "p5-p95", "low": -1, "high": 2, "distribution": "lognormal"}, "low: found -1, wanted above 0"),
    ({"interval": "p5-p95", "low": 1, "high": 2, "value": 1}, "value: found 1, wanted between low 1 and high 2: it is"),
    ({"interval": "p5-p95", "low": 1, "high": 2, "value": 2}, "value: found 2, wanted between low 1 and high 2: it is"),
    (
        {"interval": "p5-p95", "low": 0.5, "high": 1, "distribution": "logit-normal"},
        'high: found 1, wanted less than 1, because distribution is "logit-normal"',
    ),
    ({"interval": "p5-p95", "low": 0.5, "high": 1, "distribution": "beta"}, "high: found 1, wanted less than 1"),
    ({"interval": "p5-p95", "low": 0.5, "high": 1.5, "distribution": "beta"}, "high: found 1.5, wanted less than 1"),
    (
        {"interval": "p5-p95", "low": 0.1, "high": 0.9, "value": 0.5, "distribution": "beta"},
        'value: found 0.5, wanted none, because distribution is "beta": it follows from low and high',
    ),
    (
        {"low": 1, "high": 2, "truncate": Cut(0, 3)},
        'truncate: found it with interval "range", wanted it with "p5-p95" alone',
    ),
    (
        {"interval": "p5-p95", "low": 1, "high": 2, "truncate": Cut(1, 3)},
        "truncate: found 1 to 3, wanted it around low and high, 1 to 2",
    ),
    ({"interval": "p5-p95", "low": 1, "high": 2, "truncate": Cut(0, 2)}, "truncate: found 0 to 2, wanted it around"),
    ({"interval": "p5-p95", "low": 1, "high": 2, "truncate": Cut(0, 1.5)}, "truncate: found 0 to 1.5, wanted it"),
    ({"interval": "p5-p95", "low": 1, "high": 2, "truncate": Cut(1.5, 3)}, "truncate: found 1.5 to 3, wanted it"),
    ({"low": 1, "high": 2, "distribution": "discrete"}, "outcomes: found none, wanted them where distribution is"),
    (
        {"low": 1, "high": 2, "outcomes": [Outcome(1, 1), Outcome(2, 1)]},
        'outcomes: found 2, wanted them where distribution is "discrete", and only there',
    ),
    ({"low": 1, "high": 2, "distribution": "mixture"}, "parts: found none, wanted them where distribution is"),
    (
        {"low": 1, "high": 2, "distribution": "discrete", "outcomes": [Outcome(1, 1), Outcome(2, 0)]},
        "outcomes: found a weight of 0, wanted more than 0",
    ),
    (
        {"low": 1, "high": 2, "distribution": "discrete", "outcomes": [Outcome(1, 1), Outcome(2, -1)]},
        "outcomes: found a weight of -1, wanted more than 0",
    ),
    (
        {"low": 1, "high": 3, "distribution": "discrete", "outcomes": [Outcome(1, 1), Outcome(2, 1)]},
        "low and high: found 1 and 3, wanted the least and greatest outcome, 1 and 2",
    ),
    (
        {"low": 1, "high": 3, "distribution": "discrete", "outcomes": [Outcome(2, 1), Outcome(3, 1)]},
        "low and high: found 1 and 3, wanted the least and greatest outcome, 2 and 3",
    ),
    (
        {"low": 1, "high": 2, "distribution": "mixture", "parts": [Part(1, 2, 2, "range")]},
        "low: found 2, wanted less than high, which is 2",
    ),
    ({"interval": "exact", "value": 1, "basis": "judged"}, "note: found none, wanted the reasoning, because basis is"),
]  # fmt: skip


@pytest.mark.parametrize("stated", HOLD, ids=str)
def test_a_figure_holds(stated: Stated) -> None:
    number(**stated)


@pytest.mark.parametrize(("stated", "told"), REFUSED, ids=lambda item: str(item)[:60])
def test_what_is_no_figure_is_refused(stated: Stated, told: str) -> None:
    with pytest.raises(ValueError, match="^" + re.escape(told)):
        number(**stated)


@pytest.mark.parametrize(
    ("stated", "ends"),
    [
        ({"interval": "exact", "value": 2.5}, (2.5, 2.5, 2.5)),
        ({"low": 1, "high": 4}, (1, 2.5, 4)),
        ({"low": 1, "high": 4, "value": 3}, (1, 3, 4)),
        ({"interval": "p5-p95", "low": 1, "high": 4}, (1, 2, 4)),
        ({"interval": "p5-p95", "low": 1, "high": 4, "distribution": "normal"}, (1, 2.5, 4)),
        ({"interval": "p5-p95", "low": 1, "high": 4, "value": 1.5}, (1, 1.5, 4)),
    ],
    ids=str,
)
def test_ends_and_middle_in_the_base_unit(stated: Stated, ends: tuple[float, float, float]) -> None:
    assert number(**stated).in_base_unit() == pytest.approx(ends)
    in_billions: Stated = {**stated, "unit": "bn USD"}
    billions = number(**in_billions)
    assert billions.in_base_unit() == pytest.approx(tuple(1e9 * end for end in ends))
    assert billions.base_unit == "USD"


@pytest.mark.parametrize(
    ("cut", "found"),
    [(Cut(0.5, 5), (0.5e9, 5e9)), (Cut(low=0.5), (0.5e9, None)), (Cut(high=5), (None, 5e9)), (Cut(0.0), (0.0, None))],
)
def test_hard_bounds_in_the_base_unit(cut: Cut, found: tuple[float | None, float | None]) -> None:
    assert number(unit="bn USD", interval="p5-p95", low=1, high=4, truncate=cut).in_base_unit_cut == found


def test_no_hard_bounds_are_none() -> None:
    assert number(low=1, high=2).in_base_unit_cut == (None, None)
