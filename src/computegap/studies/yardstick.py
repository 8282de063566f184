"""Which figure of a chip a yardstick reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from computegap.core.control import total_processing_performance
from computegap.records.chip import FORMAT_BITS, Chip

if TYPE_CHECKING:
    from computegap.records.number import Number

_FORMATS = {"8bit": ("fp8", "int8"), "bf16": ("bf16",), "fp4": ("fp4",)}
_NEXT_WIDER = {"fp4": ("fp8", "int8", "bf16"), "8bit": ("bf16",), "bf16": ("tf32", "fp32")}


class Reading(NamedTuple):
    """The figure that a yardstick reads, and the factor that makes it comparable."""

    path: str
    """Below the chip: peak.fp8, bandwidth."""
    number: Number
    factor: float
    fell_back: bool

    @property
    def format(self) -> str:
        """Name of the format that was read, as people write it."""
        return self.path.rpartition(".")[2].upper()


def read_yardstick(chip: Chip, yardstick: str, *, fall_back: bool) -> Reading | None:
    """Return what a yardstick reads off a chip, or None where the chip lacks it.

    Parameters
    ----------
    chip : Chip
        The chip.
    yardstick : str
        8bit, bf16, fp4, tpp or bandwidth.
    fall_back : bool
        Whether to take the next wider format where the yardstick's is missing.
    """
    if yardstick == "bandwidth":
        return Reading("bandwidth", chip.bandwidth, 1.0, fell_back=False) if chip.bandwidth else None
    if yardstick == "tpp":
        best = max(chip.peak, key=lambda name: _tpp(chip, name), default=None)
        return Reading(f"peak.{best}", chip.peak[best], float(FORMAT_BITS[best]), fell_back=False) if best else None
    for name in _FORMATS[yardstick]:
        if name in chip.peak:
            return Reading(f"peak.{name}", chip.peak[name], 1.0, fell_back=False)
    for name in _NEXT_WIDER[yardstick] if fall_back else ():
        if name in chip.peak:
            return Reading(f"peak.{name}", chip.peak[name], 1.0, fell_back=True)
    return None


def _tpp(chip: Chip, name: str) -> float:
    _, middle, _ = chip.peak[name].in_base_unit()  # type: ignore[index]  # a key of the same mapping
    return float(total_processing_performance(middle, float(FORMAT_BITS[name])))
