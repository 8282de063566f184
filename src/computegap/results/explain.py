"""Answer to `explain`."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from computegap.results.shared import Citation, Input, Quantity


class Node(NamedTuple):
    """A quantity in an explanation, with what it follows from."""

    quantity: str
    of: str
    formula: str | None
    value: Quantity
    input: Input | None
    children: tuple[Node, ...]
    left_out: int = 0
    """Quantities below it that the depth asked for leaves out."""


class ExplainResult(NamedTuple):
    """Answer to `explain`."""

    schema: str
    scenario: str
    year: int
    basis: str
    route: str
    yardstick: str
    rule: str
    seed: int
    samples: int
    overrides: tuple[str, ...]
    tree: Node
    sources: tuple[Citation, ...]
    notes: tuple[str, ...] = ()
