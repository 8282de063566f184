"""What every figure and every file must cite."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from computegap.data.literal import TABLES
from computegap.errors import DataError
from computegap.library.check import check_shipped
from computegap.library.citations import check_citations, numbers
from computegap.library.overrides import COMMAND_LINE
from computegap.library.view import Library
from computegap.records.number import Number, Rival
from computegap.records.source import Source

GOOD = Path(__file__).parents[1] / "good_data"
READ = date(2026, 1, 1)


def number(source: str, *rivals: Rival, as_of: date = READ, weak: bool = False) -> Number:
    """A figure that cites a source."""
    return Number(
        value=1, unit="1", interval="exact", basis="judged", note="a test", source=source, as_of=as_of,
        disputed_by=rivals, confidence="weak" if weak else None,
    )  # fmt: skip


def sources(**kinds: str) -> dict[str, Source]:
    """Sources by id, each of a kind."""
    some = {"title": "Some", "publisher": "Tests", "url": "tests", "accessed": READ}
    return {source_id: Source.model_validate({**some, "kind": kind}) for source_id, kind in kinds.items()}


def test_rivals_of_a_figure_that_was_set_are_held_to_their_sources() -> None:
    set_by_user = number(COMMAND_LINE, Rival(2, "hearsay"))
    with pytest.raises(DataError, match=r"own\.toml: share\.source: found 'hearsay', wanted the id of a source"):
        check_citations([("share", set_by_user)], {}, "own.toml")


@pytest.mark.parametrize("source", ["a-rumour", "hearsay"])
def test_a_source_that_there_is_not_is_told(source: str) -> None:
    """Before and after what stands for the command line in the alphabet."""
    with pytest.raises(DataError) as refused:
        check_citations([("share", number(source))], sources(paper="paper"), "own.toml")
    assert str(refused.value) == f"own.toml: share.source: found {source!r}, wanted the id of a source"


def test_what_is_cited_is_told() -> None:
    figures = [("a", number("paper", Rival(2, "other"))), ("b", number("paper")), ("c", number(COMMAND_LINE))]
    known = sources(paper="paper", other="news", idle="news")
    assert check_citations(figures, known, "own.toml") == {"paper", "other"}


def test_a_note_that_stands_alone_is_weak() -> None:
    known = sources(wiki="note", paper="paper")
    assert check_citations([("a", number("wiki", weak=True)), ("b", number("paper"))], known, "own.toml")
    with pytest.raises(DataError) as refused:
        check_citations([("a", number("wiki"))], known, "own.toml")
    assert str(refused.value) == (
        'own.toml: a.confidence: found none, wanted "weak", because wiki is a note that stands alone'
    )


@pytest.mark.parametrize("as_of", [date(2025, 12, 31), READ])
def test_a_figure_may_be_as_old_as_it_likes(as_of: date) -> None:
    assert check_citations([("a", number("paper", as_of=as_of))], sources(paper="paper"), "own.toml") == {"paper"}


def test_a_figure_is_from_no_later_than_its_source_was_read() -> None:
    with pytest.raises(DataError) as refused:
        check_citations([("a", number("paper", as_of=date(2026, 1, 2)))], sources(paper="paper"), "own.toml")
    assert str(refused.value) == (
        "own.toml: a.as_of: found 2026-01-02, wanted no later than 2026-01-01, when paper was accessed"
    )


def test_figures_go_by_their_paths() -> None:
    one, two = number("paper"), number("paper")
    assert list(numbers({"a": {"b": one}, "c": ["text", two]})) == [("a.b", one), ("c.1", two)]
    assert list(numbers([one], "rules")) == [("rules.0", one)]
    small = Library(str(GOOD / "small.toml")).scenario()
    yields = [path for path, _ in numbers(small, "small") if path.endswith(".yield")]
    assert yields == ["small.parties.here.process.yield", "small.parties.there.process.yield"]
    assert [path for path, _ in numbers(small.assumptions)][:2] == [
        "artificial_intelligence_share",
        "accelerator_share",
    ]


def test_shipped_figures_are_listed_below_their_sources_by_their_paths() -> None:
    uses = check_shipped()
    assert set(uses) == set(TABLES["sources.toml"])
    every = {path for paths in uses.values() for path in paths}
    assert {
        "chips.h100.price",
        "processes.tsmc-5nm.wafer_price",
        "assumptions.accelerator_share",
        "china.process.yield",
        "evidence:china.process.yield",
        "rules.kaplan.rule_exponent",
        "cluster.availability",
    } <= every
    # A claim goes by its figures, or by itself where it has none.
    assert {"claims.us-capex.figures.amount", "claims.rubin"} <= every
    assert "claims.us-capex" not in every
