"""What does a cluster of like cards peak at, deliver, draw, cost, and train?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import computegap
from computegap.core.model import CLUSTER
from computegap.core.sampling import Plan
from computegap.errors import ScenarioError, UsageError, nearest
from computegap.library.shipped import find_chip
from computegap.library.view import Library
from computegap.results.cluster import ClusterResult
from computegap.studies.blocks import in_blocks
from computegap.studies.inputs import DEFAULT_SAMPLES, DEFAULT_SEED, cited, drawn, quantity
from computegap.studies.stated import check, read, read_share, stated
from computegap.studies.yardstick import Reading, read_yardstick
from computegap.units import UNITS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from computegap.library.overrides import Override
    from computegap.notation import Written
    from computegap.records.chip import Chip
    from computegap.records.number import Number
    from computegap.records.party import Holding
    from computegap.results.shared import Quantity
    from computegap.studies.blocks import Watch
    from computegap.studies.inputs import Draws
    from computegap.units import Values

FORMATS = ("8bit", "bf16", "fp4")
"""Yardsticks in operations a second, as a training run needs."""
DEFAULT_YARDSTICK = "bf16"
"""What published utilisations are measured at."""
DEFAULT_DAYS = 90.0


def cluster(
    chip: str,
    *,
    count: str | float | None = None,
    power: str | None = None,
    days: float = DEFAULT_DAYS,
    utilisation: str | float | None = None,
    tokens_per_parameter: str | float | None = None,
    subsidy: str | float | None = None,
    place: str | None = None,
    yardstick: str = DEFAULT_YARDSTICK,
    fall_back: bool | None = None,
    scenario: str = "article",
    overrides: Iterable[Override] = (),
    chips_from: Path | str | None = None,
    samples: int = DEFAULT_SAMPLES,
    seed: int = DEFAULT_SEED,
    watch: Watch | None = None,
) -> ClusterResult:
    """Work out a cluster of like cards, from their number or from the power that runs them.

    Parameters
    ----------
    chip : str
        A chip, by its id or another name.
    count : str or float, optional
        Whole cards, or a range such as "20000..30000". [1]
    power : str, optional
        Power of the facility in the place of a count, such as "125 GW"; the cards that it runs are not rounded. [W]
    days : float
        Length of the training run. [day]
    utilisation : str or float, optional
        Model FLOP utilisation of the whole cluster; what runs on such chips reached by default. [1]
    tokens_per_parameter : str or float, optional
        Of the model that is trained; what Chinchilla found best by default. [1]
    subsidy : str or float, optional
        Share of what a card costs, installed, that somebody else pays; none by default. [1]
    place : str, optional
        A party of the scenario whose electricity and facilities are used; the chip vendor's country by default.
    yardstick : str
        8bit, bf16 or fp4: the number format of the peak.
    fall_back : bool, optional
        Whether a chip without that format counts at its next wider one; the scenario's own by default.
    scenario : str
        A shipped scenario, or the path of a scenario file.
    overrides : iterable of Override
        Figures to replace.
    chips_from : Path or str, optional
        A table of chips that may be named beside the shipped ones.
    samples, seed : int
        Of the draws.

    Returns
    -------
    result : ClusterResult
        A figure is a bare number where nothing under it has a range, and None where what it follows from is unknown.

    Raises
    ------
    UsageError
        If there is no such chip, party or yardstick, or an option is not in the accepted form.
    ScenarioError
        If the chip lacks a figure without which there is no answer.
    """
    if (count is None) == (power is None):
        message = "wanted --count, as in --count 30000, or --power, as in --power 125GW: one of them"
        raise UsageError(message)
    if yardstick not in FORMATS:
        message = f"--yardstick: found {yardstick!r}, wanted one of {', '.join(FORMATS)}: a training run is operations"
        raise UsageError(message)
    for option, value in (("--days", days), ("--samples", samples)):
        if not 0 < value < float("inf"):
            message = f"{option}: found {value:g}, wanted a number above 0"
            raise UsageError(message)
    library = Library(scenario, overrides, chips_from)
    chip_id = find_chip(chip, library.imported)
    wider = library.scenario().fall_back if fall_back is None else fall_back

    def answer(block: int, size: int) -> ClusterResult:
        work = _Cluster(library, chip_id, place, drawn(Plan(seed, size, block=block)))
        reading = work.measure(yardstick, fall_back=wider)
        work.train(days, utilisation, tokens_per_parameter)
        work.draw_power(needed=power is not None)
        if power is not None:
            work.state("facility_power", "--power", _checked("--power", power, "W"), "W")
            work.values["cards"] = work.evaluate("chips_through_power")
        elif count is not None:
            work.state("cards", "--count", _counted(count), "1")
        work.price()
        work.own(subsidy)
        if work.weak:
            work.notes.append(f"Weak, as they stand on one person's note: {', '.join(work.weak)}.")
        known_cost = ("unit_price", "thermal_design_power")
        return ClusterResult(
            schema="computegap/cluster/1",
            version=computegap.__version__,
            scenario=library.scenario_id,
            chip=work.chip_id,
            name=work.chip.name,
            party=work.party_id,
            party_name=work.party.name,
            asked="count" if power is None else "power",
            yardstick=yardstick,
            format=reading.path.rpartition(".")[2],
            days=float(days),
            seed=seed,
            samples=size,
            overrides=tuple(f"{item.path}={item.value}" for item in library.overrides),
            count_=work.answer("cards", "1"),
            peak=work.answer("cluster_peak", "OP/s"),
            h100e=work.answer("cluster_compute", "H100e"),
            utilisation=work.answer("utilisation", "1"),
            scaling_efficiency=work.answer("scaling_efficiency", "1"),
            availability=work.answer("availability", "1"),
            effective=work.answer("delivered_performance", "OP/s"),
            power=work.answer_if(("thermal_design_power",), "cluster_power", "W"),
            unit_price=work.answer_if(("unit_price",), "unit_price", "USD"),
            cost=work.answer_if(("unit_price",), "cluster_price", "USD"),
            energy_cost=work.answer_if(("thermal_design_power",), "energy_cost", "USD"),
            training_flop=work.answer("training_operations", "OP"),
            tokens_per_parameter=work.answer("tokens_per_parameter", "1"),
            parameters=work.answer("trainable_parameters", "1"),
            tokens=work.answer("training_tokens", "1"),
            service_life=work.answer("service_life", "s"),
            ownership_cost=work.answer_if(known_cost, "cost_of_ownership", "USD"),
            cost_per_effective_h100e_hour=work.answer_if(known_cost, "cost_of_work", "USD/H100e/h"),
            notes=tuple(work.notes),
            inputs=work.draws.inputs,
            sources=cited(work.draws.inputs, library),
        )

    run = in_blocks(answer, samples, watch=watch)
    return run.result._replace(samples=run.samples, notes=(*run.result.notes, *run.notes))


def _checked(option: str, value: str | float, unit: str) -> Written:
    written = read(option, value)
    if unit != "1" and written.unit is None:
        message = f"{option}: found {str(value)!r}, wanted a unit with it, such as 125GW, 40MW or 560kW"
        raise UsageError(message)
    check(option, written, unit=unit)
    return written


def _counted(count: str | float) -> Written:
    """Cards that the user states: whole ones, while a power budget and what lies between two counts need not be."""
    written = _checked("--count", count, "1")
    if not (written.low.is_integer() and written.high.is_integer()):
        message = f"--count: found {str(count)!r:.60}, wanted whole cards, such as 30000 or 20000..30000"
        raise UsageError(message)
    return written


class _Cluster:
    """One cluster: its inputs, and what follows from them."""

    def __init__(self, library: Library, chip_id: str, place: str | None, draws: Draws) -> None:
        self.library = library
        self.scenario = library.scenario()
        self.chip_id = chip_id
        self.chip: Chip = library.chip(chip_id)
        self.party_id = self._place(place)
        self.party = self.scenario.parties[self.party_id]
        self.figures = library.cluster()
        self.draws = draws
        self.values: dict[str, Values] = {"one_h100": 1.0}
        self.notes: list[str] = []
        self.weak: list[str] = []
        """Figures that stand on a note of one person alone."""

    def _place(self, place: str | None) -> str:
        parties = self.library.party_ids()
        wanted = (place or self.chip.country or "").casefold()
        if wanted not in parties:
            stands = repr(place) if place else f"{self.chip.country!r}, the country of {self.chip.name}'s vendor"
            found = f"no party {stands}" if wanted else f"the country of {self.chip.name}'s vendor is unknown"
            message = f"--in: {found}, wanted one of {', '.join(parties)}{nearest(wanted, parties)}"
            raise UsageError(message)
        return wanted

    @property
    def _holding(self) -> Holding | None:
        """What the scenario says of this chip with that party."""
        return self.party.chips.get(self.chip_id)

    def put(self, name: str, path: str, number: Number | None, *, share: bool = False) -> None:
        """Put a figure in under the name of a quantity."""
        self.values[name] = self.draws.of(path, number, share=share)
        if number is not None and number.confidence == "weak":
            self.weak.append(path)

    def state(self, name: str, option: str, written: Written, unit: str) -> None:
        """Put a figure in that the user states as an option."""
        self.values[name] = self.draws.believed(*stated(option, option, written, unit))

    def evaluate(self, name: str) -> Values:
        """Work out a quantity."""
        return CLUSTER.evaluate((name,), self.values)[name]

    def answer(self, name: str, unit: str) -> Quantity | float:
        """Report a quantity; a bare number where nothing under it has a range."""
        found = quantity(self.evaluate(name) / UNITS[unit].scale, unit)
        return found.p50 if found.is_exact else found

    def answer_if(self, known: tuple[str, ...], name: str, unit: str) -> Quantity | float | None:
        """Report a quantity where what it follows from is known."""
        return self.answer(name, unit) if all(item in self.values for item in known) else None

    def measure(self, yardstick: str, *, fall_back: bool) -> Reading:
        """Put in what peak and H100-equivalent follow from, and return the figure that was read."""
        reference = read_yardstick(self.library.chip("h100"), yardstick, fall_back=True)
        reading = read_yardstick(self.chip, yardstick, fall_back=fall_back)
        if reading is None or reference is None:
            key = yardstick.replace("8bit", "fp8")
            known = ", ".join(self.chip.peak) or "none at all"
            message = (
                f"{self.chip.name} has no peak for yardstick {yardstick}, only {known}: choose another --yardstick, "
                f"or supply it with --set 'chips.{self.chip_id}.peak.{key}=NUMBER TOP/s'"
            )
            raise ScenarioError(message)
        if reading.fell_back:
            self.notes.append(f"{self.chip.name} has no {yardstick}: counted at its {reading.format} peak.")
        if reference.fell_back:
            self.notes.append(f"The H100 has no {yardstick}: its {reference.format} is the reference.")
        self.put("peak", f"chips.{self.chip_id}.{reading.path}", reading.number)
        self.put("reference_peak", f"chips.h100.{reference.path}", reference.number)
        return reading

    def train(self, days: float, utilisation: str | float | None, tokens_per_parameter: str | float | None) -> None:
        """Put in what a training run follows from."""
        self.values["training_time"] = days * UNITS["day"].scale
        if utilisation is None:
            self.put("utilisation", *self._reached(), share=True)
            path = "assumptions.scaling_efficiency"
            self.put("scaling_efficiency", path, self.scenario.assumptions.scaling_efficiency, share=True)
            self.put("availability", "cluster.availability", self.figures.availability, share=True)
        else:
            self.state("utilisation", "--utilisation", read_share("--utilisation", utilisation), "1")
            self.values |= {"scaling_efficiency": 1.0, "availability": 1.0}
            self.notes.append(
                "The utilisation stated is taken to be the whole run's: nothing more is lost to scale or interruptions."
            )
        operations = self.figures.operations_per_parameter_and_token
        self.put("operations_per_parameter_and_token", "cluster.operations_per_parameter_and_token", operations)
        if tokens_per_parameter is None:
            self.put("tokens_per_parameter", "cluster.tokens_per_parameter", self.figures.tokens_per_parameter)
        else:
            option = "--tokens-per-parameter"
            self.state("tokens_per_parameter", option, _checked(option, tokens_per_parameter, "1"), "1")

    def _reached(self) -> tuple[str, Number]:
        """Utilisation that runs reached: on this chip as the scenario has it, else on such chips."""
        if self._holding is not None and self._holding.utilisation is not None:
            return f"{self.party_id}.chips.{self.chip_id}.utilisation", self._holding.utilisation
        country = self.chip.country or "an unknown country"
        known = self.figures.utilisation
        if country not in known:
            message = f"no utilisation is known for chips from {country}: state it, as in --utilisation 0.4"
            raise ScenarioError(message)
        path = f"cluster.utilisation.{country}"
        if self.chip_id != "h100":
            self.notes.append(
                f"No utilisation is published for {self.chip.name}: other chips' from its vendor's country stands in."
            )
        return path, known[country]

    def draw_power(self, *, needed: bool) -> None:
        """Put in what power follows from, as far as it is known."""
        self.put("electricity_tariff", f"{self.party_id}.electricity_tariff", self.party.electricity_tariff)
        self.values["tariff_subsidy_rate"] = 0.0
        if self.chip.country == self.party_id and self.party.tariff_subsidy_rate is not None:
            path = f"{self.party_id}.tariff_subsidy_rate"
            self.put("tariff_subsidy_rate", path, self.party.tariff_subsidy_rate, share=True)
        if self.chip.tdp is None and not needed:
            self.notes.append(
                f"The power of {self.chip.name} is unknown, so the cluster's is too: "
                f"--set 'chips.{self.chip_id}.tdp=NUMBER W' supplies it."
            )
            return
        self.put("thermal_design_power", f"chips.{self.chip_id}.tdp", self.chip.tdp)
        self.put("server_power_overhead", "cluster.server_power_overhead", self.figures.server_power_overhead)
        path = f"{self.party_id}.power_usage_effectiveness"
        self.put("power_usage_effectiveness", path, self.party.power_usage_effectiveness)

    def price(self) -> None:
        """Put in what the price follows from, as far as it is known."""
        path, price = f"chips.{self.chip_id}.price", self.chip.price
        own = f"{self.party_id}.chips.{self.chip_id}"
        if self._holding is not None and self._holding.price is not None:
            path, price = f"{own}.price", self._holding.price
        if self._holding is not None and self._holding.relative_price is not None:
            self.put("relative_price", f"{own}.relative_price", self._holding.relative_price)
            self.put("reference_price", "chips.h100.price", self.library.chip("h100").price)
            self.values["unit_price"] = self.evaluate("quoted_price")
        elif price is None or price.base_unit != "USD":
            why = "is unknown" if price is None else f"is known in {price.unit} alone, and no exchange rate is shipped"
            self.notes.append(
                f"The price of {self.chip.name} {why}, so the cluster's is not worked out: "
                f"--set 'chips.{self.chip_id}.price=NUMBER USD' supplies it."
            )
            return
        else:
            self.put("unit_price", path, price)
        self.put("server_cost_overhead", "cluster.server_cost_overhead", self.figures.server_cost_overhead)
        self.put("interconnect_cost_share", "cluster.interconnect_cost_share", self.figures.interconnect_cost_share)

    def own(self, subsidy: str | float | None) -> None:
        """Put in what owning a card costs."""
        assumptions = self.scenario.assumptions
        self.put("service_life", "assumptions.service_life", assumptions.service_life)
        for name in ("accelerator_share", "reference_utilisation"):
            self.put(name, f"assumptions.{name}", getattr(assumptions, name), share=True)
        if subsidy is None:
            self.values["purchase_subsidy_rate"] = 0.0
        else:
            self.state("purchase_subsidy_rate", "--subsidy", read_share("--subsidy", subsidy), "1")
