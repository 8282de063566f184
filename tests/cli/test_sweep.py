"""`computegap sweep`, as a shell meets it."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path

import pytest

from computegap import cli
from computegap.cli import main
from computegap.studies import sweep as study

SWEEP = ["sweep", "us", "china", "--vary", "china.process.yield=0.5..0.9:12", "--samples", "50"]


def test_to_stdout_and_to_a_file_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(SWEEP) == 0
    out, err = capsys.readouterr()
    assert len(out.splitlines()) == 25
    assert err == ""
    assert main([*SWEEP, "--output", str(tmp_path / "grid.csv"), "--workers", "1"]) == 0
    assert (tmp_path / "grid.csv").read_text("utf-8") == out
    assert [path.name for path in tmp_path.iterdir()] == ["grid.csv"]
    told, *summary = capsys.readouterr().err.splitlines()
    assert told.startswith("computegap: 12 worlds, in ")
    medians = [float(line.split(",")[6]) for line in out.splitlines()[1::2]]
    assert summary[0] == (
        f"computegap: ratio: median {min(medians):.2f} (china.process.yield=0.9) "
        f"to {max(medians):.2f} (china.process.yield=0.5)"
    )
    assert summary[1].startswith("computegap: performance_gap, %: median ")


def test_what_an_output_leads_to_is_written_and_no_device_replaced(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(SWEEP) == 0
    out = capsys.readouterr().out
    assert main([*SWEEP, "--output", "-"]) == 0
    assert capsys.readouterr() == (out, "")
    assert list(tmp_path.iterdir()) == []

    own, link = tmp_path / "own.csv", tmp_path / "link.csv"
    link.symlink_to(own)
    assert main([*SWEEP, "--output", "link.csv", "--quiet"]) == 0
    assert link.is_symlink()
    assert own.read_text("utf-8") == out

    os.mkfifo("pipe.csv")
    Path("way.csv").symlink_to("pipe.csv")
    for output, told in (
        ("pipe.csv", "--output pipe.csv: found a device or a pipe, wanted a file"),
        ("way.csv", "--output way.csv: found a device or a pipe, wanted a file"),
        (str(tmp_path), "is a folder, wanted a file"),
    ):
        assert main([*SWEEP, "--output", output, "--format", "csv"]) == 2
        assert told in capsys.readouterr().err
    assert Path("pipe.csv").is_fifo()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link.csv", "own.csv", "pipe.csv", "way.csv"]


def test_an_interrupted_run_continues_and_repeats_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    args = [*SWEEP, "--output", str(tmp_path / "grid.csv")]
    done: list[int] = []
    whole = study.Sweep.part

    def part(self: study.Sweep, start: int, stop: int) -> study.Part:
        if len(done) == 2:
            raise KeyboardInterrupt
        done.append(start)
        return whole(self, start, stop)

    monkeypatch.setattr(study.Sweep, "part", part)
    assert main(args) == 130
    parts = tmp_path / "grid.csv.parts"
    assert capsys.readouterr().err == (
        f"computegap: interrupted; finished parts are in {parts}, and the same command continues\n"
    )
    assert done == [0, 4]
    done.pop()
    assert main(args) == 0
    assert done == [0, 8]
    assert "12 worlds, 8 of them from an earlier run, in" in capsys.readouterr().err
    monkeypatch.undo()
    assert main(SWEEP) == 0
    assert (tmp_path / "grid.csv").read_text("utf-8") == capsys.readouterr().out


def test_a_signal_too_is_told_with_where_the_finished_parts_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(study.Sweep, "part", lambda *_: signal.raise_signal(signal.SIGINT))
    before = signal.signal(signal.SIGINT, cli._end)  # noqa: SLF001 - as `run` sets it
    try:
        code = main([*SWEEP, "--output", str(tmp_path / "grid.csv"), "--workers", "1"])
    finally:
        signal.signal(signal.SIGINT, before)
    assert code == 130
    told = capsys.readouterr().err
    assert told.startswith("computegap: interrupted; finished parts are in ")


def test_a_data_set_stays_in_parts(tmp_path: Path) -> None:
    from pyarrow import parquet  # noqa: PLC0415 - slow to import

    assert main([*SWEEP, "--output", str(tmp_path / "grid.parquet"), "--quiet"]) == 0
    assert len(list((tmp_path / "grid.parquet").glob("part-*.parquet"))) == 3
    assert parquet.read_table(tmp_path / "grid.parquet" / "part-000000000000.parquet").num_rows == 8


def test_an_ending_that_is_no_format_is_refused_unless_the_format_is_stated(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    argv = [*SWEEP, "--quiet", "--workers", "1", "--output"]
    assert main([*argv, str(tmp_path / "grid.json")]) == 2
    told = capsys.readouterr().err
    assert "grid.json: wanted a name that ends in .csv, .ndjson, .jsonl, .parquet, or --format beside another" in told
    assert list(tmp_path.iterdir()) == []
    assert main([*argv, str(tmp_path / "grid.json"), "--format", "ndjson"]) == 0
    assert main([*argv, str(tmp_path / "grid.JSONL")]) == 0
    assert main([*argv, str(tmp_path / "grid")]) == 0
    assert (tmp_path / "grid.json").read_bytes() == (tmp_path / "grid.JSONL").read_bytes()
    assert (tmp_path / "grid").read_text("utf-8").startswith("china.process.yield,quantity,")


def test_worlds_of_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "worlds.csv"
    path.write_text("china.process.yield,us.capex\n75%,400\n0.9,1e12 USD\n", "utf-8")
    assert main(["sweep", "us", "china", "--design-file", str(path), "-q", "ratio", "-f", "ndjson"]) == 0
    out = capsys.readouterr().out.splitlines()
    assert out[0].startswith('{"china.process.yield":0.75,"us.capex":400.0,"quantity":"ratio","unit":"1","mean":')
    assert out[1].startswith('{"china.process.yield":0.9,"us.capex":1000.0,')


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--design-file", "FILE", "--vary", "us.capex=1,2"), 2, "wanted one of them"),
        (("--design-file", "MISSING"), 3, "no such file"),
        (("--design-file", "EMPTY"), 3, "found no worlds"),
        (("--design-file", "RAGGED"), 3, "row 1: found 1 cell, wanted 2"),
        (("--design-file", "RETURNS"), 3, "row 1: not CSV: new-line character"),
        (("--design-file", "HEADLESS"), 3, "header: not CSV: new-line character"),
        (("--design-file", "GAP"), 3, "GAP: row 2: column china.capex: found '', wanted"),
        (("--design-file", "WORDS"), 3, "WORDS: row 1: column us.capex: found 'many', wanted"),
        (("--design-file", "BEYOND"), 3, "BEYOND: row 2: column china.process.yield: found 1.2, wanted"),
        (("--design-file", "STRANGE"), 3, "STRANGE: column us.capx: 'us.capx' is no input"),
        (("--design-file", "TWICE"), 3, "TWICE: column us.capex: us.capex.2025 is varied already"),
        (("--vary", "us.capex=1,2", "--scheduler", "tcp://here:1"), 2, "no --engine dask"),
        (("--vary", "us.capex=1,2", "--format", "parquet"), 2, "wanted --output FOLDER"),
        (("--vary", "us.capex=1,2", "-q", "ratoi"), 2, "no quantity 'ratoi'"),
    ],
)
def test_what_does_not_fit(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], code: int, said: str
) -> None:
    texts = {
        "FILE": "us.capex\n1\n",
        "EMPTY": "us.capex\n",
        "RAGGED": "us.capex,china.capex\n1\n",
        "GAP": "us.capex,china.capex\n300,80\n300,\n",
        "WORDS": "us.capex\nmany\n",
        "BEYOND": "china.process.yield\n0.8\n1.2\n",
        "STRANGE": "us.capx\n300\n",
        "TWICE": "us.capex,us.capex\n300,300\n",
        "RETURNS": "us.capex\n1\r2\n",
        "HEADLESS": "us.\rcapex\n1\n",
    }
    for name, text in texts.items():
        (tmp_path / name).write_bytes(text.encode())
    given = [str(tmp_path / item) if item.isupper() else item for item in arguments]
    assert main(["sweep", "us", "china", *given]) == code
    assert said in capsys.readouterr().err


GRID = [
    "sweep",
    "us",
    "china",
    "--vary",
    "china.process.yield=0.5,0.9",
    "--vary",
    "us.capex=300,600",
    "--samples",
    "50",
]


def test_a_grid_is_drawn_as_a_heat_map(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*GRID, "-q", "ratio", "--chart", "--chart-file", str(tmp_path / "grid.svg")]) == 0
    drawn = capsys.readouterr().out
    assert "Across: us.capex, bn USD. Down: china.process.yield. Cells: ratio, denser is\nmore." in drawn
    assert "(china.process.yield=0.5, us.capex=600)" in drawn
    rows = [line.split() for line in drawn.splitlines() if line.startswith(("0.5", "0.9"))]
    assert [row[0] for row in rows] == ["0.5", "0.9"]
    assert [cell.rstrip("░▒▓█") for cell in rows[1][1:]] == ["38", "76"]
    assert (tmp_path / "grid.svg").read_text("utf-8").startswith("<svg")


SET = ["--set", "china.capex=80", "--set", "chips.h100.price=30000 USD"]


def test_what_is_set_is_stated_by_chart_summary_and_sheet(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main([*SWEEP, "-q", "ratio", "--chart", *SET]) == 0
    drawn = " ".join(capsys.readouterr().out.split())
    assert "ranges are p5-p95; set china.capex=80; set chips.h100.price=30000 USD." in drawn
    monkeypatch.chdir(tmp_path)
    assert main([*SWEEP, "--output", "grid.parquet", "-q", "ratio", *SET]) == 0
    told = capsys.readouterr().err.splitlines()[0]
    assert told.startswith("computegap: 12 worlds, in grid.parquet, in ")
    assert told.endswith("; set china.capex=80; set chips.h100.price=30000 USD")
    sheet = json.loads((tmp_path / "grid.parquet" / "run.json").read_text("utf-8"))
    assert sheet["overrides"] == ["china.capex=80", "chips.h100.price=30000 USD"]


def test_one_input_is_drawn_as_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*SWEEP, "-q", "ratio", "--chart"]) == 0
    assert "Down: china.process.yield. Across: ratio." in capsys.readouterr().out


@pytest.mark.parametrize(
    "more",
    [
        ["--vary", "china.capex=1,2"],
        ["--design-file", "worlds.csv"],
        ["--format", "csv"],
        ["--vary", "china.subsidy=0..50:2000"],
    ],
)
def test_what_no_chart_shows_is_refused_before_the_work(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, more: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "worlds.csv").write_text("china.capex\n80\n")
    base = ["sweep", "us", "china"] if "--design-file" in more else GRID
    assert main([*base, *more, "--chart"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "--chart" in err


def test_what_no_picture_is_drawn_in_or_of_is_told_of_the_option_given_before_the_work(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = ["--output", str(tmp_path / "rows.csv")]
    assert main([*GRID, *rows, "--chart-file", "grid.bmp"]) == 2
    told = capsys.readouterr().err
    assert told == "computegap: --chart-file grid.bmp: wanted a name that ends in .svg, .png, .pdf, .html\n"
    assert main([*GRID, *rows, "--vary", "china.capex=1,2", "--chart-file", "grid.svg"]) == 2
    assert "--chart-file: wanted a grid of one input or two" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_world_without_an_answer_is_counted_as_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    argv = ["sweep", "us", "china", "--vary", "china.capex=0,80", "-q", "ratio", "--samples", "16"]
    assert main([*argv, "--output", str(tmp_path / "rows.csv"), "--chart-file", str(tmp_path / "grid.svg")]) == 2
    *_, summary, told = capsys.readouterr().err.splitlines()
    assert summary.endswith("; 1 world has no answer")
    assert told == "computegap: no chart: found 1 world without a ratio, wanted none: vary less"


@pytest.mark.parametrize("suffix", ["csv", "ndjson", "parquet"])
def test_a_continued_run_sums_up_and_draws_all_its_worlds(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, suffix: str
) -> None:
    args = [*SWEEP, "-q", "ratio", "--workers", "1", "--chart", "--output"]
    assert main([*args, str(tmp_path / f"whole.{suffix}")]) == 0
    whole = capsys.readouterr()
    answered = study.Sweep.part

    def part(self: study.Sweep, start: int, stop: int) -> study.Part:
        if start >= 8:
            raise KeyboardInterrupt
        return answered(self, start, stop)

    with monkeypatch.context() as patch:
        patch.setattr(study.Sweep, "part", part)
        assert main([*args, str(tmp_path / f"grid.{suffix}")]) == 130
    capsys.readouterr()
    assert main([*args, str(tmp_path / f"grid.{suffix}")]) == 0
    continued = capsys.readouterr()
    assert continued.out == whole.out
    assert "8 of them from an earlier run" in continued.err
    assert continued.err.splitlines()[1:] == whole.err.splitlines()[1:]


def test_dollars_in_the_place_of_billions_are_read_as_such_and_told(capsys: pytest.CaptureFixture[str]) -> None:
    def swept(wish: str) -> tuple[str, str]:
        argv = ["sweep", "us", "china", "--vary", f"us.capex={wish}", "-q", "ratio", "--samples", "16"]
        assert main(argv) == 0
        return capsys.readouterr()

    bare, stated, billions = (swept(wish) for wish in ("3e11..1e12:2log", "3e11..1e12 USD:2log", "300..1000:2log"))
    assert [line.split(",")[0] for line in bare[0].splitlines()[1:]] == ["300.0", "1000.0"]
    assert bare[0] == stated[0] == billions[0]
    assert "us.capex.2025 is read in USD, as 1e+12 bn USD can hardly be meant.\n" in bare[1]
    assert "is read in" not in stated[1] + billions[1]
    argv = ["--scenario", "evidence", "--route", "power", "--vary", "us.facility_power=5e9,6e9", "--samples", "16"]
    assert main(["sweep", "us", "china", *argv]) == 0
    assert "us.facility_power.2025 is read in W, as 6e+09 GW can hardly be meant.\n" in capsys.readouterr().err
    # A million dollars is hardly meant either.
    assert main(["sweep", "us", "china", "--vary", "us.capex=1e6..1e12:3"]) == 2
    told = capsys.readouterr().err
    assert "a figure without a unit is in bn USD, which these can hardly be: wanted USD or bn USD" in told
