"""`audit` in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from computegap.reports.figures import PERCENT, SCALES, TIMES, Scale, exact, scale_of
from computegap.reports.layout.blocks import Block, Column, Grid, Text, Tree, reference_numbers, source_list

if TYPE_CHECKING:
    from computegap.results.audit import Audited, AuditResult, Ends, StatedFigure

WORDS = {
    "holds": "holds",
    "conditional": "holds only if",
    "contradicted": "contradicted",
    "uncheckable": "cannot be checked",
}


SHORT = {**WORDS, "conditional": "only if", "uncheckable": "cannot say"}
"""The same where there is little room; the stories below it say the rest."""
SHARES = {"yield", "inflation", "growth", "share"}
"""Words in names of what a reader thinks of in percent."""
MULTIPLES = {"ratio", "equivalent"}
"""Words in names of what is so many times something else: bare, it could be dollars."""
LARGE = {"OP/s": Scale(1e18, "EOP/s"), "W": Scale(1e9, "GW"), "CNY": Scale(1e9, "CNY bn")}
"""Scales of sums over whole clusters and companies."""


def blocks(result: AuditResult) -> tuple[Block, ...]:
    """Lay out each claim beside what it comes to."""
    counts = ", ".join(
        f"{sum(claim.verdict == verdict for claim in result.claims)} {words}" for verdict, words in WORDS.items()
    )
    columns = (Column("claim", "left"), Column("stated"), Column("recomputed"), Column("x"), Column("verdict", "left"))
    rows = tuple(
        (
            claim.id,
            "-" if claim.stated is None else _ends(claim.stated, claim.formula, claim.bound),
            _ends(claim.recomputed, claim.formula),
            "-" if claim.times_stated is None else _ends(claim.times_stated),
            SHORT[claim.verdict],
        )
        for claim in result.claims
    )
    numbers = reference_numbers(result.sources)
    return (
        Text(f"{len(result.claims)} claims: {counts}.", "headline"),
        Text(
            f"Agreement is within {result.tolerance:.0%} at each end; x is recomputed over stated; - where nothing is "
            "stated of what is recomputed.",
            "quiet",
        ),
        Grid("", columns, rows),
        *(_story(claim, numbers) for claim in result.claims),
        *source_list(result.sources),
    )


def _ends(value: Ends | StatedFigure, name: str = "", bound: str | None = None) -> str:
    """Write a figure by the name of what it is of, which tells of a plain number what it counts."""
    scale = LARGE.get(value.unit) or (scale_of(value.unit, value.high) if value.unit in SCALES else TIMES)
    words = set(name.split("_"))
    if value.unit == "1" and words & SHARES:
        scale = PERCENT
    elif value.unit == "1" and words & MULTIPLES:
        scale = Scale(1, "times")
    low, high = (exact(end / scale.divisor, 3) for end in (value.low, value.high))
    hedge = {"at most": "up to ", "at least": "over "}.get(bound or "", "")
    joint = " to " if value.low < 0 else "-"
    return f"{hedge}{low}{'' if low == high else f'{joint}{high}'} {scale.name}".rstrip()


def _story(claim: Audited, numbers: dict[str, int]) -> Tree:
    stated = [f"{item.name.replace('_', ' ')} {_ends(item, item.name, item.bound)}" for item in claim.figures]
    told = [f"stated: {'; '.join(stated)}"] if stated else []
    told += [f"{WORDS[claim.verdict]}{f' {claim.only_if}' if claim.verdict == 'conditional' else ''}"]
    if claim.recomputed_only_if is not None and claim.verdict == "conditional":
        told.append(f"then it comes to {_ends(claim.recomputed_only_if, claim.formula)}")
    if claim.finding:
        told.append(claim.finding)
    cite = ",".join(str(numbers[source]) for source in claim.sources if source in numbers)
    told.append(f"recomputed: {claim.formula} {_ends(claim.recomputed, claim.formula)}{f' [{cite}]' if cite else ''}")
    return Tree(f"{claim.id}: {claim.statement}", tuple(Tree(text, ()) for text in told))
