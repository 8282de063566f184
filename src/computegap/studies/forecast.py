"""How do the compute of two sides and what it is worth go on, year by year?"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

import computegap
from computegap.errors import ScenarioError, UsageError
from computegap.results.forecast import ForecastResult, ForecastRoute, ForecastSide, ForecastYear
from computegap.studies.beside import COUNTS
from computegap.studies.blocks import in_blocks
from computegap.studies.compare import MONTH
from computegap.studies.comparison import EVERYTHING, ROUTES, Comparison, Question, Run, Settings, SideValues, settled
from computegap.studies.dated import stacked
from computegap.studies.inputs import cited, quantity
from computegap.studies.installed import additions, installed
from computegap.studies.repeat import run_of
from computegap.studies.unused import unused

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Unpack

    from computegap.results.shared import Quantity
    from computegap.studies.comparison import Route
    from computegap.units import Array, Values

LAST = 2050
"""No figure speaks of later years."""


class SideByYear(NamedTuple):
    """One side in every year: shape (year, sample)."""

    side: SideValues
    added: Array
    installed: Array
    routes: Mapping[str, Array | None]
    """Compute added along each that bounds it; None where a figure is missing."""


def forecast(first: str, second: str, *, to: int, **settings: Unpack[Settings]) -> ForecastResult:
    """Work a comparison out for every year up to one.

    Parameters
    ----------
    first, second : str
        A party of the scenario, or the path of a party file.
    to : int
        The last year; the first one is the scenario's, or `year`.
    **settings : Settings
        As in `compare`, without a basis: what is added and what is installed are both told.

    Returns
    -------
    result : ForecastResult
        The first year is what `compare` answers, by the same draws where they are but one block.

    Raises
    ------
    UsageError
        If the last year is not after the first, or the route is counted: counts are of what was.
    ScenarioError
        If a figure or a growth that the answer needs is unknown.
    """
    settings = settled(settings, "to")
    question = Question(first, second, to=to, **settings)
    if not question.year < to <= LAST:
        message = f"--to: found {to}, wanted a year after {question.year}, {LAST} at most"
        raise UsageError(message)
    if question.route in COUNTS:
        message = f"--route {question.route}: wanted money, wafers or power: counts tell what was, not what will be"
        raise UsageError(message)
    run = in_blocks(
        lambda block, samples: _told(question.work_out(question.draws(block, samples))),
        question.samples,
        headline=lambda result: result.years[-1].ratio,
        precision=question.precision,
        watch=question.watch,
        values=len(question.years),
    )
    repeatable = run_of(
        "forecast", question.library.brought, {**settings, **run.stopped}, first=first, second=second, to=to
    )
    return run.result._replace(samples=run.samples, notes=(*run.result.notes, *run.notes), run=repeatable)


def _told(work: Comparison) -> ForecastResult:
    question = work.question
    lag = work.rules[question.lag_rule]
    notes = dict.fromkeys(work.notes)
    sides = tuple(_by_year(work, side, notes) for side in work.sides)
    told = {"ratio": (work.pair["compute_ratio"], "1"), "lag_months": (lag.values[lag.target] / MONTH, "month")}
    if question.gap_rule is not None:
        gap = work.rules[question.gap_rule]
        told["performance_gap"] = (gap.values[gap.target], "1")
    years = []
    for row, year in enumerate(question.years):
        found = {name: quantity(_row(values, row), unit) for name, (values, unit) in told.items()}
        years.append(
            ForecastYear(
                year=year,
                sides=tuple(_side(side, row) for side in sides),
                ratio=found["ratio"],
                installed_ratio=quantity(sides[0].installed[row] / sides[1].installed[row], "1"),
                performance_gap=found.get("performance_gap"),
                lag_months=found["lag_months"],
            )
        )
    return ForecastResult(
        schema="computegap/forecast/1",
        version=computegap.__version__,
        scenario=question.library.scenario_id,
        year=question.year,
        to=question.years[-1],
        basis=work.basis,
        route=question.route,
        yardstick=question.yardstick,
        rule=question.rule,
        seed=question.seed,
        samples=work.draws.samples,
        sampler=question.sampler,
        overrides=tuple(f"{item.path}={item.value}" for item in question.library.overrides),
        names=(work.sides[0].party.name, work.sides[1].party.name),
        years=tuple(years),
        notes=(*notes, *unused(question, work.draws.inputs)),
        inputs=work.draws.inputs,
        sources=cited(work.draws.inputs, question.library),
        terms=work.rules[question.rule].rule.terms,
    )


def _by_year(work: Comparison, side: SideValues, notes: dict[str, None]) -> SideByYear:
    run = Run(work.question, work.draws, EVERYTHING)
    added: Array = stacked(run, [side.values[side.compute]])[0]
    years = work.question.years
    earlier = additions(work.question, work.draws, side.party_id, years[0])
    since = f"from {min(earlier)} on, as counted" if earlier else f"from {years[0]} on: nothing earlier is counted"
    notes[f"Installed of {side.party.name}: what was added {since}, less what is retired."] = None
    routes = {
        name: added if name == work.question.route else _along(work, name, side.party_id, notes)
        for name in ROUTES
        if name not in COUNTS
    }
    stock = installed(work.question, work.draws, earlier | dict(zip(years, added, strict=True)), years)
    return SideByYear(side, added, stock, routes)


def _along(work: Comparison, name: str, party_id: str, notes: dict[str, None]) -> Array | None:
    run = Run(work.question, work.draws, EVERYTHING)
    try:
        route: Route = import_module(ROUTES[name]).Route(run, None)
        with np.errstate(all="ignore"):
            side = route.side(party_id)
    except ScenarioError as error:
        notes[f"No {name} route of {work.question.scenario.parties[party_id].name}: {error}."] = None
        return None
    found: Array = stacked(run, [side.values[side.compute]])[0]
    return found


def _side(item: SideByYear, row: int) -> ForecastSide:
    values = item.side.values
    routes = tuple(
        ForecastRoute(name, quantity(along[row], "H100e")) for name, along in item.routes.items() if along is not None
    )

    def of(name: str, unit: str) -> Quantity | None:
        return quantity(_row(values[name], row), unit) if name in values else None

    return ForecastSide(
        party=item.side.party_id,
        added_compute=quantity(item.added[row], "H100e"),
        installed_compute=quantity(item.installed[row], "H100e"),
        capex=of("capex", "USD"),
        yield_=of("die_yield", "1"),
        yield_cost_inflation=of("yield_cost_inflation", "1"),
        domestic_share=of("domestic_compute_share", "1"),
        binds=min(routes, key=lambda found: found.added_compute.p50).route,
        routes=routes,
    )


def _row(values: Values, row: int) -> Array:
    """One year's samples, or its one value; those of any year where they have no axis of years."""
    array = np.atleast_2d(values)
    found: Array = array[row if len(array) > 1 else 0]
    return found
