"""`chips --from` in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from computegap.errors import counted
from computegap.reports.figures import SCALES, TIMES, exact, figure
from computegap.reports.layout import chips
from computegap.reports.layout.blocks import Block, Column, Grid, Text

if TYPE_CHECKING:
    from computegap.results.chip_table import ChipTableResult, Disagreement


def blocks(result: ChipTableResult) -> tuple[Block, ...]:
    """Lay out a file's chips, unless only differences are wanted, then what is wrong or different in it."""
    summary = (
        f"{result.file}: {counted(len(result.chips.chips), 'chips')}, "
        f"{counted(len(result.rejected), 'rows')} not used, "
        f"{counted(len(result.disagreements), 'disagreements')}, "
        f"{counted(len(result.unmapped), 'columns')} without a place."
    )
    return (
        Text(summary, "headline"),
        *(() if result.only_differences else chips.blocks(result.chips)),
        *_rejected(result),
        *_disagreements(result),
        *((Text(f"Columns without a place: {', '.join(result.unmapped)}.", "quiet"),) if result.unmapped else ()),
    )


def _rejected(result: ChipTableResult) -> tuple[Grid, ...]:
    if not result.rejected:
        return ()
    columns = (Column("row"), Column("not used", "left", fixed=False), Column("why", "left", fixed=False))
    return (Grid("", columns, tuple((str(row.row), row.name, row.reason) for row in result.rejected)),)


def _disagreements(result: ChipTableResult) -> tuple[Grid, ...]:
    if not result.disagreements:
        return ()
    columns = (
        Column("row"),
        Column("disagreement", "left", fixed=False),
        Column("figure", "left"),
        Column("theirs"),
        Column("ours"),
        Column("why", "left", fixed=False),
    )
    return (Grid("", columns, tuple(_row(item) for item in result.disagreements)),)


def _row(item: Disagreement) -> tuple[str, ...]:
    scale = SCALES[item.unit][0] if item.unit in SCALES else TIMES
    unit = "" if item.unit == "bit.TOP/s" else f", {scale.name}"
    theirs = exact(item.theirs / scale.divisor)
    return str(item.row), item.name, f"{item.figure}{unit}", theirs, figure(item.ours, scale), item.reason
