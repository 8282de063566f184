"""The trail of a quantity: any of them, as deep as wanted, drawn, and sample by sample."""

from __future__ import annotations

import csv
import json
import re
import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest

from computegap.cli import main
from computegap.errors import UsageError
from computegap.studies.blocks import BLOCK, Watch
from computegap.studies.comparison import Question
from computegap.studies.explain import explain
from computegap.studies.quantities import quantities
from computegap.studies.trail import ROWS, samples_of
from computegap.studies.worlds import as_told

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from computegap.results.explain import Node


def walk(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children:
        yield from walk(child)


def test_every_quantity_can_be_explained() -> None:
    work = Question("us", "china", samples=8).work_out()
    for name, item in quantities(work).items():
        found = explain(name, "us", "china", samples=8)
        assert found.tree.quantity == name.rpartition(".")[2]
        # An order of summing may move the last bits.
        assert found.tree.value.mean == pytest.approx(float(np.mean(as_told(item)[0])), rel=1e-9), name


def test_a_chip_is_told_by_what_is_its_own() -> None:
    found = explain("china.h20.chip_count", "us", "china", samples=64).tree
    assert found.of == "china.h20"
    assert [(child.quantity, child.of) for child in found.children] == [
        ("added_compute", "china"),
        ("compute_share", "china.h20"),
        ("h100_equivalent", "china.h20"),
    ]
    assert [child.of for child in found.children[1].children] == ["china.ppu", "china.h20"]


def test_the_depth_cuts_and_counts() -> None:
    whole = explain("ratio", "us", "china", samples=8).tree
    cut = explain("ratio", "us", "china", depth=1, samples=8).tree
    assert [child.quantity for child in cut.children] == ["added_compute", "added_compute"]
    for full, short in zip(whole.children, cut.children, strict=True):
        assert short.children == ()
        assert short.left_out == len(list(walk(full))) - 1
    assert explain("ratio", "us", "china", depth=0, samples=8).sources == ()
    with pytest.raises(UsageError, match="depth: found -1"):
        explain("ratio", "us", "china", depth=-1)


def test_a_level_deeper_is_told_and_cut_below() -> None:
    whole = explain("ratio", "us", "china", samples=8).tree
    cut = explain("ratio", "us", "china", depth=2, samples=8).tree
    for full, short in zip(whole.children, cut.children, strict=True):
        assert [child.quantity for child in short.children] == [child.quantity for child in full.children]
        assert short.left_out == 0
        for below, told in zip(full.children, short.children, strict=True):
            assert (told.children, told.left_out) == ((), len(list(walk(below))) - 1)


def test_a_quantity_without_a_side_is_the_first_ones() -> None:
    assert explain("added_compute", "us", "china", depth=0, samples=8).tree.of == "us"
    assert explain("added_compute", "china", "us", depth=0, samples=8).tree.of == "china"


def test_what_chips_sum_to_is_told_of_the_side() -> None:
    work = Question("us", "china", samples=64).work_out()
    known = quantities(work)
    counts = [np.asarray(known[name].values) for name in known if re.fullmatch(r"china\..+\.chip_count", name)]
    assert len(counts) > 1
    (found, *_) = [
        node
        for node in walk(explain("china.cost_of_years_work", "us", "china", samples=64).tree)
        if (node.quantity, node.of) == ("chip_count", "china")
    ]
    assert found.value.p50 == pytest.approx(float(np.median(np.sum(counts, axis=0))))


@pytest.mark.parametrize(
    ("target", "rule", "path"),
    [
        ("us.separate_subsidy_share", "article", "us.separate_subsidy_share"),
        ("performance_gap", "kaplan", "rules.kaplan.rule_exponent"),
    ],
)
def test_a_stated_figure_goes_before_the_formula_that_it_stands_in_for(target: str, rule: str, path: str) -> None:
    """Others' shares, and the other rules' exponents, follow from more figures."""
    last = list(walk(explain(target, "us", "china", rule=rule, samples=8).tree))[-1]
    assert last.input is not None
    assert last.input.path == path
    assert (last.formula, last.children) == (None, ())


def test_algorithms_that_nobody_states_are_told_to_be_none(capsys: pytest.CaptureFixture[str]) -> None:
    tree = explain(
        "algorithm_adjusted_ratio", "uk", "china", scenario="evidence", route="counted", depth=1, samples=8
    ).tree
    (silent,) = [node for node in tree.children if node.of == "uk" and node.quantity == "algorithmic_efficiency"]
    assert (silent.value.p5, silent.value.p95, silent.input) == (1, 1, None)
    asked = ["algorithm_adjusted_ratio", "uk", "china", "-s", "evidence", "--route", "counted", "--samples", "64"]
    assert main(["explain", *asked, "--depth", "1"]) == 0
    text = " ".join(capsys.readouterr().out.split())
    assert "algorithmic_efficiency (uk) = 1 <- none, as none is stated." in text


def test_it_states_what_was_set(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["explain", "ratio", "us", "china", "--depth", "0", "--samples", "64", "--set", "china.capex=80"]
    assert main([*asked, "--field", "overrides.0"]) == 0
    assert capsys.readouterr().out == "china.capex=80\n"
    assert main(asked) == 0
    assert "; set china.capex=80." in " ".join(capsys.readouterr().out.split())


def test_a_line_has_the_formula_the_value_its_unit_and_its_source(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "china.h20.unit_price", "us", "china"]) == 0
    text = " ".join(capsys.readouterr().out.split())
    assert "unit_price (china.h20) = 13.5 (12.2-14.8) $ thousand <- unit_price = quoted_price * (1 +" in text
    assert "<- chips.h20.price, reported [1] reuters-h20-2024-02" in text


def test_mermaid_draws_what_is_shared_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "performance_gap", "us", "china", "--format", "mermaid"]) == 0
    head, *lines = capsys.readouterr().out.splitlines()
    assert head == "flowchart TD"
    boxes = [line for line in lines if "-->" not in line]
    arrows = [line for line in lines if "-->" in line]
    assert all(re.fullmatch(r'  n\d+(\[".+"\]|\(\[".+"\]\))', line) for line in boxes)
    assert len(set(arrows)) == len(arrows)
    (shared,) = [line for line in boxes if "assumptions.accelerator_share," in line]
    key = shared.split("(")[0].strip()
    assert len([line for line in arrows if line.startswith(f"  {key} -->")]) == 2
    drawn = {line.split("[")[0].split("(")[0].strip() for line in boxes}
    assert {end for line in arrows for end in line.split()[::2]} == drawn


def test_dot_is_one_graph_of_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "ratio", "us", "china", "--format", "dot", "--depth", "1"]) == 0
    text = capsys.readouterr().out
    assert text.startswith('digraph explanation {\n  node [shape=box];\n  n0 [label="compute_ratio (us / china) = 51 ')
    assert text.endswith("  n1 -> n0;\n  n2 -> n0;\n}\n")


def test_every_draw_can_be_checked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "draws.csv"
    argv = ("explain", "ratio", "us", "china", "--samples", "64", "--seed", "5", "--samples-to", str(file))
    assert main([*argv, "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)["tree"]["value"]
    with file.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == 64
    ratio = np.array([float(row["compute_ratio [1]"]) for row in rows])
    us, china = (np.array([float(row[f"{side}.added_compute [H100e]"]) for row in rows]) for side in ("us", "china"))
    np.testing.assert_allclose(ratio, us / china)
    assert ratio.mean() == pytest.approx(told["mean"])
    assert {row["us.capex.2025 [USD]"] for row in rows} == {"400000000000.0"}
    prices = {row["chips.h20.price [USD]"] for row in rows}
    assert len(prices) == 64


def test_a_figure_that_stands_in_for_a_formula_is_one_column() -> None:
    found = samples_of("us", "china", samples=4)
    names = [column.partition(" ")[0] for column in found.columns]
    assert len(set(names)) == len(names)
    assert names.count("us.separate_subsidy_share") == 1
    work = Question("us", "china", samples=4).work_out()
    (chunk,) = found.chunks
    assert len(chunk) == len(names)
    values = dict(zip(names, chunk, strict=True))
    for name in set(names) & set(quantities(work)):
        told = np.broadcast_to(as_told(quantities(work)[name])[0], (4,))
        assert np.asarray(values[name]).tolist() == pytest.approx(told.tolist()), name
    assert set(quantities(work)) < set(names)


def test_draws_of_more_samples_than_are_worked_out_at_once(tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    file = tmp_path / "draws.parquet"
    assert main(["explain", "ratio", "us", "china", "--samples", "20000", "--samples-to", str(file)]) == 0
    table = parquet.read_table(file)
    assert table.num_rows == 20_000
    assert table.column("sample").to_pylist() == list(range(20_000))
    np.testing.assert_allclose(
        table.column("compute_ratio [1]"),
        quantities(Question("us", "china", samples=20_000).work_out())["compute_ratio"].values,
    )


def test_draws_tell_how_far_they_are_in_blocks_too() -> None:
    told: list[tuple[int, int]] = []
    watch = Watch()
    watch.told = lambda done, wanted: told.append((done, wanted))  # type: ignore[method-assign]
    found = samples_of("us", "china", samples=BLOCK + 20, watch=watch)
    numbers = [number for sample, *_ in found.chunks for number in sample.tolist()]
    assert numbers == list(range(BLOCK + 20))
    half = BLOCK // 2 + 10
    assert told == [(block + done, BLOCK + 20) for block in (0, half) for done in (0, ROWS, 2 * ROWS)]


def test_parquet_without_its_library_names_the_remedy(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    file = tmp_path / "draws.parquet"
    assert main(["explain", "ratio", "us", "china", "--samples-to", str(file)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "pip install 'computegap[parquet]'" in err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("scenario", "route"),
    [
        ("article", "money"),
        ("evidence", "money"),
        ("evidence", "wafers"),
        ("evidence", "power"),
        ("evidence", "counted"),
    ],
)
def test_every_line_says_where_its_value_is_from(scenario: str, route: str) -> None:
    def told(node: Node) -> None:
        assert node.formula or node.input, f"{node.quantity} ({node.of})"
        for child in node.children:
            told(child)

    told(explain("performance_gap", "us", "china", scenario=scenario, route=route, samples=16).tree)


@pytest.mark.parametrize("name", ["draws.xls", "draws.csv.gz", "draws.json"])
def test_draws_in_a_file_of_another_kind_are_refused(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / name
    assert main(["explain", "ratio", "us", "china", "--samples-to", str(file)]) == 2
    assert capsys.readouterr() == (
        "",
        f"computegap: --samples-to {file}: wanted a name that ends in .csv or .parquet\n",
    )
    assert not file.exists()


def test_endings_of_draws_may_be_in_capitals_or_left_out(tmp_path: Path) -> None:
    names = ("draws.csv", "DRAWS.CSV", "draws")
    for name in names:
        assert main(["explain", "ratio", "us", "china", "--samples", "64", "--samples-to", str(tmp_path / name)]) == 0
    assert len({(tmp_path / name).read_bytes() for name in names}) == 1
    parquet = tmp_path / "DRAWS.PARQUET"
    assert main(["explain", "ratio", "us", "china", "--samples", "64", "--samples-to", str(parquet)]) == 0
    assert parquet.read_bytes()[:4] == b"PAR1"
