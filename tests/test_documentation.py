"""The documentation site: built from the code and the data with warnings as errors, and loading nothing else."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from computegap.library.shipped import chip_ids
from computegap.reports.as_picture import picture
from computegap.studies.curve import gap_curve
from computegap.studies.provenance import sources

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    shutil.copytree(ROOT / "docs", folder / "docs", ignore=shutil.ignore_patterns("generated"))
    shutil.copy(ROOT / "README.md", folder)
    command: list[str | Path] = [
        sys.executable,
        "-m",
        "sphinx",
        "-W",
        "--keep-going",
        "-q",
        folder / "docs",
        folder / "built",
    ]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return folder / "built"


def test_every_chip_figure_and_source_has_its_place(site: Path) -> None:
    numbers = (site / "generated" / "numbers.html").read_text("utf-8")
    assert all(f"chips.{name}." in numbers for name in chip_ids())
    cited = (site / "generated" / "sources.html").read_text("utf-8")
    assert all(f'id="source-{source.id}"' in cited for source in sources().sources)
    assert all(source.accessed in cited for source in sources().sources)


def test_the_model_is_told_from_its_formulas(site: Path) -> None:
    model = (site / "generated" / "model.html").read_text("utf-8")
    assert "good_die_cost" in model or "performance_gap" in model
    assert "1 - exp(-rule_exponent * abs(log r))" in model
    assert 'href="#pair-algorithm-adjusted-ratio"' in model


def test_the_picture_is_what_its_command_draws_now() -> None:
    def words(svg: str) -> list[str]:
        return re.findall(r"<text[^>]*>([^<]*)</text>|<tspan[^>]*>([^<]*)</tspan>", svg)

    drawn = picture(gap_curve(["50"]), "gap.svg").decode()
    assert words((ROOT / "docs" / "gap.svg").read_text("utf-8")) == words(drawn)


def test_pages_load_nothing_from_elsewhere(site: Path) -> None:
    for page in site.rglob("*.html"):
        text = page.read_text("utf-8")
        loads = re.findall(r'<(?:script|img|iframe)[^>]* src="([^"]*)"|<link[^>]* href="([^"]*)"', text)
        assert not [link for pair in loads for link in pair if link.startswith(("http", "//"))], page
