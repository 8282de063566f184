"""Every shipped file held to its record, and every source to the figures that cite it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from computegap.errors import DataError
from computegap.library.citations import UNUSED, check_citations, numbers
from computegap.library.shipped import chip_ids, process_ids, scenario_ids
from computegap.library.view import Library

if TYPE_CHECKING:
    from collections.abc import Iterator


def check_shipped() -> dict[str, list[str]]:
    """Check every shipped file, and return the paths of the figures that cite each source.

    Raises
    ------
    DataError
        If a file holds something that is not a fact in the accepted form, or a source that nobody cites.
    """
    library = Library()
    sources = library.sources()
    uses: dict[str, list[str]] = {source_id: [] for source_id in sources}
    for root, record in _shipped_records(library):
        figures = list(numbers(record, root))
        check_citations(figures, sources, root)
        for path, number in figures:
            for source_id in {number.source, *(rival.source for rival in number.disputed_by)}:
                uses[source_id].append(path)
    for claim_id, claim in library.claims().claims.items():
        if claim.source not in sources:
            message = f"claims.toml: claims.{claim_id}.source: found {claim.source!r}, wanted the id of a source"
            raise DataError(message)
        if not claim.figures:
            uses[claim.source].append(f"claims.{claim_id}")
    for source_id, paths in uses.items():
        if not paths:
            message = f"sources.toml: {source_id}: found {UNUSED}"
            raise DataError(message)
    return uses


def _shipped_records(library: Library) -> Iterator[tuple[str, object]]:
    """Every shipped record with the path that its figures go by."""
    yield from ((f"chips.{name}", library.chip(name)) for name in chip_ids())
    yield from ((f"processes.{name}", library.process(name)) for name in process_ids())
    for name in scenario_ids():
        scenario = Library(name).scenario()
        prefix = "" if name == "article" else f"{name}:"
        yield f"{prefix}assumptions", scenario.assumptions
        yield from ((f"{prefix}{party}", record) for party, record in scenario.parties.items())
    rules = library.rules()
    yield "rules", rules.rules
    yield "measured_lags", rules.measured_lags
    yield "claims", library.claims().claims
    yield "claims.tolerance", library.claims().tolerance
    yield "controls", library.controls()
    yield "published", library.published()
    yield "cluster", library.cluster()
