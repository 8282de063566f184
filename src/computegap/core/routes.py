"""Ways other than money to a number of chips: wafers and memory, and power."""

from __future__ import annotations

# Imported at run time: the units in these signatures are the graph's.
from computegap.units import Count, Ratio, Watt


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
    """
    return facility_power / (thermal_design_power * server_power_overhead * power_usage_effectiveness)
