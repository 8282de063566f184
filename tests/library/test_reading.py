"""What a user's own file must be, to be read at all."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from computegap.errors import DataError
from computegap.library.reading import fingerprint, read_json, read_party, read_toml

if TYPE_CHECKING:
    from pathlib import Path

    from computegap.library.tables import Table


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "not JSON: Expecting value"),
        ('{"a": ', "not JSON: Expecting value"),
        ("[" * 100_000, "not JSON: "),
        ('{"a": ' + "1" * 5000 + "}", "not JSON: Exceeds the limit"),
        ("[1]", "found list, wanted a JSON object"),
        ('"text"', "found str, wanted a JSON object"),
    ],
    ids=["empty", "broken", "deep", "long number", "list", "text"],
)
def test_what_is_no_json_object_is_told(text: str, told: str, tmp_path: Path) -> None:
    file = tmp_path / "answer.json"
    file.write_text(text, "utf-8")
    with pytest.raises(DataError) as refused:
        read_json(file)
    assert str(refused.value).startswith(f"{file}: {told}")


@pytest.mark.parametrize(
    "text", ["a = ", "a = " + "[" * 100_000, "a = " + "1" * 5000], ids=["broken", "deep", "long number"]
)
def test_what_is_no_toml_is_told(text: str, tmp_path: Path) -> None:
    file = tmp_path / "facts.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(DataError) as refused:
        read_toml(file)
    assert str(refused.value).startswith(f"{file}: not TOML: ")


def test_what_is_read_is_what_stands_there(tmp_path: Path) -> None:
    file = tmp_path / "some.json"
    file.write_text('{"a": {"b": 1}}', "utf-8")
    wanted: Table = {"a": {"b": 1}}
    assert read_json(file) == wanted
    file.write_text("a.b = 1", "utf-8")
    assert read_toml(file) == wanted


def test_a_file_is_known_again_by_its_sha_256(tmp_path: Path) -> None:
    file = tmp_path / "abc"
    file.write_text("abc", "utf-8")
    assert fingerprint(file) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_a_party_goes_by_its_files_name_which_has_no_dot(tmp_path: Path) -> None:
    """Paths of its figures are split at dots."""
    for name in ("my-party.toml", "my.party.toml"):
        (tmp_path / name).write_text('name = "Mine"\n', "utf-8")
    assert read_party(tmp_path / "my-party.toml") == ("my-party", {"name": "Mine"})
    told = f"{tmp_path / 'my.party.toml'}: goes by 'my.party', wanted a name without dots, such as my-party.toml"
    with pytest.raises(DataError, match=re.escape(told)):
        read_party(tmp_path / "my.party.toml")
