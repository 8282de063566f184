"""An explanation as Graphviz text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from computegap.reports.drawing import drawing

if TYPE_CHECKING:
    from computegap.reports import Screen


def render(result: object, screen: Screen) -> str:  # noqa: ARG001 - every format takes a screen
    """Draw an explanation as a directed graph: inputs round, at the top, and the answer at the bottom."""
    found = drawing(result)
    lines = ["digraph explanation {", "  node [shape=box];"]
    for box in found.boxes:
        text = "\\n".join(line.replace("\\", "\\\\").replace('"', '\\"') for line in box.lines)
        lines.append(f'  {box.key} [label="{text}"{", shape=ellipse" if box.is_input else ""}];')
    lines.extend(f"  {start} -> {stop};" for start, stop in found.arrows)
    return "\n".join([*lines, "}"]) + "\n"
