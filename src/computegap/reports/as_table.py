"""Results as text for a screen or a plain pipe."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text as RichText

from computegap.errors import printable
from computegap.reports.layout import lay_out
from computegap.reports.layout.blocks import Grid, Text, Tree
from computegap.reports.wrapping import broken, pieces

if TYPE_CHECKING:
    from collections.abc import Callable

    from computegap.reports import Screen
    from computegap.reports.layout.blocks import Block

STYLES = {"headline": "bold", "plain": "", "quiet": "dim"}
GAP = 2
"""Blanks between columns."""


def render(result: object, screen: Screen) -> str:
    """Draw a result for a screen, in columns without lines, so that any terminal and any pipe can show it."""

    def draw(console: Console) -> None:
        for index, block in enumerate(lay_out(result)):
            if index and not (isinstance(block, Text) and block.style == "quiet"):
                console.print()
            _draw(console, block)

    return on_console(screen, draw)


def on_console(screen: Screen, draw: Callable[[Console], None]) -> str:
    """Return what is drawn on a console of a screen's width and colour, without blanks at the ends of lines."""
    text = io.StringIO()
    console = Console(
        file=text,
        width=screen.width,
        force_terminal=screen.colour,
        color_system="auto" if screen.colour else None,
        no_color=not screen.colour,
        highlight=False,
        markup=False,
        emoji=False,
    )
    draw(console)
    lines = (line.rstrip() for line in text.getvalue().splitlines())
    return "\n".join(lines) + "\n"


def _draw(console: Console, block: Block) -> None:
    if isinstance(block, Text):
        console.print(RichText(printable(block.text), style=STYLES[block.style]))
    elif isinstance(block, Grid):
        _draw_grid(console, block)
    else:
        _draw_tree(console, block, 0)


def _draw_grid(console: Console, grid: Grid) -> None:
    if grid.title:
        console.print(RichText(printable(grid.title), style="bold"))
    titles = ["\n".join(map(printable, column.title.split("\n"))) for column in grid.columns]
    rows = [[printable(cell) for cell in row] for row in grid.rows]
    columns = [[title, *(row[place] for row in rows if place < len(row))] for place, title in enumerate(titles)]
    widths, wrapped = _widths(grid, columns, console.width)
    table = Table(box=None, padding=(0, GAP, 0, 0), pad_edge=False, show_header=any(titles))
    for column, title, width, wraps in zip(grid.columns, titles, widths, wrapped, strict=True):
        table.add_column(
            RichText(broken(title, width)), justify=column.align, no_wrap=not wraps, overflow="fold", width=width
        )
    for row in rows:
        style = "bold" if len(row) == 1 and len(grid.columns) > 1 else ""
        table.add_row(*(RichText(broken(cell, width), style) for cell, width in zip(row, widths, strict=False)))
    console.print(table)


def _widths(grid: Grid, columns: list[list[str]], room: int) -> tuple[list[int], list[bool]]:
    """Width of each column, and whether it wraps: labels at words, then at joints, then units, figures and ranges."""
    room -= GAP * (len(columns) - 1)
    full = [_longest(column, str.splitlines) for column in columns]
    loose = [not column.fixed for column in grid.columns]
    if sum(full) <= room:
        return full, loose
    words = [_longest(column, str.split) for column in columns]
    parts = [_longest(column, _pieces) for column in columns]
    named = [not column.fixed or column.align == "left" for column in grid.columns]
    least, wrapped = full, loose
    whole_ranges = [part if name else word for part, word, name in zip(parts, words, named, strict=True)]
    every = [True] * len(columns)
    steps = ((loose, words), (loose, parts), (named, parts), (every, whole_ranges), (every, parts))
    for wrapped, short in steps:
        least = [few if wraps else whole for few, wraps, whole in zip(short, wrapped, full, strict=True)]
        if sum(least) <= room:
            break
    widths = [min(width, max(room, 1)) for width in full]
    while sum(widths) > max(room, len(widths)):
        # On a screen that is too narrow for its longest words the longest are broken anywhere.
        able = [place for place, width in enumerate(widths) if width > least[place]] or range(len(widths))
        widths[max(able, key=widths.__getitem__)] -= 1
    return widths, wrapped


def _longest(cells: list[str], split: Callable[[str], list[str]]) -> int:
    return max((cell_len(part) for cell in cells for part in split(cell)), default=0)


def _pieces(cell: str) -> list[str]:
    return [piece for word in cell.split() for piece in pieces(word)]


def _draw_tree(console: Console, tree: Tree, depth: int) -> None:
    # A hanging indent keeps a wrapped label apart from what stands below it.
    console.print(Padding(RichText(printable(f"{'' if depth == 0 else '- '}{tree.label}")), (0, 0, 0, 2 * depth)))
    for child in tree.children:
        _draw_tree(console, child, depth + 1)
