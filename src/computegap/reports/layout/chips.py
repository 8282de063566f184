"""`chips` in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from computegap.reports.figures import SCALES, TIMES, exact, scale_of, stated_range
from computegap.reports.layout.blocks import LABEL, Block, Column, Grid, Text, source_list
from computegap.results.chips import ChipFigure

if TYPE_CHECKING:
    from computegap.reports.figures import Scale
    from computegap.results.chips import ChipsResult

UNKNOWN = "?"


def blocks(result: ChipsResult) -> tuple[Block, ...]:
    """Lay chips out: side by side where they were named, else as a list."""
    if not result.chips:
        return (Text("No chip fits.", "quiet"),)
    grids = _lists(result)
    if result.side_by_side:
        grids = (_side_by_side(result),)
    elif result.columns:
        grids = (_chosen(result),)
    disputes = _disputes(result)
    return (
        Text(
            f"{len(result.chips)} chips; dense peaks in TOP/s; H100e at yardstick {result.yardstick}; "
            f"{UNKNOWN} is unknown; * is disputed, see below."
            if not result.side_by_side
            else f"Dense peaks in TOP/s; H100e at yardstick {result.yardstick}; * is disputed, see below.",
            "quiet",
        ),
        *grids,
        *((Text("Disputed figures, and who says what:"), *map(Text, disputes)) if disputes else ()),
        *(Text(f"{chip.name}: {note}", "quiet") for chip in result.chips for note in chip.notes if result.side_by_side),
        *(source_list(result.sources) if result.side_by_side else ()),
    )


def _cell(value: ChipFigure | None, scale: Scale | None = None, *, unknown: str = UNKNOWN) -> str:
    if value is None:
        return unknown
    scale = scale or SCALES[value.unit][0]
    return f"{stated_range(value.estimate, scale)}{'*' if value.disputed_by else ''}"


def _lists(result: ChipsResult) -> tuple[Grid, ...]:
    formats = ("fp32", "bf16", "fp8", "int8", "fp4")
    peaks = tuple((chip.id, *(_cell(chip.peak[name]) for name in formats)) for chip in result.chips)
    worth = tuple(
        (
            chip.id,
            _cell(chip.h100e, TIMES),
            _cell(chip.tpp),
            _cell(chip.memory),
            _cell(chip.bandwidth),
            _cell(chip.tdp),
        )
        for chip in result.chips
    )
    silicon = tuple(
        (chip.id, chip.vendor, _cell(chip.node), _cell(chip.die_area), _price(chip.price), chip.released or UNKNOWN)
        for chip in result.chips
    )
    chip = Column("chip", "left")
    return (
        Grid("", (chip, *(Column(name.upper()) for name in formats)), peaks),
        Grid("", (chip, *map(Column, ("H100e", "TPP", "GB", "TB/s", "W"))), worth),
        Grid("", (chip, Column("vendor", "left"), *map(Column, ("nm", "die mm2", "price", "released"))), silicon),
    )


def _chosen(result: ChipsResult) -> Grid:
    """One list of the columns that were asked for."""
    words = {"id", "name", "vendor", "country", "released", "process", "h100e_from"}
    columns = tuple(Column(name, "left" if name in words else "right", fixed=name != "name") for name in result.columns)
    rows = tuple(tuple(_any_cell(name, chip.column(name)) for name in result.columns) for chip in result.chips)
    return Grid("", columns, rows)


def _any_cell(name: str, value: object) -> str:
    if value is None or isinstance(value, str):
        return value or UNKNOWN
    if not isinstance(value, ChipFigure):  # pragma: no cover - a column is a word or a figure
        raise TypeError(name)
    if name == "price":
        return _price(value)
    return _cell(value, TIMES if name == "h100e" else _GIGABYTES if name == "interconnect" else None)


def _price(price: ChipFigure | None, unknown: str = UNKNOWN) -> str:
    if price is None:
        return unknown
    scale = SCALES["USD"][2] if price.unit == "USD" else scale_of(price.unit, price.estimate)
    sign = "$" if price.unit == "USD" else "CNY "
    mark = "*" if price.disputed_by else ""
    return f"{sign}{stated_range(price.estimate, scale)}k{mark}"


def _side_by_side(result: ChipsResult) -> Grid:
    formats = [name for name in result.chips[0].peak if any(chip.peak[name] for chip in result.chips)]
    rows: list[tuple[str, ...]] = [
        ("vendor", *(chip.vendor for chip in result.chips)),
        ("released", *(chip.released or "unknown" for chip in result.chips)),
        ("process", *(chip.process or "unknown" for chip in result.chips)),
    ]
    rows.extend(
        (f"{name.upper()}, TOP/s", *(_cell(chip.peak[name], unknown="unknown") for chip in result.chips))
        for name in formats
    )
    for label, field in (
        ("memory, GB", "memory"),
        ("bandwidth, TB/s", "bandwidth"),
        ("TDP, W", "tdp"),
        ("node, nm", "node"),
        ("die area, mm2", "die_area"),
    ):
        rows.append((label, *(_cell(getattr(chip, field), unknown="unknown") for chip in result.chips)))
    rows.append(
        ("interconnect, GB/s", *(_cell(chip.interconnect, _GIGABYTES, unknown="unknown") for chip in result.chips))
    )
    rows.append(("price", *(_price(chip.price, "unknown") for chip in result.chips)))
    rows.append(
        (f"H100e ({result.yardstick})", *(_cell(chip.h100e, TIMES, unknown="unknown") for chip in result.chips))
    )
    rows.append(("TPP", *(_cell(chip.tpp, unknown="unknown") for chip in result.chips)))
    return Grid("", (LABEL, *(Column(chip.name, "right", fixed=False) for chip in result.chips)), tuple(rows))


_GIGABYTES = SCALES["B/s"][0]._replace(divisor=1e9, name="GB/s")


def _disputes(result: ChipsResult) -> list[str]:
    lines = []
    for chip in result.chips:
        figures = {**{f"peak {name}": value for name, value in chip.peak.items()}}
        figures |= {name: getattr(chip, name) for name in ("bandwidth", "interconnect", "tdp", "price")}
        for name, value in figures.items():
            if value is None or not value.disputed_by:
                continue
            scale = SCALES[value.unit][-1]
            said = [f"{exact(rival / scale.divisor)} ({source})" for rival, source in value.disputed_by]
            stated = (
                stated_range(value.estimate, scale) if value.stated is None else exact(value.stated / scale.divisor)
            )
            lines.append(f"{chip.name}, {name}: {stated} {scale.name} ({value.source}) against {', '.join(said)}")
    return lines
