"""A manufacturing process."""

from __future__ import annotations

from pydantic import Field

from computegap.records.kinds import Density, Duration, Length, Multiple, PositiveShare, Price, Record


class Process(Record):
    """What a wafer costs and how much of it works."""

    name: str = Field(min_length=1)
    node: Length | None = None
    wafer_diameter: Length | None = None
    wafer_price: Price | None = None
    defect_density: Density | None = None
    defect_change: Multiple | None = None
    """Defect density a year later, as a multiple of today's: below 1 where the maker learns."""
    node_lag: Duration | None = None
    """Time behind the leading node, in which the maker stays on its own."""
    # `yield` is the field's term and a keyword of the language.
    yield_: PositiveShare | None = Field(default=None, alias="yield")
