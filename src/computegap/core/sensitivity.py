"""How much of an answer's spread each input brings: Sobol indices from two samples of the inputs and their mixtures.

A and B are two independent samples of all inputs; the mixture of an input is A with that input taken from B.
Answers are standardised: less their mean, over their standard deviation, both over A and B together.
"""

from __future__ import annotations

import numpy as np

# Imported at run time: the units in these signatures are the graph's.
from computegap.units import Fraction, Ratio


def first_order_index(answer_of_a: Ratio, answer_of_b: Ratio, answer_of_mixture: Ratio) -> Fraction:
    """Share of the answer's variance that an input brings by itself.

    Parameters
    ----------
    answer_of_a : array, shape (replicate, row)
        Standardised answer for sample A. [1]
    answer_of_b : array, same shape
        Standardised answer for sample B. [1]
    answer_of_mixture : array, same shape
        Standardised answer for A with the input taken from B. [1]

    Returns
    -------
    first_order_index : array, shape (replicate,)
        An estimate, which may fall a little below 0. [1]

    Notes
    -----
    first_order_index = mean of answer_of_b * (answer_of_mixture - answer_of_a)

    References
    ----------
    saltelli-2010

    Examples
    --------
    For the sum of two inputs that are -1 or 1, all four pairs of each, the first brings half:

    >>> a, b = np.array([[-1.0, -1, 1, 1] * 4]), np.repeat([[-1.0, -1, 1, 1]], 4, axis=1)
    >>> other_a, other_b = np.array([[-1.0, 1, -1, 1] * 4]), np.repeat([[-1.0, 1, -1, 1]], 4, axis=1)
    >>> spread = 2**0.5
    >>> index = first_order_index((a + other_a) / spread, (b + other_b) / spread, (b + other_a) / spread)
    >>> index.round(12).tolist()
    [0.5]
    """
    index: Fraction = np.mean(answer_of_b * (answer_of_mixture - answer_of_a), axis=1)
    return index


def total_index(answer_of_a: Ratio, answer_of_mixture: Ratio) -> Fraction:
    """Share of the answer's variance that an input brings by itself and together with others.

    Parameters
    ----------
    answer_of_a : array, shape (replicate, row)
        Standardised answer for sample A. [1]
    answer_of_mixture : array, same shape
        Standardised answer for A with the input taken from B. [1]

    Returns
    -------
    total_index : array, shape (replicate,)
        An estimate, never below 0. [1]

    Notes
    -----
    total_index = mean of (answer_of_a - answer_of_mixture) ** 2 / 2

    References
    ----------
    jansen-1999

    Examples
    --------
    For the product of two inputs that are -1 or 1, either brings everything, together with the other:

    >>> a, b = np.array([[-1.0, -1, 1, 1] * 4]), np.repeat([[-1.0, -1, 1, 1]], 4, axis=1)
    >>> other = np.array([[-1.0, 1, -1, 1] * 4])
    >>> total_index(a * other, b * other).tolist()
    [1.0]
    """
    index: Fraction = np.mean((answer_of_a - answer_of_mixture) ** 2, axis=1) / 2
    return index
