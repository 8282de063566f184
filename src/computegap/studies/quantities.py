"""Quantities of a comparison by the names that users give them: ratio, performance_gap, china.added_compute."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from computegap.core.model import PAIR, RULES
from computegap.errors import UsageError, nearest
from computegap.studies.comparison import Wanted, speaks_of_lags, target_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import TypeGuard

    from computegap.core.graph import Graph
    from computegap.studies.comparison import Comparison, Question
    from computegap.units import Array, Values

OF_PAIRS = {"ratio": "compute_ratio", "effective_ratio": "effective_compute_ratio"}
OF_SIDES = {
    "cost_per_effective_h100e": "cost_per_effective_h100_equivalent",
    "cost_per_effective_h100e_hour": "cost_of_years_work",
    "units": "chip_count",
}
"""Names that the JSON of `compare` has for quantities of the pair, and of sides and their chips."""
BY_ROUTE = {"wafers": "compute_through_wafers", "power": "compute_through_power", "counted": "counted_compute"}
"""What `compare` tells as added_compute, along routes that have another name for it."""
GAP = "performance_gap"
GAPS, LAGS = ("gap", GAP), ("lag", "lag_months")
"""Names of what `compare` answers as a gap and as a lag, by whichever rule."""
STATED = {"yield": "process.yield"}
"""Figures of a side that the JSON of `compare` has by another name than their path."""
TOLD_IN = {"s": "month", "USD/H100e/s": "USD/H100e/h"}
"""Units that answers have quantities in, where it is not the base unit."""


class Named(NamedTuple):
    """A quantity of a comparison."""

    name: str
    """In full: compute_ratio, china.added_compute, china.h20.unit_price."""
    values: Values
    """Shape (sample,), or a single number. [unit]"""
    unit: str
    """Base unit."""


def quantities(work: Comparison) -> dict[str, Named]:
    """Every quantity that was worked out, by its full name, the pair's and the rules' first.

    Rules' answers go by their targets, that of the rule in force before others' of the same name. `performance_gap`
    is that rule's alone: under one of another form it is nobody's.
    """
    found: dict[str, Named] = {}
    in_force = [work.rules[work.question.rule]] if work.question.rule in work.rules else []
    for name in PAIR.names():
        _add(found, name, PAIR, name, work.pair)
    has_gap = target_of(work.question.rules.rules[work.question.rule]) == GAP
    for item in (*in_force, *work.rules.values()):
        if item.target != GAP or has_gap:
            _add(found, item.target, RULES[item.rule.form], item.target, item.values)
    for side in work.sides:
        for name in side.graph.names():
            _add(found, f"{side.party_id}.{name}", side.graph, name, side.values)
        for row, (part_id, part) in enumerate(side.parts.items()):
            for name in part.graph.names():
                _add(found, f"{side.party_id}.{part_id}.{name}", part.graph, name, part.values)
            for name in side.graph.names():
                values = side.values.get(name)
                if has_part_axis(values):
                    _add(found, f"{side.party_id}.{part_id}.{name}", side.graph, name, {name: values[row]})
    return found


def has_part_axis(values: Values | None) -> TypeGuard[Array]:
    """Whether values are of each part, such as a kind of chip: shape (part, sample)."""
    return getattr(values, "ndim", 0) == 2  # noqa: PLR2004 - the two axes


def wanted(work: Comparison, names: Iterable[str]) -> Wanted:
    """What must be worked out anew for some quantities, by their full names, of a comparison worked out in full."""
    parts: set[str] = set()
    sides: set[str] = set()
    pair: set[str] = set()
    rules: set[str] = set()
    by_target = {item.target: rule_id for rule_id, item in reversed(work.rules.items())}
    by_target[work.rules[work.question.rule].target] = work.question.rule
    for name in names:
        own = name.rpartition(".")[2]
        if name in PAIR:
            pair.add(name)
        elif name in by_target:
            rules.add(by_target[name])
            pair.add("algorithm_adjusted_ratio")
        elif name.count(".") == 1:
            # How far subsidies go is worked out wherever there is a penalty.
            sides.add("yield_penalty" if own == "subsidy_offset" else own)
        elif any(own in part.graph for side in work.sides for part in side.parts.values()):
            parts.add(own)
        else:
            # What a side works out part by part, such as how many of each chip it buys.
            sides.add(own)
    below = {name.partition("_")[2] for name in PAIR.needed(pair, ())}
    for side in work.sides:
        named = {side.compute if name == "added_compute" else name for name in below}
        sides |= {name for name in named if name in side.graph}
        given = {name for name in side.graph.needed(sides, ()) if name not in side.graph}
        parts |= {name for part in side.parts.values() for name in given if name in part.graph}
    return Wanted(tuple(sorted(parts)), tuple(sorted(sides)), tuple(sorted(pair)), tuple(sorted(rules)))


def _add(found: dict[str, Named], full: str, graph: Graph, name: str, values: Mapping[str, Values]) -> None:
    value = values.get(name)
    # What has a part axis is told part by part.
    if value is not None and full not in found and not has_part_axis(value):
        found[full] = Named(full, value, graph.unit(name))


def shorter_names(question: Question) -> dict[str, str]:
    """Names that the JSON of `compare` has for quantities, and shorter ones yet, with the names in full.

    A gap and a lag are what `compare` answers under the rule in force; under a rule of lags there is no gap.
    """
    rules = question.rules.rules
    added = {"added_compute": BY_ROUTE[question.route]} if question.route in BY_ROUTE else {}
    gaps = {} if question.gap_rule is None else dict.fromkeys(GAPS, target_of(rules[question.gap_rule]))
    return OF_PAIRS | gaps | dict.fromkeys(LAGS, target_of(rules[question.lag_rule])) | OF_SIDES | added


def offered(names: Iterable[str], question: Question) -> tuple[str, ...]:
    """Names that may be given for quantities of some full names, the shorter ones first."""
    known = dict.fromkeys(names)
    return (
        *(short for short, full in shorter_names(question).items() if full in known and short not in known),
        *known,
    )


def full_name(name: str, names: Iterable[str], question: Question) -> str:
    """Full name of a quantity; without a side it is the pair's, a rule's, the first side's, or the only side's.

    Raises
    ------
    UsageError
        If there is no such quantity; suggests the nearest.
    """
    known = tuple(names)
    head, dot, rest = name.rpartition(".")
    wanted = f"{head}{dot}{shorter_names(question).get(rest, rest)}"
    for candidate in (wanted, f"{question.parties[0]}.{wanted}"):
        if candidate in known:
            return candidate
    of_a_side = [item for item in known if item.count(".") == 1 and item.endswith(f".{wanted}")]
    if len(of_a_side) == 1:
        return of_a_side[0]
    if name in GAPS and question.gap_rule is None:
        rules = question.rules.rules.items()
        other = next(rule_id for rule_id, rule in rules if not speaks_of_lags(rule))
        message = f"no {name} under rule {question.rule!r}, which speaks of lags: wanted lag, or --rule {other}"
        raise UsageError(message)
    path = f"{head}{dot}{STATED.get(rest, rest)}"
    if _is_figure(path, question):
        message = f"{name} is no quantity that is worked out but a figure that is stated: computegap show {path}"
        raise UsageError(message)
    # Chips' quantities would fill the screen.
    short = offered((item for item in known if item.count(".") < 2), question)  # noqa: PLR2004 - of a side's part
    hint = nearest(wanted, (*known, *short))
    # The hint stands first, as the list is long.
    message = f"no quantity {name!r}{f'{hint} Wanted' if hint else ', wanted'} one of {', '.join(short)}"
    raise UsageError(message)


def _is_figure(path: str, question: Question) -> bool:
    """Whether a path leads to figures of the scenario."""
    try:
        return bool(question.library.find(path))
    except UsageError:
        return False
