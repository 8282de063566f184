"""`explain` in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from computegap.reports.figures import PERCENT, figure, percent, scale_for
from computegap.reports.layout.blocks import Block, Text, Tree, reference_numbers, sampling_note, source_list
from computegap.reports.layout.conditions import conditions

if TYPE_CHECKING:
    from computegap.results.explain import ExplainResult, Node
    from computegap.results.shared import Input


def blocks(result: ExplainResult) -> tuple[Block, ...]:
    """Lay out the chain from an answer down to its sources."""
    numbers = reference_numbers(result.sources)
    return (
        conditions(result, result.scenario),
        _tree(result.tree, numbers),
        *(Text(f"Note: {note}", "quiet") for note in result.notes),
        *sampling_note(result),
        *source_list(result.sources),
    )


def _tree(node: Node, numbers: dict[str, int]) -> Tree:
    label = "  <- ".join(told(node, numbers))
    if node.left_out:
        label += f"  ({node.left_out} more below)"
    return Tree(label, tuple(_tree(child, numbers) for child in node.children))


def told(node: Node, numbers: dict[str, int] | None = None) -> list[str]:
    """Return what there is to say of a quantity: what it is, the formula in words, and where an input comes from."""
    lines = [f"{node.quantity} ({node.of}) = {value(node)}"]
    if node.formula:
        lines.append(node.formula)
    if node.input:
        lines.append(_input(node.input, numbers or {}))
    return lines


def value(node: Node) -> str:
    """Write a quantity as a reader thinks of it: a share in percent."""
    scale = scale_for(node.quantity, node.value.unit, node.value)
    return percent(node.value) if scale is PERCENT else f"{figure(node.value, scale)} {scale.name}".rstrip()


def _input(used: Input, numbers: dict[str, int]) -> str:
    mark = f" [{numbers[used.source]}]" if used.source in numbers else ""
    return f"{used.path}, {used.basis}{mark} {used.source}"
