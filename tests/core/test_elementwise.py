"""Plain numbers and arrays go together, in either place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from computegap.core.elementwise import maximum, minimum, with_sign_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from computegap.units import Values

PAIR = np.array([-1.0, 3.0])


@pytest.mark.parametrize(
    ("function", "first", "second", "expected"),
    [
        (minimum, PAIR, 2.0, [-1, 2]),
        (minimum, 2.0, PAIR, [-1, 2]),
        (maximum, PAIR, 2.0, [2, 3]),
        (maximum, 2.0, PAIR, [2, 3]),
        (with_sign_of, PAIR, -2.0, [-1, -3]),
        (with_sign_of, 2.0, PAIR, [-2, 2]),
    ],
)
def test_a_plain_number_goes_with_each_of_an_array(
    function: Callable[[Values, Values], Values], first: Values, second: Values, expected: list[float]
) -> None:
    assert np.asarray(function(first, second)).tolist() == expected


def test_plain_numbers_stay_plain() -> None:
    found = (minimum(1.0, 2), maximum(1, 2.0), with_sign_of(1.0, -2.0))
    assert found == (1.0, 2.0, -1.0)
    assert not any(isinstance(value, np.generic) for value in found)
