"""The only module that opens a data file: shipped facts, a user's scenario or party, and what `--set` changes."""

from __future__ import annotations

import os
import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple, TypeAlias, TypeVar

from computegap.data.literal import TABLES
from computegap.errors import DataError, ScenarioError, UsageError, nearest
from computegap.notation import figure, greatest, mistaken
from computegap.records.number import Cut, Number, Outcome, Part, Rival
from computegap.units import UNITS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from pydantic import BaseModel, ValidationError

    from computegap.imports import HardwareTable
    from computegap.notation import Written
    from computegap.records.chip import Chip
    from computegap.records.claim import Claims
    from computegap.records.cluster import Cluster
    from computegap.records.control import Control
    from computegap.records.party import Party
    from computegap.records.process import Process
    from computegap.records.published import PublishedRatio
    from computegap.records.rule import Rules
    from computegap.records.scenario import Scenario
    from computegap.records.source import Source

Table: TypeAlias = "dict[str, object]"
R = TypeVar("R", bound="BaseModel")

UNUSED = "a source that no figure cites, wanted one that is used, or none"
DEFAULT_SCENARIO = "article"
IMPORTED_TABLE = "imported-table"
"""Source id of figures from a table that the user brought."""
ROOTS = {
    "rules": ("rules.toml", "rules"),
    "measured_lags": ("rules.toml", "measured_lags"),
    "claims": ("claims.toml", "claims"),
    "controls": ("controls.toml", "controls"),
    "published": ("published.toml", "ratios"),
    "cluster": ("cluster.toml", "cluster"),
}
"""First keys of paths that lead into one file: the file, and the key there."""
COUNTS = {"1", "H100e"}
"""Units that a count may be in: chips, or what they are worth."""
PARTY_DEPTH = 2
"""Keys above a group of a party: parties, its name."""
PLAIN = {"utilisation", "improvement", "separate_subsidy_share", "subsidy_overlap", "tariff_subsidy_rate"}
"""Figures that a scenario may leave out and that have no unit."""
CHIP_DEPTH = 3
"""Keys above a chip that a party buys: parties.china.chips."""
SWITCHES = {"true": True, "on": True, "yes": True, "false": False, "off": False, "no": False}
"""What turns a channel on or off."""
LARGEST_TOML = 1 << 20
"""Bytes of a user's file of facts; tomllib takes a second for as many."""
DEEPEST = 20
"""Parts of a key; tomllib's time grows with their square."""
DEEP_KEY = re.compile(rf"""(?<![\w-])(?:(?:"[^"\n]*+"|'[^'\n]*+'|[\w-]++)[ \t]*+\.[ \t]*+){{{DEEPEST}}}(?=["'\w-])""")
COMMAND_LINE = "command-line"
"""Stands where a source id would for a figure that the user set."""


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


def _names(folder: str) -> tuple[str, ...]:
    return tuple(path.removeprefix(f"{folder}/").removesuffix(".toml") for path in TABLES if path.startswith(folder))


def chip_ids() -> tuple[str, ...]:
    """Ids of the shipped chips."""
    return _names("chips")


def process_ids() -> tuple[str, ...]:
    """Ids of the shipped processes."""
    return _names("processes")


def scenario_ids() -> tuple[str, ...]:
    """Names of the shipped scenarios, the one that answers by default first."""
    return tuple(sorted(_names("scenarios"), key=lambda name: name != DEFAULT_SCENARIO))


def shipped(path: str) -> Table:
    """Return one shipped file as it stands, unchecked: the tests have checked it."""
    return _table(TABLES[path])


def shipped_number(file: str, *keys: str) -> Number:
    """Return one shipped figure without the records around it, for answers that need no more."""
    found: object = TABLES[file]
    for key in keys:
        found = _table(found)[key]
    return _number(_table(found))


def _number(table: Table) -> Number:
    """Build a figure from a table that was checked with its file."""
    built: Table = {}
    for name, kind in (("disputed_by", Rival), ("outcomes", Outcome), ("parts", Part)):
        listed = table.get(name)
        if isinstance(listed, list):
            built[name] = [kind(**item) for item in listed]
    if isinstance(cut := table.get("truncate"), dict):
        built["truncate"] = Cut(**cut)
    return Number(**{**table, **built})  # type: ignore[arg-type]  # checked, as the summary says


@cache
def _places() -> dict[str, int]:
    paths = TABLES["places.toml"]["places"]
    return {path: place for place, path in enumerate(paths)} if isinstance(paths, list) else {}


def place_of(path: str) -> int | None:
    """Return the component of the generating vector that is kept for an input, by the path of its figure."""
    return _places().get(path)


def shipped_source(source_id: str) -> tuple[str, ...]:
    """Title, date, publisher, address and kind of a shipped source."""
    table = _table(TABLES["sources.toml"][source_id])
    dated = table.get("published", table["accessed"])
    return tuple(str(item) for item in (table["title"], dated, table["publisher"], table["url"], table["kind"]))


def _table(value: object) -> Table:
    if not isinstance(value, dict):
        message = f"found {value!r}, wanted a table"
        raise DataError(message)
    return value


# Reading files -------------------------------------------------------------------------------------------------------


def fingerprint(path: Path) -> str:
    """SHA-256 of a file, by which `rerun` knows it again.

    Raises
    ------
    DataError
        If it cannot be read.
    """
    import hashlib  # noqa: PLC0415 - only a user's own files have one

    from computegap import files  # noqa: PLC0415 - same

    return hashlib.sha256(files.content(path)).hexdigest()


def read_json(path: Path) -> Table:
    """Content of a JSON file that holds an object.

    Raises
    ------
    DataError
        If it does not.
    """
    import json  # noqa: PLC0415 - only an answer that is read back is JSON

    from computegap import files  # noqa: PLC0415 - only a user's own files are read

    try:
        found = json.loads(files.text(path))
    except (ValueError, RecursionError) as error:
        # A number of more digits than Python reads is a ValueError too.
        message = f"{path}: not JSON: {error}"
    else:
        if isinstance(found, dict):
            return found
        message = f"{path}: found {type(found).__name__}, wanted a JSON object"
    raise DataError(message)


def _read(path: Path) -> Table:
    import tomllib  # noqa: PLC0415 - shipped facts are read from the literal

    from computegap import files  # noqa: PLC0415 - same

    text = files.text(path, LARGEST_TOML)
    if deep := DEEP_KEY.search(text):
        message = f"{path}: found a key of more than {DEEPEST} parts, {deep[0]!r:.60}, wanted a few"
        raise DataError(message)
    try:
        return tomllib.loads(text)
    except RecursionError:
        message = f"{path}: not TOML: nested too deeply"
    except ValueError as error:
        # A number of more digits than Python reads is a ValueError too.
        message = f"{path}: not TOML: {error}"
    raise DataError(message)


def _validated(model: type[R], table: object, file: str) -> R:
    from pydantic import ValidationError  # noqa: PLC0415 - single numbers need no pydantic

    try:
        return model.model_validate(table)
    except ValidationError as error:
        raise DataError(_message(model, error, file)) from None


def _message(model: type[BaseModel], error: ValidationError, file: str) -> str:
    first, *others = error.errors()
    key = ".".join(str(part) for part in first["loc"] if not str(part).startswith(("function-", "[key]")))
    if first["type"] in {"extra_forbidden", "unexpected_keyword_argument"}:
        known = _known_keys(model, first["loc"][:-1])
        told = f"unknown key, wanted one of {', '.join(known)}{nearest(str(first['loc'][-1]), known)}"
    elif first["type"] in {"missing", "missing_argument", "missing_keyword_only_argument"}:
        told = "found nothing, wanted a value: this key is required"
    elif first["type"] == "value_error":
        told = first["msg"].removeprefix("Value error, ")
    else:
        wanted = first["msg"].removeprefix("Input should be ").removeprefix("String should ")
        told = f"found {first['input']!r:.60}, wanted: {wanted}"
    more = f" (and {len(others)} more)" if others else ""
    return f"{file}: {key}: {told}{more}" if key else f"{file}: {told}{more}"


def _known_keys(model: type[BaseModel], location: tuple[int | str, ...]) -> list[str]:
    """Keys that the table at a location may hold, read from the JSON Schema of the whole."""
    schema = model.model_json_schema()
    definitions = schema.get("$defs", {})
    here = schema
    for part in location:
        here = here.get("properties", {}).get(str(part)) or here.get("additionalProperties") or here.get("items") or {}
        for option in here.get("anyOf", ()):
            if option.get("type") != "null":
                here = option
        if "$ref" in here:
            here = definitions[here["$ref"].rpartition("/")[2]]
    return sorted(here.get("properties", ()))


def scenario_text(name: str) -> str:
    """Text of a shipped scenario, comments and all.

    Raises
    ------
    ScenarioError
        If there is no such scenario.
    """
    from importlib import resources  # noqa: PLC0415 - only a copy to edit needs the comments

    if name not in scenario_ids():
        known = scenario_ids()
        message = f"no scenario {name!r}, wanted one of {', '.join(known)}{nearest(name, known)}"
        raise ScenarioError(message)
    return (resources.files("computegap") / "data" / "scenarios" / f"{name}.toml").read_text("utf-8")


def read_party(path: Path) -> tuple[str, Table]:
    """Return a user's party file: the id that it goes by, and its table."""
    return path.stem, _read(path)


# One run's view of everything ----------------------------------------------------------------------------------------


class Library:
    """Facts, as one scenario and its overrides have them."""

    def __init__(
        self, scenario: str = "article", overrides: Iterable[Override] = (), chips_from: Path | None = None
    ) -> None:
        """Open a scenario by name or file, and apply overrides to it and to what it draws on.

        Chips of a table that the user brings go by the names that `chips --from` lists.

        Raises
        ------
        ScenarioError
            If there is no such scenario, or an override does not fit.
        DataError
            If the file holds something that is not a scenario.
        """
        # Files of this run by the name that messages give them; copied before an override changes one.
        self._files: dict[str, Table] = {}
        self._overridden: list[Override] = []
        self.imported: tuple[str, ...] = ()
        """Ids of chips that a user's table brought."""
        self._imported_source: Table = {}
        self.brought: dict[str, str] = {}
        """Fingerprints of the user's own scenario and parties, by the path that was given."""
        self.scenario_id, self._scenario_file = self._open_scenario(scenario)
        if chips_from is not None:
            from computegap.imports import hardware_table  # noqa: PLC0415 - seldom brought

            self.import_chips(hardware_table(chips_from))
            self.brought[str(chips_from)] = fingerprint(chips_from)
        for override in overrides:
            self.set(override)

    def _open_scenario(self, scenario: str) -> tuple[str, str]:
        if f"scenarios/{scenario}.toml" in TABLES:
            return scenario, f"scenarios/{scenario}.toml"
        from pathlib import Path  # noqa: PLC0415 - only a user's own file needs it

        path = Path(scenario)
        # os.path asks without an error where a name is longer than a file's can be.
        if path.suffix != ".toml" and not os.path.exists(path):  # noqa: PTH110 - as the line above says
            known = scenario_ids()
            message = f"no scenario {scenario!r}, wanted {', '.join(known)} or a .toml file{nearest(scenario, known)}"
            raise ScenarioError(message)
        self._files[scenario] = _read(path)
        self.brought[scenario] = fingerprint(path)
        return path.stem, scenario

    @property
    def overrides(self) -> tuple[Override, ...]:
        """What was set, in order."""
        return tuple(self._overridden)

    def table(self, file: str) -> Table:
        """Return a file's content as this run has it."""
        return self._files[file] if file in self._files else TABLES[file]

    def _own(self, file: str) -> Table:
        if file not in self._files:
            import copy  # noqa: PLC0415 - only an override changes a file

            self._files[file] = copy.deepcopy(TABLES[file])
        return self._files[file]

    def party_ids(self) -> tuple[str, ...]:
        """Parties of the scenario."""
        return tuple(_table(self.table(self._scenario_file).get("parties", {})))

    def add_party(self, path: Path) -> str:
        """Take a user's party file in beside the scenario's parties, and return the id it goes by."""
        party_id, table = read_party(path)
        self.brought[str(path)] = fingerprint(path)
        party = _validated(_party_model(), table, str(path))
        self._check_brought(party, party.sources, str(path))
        _table(self._own(self._scenario_file)["parties"])[party_id] = table
        return party_id

    # Records

    def scenario(self) -> Scenario:
        """Return the scenario, checked."""
        from computegap.records.scenario import Scenario  # noqa: PLC0415

        checked = _validated(Scenario, self.table(self._scenario_file), self._scenario_file)
        if self._scenario_file not in TABLES:
            brought = (checked.sources, *(party.sources for party in checked.parties.values()))
            self._check_brought(checked, {k: v for some in brought for k, v in some.items()}, self._scenario_file)
        return checked

    def _check_brought(
        self, record: object, brought: Mapping[str, Source], file: str, named: Iterable[str] = ()
    ) -> None:
        """Check a user's file: every citation holds, and it brings no source along for nothing."""
        cited = check_citations(numbers(record), self.sources(brought), file) | set(named)
        for source_id in brought:
            if source_id not in cited:
                message = f"{file}: sources.{source_id}: found {UNUSED}"
                raise DataError(message)

    def chip(self, chip_id: str) -> Chip:
        """Return a chip, checked.

        Raises
        ------
        UsageError
            If there is no such chip.
        """
        from computegap.records.chip import Chip  # noqa: PLC0415

        # A chip that the user brought goes before a shipped one.
        file = f"chips/{chip_id}.toml"
        if file not in self._files:
            file = f"chips/{find_chip(chip_id, self.imported)}.toml"
        return _validated(Chip, self.table(file), file)

    def import_chips(self, table: HardwareTable) -> None:
        """Take a user's table of chips in beside the shipped ones, each under the id that its name makes."""
        self.imported = tuple(chip.id for chip in table.chips)
        self._imported_source = table.source
        self._files.update({f"chips/{chip.id}.toml": chip.table for chip in table.chips})

    def process(self, process_id: str) -> Process:
        """Return a process, checked."""
        from computegap.records.process import Process  # noqa: PLC0415

        file = f"processes/{process_id}.toml"
        return _validated(Process, self.table(file), file)

    def rules(self) -> Rules:
        """Return rules and measured lags, checked."""
        from computegap.records.rule import Rules  # noqa: PLC0415

        return _validated(Rules, self.table("rules.toml"), "rules.toml")

    def claims(self) -> Claims:
        """Return what sources claim, checked."""
        from computegap.records.claim import Claims  # noqa: PLC0415

        return _validated(Claims, self.table("claims.toml"), "claims.toml")

    def use_claims(self, path: Path) -> None:
        """Take a user's file of claims in the place of the shipped ones.

        Raises
        ------
        DataError
            If it holds something that is not a claim in the accepted form.
        """
        self._files["claims.toml"] = _read(path)
        from computegap.records.claim import Claims  # noqa: PLC0415

        claims = _validated(Claims, self._files["claims.toml"], str(path))
        self._check_brought(claims, claims.sources, str(path), {claim.source for claim in claims.claims.values()})

    def published(self) -> dict[str, PublishedRatio]:
        """Return ratios that others published, checked."""
        from computegap.records.published import Published  # noqa: PLC0415

        return _validated(Published, self.table("published.toml"), "published.toml").ratios

    def cluster(self) -> Cluster:
        """Return what clusters need and do, checked."""
        from computegap.records.cluster import ClusterFile  # noqa: PLC0415

        return _validated(ClusterFile, self.table("cluster.toml"), "cluster.toml").cluster

    def controls(self) -> dict[str, Control]:
        """Return export-control rules by date, checked."""
        from computegap.records.control import Controls  # noqa: PLC0415

        return _validated(Controls, self.table("controls.toml"), "controls.toml").controls

    def sources(self, brought: Mapping[str, Source] | None = None) -> dict[str, Source]:
        """Return sources by id: the shipped ones and those that a user's file brings along."""
        from computegap.records.source import Source  # noqa: PLC0415

        shipped_sources = {
            key: _validated(Source, value, "sources.toml") for key, value in TABLES["sources.toml"].items()
        }
        return {**shipped_sources, **(brought or {})}

    def source(self, source_id: str) -> Source:
        """Return one source by id."""
        from computegap.records.source import Source  # noqa: PLC0415

        if source_id == IMPORTED_TABLE:
            return _validated(Source, self._imported_source, "the imported table")
        for holder in (self.table(self._scenario_file), *self._party_tables(), self.table("claims.toml")):
            brought = _table(holder.get("sources", {}))
            if source_id in brought:
                return _validated(Source, brought[source_id], self._scenario_file)
        return _validated(Source, TABLES["sources.toml"][source_id], "sources.toml")

    def _party_tables(self) -> Iterator[Table]:
        for party in _table(self.table(self._scenario_file).get("parties", {})).values():
            yield _table(party)

    # Paths

    def _locate(self, path: str) -> tuple[str, list[str]]:
        """File that a path leads into, and the keys inside it."""
        first, *rest = path.split(".")
        if first in {"chips", "processes"} and not rest:
            ids = chip_ids() if first == "chips" else process_ids()
            message = f"{path}: wanted one of them, such as {first}.{ids[0]}: {', '.join(ids)}"
            raise UsageError(message)
        if first == "chips" and f"chips/{rest[0]}.toml" in self._files:
            return f"chips/{rest[0]}.toml", rest[1:]
        if first == "chips" and rest:
            return f"chips/{find_chip(rest[0], self.imported)}.toml", rest[1:]
        if first == "processes" and rest and rest[0] in process_ids():
            return f"processes/{rest[0]}.toml", rest[1:]
        if first in ROOTS:
            file, key = ROOTS[first]
            return file, [key, *rest]
        parties = _table(self.table(self._scenario_file).get("parties", {}))
        if first in parties:
            return self._scenario_file, ["parties", first, *rest]
        if first == "assumptions":
            return self._scenario_file, [first, *rest]
        known = [
            *parties,
            "assumptions",
            "chips",
            "processes",
            "rules",
            "measured_lags",
            "claims",
            "controls",
            "published",
            "cluster",
        ]
        message = f"{path}: no {first!r}, wanted one of {', '.join(known)}{nearest(first, known)}"
        raise UsageError(message)

    def find(self, path: str) -> dict[str, Number]:
        """Return the figures at or below a path, by their full paths.

        Raises
        ------
        UsageError
            If the path leads nowhere; says what stands at the last place that exists.
        """
        file, keys = self._locate(path)
        found = self.table(file)
        for key in keys:
            known = [name for name, value in found.items() if isinstance(value, dict)]
            if key not in known:
                message = f"{path}: no {key!r}, wanted one of {', '.join(known)}{nearest(key, known)}"
                raise UsageError(message)
            found = _table(found[key])
        return {name: _number(table) for name, table in _number_tables(found, path)}

    def set(self, override: Override) -> None:
        """Replace the figures at a path by what the user believes.

        Raises
        ------
        ScenarioError
            If the path or the value does not fit; leaves no answer to be had from this library.
        """
        said = f"--set {override.path}={override.value}"
        switch = SWITCHES.get(override.value.casefold())
        try:
            written = figure(override.value) if switch is None else None
            file, keys = self._locate(override.path)
        except UsageError as error:
            message = f"{said}: {error}"
            raise ScenarioError(message) from None
        if not keys:
            message = f"{said}: wanted the path of a figure, such as china.process.yield"
            raise ScenarioError(message)
        holder = self._holder(file, keys, said)
        if written is not None:
            _set_figure(holder, keys[-1], written, override.path, said)
        elif isinstance(holder.get(keys[-1]), dict):
            message = f"{said}: {override.path} is no switch, wanted a figure"
            raise ScenarioError(message)
        else:
            holder[keys[-1]] = switch
        self._check_override(file, said)
        self._overridden.append(override)

    def _holder(self, file: str, keys: list[str], said: str) -> Table:
        """Return the table that holds the last key of a path, opened where the path names a chip not bought yet."""
        holder = self._own(file)
        for depth, key in enumerate(keys[:-1]):
            known = [name for name, value in holder.items() if isinstance(value, dict)]
            above = keys[:depth]
            if key == "growth" and above[:1] == ["parties"] and len(above) == PARTY_DEPTH:
                holder.setdefault(key, {})
            elif key not in known and above[:1] == ["parties"] and above[2:3] == ["chips"]:
                if len(above) == CHIP_DEPTH:
                    try:
                        find_chip(key, self.imported)
                    except UsageError as error:
                        message = f"{said}: {error}"
                        raise ScenarioError(message) from None
                    holder[key] = {}
                elif key == "compute_share":
                    holder[key] = {}
            if key not in holder:
                message = f"{said}: no {key!r}, wanted one of {', '.join(known)}{nearest(key, known)}"
                raise ScenarioError(message)
            holder = _table(holder[key])
        return holder

    def _check_override(self, file: str, said: str) -> None:
        from computegap.records.chip import Chip  # noqa: PLC0415
        from computegap.records.cluster import ClusterFile  # noqa: PLC0415
        from computegap.records.rule import Rules  # noqa: PLC0415
        from computegap.records.scenario import Scenario  # noqa: PLC0415

        model: type[BaseModel] = Scenario
        if file.startswith("chips/"):
            model = Chip
        elif file == "rules.toml":
            model = Rules
        elif file == "cluster.toml":
            model = ClusterFile
        elif file != self._scenario_file:
            message = f"{said}: only figures of a scenario, a chip, a rule or clusters can be set"
            raise ScenarioError(message)
        try:
            _validated(model, self.table(file), file)
        except DataError as error:
            message = f"{said}: {str(error).removeprefix(f'{file}: ')}"
            raise ScenarioError(message) from None


def _party_model() -> type[Party]:
    from computegap.records.party import Party  # noqa: PLC0415

    return Party


def _is_number(value: object) -> bool:
    return isinstance(value, dict) and "interval" in value and "unit" in value


def _set_figure(holder: Table, last: str, written: Written, path: str, said: str) -> None:
    """Put what the user wrote in the place of the last key of a path."""
    old = holder.get(last)
    if isinstance(old, dict) and not _is_number(old) and all(_is_number(item) for item in old.values()):
        # Dated figures: the user states one for whichever year is asked.
        for year in old:
            old[year] = _user_number(written, _table(old[year]), said)
    elif isinstance(old, dict) and not _is_number(old):
        message = f"{said}: {path} is a group, wanted one of its figures: {', '.join(old)}"
        raise ScenarioError(message)
    elif old is not None and not isinstance(old, dict):
        message = f"{said}: {path} is {old!r}, wanted the path of a figure"
        raise ScenarioError(message)
    else:
        sibling = next((item for item in holder.values() if _is_number(item)), None) if last.isdigit() else None
        if ".compute_share." in path or ".growth." in path or last in PLAIN:
            sibling = {"unit": "1"}
        if old is None and sibling is None and written.unit is None:
            known = [name for name, value in holder.items() if isinstance(value, dict)]
            message = (
                f"{said}: no {last!r}, wanted one of {', '.join(known)}{nearest(last, known)}, "
                f"or a unit with it to add it: '{said.removeprefix('--set ')} UNIT', in USD, TB/s, ... or 1"
            )
            raise ScenarioError(message)
        holder[last] = _user_number(written, _table(old or sibling or {}), said)


def _user_number(written: Written, old: Table, said: str) -> Table:
    from datetime import date  # noqa: PLC0415 - only an override needs it

    unit = written.unit or str(old["unit"])
    bases = {UNITS[unit].base, UNITS[str(old["unit"])].base} if old else set()
    if len(bases) > 1 and not (bases == COUNTS and ".counted." in said):
        message = f"{said}: found unit {unit!r}, wanted one that measures the same as {old['unit']!r}"
        raise ScenarioError(message)
    if written.unit is None and written.high >= greatest(unit):
        message = f"{said}: {mistaken(unit)}"
        raise ScenarioError(message)
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
        "note": f"set by the user: {said}",
        "as_of": old.get("as_of", date.min),
    }


def _number_tables(table: Table, path: str) -> Iterator[tuple[str, Table]]:
    if _is_number(table):
        yield path, table
        return
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _number_tables(value, f"{path}.{key}")


def find_chip(name: str, brought: Iterable[str] = ()) -> str:
    """Id of a chip from its id or one of its other names; a chip that the user brought goes by its id alone.

    Raises
    ------
    UsageError
        If no chip goes by that name; suggests the nearest.
    """
    wanted = name.casefold().replace("_", "-").replace(" ", "-")
    names = {chip_id: chip_id for chip_id in chip_ids()}
    for chip_id in chip_ids():
        aliases = TABLES[f"chips/{chip_id}.toml"].get("aliases", [])
        names.update(dict.fromkeys(aliases if isinstance(aliases, list) else [], chip_id))
    names.update({chip_id: chip_id for chip_id in brought})
    if wanted not in names:
        message = f"no chip {name!r}{nearest(wanted, names) or '; computegap chips lists them'}"
        raise UsageError(message)
    return names[wanted]


# Citations -----------------------------------------------------------------------------------------------------------


def numbers(record: object, path: str = "") -> Iterator[tuple[str, Number]]:
    """Yield every figure in a record with its dotted path."""
    if isinstance(record, Number):
        yield path, record
    elif isinstance(record, dict):
        for key, value in record.items():
            yield from numbers(value, f"{path}.{key}" if path else str(key))
    elif isinstance(record, list):
        for index, value in enumerate(record):
            yield from numbers(value, f"{path}.{index}")
    else:
        fields = getattr(type(record), "model_fields", {})
        for name, field in fields.items():
            key = field.alias or name
            yield from numbers(getattr(record, name), f"{path}.{key}" if path else key)


def check_citations(figures: Iterable[tuple[str, Number]], sources: Mapping[str, Source], file: str) -> set[str]:
    """Check that every figure cites a source that exists and was read no earlier than the figure is from.

    Returns
    -------
    cited : set of str
        Ids of the sources that the figures cite.

    Raises
    ------
    DataError
        If one does not.
    """
    cited: set[str] = set()
    for path, number in figures:
        for source_id in (number.source, *(rival.source for rival in number.disputed_by)):
            if source_id == COMMAND_LINE:
                continue
            if source_id not in sources:
                message = (
                    f"{file}: {path}.source: found {source_id!r}, "
                    f"wanted the id of a source{nearest(source_id, sources)}"
                )
                raise DataError(message)
            cited.add(source_id)
        if number.source in sources and sources[number.source].kind == "note" and number.confidence is None:
            message = (
                f'{file}: {path}.confidence: found none, wanted "weak", '
                f"because {number.source} is a note that stands alone"
            )
            raise DataError(message)
        if number.source in sources and number.as_of > sources[number.source].accessed:
            message = (
                f"{file}: {path}.as_of: found {number.as_of}, wanted no later than {sources[number.source].accessed}, "
                f"when {number.source} was accessed"
            )
            raise DataError(message)
    return cited


def check_shipped() -> dict[str, list[str]]:
    """Check every shipped file, and return the paths of the figures that cite each source.

    Raises
    ------
    DataError
        If a file holds something that is not a fact in the accepted form, or a source that nobody cites.
    """
    library = Library()
    sources = library.sources()
    uses: dict[str, list[str]] = {source_id: [] for source_id in sources}
    for root, record in _shipped_records(library):
        figures = list(numbers(record, root))
        check_citations(figures, sources, root)
        for path, number in figures:
            for source_id in {number.source, *(rival.source for rival in number.disputed_by)}:
                uses[source_id].append(path)
    for claim_id, claim in library.claims().claims.items():
        if claim.source not in sources:
            message = f"claims.toml: claims.{claim_id}.source: found {claim.source!r}, wanted the id of a source"
            raise DataError(message)
        if not claim.figures:
            uses[claim.source].append(f"claims.{claim_id}")
    for source_id, paths in uses.items():
        if not paths:
            message = f"sources.toml: {source_id}: found {UNUSED}"
            raise DataError(message)
    return uses


def _shipped_records(library: Library) -> Iterator[tuple[str, object]]:
    """Every shipped record with the path that its figures go by."""
    yield from ((f"chips.{name}", library.chip(name)) for name in chip_ids())
    yield from ((f"processes.{name}", library.process(name)) for name in process_ids())
    for name in scenario_ids():
        scenario = Library(name).scenario()
        prefix = "" if name == "article" else f"{name}:"
        yield f"{prefix}assumptions", scenario.assumptions
        yield from ((f"{prefix}{party}", record) for party, record in scenario.parties.items())
    rules = library.rules()
    yield "rules", rules.rules
    yield "measured_lags", rules.measured_lags
    yield "claims", library.claims().claims
    yield "claims.tolerance", library.claims().tolerance
    yield "controls", library.controls()
    yield "published", library.published()
    yield "cluster", library.cluster()
