"""The one seam where records and overrides become named draws, and draws become quantities of a result."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from computegap.core.distributions import BY_SCIPY, Belief
from computegap.core.sampling import Plan, draws, spread
from computegap.errors import NoAnswerError, ScenarioError, UsageError
from computegap.library.overrides import COMMAND_LINE
from computegap.library.shipped import place_of, shipped_source
from computegap.results.shared import Citation, Input, Quantity, StandardError
from computegap.units import UNITS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from computegap.library.view import Library
    from computegap.records.number import Number, Part
    from computegap.records.source import Source
    from computegap.units import Truths, Values

DEFAULT_SAMPLES = 4096
DEFAULT_SEED = 0


def belief(path: str, number: Number, *, share: bool = False) -> Belief:
    """What a figure says is believed, in its base unit; `share` keeps a p5-p95 figure between 0 and 1.

    Raises
    ------
    UsageError
        If its distribution needs a library that is not installed.
    """
    low, middle, high = number.in_base_unit()
    shape = _shape(number.distribution, number.interval, share=share)
    floor, ceiling = number.in_base_unit_cut
    parts: list[tuple[float, Belief]] = []
    scale = UNITS[number.unit].scale
    if number.outcomes:
        parts = [(weight, Belief(path, "exact", *(value * scale,) * 3)) for value, weight in number.outcomes]
    elif number.parts:
        floor, ceiling = low, high
        parts = [(part.weight, _part(path, number, part, share=share)) for part in number.parts]
    if shape in BY_SCIPY or any(part.shape in BY_SCIPY for _, part in parts):
        _need_scipy(path, shape)
    return Belief(path, shape, low, middle, high, place_of(path), floor, ceiling, tuple(parts))


def _shape(distribution: str | None, interval: str, *, share: bool) -> str:
    shapes = {"exact": "exact", "range": "uniform", "p5-p95": "logit-normal" if share else "lognormal"}
    return distribution or shapes[interval]


def _part(path: str, number: Number, part: Part, *, share: bool) -> Belief:
    """What one part of a mixture says."""
    whole = replace(
        number, low=part.low, value=part.value, high=part.high, interval=part.interval,
        distribution=part.distribution, parts=(),
    )  # fmt: skip
    return belief(path, whole, share=share)


def _need_scipy(path: str, shape: str) -> None:
    from importlib.util import find_spec  # noqa: PLC0415 - few figures need it

    if find_spec("scipy") is None:
        message = f"{path}: a {shape} distribution needs scipy: pip install 'computegap[distributions]'"
        raise UsageError(message)


def as_input(path: str, number: Number) -> Input:
    """Return a figure as a result reports it."""
    return Input(
        path, number.value, number.low, number.high, number.unit, number.interval, number.basis,
        number.source, number.where, number.note, number.stated_on, number.distribution,
    )  # fmt: skip


NOTHING_FINITE = "there is no finite answer: is one of the figures too large or too small?"


def summarised(values: Values | Sequence[float], unit: str) -> Quantity:
    """Summarise draws, in a unit, finite or not."""
    said, errors = spread(values)
    found = Quantity(said["mean"], said["p5"], said["p25"], said["p50"], said["p75"], said["p95"], unit)
    return found._replace(standard_error=StandardError(**errors)) if errors and not found.is_exact else found


def quantity(values: Values | Sequence[float], unit: str) -> Quantity:
    """Summarise draws, in a unit."""
    return finite(summarised(values, unit))


def finite(found: Quantity) -> Quantity:
    """A quantity whose every figure is finite.

    Raises
    ------
    NoAnswerError
        If one is not.
    """
    bounds = (end for end in (found.low, found.high) if end is not None)
    if not all(map(math.isfinite, (*found[:6], *bounds, *(found.standard_error or ())))):
        message = f"a quantity in {found.unit} has no finite value: is one of the figures too large or too small?"
        raise NoAnswerError(message)
    return found


def cited(inputs: Iterable[Input], library: Library | None = None) -> tuple[Citation, ...]:
    """Sources of the inputs, in the order of their first use, each once."""
    ids = dict.fromkeys(used.source for used in inputs if used.source != COMMAND_LINE)
    if library is None:
        return tuple(Citation(source_id, *shipped_source(source_id)) for source_id in ids)
    citations = []
    for source_id in ids:
        source = library.source(source_id)
        citations.append(Citation(source_id, *told(source)))
    return tuple(citations)


def told(source: Source) -> tuple[str, ...]:
    """Title, date, publisher, address and kind of a source, as a citation has them."""
    return source.title, source.dated.isoformat(), source.publisher, source.url, source.kind


class Draws:
    """The values of one run: each input valued once, remembered with the figure that it came from."""

    def __init__(self, value_of: Callable[[Belief], Values], samples: int) -> None:
        """Start a run.

        Parameters
        ----------
        value_of : callable
            From what is believed of an input to its values: a single number, or one for each sample.
        samples : int
            Length of the sample axis.
        """
        self.samples = samples
        self.beliefs: dict[str, Belief] = {}
        """What is believed of each input, by path, in the order of first use."""
        self._value_of = value_of
        self._values: dict[str, Values] = {}
        self._inputs: dict[str, Input] = {}

    def of(self, path: str, number: Number | None, *, share: bool = False) -> Values:
        """Draw an input, or return what was drawn before.

        Raises
        ------
        ScenarioError
            If nobody has stated the figure: says how to supply it.
        """
        if number is None:
            message = f"{path} is unknown, and the answer needs it: supply it with --set {path}=VALUE"
            raise ScenarioError(message)
        if path not in self._values:
            self.believed(belief(path, number, share=share), as_input(path, number))
        return self._values[path]

    def believed(self, belief: Belief, used: Input) -> Values:
        """Value an input by what is believed of it, and remember the figure that the belief came from."""
        if belief.name not in self._values:
            self._values[belief.name] = self._value_of(belief)
            self._inputs[belief.name] = used
            self.beliefs[belief.name] = belief
        return self._values[belief.name]

    def require(self, holds: Truths, otherwise: str) -> None:
        """Refuse a run of which any sample would have no answer.

        Parameters
        ----------
        holds : bool, or array of bool, shape (sample,)
            Whether a sample has one.
        otherwise : str
            What to say where it has none.

        Raises
        ------
        ScenarioError
            If it does not hold for every sample.
        """
        if not (holds if isinstance(holds, bool) else holds.all()):
            raise ScenarioError(otherwise)

    @property
    def inputs(self) -> tuple[Input, ...]:
        """Figures used, in the order of their first use."""
        return tuple(self._inputs.values())

    def input(self, path: str) -> Input:
        """Return one figure used."""
        return self._inputs[path]


def drawn(plan: Plan) -> Draws:
    """Start a run that draws each input from what is believed of it."""
    return Draws(partial(draws, plan=plan), plan.samples)
