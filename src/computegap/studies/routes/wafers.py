"""Along the wafers: chips that a side can have made, of its wafers, packaging and memory, and the others as bought."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from computegap.core.growth import package_h100_equivalent
from computegap.core.model import WAFER_CHIP, WAFER_SIDE
from computegap.errors import ScenarioError
from computegap.records.party import Growth
from computegap.studies.comparison import Inputs, SideValues, where_it_is
from computegap.studies.dated import check_mixes, mix_years, put_dated, put_weight, stacked
from computegap.studies.routes import flow, money
from computegap.studies.routes.money import improved, learned
from computegap.units import UNITS

if TYPE_CHECKING:
    from computegap.core.graph import Graph
    from computegap.records.number import Number
    from computegap.records.party import Party
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
        self.year = str(run.year)

    def side(self, party_id: str) -> SideValues:
        """Work out one side.

        Raises
        ------
        ScenarioError
            If nothing is known of its wafers, or something is missing; says what.
        """
        party = self.run.question.scenario.parties[party_id]
        mixes = mix_years(self.run, party.chips.values())
        chips = [
            chip_id for chip_id, item in party.chips.items() if any(str(year) in item.compute_share for year in mixes)
        ] or [*party.supply]
        if not any(chip_id in party.supply for chip_id in chips):
            wanted = " or ".join(f"{party_id}.supply.{chip_id}" for chip_id in chips) or f"{party_id}.supply"
            hint = where_it_is(self.run.question, "wafers", party_id, lambda other: bool(other.supply))
            message = f"{wanted} is unknown, and the wafers route needs it: wanted it in a scenario or party file{hint}"
            raise ScenarioError(message)
        made = {chip_id: self._made(party_id, party, chip_id) for chip_id in chips if chip_id in party.supply}
        parts = made | self._bought(party_id, party, chips)
        given = {name: stacked(self.run, (item.values[name] for item in parts.values())) for name in OF_CHIPS}
        inputs = Inputs(self.run.draws)
        if party.algorithmic_efficiency is not None:
            inputs.put_all(("algorithmic_efficiency",), party_id, party)
        values = WAFER_SIDE.evaluate(("compute_through_wafers",), given) | inputs.values
        return SideValues(party_id, party, WAFER_SIDE, "compute_through_wafers", parts, values, inputs.paths)

    def _made(self, party_id: str, party: Party, chip_id: str) -> WaferValues:
        supply = party.supply[chip_id]
        own = f"{party_id}.supply.{chip_id}"
        inputs = Inputs(self.run.draws)
        for name in ("wafer_starts", "wafer_share", "die_yield"):
            self._put_dated(inputs, name, party_id, chip_id)
        inputs.put_all(("dies_per_wafer", "dies_per_package", "package_yield"), own, supply)
        inputs.values |= {"one_year": UNITS["yr"].scale, "banked_dies": 0.0}
        if supply.banked_dies:
            self._put_dated(inputs, "banked_dies", party_id, chip_id)
        if supply.memory_stacks:
            self._put_dated(inputs, "memory_stacks", party_id, chip_id)
            inputs.put("stacks_per_package", f"{own}.stacks_per_package", supply.stacks_per_package)
        else:
            self.run.note(f"Nothing is known of the memory of {party.name}: its wafers alone count.")
            through_logic = WAFER_CHIP.evaluate(("chips_through_logic",), inputs.values)
            inputs.values["chips_through_wafers"] = through_logic["chips_through_logic"]
        self._measure(party_id, chip_id, inputs)
        return WaferValues(WAFER_CHIP.evaluate(OF_CHIPS, inputs.values) | inputs.values, inputs.paths)

    def _put_dated(self, inputs: Inputs, name: str, party_id: str, chip_id: str) -> None:
        party = self.run.question.scenario.parties[party_id]
        own = f"{party_id}.supply.{chip_id}"
        by_year: dict[str, Number] = getattr(party.supply[chip_id], name)
        if self.year not in by_year:
            message = f"{own}.{name} has no figure for {self.year}, only for {', '.join(by_year)}: choose with --year"
            raise ScenarioError(message)
        growth = None
        if name in Growth.model_fields:
            growth = (f"{party_id}.growth.{name}", getattr(party.growth, name))
        put_dated(self.run, inputs, name, f"{own}.{name}", by_year, growth)
        if name == "die_yield":
            stated = [year for year in self.run.years if str(year) in by_year]
            inputs.values[name] = learned(self.run, party_id, inputs.values[name], stated)
        elif name == "banked_dies" and self.run.years:
            # What was banked is used up once no more is stated.
            left = np.array([[str(year) in by_year] for year in self.run.years])
            inputs.values[name] = inputs.values[name] * left

    def _measure(self, party_id: str, chip_id: str, inputs: Inputs) -> None:
        """Put in what a package is worth: the mean of the chips that are made of the wafers."""
        party = self.run.question.scenario.parties[party_id]
        mixes = mix_years(self.run, party.chips.values())
        kinds = [
            name
            for name in (chip_id, *party.supply[chip_id].also_makes)
            if name in party.chips and any(str(year) in party.chips[name].compute_share for year in mixes)
        ]
        # Of a side without a mix of chips only its wafers are known: nothing is said of how the chip gets better.
        if not kinds or (kinds == [chip_id] and not self.run.years):
            self._worth(party_id, chip_id, inputs)
            return
        check_mixes(self.run, party_id, mixes)
        weights: list[Values] = []
        worths: list[Values] = []
        for name in kinds:
            kind = Inputs(self.run.draws)
            put_weight(self.run, kind, f"{party_id}.chips.{name}.compute_share", party.chips[name], mixes)
            weights.append(kind.values["compute_weight"])
            worths.append(self._worth(party_id, name, kind) * improved(self.run, party_id, name, mixes))
        inputs.values["h100_equivalent"] = package_h100_equivalent(
            stacked(self.run, weights), stacked(self.run, worths)
        )

    def _worth(self, party_id: str, chip_id: str, inputs: Inputs) -> Values:
        """Worth of one kind of chip, as it is put in."""
        holding = self.run.question.scenario.parties[party_id].chips.get(chip_id)
        if holding is not None and holding.h100_equivalent is not None:
            inputs.put("h100_equivalent", f"{party_id}.chips.{chip_id}.h100_equivalent", holding.h100_equivalent)
            return inputs.values["h100_equivalent"]
        self.run.measure(chip_id, inputs)
        return WAFER_CHIP.evaluate(("h100_equivalent",), inputs.values)["h100_equivalent"]

    def _bought(self, party_id: str, party: Party, chips: list[str]) -> dict[str, WaferValues]:
        """Chips that need none of the wafers known, as many as the money buys."""
        made = {*party.supply, *(name for supply in party.supply.values() for name in supply.also_makes)}
        rest = [chip_id for chip_id in chips if chip_id not in made]
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
