"""What `--set` changes: a figure that the user believes, in the place of one that a file states."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from computegap.errors import ScenarioError, UsageError, nearest
from computegap.library.tables import as_table, is_number
from computegap.notation import figure, unit_meant
from computegap.units import UNITS

if TYPE_CHECKING:
    from computegap.library.tables import Table
    from computegap.notation import Written

COMMAND_LINE = "command-line"
"""Stands where a source id would for a figure that the user set."""
SWITCHES = {"true": True, "on": True, "yes": True, "false": False, "off": False, "no": False}
"""What turns a channel on or off."""
BOOLEANS = {"on", "domestic"}
"""Keys that take such a word; a file may leave them out."""
DATED = {
    "added", "banked_dies", "capex", "compute_share", "die_yield", "facility_power", "government_capex",
    "memory_stacks", "private_investment", "stock", "subsidy", "wafer_share", "wafer_starts",
}  # fmt: skip
"""Figures of a party that are stated by year."""
YEARLY = {"improvement", "defect_change", "training_compute_growth"}
"""Beside those of `growth`, figures that say how many times a year's the next year's is."""
COUNTS = {"1", "H100e"}
"""Units that a count may be in: chips, or what they are worth."""
PLAIN = {"utilisation", "improvement", "separate_subsidy_share", "subsidy_overlap", "tariff_subsidy_rate"}
"""Figures that a scenario may leave out and that have no unit."""


class Override(NamedTuple):
    """One `--set PATH=VALUE`, as typed."""

    path: str
    value: str

    @classmethod
    def read(cls, text: str, said: str) -> Override:
        """Split PATH=VALUE.

        Raises
        ------
        ScenarioError
            If it has no `=`; begins with what was `said`.
        """
        path, equals, value = text.partition("=")
        if not equals or not path.strip() or not value.strip():
            message = f"{said}: wanted PATH=VALUE, such as china.process.yield=0.85"
            raise ScenarioError(message)
        return cls(path.strip(), value.strip())


def is_times_a_year(path: str) -> bool:
    """Whether a figure says how many times a year's the next year's is."""
    return ".growth." in path or path.rpartition(".")[2] in YEARLY


def read_figure(path: str, text: str) -> Written:
    """Read a figure for a path.

    Raises
    ------
    UsageError
        If it is none, or has a % where times the year before are stated: 20 % may be 20 % more, or a fifth.
    """
    written = figure(text)
    if "%" in text and is_times_a_year(path):
        message = (
            f"found {text!r:.60}, wanted how many times the year before, without %: "
            f"{1 + written.high:g} for {100 * written.high:+g}% a year"
        )
        raise UsageError(message)
    return written


def set_figure(holder: Table, last: str, written: Written, path: str, said: str) -> None:
    """Put what the user wrote in the place of the last key of a path."""
    old = holder.get(last)
    if isinstance(old, dict) and not is_number(old) and all(is_number(item) for item in old.values()):
        # Dated figures: the user states one for whichever year is asked.
        for year in old:
            old[year] = _user_number(written, as_table(old[year]), said)
    elif isinstance(old, dict) and not is_number(old):
        message = f"{said}: {path} is a group, wanted one of its figures: {', '.join(old)}"
        raise ScenarioError(message)
    elif old is not None and not isinstance(old, dict):
        message = f"{said}: {path} is {old!r}, wanted the path of a figure"
        raise ScenarioError(message)
    else:
        sibling = next((item for item in holder.values() if is_number(item)), None) if last.isdigit() else None
        if ".compute_share." in path or ".growth." in path or last in PLAIN:
            sibling = {"unit": "1"}
        if old is None and last in DATED and ".growth." not in path:
            message = f"{said}: {path} is stated by year, wanted a year behind it, as in {path}.2025"
            raise ScenarioError(message)
        if old is None and sibling is None and written.unit is None:
            known = [name for name, value in holder.items() if isinstance(value, dict)]
            there = f"wanted one of {', '.join(known)}{nearest(last, known)}, or" if known else "wanted"
            message = (
                f"{said}: no {last!r}, {there} "
                f"a unit with it to add it: '{said.removeprefix('--set ')} UNIT', in USD, TB/s, ... or 1"
            )
            raise ScenarioError(message)
        holder[last] = _user_number(written, as_table(old or sibling or {}), said)


def _user_number(written: Written, old: Table, said: str) -> Table:
    from computegap.records.number import UNDATED  # noqa: PLC0415 - only an override needs it

    try:
        unit = unit_meant(written, str(old["unit"])) if old else str(written.unit)
    except UsageError as error:
        message = f"{said}: {error}"
        raise ScenarioError(message) from None
    bases = {UNITS[unit].base, UNITS[str(old["unit"])].base} if old else set()
    if len(bases) > 1 and not (bases == COUNTS and ".counted." in said):
        message = f"{said}: found unit {unit!r}, wanted one that measures the same as {old['unit']!r}"
        raise ScenarioError(message)
    read_in = "" if not old or unit in {written.unit, old["unit"]} else f", read in {unit}"
    spread: Table = {"low": written.low, "high": written.high} if written.is_range else {"value": written.low}
    if written.distribution is not None:
        spread["distribution"] = written.distribution
    if written.middle is not None:
        spread["value"] = written.middle
    return {
        **spread,
        "unit": unit,
        "interval": written.interval,
        "basis": "judged",
        "source": COMMAND_LINE,
        "note": f"set by the user: {said}{read_in}",
        "as_of": UNDATED,
    }
