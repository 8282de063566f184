"""How much more compute does one side add, what does it cost, and what is the difference worth?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

import computegap
from computegap.results.compare import (
    ChannelCounted,
    ChipAdded,
    CompareResult,
    Correlated,
    MeasuredLag,
    PublishedRatio,
    Side,
)
from computegap.results.shared import Quantity, RuleAnswer
from computegap.studies.beside import routes_beside
from computegap.studies.blocks import in_blocks
from computegap.studies.comparison import (
    Comparison,
    Question,
    RuleValues,
    Settings,
    SideValues,
    settled,
    speaks_of_lags,
)
from computegap.studies.inputs import cited, quantity
from computegap.studies.repeat import run_of
from computegap.studies.routes.counted import ChannelValues
from computegap.studies.routes.money import ChipValues
from computegap.studies.unused import unused
from computegap.units import UNITS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Unpack

    from computegap.library.view import Library
    from computegap.records.rule import Rules
    from computegap.studies.blocks import R, Run
    from computegap.studies.inputs import Draws
    from computegap.units import Values

MONTH = UNITS["month"].scale
OPPOSITE = {"at least": "at most", "at most": "at least"}


def compare(first: str, second: str, **settings: Unpack[Settings]) -> CompareResult:
    """Compare the compute that two sides add in a year or have, its cost, and what the difference is worth.

    Parameters
    ----------
    first, second : str
        A party of the scenario, or the path of a party file.
    **settings : Settings
        scenario, year, rule, yardstick, route, basis, samples, seed, sampler, precision, correlations, overrides,
        fall_back, chips_from, watch; by default the scenario's. `overrides` are texts "PATH=VALUE", as for --set:
        ["china.process.yield=0.85"]; `correlations` are texts or triples: [("us.capex", "china.capex", 0.5)].

    Returns
    -------
    result : CompareResult
        The answer, with the figures and sources that it rests on; what a route does not know is None.

    Raises
    ------
    TypeError
        If a setting goes by a name that nobody knows.
    UsageError
        If a party, rule, yardstick, route or basis does not exist.
    ScenarioError
        If a figure that the answer needs is unknown.
    DataError
        If a file holds something that is not a fact in the accepted form.
    """
    settings = settled(settings)
    question = Question(first, second, **settings)
    run = in_blocks(
        lambda block, samples: told(question.work_out(question.draws(block, samples))),
        question.samples,
        headline=lambda result: result.ratio,
        precision=question.precision,
        watch=question.watch,
    )
    return finished(run.result, run, question, first, second, **settings)


def finished(
    result: CompareResult, run: Run[R], question: Question, first: str, second: str, **settings: Unpack[Settings]
) -> CompareResult:
    """Add to an answer what is known once its run is over."""
    repeatable = run_of("compare", question.library.brought, {**settings, **run.stopped}, first=first, second=second)
    return result._replace(samples=run.samples, notes=(*result.notes, *run.notes), run=repeatable)


def told(work: Comparison) -> CompareResult:
    """Report a comparison that was worked out."""
    question = work.question
    answers = tuple(rule_answer(item) for item in work.rules.values())
    by_id = {answer.rule: answer for answer in answers}
    ratio = work.pair["compute_ratio"]
    lags = measured_lags(question.rules, work.draws, question.parties)
    published = published_ratios(question.library, work.draws, question.parties, work.basis, question.year, ratio)
    sides = tuple(_side_result(side, work) for side in work.sides)
    routes = routes_beside(work)
    lag = by_id[question.lag_rule].lag_months
    if lag is None:  # pragma: no cover - a lag rule gives a lag
        raise TypeError
    at_work = work.pair.get("effective_compute_ratio")
    return CompareResult(
        schema="computegap/compare/1",
        version=computegap.__version__,
        scenario=question.library.scenario_id,
        year=question.year,
        basis=work.basis,
        route=question.route,
        yardstick=question.yardstick,
        rule=question.rule,
        seed=question.seed,
        samples=work.draws.samples,
        overrides=tuple(f"{item.path}={item.value}" for item in question.library.overrides),
        ratio=quantity(ratio, "1"),
        effective_ratio=None if at_work is None else quantity(at_work, "1"),
        performance_gap=by_id[question.rule].performance_gap,
        lag_months=lag,
        rules=answers,
        measured_lags=lags,
        published=published,
        sides=sides,
        notes=(*work.notes, *unused(question, work.draws.inputs)),
        inputs=work.draws.inputs,
        sources=cited(work.draws.inputs, question.library),
        sampler=question.sampler,
        correlations=tuple(
            Correlated(item.inputs, item.rank_correlation.in_base_unit()[1]) for item in question.correlations
        ),
        routes=routes,
    )


def rule_answer(item: RuleValues) -> RuleAnswer:
    """Report what one rule makes of a ratio."""
    value = item.values[item.target]
    is_lag = speaks_of_lags(item.rule)
    return RuleAnswer(
        item.rule_id,
        item.rule.title,
        None if is_lag else quantity(value, "1"),
        quantity(value / MONTH, "month") if is_lag else None,
        item.rule.terms,
    )


def measured_lags(rules: Rules, draws: Draws, parties: tuple[str, str]) -> tuple[MeasuredLag, ...]:
    """Lags measured between two sides, with the sign of their order."""
    first, second = parties
    found = []
    for lag_id, lag in rules.measured_lags.items():
        draws.of(f"measured_lags.{lag_id}.lag", lag.lag)
        sign = {(lag.leader, lag.follower): 1, (lag.follower, lag.leader): -1}.get((first, second))
        if sign is not None:
            low, middle, high = (sign * value / MONTH for value in lag.lag.in_base_unit())
            low, high = min(low, high), max(low, high)
            months = Quantity(middle, low, low, middle, high, high, "month")
            if lag.lag.interval == "range":
                months = months._replace(low=low, high=high)
            found.append(MeasuredLag(lag_id, lag.title, months, lag.lag.source))
    return tuple(found)


def published_ratios(
    library: Library, draws: Draws, parties: tuple[str, str], basis: str, year: int, ratio: Values
) -> tuple[PublishedRatio, ...]:
    """Ratios of the same basis and year between two sides, as stated, turned to their order."""
    median = quantity(ratio, "1").p50
    found = []
    records = {
        ratio_id: record
        for ratio_id, record in library.published().items()
        if (record.basis, record.year, {record.leader, record.follower}) == (basis, year, set(parties))
    }
    own_case = any(library.scenario_id in record.why for record in records.values())
    for ratio_id, record in records.items():
        theirs = (record.leader, record.follower)
        if own_case and library.scenario_id not in record.why:
            continue
        draws.of(f"published.{ratio_id}.ratio", record.ratio)
        turned = theirs != parties
        ends = sorted(1 / end if turned else end for end in record.ratio.in_base_unit())
        bound = record.ratio.bound
        found.append(
            PublishedRatio(
                id=ratio_id,
                title=record.title,
                basis=record.basis,
                year=record.year,
                channel=record.channel,
                ratio=_bounded(*ends),
                bound=OPPOSITE[bound] if turned and bound else bound,
                ours_over_it=_bounded(*sorted(median / end for end in ends)),
                confidence=record.ratio.confidence,
                source=record.ratio.source,
                why=record.why.get(library.scenario_id, ""),
            )
        )
    return tuple(found)


def _bounded(low: float, middle: float, high: float) -> Quantity:
    """A figure between bounds as others state it: nothing is known of what lies between."""
    return Quantity(middle, low, low, middle, high, high, "1", low=low, high=high)


def _side_result(side: SideValues, work: Comparison) -> Side:
    values = side.values

    def of(name: str, unit: str) -> Quantity | None:
        return quantity(values[name], unit) if name in values else None

    has_penalty = "subsidy_offset" in values
    investment = {
        year: quantity(work.draws.of(f"{side.party_id}.private_investment.{year}", number), "USD")
        for year, number in side.party.private_investment.items()
    }
    return Side(
        party=side.party_id,
        name=side.party.name,
        capex=of("capex", "USD"),
        subsidy=of("subsidy", "USD"),
        accelerator_budget=of("accelerator_budget", "USD"),
        added_compute=quantity(values[side.compute], "H100e"),
        effective_compute=of("effective_compute", "H100e"),
        cost_per_effective_h100e=of("cost_per_effective_h100_equivalent", "USD/H100e"),
        yield_=of("die_yield", "1"),
        yield_cost_inflation=of("yield_cost_inflation", "1"),
        yield_penalty=of("yield_penalty", "USD") if has_penalty else None,
        subsidy_offset=of("subsidy_offset", "1"),
        chips=tuple(
            _chip_result(chip_id, item, values, row)
            for row, (chip_id, item) in enumerate(side.parts.items())
            if isinstance(item, ChipValues)
        ),
        private_investment=investment,
        channels=tuple(
            _channel_result(item, _row(values["channel_share"], row))
            for row, item in enumerate(side.parts.values())
            if isinstance(item, ChannelValues)
        ),
        cost_per_effective_h100e_hour=None
        if "cost_of_years_work" not in values
        else quantity(values["cost_of_years_work"] / UNITS["USD/H100e/h"].scale, "USD/H100e/h"),
    )


def _chip_result(chip_id: str, item: ChipValues, values: Mapping[str, Values], row: int) -> ChipAdded:
    return ChipAdded(
        chip=chip_id,
        name=item.chip.name,
        domestic=item.holding.domestic,
        compute_share=quantity(_row(values["compute_share"], row), "1"),
        units=quantity(_row(values["chip_count"], row), "1"),
        h100_equivalent=quantity(item.values["h100_equivalent"], "H100e"),
        unit_price=quantity(item.values["unit_price"], "USD"),
        measured_by=item.measured_by,
    )


def _channel_result(item: ChannelValues, share: Values) -> ChannelCounted:
    counts_chips = "counted_chips" in item.values
    return ChannelCounted(
        party=item.party_id,
        channel=item.record.channel,
        name=item.name,
        title=item.record.title,
        chip=item.record.chip,
        units=quantity(item.values["counted_chips"], "1") if counts_chips else None,
        h100_equivalent=quantity(item.values["h100_equivalent"], "H100e") if counts_chips else None,
        compute=quantity(item.values["channel_compute"], "H100e"),
        compute_share=quantity(share, "1"),
        measured_by=item.measured_by,
        bound=item.number.bound,
        basis=item.number.basis,
        confidence=item.number.confidence,
        source=item.number.source,
        path=item.path,
    )


def _row(values: Values, row: int) -> Values:
    """One chip's samples of a quantity with a chip axis."""
    array: Values = np.asarray(values)[row]
    return array
