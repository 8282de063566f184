"""From additions year by year to what is installed."""

from __future__ import annotations

from computegap.core.elementwise import maximum, minimum, total

# Imported at run time: the units in these signatures are the graph's.
from computegap.units import Fraction, H100e, Second


def surviving_share(cohort_age: Second, service_life: Second, one_year: Second) -> Fraction:
    """Share of a year's additions still in service.

    Parameters
    ----------
    cohort_age : float or array, shape (cohort, year, sample)
        Time since the end of the year of the additions; negative where that is still to come. [s]
    service_life : float or array, broadcastable
        Time in use. [s]
    one_year : float or array, broadcastable
        Time over which the additions of a year were spread evenly. [s]

    Returns
    -------
    surviving_share : float or array
        1 while the oldest is in service, 0 once the youngest is retired; 0 before they are added. [1]

    Notes
    -----
    surviving_share = entered - retired, where entered = min(1, max(0, (cohort_age + one_year) / one_year)) and
    retired is the same with service_life taken off the age

    References
    ----------
    computegap-judgement

    Examples
    --------
    With four years of service, what came in 2022 is all there at the end of 2025, and none of it at the end of 2026 and
    later; a quarter of 2022 before its end, three quarters are there, and none before that year.

    >>> surviving_share(3.0, 4.0, 1.0), surviving_share(3.5, 4.0, 1.0), surviving_share(4.0, 4.0, 1.0)
    (1.0, 0.5, 0.0)
    >>> surviving_share(-0.25, 4.0, 1.0), surviving_share(-1.0, 4.0, 1.0)
    (0.75, 0.0)
    >>> surviving_share(-3.0, 4.0, 1.0), surviving_share(7.0, 4.0, 1.0)
    (0.0, 0.0)
    """
    entered = minimum(maximum((cohort_age + one_year) / one_year, 0.0), 1.0)
    retired = minimum(maximum((cohort_age + one_year - service_life) / one_year, 0.0), 1.0)
    return entered - retired


def owned_compute(surviving_compute: H100e, added_compute: H100e) -> H100e:
    """Compute in service at the end of a year in which some was added.

    Parameters
    ----------
    surviving_compute : float or array, shape (sample,)
        Of earlier years' additions, what is still in service. [H100e]
    added_compute : float or array, broadcastable
        Added in the year, none of which is retired in it. [H100e]

    Returns
    -------
    owned_compute : float or array
        Peak. [H100e]

    Notes
    -----
    owned_compute = surviving_compute + added_compute

    References
    ----------
    epoch-ai-chip-counts

    Examples
    --------
    >>> owned_compute(2.0, 3.0)
    5.0
    """
    return surviving_compute + added_compute


def installed_compute(added_compute: H100e, surviving_share: Fraction) -> H100e:
    """Compute in service at the end of a year: a stock.

    Parameters
    ----------
    added_compute : array, shape (cohort, year, sample), year of size 1
        Added in each year. [H100e]
    surviving_share : array, shape (cohort, year, sample)
        Share of each year's additions that is still in service. [1]

    Returns
    -------
    installed_compute : array, shape (year, sample)
        Peak; what was there before the first cohort is not in it. [H100e]

    Notes
    -----
    Sum over cohorts of added_compute * surviving_share.

    References
    ----------
    epoch-ai-chip-counts

    Examples
    --------
    >>> installed_compute(100.0, 0.5)
    50.0
    """
    return total(added_compute * surviving_share)
