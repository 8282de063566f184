"""One run's view of the facts: a scenario and what it draws on, what the user brings, and what `--set` changes."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from computegap.data.literal import TABLES
from computegap.errors import DataError, ScenarioError, UsageError, nearest
from computegap.library.citations import UNUSED, check_citations, numbers
from computegap.library.overrides import BOOLEANS, SWITCHES, Override, read_figure, set_figure
from computegap.library.reading import fingerprint, is_party, read_party, read_toml, validated
from computegap.library.shipped import DEFAULT_SCENARIO, chip_ids, find_chip, process_file, process_ids, scenario_ids
from computegap.library.tables import as_number, as_table, number_tables

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from pydantic import BaseModel

    from computegap.imports import HardwareTable
    from computegap.library.tables import Table
    from computegap.records.chip import Chip
    from computegap.records.claim import Claims
    from computegap.records.cluster import Cluster
    from computegap.records.control import Control
    from computegap.records.number import Number
    from computegap.records.process import Process
    from computegap.records.published import PublishedRatio
    from computegap.records.rule import Rules
    from computegap.records.scenario import Scenario
    from computegap.records.source import Source

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
CHIP_DEPTH = 3
"""Keys above a chip that a party buys: parties.china.chips."""


def _may_be_left_out(keys: list[str]) -> bool:
    """Whether keys lead to figures of a party that need not be there, so that the first one set opens their table."""
    match keys:
        case ["parties", _, "growth"] | ["parties", _, "counted", _, "stock" | "added"]:
            return True
        case _:
            return False


class Library:
    """Facts, as one scenario and its overrides have them."""

    def __init__(
        self, scenario: str = DEFAULT_SCENARIO, overrides: Iterable[Override] = (), chips_from: Path | str | None = None
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
            from pathlib import Path  # noqa: PLC0415 - seldom brought

            from computegap.imports import hardware_table  # noqa: PLC0415 - same

            table = Path(chips_from)
            self.import_chips(hardware_table(table))
            self.brought[str(chips_from)] = fingerprint(table)
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
        # A file of the user's own may well be called as one of ours, or as one for a chip that a table brings.
        file = f"./{scenario}" if scenario in TABLES or scenario.startswith("chips/") else scenario
        found = read_toml(path)
        if is_party(found):
            message = f"{path}: is a party file, wanted a scenario: a party is named as a side, as in compare us {path}"
            raise DataError(message)
        self._files[file] = found
        self.brought[scenario] = fingerprint(path)
        return path.stem, file

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
        return tuple(as_table(self.table(self._scenario_file).get("parties", {})))

    def add_party(self, path: Path) -> str:
        """Take a user's party file in beside the scenario's parties, and return the id it goes by."""
        from computegap.records.party import Party  # noqa: PLC0415 - seldom brought

        party_id, table = read_party(path)
        self.brought[str(path)] = fingerprint(path)
        party = validated(Party, table, str(path))
        self._check_brought(party, party.sources, str(path))
        as_table(self._own(self._scenario_file)["parties"])[party_id] = table
        return party_id

    # Records

    def scenario(self) -> Scenario:
        """Return the scenario, checked."""
        from computegap.records.scenario import Scenario  # noqa: PLC0415

        checked = validated(Scenario, self.table(self._scenario_file), self._scenario_file)
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

        file = f"chips/{find_chip(chip_id, self.imported)}.toml"
        return validated(Chip, self.table(file), file)

    def import_chips(self, table: HardwareTable) -> None:
        """Take a user's table of chips in beside the shipped ones, each under the id that its name makes."""
        self.imported = tuple(chip.id for chip in table.chips)
        self._imported_source = table.source
        self._files.update({f"chips/{chip.id}.toml": chip.table for chip in table.chips})

    def process(self, process_id: str) -> Process:
        """Return a process, checked."""
        from computegap.records.process import Process  # noqa: PLC0415

        file = f"processes/{process_id}.toml"
        return validated(Process, self.table(file), file)

    def rules(self) -> Rules:
        """Return rules and measured lags, checked."""
        from computegap.records.rule import Rules  # noqa: PLC0415

        return validated(Rules, self.table("rules.toml"), "rules.toml")

    def claims(self) -> Claims:
        """Return what sources claim, checked."""
        from computegap.records.claim import Claims  # noqa: PLC0415

        return validated(Claims, self.table("claims.toml"), "claims.toml")

    def use_claims(self, path: Path) -> None:
        """Take a user's file of claims in the place of the shipped ones.

        Raises
        ------
        DataError
            If it holds something that is not a claim in the accepted form.
        """
        self._files["claims.toml"] = read_toml(path)
        from computegap.records.claim import Claims  # noqa: PLC0415

        claims = validated(Claims, self._files["claims.toml"], str(path))
        self._check_brought(claims, claims.sources, str(path), {claim.source for claim in claims.claims.values()})

    def published(self) -> dict[str, PublishedRatio]:
        """Return ratios that others published, checked."""
        from computegap.records.published import Published  # noqa: PLC0415

        return validated(Published, self.table("published.toml"), "published.toml").ratios

    def cluster(self) -> Cluster:
        """Return what clusters need and do, checked."""
        from computegap.records.cluster import ClusterFile  # noqa: PLC0415

        return validated(ClusterFile, self.table("cluster.toml"), "cluster.toml").cluster

    def controls(self) -> dict[str, Control]:
        """Return export-control rules by date, checked."""
        from computegap.records.control import Controls  # noqa: PLC0415

        return validated(Controls, self.table("controls.toml"), "controls.toml").controls

    def sources(self, brought: Mapping[str, Source] | None = None) -> dict[str, Source]:
        """Return sources by id: the shipped ones and those that a user's file brings along."""
        from computegap.records.source import Source  # noqa: PLC0415

        shipped_sources = {
            key: validated(Source, value, "sources.toml") for key, value in TABLES["sources.toml"].items()
        }
        return {**shipped_sources, **(brought or {})}

    def source(self, source_id: str) -> Source:
        """Return one source by id."""
        from computegap.records.source import Source  # noqa: PLC0415

        if source_id == IMPORTED_TABLE:
            return validated(Source, self._imported_source, "the imported table")
        for holder in (self.table(self._scenario_file), *self._party_tables(), self.table("claims.toml")):
            brought = as_table(holder.get("sources", {}))
            if source_id in brought:
                return validated(Source, brought[source_id], self._scenario_file)
        return validated(Source, TABLES["sources.toml"][source_id], "sources.toml")

    def _party_tables(self) -> Iterator[Table]:
        for party in as_table(self.table(self._scenario_file).get("parties", {})).values():
            yield as_table(party)

    # Paths

    def _locate(self, path: str) -> tuple[str, list[str]]:
        """File that a path leads into, and the keys inside it."""
        first, *rest = path.split(".")
        if first in {"chips", "processes"} and not rest:
            ids = chip_ids() if first == "chips" else process_ids()
            message = f"{path}: wanted one of them, such as {first}.{ids[0]}: {', '.join(ids)}"
            raise UsageError(message)
        if first == "chips":
            return f"chips/{find_chip(rest[0], self.imported)}.toml", rest[1:]
        if first == "processes":
            return process_file(rest[0]), rest[1:]
        if first in ROOTS:
            file, key = ROOTS[first]
            return file, [key, *rest]
        parties = as_table(self.table(self._scenario_file).get("parties", {}))
        if first in parties:
            return self._scenario_file, ["parties", first, *rest]
        if first == "assumptions":
            return self._scenario_file, [first, *rest]
        known = [*parties, "assumptions", "chips", "processes", *ROOTS]
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
            found = as_table(found[key])
        return {name: as_number(table) for name, table in number_tables(found, path)}

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
            file, keys = self._locate(override.path)
            is_figure = switch is None and BOOLEANS.isdisjoint(keys[-1:])
            written = read_figure(override.path, override.value) if is_figure else None
        except UsageError as error:
            message = f"{said}: {error}"
            raise ScenarioError(message) from None
        if not keys:
            message = f"{said}: wanted the path of a figure, such as china.process.yield"
            raise ScenarioError(message)
        holder = self._holder(file, keys, said)
        if written is not None:
            set_figure(holder, keys[-1], written, override.path, said)
        elif isinstance(holder.get(keys[-1]), dict):
            message = f"{said}: {override.path} is no switch, wanted a figure"
            raise ScenarioError(message)
        elif switch is None:
            message = f"{said}: {override.path} is a switch, wanted true, on or yes, or false, off or no"
            raise ScenarioError(message)
        else:
            holder[keys[-1]] = switch
        self._check_override(file, said)
        self._overridden.append(override)

    def _holder(self, file: str, keys: list[str], said: str) -> Table:
        """Return the table that holds the last key of a path, opened where the path names what was left out."""
        holder = self._own(file)
        if file.startswith("chips/") and keys[1:]:
            holder.setdefault("peak", {})
        for depth, key in enumerate(keys[:-1]):
            known = [name for name, value in holder.items() if isinstance(value, dict)]
            above = keys[:depth]
            if _may_be_left_out([*above, key]):
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
            holder = as_table(holder[key])
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
            validated(model, self.table(file), file)
        except DataError as error:
            message = f"{said}: {str(error).removeprefix(f'{file}: ')}"
            raise ScenarioError(message) from None
