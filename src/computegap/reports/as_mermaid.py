"""An explanation as Mermaid text, which GitHub and many editors draw."""

from __future__ import annotations

from typing import TYPE_CHECKING

from computegap.reports.drawing import drawing

if TYPE_CHECKING:
    from computegap.reports import Screen

ENTITIES = str.maketrans({"#": "#35;", '"': "#quot;", "<": "#lt;", ">": "#gt;", "`": "#96;"})


def render(result: object, screen: Screen) -> str:  # noqa: ARG001 - every format takes a screen
    """Draw an explanation as a flow chart: inputs rounded, at the top, and the answer at the bottom."""
    found = drawing(result)
    lines = ["flowchart TD"]
    for box in found.boxes:
        text = "<br/>".join(line.translate(ENTITIES) for line in box.lines)
        start, stop = ("([", "])") if box.is_input else ("[", "]")
        lines.append(f'  {box.key}{start}"{text}"{stop}')
    lines.extend(f"  {start} --> {stop}" for start, stop in found.arrows)
    return "\n".join(lines) + "\n"
