"""The few operations that operators do not give, for plain floats and for arrays alike.

Plain floats take the standard library, so that a single number needs no numpy.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from computegap.units import Quantity


def _is_plain(value: Quantity) -> bool:
    return isinstance(value, (float, int))


def exp(value: Quantity) -> Quantity:
    """e to the power of a dimensionless value."""
    if _is_plain(value):
        return math.exp(value)  # type: ignore[arg-type]  # narrowed by _is_plain
    import numpy as np  # noqa: PLC0415 - only arrays need numpy

    return np.exp(value)


def log(value: Quantity) -> Quantity:
    """Natural logarithm of a dimensionless positive value."""
    if _is_plain(value):
        return math.log(value)  # type: ignore[arg-type]  # narrowed by _is_plain
    import numpy as np  # noqa: PLC0415 - only arrays need numpy

    return np.log(value)


def minimum(value: Quantity, ceiling: Quantity) -> Quantity:
    """The smaller of two values, element by element."""
    if _is_plain(value) and _is_plain(ceiling):
        return min(value, ceiling)
    import numpy as np  # noqa: PLC0415 - only arrays need numpy

    return np.minimum(value, ceiling)


def with_sign_of(magnitude: Quantity, value: Quantity) -> Quantity:
    """A magnitude that takes the sign of another value."""
    if _is_plain(magnitude) and _is_plain(value):
        return math.copysign(magnitude, value)  # type: ignore[arg-type]  # narrowed by _is_plain
    import numpy as np  # noqa: PLC0415 - only arrays need numpy

    return np.copysign(magnitude, value)


def total(values: Quantity) -> Quantity:
    """Sum over the chip axis; a plain number is a single chip."""
    if _is_plain(values):
        return values
    return values.sum(axis=0)  # type: ignore[union-attr]  # narrowed by _is_plain
