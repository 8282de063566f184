"""`compare` in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from computegap.reports.figures import PERCENT, TIMES, exact, figure, percent, scale_of, span
from computegap.reports.layout.blocks import (
    LABEL,
    Block,
    Column,
    Grid,
    Text,
    marks,
    reference_numbers,
    sampling_note,
    source_list,
)
from computegap.reports.layout.conditions import BASES, PERFORMANCE, after

if TYPE_CHECKING:
    from collections.abc import Callable

    from computegap.reports.figures import Scale
    from computegap.results.compare import CompareResult, MeasuredLag, Side
    from computegap.results.shared import Quantity, RuleAnswer


BINDS = " <"
"""Marks the route that binds a side."""
ROUTE_PATHS = {"money": "capex", "wafers": "supply", "power": "facility_power", "counted": "counted"}
"""Figures of a party that a route goes by."""
WEAK = "*"
"""Marks a figure of others that stands on a weak source."""
HELD = "Of bounds as published, ours is held to the middle, and in parentheses to each."
"""What ours is over, where others published a range."""
THOUSAND = TIMES._replace(divisor=1e3)
HEDGES = {"at most": "up to ", "at least": "over "}
"""How a figure is told that its source gives as a bound."""
NOT_OWNED = ("rented", "used")
"""Channels by which a side computes with chips that may be another's."""


def blocks(result: CompareResult) -> tuple[Block, ...]:
    """Lay out a comparison: the answer, what goes in, what comes out, what it is worth, and on what grounds."""
    return (
        Text(headline(result), "headline"),
        Text(conditions(result), "quiet"),
        _sides(result),
        *((_chips(result),) if any(side.chips for side in result.sides) else ()),
        *((_channels(result),) if any(side.channels for side in result.sides) else ()),
        *_routes(result),
        _worth(result),
        *_published(result),
        *(Text(f"Note: {note}", "quiet") for note in _notes(result)),
        *sampling_note(result),
        *source_list(result.sources),
    )


def headline(result: CompareResult) -> str:
    """Return the answer as a sentence."""
    first, second = result.sides
    sentence = opening(result, figure(result.ratio, TIMES))
    gap = result.performance_gap
    if gap is not None:
        behind, ahead = (second, first) if gap.p50 >= 0 else (first, second)
        size = gap if gap.p50 >= 0 else _turned(gap)
        sentence += (
            f"; by the rule {result.rule!r} that puts {behind.name} {percent(size)} behind "
            f"{ahead.name} {terms(result, result.rule) or PERFORMANCE}"
        )
    lag = result.lag_months
    behind = second if lag.p50 >= 0 else first
    size = lag if lag.p50 >= 0 else _turned(lag)
    lag_rule = next(answer.rule for answer in result.rules if answer.lag_months == lag)
    joint = "; or" if gap is not None else "; that puts"
    months = f"{figure(size, TIMES)} months behind{after(terms(result, lag_rule))}"
    return f"{sentence}{joint} {behind.name} {months}, by the rule {lag_rule!r}."


def terms(result: CompareResult, rule: str) -> str:
    """What a rule's answer is in or by, where that is not leading-edge AI performance."""
    return next(answer.terms for answer in result.rules if answer.rule == rule)


def opening(result: CompareResult, times: str) -> str:
    """Return the answer's first clause, for a ratio as it is written."""
    first, second = result.sides
    if result.basis == "stock":
        when = f"On {result.as_of}" if result.as_of else f"At the end of {result.year}"
        verb = "owns" if held(*result.sides) == "owned" else "has"
    else:
        when, verb = f"In {result.year}", "adds"
    return f"{when} {first.name} {verb} {times} times the AI compute that {second.name} {verb}"


def held(*sides: Side) -> str:
    """How a stock is its sides': owned, but for what a channel says is rented or used."""
    channels = dict.fromkeys(item.channel for side in sides for item in side.channels)
    others = [channel for channel in NOT_OWNED if channel in channels]
    return " or ".join(["owned", *others] if set(channels) - set(others) or not others else others)


def basis_in_words(result: CompareResult) -> str:
    """What the compute compared is, by the channels that are in it."""
    return BASES["flow"] if result.basis == "flow" else f"{held(*result.sides)} at its end"


def _turned(value: Quantity) -> Quantity:
    """The same figure told from the other side; a headline prints no errors."""
    return value._replace(
        mean=-value.mean, p5=-value.p95, p25=-value.p75, p50=-value.p50, p75=-value.p25, p95=-value.p5
    )


def conditions(result: CompareResult) -> str:
    """Return what the answer holds under."""
    parts = [
        f"Scenario {result.scenario}",
        f"as of {result.as_of}" if result.as_of else f"year {result.year}",
        f"basis {result.basis} ({f'{held(*result.sides)} then' if result.as_of else basis_in_words(result)})",
        f"{result.route} route",
        f"yardstick {result.yardstick}",
        f"rule {result.rule}",
        f"seed {result.seed}",
        f"{result.samples:,} {'random ' if result.sampler == 'random' else ''}samples",
        "ranges are p5-p95",
        *(f"set {override}" for override in result.overrides),
        *(f"rank correlation {item.rank_correlation:g} of {' and '.join(item.inputs)}" for item in result.correlations),
    ]
    return "; ".join(parts) + "."


def _sides(result: CompareResult) -> Grid:
    numbers = reference_numbers(result.sources)

    def cited(*paths: str) -> str:
        return marks(result.inputs, numbers, *(f"{side.party}.{path}" for side in result.sides for path in paths))

    def row(label: str, read: Callable[[Side], Quantity | None], unit: str, cite: str = "") -> tuple[str, ...]:
        values = [read(side) for side in result.sides]
        scale = scale_of(unit, *values)
        return (f"{label}{cite}", _unit(scale), *(figure(value, scale) for value in values))

    shared = marks(result.inputs, numbers, "assumptions.accelerator_share", "assumptions.artificial")
    years = sorted({year for side in result.sides for year in side.private_investment})
    rows: list[tuple[str, ...]] = [
        ("What goes in",),
        row("AI capital expenditure", lambda side: side.capex, "USD", cited("capex")),
        row("Subsidies", lambda side: side.subsidy, "USD", cited("subsidy")),
        *(
            row(
                f"Private AI investment {year}",
                lambda side, year=year: side.private_investment.get(year),  # type: ignore[misc]  # binds the loop's year
                "USD",
                cited("private_investment"),
            )
            for year in years
        ),
        row("Spent on accelerators", lambda side: side.accelerator_budget, "USD", shared),
        ("What comes out",),
        row(f"Compute {_kind(result)}", lambda side: side.added_compute, "H100e"),
        row("... at work", lambda side: side.effective_compute, "H100e"),
        row("Cost an effective H100e", lambda side: side.cost_per_effective_h100e, "USD/H100e"),
        row("... an hour, all told", lambda side: side.cost_per_effective_h100e_hour, "USD/H100e/h"),
        ("Yield and subsidies",),
        row("Yield of own process", lambda side: side.yield_, "share", cited("process.yield")),
        row("Cost inflation that follows", lambda side: side.yield_cost_inflation, "share"),
        row("... on the year's own chips", lambda side: side.yield_penalty, "USD"),
        row("Subsidies cover that", lambda side: side.subsidy_offset, "1"),
    ]
    rows[-1] = (rows[-1][0], "times", *rows[-1][2:])
    if result.route != "money" or result.basis != "flow":
        # A count knows nothing of money and yields, other routes know little, and of a stock nobody knows the work.
        rows = [line for line in rows if any(cell not in {"-", ""} for cell in line[2:])]
    columns = (LABEL, Column("unit", "left"), *(Column(side.name) for side in result.sides))
    return Grid("", columns, tuple(rows))


def _kind(result: CompareResult) -> str:
    return "added" if result.basis == "flow" else held(*result.sides)


def _unit(scale: Scale) -> str:
    return scale.name


def _chips(result: CompareResult) -> Grid:
    numbers = reference_numbers(result.sources)
    rows: list[tuple[str, ...]] = []
    for side in result.sides:
        rows.append((side.name,))
        for chip in side.chips:
            cite = marks(
                result.inputs, numbers, f"chips.{chip.chip}.price", f"{side.party}.chips.{chip.chip}.relative_price",
                f"{side.party}.chips.{chip.chip}.price", f"{side.party}.chips.{chip.chip}.h100_equivalent",
            )  # fmt: skip
            rows.append(
                (
                    f"{chip.name}{', domestic' if chip.domestic else ''}{cite}",
                    figure(chip.compute_share, PERCENT),
                    figure(chip.h100_equivalent, TIMES),
                    # Counts of a user's files know no prices.
                    *(() if result.as_of else (figure(chip.unit_price, THOUSAND),)),
                    figure(chip.units, TIMES._replace(divisor=1e6)),
                )
            )
    columns = (
        Column("Chips owned" if result.as_of else "Chips bought", "left", fixed=False),
        Column("% of compute"),
        Column("H100e each"),
        *(() if result.as_of else (Column("$ thousand"),)),
        Column("million"),
    )
    return Grid("", columns, tuple(rows))


def _channels(result: CompareResult) -> Grid:
    numbers = reference_numbers(result.sources)
    rows: list[tuple[str, ...]] = []
    for side in result.sides:
        rows.append((side.name,))
        for item in side.channels:
            cite = f" [{numbers[item.source]}]" if item.source in numbers else ""
            hedge = HEDGES.get(item.bound or "", "")
            rows.append(
                (
                    f"{item.title}, {item.channel}{WEAK if item.confidence else ''}{cite}",
                    figure(item.compute_share, PERCENT),
                    f"{hedge if item.units else ''}{figure(item.units, THOUSAND)}",
                    f"{hedge}{figure(item.compute, THOUSAND)}",
                )
            )
    columns = (
        Column(f"Counted, {basis_in_words(result)}", "left", fixed=False),
        Column("% of compute"),
        Column("thousand chips"),
        Column("thousand H100e"),
    )
    return Grid("", columns, tuple(rows))


def _weak(result: CompareResult) -> tuple[str, ...]:
    marked = [item.confidence for item in result.published]
    marked += [item.confidence for side in result.sides for item in side.channels]
    return (f"{WEAK} stands on a weak source alone.",) if any(marked) else ()


def _is_compared(result: CompareResult) -> bool:
    """Whether any route beside the one asked for is known of any side."""
    return any(side.compute for item in result.routes if item.route != result.route for side in item.sides)


def _routes(result: CompareResult) -> tuple[Grid, ...]:
    """What each route suffices for, and which binds."""
    if not _is_compared(result):
        return ()
    numbers = reference_numbers(result.sources)
    scale = scale_of("H100e", *(side.compute for item in result.routes for side in item.sides))
    rows = []
    for item in result.routes:
        paths = tuple(f"{side.party}.{ROUTE_PATHS[item.route]}" for side in item.sides)
        cells = [
            f"{figure(side.compute, scale, missing='unknown')}{BINDS if side.party in item.binds else ''}"
            for side in item.sides
        ]
        rows.append((f"{item.route}{marks(result.inputs, numbers, *paths)}", *cells, figure(item.ratio, TIMES)))
    sides = (Column(side.name) for side in result.sides)
    return (Grid("", (Column(f"Route, {scale.name}", "left", fixed=False), *sides, Column("ratio")), tuple(rows)),)


def _route_notes(result: CompareResult) -> tuple[str, ...]:
    if not _is_compared(result):
        return ()
    names = {side.party: side.name for side in result.sides}
    binds = f"{BINDS.strip()} binds: the smallest of the routes that are known; a count bounds nothing."
    told = [binds] if any(item.binds for item in result.routes) else []
    for item in result.routes:
        told += [
            f"No {item.route} route of {names[side.party]}: {side.missing}." for side in item.sides if side.missing
        ]
    counted = next((item for item in result.routes if item.route == "counted"), None)
    for place, side in enumerate(counted.sides if counted else ()):
        bound = next((item for item in result.routes if side.party in item.binds), None)
        least = bound.sides[place].compute if bound else None
        if side.compute and least and bound and side.compute.p50 > least.p50:
            told.append(
                f"More of {names[side.party]}'s compute was counted than the {bound.route} route allows: "
                "its figures are too low, or chips wait."
            )
    return tuple(told)


def _worth(result: CompareResult) -> Grid:
    numbers = reference_numbers(result.sources)
    first, second = result.sides
    rows: list[tuple[str, ...]] = [
        (
            f"Compute {_kind(result)}, {first.name} / {second.name}",
            figure(result.ratio, TIMES),
            "times",
        ),
    ]
    if result.effective_ratio is not None:
        rows.append(("... at work", figure(result.effective_ratio, TIMES), "times"))
    for answer in result.rules:
        cite = marks(result.inputs, numbers, f"rules.{answer.rule}.")
        chosen = " (chosen)" if answer.rule == result.rule else ""
        value = answer.performance_gap or answer.lag_months
        unit = "% gap" if answer.performance_gap else "months of lag"
        scale = PERCENT if answer.performance_gap else TIMES
        rows.append((f"{rule_title(answer, chosen)}{cite}", figure(value, scale), unit))
    for lag in result.measured_lags:
        cite = f" [{numbers[lag.source]}]" if lag.source in numbers else ""
        rows.append((f"{lag_title(lag)}{cite}", figure(lag.months, TIMES), "months of lag"))
    columns = (Column("What the difference is worth", "left", fixed=False), Column("value"), Column("", "left"))
    return Grid("", columns, tuple(rows))


def rule_title(answer: RuleAnswer, chosen: str = "") -> str:
    """Name a rule, and what its answer is in or by."""
    return f"Rule {answer.rule}{chosen}{f', {answer.terms}' if answer.terms else ''}"


def lag_title(lag: MeasuredLag) -> str:
    """Name a measured lag, and what its range is where that is none of ours."""
    return f"Measured: {lag.title}{'' if lag.months.low is None else ' (least to most)'}"


def _published(result: CompareResult) -> tuple[Grid | Text, ...]:
    """Ratios that others published of the same basis and year, and how far ours lies from them."""
    if not result.published:
        return ()
    numbers = reference_numbers(result.sources)
    rows = []
    for other in result.published:
        cite = f" [{numbers[other.source]}]" if other.source in numbers else ""
        hedge = HEDGES.get(other.bound or "", "")
        weak = WEAK if other.confidence else ""
        rows.append(
            (f"{other.title}{weak}{cite}", f"{hedge}{as_stated(other.ratio)}", figure(other.ours_over_it, TIMES))
        )
    title = f"Published, same basis ({result.basis}) and year"
    table = Grid("", (Column(title, "left", fixed=False), Column("ratio"), Column("ours / it")), tuple(rows))
    has_bounds = any(not other.ratio.is_exact for other in result.published)
    return (table, *((Text(HELD, "quiet"),) if has_bounds else ()))


def as_stated(value: Quantity) -> str:
    """A published figure with every digit that was published."""
    low, high = span(value)
    return exact(value.p50) if low == high else f"{exact(low)}-{exact(high)}"


def _notes(result: CompareResult) -> tuple[str, ...]:
    covered: list[str] = []
    for side in result.sides:
        if side.subsidy_offset is not None:
            verb = "cover" if side.subsidy_offset.p5 >= 1 else "may not cover"
            covered.append(
                f"{side.name}'s subsidies {verb} what its yield adds to the cost of its own chips, "
                f"{figure(side.subsidy_offset, TIMES)} times over; they also pay for data centres."
            )
    for side in result.sides:
        spent = next((used for used in result.inputs if used.path == f"{side.party}.capex.{result.year}"), None)
        if spent is not None and spent.basis == "judged" and spent.note:
            covered.append(f"{side.name}'s capital expenditure is a judgement: {spent.note}.")
    judged = sum(used.basis == "judged" for used in result.inputs)
    published = tuple(f"{other.title}. {other.why}" for other in result.published if other.why)
    if result.route == "counted":
        return (*result.notes, *published, *_weak(result))
    grounds = f"{judged} of {len(result.inputs)} inputs are judgements; `computegap explain` and `show` tell which."
    told = (text[0].upper() + text[1:] for text in covered)
    return (*result.notes, *_route_notes(result), *told, *_weak(result), grounds)
