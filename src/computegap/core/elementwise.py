"""The few operations that operators do not give, for plain floats and for arrays alike.

Plain floats take the standard library, so that a single number needs no numpy.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from computegap.units import Values


def exp(value: Values) -> Values:
    """E to the power of a dimensionless value."""
    if isinstance(value, (float, int)):
        return math.exp(value)
    import numpy as np  # noqa: PLC0415 - only arrays need numpy

    return np.exp(value)


def log(value: Values) -> Values:
    """Natural logarithm of a dimensionless positive value."""
    if isinstance(value, (float, int)):
        return math.log(value)
    import numpy as np  # noqa: PLC0415 - only arrays need numpy

    return np.log(value)


def minimum(value: Values, ceiling: Values) -> Values:
    """The smaller of two values, element by element."""
    if isinstance(value, (float, int)) and isinstance(ceiling, (float, int)):
        return min(value, ceiling)
    import numpy as np  # noqa: PLC0415 - only arrays need numpy

    return np.minimum(value, ceiling)


def maximum(value: Values, floor: Values) -> Values:
    """The larger of two values, element by element."""
    if isinstance(value, (float, int)) and isinstance(floor, (float, int)):
        return max(value, floor)
    import numpy as np  # noqa: PLC0415 - only arrays need numpy

    return np.maximum(value, floor)


def magnitude(value: Values) -> Values:
    """Value without its sign: `abs`, whose type checkers lose over a union."""
    found: Values = abs(value)  # type: ignore[assignment]  # `object`, says the union
    return found


def with_sign_of(magnitude: Values, value: Values) -> Values:
    """A magnitude that takes the sign of another value."""
    if isinstance(magnitude, (float, int)) and isinstance(value, (float, int)):
        return math.copysign(magnitude, value)
    import numpy as np  # noqa: PLC0415 - only arrays need numpy

    return np.copysign(magnitude, value)


def total(values: Values) -> Values:
    """Sum over the chip axis; a plain number is a single chip."""
    if isinstance(values, (float, int)):
        return values
    summed: Values = values.sum(axis=0)
    return summed
