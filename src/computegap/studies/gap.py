"""What is a compute ratio worth, and which ratio is worth a gap?"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from computegap.core.model import INVERSES, RULES
from computegap.errors import NoAnswerError, UsageError, nearest
from computegap.library.shipped import shipped, shipped_number
from computegap.notation import figure, plain_number
from computegap.results.gap import GapResult, GapTable
from computegap.results.shared import Quantity, RuleAnswer
from computegap.studies.inputs import DEFAULT_SEED, as_input, belief, cited
from computegap.studies.scalars import STRATA, evaluated
from computegap.units import UNITS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from computegap.results.shared import Citation
    from computegap.units import Values

LAG_RULE = "capability-lag"
LAG_FORMS = ("capability-lag", "catch-up")
MONTH = UNITS["month"].scale


class _Rule:
    """One rule, read once for all ratios."""

    def __init__(self, rule_id: str, table: Mapping[str, object]) -> None:
        self.id = rule_id
        self.title = str(table["title"])
        self.terms = str(table.get("terms", ""))
        self.form = str(table["form"])
        numbers = {
            name: shipped_number("rules.toml", "rules", rule_id, name)
            for name, value in table.items()
            if isinstance(value, dict)
        }
        self.beliefs = [belief(name, number) for name, number in numbers.items()]
        self.inputs = [as_input(f"rules.{rule_id}.{name}", number) for name, number in numbers.items()]

    @property
    def is_lag(self) -> bool:
        return self.form in LAG_FORMS

    def answer(self, ratio: float) -> Quantity | float:
        """Gap, or lag in months, at a ratio."""
        graph = RULES[self.form]
        target = graph.names()[-1]

        def value(given: Mapping[str, Values]) -> dict[str, Values]:
            found = graph.evaluate((target,), {**given, "algorithm_adjusted_ratio": ratio})[target]
            return {"answer": found / MONTH if self.is_lag else found}

        unit = "month" if self.is_lag else "1"
        return evaluated(value, self.beliefs, {"answer": unit}, seed=DEFAULT_SEED, samples=STRATA).answers["answer"]

    def ratio(self, answer: float) -> Quantity | float:
        """Ratio at a gap, or at a lag in months."""
        graph = INVERSES[self.form]
        target = graph.names()[-1]
        given_name = RULES[self.form].names()[-1]

        def value(given: Mapping[str, Values]) -> dict[str, Values]:
            inputs = {**given, given_name: answer * MONTH if self.is_lag else answer}
            return {"ratio": graph.evaluate((target,), inputs)[target]}

        return evaluated(value, self.beliefs, {"ratio": "1"}, seed=DEFAULT_SEED, samples=STRATA).answers["ratio"]


def _rules(rule: str) -> dict[str, _Rule]:
    tables = shipped("rules.toml")["rules"]
    found = {name: _Rule(name, table) for name, table in tables.items()} if isinstance(tables, dict) else {}
    if rule not in found:
        message = f"no rule {rule!r}, wanted one of {', '.join(found)}{nearest(rule, found)}"
        raise UsageError(message)
    return found


def _quantity(value: Quantity | float, unit: str) -> Quantity:
    return value if isinstance(value, Quantity) else Quantity(*(value,) * 6, unit=unit)


def gap(ratio: float | str, *, rule: str = "article") -> GapResult:
    """Work out what a compute ratio is worth under each rule.

    Parameters
    ----------
    ratio : float or str
        How many times the follower's compute the leader has, above 0; below 1 the sign turns. [1]
    rule : str
        The rule that `performance_gap` is under.

    Returns
    -------
    result : GapResult
        The gap under the rule, months of lag under capability-lag, and every rule beside them.

    Raises
    ------
    UsageError
        If the ratio is no number above 0, or there is no such rule.
    """
    return next(gaps([parsed_ratio(ratio)], rule=rule))


def rule_sources(rule: str) -> tuple[Citation, ...]:
    """Sources of one rule's own figures."""
    return cited(_rules(rule)[rule].inputs)


def gaps(ratios: Iterable[float], *, rule: str = "article") -> Iterator[GapResult]:
    """Work out each ratio as it comes; for the parameters see `gap`."""
    rules = _rules(rule)
    sources = cited(used for item in rules.values() for used in item.inputs)
    for ratio in ratios:
        if not (ratio > 0 and math.isfinite(ratio)):
            message = f"ratio: found {ratio:g}, wanted a number above 0, such as 100"
            raise UsageError(message)
        answers = {
            item.id: RuleAnswer(
                item.id,
                item.title,
                None if item.is_lag else _quantity(item.answer(ratio), "1"),
                _quantity(item.answer(ratio), "month") if item.is_lag else None,
                item.terms,
            )
            for item in rules.values()
        }
        lag = answers[rule if rules[rule].is_lag else LAG_RULE].lag_months
        yield GapResult(
            "computegap/gap/1",
            ratio,
            rule,
            answers[rule].performance_gap,
            lag,
            tuple(answers.values()),
            STRATA,
            sources,
            rules[rule].terms,
        )


def inverse_table(answer: str, *, rule: str = "article") -> GapTable:
    """Solve for the ratio at a gap or a lag as people write it; for the parameters see `ratio_of`."""
    try:
        written = figure(answer)
    except UsageError as error:
        message = f"--inverse: {error}"
        raise UsageError(message) from None
    is_lag = _rules(rule)[rule].is_lag
    unit = UNITS[written.unit or ("month" if is_lag else "1")]
    if unit.base != ("s" if is_lag else "1"):
        wanted = "a lag in months" if is_lag else "a gap, such as 40%"
        message = f"--inverse: found {answer!r}, wanted {wanted}, as {rule} answers with one"
        raise UsageError(message)
    scale = unit.scale / MONTH if is_lag else unit.scale
    ends = (written.low * scale, written.high * scale) if written.is_range else (written.low * scale,)
    return GapTable(tuple(ratio_of(end, rule=rule) for end in ends), inverse=True)


def parsed_ratio(text: str | float) -> float:
    """Return a ratio as people write it; refuses what is not above 0."""
    try:
        ratio = plain_number(text) if isinstance(text, str) else float(text)
    except (TypeError, ValueError):
        ratio = math.nan
    if not (ratio > 0 and math.isfinite(ratio)):
        found = f"{text:g}" if isinstance(text, (float, int)) else f"{text!r:.60}"
        message = f"ratio: found {found}, wanted a number above 0, such as 100"
        raise UsageError(message)
    return ratio


def ratio_of(answer: float, *, rule: str = "article") -> GapResult:
    """Work out the compute ratio at which a rule gives a gap, or, for a rule of lags, that many months.

    Parameters
    ----------
    answer : float
        A gap between -1 and 1, or months. [1 or month]
    rule : str
        The rule to solve.

    Returns
    -------
    result : GapResult
        `ratio` is what was solved for.

    Raises
    ------
    NoAnswerError
        If no ratio gives such a gap.
    UsageError
        If there is no such rule.
    """
    rules = _rules(rule)
    chosen = rules[rule]
    if not math.isfinite(answer) or (not chosen.is_lag and abs(answer) >= 1):
        message = f"--inverse: found {answer:g}, and under {rule} no finite ratio gives a gap of 100 % or more"
        raise NoAnswerError(message)
    return GapResult(
        "computegap/gap/1",
        chosen.ratio(answer),
        rule,
        None if chosen.is_lag else answer,
        answer if chosen.is_lag else None,
        (),
        STRATA,
        cited(chosen.inputs),
        chosen.terms,
    )
