"""`cluster` in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from computegap.reports.figures import SCALES, Scale, exact, figure, scale_of
from computegap.reports.layout.blocks import LABEL, Block, Column, Grid, Text, marks, reference_numbers, source_list

if TYPE_CHECKING:
    from computegap.results.cluster import ClusterResult
    from computegap.results.shared import Quantity

UNKNOWN = "unknown"


def blocks(result: ClusterResult) -> tuple[Block, ...]:
    """Lay out a cluster: the answer, the cluster, its training run, and on what grounds."""
    return (
        Text(headline(result), "headline"),
        Text(conditions(result), "quiet"),
        _grid(result),
        *(Text(f"Note: {note}", "quiet") for note in result.notes),
        *source_list(result.sources),
    )


def headline(result: ClusterResult) -> str:
    """Return the answer as a sentence."""
    count, power = _said(result.count_, "chips"), _said(result.power, "facility")
    peak = _said(result.peak, "cluster")
    if result.asked == "power":
        runs = "runs" if isinstance(result.power, float) else "run"
        cluster = f"{power} {runs} {count} {result.name}, which peak at {peak}"
    else:
        drawn = "" if result.power is None else f" and draw {power}"
        cluster = f"{count} {result.name} peak at {peak}{drawn}"
    return (
        f"{cluster}. In {exact(result.days)} days they do a training run of {_said(result.training_flop, 'OP')}: "
        f"{_said(result.parameters, 'parameters')} parameters on {_said(result.tokens, 'parameters')} tokens."
    )


def _scale(value: Quantity | float | None, unit: str) -> Scale:
    """The scale that suits a figure; cards are told in full up to a million, and the unknown has no size."""
    scale = scale_of(unit, value)
    if value is None or (unit == "chips" and scale.name != "million"):
        return SCALES[unit][-1]
    return scale


def _said(value: Quantity | float | None, unit: str) -> str:
    """A figure with its scale's name, as in a sentence."""
    scale = _scale(value, unit)
    if unit == "chips" and isinstance(value, float) and not scale.name:
        return f"{value:,.0f}"
    times = "x " if scale.name.startswith("10^") else ""
    return f"{figure(value, scale, missing=UNKNOWN)} {times}{scale.name}".rstrip()


def conditions(result: ClusterResult) -> str:
    """Return what the answer holds under."""
    wider = "" if result.format in {"bf16", "fp8", "int8", "fp4"} else f" ({result.format.upper()})"
    parts = [
        f"Scenario {result.scenario}",
        f"power and facilities of {result.party_name}",
        f"yardstick {result.yardstick}{wider}, dense",
        f"seed {result.seed}",
        f"{result.samples:,} samples",
        "ranges are p5-p95",
        *(f"set {override}" for override in result.overrides),
    ]
    return "; ".join(parts) + "."


def _grid(result: ClusterResult) -> Grid:
    numbers = reference_numbers(result.sources)
    chip = f"chips.{result.chip}."
    own = f"{result.party}.chips.{result.chip}."

    def cited(*prefixes: str) -> str:
        return marks(result.inputs, numbers, *prefixes)

    def row(label: str, value: Quantity | float | None, unit: str, *prefixes: str) -> tuple[str, ...]:
        scale = _scale(value, unit)
        return f"{label}{cited(*prefixes)}", scale.name, figure(value, scale, missing=UNKNOWN)

    prices = (f"{chip}price", f"{own}price", f"{own}relative_price", "chips.h100.price")
    overheads = ("cluster.server_cost_overhead", "cluster.interconnect_cost_share")
    drawn = (f"{chip}tdp", "cluster.server_power_overhead", f"{result.party}.power_usage_effectiveness")
    rows = (
        ("The cluster",),
        row("Cards", result.count_, "chips"),
        row("Peak", result.peak, "cluster", f"{chip}peak"),
        row("Compute", result.h100e, "H100e", f"{chip}peak", "chips.h100.peak"),
        row("Power of the facility", result.power, "facility", *drawn),
        row("Price of a card", result.unit_price, "USD", *prices),
        row("... of cards, servers, network", result.cost, "USD", *prices, *overheads),
        (f"A training run of {exact(result.days)} days",),
        row("Utilisation", result.utilisation, "share", "cluster.utilisation", f"{own}utilisation"),
        row("... left at scale", result.scaling_efficiency, "share", "assumptions.scaling_efficiency"),
        row("... not interrupted", result.availability, "share", "cluster.availability"),
        row("Delivered", result.effective, "cluster"),
        row("Electricity", result.energy_cost, "USD", f"{result.party}.electricity_tariff"),
        row("Training compute", result.training_flop, "OP"),
        row("Tokens a parameter", result.tokens_per_parameter, "1", "cluster.tokens_per_parameter"),
        row("Parameters", result.parameters, "parameters", "cluster.operations_per_parameter_and_token"),
        row("Tokens", result.tokens, "parameters"),
        ("Owning a card",),
        row("Service life", result.service_life, "yr", "assumptions.service_life"),
        row("Cost over it, installed", result.ownership_cost, "USD", *prices, "assumptions.accelerator_share", *drawn),
        row("... an effective H100e-hour", result.cost_per_effective_h100e_hour, "USD/H100e/h"),
    )
    return Grid("", (LABEL, Column("unit", "left"), Column("")), rows)
