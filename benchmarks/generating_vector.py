"""Search for the lattice's generating vector: `python benchmarks/generating_vector.py` prints that of core/sampling.py.

Component by component, and bit by bit within each, so that the lattice is good for every power of two points from 2^9
to 2^16: what a replicate of the default sample has, and more than one of a block has. What is kept small is the error
P2 over all pairs of components, each size beside what a random component has on average; earlier components weigh more.
"""

from __future__ import annotations

import numpy as np

COMPONENTS = 96
SIZES = range(9, 17)
BEAM = 32


def kernel(component: int, size: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Worst-case kernel of a component over the points of a lattice."""
    points = (np.arange(2**size, dtype=np.int64) * component) % 2**size / 2**size
    return points * points - points + 1 / 6


def main() -> None:
    """Print the vector."""
    vector = [1]
    chosen = {size: kernel(1, size) for size in SIZES}
    for place in range(1, COMPONENTS):
        beam = [(0.0, component) for component in range(1, 2 ** SIZES[0], 2)]
        for size in SIZES:
            if size != SIZES[0]:
                beam = [(error, component + bit) for error, component in beam for bit in (0, 2 ** (size - 1))]
            errors = [float(np.mean(chosen[size] * kernel(component, size))) for _, component in beam]
            # Of a random component the error falls with the number of points.
            beam = [
                (before + error * 2**size, component) for (before, component), error in zip(beam, errors, strict=True)
            ]
            beam = sorted(beam)[:BEAM]
        best = next(component for _, component in beam if component not in vector)
        vector.append(best)
        for size in SIZES:
            chosen[size] += kernel(best, size) / (1 + place / 8)
    print(*vector, sep=", ")


if __name__ == "__main__":
    main()
