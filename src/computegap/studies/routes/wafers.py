"""Along the wafers: chips that a side can have made, of its wafers, packaging and memory, and the others as bought."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from computegap.core.model import WAFER_CHIP, WAFER_SIDE
from computegap.errors import ScenarioError
from computegap.studies.comparison import Inputs, SideValues
from computegap.studies.routes import flow, money
from computegap.units import UNITS

if TYPE_CHECKING:
    from computegap.core.graph import Graph
    from computegap.records.party import Party
    from computegap.records.supply import Supply
    from computegap.studies.comparison import Run
    from computegap.units import Values

OF_CHIPS = ("chips_through_wafers", "h100_equivalent")


class WaferValues(NamedTuple):
    """One kind of chip: every value, and the path of the figure behind each input."""

    values: dict[str, Values]
    paths: dict[str, str]

    @property
    def graph(self) -> Graph:
        """Formulas that its values follow from."""
        return WAFER_CHIP


class Route:
    """The wafer route of one run."""

    basis = flow.BASIS

    def __init__(self, run: Run, basis: str | None) -> None:
        """Start it.

        Raises
        ------
        UsageError
            If another basis than flow is asked for.
        """
        flow.check_basis("wafers", basis)
        self.run = run
        self.year = str(run.question.year)

    def side(self, party_id: str) -> SideValues:
        """Work out one side.

        Raises
        ------
        ScenarioError
            If nothing is known of its wafers, or something is missing; says what.
        """
        party = self.run.question.scenario.parties[party_id]
        chips = [chip_id for chip_id, item in party.chips.items() if self.year in item.compute_share] or [*party.supply]
        if not any(chip_id in party.supply for chip_id in chips):
            wanted = " or ".join(f"{party_id}.supply.{chip_id}" for chip_id in chips) or f"{party_id}.supply"
            message = f"{wanted} is unknown, and the wafers route needs it: wanted it in a scenario or party file"
            raise ScenarioError(message)
        made = {chip_id: self._made(party_id, party, chip_id) for chip_id in chips if chip_id in party.supply}
        parts = made | self._bought(party_id, party, chips)
        stacked = {name: self._stacked(parts, name) for name in OF_CHIPS}
        inputs = Inputs(self.run.draws)
        if party.algorithmic_efficiency is not None:
            inputs.put_all(("algorithmic_efficiency",), party_id, party)
        values = WAFER_SIDE.evaluate(("compute_through_wafers",), stacked) | inputs.values
        return SideValues(party_id, party, WAFER_SIDE, "compute_through_wafers", parts, values, inputs.paths)

    def _made(self, party_id: str, party: Party, chip_id: str) -> WaferValues:
        supply = party.supply[chip_id]
        own = f"{party_id}.supply.{chip_id}"
        inputs = Inputs(self.run.draws)
        for name in ("wafer_starts", "wafer_share", "die_yield"):
            self._put_dated(inputs, name, own, supply)
        inputs.put_all(("dies_per_wafer", "dies_per_package", "package_yield"), own, supply)
        inputs.values |= {"one_year": UNITS["yr"].scale, "banked_dies": 0.0}
        if supply.banked_dies:
            self._put_dated(inputs, "banked_dies", own, supply)
        if supply.memory_stacks:
            self._put_dated(inputs, "memory_stacks", own, supply)
            inputs.put("stacks_per_package", f"{own}.stacks_per_package", supply.stacks_per_package)
        else:
            self.run.note(f"Nothing is known of the memory of {party.name}: its wafers alone count.")
            through_logic = WAFER_CHIP.evaluate(("chips_through_logic",), inputs.values)
            inputs.values["chips_through_wafers"] = through_logic["chips_through_logic"]
        holding = party.chips.get(chip_id)
        if holding is not None and holding.h100_equivalent is not None:
            inputs.put("h100_equivalent", f"{party_id}.chips.{chip_id}.h100_equivalent", holding.h100_equivalent)
        else:
            self.run.measure(chip_id, inputs)
        return WaferValues(WAFER_CHIP.evaluate(OF_CHIPS, inputs.values) | inputs.values, inputs.paths)

    def _put_dated(self, inputs: Inputs, name: str, own: str, supply: Supply) -> None:
        by_year = getattr(supply, name)
        if self.year not in by_year:
            message = f"{own}.{name} has no figure for {self.year}, only for {', '.join(by_year)}: choose with --year"
            raise ScenarioError(message)
        inputs.put(name, f"{own}.{name}.{self.year}", by_year[self.year])

    def _bought(self, party_id: str, party: Party, chips: list[str]) -> dict[str, WaferValues]:
        """Chips that need none of the wafers known, as many as the money buys."""
        rest = [chip_id for chip_id in chips if chip_id not in party.supply]
        if not rest:
            return {}
        bought = money.bought(self.run, party_id)
        rows = list(bought.parts)
        names = ", ".join(self.run.question.chip(chip_id).name for chip_id in rest)
        self.run.note(f"Of {party.name}'s chips {names} as bought: nothing is known of the wafers.")
        return {
            chip_id: WaferValues(
                bought.parts[chip_id].values
                | {"chips_through_wafers": np.asarray(bought.values["chip_count"])[rows.index(chip_id)]},
                bought.parts[chip_id].paths,
            )
            for chip_id in rest
        }

    def _stacked(self, parts: dict[str, WaferValues], name: str) -> Values:
        samples = self.run.draws.samples
        return np.stack([np.broadcast_to(np.asarray(item.values[name]), (samples,)) for item in parts.values()])
