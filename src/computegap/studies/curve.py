"""Where do ratios lie on the curve of a rule?"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import computegap
from computegap.results.curve import ComparePicture, CurvePoint, CurveResult
from computegap.results.shared import Quantity
from computegap.studies.gap import gaps, parsed_ratio, rule_sources

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Unpack

    from computegap.results.compare import CompareResult
    from computegap.results.gap import GapResult
    from computegap.studies.comparison import Comparison, Settings

STEPS = 12
"""Points of a curve in each tenfold."""
MOST_DRAWS = 4096
"""Draws of each input that a picture or a page rests on, beside an answer of any number."""
LEAST_DECADES = 2
"""A curve spans a hundredfold at least, so that its bend shows."""


def gap_curve(ratios: Iterable[str], *, rule: str = "article") -> CurveResult:
    """Work a rule out over a span of ratios that holds those asked for.

    Parameters
    ----------
    ratios : iterable of str
        Ratios as people write them; each is marked.
    rule : str
        The rule.

    Returns
    -------
    result : CurveResult
        The curve, and where both sides stand on it.

    Raises
    ------
    UsageError
        If a ratio is not above 0, or there is no such rule.
    """
    asked = [parsed_ratio(text) for text in ratios]
    found = list(gaps([1.0, *asked, *span(asked)], rule=rule))
    first, *_ = found
    chosen = next(answer for answer in first.rules if answer.rule == rule)
    return CurveResult(
        version=computegap.__version__,
        rule=rule,
        title=chosen.title,
        points=tuple(_point(row) for row in found[len(asked) + 1 :]),
        marks=tuple(_point(row) for row in found[: len(asked) + 1]),
        sources=rule_sources(rule),
        terms=chosen.terms,
    )


def compare_picture(answer: CompareResult, first: str, second: str, **settings: Unpack[Settings]) -> ComparePicture:
    """Place the sides of an answer on the curve of the rule in force; for the other parameters see `compare`."""
    # It needs numpy, and the curve of single ratios does not.
    from computegap.studies.comparison import Question  # noqa: PLC0415

    question = Question(first, second, **settings)
    # The curve's band needs no more draws than an eye can tell.
    work = question.work_out(question.draws(samples=min(question.samples, MOST_DRAWS)))
    return ComparePicture(answer, side_curve(answer, work))


def side_curve(answer: CompareResult, work: Comparison) -> CurveResult:
    """Work the rule in force out over a span of ratios, with the draws of a comparison, and mark its two sides."""
    from computegap.studies.comparison import rule_values  # noqa: PLC0415 - needs numpy
    from computegap.studies.inputs import quantity  # noqa: PLC0415 - same
    from computegap.units import UNITS  # noqa: PLC0415 - same

    rule = work.question.rule
    record = work.rules[rule].rule
    title = record.title

    def worth(ratio: float) -> Quantity:
        found = rule_values(rule, record, ratio, work.draws)
        value = found.values[found.target]
        return quantity(value / UNITS["month"].scale, "month") if found.target.endswith("lag") else quantity(value, "1")

    middle = quantity(work.pair["algorithm_adjusted_ratio"], "1").p50
    chosen = next(item for item in answer.rules if item.rule == rule)
    stands = chosen.performance_gap or chosen.lag_months
    if stands is None:  # pragma: no cover - a rule gives one or the other
        raise TypeError
    leader, follower = (side.name for side in answer.sides)
    return CurveResult(
        version=answer.version,
        rule=rule,
        title=title,
        points=tuple(CurvePoint("", ratio, worth(ratio)) for ratio in span([middle])),
        marks=(CurvePoint(leader, 1.0, worth(1.0)), CurvePoint(follower, middle, stands)),
        sources=answer.sources,
        terms=chosen.terms,
    )


def span(ratios: list[float]) -> list[float]:
    """Ratios in equal steps of their logarithm, over whole tenfolds that hold 1 and those given."""
    decades = [math.log10(ratio) for ratio in ratios]
    lowest = math.floor(min([0.0, *decades]))
    highest = max(math.ceil(max([0.0, *decades])), lowest + LEAST_DECADES)
    return [10 ** (lowest + step / STEPS) for step in range((highest - lowest) * STEPS + 1)]


def _point(row: GapResult) -> CurvePoint:
    chosen = next(answer for answer in row.rules if answer.rule == row.rule)
    worth = chosen.performance_gap or chosen.lag_months
    if worth is None or isinstance(row.ratio, Quantity):  # pragma: no cover - a rule gives one or the other
        raise TypeError
    return CurvePoint("", row.ratio, worth)
