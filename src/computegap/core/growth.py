"""From a year's figures to those of later years."""

from __future__ import annotations

from computegap.core.elementwise import minimum, total

# Imported at run time: the units in these signatures are the graph's.
from computegap.units import Fraction, H100e, Ratio, Second


def growth_factor(yearly_growth: Ratio, elapsed: Second, one_year: Second) -> Ratio:
    """How many times a figure grows in a time.

    Parameters
    ----------
    yearly_growth : float or array, shape (sample,)
        Times a year, the same in every year: 1.2 is 20 % more. [1]
    elapsed : float or array, shape (year, 1)
        Time since the figure was last stated. [s]
    one_year : float or array, broadcastable
        The time that the growth is of. [s]

    Returns
    -------
    growth_factor : float or array, shape (year, sample)
        1 where no time has passed. [1]

    Notes
    -----
    growth_factor = yearly_growth ** (elapsed / one_year)

    References
    ----------
    article-2025-10-20

    Examples
    --------
    From the article's 400 bn dollars of 2025 to its 1,000 takes five years at 1.2 times a year.

    >>> round(400 * growth_factor(1.2011, 5 * 31556952.0, 31556952.0))
    1000
    """
    return yearly_growth ** (elapsed / one_year)


def learned_yield(stated_yield: Fraction, defect_factor: Ratio) -> Fraction:
    """Yield of a process once its defects have become fewer: a learning curve.

    Parameters
    ----------
    stated_yield : float or array, shape (sample,)
        When it was stated. [1]
    defect_factor : float or array, shape (year, sample)
        Defect density as a multiple of that time's. [1]

    Returns
    -------
    learned_yield : float or array, shape (year, sample)
        Of the same die. [1]

    Notes
    -----
    learned_yield = stated_yield ** defect_factor, as Poisson's yield is exp(-area * defect density), so that its
    logarithm falls with the defects.

    References
    ----------
    google-chiplets-cost-model

    Examples
    --------
    Half the defects, as in five years of a process at Google's rates.

    >>> round(learned_yield(0.36, 0.5), 2)
    0.6
    """
    return stated_yield**defect_factor


def improving_time(elapsed: Second, node_lag: Second) -> Second:
    """Time in which chips have become better.

    Parameters
    ----------
    elapsed : float or array, shape (year, 1)
        Time since the last chips that are known. [s]
    node_lag : float or array, shape (sample,)
        Time until the maker's next node: its lag behind the leading one. [s]

    Returns
    -------
    improving_time : float or array, shape (year, sample)
        0 while the maker stays on its node. [s]

    Notes
    -----
    improving_time = elapsed - min(elapsed, node_lag)

    References
    ----------
    article-2025-10-20

    Examples
    --------
    >>> improving_time(7.0, 3.0), improving_time(2.0, 3.0)
    (4.0, 0.0)
    """
    return elapsed - minimum(elapsed, node_lag)


def package_h100_equivalent(compute_weight: Fraction, h100_equivalent: H100e) -> H100e:
    """Worth of a package where several kinds of chip are made of the same wafers.

    Parameters
    ----------
    compute_weight : float or array, shape (chip, year, sample)
        Shares of the compute that the kinds bring, to any scale. [1]
    h100_equivalent : float or array, shape (chip, year, sample)
        Peak of each. [H100e]

    Returns
    -------
    package_h100_equivalent : float or array, shape (year, sample)
        Mean over the packages. [H100e]

    Notes
    -----
    Sum over chips of h100_equivalent, each weighed by its share of the packages, which are
    compute_weight / h100_equivalent.

    References
    ----------
    epoch-ai-chip-counts

    Examples
    --------
    >>> package_h100_equivalent(1.0, 2.5)
    2.5
    """
    packages = compute_weight / h100_equivalent
    return total(packages / total(packages) * h100_equivalent)


def domestic_compute_share(compute_share: Fraction, is_domestic: Fraction) -> Fraction:
    """Share of the year's compute that comes from the side's own process.

    Parameters
    ----------
    compute_share : float or array, shape (chip, year, sample)
        Share of it that a chip brings. [1]
    is_domestic : float or array, shape (chip, 1, 1)
        1 for chips from the side's own process, else 0. [1]

    Returns
    -------
    domestic_compute_share : float or array, shape (year, sample)
        Of peak compute. [1]

    Notes
    -----
    Sum over chips of compute_share * is_domestic.

    References
    ----------
    article-2025-10-20

    Examples
    --------
    >>> domestic_compute_share(0.3, 1.0), domestic_compute_share(0.3, 0.0)
    (0.3, 0.0)
    """
    return total(compute_share * is_domestic)
