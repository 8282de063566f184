"""Generated input of every kind that a user can hand over: answered or refused in words, never a traceback.

A short run by default; `COMPUTEGAP_FUZZ=100000 pytest tests/test_fuzz.py` (or `just fuzz`) makes as many examples of
each kind, tells of every command that works for over a second, and prints the slowest and the memory of all. With
`COMPUTEGAP_FUZZ_APART=1` each command has a process of its own, which is slow, and whose memory is no fuzzer's.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import resource
import subprocess
import sys
import time
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile, gettempdir
from typing import TYPE_CHECKING

import pytest
import typer.main
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from computegap import cli
from computegap.cli import main
from computegap.library.shipped import chip_ids

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

GOOD = Path(__file__).with_name("good_data")
DOCUMENTED = {0, 2, 3, 4, 5}
"""Exit codes that an input may lead to; 1 would be a fault of ours, 130 an interrupt."""
SHORT = 40
EXAMPLES = int(os.environ.get("COMPUTEGAP_FUZZ", str(SHORT)))
SLOW = 1.0
"""Seconds of work from which on a command is told of, with what it was given."""
APART = "COMPUTEGAP_FUZZ_APART" in os.environ
MOST = 500
"""MiB that a command may take."""
slowest: tuple[float, str] = (0.0, "")
largest = 0

fuzzed = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    derandomize=True,
    database=None,
)
fuzzed_by_rows = settings(fuzzed, max_examples=max(20, EXAMPLES // 10))
"""Each example has some ten rows, and a row is what is generated."""

NASTY = st.sampled_from(
    [
        "0", "-0.0", "1", "-1", "1e308", "-1e308", "1e-308", "5e-324", "nan", "inf", "-inf", "1e999", "0x10", "1_000",
        '""', '"x"', "true", "[]", "[1, [2]]", "{}", "{ value = 1 }", "2025-13-45", "0001-01-01", "9999-12-31",
        '"[bold]x[/]"', '"\\u001b[31m"', '"\\u202e"', "'''a'''", "1979-05-27T07:32:00Z", "9" * 400,
        "[" * 200 + "]" * 200,
    ]
)  # fmt: skip
TEXT = st.text(st.characters(exclude_categories=()), max_size=20)
FIGURES = st.one_of(
    TEXT,
    st.floats().map(repr),
    st.integers().map(str),
    st.builds("{}..{}".format, st.floats().map(repr), st.floats().map(repr)),
    st.builds("{}% ".format, st.floats(allow_nan=False)),
    st.builds("{} {}".format, st.floats().map(repr), st.sampled_from(["USD", "bn USD", "1", "mm2", "%", "TB/s", "x"])),
    st.sampled_from(
        ["..", "0..0", "1..", "..1", "75%..70%", "70%..80", "1e308..1e309", "half", "٣", "0.7…0.8", "--", "-"]
    ),
)
PATHS = st.one_of(
    TEXT,
    st.sampled_from(
        [
            "china", "china.capex", "china.capex.2025", "china.process.yield", "china.chips.h20.price", "us.name",
            "us.sources", "chips.h20.tdp", "chips", "chips.h100.peak.fp8", "chips.h100.peak.fp7", "rules",
            "us.capex", "china.chips.ppu.h100_equivalent",
            "rules.article.anchor_gap", "assumptions.service_life", "assumptions.reference_yield", "claims.ppu",
            "published", "sources", "title", "year", "china.chips", "china.chips.h20.compute_share.2025",
            "china.chips.h20.compute_share", "..", ".", "china..capex",
        ]
    ),
)  # fmt: skip


@pytest.fixture(autouse=True, scope="module")
def _each_command_built_once() -> Iterator[None]:
    """Typer builds the same command for every command line; without that, an example takes half the time."""
    application = cli.application
    built = cache(lambda name: application([name]))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cli, "application", lambda argv: built(argv[0]))
        patch.setattr(typer.main, "get_command", cache(typer.main.get_command))
        yield


def run(argv: Sequence[str], stdin: str = "") -> int:
    """Run one command line; whatever the input, one line of talk at most and a documented exit code."""
    global slowest  # noqa: PLW0603 - told at the end of a long run
    code, out, err, took = (_run_apart if APART else _run_here)(argv, stdin)
    slowest = max(slowest, (took, " ".join(argv)[:200]))
    if took > SLOW and EXAMPLES > SHORT:
        sys.stderr.write(f"\nslow: {took:.1f} s, {argv!r:.500} {stdin or _given(argv)!r:.3000}\n")
    told = f"{argv!r:.500}\n{err[:2000]}"
    assert code in DOCUMENTED, told
    assert "Traceback" not in err, told
    # What eval is given it gives back as it came.
    if argv[0] in {"compare", "cost", "gap", "cluster", "solve", "sensitivity", "sweep"}:
        assert not re.search(r"[:, (]-?(nan|inf|NaN|Infinity)\b", out), told
    assert "\x1b" not in err, told
    if code and not err.startswith("Usage: "):
        assert err.startswith("computegap: "), told
        # One for each row of eval, one for all else.
        lines = err.splitlines()
        assert len(lines) == 1 or (argv[0] == "eval" and all(re.match("computegap: row [0-9]+: ", x) for x in lines)), (
            told
        )
    return code


def _run_here(argv: Sequence[str], stdin: str) -> tuple[int, str, str, float]:
    """Exit code, stdout, stderr and seconds of work of a command in this process."""
    out, err = io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True), io.StringIO()
    before = sys.stdin
    sys.stdin = io.StringIO(stdin)
    # Work, not time: a machine with other things to do is no hang.
    start = time.process_time()
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = main(argv)
    finally:
        sys.stdin = before
    took = time.process_time() - start
    out.seek(0)
    return code, out.read(), err.getvalue(), took


def _run_apart(argv: Sequence[str], stdin: str) -> tuple[int, str, str, float]:
    """The same of a command in a process of its own, whose memory is held to `MOST`."""
    global largest  # noqa: PLW0603 - told at the end
    with TemporaryFile() as given, TemporaryFile() as out, TemporaryFile() as err:
        given.write(stdin.encode("utf-8", "surrogatepass"))
        given.seek(0)
        program = subprocess.Popen([sys.executable, "-m", "computegap", *argv], stdin=given, stdout=out, stderr=err)
        _, status, used = os.wait4(program.pid, 0)
        program.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        answer, talk = (file.read().decode("utf-8", "replace") for file in (out, err))
    memory = used.ru_maxrss // 1024
    largest = max(largest, memory)
    assert memory <= MOST, f"{memory} MiB: {argv!r:.500}"
    return program.returncode, answer, talk, used.ru_utime + used.ru_stime


def _given(argv: Sequence[str]) -> str:
    """Text of the file that a command reads."""
    files = [Path(word) for word in argv if word.startswith(gettempdir())]
    return files[0].read_text("utf-8", "replace") if files else ""


def shell_words(*words: str) -> list[str]:
    """Words that a shell could hand over: it has no NUL and no lone surrogates."""
    return [word.replace("\0", "").encode("utf-8", "replace").decode() for word in words]


@st.composite
def broken(draw: st.DrawFn, text: str) -> str:
    """A file's text after a few accidents: a value replaced, a line lost, doubled or moved, bytes in between."""
    lines = text.splitlines()
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(lines) - 1))
        accident = draw(st.sampled_from(["value", "value", "value", "key", "lose", "double", "swap", "insert"]))
        key, equals, _ = lines[at].partition(" = ")
        if accident == "value" and equals:
            lines[at] = f"{key} = {draw(NASTY)}"
        elif accident == "key" and equals:
            lines[at] = f"{draw(TEXT)} = 1"
        elif accident == "lose" and len(lines) > 1:
            del lines[at]
        elif accident == "double":
            lines.insert(at, lines[at])
        elif accident == "swap":
            other = draw(st.integers(0, len(lines) - 1))
            lines[at], lines[other] = lines[other], lines[at]
        else:
            lines.insert(at, draw(TEXT))
    return "\n".join(lines)


def with_file(name: str, text: str, *argv: str) -> int:
    """Run a command on a file of this text; FILE stands for its path."""
    with TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
        return run([word.replace("FILE", str(path)) for word in argv])


@fuzzed
@given(broken((GOOD / "small.toml").read_text("utf-8")))
def test_scenario_files(text: str) -> None:
    with_file("small.toml", text, "scenario", "check", "FILE")
    with_file("small.toml", text, "compare", "near", "far", "--scenario", "FILE", "--samples", "16", "--format", "json")


@fuzzed
@given(broken((GOOD / "party.toml").read_text("utf-8")))
def test_party_files(text: str) -> None:
    with_file("party.toml", text, "compare", "us", "FILE", "--samples", "16")


@fuzzed
@given(broken((GOOD / "claims.toml").read_text("utf-8")))
def test_claims_files(text: str) -> None:
    with_file("claims.toml", text, "audit", "FILE")


@fuzzed
@given(PATHS, FIGURES)
def test_set_expressions(path: str, figure: str) -> None:
    run(shell_words("compare", "us", "china", "--samples", "16", "--format", "csv", "--set", f"{path}={figure}"))


@fuzzed
@given(FIGURES, FIGURES)
def test_yields_and_subsidies(figure: str, subsidy: str) -> None:
    run(shell_words("cost", f"--yield={figure}", "--format", "json"))
    run(shell_words("cost", f"--yield={figure}", "--chip", "h100", f"--subsidy={subsidy}"))
    run(shell_words("cost", f"--die-area={figure}", f"--defect-density={subsidy}", "--format", "csv"))


@fuzzed
@given(st.lists(FIGURES, max_size=6), FIGURES)
def test_ratios_on_stdin_and_gaps(ratios: list[str], gap: str) -> None:
    stdin = "\n".join(ratios)
    with contextlib.suppress(UnicodeError):
        stdin = stdin.encode("utf-8").decode("utf-8")
    run(["gap", "-", "--format", "ndjson"], stdin)
    run(shell_words("gap", f"--inverse={gap}"))


@fuzzed
@given(st.sampled_from(chip_ids()), FIGURES, FIGURES, FIGURES)
def test_control_of_a_described_chip(chip: str, tops: str, area: str, bits: str) -> None:
    run(shell_words("control", f"--tops={tops}", f"--bits={bits}", f"--die-area={area}"))
    run(shell_words("control", chip, tops))


HEADER = "Hardware name,Manufacturer,Release date,FP8 performance (FLOP/s),TDP (W),Die Size (mm^2),Memory (bytes)"
CELLS = st.one_of(TEXT, st.floats().map(repr), st.sampled_from(["", "=1+1", '"', '"a""b"', "1e15", "H100", "\r", ","]))


@fuzzed
@given(st.lists(st.lists(CELLS, max_size=9), max_size=5), st.booleans())
def test_chip_tables(rows: list[list[str]], with_header: bool) -> None:  # noqa: FBT001 - hypothesis hands it over
    text = "\n".join([HEADER if with_header else "", *(",".join(row) for row in rows)])
    with_file("chips.csv", text, "chips", "--from", "FILE")
    with_file("chips.csv", text, "chips", "--from", "FILE", "--diff", "--format", "json")


COUNTS = (
    "Owner,Chip manufacturer,Name,End date,H100e (5th percentile),Compute estimate in H100e (median),"
    "H100e (95th percentile)"
)


@fuzzed
@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=5))
def test_counts(rows: list[list[str]]) -> None:
    lines = [
        f"{owner},Nvidia,{owner} cumulative,12/31/2025,{','.join(row)}"
        for owner, row in zip("abcde", rows, strict=False)
    ]
    text = "\n".join([COUNTS, *lines])
    with_file("counts.csv", text, "compare", "a", "b", "--counts", "FILE", "--samples", "16")


QUANTITIES = st.one_of(
    TEXT,
    st.sampled_from(
        ["ratio", "gap", "lag", "subsidy_offset", "china.added_compute", "china.h20.unit_price", "us.b200.chip_count",
         "us.yield_cost_inflation", "china..", "catch_up_lag"]
    ),
)  # fmt: skip


@fuzzed
@given(QUANTITIES, st.one_of(FIGURES, QUANTITIES, st.sampled_from(["half", "0.5x", "2*us.added_compute"])), PATHS)
def test_targets(quantity: str, wanted: str, path: str) -> None:
    argv = ("solve", "us", "china", f"--target={quantity}={wanted}", f"--vary={path}", "--samples", "8")
    run(shell_words(*argv, "--format", "json"))


@fuzzed
@given(QUANTITIES, PATHS, FIGURES)
def test_bounds_and_what_an_answer_hangs_on(quantity: str, path: str, figure: str) -> None:
    run(shell_words("solve", "us", "china", "--target=ratio=20", f"--vary={path}", f"--within={figure}", "--samples=8"))
    argv = ("sensitivity", "us", "china", f"--of={quantity}", f"--set={path}={figure}", "--samples", "128")
    run(shell_words(*argv, "--format", "json"))
    run(shell_words("explain", quantity, "us", "china", "--samples", "8", "--format", "mermaid"))


@fuzzed
@given(st.lists(st.builds("{}: {}={}".format, TEXT, PATHS, FIGURES), min_size=1, max_size=3))
def test_cases(cases: list[str]) -> None:
    argv = [word for case in cases for word in ("--case", case)]
    run(shell_words("compare", "us", "china", "--samples", "8", "--diff", "--format", "csv", *argv))


@fuzzed
@given(
    broken(
        """{"version": "0.1.0", "run": {"command": "compare", "arguments": {
"first": "us",
"second": "china",
"samples": 8,
"overrides": ["china.process.yield=0.8"],
"rule": "kaplan"},
"files": []}}"""
    )
)
def test_answers_to_rerun(text: str) -> None:
    with_file("answer.json", text, "rerun", "FILE", "--anyway")
    with_file("answer.json", text.replace(" = ", ": "), "rerun", "FILE")


@fuzzed
@given(
    st.lists(TEXT, max_size=4),
    st.sampled_from(["show", "sources", "chips", "explain", "scenario", "gap", "control", "rerun"]),
)
def test_words_of_any_kind(words: list[str], command: str) -> None:
    run(shell_words(command, *words))


COLUMNS = st.sampled_from(["us.capex", "china.process.yield", "china.chips.h20.price", "china.capex.2025", "x", ""])
ROW_CELLS = st.one_of(
    CELLS,
    FIGURES,
    st.sampled_from(["nan", "inf", "-0.0", "5e-324", "1e308", "0.7..0.8", "75%", '"0.5', '"0.5"', "0,5", "null"]),
)


@fuzzed_by_rows
@given(
    st.lists(COLUMNS, min_size=1, max_size=3),
    st.lists(st.lists(ROW_CELLS, max_size=4), min_size=5, max_size=20),
    st.sampled_from([(), ("--keep",), ("--strict",), ("--ranges",), ("--to", "ndjson"), ("--from", "tsv")]),
)
def test_rows_of_csv(columns: list[str], rows: list[list[str]], options: tuple[str, ...]) -> None:
    text = "\n".join(",".join(row) for row in [columns, *rows])
    with_file("rows.csv", text, "eval", "ratio", "china.added_compute", "--input", "FILE", "--samples", "8", *options)


VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), TEXT, FIGURES),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(TEXT, inner, max_size=3)),
    max_leaves=5,
)


@fuzzed_by_rows
@given(
    st.lists(
        st.one_of(st.dictionaries(COLUMNS, VALUES, max_size=3).map(json.dumps), TEXT, NASTY, VALUES.map(json.dumps)),
        min_size=5,
        max_size=20,
    ),
    st.sampled_from([(), ("--keep",), ("--strict",), ("--to", "csv")]),
)
def test_rows_of_ndjson(lines: list[str], options: tuple[str, ...]) -> None:
    text = "\n".join(['{"us.capex": 400}', *lines])
    with_file("rows.ndjson", text, "eval", "ratio", "--input", "FILE", "--samples", "8", *options)


FORMS = st.sampled_from(["uniform", "triangular", "pert", "normal", "lognormal", "logit-normal", "beta", "cauchy", ""])
EDGES = st.sampled_from([
    "0", "-0.0", "5e-324", "1e-308", "1e-9", "0.1", "0.5", "0.999999999999", "1", "2", "1e9", "1e308", "-1", "-1e308",
    "inf", "nan", "1%", "100%",
])  # fmt: skip


@fuzzed
@given(PATHS, FORMS, st.lists(EDGES, max_size=4), st.sampled_from(["", " USD", " bn USD", "%", " 1"]))
def test_distributions(path: str, form: str, ends: list[str], unit: str) -> None:
    run(
        shell_words(
            "compare", "us", "china", "--samples=16", "--format=json", f"--set={path}={form}({','.join(ends)}){unit}"
        )
    )


@fuzzed
@given(PATHS, EDGES, EDGES, st.sampled_from(["compare", "sensitivity", "report"]))
def test_ranges_between_edges(path: str, low: str, high: str, command: str) -> None:
    form = () if command == "report" else ("--format", "json")
    run(shell_words(command, "us", "china", "--samples=128", f"--set={path}={low}..{high}", *form))


# No small ones: what they ask for is a long run.
PRECISIONS = st.one_of(TEXT, st.sampled_from(["0", "-0.0", "1", "-1", "nan", "inf", "1e308", "50%", "0.9", "0.1..0.2"]))


@fuzzed
@given(PATHS, PATHS, st.one_of(EDGES, FIGURES), PRECISIONS)
def test_correlations_and_precision(first: str, second: str, rank: str, precision: str) -> None:
    run(shell_words("compare", "us", "china", "--samples=16", "--format=json", "--correlate", first, second, rank))
    run(shell_words("compare", "us", "china", "--samples=16", f"--precision={precision}"))


@fuzzed
@given(
    st.one_of(TEXT, EDGES),
    EDGES,
    st.sampled_from(["--power", "--count", "--days", "--utilisation", "--tokens-per-parameter"]),
)
def test_clusters(chip: str, figure: str, option: str) -> None:
    run(shell_words("cluster", chip, f"{option}={figure}"))
    run(shell_words("cluster", "h100", f"{option}={figure}", "--format=json"))


@fuzzed
@given(PATHS, EDGES, EDGES, st.sampled_from(["", ":3", ":2log", ":log", ":0", ":-1", ":1e9", ":x"]))
def test_worlds(path: str, low: str, high: str, steps: str) -> None:
    run(shell_words("sweep", "us", "china", f"--vary={path}={low}..{high}{steps}", "--samples=8", "--quiet"))


STARTS = (b"0.7..0.8", b"2.5", b"china.process.yield=pert(0.7, 0.8, 0.9)", b"us.capex china.capex 0.5", b'a,b\n"1",2\n')


@pytest.mark.skipif(find_spec("atheris") is None, reason="needs atheris: pip install -e '.[release]'")
def test_readers_by_coverage(tmp_path: Path) -> None:
    """Ten inputs of each reader for one of a command, at the least: no command is built around them."""
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for place, start in enumerate(STARTS):
        (corpus / str(place)).write_bytes(bytes([place]) + start)
    program = Path(__file__).with_name("fuzz_readers.py")
    bounds = ("-seed=1", "-max_len=120", "-timeout=60", "-rss_limit_mb=500", f"-artifact_prefix={tmp_path}/")
    run = subprocess.run(
        [sys.executable, str(program), f"-runs={10 * len(STARTS) * EXAMPLES}", *bounds, str(corpus)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr[-3000:]


def test_the_slowest_command_and_the_memory_are_told() -> None:
    most = largest if APART else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    sys.stderr.write(f"\nslowest: {slowest[0]:.3f} s of work, {slowest[1]!r}; {most} MiB at most\n")
