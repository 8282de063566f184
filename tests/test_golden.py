"""Every shipped figure, and the headline answers that follow: a change of a figure shows in a diff.

`python tests/test_golden.py` writes them anew.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from computegap.data.literal import TABLES
from computegap.library.shipped import scenario_ids
from computegap.library.tables import as_table, number_tables
from computegap.library.view import Library
from computegap.studies.audit import audit
from computegap.studies.chips import chips
from computegap.studies.compare import compare
from computegap.studies.control import control
from computegap.studies.cost import cost
from computegap.studies.forecast import forecast
from computegap.studies.gap import gap

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from computegap.results.shared import Quantity

FOLDER = Path(__file__).with_name("golden")
KNOWN = ("unit", "interval", "bound", "basis", "confidence", "source", "as_of")
WRITE = "python tests/test_golden.py"


def written(value: Quantity | float | None) -> str:
    """A quantity, in as many digits as a reader of a diff cares for."""
    if value is None:
        return "-"
    if isinstance(value, (int, float)):
        return f"{value:.4g}"
    return f"{value.p50:.3g} ({value.p5:.3g} to {value.p95:.3g}) {value.unit}"


def figures() -> Iterator[str]:
    """A line for every shipped figure, and one more for each that disputes it."""
    for file in sorted(TABLES):
        if file == "sources.toml":
            continue
        for path, table in number_tables(as_table(TABLES[file]), ""):
            ends = [str(table[name]) for name in ("low", "value", "high") if name in table]
            known = [str(table[name]) for name in KNOWN if name in table]
            yield f"{file} {path.removeprefix('.')}: {' / '.join(ends)} {', '.join(known)}"
            rivals = table.get("disputed_by", [])
            for rival in rivals if isinstance(rivals, list) else []:
                yield f"{file} {path.removeprefix('.')}: disputed: {rival['value']}, {rival['source']}"


def comparisons() -> Iterator[str]:
    """A line for every way in which the US can be compared with another party of a shipped scenario."""
    for scenario in scenario_ids():
        for party_id, party in Library(scenario).scenario().parties.items():
            if party_id == "us":
                continue
            if not party.lacks_for_money:
                yield from (_comparison(party_id, scenario, "money", "flow", int(year)) for year in party.capex)
            for basis, field in (("stock", "stock"), ("flow", "added")):
                shared = _counted_years(scenario, party_id, field) & _counted_years(scenario, "us", field)
                yield from (_comparison(party_id, scenario, "counted", basis, year) for year in sorted(shared))


def _counted_years(scenario: str, party_id: str, field: str) -> set[int]:
    parties = Library(scenario).scenario().parties
    counted = [parties[name].counted for name in (party_id, *parties[party_id].members)]
    return {int(year) for some in counted for channel in some.values() for year in getattr(channel, field)}


def _comparison(party: str, scenario: str, route: str, basis: str, year: int) -> str:
    found = compare("us", party, scenario=scenario, route=route, basis=basis, year=year)
    return (
        f"compare us {party}, {scenario}, {route} {basis} {year}: ratio {written(found.ratio)}, "
        f"gap {written(found.performance_gap)}, lag {written(found.lag_months)}, "
        + ", ".join(f"{side.party} {written(side.added_compute)}" for side in found.sides)
    )


def forecasts() -> Iterator[str]:
    """A line for every year of the scenarios that say how their figures grow."""
    for scenario in ("article", "evidence"):
        for item in forecast("us", "china", to=2030, scenario=scenario).years:
            sides = ", ".join(
                f"{side.party} {written(side.added_compute)}, installed {written(side.installed_compute)}, {side.binds}"
                for side in item.sides
            )
            yield f"forecast us china, {scenario}, {item.year}: ratio {written(item.ratio)}, {sides}"


def rules() -> Iterator[str]:
    """What a yield costs and what a ratio is worth."""
    for share in ("0.7", "0.75", "0.8"):
        found = cost(share)
        both = f"{written(found.inflation)}, compounded {written(found.inflation_compounded)}"
        yield f"cost --yield {share}: inflation {both}"
    for ratio in (10.0, 100.0):
        for rule in gap(ratio).rules:
            yield f"gap {ratio:g}, {rule.rule}: {written(rule.performance_gap or rule.lag_months)}"


def verdicts() -> Iterator[str]:
    """What each chip is worth, which rules it meets, and whether each claim holds."""
    for chip in chips(fall_back=True).chips:
        h100e, tpp = (figure and written(figure.estimate) for figure in (chip.h100e, chip.tpp))
        yield f"chips {chip.id}: H100e {h100e}, TPP {tpp}"
    for measured in control().chips:
        for met in measured.rules:
            yield f"control {measured.id}, {met.rule}: met {list(met.met)}, undecided {list(met.undecided)}"
    for claim in audit().claims:
        yield f"audit {claim.id}: {claim.verdict}, {claim.recomputed.low:.4g} to {claim.recomputed.high:.4g}"


def answers() -> Iterator[str]:
    """Headlines of every command that answers from shipped figures alone."""
    yield from comparisons()
    yield from forecasts()
    yield from rules()
    yield from verdicts()


GOLDEN: dict[str, Callable[[], Iterator[str]]] = {"figures.txt": figures, "answers.txt": answers}


@pytest.mark.parametrize("name", GOLDEN)
def test_nothing_has_changed_unseen(name: str) -> None:
    stored = (FOLDER / name).read_text("utf-8").splitlines()
    assert list(GOLDEN[name]()) == stored, f"figures or answers have changed: run `{WRITE}` and look at the diff"


if __name__ == "__main__":
    for name, lines in GOLDEN.items():
        (FOLDER / name).write_text("".join(f"{line}\n" for line in lines()), "utf-8")
        sys.stdout.write(f"{FOLDER / name}\n")
