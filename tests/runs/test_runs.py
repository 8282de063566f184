"""Long runs: engines that agree to the last digit, parts that are whole or not there, and time left."""

from __future__ import annotations

import io
import signal
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import psutil  # type: ignore[import-untyped]
import pytest

from computegap.errors import UsageError
from computegap.runs import engines
from computegap.runs.parts import PartFolder
from computegap.runs.progress import Progress, duration, told
from computegap.runs.tidy import Table
from computegap.studies.sweep import STATISTICS, Request, opened, part_of

if TYPE_CHECKING:
    from collections.abc import Iterable

REQUEST = Request(
    "us", "china", ("china.process.yield=0.5..0.95:6", "us.capex=300..1000:20log"), (), "grid", (), (("samples", 999),)
)


def texts(found: Iterable[tuple[int, object]]) -> dict[int, str]:
    return {start: repr([array.tolist() for array in part]) for start, part in found}  # type: ignore[attr-defined]


def reference() -> dict[int, str]:
    return texts(engines.local(partial(part_of, REQUEST), opened(REQUEST).parts, 1))


def test_processes_agree_to_the_last_digit() -> None:
    assert texts(engines.local(partial(part_of, REQUEST), opened(REQUEST).parts, 2)) == reference()


def is_deaf(*_: int) -> bool:
    """Whether Ctrl-C does not reach the process that asks."""
    return signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, ())


def test_processes_are_deaf_to_an_interrupt_of_the_terminal_and_end_with_the_run(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # They import this file.
    monkeypatch.syspath_prepend(str(Path(__file__).parents[2]))
    assert dict(engines.local(is_deaf, [(0, 1), (1, 2), (2, 3)], 2)) == {0: True, 1: True, 2: True}
    assert not is_deaf()
    assert not any("spawn_main" in " ".join(child.cmdline()) for child in psutil.Process().children())


def test_an_interrupt_while_processes_start_is_put_off_and_not_lost() -> None:
    reached: list[str] = []

    def start() -> None:
        with engines._deaf_children():  # noqa: SLF001 - the moment is short
            signal.raise_signal(signal.SIGINT)
            reached.append("end")

    with pytest.raises(KeyboardInterrupt):
        start()
    assert reached == ["end"]
    assert not is_deaf()


def test_dask_workers_agree_and_a_killed_one_loses_nothing() -> None:
    found: dict[int, str] = {}
    killed = None
    for start, part in engines.dask(partial(part_of, REQUEST), opened(REQUEST).parts, 2, None):
        assert start not in found
        found |= texts([(start, part)])
        if killed is None:
            children = psutil.Process().children(recursive=True)
            killed = next(child for child in children if "spawn_main" in " ".join(child.cmdline()))
            killed.send_signal(signal.SIGKILL)
            killed.wait(10)
    assert killed is not None
    assert found == reference()


def test_a_scheduler_that_is_not_there_is_told_of() -> None:
    with pytest.raises(UsageError, match="no scheduler answers"):
        list(engines.dask(partial(part_of, REQUEST), [(0, 1)], 1, "tcp://127.0.0.1:9"))


def test_parts_are_whole_or_not_there(tmp_path: Path) -> None:
    folder = PartFolder(tmp_path / "parts", ".csv", "one")

    def fails(draft: Path) -> None:
        draft.write_bytes(b"half")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        folder.add(8, fails)
    folder.add(4, lambda draft: draft.write_bytes(b"b\n"))
    folder.add(0, lambda draft: draft.write_bytes(b"a\n"))
    again = PartFolder(tmp_path / "parts", ".csv", "one")
    assert [again.has(start) for start in (0, 4, 8)] == [True, True, False]
    again.join(tmp_path / "whole.csv", b"h\n")
    assert [path.name for path in tmp_path.iterdir()] == ["whole.csv"]
    assert (tmp_path / "whole.csv").read_bytes() == b"h\na\nb\n"


def test_parts_of_another_run_are_left_alone(tmp_path: Path) -> None:
    PartFolder(tmp_path / "parts", ".csv", "one")
    with pytest.raises(UsageError, match="holds parts of another run"):
        PartFolder(tmp_path / "parts", ".csv", "two")
    with pytest.raises(UsageError, match="files that are no parts"):
        PartFolder(tmp_path, ".csv", "one")


def test_time_left_is_by_the_pace_of_this_run() -> None:
    assert told(600, 500, 1000, 10.0) == "600 of 1,000 worlds, 60%, 40 s left"
    assert told(500, 500, 1000, 10.0) == "500 of 1,000 worlds, 50%"
    assert told(1000, 0, 1000, 10.0) == "1,000 of 1,000 worlds, 100%"
    assert [duration(seconds) for seconds in (59.4, 61, 3661)] == ["59 s", "1 min 01 s", "1 h 01 min"]


def test_progress_is_written_over_on_a_terminal_alone() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    for stream, wanted in ((Terminal(), "\r1 of 2 worlds"), (io.StringIO(), "")):
        progress = Progress(stream, 2, 0, quiet=False)
        progress._last -= 1  # noqa: SLF001 - a second goes by
        progress.add(1)
        assert stream.getvalue().startswith(wanted)
        progress.tell("done")
        assert stream.getvalue().endswith("computegap: done\n")


def test_rows_are_tidy_in_every_format(tmp_path: Path) -> None:
    from pyarrow import parquet  # noqa: PLC0415 - slow to import

    part = part_of(REQUEST, 0, 2)
    table = Table(["y", "capex"], [("ratio", "1"), ("gap", "1")], STATISTICS)
    part.found[1, 1] = float("nan")
    lines = table.csv(part.worlds, part.found).decode().splitlines()
    assert table.header == b"y,capex,quantity,unit,mean,p5,p25,p50,p75,p95\n"
    assert len(lines) == 4
    assert lines[0].startswith("0.5,300.0,ratio,1,")
    assert lines[3].endswith(",gap,1,,,,,,")
    objects = table.ndjson(part.worlds, part.found).decode().splitlines()
    assert objects[3].endswith(
        '"quantity":"gap","unit":"1","mean":null,"p5":null,"p25":null,"p50":null,"p75":null,"p95":null}'
    )
    table.parquet(tmp_path / "part.parquet", part.worlds, part.found)
    rows = parquet.read_table(tmp_path / "part.parquet").to_pylist()
    assert rows[0]["p50"] == float(lines[0].split(",")[7])
    assert rows[3]["p50"] is None
