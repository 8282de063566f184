"""An accelerator, as its maker and others describe it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from computegap.records.kinds import Area, Bandwidth, Length, Memory, Money, Performance, Power, Price, Record

FORMAT_BITS = {"fp32": 32, "tf32": 19, "bf16": 16, "fp8": 8, "int8": 8, "fp4": 4, "int4": 4}
"""Number formats and their bit length; TF32 is stored in 32 bits and computed in 19, as Epoch AI's TPP counts it."""


class Bill(Record):
    """A bill of materials, at the yields of the maker it describes."""

    logic: Money
    memory: Money
    packaging: Money
    test: Money | None = None
    yield_loss: Money | None = None
    other: Money | None = None


class Chip(Record):
    """What is unknown is left out."""

    name: str = Field(min_length=1)
    vendor: str = Field(min_length=1)
    country: Literal["us", "china"] | None = None
    aliases: list[str] = []
    released: str = ""
    """Year, month or day of the first release that a source names."""
    peak: dict[Literal["fp32", "tf32", "bf16", "fp8", "int8", "fp4", "int4"], Performance] = {}
    """Dense peak by format; bf16 stands for FP16 too, which all of these run at the same rate."""
    memory: Memory | None = None
    bandwidth: Bandwidth | None = None
    interconnect: Bandwidth | None = None
    tdp: Power | None = None
    node: Length | None = None
    process: str = ""
    """Foundry and process as named by the maker."""
    die_area: Area | None = None
    """Logic dies together."""
    price: Price | None = None
    bill: Bill | None = None
    notes: list[str] = []
