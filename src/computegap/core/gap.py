"""From a compute ratio to a performance gap or a lag, rule by rule, and back.

Every rule is odd in the logarithm of the ratio: swapping the sides turns the sign and nothing else.
"""

from __future__ import annotations

from computegap.core.elementwise import exp, log, magnitude, minimum, with_sign_of

# Imported at run time: the units in these signatures are the graph's.
from computegap.units import Fraction, PerSecond, Ratio, Second


def algorithm_adjusted_ratio(
    compute_ratio: Ratio, first_algorithmic_efficiency: Ratio, second_algorithmic_efficiency: Ratio
) -> Ratio:
    """Compute ratio after each side's skill in using compute.

    Parameters
    ----------
    compute_ratio : array, shape (sample,)
        First side over second. [1]
    first_algorithmic_efficiency : array, broadcastable
        Result from the same compute, first side over a common standard. [1]
    second_algorithmic_efficiency : array, broadcastable
        The same for the second side. [1]

    Returns
    -------
    algorithm_adjusted_ratio : array
        What a rule is fed. [1]

    Notes
    -----
    algorithm_adjusted_ratio = compute_ratio * first_algorithmic_efficiency / second_algorithmic_efficiency

    References
    ----------
    article-2025-10-20

    Examples
    --------
    >>> algorithm_adjusted_ratio(30.0, 1.0, 1.5)
    20.0
    """
    return compute_ratio * first_algorithmic_efficiency / second_algorithmic_efficiency


def rule_exponent(anchor_gap: Fraction, anchor_ratio: Ratio) -> Ratio:
    """Exponent of the power law that passes through one known gap.

    Parameters
    ----------
    anchor_gap : float or array
        Gap at the anchor, below 1. [1]
    anchor_ratio : float or array, broadcastable
        Compute ratio at the anchor, not 1. [1]

    Returns
    -------
    rule_exponent : float or array
        k in gap = 1 - ratio ** -k. [1]

    Notes
    -----
    rule_exponent = -log(1 - anchor_gap) / log(anchor_ratio)

    References
    ----------
    article-2025-10-20

    Examples
    --------
    >>> round(rule_exponent(0.30, 100.0), 4), round(rule_exponent(0.50, 100.0), 4)
    (0.0775, 0.1505)
    """
    return -log(1 - anchor_gap) / log(anchor_ratio)


def performance_gap(algorithm_adjusted_ratio: Ratio, rule_exponent: Ratio) -> Fraction:
    """How far the follower's performance lies below the leader's, by a power law.

    Parameters
    ----------
    algorithm_adjusted_ratio : array, shape (sample,)
        First side's compute over the second's, above 0. [1]
    rule_exponent : array, broadcastable
        k of the rule. [1]

    Returns
    -------
    performance_gap : array
        0.3 says that the second side is 30 % below the first, -0.3 the reverse. [1]

    Notes
    -----
    performance_gap = sign(log r) * (1 - exp(-rule_exponent * abs(log r))), which is 1 - r ** -k for r of 1 or more.

    References
    ----------
    article-2025-10-20, kaplan-2020

    Examples
    --------
    >>> k = rule_exponent(0.30, 100.0)
    >>> round(performance_gap(100.0, k), 6), round(performance_gap(0.01, k), 6)
    (0.3, -0.3)
    """
    distance = log(algorithm_adjusted_ratio)
    return with_sign_of(1 - exp(-rule_exponent * magnitude(distance)), distance)


def loglinear_performance_gap(algorithm_adjusted_ratio: Ratio, anchor_gap: Fraction, anchor_ratio: Ratio) -> Fraction:
    """How far the follower lies below the leader when each tenfold costs the same.

    Parameters
    ----------
    algorithm_adjusted_ratio : array, shape (sample,)
        First side's compute over the second's, above 0. [1]
    anchor_gap : array, broadcastable
        Gap at the anchor. [1]
    anchor_ratio : array, broadcastable
        Compute ratio at the anchor, above 1. [1]

    Returns
    -------
    loglinear_performance_gap : array
        Between -1 and 1; negative where the second side leads. [1]

    Notes
    -----
    loglinear_performance_gap = sign(log r) * min(1, anchor_gap * abs(log r) / log(anchor_ratio))

    References
    ----------
    article-2025-10-20

    Examples
    --------
    >>> round(loglinear_performance_gap(10.0, 0.50, 100.0), 6)
    0.25
    """
    distance = log(algorithm_adjusted_ratio)
    return with_sign_of(minimum(anchor_gap * magnitude(distance) / log(anchor_ratio), 1.0), distance)


def capability_lag(
    algorithm_adjusted_ratio: Ratio, capability_per_log_compute: Ratio, capability_trend: PerSecond
) -> Second:
    """Time that the frontier takes to rise by what the compute ratio is worth.

    Parameters
    ----------
    algorithm_adjusted_ratio : array, shape (sample,)
        First side's compute over the second's. [1]
    capability_per_log_compute : array, broadcastable
        Capability gained for each e-fold of training compute. [1]
    capability_trend : array, broadcastable
        Capability that the frontier gains in a time. [1/s]

    Returns
    -------
    capability_lag : array
        Negative where the second side leads. [s]

    Notes
    -----
    capability_lag = capability_per_log_compute * log(r) / capability_trend. The law was fitted to training compute;
    here it is fed a ratio of fleets.

    References
    ----------
    epoch-benchmark-stitching-2025

    Examples
    --------
    >>> year = 31556952.0
    >>> round(12 * capability_lag(10.0, 0.1683, 0.559 / year) / year, 1)
    8.3
    """
    return capability_per_log_compute * log(algorithm_adjusted_ratio) / capability_trend


def catch_up_lag(algorithm_adjusted_ratio: Ratio, training_compute_growth: Ratio, one_year: Second) -> Second:
    """Time in which the follower's training compute grows by the compute ratio.

    Parameters
    ----------
    algorithm_adjusted_ratio : array, shape (sample,)
        First side's compute over the second's. [1]
    training_compute_growth : array, broadcastable
        Growth of the compute behind leading models in a year, above 1. [1]
    one_year : array, broadcastable
        The time that the growth is stated for. [s]

    Returns
    -------
    catch_up_lag : array
        Negative where the second side leads. [s]

    Notes
    -----
    catch_up_lag = one_year * log(r) / log(training_compute_growth). Longer than `capability_lag`, as it gives the
    follower no share in the progress of algorithms.

    References
    ----------
    epoch-china-ai-trends-2025

    Examples
    --------
    >>> round(12 * catch_up_lag(2.12, 2.93, 1.0) + 2.50, 1)
    10.9
    """
    return one_year * log(algorithm_adjusted_ratio) / log(training_compute_growth)


def ratio_of_gap(performance_gap: Fraction, rule_exponent: Ratio) -> Ratio:
    """Compute ratio at which the power law gives a gap.

    Parameters
    ----------
    performance_gap : float or array
        Between -1 and 1, both excluded. [1]
    rule_exponent : float or array, broadcastable
        k of the rule, not 0. [1]

    Returns
    -------
    ratio_of_gap : float or array
        The inverse of `performance_gap`. [1]

    Notes
    -----
    ratio_of_gap = exp(-sign(gap) * log(1 - abs(gap)) / rule_exponent)

    References
    ----------
    article-2025-10-20

    Examples
    --------
    >>> round(ratio_of_gap(0.30, rule_exponent(0.30, 100.0)), 6)
    100.0
    """
    return exp(with_sign_of(-log(1 - magnitude(performance_gap)) / rule_exponent, performance_gap))


def ratio_of_loglinear_gap(loglinear_performance_gap: Fraction, anchor_gap: Fraction, anchor_ratio: Ratio) -> Ratio:
    """Compute ratio at which the log-linear rule gives a gap.

    Parameters
    ----------
    loglinear_performance_gap : float or array
        Between -1 and 1. [1]
    anchor_gap : float or array, broadcastable
        Gap at the anchor, not 0. [1]
    anchor_ratio : float or array, broadcastable
        Compute ratio at the anchor. [1]

    Returns
    -------
    ratio_of_loglinear_gap : float or array
        The inverse of `loglinear_performance_gap`. [1]

    Notes
    -----
    ratio_of_loglinear_gap = exp(gap * log(anchor_ratio) / anchor_gap)

    References
    ----------
    article-2025-10-20

    Examples
    --------
    >>> round(ratio_of_loglinear_gap(0.25, 0.50, 100.0), 6)
    10.0
    """
    return exp(loglinear_performance_gap * log(anchor_ratio) / anchor_gap)


def ratio_of_capability_lag(
    capability_lag: Second, capability_per_log_compute: Ratio, capability_trend: PerSecond
) -> Ratio:
    """Compute ratio that is worth a lag under the capability law.

    Parameters
    ----------
    capability_lag : float or array
        Time behind. [s]
    capability_per_log_compute : float or array, broadcastable
        Capability gained for each e-fold of training compute. [1]
    capability_trend : float or array, broadcastable
        Capability that the frontier gains in a time. [1/s]

    Returns
    -------
    ratio_of_capability_lag : float or array
        The inverse of `capability_lag`. [1]

    Notes
    -----
    ratio_of_capability_lag = exp(capability_lag * capability_trend / capability_per_log_compute)

    References
    ----------
    epoch-benchmark-stitching-2025

    Examples
    --------
    >>> round(ratio_of_capability_lag(8.318 / 12, 0.1683, 0.559), 1)
    10.0
    """
    return exp(capability_lag * capability_trend / capability_per_log_compute)


def ratio_of_catch_up_lag(catch_up_lag: Second, training_compute_growth: Ratio, one_year: Second) -> Ratio:
    """Compute ratio that training compute grows by in a time.

    Parameters
    ----------
    catch_up_lag : float or array
        Time behind. [s]
    training_compute_growth : float or array, broadcastable
        Growth in a year. [1]
    one_year : float or array, broadcastable
        The time that the growth is stated for. [s]

    Returns
    -------
    ratio_of_catch_up_lag : float or array
        The inverse of `catch_up_lag`. [1]

    Notes
    -----
    ratio_of_catch_up_lag = training_compute_growth ** (catch_up_lag / one_year)

    References
    ----------
    epoch-china-ai-trends-2025

    Examples
    --------
    >>> round(ratio_of_catch_up_lag(2.0, 3.0, 1.0), 6)
    9.0
    """
    return training_compute_growth ** (catch_up_lag / one_year)
