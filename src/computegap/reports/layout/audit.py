"""`audit` in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from computegap.reports.figures import PERCENT, SCALES, TIMES, Scale, exact, scale_of
from computegap.reports.layout.blocks import Block, Column, Grid, Text, Tree, reference_numbers, source_list

if TYPE_CHECKING:
    from computegap.results.audit import Audited, AuditResult, Ends

WORDS = {
    "holds": "holds",
    "conditional": "holds only if",
    "contradicted": "contradicted",
    "uncheckable": "cannot be checked",
}


SHORT = {**WORDS, "conditional": "only if", "uncheckable": "cannot say"}
"""The same where there is little room; the stories below it say the rest."""
SHARES = ("yield", "inflation")
"""Endings of formulas that give shares."""
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
            _ends(claim.stated, claim.formula, claim.bound),
            _ends(claim.recomputed, claim.formula),
            _ends(claim.times_stated),
            SHORT[claim.verdict],
        )
        for claim in result.claims
    )
    numbers = reference_numbers(result.sources)
    return (
        Text(f"{len(result.claims)} claims: {counts}.", "headline"),
        Text(f"Agreement is within {result.tolerance:.0%} at each end; x is recomputed over stated.", "quiet"),
        Grid("", columns, rows),
        *(_story(claim, numbers) for claim in result.claims),
        *source_list(result.sources),
    )


def _ends(value: Ends | None, formula: str = "", bound: str | None = None) -> str:
    if value is None:
        return "-"
    scale = LARGE.get(value.unit) or (scale_of(value.unit, value.high) if value.unit in SCALES else TIMES)
    if value.unit == "1" and formula.endswith(SHARES):
        scale = PERCENT
    low, high = (exact(end / scale.divisor, 3) for end in value[:2])
    hedge = {"at most": "up to ", "at least": "over "}.get(bound or "", "")
    joint = " to " if value.low < 0 else "-"
    return f"{hedge}{low}{'' if low == high else f'{joint}{high}'} {scale.name}".rstrip()


def _story(claim: Audited, numbers: dict[str, int]) -> Tree:
    told = [f"{WORDS[claim.verdict]}{f' {claim.only_if}' if claim.verdict == 'conditional' else ''}"]
    if claim.recomputed_only_if is not None and claim.verdict == "conditional":
        told.append(f"then it comes to {_ends(claim.recomputed_only_if, claim.formula)}")
    if claim.finding:
        told.append(claim.finding)
    cite = ",".join(str(numbers[source]) for source in claim.sources if source in numbers)
    told.append(f"by {claim.formula}{f' [{cite}]' if cite else ''}")
    return Tree(f"{claim.id}: {claim.statement}", tuple(Tree(text, ()) for text in told))
