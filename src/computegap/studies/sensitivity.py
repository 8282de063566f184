"""What does an answer hang on?"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

import computegap
from computegap.core.sampling import Plan, draws
from computegap.core.sensitivity import first_order_index, total_index
from computegap.errors import NoAnswerError, UsageError
from computegap.results.sensitivity import InputEffect, SensitivityResult
from computegap.studies.blocks import Watch, combined, interrupted_after
from computegap.studies.comparison import Question, Settings, settled, whole
from computegap.studies.inputs import cited, quantity
from computegap.studies.repeat import run_of
from computegap.studies.unused import unused
from computegap.studies.worlds import Worlds, at_percent
from computegap.units import UNITS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Unpack

    from computegap.core.distributions import Belief
    from computegap.results.shared import Quantity
    from computegap.units import Array

REPLICATES = 8
"""Independent designs, whose scatter tells how sure an index is."""
LEAST_ROWS = 16
"""Rows of a replicate, below which its scatter tells nothing."""
NOISE = 1e-12
"""Effects below this, as a share of the answer, are none."""
MOST_ROWS = 1 << 16
"""Rows worked out at once, so that memory does not grow with the samples."""
LEAST_REPLICATES = 2
"""Below them there is no telling how sure an index is."""


class Effects(NamedTuple):
    """Sobol indices of every input, by replicate."""

    first_order: Array
    """Shape (input, replicate). [1]"""
    total: Array
    """Shape (input, replicate). [1]"""
    answer: Quantity
    """Of sample A."""
    samples: int
    """Rows of each sample that were worked out, all replicates together."""


def sensitivity(
    first: str,
    second: str,
    *,
    of: str | None = None,
    top: int | None = None,
    replicates: int = REPLICATES,
    **settings: Unpack[Settings],
) -> SensitivityResult:
    """Rank the inputs by what they do to an answer, one at a time and by the variance that they bring.

    Parameters
    ----------
    first, second : str
        As in `compare`.
    of : str, optional
        A quantity by its name; what the rule in force answers by default.
    top : int, optional
        List only so many inputs.
    replicates : int
        Parts of the samples, with a share of variance from each, whose spread gives their errors; more of them where
        a part would be too large.
    **settings : Settings
        As in `compare`; `samples` is the rows of each of the two samples behind the shares of variance.

    Returns
    -------
    result : SensitivityResult
        Inputs by swing, the largest first.

    Raises
    ------
    UsageError
        If there is no such quantity, or there are too few samples.
    NoAnswerError
        If nothing below the quantity has a range.
    """
    settings = settled(settings, "of", "top", "replicates")
    question = Question(first, second, **settings)
    replicates = whole("replicates", replicates, LEAST_REPLICATES)
    least = replicates * LEAST_ROWS
    if question.samples < least:
        message = f"samples: found {question.samples}, wanted at least {least} for shares of variance"
        raise UsageError(message)
    worlds = Worlds(question)
    name = worlds.answer() if of is None else worlds.full_name(of)
    beliefs = [worlds.draws.beliefs[path] for path in worlds.ranged]
    at_low, at_high, at_middle = one_at_a_time(worlds, name, beliefs)

    def answers(given: Mapping[str, Array], size: int) -> Array:
        return worlds.values((name,), given, size)[name]

    try:
        effects = variance_shares(
            answers,
            beliefs,
            question.seed,
            question.samples,
            replicates,
            unit=worlds.unit(name),
            watch=question.watch,
        )
    finally:
        question.watch.done()
    # What cancels leaves the last bits of binary arithmetic.
    matters = (np.abs(at_high - at_low) > NOISE * np.abs(at_middle)) | (effects.total > NOISE).any(axis=1)
    if not matters.any():
        message = f"{name} has no range: none of the inputs below it has one, so it hangs on none"
        raise NoAnswerError(message)
    order = [row for row in np.argsort(-np.abs(at_high - at_low), kind="stable") if matters[row]]
    alone = effects.first_order.sum(axis=0)
    listed = [
        InputEffect(
            path=belief.name,
            unit=UNITS[worlds.draws.input(belief.name).unit].base,
            low=at_percent(belief, 5),
            middle=worlds.middle(belief.name),
            high=at_percent(belief, 95),
            answer_at_low=float(at_low[row]),
            answer_at_high=float(at_high[row]),
            swing=float(abs(at_high[row] - at_low[row])),
            first_order=float(effects.first_order[row].mean()),
            first_order_error=_error(effects.first_order[row]),
            total=float(effects.total[row].mean()),
            total_error=_error(effects.total[row]),
            basis=worlds.draws.input(belief.name).basis,
            source=worlds.draws.input(belief.name).source,
        )
        for row, belief in ((row, beliefs[row]) for row in order[:top])
    ]
    done = effects.first_order.shape[1] if question.watch.interrupted else replicates
    repeatable = run_of(
        "sensitivity",
        question.library.brought,
        {**settings, **({"samples": effects.samples} if question.watch.interrupted else {})},
        first=first,
        second=second,
        of=of,
        top=top,
        replicates=None if done == REPLICATES else done,
    )
    return SensitivityResult(
        schema="computegap/sensitivity/1",
        version=computegap.__version__,
        scenario=question.library.scenario_id,
        year=question.year,
        basis=worlds.basis,
        route=question.route,
        yardstick=question.yardstick,
        rule=question.rule,
        seed=question.seed,
        samples=effects.samples,
        overrides=tuple(f"{item.path}={item.value}" for item in question.library.overrides),
        of=name,
        unit=worlds.unit(name),
        answer=effects.answer,
        answer_at_middle=at_middle,
        inputs=tuple(listed),
        left_out=len(order) - len(listed),
        interactions=float(1 - alone.mean()),
        interactions_error=_error(alone),
        notes=(
            *unused(question, worlds.draws.inputs),
            *(("Every input is drawn independently here, correlated or not.",) if question.correlations else ()),
            *((interrupted_after(effects.samples),) if question.watch.interrupted else ()),
        ),
        sources=cited((worlds.draws.input(effect.path) for effect in listed), question.library),
        run=repeatable,
    )


def one_at_a_time(worlds: Worlds, name: str, beliefs: Sequence[Belief]) -> tuple[Array, Array, float]:
    """Answers with each input at its 5th and 95th percentile, and with all at their middle."""
    size = 2 * len(beliefs) + 1
    given = {belief.name: np.full(size, worlds.middle(belief.name)) for belief in beliefs}
    for row, belief in enumerate(beliefs):
        given[belief.name][2 * row : 2 * row + 2] = at_percent(belief, 5), at_percent(belief, 95)
    values = worlds.values((name,), given, size)[name]
    if not np.all(np.isfinite(values)):
        message = f"{name} has no finite value over the ranges of its inputs: narrow them with --set"
        raise NoAnswerError(message)
    at_low, at_high = values[:-1].reshape(len(beliefs), 2).T
    return at_low, at_high, float(values[-1])


def variance_shares(
    answers: Callable[[Mapping[str, Array], int], Array],
    beliefs: Sequence[Belief],
    seed: int,
    samples: int,
    replicates: int = REPLICATES,
    *,
    unit: str = "1",
    watch: Watch | None = None,
) -> Effects:
    """First-order and total Sobol indices of every input.

    Parameters
    ----------
    answers : callable
        From values of the inputs by name, and how many worlds they make, to the answer in each.
    beliefs : sequence of Belief
        What is believed of the inputs; they are drawn independently.
    seed, samples : int
        Start of the streams, and rows of each of the two samples.
    replicates : int
        Parts of the samples, at least.
    unit : str
        Of the answer.
    watch : Watch, optional
        Is told how far it is, and whether Ctrl-C stopped it: whole batches of replicates count.

    Returns
    -------
    effects : Effects
        An index is the mean over its replicates.

    Raises
    ------
    KeyboardInterrupt
        If it is stopped before there are two replicates.
    """
    watch = watch or Watch()
    rows = min(samples // replicates, MOST_ROWS)
    replicates = samples // rows
    at_once = MOST_ROWS // rows
    found: list[_Batch] = []
    answer: Quantity | None = None
    centre, spread = 0.0, 0.0
    try:
        for start in range(0, replicates, at_once):
            batch = range(start, min(start + at_once, replicates))
            worlds = len(batch) * rows
            watch.told(start * rows, samples)
            sample_a, sample_b = (_drawn(beliefs, letter, batch, seed, rows) for letter in "AB")
            of_a, of_b = answers(sample_a, worlds), answers(sample_b, worlds)
            if start == 0:
                both = np.stack([of_a, of_b])
                centre, spread = float(both.mean()), float(both.std())
                if spread == 0 or not np.isfinite(spread):
                    still = np.zeros((len(beliefs), replicates))
                    return Effects(still, still, quantity(of_a, unit), worlds)
            here_a, here_b = (((part - centre) / spread).reshape(len(batch), rows) for part in (of_a, of_b))
            first_order, total = [], []
            for done, path in enumerate(sample_a):
                watch.told(start * rows + worlds * done // len(sample_a), samples)
                mixture = answers({**sample_a, path: sample_b[path]}, worlds).reshape(len(batch), rows)
                standard = (mixture - centre) / spread
                first_order.append(np.asarray(first_order_index(here_a, here_b, standard)))
                total.append(np.asarray(total_index(here_a, standard)))
            standard = np.stack([here_a, here_b])
            moments = float(standard.mean()), float((standard**2).mean())
            told = quantity(of_a, unit)
            together = told if answer is None else combined(answer, told, start / batch.stop)
            # At once: an interrupt must not fall between them.
            answer, found = (
                together,
                [*found, _Batch(len(batch), np.stack(first_order), np.stack(total), *moments)],
            )
    except KeyboardInterrupt:
        if sum(item.replicates for item in found) < LEAST_REPLICATES:
            raise
        watch.stop(sum(item.replicates for item in found) * rows, samples)
    if answer is None:  # pragma: no cover - there is always a batch
        raise TypeError
    done = sum(item.replicates for item in found)
    # The first replicates set the scale, so that none need be kept; all of them together have the last word.
    mean, square = (
        sum(item.replicates * value for item, value in zip(found, values, strict=True)) / done
        for values in ([item.mean for item in found], [item.square for item in found])
    )
    scale = 1 / (square - mean * mean)
    first, whole = (np.concatenate(parts, axis=1) * scale for parts in zip(*(item[1:3] for item in found), strict=True))
    return Effects(first, whole, answer, done * rows)


class _Batch(NamedTuple):
    """Some replicates: their indices, and moments of both samples' answers on the scale of the first ones."""

    replicates: int
    first_order: Array
    total: Array
    """Shape (input, replicate)."""
    mean: float
    square: float


def _drawn(beliefs: Sequence[Belief], letter: str, batch: range, seed: int, rows: int) -> dict[str, Array]:
    """One of the two samples, a replicate after another, each from a stream of its own."""
    return {
        belief.name: np.concatenate(
            [
                # The two samples must not share the component that is kept for an input.
                np.asarray(
                    draws(belief._replace(name=f"{belief.name}, {letter}{replicate}", place=None), Plan(seed, rows))
                )
                for replicate in batch
            ]
        )
        for belief in beliefs
    }


def _error(values: Array) -> float:
    """Standard error of the mean of replicates."""
    return float(values.std(ddof=1) / len(values) ** 0.5)
