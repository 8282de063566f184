"""Text from a user's files and arguments, made to steer what shows it: literal in every format, or refused."""

from __future__ import annotations

import csv
import io
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from computegap.cli import main

SMALL = (Path(__file__).with_name("good_data") / "small.toml").read_text("utf-8")
STEERING = "\x1b[31m\x1b]0;t\x07\x9b2J\x7f\x00\u202e\u2066\u200f\ufeff\u2028"
"""Escapes of terminals, old and new, reversals of reading direction, and letters that are none."""
EVIL = f'=HYPERLINK("x")[bold]MARK[/] </script><script>alert(1)</script><img src=x onerror=alert(1)> &lt; {STEERING}'
PARTY = "=cmd|'x'!a1[b]<img onerror=e>\x1b\u202e"
SAMPLES = ("--samples", "128")
COUNTED = 'value = 100, unit = "H100e", interval = "exact", basis = "reported", as_of = 2025-12-31'


def quoted(text: str) -> str:
    return json.dumps(text).replace("\x7f", "\\u007f")


@pytest.fixture
def scenario(tmp_path: Path) -> str:
    """A scenario that carries the text in every field that is free text, and in the names of its tables."""
    evil = quoted(EVIL)
    text = SMALL.replace('title = "A small scenario"', f"title = {evil}\ndescription = {evil}")
    text = text.replace("parties.here", f"parties.{quoted(PARTY)}").replace('name = "Here"', f"name = {evil}")
    text = text.replace('name = "own"', f"name = {evil}").replace('note = "a test"', f"note = {evil}, where = {evil}")
    text = text.replace('"computegap-judgement"', quoted("evil" + EVIL))
    text += f"""
unknown = [{evil}]
[parties.there.counted.{quoted(PARTY)}]
title = {evil}
channel = "owned"
stock.2025 = {{ {COUNTED}, source = {quoted("evil" + EVIL)} }}
[sources.{quoted("evil" + EVIL)}]
title = {evil}
publisher = {evil}
kind = "news"
url = {evil}
licence = {evil}
accessed = 2026-11-24
"""
    # A forecast has a year more, and all that it needs for it.
    text = re.sub(r"^((capex|subsidy|compute_share)\.)2025(.*)$", r"\g<0>\n\g<1>2026\3", text, flags=re.MULTILINE)
    # What a table holds stands before the tables in it.
    text = text.replace(f"\nunknown = [{evil}]", "").replace('name = "There"', f'name = "There"\nunknown = [{evil}]')
    path = tmp_path / "evil.toml"
    path.write_text(text, "utf-8")
    return str(path)


def told(capsys: pytest.CaptureFixture[str], *argv: str) -> str:
    assert main(argv) == 0, capsys.readouterr().err
    out, err = capsys.readouterr()
    assert not set(STEERING) & set(err)
    return out


def steers(text: str) -> set[str]:
    return {letter for letter in text if not letter.isprintable() and letter != "\n"}


FORMATS = ("table", "json", "ndjson", "csv", "markdown")
QUESTIONS = {
    "compare": ("compare", PARTY, "there"),
    "the other way": ("compare", "there", PARTY),
    "cases": ("compare", PARTY, "there", "--case", f"{EVIL.replace('=', '')}: there.capex=20", "--diff"),
    "sensitivity": ("sensitivity", PARTY, "there", "--set", "there.capex=10..20 bn USD"),
    "solve": ("solve", PARTY, "there", "--target", "ratio=5", "--vary", "there.capex"),
    "explain": ("explain", "ratio", PARTY, "there"),
    "forecast": ("forecast", PARTY, "there", "--to", "2026"),
}  # fmt: skip


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("question", QUESTIONS)
def test_an_answer_shows_it_literally(
    question: str, form: str, scenario: str, capsys: pytest.CaptureFixture[str]
) -> None:
    text = told(capsys, *QUESTIONS[question], "--scenario", scenario, *SAMPLES, "--format", form)
    assert "MARK" in text or question in {"sensitivity", "solve"} or form == "csv"
    assert_literal(text, form)


def assert_literal(text: str, form: str) -> None:
    """Whatever was in it, an answer in this form is a text, and steers nothing."""
    assert not steers(text)
    if form == "markdown":
        assert not re.search(r"(?<!\\)[<>\[\]&]", text)
    elif form == "json":
        json.loads(text)
    elif form == "ndjson":
        [json.loads(line) for line in text.splitlines()]
    elif form == "csv":
        for row in csv.reader(io.StringIO(text)):
            assert not [cell for cell in row if cell.startswith(("=", "@", "+")) or re.match(r"-(?![\d.])", cell)]


@pytest.mark.parametrize("form", FORMATS)
def test_one_figure_is_shown_literally(form: str, scenario: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert_literal(told(capsys, "show", "there.capex", "--scenario", scenario, "--format", form), form)


@pytest.mark.parametrize("form", FORMATS)
def test_claims_are_shown_literally(form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    evil = quoted(EVIL)
    text = (Path(__file__).with_name("good_data") / "claims.toml").read_text("utf-8")
    text = re.sub(r"^((statement|title|publisher|url) = ).*$", lambda found: found[1] + evil, text, flags=re.MULTILINE)
    text = text.replace('"own-report"', quoted("evil" + EVIL)).replace(".own-report]", f".{quoted('evil' + EVIL)}]")
    path = tmp_path / "=1+1.toml"
    path.write_text(text.replace("claims.h20", f"claims.{quoted(PARTY)}"), "utf-8")
    answer = told(capsys, "audit", str(path), "--format", form)
    assert "MARK" in answer
    assert_literal(answer, form)


@pytest.mark.parametrize("form", FORMATS)
def test_counted_owners_are_shown_literally(form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    evil = EVIL.replace("\x00", "").strip()
    low, middle, high = "H100e (5th percentile)", "Compute estimate in H100e (median)", "H100e (95th percentile)"
    columns = ("Name", "Chip manufacturer", "Owner", "Chip type", "End date", low, middle, high)
    path = tmp_path / "=1+1.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(
            (columns, *((f"{owner} cumulative", evil, owner, evil, "12/31/2025", 7, 8, 9) for owner in (evil, "b")))
        )
    answer = told(capsys, "compare", f"there={evil}", "b", "--counts", str(path), *SAMPLES, "--format", form)
    assert "MARK" in answer
    assert_literal(answer, form)


@pytest.mark.parametrize("form", ["mermaid", "dot"])
def test_a_drawing_quotes_it(form: str, scenario: str, capsys: pytest.CaptureFixture[str]) -> None:
    text = told(capsys, "explain", "ratio", PARTY, "there", "--scenario", scenario, *SAMPLES, "--format", form)
    assert not steers(text)
    assert "MARK" in text
    for line in text.splitlines():
        assert len(re.findall(r'(?<!\\)"', line)) in {0, 2}


@pytest.mark.parametrize("form", FORMATS)
def test_the_scenario_itself_is_shown_literally(form: str, scenario: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert not steers(told(capsys, "scenario", "check", scenario, "--format", form))


@pytest.mark.parametrize("path", ["sides.0.name", "sources", "inputs.0.note", "run"])
def test_a_bare_value_steers_no_terminal(path: str, scenario: str, capsys: pytest.CaptureFixture[str]) -> None:
    text = told(capsys, "compare", PARTY, "there", "--scenario", scenario, *SAMPLES, "--field", path)
    assert not steers(text)


def test_json_gives_back_what_was_written(scenario: str, capsys: pytest.CaptureFixture[str]) -> None:
    text = told(capsys, "compare", PARTY, "there", "--scenario", scenario, *SAMPLES, "--format", "json")
    assert json.loads(text)["sides"][0]["name"] == EVIL


def test_characters_draw_it(scenario: str, capsys: pytest.CaptureFixture[str]) -> None:
    text = told(capsys, "compare", PARTY, "there", "--scenario", scenario, *SAMPLES, "--chart")
    assert not steers(text)
    assert "MARK" in text


class _Tags(HTMLParser):
    """Gathers elements, and the attributes that run something."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.handlers: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.handlers.extend(name for name, _ in attrs if name.startswith("on"))
        self.links.extend(value or "" for name, value in attrs if name in {"href", "src"})


@pytest.mark.parametrize("question", ["report", "compare"])
def test_pages_and_pictures_hold_no_element_of_it(
    question: str, scenario: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / ("page.html" if question == "report" else "chart.svg")
    option = "--output" if question == "report" else "--chart-file"
    told(capsys, question, PARTY, "there", "--scenario", scenario, *SAMPLES, option, str(page))
    text = page.read_text("utf-8")
    parser = _Tags()
    parser.feed(text)
    assert "MARK" in text
    assert not {"img", "b", "iframe"} & set(parser.tags)
    assert parser.tags.count("script") == (3 if question == "report" else 0)
    assert not parser.handlers
    assert all(link.startswith(("#", "https://", "http://")) for link in parser.links)
    # Vega's own program, which is not this text's, has letters that do not print.
    assert not steers(re.sub(r"<script>.*?</script>", "", text, flags=re.DOTALL)) - {"\xa0"}


@pytest.mark.parametrize("form", FORMATS)
def test_a_table_of_chips_is_shown_literally(form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = tmp_path / "=1+1.csv"
    cells = EVIL.replace("\x00", "").replace('"', '""')
    text = f'Hardware name,Manufacturer,TDP (W),"{cells}"\n"{cells}","{cells}",700,"{cells}"\n"{cells}",x,y,z\n'
    table.write_text(text, "utf-8")
    told_of = told(capsys, "chips", "--from", str(table), "--format", form)
    assert not steers(told_of)
    assert "MARK" in told_of
    if form == "csv":
        assert not [cell for row in csv.reader(io.StringIO(told_of)) for cell in row if cell.startswith("=")]


def test_draws_have_headings_that_no_spreadsheet_runs(
    scenario: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    draws = tmp_path / "draws.csv"
    told(capsys, "explain", "ratio", PARTY, "there", "--scenario", scenario, *SAMPLES, "--samples-to", str(draws))
    header = next(csv.reader(io.StringIO(draws.read_text("utf-8"))))
    assert not [cell for cell in header if cell.startswith(("=", "+", "-", "@")) or steers(cell)]


@pytest.mark.parametrize("form", FORMATS)
def test_bytes_that_are_no_text_are_written_out(form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Python hands over an argument's byte that is no UTF-8 as a lone surrogate, which no file can hold."""
    file = tmp_path / "answer"
    argv = ("compare", "us", "china", "--case", "a\udcff: china.process.yield=0.8", *SAMPLES, "--format", form)
    told(capsys, *argv, "--output", str(file))
    text = file.read_text("utf-8")
    assert "a\\udcff" in text.replace("\\\\", "\\")
    assert text == told(capsys, *argv)


def test_a_name_of_a_megabyte_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "long.toml"
    path.write_text(SMALL.replace('"Here"', f'"{"x" * 1_000_000}"'), "utf-8")
    assert main(["compare", "here", "there", "--scenario", str(path)]) == 3
    err = capsys.readouterr().err
    assert "parties.here.name" in err
    assert "at most 10000 characters" in err
    assert len(err) < 500


def test_a_long_name_is_laid_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "long.toml"
    path.write_text(SMALL.replace('"Here"', f'"{"x" * 5_000}"'), "utf-8")
    for form in FORMATS:
        assert told(capsys, "compare", "here", "there", "--scenario", str(path), *SAMPLES, "--format", form)
