"""The report page in a real browser: no network, no violation that axe finds, sliders by keyboard, paper."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

import pytest

from computegap.library.overrides import Override
from computegap.reports.as_page import render
from computegap.reports.layout.compare import headline
from computegap.studies.compare import compare
from computegap.studies.report import report

if TYPE_CHECKING:
    from collections.abc import Mapping

HERE = Path(__file__).parent
BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = [
    pytest.mark.skipif(BROWSER is None, reason="needs a browser: apt-get install chromium"),
    pytest.mark.skipif(
        not (HERE / "node_modules").is_dir() or shutil.which("node") is None,
        reason="needs node and its packages: npm ci --prefix tests/browser",
    ),
]


class Seen(TypedDict):
    """What look.mjs tells."""

    violations: Mapping[str, list[str]]
    complaints: list[str]
    requests: list[str]
    title: str
    charts: int
    headline: str
    markup: int
    first_stop: str
    pinned: str
    shown: str
    reset: str
    folded_on_paper: int
    wide_on_paper: str


def look(page: Path) -> Seen:
    run = subprocess.run(
        ["node", HERE / "look.mjs", page, str(BROWSER)], capture_output=True, text=True, check=False, timeout=300
    )
    assert run.returncode == 0, run.stderr
    seen: Seen = json.loads(run.stdout)
    return seen


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Seen:
    page = tmp_path_factory.mktemp("a page") / "report.html"
    page.write_text(render(report("us", "china")), "utf-8")
    return look(page)


def test_axe_finds_no_violation_in_light_and_dark(seen: Seen) -> None:
    assert seen["violations"] == {"light": [], "dark": []}


def test_nothing_is_fetched_and_nothing_complains(seen: Seen) -> None:
    assert seen["requests"] == []
    assert seen["complaints"] == []
    assert seen["markup"] == 2  # Vega and the page's own script


def test_every_chart_is_interactive(seen: Seen) -> None:
    assert seen["charts"] == 5


def test_a_slider_moved_by_keyboard_recomputes_the_headline_and_goes_back(seen: Seen) -> None:
    assert seen["first_stop"] == "Skip to the report"
    assert seen["shown"] == "50"
    # The core, told the same, says the same.
    pinned = compare("us", "china", overrides=[Override("rules.article.anchor_gap", "50%")])
    assert seen["pinned"] == headline(pinned)
    assert seen["reset"] == seen["headline"]


def test_paper_folds_nothing(seen: Seen) -> None:
    assert seen["folded_on_paper"] == 0
    assert seen["wide_on_paper"] == "none"
