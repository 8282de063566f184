"""How far are our answers from what others published of the same case?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import computegap
from computegap.library.view import Library
from computegap.results.shared import Citation
from computegap.results.validate import NotRun, Validated, ValidateResult
from computegap.studies.blocks import Stage, Watch, in_blocks
from computegap.studies.compare import compare
from computegap.studies.comparison import Comparison, Question, Settings
from computegap.studies.inputs import DEFAULT_SAMPLES, DEFAULT_SEED, quantity, told
from computegap.studies.installed import additions, installed
from computegap.studies.routes.counted import counted_channels

if TYPE_CHECKING:
    from collections.abc import Iterator

    from computegap.records.published import PublishedRatio

COUNTED = "evidence"
"""The scenario whose counts go back far enough to be summed."""
SIDES = ("us", "china")
"""Whose counts are."""
WHY_SUMMED = (
    "additions of each year, those out of service retired, against the count itself: ours lacks what came before the "
    "first year counted and what is counted as a stock alone."
)


def validate(*, samples: int = DEFAULT_SAMPLES, seed: int = DEFAULT_SEED, watch: Watch | None = None) -> ValidateResult:
    """Run every published estimate that a shipped scenario has the case of.

    Parameters
    ----------
    samples, seed, watch
        As in `compare`.

    Returns
    -------
    result : ValidateResult
        Theirs, ours and why they differ; and what cannot be run, with the reason.

    Raises
    ------
    KeyboardInterrupt
        If it is stopped before the first estimate is done: later, it answers with those that are.
    """
    library = Library()
    published = library.published()
    whole = watch or Watch()
    cases = [(ratio_id, scenario) for ratio_id, record in published.items() for scenario in record.why]
    stages = len(cases) + 1
    settings: list[Settings] = [
        {"samples": samples, "seed": seed, "watch": Stage(whole, stage, stages)} for stage in range(stages)
    ]
    left = [
        NotRun(ratio_id, record.title, f"no scenario has the {record.basis} of {record.year}", record.ratio.source)
        for ratio_id, record in published.items()
        if not record.why
    ]
    found: list[Validated] = []
    notes: list[str] = []
    try:
        for (ratio_id, scenario), asked in zip(cases, settings, strict=False):
            ours = _ratio(ratio_id, published[ratio_id], scenario, asked)
            _go_on(whole)
            found.append(ours)
        summed = _stocks(settings[-1])
        _go_on(whole)
        found.extend(summed)
    except KeyboardInterrupt:
        if not found:
            raise
        whole.stop(len(found), len(cases) + len(SIDES), "estimates")
        notes.append(f"Interrupted: {whole.came_to}.")
    finally:
        whole.done()
    cited = dict.fromkeys([*(item.source for item in found), *(item.source for item in left)])
    return ValidateResult(
        schema="computegap/validate/1",
        version=computegap.__version__,
        seed=seed,
        samples=samples,
        estimates=tuple(found),
        not_run=tuple(left),
        sources=tuple(Citation(source_id, *told(library.source(source_id))) for source_id in cited),
        notes=tuple(notes),
    )


def _go_on(whole: Watch) -> None:
    """End where an estimate was cut short: of fewer samples than the others, it is none of them.

    Raises
    ------
    KeyboardInterrupt
        If it was.
    """
    if whole.interrupted:
        raise KeyboardInterrupt


def _ratio(ratio_id: str, record: PublishedRatio, scenario: str, settings: Settings) -> Validated:
    """One published ratio beside ours, in a scenario of its case."""
    route = "counted" if record.basis == "stock" else None
    asked: Settings = {**settings, "scenario": scenario, "year": record.year, "basis": record.basis, "route": route}
    answer = compare(record.leader, record.follower, **asked)
    other = next(item for item in answer.published if item.id == ratio_id)
    return Validated(
        id=ratio_id, title=record.title, scenario=scenario, route=answer.route, basis=record.basis,
        year=record.year, unit="1", theirs=other.ratio, bound=other.bound, ours=answer.ratio,
        ours_over_it=other.ours_over_it, why=record.why[scenario], source=other.source, confidence=other.confidence,
    )  # fmt: skip


def _stocks(settings: Settings) -> tuple[Validated, ...]:
    """What each side's counted additions come to, beside its counted stock."""
    asked: Settings = {**settings, "scenario": COUNTED, "route": "counted", "basis": "stock"}
    question = Question(*SIDES, **asked)
    return in_blocks(
        lambda block, samples: tuple(_summed(question.work_out(question.draws(block, samples)))),
        question.samples,
        watch=question.watch,
    ).result


def _summed(work: Comparison) -> Iterator[Validated]:
    question = work.question
    for side in work.sides:
        added = additions(question, work.draws, side.party_id, question.year + 1)
        ours = installed(question, work.draws, added, (question.year,))[0]
        theirs = side.values[side.compute]
        channels = counted_channels(question.scenario.parties, side.party_id)
        stocks = [record.stock[str(question.year)] for _, _, record in channels if str(question.year) in record.stock]
        yield Validated(
            id=f"counted-{side.party_id}-{question.year}",
            title=f"Chips of {side.party.name} at the end of {question.year}, as counted by Epoch AI and others",
            scenario=COUNTED, route="counted", basis="stock", year=question.year, unit="H100e",
            theirs=quantity(theirs, "H100e"), bound=None, ours=quantity(ours, "H100e"),
            ours_over_it=quantity(ours / theirs, "1"), why=WHY_SUMMED, source=stocks[0].source, confidence=None,
        )  # fmt: skip
