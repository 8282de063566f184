"""What a cluster of like cards peaks at, delivers, draws, costs, and trains."""

from __future__ import annotations

# Imported at run time: the units in these signatures are the graph's.
from computegap.units import (
    Count,
    Fraction,
    H100e,
    Operations,
    OperationsPerSecond,
    Ratio,
    Second,
    Usd,
    UsdPerJoule,
    Watt,
)


def cluster_compute(cards: Count, h100_equivalent: H100e) -> H100e:
    """Peak compute of a cluster of like cards.

    Parameters
    ----------
    cards : float or array, shape (sample,)
        Cards in it. [1]
    h100_equivalent : float or array, broadcastable
        Peak of one. [H100e]

    Returns
    -------
    cluster_compute : float or array
        Peak, not what software gets out of it. [H100e]

    Notes
    -----
    cluster_compute = cards * h100_equivalent

    References
    ----------
    epoch-ai-chip-counts

    Examples
    --------
    >>> cluster_compute(30000.0, 0.25)
    7500.0
    """
    return cards * h100_equivalent


def delivered_performance(
    cluster_peak: OperationsPerSecond, utilisation: Fraction, scaling_efficiency: Fraction
) -> OperationsPerSecond:
    """What a cluster delivers to a training run.

    Parameters
    ----------
    cluster_peak : float or array, shape (sample,)
        Dense peak of all cards. [OP/s]
    utilisation : float or array, broadcastable
        Model FLOP utilisation, MFU. [1]
    scaling_efficiency : float or array, broadcastable
        Share of it that is left at the cluster's scale. [1]

    Returns
    -------
    delivered_performance : float or array
        While the run is not interrupted. [OP/s]

    Notes
    -----
    delivered_performance = cluster_peak * utilisation * scaling_efficiency

    References
    ----------
    llama3-2024, pangu-ultra-moe-2025, qianfan-vl-2025

    Examples
    --------
    >>> round(delivered_performance(10e18, 0.4, 0.9) / 1e18, 6)
    3.6
    """
    return cluster_peak * utilisation * scaling_efficiency


def cluster_power(
    cards: Count, thermal_design_power: Watt, server_power_overhead: Ratio, power_usage_effectiveness: Ratio
) -> Watt:
    """Power that a facility needs for a cluster.

    Parameters
    ----------
    cards : float or array, shape (sample,)
        Cards in it. [1]
    thermal_design_power : float or array, broadcastable
        Of one card. [W]
    server_power_overhead : float or array, broadcastable
        Power of servers and network over that of their cards. [1]
    power_usage_effectiveness : float or array, broadcastable
        Power of the facility over that of its computers, PUE. [1]

    Returns
    -------
    cluster_power : float or array
        At full load. [W]

    Notes
    -----
    cluster_power = cards * thermal_design_power * server_power_overhead * power_usage_effectiveness

    References
    ----------
    semianalysis-cloudmatrix-2025, epoch-training-cost-trends

    Examples
    --------
    SemiAnalysis has CloudMatrix 384, of 700 W cards, at 560 kW before cooling.

    >>> round(cluster_power(384.0, 700.0, 2.083, 1.0) / 1e3)
    560

    Ten cards of 400 W, where servers draw 1.5 times as much, and cooling a fifth more on top.

    >>> round(cluster_power(10.0, 400.0, 1.5, 1.2))
    7200
    """
    return cards * thermal_design_power * server_power_overhead * power_usage_effectiveness


def cluster_price(cards: Count, unit_price: Usd, server_cost_overhead: Ratio, interconnect_cost_share: Fraction) -> Usd:
    """Price of a cluster's cards, servers and network.

    Parameters
    ----------
    cards : float or array, shape (sample,)
        Cards in it. [1]
    unit_price : float or array, broadcastable
        Of one card. [USD]
    server_cost_overhead : float or array, broadcastable
        Price of a server over that of its cards. [1]
    interconnect_cost_share : float or array, broadcastable
        Share of the whole that the network between servers takes. [1]

    Returns
    -------
    cluster_price : float or array
        Land, building and power supply are not in it. [USD]

    Notes
    -----
    cluster_price = cards * unit_price * server_cost_overhead / (1 - interconnect_cost_share)

    References
    ----------
    epoch-training-cost-trends

    Examples
    --------
    >>> round(cluster_price(1000.0, 25000.0, 1.64, 0.19) / 1e6, 1)
    50.6
    """
    return cards * unit_price * server_cost_overhead / (1 - interconnect_cost_share)


def training_operations(
    delivered_performance: OperationsPerSecond, training_time: Second, availability: Fraction
) -> Operations:
    """Operations that a training run does in a time.

    Parameters
    ----------
    delivered_performance : float or array, shape (sample,)
        Delivered on average. [OP/s]
    training_time : float or array, broadcastable
        How long it runs. [s]
    availability : float or array, broadcastable
        Share of that time in which it trains, and is not interrupted. [1]

    Returns
    -------
    training_operations : float or array
        Training compute, as models are listed by. [OP]

    Notes
    -----
    training_operations = delivered_performance * training_time * availability

    References
    ----------
    llama3-2024

    Examples
    --------
    >>> round(training_operations(4e18, 86400.0 * 100, 0.9) / 1e25, 6)
    3.1104
    """
    return delivered_performance * training_time * availability


def trainable_parameters(
    training_operations: Operations,
    operations_per_parameter_and_token: Operations,
    tokens_per_parameter: Ratio,
) -> Count:
    """Size of the dense model that training compute suffices for at a ratio of tokens to parameters.

    Parameters
    ----------
    training_operations : float or array, shape (sample,)
        Training compute. [OP]
    operations_per_parameter_and_token : float or array, broadcastable
        What one token costs a parameter, forward and backward. [OP]
    tokens_per_parameter : float or array, broadcastable
        Tokens trained on for each parameter. [1]

    Returns
    -------
    trainable_parameters : float or array
        Parameters; of a mixture of experts, those active. [1]

    Notes
    -----
    trainable_parameters = sqrt(training_operations / (operations_per_parameter_and_token * tokens_per_parameter)),
    which solves C = 6 N D with D = 20 N.

    References
    ----------
    kaplan-2020, chinchilla-2022

    Examples
    --------
    Chinchilla itself, 70 bn parameters on 1.4 trillion tokens, took about 5.9e23.

    >>> round(trainable_parameters(5.88e23, 6.0, 20.0) / 1e9, 1)
    70.0
    >>> trainable_parameters(270.0, 6.0, 20.0)
    1.5
    """
    return (training_operations / (operations_per_parameter_and_token * tokens_per_parameter)) ** 0.5


def training_tokens(trainable_parameters: Count, tokens_per_parameter: Ratio) -> Count:
    """Tokens that a model of a size is trained on.

    Parameters
    ----------
    trainable_parameters : float or array, shape (sample,)
        Parameters. [1]
    tokens_per_parameter : float or array, broadcastable
        Tokens for each. [1]

    Returns
    -------
    training_tokens : float or array
        Tokens, those seen twice counted twice. [1]

    Notes
    -----
    training_tokens = trainable_parameters * tokens_per_parameter

    References
    ----------
    chinchilla-2022

    Examples
    --------
    >>> training_tokens(70e9, 20.0) / 1e12
    1.4
    """
    return trainable_parameters * tokens_per_parameter


def energy_cost(cluster_power: Watt, subsidised_tariff: UsdPerJoule, training_time: Second) -> Usd:
    """Electricity of a cluster over a training run.

    Parameters
    ----------
    cluster_power : float or array, shape (sample,)
        Power of the facility, drawn all the time: an upper bound. [W]
    subsidised_tariff : float or array, broadcastable
        Price of energy. [USD/J]
    training_time : float or array, broadcastable
        How long it runs. [s]

    Returns
    -------
    energy_cost : float or array
        For the run. [USD]

    Notes
    -----
    energy_cost = cluster_power * subsidised_tariff * training_time

    References
    ----------
    epoch-training-cost-trends

    Examples
    --------
    >>> round(energy_cost(10e6, 0.09 / 3.6e6, 86400.0))
    21600
    """
    return cluster_power * subsidised_tariff * training_time
