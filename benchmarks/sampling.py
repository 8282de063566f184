"""How far percentiles of a sample lie from those of ever more samples, by the way the points are laid.

Run with the project installed: `python benchmarks/sampling.py [SAMPLES] [SEEDS]`; Sobol points need scipy.
The model has 30 uncertain inputs and 60 operations, and then the comparison of the US and China is asked itself.
Printed are gains in the standard error over random points: a gain of 2 needs a quarter of the samples.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import numpy as np

from computegap.core.distributions import Belief, quantile
from computegap.core.sampling import Plan, Stream, probabilities, summary
from computegap.studies.comparison import Question
from computegap.studies.inputs import Draws

if TYPE_CHECKING:
    from collections.abc import Callable

    from computegap.units import Array

INPUTS = 30


def random(index: int, seed: int, samples: int) -> Array:
    """Points without any order."""
    return probabilities(Stream(f"input-{index}"), Plan(seed, samples, "random"))


def latin(index: int, seed: int, samples: int) -> Array:
    """One Latin hypercube, as this program had before."""
    stream = np.random.default_rng([seed, index])
    return (stream.permutation(samples) + 0.5) / samples


def lattice(index: int, seed: int, samples: int) -> Array:
    """Our points, for inputs that keep a component each."""
    return probabilities(Stream(f"input-{index}", index), Plan(seed, samples))


def lattice_by_name(index: int, seed: int, samples: int) -> Array:
    """Our points, for inputs that draw their component from their name."""
    return probabilities(Stream(f"input-{index}"), Plan(seed, samples))


_SOBOL: dict[tuple[int, int], Array] = {}


def sobol(index: int, seed: int, samples: int) -> Array:
    """Scrambled Sobol points of scipy."""
    from scipy.stats import qmc  # noqa: PLC0415 - the script runs without it

    if (seed, samples) not in _SOBOL:
        _SOBOL.clear()
        _SOBOL[seed, samples] = qmc.Sobol(64, scramble=True, rng=seed).random(samples).clip(1e-15, 1 - 1e-15)
    return np.ascontiguousarray(_SOBOL[seed, samples][:, index])


def model(values: list[Array]) -> list[Array]:
    """Six outputs of thirty inputs: budgets, prices, mixes and ratios of two sides."""

    def side(first: int) -> tuple[Array, Array, Array]:
        budget = values[first] * values[first + 1] * values[first + 2]
        weights, prices = values[first + 3 : first + 6], values[first + 6 : first + 9]
        total = weights[0] + weights[1] + weights[2]
        shares = [weight / total for weight in weights]
        added = budget / sum(share * price for share, price in zip(shares, prices, strict=True))
        utilisation = sum(share * value for share, value in zip(shares, values[first + 9 : first + 12], strict=True))
        return added, added * utilisation / (values[first + 12] / values[first + 13]) ** 0.5, budget

    ours, theirs = side(0), side(14)
    ratio = ours[1] / theirs[1]
    return [ours[0], ours[1], ours[0] / theirs[0], ratio, ratio ** (0.2 * values[28]), ours[2] - values[29] * theirs[2]]


def beliefs() -> list[Belief]:
    """Two lognormal inputs to a uniform one, of widths from narrow to wide."""
    found = []
    for index in range(INPUTS):
        width = 0.05 + 0.35 * (7 * index % INPUTS) / INPUTS
        shape, low, high = ("uniform", 1 - width, 1 + width) if index % 3 else ("lognormal", 1 / (1 + width), 1 + width)
        found.append(Belief(f"input-{index}", shape, low, 1.0, high))
    return found


def of_model(points: Callable[[int, int, int], Array], seed: int, samples: int) -> list[list[float]]:
    """Mean and percentiles of the model's outputs."""
    values = [np.asarray(quantile(belief, points(index, seed, samples))) for index, belief in enumerate(beliefs())]
    return [list(summary(output).values()) for output in model(values)]


QUESTION = Question("us", "china")


def of_comparison(points: Callable[[int, int, int], Array], seed: int, samples: int) -> list[list[float]]:
    """Mean and percentiles of what the comparison of the US and China is worth."""
    places: dict[str, int] = {}

    def drawn(belief: Belief) -> Array | float:
        if belief.shape == "exact":
            return belief.middle
        return np.asarray(quantile(belief, points(places.setdefault(belief.name, len(places)), seed, samples)))

    work = QUESTION.work_out(Draws(drawn, samples))
    answers = [*work.pair.values(), *(rule.values[rule.target] for rule in work.rules.values())]
    answers += [side.values[name] for side in work.sides for name in ("added_compute", "effective_compute")]
    return [list(summary(answer).values()) for answer in answers if np.ndim(answer)]


def main() -> None:
    """Print gains of every way over random points."""
    samples = int(sys.argv[1]) if len(sys.argv) > 1 else 4096
    seeds = int(sys.argv[2]) if len(sys.argv) > 2 else 64  # noqa: PLR2004 - the second argument
    ways = (random, latin, lattice, lattice_by_name, sobol)
    for asked in (of_model, of_comparison):
        # Error of each way: root mean square over seeds, about the mean of the ways that are best.
        found = {way.__name__: np.array([asked(way, seed, samples) for seed in range(seeds)]) for way in ways}
        truth = np.mean([found[name].mean(axis=0) for name in ("lattice", "sobol")], axis=0)
        errors = {name: np.sqrt(((values - truth) ** 2).mean(axis=0)) for name, values in found.items()}
        print(f"{asked.__name__}, {samples:,} samples, {seeds} seeds: gain over random points")
        for name, error in errors.items():
            gain = errors["random"] / error
            # Columns of a summary: mean, p5, p25, p50, p75, p95.
            percentiles = gain[:, 1:]
            print(
                f"  {name:16} percentiles: median {np.median(percentiles):5.2f}, least {percentiles.min():5.2f}; "
                f"means: median {np.median(gain[:, 0]):5.1f}"
            )


if __name__ == "__main__":
    main()
