"""What is known of each chip, and what is it worth in H100s?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from computegap import results
from computegap.core.compute import h100_equivalent
from computegap.core.control import total_processing_performance
from computegap.errors import UsageError, nearest
from computegap.library import Library, Override, chip_ids, find_chip
from computegap.records.chip import FORMAT_BITS, Chip
from computegap.records.scenario import YARDSTICKS
from computegap.studies.inputs import as_input, cited
from computegap.studies.yardstick import Reading, read_yardstick
from computegap.units import UNITS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from computegap.records.number import Number


def chips(
    names: Iterable[str] = (),
    *,
    yardstick: str = "8bit",
    fall_back: bool = False,
    overrides: Iterable[Override] = (),
) -> results.ChipsResult:
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
    library = Library(overrides=overrides)
    wanted = list(dict.fromkeys(find_chip(name) for name in names))
    # The H100 falls back to FP8 where it lacks the format, as it is what others are measured by.
    reference = read_yardstick(library.chip("h100"), yardstick, fall_back=True)
    answers = []
    used: list[results.Input] = []
    for chip_id in wanted or sorted(chip_ids()):
        chip = library.chip(chip_id)
        answers.append(_answer(chip_id, chip, yardstick, reference, fall_back=fall_back))
        used.extend(as_input(f"chips.{chip_id}.{path}", number) for path, number in _figures(chip))
    return results.ChipsResult(
        "computegap/chips/1", yardstick, tuple(answers), cited(used, library), side_by_side=bool(wanted)
    )


def _figures(chip: Chip) -> Iterable[tuple[str, Number]]:
    for name, number in chip.peak.items():
        yield f"peak.{name}", number
    for name in ("node", "memory", "bandwidth", "interconnect", "tdp", "die_area", "price"):
        number = getattr(chip, name)
        if number is not None:
            yield name, number


def _figure(number: Number | None) -> results.ChipFigure | None:
    if number is None:
        return None
    scale = UNITS[number.unit].scale
    low, _, high = number.in_base_unit()
    value = None if number.value is None else number.value * scale
    rivals = tuple((rival.value * scale, rival.source) for rival in number.disputed_by)
    return results.ChipFigure(value, low, high, number.base_unit, number.basis, number.source, rivals)


def _answer(
    chip_id: str, chip: Chip, yardstick: str, reference: Reading | None, *, fall_back: bool
) -> results.ChipAnswer:
    reading = read_yardstick(chip, yardstick, fall_back=fall_back)
    return results.ChipAnswer(
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


def _h100e(reading: Reading | None, reference: Reading | None) -> results.ChipFigure | None:
    if reading is None or reference is None:
        return None
    figure = _figure(reading.number)
    if figure is None:
        return None
    _, base, _ = reference.number.in_base_unit()

    def worth(peak: float) -> float:
        return float(h100_equivalent(peak * reading.factor, base * reference.factor, 1.0))

    return results.ChipFigure(
        None if figure.value is None else worth(figure.value), worth(figure.low), worth(figure.high), "H100e",
        "derived", figure.source, tuple((worth(value), source) for value, source in figure.disputed_by),
    )  # fmt: skip


def _tpp(chip: Chip) -> results.ChipFigure | None:
    reading = read_yardstick(chip, "tpp", fall_back=False)
    figure = _figure(reading.number) if reading else None
    if reading is None or figure is None:
        return None

    def tpp(peak: float) -> float:
        return float(total_processing_performance(peak, reading.factor))

    return results.ChipFigure(
        None if figure.value is None else tpp(figure.value), tpp(figure.low), tpp(figure.high), "bit.TOP/s",
        "derived", figure.source, tuple((tpp(value), source) for value, source in figure.disputed_by),
    )  # fmt: skip
