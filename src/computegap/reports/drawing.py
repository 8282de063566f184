"""An explanation as a drawing: boxes and arrows, what is shared drawn once."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from computegap.errors import printable
from computegap.reports.layout.explain import told
from computegap.results.explain import ExplainResult

if TYPE_CHECKING:
    from computegap.results.explain import Node


class Box(NamedTuple):
    """A quantity or an input, in lines of text."""

    key: str
    lines: tuple[str, ...]
    is_input: bool


class Drawing(NamedTuple):
    """Boxes, and arrows from what goes in to what comes out."""

    boxes: tuple[Box, ...]
    arrows: tuple[tuple[str, str], ...]


def drawing(result: object) -> Drawing:
    """Gather what an explanation shows.

    Raises
    ------
    TypeError
        If the result is no explanation: only `explain` offers these formats.
    """
    if not isinstance(result, ExplainResult):
        raise TypeError
    keys: dict[str, str] = {}
    boxes: dict[str, Box] = {}
    arrows: dict[tuple[str, str], None] = {}

    def visit(node: Node) -> str:
        # An input that both sides use is one input.
        name = node.input.path if node.input else f"{node.of}/{node.quantity}"
        key = keys.setdefault(name, f"n{len(keys)}")
        if key not in boxes:
            boxes[key] = Box(key, tuple(printable(line) for line in told(node)), node.input is not None)
        for child in node.children:
            arrows[visit(child), key] = None
        return key

    visit(result.tree)
    return Drawing(tuple(boxes.values()), tuple(arrows))
