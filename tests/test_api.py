"""The Python API: imported when used, the same answers as the command line."""

from __future__ import annotations

import math
import subprocess
import sys

import polars as pl
import pytest

import computegap
from computegap.errors import UsageError
from computegap.reports import as_html


def test_the_package_costs_nothing_until_used() -> None:
    code = "import sys, computegap; print('numpy' in sys.modules, 'pydantic' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert run.stdout == "False False\n"


def test_public_names() -> None:
    assert computegap.cost("0.75").inflation == pytest.approx(0.2)
    gap = computegap.gap(100.0).performance_gap
    assert not isinstance(gap, float)
    assert gap is not None
    assert gap.low == pytest.approx(0.30)
    assert computegap.compare("us", "china", samples=64).samples == 64
    assert computegap.sensitivity("us", "china", of="ratio", samples=128).of == "compute_ratio"
    assert computegap.solve("us", "china", target="ratio=half", vary="china.capex", samples=16).reached == 1
    swept = computegap.sweep("us", "china", vary=["china.process.yield=0.6..0.9:3"], quantities=["ratio"], samples=64)
    assert [row.inputs["china.process.yield"] for row in swept.rows] == pytest.approx([0.6, 0.75, 0.9])
    assert swept.to_frame().shape == (3, 9)
    assert "3 worlds, in which china.process.yield varies." in swept._repr_html_()
    assert "us" in computegap.load("article").scenario().parties
    with pytest.raises(AttributeError, match="nothing"):
        _ = computegap.nothing


def test_settings_from_python() -> None:
    from computegap.library import Override  # noqa: PLC0415

    better = computegap.compare("us", "china", overrides=[Override("china.process.yield", "0.89")])
    china = better.sides[1].yield_
    assert china is not None
    assert china.p50 == 0.89
    assert better.overrides == ("china.process.yield=0.89",)


def test_samples_are_checked() -> None:
    with pytest.raises(UsageError, match="samples"):
        computegap.compare("us", "china", samples=0)


def test_answers_as_data_frames(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = computegap.compare("us", "china", samples=64)
    monkeypatch.setattr("computegap.reports.as_frame.LIBRARIES", ("polars",))
    frame = answer.to_frame()
    assert isinstance(frame, pl.DataFrame)
    row = frame.filter(pl.col("quantity") == "ratio").row(0, named=True)
    assert row["p50"] == pytest.approx(answer.ratio.p50)
    cost = computegap.cost("0.75").to_frame()
    assert cost.shape[0] > 1
    assert computegap.gap(100.0).to_frame().shape[0] == 1
    monkeypatch.setattr("computegap.reports.as_frame.LIBRARIES", ("no_such_library",))
    with pytest.raises(UsageError, match="needs pandas or polars"):
        answer.to_frame()


def test_notebooks_show_the_table() -> None:
    shown = computegap.compare("us", "china", samples=64)._repr_html_()
    assert shown.startswith("<p><strong>In 2025 the US adds")
    assert '<td style="text-align: left">AI capital expenditure' in shown
    assert shown.count("<table>") == shown.count("</table>") > 1
    for answer in (computegap.cost("0.75"), computegap.gap(100.0)):
        assert "<table>" in answer._repr_html_()


def test_html_is_literal() -> None:
    assert as_html._literal("<b>&\x1b[1m") == "&lt;b&gt;&amp;\\x1b[1m"  # noqa: SLF001 - what every cell goes through


def test_rows_of_columns() -> None:
    found = computegap.evaluate(
        {"china.process.yield": [0.6, 1.2], "us.capex": [400.0, 400.0]}, ["ratio", "worth=performance_gap"]
    )
    assert list(found) == ["ratio", "worth"]
    assert found["ratio"][0] == pytest.approx(52.0767968957)
    assert math.isnan(found["ratio"][1])
    with pytest.raises(UsageError, match="columns of one length"):
        computegap.evaluate({"us.capex": [1.0], "china.capex": [1.0, 2.0]}, ["ratio"])
    with pytest.raises(UsageError, match=r"china\.capx is no input of this comparison"):
        computegap.evaluate({"us.capex": [1.0], "china.capx": [1.0]}, ["ratio"])
