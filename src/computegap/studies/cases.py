"""How do several cases compare, side by side?"""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

import computegap
from computegap.errors import ScenarioError, UsageError
from computegap.library.overrides import Override
from computegap.results.cases import Case, CasesResult
from computegap.studies.blocks import in_blocks
from computegap.studies.compare import MONTH
from computegap.studies.comparison import Question, Settings, read_overrides, settled
from computegap.studies.inputs import cited, quantity
from computegap.studies.repeat import run_of
from computegap.studies.unused import unused

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Unpack

    from computegap.results.shared import Citation
    from computegap.studies.comparison import Comparison
    from computegap.units import Values

NOISE = 1e-12
"""Changes below this, as a share of what changes, are none."""
BETWEEN = re.compile(r",(?![^()]*\))")
"""A comma between two figures, not one inside a distribution's parentheses."""
OF_A_SIDE = (
    ("capex", "capex", "USD"),
    ("subsidy", "subsidy", "USD"),
    ("accelerator_budget", "accelerator_budget", "USD"),
    ("added_compute", "", "H100e"),
    ("effective_compute", "effective_compute", "H100e"),
    ("cost_per_effective_h100e", "cost_per_effective_h100_equivalent", "USD/H100e"),
    ("yield", "die_yield", "1"),
    ("yield_cost_inflation", "yield_cost_inflation", "1"),
    ("yield_penalty", "yield_penalty", "USD"),
    ("subsidy_offset", "subsidy_offset", "1"),
)
"""What is told of a side: its name, as in `compare`; the quantity's, or none for the one compared; and its unit."""


class Asked(NamedTuple):
    """A case as it is asked."""

    name: str
    scenario: str
    overrides: tuple[Override, ...]


class Told(NamedTuple):
    """Draws of one quantity, in a unit."""

    values: Values
    unit: str


def compare_cases(
    first: str,
    second: str,
    *,
    scenarios: Sequence[str] = (),
    cases: Sequence[str] = (),
    diff: bool = False,
    **settings: Unpack[Settings],
) -> CasesResult:
    """Compare two sides in several cases, all drawn with the same random numbers.

    Parameters
    ----------
    first, second : str
        As in `compare`.
    scenarios : sequence of str
        A case each, as it stands; the article's by default.
    cases : sequence of str
        "NAME: PATH=VALUE, PATH=VALUE", a case each, on top of the first scenario.
    diff : bool
        Whether reports draw how far each case is from the first.
    **settings : Settings
        As in `compare`; every case shares them.

    Returns
    -------
    result : CasesResult
        The first scenario is the case that the others are held against.

    Raises
    ------
    UsageError
        If two cases go by one name, or a case is in no accepted form.
    ScenarioError
        If a case sets what cannot be set so.
    """
    settings = settled(settings, "scenarios", "cases", "diff")
    opened = tuple(scenarios) or ("article",)
    shared = read_overrides(settings)
    asked = (*(Asked(name, name, ()) for name in opened), *(_read(text, opened[0]) for text in cases))
    names = [case.name for case in asked]
    for name in names:
        if names.count(name) > 1:
            message = f"found {names.count(name)} cases that go by {name!r}, wanted a name for each, as in 'NAME: ...'"
            raise UsageError(message)
    questions = [_opened(case, first, second, {**settings, "overrides": (*shared, *case.overrides)}) for case in asked]
    brought = {path: digest for question in questions for path, digest in question.library.brought.items()}

    def answer(block: int, samples: int) -> CasesResult:
        works = (_worked_out(case, question, block, samples) for case, question in zip(asked, questions, strict=True))
        return _side_by_side(asked, works, shared, diff=diff)

    question, *_ = questions
    run = in_blocks(
        answer,
        question.samples,
        headline=lambda result: result.cases[0].values["ratio"],
        precision=question.precision,
        watch=question.watch,
    )
    repeatable = run_of(
        "cases", brought, {**settings, **run.stopped},
        first=first, second=second, scenarios=tuple(scenarios), cases=tuple(cases), diff=diff,
    )  # fmt: skip
    return run.result._replace(samples=run.samples, run=repeatable, notes=run.notes)


def _side_by_side(
    asked: Sequence[Asked], works: Iterable[Comparison], shared: Sequence[Override], *, diff: bool
) -> CasesResult:
    """Tell the cases of one block of samples."""
    told: list[Case] = []
    sources: dict[str, Citation] = {}
    base: dict[str, Told] = {}
    first_work: Comparison | None = None
    for case, work in zip(asked, works, strict=True):
        values = _told(work)
        base = base or values
        told.append(
            Case(
                name=case.name,
                scenario=work.question.library.scenario_id,
                year=work.question.year,
                basis=work.basis,
                route=work.question.route,
                yardstick=work.question.yardstick,
                rule=work.question.rule,
                overrides=tuple(f"{item.path}={item.value}" for item in case.overrides),
                values={name: quantity(item.values, item.unit) for name, item in values.items()},
                changes={
                    name: quantity(_change(item.values, base[name].values), item.unit)
                    for name, item in values.items()
                    if told and name in base
                },
                notes=(*work.notes, *unused(work.question, work.draws.inputs)),
                terms=work.rules[work.question.rule].rule.terms,
            )
        )
        # Each case cites by its own library: a scenario file may bring sources along.
        sources |= {source.id: source for source in cited(work.draws.inputs, work.question.library)}
        first_work = first_work or work
    if first_work is None:  # pragma: no cover - there is always a case
        raise TypeError
    question = first_work.question
    return CasesResult(
        schema="computegap/cases/1",
        version=computegap.__version__,
        sides=question.parties,
        names=(first_work.sides[0].party.name, first_work.sides[1].party.name),
        year=question.year,
        basis=first_work.basis,
        route=question.route,
        yardstick=question.yardstick,
        rule=question.rule,
        seed=question.seed,
        samples=first_work.draws.samples,
        overrides=tuple(f"{item.path}={item.value}" for item in shared),
        diff=diff,
        cases=tuple(told),
        sources=tuple(sources.values()),
    )


def _change(values: Values, before: Values) -> Values:
    """How far values are from what they were, sample by sample; what cancels leaves no last bits of arithmetic."""
    change = np.asarray(values) - np.asarray(before)
    settled: Values = np.where(np.abs(change) <= NOISE * np.abs(before), 0.0, change)[()]
    return settled


def _read(text: str, scenario: str) -> Asked:
    name, colon, settings = text.partition(":")
    if colon and not name.strip():
        message = f"--case {text!r}: found no name before the colon, wanted one, or settings alone"
        raise UsageError(message)
    parts = BETWEEN.split(settings if colon else text)
    overrides = tuple(Override.read(part, f"--case {text!r}") for part in parts)
    return Asked(name.strip() if colon else text.strip(), scenario, overrides)


def _opened(case: Asked, first: str, second: str, settings: Settings) -> Question:
    changed: Settings = {**settings, "scenario": case.scenario}
    with _named(case):
        return Question(first, second, **changed)


def _worked_out(case: Asked, question: Question, block: int, samples: int) -> Comparison:
    with _named(case):
        return question.work_out(question.draws(block, samples))


@contextmanager
def _named(case: Asked) -> Iterator[None]:
    """Say of a fault which case it is of."""
    try:
        yield
    except ScenarioError as error:
        message = f"case {case.name!r}: {error}"
        raise ScenarioError(message) from None


def _told(work: Comparison) -> dict[str, Told]:
    """Draws of everything that is told of a case."""
    found = {"ratio": Told(work.pair["compute_ratio"], "1")}
    if "effective_compute_ratio" in work.pair:
        found["effective_ratio"] = Told(work.pair["effective_compute_ratio"], "1")
    if work.question.gap_rule is not None:
        gap = work.rules[work.question.gap_rule]
        found["performance_gap"] = Told(gap.values[gap.target], "1")
    lag = work.rules[work.question.lag_rule]
    found["lag_months"] = Told(lag.values[lag.target] / MONTH, "month")
    for side in work.sides:
        for name, quantity_name, unit in OF_A_SIDE:
            values = side.values.get(quantity_name or side.compute)
            # A penalty is told beside what offsets it, as in `compare`.
            if values is not None and (name != "yield_penalty" or "subsidy_offset" in side.values):
                found[f"{side.party_id}.{name}"] = Told(values, unit)
    return found
