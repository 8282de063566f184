"""How much more compute does one side add, what does it cost, and what is the difference worth?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

import computegap
from computegap.core.model import CHIP, CHIP_RESULTS, PAIR, RULES, SIDE
from computegap.errors import ScenarioError, UsageError, nearest
from computegap.library import Library, Override
from computegap.records.scenario import YARDSTICKS
from computegap.results.compare import ChipAdded, CompareResult, MeasuredLag, Side
from computegap.results.shared import Quantity, RuleAnswer
from computegap.studies.inputs import DEFAULT_SAMPLES, DEFAULT_SEED, Draws, cited, quantity
from computegap.studies.yardstick import Reading, read_yardstick
from computegap.units import UNITS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from computegap.records.chip import Chip
    from computegap.records.number import Number
    from computegap.records.party import Holding, Party
    from computegap.records.rule import Rule, Rules
    from computegap.records.scenario import Scenario
    from computegap.units import Values

MONTH = UNITS["month"].scale
SIDE_RESULTS = (
    "accelerator_budget",
    "added_compute",
    "effective_compute",
    "cost_per_effective_h100_equivalent",
    "yield_cost_inflation",
    "yield_penalty",
)
LAG_RULE = "capability-lag"
"""The rule that `lag_months` follows."""


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

    library: Library
    scenario: Scenario
    year: int
    yardstick: str
    rule: str
    draws: Draws
    sides: tuple[SideValues, SideValues]
    pair: dict[str, Values]
    rules: dict[str, RuleValues]
    all_rules: Rules
    notes: tuple[str, ...]


def comparison(
    first: str,
    second: str,
    *,
    scenario: str = "article",
    year: int | None = None,
    rule: str | None = None,
    yardstick: str | None = None,
    samples: int = DEFAULT_SAMPLES,
    seed: int = DEFAULT_SEED,
    overrides: Iterable[Override] = (),
    fall_back: bool | None = None,
) -> Comparison:
    """Work out a comparison of two sides; for the parameters see `compare`."""
    if samples < 1:
        message = f"samples: found {samples}, wanted at least 1"
        raise UsageError(message)
    library, names = _opened(scenario, (first, second), overrides)
    chosen = library.scenario()
    rules = library.rules()
    rule = rule or chosen.rule
    if rule not in rules.rules:
        message = f"no rule {rule!r}, wanted one of {', '.join(rules.rules)}{nearest(rule, rules.rules)}"
        raise UsageError(message)
    yardstick = yardstick or chosen.yardstick
    if yardstick not in YARDSTICKS:
        message = f"no yardstick {yardstick!r}, wanted one of {', '.join(YARDSTICKS)}{nearest(yardstick, YARDSTICKS)}"
        raise UsageError(message)
    run = _Run(
        library,
        chosen,
        year or chosen.year,
        yardstick,
        Draws(seed, samples),
        fall_back=chosen.fall_back if fall_back is None else fall_back,
    )
    sides = (run.side(names[0]), run.side(names[1]))
    efficiencies = {
        f"{place}_algorithmic_efficiency": side.values["algorithmic_efficiency"]
        for place, side in zip(("first", "second"), sides, strict=True)
    }
    pair = PAIR.evaluate(
        ("algorithm_adjusted_ratio", "effective_compute_ratio"),
        {
            "first_added_compute": sides[0].values["added_compute"],
            "second_added_compute": sides[1].values["added_compute"],
            "first_effective_compute": sides[0].values["effective_compute"],
            "second_effective_compute": sides[1].values["effective_compute"],
            **efficiencies,
        },
    )
    answers = {
        rule_id: rule_values(rule_id, record, pair["algorithm_adjusted_ratio"], run.draws)
        for rule_id, record in rules.rules.items()
    }
    for lag_id, lag in rules.measured_lags.items():
        run.draws.of(f"measured_lags.{lag_id}.lag", lag.lag)
    return Comparison(
        library, chosen, run.year, yardstick, rule, run.draws, sides, pair, answers, rules, tuple(run.notes)
    )


def rule_values(rule_id: str, rule: Rule, ratio: Values, draws: Draws) -> RuleValues:
    """Work out one rule's gap or lag at a ratio."""
    graph = RULES[rule.form]
    target = graph.names()[-1]
    inputs: dict[str, Values] = {"algorithm_adjusted_ratio": ratio}
    paths = {}
    for name in type(rule).model_fields:
        number = getattr(rule, name)
        if name not in {"title", "form"} and number is not None:
            paths[name] = f"rules.{rule_id}.{name}"
            inputs[name] = draws.of(paths[name], number, share=name == "anchor_gap")
    return RuleValues(rule_id, rule, target, graph.evaluate((target,), inputs), paths)


def _opened(scenario: str, names: tuple[str, str], overrides: Iterable[Override]) -> tuple[Library, list[str]]:
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
    return library, ids


class _Run:
    """One run over one scenario, year and yardstick."""

    def __init__(
        self,
        library: Library,
        scenario: Scenario,
        year: int,
        yardstick: str,
        draws: Draws,
        *,
        fall_back: bool,
    ) -> None:
        self.library = library
        self.scenario = scenario
        self.year = year
        self.yardstick = yardstick
        self.fall_back = fall_back
        self.draws = draws
        self.notes: list[str] = []
        self.h100 = library.chip("h100")
        reference = read_yardstick(self.h100, yardstick, fall_back=True)
        if reference is None:
            message = f"the H100 has no figure for yardstick {yardstick}"
            raise ScenarioError(message)
        self.reference = reference
        if reference.fell_back:
            self._note(f"The H100 has no {yardstick}: its {_format(reference)} is the reference.")

    def _note(self, text: str) -> None:
        if text not in self.notes:
            self.notes.append(text)

    def side(self, party_id: str) -> SideValues:
        """Work out one side."""
        party = self.scenario.parties[party_id]
        paths: dict[str, str] = {}
        inputs: dict[str, Values] = {}

        def put(name: str, path: str, number: Number | None, *, share: bool = False) -> None:
            paths[name] = path
            inputs[name] = self.draws.of(path, number, share=share)

        put("capex", *self._dated(f"{party_id}.capex", party.capex))
        put("subsidy", *self._dated(f"{party_id}.subsidy", party.subsidy))
        for name in ("separate_subsidy_share", "algorithmic_efficiency"):
            put(name, f"{party_id}.{name}", getattr(party, name), share=name.endswith("share"))
        for name in ("artificial_intelligence_share", "accelerator_share"):
            put(name, f"assumptions.{name}", getattr(self.scenario.assumptions, name), share=True)
        put("die_yield", f"{party_id}.process.yield", party.process.yield_, share=True)
        put("reference_yield", "assumptions.reference_yield", self.scenario.assumptions.reference_yield, share=True)
        put("yield_stages", "assumptions.yield_stages", self.scenario.assumptions.yield_stages)
        held = {chip_id: holding for chip_id, holding in party.chips.items() if str(self.year) in holding.compute_share}
        if not held:
            years = sorted({year for holding in party.chips.values() for year in holding.compute_share})
            message = (
                f"{party_id}.chips: no compute_share for {self.year}, wanted one of {', '.join(years)}; "
                f"supply it with --set {party_id}.chips.{next(iter(party.chips))}.compute_share.{self.year}=1"
            )
            raise ScenarioError(message)
        chips = {chip_id: self._chip(party_id, party, chip_id, holding, inputs) for chip_id, holding in held.items()}
        stacked = {name: _stack(chips, name, self.draws.samples) for name in (*CHIP_RESULTS, "compute_weight")}
        domestic = np.array([[float(item.holding.domestic)] for item in chips.values()])
        values = SIDE.evaluate((*SIDE_RESULTS, "domestic_spending"), {**inputs, **stacked, "is_domestic": domestic})
        values["algorithmic_efficiency"] = inputs["algorithmic_efficiency"]
        if np.all(np.asarray(values["yield_penalty"]) > 0):
            values = SIDE.evaluate(("subsidy_offset",), values) | values
        return SideValues(party_id, party, chips, values, paths)

    def _dated(self, path: str, by_year: Mapping[str, Number]) -> tuple[str, Number]:
        year = str(self.year)
        if year not in by_year:
            message = (
                f"{path} has no figure for {year}, only for {', '.join(by_year)}: "
                f"choose one with --year, or supply it with --set {path}.{year}=VALUE"
            )
            raise ScenarioError(message)
        return f"{path}.{year}", by_year[year]

    def _chip(
        self, party_id: str, party: Party, chip_id: str, holding: Holding, side: Mapping[str, Values]
    ) -> ChipValues:
        chip = self.library.chip(chip_id)
        assumptions = self.scenario.assumptions
        own = f"{party_id}.chips.{chip_id}"
        paths: dict[str, str] = {}
        inputs: dict[str, Values] = {"one_h100": 1.0}

        def put(name: str, path: str, number: Number | None, *, share: bool = False) -> None:
            paths[name] = path
            inputs[name] = self.draws.of(path, number, share=share)

        put("compute_weight", *self._dated(f"{own}.compute_share", holding.compute_share), share=True)
        measured_by = self._measure(chip_id, chip, own, holding, put, inputs)
        self._price(chip_id, chip, own, holding, put)
        if holding.domestic:
            for name in ("die_yield", "reference_yield", "yield_stages"):
                inputs[name] = side[name]
            paths |= {
                "die_yield": f"{party_id}.process.yield",
                "reference_yield": "assumptions.reference_yield",
                "yield_stages": "assumptions.yield_stages",
            }
        else:
            # Made elsewhere: the side's own process does not touch its price.
            inputs["yield_cost_inflation"] = 0.0
        put("yield_pass_through", "assumptions.yield_pass_through", assumptions.yield_pass_through, share=True)
        put("utilisation", f"{own}.utilisation", holding.utilisation, share=True)
        for name in ("reference_utilisation", "scaling_efficiency"):
            put(name, f"assumptions.{name}", getattr(assumptions, name), share=True)
        put("thermal_design_power", f"chips.{chip_id}.tdp", chip.tdp)
        for name in ("power_usage_effectiveness", "electricity_tariff"):
            put(name, f"{party_id}.{name}", getattr(party, name))
        put("service_life", "assumptions.service_life", assumptions.service_life)
        return ChipValues(chip, holding, measured_by, CHIP.evaluate(CHIP_RESULTS, inputs) | inputs, paths)

    def _measure(
        self, chip_id: str, chip: Chip, own: str, holding: Holding, put: _Put, inputs: dict[str, Values]
    ) -> str:
        """Put in what a chip's H100-equivalent follows from, and return its name."""
        if holding.h100_equivalent is not None:
            put("h100_equivalent", f"{own}.h100_equivalent", holding.h100_equivalent)
            self._note(f"{chip.name}: H100-equivalent as claimed, whatever the yardstick.")
            return "claim"
        reading = read_yardstick(chip, self.yardstick, fall_back=self.fall_back)
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
        put("peak", f"chips.{chip_id}.{reading.path}", reading.number)
        put("reference_peak", f"chips.h100.{self.reference.path}", self.reference.number)
        inputs["peak"] = inputs["peak"] * reading.factor
        inputs["reference_peak"] = inputs["reference_peak"] * self.reference.factor
        return _format(reading)

    def _price(self, chip_id: str, chip: Chip, own: str, holding: Holding, put: _Put) -> None:
        if holding.relative_price is not None:
            put("relative_price", f"{own}.relative_price", holding.relative_price)
            put("reference_price", "chips.h100.price", self.h100.price)
            return
        path, price = (f"{own}.price", holding.price) if holding.price else (f"chips.{chip_id}.price", chip.price)
        if price is not None and price.base_unit != "USD":
            message = f"{path} is in {price.unit}, and no exchange rate is shipped: --set '{own}.price=NUMBER USD'"
            raise ScenarioError(message)
        if price is None:
            message = f"no price of {chip.name} is known: supply it with --set '{own}.price=NUMBER USD'"
            raise ScenarioError(message)
        put("quoted_price", path, price)


if TYPE_CHECKING:
    from typing import Protocol

    class _Put(Protocol):
        def __call__(self, name: str, path: str, number: Number | None, *, share: bool = False) -> None: ...


def _format(reading: Reading) -> str:
    return reading.path.rpartition(".")[2].upper()


def _stack(chips: Mapping[str, ChipValues], name: str, samples: int) -> Values:
    return np.stack([np.broadcast_to(np.asarray(item.values[name]), (samples,)) for item in chips.values()])


def compare(
    first: str,
    second: str,
    *,
    scenario: str = "article",
    year: int | None = None,
    rule: str | None = None,
    yardstick: str | None = None,
    samples: int = DEFAULT_SAMPLES,
    seed: int = DEFAULT_SEED,
    overrides: Iterable[Override] = (),
    fall_back: bool | None = None,
) -> CompareResult:
    """Compare the compute that two sides add in a year, its cost, and what the difference is worth.

    Parameters
    ----------
    first, second : str
        A party of the scenario, or the path of a party file.
    scenario : str
        A shipped scenario, or the path of a scenario file.
    year : int, optional
        The scenario's own by default.
    rule, yardstick : str, optional
        The scenario's own by default.
    samples, seed : int
        How many draws of each input, and where their streams start.
    overrides : iterable of Override
        Figures to replace.
    fall_back : bool, optional
        Whether a chip without the yardstick's format counts at its next wider one; the scenario's own by default.

    Returns
    -------
    result : CompareResult
        The answer, with the figures and sources that it rests on.

    Raises
    ------
    UsageError
        If a party, rule or yardstick does not exist.
    ScenarioError
        If a figure that the answer needs is unknown.
    DataError
        If a file holds something that is not a fact in the accepted form.
    """
    work = comparison(
        first, second, scenario=scenario, year=year, rule=rule, yardstick=yardstick, samples=samples, seed=seed,
        overrides=overrides, fall_back=fall_back,
    )  # fmt: skip
    answers = tuple(rule_answer(item) for item in work.rules.values())
    by_id = {answer.rule: answer for answer in answers}
    lag = by_id[work.rule if work.rules[work.rule].rule.form in {"capability-lag", "catch-up"} else LAG_RULE].lag_months
    if lag is None:  # pragma: no cover - a lag rule gives a lag
        raise TypeError
    return CompareResult(
        schema="computegap/compare/1",
        version=computegap.__version__,
        scenario=work.library.scenario_id,
        year=work.year,
        basis="flow",
        route="money",
        yardstick=work.yardstick,
        rule=work.rule,
        seed=seed,
        samples=samples,
        overrides=tuple(f"{item.path}={item.value}" for item in work.library.overrides),
        ratio=quantity(work.pair["compute_ratio"], "1"),
        effective_ratio=quantity(work.pair["effective_compute_ratio"], "1"),
        performance_gap=by_id[work.rule].performance_gap,
        lag_months=lag,
        rules=answers,
        measured_lags=_measured_lags(work),
        sides=tuple(_side_result(side, work) for side in work.sides),
        notes=work.notes,
        inputs=work.draws.inputs,
        sources=cited(work.draws.inputs, work.library),
    )


def rule_answer(item: RuleValues) -> RuleAnswer:
    """Report what one rule makes of a ratio."""
    value = item.values[item.target]
    is_lag = item.target.endswith("lag")
    return RuleAnswer(
        item.rule_id,
        item.rule.title,
        None if is_lag else quantity(value, "1"),
        quantity(value / MONTH, "month") if is_lag else None,
    )


def _measured_lags(work: Comparison) -> tuple[MeasuredLag, ...]:
    """Lags measured between these two sides, with the sign of the command's order."""
    first, second = (side.party_id for side in work.sides)
    found = []
    for lag_id, lag in work.all_rules.measured_lags.items():
        sign = {(lag.leader, lag.follower): 1, (lag.follower, lag.leader): -1}.get((first, second))
        if sign is not None:
            low, middle, high = (sign * value / MONTH for value in lag.lag.in_base_unit())
            low, high = min(low, high), max(low, high)
            months = Quantity(middle, low, low, middle, high, high, "month")
            found.append(MeasuredLag(lag_id, lag.title, months, lag.lag.source))
    return tuple(found)


def _side_result(side: SideValues, work: Comparison) -> Side:
    values = side.values

    def of(name: str, unit: str) -> Quantity:
        return quantity(values[name], unit)

    has_penalty = "subsidy_offset" in values
    investment = {
        year: quantity(work.draws.of(f"{side.party_id}.private_investment.{year}", number), "USD")
        for year, number in side.party.private_investment.items()
    }
    return Side(
        party=side.party_id,
        name=side.party.name,
        capex=of("capex", "USD"),
        subsidy=of("subsidy", "USD"),
        accelerator_budget=of("accelerator_budget", "USD"),
        added_compute=of("added_compute", "H100e"),
        effective_compute=of("effective_compute", "H100e"),
        cost_per_effective_h100e=of("cost_per_effective_h100_equivalent", "USD/H100e"),
        yield_=of("die_yield", "1"),
        yield_cost_inflation=of("yield_cost_inflation", "1"),
        yield_penalty=of("yield_penalty", "USD") if has_penalty else None,
        subsidy_offset=of("subsidy_offset", "1") if has_penalty else None,
        chips=tuple(
            ChipAdded(
                chip=chip_id,
                name=item.chip.name,
                domestic=item.holding.domestic,
                compute_share=quantity(_row(values["compute_share"], row), "1"),
                units=quantity(_row(values["chip_count"], row), "1"),
                h100_equivalent=quantity(item.values["h100_equivalent"], "H100e"),
                unit_price=quantity(item.values["unit_price"], "USD"),
                measured_by=item.measured_by,
            )
            for row, (chip_id, item) in enumerate(side.chips.items())
        ),
        private_investment=investment,
    )


def _row(values: Values, row: int) -> Values:
    """One chip's samples of a quantity with a chip axis."""
    array: Values = np.asarray(values)[row]
    return array
