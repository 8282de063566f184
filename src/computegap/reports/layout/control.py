"""`control` in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from computegap.reports.figures import TIMES, scale_of, stated_range
from computegap.reports.layout.blocks import Block, Column, Grid, Text, source_list

if TYPE_CHECKING:
    from computegap.results.control import ControlAnswer, ControlResult, RuleMet, Threshold

ADVICE = "Arithmetic on published figures, not legal advice; a licence may turn on more than these thresholds."
MET = "A paragraph is met where all thresholds of one of its alternatives, (1) or (2), hold."
MEASURES = {"tpp": "TPP", "performance_density": "performance density"}


def blocks(result: ControlResult) -> tuple[Block, ...]:
    """Lay chips out against the rules, with the distance from each threshold where they are few."""
    few = len(result.chips) <= 3  # noqa: PLR2004 - as many as a screen holds
    columns = (
        Column("chip", "left"), Column("TPP"), Column("per mm2"), Column("rule", "left"),
        Column("meets", "left", fixed=False),
    )  # fmt: skip
    rows = [row for chip in result.chips for row in _rows(chip)]
    distances = [_distances(chip) for chip in result.chips] if few else []
    return (
        Grid("", columns, tuple(rows)),
        *distances,
        *((Text(MET, "quiet"),) if few else ()),
        Text(ADVICE, "quiet"),
        *source_list(result.sources),
    )


def _rows(chip: ControlAnswer) -> list[tuple[str, ...]]:
    tpp = "?" if chip.tpp is None else stated_range(chip.tpp, TIMES)
    density = "?" if chip.performance_density is None else stated_range(chip.performance_density, TIMES)
    first = (chip.id, tpp, density)
    return [
        (*(first if not place else ("", "", "")), rule.rule, _verdict(rule)) for place, rule in enumerate(chip.rules)
    ]


def _verdict(rule: RuleMet) -> str:
    said = ", ".join(rule.met) or ("none" if not rule.undecided else "")
    if rule.undecided:
        open_ = f"undecided on {', '.join(rule.undecided)}: needs {', '.join(rule.missing)}".replace("_", " ")
        said = f"{said}; {open_}" if said else open_
    return said


def _distances(chip: ControlAnswer) -> Grid:
    rows = [(rule.rule, _place(item, rule), *_distance(item)) for rule in chip.rules for item in rule.thresholds]
    columns = (
        Column(f"{chip.name}: rule", "left", fixed=False),
        Column("paragraph", "left"),
        Column("threshold", "left", fixed=False),
        Column("chip"),
        Column("x threshold"),
        Column("", "left"),
    )
    return Grid("", columns, tuple(rows))


def _place(item: Threshold, rule: RuleMet) -> str:
    """Paragraph, and of several alternatives the one that a threshold is part of, by its place."""
    ways = [*dict.fromkeys(other.alternative for other in rule.thresholds if other.paragraph == item.paragraph)]
    return f"{item.paragraph} ({ways.index(item.alternative) + 1})" if len(ways) > 1 else item.paragraph


def _distance(item: Threshold) -> tuple[str, ...]:
    scale = scale_of(item.unit, item.limit)
    holds = {True: "holds", False: "does not", None: "open"}[item.holds]
    value = "?" if item.value is None else stated_range(item.value, scale)
    times = "?" if item.times_limit is None else stated_range(item.times_limit, TIMES)
    name = MEASURES.get(item.measure, f"{item.measure}, {scale.name}")
    return f"{name} {item.relation} {stated_range(item.limit, scale)}", value, times, holds
