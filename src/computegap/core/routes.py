"""Ways other than money to a number of chips: wafers and memory, and power."""

from __future__ import annotations

from computegap.core.elementwise import minimum, total

# Imported at run time: the units in these signatures are the graph's.
from computegap.units import Count, Fraction, H100e, PerSecond, Ratio, Second, Watt, WattPerH100e


def wafers(wafer_starts: PerSecond, one_year: Second) -> Count:
    """Wafers that a side's fabs start in a year.

    Parameters
    ----------
    wafer_starts : float or array, shape (sample,)
        Starts at the rate of the year's average. [1/s]
    one_year : float or array, broadcastable
        A year. [s]

    Returns
    -------
    wafers : float or array
        Of the nodes that the rate counts. [1]

    Notes
    -----
    wafers = wafer_starts * one_year

    References
    ----------
    morgan-stanley-smic-2025

    Examples
    --------
    >>> wafers(7000 / 2629746.0, 31556952.0)
    84000.0
    """
    return wafer_starts * one_year


def good_dies(wafers: Count, wafer_share: Fraction, dies_per_wafer: Count, die_yield: Fraction) -> Count:
    """Working AI dies that a year's wafers hold.

    Parameters
    ----------
    wafers : float or array, shape (sample,)
        Started in the year. [1]
    wafer_share : float or array, broadcastable
        Share of them that carries AI dies. [1]
    dies_per_wafer : float or array, broadcastable
        Dies that fit one, good and bad. [1]
    die_yield : float or array, broadcastable
        Share of dies that work. [1]

    Returns
    -------
    good_dies : float or array
        Known good, not yet packaged. [1]

    Notes
    -----
    good_dies = wafers * wafer_share * dies_per_wafer * die_yield

    References
    ----------
    morgan-stanley-smic-2025

    Examples
    --------
    Morgan Stanley for 2025: 7,000 wafers a month for Ascend, 78 dies of a 910B on each, 30 % of them good.

    >>> round(good_dies(84000.0, 1.0, 78.0, 0.3))
    1965600

    Of 80 wafers three quarters carry such dies, 60 each, of which two fifths work.

    >>> good_dies(80.0, 0.75, 60.0, 0.4)
    1440.0
    """
    return wafers * wafer_share * dies_per_wafer * die_yield


def chips_through_logic(
    good_dies: Count, banked_dies: Count, dies_per_package: Count, package_yield: Fraction
) -> Count:
    """Chips that the logic dies of a year suffice for.

    Parameters
    ----------
    good_dies : float or array, shape (sample,)
        Made in the year. [1]
    banked_dies : float or array, broadcastable
        Taken from a stock of earlier ones. [1]
    dies_per_package : float or array, broadcastable
        Logic dies in a chip. [1]
    package_yield : float or array, broadcastable
        Share of chips that survive packaging. [1]

    Returns
    -------
    chips_through_logic : float or array
        Not rounded. [1]

    Notes
    -----
    chips_through_logic = (good_dies + banked_dies) / dies_per_package * package_yield

    References
    ----------
    morgan-stanley-smic-2025, semianalysis-huawei-2025

    Examples
    --------
    Two such dies make a 910C, 39 a wafer; the 2.9 million from TSMC would make 1.45 million.

    >>> round(chips_through_logic(1965600.0, 0.0, 2.0, 1.0)), round(84000 * 39 * 0.3)
    (982800, 982800)
    >>> chips_through_logic(0.0, 2.9e6, 2.0, 1.0)
    1450000.0

    Of 900 new dies and 315 of a stock 607.5 pairs are packaged, four in five of them well.

    >>> chips_through_logic(900.0, 315.0, 2.0, 0.8)
    486.0
    """
    return (good_dies + banked_dies) / dies_per_package * package_yield


def chips_through_memory(memory_stacks: Count, stacks_per_package: Count) -> Count:
    """Chips that the memory stacks of a year suffice for.

    Parameters
    ----------
    memory_stacks : float or array, shape (sample,)
        HBM stacks to be had in the year. [1]
    stacks_per_package : float or array, broadcastable
        Stacks in a chip. [1]

    Returns
    -------
    chips_through_memory : float or array
        Not rounded. [1]

    Notes
    -----
    chips_through_memory = memory_stacks / stacks_per_package

    References
    ----------
    semianalysis-huawei-2025

    Examples
    --------
    SemiAnalysis: 13 million stacks are enough for 1.6 million 910C, of eight stacks.

    >>> chips_through_memory(13e6, 8.0)
    1625000.0
    >>> chips_through_memory(100.0, 8.0)
    12.5
    """
    return memory_stacks / stacks_per_package


def chips_through_wafers(chips_through_logic: Count, chips_through_memory: Count) -> Count:
    """Chips that a side can make of its own: the wafer route, a flow.

    Parameters
    ----------
    chips_through_logic : float or array, shape (sample,)
        As far as logic dies go. [1]
    chips_through_memory : float or array, broadcastable
        As far as memory goes. [1]

    Returns
    -------
    chips_through_wafers : float or array
        The smaller, draw by draw. [1]

    Notes
    -----
    chips_through_wafers = min(chips_through_logic, chips_through_memory)

    References
    ----------
    semianalysis-huawei-2025

    Examples
    --------
    >>> chips_through_wafers(982800.0, 1625000.0)
    982800.0
    """
    return minimum(chips_through_logic, chips_through_memory)


def chips_through_power(
    facility_power: Watt, thermal_design_power: Watt, server_power_overhead: Ratio, power_usage_effectiveness: Ratio
) -> Count:
    """Chips that a facility's power runs.

    Parameters
    ----------
    facility_power : float or array, shape (sample,)
        Power of the facility, all it draws. [W]
    thermal_design_power : float or array, broadcastable
        Of one chip. [W]
    server_power_overhead : float or array, broadcastable
        Power of servers and network over that of their chips. [1]
    power_usage_effectiveness : float or array, broadcastable
        Power of the facility over that of its computers, PUE. [1]

    Returns
    -------
    chips_through_power : float or array
        At full load, not rounded. [1]

    Notes
    -----
    chips_through_power = facility_power / (thermal_design_power * server_power_overhead * power_usage_effectiveness)

    References
    ----------
    semianalysis-cloudmatrix-2025, epoch-training-cost-trends

    Examples
    --------
    SemiAnalysis has CloudMatrix 384, of 700 W cards, at 560 kW before cooling.

    >>> round(chips_through_power(560e3, 700.0, 2.083, 1.0))
    384

    A chip of 400 W takes 720 W where servers draw 1.5 times as much, and cooling a fifth more on top.

    >>> round(chips_through_power(90.9e3, 400.0, 1.5, 1.2), 6)
    126.25
    """
    return facility_power / (thermal_design_power * server_power_overhead * power_usage_effectiveness)


def compute_through_wafers(chips_through_wafers: Count, h100_equivalent: H100e) -> H100e:
    """Peak compute that a side adds in a year as far as its wafers and memory go.

    Parameters
    ----------
    chips_through_wafers : array, shape (chip, sample)
        Chips of each kind; as bought where they need none of the wafers known. [1]
    h100_equivalent : array, shape (chip, sample)
        Peak of one. [H100e]

    Returns
    -------
    compute_through_wafers : array, shape (sample,)
        Added in the year. [H100e]

    Notes
    -----
    Sum over chips of chips_through_wafers * h100_equivalent.

    References
    ----------
    semianalysis-huawei-2025

    Examples
    --------
    >>> compute_through_wafers(805000.0, 0.4)
    322000.0
    """
    return total(chips_through_wafers * h100_equivalent)


def power_per_h100_equivalent(
    thermal_design_power: Watt,
    server_power_overhead: Ratio,
    power_usage_effectiveness: Ratio,
    h100_equivalent: H100e,
) -> WattPerH100e:
    """Power that a facility needs for an H100's worth of peak compute.

    Parameters
    ----------
    thermal_design_power : array, shape (chip, sample)
        Of one chip. [W]
    server_power_overhead : array, broadcastable
        Power of servers and network over that of their chips. [1]
    power_usage_effectiveness : array, broadcastable
        Power of the facility over that of its computers, PUE. [1]
    h100_equivalent : array, shape (chip, sample)
        Peak of one chip. [H100e]

    Returns
    -------
    power_per_h100_equivalent : array
        At full load. [W/H100e]

    Notes
    -----
    power_per_h100_equivalent = thermal_design_power * server_power_overhead * power_usage_effectiveness
    / h100_equivalent

    References
    ----------
    semianalysis-cloudmatrix-2025, epoch-training-cost-trends

    Examples
    --------
    >>> round(power_per_h100_equivalent(700.0, 1.56, 1.1, 1.0))
    1201
    >>> round(power_per_h100_equivalent(400.0, 1.5, 1.2, 0.7))
    1029
    """
    return thermal_design_power * server_power_overhead * power_usage_effectiveness / h100_equivalent


def compute_through_power(
    facility_power: Watt, compute_share: Fraction, power_per_h100_equivalent: WattPerH100e
) -> H100e:
    """Peak compute that a side's new facilities can run: the power route, a flow.

    Parameters
    ----------
    facility_power : array, shape (sample,)
        Power of the facilities added in the year. [W]
    compute_share : array, shape (chip, sample)
        Share of the compute that each chip brings, in the mix that the money buys. [1]
    power_per_h100_equivalent : array, shape (chip, sample)
        Power that an H100's worth of it needs. [W/H100e]

    Returns
    -------
    compute_through_power : array, shape (sample,)
        Added in the year. [H100e]

    Notes
    -----
    compute_through_power = facility_power / sum over chips of compute_share * power_per_h100_equivalent

    References
    ----------
    epri-epoch-2025

    Examples
    --------
    The article's tracker has 125 GW planned; at 1.2 kW an H100 it runs 104 million.

    >>> round(compute_through_power(125e9, 1.0, 1200.0) / 1e6)
    104
    """
    return facility_power / total(compute_share * power_per_h100_equivalent)
