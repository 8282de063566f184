"""Answer to `chips --from`."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from computegap.results.chips import ChipsResult
    from computegap.results.shared import Quantity


class RejectedRow(NamedTuple):
    """A row that could not be used."""

    row: int
    name: str
    reason: str


class Disagreement(NamedTuple):
    """A figure of the file that is not ours."""

    row: int
    name: str
    chip: str
    """The shipped chip, or "" where the file disagrees with itself."""
    figure: str
    theirs: float
    ours: Quantity | float
    unit: str
    reason: str


class ChipTableResult(NamedTuple):
    """What a file holds, what it cannot be used for, and where it disagrees."""

    schema: str
    file: str
    chips: ChipsResult
    rejected: tuple[RejectedRow, ...]
    unmapped: tuple[str, ...]
    kept: dict[str, dict[str, str]]
    """What has no place in a chip, as the file has it: by chip and column."""
    disagreements: tuple[Disagreement, ...]
    only_differences: bool
