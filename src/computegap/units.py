"""The closed list of units, and the quantities that formulas name in their signatures.

Everything inside is in base units; a file may write a fact in any unit of this list.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, NamedTuple, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array: TypeAlias = NDArray[np.float64]
    Values: TypeAlias = float | Array
    Truths: TypeAlias = bool | NDArray[np.bool_]
else:
    # A runtime alias would import numpy, and single numbers do not need it.
    Values = float
    Truths = bool


class Unit(NamedTuple):
    """A unit that a file may use: `base` units times `scale`."""

    base: str
    scale: float


UNITS: dict[str, Unit] = {
    "1": Unit("1", 1.0),
    "%": Unit("1", 0.01),
    "USD": Unit("USD", 1.0),
    "bn USD": Unit("USD", 1e9),
    "CNY": Unit("CNY", 1.0),
    "bn CNY": Unit("CNY", 1e9),
    "USD/H100e": Unit("USD/H100e", 1.0),
    "USD/H100e/h": Unit("USD/H100e/s", 1 / 3600),
    "H100e": Unit("H100e", 1.0),
    "H100e.s": Unit("H100e.s", 1.0),
    "OP/s": Unit("OP/s", 1.0),
    "TOP/s": Unit("OP/s", 1e12),
    "OP": Unit("OP", 1.0),
    "bit.TOP/s": Unit("bit.TOP/s", 1.0),
    "bit.TOP/s/mm2": Unit("bit.TOP/s/mm2", 1.0),
    "B": Unit("B", 1.0),
    "GB": Unit("B", 1e9),
    "GiB": Unit("B", 1024.0**3),
    "B/s": Unit("B/s", 1.0),
    "GB/s": Unit("B/s", 1e9),
    "TB/s": Unit("B/s", 1e12),
    "W": Unit("W", 1.0),
    "kW": Unit("W", 1e3),
    "MW": Unit("W", 1e6),
    "GW": Unit("W", 1e9),
    "W/H100e": Unit("W/H100e", 1.0),
    "J": Unit("J", 1.0),
    "USD/J": Unit("USD/J", 1.0),
    "USD/kWh": Unit("USD/J", 1 / 3.6e6),
    "s": Unit("s", 1.0),
    "day": Unit("s", 86_400.0),
    "month": Unit("s", 2_629_746.0),
    "yr": Unit("s", 31_556_952.0),
    "1/yr": Unit("1/s", 1 / 31_556_952.0),
    "1/month": Unit("1/s", 1 / 2_629_746.0),
    "mm": Unit("mm", 1.0),
    "nm": Unit("mm", 1e-6),
    "mm2": Unit("mm2", 1.0),
    "1/mm2": Unit("1/mm2", 1.0),
    "1/cm2": Unit("1/mm2", 0.01),
}

Fraction = Annotated[Values, "1"]
"""A share between 0 and 1, or a change: 0.2 is 20 %."""
Count = Annotated[Values, "1"]
"""A number of things, not necessarily whole."""
Ratio = Annotated[Values, "1"]
"""How many times."""
Usd = Annotated[Values, "USD"]
Cny = Annotated[Values, "CNY"]
UsdPerH100e = Annotated[Values, "USD/H100e"]
H100e = Annotated[Values, "H100e"]
"""H100-equivalents: compute as a multiple of one H100 at the yardstick in force."""
H100eSecond = Annotated[Values, "H100e.s"]
"""An H100's worth of work over time."""
UsdPerH100eSecond = Annotated[Values, "USD/H100e/s"]
OperationsPerSecond = Annotated[Values, "OP/s"]
Operations = Annotated[Values, "OP"]
Watt = Annotated[Values, "W"]
WattPerH100e = Annotated[Values, "W/H100e"]
UsdPerJoule = Annotated[Values, "USD/J"]
Second = Annotated[Values, "s"]
PerSecond = Annotated[Values, "1/s"]
Millimetre = Annotated[Values, "mm"]
SquareMillimetre = Annotated[Values, "mm2"]
PerSquareMillimetre = Annotated[Values, "1/mm2"]
TotalProcessingPerformance = Annotated[Values, "bit.TOP/s"]
TotalProcessingPerformanceDensity = Annotated[Values, "bit.TOP/s/mm2"]
