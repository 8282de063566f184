"""Where long words may break: paths and names behind a dot or another joint, figures nowhere, ranges in two."""

from __future__ import annotations

import re

JOINT = re.compile(r"(?<=[^\W_][._/-])(?=[^\W\d_])|(?<=[^\W\d_][._/-])(?=\d)|(?<=\d-)(?=\d)")
"""Behind a dot, an underscore, a slash or a hyphen next to a letter, and behind the hyphen of a range of figures."""


def pieces(word: str) -> list[str]:
    """Split a word at its joints, each of which stays with what is before it."""
    return JOINT.split(word)


def broken(text: str, width: int) -> str:
    """Put an end of line into words that are longer than a line, at their joints."""
    return " ".join(word if len(word) <= width else _broken(word, width) for word in text.split(" "))


def _broken(word: str, width: int) -> str:
    lines = [""]
    for piece in pieces(word):
        if lines[-1] and len(lines[-1]) + len(piece) > width:
            lines.append("")
        lines[-1] += piece
    return "\n".join(lines)
