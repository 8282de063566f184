"""Where the ticks of an axis stand."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def ticks(values: Sequence[float], *, is_log: bool, most: int, from_zero: bool = True) -> tuple[float, ...]:
    """Round numbers that hold some values between them, so many at most; an even axis holds 0 too, if wanted."""
    low, high = min(values, default=0.0), max(values, default=1.0)
    if not is_log:
        if from_zero:
            low, high = min(low, 0.0), max(high, 0.0)
        high = high if low < high else low + 1.0
        rough = (high - low) / max(1, most - 1)
        power = 10.0 ** math.floor(math.log10(rough))
        step = next(step * power for step in (1, 2, 5, 10) if step * power >= rough * 0.999)
        return tuple(step * count for count in range(math.floor(low / step), math.ceil(high / step) + 1))
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 2)
    for steps in ((1, 2, 5), (1, 3), (1,)):
        rounded = [step * 10.0**power for power in powers for step in steps]
        first = max(index for index, tick in enumerate(rounded) if tick <= low)
        last = max(first + 1, min(index for index, tick in enumerate(rounded) if tick >= high))
        if last - first < most:
            return tuple(rounded[first : last + 1])
    stride = math.ceil((last - first) / max(1, most - 1))
    return tuple(rounded[index] for index in range(first, last + stride, stride) if index < len(rounded))
