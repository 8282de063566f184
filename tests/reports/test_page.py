"""The report page as a file; tests/browser looks at it as a reader does."""

from __future__ import annotations

import base64
import hashlib
import itertools
import re
import shlex
import sys
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest

from computegap.cli import main
from computegap.reports import as_page
from computegap.reports.as_page import render
from computegap.studies.report import report

if TYPE_CHECKING:
    from pathlib import Path

HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(1)>"


class _Reader(HTMLParser):
    """Gathers a page's elements, scripts and links."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.scripts: list[str] = []
        self.links: list[str] = []
        self.handlers: list[str] = []
        self._is_script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self._is_script = tag == "script" and not dict(attrs)
        self.links.extend(str(value) for name, value in attrs if name in {"src", "href"})
        self.handlers.extend(name for name, _ in attrs if name.startswith("on"))

    def handle_data(self, data: str) -> None:
        if self._is_script:
            self.scripts.append(data)
            self._is_script = False


def read(page: str) -> _Reader:
    reader = _Reader()
    reader.feed(page)
    return reader


@pytest.fixture(scope="module")
def page() -> str:
    return render(report("us", "china", samples=256))


def test_a_page_brings_all_that_it_shows(page: str) -> None:
    reader = read(page)
    assert not {"link", "img", "iframe", "object", "embed"} & set(reader.tags)
    assert all(link.startswith(("#", "https://", "http://")) for link in reader.links)
    assert reader.handlers == []
    assert "url(" not in page.partition("<style>")[2].partition("</style>")[0]


def test_sources_without_an_address_on_the_web_are_said_to_have_none(page: str) -> None:
    _, _, rest = page.partition('<h2 id="sources-title">')
    listed = re.findall(r"<li id=.*?</li>", rest.partition("</ol>")[0])
    linked = ["<a href=" in item for item in listed]
    assert set(linked) == {True, False}
    assert "no address recorded" in listed[linked.index(False)]
    assert "Linked where a source has an address on the web" in rest.partition("<ol>")[0]


def test_a_page_tells_no_more_of_a_rule_than_it_says() -> None:
    """What sliders say anew goes by the same words: of loss under Kaplan's law."""
    found = {
        rule: as_page._data(report("us", "china", rule=rule, samples=16), [])  # noqa: SLF001 - a page takes seconds
        for rule in ("article", "kaplan", "catch-up")
    }
    assert {rule: data["gap_terms"] for rule, data in found.items() if data["is_gap"]} == {
        "article": "in leading-edge AI performance",
        "kaplan": "in training loss",
    }
    assert {rule: data["lag_terms"] for rule, data in found.items()} == {
        "article": "",
        "kaplan": "",
        "catch-up": " at the growth of China's training runs",
    }


def test_only_the_projects_own_scripts_may_run(page: str) -> None:
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy is not None
    allowed = re.findall(r"sha256-([\w+/=]+)", policy[1].replace("&#39;", "'"))
    hashes = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in read(page).scripts]
    assert hashes == allowed
    assert "default-src &#39;none&#39;" in policy[1]


def test_text_from_a_users_file_brings_neither_markup_nor_script(tmp_path: Path) -> None:
    assert main(["scenario", "new", "article", "--output", str(tmp_path / "mine.toml")]) == 0
    text = (tmp_path / "mine.toml").read_text("utf-8")
    # A number behind each, as sides go by names of their own.
    numbers = itertools.count()
    hostile = re.sub(
        r'^(title|name|note) = ".*"$', lambda line: f"{line[1]} = '{HOSTILE}{next(numbers)}'", text, flags=re.MULTILINE
    )
    assert hostile != text
    (tmp_path / "mine.toml").write_text(hostile, "utf-8")
    made = render(report("us", "china", scenario=str(tmp_path / "mine.toml"), samples=64))
    reader = read(made)
    assert "img" not in reader.tags
    assert reader.handlers == []
    assert len(reader.scripts) == 2
    assert not any("alert(1)" in script for script in reader.scripts)
    assert "&lt;img src=x onerror=alert(1)&gt;" in made


def test_a_source_without_a_web_address_is_no_link(page: str) -> None:
    assert "article of 2025-10-20 on the US-China compute gap, no address" in page
    assert 'href="article of' not in page


def test_every_source_and_input_of_the_answer_is_on_the_page(page: str) -> None:
    answer = report("us", "china", samples=256).picture.answer
    for number, source in enumerate(answer.sources, 1):
        assert f'id="source-{number}"' in page
        assert source.date in page
    for used in answer.inputs:
        assert used.path in page


def test_the_command_on_a_page_makes_the_same_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    asked = ["--samples", "64", "--sampler", "random", "--set", "us.capex=350..450 bn USD"]
    asked += ["--correlate", "china.process.yield", "chips.h20.price", "0.5"]
    assert main(["report", "us", "china", *asked, "-o", "a.html"]) == 0
    first = (tmp_path / "a.html").read_text("utf-8")
    command = re.search(r"<pre[^>]*><code>(.*?)</code>", first, re.DOTALL)
    assert command is not None
    program, *arguments = shlex.split(command[1].replace("&#39;", "'"))
    assert program == "computegap"
    assert main(arguments) == 0
    assert (tmp_path / "report.html").read_text("utf-8") == first


def test_a_missing_extra_is_named_with_its_installation(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    assert main(["report", "us", "china", "--samples", "16"]) == 2
    assert "pip install 'computegap[plot]'" in capsys.readouterr().err


def test_an_answer_without_ranges_has_a_page_without_sliders() -> None:
    made = render(report("us", "uk", rule="kaplan", yardstick="bf16", samples=16))
    assert "No input that has a range moves this answer." in made
    assert "<input" not in made
