"""The Python API: imported when used, the same answers as the command line."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
import pytest

import computegap
from computegap.errors import ComputegapError, UsageError
from computegap.library.overrides import Override
from computegap.reports import as_html
from computegap.studies.cases import compare_cases
from computegap.studies.explain import explain
from computegap.studies.names import input_names, quantity_names
from computegap.studies.report import report
from computegap.studies.trail import samples_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping


def test_the_package_costs_nothing_until_used() -> None:
    code = "import sys, computegap; print('numpy' in sys.modules, 'pydantic' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert run.stdout == "False False\n"


def test_what_is_not_imported_yet_is_listed_too() -> None:
    code = "import computegap; print({*computegap.__all__} - {*dir(computegap)}, dir(computegap).count('compare'))"
    run = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert run.stdout == "set() 1\n"


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
    better = computegap.compare("us", "china", overrides=[Override("china.process.yield", "0.89")])
    china = better.sides[1].yield_
    assert china is not None
    assert china.p50 == 0.89
    assert better.overrides == ("china.process.yield=0.89",)


SIDES: Mapping[str, object] = {"first": "us", "second": "china"}


@pytest.mark.parametrize(
    ("study", "arguments", "told"),
    [
        (computegap.compare, {"scenaro": "evidence"}, "'scenaro'; did you mean scenario?"),
        (computegap.compare, {"set": {"china.process.yield": 0.85}}, "'set'; did you mean overrides?"),
        (computegap.forecast, {"to": 2030, "yeer": 2026}, "'yeer'; did you mean year?"),
        (computegap.sensitivity, {"tpo": 3}, "'tpo'; did you mean top?"),
        (computegap.sweep, {"vary": ["us.capex=1,2"], "desing": "lhs:9"}, "'desing'; did you mean design?"),
        (
            computegap.solve,
            {"target": "ratio=half", "vary": "us.capex", "wihtin": "1..2"},
            "'wihtin'; did you mean within?",
        ),
        (
            computegap.evaluate,
            {"columns": {"us.capex": [1.0]}, "quantities": ["ratio"], "rout": "power"},
            "'rout'; did you mean route?",
        ),
        (compare_cases, {"case": ["x: us.capex=1"]}, "'case'; did you mean cases?"),
        (explain, {"target": "ratio", "dept": 1}, "'dept'; did you mean depth?"),
        (report, {"sampels": 64}, "'sampels'; did you mean samples?"),
        (samples_of, {"sampels": 64}, "'sampels'; did you mean samples?"),
        (input_names, {"sampels": 64}, "'sampels'; did you mean samples?"),
        (quantity_names, {"qqqqqqq": 64}, "'qqqqqqq'"),
    ],
)
def test_a_keyword_that_nobody_knows_is_refused(
    study: Callable[..., object], arguments: Mapping[str, object], told: str
) -> None:
    with pytest.raises(TypeError) as raised:
        study(**SIDES, **arguments)
    assert str(raised.value) == f"unexpected keyword argument {told}"


@pytest.mark.parametrize(
    "given", [["china.process.yield=0.89"], ("china.process.yield = 0.89",), iter(["china.process.yield=0.89"])]
)
def test_overrides_are_as_typed(given: Iterable[str]) -> None:
    answer = computegap.compare("us", "china", overrides=given, samples=64)
    assert answer.overrides == ("china.process.yield=0.89",)
    assert answer.run is not None
    assert answer.run.arguments["overrides"] == ["china.process.yield=0.89"]


@pytest.mark.parametrize(
    "given",
    [
        "china.process.yield=0.89",
        {"china.process.yield": 0.89},
        ("china.process.yield", 0.89),
        [("china.process.yield", "0.89")],
        Override("china.process.yield", "0.89"),
        0.89,
        None,
    ],
)
@pytest.mark.parametrize("study", [computegap.compare, compare_cases, computegap.sensitivity, report])
def test_overrides_in_no_accepted_form_are_refused(study: Callable[..., object], given: object) -> None:
    with pytest.raises(ComputegapError, match=r'overrides: .*wanted (a list of "PATH=VALUE"|PATH=VALUE)'):
        study(**SIDES, overrides=given)


def test_counts_may_be_written_as_floats() -> None:
    whole = computegap.compare("us", "china", samples=1e2, seed=np.int64(3))  # type: ignore[arg-type]  # as people write
    assert whole == computegap.compare("us", "china", samples=100, seed=3)
    assert whole.run is not None
    assert json.dumps(whole.run.arguments["samples"]) == "100"


@pytest.mark.parametrize("samples", [0, 64.5, math.nan, math.inf, "64", None, True])
def test_counts_that_are_not_whole_are_refused(samples: object) -> None:
    study: Callable[..., object] = computegap.compare
    with pytest.raises(UsageError, match=r"samples: found .*, wanted a whole number of at least 1"):
        study(**SIDES, samples=samples)
    with pytest.raises(UsageError, match=r"seed: found -1, wanted a whole number of at least 0"):
        study(**SIDES, seed=-1)


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


def test_correlations_are_texts_or_triples() -> None:
    given = ["china.capex us.capex 0.6", ("china.capex", "us.capex", 0.6), ["china.capex", "us.capex", np.float64(0.6)]]
    capex = ["us.capex=300..400", "china.capex=60..90"]
    as_typed, *triples = (
        computegap.compare("us", "china", correlations=[item], overrides=capex, samples=64)  # type: ignore[list-item]
        for item in given
    )
    assert triples == [as_typed] * 2
    assert as_typed.run is not None
    assert as_typed.run.arguments["correlations"] == ["china.capex us.capex 0.6"]


@pytest.mark.parametrize(
    "given", ["us.capex china.capex 0.5", None, 0.5, {"us.capex": 1}, [("us.capex", "china.capex")], [("a", 1, "b")]]
)
def test_correlations_in_no_accepted_form_are_refused(given: object) -> None:
    study: Callable[..., object] = computegap.compare
    with pytest.raises(UsageError, match=r'correlations: found .*, wanted a list of \("PATH", "PATH", RANK\), such as'):
        study(**SIDES, correlations=given)


def test_a_precision_is_a_share_as_a_number_or_as_typed() -> None:
    as_typed, number = (computegap.compare("us", "china", precision=share) for share in ("5%", 0.05))
    assert as_typed == number
    study: Callable[..., object] = computegap.compare
    for given in ("x", "1..2%", 0, -0.5, "1", "200%", math.nan, math.inf, True, [0.1]):
        with pytest.raises(
            UsageError, match=r"precision: found .*, wanted a share above 0 and below 1, such as 0\.005"
        ):
            study(**SIDES, precision=given)


def test_a_ratio_is_a_number_or_as_typed() -> None:
    assert computegap.gap("100") == computegap.gap(100) == computegap.gap(np.float64(100))
    study: Callable[..., object] = computegap.gap
    for given in ("much", None, [100], 0, -1, math.nan):
        with pytest.raises(UsageError, match=r"ratio: found .*, wanted a number above 0, such as 100"):
            study(given)


def test_rows_of_a_frame() -> None:
    columns = {"china.process.yield": [0.6, 0.9]}
    found = computegap.evaluate(pl.DataFrame(columns), ["ratio"])
    assert found["ratio"].tolist() == computegap.evaluate(columns, ["ratio"])["ratio"].tolist()
    study: Callable[..., object] = computegap.evaluate
    with pytest.raises(UsageError, match=r"columns: found \[1, 2\], wanted a frame or a mapping, such as"):
        study([1, 2], ["ratio"])


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
    for column in (["0.6", "bad"], [[1.0]], 1.0, [None, "x"], "bad"):
        with pytest.raises(UsageError, match=r"columns: us\.capex: found .*, wanted a sequence of numbers"):
            computegap.evaluate({"us.capex": column}, ["ratio"])  # type: ignore[dict-item]  # as people write
