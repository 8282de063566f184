"""Survivors of the mutants: the list says why each may live, and of lines that are there."""

from __future__ import annotations

import tomllib
from pathlib import Path

import computegap

PACKAGE = Path(computegap.__file__).parent
LIST = Path(__file__).parents[1] / "mutants" / "survivors.toml"
SURVIVORS = tomllib.loads(LIST.read_text("utf-8"))["survivors"]


def test_every_survivor_has_a_reason_and_a_line_that_is_there() -> None:
    for survivor in SURVIVORS:
        source = " ".join((PACKAGE / survivor["module"]).read_text("utf-8").split())
        assert survivor["line"] in source, survivor
        assert survivor["becomes"], survivor
        assert len(survivor["reason"].split()) >= 3, survivor


def test_no_survivor_is_listed_twice() -> None:
    keys = [
        (survivor["module"], survivor["function"], survivor["line"], after)
        for survivor in SURVIVORS
        for after in survivor["becomes"]
    ]
    assert len(keys) == len(set(keys))
