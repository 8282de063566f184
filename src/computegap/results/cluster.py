"""Answer to `cluster`."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from computegap.results.shared import Citation, Input, Quantity


class ClusterResult(NamedTuple):
    """What a cluster of like cards peaks at, delivers, draws, costs and trains; None is unknown."""

    schema: str
    version: str
    scenario: str
    chip: str
    name: str
    party: str
    """Where it stands: whose electricity and facilities it uses."""
    party_name: str
    asked: str
    """count or power: what was given; the other follows."""
    yardstick: str
    format: str
    """Number format of the peak; wider than the yardstick where the chip lacks that."""
    days: float
    """Of the training run."""
    seed: int
    samples: int
    overrides: tuple[str, ...]
    # A tuple has a `count` of its own.
    count_: Quantity | float
    peak: Quantity | float
    h100e: Quantity | float
    utilisation: Quantity | float
    scaling_efficiency: Quantity | float
    availability: Quantity | float
    effective: Quantity | float
    """Delivered to a training run."""
    power: Quantity | float | None
    unit_price: Quantity | float | None
    cost: Quantity | float | None
    """Cards, servers and network."""
    energy_cost: Quantity | float | None
    """Electricity of the training run."""
    training_flop: Quantity | float
    tokens_per_parameter: Quantity | float
    parameters: Quantity | float
    tokens: Quantity | float
    service_life: Quantity | float
    ownership_cost: Quantity | float | None
    """Of one card over its life: its part of servers, network and building, and its electricity."""
    cost_per_effective_h100e_hour: Quantity | float | None
    notes: tuple[str, ...]
    inputs: tuple[Input, ...]
    sources: tuple[Citation, ...]
