"""The facts that come with the program, as they stand: the tests have checked them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from computegap.data.literal import TABLES
from computegap.errors import ScenarioError, UsageError, nearest
from computegap.library.tables import as_number, as_table

if TYPE_CHECKING:
    from collections.abc import Collection

    from computegap.library.tables import Table
    from computegap.records.number import Number

DEFAULT_SCENARIO = "article"


def _names(folder: str) -> tuple[str, ...]:
    return tuple(path.removeprefix(f"{folder}/").removesuffix(".toml") for path in TABLES if path.startswith(folder))


def chip_ids() -> tuple[str, ...]:
    """Ids of the shipped chips."""
    return _names("chips")


def process_ids() -> tuple[str, ...]:
    """Ids of the shipped processes."""
    return _names("processes")


def process_file(name: str) -> str:
    """Name of the file of a shipped process.

    Raises
    ------
    UsageError
        If there is no such process; suggests the nearest.
    """
    known = process_ids()
    if name not in known:
        message = f"no process {name!r}, wanted one of {', '.join(known)}{nearest(name, known)}"
        raise UsageError(message)
    return f"processes/{name}.toml"


def scenario_ids() -> tuple[str, ...]:
    """Names of the shipped scenarios, the one that answers by default first."""
    return tuple(sorted(_names("scenarios"), key=lambda name: name != DEFAULT_SCENARIO))


def find_chip(name: str, brought: Collection[str] | None = None) -> str:
    """Id of a chip from its id or one of its other names; a chip that the user brought goes by its id alone.

    `brought` is none where a user can bring no chips, and empty where they have not.

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
    names.update({chip_id: chip_id for chip_id in brought or ()})
    if wanted not in names:
        others = "" if brought is None or brought else " (--chips-from brings others)"
        message = f"no chip {name!r}{nearest(wanted, names) or '; computegap chips lists them'}{others}"
        raise UsageError(message)
    return names[wanted]


def shipped(path: str) -> Table:
    """Return one shipped file as it stands, unchecked: the tests have checked it."""
    return as_table(TABLES[path])


def shipped_number(file: str, *keys: str) -> Number:
    """Return one shipped figure without the records around it, for answers that need no more."""
    found: object = TABLES[file]
    for key in keys:
        found = as_table(found)[key]
    return as_number(as_table(found))


@cache
def _places() -> dict[str, int]:
    paths = TABLES["places.toml"]["places"]
    return {path: place for place, path in enumerate(paths)} if isinstance(paths, list) else {}


def place_of(path: str) -> int | None:
    """Return the component of the generating vector that is kept for an input, by the path of its figure."""
    return _places().get(path)


def shipped_source(source_id: str) -> tuple[str, ...]:
    """Title, date, publisher, address and kind of a shipped source."""
    table = as_table(TABLES["sources.toml"][source_id])
    dated = table.get("published", table["accessed"])
    return tuple(str(item) for item in (table["title"], dated, table["publisher"], table["url"], table["kind"]))


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
