"""Every answer is as its JSON Schema in the documentation says."""

from __future__ import annotations

import json
import sys
from importlib import import_module
from pathlib import Path

import jsonschema
import pytest

from computegap.cli import main

DOCS = Path(__file__).parents[1] / "docs"
FEW = ("--samples", "256")
COMMANDS = [
    ("compare", "us", "china", *FEW),
    ("compare", "us", "china", "--scenario", "evidence", "--route", "counted", *FEW),
    ("compare", "us", "china", "--case", "more: china.capex=150 bn USD", "--diff", *FEW),
    ("forecast", "us", "china", "--to", "2027", *FEW),
    ("cost", "--yield", "0.7..0.8", "--chip", "h100", "--subsidy", "30%"),
    ("cost", "--die-area", "814", "--defect-density", "0.1"),
    ("gap", "100", "50"),
    ("chips",),
    ("cluster", "kunlun-p800", "--count", "30000"),
    ("control", "h20", "p800"),
    ("audit",),
    ("validate", *FEW),
    ("show", "china"),
    ("sources",),
    ("scenario", "list"),
    ("explain", "performance_gap", "us", "china", *FEW),
    ("sensitivity", "us", "china", *FEW),
    ("solve", "us", "china", "--target", "performance_gap=20%", "--vary", "china.capex", *FEW),
]


def documented() -> dict[str, dict[str, object]]:
    sys.path.insert(0, str(DOCS))
    # The folder of the documentation is no package.
    found: dict[str, dict[str, object]] = dict(import_module("schemas").schemas())
    return found


SCHEMAS = documented()


def validate(argv: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    """Hold a command's answer to the schema that it names."""
    assert main([*argv, "--format", "json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    name = answer[0]["schema"] if isinstance(answer, list) else answer["schema"]
    jsonschema.validate(answer, SCHEMAS[name], cls=jsonschema.Draft202012Validator)


def test_answers_from_other_peoples_files_are_as_their_schemas_say(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = tmp_path / "chips.csv"
    table.write_text(
        "Hardware name,Manufacturer,FP8 performance (FLOP/s),TDP (W),Colour\n"
        "H100 SXM5,NVIDIA,2e15,650,grey\nNew Chip,Someone,1e15,500,\n,,1,1,\n",
        "utf-8",
    )
    for argv in (
        ("chips", "--from", str(table)),
        ("chips", "--from", str(table), "--diff"),
        ("compare", "us=Big", "china=China", "--counts", str(DOCS / "data" / "owners.csv")),
    ):
        validate(argv, capsys)


@pytest.mark.parametrize("argv", COMMANDS, ids=" ".join)
def test_an_answer_is_as_its_schema_says(argv: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    validate(argv, capsys)


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_key_is_described(name: str) -> None:
    """A schema that refers to nothing unknown, and that an empty answer does not fit."""
    jsonschema.Draft202012Validator.check_schema(SCHEMAS[name])
    assert "{}" not in json.dumps(SCHEMAS[name]["$defs"]).replace('"additionalProperties": {}', "")
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({}, SCHEMAS[name], cls=jsonschema.Draft202012Validator)
