"""Where figures are from."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from computegap.errors import DataError
from computegap.library.overrides import Override
from computegap.studies.compare import compare
from computegap.studies.provenance import check_scenario, scenario_schema, show

SMALL = Path(__file__).parents[1] / "good_data" / "small.toml"
COUNTED = """
[parties.there.counted.own]
title = "Its own"
chip = "CHIP"
channel = "domestic"
added.2025 = { value = 9, unit = "1", interval = "exact", basis = "judged", source = "computegap-judgement", \
note = "a test", as_of = 2026-11-24 }
"""


@pytest.mark.parametrize("path", ["us", "china", "assumptions", "chips.h20", "rules", "processes.tsmc-5nm", "claims"])
def test_every_figure_has_its_source_told(path: str) -> None:
    for figure in show(path).numbers:
        assert figure.citation is not None
        assert figure.citation.id == figure.source
        assert figure.citation.title
        assert figure.citation.url


@pytest.mark.parametrize(
    ("path", "value"),
    [("us.capex.2025", "300"), pytest.param("chips.h20.peak.fp4", "300 TOP/s", id="a figure that nobody had stated")],
)
def test_what_was_set_has_neither_source_nor_date(path: str, value: str) -> None:
    (figure,) = show(path, overrides=[Override(path, value)]).numbers
    assert (figure.value, figure.source, figure.citation, figure.as_of) == (300, "command-line", None, "")
    assert figure.note == f"set by the user: --set {path}={value}"


def test_an_answer_dates_what_a_file_states_and_nothing_that_was_set() -> None:
    asked = ["china.capex us.capex 0.5"]
    answer = compare("us", "china", samples=100, overrides=[Override("us.capex", "300..400")], correlations=asked)
    dates = {used.path: used.as_of for used in answer.inputs if used.source != "command-line"}
    assert {used.as_of for used in answer.inputs if used.path not in dates} == {""}
    assert "2020" <= min(dates.values()) < max(dates.values()) < "2027"


def checked(folder: Path, text: str) -> str:
    """What there is to say against a scenario; nothing, where it holds."""
    file = folder / "mine.toml"
    file.write_text(text, "utf-8")
    try:
        (summary,) = check_scenario(file).scenarios
    except DataError as error:
        return str(error).removeprefix(f"{file}: ")
    assert (summary.id, summary.parties) == ("mine", ("here", "there"))
    return ""


def test_a_scenario_holds_where_every_chip_and_rule_that_it_names_exists(tmp_path: Path) -> None:
    small = SMALL.read_text("utf-8")
    assert checked(tmp_path, small + COUNTED.replace("CHIP", "h20")) == ""
    told = checked(tmp_path, small.replace("[parties.there.chips.h100]", "[parties.there.chips.h10]"))
    assert told.startswith("parties.there.chips.h10: no chip 'h10'; did you mean h100?")
    told = checked(tmp_path, small + COUNTED.replace("CHIP", "h2"))
    assert told.startswith("parties.there.counted.own.chip: no chip 'h2'; did you mean h20?")
    told = checked(tmp_path, small.replace('rule = "article"', 'rule = "articel"'))
    assert told.startswith("rule: found 'articel', wanted one of article, ")
    assert told.endswith("; did you mean article?")


def test_a_party_file_is_checked_as_a_party(tmp_path: Path) -> None:
    party = SMALL.with_name("party.toml").read_text("utf-8")
    file = tmp_path / "mine.toml"

    def refused(text: str) -> str:
        file.write_text(text, "utf-8")
        with pytest.raises(DataError) as told:
            check_scenario(file)
        return str(told.value).removeprefix(f"{file}: ")

    file.write_text(party, "utf-8")
    (summary,) = check_scenario(file).scenarios
    assert (summary.id, summary.title, summary.parties) == ("mine", "Elsewhere, a party to name as a side", ("mine",))
    assert refused(party.replace("[chips.h100]", "[chips.h10]")).startswith("chips.h10: no chip 'h10'; did you mean ")
    assert refused(party.replace("\nsubsidy.", "\nsubsidi.")).startswith("subsidi: unknown key, wanted one of ")
    assert refused(party.replace('source = "own-survey"', 'source = "survey"')).startswith("capex.2025.source: found ")
    assert refused('name = "both"\nparties = {}\n').startswith("title: found nothing")


def test_a_scenario_that_is_not_there_is_told(tmp_path: Path) -> None:
    file = tmp_path / "none.toml"
    with pytest.raises(DataError) as told:
        check_scenario(file)
    assert str(told.value) == f"{file}: no such file"


def test_the_schema_has_the_keys_of_files() -> None:
    """Python keeps some of their names for itself: a yield, for one."""
    text = json.dumps(scenario_schema())
    assert '"yield":' in text
    assert '"yield_":' not in text
