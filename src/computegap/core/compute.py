"""From money to chips, and from chips to compute."""

from __future__ import annotations

from computegap.core.elementwise import total

# Imported at run time: the units in these signatures are the graph's.
from computegap.units import (
    Count,
    Fraction,
    H100e,
    OperationsPerSecond,
    Ratio,
    Usd,
    UsdPerH100e,
)


def h100_equivalent(peak: OperationsPerSecond, reference_peak: OperationsPerSecond, one_h100: H100e) -> H100e:
    """Peak of a chip as a multiple of an H100's.

    Parameters
    ----------
    peak : array, shape (chip, sample)
        Dense peak at the yardstick; for the yardsticks `tpp` and `bandwidth` any unit that both share. [OP/s]
    reference_peak : array, broadcastable
        The H100's at the same yardstick. [OP/s]
    one_h100 : array, broadcastable
        The unit itself: 1. [H100e]

    Returns
    -------
    h100_equivalent : array
        Peak, not what software gets out of it. [H100e]

    Notes
    -----
    h100_equivalent = one_h100 * peak / reference_peak

    References
    ----------
    epoch-ai-chip-counts

    Examples
    --------
    >>> round(1_489_899 * h100_equivalent(296e12, 1979e12, 1.0))
    222845
    """
    return one_h100 * peak / reference_peak


def effective_h100_equivalent(
    h100_equivalent: H100e, utilisation: Fraction, reference_utilisation: Fraction, scaling_efficiency: Fraction
) -> H100e:
    """What a chip in a large cluster delivers, as a multiple of an H100 in one.

    Parameters
    ----------
    h100_equivalent : array, shape (chip, sample)
        Peak at the yardstick. [H100e]
    utilisation : array, broadcastable
        Model FLOP utilisation, MFU, reached with the chip. [1]
    reference_utilisation : array, broadcastable
        MFU reached with H100s. [1]
    scaling_efficiency : array, broadcastable
        Share of it that is left at cluster scale. [1]

    Returns
    -------
    effective_h100_equivalent : array
        Delivered. [H100e]

    Notes
    -----
    effective_h100_equivalent = h100_equivalent * utilisation / reference_utilisation * scaling_efficiency

    References
    ----------
    llama3-2024, pangu-ultra-moe-2025, qianfan-vl-2025

    Examples
    --------
    >>> round(effective_h100_equivalent(1.0, 0.30, 0.40, 0.9), 3)
    0.675
    """
    return h100_equivalent * utilisation / reference_utilisation * scaling_efficiency


def accelerator_budget(
    capex: Usd,
    subsidy: Usd,
    separate_subsidy_share: Fraction,
    artificial_intelligence_share: Fraction,
    accelerator_share: Fraction,
) -> Usd:
    """Money that buys accelerators in a year.

    Parameters
    ----------
    capex : array, shape (sample,)
        Capital expenditure in the year. [USD]
    subsidy : array, broadcastable
        Subsidies in the year. [USD]
    separate_subsidy_share : array, broadcastable
        Share of the subsidies that the capital expenditure does not hold already. [1]
    artificial_intelligence_share : array, broadcastable
        Share of the money that goes to AI. [1]
    accelerator_share : array, broadcastable
        Share of AI money that buys accelerators, not buildings, power, networks or hosts. [1]

    Returns
    -------
    accelerator_budget : array
        Spent on accelerators. [USD]

    Notes
    -----
    accelerator_budget = (capex + subsidy * separate_subsidy_share) * artificial_intelligence_share * accelerator_share

    References
    ----------
    article-2025-10-20, bernstein-datacentre-cost-2025

    Examples
    --------
    >>> accelerator_budget(400e9, 0.0, 0.0, 1.0, 0.5)
    200000000000.0
    """
    return (capex + subsidy * separate_subsidy_share) * artificial_intelligence_share * accelerator_share


def compute_share(compute_weight: Fraction) -> Fraction:
    """Share of the year's compute that each chip brings.

    Parameters
    ----------
    compute_weight : array, shape (chip, sample)
        Shares as drawn, which ranges keep from adding up. [1]

    Returns
    -------
    compute_share : array, shape (chip, sample)
        Adds up to 1 over the chips. [1]

    Notes
    -----
    compute_share = compute_weight / sum of compute_weight over chips

    References
    ----------
    article-2025-10-20

    Examples
    --------
    >>> compute_share(0.4)
    1.0
    """
    return compute_weight / total(compute_weight)


def blended_price_per_h100_equivalent(compute_share: Fraction, price_per_h100_equivalent: UsdPerH100e) -> UsdPerH100e:
    """Price of an H100's worth of peak compute in a side's mix of chips.

    Parameters
    ----------
    compute_share : array, shape (chip, sample)
        Share of the compute that a chip brings. [1]
    price_per_h100_equivalent : array, shape (chip, sample)
        Price of an H100's worth of it. [USD/H100e]

    Returns
    -------
    blended_price_per_h100_equivalent : array, shape (sample,)
        For the mix. [USD/H100e]

    Notes
    -----
    Sum over chips of compute_share * price_per_h100_equivalent. Shares are of compute, as the article and Epoch
    publish them; shares of money would weigh the other way round.

    References
    ----------
    article-2025-10-20, epoch-ai-chip-counts

    Examples
    --------
    >>> blended_price_per_h100_equivalent(1.0, 14000.0)
    14000.0
    """
    return total(compute_share * price_per_h100_equivalent)


def added_compute(accelerator_budget: Usd, blended_price_per_h100_equivalent: UsdPerH100e) -> H100e:
    """Peak compute that a year's money buys: the money route, a flow.

    Parameters
    ----------
    accelerator_budget : array, shape (sample,)
        Spent on accelerators in the year. [USD]
    blended_price_per_h100_equivalent : array, broadcastable
        Price of an H100's worth in the side's mix. [USD/H100e]

    Returns
    -------
    added_compute : array
        Added in the year. [H100e]

    Notes
    -----
    added_compute = accelerator_budget / blended_price_per_h100_equivalent

    References
    ----------
    epoch-ai-chip-counts

    Examples
    --------
    >>> added_compute(200e9, 20000.0)
    10000000.0
    """
    return accelerator_budget / blended_price_per_h100_equivalent


def chip_count(added_compute: H100e, compute_share: Fraction, h100_equivalent: H100e) -> Count:
    """Chips of each kind that a side adds in the year.

    Parameters
    ----------
    added_compute : array, shape (sample,)
        Peak compute added. [H100e]
    compute_share : array, shape (chip, sample)
        Share of it that a chip brings. [1]
    h100_equivalent : array, shape (chip, sample)
        Peak of one chip. [H100e]

    Returns
    -------
    chip_count : array, shape (chip, sample)
        Chips. [1]

    Notes
    -----
    chip_count = added_compute * compute_share / h100_equivalent

    References
    ----------
    epoch-ai-chip-counts

    Examples
    --------
    >>> chip_count(1000.0, 0.5, 1.6)
    312.5
    """
    return added_compute * compute_share / h100_equivalent


def effective_compute(chip_count: Count, effective_h100_equivalent: H100e) -> H100e:
    """Compute that the year's chips deliver in use.

    Parameters
    ----------
    chip_count : array, shape (chip, sample)
        Chips added. [1]
    effective_h100_equivalent : array, shape (chip, sample)
        What each delivers. [H100e]

    Returns
    -------
    effective_compute : array, shape (sample,)
        Delivered, as so many H100s at work. [H100e]

    Notes
    -----
    Sum over chips of chip_count * effective_h100_equivalent.

    References
    ----------
    llama3-2024

    Examples
    --------
    >>> effective_compute(200.0, 2.0)
    400.0
    """
    return total(chip_count * effective_h100_equivalent)


def domestic_spending(chip_count: Count, unit_price: Usd, is_domestic: Fraction) -> Usd:
    """Spent in the year on chips from the side's own process.

    Parameters
    ----------
    chip_count : array, shape (chip, sample)
        Chips added. [1]
    unit_price : array, shape (chip, sample)
        Price of each. [USD]
    is_domestic : array, shape (chip, 1)
        1 for chips from the side's own process, else 0. [1]

    Returns
    -------
    domestic_spending : array, shape (sample,)
        Spent. [USD]

    Notes
    -----
    Sum over chips of chip_count * unit_price * is_domestic.

    References
    ----------
    article-2025-10-20

    Examples
    --------
    >>> domestic_spending(200.0, 15000.0, 1.0)
    3000000.0
    """
    return total(chip_count * unit_price * is_domestic)


def total_cost_of_chips(chip_count: Count, unit_price: Usd, lifetime_power_cost: Usd) -> Usd:
    """Price and lifetime electricity of the chips added in the year.

    Parameters
    ----------
    chip_count : array, shape (chip, sample)
        Chips added. [1]
    unit_price : array, shape (chip, sample)
        Price of each. [USD]
    lifetime_power_cost : array, shape (chip, sample)
        Electricity of each over its service life. [USD]

    Returns
    -------
    total_cost_of_chips : array, shape (sample,)
        Buildings, servers and networks are not in it. [USD]

    Notes
    -----
    Sum over chips of chip_count * (unit_price + lifetime_power_cost).

    References
    ----------
    epoch-training-cost-trends

    Examples
    --------
    >>> total_cost_of_chips(10.0, 30000.0, 2000.0)
    320000.0
    """
    return total(chip_count * (unit_price + lifetime_power_cost))


def compute_ratio(first_added_compute: H100e, second_added_compute: H100e) -> Ratio:
    """How many times the second side's added compute the first side adds.

    Parameters
    ----------
    first_added_compute : array, shape (sample,)
        Added by the side named first. [H100e]
    second_added_compute : array, shape (sample,)
        Added by the side named second. [H100e]

    Returns
    -------
    compute_ratio : array
        Below 1 where the second side leads. [1]

    Notes
    -----
    compute_ratio = first_added_compute / second_added_compute, sample by sample, so shared inputs cancel.

    References
    ----------
    article-2025-10-20

    Examples
    --------
    >>> compute_ratio(30.0, 2.0)
    15.0
    """
    return first_added_compute / second_added_compute


def effective_compute_ratio(first_effective_compute: H100e, second_effective_compute: H100e) -> Ratio:
    """How many times the second side's delivered compute the first side adds.

    Parameters
    ----------
    first_effective_compute : array, shape (sample,)
        Delivered by the chips that the side named first adds. [H100e]
    second_effective_compute : array, shape (sample,)
        Delivered by those that the second adds. [H100e]

    Returns
    -------
    effective_compute_ratio : array
        Below 1 where the second side leads. [1]

    Notes
    -----
    effective_compute_ratio = first_effective_compute / second_effective_compute

    References
    ----------
    article-2025-10-20

    Examples
    --------
    >>> effective_compute_ratio(30.0, 4.0)
    7.5
    """
    return first_effective_compute / second_effective_compute
