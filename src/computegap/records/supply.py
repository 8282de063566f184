"""What a kind of chip can be made of in a year: wafers, dies, packages and memory."""

from __future__ import annotations

from pydantic import Field, model_validator

from computegap.records.kinds import Counted, Multiple, PositiveShare, Rate, Record


class Supply(Record):
    """Wafers, dies, packages and memory of one kind of chip, by year where they change."""

    also_makes: tuple[str, ...] = ()
    """Other chips of the side that come from the same wafers, package for package."""
    wafer_starts: dict[str, Rate] = Field(min_length=1)
    """Of the nodes, or the packaging, that the chip needs; the year's average."""
    wafer_share: dict[str, PositiveShare]
    """Share of them that carries this chip for this side."""
    dies_per_wafer: Multiple
    """Good and bad; packages, where the wafers are those of packaging."""
    die_yield: dict[str, PositiveShare]
    dies_per_package: Multiple
    package_yield: PositiveShare
    banked_dies: dict[str, Counted] = {}
    """Good dies taken from a stock of earlier ones; none where left out."""
    memory_stacks: dict[str, Multiple] = {}
    """HBM stacks to be had; no limit is known where left out."""
    stacks_per_package: Multiple | None = None

    @model_validator(mode="after")
    def _stacks_go_into_packages(self) -> Supply:
        if self.memory_stacks and self.stacks_per_package is None:
            message = "stacks_per_package: found nothing, wanted a value, because memory_stacks are given"
            raise ValueError(message)
        return self
