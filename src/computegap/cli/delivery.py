"""The one way an answer leaves the program: in a format, as a picture, to stdout or to a file that is whole."""

from __future__ import annotations

import contextlib
import errno
import os
import select
import stat
import sys
from pathlib import Path
from typing import IO, TYPE_CHECKING, NoReturn, TypeGuard

import typer

from computegap.cli import silence
from computegap.errors import StoppedError, UsageError, printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from computegap.reports import Screen
    from computegap.studies.blocks import Watch


def exit_if_interrupted(watch: Watch) -> None:
    """End with the code of an interrupted program, if Ctrl-C cut the run short: its estimate has been delivered.

    Raises
    ------
    StoppedError
        If it did.
    """
    if watch.interrupted:
        message = f"interrupted after {watch.came_to}"
        raise StoppedError(message)


def tell(notes: Iterable[str], *, quiet: bool) -> None:
    """Say beside an answer, which is data, what its readers are told in words elsewhere."""
    for note in () if quiet else notes:
        sys.stderr.write(f"computegap: {printable(note)}\n")


def deliver(result: object, format_name: str, output: str | None, field: str | None = None) -> None:
    """Write an answer to where it belongs, in the format asked for."""
    # Reports are imported once there is an answer to draw.
    from computegap import reports  # noqa: PLC0415

    if field is not None:
        text = reports.field(result, field)
    else:
        screen = _screen(to_file=output is not None) if format_name == "table" else reports.Screen()
        text = reports.report(result, format_name, screen)
    write(text, output)


def deliver_lines(lines: Iterable[str], output: str | None) -> None:
    """Write texts as they come to stdout, or to a file that is there once all have come."""
    if not to_file(output):
        for line in lines:
            _write_to_stdout(line)
        return
    with whole_file(output, "--output") as draft:
        draft.writelines(line.encode() for line in lines)


@contextlib.contextmanager
def blocks_to(output: str | None) -> Iterator[Callable[[bytes], object]]:
    """Give a way to write blocks of lines: to stdout at once, or to a file that is there, whole, in the end."""
    if not to_file(output):
        _widen_stdout()
        yield write_block
        return
    with whole_file(output, "--output") as draft:
        yield draft.write


def deliver_drawn(
    result: object,
    picture: Callable[[], object],
    format_name: str,
    output: str | None,
    field: str | None,
    *,
    chart: bool,
    chart_file: str | None,
) -> None:
    """Write an answer as `deliver` does, or drawn, or both.

    Parameters
    ----------
    result : one of the classes in `results`
        The answer.
    picture : callable
        Gives what is to be seen of it, where that needs more than the answer; asked only where something is drawn.
    format_name, output, field
        As in `deliver`.
    chart : bool
        Draw in the place of the format.
    chart_file : str, optional
        Draw in a file.

    Raises
    ------
    UsageError
        If both a chart and another format are asked for.
    """
    if chart and (format_name != "table" or field is not None):
        other = "--field" if field is not None else f"--format {format_name}"
        message = f"found --chart and {other}, wanted one of them; --chart-file draws beside any format"
        raise UsageError(message)
    if chart or chart_file:
        draw(picture(), output, chart=chart, chart_file=chart_file)
    if not chart:
        deliver(result, format_name, output, field)


def draw(drawn: object, output: str | None = None, *, chart: bool, chart_file: str | None) -> None:
    """Write an answer as charts of characters, or into a file of its own, or both."""
    if chart_file:
        from computegap.reports.as_picture import picture as pictured  # noqa: PLC0415 - only a file needs it

        content = pictured(drawn, chart_file)
        with whole_file(chart_file, "--chart-file") as draft:
            draft.write(content)
    if chart:
        from computegap import reports  # noqa: PLC0415 - once there is an answer to draw

        write(reports.chart(drawn, _screen(to_file=output is not None)), output)


def to_file(output: str | None) -> TypeGuard[str]:
    """Whether an answer goes to a file rather than to stdout."""
    return output not in {None, "-"}


def write(text: str, output: str | None) -> None:
    """Write text to stdout, or to a file, whole or not at all.

    Raises
    ------
    UsageError
        If the file cannot be written.
    """
    if not to_file(output):
        _write_to_stdout(text)
        return
    with whole_file(output, "--output") as draft:
        draft.write(text.encode())


def write_utf8(text: str, output: str | None) -> None:
    """Write text that says itself that it is UTF-8, whatever stdout takes; else as `write` does."""
    if not to_file(output):
        write_block(text.encode())
        return
    write(text, output)


@contextlib.contextmanager
def whole_file(output: str, option: str) -> Iterator[IO[bytes]]:
    """Open a file that is there in the end, whole or not at all.

    Raises
    ------
    UsageError
        If the file cannot be written.
    """
    import tempfile  # noqa: PLC0415 - only a file needs it

    # A link stays one: what it leads to is written.
    target = Path(os.path.realpath(output))
    draft: Path | None = None
    try:
        if target.is_dir():
            message = f"{option} {output}: is a folder, wanted a file"
            raise UsageError(message)
        if target.exists() and not target.is_file():
            # A device or a pipe is written to; to put a file in its place would take it away from everybody.
            with target.open("wb") as stream:
                yield stream
            return
        descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        draft = Path(name)
        with os.fdopen(descriptor, "wb") as stream:
            yield stream
        mask = os.umask(0)
        os.umask(mask)
        draft.chmod(0o666 & ~mask)
        draft.replace(target)
    except OSError as error:
        message = f"{option} {output}: cannot be written: {error.strerror}"
        raise UsageError(message) from None
    finally:
        if draft is not None:
            draft.unlink(missing_ok=True)


def stdin() -> IO[str]:
    """Return the open stdin.

    Raises
    ------
    UsageError
        If the program was started without one.
    """
    # The type has no None, which is what Python puts there.
    found: IO[str] | None = sys.stdin
    if found is None:
        message = "stdin is closed, wanted it open, or a file"
        raise UsageError(message)
    return found


WIDE_PIPE = 1 << 20
"""Bytes that a pipe is asked to hold: as many as Linux lets anyone ask for, and sixteen times what it gives unasked."""
ATOMIC = getattr(select, "PIPE_BUF", 512)
"""Bytes that a pipe takes whole or not at all; the least that a system may promise where it says nothing."""


def _widen_stdout() -> None:
    """Make a pipe hold more: the fewer turns its two ends take, the less time they wait for each other."""
    with contextlib.suppress(ImportError, AttributeError, OSError):
        import fcntl  # noqa: PLC0415 - not on every system

        descriptor = sys.stdout.fileno()
        if stat.S_ISFIFO(os.fstat(descriptor).st_mode):
            fcntl.fcntl(descriptor, fcntl.F_SETPIPE_SZ, WIDE_PIPE)


def write_block(block: bytes) -> None:
    """Write lines of an answer to stdout, at once, so that an interrupt falls between two of them."""
    start = 0
    lines = memoryview(block)
    try:
        while start < len(block):
            # A line that is longer than what a pipe takes whole is written alone.
            end = block.rfind(b"\n", start, start + _taken_whole()) + 1 or block.find(b"\n", start) + 1 or len(block)
            sys.stdout.buffer.write(lines[start:end])
            sys.stdout.buffer.flush()
            start = end
    except OSError as error:
        not_written(error)


def _taken_whole() -> int:
    """Bytes that stdout takes at once, so that no interrupt divides them: the more of them, the less a line costs."""
    try:
        descriptor = sys.stdout.fileno()
        mode = os.fstat(descriptor).st_mode
        if stat.S_ISREG(mode) or (stat.S_ISCHR(mode) and not os.isatty(descriptor)):
            # A file, or a device that is no terminal, such as /dev/null.
            return sys.maxsize
        import fcntl  # noqa: PLC0415 - not on every system
        import termios  # noqa: PLC0415 - same

        unread = int.from_bytes(fcntl.ioctl(descriptor, termios.FIONREAD, bytes(4)), sys.byteorder)
        # A pipe is one of pages, which pieces leave more than half full on average; only Linux tells its size.
        room = fcntl.fcntl(descriptor, fcntl.F_GETPIPE_SZ) - 2 * unread - 2 * os.sysconf("SC_PAGE_SIZE")
    except (ImportError, AttributeError, OSError):
        return ATOMIC
    return max(ATOMIC, room)


def _write_to_stdout(text: str) -> None:
    try:
        sys.stdout.write(text if _shows(text) else _in_letters_of_stdout(text))
        # A flush that fails belongs here, not to the interpreter's shutdown.
        sys.stdout.flush()
    except OSError as error:
        not_written(error)


def _in_letters_of_stdout(text: str) -> str:
    """Write out letters that stdout lacks, as JSON does."""
    import json  # noqa: PLC0415 - stdout lacks few

    return text.translate({ord(letter): json.dumps(letter)[1:-1] for letter in set(text) if not _shows(letter)})


def not_written(error: OSError) -> NoReturn:
    """End as `head` makes programs end where the reader is gone, and tell of a disk that is full.

    Raises
    ------
    UsageError
        If stdout takes nothing any more.
    """
    silence()
    if isinstance(error, BrokenPipeError):
        raise typer.Exit
    if error.errno == errno.EBADF:
        message = "stdout is closed, wanted it open"
        raise UsageError(message)
    message = f"stdout: cannot be written: {error.strerror}"
    raise UsageError(message)


def _screen(*, to_file: bool) -> Screen:
    import shutil  # noqa: PLC0415 - only a report asks

    from computegap.reports import Screen  # noqa: PLC0415

    on_terminal = sys.stdout.isatty() and not to_file
    colour = on_terminal and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
    # A pipe has no width of its own: COLUMNS, else 80.
    return Screen(
        width=max(40, shutil.get_terminal_size((80, 24)).columns if on_terminal or "COLUMNS" in os.environ else 80),
        colour=colour,
        unicode=to_file or _shows("─├●█"),
    )


def _shows(letters: str) -> bool:
    """Whether stdout can carry letters: LANG=C, and a terminal of old, cannot."""
    try:
        letters.encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return False
    return True
