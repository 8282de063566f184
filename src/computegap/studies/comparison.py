"""The working-out behind `compare` and `explain`: every value on the way, and the figure behind each input."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypedDict

import numpy as np

from computegap.core.model import CHIP, CHIP_RESULTS, PAIR, RULES, SIDE
from computegap.errors import ScenarioError, UsageError, nearest
from computegap.library import COMMAND_LINE, Library, Override
from computegap.records.scenario import YARDSTICKS
from computegap.studies.inputs import DEFAULT_SAMPLES, DEFAULT_SEED, sampled
from computegap.studies.yardstick import Reading, read_yardstick

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Unpack

    from computegap.records.chip import Chip
    from computegap.records.number import Number
    from computegap.records.party import Holding, Party
    from computegap.records.process import Process
    from computegap.records.rule import Rule
    from computegap.studies.inputs import Draws
    from computegap.units import Values

SIDE_RESULTS = (
    "accelerator_budget",
    "added_compute",
    "effective_compute",
    "cost_per_effective_h100_equivalent",
    "yield_cost_inflation",
    "yield_penalty",
)


class Settings(TypedDict, total=False):
    """What a comparison may be asked under; what is left out is the scenario's own."""

    scenario: str
    """A shipped scenario, or the path of a scenario file."""
    year: int | None
    rule: str | None
    yardstick: str | None
    samples: int
    """Draws of each input."""
    seed: int
    """Where the streams start."""
    overrides: Iterable[Override]
    """Figures to replace."""
    fall_back: bool | None
    """Whether a chip without the yardstick's format counts at its next wider one."""


SHARES = ("share", "weight", "yield", "utilisation", "scaling_efficiency", "pass_through", "gap")
"""Endings of the inputs that lie between 0 and 1, so that a p5-p95 figure is drawn as a share."""


class ChipValues(NamedTuple):
    """One chip of one side: every value, and the path of the figure behind each input."""

    chip: Chip
    holding: Holding
    measured_by: str
    values: dict[str, Values]
    paths: dict[str, str]


class SideValues(NamedTuple):
    """One side: every value, the path of the figure behind each input, and its chips."""

    party_id: str
    party: Party
    chips: dict[str, ChipValues]
    values: dict[str, Values]
    paths: dict[str, str]


class RuleValues(NamedTuple):
    """One rule: every value, and the path of the figure behind each input."""

    rule_id: str
    rule: Rule
    target: str
    values: dict[str, Values]
    paths: dict[str, str]


class Comparison(NamedTuple):
    """Everything that was worked out on the way: `compare` reports it and `explain` tells it."""

    question: Question
    draws: Draws
    sides: tuple[SideValues, SideValues]
    pair: dict[str, Values]
    rules: dict[str, RuleValues]
    notes: tuple[str, ...]


class Inputs:
    """Inputs of one level of the graph: what was drawn, and the path of the figure behind each."""

    def __init__(self, draws: Draws) -> None:
        """Start empty."""
        self._draws = draws
        self.values: dict[str, Values] = {}
        self.paths: dict[str, str] = {}

    def put(self, name: str, path: str, number: Number | None) -> None:
        """Put a figure in under the name of a quantity."""
        self.paths[name] = path
        self.values[name] = self._draws.of(path, number, share=name.endswith(SHARES))

    def put_all(self, names: Iterable[str], path: str, record: object) -> None:
        """Put fields of a record in, each under its own name."""
        for name in names:
            self.put(name, f"{path}.{name}", getattr(record, name))

    def take(self, names: Iterable[str], other: Inputs) -> None:
        """Take inputs of another level over."""
        for name in names:
            self.values[name] = other.values[name]
            self.paths[name] = other.paths[name]


class Question:
    """A comparison as it is asked: its records are checked once, and it is worked out as often as wanted."""

    def __init__(self, first: str, second: str, **settings: Unpack[Settings]) -> None:
        """Open the scenario; for the parameters see `compare`."""
        self.samples = settings.get("samples", DEFAULT_SAMPLES)
        if self.samples < 1:
            message = f"samples: found {self.samples}, wanted at least 1"
            raise UsageError(message)
        self.seed = settings.get("seed", DEFAULT_SEED)
        self.library, self.parties = _opened(
            settings.get("scenario", "article"), (first, second), settings.get("overrides", ())
        )
        self.scenario = self.library.scenario()
        self.rules = self.library.rules()
        self.year = settings.get("year") or self.scenario.year
        self.yardstick = known("yardstick", settings.get("yardstick") or self.scenario.yardstick, YARDSTICKS)
        self.rule = known("rule", settings.get("rule") or self.scenario.rule, self.rules.rules)
        self.fall_back = _stated(settings.get("fall_back"), self.scenario.fall_back)
        self._chips: dict[str, Chip] = {}

    def chip(self, chip_id: str) -> Chip:
        """Return a chip, checked once."""
        if chip_id not in self._chips:
            self._chips[chip_id] = self.library.chip(chip_id)
        return self._chips[chip_id]

    def work_out(self, draws: Draws | None = None) -> Comparison:
        """Work every quantity out from values of the inputs: drawn ones, unless others are given."""
        # What overflows or divides by nothing is refused by name where it is reported, not warned of.
        with np.errstate(all="ignore"):
            return self._worked_out(draws or sampled(self.seed, self.samples))

    def _worked_out(self, draws: Draws) -> Comparison:
        run = _Run(self, draws)
        sides = (run.side(self.parties[0]), run.side(self.parties[1]))
        pair = PAIR.evaluate(
            ("algorithm_adjusted_ratio", "effective_compute_ratio"),
            {
                f"{place}_{name}": side.values[name]
                for place, side in zip(("first", "second"), sides, strict=True)
                for name in ("added_compute", "effective_compute", "algorithmic_efficiency")
            },
        )
        ratio = pair["algorithm_adjusted_ratio"]
        rules = {
            rule_id: rule_values(rule_id, record, ratio, run.draws) for rule_id, record in self.rules.rules.items()
        }
        return Comparison(self, run.draws, sides, pair, rules, tuple(run.notes))


def known(what: str, name: str, choices: Iterable[str]) -> str:
    """A name that exists.

    Raises
    ------
    UsageError
        If it does not.
    """
    names = tuple(choices)
    if name not in names:
        message = f"no {what} {name!r}, wanted one of {', '.join(names)}{nearest(name, names)}"
        raise UsageError(message)
    return name


def own_process(party_id: str, party: Party) -> Process:
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


def _stated(wanted: bool | None, otherwise: bool) -> bool:  # noqa: FBT001 - neither is a switch
    return otherwise if wanted is None else wanted


def rule_values(rule_id: str, rule: Rule, ratio: Values, draws: Draws) -> RuleValues:
    """Work out one rule's gap or lag at a ratio."""
    graph = RULES[rule.form]
    target = graph.names()[-1]
    inputs = Inputs(draws)
    stated = (name for name in type(rule).model_fields if name not in {"title", "form"})
    inputs.put_all((name for name in stated if getattr(rule, name) is not None), f"rules.{rule_id}", rule)
    inputs.values["algorithm_adjusted_ratio"] = ratio
    return RuleValues(rule_id, rule, target, graph.evaluate((target,), inputs.values), inputs.paths)


def _opened(scenario: str, names: tuple[str, str], overrides: Iterable[Override]) -> tuple[Library, tuple[str, str]]:
    """Open the scenario with a user's party files in it, then apply overrides, which may speak of those parties."""
    library = Library(scenario)
    ids = []
    for name in names:
        if name.endswith(".toml"):
            ids.append(library.add_party(Path(name)))
            continue
        known = library.party_ids()
        folded = name.casefold()
        if folded not in known:
            message = f"no party {name!r}, wanted one of {', '.join(known)} or a .toml file{nearest(folded, known)}"
            raise UsageError(message)
        ids.append(folded)
    for override in overrides:
        library.set(override)
    return library, (ids[0], ids[1])


class _Run:
    """One working-out of a question."""

    def __init__(self, question: Question, draws: Draws) -> None:
        self.question = question
        self.scenario = question.scenario
        self.year = question.year
        self.yardstick = question.yardstick
        self.fall_back = question.fall_back
        self.draws = draws
        self.notes: list[str] = []
        self.h100 = question.chip("h100")
        reference = read_yardstick(self.h100, self.yardstick, fall_back=True)
        if reference is None:
            message = f"the H100 has no figure for yardstick {self.yardstick}"
            raise ScenarioError(message)
        self.reference = reference
        if reference.fell_back:
            self._note(f"The H100 has no {self.yardstick}: its {_format(reference)} is the reference.")

    def _note(self, text: str) -> None:
        if text not in self.notes:
            self.notes.append(text)

    def side(self, party_id: str) -> SideValues:
        """Work out one side."""
        party = self.scenario.parties[party_id]
        process = own_process(party_id, party)
        inputs = Inputs(self.draws)
        inputs.put("capex", *self._dated(f"{party_id}.capex", party.capex))
        inputs.put("subsidy", *self._dated(f"{party_id}.subsidy", party.subsidy))
        inputs.put_all(("separate_subsidy_share", "algorithmic_efficiency"), party_id, party)
        inputs.put_all(
            ("artificial_intelligence_share", "accelerator_share", "reference_yield", "yield_stages"),
            "assumptions",
            self.scenario.assumptions,
        )
        inputs.put("die_yield", f"{party_id}.process.yield", process.yield_)
        held = {chip_id: holding for chip_id, holding in party.chips.items() if str(self.year) in holding.compute_share}
        if not held:
            years = sorted({year for holding in party.chips.values() for year in holding.compute_share})
            message = (
                f"{party_id}.chips: no compute_share for {self.year}, wanted one of {', '.join(years)}; "
                f"supply it with --set {party_id}.chips.{next(iter(party.chips))}.compute_share.{self.year}=1"
            )
            raise ScenarioError(message)
        chips = {chip_id: self._chip(party_id, chip_id, holding, inputs) for chip_id, holding in held.items()}
        stacked = {name: _stack(chips, name, self.draws.samples) for name in (*CHIP_RESULTS, "compute_weight")}
        domestic = np.array([[float(item.holding.domestic)] for item in chips.values()])
        given = {**inputs.values, **stacked, "is_domestic": domestic}
        self._check_something_is_bought(party_id, given)
        values = SIDE.evaluate((*SIDE_RESULTS, "domestic_spending"), given) | inputs.values
        if np.all(np.asarray(values["yield_penalty"]) > 0):
            values |= SIDE.evaluate(("subsidy_offset",), values)
        return SideValues(party_id, party, chips, values, inputs.paths)

    def _check_something_is_bought(self, party_id: str, given: Mapping[str, Values]) -> None:
        """Refuse a side that adds nothing: there is no ratio to it."""
        found = {
            "money for accelerators": SIDE.evaluate(("accelerator_budget",), given)["accelerator_budget"],
            "compute_share among its chips": np.asarray(given["compute_weight"]).sum(axis=0),
        }
        for what, values in found.items():
            if np.any(np.asarray(values) <= 0):
                message = f"{party_id} has no {what} in {self.year}, so it adds no compute: wanted more than 0"
                raise ScenarioError(message)

    def _dated(self, path: str, by_year: Mapping[str, Number]) -> tuple[str, Number]:
        year = str(self.year)
        if year not in by_year:
            message = (
                f"{path} has no figure for {year}, only for {', '.join(by_year)}: "
                f"choose one with --year, or supply it with --set {path}.{year}=VALUE"
            )
            raise ScenarioError(message)
        return f"{path}.{year}", by_year[year]

    def _chip(self, party_id: str, chip_id: str, holding: Holding, side: Inputs) -> ChipValues:
        chip = self.question.chip(chip_id)
        own = f"{party_id}.chips.{chip_id}"
        inputs = Inputs(self.draws)
        inputs.values["one_h100"] = 1.0
        inputs.put("compute_weight", *self._dated(f"{own}.compute_share", holding.compute_share))
        measured_by = self._measure(chip_id, chip, own, holding, inputs)
        self._price(chip_id, chip, own, holding, inputs)
        if holding.domestic:
            inputs.take(("die_yield", "reference_yield", "yield_stages"), side)
        else:
            # Made elsewhere: the side's own process does not touch its price.
            inputs.values["yield_cost_inflation"] = 0.0
        inputs.put("utilisation", f"{own}.utilisation", holding.utilisation)
        inputs.put("thermal_design_power", f"chips.{chip_id}.tdp", chip.tdp)
        inputs.put_all(
            ("yield_pass_through", "reference_utilisation", "scaling_efficiency", "service_life"),
            "assumptions",
            self.scenario.assumptions,
        )
        inputs.put_all(("power_usage_effectiveness", "electricity_tariff"), party_id, self.scenario.parties[party_id])
        values = CHIP.evaluate(CHIP_RESULTS, inputs.values) | inputs.values
        return ChipValues(chip, holding, measured_by, values, inputs.paths)

    def _measure(self, chip_id: str, chip: Chip, own: str, holding: Holding, inputs: Inputs) -> str:
        """Put in what a chip's H100-equivalent follows from, and return its name."""
        reading = read_yardstick(chip, self.yardstick, fall_back=self.fall_back)
        if holding.h100_equivalent is not None and (self._claim_holds(holding.h100_equivalent) or reading is None):
            inputs.put("h100_equivalent", f"{own}.h100_equivalent", holding.h100_equivalent)
            why = "" if reading else f", as no figure for yardstick {self.yardstick} is known"
            self._note(f"{chip.name}: H100-equivalent as claimed{why}.")
            return "claim"
        if reading is None:
            path = "bandwidth" if self.yardstick == "bandwidth" else f"peak.{self.yardstick.replace('8bit', 'fp8')}"
            hint = "" if self.yardstick in {"bandwidth", "tpp"} or self.fall_back else ", or add --fall-back"
            unit = "TB/s" if self.yardstick == "bandwidth" else "TOP/s"
            message = (
                f"{chip.name} has no figure for yardstick {self.yardstick}: "
                f"supply it with --set 'chips.{chip_id}.{path}=NUMBER {unit}'{hint}"
            )
            raise ScenarioError(message)
        if reading.fell_back:
            self._note(f"{chip.name} has no {self.yardstick}: counted at its {_format(reading)} peak.")
        inputs.put("peak", f"chips.{chip_id}.{reading.path}", reading.number)
        inputs.put("reference_peak", f"chips.h100.{self.reference.path}", self.reference.number)
        inputs.values["peak"] = inputs.values["peak"] * reading.factor
        inputs.values["reference_peak"] = inputs.values["reference_peak"] * self.reference.factor
        return _format(reading)

    def _claim_holds(self, claim: Number) -> bool:
        """A scenario's claim is made at its own yardstick; what the user sets holds at any."""
        return self.yardstick == self.scenario.yardstick or claim.source == COMMAND_LINE

    def _price(self, chip_id: str, chip: Chip, own: str, holding: Holding, inputs: Inputs) -> None:
        if holding.relative_price is not None:
            inputs.put("relative_price", f"{own}.relative_price", holding.relative_price)
            inputs.put("reference_price", "chips.h100.price", self.h100.price)
            return
        path, price = (f"{own}.price", holding.price) if holding.price else (f"chips.{chip_id}.price", chip.price)
        if price is not None and price.base_unit != "USD":
            message = f"{path} is in {price.unit}, and no exchange rate is shipped: --set '{own}.price=NUMBER USD'"
            raise ScenarioError(message)
        if price is None:
            message = f"no price of {chip.name} is known: supply it with --set '{own}.price=NUMBER USD'"
            raise ScenarioError(message)
        inputs.put("quoted_price", path, price)


def _format(reading: Reading) -> str:
    return reading.path.rpartition(".")[2].upper()


def _stack(chips: Mapping[str, ChipValues], name: str, samples: int) -> Values:
    return np.stack([np.broadcast_to(np.asarray(item.values[name]), (samples,)) for item in chips.values()])
