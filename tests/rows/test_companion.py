"""A question in a process of its own: the same answers, faults that are told, and an end with whoever asks."""

from __future__ import annotations

import math
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from computegap.cli import main
from computegap.errors import ComputegapError, UsageError
from computegap.rows import pipe
from computegap.rows.layout import LEVELS

if sys.platform != "linux":
    pytest.skip("it is used on Linux alone", allow_module_level=True)

from computegap.rows.companion import SHARED, Companion

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from computegap.rows.companion import Asked
    from computegap.units import Array

# Tests have loaded what a program that starts has not.
pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded, use of fork:DeprecationWarning")
PROGRAM = [sys.executable, "-m", "computegap", "eval", "ratio", "performance_gap"]


class Doubled:
    """A question that says which process answers it."""

    inputs = ("a",)
    added = ("twice",)

    def __init__(self) -> None:
        self.notes = (f"from {os.getpid()}",)

    def pieces(self, rows: bytes) -> int:
        return len(rows)

    def answer(self, values: Array, cell: Callable[[int, int], object]) -> tuple[Array, dict[int, str]]:
        if np.any(values < 0):
            message = "below nothing"
            raise ArithmeticError(message)
        return values * 2, {
            row: f"found {cell(0, row)}" for row in np.flatnonzero(np.isnan(values).any(axis=0)).tolist()
        }


def refused() -> Asked:
    message = "no input is called so"
    raise UsageError(message)


@pytest.fixture
def question() -> Iterator[Companion]:
    found = Companion(Doubled)
    (process,) = multiprocessing.active_children()
    yield found
    found.close()
    assert not process.is_alive()


def test_another_process_answers_as_the_question_does(question: Companion) -> None:
    (process,) = multiprocessing.active_children()
    assert question.notes == (f"from {process.pid}",)
    assert (question.inputs, question.added, question.pieces(b"rows")) == (("a",), ("twice",), 1)
    results, faults = question.answer(np.array([[1, np.nan, 3]]), lambda column, row: f"a cell at {column}, {row}")
    assert results[0, [0, 2]].tolist() == [2, 6]
    assert faults == {1: "found a cell at 0, 1"}


@pytest.mark.parametrize("shape", [(0, 3), (2, 5), (3, SHARED // 16)])
def test_tables_of_any_size_come_back_whole(shape: tuple[int, int], question: Companion) -> None:
    values = np.arange(shape[0] * shape[1], dtype=float).reshape(shape)
    for table in (values, np.asfortranarray(values)):
        results, faults = question.answer(table, lambda *_: None)
        assert np.array_equal(results, 2 * values)
        assert faults == {}
    # Nor does an answer change with the one that follows.
    other, _ = question.answer(values + 1, lambda *_: None)
    assert np.array_equal(results, 2 * values)
    assert np.array_equal(other, 2 * values + 2)


def test_threads_ask_in_turn_and_one_that_gets_a_fault_leaves_the_others_theirs(question: Companion) -> None:
    def asked(value: float) -> float | str:
        try:
            return float(question.answer(np.array([[value]]), lambda *_: None)[0][0, 0])
        except ArithmeticError as error:
            return str(error)

    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(asked, range(-20, 20)))
    assert found == ["below nothing"] * 20 + [2 * value for value in range(20)]


def test_a_cell_of_json_may_lie_as_deep_as_any_that_is_read(question: Companion) -> None:
    deep: list[object] = []
    for _ in range(LEVELS - 2):
        deep = [deep]
    cells = [None, "75%", deep, math.inf, {"a": "\ud800"}, 10**400]
    _, faults = question.answer(np.full((1, 6), np.nan), lambda _, row: cells[row])
    assert faults == {row: f"found {cell}" for row, cell in enumerate(cells)}


def test_a_question_that_is_refused_is_refused_here() -> None:
    question = Companion(refused)
    with pytest.raises(UsageError, match="no input is called so") as error:
        _ = question.notes
    question.close()
    # COMPUTEGAP_DEBUG shows it.
    assert "in refused" in error.value.__notes__[0]


def test_a_fault_that_cannot_be_sent_is_told_in_words() -> None:
    class LocalError(Exception):
        pass

    def failing() -> Asked:
        message = "something else"
        raise LocalError(message)

    question = Companion(failing)
    with pytest.raises(RuntimeError, match="LocalError: something else"):
        _ = question.added
    question.close()


def test_a_process_that_is_ended_from_outside_is_told_of(question: Companion) -> None:
    (process,) = multiprocessing.active_children()
    assert question.added == ("twice",)
    process.kill()
    with pytest.raises(ComputegapError, match="the process that works the answers out was ended"):
        question.answer(np.ones((1, 1)), lambda *_: None)


def companions(program: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{program}/task/{program}/children").read_text().split()]


def is_running(process: int) -> bool:
    """Whether it is there, and not merely waiting for somebody to read how it ended."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """More rows than the standard library reads, with cells that a person may read and cells that nobody can."""
    path = tmp_path_factory.mktemp("many") / "rows.csv"
    cells = ("0.75", "75%", "", "1.5", "inf")
    rows = "".join(f"{place},{cells[place % 5 if place % 1000 < 5 else 0]}\n" for place in range(300_000))
    path.write_text(f"place,china.process.yield\n{rows}")
    assert path.stat().st_size > pipe.QUICK_FROM
    return path


def test_many_rows_of_a_file_get_the_answers_of_a_pipe(many: Path) -> None:
    of_file = subprocess.run([*PROGRAM, "--keep", "-i", str(many)], capture_output=True, check=False)
    with many.open("rb") as file, subprocess.Popen(["cat"], stdin=file, stdout=subprocess.PIPE) as cat:
        of_pipe = subprocess.run([*PROGRAM, "--keep"], stdin=cat.stdout, capture_output=True, check=False)
    assert (of_file.returncode, of_file.stderr.count(b"\n")) == (3, 900)
    assert (of_file.returncode, of_file.stdout, of_file.stderr) == (3, of_pipe.stdout, of_pipe.stderr)


@pytest.mark.parametrize("asked", ["ratoi", "ratio=china.capexx", "gap --sides us,chian"])
def test_a_mistake_is_told_alike_for_many_rows_and_few(asked: str, many: Path, tmp_path: Path) -> None:
    few = tmp_path / "few.csv"
    few.write_text("place,china.process.yield\n1,0.7\n")
    program = [sys.executable, "-m", "computegap", "eval", *asked.split(), "-i"]
    runs = [subprocess.run([*program, str(path)], capture_output=True, check=False) for path in (many, few)]
    assert runs[0].returncode == 2
    assert (runs[0].stdout, runs[0].stderr) == (runs[1].stdout, runs[1].stderr)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_to_the_program_and_its_companion_ends_both_as_one(number: int, code: int, many: Path) -> None:
    with subprocess.Popen(
        [*PROGRAM, "-i", str(many)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    ) as run:
        assert run.stdout
        assert run.stderr
        # Answers come.
        run.stdout.read(100_000)
        assert len(companions(run.pid)) == 1
        os.killpg(run.pid, number)
        run.stdout.read()
        said = run.stderr.read().decode()
        assert run.wait(10) == code
    assert [line for line in said.splitlines() if not line.startswith("computegap: row ")] == [
        "computegap: interrupted"
    ] * (number == signal.SIGINT)
    with pytest.raises(ProcessLookupError):
        os.killpg(run.pid, 0)


def test_a_companion_does_not_outlive_the_program(many: Path) -> None:
    with subprocess.Popen([*PROGRAM, "--quiet", "-i", str(many)], stdout=subprocess.PIPE) as run:
        assert run.stdout
        run.stdout.read(100_000)
        (companion,) = companions(run.pid)
        run.kill()
        deadline = time.monotonic() + 20
        while is_running(companion):
            assert time.monotonic() < deadline
            time.sleep(0.01)


def test_a_reader_that_goes_ends_both_quietly(many: Path) -> None:
    with subprocess.Popen(
        [*PROGRAM, "--quiet", "-i", str(many)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    ) as run:
        assert run.stdout
        assert run.stderr
        run.stdout.readline()
        run.stdout.close()
        assert run.stderr.read() == b""
        assert run.wait(10) == 0
    with pytest.raises(ProcessLookupError):
        os.killpg(run.pid, 0)


def test_without_further_processes_one_does_it_all(
    many: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = []

    def none(process: object) -> None:
        tried.append(process)
        raise BlockingIOError

    monkeypatch.setattr(pipe, "pays_beside", lambda _: True)
    monkeypatch.setattr(multiprocessing.get_context("fork").Process, "start", none)
    assert main(["eval", "ratio", "--quiet", "-i", str(many)]) == 3
    alone = capsys.readouterr()
    assert len(tried) == 1
    # The same as where it is not tried.
    monkeypatch.undo()
    assert main(["eval", "ratio", "--quiet", "-i", str(many)]) == 3
    assert capsys.readouterr() == alone


def test_few_rows_and_a_library_that_is_there_need_no_companion(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in list(sys.modules):
        if module.partition(".")[0] == pipe.LIBRARY:
            monkeypatch.delitem(sys.modules, module)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    monkeypatch.setattr(threading, "active_count", lambda: 1)
    assert pipe.pays_beside(pipe.QUICK_FROM)
    assert not pipe.pays_beside(pipe.QUICK_FROM - 1)
    monkeypatch.setitem(sys.modules, pipe.LIBRARY, os)
    assert not pipe.pays_beside(pipe.QUICK_FROM)
    monkeypatch.delitem(sys.modules, pipe.LIBRARY)
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert not pipe.pays_beside(pipe.QUICK_FROM)
