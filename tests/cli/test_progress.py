"""Long work shows itself: a bar with the time left on a terminal, nothing elsewhere, and Ctrl-C gives what there is."""

from __future__ import annotations

import io
import json
import os
import pty
import re
import signal
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from computegap import cli
from computegap.cli import main, progress
from computegap.library.view import Library
from computegap.results.shared import Quantity
from computegap.studies import blocks, sensitivity, solve
from computegap.studies.blocks import Stage, Watch
from computegap.studies.comparison import Question
from computegap.studies.validate import validate

if TYPE_CHECKING:
    from pathlib import Path

    from computegap.core.distributions import Belief
    from computegap.studies.inputs import Draws
    from computegap.units import Array

LONG = {
    "compare": ("compare", "us", "china"),
    "cases": ("compare", "us", "china", "--case", "more: china.capex=150 bn USD"),
    "forecast": ("forecast", "us", "china", "--to", "2027"),
    "explain": ("explain", "ratio", "us", "china"),
    "sensitivity": ("sensitivity", "us", "china"),
    "solve": ("solve", "us", "china", "--target", "performance_gap=20%", "--vary", "china.capex"),
    "cluster": ("cluster", "h100", "--count", "1000"),
}
"""Commands whose answers take the longer the more samples there are."""
ALL = {**LONG, "report": ("report", "us", "china"), "validate": ("validate",)}


class Terminal(io.StringIO):
    """A stderr that says that it is a screen."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "PATIENCE", 0.0)
    monkeypatch.setattr(blocks, "BLOCK", 1024)
    monkeypatch.setattr(blocks, "LEAST_BLOCK", 128)
    monkeypatch.setattr(sensitivity, "MOST_ROWS", 256)


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize("command", ALL)
def test_a_long_run_shows_a_bar_on_a_terminal_alone(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    args = [*ALL[command], "--samples", "2500", "--output", str(tmp_path / "answer")]
    cases = [(Terminal(), True, []), (Terminal(), False, ["--quiet"]), (io.StringIO(), False, [])]
    # Those that are made of the others take long for reasons of their own.
    for screen, shown, more in cases if command in LONG else cases[:1]:
        monkeypatch.setattr(sys, "stderr", screen)
        assert main([*args, *more]) == 0
        assert bool(re.search(r"[0-9,]+ of [0-9,]+00 samples .*[0-9-]:[0-9-]{2}", screen.getvalue())) == shown
        if not shown:
            assert screen.getvalue() == ""


@pytest.mark.usefixtures("small_blocks")
def test_draws_that_are_written_and_answers_that_are_had_again_show_a_bar(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = tmp_path / "answer.json"
    draws = ["explain", "ratio", "us", "china", "--samples", "2000", "--samples-to", str(tmp_path / "draws.csv")]
    for args in (
        [*LONG["compare"], "--samples", "2000", "--format", "json", "--output", str(answer)],
        ["rerun", str(answer), "--output", str(answer)],
        [*draws, "--output", str(tmp_path / "explained")],
    ):
        monkeypatch.setattr(sys, "stderr", screen := Terminal())
        assert main(args) == 0
        assert "of 2,000 samples" in screen.getvalue()


def test_rows_of_a_file_show_a_bar_and_those_of_a_pipe_none(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "PATIENCE", 0.0)
    rows = tmp_path / "rows.csv"
    rows.write_text("china.process.yield\n0.8\n2\n0.9\n")
    pipe, end = os.pipe()
    os.write(end, rows.read_bytes())
    os.close(end)
    with os.fdopen(pipe) as stream:
        monkeypatch.setattr(sys, "stdin", stream)
        for more, shown in ((["--input", str(rows)], True), (["--input", str(rows), "--quiet"], False), ([], False)):
            monkeypatch.setattr(sys, "stderr", screen := Terminal())
            assert main(["eval", "ratio", *more]) == 3
            assert ("of 30 bytes" in screen.getvalue()) == shown
            assert ("row 2: " in screen.getvalue()) == ("--quiet" not in more)
            assert "bytes" not in capfd.readouterr().out


def test_a_run_that_says_nothing_for_long_shows_a_bar_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bar need not wait for the end of the first block."""
    monkeypatch.setattr(progress, "PATIENCE", 0.01)
    monkeypatch.setattr(sys, "stderr", screen := Terminal())
    begun = threading.Event()
    bar = progress._bar  # noqa: SLF001 - to wait for it, rather than for a time

    def told_of(done: int, wanted: int, unit: str) -> object:
        begun.set()
        return bar(done, wanted, unit)

    monkeypatch.setattr(progress, "_bar", told_of)
    shown = progress.Bar()
    shown.told(0, 500)
    assert begun.wait(60)
    # It waits for the bar, which is being drawn.
    shown.done()
    assert "0 of 500 samples" in screen.getvalue()


def test_a_run_that_is_over_shows_no_bar_any_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", screen := Terminal())
    shown = progress.Bar()
    shown.told(0, 500)
    shown.done()
    shown._show_late()  # noqa: SLF001 - a timer that fires all the same
    assert screen.getvalue() == ""


def test_stages_are_parts_of_a_whole() -> None:
    class Heard(Watch):
        def told(self, done: int, wanted: int) -> None:
            self.last = (done, wanted)

    whole = Heard()
    second = Stage(whole, 1, 3)
    second.told(20, 100)
    assert whole.last == (120, 300)
    second.stop(20, 100)
    assert whole.interrupted
    assert whole.came_to == "20 of 100 samples"
    assert Stage(whole, 2, 3).interrupted


def stop_at(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Press Ctrl-C, as it were, when a block is drawn."""
    drawn = Question.draws

    def stopped(self: Question, number: int = 0, samples: int | None = None) -> Draws:
        if number == block:
            raise KeyboardInterrupt
        return drawn(self, number, samples)

    monkeypatch.setattr(Question, "draws", stopped)


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize(
    ("command", "samples"), [("compare", 2048), ("cases", 2048), ("forecast", 512), ("explain", 2048)]
)
def test_an_interrupted_run_prints_what_it_has(
    command: str, samples: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_at(2, monkeypatch)
    assert main([*LONG[command], "--samples", "1e5", "--format", "json"]) == 130
    out, err = capsys.readouterr()
    found = json.loads(out)
    assert err == f"computegap: interrupted after {samples:,} of 100,000 samples\n"
    assert found["samples"] == samples
    assert found["notes"][-1] == f"Interrupted: the estimate after {samples:,} samples."


@pytest.mark.usefixtures("small_blocks")
def test_an_interrupt_is_told_once_beside_rows(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_at(2, monkeypatch)
    argv = [*LONG["explain"], "--samples", "1e5", "--format", "csv", "--set", "chips.b300.price=1"]
    assert main(argv) == 130
    assert capsys.readouterr().err == (
        "computegap: Set but not used: chips.b300.price.\ncomputegap: interrupted after 2,048 of 100,000 samples\n"
    )


@pytest.mark.usefixtures("small_blocks")
def test_what_fails_after_an_interrupt_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The estimate is there, and could not be written: that it was cut short is the lesser news."""
    answered = Question.draws

    def stopped(question: Question, block: int = 0, samples: int | None = None) -> Draws:
        if block == 2:
            os.kill(os.getpid(), signal.SIGINT)
        return answered(question, block, samples)

    monkeypatch.setattr(Question, "draws", stopped)
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    before = signal.signal(signal.SIGINT, cli._end)  # noqa: SLF001 - as `run` sets it
    try:
        code = main([*LONG["compare"], "--samples", "1e5", "--output", str(tmp_path / "none" / "answer")])
    finally:
        signal.signal(signal.SIGINT, before)
    assert code == 2
    assert "cannot be written: No such file or directory" in capsys.readouterr().err


@pytest.mark.usefixtures("small_blocks")
def test_samples_for_a_precision_have_no_number_that_was_asked_for(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_at(2, monkeypatch)
    # No fault, of which it would show where it came from.
    monkeypatch.setenv("COMPUTEGAP_DEBUG", "1")
    assert main([*LONG["compare"], "--samples", "512", "--precision", "0.01%"]) == 130
    assert capsys.readouterr().err == "computegap: interrupted after 1,536 samples\n"


@pytest.mark.usefixtures("small_blocks")
def test_an_interrupted_solve_prints_what_it_has(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    found_in = solve._found  # noqa: SLF001 - blocks of it are worked out in turn

    def stopped(*args: object) -> solve.Found:
        if args[-2] == 2:
            raise KeyboardInterrupt
        return found_in(*args)  # type: ignore[arg-type]  # as they came

    monkeypatch.setattr(solve, "_found", stopped)
    assert main([*LONG["solve"], "--samples", "1e4", "--format", "json"]) == 130
    found = json.loads(capsys.readouterr().out)
    assert found["samples"] == 2048
    assert found["notes"] == ["Interrupted: the estimate after 2,048 samples."]


def test_what_was_found_counts_by_the_samples_in_which_it_was() -> None:
    def found(reached: float, value: float) -> solve.Found:
        told = Quantity(*(value,) * 6, unit="USD")
        return solve.Found(told, reached, told if reached else None, told if reached else None)

    both = solve._both(found(0.5, 10.0), found(0.1, 40.0), 0.75)  # noqa: SLF001 - a run needs many samples for it
    assert both.reached == pytest.approx(0.4)
    assert both.present.p50 == pytest.approx(17.5)
    assert both.value is not None
    assert both.value.p50 == pytest.approx((0.375 * 10 + 0.025 * 40) / 0.4)
    for none_first in (True, False):
        pair = (found(0.0, 0.0), found(0.2, 40.0))
        one = solve._both(*(pair if none_first else pair[::-1]), 0.5)  # noqa: SLF001 - same
        assert one.reached == pytest.approx(0.1)
        assert one.value is not None
        assert one.value.p50 == 40
    assert solve._both(found(0.0, 0.0), found(0.0, 0.0), 0.5).value is None  # noqa: SLF001 - same


@pytest.mark.usefixtures("small_blocks")
def test_an_interrupted_solve_that_found_nothing_yet_says_nothing_of_the_rest(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*args: object) -> solve.Found:
        if args[-2] == 1:
            raise KeyboardInterrupt
        return solve.Found(Quantity(*(1.0,) * 6, unit="USD"), 0.0, None, None)

    monkeypatch.setattr(solve, "_found", stopped)
    assert main([*LONG["solve"], "--samples", "1e4"]) == 130
    assert capsys.readouterr() == ("", "computegap: interrupted\n")


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize("replicates", [1, 3])
def test_an_interrupted_sensitivity_prints_the_replicates_that_it_has(
    replicates: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = sensitivity._drawn  # noqa: SLF001 - both samples of a batch are drawn first

    def stopped(beliefs: tuple[Belief, ...], letter: str, batch: range, seed: int, rows: int) -> dict[str, Array]:
        if batch.start == replicates:
            raise KeyboardInterrupt
        return drawn(beliefs, letter, batch, seed, rows)

    monkeypatch.setattr(sensitivity, "_drawn", stopped)
    assert main([*LONG["sensitivity"], "--samples", "2560", "--format", "json"]) == 130
    out, err = capsys.readouterr()
    if replicates == 1:
        assert (out, err) == ("", "computegap: interrupted\n")
        return
    assert err == "computegap: interrupted after 768 of 2,560 samples\n"
    found = json.loads(out)
    assert found["samples"] == 3 * 256
    assert found["notes"] == ["Interrupted: the estimate after 768 samples."]
    assert found["inputs"][0]["total_error"] > 0


@pytest.mark.usefixtures("small_blocks")
def test_an_interrupted_report_is_of_what_it_has(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_at(2, monkeypatch)
    stopped = Question.draws
    drawn: list[int] = []

    def counted(self: Question, block: int = 0, samples: int | None = None) -> Draws:
        drawn.append(block)
        return stopped(self, block, samples)

    monkeypatch.setattr(Question, "draws", counted)
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    page = tmp_path / "page.html"
    assert main([*ALL["report"], "--samples", "1e5", "--output", str(page)]) == 130
    # The answer and its explanation are of the same draws; the last ones are for the curve.
    assert drawn == [0, 1, 2, 0]
    assert capsys.readouterr().err == "computegap: interrupted after 2,048 of 100,000 samples\n"
    text = page.read_text(encoding="utf-8")
    assert "Interrupted: the estimate after 2,048 samples." in text
    assert "--samples 2048" in text


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize("block", [0, 2])
def test_a_validation_that_is_interrupted_before_its_first_estimate_says_so(
    block: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_at(block, monkeypatch)
    assert main(["validate", "--samples", "1e4"]) == 130
    assert capsys.readouterr() == ("", "computegap: interrupted\n")


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize("block", [0, 2])
def test_an_interrupted_validation_is_of_the_estimates_that_it_has(
    block: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the third, two blocks or none are done: it is left out, as it has fewer samples than the others."""
    drawn = Question.draws
    begun: list[int] = []

    def stopped(self: Question, number: int = 0, samples: int | None = None) -> Draws:
        if number == 0:
            begun.append(number)
        if len(begun) == 3 and number == block:
            raise KeyboardInterrupt
        return drawn(self, number, samples)

    monkeypatch.setattr(Question, "draws", stopped)
    assert main(["validate", "--samples", "4096", "--format", "json"]) == 130
    out, err = capsys.readouterr()
    cases = sum(len(record.why) for record in Library().published().values())
    assert err == f"computegap: interrupted after 2 of {cases + 2} estimates\n"
    found = json.loads(out)
    assert len(found["estimates"]) == 2
    assert found["notes"] == [f"Interrupted: 2 of {cases + 2} estimates."]
    assert found["not_run"] != []
    monkeypatch.undo()
    assert [item["why"] for item in found["estimates"]] == [item.why for item in validate(samples=64).estimates[:2]]


@pytest.mark.parametrize("command", ["compare", "cases", "sensitivity", "solve", "report", "validate"])
def test_ctrl_c_on_a_real_terminal(command: str, tmp_path: Path) -> None:
    """It comes once the bar is seen, which is taken away again, and no traceback is left."""
    outer, inner = pty.openpty()
    args = [*ALL[command], "--samples", "1e8", "--output", str(tmp_path / "answer")]
    with subprocess.Popen([sys.executable, "-m", "computegap", *args], stderr=inner) as run:
        os.close(inner)
        heard = b""
        while b" samples " not in heard:
            heard += os.read(outer, 4096)
        run.send_signal(signal.SIGINT)
        while True:
            try:
                more = os.read(outer, 4096)
            except OSError:
                # Nobody holds the other end any more.
                break
            if not more:
                break
            heard += more
    os.close(outer)
    text = heard.decode()
    assert run.returncode == 130
    assert "Traceback" not in text
    assert re.search(r"computegap: interrupted( after [\d,]+ of (100,000,000 samples|\d+ estimates))?\r\n$", text)
