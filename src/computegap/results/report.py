"""Answer to `report`: a comparison and all that a page needs to stand alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from computegap.results.curve import ComparePicture
    from computegap.results.explain import ExplainResult
    from computegap.results.shared import Input


class Recipe(NamedTuple):
    """The headline's formulas as a script, and what they are fed.

    The script defines `answer(given)`: from a list of the inputs' values to a list of the compute ratio, what the rule
    in force makes of it, and the months of lag.
    """

    script: str
    given: tuple[tuple[float, ...], ...]
    """Values of each input that the script takes: one where it is exact, else one for each draw. [base units]"""
    is_gap: bool
    """Whether the rule in force gives a gap, rather than months."""
    is_partial: bool
    """Whether it takes values as they stand that other inputs lie behind: no lever moves those inputs."""


class Lever(NamedTuple):
    """An input that moves the answer, and what the answer becomes at both ends of it, all others in the middle."""

    path: str
    place: int
    """Where the input stands among those given to the script."""
    unit: str
    low: float
    middle: float
    high: float
    """Percentiles 5, 50 and 95. [unit]"""
    least: float
    most: float
    """Hard bounds, else percentiles 1 and 99. [unit]"""
    at_low: float
    at_high: float
    """What the rule in force gives. [1 or month]"""


class Change(NamedTuple):
    """A figure that the user set, and what stood there."""

    before: Input | None
    now: Input


class ReportResult(NamedTuple):
    """Answer to `report`."""

    picture: ComparePicture
    explanation: ExplainResult
    recipe: Recipe
    middle: float
    """What the rule in force gives with every input in the middle. [1 or month]"""
    levers: tuple[Lever, ...]
    """The most influential inputs, the one that moves the answer furthest first."""
    changes: tuple[Change, ...]
    scenario_title: str
    scenario_description: str
    command: str
    """What a shell is given to make the same page."""
