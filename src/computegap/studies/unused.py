"""What a user set that makes no difference to an answer, so that it is not taken for one that does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from computegap.library.overrides import SWITCHES
from computegap.library.shipped import find_chip

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from computegap.library.view import Library
    from computegap.records.number import Number
    from computegap.records.party import Party
    from computegap.results.shared import Input
    from computegap.studies.comparison import Question

SUBSIDISED = ("subsidy", "subsidy_overlap", "separate_subsidy_share", "government_capex")
"""A party's figures by which a subsidy buys something, or nothing."""


def unused(question: Question, inputs: Iterable[Input], replaced: Collection[str] = ()) -> tuple[str, ...]:
    """Notes on overrides that an answer does not use, or that change nothing of what is bought.

    Parameters
    ----------
    question : Question
        With its overrides.
    inputs : iterable of Input
        What the answer drew.
    replaced : collection of str
        Paths in whose place other values stood: a column of rows, or what a sweep varies.
    """
    drawn = tuple(used.path for used in inputs if used.path not in replaced)
    notes: dict[str, None] = {}
    for override in question.library.overrides:
        path = _full(override.path, question.library)
        is_switch = override.value.casefold() in SWITCHES
        if not (_is_read(question, path, drawn) if is_switch else _any_at(path, drawn)):
            notes[f"Set but not used: {override.path}."] = None
        # A switch says itself what no longer counts; whether values of many worlds buy something is theirs to tell.
        elif not is_switch and not _is_of_many(path, replaced):
            notes.update((note, None) for note in _contained(question, path))
    return tuple(notes)


def _any_at(path: str, names: Iterable[str]) -> bool:
    """Whether any of the names is at a path, or below it."""
    return any(name == path or name.startswith(f"{path}.") for name in names)


def _is_of_many(path: str, replaced: Collection[str]) -> bool:
    """Whether what decides about a party's subsidy is another in each world."""
    party_id, _, _ = path.partition(".")
    return any(_any_at(f"{party_id}.{name}", replaced) for name in SUBSIDISED)


def _is_read(question: Question, path: str, drawn: Collection[str]) -> bool:
    """Whether a route read a switch: off, it keeps its own figures from being drawn, not its neighbours'."""
    from computegap.studies.routes.counted import counted_channels  # noqa: PLC0415 - few set a switch

    holder, _, _ = path.rpartition(".")
    parties = question.scenario.parties
    for party_id in question.parties:
        channels = [f"{owner_id}.counted.{name}" for owner_id, name, _ in counted_channels(parties, party_id)]
        if holder in channels:
            return any(_any_at(channel, drawn) for channel in channels)
    return _any_at(holder, drawn)


def _full(path: str, library: Library) -> str:
    """A path with a chip by its id, as inputs have it."""
    first, *rest = path.split(".")
    if first == "chips":
        return ".".join((first, find_chip(rest[0], library.imported), *rest[1:]))
    return path


def _contained(question: Question, path: str) -> Iterator[str]:
    """Say of a subsidy that all of it is in the capital expenditure already."""
    party_id, _, rest = path.partition(".")
    if rest not in {"subsidy", f"subsidy.{question.year}"}:
        return
    party = question.scenario.parties[party_id]
    if party.subsidy[str(question.year)].in_base_unit()[2] == 0:
        # No subsidy is meant to buy nothing.
        return
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
