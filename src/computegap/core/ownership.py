"""What owning a chip costs over its life, and what an hour of its work costs."""

from __future__ import annotations

from computegap.core.elementwise import maximum, total

# Imported at run time: the units in these signatures are the graph's.
from computegap.units import (
    Count,
    Fraction,
    H100e,
    H100eSecond,
    Ratio,
    Second,
    Usd,
    UsdPerH100eSecond,
    UsdPerJoule,
    Watt,
)


def installed_price(unit_price: Usd, accelerator_share: Fraction) -> Usd:
    """Price of a chip with its part of servers, network and building.

    Parameters
    ----------
    unit_price : float or array, shape (sample,)
        Of the chip. [USD]
    accelerator_share : float or array, broadcastable
        Share of an AI data centre's cost that its accelerators are. [1]

    Returns
    -------
    installed_price : float or array
        Ready to run. [USD]

    Notes
    -----
    installed_price = unit_price / accelerator_share

    References
    ----------
    bernstein-datacentre-cost-2025

    Examples
    --------
    >>> installed_price(20000.0, 0.4)
    50000.0
    """
    return unit_price / accelerator_share


def subsidised_tariff(electricity_tariff: UsdPerJoule, tariff_subsidy_rate: Fraction) -> UsdPerJoule:
    """Price of energy that is left to pay after a subsidy.

    Parameters
    ----------
    electricity_tariff : float or array, shape (sample,)
        Before it. [USD/J]
    tariff_subsidy_rate : float or array, broadcastable
        Share that somebody else pays. [1]

    Returns
    -------
    subsidised_tariff : float or array
        Paid. [USD/J]

    Notes
    -----
    subsidised_tariff = electricity_tariff * (1 - tariff_subsidy_rate)

    References
    ----------
    ft-power-subsidy-2025

    Examples
    --------
    Chinese provinces pay up to half of it for domestic chips.

    >>> subsidised_tariff(0.112, 0.5), round(subsidised_tariff(0.1, 0.3), 6)
    (0.056, 0.07)
    """
    return electricity_tariff * (1 - tariff_subsidy_rate)


def lifetime_energy_cost(
    thermal_design_power: Watt,
    server_power_overhead: Ratio,
    power_usage_effectiveness: Ratio,
    subsidised_tariff: UsdPerJoule,
    service_life: Second,
) -> Usd:
    """Electricity of a chip with its part of servers, network and cooling.

    Parameters
    ----------
    thermal_design_power : float or array, shape (sample,)
        Of the chip, drawn all the time: an upper bound. [W]
    server_power_overhead : float or array, broadcastable
        Power of servers and network over that of their chips. [1]
    power_usage_effectiveness : float or array, broadcastable
        Power of the facility over that of its computers, PUE. [1]
    subsidised_tariff : float or array, broadcastable
        Price of energy, as it is paid. [USD/J]
    service_life : float or array, broadcastable
        Time in use. [s]

    Returns
    -------
    lifetime_energy_cost : float or array
        Not discounted. [USD]

    Notes
    -----
    lifetime_energy_cost = thermal_design_power * server_power_overhead * power_usage_effectiveness
    * subsidised_tariff * service_life

    References
    ----------
    semianalysis-cloudmatrix-2025, epoch-training-cost-trends

    Examples
    --------
    >>> round(lifetime_energy_cost(700.0, 1.8, 1.1, 0.091 / 3.6e6, 4 * 31556952.0))
    4422
    """
    return thermal_design_power * server_power_overhead * power_usage_effectiveness * subsidised_tariff * service_life


def cost_of_ownership(installed_price: Usd, purchase_subsidy_rate: Fraction, lifetime_energy_cost: Usd) -> Usd:
    """Everything that a chip costs its owner over its life.

    Parameters
    ----------
    installed_price : float or array, shape (sample,)
        With its part of servers, network and building. [USD]
    purchase_subsidy_rate : float or array, broadcastable
        Share of it that somebody else pays. [1]
    lifetime_energy_cost : float or array, broadcastable
        Electricity over its service life. [USD]

    Returns
    -------
    cost_of_ownership : float or array
        Staff, repair and the cost of capital are not in it. [USD]

    Notes
    -----
    cost_of_ownership = installed_price * (1 - purchase_subsidy_rate) + lifetime_energy_cost

    References
    ----------
    bernstein-datacentre-cost-2025, epoch-training-cost-trends

    Examples
    --------
    >>> cost_of_ownership(50000.0, 0.2, 4500.0)
    44500.0
    """
    return installed_price * (1 - purchase_subsidy_rate) + lifetime_energy_cost


def delivered_work(effective_h100_equivalent: H100e, service_life: Second, availability: Fraction) -> H100eSecond:
    """Work that a chip does over its life.

    Parameters
    ----------
    effective_h100_equivalent : float or array, shape (sample,)
        What it delivers while it works. [H100e]
    service_life : float or array, broadcastable
        Time in use. [s]
    availability : float or array, broadcastable
        Share of that time in which it works. [1]

    Returns
    -------
    delivered_work : float or array
        As so much time of an H100 at work. [H100e.s]

    Notes
    -----
    delivered_work = effective_h100_equivalent * service_life * availability

    References
    ----------
    llama3-2024

    Examples
    --------
    >>> delivered_work(0.5, 100.0, 0.9)
    45.0
    """
    return effective_h100_equivalent * service_life * availability


def cost_of_work(cost_of_ownership: Usd, delivered_work: H100eSecond) -> UsdPerH100eSecond:
    """Cost of an effective H100-equivalent for a time.

    Parameters
    ----------
    cost_of_ownership : float or array, shape (sample,)
        Over a chip's life. [USD]
    delivered_work : float or array, broadcastable
        What it does in that life. [H100e.s]

    Returns
    -------
    cost_of_work : float or array
        An hour costs 3,600 times as much. [USD/H100e/s]

    Notes
    -----
    cost_of_work = cost_of_ownership / delivered_work

    References
    ----------
    bernstein-datacentre-cost-2025

    Examples
    --------
    >>> round(cost_of_work(54500.0, 4 * 8766 * 3600 * 0.9) * 3600, 2)
    1.73
    """
    return cost_of_ownership / delivered_work


def cost_of_years_work(chip_count: Count, cost_of_ownership: Usd, delivered_work: H100eSecond) -> UsdPerH100eSecond:
    """Cost of an effective H100-equivalent for a time, over all the chips that a side adds in a year.

    Parameters
    ----------
    chip_count : float or array, shape (chip, sample)
        Chips added. [1]
    cost_of_ownership : float or array, shape (chip, sample)
        Of each over its life. [USD]
    delivered_work : float or array, shape (chip, sample)
        What each does in that life. [H100e.s]

    Returns
    -------
    cost_of_years_work : float or array, shape (sample,)
        An hour costs 3,600 times as much. [USD/H100e/s]

    Notes
    -----
    Sum over chips of chip_count * cost_of_ownership / sum over chips of chip_count * delivered_work.

    References
    ----------
    bernstein-datacentre-cost-2025

    Examples
    --------
    >>> cost_of_years_work(10.0, 7000.0, 2000.0)
    3.5
    """
    return total(chip_count * cost_of_ownership) / total(chip_count * delivered_work)


def separate_subsidy_share(subsidy: Usd, government_capex: Usd, subsidy_overlap: Fraction) -> Fraction:
    """Share of the subsidies that capital expenditure does not hold already.

    Parameters
    ----------
    subsidy : float or array, shape (sample,)
        Subsidies in the year. [USD]
    government_capex : float or array, broadcastable
        The government's part of the year's capital expenditure, more than 0. [USD]
    subsidy_overlap : float or array, broadcastable
        How far the smaller of the two is contained in the other. [1]

    Returns
    -------
    separate_subsidy_share : float or array
        1 where they are different money. [1]

    Notes
    -----
    separate_subsidy_share = 1 - subsidy_overlap * government_capex / max(subsidy, government_capex), which is
    1 - subsidy_overlap * min(subsidy, government_capex) / subsidy, and holds where there is no subsidy too

    References
    ----------
    article-2025-10-20

    Examples
    --------
    Of 70 bn, 14 bn cannot be among the government's 56 bn; of 50 bn, all can.

    >>> round(separate_subsidy_share(70e9, 56e9, 1.0), 3), separate_subsidy_share(50e9, 56e9, 1.0)
    (0.2, 0.0)
    >>> round(separate_subsidy_share(70e9, 56e9, 0.5), 3)
    0.6
    """
    return 1 - subsidy_overlap * government_capex / maximum(subsidy, government_capex)
