"""The formulas gathered into the graph, one level for each thing that a quantity belongs to.

A chip's quantities are worked out for each chip that a side adds, then stacked along the chip axis for the side's;
the two sides' meet in the pair's.
"""

from __future__ import annotations

from computegap.core import claims, cluster, compute, cost, counts, gap, growth, ownership, routes, stock, yields
from computegap.core.graph import Graph

CHIP = Graph(
    (
        compute.h100_equivalent,
        compute.effective_h100_equivalent,
        yields.yield_cost_inflation,
        cost.quoted_price,
        cost.unit_price,
        cost.price_per_h100_equivalent,
        cost.lifetime_power_cost,
        ownership.subsidised_tariff,
        ownership.installed_price,
        ownership.lifetime_energy_cost,
        ownership.cost_of_ownership,
        ownership.delivered_work,
    )
)
"""Quantities of one kind of chip on one side."""

CHIP_RESULTS = ("h100_equivalent", "effective_h100_equivalent", "unit_price", "price_per_h100_equivalent",
                "lifetime_power_cost", "cost_of_ownership", "delivered_work")  # fmt: skip
"""What a side needs of each chip."""

SIDE = Graph(
    (
        ownership.separate_subsidy_share,
        compute.accelerator_budget,
        compute.compute_share,
        compute.blended_price_per_h100_equivalent,
        compute.added_compute,
        compute.chip_count,
        compute.effective_compute,
        compute.domestic_spending,
        growth.domestic_compute_share,
        compute.total_cost_of_chips,
        yields.yield_cost_inflation,
        cost.yield_penalty,
        cost.subsidy_offset,
        cost.cost_per_effective_h100_equivalent,
        ownership.cost_of_years_work,
        stock.owned_compute,
    )
)
"""Quantities of one side in one year."""

COUNTED_CHANNEL = Graph((compute.h100_equivalent, counts.channel_compute))
"""Quantities of one channel by which counted chips come to a side."""

COUNTED_SIDE = Graph((counts.counted_compute, counts.channel_share))
"""Quantities of a side whose chips are counted: its channels' are stacked along the channel axis."""

PAIR = Graph(
    (
        compute.compute_ratio,
        compute.effective_compute_ratio,
        gap.algorithm_adjusted_ratio,
    )
)
"""Quantities of two sides, up to what a rule is fed."""

RULES = {
    "power": Graph((gap.rule_exponent, gap.performance_gap)),
    "loglinear": Graph((gap.loglinear_performance_gap,)),
    "capability-lag": Graph((gap.capability_lag,)),
    "catch-up": Graph((gap.catch_up_lag,)),
}
"""Rules by form: each works out the last of its formulas from `algorithm_adjusted_ratio`."""

INVERSES = {
    "power": Graph((gap.rule_exponent, gap.ratio_of_gap)),
    "loglinear": Graph((gap.ratio_of_loglinear_gap,)),
    "capability-lag": Graph((gap.ratio_of_capability_lag,)),
    "catch-up": Graph((gap.ratio_of_catch_up_lag,)),
}
"""The same rules solved for the ratio."""

AUDIT = Graph(
    (
        claims.spending_ratio,
        claims.attributed_capex,
        claims.separate_subsidy,
        claims.implied_yield,
        claims.implied_reference_yield,
        claims.fabs_in_place,
        claims.revenue_year_before,
        claims.cluster_peak,
        claims.power_of_a_project,
        compute.h100_equivalent,
        yields.yield_cost_inflation,
    )
)
"""Quantities that a claim can be recomputed by."""

CLUSTER = Graph(
    (
        routes.chips_through_power,
        compute.h100_equivalent,
        claims.cluster_peak,
        cluster.cluster_compute,
        cluster.delivered_performance,
        cluster.cluster_power,
        cluster.cluster_price,
        cluster.training_operations,
        cluster.trainable_parameters,
        cluster.training_tokens,
        cluster.energy_cost,
        cost.quoted_price,
        compute.effective_h100_equivalent,
        ownership.subsidised_tariff,
        ownership.installed_price,
        ownership.lifetime_energy_cost,
        ownership.cost_of_ownership,
        ownership.delivered_work,
        ownership.cost_of_work,
    )
)
"""Quantities of a cluster of like cards, and of owning one of them."""

WAFER_CHIP = Graph(
    (
        routes.wafers,
        routes.good_dies,
        routes.chips_through_logic,
        routes.chips_through_memory,
        routes.chips_through_wafers,
        compute.h100_equivalent,
        growth.package_h100_equivalent,
    )
)
"""Quantities of one kind of chip along the wafer route."""

TREND = Graph((growth.improving_time, growth.growth_factor, growth.learned_yield))
"""Quantities of a later year."""

STOCK = Graph((stock.surviving_share, stock.installed_compute))
"""What is in service at the end of a year: the years' additions are stacked along the cohort axis."""

WAFER_SIDE = Graph((routes.compute_through_wafers,))
"""Quantities of a side along the wafer route."""

POWER_CHIP = Graph((routes.power_per_h100_equivalent, compute.h100_equivalent))
"""Quantities of one kind of chip along the power route."""

POWER_SIDE = Graph((compute.compute_share, routes.compute_through_power))
"""Quantities of a side along the power route."""
