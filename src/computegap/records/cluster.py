"""What a cluster needs beside its cards, and what a training run gets out of it."""

from __future__ import annotations

from computegap.records.kinds import Multiple, PartialShare, PositiveShare, Record, Work


class Cluster(Record):
    """Figures that hold for clusters of any card, unless a card has its own."""

    server_power_overhead: Multiple
    """Power of servers and network over that of their cards."""
    server_cost_overhead: Multiple
    """Price of a server over that of its cards."""
    interconnect_cost_share: PartialShare
    """Share of a cluster's price that the network between servers takes."""
    utilisation: dict[str, PositiveShare]
    """Model FLOP utilisation by the country of the card's vendor, for cards without a figure of their own."""
    availability: PositiveShare
    """Share of the time in which a cluster works and is not interrupted."""
    operations_per_parameter_and_token: Work
    tokens_per_parameter: Multiple


class ClusterFile(Record):
    """Everything in `cluster.toml`."""

    cluster: Cluster
