"""A user's own files of facts: read, held to the records, and refused in words that name the key."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar

from computegap.errors import DataError, nearest

if TYPE_CHECKING:
    from pathlib import Path

    from pydantic import BaseModel, ValidationError

    from computegap.library.tables import Table

LARGEST_TOML = 1 << 20
"""Bytes of a user's file of facts; tomllib takes a second for as many."""
DEEPEST = 20
"""Parts of a key; tomllib's time grows with their square."""
DEEP_KEY = re.compile(rf"""(?<![\w-])(?:(?:"[^"\n]*+"|'[^'\n]*+'|[\w-]++)[ \t]*+\.[ \t]*+){{{DEEPEST}}}(?=["'\w-])""")
R = TypeVar("R", bound="BaseModel")


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


def read_toml(path: Path) -> Table:
    """Content of a TOML file, within limits that keep a reader from being held up.

    Raises
    ------
    DataError
        If it cannot be read, is larger or deeper than facts are, or is no TOML.
    """
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


def is_party(table: Table) -> bool:
    """Whether a file holds a party, which has a name, and not a scenario, which has a title and parties."""
    return "name" in table and table.keys().isdisjoint({"title", "parties"})


def read_party(path: Path) -> tuple[str, Table]:
    """Return a user's party file: the id that it goes by, and its table.

    Raises
    ------
    DataError
        If it cannot be read, or its name has a dot before the ending: paths of figures are split at dots.
    """
    if "." in path.stem:
        message = (
            f"{path}: goes by {path.stem!r}, wanted a name without dots, such as {path.stem.replace('.', '-')}.toml"
        )
        raise DataError(message)
    return path.stem, read_toml(path)


def validated(model: type[R], table: object, file: str) -> R:
    """Return a file's table as the record that it should be.

    Raises
    ------
    DataError
        If it is not; names the file and the key, what was found and what is wanted.
    """
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
    # A named tuple's fields stand by their place, with nothing but a title to tell them apart.
    fields = [item["title"].lower().replace(" ", "_") for item in here.get("prefixItems", ())]
    return sorted(here.get("properties", fields))
