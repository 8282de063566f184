"""What does a yield do to the cost of a chip, and what does a subsidy do about it?"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import computegap
from computegap.core import cost as costs
from computegap.core import yields
from computegap.core.distributions import Belief
from computegap.errors import ScenarioError, UsageError, nearest
from computegap.library.shipped import chip_ids, find_chip, process_file, shipped, shipped_number
from computegap.results.cost import ArticleBand, Bill, BillLine, CostResult, SubsidyEffect
from computegap.studies.inputs import DEFAULT_SAMPLES, DEFAULT_SEED, as_input, belief, cited
from computegap.studies.scalars import Evaluated, evaluated
from computegap.studies.stated import check, read, read_share, stated
from computegap.units import UNITS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from computegap.notation import Written
    from computegap.records.number import Number
    from computegap.results.shared import Input, Quantity
    from computegap.studies.blocks import Watch
    from computegap.units import Values

DEFAULT_PROCESS = "tsmc-5nm"
DEFAULT_YIELD_MODEL = "negative-binomial:3"
LEAST_BARE_SUM = 1e6
"""Least subsidy that is read as dollars where no unit is given."""
UNIT_OF = {
    "inflation": "1",
    "inflation_compounded": "1",
    "implied_stages": "1",
    "stages": "1",
    "yield": "1",
    "reference_yield": "1",
    "straight_line_inflation": "1",
    "die_yield": "1",
    "die_area": "mm2",
    "effective_die_area": "mm2",
    "defect_density": "1/mm2",
    "dies_per_wafer": "1",
    "wafer_price": "USD",
    "good_die_cost": "USD",
    "unit_cost": "USD",
    "unit_cost_inflation": "1",
    "net_inflation": "1",
    "covers_spending": "USD",
}


class YieldModel(NamedTuple):
    """A yield model by name, with the parameter that some take."""

    name: str
    parameter: float | None


PARAMETERS = {"negative-binomial": "ALPHA", "bose-einstein": "N"}


def yield_model(text: str) -> YieldModel:
    """Read a yield model: poisson, murphy, seeds, negative-binomial:ALPHA or bose-einstein:N.

    Raises
    ------
    UsageError
        If it is none of these, or its parameter is missing or not above 0.
    """
    name, colon, written = text.partition(":")
    if name not in yields.YIELD_MODELS:
        forms = [f"{known}:{PARAMETERS[known]}" if known in PARAMETERS else known for known in yields.YIELD_MODELS]
        message = f"--yield-model: found {text!r}, wanted {', '.join(forms)}{nearest(name, yields.YIELD_MODELS)}"
        raise UsageError(message)
    if name not in PARAMETERS:
        if colon:
            message = f"--yield-model: found {text!r}, wanted {name} without a parameter"
            raise UsageError(message)
        return YieldModel(name, None)
    from computegap.notation import plain_number  # noqa: PLC0415 - few name a model

    try:
        parameter = plain_number(written)
    except ValueError:
        parameter = math.nan
    if not (parameter > 0 and math.isfinite(parameter)):
        message = f"--yield-model: found {text!r}, wanted {name}:{PARAMETERS[name]} with a number above 0, as {name}:3"
        raise UsageError(message)
    return YieldModel(name, parameter)


class _Inputs:
    """Beliefs of one answer, and the shipped figures among them."""

    def __init__(self) -> None:
        self.beliefs: dict[str, Belief] = {}
        self.used: list[Input] = []

    def shipped(self, name: str, path: str, number: Number) -> None:
        self.beliefs[name] = belief(name, number)
        self.note(path, number)

    def note(self, path: str, number: Number) -> None:
        self.used.append(as_input(path, number))

    def stated(self, name: str, option: str, written: Written, unit: str) -> None:
        self.beliefs[name], used = stated(name, option, written, unit)
        self.used.append(used)


class Band(NamedTuple):
    """The article's band: yields, the inflation they are said to cause, and the yield compared with."""

    yield_low: float
    yield_high: float
    inflation_low: float
    inflation_high: float
    reference: float

    def stages_at_ends(self) -> dict[str, float]:
        """Yield stages that each corner of the band implies."""
        corners = {
            f"{self.yield_high:g}": (self.inflation_low, self.yield_high),
            f"{self.yield_low:g}": (self.inflation_high, self.yield_low),
        }
        return {
            name: float(yields.yield_stages(inflation, share, self.reference))
            for name, (inflation, share) in corners.items()
        }

    def straight_line(self, die_yield: Values) -> Values:
        """Inflation on the line between the band's corners; beyond them it is an extrapolation."""
        slope = (self.inflation_low - self.inflation_high) / (self.yield_high - self.yield_low)
        return self.inflation_high + slope * (die_yield - self.yield_low)


def article_band(inputs: _Inputs) -> Band:
    """Read the article's band from its claims."""
    rows = {
        name: shipped_number("claims.toml", "claims", claim, "figures", key)
        for name, claim, key in (
            ("yield", "cn-yield", "yield"),
            ("inflation", "cn-inflation", "inflation"),
            ("reference", "tsmc-yield", "yield"),
        )
    }
    inputs.note("claims.cn-yield.yield", rows["yield"])
    inputs.note("claims.cn-inflation.inflation", rows["inflation"])
    inputs.note("claims.tsmc-yield.yield", rows["reference"])
    low, _, high = rows["yield"].in_base_unit()
    least, _, most = rows["inflation"].in_base_unit()
    _, reference, _ = rows["reference"].in_base_unit()
    return Band(low, high, least, most, reference)


def cost(
    die_yield: str | float | None = None,
    *,
    reference_yield: str | float | None = None,
    stages: str | float | None = None,
    chip: str | None = None,
    subsidy: str | None = None,
    die_area: str | float | None = None,
    defect_density: str | float | None = None,
    model: str = DEFAULT_YIELD_MODEL,
    wafer_price: str | float | None = None,
    process: str = DEFAULT_PROCESS,
    edge_exclusion: str | float = 0.0,
    scribe_lane: str | float = 0.0,
    samples: int = DEFAULT_SAMPLES,
    seed: int = DEFAULT_SEED,
    watch: Watch | None = None,
) -> CostResult:
    """Work out the cost inflation that a yield causes.

    Parameters
    ----------
    die_yield : str or float, optional
        Share of dies that work, or a range such as "0.7..0.8"; left out, it follows from area and defects. [1]
    reference_yield : str or float, optional
        Yield compared with; the article's 90 % by default. [1]
    stages : str or float, optional
        How many times the loss compounds; what the article's band implies by default. [1]
    chip : str, optional
        A chip whose bill of materials is worked out at both yields.
    subsidy : str, optional
        A rate such as "30%" of cost, or a sum a year such as "60 bn USD".
    die_area : str or float, optional
        Area of the die itself. [mm2]
    defect_density : str or float, optional
        Killing defects; the process's own by default. [1/cm2]
    model : str
        poisson, murphy, seeds, negative-binomial:ALPHA or bose-einstein:N.
    wafer_price : str or float, optional
        The process's own by default. [USD]
    process : str
        A shipped process, for what is not given.
    edge_exclusion, scribe_lane : str or float
        Unusable rim of the wafer, and lane between dies. [mm]
    samples, seed : int
        Of the draws, where more than one figure has a range.
    watch : Watch, optional
        Hears how the draws go.

    Returns
    -------
    result : CostResult
        A figure is a bare number where nothing under it has a range.

    Raises
    ------
    UsageError
        If a figure is not in the accepted form.
    ScenarioError
        If a chip has no published bill of materials.
    """
    if samples < 1:
        message = f"--samples: found {samples}, wanted at least 1"
        raise UsageError(message)
    inputs = _Inputs()
    band = article_band(inputs)
    ends = band.stages_at_ends()
    _put_yield(inputs, band, die_yield, reference_yield)
    from_defects = _put_die(
        inputs, die_yield, die_area, defect_density, wafer_price, process, edge_exclusion, scribe_lane
    )
    chosen = yield_model(model)
    implied = Belief("implied_stages", "uniform", min(ends.values()), 0.0, max(ends.values()))
    inputs.beliefs["implied_stages"] = implied
    if stages is not None:
        written = read("--stages", stages)
        check("--stages", written, unit="1")
        inputs.stated("stages", "--stages", written, "1")
    bill = _bill(chip, inputs) if chip is not None else None
    effect = _read_subsidy(subsidy)

    def answers(subsidy: _Subsidy | None) -> Evaluated:
        formulas = _Formulas(band, chosen, bill, subsidy, from_defects=from_defects, has_die=die_area is not None)
        return evaluated(formulas, list(inputs.beliefs.values()), UNIT_OF, seed=seed, samples=samples, watch=watch)

    found, drawn, told = answers(None)
    # A sum pays for inflation only where there is some.
    if effect and (effect.kind == "rate" or _least(found["inflation_compounded"]) > 0):
        found, drawn, told = answers(effect)
    return CostResult(
        schema="computegap/cost/1",
        version=computegap.__version__,
        scenario="article",
        seed=seed if drawn else None,
        samples=drawn,
        yield_=found["yield"],
        reference_yield=found["reference_yield"],
        inflation=found["inflation"],
        stages=found["stages"],
        stages_basis="as given" if stages is not None else "implied by the article's band",
        inflation_compounded=found["inflation_compounded"],
        implied_stages=found["implied_stages"],
        implied_stages_at=ends,
        article_band=_band_result(band, found),
        yield_model=model if from_defects else None,
        die_area=found.get("die_area"),
        effective_die_area=found.get("effective_die_area"),
        defect_density=found.get("defect_density"),
        die_yield=found.get("die_yield"),
        dies_per_wafer=found.get("dies_per_wafer"),
        wafer_price=found.get("wafer_price"),
        good_die_cost=found.get("good_die_cost"),
        bill=_bill_result(bill, found) if bill else None,
        subsidy=_subsidy_result(effect, found) if effect else None,
        notes=(*_notes(band, found, bill, effect), *told),
        inputs=tuple(inputs.used),
        sources=cited(inputs.used),
    )


def _put_yield(inputs: _Inputs, band: Band, die_yield: str | float | None, reference_yield: str | float | None) -> None:
    if die_yield is not None:
        written = read_share("--yield", die_yield)
        inputs.stated("yield", "--yield", written, "1")
    if reference_yield is None:
        inputs.beliefs["reference_yield"] = Belief(
            "reference_yield", "exact", band.reference, band.reference, band.reference
        )
    else:
        written = read_share("--reference-yield", reference_yield)
        inputs.stated("reference_yield", "--reference-yield", written, "1")


def _put_die(
    inputs: _Inputs,
    die_yield: str | float | None,
    die_area: str | float | None,
    defect_density: str | float | None,
    wafer_price: str | float | None,
    process: str,
    edge_exclusion: str | float,
    scribe_lane: str | float,
) -> bool:
    """Put in what a die's yield and cost follow from, and return whether the yield follows from defects."""
    if die_area is None:
        if die_yield is None:
            message = "wanted --yield, as in --yield 0.75, or --die-area to work the yield out from"
            raise UsageError(message)
        for option, value in (("--defect-density", defect_density), ("--wafer-price", wafer_price)):
            if value is not None:
                message = f"{option} needs --die-area, in mm2"
                raise UsageError(message)
        return False
    if die_yield is not None and defect_density is not None:
        message = "found --yield and --defect-density, wanted one of them: the yield follows from the defects"
        raise UsageError(message)
    file = process_file(process)
    _put_geometry(inputs, die_area, edge_exclusion, scribe_lane)
    inputs.shipped("wafer_diameter", f"processes.{process}.wafer_diameter", shipped_number(file, "wafer_diameter"))
    given = [("wafer_price", "--wafer-price", wafer_price, "USD")]
    if die_yield is None:
        given.append(("defect_density", "--defect-density", defect_density, "1/cm2"))
    for name, option, optional, unit in given:
        if optional is None:
            inputs.shipped(name, f"processes.{process}.{name}", shipped_number(file, name))
        else:
            written = read(option, optional)
            check(option, written, unit=unit)
            inputs.stated(name, option, written, unit)
    _check_fits(inputs)
    return die_yield is None


def _put_geometry(
    inputs: _Inputs, die_area: str | float, edge_exclusion: str | float, scribe_lane: str | float
) -> None:
    """Put in what decides how many dies fit a wafer."""
    for name, option, value, unit in (
        ("die_area", "--die-area", die_area, "mm2"),
        ("edge_exclusion", "--edge", edge_exclusion, "mm"),
        ("scribe_lane", "--scribe", scribe_lane, "mm"),
    ):
        written = read(option, value)
        check(option, written, unit=unit, zero=name != "die_area")
        inputs.stated(name, option, written, unit)


def _check_fits(inputs: _Inputs) -> None:
    """Refuse a die that is larger than what the wafer's edge leaves."""
    largest = inputs.beliefs["die_area"].high
    usable = inputs.beliefs["wafer_diameter"].low - 2 * inputs.beliefs["edge_exclusion"].high
    area = float(costs.effective_die_area(largest, inputs.beliefs["scribe_lane"].high))
    if usable <= 0 or float(costs.dies_per_wafer(area, usable, 0.0)) < 1:
        message = f"--die-area: found {largest:g} mm2, wanted one that fits a wafer of {usable:g} mm at least once"
        raise UsageError(message)


class _BillInputs(NamedTuple):
    chip_id: str
    name: str
    lines: dict[str, float]


def _bill(chip: str, inputs: _Inputs) -> _BillInputs:
    chip_id = find_chip(chip)
    table = shipped(f"chips/{chip_id}.toml")
    if "bill" not in table:
        known = [item for item in chip_ids() if "bill" in shipped(f"chips/{item}.toml")]
        message = (
            f"--chip: no bill of materials is published for {table['name']}, only for {', '.join(known)}; "
            "without one, --die-area and --wafer-price give the cost of its die"
        )
        raise ScenarioError(message)
    lines = {}
    bill = table["bill"]
    for item in bill if isinstance(bill, dict) else ():
        number = shipped_number(f"chips/{chip_id}.toml", "bill", item)
        inputs.note(f"chips.{chip_id}.bill.{item}", number)
        _, lines[item], _ = number.in_base_unit()
    return _BillInputs(chip_id, str(table["name"]), lines)


class _Subsidy(NamedTuple):
    kind: str
    amount: float


def _read_subsidy(text: str | None) -> _Subsidy | None:
    if text is None:
        return None
    written = read("--subsidy", text)
    wanted = "wanted a rate below 1, such as 0.3 or 30%, or a sum a year, such as '60 bn USD' or 60e9"
    if written.is_range or written.low < 0:
        message = f"--subsidy: found {text!r}, {wanted}"
        raise UsageError(message)
    base = UNITS[written.unit].base if written.unit else ("1" if written.low <= 1 else "USD")
    # A bare 30 is more likely a slip for 30 % or 30 bn than thirty dollars a year.
    slip = written.unit is None and 1 < written.low < LEAST_BARE_SUM
    if slip or base not in {"1", "USD"} or (base == "1" and written.low > 1):
        message = f"--subsidy: found {text!r}, {wanted}"
        raise UsageError(message)
    scale = UNITS[written.unit].scale if written.unit not in {None, "1", "%"} else 1.0
    return _Subsidy("rate" if base == "1" else "sum", written.low * scale)


class _Formulas:
    """All quantities of one answer, from inputs by name; the same for plain numbers and arrays."""

    def __init__(
        self,
        band: Band,
        model: YieldModel,
        bill: _BillInputs | None,
        subsidy: _Subsidy | None,
        *,
        from_defects: bool,
        has_die: bool,
    ) -> None:
        self.band = band
        self.model = model
        self.bill = bill
        self.subsidy = subsidy
        self.from_defects = from_defects
        self.has_die = has_die

    def __call__(self, given: Mapping[str, Values]) -> dict[str, Values]:
        found: dict[str, Values] = {}
        if self.from_defects:
            parameter = () if self.model.parameter is None else (self.model.parameter,)
            function = yields.YIELD_MODELS[self.model.name]
            found["yield"] = function(given["die_area"], given["defect_density"], *parameter)
            found["defect_density"] = given["defect_density"]
        else:
            found["yield"] = given["yield"]
        reference = found["reference_yield"] = given["reference_yield"]
        found["implied_stages"] = given["implied_stages"]
        found["stages"] = given.get("stages", given["implied_stages"])
        found["inflation"] = yields.yield_cost_inflation(found["yield"], reference, 1.0)
        found["inflation_compounded"] = yields.yield_cost_inflation(found["yield"], reference, found["stages"])
        found["straight_line_inflation"] = self.band.straight_line(found["yield"])
        if self.has_die:
            found["die_yield"] = found["yield"]
            found["die_area"] = given["die_area"]
            found["wafer_price"] = given["wafer_price"]
            found["effective_die_area"] = costs.effective_die_area(given["die_area"], given["scribe_lane"])
            found["dies_per_wafer"] = costs.dies_per_wafer(
                found["effective_die_area"], given["wafer_diameter"], given["edge_exclusion"]
            )
            found["good_die_cost"] = costs.good_die_cost(given["wafer_price"], found["dies_per_wafer"], found["yield"])
        if self.bill:
            self._add_bill(found)
        if self.subsidy:
            self._add_subsidy(found)
        return found

    def _add_bill(self, found: dict[str, Values]) -> None:
        lines = self.bill.lines if self.bill else {}
        logic = lines["logic"]
        other = sum(lines.values()) - logic
        part = (found["yield"], found["reference_yield"], found["stages"])
        found["unit_cost"] = costs.unit_cost(logic, other, *part)
        found["unit_cost_inflation"] = found["unit_cost"] / (logic + other) - 1
        for item, amount in lines.items():
            split = (amount, 0.0) if item == "logic" else (0.0, amount)
            found[f"bill.{item}"] = costs.unit_cost(*split, *part)

    def _add_subsidy(self, found: dict[str, Values]) -> None:
        if self.subsidy is None:
            return
        inflation = found["inflation_compounded"]
        if self.subsidy.kind == "rate":
            found["net_inflation"] = (1 + inflation) * (1 - self.subsidy.amount) - 1
        else:
            # Inverse of `yield_penalty`: the spending a year whose penalty equals the sum.
            found["covers_spending"] = self.subsidy.amount * (1 + inflation) / inflation


UNIT_OF |= {f"bill.{item}": "USD" for item in ("logic", "memory", "packaging", "test", "yield_loss", "other")}


def _ends(value: Quantity | float) -> tuple[float, float]:
    return (value, value) if isinstance(value, float) else (value.p5, value.p95)


def _least(value: Quantity | float) -> float:
    """Lowest that a figure may be, or its 5th percentile."""
    if isinstance(value, float):
        return value
    return value.p5 if value.low is None else value.low


def _band_result(band: Band, found: Mapping[str, Quantity | float]) -> ArticleBand:
    low, high = _ends(found["yield"])
    position = "within"
    if high < band.yield_low:
        position = "below"
    elif low > band.yield_high:
        position = "above"
    elif low < band.yield_low or high > band.yield_high:
        position = "partly within"
    return ArticleBand(
        band.yield_low, band.yield_high, band.inflation_low, band.inflation_high, position,
        found["straight_line_inflation"],
    )  # fmt: skip


def _bill_result(bill: _BillInputs, found: Mapping[str, Quantity | float]) -> Bill:
    return Bill(
        bill.chip_id,
        bill.name,
        tuple(BillLine(item, amount, found[f"bill.{item}"]) for item, amount in bill.lines.items()),
        sum(bill.lines.values()),
        found["unit_cost"],
        found["unit_cost_inflation"],
    )


def _subsidy_result(subsidy: _Subsidy, found: Mapping[str, Quantity | float]) -> SubsidyEffect:
    return SubsidyEffect(subsidy.kind, subsidy.amount, found.get("net_inflation"), found.get("covers_spending"))


def _notes(
    band: Band, found: Mapping[str, Quantity | float], bill: _BillInputs | None, effect: _Subsidy | None
) -> tuple[str, ...]:
    most = float(yields.yield_cost_inflation(band.yield_low, band.reference, 1.0))
    least = float(yields.yield_cost_inflation(band.yield_high, band.reference, 1.0))
    notes = [
        (
            f"One yield ratio gives {least:.1%} to {most:.1%} "
            f"for yields of {band.yield_high:.0%} to {band.yield_low:.0%} "
            f"against {band.reference:.0%}, not the article's {band.inflation_low:.0%} to {band.inflation_high:.0%}: "
            "its band takes about 1.6 losses in a row, such as die, then package."
        )
    ]
    if bill:
        notes.append(
            "In the bill the first loss falls on the logic dies alone and later ones on whole packages; "
            "the bill is the maker's, at the reference yield."
        )
    if effect and effect.kind == "sum" and "covers_spending" not in found:
        notes.append("The yield may be no worse than the reference, so what the sum offsets has no bound.")
    return tuple(notes)
