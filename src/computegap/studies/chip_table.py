"""What does someone else's table of chips hold, and where does it disagree with the shipped one?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from computegap.core.control import total_processing_performance
from computegap.errors import UsageError
from computegap.imports import hardware_table
from computegap.library.shipped import find_chip
from computegap.library.view import Library
from computegap.records.chip import FORMAT_BITS, Chip
from computegap.results.chip_table import ChipTableResult, Disagreement, RejectedRow
from computegap.studies.chips import Selection, chips
from computegap.units import UNITS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from computegap.imports import ImportedChip
    from computegap.records.number import Number

AGREEMENT = 0.01
"""Figures this close, as a share, are the same figure rounded."""


def chip_table(
    file: Path,
    *,
    yardstick: str = "8bit",
    fall_back: bool = False,
    selection: Selection | None = None,
    diff: bool = False,
) -> ChipTableResult:
    """Read a table of chips, and compare it with the shipped one.

    Parameters
    ----------
    file : Path
        Epoch AI's CSV of machine-learning hardware.
    yardstick, fall_back, selection
        As in `chips`.
    diff : bool
        Whether only the differences are wanted.

    Returns
    -------
    result : ChipTableResult
        Rows that cannot be used are listed with their numbers, the rest is used.

    Raises
    ------
    DataError
        If the file is not such a table.
    """
    table = hardware_table(file)
    ours, library = Library(), Library()
    library.import_chips(table)
    listed = chips(yardstick=yardstick, fall_back=fall_back, selection=selection, library=library)
    found = [
        item
        for imported in table.chips
        for item in (
            *_against_itself(imported, library.chip(imported.id)),
            *_against_ours(imported, library.chip(imported.id), ours),
        )
    ]
    return ChipTableResult(
        "computegap/chip-table/1",
        str(file),
        listed,
        tuple(RejectedRow(*row) for row in table.rejected),
        table.unmapped,
        {chip.id: chip.kept for chip in table.chips if chip.kept},
        tuple(found),
        only_differences=diff,
    )


def _against_itself(imported: ImportedChip, chip: Chip) -> Iterator[Disagreement]:
    """Where the file's own TPP does not follow from its peaks."""
    if imported.tpp is None or not chip.peak:
        return
    by_format = {
        name: float(total_processing_performance(number.in_base_unit()[1], float(FORMAT_BITS[name])))
        for name, number in chip.peak.items()
    }
    best = max(by_format, key=lambda name: by_format[name])
    ours = by_format[best]
    if _near(imported.tpp, ours):
        return
    same = [name.upper() for name, value in by_format.items() if _near(imported.tpp, value)]
    if not same and imported.half is not None and _near(imported.tpp, _half_tpp(imported.half)):
        same = ["its FP16 (half precision)"]
    reason = f"theirs follows from {same[0]}" if same else "theirs follows from none of its peaks"
    yield Disagreement(
        imported.row, chip.name, "", "tpp", imported.tpp, ours, "bit.TOP/s", f"{reason}; ours from {best.upper()}"
    )


def _half_tpp(half: float) -> float:
    return float(total_processing_performance(half, float(FORMAT_BITS["bf16"])))


def _against_ours(imported: ImportedChip, chip: Chip, ours: Library) -> Iterator[Disagreement]:
    """Where a chip that we ship too has another figure."""
    try:
        shipped_id = find_chip(imported.id)
    except UsageError:
        return
    # Not by the user's library: a chip of theirs may go by the very id of the shipped one.
    for name, theirs, known in _pairs(chip, ours.chip(shipped_id)):
        value = theirs.in_base_unit()[1]
        low, middle, high = known.in_base_unit()
        if low * (1 - AGREEMENT) <= value <= high * (1 + AGREEMENT):
            continue
        because = f": {known.note}" if known.note else ""
        reason = f"{value / middle:.3g} times ours, from {known.source}{because}"
        if name == "memory" and _near(value / UNITS["GB"].scale * UNITS["GiB"].scale, middle):
            reason = f"GiB taken as GB: ours is from {known.source}"
        yield Disagreement(imported.row, chip.name, shipped_id, name, value, middle, known.base_unit, reason)


def _pairs(theirs: Chip, ours: Chip) -> Iterator[tuple[str, Number, Number]]:
    for name, number in theirs.peak.items():
        if name in ours.peak:
            yield f"peak.{name}", number, ours.peak[name]
    for field in ("memory", "bandwidth", "interconnect", "tdp", "die_area"):
        number, shipped = getattr(theirs, field), getattr(ours, field)
        if number is not None and shipped is not None:
            yield field, number, shipped


def _near(one: float, other: float) -> bool:
    return abs(one - other) <= AGREEMENT * abs(other)
