"""Where do the numbers come from?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from computegap.errors import ComputegapError, DataError, nearest
from computegap.library.check import check_shipped
from computegap.library.citations import numbers
from computegap.library.overrides import COMMAND_LINE, Override
from computegap.library.reading import is_party, read_toml, validated
from computegap.library.shipped import scenario_ids
from computegap.library.view import Library
from computegap.results.provenance import (
    NumberStory,
    ScenariosResult,
    ScenarioSummary,
    ShowResult,
    SourcesResult,
    SourceUse,
)
from computegap.results.shared import Citation
from computegap.studies.inputs import told

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from computegap.records.number import Number
    from computegap.records.party import Party
    from computegap.records.scenario import Scenario


def show(
    path: str, *, scenario: str = "article", overrides: Iterable[Override] = (), chips_from: Path | None = None
) -> ShowResult:
    """Tell the whole story of the figures at or below a path.

    Raises
    ------
    UsageError
        If the path leads nowhere.
    """
    library = Library(scenario, overrides, chips_from)
    library.scenario()
    found = library.find(path)
    return ShowResult(
        "computegap/show/1",
        library.scenario_id,
        tuple(_story(name, number, library) for name, number in found.items()),
    )


def _story(path: str, number: Number, library: Library) -> NumberStory:
    citation = None
    if number.source != COMMAND_LINE:
        source = library.source(number.source)
        citation = Citation(number.source, *told(source))
    return NumberStory(
        path, number.value, number.low, number.high, number.unit, number.interval, number.basis, number.bound,
        number.confidence, number.source, number.where, number.note, number.stated_on,
        tuple((rival.value, rival.source, rival.where) for rival in number.disputed_by), citation,
        number.distribution,
    )  # fmt: skip


def sources() -> SourcesResult:
    """List the shipped sources and what each is used for; checks every shipped file on the way."""
    library = Library()
    uses = check_shipped()
    return SourcesResult(
        "computegap/sources/1",
        tuple(
            SourceUse(
                source_id, source.title, source.publisher, source.kind, source.url, source.dated.isoformat(),
                source.accessed.isoformat(), tuple(uses[source_id]),
            )
            for source_id, source in library.sources().items()
        ),
    )  # fmt: skip


def citation_check() -> str:
    """Check every shipped figure's citation, and say what was checked.

    Raises
    ------
    DataError
        If a figure cites no source, a source is idle, dates are out of order, or a note stands alone unmarked.
    """
    uses = check_shipped()
    return f"{sum(map(len, uses.values()))} citations of {len(uses)} sources are in order.\n"


def _summary(scenario_id: str, scenario: Scenario) -> ScenarioSummary:
    return ScenarioSummary(
        scenario_id, scenario.title, scenario.description, scenario.year, scenario.rule, scenario.yardstick,
        tuple(scenario.parties),
    )  # fmt: skip


def scenarios() -> ScenariosResult:
    """List the shipped scenarios."""
    return ScenariosResult(
        "computegap/scenarios/1", tuple(_summary(name, Library(name).scenario()) for name in scenario_ids()), ()
    )


def scenario(name: str) -> ScenariosResult:
    """Show one scenario with every figure in it.

    Raises
    ------
    ScenarioError
        If there is no such scenario.
    DataError
        If its file holds something that is not a scenario.
    """
    library = Library(name)
    checked = library.scenario()
    figures = [
        *((f"assumptions.{path}", number) for path, number in numbers(checked.assumptions)),
        *((f"{party}.{path}", number) for party, record in checked.parties.items() for path, number in numbers(record)),
    ]
    return ScenariosResult(
        "computegap/scenarios/1",
        (_summary(library.scenario_id, checked),),
        tuple(_story(path, number, library) for path, number in figures),
    )


def check_scenario(file: Path, chips_from: Path | None = None) -> ScenariosResult:
    """Check a scenario file: its form, its citations, and that every chip and rule it names exists.

    A party file is checked as one, and told by its own id with the year and rule of the default scenario. Chips of a
    table that the user brings exist too.

    Raises
    ------
    DataError
        If it does not hold; the message names the key.
    """
    if not file.exists():
        message = f"{file}: no such file"
        raise DataError(message)
    if is_party(read_toml(file)):
        return _checked_party(file, chips_from)
    library = Library(str(file), chips_from=chips_from)
    checked = library.scenario()
    for party_id, party in checked.parties.items():
        _check_chips(library, party, f"{file}: parties.{party_id}.")
    rules = library.rules().rules
    if checked.rule not in rules:
        message = (
            f"{file}: rule: found {checked.rule!r}, wanted one of {', '.join(rules)}{nearest(checked.rule, rules)}"
        )
        raise DataError(message)
    return ScenariosResult("computegap/scenarios/1", (_summary(library.scenario_id, checked),), ())


def _checked_party(file: Path, chips_from: Path | None) -> ScenariosResult:
    from computegap.records.party import Party  # noqa: PLC0415 - seldom brought

    library = Library(chips_from=chips_from)
    beside = library.scenario()
    party_id = library.add_party(file)
    party = validated(Party, read_toml(file), str(file))
    _check_chips(library, party, f"{file}: ")
    title = f"{party.name}, a party to name as a side"
    told = _summary(party_id, beside)._replace(title=title, description="", parties=(party_id,))
    return ScenariosResult("computegap/scenarios/1", (told,), ())


def _check_chips(library: Library, party: Party, said: str) -> None:
    named = {f"chips.{chip_id}": chip_id for chip_id in party.chips} | {
        f"counted.{name}.chip": channel.chip for name, channel in party.counted.items() if channel.chip
    }
    for path, chip_id in named.items():
        try:
            library.chip(chip_id)
        except ComputegapError as error:
            message = f"{said}{path}: {error}"
            raise DataError(message) from None


def scenario_schema() -> dict[str, object]:
    """JSON Schema of a scenario file, for editors."""
    from computegap.records.scenario import Scenario  # noqa: PLC0415 - only this answer needs the class

    schema = Scenario.model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
