"""`cost` in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from computegap.reports.figures import SCALES, TIMES, change, figure, percent, scale_of
from computegap.reports.layout.blocks import LABEL, Block, Column, Grid, Text, sampling_note, source_list
from computegap.results.shared import Quantity

if TYPE_CHECKING:
    from computegap.results.cost import Bill, CostResult, SubsidyEffect


def blocks(result: CostResult) -> tuple[Block, ...]:
    """Lay out what a yield costs."""
    return (
        Text(headline(result), "headline"),
        Text(conditions(result), "quiet"),
        Grid("", (LABEL, Column("", "left", fixed=False)), (*_yield_rows(result), *_die_rows(result))),
        *((_bill(result.bill, result),) if result.bill else ()),
        *((_subsidy(result.subsidy),) if result.subsidy else ()),
        *(Text(f"Note: {note}", "quiet") for note in result.notes),
        *sampling_note(result),
        *source_list(result.sources),
    )


def headline(result: CostResult) -> str:
    """Return the answer as a sentence."""
    stages = figure(result.stages, TIMES)
    return (
        f"A yield of {percent(result.yield_)} against {percent(result.reference_yield)} "
        f"changes the cost of a good part by {change(result.inflation)} for one loss, "
        f"and by {change(result.inflation_compounded)} for {stages} losses in a row."
    )


def conditions(result: CostResult) -> str:
    """Return what the answer holds under."""
    draws = f"seed {result.seed}, {result.samples:,} samples" if result.seed is not None else "no random draws"
    return f"Scenario {result.scenario}; stages {result.stages_basis}; {draws}; a range is hard bounds or p5-p95."


def _yield_rows(result: CostResult) -> list[tuple[str, str]]:
    band = result.article_band
    corners = ", ".join(f"{stages:.2f} at {float(share):.0%}" for share, stages in result.implied_stages_at.items())
    return [
        ("Yield", percent(result.yield_)),
        ("Reference yield", percent(result.reference_yield)),
        ("Inflation, one loss", change(result.inflation)),
        ("Stages implied by the article's band", f"{figure(result.implied_stages, TIMES)}: {corners}"),
        (f"Inflation at {figure(result.stages, TIMES)} stages", change(result.inflation_compounded)),
        ("Article's straight line at this yield", change(band.straight_line_inflation)),
        (
            (
                f"Article's band: yields of {band.yield_low:.0%}-{band.yield_high:.0%}, "
                f"+{band.inflation_low:.0%}-{band.inflation_high:.0%}"
            ),
            f"this yield is {band.position} it"
            if band.position != "partly within"
            else "this yield is partly within it",
        ),
    ]


def _die_rows(result: CostResult) -> list[tuple[str, str]]:
    if result.die_area is None:
        return []
    rows = [("Die area, mm2", figure(result.die_area, TIMES))]
    if result.effective_die_area != result.die_area:
        rows.append(("... with scribe lanes, mm2", figure(result.effective_die_area, TIMES)))
    if result.defect_density is not None:
        rows.append(("Defect density, per cm2", figure(result.defect_density, SCALES["1/mm2"][0])))
        rows.append(("Yield model", str(result.yield_model)))
    if result.die_yield is not None:
        rows.append(("Die yield", percent(result.die_yield)))
    rows.append(("Dies a wafer", figure(result.dies_per_wafer, TIMES)))
    for label, value in (("Wafer price", result.wafer_price), ("Cost of a good die", result.good_die_cost)):
        rows.append((f"{label}, $", figure(value, TIMES)))
    return rows


def _bill(bill: Bill, result: CostResult) -> Grid:
    rows = [
        (line.item.replace("_", " "), figure(line.reference_cost, TIMES), figure(line.cost, TIMES))
        for line in bill.lines
    ]
    rows.append(("unit cost", figure(bill.reference_unit_cost, TIMES), figure(bill.unit_cost, TIMES)))
    rows.append(("change", "", change(bill.inflation)))
    columns = (
        Column(f"Bill of materials, {bill.name}, $", "left"),
        Column(f"at {percent(result.reference_yield)}"),
        Column(f"at {percent(result.yield_)}"),
    )
    return Grid("", columns, tuple(rows))


def _subsidy(subsidy: SubsidyEffect) -> Grid:
    if subsidy.kind == "rate":
        rows = [("Subsidy, share of cost", percent(subsidy.amount))]
        if subsidy.net_inflation is not None:
            rows.append(("Inflation left after it", change(subsidy.net_inflation)))
            rows.append(("Offsets the inflation", _offsets(subsidy.net_inflation)))
    else:
        scale = scale_of("USD", subsidy.amount)
        rows = [(f"Subsidy a year, {scale.name}", figure(subsidy.amount, scale))]
        if subsidy.covers_spending is not None:
            scale = scale_of("USD", subsidy.covers_spending)
            rows.append(
                (f"Pays the inflation on chips worth, {scale.name} a year", figure(subsidy.covers_spending, scale))
            )
    return Grid("", (LABEL, Column("")), tuple(rows))


def _offsets(net_inflation: Quantity | float) -> str:
    low, high = (
        (net_inflation.p5, net_inflation.p95) if isinstance(net_inflation, Quantity) else (net_inflation, net_inflation)
    )
    if high <= 0:
        return "in full"
    return "in part" if low > 0 else "in full at the better end, in part at the worse"
