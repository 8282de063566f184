"""What a user set that makes no difference to an answer, so that it is not taken for one that does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from computegap.library.overrides import SWITCHES
from computegap.library.shipped import find_chip

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from computegap.library.view import Library
    from computegap.records.number import Number
    from computegap.records.party import Party
    from computegap.results.shared import Input
    from computegap.studies.comparison import Question

OF_A_CHIP = 3
"""Parts of the path of a chip's figure, at least: chips.b300.price."""


def unused(question: Question, inputs: Iterable[Input]) -> tuple[str, ...]:
    """Notes on overrides that an answer does not use, or that change nothing of what is bought.

    Parameters
    ----------
    question : Question
        With its overrides.
    inputs : iterable of Input
        What the answer drew.
    """
    drawn = tuple(used.path for used in inputs)
    notes: dict[str, None] = {}
    for override in question.library.overrides:
        # A switch says itself what no longer counts.
        if override.value.casefold() in SWITCHES:
            continue
        path = _full(override.path, question.library)
        if not any(name == path or name.startswith(f"{path}.") for name in drawn):
            notes[f"Set but not used: {override.path}."] = None
        else:
            notes.update((note, None) for note in _contained(question, path))
    return tuple(notes)


def _full(path: str, library: Library) -> str:
    """A path with a chip by its id, as inputs have it."""
    first, *rest = path.split(".")
    if first == "chips" and len(rest) >= OF_A_CHIP - 1:
        return ".".join((first, find_chip(rest[0], library.imported), *rest[1:]))
    return path


def _contained(question: Question, path: str) -> Iterator[str]:
    """Say of a subsidy that all of it is in the capital expenditure already."""
    party_id, _, rest = path.partition(".")
    if rest not in {"subsidy", f"subsidy.{question.year}"}:
        return
    party = question.scenario.parties[party_id]
    if party.separate_subsidy_share is not None:
        reason = f"{party_id}.separate_subsidy_share is 0"
        is_contained = party.separate_subsidy_share.in_base_unit()[2] == 0
    else:
        reason = f"{party_id}.subsidy_overlap is 1"
        is_contained = _all_overlaps(party, str(question.year), grows=bool(question.years))
    if is_contained:
        yield (
            f"Set, but buys nothing: {path}, as the capital expenditure holds all of it already ({reason}); "
            f"--set {party_id}.separate_subsidy_share=1 counts it beside."
        )


def _all_overlaps(party: Party, year: str, *, grows: bool) -> bool:
    """Whether a year's subsidies lie within the government's capital expenditure, however they are drawn."""
    overlap, government = party.subsidy_overlap, party.government_capex.get(year)
    if grows or overlap is None or government is None:
        return False
    subsidy = party.subsidy[year]
    return _ends(overlap)[0] == 1 and _ends(subsidy)[1] <= _ends(government)[0]


def _ends(number: Number) -> tuple[float, float]:
    """Ends that no draw passes; a p5-p95 figure has none."""
    low, _, high = number.in_base_unit()
    return (low, high) if number.interval != "p5-p95" else (float("-inf"), float("inf"))
