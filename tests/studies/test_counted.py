"""Compute that owners hold, by counts in the form of Epoch AI's CSVs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from computegap.cli import main
from computegap.errors import DataError, ScenarioError, UsageError
from computegap.studies.counted import compare_counts

if TYPE_CHECKING:
    from pathlib import Path

HEADER = (
    "Name,Chip manufacturer,Owner,Start date,End date,Compute estimate in H100e (median),H100e (5th percentile),"
    "H100e (95th percentile),Number of Units,Number of Units (5th percentile),Number of Units (95th percentile),"
    "Chip type,Incomplete"
)


def row(owner: str, chip: str, end: str, h100e: float, units: float, incomplete: str = "") -> str:
    name = f"{owner} {chip} cumulative through {end}"
    spread = f"{h100e},{h100e},{h100e},{units},{units},{units}"
    return f"{name},Nvidia,{owner},1/1/2022,{end},{spread},{chip},{incomplete}"


@pytest.fixture
def counts(tmp_path: Path) -> Path:
    file = tmp_path / "owners.csv"
    lines = (
        HEADER,
        row("Big", "H100/H200", "12/31/2025", 900, 900),
        row("Big", "B200", "12/31/2025", 100, 40),
        row("Other", "H100/H200", "12/31/2025", 500, 500),
        row("China", "H20", "12/31/2025", 30, 200),
        row("China", "A100", "12/31/2025", 20, 60),
        row("Big", "B200", "9/30/2025", 50, 20),
        row("China", "H20", "9/30/2025", 25, 160),
        row("Big", "B200", "3/31/2026", 500, 200, "checked"),
        row("China", "H20", "3/31/2026", 30, 200, "checked"),
        "Big quarter,Nvidia,Big,10/1/2025,12/31/2025,1,1,1,1,1,1,B200,",
        row("Big", "B200", "someday", 1, 1),
    )
    file.write_text("\n".join(lines) + "\n", "utf-8")
    return file


def test_counts_add_up_by_hand(counts: Path) -> None:
    found = compare_counts("Big", "China", [counts])
    assert (found.basis, found.route, found.year) == ("stock", "counted", 2025)
    assert found.ratio.p50 == pytest.approx(1000 / 50)
    assert [chip.chip for chip in found.sides[0].chips] == ["H100/H200", "B200"]
    assert found.sides[1].chips[0].units.p50 == 200
    assert found.sides[0].capex is None
    assert any("2025-12-31" in note for note in found.notes)
    assert any("not cumulative" in note for note in found.notes)
    assert any("someday" in note for note in found.notes)


def test_a_pattern_of_the_shell_names_several_files(
    counts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    more = tmp_path / "more.csv"
    more.write_text("\n".join((HEADER, row("Big", "TPU", "12/31/2025", 1000, 900))) + "\n", "utf-8")
    files = (str(counts), str(more), str(counts))
    assert main(["compare", "Big", "China", "--counts", *files, "--as-of", "2025-12-31"]) == 0
    told = capsys.readouterr().out
    # A file that is named twice is counted once.
    assert told.startswith("On 2025-12-31 Big owns 40 times the AI compute that China owns")
    assert "as of 2025-12-31; basis stock (owned then)" in " ".join(told.split())
    assert "Chips owned" in told
    assert "$ thousand" not in told


def test_two_sides_go_by_two_names(counts: Path) -> None:
    with pytest.raises(UsageError, match="found two sides that go by 'us'"):
        compare_counts("us=Big", "us=China", [counts])


def test_groups_dates_and_incomplete_quarters(counts: Path) -> None:
    assert compare_counts("us=Big+Other", "china", [counts]).ratio.p50 == pytest.approx(1500 / 50)
    assert compare_counts("Big", "China", [counts], as_of="2025-09-30").ratio.p50 == pytest.approx(2)
    assert compare_counts("Big", "China", [counts], as_of="2026-03-31").ratio.p50 == pytest.approx(500 / 30)
    assert compare_counts("China", "big", [counts]).ratio.p50 == pytest.approx(1 / 20)


def test_units_by_our_datasheets(counts: Path) -> None:
    found = compare_counts("Big", "China", [counts], our_chips=True)
    china = 200 * 296 / 1978.9 + 60 * 624 / 1978.9
    # H100/H200 is two of our chips, so the file's own H100e stand.
    assert found.ratio.p50 == pytest.approx((900 + 40 * 4500 / 1978.9) / china)
    assert any("H100/H200: not among our chips" in note for note in found.notes)


def test_ranges_are_carried(tmp_path: Path) -> None:
    file = tmp_path / "totals.csv"
    file.write_text(
        "Name,Chip manufacturer,Owner,End date,Compute estimate in H100e (median),H100e (5th percentile),"
        "H100e (95th percentile)\n"
        "A cumulative,Nvidia,A,12/31/2025,200,100,400\n"
        "B cumulative,Nvidia,B,12/31/2025,10,10,10\n",
        "utf-8",
    )
    found = compare_counts("A", "B", [file])
    assert (found.ratio.p5, found.ratio.p50, found.ratio.p95) == pytest.approx((10, 20, 40), rel=2e-3)


def test_a_total_is_not_added_to_its_own_chips(counts: Path, tmp_path: Path) -> None:
    totals = tmp_path / "totals.csv"
    totals.write_text(
        "Name,Chip manufacturer,Owner,End date,Compute estimate in H100e (median),H100e (5th percentile),"
        "H100e (95th percentile)\n"
        "Big cumulative,Nvidia,Big,12/31/2025,1000,1000,1000\n"
        "Big cumulative,AMD,Big,12/31/2025,500,500,500\n",
        "utf-8",
    )
    assert compare_counts("Big", "China", [counts, totals]).ratio.p50 == pytest.approx(1500 / 50)


def test_the_same_keys_as_compare(counts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "us=Big", "china=China", "--counts", str(counts), "--format", "json"]) == 0
    counted = json.loads(capsys.readouterr().out)
    assert main(["compare", "us", "china", "--format", "json"]) == 0
    money = json.loads(capsys.readouterr().out)
    assert set(counted) == set(money)
    assert set(counted["sides"][0]) == set(money["sides"][0])
    assert counted["basis"] == "stock"
    assert {other["basis"] for other in counted["published"]} == {"stock"}
    assert {other["id"]: other["confidence"] for other in counted["published"]} == {
        "epoch-clusters-2025": None,
        "rand-press-2025": "weak",
    }
    assert main(["compare", "us=Big", "china=China", "--counts", str(counts)]) == 0
    text = " ".join(capsys.readouterr().out.split())
    assert "the US owns 20 times the AI compute that China owns" in text
    assert "capital expenditure" not in text
    assert "far more* [" in text
    assert "* stands on a weak source alone." in text


@pytest.mark.parametrize(
    ("argv", "code", "told"),
    [
        (("Bigg", "China"), 2, "did you mean Big?"),
        (("Big", "China", "--as-of", "2025-12-30"), 2, "wanted the end of a quarter in the counts"),
        (("Other", "China", "--as-of", "2025-09-30"), 2, "2025-12-31"),
        (("Big", "China", "--rule", "artcle"), 2, "did you mean article?"),
    ],
)
def test_refusals(
    argv: tuple[str, ...], code: int, told: str, counts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["compare", *argv, "--counts", str(counts)]) == code
    assert told in capsys.readouterr().err


def test_another_file_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "other.csv"
    file.write_text("a,b\n1,2\n", "utf-8")
    assert main(["compare", "a", "b", "--counts", str(file)]) == 3
    assert "found no 'Owner'" in capsys.readouterr().err


def test_counts_are_drawn_as_what_sides_own(capsys: pytest.CaptureFixture[str], counts: Path) -> None:
    assert main(["compare", "us=Big+Other", "China", "--counts", str(counts), "--chart"]) == 0
    printed = capsys.readouterr().out.replace("\n", " ")
    assert "AI compute owned at its end" in printed
    assert "owned" in printed


def test_an_owner_that_holds_nothing_is_no_side(tmp_path: Path) -> None:
    file = tmp_path / "owners.csv"
    lines = (HEADER, row("Big", "B200", "12/31/2025", 100, 40), row("None", "B200", "12/31/2025", 0, 0))
    file.write_text("\n".join(lines) + "\n", "utf-8")
    with pytest.raises(ScenarioError, match="None holds nothing on 2025-12-31, so there is no ratio to it"):
        compare_counts("Big", "None", [file])


def test_a_side_of_counts_has_a_name_where_one_is_given(tmp_path: Path) -> None:
    lines = (HEADER, row("Big", "B200", "12/31/2025", 100, 40), row("Small", "B200", "12/31/2025", 9, 4))
    file = written(tmp_path / "owners.csv", *lines)
    with pytest.raises(UsageError, match="'=Big': found no name before the equals sign, wanted NAME=OWNER"):
        compare_counts("=Big", "Small", [file])


TOTALS = (
    "Name,Chip manufacturer,Owner,End date,Compute estimate in H100e (median),H100e (5th percentile),"
    "H100e (95th percentile)"
)


def total(owner: str, median: float, p5: float, p95: float, end: str = "12/31/2025") -> str:
    return f"{owner} cumulative,Nvidia,{owner},{end},{median},{p5},{p95}"


def written(file: Path, *lines: str) -> Path:
    file.write_text("\n".join(lines) + "\n", "utf-8")
    return file


def test_what_a_kind_of_chip_comes_to_by_hand(counts: Path) -> None:
    found = compare_counts("Big", "China", [counts])
    mine = found.sides[0].chips
    # No owner makes what it owns.
    assert [(chip.chip, chip.name, chip.measured_by, chip.domestic) for chip in mine] == [
        ("H100/H200", "H100/H200", "file", False), ("B200", "B200", "file", False),
    ]  # fmt: skip
    assert "Counts as of 2025-12-31; H100e by the files." in found.notes
    shares = [chip.compute_share for chip in mine]
    assert [share.p50 for share in shares if share] == pytest.approx([0.9, 0.1])
    assert [chip.units.p50 for chip in mine] == [900, 40]
    assert [chip.h100_equivalent.p50 for chip in mine] == pytest.approx([1, 2.5])
    by_ours = compare_counts("Big", "China", [counts], our_chips=True)
    assert {chip.measured_by for chip in by_ours.sides[0].chips} == {"datasheet"}
    assert "Counts as of 2025-12-31; H100e by our datasheets where we have the chip." in by_ours.notes


def test_our_datasheet_counts_at_the_next_wider_format_where_it_lacks_8_bits(tmp_path: Path) -> None:
    """The P800 is known by its BF16 alone, disputed below: the middle is what it counts at."""
    file = written(
        tmp_path / "owners.csv",
        HEADER,
        row("A", "Kunlun P800", "12/31/2025", 1, 1000),
        row("B", "H100", "12/31/2025", 1, 100),
    )
    found = compare_counts("A", "B", [file], our_chips=True)
    assert found.ratio.p50 == pytest.approx(10 * 345 / 1978.9)
    assert not any("not among our chips" in note for note in found.notes)


def test_a_chip_whose_peak_we_do_not_know_counts_as_the_file_has_it(tmp_path: Path) -> None:
    file = written(
        tmp_path / "owners.csv",
        HEADER,
        row("A", "Zhenwu M890", "12/31/2025", 300, 1000),
        row("B", "H100", "12/31/2025", 1, 100),
    )
    found = compare_counts("A", "B", [file], our_chips=True)
    assert found.ratio.p50 == pytest.approx(3)
    assert "Zhenwu M890: not among our chips with a peak to count by, so its H100e are the file's." in found.notes


def test_figures_are_told_with_the_ends_that_the_file_states(tmp_path: Path) -> None:
    file = written(
        tmp_path / "totals.csv",
        TOTALS,
        total("A", 200, 100, 400),
        total("B", 10, 10, 10),
        # No logarithm of 0, and no width below the median or above it: the median alone counts.
        total("C", 200, 0, 400),
        total("D", 100, 100, 400),
        total("E", 0.8, 0.5, 1),
        total("F", 300, 100, 300),
    )
    found = compare_counts("ac=A+C+E", "bd=B+D+F", [file], samples=64)
    told = {item.path: (item.low, item.value, item.high, item.interval) for item in found.inputs}
    assert told["counts.A.Nvidia.all.h100e"] == (100, 200, 400, "p5-p95")
    assert told["counts.E.Nvidia.all.h100e"] == (0.5, 0.8, 1, "p5-p95")
    for name, value in (("B", 10), ("C", 200), ("D", 100), ("F", 300)):
        assert told[f"counts.{name}.Nvidia.all.h100e"] == (None, value, None, "exact")
    assert found.sides[1].added_compute.p50 == found.sides[1].added_compute.p95 == 410
    (first, *_) = found.inputs
    assert (first.where, first.as_of, first.source) == ("totals.csv, row 2", "2025-12-31", "counts")


def test_every_source_is_cited_and_the_file_as_the_users(counts: Path) -> None:
    found = compare_counts("Big", "China", [counts], samples=64)
    file, *others = found.sources
    assert file == (
        "owners.csv", "Counts in owners.csv", "2025-12-31", "a file of the user's", str(counts), "dataset",
    )  # fmt: skip
    used = {item.source for item in found.inputs}
    assert {source.id for source in others} == used - {"counts"}
    assert min(used) < "counts" < max(used)


@pytest.mark.parametrize(
    ("bad", "rest"),
    [(3, []), (4, ["some.csv: 4 rows not used in all."]), (5, ["some.csv: 5 rows not used in all."])],
)
def test_the_first_three_rows_that_are_not_used_are_told_and_how_many_there_are(
    bad: int, rest: list[str], tmp_path: Path
) -> None:
    lines = [row("Big", "B200", "someday", 1, 1)] * bad
    file = written(tmp_path / "some.csv", TOTALS, *lines, total("A", 2, 2, 2), total("B", 1, 1, 1))
    notes = [note for note in compare_counts("A", "B", [file], samples=64).notes if note.startswith("some.csv")]
    assert [note.partition(",")[2].partition(":")[0] for note in notes[:3]] == [
        f" row {number}, not used" for number in (2, 3, 4)
    ]
    assert notes[3:] == rest


def test_files_without_a_row_of_use_are_named_with_the_first_reason(tmp_path: Path) -> None:
    empty = written(tmp_path / "empty.csv", TOTALS)
    with pytest.raises(DataError) as raised:
        compare_counts("A", "B", [empty])
    assert str(raised.value) == f"{empty}: no row can be used"
    bad = written(tmp_path / "bad.csv", TOTALS, total("A", 2, 2, 2, "someday"), total("A", -1, 2, 2))
    with pytest.raises(DataError) as raised:
        compare_counts("A", "B", [empty, bad])
    assert str(raised.value) == (
        f"{empty}, {bad}: no row can be used: bad.csv, row 2, not used: End date: found 'someday', "
        "wanted month/day/year."
    )


def test_a_date_that_is_not_there_gets_the_last_six_that_are(tmp_path: Path) -> None:
    ends = [f"{month}/{day}/{year}" for year in (2023, 2024) for month, day in ((3, 31), (6, 30), (9, 30), (12, 31))]
    lines = [total(owner, 1, 1, 1, end) for owner in ("A", "B") for end in ends]
    file = written(tmp_path / "owners.csv", TOTALS, *lines, total("C", 1, 1, 1, "1/31/2020"))
    with pytest.raises(UsageError) as raised:
        compare_counts("A", "B", [file], as_of="2024-12-30")
    assert str(raised.value) == (
        "--as-of: found '2024-12-30', wanted the end of a quarter in the counts: "
        "2023-09-30, 2023-12-31, 2024-03-31, 2024-06-30, 2024-09-30, 2024-12-31"
    )
    with pytest.raises(UsageError, match=r"wanted the end of a quarter in the counts: none that all owners share$"):
        compare_counts("A", "C", [file])


@pytest.mark.parametrize(
    ("more", "told"), [({"samples": 0}, "samples: found 0, wanted"), ({"seed": -1}, "seed: found -1, wanted")]
)
def test_samples_and_a_seed_are_whole_numbers_that_can_be(more: dict[str, int], told: str, counts: Path) -> None:
    with pytest.raises(UsageError, match=told):
        compare_counts("Big", "China", [counts], **more)  # type: ignore[arg-type]  # whole numbers alone
    assert compare_counts("Big", "China", [counts], samples=1, seed=0).ratio.p50 == pytest.approx(20)
