"""What was drawn of every input, and what came of every quantity, sample by sample?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from computegap.core.sampling import draws
from computegap.results.samples import Samples
from computegap.studies.blocks import block_sizes
from computegap.studies.comparison import Question, Settings
from computegap.studies.worlds import Worlds
from computegap.units import UNITS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Unpack

    from computegap.results.samples import Column
    from computegap.units import Values

ROWS = 1 << 14
"""Samples worked out at once, so that memory does not grow with the columns."""


def samples_of(first: str, second: str, **settings: Unpack[Settings]) -> Samples:
    """Work a comparison out anew, and keep every draw.

    Parameters
    ----------
    first, second, **settings
        As in `compare`.

    Returns
    -------
    samples : Samples
        A row a sample, in the order of the draws: inputs in base units, then every quantity that is none of them.
    """
    worlds = Worlds(Question(first, second, **settings))
    inputs = tuple(worlds.draws.beliefs)
    # A figure that stands in for a formula goes by the name of the quantity.
    quantities = tuple(name for name in worlds.quantities if name not in worlds.draws.beliefs)
    columns = (
        "sample",
        *(f"{path} [{UNITS[worlds.draws.input(path).unit].base}]" for path in inputs),
        *(f"{name} [{worlds.unit(name)}]" for name in quantities),
    )
    return Samples(columns, _chunks(worlds, inputs, quantities))


def _chunks(worlds: Worlds, inputs: tuple[str, ...], quantities: tuple[str, ...]) -> Iterator[tuple[Column, ...]]:
    done = 0
    watch = worlds.question.watch
    for block, samples in enumerate(block_sizes(worlds.question.samples)):
        plan = worlds.question.plan(block, samples)
        drawn = {path: draws(worlds.draws.beliefs[path], plan) for path in inputs}
        for start in range(0, samples, ROWS):
            size = min(ROWS, samples - start)
            given = {path: _part(value, start, size) for path, value in drawn.items()}
            watch.told(done + start, worlds.question.samples)
            values = worlds.values(quantities, given, size)
            yield (
                np.arange(done + start, done + start + size),
                *(np.broadcast_to(np.asarray(value), (size,)) for value in given.values()),
                *values.values(),
            )
        done += samples


def _part(value: Values, start: int, size: int) -> Values:
    return value[start : start + size] if isinstance(value, np.ndarray) else value
