"""Die yield: from defects, back to defects, and what a lower one costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from computegap.core.elementwise import exp, log

if TYPE_CHECKING:
    from collections.abc import Callable

# Imported at run time: the units in these signatures are the graph's.
from computegap.units import Count, Fraction, PerSquareMillimetre, SquareMillimetre


def poisson_die_yield(die_area: SquareMillimetre, defect_density: PerSquareMillimetre) -> Fraction:
    """Share of dies without a defect when defects fall independently.

    Parameters
    ----------
    die_area : float or array
        Area of the die itself, without its scribe lanes. [mm2]
    defect_density : float or array, broadcastable
        Killing defects on an area. [1/mm2]

    Returns
    -------
    die_yield : float or array
        Share of dies that work. [1]

    Notes
    -----
    die_yield = exp(-die_area * defect_density)

    References
    ----------
    legitlads-yield-calculator

    Examples
    --------
    >>> round(poisson_die_yield(100.0, 0.00081), 3)
    0.922
    """
    return exp(-die_area * defect_density)


def murphy_die_yield(die_area: SquareMillimetre, defect_density: PerSquareMillimetre) -> Fraction:
    """Share of working dies when the density itself varies, triangularly, over a wafer.

    Parameters
    ----------
    die_area : float or array
        Area of the die itself. [mm2]
    defect_density : float or array, broadcastable
        Killing defects on an area, above 0. [1/mm2]

    Returns
    -------
    die_yield : float or array
        Share of dies that work. [1]

    Notes
    -----
    die_yield = ((1 - exp(-die_area * defect_density)) / (die_area * defect_density)) ** 2

    References
    ----------
    legitlads-yield-calculator

    Examples
    --------
    >>> round(murphy_die_yield(100.0, 0.00081), 3)
    0.923
    """
    faults = die_area * defect_density
    return ((1 - exp(-faults)) / faults) ** 2


def seeds_die_yield(die_area: SquareMillimetre, defect_density: PerSquareMillimetre) -> Fraction:
    """Share of working dies when defects cluster as strongly as an exponential density makes them.

    Parameters
    ----------
    die_area : float or array
        Area of the die itself. [mm2]
    defect_density : float or array, broadcastable
        Killing defects on an area. [1/mm2]

    Returns
    -------
    die_yield : float or array
        Share of dies that work. [1]

    Notes
    -----
    die_yield = 1 / (1 + die_area * defect_density)

    References
    ----------
    legitlads-yield-calculator

    Examples
    --------
    >>> round(seeds_die_yield(100.0, 0.00081), 3)
    0.925
    """
    return 1 / (1 + die_area * defect_density)


def negative_binomial_die_yield(
    die_area: SquareMillimetre, defect_density: PerSquareMillimetre, clustering: Count
) -> Fraction:
    """Share of working dies when defects cluster.

    Parameters
    ----------
    die_area : float or array
        Area of the die itself. [mm2]
    defect_density : float or array, broadcastable
        Killing defects on an area. [1/mm2]
    clustering : float or array, broadcastable
        Clustering parameter alpha: 1 is the Seeds model, towards infinity is Poisson. [1]

    Returns
    -------
    die_yield : float or array
        Share of dies that work. [1]

    Notes
    -----
    die_yield = (1 + die_area * defect_density / clustering) ** -clustering

    References
    ----------
    princeton-ttm-cas

    Examples
    --------
    >>> round(negative_binomial_die_yield(814.0, 0.0015, 3.0), 4)
    0.359
    """
    return (1 + die_area * defect_density / clustering) ** -clustering


def bose_einstein_die_yield(
    die_area: SquareMillimetre, defect_density: PerSquareMillimetre, critical_layers: Count
) -> Fraction:
    """Share of working dies when each critical layer can spoil them on its own.

    Parameters
    ----------
    die_area : float or array
        Area of the die itself. [mm2]
    defect_density : float or array, broadcastable
        Killing defects on an area of one critical layer. [1/mm2]
    critical_layers : float or array, broadcastable
        Number of critical layers. [1]

    Returns
    -------
    die_yield : float or array
        Share of dies that work. [1]

    Notes
    -----
    die_yield = (1 + die_area * defect_density) ** -critical_layers

    References
    ----------
    legitlads-yield-calculator

    Examples
    --------
    >>> round(bose_einstein_die_yield(100.0, 0.00081, 12.0), 3)
    0.393
    """
    return (1 + die_area * defect_density) ** -critical_layers


YIELD_MODELS: dict[str, Callable[..., Fraction]] = {
    "poisson": poisson_die_yield,
    "murphy": murphy_die_yield,
    "seeds": seeds_die_yield,
    "negative-binomial": negative_binomial_die_yield,
    "bose-einstein": bose_einstein_die_yield,
}
"""Yield models by the name that a user gives; each returns `die_yield`."""


def yield_cost_inflation(die_yield: Fraction, reference_yield: Fraction, yield_stages: Count) -> Fraction:
    """Extra cost of a good part that a lower yield causes.

    Parameters
    ----------
    die_yield : float or array
        Share of parts that work. [1]
    reference_yield : float or array, broadcastable
        Share that work at the maker compared with. [1]
    yield_stages : float or array, broadcastable
        How many times the loss compounds: 1 for the die alone, more where packaging loses good dies too. [1]

    Returns
    -------
    yield_cost_inflation : float or array
        0.2 means 20 % dearer; negative where the yield is the better one. [1]

    Notes
    -----
    yield_cost_inflation = (reference_yield / die_yield) ** yield_stages - 1

    References
    ----------
    article-2025-10-20

    Examples
    --------
    >>> round(yield_cost_inflation(0.75, 0.90, 1.0), 3)
    0.2
    """
    return (reference_yield / die_yield) ** yield_stages - 1


def yield_stages(yield_cost_inflation: Fraction, die_yield: Fraction, reference_yield: Fraction) -> Count:
    """How many compounded yield losses a claimed inflation implies.

    Parameters
    ----------
    yield_cost_inflation : float or array
        The claimed extra cost of a good part. [1]
    die_yield : float or array, broadcastable
        Share of parts that work. [1]
    reference_yield : float or array, broadcastable
        Share that work at the maker compared with; differs from `die_yield`. [1]

    Returns
    -------
    yield_stages : float or array
        1 where a single yield ratio explains the claim. [1]

    Notes
    -----
    yield_stages = log(1 + yield_cost_inflation) / log(reference_yield / die_yield), the inverse of
    `yield_cost_inflation`.

    References
    ----------
    article-2025-10-20

    Examples
    --------
    >>> round(yield_stages(0.20, 0.80, 0.90), 2), round(yield_stages(0.50, 0.70, 0.90), 2)
    (1.55, 1.61)
    """
    return log(1 + yield_cost_inflation) / log(reference_yield / die_yield)
