"""`computegap eval`, as a shell meets it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from computegap.cli import delivery, main
from computegap.errors import UsageError
from computegap.rows import blocks, pipe
from computegap.studies.comparison import Question
from computegap.studies.inputs import Draws
from computegap.units import UNITS

if TYPE_CHECKING:
    from pathlib import Path


def rows(tmp_path: Path, text: str, name: str = "rows.csv") -> str:
    path = tmp_path / name
    path.write_bytes(text.encode())
    return str(path)


def test_columns_stand_in_for_inputs_as_set_does(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = rows(tmp_path, "who,china.capex,y\nx,80,75%\ny,90..100,0.8\n")
    assert main(["eval", "ratio", "lag", "-i", path, "--map", "y=china.process.yield", "--ranges"]) == 0
    table = [line.split(",") for line in capsys.readouterr().out.splitlines()]
    assert table[0][3:] == ["ratio.p5", "ratio.p50", "ratio.p95", "lag.p5", "lag.p50", "lag.p95"]
    assert table[1][3] == table[1][4] == table[1][5]
    # The same by `compare`, with every other input at the middle of its range.
    question = Question("us", "china")
    draws = Draws(lambda belief: belief.middle, 1)
    question.work_out(draws)
    sets = []
    for path_, belief in draws.beliefs.items():
        value = repr(belief.middle / UNITS[draws.input(path_).unit].scale)
        sets += ["--set", f"{path_}={value}"]
    for row, own in (
        (1, ["china.capex=80", "china.process.yield=75%"]),
        (2, ["china.capex=90..100", "china.process.yield=0.8"]),
    ):
        given = [*sets, *(part for item in own for part in ("--set", item))]
        assert main(["compare", "us", "china", *given, "--format", "json"]) == 0
        answer = json.loads(capsys.readouterr().out)
        for percent, found in zip(("p5", "p50", "p95"), table[row][3:6], strict=True):
            assert float(found) == pytest.approx(answer["ratio"][percent], rel=1e-8)
        for percent, found in zip(("p5", "p50", "p95"), table[row][6:9], strict=True):
            assert float(found) == pytest.approx(answer["lag_months"][percent], rel=1e-8)


def test_rows_keep_their_text_order_and_unknown_columns(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = rows(tmp_path, 'note,china.process.yield,z\n"a, ""b""\nc",0.70,é\n,75%,\n')
    assert main(["eval", "china.yield_cost_inflation", "-i", path]) == 0
    assert capsys.readouterr().out == (
        "note,china.process.yield,z,china.yield_cost_inflation\n"
        '"a, ""b""\nc",0.70,é,0.487470158441\n,75%,,0.33384808238\n'
    )


def test_objects_keep_theirs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = rows(tmp_path, '{"y": 0.70, "deep": {"a":[1]} }\n{"y":"75%"}\n', "rows.ndjson")
    assert main(["eval", "i=china.yield_cost_inflation", "--map", "y=china.process.yield", "-i", path]) == 0
    assert capsys.readouterr().out == (
        '{"y": 0.70, "deep": {"a":[1]} ,"i":0.487470158441}\n{"y":"75%","i":0.33384808238}\n'
    )


@pytest.mark.parametrize(
    ("kind", "wanted"),
    [
        ("ndjson", '{"a":"x, y","china.process.yield":0.70,"i":0.487470158441}\n'),
        ("tsv", "a\tchina.process.yield\ti\nx, y\t0.70\t0.487470158441\n"),
    ],
)
def test_rows_turn_into_another_format(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str, wanted: str
) -> None:
    path = rows(tmp_path, 'a,china.process.yield\n"x, y",0.70\n')
    assert main(["eval", "i=china.yield_cost_inflation", "-i", path, "--to", kind]) == 0
    assert capsys.readouterr().out == wanted


def test_objects_turn_into_cells(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = rows(tmp_path, '{"a":[1],"china.process.yield":0.7,"b":null}\n', "rows.jsonl")
    assert main(["eval", "i=china.yield_cost_inflation", "-i", path, "--to", "csv"]) == 0
    assert capsys.readouterr().out == "a,china.process.yield,b,i\n[1],0.7,,0.487470158441\n"


def test_a_column_that_is_nearly_an_input_gets_a_hint(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "china.process.yeild,us_capex,us.ratio,note,china.capex\n0.7,400,1,a,80\n0.8,500,1,b,80\n"
    args = ["eval", "ratio", "-i", rows(tmp_path, text)]
    assert main(args) == 0
    out, err = capsys.readouterr()
    assert [line.rpartition(",")[0] for line in out.splitlines()] == text.splitlines()
    assert err == (
        "computegap: column 'china.process.yeild' is no input, so it makes no difference; "
        "did you mean china.process.yield?\n"
        "computegap: column 'us_capex' is no input, so it makes no difference; did you mean us.capex?\n"
    )
    assert main([*args, "--quiet"]) == 0
    assert capsys.readouterr() == (out, "")


@pytest.mark.parametrize(
    "header",
    [
        # Beside the input itself, mapped to another, and added by an earlier run.
        "china.capex,china.process.yield,china.process.yield_of",
        "china.capex,china.process.yeild",
        "china.capex,china.added_compute,china.die_yield",
    ],
)
def test_a_column_with_a_reason_to_be_called_so_gets_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], header: str
) -> None:
    path = rows(tmp_path, f"{header}\n80{',0.7' * header.count(',')}\n")
    mapped = ["--map", "china.process.yeild=china.process.yield"] if "yeild" in header else []
    assert main(["eval", "ratio", "-i", path, *mapped]) == 0
    assert capsys.readouterr().err == ""


BAD = "china.capex,china.process.yield\n80,0.7\n80,1.2\n80,abc\n0,0.7\n80\n,0.7\n80 GW,0.7\n80,0.7..0.8\n80,0.9\n"
REASONS = (
    "row 2: column china.process.yield: found 1.2, wanted a share between 0 and 1 (75 % is 0.75)",
    "row 3: column china.process.yield: found 'abc', wanted a number such as 0.85 or 75%, or a range such as 0.7..0.8",
    "row 4: china has no money for accelerators in 2025, so it adds no compute: wanted more than 0",
    "row 5: found 1 cell, wanted 2 as in the header",
    "row 6: column china.capex: found nothing, wanted a number",
    "row 7: column china.capex: found unit 'GW', wanted one that measures the same as 'bn USD'",
    "row 8: column china.process.yield: found a range, '0.7..0.8', wanted a number as in the first row, or --ranges",
)


def test_bad_rows_are_told_and_dropped(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    args = ["eval", "ratio", "-i", rows(tmp_path, BAD), "--set", "china.subsidy=0"]
    assert main(args) == 3
    out, err = capsys.readouterr()
    assert [line.rpartition(",")[0] for line in out.splitlines()[1:]] == ["80,0.7", "80,0.9"]
    assert err.splitlines() == [f"computegap: {reason}" for reason in REASONS]
    assert main([*args, "--keep"]) == 3
    kept = capsys.readouterr().out.splitlines()
    # The one that lacks a cell has one more, so that its result is empty and no cell is under another's name.
    assert [line for line in kept if line.endswith(",")] == [
        f"{line},," if line == "80" else f"{line}," for line in BAD.splitlines()[2:9]
    ]
    assert main([*args, "--keep", "--quiet"]) == 3
    out, err = capsys.readouterr()
    assert out.splitlines() == kept
    assert err == ""
    assert main([*args, "--strict"]) == 3
    out, err = capsys.readouterr()
    assert len(out.splitlines()) == 2
    assert err.splitlines() == [f"computegap: {REASONS[0]}"]


def test_bad_objects_are_told_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (
        '{"china.process.yield":0.7}\n[1]\n{"china.process.yield":true}\n{"a":\n{}\n{"china.process.yield":1,"i":2}\n'
    )
    path = rows(tmp_path, text, "rows.ndjson")
    assert main(["eval", "i=china.yield_cost_inflation", "-i", path, "--keep"]) == 3
    out, err = capsys.readouterr()
    assert out.splitlines()[1:] == ['{"china.process.yield":true,"i":null}', '{"i":null}']
    assert [line.partition(": ")[2].partition(" (")[0] for line in err.splitlines()] == [
        "row 2: found [1], wanted an object",
        "row 3: column china.process.yield: found true, wanted a number",
        "row 4: not JSON: Expecting value: line 1 column 6",
        "row 5: column china.process.yield: found nothing, wanted a number",
        "row 6: column i: found one already, wanted another name for the result",
    ]


@pytest.mark.parametrize(
    ("name", "text", "kind", "kept"),
    [
        ("r.csv", "a,y\nlong,0.8,1,2\nshort\nx,abc\n", "csv", ["short,,", "x,abc,"]),
        ("r.csv", 'a,y\nlong,0.8,1\nsh"ort\n"p, q"\n', "csv", ['sh"ort,,', '"p, q",,']),
        ("r.csv", 'a,y\nx"y\nx,"0.8', "csv", ['x"y,,']),
        ("r.csv", "a,y\nlong,0.8,1\nshort\n", "ndjson", ['{"a":"short","y":"","i":null}']),
        ("r.tsv", "a\ty\tz\nlong\t0.8\t1\t2\nshort\r\n", "tsv", ["short\t\t\t"]),
        ("r.ndjson", '{"y":0.7}\n{bad\n[1]\nnull\n{"y":1,"i":2}\n{"x":1}\n', "csv", [","]),
        ("r.ndjson", '{"y":0.7}\n{bad\n[1]\nnull\n{"y":1,"i":2}\n{"x":1}\n', "ndjson", ['{"x":1,"i":null}']),
    ],
)
def test_what_is_kept_is_a_row_of_the_format(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, text: str, kind: str, kept: list[str]
) -> None:
    path = rows(tmp_path, text, name)
    args = ["eval", "i=china.yield_cost_inflation", "--map", "y=china.process.yield", "-i", path, "--to", kind]
    assert main([*args, "--keep"]) == 3
    out, err = capsys.readouterr()
    # Above them stand a header, or the first object's answer.
    assert [line for line in out.splitlines() if "0.48747" not in line and not line.startswith(("a", "y"))] == kept
    assert main(args) == 3
    assert capsys.readouterr().err == err


def test_a_file_of_answers_is_whole_or_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = rows(tmp_path, BAD)
    args = ["eval", "ratio", "-i", path]
    assert main(args) == 3
    wanted, told = capsys.readouterr()
    assert main([*args, "--output", "-"]) == 3
    assert capsys.readouterr() == (wanted, told)
    target = tmp_path / "answers.csv"
    assert main([*args, "--strict", "-o", str(target)]) == 3
    out, err = capsys.readouterr()
    assert (out, err.count("\n"), target.exists()) == ("", 1, False)
    # The rows themselves may be what is replaced.
    for name in ("answers.csv", "rows.csv"):
        assert main([*args, "-o", str(tmp_path / name)]) == 3
        assert capsys.readouterr() == ("", told)
        assert (tmp_path / name).read_text() == wanted
    assert sorted(item.name for item in tmp_path.iterdir()) == ["answers.csv", "rows.csv"]
    assert main(["eval", "ratio", "-i", rows(tmp_path, ""), "-o", str(target)]) == 0
    assert target.read_text() == ""


def test_subsidies_offset_a_penalty_only_where_there_is_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = rows(tmp_path, "china.process.yield\n0.7\n0.95\n")
    assert main(["eval", "china.subsidy_offset", "-i", path]) == 3
    out, err = capsys.readouterr()
    assert len(out.splitlines()) == 2
    assert err == "computegap: row 2: china.subsidy_offset has no finite value\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("ratoi", "--map", "a=china.capex"), "no quantity 'ratoi'"),
        (("ratio", "--map", "a"), "wanted COLUMN=INPUT"),
        (("ratio", "--map", "b=china.capex"), "no column 'b', wanted one of a, c"),
        (("ratio", "--map", "a=china.capx"), "china.capx is no input of this comparison; did you mean china.capex?"),
        (("ratio", "--map", "a=china.capex:GW"), "found unit 'GW', wanted one that measures the same as 'bn USD'"),
        (("ratio", "--map", "a=china.capex:dollars"), "found unit 'dollars'"),
        (("ratio", "--map", "a=china.capex", "--map", "c=china.capex.2025"), "columns 'a' and 'c' are both"),
        (("ratio",), "no column is an input: found a, c"),
        (("=ratio", "--map", "a=china.capex"), "'=ratio': found no name of a column, wanted NAME=QUANTITY"),
        (("a=ratio", "--map", "a=china.capex"), "a column 'a' is there already"),
        (("ratio", "ratio", "--map", "a=china.capex"), "a column 'ratio' is there already"),
        (("ratio", "--sides", "us"), "wanted two, such as us,china"),
    ],
)
def test_questions_that_do_not_fit(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], said: str
) -> None:
    assert main(["eval", *arguments, "-i", rows(tmp_path, "a,c\n80,1\n")]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("header", "hint"),
    [
        ("china.capex\tx", "; cells separated by tabs? try --from tsv\n"),
        ("china.capex;x", "; cells separated by semicolons? wanted commas, or tabs and --from tsv\n"),
        ("x,china.proces.yield", "; did you mean china.process.yield?\n"),
        ("x,y", ", or --map COLUMN=INPUT\n"),
    ],
)
def test_a_header_without_an_input_gets_a_hint(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], header: str, hint: str
) -> None:
    assert main(["eval", "ratio", "-i", rows(tmp_path, f"{header}\n1\n")]) == 2
    assert capsys.readouterr().err.endswith(hint)


def test_units_of_a_column_and_of_a_cell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = rows(tmp_path, "a\n80e9\n80 bn USD\n")
    assert main(["eval", "ratio", "-i", path, "--map", "a=china.capex:USD"]) == 0
    first, second = (line.rpartition(",")[2] for line in capsys.readouterr().out.splitlines()[1:])
    assert first == second


@pytest.mark.parametrize("text", ["", "\n", "china.process.yield\n"])
def test_no_rows_are_no_fault(tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str) -> None:
    assert main(["eval", "ratio", "-i", rows(tmp_path, text)]) == 0
    assert capsys.readouterr().out in {"", "china.process.yield,ratio\n"}


@pytest.mark.parametrize(
    "pieces",
    [
        [b"\n", b"china.process.yield\n0.75\n"],
        [b"\xef\xbb\xbf", b"\r\n \n", b"china.process", b".yield\n0.75\n"],
        [b"\n", b'\n{"china.process', b'.yield":0.75}\n'],
    ],
    ids=["an empty line", "a mark of its encoding", "objects"],
)
def test_what_comes_before_the_first_row_may_come_alone(
    pieces: list[bytes], tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A slow writer's empty line is no end."""
    monkeypatch.setattr(blocks, "arriving", lambda _: iter(pieces))
    assert main(["eval", "ratio", "-i", rows(tmp_path, "", "rows.txt")]) == 0
    assert capsys.readouterr().out.count("51.4585110505") == 1


@pytest.mark.parametrize(
    ("text", "answered"),
    [
        ('\ufeff{"china.process.yield":0.75}\n', '{"china.process.yield":0.75,"ratio":51.4585110505}\n'),
        (
            '{"china.process.yield":0.75,"a":"x\u2028y\u0085z"}\n',
            '{"china.process.yield":0.75,"a":"x\u2028y\u0085z","ratio":51.4585110505}\n',
        ),
    ],
    ids=["a mark of its encoding", "what ends a line elsewhere"],
)
def test_objects_are_told_apart_by_line_feeds_alone_behind_a_mark_or_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, answered: str
) -> None:
    assert main(["eval", "ratio", "-i", rows(tmp_path, text, "rows.ndjson")]) == 0
    assert capsys.readouterr() == (answered, "")


@pytest.mark.parametrize(
    ("text", "to", "code", "said"),
    [
        ("{}\n", "ndjson", 2, "no column is an input: found none, wanted a name such as us."),
        (
            '{\n "china.process.yield":0.7\n}\n',
            "ndjson",
            3,
            "no row can be read, wanted a JSON object in each line: not",
        ),
        ("\t\n", "ndjson", 3, "no row can be read, wanted a JSON object in each line: found none"),
        ('{"china.process.yield":0.7,"a":"\\ud800"}\n', "csv", 3, "no row can be read, wanted a JSON object in each"),
        ('{"china.process.yield":0.7}\n{"a":"\\ud800"}\n', "csv", 3, "row 2: found half a character"),
        (
            '{"china.process.yield":0.7}\n{"a":' + "[" * 100_000,
            "ndjson",
            3,
            "row 2: found lists or objects more than 500",
        ),
    ],
    ids=["no columns", "over several lines", "no rows", "half a character first", "half a character", "too deep"],
)
def test_objects_that_cannot_be_rows_are_refused_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, to: str, code: int, said: str
) -> None:
    assert main(["eval", "ratio", "-i", rows(tmp_path, text, "rows.ndjson"), "--to", to]) == code
    err = capsys.readouterr().err
    assert err.startswith(f"computegap: {said}")
    assert err.count("\n") == 1


def test_a_quote_within_a_text_holds_no_objects_back(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blocks, "LARGEST", 100)
    pieces = [b'{"a":"5\\" disk","china.process.yield":0.75}\n', *[b'{"a":"b","china.process.yield":0.75}\n'] * 9]
    monkeypatch.setattr(blocks, "arriving", lambda _: iter(pieces))
    assert main(["eval", "ratio", "-i", rows(tmp_path, "", "rows.txt")]) == 0
    assert capsys.readouterr().out.count("51.4585110505") == 10


@pytest.mark.parametrize("name", ["rows.csv", "rows.ndjson"])
def test_with_and_without_the_library_the_same_bytes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    yields = [f"{place / 997:.6f}" for place in range(997)]
    if name == "rows.csv":
        text = "a,china.process.yield\n" + "".join(f"é{place},{text}\n" for place, text in enumerate(yields))
    else:
        text = "".join(f'{{"a":{place},"china.process.yield":{text}}}\n' for place, text in enumerate(yields))
    args = ["eval", "ratio", "gap", "-i", rows(tmp_path, text, name)]
    assert main(args) == 3
    plain = capsys.readouterr()
    monkeypatch.setattr(pipe, "QUICK_FROM", 0)
    monkeypatch.setattr(pipe, "QUICK_BLOCK", 0)
    assert main(args) == 3
    assert capsys.readouterr() == plain
    monkeypatch.setitem(sys.modules, "computegap.rows.quick", None)
    assert main(args) == 3
    assert capsys.readouterr() == plain


def test_rows_come_out_before_the_last_go_in_and_a_closed_pipe_is_quiet() -> None:
    code = "import sys; from computegap.cli import main; sys.exit(main(sys.argv[1:]))"
    with subprocess.Popen(
        [sys.executable, "-c", code, "eval", "ratio"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdin.write(b"china.process.yield\n0.7\n")
        process.stdin.flush()
        assert process.stdout.readline() == b"china.process.yield,ratio\n"
        assert process.stdout.readline().startswith(b"0.7,")
        process.stdout.close()
        process.stdin.write(b"0.8\n")
        process.stdin.flush()
        assert process.wait() == 0
        assert process.stderr.read() == b""


def test_rows_of_ranges_are_written_in_smaller_parts_and_the_bar_moves(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "china.process.yield\n" + "".join(f"0.{place}..0.9\n" for place in range(100, 400))
    written: list[bytes] = []
    told: list[int] = []
    monkeypatch.setattr(delivery, "write_block", written.append)
    monkeypatch.setattr("computegap.cli.progress.Bar.told", lambda _, done, of: told.append(done * 100 // of))
    path = rows(tmp_path, text)
    assert main(["eval", "ratio", "-i", path]) == 0
    assert len(written) == 1 + 300 // 64
    assert sorted(told) == told
    assert 0 < told[-1] < 100
    # The same rows as all at once.
    parts, written[:] = b"".join(written), []
    monkeypatch.setattr("computegap.studies.rows.RowQuestion.pieces", lambda *_: 1)
    assert main(["eval", "ratio", "-i", path]) == 0
    assert (len(written), b"".join(written)) == (2, parts)
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("length", [5, 90, 3000])
def test_a_pipe_takes_whole_rows_and_no_part_of_one(length: int, monkeypatch: pytest.MonkeyPatch) -> None:
    out, into = os.pipe()
    os.set_blocking(into, False)
    block = (b"x" * (length - 1) + b"\n") * (200_000 // length)
    with os.fdopen(into, "w") as file:
        monkeypatch.setattr(sys, "stdout", file)
        # Nobody reads: an interrupt would come where the pipe is full.
        with pytest.raises(UsageError, match="stdout: cannot be written"):
            delivery.write_block(block)
    taken = os.read(out, len(block))
    os.close(out)
    assert len(taken) >= 1 << 15
    assert len(taken) % length == 0


@pytest.mark.parametrize(
    ("column", "cell", "wanted"),
    [
        ("china.capex", "-1", "found -1e+09, wanted 0 or more"),
        ("china.electricity_tariff", "-0.1", "found -2.77778e-08, wanted 0 or more"),
        ("us.power_usage_effectiveness", "0.5", "found 0.5, wanted 1 or more"),
    ],
)
def test_a_row_of_what_cannot_be_is_refused(
    column: str, cell: str, wanted: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["eval", "ratio", "-i", rows(tmp_path, f"{column}\n{cell}\n")]) == 3
    assert capsys.readouterr().err == f"computegap: row 1: column {column}: {wanted}\n"


def test_dollars_in_the_place_of_billions_are_refused_unless_a_unit_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hardly = "a figure without a unit is in bn USD, which these can hardly be: wanted USD or bn USD"
    path = rows(tmp_path, "china.capex\n90e9\n80e9..90e9\n90\n90e9 USD\n")
    assert main(["eval", "ratio", "--ranges", "-i", path]) == 3
    out, err = capsys.readouterr()
    assert err == "".join(f"computegap: row {row}: column china.capex: {hardly}\n" for row in (1, 2))
    billions, dollars = out.splitlines()[1:]
    assert billions.split(",")[1:] == dollars.split(",")[1:]
    path = rows(tmp_path, "capex\n90e9\n")
    assert main(["eval", "ratio", "--ranges", "--map", "capex=china.capex:USD", "-i", path]) == 0
    assert capsys.readouterr().out.splitlines()[1].split(",")[1:] == billions.split(",")[1:]


def test_digits_that_python_alone_reads_are_no_figure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cells = ("0_7", "0.7_5", "\uff10.\uff17")
    path = rows(tmp_path, "\n".join(("china.process.yield", *cells, "")))
    assert main(["eval", "ratio", "-i", path]) == 3
    wanted = "wanted a number such as 0.85 or 75%, or a range such as 0.7..0.8"
    assert capsys.readouterr().err.splitlines() == [
        f"computegap: row {row}: column china.process.yield: found {cell!r}, {wanted}"
        for row, cell in enumerate(cells, 1)
    ]


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ("null", "found null, wanted an object"),
        ("true", "found true, wanted an object"),
        ("[1]", "found [1], wanted an object"),
        ('"abc"', "found 'abc', wanted an object"),
        ('{"china.process.yield":null}', "column china.process.yield: found nothing, wanted a number"),
        ('{"china.process.yield":[0.7]}', "column china.process.yield: found [0.7], wanted a number"),
        ('{"china.process.yield":{"a":1}}', 'column china.process.yield: found {"a": 1}, wanted a number'),
        ('{"china.process.yield":false}', "column china.process.yield: found false, wanted a number"),
        ('{"china.process.yield":%s}' % ("1" * 5000), "column china.process.yield: found '" + "1" * 59 + ", wanted a"),
        ('{"china.process.yield":%s}' % ("1" * 400), "column china.process.yield: found " + "1" * 60 + ", wanted a"),
        (
            '{"china.process.yield":"%s"}' % ("x" * 100_000),
            "column china.process.yield: found '" + "x" * 59 + ", wanted",
        ),
    ],
)
def test_faults_say_what_was_found_in_words_of_the_format_and_cut(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], row: str, found: str
) -> None:
    path = rows(tmp_path, f'{{"china.process.yield":0.7}}\n{row}\n', "rows.ndjson")
    assert main(["eval", "ratio", "-i", path]) == 3
    err = capsys.readouterr().err
    assert err.startswith(f"computegap: row 2: {found}")
    assert len(err) < 250


@pytest.mark.parametrize("cell", ["x" * 100_000, f"0.{'7' * 100_000}..0.8", f"0.7 {'x' * 100_000}"])
def test_a_long_cell_is_quoted_in_part(tmp_path: Path, capsys: pytest.CaptureFixture[str], cell: str) -> None:
    assert main(["eval", "ratio", "-i", rows(tmp_path, f"china.process.yield\n0.7\n{cell}\n")]) == 3
    err = capsys.readouterr().err
    assert f"{cell!r:.60}, wanted" in err
    assert len(err) < 1000
