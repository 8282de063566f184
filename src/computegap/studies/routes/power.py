"""Along the power: how much of the mix of chips that its money buys a side's new facilities can run."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from computegap.core.model import POWER_CHIP, POWER_SIDE
from computegap.errors import ScenarioError
from computegap.studies.comparison import Inputs, SideValues, where_it_is
from computegap.studies.dated import put_dated, stacked
from computegap.studies.routes import flow, money

if TYPE_CHECKING:
    from computegap.core.graph import Graph
    from computegap.studies.comparison import PartValues, Run
    from computegap.units import Values

OF_CHIPS = ("power_per_h100_equivalent", "compute_weight")


class PowerValues(NamedTuple):
    """One kind of chip: every value, and the path of the figure behind each input."""

    values: dict[str, Values]
    paths: dict[str, str]

    @property
    def graph(self) -> Graph:
        """Formulas that its values follow from."""
        return POWER_CHIP


class Route:
    """The power route of one run."""

    basis = flow.BASIS

    def __init__(self, run: Run, basis: str | None) -> None:
        """Start it.

        Raises
        ------
        UsageError
            If another basis than flow is asked for.
        """
        flow.check_basis("power", basis)
        self.run = run

    def side(self, party_id: str) -> SideValues:
        """Work out one side.

        Raises
        ------
        ScenarioError
            If the power of its facilities is unknown, or something else is missing; says what.
        """
        party = self.run.question.scenario.parties[party_id]
        year = str(self.run.year)
        path = f"{party_id}.facility_power"
        if year not in party.facility_power:
            known = f", known only for {', '.join(party.facility_power)}" if party.facility_power else " is unknown"
            hint = where_it_is(self.run.question, "power", party_id, lambda other: year in other.facility_power)
            message = f"{path}.{year}{known}, and the power route needs it: wanted it in a scenario or party file{hint}"
            raise ScenarioError(message)
        inputs = Inputs(self.run.draws)
        growth = (f"{party_id}.growth.facility_power", party.growth.facility_power)
        put_dated(self.run, inputs, "facility_power", path, party.facility_power, growth)
        bought = money.bought(self.run, party_id)
        inputs.values["algorithmic_efficiency"] = bought.values["algorithmic_efficiency"]
        inputs.paths["algorithmic_efficiency"] = bought.paths["algorithmic_efficiency"]
        parts = {chip_id: self._powered(item) for chip_id, item in bought.parts.items()}
        given = inputs.values | {
            name: stacked(self.run, (item.values[name] for item in parts.values())) for name in OF_CHIPS
        }
        values = POWER_SIDE.evaluate(("compute_through_power",), given) | inputs.values
        return SideValues(party_id, party, POWER_SIDE, "compute_through_power", parts, values, inputs.paths)

    def _powered(self, item: PartValues) -> PowerValues:
        inputs = Inputs(self.run.draws)
        inputs.values |= item.values
        inputs.paths |= item.paths
        overhead = self.run.question.cluster.server_power_overhead
        inputs.put("server_power_overhead", "cluster.server_power_overhead", overhead)
        values = POWER_CHIP.evaluate(("power_per_h100_equivalent",), inputs.values) | inputs.values
        return PowerValues(values, inputs.paths)
