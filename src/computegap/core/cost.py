"""What a chip costs to make, to buy and to run."""

from __future__ import annotations

import math

# Imported at run time: the units in these signatures are the graph's.
from computegap.units import (
    Count,
    Fraction,
    H100e,
    Millimetre,
    Ratio,
    Second,
    SquareMillimetre,
    Usd,
    UsdPerH100e,
    UsdPerJoule,
    Watt,
)


def effective_die_area(die_area: SquareMillimetre, scribe_lane: Millimetre) -> SquareMillimetre:
    """Wafer area that one die takes up, its share of the scribe lanes included.

    Parameters
    ----------
    die_area : float or array
        Area of a square die itself. [mm2]
    scribe_lane : float or array, broadcastable
        Width of the lane sawn between dies. [mm]

    Returns
    -------
    effective_die_area : float or array
        Area on the wafer. [mm2]

    Notes
    -----
    effective_die_area = (sqrt(die_area) + scribe_lane) ** 2: the die is taken as square, as only its area is known.

    References
    ----------
    chiplet-actuary

    Examples
    --------
    >>> round(effective_die_area(100.0, 0.2), 2)
    104.04
    """
    return (die_area**0.5 + scribe_lane) ** 2


def dies_per_wafer(
    effective_die_area: SquareMillimetre, wafer_diameter: Millimetre, edge_exclusion: Millimetre
) -> Count:
    """Whole dies that fit on a wafer, on average.

    Parameters
    ----------
    effective_die_area : float or array
        Area that a die takes up, scribe lanes included. [mm2]
    wafer_diameter : float or array, broadcastable
        Diameter of the wafer. [mm]
    edge_exclusion : float or array, broadcastable
        Width of the unusable ring at the wafer's edge; 0 is the plain form. [mm]

    Returns
    -------
    dies_per_wafer : float or array
        Not rounded; a placement count runs 0-5 % above it. [1]

    Notes
    -----
    dies_per_wafer = pi * (d/2 - e) ** 2 / A - pi * (d - 2 * e) / sqrt(2 * A), with A the effective die area

    References
    ----------
    chiplet-actuary, princeton-ttm-cas

    Examples
    --------
    >>> round(dies_per_wafer(814.0, 300.0, 0.0), 2)
    63.48
    """
    usable = wafer_diameter - 2 * edge_exclusion
    return math.pi * (usable / 2) ** 2 / effective_die_area - math.pi * usable / (2 * effective_die_area) ** 0.5


def good_die_cost(wafer_price: Usd, dies_per_wafer: Count, die_yield: Fraction) -> Usd:
    """Price of the wafer spread over the dies on it that work.

    Parameters
    ----------
    wafer_price : float or array
        Price of a processed wafer. [USD]
    dies_per_wafer : float or array, broadcastable
        Dies on it. [1]
    die_yield : float or array, broadcastable
        Share of them that work. [1]

    Returns
    -------
    good_die_cost : float or array
        Cost of a working die. [USD]

    Notes
    -----
    good_die_cost = wafer_price / (dies_per_wafer * die_yield)

    References
    ----------
    princeton-ttm-cas, cset-ai-chips-2020

    Examples
    --------
    >>> round(good_die_cost(9346.0, 63.48, 0.3590), 0)
    410.0
    """
    return wafer_price / (dies_per_wafer * die_yield)


def unit_cost(
    logic_cost: Usd, other_cost: Usd, die_yield: Fraction, reference_yield: Fraction, yield_stages: Count
) -> Usd:
    """Cost of a finished part at a yield, from its bill of materials at the reference yield.

    Parameters
    ----------
    logic_cost : float or array
        The logic dies in the bill, at the reference yield. [USD]
    other_cost : float or array, broadcastable
        Everything else in the bill: memory, packaging, test. [USD]
    die_yield : float or array, broadcastable
        Share of parts that survive a stage. [1]
    reference_yield : float or array, broadcastable
        Share that survive it at the maker whose bill this is. [1]
    yield_stages : float or array, broadcastable
        How many times the loss compounds, at least 1. [1]

    Returns
    -------
    unit_cost : float or array
        Cost of a good part. [USD]

    Notes
    -----
    unit_cost = (logic_cost * loss + other_cost) * loss ** (yield_stages - 1), loss = reference_yield / die_yield.
    The first stage loses bare dies, so only their line grows; later stages lose whole packages, so the bill grows.
    A flat inflation on the whole price, as the article has it, overstates a die's loss by what the die's share is.

    References
    ----------
    article-2025-10-20, siliconanalysts-h100-bill

    Examples
    --------
    >>> round(unit_cost(300.0, 3020.0, 0.75, 0.90, 1.0), 2)
    3380.0
    """
    loss = reference_yield / die_yield
    return (logic_cost * loss + other_cost) * loss ** (yield_stages - 1)


def quoted_price(relative_price: Ratio, reference_price: Usd) -> Usd:
    """Price of a chip that is quoted as a multiple of another's.

    Parameters
    ----------
    relative_price : float or array
        Multiple of the reference chip's price. [1]
    reference_price : float or array, broadcastable
        Price of the reference chip. [USD]

    Returns
    -------
    quoted_price : float or array
        Price. [USD]

    Notes
    -----
    quoted_price = relative_price * reference_price

    References
    ----------
    article-2025-10-20

    Examples
    --------
    >>> quoted_price(0.6, 25000.0)
    15000.0
    """
    return relative_price * reference_price


def unit_price(quoted_price: Usd, yield_cost_inflation: Fraction, yield_pass_through: Fraction) -> Usd:
    """What a buyer pays for a chip once its maker's yield losses are passed on.

    Parameters
    ----------
    quoted_price : array, shape (chip, sample)
        Price as published. [USD]
    yield_cost_inflation : array, broadcastable
        Extra cost that the maker's yield causes. [1]
    yield_pass_through : array, broadcastable
        Share of that extra cost which the published price does not hold yet. [1]

    Returns
    -------
    unit_price : array
        Price paid. [USD]

    Notes
    -----
    unit_price = quoted_price * (1 + yield_pass_through * yield_cost_inflation)

    References
    ----------
    article-2025-10-20

    Examples
    --------
    >>> unit_price(15000.0, 0.2, 1.0), unit_price(15000.0, 0.25, 0.5)
    (18000.0, 16875.0)
    """
    return quoted_price * (1 + yield_pass_through * yield_cost_inflation)


def lifetime_power_cost(
    thermal_design_power: Watt,
    power_usage_effectiveness: Ratio,
    subsidised_tariff: UsdPerJoule,
    service_life: Second,
) -> Usd:
    """Electricity that a chip uses over its service life.

    Parameters
    ----------
    thermal_design_power : array, shape (chip, sample)
        Power of the chip, drawn all the time: an upper bound. [W]
    power_usage_effectiveness : array, broadcastable
        Power of the facility over that of its computers, PUE. [1]
    subsidised_tariff : array, broadcastable
        Price of energy, as it is paid. [USD/J]
    service_life : array, broadcastable
        Time in use. [s]

    Returns
    -------
    lifetime_power_cost : array
        Not discounted. [USD]

    Notes
    -----
    lifetime_power_cost = thermal_design_power * power_usage_effectiveness * subsidised_tariff * service_life

    References
    ----------
    epoch-training-cost-trends, ft-power-subsidy-2025

    Examples
    --------
    >>> round(lifetime_power_cost(700.0, 1.1, 0.091 / 3.6e6, 4 * 31556952.0), 0)
    2457.0
    """
    return thermal_design_power * power_usage_effectiveness * subsidised_tariff * service_life


def price_per_h100_equivalent(unit_price: Usd, h100_equivalent: H100e) -> UsdPerH100e:
    """Purchase price of one H100's worth of peak compute.

    Parameters
    ----------
    unit_price : array, shape (chip, sample)
        Price of a chip. [USD]
    h100_equivalent : array, broadcastable
        Its peak at the yardstick. [H100e]

    Returns
    -------
    price_per_h100_equivalent : array
        Dearer chips can be the cheaper compute. [USD/H100e]

    Notes
    -----
    price_per_h100_equivalent = unit_price / h100_equivalent

    References
    ----------
    epoch-ai-chip-counts

    Examples
    --------
    >>> price_per_h100_equivalent(35000.0, 2.5)
    14000.0
    """
    return unit_price / h100_equivalent


def yield_penalty(domestic_spending: Usd, yield_cost_inflation: Fraction) -> Usd:
    """The part of a year's spending on domestic chips that pays for parts lost to the lower yield.

    Parameters
    ----------
    domestic_spending : array, shape (sample,)
        Spent in the year on chips from the side's own process. [USD]
    yield_cost_inflation : array, broadcastable
        Extra cost that its yield causes. [1]

    Returns
    -------
    yield_penalty : array
        Negative where the yield is the better one. [USD]

    Notes
    -----
    yield_penalty = domestic_spending * yield_cost_inflation / (1 + yield_cost_inflation): the spending is taken to be
    proportional to cost.

    References
    ----------
    article-2025-10-20

    Examples
    --------
    >>> round(yield_penalty(12.0, 0.2), 9)
    2.0
    """
    return domestic_spending * yield_cost_inflation / (1 + yield_cost_inflation)


def subsidy_offset(subsidy: Usd, yield_penalty: Usd) -> Ratio:
    """How many times a year's subsidies pay for the year's yield penalty.

    Parameters
    ----------
    subsidy : array, shape (sample,)
        Paid in the year. [USD]
    yield_penalty : array, broadcastable
        Spent in the year on parts lost to the lower yield; not 0. [USD]

    Returns
    -------
    subsidy_offset : array
        1 or more covers it. [1]

    Notes
    -----
    subsidy_offset = subsidy / yield_penalty

    References
    ----------
    article-2025-10-20

    Examples
    --------
    >>> subsidy_offset(60.0, 2.0)
    30.0
    """
    return subsidy / yield_penalty


def cost_per_effective_h100_equivalent(total_cost_of_chips: Usd, effective_compute: H100e) -> UsdPerH100e:
    """Purchase and electricity of a year's chips for each H100's worth of work they do.

    Parameters
    ----------
    total_cost_of_chips : array, shape (sample,)
        Price and lifetime power of the chips added in the year. [USD]
    effective_compute : array, broadcastable
        What they deliver. [H100e]

    Returns
    -------
    cost_per_effective_h100_equivalent : array
        Buildings, servers and networks are not in it. [USD/H100e]

    Notes
    -----
    cost_per_effective_h100_equivalent = total_cost_of_chips / effective_compute

    References
    ----------
    epoch-ai-chip-counts

    Examples
    --------
    >>> cost_per_effective_h100_equivalent(30e9, 1e6)
    30000.0
    """
    return total_cost_of_chips / effective_compute
