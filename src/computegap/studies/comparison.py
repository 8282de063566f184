"""The working-out behind `compare` and `explain`: every value on the way, and the figure behind each input."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from importlib import import_module
from numbers import Integral, Real
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypedDict

import numpy as np

from computegap.core.correlation import ContradictionError, Pair, mixing
from computegap.core.model import PAIR, RULES
from computegap.core.sampling import SAMPLERS, Plan, Stream
from computegap.errors import NoAnswerError, ScenarioError, UsageError, nearest
from computegap.library.overrides import COMMAND_LINE, Override
from computegap.library.shipped import place_of, scenario_ids
from computegap.library.view import Library
from computegap.notation import figure
from computegap.records.scenario import YARDSTICKS
from computegap.studies.blocks import Watch
from computegap.studies.inputs import DEFAULT_SAMPLES, DEFAULT_SEED, NOTHING_FINITE, drawn
from computegap.studies.yardstick import read_yardstick

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Unpack

    from computegap.core.graph import Graph
    from computegap.records.chip import Chip
    from computegap.records.cluster import Cluster
    from computegap.records.correlation import Correlation
    from computegap.records.number import Number
    from computegap.records.party import Party
    from computegap.records.rule import Rule
    from computegap.records.scenario import Scenario
    from computegap.studies.inputs import Draws
    from computegap.units import Values

ROUTES = {
    "money": "computegap.studies.routes.money",
    "wafers": "computegap.studies.routes.wafers",
    "power": "computegap.studies.routes.power",
    "counted": "computegap.studies.routes.counted",
}
"""Ways to a side's compute: the module of each, whose `Route` works a side out."""


class Settings(TypedDict, total=False):
    """What a comparison may be asked under; what is left out is the scenario's own."""

    scenario: str
    """A shipped scenario, or the path of a scenario file."""
    year: int | None
    rule: str | None
    yardstick: str | None
    samples: int
    """Draws of each input; beside a precision, the least."""
    seed: int
    """Where the streams start."""
    sampler: str
    """lattice or random."""
    correlations: Iterable[str | tuple[str, str, float]]
    """Inputs that are drawn together, beside those of the scenario: ("us.capex", "china.capex", 0.5) or the text
    "us.capex china.capex 0.5", two paths and a rank correlation each."""
    precision: float | str | None
    """Standard error of the headline to sample for, as a share of it: 0.005 or "0.5%"."""
    watch: Watch
    """Is told how a long run goes."""
    overrides: Iterable[Override | str]
    """Figures to replace: "PATH=VALUE" each, as for --set."""
    fall_back: bool | None
    """Whether a chip without the yardstick's format counts at its next wider one."""
    route: str | None
    """money, wafers or power: what each suffices for; or counted: by counts of chips, channel by channel."""
    basis: str | None
    """flow (added in the year) or stock (there at its end); the route's own by default."""
    chips_from: Path | str | None
    """A table of chips that the scenario may name beside the shipped ones."""


MAIN_FORMATS = {"8bit": "fp8", "tpp": "bf16"}
"""Of yardsticks that several formats serve, the one whose figure is asked for where a chip has none."""
ELSEWHERE = {"set": "overrides", "assignments": "overrides", "correlate": "correlations"}
"""Names that the command line has for settings."""


def settled(settings: Settings, *own: str) -> Settings:
    """Check settings that came from outside, and read them once, so that they may be used more than once.

    Parameters
    ----------
    settings : Settings
        As they were given.
    *own : str
        Keywords that the study has beside them.

    Returns
    -------
    settings : Settings
        Overrides are read, counts are whole.

    Raises
    ------
    TypeError
        If one goes by a name that nobody knows, as Python itself says of a keyword.
    UsageError
        If samples, a seed, a precision, correlations or overrides are in no accepted form.
    ScenarioError
        If an override lacks its `=`.
    """
    names = (*Settings.__annotations__, *own)
    for name in settings:
        if name not in names:
            hint = f"; did you mean {ELSEWHERE[name]}?" if name in ELSEWHERE else nearest(name, names)
            message = f"unexpected keyword argument {name!r}{hint}"
            raise TypeError(message)
    found: Settings = {**settings}
    if "overrides" in settings:
        found["overrides"] = read_overrides(settings)
    if "correlations" in settings:
        found["correlations"] = read_correlations(settings["correlations"])
    if "precision" in settings:
        found["precision"] = read_precision(settings["precision"])
    if "samples" in settings:
        found["samples"] = whole("samples", settings["samples"], 1)
    if "seed" in settings:
        found["seed"] = whole("seed", settings["seed"], 0)
    return found


def read_overrides(settings: Settings) -> tuple[Override, ...]:
    """Figures to replace, read where they are still as typed.

    Raises
    ------
    UsageError
        If they are no list of "PATH=VALUE".
    ScenarioError
        If one lacks its `=`.
    """
    given: object = settings.get("overrides", ())
    wanted = 'wanted a list of "PATH=VALUE", such as ["china.process.yield=0.85"]'
    if isinstance(given, (str, Override, Mapping)) or not isinstance(given, Iterable):
        message = f"overrides: found {given!r:.60}, {wanted}"
        raise UsageError(message)
    found = []
    for item in given:
        if not isinstance(item, (str, Override)):
            message = f"overrides: found {item!r:.60} among them, {wanted}"
            raise UsageError(message)
        found.append(Override.read(item, f"overrides: {item!r}") if isinstance(item, str) else item)
    return tuple(found)


def read_correlations(given: object) -> tuple[str, ...]:
    """Correlations as they are typed, from texts and triples.

    Raises
    ------
    UsageError
        If they are no list of these.
    """
    wanted = 'wanted a list of ("PATH", "PATH", RANK), such as [("us.capex", "china.capex", 0.5)]'
    if isinstance(given, (str, Mapping)) or not isinstance(given, Iterable):
        message = f"correlations: found {given!r:.60}, {wanted}"
        raise UsageError(message)
    found = []
    for item in given:
        match item:
            case str():
                found.append(item)
            case (str() as first, str() as second, Real() as rank):
                found.append(f"{first} {second} {float(rank)!r}")
            case _:
                message = f"correlations: found {item!r:.60} among them, {wanted}"
                raise UsageError(message)
    return tuple(found)


def read_precision(given: object, said: str = "precision") -> float | None:
    """A precision as a share, from a number or as it is typed.

    Raises
    ------
    UsageError
        If it is none.
    """
    if given is None:
        return None
    try:
        written = figure(str(given))
    except UsageError:
        written = None
    # An answer that was interrupted early has reached less than any share.
    most = 1 if isinstance(given, str) else math.inf
    if written is None or written.is_range or not 0 < written.low < most:
        message = f'{said}: found {given!r:.60}, wanted a share above 0 and below 1, such as 0.005 or "0.5%"'
        raise UsageError(message)
    return written.low


def whole(name: str, value: object, least: int) -> int:
    """A count as a whole number, 1e5 as well as 100000.

    Raises
    ------
    UsageError
        If it is none, or too small.
    """
    found = None
    if isinstance(value, Integral):
        found = int(value)
    elif isinstance(value, Real) and float(value).is_integer():
        found = int(float(value))
    if found is None or isinstance(value, bool) or found < least:
        message = f"{name}: found {value!r:.60}, wanted a whole number of at least {least}"
        raise UsageError(message)
    return found


SHARES = (
    "share", "weight", "yield", "utilisation", "scaling_efficiency", "pass_through", "gap", "subsidy_rate", "overlap",
    "availability",
)  # fmt: skip
"""Endings of the inputs that lie between 0 and 1, so that a p5-p95 figure is drawn as a share."""


class PartValues(Protocol):
    """One of the things that a side's compute is made of, such as a kind of chip."""

    @property
    def graph(self) -> Graph:
        """Formulas that its values follow from."""

    @property
    def values(self) -> dict[str, Values]:
        """Every value."""

    @property
    def paths(self) -> dict[str, str]:
        """Path of the figure behind each input."""


class SideValues(NamedTuple):
    """One side: every value, the path of the figure behind each input, and its parts."""

    party_id: str
    party: Party
    graph: Graph
    compute: str
    """Which of its quantities is the compute that is compared."""
    parts: Mapping[str, PartValues]
    values: dict[str, Values]
    paths: dict[str, str]


WORDS_OF_A_RULE = {"title", "terms", "growth_of", "form"}
"""Fields of a rule that are no figures."""


class RuleValues(NamedTuple):
    """One rule: every value, and the path of the figure behind each input."""

    rule_id: str
    rule: Rule
    target: str
    values: dict[str, Values]
    paths: dict[str, str]


class Wanted(NamedTuple):
    """Which quantities are worked out, level by level, with all that they need; every one unless some are named.

    A route may work out more.
    """

    part: tuple[str, ...] | None = None
    side: tuple[str, ...] | None = None
    pair: tuple[str, ...] | None = None
    rules: tuple[str, ...] | None = None
    """Their ids."""


EVERYTHING = Wanted()

LAG_RULE = "capability-lag"
"""The rule that lags are told by, unless the chosen rule speaks of lags itself."""


class Comparison(NamedTuple):
    """Everything that was worked out on the way: `compare` reports it and `explain` tells it."""

    question: Question
    draws: Draws
    basis: str
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
        self.values[name] = self.drawn(name, path, number)

    def drawn(self, name: str, path: str, number: Number | None) -> Values:
        """Draw a figure as the quantity of a name, without putting it in."""
        return self._draws.of(path, number, share=name.endswith(SHARES))

    def put_all(self, names: Iterable[str], path: str, record: object) -> None:
        """Put fields of a record in, each under its own name."""
        for name in names:
            self.put(name, f"{path}.{name}", getattr(record, name))

    def take(self, names: Iterable[str], other: Inputs) -> None:
        """Take inputs of another level over."""
        for name in names:
            self.values[name] = other.values[name]
            self.paths[name] = other.paths[name]


class Run:
    """One working-out of a question: where its values come from, and what there is to tell beside the answer."""

    def __init__(self, question: Question, draws: Draws, wanted: Wanted, year: int | None = None) -> None:
        """Start it, for the question's years unless for another one."""
        self.question = question
        self.year = question.year if year is None else year
        self.years = question.years if year is None else ()
        """Years along an axis of their own, before the samples'; none where one is asked."""
        self.draws = draws
        self.wanted = wanted
        self.notes: dict[str, None] = {}
        reference = read_yardstick(question.chip("h100"), question.yardstick, fall_back=True)
        if reference is None:
            message = f"the H100 has no figure for yardstick {question.yardstick}"
            raise ScenarioError(message)
        self._reference = reference
        if reference.fell_back:
            self.note(f"The H100 has no {question.yardstick}: its {reference.format} is the reference.")

    def note(self, text: str) -> None:
        """Tell something once."""
        self.notes[text] = None

    def measure(self, chip_id: str, inputs: Inputs) -> str:
        """Put in what a chip's H100-equivalent follows from, and return the format that it is measured by.

        Raises
        ------
        ScenarioError
            If the chip has no figure for the yardstick.
        """
        yardstick = self.question.yardstick
        chip = self.question.chip(chip_id)
        reading = read_yardstick(chip, yardstick, fall_back=self.question.fall_back)
        if reading is None:
            path = "bandwidth" if yardstick == "bandwidth" else f"peak.{MAIN_FORMATS.get(yardstick, yardstick)}"
            hint = ", or add --fall-back" if read_yardstick(chip, yardstick, fall_back=True) else ""
            unit = "TB/s" if yardstick == "bandwidth" else "TOP/s"
            message = (
                f"{chip.name} has no figure for yardstick {yardstick}: "
                f"supply it with --set 'chips.{chip_id}.{path}=NUMBER {unit}'{hint}"
            )
            raise ScenarioError(message)
        if reading.fell_back:
            self.note(f"{chip.name} has no {yardstick}: counted at its {reading.format} peak.")
        for name, whose, read in (("peak", chip_id, reading), ("reference_peak", "h100", self._reference)):
            inputs.put(name, f"chips.{whose}.{read.path}", read.number)
            inputs.values[name] = inputs.values[name] * read.factor
        inputs.values["one_h100"] = 1.0
        return reading.format


class Route(Protocol):
    """A way to a side's compute."""

    basis: str
    """flow or stock."""

    def side(self, party_id: str) -> SideValues:
        """Work out one side."""


class Question:
    """A comparison as it is asked: its records are checked once, and it is worked out as often as wanted."""

    def __init__(self, first: str, second: str, *, to: int | None = None, **settings: Unpack[Settings]) -> None:
        """Open the scenario; for the parameters see `compare`.

        `to` is the last of several years, of which `year` is the first: they become an axis of the values.
        """
        settings = settled(settings)
        self.samples = settings.get("samples", DEFAULT_SAMPLES)
        self.seed = settings.get("seed", DEFAULT_SEED)
        self.sampler = known("sampler", settings.get("sampler", SAMPLERS[0]), SAMPLERS)
        self.precision = read_precision(settings.get("precision"))
        self.watch = settings.get("watch") or Watch()
        self.library, self.parties = _opened(
            Library(settings.get("scenario", "article"), chips_from=settings.get("chips_from")),
            (first, second),
            read_overrides(settings),
        )
        self.scenario = self.library.scenario()
        _check_told_apart(self.scenario, self.parties)
        self.rules = self.library.rules()
        year = settings.get("year")
        self.year = self.scenario.year if year is None else year
        self.years = tuple(range(self.year, to + 1) if to else ())
        self.yardstick = known("yardstick", settings.get("yardstick") or self.scenario.yardstick, YARDSTICKS)
        self.rule = known("rule", settings.get("rule") or self.scenario.rule, self.rules.rules)
        self.fall_back = _stated(settings.get("fall_back"), self.scenario.fall_back)
        self.route = known("route", settings.get("route") or self.scenario.route, ROUTES)
        self.basis = settings.get("basis")
        self._chips: dict[str, Chip] = {}
        self.correlations = (
            *self.scenario.correlations,
            *map(correlated, read_correlations(settings.get("correlations", ()))),
        )
        self._mixing = self._mixed()

    def _mixed(self) -> dict[str, dict[Stream, float]]:
        """What each correlated input's draws are made of."""
        pairs = []
        for correlation in self.correlations:
            first, second = (self._stream(name) for name in correlation.inputs)
            if first == second:
                message = f"correlations: found {first.name} twice, wanted two inputs"
                raise ScenarioError(message)
            pairs.append(Pair(first, second, correlation.rank_correlation.in_base_unit()[1]))
        try:
            return mixing(pairs)
        except ContradictionError as error:
            message = (
                f"correlations: no figures can be so correlated with one another: {', '.join(error.names)}; "
                "wanted weaker ones, or fewer"
            )
            raise ScenarioError(message) from None

    def _stream(self, name: str) -> Stream:
        """The stream of an input, by its path with or without the year."""
        found = self.library.find(name)
        path = next((path for path in (name, f"{name}.{self.year}") if path in found), None)
        if path is None:
            message = f"correlations: {name} is a group, wanted one of its figures: {', '.join(found)}"
            raise ScenarioError(message)
        if found[path].interval == "exact":
            message = f"correlations: {path} has no range to be drawn from: give it one with --set {path}=LOW..HIGH"
            raise ScenarioError(message)
        return Stream(path, place_of(path))

    def plan(self, block: int = 0, samples: int | None = None) -> Plan:
        """How one block of samples is drawn; all that were asked for by default."""
        return Plan(self.seed, samples or self.samples, self.sampler, block, self._mixing)

    def draws(self, block: int = 0, samples: int | None = None) -> Draws:
        """Start the draws of one block of samples; of all that were asked for by default."""
        found = drawn(self.plan(block, samples))
        for correlation in self.correlations:
            found.of(f"correlations.{' and '.join(correlation.inputs)}", correlation.rank_correlation)
        return found

    def chip(self, chip_id: str) -> Chip:
        """Return a chip, checked once."""
        if chip_id not in self._chips:
            self._chips[chip_id] = self.library.chip(chip_id)
        return self._chips[chip_id]

    @property
    def gap_rule(self) -> str | None:
        """The rule that gaps are told by: the one in force, and none where it speaks of lags."""
        return None if speaks_of_lags(self.rules.rules[self.rule]) else self.rule

    @property
    def lag_rule(self) -> str:
        """The rule that lags are told by."""
        return self.rule if self.gap_rule is None else LAG_RULE

    @cached_property
    def cluster(self) -> Cluster:
        """What clusters need beside their cards, checked once."""
        return self.library.cluster()

    def work_out(self, draws: Draws | None = None, wanted: Wanted = EVERYTHING) -> Comparison:
        """Work quantities out from values of the inputs: every one, and from drawn ones, unless others are given."""
        # What overflows or divides by nothing is refused by name where it is reported, not warned of.
        with np.errstate(all="ignore"):
            try:
                return self._worked_out(Run(self, draws or self.draws(), wanted))
            except ArithmeticError:
                # Of plain numbers, where an array would hold an infinity.
                raise NoAnswerError(NOTHING_FINITE) from None

    def _worked_out(self, run: Run) -> Comparison:
        route: Route = import_module(ROUTES[self.route]).Route(run, self.basis)
        sides = (route.side(self.parties[0]), route.side(self.parties[1]))
        given: dict[str, Values] = {}
        for place, side in zip(("first", "second"), sides, strict=True):
            if side.compute in side.values:
                given[f"{place}_added_compute"] = side.values[side.compute]
            given[f"{place}_algorithmic_efficiency"] = side.values.get("algorithmic_efficiency", 1.0)
            if "effective_compute" in side.values:
                given[f"{place}_effective_compute"] = side.values["effective_compute"]
        silent = [side.party.name for side in sides if "algorithmic_efficiency" not in side.values]
        if silent:
            run.note(f"No algorithmic efficiency of {' or '.join(silent)} is stated: none is counted.")
        at_work = ("effective_compute_ratio",) if "second_effective_compute" in given else ()
        wanted = run.wanted
        pair = PAIR.evaluate(("algorithm_adjusted_ratio", *at_work) if wanted.pair is None else wanted.pair, given)
        rules = {
            rule_id: rule_values(rule_id, record, pair["algorithm_adjusted_ratio"], run.draws)
            for rule_id, record in self.rules.rules.items()
            if wanted.rules is None or rule_id in wanted.rules
        }
        names = (sides[0].party.name, sides[1].party.name)
        if rules:
            for text in growth_notes(rules.values(), self.parties, names, pair["algorithm_adjusted_ratio"]):
                run.note(text)
        for path in self._mixing:
            if path not in run.draws.beliefs:
                used = [name for name, belief in run.draws.beliefs.items() if belief.shape != "exact"]
                message = f"correlations: this comparison does not draw {path}, wanted one of {', '.join(used)}"
                raise ScenarioError(message)
        return Comparison(self, run.draws, route.basis, sides, pair, rules, tuple(run.notes))


def correlated(text: str) -> Correlation:
    """Read a correlation as typed: two paths and a rank correlation, apart by spaces.

    Raises
    ------
    UsageError
        If it is not that.
    """
    from computegap.notation import plain_number  # noqa: PLC0415 - few correlate anything
    from computegap.records.correlation import Correlation  # noqa: PLC0415 - same
    from computegap.records.number import UNDATED, Number  # noqa: PLC0415

    wanted = f"--correlate {text}: wanted two inputs and a number between -1 and 1, as in: china.capex us.capex 0.5"
    try:
        first, second, written = text.split()
        value = plain_number(written)
    except ValueError:
        raise UsageError(wanted) from None
    if not -1 < value < 1:
        raise UsageError(wanted)
    number = Number(
        value=value, unit="1", interval="exact", basis="judged", source=COMMAND_LINE,
        note=f"set by the user: --correlate {text}", as_of=UNDATED,
    )  # fmt: skip
    return Correlation(inputs=(first, second), rank_correlation=number)


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


def _stated(wanted: bool | None, otherwise: bool) -> bool:  # noqa: FBT001 - neither is a switch
    return otherwise if wanted is None else wanted


def target_of(rule: Rule) -> str:
    """Quantity that a rule works out: performance_gap, catch_up_lag."""
    return RULES[rule.form].names()[-1]


def speaks_of_lags(rule: Rule) -> bool:
    """Whether a rule works out a lag, rather than a gap."""
    return target_of(rule).endswith("lag")


def growth_notes(
    rules: Iterable[RuleValues], parties: tuple[str, str], names: tuple[str, str], ratio: Values
) -> Iterator[str]:
    """Say so where a rule goes by the growth of one party's training runs, and another party is behind."""
    # A median would need numpy to load what a short command waits for.
    behind = 1 if np.mean(np.sign(np.subtract(ratio, 1))) >= 0 else 0
    for item in rules:
        if item.rule.growth_of not in {"", parties[behind]}:
            yield (
                f"Rule {item.rule_id} tells the lag {item.rule.terms}: no growth of {names[behind]}'s is known here."
            )


def rule_values(rule_id: str, rule: Rule, ratio: Values, draws: Draws) -> RuleValues:
    """Work out one rule's gap or lag at a ratio."""
    graph = RULES[rule.form]
    target = target_of(rule)
    inputs = Inputs(draws)
    stated = (name for name in type(rule).model_fields if name not in WORDS_OF_A_RULE)
    inputs.put_all((name for name in stated if getattr(rule, name) is not None), f"rules.{rule_id}", rule)
    inputs.values["algorithm_adjusted_ratio"] = ratio
    return RuleValues(rule_id, rule, target, graph.evaluate((target,), inputs.values), inputs.paths)


def _opened(library: Library, names: tuple[str, str], overrides: Iterable[Override]) -> tuple[Library, tuple[str, str]]:
    """Take a user's party files into the scenario, then apply overrides, which may speak of those parties."""
    ids = []
    for name in names:
        if name.endswith(".toml"):
            ids.append(library.add_party(Path(name)))
            continue
        known = library.party_ids()
        folded = name.casefold()
        if folded not in known:
            elsewhere = [item for item in scenario_ids() if folded in Library(item).party_ids()]
            hint = f"; --scenario {elsewhere[0]} has it" if elsewhere else nearest(folded, known)
            message = f"no party {name!r}, wanted one of {', '.join(known)} or a .toml file{hint}"
            raise UsageError(message)
        ids.append(folded)
    if ids[0] == ids[1]:
        message = f"found {ids[0]!r} twice, wanted two sides: compared with itself, any side is level"
        raise UsageError(message)
    for override in overrides:
        library.set(override)
    return library, (ids[0], ids[1])


def where_it_is(question: Question, route: str, party_id: str, has: Callable[[Party], bool]) -> str:
    """Which shipped scenario has what a side lacks along the route that is asked for, ready to append to a message."""
    if question.route != route:
        # Beside another route it is told in passing, and not worth the reading of every scenario.
        return ""
    for name in scenario_ids():
        party = Library(name).scenario().parties.get(party_id)
        if party is not None and has(party):
            return f"; --scenario {name} has it"
    return ""


def several(name: str, texts: Sequence[str]) -> tuple[str, ...]:
    """Texts of a keyword that takes several.

    Raises
    ------
    UsageError
        If it is one text, which Python takes for a sequence of letters.
    """
    if isinstance(texts, str):
        message = f"{name}: found the text {texts!r}, wanted a list of texts: [{texts!r}]"
        raise UsageError(message)
    return tuple(texts)


def _check_told_apart(scenario: Scenario, party_ids: Sequence[str]) -> None:
    """Refuse sides of one name: each is called by it in every sentence."""
    first, second = (scenario.parties[party_id].name for party_id in party_ids)
    if first.casefold() == second.casefold():
        message = f"{' and '.join(party_ids)} are both called {first!r}, wanted names that tell them apart"
        raise UsageError(message)
