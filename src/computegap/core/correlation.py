"""Rank correlations between inputs, through a Gaussian copula.

The inputs keep their own distributions; what is correlated are the normal deviates behind their probabilities.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from computegap.core.sampling import Stream


class Pair(NamedTuple):
    """Two inputs whose ranks are correlated."""

    first: Stream
    second: Stream
    rank_correlation: float


class ContradictionError(ValueError):
    """Rank correlations that no inputs can have together."""

    def __init__(self, names: Sequence[str]) -> None:
        """Name the inputs."""
        super().__init__(", ".join(names))
        self.names = tuple(names)


def deviate_correlation(rank_correlation: float) -> float:
    """Correlation of normal deviates that gives their ranks a correlation. [1]"""
    return 2 * math.sin(math.pi / 6 * rank_correlation)


def mixing(pairs: Iterable[Pair]) -> dict[str, dict[Stream, float]]:
    """Weights of independent streams that make correlated deviates.

    Parameters
    ----------
    pairs : iterable of Pair
        What is correlated; every pair not among them is not, given the others.

    Returns
    -------
    mixing : dict
        By input, the weight of its own stream and of those named before it. The first of a group keeps its own draws.

    Raises
    ------
    ContradictionError
        If no inputs can be so correlated.
    """
    found: dict[str, dict[Stream, float]] = {}
    stated = tuple(pairs)
    for group in _groups(stated):
        import numpy as np  # noqa: PLC0415 - only correlated inputs need it

        index = {stream: place for place, stream in enumerate(group)}
        matrix = np.eye(len(group))
        for pair in stated:
            if pair.first in index:
                row, column = index[pair.first], index[pair.second]
                matrix[row, column] = matrix[column, row] = deviate_correlation(pair.rank_correlation)
        try:
            root = np.linalg.cholesky(matrix)
        except np.linalg.LinAlgError:
            raise ContradictionError([stream.name for stream in group]) from None
        for stream, weights in zip(group, root.tolist(), strict=True):
            found[stream.name] = {other: weight for other, weight in zip(group, weights, strict=True) if weight}
    return found


def _groups(pairs: tuple[Pair, ...]) -> list[list[Stream]]:
    """Inputs that hang together, in the order of their first naming."""
    groups: list[list[Stream]] = []
    for pair in pairs:
        joined = [group for group in groups if pair.first in group or pair.second in group]
        apart = [group for group in groups if group not in joined]
        members = dict.fromkeys([*(stream for group in joined for stream in group), pair.first, pair.second])
        groups = [*apart, list(members)]
    return groups
