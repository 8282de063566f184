"""Every kind of broken file is refused with one line that says where, what was found and what is wanted."""

from __future__ import annotations

from pathlib import Path

import pytest

from computegap.cli import main
from computegap.data.literal import TABLES
from computegap.errors import DataError
from computegap.library.check import check_shipped

BAD = sorted(Path(__file__).with_name("bad_data").glob("*.toml"))
GOOD = Path(__file__).with_name("good_data")


@pytest.mark.parametrize("file", BAD, ids=lambda file: file.stem)
def test_refused_with_the_line_that_the_file_promises(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    promised = file.read_text("utf-8").partition("\n")[0].removeprefix("# refused: ").replace("FILE", str(file))
    assert main(["scenario", "check", str(file)]) == 3
    out, err = capsys.readouterr()
    assert out == ""
    assert err == f"computegap: {promised}\n"


def test_the_file_they_were_broken_from_is_good() -> None:
    assert main(["scenario", "check", str(GOOD / "small.toml")]) == 0


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('source = "own-survey"', 'source = "own-surveys"', "capex.2025.source: found 'own-surveys'"),
        (
            'source = "own-survey"',
            'source = "computegap-judgement"',
            "sources.own-survey: found a source that no figure",
        ),
        ("capex.2025", "capx.2025", "capx: unknown key, wanted one of"),
        (
            "accessed = 2026-11-24",
            "accessed = 2026-11-24\npublished = 2027-01-01",
            "published: found 2027-01-01, wanted no",
        ),
        ('process = { name = "bought"', 'process = { nam = "bought"', "process.name: found nothing"),
    ],
)
def test_a_party_file_is_checked_too(
    old: str, new: str, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "party.toml"
    file.write_text((GOOD / "party.toml").read_text("utf-8").replace(old, new), "utf-8")
    assert main(["compare", "us", str(file)]) == 3
    error = capsys.readouterr().err
    assert str(file) in error
    assert told in error


def test_a_party_that_buys_chips_needs_what_they_are_bought_by(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "party.toml"
    lines = (GOOD / "party.toml").read_text("utf-8").splitlines()
    file.write_text("\n".join(line for line in lines if not line.startswith("electricity_tariff")), "utf-8")
    assert main(["compare", "us", str(file)]) == 3
    told = f"{file}: electricity_tariff: found nothing, wanted a value: a party that buys chips needs it"
    assert capsys.readouterr().err == f"computegap: {told}\n"


def test_a_missing_file_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "us", "nowhere.toml"]) == 3
    assert capsys.readouterr().err == "computegap: nowhere.toml: no such file\n"


def test_a_shipped_source_cannot_be_idle(monkeypatch: pytest.MonkeyPatch) -> None:
    idle = dict(TABLES["sources.toml"]["kaplan-2020"])
    monkeypatch.setitem(TABLES["sources.toml"], "idle", idle)
    with pytest.raises(DataError, match=r"sources\.toml: idle: found a source that no figure cites"):
        check_shipped()
