"""Results as Markdown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from computegap.errors import printable
from computegap.reports.layout import lay_out
from computegap.reports.layout.blocks import Grid, Text, Tree

if TYPE_CHECKING:
    from collections.abc import Iterable

    from computegap.reports import Screen
    from computegap.reports.layout.blocks import Block

SPECIAL = re.compile(r"([\\`*_\[\]<>|#&~])")


def render(result: object, screen: Screen) -> str:  # noqa: ARG001 - every format takes a screen
    """Draw a result as GitHub-flavoured Markdown."""
    return "\n\n".join(_draw(block) for block in lay_out(result)) + "\n"


def literal(text: str) -> str:
    """Text that Markdown shows as it stands."""
    return SPECIAL.sub(r"\\\1", printable(text))


def _draw(block: Block) -> str:
    if isinstance(block, Text):
        return f"**{literal(block.text)}**" if block.style == "headline" else literal(block.text)
    if isinstance(block, Tree):
        return "\n".join(_branches(block, 0))
    return _grid(block)


def _grid(grid: Grid) -> str:
    width = len(grid.columns)
    lines = [f"### {literal(grid.title)}\n"] if grid.title else []
    lines.append(_row(column.title for column in grid.columns))
    lines.append("|" + "|".join("---:" if column.align == "right" else "---" for column in grid.columns) + "|")
    for row in grid.rows:
        cells = [literal(cell) for cell in row]
        if len(row) == 1 and width > 1:
            cells = [f"**{cells[0]}**", *[""] * (width - 1)]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _row(titles: Iterable[str]) -> str:
    return "| " + " | ".join(literal(title.replace("\n", " ")) for title in titles) + " |"


def _branches(tree: Tree, depth: int) -> list[str]:
    lines = [f"{'  ' * depth}- {literal(tree.label)}"]
    for child in tree.children:
        lines.extend(_branches(child, depth + 1))
    return lines
