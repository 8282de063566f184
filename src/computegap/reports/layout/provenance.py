"""`show`, `sources` and `scenario` in words."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from computegap.reports.figures import exact
from computegap.reports.layout.blocks import LABEL, Block, Column, Grid, Text, Tree, source_list
from computegap.results.provenance import ScenariosResult, ShowResult, SourcesResult

if TYPE_CHECKING:
    from computegap.results.provenance import NumberStory, SourceUse

MEANING = {
    "exact": "a single figure",
    "range": "hard bounds, anything between as likely",
    "p5-p95": "a 90 % belief: one chance in twenty outside on each side",
}
STATED = ("claims", "controls", "measured_lags", "published")
"""Roots of figures that stand as they are stated, and are not drawn."""
DIGITS = 15
"""As many as a file's figure can have."""
NAMED = 3
"""How many uses of a source are named before the rest are counted."""


def blocks(result: ShowResult | SourcesResult | ScenariosResult) -> tuple[Block, ...]:
    """Lay out figures, sources or scenarios."""
    if isinstance(result, ShowResult):
        if len(result.numbers) == 1:
            return _story(result.numbers[0])
        return _numbers(result.numbers)
    if isinstance(result, SourcesResult):
        return tuple(_source(source) for source in result.sources)
    return _scenarios(result)


def _span(story: NumberStory) -> str:
    unit = "" if story.unit == "1" else f" {story.unit}"
    hedge = f"{story.bound} " if story.bound else ""
    if story.low is None or story.high is None:
        return f"{hedge}{_digits(story.value)}{unit}"
    ends = f"{_digits(story.low)} to {_digits(story.high)}"
    return f"{hedge}{ends if story.value is None else f'{_digits(story.value)} ({ends})'}{unit}"


def _digits(value: float | None) -> str:
    """A figure with every digit that its file has."""
    return "" if value is None else exact(value, DIGITS)


def _meaning(story: NumberStory) -> str:
    if story.interval == "range" and story.path.partition(".")[0] in STATED:
        return "hard bounds"
    if story.distribution in {None, "uniform"}:
        return MEANING[story.interval] + _middle(story)
    ends = "hard bounds" if story.interval == "range" else MEANING[story.interval]
    return f"{ends}, {story.distribution}"


def _middle(story: NumberStory) -> str:
    """Where the middle of a range lies, if a reader of its value would look for it elsewhere."""
    if story.interval != "range" or story.value is None or story.low is None or story.high is None:
        return ""
    middle = story.low + (story.high - story.low) / 2
    return "" if math.isclose(middle, story.value) else f": in the middle {exact(middle)}, not {_digits(story.value)}"


def _story(story: NumberStory) -> tuple[Block, ...]:
    rows = [
        ("value", _span(story)),
        ("meaning", _meaning(story)),
        ("unit", "a plain number" if story.unit == "1" else story.unit),
        ("basis", story.basis + (", weak: one person's note" if story.confidence else "")),
        ("source", story.source),
    ]
    if story.citation:
        rows.append(("", f"{story.citation.title}; {story.citation.publisher}; {story.citation.date}"))
        rows.append(("", f"{story.citation.kind}, {story.citation.url}"))
    if story.where:
        rows.append(("where in it", story.where))
    if story.note:
        rows.append(("note", story.note))
    if story.as_of:
        rows.append(("as of", story.as_of))
    rows.extend(
        ("disputed by", f"{_digits(value)}: {source}{f', {where}' if where else ''}")
        for value, source, where in story.disputed_by
    )
    return (
        Text(story.path, "headline"),
        Grid("", (Column("", "left"), LABEL), tuple(rows)),
    )


def _numbers(numbers: tuple[NumberStory, ...]) -> tuple[Block, ...]:
    sources = tuple({story.source: story.citation for story in numbers if story.citation}.values())
    places = {source.id: place for place, source in enumerate(sources, 1)}
    rows = tuple(
        (story.path, _span(story), story.basis, f"[{places[story.source]}]" if story.source in places else "you")
        for story in numbers
    )
    names = ("figure", "value", "basis", "source")
    columns = tuple(Column(name, "left", fixed=name != "value") for name in names)
    return (Grid("", columns, rows), *source_list(sources))


def _source(source: SourceUse) -> Tree:
    more = len(source.used_for) - NAMED
    uses = ", ".join(source.used_for[:NAMED]) + (f" and {more} more" if more > 0 else "")
    told = (f"{source.title}; {source.publisher}", f"{source.kind}, {source.url}", f"used for {uses}")
    return Tree(f"{source.id} ({source.date})", tuple(Tree(text, ()) for text in told))


def _scenarios(result: ScenariosResult) -> tuple[Block, ...]:
    rows = tuple(
        (item.id, item.title, str(item.year), item.rule, item.yardstick, ", ".join(item.parties))
        for item in result.scenarios
    )
    names = ("scenario", "what it is", "year", "rule", "yardstick", "parties")
    columns = tuple(Column(name, "left", fixed=name not in {"what it is", "parties"}) for name in names)
    return (
        Grid("", columns, rows),
        *(_numbers(result.numbers) if result.numbers else ()),
    )
