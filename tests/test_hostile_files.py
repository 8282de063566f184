"""Files that are not what they should be, and places that cannot be written: told in words, and the old file whole."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Literal

import pytest

from computegap import files, imports
from computegap.cli import delivery, main
from computegap.errors import DataError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SMALL = (Path(__file__).with_name("good_data") / "small.toml").read_text("utf-8")
COMPARE = ("compare", "us", "china", "--samples", "16")
PROGRAM = [sys.executable, "-m", "computegap"]


def refusal(capsys: pytest.CaptureFixture[str], *argv: str) -> tuple[int, str]:
    code = main(argv)
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("computegap: ")
    assert err.count("\n") == 1
    assert len(err) < 1000
    return code, err


DEEP = {
    "lists": "a = " + "[" * 100_000,
    "closed lists": "a = " + "[" * 2_000 + "]" * 2_000,
    "tables": "a = " + "{a = " * 2_000 + "1" + "}" * 2_000,
}


@pytest.mark.parametrize("text", DEEP.values(), ids=DEEP)
def test_toml_that_nests_deeply(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "deep.toml"
    path.write_text(text)
    code, told = refusal(capsys, "scenario", "check", str(path))
    assert (code, "nested too deeply" in told) == (3, True), told


LONG_KEYS = {
    "plain": "a" + ".a" * 20_000 + " = 1",
    "a table": "[" + "a . " * 20_000 + "a]",
    "quoted": "'b c'" + ".\"b c\".'d'" * 10_000 + " = 1",
    "in a table": "x = { a" + ".a" * 20 + " = 1 }",
}


@pytest.mark.parametrize("text", LONG_KEYS.values(), ids=LONG_KEYS)
def test_a_key_of_many_parts(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Python's reader takes the square of their number in time."""
    path = tmp_path / "long.toml"
    path.write_text(text)
    code, told = refusal(capsys, "scenario", "check", str(path))
    assert (code, "a key of more than 20 parts" in told) == (3, True), told


@pytest.mark.parametrize("text", ["x" * 900_000, '"' + "x" * 900_000, "a." * 19 + "a = 1", "# 1. 2. 3." * 20])
def test_texts_that_are_no_such_key(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "text.toml"
    path.write_text(text)
    code, told = refusal(capsys, "scenario", "check", str(path))
    assert (code, "parts" in told) == (3, False), told


@pytest.mark.parametrize(("name", "argv"), [("n.toml", ("scenario", "check")), ("n.json", ("rerun",))])
def test_a_number_of_more_digits_than_python_reads(
    name: str, argv: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / name
    path.write_text(f"a = {'9' * 5000}" if name.endswith("toml") else f'{{"a": {"9" * 5000}}}')
    assert refusal(capsys, *argv, str(path))[0] == 3


def test_json_that_nests_deeply(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "deep.json"
    path.write_text('{"a": ' + "[" * 200_000)
    code, told = refusal(capsys, "rerun", str(path))
    assert (code, "not JSON" in told) == (3, True)


READERS: dict[str, tuple[str, ...]] = {
    "scenario": (*COMPARE, "--scenario", "FILE"),
    "party": ("compare", "us", "FILE"),
    "claims": ("audit", "FILE"),
    "chips": ("chips", "--from", "FILE"),
    "chips beside": (*COMPARE, "--chips-from", "FILE"),
    "counts": ("compare", "a", "b", "--counts", "FILE"),
    "rerun": ("rerun", "FILE"),
    "worlds": ("sweep", "us", "china", "--design-file", "FILE"),
}


def asked(reader: str, path: Path) -> tuple[str, ...]:
    return tuple(str(path) if word == "FILE" else word for word in READERS[reader])


@pytest.mark.parametrize("reader", READERS)
def test_what_is_no_file(reader: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = ("pipe", "folder", "loop", "endless", "gone", "unreadable")
    pipe, folder, loop, endless, gone, unreadable = (tmp_path / f"{name}.toml" for name in names)
    os.mkfifo(pipe)
    folder.mkdir()
    loop.symlink_to(loop)
    endless.symlink_to("/dev/zero")
    gone.symlink_to("what was here a moment ago")
    # Refused to whoever asks, even to root.
    unreadable.symlink_to("/proc/self/mem")
    for path, wanted in (
        (pipe, "is a pipe, wanted a file"),
        (folder, "Is a directory"),
        (loop, "no such file"),
        (endless, "MiB, wanted a file of facts"),
        (gone, "no such file"),
        (unreadable, "cannot be read"),
        (tmp_path / f"{'x' * 300}.toml", "File name too long"),
    ):
        code, told = refusal(capsys, *asked(reader, path))
        # A loop of links is told as such by some versions of Python.
        assert (code, wanted in told or (path is loop and "Too many levels" in told)) == (3, True), told


@pytest.mark.parametrize("reader", READERS)
def test_a_file_that_vanishes_between_two_looks(
    reader: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "here.toml"
    path.write_text(SMALL)
    opened = type(path).open

    def vanishing(self: Path, mode: Literal["rb"]) -> BinaryIO:
        self.unlink(missing_ok=True)
        return opened(self, mode)

    monkeypatch.setattr(type(path), "open", vanishing)
    code, told = refusal(capsys, *asked(reader, path))
    assert (code, "no such file" in told) == (3, True), told


@pytest.mark.parametrize("reader", READERS)
def test_bytes_that_are_no_utf_8(reader: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "latin.toml"
    path.write_bytes(b'title = "caf\xe9"')
    code, told = refusal(capsys, *asked(reader, path))
    assert (code, "cannot be read" in told) == (3, True), told


def test_a_scenario_named_longer_than_a_file_can_be(capsys: pytest.CaptureFixture[str]) -> None:
    assert refusal(capsys, *COMPARE, "--scenario", "x" * 300)[0] == 4


def test_a_file_larger_than_any_table_of_facts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "many.csv"
    path.write_text("Hardware name,TDP (W)\na,1\nb,2\nc,3\n")
    monkeypatch.setattr(imports, "MOST_ROWS", 3)
    assert main(["chips", "--from", str(path), "--field", "chips"]) == 0
    capsys.readouterr()
    monkeypatch.setattr(imports, "MOST_ROWS", 2)
    assert "more than 2 rows" in refusal(capsys, "chips", "--from", str(path))[1]
    size = path.stat().st_size
    assert len(files.content(path, size)) == size
    with pytest.raises(DataError, match="has more than"):
        files.content(path, size - 1)


@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", b""])
def test_a_byte_order_mark_is_no_text(mark: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "marked.toml"
    path.write_bytes(mark + SMALL.encode())
    assert main(["compare", "here", "there", "--scenario", str(path), "--field", "ratio.p50"]) == 0
    assert capsys.readouterr().out == "7.57575757576\n"


def test_links_are_followed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "real.toml").write_text(SMALL)
    (tmp_path / "link.toml").symlink_to("real.toml")
    assert main(["compare", "here", "there", "--scenario", str(tmp_path / "link.toml"), "--field", "ratio.p50"]) == 0
    (tmp_path / "answers").mkdir()
    (tmp_path / "answer.txt").symlink_to("answers/own.txt")
    assert main([*COMPARE, "--field", "seed", "--output", str(tmp_path / "answer.txt")]) == 0
    assert (tmp_path / "answer.txt").is_symlink()
    assert (tmp_path / "answers" / "own.txt").read_text() == "0\n"
    capsys.readouterr()


def test_a_shell_hands_over_what_a_command_prints() -> None:
    path = Path(__file__).with_name("good_data") / "small.toml"
    run = subprocess.run(
        ["bash", "-c", f"'{sys.executable}' -m computegap compare here there -s <(cat '{path}') --field ratio.p50"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert run.stdout == "7.57575757576\n"


# Rows ----------------------------------------------------------------------------------------------------------------


def test_a_folder_holds_no_rows_nor_does_what_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, told = refusal(capsys, "eval", "ratio", "--input", str(tmp_path))
    assert (code, told) == (3, "computegap: rows cannot be read: Is a directory\n")
    missing = str(tmp_path / "rows.csv")
    code, told = refusal(capsys, "eval", "ratio", "--input", missing)
    assert (code, told) == (3, f"computegap: --input {missing}: cannot be read: No such file or directory\n")


@pytest.mark.parametrize("argv", ["eval ratio", "gap -"])
def test_a_program_without_stdin(argv: str) -> None:
    run = subprocess.run(
        ["bash", "-c", f"'{sys.executable}' -m computegap {argv} <&-"], capture_output=True, text=True, check=False
    )
    assert (run.returncode, run.stderr) == (2, "computegap: stdin is closed, wanted it open, or a file\n")


def test_ratios_that_are_no_utf_8() -> None:
    run = subprocess.run([*PROGRAM, "gap", "-"], input=b"10\n\xff\n", capture_output=True, check=False)
    assert (run.returncode, run.stderr.count(b"\n")) == (3, 1)
    assert b"Traceback" not in run.stderr


# Writing -------------------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def mounted(folder: Path, options: str) -> Iterator[Path]:
    """A file system of its own."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("needs the right to mount a small file system")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@pytest.fixture
def full_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system with room for a few lines."""
    with mounted(tmp_path / "full", "size=16k") as folder:
        yield folder


@pytest.fixture
def read_only(tmp_path: Path) -> Iterator[Path]:
    """A file system that even root cannot write to."""
    with mounted(tmp_path / "read-only", "ro") as folder:
        yield folder


WRITERS: dict[str, tuple[str, ...]] = {
    "an answer": (*COMPARE, "--format", "json", "--output", "FILE"),
    "a page": ("report", "us", "china", "--samples", "128", "--output", "FILE"),
    "a picture": (*COMPARE, "--chart-file", "FILE.svg"),
    "draws": ("explain", "ratio", "us", "china", "--samples", "4096", "--samples-to", "FILE.csv"),
    "worlds": ("sweep", "us", "china", "--vary", "us.capex=100..400:1000", "--samples", "1", "--output", "FILE"),
}


def writes(writer: str, path: Path) -> tuple[str, ...]:
    return tuple(word.replace("FILE", str(path)) for word in WRITERS[writer])


@pytest.mark.parametrize("writer", WRITERS)
def test_a_full_disk_leaves_the_old_file_whole(
    writer: str, full_disk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    argv = writes(writer, full_disk / "answer")
    target = Path(argv[-1])
    target.write_text("old")
    code = main(argv)
    _, err = capsys.readouterr()
    assert (code, "No space left on device" in err) == (2, True), err
    assert "Traceback" not in err
    assert target.read_text() == "old"
    if writer != "worlds":
        assert [path.name for path in full_disk.iterdir()] == [target.name]


@pytest.mark.parametrize("writer", WRITERS)
def test_a_folder_that_is_read_only(writer: str, read_only: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(writes(writer, read_only / "answer"))
    _, err = capsys.readouterr()
    assert (code, "Read-only file system" in err) == (2, True), err


@pytest.mark.parametrize("writer", WRITERS)
def test_a_folder_that_cannot_be_written(writer: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    # A sweep makes the folders that it needs.
    folder = Path("/proc") if writer == "worlds" else tmp_path / "missing"
    code = main(writes(writer, folder / "answer"))
    _, err = capsys.readouterr()
    assert (code, err.count("computegap: ")) == (2, 1), err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    "argv", ["compare us china --samples 16", "eval ratio --map us.capex=us.capex", "chips --format csv"]
)
def test_a_full_disk_behind_stdout(argv: str, tmp_path: Path) -> None:
    rows = tmp_path / "rows.csv"
    rows.write_text("us.capex\n400\n")
    with Path("/dev/full").open("wb") as full, rows.open("rb") as stdin:
        run = subprocess.run([*PROGRAM, *argv.split()], stdin=stdin, stdout=full, stderr=subprocess.PIPE, check=False)
    assert (run.returncode, run.stderr) == (2, b"computegap: stdout: cannot be written: No space left on device\n")


def test_letters_that_stdout_lacks_are_written_out(tmp_path: Path) -> None:
    path = tmp_path / "small.toml"
    path.write_text(SMALL.replace('"Here"', '"Here \\u2026 \\u00e9"'), "utf-8")
    run = subprocess.run(
        [*PROGRAM, "compare", "here", "there", "-s", str(path), "--format", "json"],
        capture_output=True, check=True, env={**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"},
    )  # fmt: skip
    assert json.loads(run.stdout.decode("ascii"))["sides"][0]["name"] == "Here \u2026 \u00e9"


# Ended from outside --------------------------------------------------------------------------------------------------

TRIES = int(os.environ.get("COMPUTEGAP_FAULTS", "2"))
"""Of each kind; `just faults` makes 200."""
ENDED = {signal.SIGINT: {130, -signal.SIGINT}, signal.SIGTERM: {143, -signal.SIGTERM}}
"""The negative one is the shell's 130 or 143 too: ended while Python was still starting, or already leaving."""
LONG: dict[str, tuple[str, ...]] = {
    "answer": ("compare", "us", "china", "--samples", "2e6", "--format", "json", "--output", "FILE"),
    "draws": ("explain", "ratio", "us", "china", "--samples", "1e5", "--samples-to", "FILE"),
    "page": ("report", "us", "china", "--output", "FILE"),
    "worlds": ("sweep", "us", "china", "--vary", "us.capex=100..400:2000", "--samples", "512", "-o", "FILE"),
}


def _whole(kind: str, path: Path) -> bool:
    text = path.read_text("utf-8")
    if kind == "answer":
        return "run" in json.loads(text)
    return text.endswith("</html>\n") if kind == "page" else text.count("\n") in {100_001, 4_001}


@pytest.fixture(autouse=True)
def _an_interrupt_that_is_heard() -> Iterator[None]:
    """A shell ignores it for what it puts into the background, and so would each program that a test then starts."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.parametrize("sent", ENDED, ids=lambda sent: sent.name)
def test_a_signal_that_a_library_makes_a_fault_of_its_own(sent: signal.Signals, tmp_path: Path) -> None:
    """Pydantic reports what is raised while it builds a record's validator as a fault of the record."""
    program = tmp_path / "program.py"
    program.write_text(
        "import os, sys\n"
        "from computegap import cli\n"
        "def application(argv):\n"
        "    try:\n"
        f"        os.kill(os.getpid(), {int(sent)})\n"
        "    except BaseException as fault:\n"
        "        raise TypeError('a fault of the record') from fault\n"
        "cli.application = application\n"
        "cli.run()\n"
    )
    run = subprocess.run([sys.executable, str(program), "compare"], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) in {(130, "computegap: interrupted\n"), (143, "")}
    assert run.returncode in ENDED[sent]


@pytest.mark.parametrize("sent", ENDED, ids=lambda sent: sent.name)
@pytest.mark.parametrize("kind", LONG)
def test_ended_at_any_moment(kind: str, sent: signal.Signals, tmp_path: Path) -> None:
    """No part of an answer stands under its name, and the exit code is the shell's for the signal."""
    argv = [*PROGRAM, *(word.replace("FILE", str(tmp_path / "out.csv")) for word in LONG[kind])]
    for number in range(TRIES):
        with subprocess.Popen(argv, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as run:
            # Spread over a run: from the start of Python to the writing of the answer.
            time.sleep(0.1 + 1.9 * number / TRIES)
            run.send_signal(sent)
            _, err = run.communicate(timeout=60)
        target = tmp_path / "out.csv"
        assert run.returncode in {0, *ENDED[sent]}, err.decode()
        if target.exists():
            assert _whole(kind, target)
            target.unlink()
        drafts = [path.name for path in tmp_path.iterdir() if path.suffix != ".parts"]
        assert not drafts


@pytest.mark.parametrize("sent", ENDED, ids=lambda sent: sent.name)
def test_rows_ended_at_any_moment(sent: signal.Signals, tmp_path: Path) -> None:
    rows = tmp_path / "rows.csv"
    rows.write_text("us.capex\n" + "400\n" * 2_000_000)
    for number in range(TRIES):
        with rows.open("rb") as stdin, subprocess.Popen(
            [*PROGRAM, "eval", "ratio"], stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        ) as run:  # fmt: skip
            time.sleep(0.1 + 1.5 * number / TRIES)
            run.send_signal(sent)
            out, err = run.communicate(timeout=60)
        assert run.returncode in {0, *ENDED[sent]}, err.decode()
        # What was written are whole rows.
        assert out == b"" or out.endswith(b"\n")


def test_a_draft_is_removed_when_writing_it_is_ended(tmp_path: Path) -> None:
    target = tmp_path / "answer"
    target.write_text("old")

    def ended(fault: Callable[[], BaseException]) -> None:
        with delivery.whole_file(str(target), "--output") as draft:
            draft.write(b"half")
            raise fault()

    for fault in (KeyboardInterrupt, lambda: SystemExit(143), lambda: OSError(28, "No space left on device")):
        with pytest.raises((KeyboardInterrupt, SystemExit, UsageError)):
            ended(fault)
        assert [path.name for path in tmp_path.iterdir()] == ["answer"]
        assert target.read_text() == "old"
