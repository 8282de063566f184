"""What does a page need to tell a comparison alone, and to answer what-ifs by itself?"""

from __future__ import annotations

import itertools
import shlex
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from computegap.core.distributions import BOUNDED
from computegap.core.javascript import PRELUDE, javascript
from computegap.core.model import PAIR, RULES
from computegap.library.citations import numbers
from computegap.library.overrides import COMMAND_LINE
from computegap.library.view import Library
from computegap.results.curve import ComparePicture
from computegap.results.report import Change, Lever, Recipe, ReportResult
from computegap.studies.blocks import in_blocks
from computegap.studies.compare import MONTH, finished
from computegap.studies.compare import told as compared
from computegap.studies.comparison import Question, read_correlations, read_overrides, settled
from computegap.studies.curve import MOST_DRAWS, side_curve
from computegap.studies.explain import told as explained
from computegap.studies.explain import was_worked_out
from computegap.studies.inputs import as_input
from computegap.studies.sensitivity import one_at_a_time
from computegap.studies.worlds import Worlds, at_percent
from computegap.units import UNITS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Unpack

    from computegap.core.graph import Graph
    from computegap.results.compare import CompareResult
    from computegap.results.explain import ExplainResult
    from computegap.results.shared import Input
    from computegap.studies.comparison import Comparison, PartValues, Settings, SideValues
    from computegap.units import Values

LEVERS = 5
"""Sliders of a page."""


class Told(NamedTuple):
    """What the samples are worked out for, at once: so that an interrupted page tells of the same ones throughout."""

    answer: CompareResult
    explanation: ExplainResult


def report(first: str, second: str, **settings: Unpack[Settings]) -> ReportResult:
    """Compare two sides and gather what a page needs: the curve, the explanation, the formulas and the levers.

    Parameters
    ----------
    first, second, **settings
        As in `compare`.

    Returns
    -------
    result : ReportResult
        Nothing on a page needs more.
    """
    settings = settled(settings)
    question = Question(first, second, **settings)
    worlds = Worlds(question)
    target = worlds.answer()

    def told(block: int, samples: int) -> Told:
        work = question.work_out(question.draws(block, samples))
        return Told(compared(work), explained(work, target))

    run = in_blocks(
        told,
        question.samples,
        headline=lambda found: found.answer.ratio,
        precision=question.precision,
        watch=question.watch,
    )
    answer = finished(run.result.answer, run, question, first, second, **settings)
    explanation = run.result.explanation
    explanation = explanation._replace(samples=run.samples, notes=(*explanation.notes, *run.notes))
    work = question.work_out(question.draws(samples=min(run.samples, MOST_DRAWS)))
    recipe, places = recorded(work)
    levers, middle = _levers(worlds, places)
    return ReportResult(
        picture=ComparePicture(answer, side_curve(answer, work)),
        explanation=explanation,
        recipe=recipe,
        middle=middle,
        levers=levers,
        changes=_changes(
            answer.inputs, Library(settings.get("scenario", "article"), chips_from=settings.get("chips_from"))
        ),
        scenario_title=question.scenario.title,
        scenario_description=question.scenario.description,
        command=_command(first, second, question, settings, run.samples),
    )


def _command(first: str, second: str, question: Question, settings: Settings, samples: int) -> str:
    """Spell every choice out: defaults may change, and the page shall be made again as it is."""
    words = ["computegap", "report", first, second, "--scenario", settings.get("scenario", "article")]
    words += ["--year", str(question.year), "--rule", question.rule, "--yardstick", question.yardstick]
    words += ["--route", question.route]
    basis, chips_from = settings.get("basis"), settings.get("chips_from")
    words += ["--basis", basis] if basis else []
    words += ["--chips-from", str(chips_from)] if chips_from else []
    words += ["--fall-back" if question.fall_back else "--no-fall-back"]
    words += ["--samples", str(samples), "--seed", str(question.seed)]
    words += ["--sampler", settings.get("sampler", "lattice")]
    for correlation in read_correlations(settings.get("correlations", ())):
        words += ["--correlate", *correlation.split()]
    for override in read_overrides(settings):
        words += ["--set", f"{override.path}={override.value}"]
    return shlex.join([*words, "--output", "report.html"])


def _changes(used: Iterable[Input], untouched: Library) -> tuple[Change, ...]:
    """Figures that the user set, beside those that the scenario holds."""
    parties = untouched.scenario().parties
    roots: dict[str, object] = {**parties, "assumptions": untouched.scenario().assumptions}
    roots["rules"] = untouched.rules().rules
    before = {path: number for root, record in roots.items() for path, number in numbers(record, root)}
    found = []
    for now in used:
        if now.source != COMMAND_LINE:
            continue
        if now.path.startswith("chips."):
            chip = now.path.split(".")[1]
            before.update(numbers(untouched.chip(chip), f"chips.{chip}"))
        was = before.get(now.path)
        found.append(Change(as_input(now.path, was) if was is not None else None, now))
    return tuple(found)


# Levers --------------------------------------------------------------------------------------------------------------


def _levers(worlds: Worlds, places: Mapping[str, int]) -> tuple[tuple[Lever, ...], float]:
    """Inputs by how far they move the answer one at a time, and the answer with all in the middle."""
    beliefs = [worlds.draws.beliefs[path] for path in worlds.ranged if path in places]
    at_low, at_high, at_middle = one_at_a_time(worlds, worlds.answer(), beliefs)
    found = [
        Lever(
            path=belief.name,
            place=places[belief.name],
            unit=UNITS[worlds.draws.input(belief.name).unit].base,
            low=at_percent(belief, 5),
            middle=worlds.middle(belief.name),
            high=at_percent(belief, 95),
            least=belief.low if belief.shape in BOUNDED else at_percent(belief, 1),
            most=belief.high if belief.shape in BOUNDED else at_percent(belief, 99),
            at_low=float(low),
            at_high=float(high),
        )
        for belief, low, high in zip(beliefs, at_low, at_high, strict=True)
        if low != high
    ]
    found.sort(key=lambda lever: -abs(lever.at_high - lever.at_low))
    movable = (lever for lever in found if not _acts_aside(worlds, lever, places))
    return tuple(itertools.islice(movable, LEVERS)), at_middle


def _acts_aside(worlds: Worlds, lever: Lever, places: Mapping[str, int]) -> bool:
    """Whether an input moves a value that the script is given as it stands, so that the script would not follow it."""
    aside = [name for name in places if name not in worlds.draws.beliefs]
    if not aside:
        return False
    least, most = (worlds.values(aside, {lever.path: end}, 1) for end in (lever.least, lever.most))
    return not all(np.array_equal(least[name], most[name]) for name in aside)


# Formulas ------------------------------------------------------------------------------------------------------------


def recorded(work: Comparison) -> tuple[Recipe, dict[str, int]]:
    """Write the headline's formulas down as a script, and give the place of each input among those it takes."""
    recorder = _Recorder(work)
    rule = work.rules[work.question.rule]
    is_gap, lag_rule = work.question.gap_rule is not None, work.question.lag_rule
    answers = [
        recorder.pair("compute_ratio"),
        recorder.rule(rule.rule_id, rule.target),
        recorder.rule(lag_rule, work.rules[lag_rule].target),
    ]
    months = f"divide({answers[2]}, {MONTH!r})"
    worth = answers[1] if is_gap else months
    script = "\n".join(
        [
            PRELUDE.rstrip(),
            *map(javascript, recorder.functions.values()),
            "const answer = (given) => {",
            *(f"  {line}" for line in recorder.lines),
            f"  return [{answers[0]}, {worth}, {months}];",
            "};",
        ]
    )
    given = tuple(tuple(map(float, np.ravel(values))) for values in recorder.given.values())
    is_partial = any(name not in work.draws.beliefs for name in recorder.given)
    return Recipe(script, given, is_gap, is_partial), {path: place for place, path in enumerate(recorder.given)}


def _drawn(work: Comparison, path: str) -> Values:
    """Values that an input took."""
    return work.draws.believed(work.draws.beliefs[path], work.draws.input(path))


class _Recorder:
    """Follows a comparison down from its answers as `explain` does, and writes each formula's call down once."""

    def __init__(self, work: Comparison) -> None:
        self.work = work
        self.functions: dict[str, Callable[..., Values]] = {}
        self.lines: list[str] = []
        self.given: dict[str, Values] = {}
        """What the script takes: inputs by path, and values that stand in without a figure of their own."""
        self._known: dict[tuple[str, str], str] = {}

    def _input(self, path: str, value: Values) -> str:
        """Read an input; a value that is a multiple of what was drawn is told so, as for a TPP of a peak."""
        whole = self._take(path, _drawn(self.work, path))
        drawn, meant = (float(np.ravel(values)[0]) for values in (self.given[path], value))
        return whole if drawn == meant else f"multiply({whole}, {meant / drawn!r})"

    def _take(self, name: str, values: Values) -> str:
        self.given.setdefault(name, values)
        return f"given[{list(self.given).index(name)}]"

    def _standing_in(self, name: str, value: Values) -> str:
        """Write a value that no formula of its level gave: a constant, or draws worked out elsewhere."""
        first, *others = np.unique(value).tolist()
        return self._take(name, value) if others else repr(float(first))

    def _call(self, of: str, graph: Graph, name: str, read: Callable[[str], str]) -> str:
        if (of, name) not in self._known:
            arguments = ", ".join(map(read, graph.parameters(name)))
            self.functions[name] = graph.formula(name).function
            self.lines.append(f"const q{len(self.lines)} = {name}({arguments});")
            self._known[of, name] = f"q{len(self.lines) - 1}"
        return self._known[of, name]

    def rule(self, rule_id: str, name: str) -> str:
        """Write a rule's quantity down."""
        item = self.work.rules[rule_id]
        if name in item.paths:
            return self._input(item.paths[name], item.values[name])
        if name in PAIR:
            return self.pair(name)
        return self._call(f"rules.{rule_id}", RULES[item.rule.form], name, partial(self.rule, rule_id))

    def pair(self, name: str) -> str:
        """Write a quantity of both sides down."""
        if name in PAIR:
            return self._call("", PAIR, name, self.pair)
        place, _, rest = name.partition("_")
        side = self.work.sides[("first", "second").index(place)]
        return self._side(side, side.compute if rest == "added_compute" else rest)

    def _side(self, side: SideValues, name: str) -> str:
        if name in side.paths:
            return self._input(side.paths[name], side.values[name])
        if name in side.graph and name in side.values:
            return self._call(side.party_id, side.graph, name, partial(self._side, side))
        if any(name in part.values for part in side.parts.values()):
            parts = (self._part(f"{side.party_id}.{part_id}", part, name) for part_id, part in side.parts.items())
            return f"[{', '.join(parts)}]"
        return self._standing_in(f"{side.party_id}.{name}", side.values.get(name, 1.0))

    def _part(self, of: str, part: PartValues, name: str) -> str:
        if name in part.paths:
            return self._input(part.paths[name], part.values[name])
        if name in part.graph and was_worked_out(part.graph, name, part.values):
            return self._call(of, part.graph, name, partial(self._part, of, part))
        return self._standing_in(f"{of}.{name}", part.values[name])
