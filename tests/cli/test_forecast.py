"""`computegap forecast`: a row a year, tidy CSV, JSON by the contract, fans."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

from computegap.cli import main

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

ASKED = ["forecast", "us", "china", "--to", "2027", "--scenario", "evidence", "--samples", "256"]


def printed(capsys: pytest.CaptureFixture[str], *more: str) -> str:
    assert main([*ASKED, *more]) == 0
    return capsys.readouterr().out


def test_the_table_has_a_row_a_year(capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(capsys)
    assert text.startswith("The compute that the US adds in a year, as a multiple of what China adds, goes\nfrom 18 ")
    for year in (2025, 2026, 2027):
        # Added, installed, and what lies behind it for each side.
        assert sum(line.startswith(f"{year}  ") for line in text.splitlines()) == 4
    assert max(map(len, text.splitlines())) <= 80


def test_a_rule_of_lags_leaves_the_gap_out(capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(capsys, "--rule", "capability-lag")
    assert "gap, %" not in text
    assert json.loads(printed(capsys, "--rule", "catch-up", "--format", "json"))["years"][0]["performance_gap"] is None


def test_a_route_without_money_tells_what_binds_alone(capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(capsys, "--route", "power")
    assert "Behind it, China\n" in text
    assert "power route" in text


def test_csv_is_tidy(capsys: pytest.CaptureFixture[str]) -> None:
    rows = list(csv.DictReader(io.StringIO(printed(capsys, "--format", "csv"))))
    assert list(rows[0]) == ["year", "side", "quantity", "mean", "p5", "p25", "p50", "p75", "p95", "unit"]
    found = {(row["year"], row["side"], row["quantity"]): row for row in rows}
    assert len(found) == len(rows)
    assert {row["year"] for row in rows} == {"2025", "2026", "2027"}
    for key in (("2026", "", "ratio"), ("2027", "china", "installed_compute"), ("2025", "us", "power.added_compute")):
        assert float(found[key]["p5"]) <= float(found[key]["p95"])


def test_json_has_what_the_contract_names(capsys: pytest.CaptureFixture[str]) -> None:
    answer = json.loads(printed(capsys, "--format", "json"))
    assert answer["schema"] == "computegap/forecast/1"
    for item in answer["years"]:
        assert {"year", "sides", "ratio", "performance_gap", "lag_months"} <= set(item)
    assert [item["party"] for item in answer["years"][0]["sides"]] == ["us", "china"]
    assert answer["years"][0]["sides"][1]["binds"] == "power"


def test_an_answer_reruns(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    stored = tmp_path / "answer.json"
    stored.write_text(printed(capsys, "--format", "json"), "utf-8")
    assert main(["rerun", str(stored), "--format", "json"]) == 0
    assert capsys.readouterr().out == stored.read_text("utf-8")


def test_fans_are_drawn(capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(capsys, "--chart")
    assert "Down: Year. Across: Compute ratio, the US / China, times, in equal ratios." in text
    assert "What the US and China add in a year" in text
