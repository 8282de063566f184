"""Along the money: what a side's budget buys in the year, at the prices and in the mix of chips stated."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from computegap.core.growth import growth_factor, learned_yield
from computegap.core.model import CHIP, CHIP_RESULTS, SIDE
from computegap.errors import ScenarioError
from computegap.library.overrides import COMMAND_LINE
from computegap.studies.comparison import EVERYTHING, Inputs, Run, SideValues, known
from computegap.studies.dated import ONE_YEAR, check_mixes, elapsed, improvement, mix_years, put_dated, put_weight
from computegap.studies.routes import flow
from computegap.studies.yardstick import read_yardstick

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from computegap.core.graph import Graph
    from computegap.records.chip import Chip
    from computegap.records.number import Number
    from computegap.records.party import Holding, Party
    from computegap.records.process import Process
    from computegap.units import Values

BASES = ("flow", "stock")
SLACK = 0.1
"""How far from 1 shares of a mix may add up to, as judgements do, before it is told."""
SIDE_RESULTS = (
    "accelerator_budget",
    "added_compute",
    "effective_compute",
    "cost_per_effective_h100_equivalent",
    "yield_cost_inflation",
    "yield_penalty",
    "domestic_spending",
    "domestic_compute_share",
    "cost_of_years_work",
)

OF_A_STOCK = ("owned_compute", *SIDE_RESULTS)


class ChipValues(NamedTuple):
    """One chip of one side: every value, and the path of the figure behind each input."""

    chip: Chip
    holding: Holding
    measured_by: str
    values: dict[str, Values]
    paths: dict[str, str]

    @property
    def graph(self) -> Graph:
        """Formulas that its values follow from."""
        return CHIP


class Route:
    """The money route of one run."""

    def __init__(self, run: Run, basis: str | None) -> None:
        """Start it.

        Raises
        ------
        UsageError
            If there is no such basis.
        """
        self.basis = known("basis", basis or flow.BASIS, BASES)
        self.run = run
        self.question = run.question
        self.draws = run.draws
        self.scenario = run.question.scenario
        self.year = run.year
        self.of_chips = CHIP_RESULTS if run.wanted.part is None else run.wanted.part
        whole = SIDE_RESULTS if self.basis == flow.BASIS else OF_A_STOCK
        self.of_sides = whole if run.wanted.side is None else run.wanted.side

    def side(self, party_id: str) -> SideValues:
        """Work out one side."""
        party = self.scenario.parties[party_id]
        process = _own_process(party_id, party)
        inputs = Inputs(self.draws)
        for name, by_year in (("capex", party.capex), ("subsidy", party.subsidy)):
            self._check_is_dated(f"{party_id}.{name}", by_year)
            growth = (f"{party_id}.growth.{name}", getattr(party.growth, name))
            put_dated(self.run, inputs, name, f"{party_id}.{name}", by_year, growth)
        if party.separate_subsidy_share is None:
            path = f"{party_id}.government_capex"
            self._check_is_dated(path, party.government_capex)
            put_dated(self.run, inputs, "government_capex", path, party.government_capex)
            inputs.put_all(("subsidy_overlap",), party_id, party)
        else:
            inputs.put_all(("separate_subsidy_share",), party_id, party)
        inputs.put_all(("algorithmic_efficiency",), party_id, party)
        inputs.put_all(
            ("artificial_intelligence_share", "accelerator_share", "reference_yield", "yield_stages"),
            "assumptions",
            self.scenario.assumptions,
        )
        inputs.put("die_yield", f"{party_id}.process.yield", process.yield_)
        inputs.values["die_yield"] = learned(self.run, party_id, inputs.values["die_yield"], [self.year])
        mixes = mix_years(self.run, party.chips.values())
        held = {
            chip_id: holding
            for chip_id, holding in party.chips.items()
            if any(str(year) in holding.compute_share for year in mixes)
        }
        check_mixes(self.run, party_id, mixes)
        chips = {chip_id: self._chip(party_id, chip_id, inputs, mixes) for chip_id in held}
        # A side works its own out where both it and a chip have a quantity of that name.
        of_chips = (*(set(CHIP_RESULTS) & set(self.of_chips)), "compute_weight", "is_domestic")
        given = inputs.values | {name: self._stack(chips, name) for name in of_chips}
        if any(abs(_stated_sum(party.chips.values(), str(year)) - 1) > SLACK for year in mixes):
            self.run.note(
                f"The mix of chips of {party.name} does not add up to 1: each share is taken as its part of the sum."
            )
        if self.basis != flow.BASIS:
            inputs.values["surviving_compute"] = given["surviving_compute"] = self._surviving(party_id)
        self._check_something_is_bought(party_id, given)
        values = SIDE.evaluate(self.of_sides, given) | inputs.values
        if self.basis != flow.BASIS:
            # What is at work is known of the year's own chips alone.
            values.pop("effective_compute", None)
        if "yield_penalty" in values and np.all(np.asarray(values["yield_penalty"]) > 0):
            values |= SIDE.evaluate(("subsidy_offset",), values)
        compute = "added_compute" if self.basis == flow.BASIS else "owned_compute"
        return SideValues(party_id, party, SIDE, compute, chips, values, inputs.paths)

    def _surviving(self, party_id: str) -> Values:
        """What is in service at the end of the year of the additions before it, as counted.

        Raises
        ------
        ScenarioError
            If nobody has counted them.
        """
        from computegap.studies.installed import additions, installed  # noqa: PLC0415 - which needs a route of its own

        earlier = additions(self.question, self.draws, party_id, self.year)
        if not earlier:
            message = (
                f"{party_id} has no counted additions before {self.year} at this yardstick, and a stock along the "
                f"money needs them: wanted them in a scenario or party file, or --basis flow"
            )
            raise ScenarioError(message)
        name = self.scenario.parties[party_id].name
        self.run.note(f"Owned by {name}: counted additions from {min(earlier)} on, and what {self.year}'s money buys.")
        found: Values = installed(self.question, self.draws, earlier, (self.year,))[0]
        return found

    def _check_something_is_bought(self, party_id: str, given: Mapping[str, Values]) -> None:
        """Refuse a side that adds nothing: there is no ratio to it."""
        found = {
            "money for accelerators": SIDE.evaluate(("accelerator_budget",), given)["accelerator_budget"],
            "compute_share among its chips": np.asarray(given["compute_weight"]).sum(axis=0),
        }
        for what, values in found.items():
            self.draws.require(
                np.asarray(values) > 0,
                f"{party_id} has no {what} in {self.year}, so it adds no compute: wanted more than 0",
            )

    def _check_is_dated(self, path: str, by_year: Mapping[str, Number]) -> None:
        year = str(self.year)
        if year not in by_year:
            message = (
                f"{path} has no figure for {year}, only for {', '.join(by_year)}: "
                f"choose one with --year, or supply it with --set {path}.{year}=VALUE"
            )
            raise ScenarioError(message)

    def _chip(self, party_id: str, chip_id: str, side: Inputs, mixes: Sequence[int]) -> ChipValues:
        party = self.scenario.parties[party_id]
        holding = party.chips[chip_id]
        chip = self.question.chip(chip_id)
        own = f"{party_id}.chips.{chip_id}"
        inputs = Inputs(self.draws)
        put_weight(self.run, inputs, f"{own}.compute_share", holding, mixes)
        measured_by = self._measure(chip_id, chip, own, holding, inputs)
        # A successor of the chip stands in for it.
        worth = "h100_equivalent" if measured_by == "claim" else "peak"
        inputs.values[worth] = inputs.values[worth] * improved(self.run, party_id, chip_id, mixes)
        self._price(chip_id, chip, own, holding, inputs)
        if holding.domestic:
            inputs.take(("die_yield", "reference_yield", "yield_stages"), side)
        else:
            # Made elsewhere: the side's own process does not touch its price.
            inputs.values["yield_cost_inflation"] = 0.0
        inputs.put("utilisation", f"{own}.utilisation", holding.utilisation)
        tdp = (f"{own}.tdp", holding.tdp) if holding.tdp else (f"chips.{chip_id}.tdp", chip.tdp)
        inputs.put("thermal_design_power", *tdp)
        inputs.put_all(
            ("yield_pass_through", "reference_utilisation", "scaling_efficiency", "service_life"),
            "assumptions",
            self.scenario.assumptions,
        )
        inputs.put_all(("power_usage_effectiveness", "electricity_tariff"), party_id, party)
        self._own(party_id, inputs, domestic=holding.domestic)
        values = CHIP.evaluate(self.of_chips, inputs.values) | inputs.values
        values["is_domestic"] = float(holding.domestic)
        return ChipValues(chip, holding, measured_by, values, inputs.paths)

    def _own(self, party_id: str, inputs: Inputs, *, domestic: bool) -> None:
        """Put in what owning a chip costs beside its price and power."""
        rate = self.scenario.parties[party_id].tariff_subsidy_rate
        if domestic and rate is not None:
            inputs.put("tariff_subsidy_rate", f"{party_id}.tariff_subsidy_rate", rate)
        else:
            inputs.values["tariff_subsidy_rate"] = 0.0
        inputs.put_all(("accelerator_share",), "assumptions", self.scenario.assumptions)
        inputs.put_all(("server_power_overhead", "availability"), "cluster", self.question.cluster)
        # A subsidy of the purchase is in the budget already.
        inputs.values["purchase_subsidy_rate"] = 0.0

    def _stack(self, chips: Mapping[str, ChipValues], name: str) -> Values:
        """Shape (chip, sample), or (chip, year, sample); an axis is of size 1 where no chip's differs along it."""
        axes = np.atleast_2d if self.run.years else np.atleast_1d
        return np.stack(np.broadcast_arrays(*(axes(item.values[name]) for item in chips.values())))

    def _measure(self, chip_id: str, chip: Chip, own: str, holding: Holding, inputs: Inputs) -> str:
        """Put in what a chip's H100-equivalent follows from, and return its name."""
        claim = holding.h100_equivalent
        if claim is None:
            return self.run.measure(chip_id, inputs)
        yardstick = self.question.yardstick
        has_datasheet = read_yardstick(chip, yardstick, fall_back=self.question.fall_back) is not None
        # A scenario's claim is made at its own yardstick; what the user sets holds at any.
        if has_datasheet and yardstick != self.scenario.yardstick and claim.source != COMMAND_LINE:
            return self.run.measure(chip_id, inputs)
        inputs.put("h100_equivalent", f"{own}.h100_equivalent", claim)
        why = "" if has_datasheet else f", as no figure for yardstick {yardstick} is known"
        self.run.note(f"{chip.name}: H100-equivalent as claimed{why}.")
        return "claim"

    def _price(self, chip_id: str, chip: Chip, own: str, holding: Holding, inputs: Inputs) -> None:
        if holding.relative_price is not None:
            inputs.put("relative_price", f"{own}.relative_price", holding.relative_price)
            inputs.put("reference_price", "chips.h100.price", self.question.chip("h100").price)
            return
        path, price = (f"{own}.price", holding.price) if holding.price else (f"chips.{chip_id}.price", chip.price)
        if price is not None and price.base_unit != "USD":
            message = f"{path} is in {price.unit}, and no exchange rate is shipped: --set '{own}.price=NUMBER USD'"
            raise ScenarioError(message)
        if price is None:
            message = f"no price of {chip.name} is known: supply it with --set '{own}.price=NUMBER USD'"
            raise ScenarioError(message)
        inputs.put("quoted_price", path, price)


def _stated_sum(holdings: Iterable[Holding], year: str) -> float:
    """Shares of a year's mix together, each at the middle of what is stated."""
    return sum(item.compute_share[year].in_base_unit()[1] for item in holdings if year in item.compute_share)


def _own_process(party_id: str, party: Party) -> Process:
    """A side's own process, once all that the money route needs beside it is known too.

    Raises
    ------
    ScenarioError
        If something is not; says what, and which route would do.
    """
    if party.process is None or party.lacks_for_money:
        instead = ", or --route counted, for which it has counted chips" if party.has_counts else ""
        message = (
            f"{party_id} has no {', '.join(party.lacks_for_money)}, which the money route needs: "
            f"wanted them in a scenario or party file{instead}"
        )
        raise ScenarioError(message)
    return party.process


def learned(run: Run, party_id: str, die_yield: Values, stated: Sequence[int]) -> Values:
    """Yield of a side's process in each of a run's years, after the last of those for which it is stated."""
    process = run.question.scenario.parties[party_id].process
    if not run.years or process is None or process.defect_change is None:
        return die_yield
    change = run.draws.of(f"{party_id}.process.defect_change", process.defect_change)
    return learned_yield(die_yield, growth_factor(change, elapsed(run, stated), ONE_YEAR))


def improved(run: Run, party_id: str, chip_id: str, mixes: Sequence[int]) -> Values:
    """How much better a side's chip has become beyond the last mix stated."""
    party = run.question.scenario.parties[party_id]
    holding = party.chips[chip_id]
    lag = party.process.node_lag if party.process and holding.domestic else None
    path = f"{party_id}.chips.{chip_id}.improvement"
    return improvement(run, path, holding.improvement, mixes, (f"{party_id}.process.node_lag", lag))


def bought(run: Run, party_id: str) -> SideValues:
    """What a side's money buys, for another route to build on: every quantity, whichever are wanted of that route."""
    whole = Run(run.question, run.draws, EVERYTHING)
    whole.year, whole.years = run.year, run.years
    whole.notes = run.notes
    return Route(whole, None).side(party_id)
