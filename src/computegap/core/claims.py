"""Quantities that only the audit of a claim needs; the others it takes from their own modules."""

from __future__ import annotations

from computegap.core.elementwise import maximum

# Imported at run time: the units in these signatures are the graph's.
from computegap.units import Cny, Count, Fraction, OperationsPerSecond, Ratio, Usd, Watt


def spending_ratio(first_spending: Usd, second_spending: Usd) -> Ratio:
    """How many times one spending another is.

    Parameters
    ----------
    first_spending : float or array
        The larger one, as a rule. [USD]
    second_spending : float or array, broadcastable
        The one compared with. [USD]

    Returns
    -------
    spending_ratio : float or array
        Times. [1]

    Notes
    -----
    spending_ratio = first_spending / second_spending

    References
    ----------
    article-2025-10-20

    Examples
    --------
    >>> round(spending_ratio(109.1e9, 9.3e9), 2)
    11.73
    """
    return first_spending / second_spending


def attributed_capex(government_capex: Usd, company_capex: Usd) -> Usd:
    """Capital expenditure whose spenders are named.

    Parameters
    ----------
    government_capex : float or array
        The government's part. [USD]
    company_capex : float or array, broadcastable
        The companies' part. [USD]

    Returns
    -------
    attributed_capex : float or array
        Both together. [USD]

    Notes
    -----
    attributed_capex = government_capex + company_capex

    References
    ----------
    article-2025-10-20

    Examples
    --------
    >>> attributed_capex(56.0, 24.0)
    80.0
    """
    return government_capex + company_capex


def separate_subsidy(subsidy: Usd, government_capex: Usd) -> Usd:
    """Subsidies that the government's capital expenditure cannot hold.

    Parameters
    ----------
    subsidy : float or array
        Subsidies in a year. [USD]
    government_capex : float or array, broadcastable
        The government's capital expenditure in the year. [USD]

    Returns
    -------
    separate_subsidy : float or array
        0 where it could hold all of them. [USD]

    Notes
    -----
    separate_subsidy = max(0, subsidy - government_capex)

    References
    ----------
    article-2025-10-20

    Examples
    --------
    >>> separate_subsidy(70.0, 56.0), separate_subsidy(50.0, 56.0), separate_subsidy(140.0, 56.0)
    (14.0, 0.0, 84.0)
    """
    return maximum(subsidy, government_capex) - government_capex


def implied_yield(reference_yield: Fraction, yield_cost_inflation: Fraction, yield_stages: Count) -> Fraction:
    """Yield that a cost inflation would follow from.

    Parameters
    ----------
    reference_yield : float or array
        Yield compared with. [1]
    yield_cost_inflation : float or array, broadcastable
        Extra cost of a good part. [1]
    yield_stages : float or array, broadcastable
        How many times the loss compounds. [1]

    Returns
    -------
    implied_yield : float or array
        Share of parts that work. [1]

    Notes
    -----
    implied_yield = reference_yield / (1 + yield_cost_inflation) ** (1 / yield_stages)

    References
    ----------
    article-2025-10-20

    Examples
    --------
    >>> round(implied_yield(0.90, 0.20, 1.0), 3)
    0.75
    """
    return reference_yield / (1 + yield_cost_inflation) ** (1 / yield_stages)


def implied_reference_yield(die_yield: Fraction, yield_cost_inflation: Fraction, yield_stages: Count) -> Fraction:
    """Yield compared with that a cost inflation would follow from; above 1 there is none.

    Parameters
    ----------
    die_yield : float or array
        Share of parts that work. [1]
    yield_cost_inflation : float or array, broadcastable
        Extra cost of a good part. [1]
    yield_stages : float or array, broadcastable
        How many times the loss compounds. [1]

    Returns
    -------
    implied_reference_yield : float or array
        Yield of the maker compared with. [1]

    Notes
    -----
    implied_reference_yield = die_yield * (1 + yield_cost_inflation) ** (1 / yield_stages)

    References
    ----------
    article-2025-10-20

    Examples
    --------
    >>> round(implied_reference_yield(0.70, 0.50, 1.0), 3)
    1.05
    """
    return die_yield * (1 + yield_cost_inflation) ** (1 / yield_stages)


def fabs_in_place(fabs: Count, share_in_place: Fraction) -> Count:
    """Fabs of a number that stand in one place.

    Parameters
    ----------
    fabs : float or array
        Fabs everywhere. [1]
    share_in_place : float or array, broadcastable
        Share of them. [1]

    Returns
    -------
    fabs_in_place : float or array
        Not rounded. [1]

    Notes
    -----
    fabs_in_place = fabs * share_in_place

    References
    ----------
    article-2025-10-20

    Examples
    --------
    >>> fabs_in_place(18.0, 0.5)
    9.0
    """
    return fabs * share_in_place


def revenue_year_before(revenue: Cny, revenue_growth: Fraction) -> Cny:
    """Revenue from which a growth leads to another.

    Parameters
    ----------
    revenue : float or array
        Revenue now. [CNY]
    revenue_growth : float or array, broadcastable
        Growth on a year, 1 is a doubling. [1]

    Returns
    -------
    revenue_year_before : float or array
        Revenue of the same period a year before. [CNY]

    Notes
    -----
    revenue_year_before = revenue / (1 + revenue_growth)

    References
    ----------
    article-2025-10-20

    Examples
    --------
    >>> round(revenue_year_before(2.88, 43.47), 4)
    0.0648
    """
    return revenue / (1 + revenue_growth)


def cluster_peak(cards: Count, peak: OperationsPerSecond) -> OperationsPerSecond:
    """Peak of a cluster of like cards.

    Parameters
    ----------
    cards : float or array
        Cards in it. [1]
    peak : float or array, broadcastable
        Dense peak of one. [OP/s]

    Returns
    -------
    cluster_peak : float or array
        Not what software gets out of it. [OP/s]

    Notes
    -----
    cluster_peak = cards * peak

    References
    ----------
    article-2025-10-20

    Examples
    --------
    >>> cluster_peak(30000.0, 345e12) / 1e18
    10.35
    """
    return cards * peak


def power_of_a_project(power: Watt, projects: Count) -> Watt:
    """Average power of some projects.

    Parameters
    ----------
    power : float or array
        Power of all. [W]
    projects : float or array, broadcastable
        How many they are. [1]

    Returns
    -------
    power_of_a_project : float or array
        Of one. [W]

    Notes
    -----
    power_of_a_project = power / projects

    References
    ----------
    article-2025-10-20

    Examples
    --------
    >>> round(power_of_a_project(125e9, 550.0) / 1e9, 3)
    0.227
    """
    return power / projects
