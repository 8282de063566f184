"""`forecast` in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from computegap.reports.figures import PERCENT, TIMES, figure, percent, scale_of
from computegap.reports.layout.blocks import Block, Column, Grid, Text, sampling_note, source_list
from computegap.reports.layout.conditions import PERFORMANCE, after, conditions

if TYPE_CHECKING:
    from computegap.reports.figures import Scale
    from computegap.results.forecast import ForecastResult, ForecastSide

YEAR = Column("", "left")


def blocks(result: ForecastResult) -> tuple[Block, ...]:
    """Lay out a row a year: what is added and worth, what is installed, and what lies behind it."""
    judged = sum(used.basis == "judged" for used in result.inputs)
    grounds = f"{judged} of {len(result.inputs)} inputs are judgements; `computegap show` tells which."
    return (
        Text(headline(result), "headline"),
        conditions(result, result.scenario),
        _added(result),
        _installed(result),
        *(_behind(result, place) for place in range(len(result.names))),
        *(Text(f"Note: {note}", "quiet") for note in (*result.notes, grounds)),
        *sampling_note(result),
        *source_list(result.sources),
    )


def headline(result: ForecastResult) -> str:
    """Return the answer as a sentence."""
    first, last = result.years[0], result.years[-1]
    told = opening(result)
    if first.performance_gap is not None and last.performance_gap is not None:
        gaps = f"{percent(first.performance_gap)} to {percent(last.performance_gap)}"
        told += f"; by the rule {result.rule!r} the gap {result.terms or PERFORMANCE} goes from {gaps}"
        return f"{told}; the lag goes from {_lags(result)} months."
    return f"{told}; the lag{after(result.terms)} goes from {_lags(result)} months."


def _lags(result: ForecastResult) -> str:
    first, last = result.years[0], result.years[-1]
    return f"{figure(first.lag_months, TIMES)} to {figure(last.lag_months, TIMES)}"


def opening(result: ForecastResult) -> str:
    """Return the answer's first clause: where the ratio goes."""
    first, last = result.years[0], result.years[-1]
    name, other = result.names
    return (
        f"The compute that {name} adds in a year, as a multiple of what {other} adds, goes from "
        f"{figure(first.ratio, TIMES)} in {first.year} to {figure(last.ratio, TIMES)} in {last.year}"
    )


def _added(result: ForecastResult) -> Grid:
    scale = scale_of("H100e", *(side.added_compute for year in result.years for side in year.sides))
    has_gap = result.years[0].performance_gap is not None
    rows = tuple(
        (
            str(item.year),
            *(figure(side.added_compute, scale) for side in item.sides),
            figure(item.ratio, TIMES),
            *((figure(item.performance_gap, PERCENT),) if has_gap else ()),
            figure(item.lag_months, TIMES),
        )
        for item in result.years
    )
    columns = (*map(Column, result.names), Column("ratio"), *([Column("gap, %")] if has_gap else []))
    return Grid(f"Added in the year, {scale.name}", (YEAR, *columns, Column("lag, months")), rows)


def _installed(result: ForecastResult) -> Grid:
    scale = scale_of("H100e", *(side.installed_compute for year in result.years for side in year.sides))
    rows = tuple(
        (
            str(item.year),
            *(figure(side.installed_compute, scale) for side in item.sides),
            figure(item.installed_ratio, TIMES),
        )
        for item in result.years
    )
    return Grid(f"Installed at its end, {scale.name}", (YEAR, *map(Column, result.names), Column("ratio")), rows)


def _behind(result: ForecastResult, place: int) -> Grid:
    sides = [(item, item.sides[place]) for item in result.years]
    has_money = sides[0][1].capex is not None
    money = scale_of("USD", *(side.capex for _, side in sides))
    rows = tuple(
        (str(item.year), *(_behind_money(side, money) if has_money else ()), side.binds) for item, side in sides
    )
    titles = ("capex", "own yield", "inflation", "domestic") if has_money else ()
    told = f": capital expenditure in {money.name}, the rest in %" if has_money else ""
    columns = (YEAR, *map(Column, titles), Column("binds", "left"))
    return Grid(f"Behind it, {result.names[place]}{told}", columns, rows)


def _behind_money(side: ForecastSide, money: Scale) -> tuple[str, ...]:
    shares = (side.yield_, side.yield_cost_inflation, side.domestic_share)
    return figure(side.capex, money), *(figure(share, PERCENT) for share in shares)
