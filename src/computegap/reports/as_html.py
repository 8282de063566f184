"""Results as HTML, for notebooks: the blocks that tables have, without a style of their own."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from computegap.errors import printable
from computegap.reports.layout import lay_out
from computegap.reports.layout.blocks import Grid, Text

if TYPE_CHECKING:
    from computegap.reports.layout.blocks import Block, Tree


def fragment(result: object) -> str:
    """Draw a result as a piece of a page."""
    return "\n".join(_draw(block) for block in lay_out(result)) + "\n"


def _literal(text: str) -> str:
    return escape(printable(text.replace("\n", " ")))


def _draw(block: Block) -> str:
    if isinstance(block, Text):
        text = _literal(block.text)
        return f"<p><strong>{text}</strong></p>" if block.style == "headline" else f"<p>{text}</p>"
    return _grid(block) if isinstance(block, Grid) else f"<ul>{_branch(block)}</ul>"


def _grid(grid: Grid) -> str:
    def cell(tag: str, text: str, align: str) -> str:
        return f'<{tag} style="text-align: {align}">{_literal(text)}</{tag}>'

    head = "".join(cell("th", column.title, column.align) for column in grid.columns)
    lines = [f"<tr>{head}</tr>"]
    for row in grid.rows:
        if len(row) == 1 and len(grid.columns) > 1:
            lines.append(f'<tr><th colspan="{len(grid.columns)}" style="text-align: left">{_literal(row[0])}</th></tr>')
            continue
        cells = (cell("td", text, column.align) for text, column in zip(row, grid.columns, strict=False))
        lines.append(f"<tr>{''.join(cells)}</tr>")
    caption = f"<caption>{_literal(grid.title)}</caption>" if grid.title else ""
    return f"<table>{caption}{''.join(lines)}</table>"


def _branch(tree: Tree) -> str:
    below = "".join(map(_branch, tree.children))
    return f"<li>{_literal(tree.label)}{f'<ul>{below}</ul>' if below else ''}</li>"
