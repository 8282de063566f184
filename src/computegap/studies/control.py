"""Which paragraph of an export-control rule does a chip meet, and how far is it from each threshold?"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from computegap.core.control import performance_density, total_processing_performance
from computegap.core.distributions import Belief
from computegap.core.sampling import ordered_draws
from computegap.errors import UsageError, nearest
from computegap.library.shipped import chip_ids, find_chip
from computegap.library.view import Library
from computegap.records.chip import FORMAT_BITS, Chip
from computegap.results.control import ControlAnswer, ControlResult, RuleMet, Threshold
from computegap.studies.inputs import as_input, cited, quantity
from computegap.studies.scalars import STRATA

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from computegap.records.control import Control, Thresholds
    from computegap.records.number import Number
    from computegap.results.shared import Quantity

MEASURES = {"tpp": "bit.TOP/s", "performance_density": "bit.TOP/s/mm2", "interconnect": "B/s", "bandwidth": "B/s"}
"""What rules look at, and its unit."""
WANTED = {"tpp": "peak", "performance_density": "die_area", "interconnect": "interconnect", "bandwidth": "bandwidth"}
"""Figure of a chip that decides a measure."""


class Span(NamedTuple):
    """Lowest and highest that a figure may be."""

    low: float
    high: float


class Described(NamedTuple):
    """A chip described by its figures alone, in base units; None is unknown."""

    name: str
    peak: float
    bits: float
    die_area: float | None = None
    bandwidth: float | None = None
    interconnect: float | None = None


def control(names: Iterable[str] = (), *, rule: str | None = None, described: Described | None = None) -> ControlResult:
    """Measure chips against export-control rules: arithmetic, not legal advice.

    Parameters
    ----------
    names : iterable of str
        Ids or other names of shipped chips; all, where no chip is described either.
    rule : str, optional
        One rule by its date; all by default.
    described : Described, optional
        A chip that is not shipped.

    Returns
    -------
    result : ControlResult
        What an unknown figure leaves open is undecided, and the figure is named.

    Raises
    ------
    UsageError
        If there is no such chip or rule.
    """
    library = Library()
    rules = library.controls()
    if rule is not None and rule not in rules:
        message = f"no rule {rule!r}, wanted one of {', '.join(rules)}{nearest(rule, rules)}"
        raise UsageError(message)
    chosen = {rule: rules[rule]} if rule else rules
    answers = []
    used: dict[str, Number] = {}
    wanted = list(dict.fromkeys(find_chip(name) for name in names))
    for chip_id in wanted or (() if described else sorted(chip_ids())):
        chip = library.chip(chip_id)
        answers.append(_answer(chip_id, chip.name, _measures_of(chip), chosen))
        used.update({f"chips.{chip_id}.{path}": number for path, number in _figures(chip)})
    if described is not None:
        answers.append(_answer(described.name, described.name, _measures_described(described), chosen))
    thresholds = {
        f"controls.{rule_id}.{name}.{field}": number
        for rule_id, record in chosen.items()
        for name, paragraph in record.paragraphs.items()
        for alternative in paragraph.alternatives.values()
        for field, number in _limits(alternative)
    }
    inputs = [as_input(path, number) for path, number in {**thresholds, **used}.items()]
    return ControlResult("computegap/control/1", tuple(answers), cited(inputs, library))


def _figures(chip: Chip) -> Iterable[tuple[str, Number]]:
    yield from ((f"peak.{name}", number) for name, number in chip.peak.items())
    for name in ("die_area", "interconnect", "bandwidth"):
        number = getattr(chip, name)
        if number is not None:
            yield name, number


def _span(number: Number | None) -> Span | None:
    if number is None:
        return None
    low, _, high = number.in_base_unit()
    return Span(low, high)


def _measures_of(chip: Chip) -> dict[str, Span | None]:
    peaks = {name: number.in_base_unit() for name, number in chip.peak.items()}
    spans = [
        Span(*(float(total_processing_performance(peak[end], float(FORMAT_BITS[name]))) for end in (0, 2)))
        for name, peak in peaks.items()
    ]
    # The largest over formats, at either end of what is disputed.
    tpp = Span(max(span.low for span in spans), max(span.high for span in spans)) if spans else None
    return _with_density(tpp, _span(chip.die_area), _span(chip.interconnect), _span(chip.bandwidth))


def _measures_described(chip: Described) -> dict[str, Span | None]:
    tpp = float(total_processing_performance(chip.peak, chip.bits))
    spans = (
        None if value is None else Span(value, value) for value in (chip.die_area, chip.interconnect, chip.bandwidth)
    )
    return _with_density(Span(tpp, tpp), *spans)


def _with_density(
    tpp: Span | None, die_area: Span | None, interconnect: Span | None, bandwidth: Span | None
) -> dict[str, Span | None]:
    density = None
    if tpp and die_area:
        density = Span(
            float(performance_density(tpp.low, die_area.high)), float(performance_density(tpp.high, die_area.low))
        )
    return {"tpp": tpp, "performance_density": density, "interconnect": interconnect, "bandwidth": bandwidth}


def _answer(
    chip_id: str, name: str, measures: Mapping[str, Span | None], rules: Mapping[str, Control]
) -> ControlAnswer:
    return ControlAnswer(
        chip_id,
        name,
        _quantity(measures["tpp"], MEASURES["tpp"]),
        _quantity(measures["performance_density"], MEASURES["performance_density"]),
        tuple(_rule_met(rule_id, rule, measures) for rule_id, rule in rules.items()),
    )


def _quantity(span: Span | None, unit: str) -> Quantity | float | None:
    if span is None or span.low == span.high:
        return None if span is None else span.low
    low, high = span
    return quantity(ordered_draws(Belief("", "uniform", low, low, high), STRATA), unit)._replace(low=low, high=high)


def _limits(alternative: Thresholds) -> Iterable[tuple[str, Number]]:
    for field in type(alternative).model_fields:
        number = getattr(alternative, field)
        if number is not None:
            yield field, number


def _rule_met(rule_id: str, rule: Control, measures: Mapping[str, Span | None]) -> RuleMet:
    met = []
    undecided = []
    missing: dict[str, None] = {}
    thresholds: list[Threshold] = []
    for name, paragraph in rule.paragraphs.items():
        verdicts = []
        for way, alternative in paragraph.alternatives.items():
            found = [_threshold(name, way, field, number, measures) for field, number in _limits(alternative)]
            thresholds.extend(found)
            verdicts.append(_all(item.holds for item in found))
            if verdicts[-1] is None:
                missing.update({WANTED[item.measure]: None for item in found if item.holds is None})
        verdict = _any(verdicts)
        if verdict:
            met.append(name)
        elif verdict is None:
            undecided.append(name)
    return RuleMet(
        rule_id,
        rule.title,
        tuple(met),
        tuple(undecided),
        tuple(missing) if undecided else (),
        tuple(thresholds),
    )


def _all(verdicts: Iterable[bool | None]) -> bool | None:
    """Whether all hold; one that fails decides, whatever is unknown."""
    found = list(verdicts)
    if False in found:
        return False
    return None if None in found else True


def _any(verdicts: Iterable[bool | None]) -> bool | None:
    """Whether any holds; one that holds decides, whatever is unknown."""
    found = list(verdicts)
    if True in found:
        return True
    return None if None in found else False


def _threshold(
    paragraph: str, alternative: str, field: str, number: Number, measures: Mapping[str, Span | None]
) -> Threshold:
    relation = "at least" if field.endswith("_at_least") else "below"
    measure = field.removesuffix("_at_least").removesuffix("_below")
    _, limit, _ = number.in_base_unit()
    span = measures[measure]
    holds = None
    if span is not None:
        reached = [end >= limit for end in span]
        # A figure disputed across the threshold decides nothing.
        holds = None if reached[0] != reached[1] else reached[0] == (relation == "at least")
    times = None if span is None else _quantity(Span(span.low / limit, span.high / limit), "1")
    value = _quantity(span, MEASURES[measure])
    return Threshold(paragraph, measure, relation, limit, MEASURES[measure], value, holds, times, alternative)
