"""Values that stand in for inputs of a comparison: by which names, and within which limits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from computegap.records.kinds import limits

if TYPE_CHECKING:
    from computegap.records.kinds import Limits, Record
    from computegap.studies.comparison import Question
    from computegap.studies.inputs import Draws


def input_names(question: Question, draws: Draws) -> dict[str, str]:
    """Paths of the inputs that a comparison used, by the names they go by: a figure of its year needs no year."""
    paths = {path: path for path in draws.beliefs}
    year = f".{question.year}"
    return paths | {path.removesuffix(year): path for path in paths if path.endswith(year)}


def limits_of(question: Question, path: str) -> tuple[Limits, ...]:
    """What a value that stands in for an input may be."""
    root, *keys = path.split(".")
    holder: Record = question.scenario.assumptions
    if root == "chips":
        holder, keys = question.chip(keys[0]), keys[1:]
    elif root == "rules":
        holder, keys = question.rules.rules[keys[0]], keys[1:]
    elif root != "assumptions":
        holder = question.scenario.parties[root]
    return limits(holder, keys)
