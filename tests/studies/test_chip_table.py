"""Other people's chips: read by header, used where they can be, told where they differ."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

import computegap
from computegap.cli import main
from computegap.cli.chips import EPILOG
from computegap.imports import MAPPED
from computegap.studies.chip_table import chip_table
from computegap.studies.sweep import Request, Sweep

if TYPE_CHECKING:
    from pathlib import Path

HEADER = (
    "Hardware name,Manufacturer,Release date,Tensor-FP16/BF16 performance (FLOP/s),FP8 performance (FLOP/s),"
    "Memory bandwidth (byte/s),Total processing performance (bit-OP/s),Base clock (MHz)"
)
ROWS = (
    "NVIDIA H100 SXM5 80GB,NVIDIA,2022-09-20,9.894e14,1.9789e15,3.35e12,1.58312e16,1",  # as we have it
    "MetaX MXC500 (PCIe),MetaX,2023-06,2.4e14,,1.8e13,3.84e15,1",  # a slip of ten in its bandwidth
    "New Chip,Newcomer,2026-01-01,1e15,2e15,,3.2e16,1",  # a TPP twice what its peaks give
    "Broken,Nobody,2026,abc,,,,1",
    "Negative,Nobody,2026,-1e15,,,,1",
    ",Nobody,2026,1e15,,,,1",
    "new chip,Newcomer,2026-01-01,1e15,,,,1",
    "Wide,Nobody,2026,1e15,,,,1,2,3",
)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    file = tmp_path / "hardware.csv"
    file.write_text("\n".join((HEADER, *ROWS)) + "\n", "utf-8")
    return file


def test_good_rows_are_used_and_bad_ones_listed_with_their_numbers(table: Path) -> None:
    found = chip_table(table)
    assert [chip.id for chip in found.chips.chips] == ["nvidia-h100-sxm5-80gb", "metax-mxc500-pcie", "new-chip"]
    assert [(row.row, row.name) for row in found.rejected] == [
        (5, "Broken"), (6, "Negative"), (7, ""), (8, "new chip"), (9, "Wide"),
    ]  # fmt: skip
    reasons = [row.reason for row in found.rejected]
    assert "found 'abc', wanted a number" in reasons[0]
    assert "wanted more than 0" in reasons[1]
    assert reasons[3] == "names the same chip as row 4"
    assert found.unmapped == ("Base clock (MHz)",)


def test_a_table_without_a_chip_lists_none(tmp_path: Path) -> None:
    """Least of all the shipped ones."""
    file = tmp_path / "hardware.csv"
    file.write_text(f"{HEADER}\n{ROWS[3]}\n", "utf-8")
    found = chip_table(file)
    assert (found.chips.chips, len(found.rejected)) == ((), 1)


def test_their_chips_are_measured_in_ours(table: Path) -> None:
    h100, _, new = chip_table(table).chips.chips
    assert h100.h100e is not None
    assert h100.h100e.estimate == 1
    assert new.h100e is not None
    assert new.h100e.estimate == pytest.approx(2e15 / 1.9789e15)
    assert new.h100e.source == "imported-table"


def test_wider_formats_and_differences_alone_are_for_those_who_ask(table: Path) -> None:
    plain, asked = chip_table(table), chip_table(table, fall_back=True, diff=True)
    assert [chip.h100e_from for chip in plain.chips.chips] == ["fp8", None, "fp8"]
    assert [chip.h100e_from for chip in asked.chips.chips] == ["fp8", "bf16", "fp8"]
    assert (plain.only_differences, asked.only_differences) == (False, True)


def test_disagreements_with_us_and_with_themselves(table: Path) -> None:
    found = {(item.name, item.figure): item for item in chip_table(table).disagreements}
    assert set(found) == {("MetaX MXC500 (PCIe)", "bandwidth"), ("New Chip", "tpp")}
    slip = found["MetaX MXC500 (PCIe)", "bandwidth"]
    assert (slip.chip, slip.theirs, slip.ours) == ("c500", 1.8e13, 1.8e12)
    assert slip.reason.startswith("10 times ours")
    own = found["New Chip", "tpp"]
    assert (own.theirs, own.ours) == pytest.approx((32_000, 16_000))
    assert "none of its peaks" in own.reason


def disagreements(tmp_path: Path, header: str, *rows: str) -> list[tuple[int, str, str, str, str]]:
    """Row, name, chip of ours, figure and reason of each disagreement with a table."""
    file = tmp_path / "hardware.csv"
    file.write_text("\n".join((f"Hardware name,{header}", *rows)) + "\n", "utf-8")
    found = chip_table(file)
    assert found.rejected == ()
    return [(item.row, item.name, item.chip, item.figure, item.reason) for item in found.disagreements]


def test_a_figure_within_a_hundredth_of_ours_is_the_same_rounded(tmp_path: Path) -> None:
    """Ours is 700 W for the H100, and 400 to 550 W for the H20."""
    found = disagreements(
        tmp_path, "TDP (W)", "H100 SXM,693", "H100SXM,707", "HGX H20,396", "NVIDIA HGX H20,555.5",
        "NVIDIA H100 SXM5 80GB,692.9",
    )  # fmt: skip
    assert [(row, reason) for row, *_, reason in found] == [(6, "0.99 times ours, from nvidia-h100-whitepaper")]
    told = disagreements(tmp_path, "TDP (W)", "H100 SXM,707.1", "HGX H20,395", "NVIDIA HGX H20,556")
    assert [row for row, *_ in told] == [2, 3, 4]


def test_a_table_may_name_a_chip_as_we_do(tmp_path: Path) -> None:
    assert disagreements(tmp_path, "TDP (W)", "H100,1050", "A100,400") == [
        (2, "H100", "h100", "tdp", "1.5 times ours, from nvidia-h100-whitepaper")
    ]


def test_peaks_that_we_know_too_are_compared_and_others_left(tmp_path: Path) -> None:
    header = "Tensor-FP16/BF16 performance (FLOP/s),FP8 performance (FLOP/s),FP4 performance (FLOP/s)"
    assert disagreements(tmp_path, header, "H100 SXM,4.947e14,1.9789e15,9e15") == [
        (2, "H100 SXM", "h100", "peak.bf16", "0.5 times ours, from nvidia-h100-whitepaper")
    ]


def test_a_disagreement_says_what_we_note_of_our_figure(tmp_path: Path) -> None:
    assert disagreements(tmp_path, "Memory bandwidth (byte/s)", "MetaX C500,1.8e13") == [
        (2, "MetaX C500", "c500", "bandwidth",
         "10 times ours, from epoch-ml-hardware-2026-04: printed as 18: a slip of ten"),
    ]  # fmt: skip


def test_only_a_memory_that_follows_from_gib_is_said_to(tmp_path: Path) -> None:
    """24 GB are 22.35 GiB."""
    found = disagreements(tmp_path, "Memory (bytes),TDP (W)", "Cambricon MLU370-X4,22.36e9,139.7", "H100 SXM,160e9,700")
    assert [(row, figure, reason) for row, _, _, figure, reason in found] == [
        (2, "memory", "GiB taken as GB: ours is from epoch-ml-hardware-2026-04"),
        (2, "tdp", "0.931 times ours, from epoch-ml-hardware-2026-04"),
        (3, "memory", "2 times ours, from nvidia-h100-whitepaper"),
    ]


def test_a_tpp_is_held_to_the_peaks_of_its_row(tmp_path: Path) -> None:
    header = (
        "Tensor-FP16/BF16 performance (FLOP/s),FP8 performance (FLOP/s),INT8 performance (OP/s),Memory (bytes),"
        "Total processing performance (bit-OP/s)"
    )
    found = disagreements(
        tmp_path, header,
        "Rounded,1e15,,,,1.616e16",  # a hundredth above 16 times its peak
        "Beyond,1e15,,,,1.617e16",
        "Lesser,1e15,1.5e15,1.5e15,,1.2e16",  # 8 bits of either
        "Bare,,,,8e10,1.6e16",  # nothing to hold it to
    )  # fmt: skip
    assert [(row, figure, reason) for row, _, _, figure, reason in found] == [
        (3, "tpp", "theirs follows from none of its peaks; ours from BF16"),
        (4, "tpp", "theirs follows from FP8; ours from BF16"),
    ]


@pytest.mark.parametrize("argv", [(), ("--diff",), ("--columns", "id,bf16"), ("--sort", "bf16", "--vendor", "NVIDIA")])
@pytest.mark.parametrize("format_name", ["table", "json", "ndjson", "csv", "markdown"])
def test_every_format(argv: tuple[str, ...], format_name: str, table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["chips", "--from", str(table), *argv, "--format", format_name]) == 0
    text = capsys.readouterr().out
    if format_name == "json":
        assert len(json.loads(text)["rejected"]) == 5


@pytest.mark.parametrize(
    ("text", "found"),
    [("Name,TDP (W)\nB300,1400\n", "Name, TDP (W) ..."), ("Hardware name,TDP\nB300,1400\n", "Hardware name, TDP ...")],
)
def test_a_header_that_lacks_what_is_read_is_told_all_of_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, found: str
) -> None:
    file = tmp_path / "chips.csv"
    file.write_text(text, "utf-8")
    assert main(["chips", "--from", str(file)]) == 3
    told = capsys.readouterr().err
    assert f"header: found {found}, wanted a column 'Hardware name'" in told
    assert all(column in told for column in MAPPED)


def test_help_names_every_column_that_is_read() -> None:
    _, _, told = EPILOG.partition("--from reads")
    lines = [line.strip().removesuffix(" (needed)") for line in told.splitlines() if line.startswith("  ")]
    assert lines == list(MAPPED)


def test_another_csv_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "other.csv"
    file.write_text("a,b\n1,2\n", "utf-8")
    assert main(["chips", "--from", str(file)]) == 3
    assert "header: found a, b ..., wanted a column 'Hardware name'" in capsys.readouterr().err
    assert main(["chips", "--from", str(tmp_path / "none.csv")]) == 3
    assert "no such file" in capsys.readouterr().err


def test_a_peak_without_tensor_units_stands_in_and_the_rest_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "hardware.csv"
    header = (
        "Hardware name,Tensor-FP16/BF16 performance (FLOP/s),FP16 (half precision) performance (FLOP/s),"
        "Total processing performance (bit-OP/s),Foundry,Memory (bytes)"
    )
    rows = (
        "Plain,,3.76e14,6.016e15,SMIC,",  # its only FP16
        "Both,2.5e15,2.34e15,3.744e16,,",  # TPP by its vector units
        "Empty,,,,TSMC,",
        "Google TPU v7 Ironwood,,,,,192e9",  # GiB taken as GB
    )
    file.write_text("\n".join((header, *rows)) + "\n", "utf-8")
    found = chip_table(file)
    plain = found.chips.chips[0]
    assert plain.peak["bf16"] is not None
    assert plain.peak["bf16"].estimate == 3.76e14
    assert found.kept == {"plain": {"Foundry": "SMIC"}}
    assert [(row.row, row.reason) for row in found.rejected] == [(4, "holds no figure of a chip")]
    told = {item.name: item.reason for item in found.disagreements}
    assert told["Both"] == "theirs follows from its FP16 (half precision); ours from BF16"
    assert told["Google TPU v7 Ironwood"].startswith("GiB taken as GB")


def test_their_chips_are_used_by_name(table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    brought = ["--chips-from", str(table)]
    added = [
        "--set", "us.chips.new-chip.compute_share.2025=1", "--set", "us.chips.new-chip.utilisation=0.4",
        "--set", "us.chips.new-chip.price=20000 USD", "--set", "chips.new-chip.tdp=700 W",
    ]  # fmt: skip
    assert main(["compare", "us", "china", *brought, *added, "--format", "json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    chip = answer["sides"][0]["chips"][-1]
    assert chip["chip"] == "new-chip"
    assert chip["h100_equivalent"]["p50"] == pytest.approx(2e15 / 1.9789e15)
    assert "imported-table" in {source["id"] for source in answer["sources"]}

    assert main(["compare", "us", "china", *brought, *added[:2]]) == 4
    assert "no price of New Chip is known" in capsys.readouterr().err
    assert main(["compare", "us", "china", *added]) == 4
    told = capsys.readouterr().err
    assert "no chip 'new-chip'" in told
    assert "(--chips-from brings others)" in told
    assert main(["compare", "us", "china", *brought, "--set", "us.chips.new-chp.compute_share.2025=1"]) == 4
    assert capsys.readouterr().err.endswith("did you mean new-chip?\n")

    scenario = tmp_path / "mine.toml"
    assert main(["scenario", "new", "evidence", "--output", str(scenario)]) == 0
    scenario.write_text(scenario.read_text("utf-8").replace('chip = "ascend-910c"', 'chip = "new-chip"'), "utf-8")
    assert main(["scenario", "check", str(scenario)]) == 3
    assert "counted.ascend.chip: no chip 'new-chip'" in capsys.readouterr().err
    assert main(["scenario", "check", str(scenario), *brought]) == 0
    assert main(["compare", "us", "china", "-s", str(scenario), "--route", "counted", *brought]) == 0
    assert main(["explain", "performance_gap", "us", "china", "-s", str(scenario), *brought]) == 0


ADDED = (
    "us.chips.new-chip.compute_share.2025=1", "us.chips.new-chip.utilisation=0.4", "chips.new-chip.tdp=700 W",
    "us.chips.new-chip.price=20000 USD",
)  # fmt: skip


def test_every_study_of_a_scenario_takes_their_chips(
    table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--chips-from", str(table), *(word for text in ADDED for word in ("--set", text)), "--samples", "16"]
    with_it = computegap.compare("us", "china", chips_from=str(table), overrides=ADDED, samples=16)
    assert with_it == computegap.compare("us", "china", chips_from=table, overrides=ADDED, samples=16)

    assert main(["forecast", "us", "china", "--to", "2026", *options, "--format", "json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["years"][0]["ratio"]["p50"] == pytest.approx(with_it.ratio.p50)
    kept = tmp_path / "answer.json"
    kept.write_text(json.dumps(answer), "utf-8")
    assert main(["rerun", str(kept), "--field", "years.0.ratio.p50"]) == 0
    assert float(capsys.readouterr().out) == pytest.approx(with_it.ratio.p50)

    assert main(["sweep", "us", "china", "--vary", "us.capex.2025=300,400", "-q", "ratio", *options]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 3
    rows = tmp_path / "rows.csv"
    rows.write_text("chips.new-chip.tdp\n700\n", "utf-8")
    assert main(["eval", "ratio", "--input", str(rows), *options]) == 0
    assert capsys.readouterr().out.startswith("chips.new-chip.tdp,ratio\n700,")
    assert main(["show", "chips.new-chip.peak", "--chips-from", str(table)]) == 0

    table.write_text(table.read_text("utf-8").replace("2026-01-01,1e15,2e15", "2026-01-01,1e15,4e15", 1), "utf-8")
    assert main(["rerun", str(kept)]) == 3
    assert "has changed since" in capsys.readouterr().err


def test_a_sweep_is_another_with_other_figures_of_a_table(table: Path) -> None:
    settings = {"chips_from": str(table), "overrides": ADDED, "samples": 16}
    request = Request("us", "china", ("us.capex=300..400:2",), ("ratio",), "grid", (), tuple(settings.items()))
    before = Sweep(request)
    assert Sweep(request).fingerprint == before.fingerprint
    table.write_text(table.read_text("utf-8").replace("2026-01-01,1e15,2e15", "2026-01-01,1e15,4e15", 1), "utf-8")
    after = Sweep(request)
    assert after.fingerprint != before.fingerprint
    assert after.part(0, 2).found[0, 0, 3] > before.part(0, 2).found[0, 0, 3]


def test_a_cluster_of_their_chips_says_whose_power(table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["cluster", "new-chip", "--count", "10", "--chips-from", str(table), "--samples", "16"]
    assert main(asked) == 2
    assert "--in: the country of New Chip's vendor is unknown, wanted one of us, china, uk" in capsys.readouterr().err
    assert main([*asked, "--in", "us"]) == 4
    assert "no utilisation is known for chips from an unknown country: state it" in capsys.readouterr().err
    assert main([*asked, "--in", "us", "--utilisation", "0.4", "--field", "peak"]) == 0
    assert float(capsys.readouterr().out) == 1e16


def test_one_of_a_kind_is_counted_as_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "one.csv"
    file.write_text("\n".join((HEADER, ROWS[1])) + "\n", "utf-8")
    assert main(["chips", "--from", str(file), "--diff"]) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "1 chip, 0 rows not used, 1 disagreement, 1 column without a place." in told
