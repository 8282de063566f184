"""How do quantities move over a grid, a Latin hypercube or a list of worlds? Each world is a comparison of its own."""

from __future__ import annotations

import hashlib
import math
from functools import cached_property, lru_cache, partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

import computegap
from computegap.core.sampling import draws, summary
from computegap.errors import DataError, NoAnswerError, ScenarioError, UsageError, nearest
from computegap.library.overrides import read_figure
from computegap.notation import listed, unit_meant
from computegap.results.shared import Quantity
from computegap.results.sweep import SweepAxis, SweepResult, SweepRow, SweepSummary
from computegap.studies.comparison import Question, settled, several
from computegap.studies.inputs import Draws, cited
from computegap.studies.quantities import full_name, quantities, wanted
from computegap.studies.stand_ins import input_names, limits_of
from computegap.studies.unused import unused
from computegap.studies.worlds import as_told, median
from computegap.units import UNITS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Unpack

    from computegap.core.sampling import Plan
    from computegap.records.number import Number
    from computegap.results.shared import Input
    from computegap.studies.comparison import Settings
    from computegap.units import Array, Values

STATISTICS = ("mean", "p5", "p25", "p50", "p75", "p95")
LARGEST_PART = 512
"""Worlds of a part: a second's work, so that little is lost with it."""


class Request(NamedTuple):
    """A sweep as it is asked; plain data, so that any process can work on it."""

    first: str
    second: str
    vary: tuple[str, ...]
    """PATH=LOW..HIGH:STEPS, :STEPSlog, or PATH=VALUE,VALUE; for a hypercube without steps; for a list paths alone."""
    asked: tuple[str, ...]
    """Quantities; the ratio and the answer of the rule in force if none."""
    design: str
    """grid, lhs:COUNT or list."""
    listed: tuple[tuple[str, ...], ...]
    """Worlds of a list: a figure for each of `vary`."""
    settings: tuple[tuple[str, object], ...]
    """As in `compare`."""


class WorldError(DataError):
    """A list of worlds holds what is no input, or no figure that an input may take; told by row and column."""


class Axis(NamedTuple):
    """An input that is varied."""

    name: str
    path: str
    unit: str
    """As in the scenario."""
    values: tuple[float, ...]
    """Of a grid or a list, in that unit."""
    ends: tuple[float, float]
    is_log: bool


class Measured(NamedTuple):
    """A quantity that is told of each world."""

    name: str
    full: str
    unit: str


class Part(NamedTuple):
    """Some of the worlds, worked out."""

    worlds: Array
    """Shape (world, axis), in the axes' units."""
    found: Array
    """Shape (world, quantity, statistic); not a number where a world has no answer."""


class Sweep:
    """A comparison in many worlds."""

    def __init__(self, request: Request) -> None:
        """Check what is asked.

        Raises
        ------
        UsageError
            If an input, a quantity or a design is not one.
        ScenarioError
            If an input may not take a value.
        WorldError
            If a list of worlds holds such an input or value.
        """
        settings: Settings = dict(request.settings)  # type: ignore[assignment]  # as `compare` takes them
        self._question = Question(request.first, request.second, **settings)
        work = self._question.work_out(Draws(median, 1))
        self._basis = work.basis
        self._beliefs = work.draws.beliefs
        self._drawn: dict[str, Values] = {}
        self._plan = self._question.plan()
        self._names = input_names(self._question, work.draws)
        self._units = {path: work.draws.input(path).unit for path in self._beliefs}
        self._design = request.design
        self._read_in: dict[str, str] = {}
        self._is_list = request.design == "list"
        self.axes = self._axes(request)
        known = quantities(work)
        asked = request.asked or ("ratio", work.rules[self._question.rule].target)
        full = {name: full_name(name, known, self._question) for name in asked}
        self.measured = tuple(Measured(name, own, as_told(known[own])[1]) for name, own in full.items())
        self._wanted = wanted(work, full.values())
        self._cube = self._hypercube(request.design) if request.design.startswith("lhs:") else None
        self.fingerprint = hashlib.sha256(repr((computegap.__version__, request, self._beliefs)).encode()).hexdigest()
        """The same for the same worlds from the same figures, and for no others."""

    def _axes(self, request: Request) -> tuple[Axis, ...]:
        if not request.vary:
            message = "nothing to vary: wanted --vary PATH=LOW..HIGH:STEPS, such as china.process.yield=0.5..0.95:10"
            raise UsageError(message)
        if request.design not in {"grid", "list"} and not _count(request.design):
            message = f"--design {request.design}: wanted grid or lhs:COUNT, such as lhs:1000"
            raise UsageError(message)
        axes: list[Axis] = []
        for place, text in enumerate(request.vary):
            name, _, wish = text.partition("=")
            said = f"column {name}" if self._is_list else f"--vary {text}"
            if name not in self._names:
                message = f"{said}: {name!r} is no input of this comparison{nearest(name, self._names)}"
                raise self._fault(message)
            path = self._names[name]
            if any(path == other.path for other in axes):
                message = f"{said}: {path} is varied already"
                raise self._fault(message)
            if self._is_list:
                axes.append(self._listed(name, path, [world[place] for world in request.listed]))
                continue
            axis = self._axis(name, path, wish, said, is_grid=request.design == "grid")
            self._hold(path, axis.ends, said)
            axes.append(axis)
        return tuple(axes)

    def _fault(self, message: str) -> UsageError | WorldError:
        return WorldError(message) if self._is_list else UsageError(message)

    def _hold(self, path: str, ends: tuple[float, float], said: str) -> None:
        """Refuse values that an input may not take."""
        scale = UNITS[self._units[path]].scale
        for limit in limits_of(self._question, path):
            low, high = (end * scale for end in ends)
            if not (limit.hold(low) and limit.hold(high)):
                message = f"{said}: {limit.fault(low, high)}"
                raise ScenarioError(message)

    def _listed(self, name: str, path: str, cells: Sequence[str]) -> Axis:
        """An input's values in a list of worlds."""
        values: list[float] = []
        for row, cell in enumerate(cells, 1):
            said = f"row {row}: column {name}"
            try:
                value = self._single(cell, path, said)
                self._hold(path, (value, value), said)
            except (UsageError, ScenarioError) as error:
                raise WorldError(str(error)) from None
            values.append(value)
        return Axis(name, path, self._units[path], tuple(values), (min(values), max(values)), is_log=False)

    def _figure(self, text: str, path: str, said: str) -> tuple[float, float]:
        """Ends of a figure in the input's own unit."""
        try:
            written = read_figure(path, text)
        except UsageError as error:
            message = f"{said}: {error}"
            raise UsageError(message) from None
        own = self._units[path]
        try:
            unit = unit_meant(written, own)
        except UsageError as error:
            message = f"{said}: {error}"
            raise UsageError(message) from None
        if unit != (written.unit or own):
            self._read_in[path] = f"{path} is read in {unit}, as {written.high:g} {own} can hardly be meant."
        if UNITS[unit].base != UNITS[own].base:
            message = f"{said}: found unit {unit!r}, wanted one that measures the same as {own!r}"
            raise UsageError(message)
        if not all(math.isfinite(end * UNITS[unit].scale) for end in (written.low, written.high)):
            message = f"{said}: found {text!r}, wanted a smaller figure"
            raise UsageError(message)
        if unit == own:
            return written.low, written.high
        low, high = (end * UNITS[unit].scale / UNITS[own].scale for end in (written.low, written.high))
        return low, high

    def _single(self, text: str, path: str, said: str) -> float:
        """A figure in the input's own unit, which is no range."""
        low, high = self._figure(text, path, said)
        if low != high:
            message = f"{said}: found {text!r}, wanted a single figure"
            raise UsageError(message)
        return low

    def _axis(self, name: str, path: str, wish: str, said: str, *, is_grid: bool) -> Axis:
        body, colon, steps = wish.rpartition(":")
        if not colon:
            body, steps = wish, ""
        is_log = steps.endswith("log")
        count = steps.removesuffix("log")
        if "," in body and not colon and is_grid:
            try:
                items = listed(body)
            except UsageError as error:
                message = f"{said}: {error}"
                raise UsageError(message) from None
            values = tuple(self._single(item, path, said) for item in items)
            return Axis(name, path, self._units[path], values, (min(values), max(values)), is_log=False)
        low, high = self._figure(body, path, said)
        if (is_grid and not (count.isdecimal() and int(count) > 1)) or (not is_grid and count) or low == high:
            shape = "PATH=LOW..HIGH:STEPS with two steps or more, :STEPSlog, or PATH=VALUE,VALUE"
            message = f"{said}: wanted {shape if is_grid else 'PATH=LOW..HIGH, or PATH=LOW..HIGH:log'}"
            raise UsageError(message)
        if is_log and low <= 0:
            message = f"{said}: found {low:g}, wanted more than 0 on a logarithmic scale"
            raise UsageError(message)
        if not math.isfinite(high / low if is_log else high - low):
            message = f"{said}: found ends that are too far apart to step between"
            raise UsageError(message)
        values = tuple(_between((low, high), np.linspace(0, 1, int(count)), is_log=is_log).tolist()) if is_grid else ()
        return Axis(name, path, self._units[path], values, (low, high), is_log)

    def _hypercube(self, design: str) -> Array:
        """Latin hypercube: each axis has one world in each of as many layers, in an order of its own."""
        count = _count(design)
        columns = []
        for axis in self.axes:
            stream = np.random.SeedSequence([self._question.seed, *axis.path.encode()])
            layer = np.random.Generator(np.random.PCG64(stream)).permutation(count)
            columns.append(_between(axis.ends, (layer + 0.5) / count, is_log=axis.is_log))
        return np.stack(columns, axis=1)

    @property
    def count(self) -> int:
        """Worlds in all."""
        if self._cube is not None:
            return len(self._cube)
        lengths = [len(axis.values) for axis in self.axes]
        return lengths[0] if self._is_list else math.prod(lengths)

    @property
    def parts(self) -> tuple[tuple[int, int], ...]:
        """First world of each part, and the first beyond it."""
        size = min(LARGEST_PART, max(4, self.count // 400))
        return tuple((start, min(start + size, self.count)) for start in range(0, self.count, size))

    def worlds(self, start: int, stop: int) -> Array:
        """Some of the worlds, shape (world, axis), in the axes' units."""
        if self._cube is not None:
            return self._cube[start:stop]
        places = np.arange(start, stop)
        if self._is_list:
            return np.stack([np.array(axis.values)[places] for axis in self.axes], axis=1)
        indices = np.unravel_index(places, [len(axis.values) for axis in self.axes])
        return np.stack([np.array(axis.values)[index] for axis, index in zip(self.axes, indices, strict=True)], axis=1)

    def part(self, start: int, stop: int) -> Part:
        """Work some of the worlds out."""
        worlds = self.worlds(start, stop)
        scales = np.array([UNITS[axis.unit].scale for axis in self.axes])
        paths = [axis.path for axis in self.axes]
        found = np.full((len(worlds), len(self.measured), len(STATISTICS)), np.nan)
        for place, world in enumerate((worlds * scales).tolist()):
            given = dict(zip(paths, world, strict=True))
            try:
                found[place] = self._world(given)
            except (ScenarioError, NoAnswerError):
                # A side that adds nothing here, or figures beyond all numbers; what no world can answer was refused at
                # the start.
                continue
        return Part(worlds, np.where(np.isfinite(found), found, np.nan))

    def named(self, world: Array) -> dict[str, float]:
        """What is varied as it is in a world, by name."""
        return dict(zip((axis.name for axis in self.axes), world.tolist(), strict=True))

    def answer(self, parts: Iterable[Part]) -> SweepResult:
        """Tell of worlds that are worked out."""
        extremes = Extremes(self)
        rows: list[SweepRow] = []
        for part in parts:
            extremes.add(part)
            for world, found in zip(part.worlds, part.found.tolist(), strict=True):
                inputs = self.named(world)
                for item, values in zip(self.measured, found, strict=True):
                    rows.append(SweepRow(inputs, item.name, _spread(values, item.unit)))
        question = self._question
        axes = tuple(SweepAxis(axis.name, axis.unit, axis.is_log) for axis in self.axes)
        return SweepResult(
            "computegap/sweep/1", computegap.__version__, question.library.scenario_id, question.year,
            self._basis, question.route, question.yardstick, question.rule, question.seed, question.samples,
            self.overrides, self._design, axes, extremes.summaries, tuple(rows),
            cited(self._inputs, question.library), self.notes,
        )  # fmt: skip

    @property
    def overrides(self) -> tuple[str, ...]:
        """What was set for all worlds."""
        return tuple(f"{item.path}={item.value}" for item in self._question.library.overrides)

    @property
    def notes(self) -> tuple[str, ...]:
        """What was set and makes no difference to any world, and of what is varied, what is read in another unit."""
        return (*self._read_in.values(), *unused(self._question, self._inputs, {axis.path for axis in self.axes}))

    @cached_property
    def _inputs(self) -> tuple[Input, ...]:
        """Figures that the quantities rest on."""
        run = Draws(median, 1)
        self._question.work_out(run, self._wanted)
        return run.inputs

    def _world(self, given: Mapping[str, float]) -> list[list[float]]:
        run = _WorldDraws(given, self._drawn, self._plan)
        known = quantities(self._question.work_out(run, self._wanted))
        # A quantity that only some samples have is no quantity of this world.
        told = [as_told(known[item.full])[0] if item.full in known else math.nan for item in self.measured]
        return [list(summary(values).values()) for values in told]


class _WorldDraws(Draws):
    """What is varied as it is in one world, and the rest as it was drawn for all of them."""

    def __init__(self, given: Mapping[str, float], drawn: dict[str, Values], plan: Plan) -> None:
        super().__init__(partial(draws, plan=plan), plan.samples)
        self._given = given
        self._drawn = drawn

    def of(self, path: str, number: Number | None, *, share: bool = False) -> Values:
        if path in self._given:
            return self._given[path]
        if path not in self._drawn:
            self._drawn[path] = super().of(path, number, share=share)
        return self._drawn[path]


def _spread(values: Sequence[float], unit: str) -> Quantity | None:
    mean, p5, p25, p50, p75, p95 = values
    return None if any(map(math.isnan, values)) else Quantity(mean, p5, p25, p50, p75, p95, unit)


def _count(design: str) -> int:
    count = design.removeprefix("lhs:")
    return int(count) if design.startswith("lhs:") and count.isdecimal() else 0


def _between(ends: tuple[float, float], step: Array, *, is_log: bool) -> Array:
    low, high = ends
    found = low * (high / low) ** step if is_log else low + step * (high - low)
    # The far end as it was written, whatever the rounding on the way.
    return np.where(step == 1, high, found)


class Extremes:
    """Least and most medians of the worlds seen so far."""

    def __init__(self, sweep: Sweep) -> None:
        """Start with none."""
        self._sweep = sweep
        count = len(sweep.measured)
        self._ends = [np.full(count, np.inf), np.full(count, -np.inf)]
        self._at: list[list[dict[str, float]]] = [[{} for _ in range(count)] for _ in self._ends]
        self._without = np.zeros(count, dtype=int)

    def add(self, part: Part) -> None:
        """Take some worlds in."""
        medians = part.found[:, :, STATISTICS.index("p50")]
        self._without += np.isnan(medians).sum(axis=0)
        for place, own in enumerate(medians.T):
            if np.isnan(own).all():
                continue
            for end, world in enumerate((int(np.nanargmin(own)), int(np.nanargmax(own)))):
                if (own[world] < self._ends[end][place]) if end == 0 else (own[world] > self._ends[end][place]):
                    self._ends[end][place] = own[world]
                    self._at[end][place] = self._sweep.named(part.worlds[world])

    @property
    def summaries(self) -> tuple[SweepSummary, ...]:
        """One for each quantity."""
        least, most = ([float(end) if np.isfinite(end) else None for end in ends] for ends in self._ends)
        return tuple(
            SweepSummary(
                item.name, item.unit, least[place], self._at[0][place], most[place], self._at[1][place],
                int(self._without[place]),
            )
            for place, item in enumerate(self._sweep.measured)
        )  # fmt: skip


@lru_cache(maxsize=2)
def opened(request: Request) -> Sweep:
    """Return a sweep, checked once in each process."""
    return Sweep(request)


def part_of(request: Request, start: int, stop: int) -> Part:
    """Work out some worlds of a sweep: what a worker process does."""
    return opened(request).part(start, stop)


def sweep(
    first: str,
    second: str,
    *,
    vary: Sequence[str],
    quantities: Sequence[str] = (),
    design: str = "grid",
    **settings: Unpack[Settings],
) -> SweepResult:
    """Work a comparison out in many worlds, in this process.

    Parameters
    ----------
    first, second : str
        The sides.
    vary : sequence of str
        PATH=LOW..HIGH:STEPS, PATH=LOW..HIGH:STEPSlog or PATH=VALUE,VALUE; for a hypercube PATH=LOW..HIGH.
    quantities : sequence of str
        As `eval` names them; the ratio and the answer of the rule in force by default.
    design : str
        grid, or lhs:COUNT for a Latin hypercube.
    **settings
        As in `compare`.

    Returns
    -------
    result : SweepResult
        A row for each world and quantity.

    Raises
    ------
    UsageError
        If an input, a quantity or a design is not one.
    ScenarioError
        If an input may not take a value.
    """
    settings = settled(settings, "vary", "quantities", "design")
    axes, asked = several("vary", vary), several("quantities", quantities)
    own = Sweep(Request(first, second, axes, asked, design, (), tuple(settings.items())))
    return own.answer([own.part(*part) for part in own.parts])
