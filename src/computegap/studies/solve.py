"""At which value of an input does an answer come to a target?"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

import computegap
from computegap.core.sampling import draws
from computegap.errors import NoAnswerError, ScenarioError, UsageError, nearest
from computegap.library.overrides import Override
from computegap.notation import figure, plain_number
from computegap.results.solve import Near, SolvePicture, SolvePoint, SolveResult, Target
from computegap.studies.blocks import block_sizes, combined, in_blocks
from computegap.studies.comparison import SHARES, Question, Settings, read_overrides, settled
from computegap.studies.curve import MOST_DRAWS
from computegap.studies.inputs import cited, quantity
from computegap.studies.repeat import run_of
from computegap.studies.unused import unused
from computegap.studies.worlds import Worlds
from computegap.units import UNITS

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Unpack

    from numpy.typing import NDArray

    from computegap.results.shared import Quantity
    from computegap.units import Array, Values

    Flags = NDArray[np.bool_]

FORM = "wanted QUANTITY=VALUE, =half, =0.5x or =QUANTITY, such as performance_gap=20%"
WHOLE = 100
"""All, in percent."""
LEAST_IN_FULL, MOST_IN_FULL = 1e5, 1e15
"""Figures from the one up to the other are written with every digit before the point, and none behind it."""
REACH = 1000
"""How many times above and below its present middle an input is searched, where nobody says."""
WIDE = 100
"""Bounds that are so many times apart are searched in steps of equal ratio, others in steps of equal size."""
FINE = 513
"""Values that the bounds of the middle case are searched at, ends included."""
COARSE = np.linspace(0, 1, 33)
"""Steps between the bounds that each sample is searched at."""
HALVINGS = 48
"""Of a step, until the value is as exact as binary arithmetic has it."""
TURN = 1e-9
"""A move of the answer that is smaller, as a share of all that it moves, is the arithmetic's."""


POINTS = 25
"""Values of the input that a picture is drawn over."""
AROUND = 2
"""How many times beyond what it marks a picture goes on, where values are ratios of each other."""


class Wanted(NamedTuple):
    """What the target asks: `of` is to be a figure, a factor times another quantity, or times its own present value."""

    of: str
    text: str
    figure: float | None = None
    factor: float = 1.0
    other: str | None = None


class UnreachedError(NoAnswerError):
    """No value does it: how near the answer gets is an answer, too."""

    def __init__(self, message: str, result: SolveResult) -> None:
        """Say why, and keep what was found."""
        super().__init__(message)
        self.result = result


class Search(NamedTuple):
    """Bounds of an input, and the way from one to the other."""

    low: float
    high: float

    @property
    def by_ratio(self) -> bool:
        """Whether the way is gone in equal ratios."""
        return self.low > 0 and self.high / self.low > WIDE

    def at(self, step: Array) -> Array:
        """Value at a step between 0 and 1."""
        if self.by_ratio:
            return np.asarray(self.low * (self.high / self.low) ** step)
        return self.low + step * (self.high - self.low)

    def step(self, value: float) -> float:
        """Where a value lies between the bounds, as a step."""
        if self.by_ratio:
            return float(np.log(max(value, self.low) / self.low) / np.log(self.high / self.low))
        return (value - self.low) / (self.high - self.low)


class Found(NamedTuple):
    """What some samples say; None where no value does it in any."""

    present: Quantity
    """What is believed of the input now."""
    reached: float
    """Share of the samples in which a value does it."""
    value: Quantity | None
    wanted: Quantity | None
    """What the quantity then comes to."""


class Middle(NamedTuple):
    """The middle case over the bounds, in steps."""

    crossings: tuple[float, ...]
    """Where it meets the target, ascending."""
    is_monotone: bool
    moves: bool
    """Whether the bounds make any difference."""
    nearest: float
    """The crossing nearest to now, or where it comes nearest to the target."""


def solve(
    first: str, second: str, *, target: str, vary: str, within: str | None = None, **settings: Unpack[Settings]
) -> SolveResult:
    """Find the value of an input at which a quantity comes to a target, in each sample.

    Parameters
    ----------
    first, second : str
        As in `compare`.
    target : str
        QUANTITY=VALUE with a unit, =half or =0.5x of its present value, =QUANTITY or =2*QUANTITY.
    vary : str
        Path of the input, as for --set.
    within : str, optional
        LOW..HIGH with a unit, as for --set; a thousandth to a thousand times the present value, as far as the input
        may go, by default.
    **settings : Settings
        As in `compare`.

    Returns
    -------
    result : SolveResult
        The value with its range, over the samples in which there is one.

    Raises
    ------
    UnreachedError
        If no value does it in any sample: says how near the answer gets, and holds the result without a value.
    UsageError
        If there is no such quantity or input, or the target is in no accepted form.
    ScenarioError
        If the input may not take values within the bounds.
    """
    settings = settled(settings, "target", "vary", "within")
    overrides = read_overrides(settings)
    now, then, path, wanted, search = _asked(first, second, target, vary, within, settings)
    middle, near = _middle_case(now, then, path, wanted, search)
    question = then.question
    belief = now.draws.beliefs[path]
    # The first block's draws will do where there is nothing to look for.
    plan = question.plan(samples=next(block_sizes(question.samples)))
    repeatable = run_of(
        "solve", question.library.brought, settings,
        first=first, second=second, target=target, vary=vary, within=within,
    )  # fmt: skip
    result = SolveResult(
        schema="computegap/solve/1",
        version=computegap.__version__,
        scenario=question.library.scenario_id,
        year=question.year,
        basis=then.basis,
        route=question.route,
        yardstick=question.yardstick,
        rule=question.rule,
        seed=question.seed,
        samples=question.samples,
        overrides=tuple(f"{item.path}={item.value}" for item in overrides),
        vary=path,
        unit=_unit(now, path),
        within=(search.low, search.high),
        target=Target(wanted.of, wanted.text, quantity(near.wanted, now.unit(wanted.of))),
        reached=0.0,
        value=None,
        present=quantity(draws(belief, plan), _unit(now, path)),
        crossings=tuple(search.at(np.array(middle.crossings)).tolist()),
        is_monotone=middle.is_monotone,
        nearest=near,
        notes=(*_weighed(then, path, near.value), *unused(now.question, now.draws.inputs)),
        sources=cited((now.draws.input(path), *now.inputs(_names(wanted))), question.library),
        run=repeatable,
    )
    if not middle.moves:
        message = f"{wanted.text} does not depend on {path}, so no value of it makes a difference"
        raise UnreachedError(message, result)
    run = in_blocks(
        lambda block, samples: _found(now, then, path, wanted, search, middle.nearest, block, samples),
        question.samples,
        combine=_both,
        watch=question.watch,
    )
    found = run.result
    repeatable = repeatable._replace(arguments={**repeatable.arguments, **run.stopped})
    result = result._replace(
        present=found.present, samples=run.samples, notes=(*result.notes, *run.notes), run=repeatable
    )
    if found.value is None or found.wanted is None:
        if question.watch.interrupted:
            # It says nothing of the samples that were left.
            raise KeyboardInterrupt
        raise UnreachedError(_told_why(now, path, wanted, search, near), result)
    return result._replace(target=result.target._replace(wanted=found.wanted), reached=found.reached, value=found.value)


def solve_picture(
    result: SolveResult,
    first: str,
    second: str,
    *,
    target: str,
    vary: str,
    within: str | None = None,
    **settings: Unpack[Settings],
) -> SolvePicture:
    """Work the quantity out over values of the input about those of an answer; for the parameters see `solve`."""
    now, then, path, wanted, search = _asked(first, second, target, vary, within, settings)
    question = now.question
    samples = min(question.samples, MOST_DRAWS)
    drawn, present = _drawn(now, then, wanted, 0, samples)
    low, high = _seen(result, search)
    by_ratio = low > 0 and high / low > AROUND**3
    points = []
    for value in (np.geomspace if by_ratio else np.linspace)(low, high, POINTS).tolist():
        values = then.values(_names(wanted), {**drawn, path: np.full(samples, value)}, samples)
        gap, goal = _apart(wanted, values, present)
        has = np.isfinite(gap)
        if has.any():
            unit = now.unit(wanted.of)
            points.append(SolvePoint(value, quantity((gap + goal)[has], unit), quantity(goal[has], unit)))
    # As of the points: a sample without an answer, such as one in which a side buys nothing, takes it from no other.
    known = present[np.isfinite(present)]
    return SolvePicture(
        result, tuple(points), by_ratio, quantity(known if known.size else present, now.unit(wanted.of))
    )


def _seen(result: SolveResult, search: Search) -> tuple[float, float]:
    """Ends of what a picture is drawn over: present values of the input, those found, and some about them."""
    told = [end for item in (result.present, result.value) if item is not None for end in (item.p5, item.p95)]
    told += [*result.crossings, result.nearest.value]
    low, high = min(told), max(told)
    if search.by_ratio:
        return max(search.low, low / AROUND), min(search.high, high * AROUND)
    # All of the bounds about a single value.
    beyond = (high - low) / AROUND or math.inf
    return max(search.low, low - beyond), min(search.high, high + beyond)


# What is asked -------------------------------------------------------------------------------------------------------


def _asked(
    first: str, second: str, target: str, vary: str, within: str | None, settings: Settings
) -> tuple[Worlds, Worlds, str, Wanted, Search]:
    """Worlds as they are now and within the bounds, and what is looked for, where."""
    now = Worlds(Question(first, second, **settings))
    path = _varied(now, vary)
    wanted = _wanted(now, target)
    then, search = _bounds(first, second, now, vary, path, within, settings)
    return now, then, path, wanted, search


def _unit(worlds: Worlds, path: str) -> str:
    return UNITS[worlds.draws.input(path).unit].base


def _varied(worlds: Worlds, vary: str) -> str:
    """Full path of the input: a dated figure goes without its year, as for --set."""
    known = worlds.draws.beliefs
    for path in known:
        head, _, year = path.rpartition(".")
        if vary in (path, head if year.isdigit() else path):
            return path
    below = [path for path in known if path.startswith(f"{vary}.")]
    if below:
        message = f"--vary {vary}: is a group, wanted one of {', '.join(below)}"
        raise UsageError(message)
    worlds.question.library.find(vary)
    message = f"--vary {vary}: this comparison does not use it, wanted one of {', '.join(known)}{nearest(vary, known)}"
    raise UsageError(message)


def _wanted(worlds: Worlds, target: str) -> Wanted:
    name, equals, text = (part.strip() for part in target.partition("="))
    if not name or not equals or not text:
        message = f"--target {target}: {FORM}"
        raise UsageError(message)
    of = worlds.full_name(name)
    if text == "half":
        return Wanted(of, target, factor=0.5)
    if times := re.fullmatch(r"([\d.]+(?:e[-+]?\d+)?)\s*x", text):
        return Wanted(of, target, factor=_plain(times[1], target))
    factor, star, other = text.partition("*")
    if star:
        return Wanted(of, target, factor=_plain(factor, target), other=worlds.full_name(other.strip()))
    if text[0].isalpha():
        return Wanted(of, target, other=worlds.full_name(text))
    wanted = _figure(text, target, worlds.unit(of))
    if of.endswith(SHARES):
        _check_share(wanted, of, text, target)
    return Wanted(of, target, wanted)


def _check_share(wanted: float, of: str, text: str, target: str) -> None:
    """Refuse more than all; a gap is never all, while a yield may be."""
    never_all = of.endswith("gap")
    if wanted < 1 or (wanted == 1 and not never_all):
        return
    meant = f"; did you mean {text}%?" if 1 < wanted < WHOLE and not text.endswith("%") else ""
    message = f"--target {target}: found {text}, wanted a share {'below' if never_all else 'of at most'} 1{meant}"
    raise UsageError(message)


def _plain(text: str, target: str) -> float:
    try:
        return plain_number(text)
    except ValueError:
        message = f"--target {target}: found {text!r}, {FORM}"
        raise UsageError(message) from None


def _figure(text: str, target: str, unit: str) -> float:
    """A target as a number, in the unit that answers have the quantity in."""
    try:
        written = figure(text)
    except UsageError as error:
        message = f"--target {target}: {error}"
        raise UsageError(message) from None
    if written.is_range:
        message = f"--target {target}: found a range, wanted a single figure"
        raise UsageError(message)
    given, own = UNITS[written.unit or unit], UNITS[unit]
    if given.base != own.base:
        message = f"--target {target}: found unit {written.unit!r}, wanted one that measures the same as {unit!r}"
        raise UsageError(message)
    return written.low * given.scale / own.scale


def _bounds(
    first: str, second: str, now: Worlds, vary: str, path: str, within: str | None, settings: Settings
) -> tuple[Worlds, Search]:
    """Set the input to its bounds, which says whether it may take them, and what they are in base units."""

    def set_to(text: str) -> Worlds:
        overrides = (*read_overrides(settings), Override(vary, text))
        changed: Settings = {**settings, "overrides": overrides}
        return Worlds(Question(first, second, **changed))

    if within is not None:
        try:
            then = set_to(within)
        except ScenarioError as error:
            message = str(error).replace(f"--set {vary}={within}", f"--within {within}")
            raise ScenarioError(message) from None
        belief = then.draws.beliefs[path]
        if belief.low == belief.high:
            message = f"--within {within}: found a single figure, wanted LOW..HIGH"
            raise UsageError(message)
        return then, Search(belief.low, belief.high)
    middle, unit = now.middle(path), _unit(now, path)
    if not middle:
        message = f"{path} is 0, which says nothing of where to look: wanted --within LOW..HIGH"
        raise UsageError(message)
    # As far as the input may go: a share ends at 1, some below it; an overhead begins there, a growth above it.
    for high in (middle * REACH, 1.0, 1 - 1 / REACH):
        for low in (middle / REACH, 1.0, 1 + 1 / REACH):
            try:
                then = set_to(f"{low!r}..{high!r} {unit}")
            except (ScenarioError, UsageError):
                continue
            return then, Search(low, high)
    message = f"{path} takes no value far from {middle:g}: wanted --within LOW..HIGH"
    raise UsageError(message)


# Looking -------------------------------------------------------------------------------------------------------------


def _apart(wanted: Wanted, values: dict[str, Array], present: Values) -> tuple[Array, Array]:
    """How far the quantity is from its target, and the target."""
    if wanted.figure is not None:
        goal = np.full_like(values[wanted.of], wanted.figure)
    elif wanted.other is not None:
        goal = wanted.factor * values[wanted.other]
    else:
        goal = np.broadcast_to(wanted.factor * np.asarray(present), values[wanted.of].shape)
    return values[wanted.of] - goal, goal


def _names(wanted: Wanted) -> tuple[str, ...]:
    return (wanted.of,) if wanted.other is None else (wanted.of, wanted.other)


def _middle_case(now: Worlds, then: Worlds, path: str, wanted: Wanted, search: Search) -> tuple[Middle, Near]:
    """Look through the bounds with every other input at its middle."""
    present = now.values((wanted.of,), {}, 1)[wanted.of]

    def apart(step: Array) -> tuple[Array, Array]:
        values = then.values(_names(wanted), {path: search.at(step)}, len(step))
        return _apart(wanted, values, present)

    middle = looked_through(lambda step: apart(step)[0], search.step(now.middle(path)))
    step = np.array([middle.nearest])
    distance, goal = apart(step)
    distance = without_noise(distance, apart(COARSE)[0][:, None])
    near = Near(search.at(step).item(), (distance + goal).item(), goal.item())
    if not all(map(math.isfinite, near)):
        message = f"{wanted.text}: {wanted.of} has no finite value at any {path}"
        raise NoAnswerError(message)
    return middle, near


def looked_through(apart: Callable[[Array], Array], here: float) -> Middle:
    """Look for a target from one bound to the other.

    Parameters
    ----------
    apart : callable
        From steps between 0 and 1 to how far the answer is from its target; NaN where there is no answer.
    here : float
        The present step.

    Returns
    -------
    middle : Middle
        Two crossings closer to each other than a step of the search are not found.
    """
    steps = np.linspace(0, 1, FINE)
    distance = apart(steps)
    known = np.isfinite(distance)
    if not known.any() or np.ptp(distance[known]) <= TURN * np.abs(distance[known]).max():
        return Middle((), is_monotone=True, moves=False, nearest=here)
    moves, span = np.diff(distance[known]), np.ptp(distance[known])
    is_monotone = bool(np.all(moves >= -TURN * span) or np.all(moves <= TURN * span))
    cells = np.flatnonzero(_changes(distance[:-1], distance[1:]))
    crossings: list[float] = []
    if len(cells):
        found, holds = _halved(apart, steps[cells], steps[cells + 1], distance[cells], distance[cells + 1])
        for step in found[holds].tolist():
            # A crossing on the edge of two steps is found in both.
            if not crossings or step - crossings[-1] > TURN:
                crossings.append(step)
    if crossings:
        return Middle(tuple(crossings), is_monotone, moves=True, nearest=min(crossings, key=lambda at: abs(at - here)))
    best = float(steps[known][np.abs(distance[known]).argmin()])
    around = np.clip(best + np.linspace(-steps[1], steps[1], FINE), 0, 1)
    best = float(around[np.nanargmin(np.abs(apart(around)))])
    return Middle((), is_monotone, moves=True, nearest=best)


def _changes(before: Array, after: Array) -> Flags:
    """Whether the sign changes from one step to the next."""
    with np.errstate(invalid="ignore", over="ignore"):
        found: Flags = np.sign(before) * np.sign(after) <= 0
    return found


def _halved(
    apart: Callable[[Array], Array], start: Array, stop: Array, at_start: Array, at_stop: Array
) -> tuple[Array, Flags]:
    """Steps at which the distance is 0, each between two at which its sign differs; and whether it is, not a pole."""
    low, high = start, stop
    # What is 0 at its start counts as found there.
    side = np.sign(at_start)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        is_beyond = np.sign(apart(middle)) * side <= 0
        low, high = np.where(is_beyond, low, middle), np.where(is_beyond, middle, high)
    found = (low + high) / 2
    # Nothing is farther than infinity: a pole at a step of the search would be a crossing beside it.
    ends = np.abs([at_start, at_stop])
    holds = np.abs(apart(found)) <= np.where(np.isfinite(ends), ends, 0).max(axis=0)
    return found, holds


def without_noise(distance: Array, over_the_bounds: Array) -> Array:
    """Distances from a target, 0 where they are the arithmetic's beside those over the bounds, shape (step, sample)."""
    known = np.where(np.isfinite(over_the_bounds), np.abs(over_the_bounds), 0)
    return np.where(np.abs(distance) <= TURN * known.max(axis=0), 0.0, distance)


def _found(
    now: Worlds, then: Worlds, path: str, wanted: Wanted, search: Search, preferred: float, block: int, samples: int
) -> Found:
    """Value that does it in each sample of a block; where several do, the one nearest to the middle case's."""
    drawn, present = _drawn(now, then, wanted, block, samples)

    def apart(step: Array) -> tuple[Array, Array]:
        return _apart(wanted, then.values(_names(wanted), {**drawn, path: search.at(step)}, samples), present)

    # The middle case's own step is searched too: samples cross near it.
    steps = np.array(sorted({*COARSE.tolist(), preferred}))
    distance = np.stack([apart(np.full(samples, step))[0] for step in steps])
    crosses = _changes(distance[:-1], distance[1:])
    centre = (steps[:-1] + steps[1:]) / 2
    cell = np.where(crosses, np.abs(centre - preferred)[:, None], np.inf).argmin(axis=0)
    row = np.arange(samples)
    step, holds = _halved(
        lambda step: apart(step)[0], steps[cell], steps[cell + 1], distance[cell, row], distance[cell + 1, row]
    )
    gap, goal = apart(step)
    gap = without_noise(gap, distance)
    value = search.at(step)
    has = crosses.any(axis=0) & holds & np.isfinite(value)
    return Found(
        quantity(drawn[path], _unit(now, path)),
        float(has.mean()),
        quantity(value[has], _unit(now, path)) if has.any() else None,
        quantity((gap + goal)[has], now.unit(wanted.of)) if has.any() else None,
    )


def _drawn(now: Worlds, then: Worlds, wanted: Wanted, block: int, samples: int) -> tuple[dict[str, Values], Array]:
    """Draws of every input, the one that is looked for as it is now, and what the quantity then is."""
    plan = now.question.plan(block, samples)
    drawn = {name: draws(belief, plan) for name, belief in {**then.draws.beliefs, **now.draws.beliefs}.items()}
    return drawn, now.values((wanted.of,), drawn, samples)[wanted.of]


def _both(before: Found, after: Found, share: float) -> Found:
    """Weigh two blocks: what was found counts by the samples in which it was."""
    weights = (share * before.reached, (1 - share) * after.reached)
    present = combined(before.present, after.present, share)
    if before.value is None or after.value is None:
        some = after if before.value is None else before
        return some._replace(present=present, reached=sum(weights))
    of_found = weights[0] / sum(weights)
    return Found(
        present,
        sum(weights),
        combined(before.value, after.value, of_found),
        combined(before.wanted, after.wanted, of_found),
    )


def _weighed(then: Worlds, path: str, value: float) -> tuple[str, ...]:
    """Say of a chip's weight in a mix, which is stated as a share, that it is one only beside the others."""
    match = re.fullmatch(r"([^.]+)\.chips\.([^.]+)\.compute_share(\.\d+)?", path)
    if not match:
        return ()
    told = f"{path} is a weight beside those of the side's other chips, which together make all of the mix"
    share = f"{match[1]}.{match[2]}.compute_share"
    if share in then.quantities:
        of_mix = then.values((share,), {path: np.array([value])}, 1)[share].item()
        told += (
            f": with every other input at its middle, {WHOLE * value:.4g} % by weight is {WHOLE * of_mix:.4g} % of it"
        )
    return (f"{told}.",)


def _told_why(worlds: Worlds, path: str, wanted: Wanted, search: Search, near: Near) -> str:
    """Say it in the unit that the input is stated in, as it is varied and set."""
    unit = worlds.draws.input(path).unit
    low, high, value = (_in_full(item / UNITS[unit].scale) for item in (search.low, search.high, near.value))
    told = worlds.unit(wanted.of)
    suffix, times = (" %", WHOLE) if wanted.of.endswith(SHARES) else ("" if told == "1" else f" {told}", 1)
    return (
        f"no value of {path} between {low} and {high} {unit} makes {wanted.text}: "
        f"it comes nearest at {value}, where {wanted.of} is {_in_full(times * near.answer)}{suffix} "
        f"and {_in_full(times * near.wanted)}{suffix} is wanted"
    ).replace(" 1 makes", " makes")


def _in_full(value: float) -> str:
    """Write a figure without an exponent, as a report does, as far as anybody reads so many digits."""
    return f"{value:,.0f}" if LEAST_IN_FULL <= abs(value) < MOST_IN_FULL else f"{value:,.6g}"
