"""The pieces that a layout is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from computegap.reports.figures import is_unsteady
from computegap.results.shared import Quantity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from computegap.results.shared import Citation, Input


class Text(NamedTuple):
    """A paragraph."""

    text: str
    style: Literal["headline", "plain", "quiet"] = "plain"


class Column(NamedTuple):
    """A column of a grid."""

    title: str
    align: Literal["left", "right"] = "right"
    fixed: bool = True
    """Whether its cells stay on one line."""


class Grid(NamedTuple):
    """Rows under columns; a row of one cell is a heading within the grid."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]


class Tree(NamedTuple):
    """A label and what stands below it."""

    label: str
    children: tuple[Tree, ...]


Block: TypeAlias = Text | Grid | Tree

LABEL = Column("", "left", fixed=False)


def reference_numbers(sources: Iterable[Citation]) -> dict[str, int]:
    """Number sources from 1 in their order."""
    return {source.id: number for number, source in enumerate(sources, 1)}


def marks(inputs: Iterable[Input], numbers: dict[str, int], *prefixes: str) -> str:
    """Write the numbers of the sources behind inputs whose paths start so: ` [1,4]`."""
    found = {numbers[used.source] for used in inputs if used.path.startswith(prefixes) and used.source in numbers}
    return f" [{','.join(map(str, sorted(found)))}]" if found else ""


def sampling_note(result: object) -> tuple[Text, ...]:
    """Say so where the draws are too few for the digits printed."""
    ranged = [value for value in _quantities(result) if not value.is_exact]
    unsteady = sum(map(is_unsteady, ranged))
    if not unsteady:
        return ()
    text = f"Note: other draws may move the last digit of {unsteady} of {len(ranged)} ranges; more --samples steady it."
    return (Text(text, "quiet"),)


def _quantities(result: object) -> Iterator[Quantity]:
    if isinstance(result, Quantity):
        yield result
    elif isinstance(result, (tuple, dict)):
        for item in result.values() if isinstance(result, dict) else result:
            yield from _quantities(item)


def source_list(sources: tuple[Citation, ...], title: str = "Sources") -> tuple[Block, ...]:
    """Lay out the numbered sources of an answer; the title says of what where no figure bears a number."""
    if not sources:
        return ()
    rows = tuple(
        (f"[{number}]", f"{source.title} ({source.id})", source.date) for number, source in enumerate(sources, 1)
    )
    columns = (Column("", "left"), LABEL, Column("", "left"))
    return (Grid(title, columns, rows),)
