"""Results as text for a screen or a plain pipe."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text as RichText

from computegap.errors import printable
from computegap.reports.layout import lay_out
from computegap.reports.layout.blocks import Grid, Text, Tree

if TYPE_CHECKING:
    from collections.abc import Callable

    from computegap.reports import Screen
    from computegap.reports.layout.blocks import Block

STYLES = {"headline": "bold", "plain": "", "quiet": "dim"}


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
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, show_header=any(c.title for c in grid.columns))
    for column in grid.columns:
        table.add_column(
            RichText("\n".join(map(printable, column.title.split("\n")))),
            justify=column.align,
            no_wrap=column.fixed,
            overflow="fold",
            min_width=max(map(len, column.title.split()), default=None),
        )
    for row in grid.rows:
        if len(row) == 1 and len(grid.columns) > 1:
            table.add_row(RichText(printable(row[0]), style="bold"))
        else:
            table.add_row(*(RichText(printable(cell)) for cell in row))
    console.print(table)


def _draw_tree(console: Console, tree: Tree, depth: int) -> None:
    # A hanging indent keeps a wrapped label apart from what stands below it.
    console.print(Padding(RichText(printable(f"{'' if depth == 0 else '- '}{tree.label}")), (0, 0, 0, 2 * depth)))
    for child in tree.children:
        _draw_tree(console, child, depth + 1)
