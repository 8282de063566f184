"""What does an answer hang on?"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

import computegap
from computegap.core.sampling import Plan, draws
from computegap.core.sensitivity import first_order_index, total_index
from computegap.errors import NoAnswerError, UsageError
from computegap.results.sensitivity import InputEffect, SensitivityResult
from computegap.studies.comparison import Question, Settings
from computegap.studies.inputs import cited, quantity
from computegap.studies.repeat import run_of
from computegap.studies.worlds import Worlds, at_percent
from computegap.units import UNITS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Unpack

    from computegap.core.distributions import Belief
    from computegap.units import Array

REPLICATES = 8
"""Independent designs, whose scatter tells how sure an index is."""
LEAST_ROWS = 16
"""Rows of a replicate, below which its scatter tells nothing."""
NOISE = 1e-12
"""Effects below this, as a share of the answer, are none."""
MOST_ROWS = 1 << 16
"""Rows worked out at once, so that memory does not grow with the samples."""


class Effects(NamedTuple):
    """Sobol indices of every input, by replicate; and the answers that they follow from."""

    first_order: Array
    """Shape (input, replicate). [1]"""
    total: Array
    """Shape (input, replicate). [1]"""
    answers: Array
    """All answers to sample A. [unit of the answer]"""


def sensitivity(
    first: str, second: str, *, of: str | None = None, top: int | None = None, **settings: Unpack[Settings]
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
    question = Question(first, second, **settings)
    if question.samples < REPLICATES * LEAST_ROWS:
        message = f"samples: found {question.samples}, wanted at least {REPLICATES * LEAST_ROWS} for shares of variance"
        raise UsageError(message)
    worlds = Worlds(question)
    name = worlds.answer() if of is None else worlds.full_name(of)
    beliefs = [worlds.draws.beliefs[path] for path in worlds.ranged]
    at_low, at_high, at_middle = one_at_a_time(worlds, name, beliefs)

    def answers(given: Mapping[str, Array], size: int) -> Array:
        return worlds.values((name,), given, size)[name]

    effects = variance_shares(answers, beliefs, question.seed, question.samples)
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
        samples=question.samples,
        overrides=tuple(f"{item.path}={item.value}" for item in question.library.overrides),
        of=name,
        unit=worlds.unit(name),
        answer=quantity(effects.answers, worlds.unit(name)),
        answer_at_middle=at_middle,
        inputs=tuple(listed),
        left_out=len(order) - len(listed),
        interactions=float(1 - alone.mean()),
        interactions_error=_error(alone),
        notes=("Every input is drawn independently here, correlated or not.",) if question.correlations else (),
        sources=cited((worlds.draws.input(effect.path) for effect in listed), question.library),
        run=run_of("sensitivity", question.library.brought, settings, first=first, second=second, of=of, top=top),
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
    return values[:-1:2], values[1::2], float(values[-1])


def variance_shares(
    answers: Callable[[Mapping[str, Array], int], Array], beliefs: Sequence[Belief], seed: int, samples: int
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

    Returns
    -------
    effects : Effects
        An index is the mean over its replicates.
    """
    rows = min(samples // REPLICATES, MOST_ROWS)
    replicates = samples // rows
    at_once = max(1, MOST_ROWS // rows)
    first_order: list[Array] = []
    total: list[Array] = []
    of_a: list[Array] = []
    of_b: list[Array] = []
    centre, spread = 0.0, 0.0
    for start in range(0, replicates, at_once):
        batch = range(start, min(start + at_once, replicates))
        shape = (len(batch), rows)
        sample_a, sample_b = (_drawn(beliefs, letter, batch, seed, rows) for letter in "AB")
        of_a.append(answers(sample_a, len(batch) * rows).reshape(shape))
        of_b.append(answers(sample_b, len(batch) * rows).reshape(shape))
        if start == 0:
            both = np.stack([of_a[0], of_b[0]])
            centre, spread = float(both.mean()), float(both.std())
            if spread == 0 or not np.isfinite(spread):
                break
        here_a, here_b = ((part[-1] - centre) / spread for part in (of_a, of_b))
        for path in sample_a:
            mixture = answers({**sample_a, path: sample_b[path]}, len(batch) * rows).reshape(shape)
            standard = (mixture - centre) / spread
            first_order.append(np.asarray(first_order_index(here_a, here_b, standard)))
            total.append(np.asarray(total_index(here_a, standard)))
    answered = np.concatenate(of_a).ravel()
    if not total:
        still = np.zeros((len(beliefs), replicates))
        return Effects(still, still, answered)
    # The first replicates set the scale, so that none need be kept; all of them together have the last word.
    scale = spread**2 / float(np.var(np.concatenate([*of_a, *of_b])))
    return Effects(_by_input(first_order, len(beliefs)) * scale, _by_input(total, len(beliefs)) * scale, answered)


def _by_input(found: Sequence[Array], inputs: int) -> Array:
    """Indices in the order of the batches and their inputs, gathered: shape (input, replicate)."""
    return np.stack([np.concatenate(found[row::inputs]) for row in range(inputs)])


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
