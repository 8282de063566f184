"""What is known of each chip, and what is it worth in H100s?"""

from __future__ import annotations

import math
import re
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from computegap.core.compute import h100_equivalent
from computegap.core.control import total_processing_performance
from computegap.core.distributions import Belief
from computegap.core.sampling import ordered_draws
from computegap.errors import NoAnswerError, UsageError, nearest
from computegap.library.shipped import chip_ids, find_chip
from computegap.library.view import Library
from computegap.records.chip import FORMAT_BITS, Chip
from computegap.records.scenario import YARDSTICKS
from computegap.results.chips import ChipAnswer, ChipFigure, ChipsResult
from computegap.studies.inputs import NOTHING_FINITE, as_input, cited, quantity
from computegap.studies.scalars import STRATA
from computegap.studies.yardstick import Reading, read_yardstick
from computegap.units import UNITS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from computegap.library.overrides import Override
    from computegap.records.number import Number
    from computegap.results.shared import Input, Quantity


DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


class Selection(NamedTuple):
    """Which chips to list, in which order, and what to show of each."""

    vendor: str | None = None
    country: str | None = None
    released: str | None = None
    """A year or a range of dates: 2024, 2024.., ..2023-06, 2023..2024."""
    sort: str | None = None
    """A column; the largest first, the unknown last."""
    columns: tuple[str, ...] = ()


def chips(
    names: Iterable[str] = (),
    *,
    yardstick: str = "8bit",
    fall_back: bool = False,
    overrides: Iterable[Override] = (),
    selection: Selection | None = None,
    library: Library | None = None,
) -> ChipsResult:
    """Tell what is known of chips.

    Parameters
    ----------
    names : iterable of str
        Ids or other names; all chips by default.
    yardstick : str
        8bit, bf16, fp4, tpp or bandwidth.
    fall_back : bool
        Whether a chip without the yardstick's format counts at its next wider one.
    overrides : iterable of Override
        Figures to replace.
    selection : Selection, optional
        Which of them, in which order, and what to show of each.
    library : Library, optional
        One that holds a user's chips, which are listed instead.

    Returns
    -------
    result : ChipsResult
        What is unknown is None.

    Raises
    ------
    UsageError
        If there is no such chip or yardstick.
    """
    if yardstick not in YARDSTICKS:
        message = f"no yardstick {yardstick!r}, wanted one of {', '.join(YARDSTICKS)}{nearest(yardstick, YARDSTICKS)}"
        raise UsageError(message)
    selection = selection or Selection()
    own = sorted(chip_ids()) if library is None else library.imported
    library = library or Library(overrides=overrides)
    wanted = list(dict.fromkeys(find_chip(name) for name in names))
    # The H100 falls back to FP8 where it lacks the format, as it is what others are measured by.
    reference = read_yardstick(library.chip("h100"), yardstick, fall_back=True)
    answers: list[ChipAnswer] = []
    used: list[Input] = []
    for chip_id in wanted or own:
        chip = library.chip(chip_id)
        try:
            answers.append(_answer(chip_id, chip, yardstick, reference, fall_back=fall_back))
        except NoAnswerError as error:
            message = f"{chip.name}: {error}"
            raise NoAnswerError(message) from None
        used.extend(as_input(f"chips.{chip_id}.{path}", number) for path, number in _figures(chip))
    _check(selection, answers)
    return ChipsResult(
        "computegap/chips/1",
        yardstick,
        _sorted([answer for answer in answers if _selected(answer, selection)], selection),
        cited(used, library),
        side_by_side=bool(wanted) and not selection.columns,
        columns=tuple(_column(name) for name in selection.columns),
    )


def _check(selection: Selection, answers: list[ChipAnswer]) -> None:
    """Refuse a selection that no chip can meet as it is written."""
    known = {
        "vendor": (selection.vendor, {answer.vendor for answer in answers}),
        "country": (selection.country, {answer.country for answer in answers if answer.country}),
    }
    for what, (wanted, names) in known.items():
        if wanted and wanted.casefold() not in {name.casefold() for name in names}:
            message = f"no {what} {wanted!r}, wanted one of {', '.join(sorted(names))}{nearest(wanted, names)}"
            raise UsageError(message)
    first, dots, last = (selection.released or "").partition("..")
    dates = [end for end in (first, last) if end]
    if selection.released is not None and (
        not dates or not all(map(_is_date, dates)) or (dots and last and last < first[: len(last)])
    ):
        message = f"--released {selection.released}: wanted dates such as 2024, 2024.., ..2023-06 or 2023..2024"
        raise UsageError(message)


def _is_date(text: str) -> bool:
    """Whether it is a year, a month or a day of the calendar."""
    try:
        date.fromisoformat(f"{text}-01-01"[:10])
    except ValueError:
        return False
    return DATE.fullmatch(text) is not None


def _selected(answer: ChipAnswer, selection: Selection) -> bool:
    if selection.vendor and answer.vendor.casefold() != selection.vendor.casefold():
        return False
    if selection.country and answer.country != selection.country.casefold():
        return False
    if selection.released:
        first, dots, last = selection.released.partition("..")
        released = answer.released or ""
        last = last if dots else first
        # A year or a month stands for all of its days, of those asked for as of a chip's.
        return bool(released) and first[: len(released)] <= released and (not last or released[: len(last)] <= last)
    return True


def _column(name: str) -> str:
    """Field of a chip that a column shows."""
    wanted = name.casefold()
    known = (*FORMAT_BITS, *(field for field in ChipAnswer._fields if field not in {"peak", "notes"}))
    if wanted not in known:
        message = f"no column {name!r}, wanted one of {', '.join(known)}{nearest(wanted, known)}"
        raise UsageError(message)
    return wanted


def _sorted(answers: list[ChipAnswer], selection: Selection) -> tuple[ChipAnswer, ...]:
    if selection.sort is None:
        return tuple(answers)
    column = _column(selection.sort)
    known = [answer for answer in answers if answer.column(column) is not None]
    unknown = [answer for answer in answers if answer.column(column) is None]
    numeric = any(isinstance(answer.column(column), ChipFigure) for answer in known)
    return (*sorted(known, key=lambda answer: _rank(answer.column(column)), reverse=numeric), *unknown)


def _rank(value: object) -> tuple[float, str]:
    if isinstance(value, ChipFigure):
        return (value.estimate if isinstance(value.estimate, float) else value.estimate.p50), ""
    return 0.0, str(value)


def _figures(chip: Chip) -> Iterable[tuple[str, Number]]:
    yield from ((f"peak.{name}", number) for name, number in chip.peak.items())
    for name in ("node", "memory", "bandwidth", "interconnect", "tdp", "die_area", "price"):
        number = getattr(chip, name)
        if number is not None:
            yield name, number


def _figure(
    number: Number | None, unit: str | None = None, basis: str | None = None, convert: Callable[[float], float] = float
) -> ChipFigure | None:
    """Report a figure, converted where it is worth something in another unit."""
    if number is None:
        return None
    scale = UNITS[number.unit].scale
    unit = unit or number.base_unit
    low, middle, high = ends = [convert(end) for end in number.in_base_unit()]
    if not all(map(math.isfinite, ends)):
        raise NoAnswerError(NOTHING_FINITE)
    estimate: Quantity | float = middle
    if low < high:
        drawn = ordered_draws(Belief("", "uniform", low, middle, high), STRATA)
        estimate = quantity(drawn, unit)._replace(low=low, high=high)
    rivals = tuple((convert(rival.value * scale), rival.source) for rival in number.disputed_by)
    stated = None if number.value is None else convert(number.value * scale)
    return ChipFigure(estimate, stated, unit, basis or number.basis, number.source, rivals, number.confidence)


def _answer(chip_id: str, chip: Chip, yardstick: str, reference: Reading | None, *, fall_back: bool) -> ChipAnswer:
    reading = read_yardstick(chip, yardstick, fall_back=fall_back)
    return ChipAnswer(
        id=chip_id,
        name=chip.name,
        vendor=chip.vendor,
        country=chip.country,
        released=chip.released or None,
        process=chip.process or None,
        node=_figure(chip.node),
        peak={name: _figure(chip.peak.get(name)) for name in FORMAT_BITS},  # type: ignore[call-overload]  # same keys
        memory=_figure(chip.memory),
        bandwidth=_figure(chip.bandwidth),
        interconnect=_figure(chip.interconnect),
        tdp=_figure(chip.tdp),
        die_area=_figure(chip.die_area),
        price=_figure(chip.price),
        h100e=_h100e(reading, reference),
        h100e_from=reading.path.rpartition(".")[2] if reading else None,
        tpp=_tpp(chip),
        notes=tuple(chip.notes),
    )


def _h100e(reading: Reading | None, reference: Reading | None) -> ChipFigure | None:
    if reading is None or reference is None:
        return None
    factor = reading.factor
    base = reference.number.in_base_unit()[1] * reference.factor
    return _figure(reading.number, "H100e", "derived", lambda peak: float(h100_equivalent(peak * factor, base, 1.0)))


def _tpp(chip: Chip) -> ChipFigure | None:
    reading = read_yardstick(chip, "tpp", fall_back=False)
    if reading is None:
        return None
    bits = reading.factor
    return _figure(reading.number, "bit.TOP/s", "derived", lambda peak: float(total_processing_performance(peak, bits)))
