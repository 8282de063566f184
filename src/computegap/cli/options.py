"""Options that commands share, declared once, and the one way an answer leaves the program."""

from __future__ import annotations

import enum
import itertools
import os
import select
import stat
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, NoReturn

import typer
from typer.core import TyperCommand

from computegap.cli import INTERRUPTED, names, silence
from computegap.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from computegap.library import Override
    from computegap.reports import Screen
    from computegap.studies.blocks import Watch
    from computegap.studies.comparison import Settings


class Format(enum.StrEnum):
    """How an answer is written."""

    table = "table"
    json = "json"
    csv = "csv"
    ndjson = "ndjson"
    markdown = "markdown"


class Sampler(enum.StrEnum):
    """How the points of a sample are laid."""

    lattice = "lattice"
    random = "random"


class Yardstick(enum.StrEnum):
    """What an H100-equivalent is measured by."""

    eight_bit = "8bit"
    bf16 = "bf16"
    fp4 = "fp4"
    tpp = "tpp"
    bandwidth = "bandwidth"


class Route(enum.StrEnum):
    """By which figures a side's compute is worked out."""

    money = "money"
    wafers = "wafers"
    power = "power"
    counted = "counted"


class Basis(enum.StrEnum):
    """Which compute is compared."""

    stock = "stock"
    flow = "flow"


FirstSide = Annotated[
    str, typer.Argument(metavar="SIDE", help="us, china, uk, or a party file.", autocompletion=names.parties)
]
SecondSide = Annotated[
    str, typer.Argument(metavar="SIDE", help="The side compared with.", autocompletion=names.parties)
]
FormatOption = Annotated[Format, typer.Option("--format", "-f", help="How the answer is written.")]
OutputOption = Annotated[
    str | None, typer.Option("--output", "-o", metavar="FILE", help="Write to a file, whole or not at all.")
]
FieldOption = Annotated[
    str | None,
    typer.Option("--field", metavar="PATH", help="Print one bare value of the JSON answer, such as ratio.p50."),
]
ScenarioOption = Annotated[
    str,
    typer.Option(
        "--scenario", "-s", metavar="NAME|FILE", help="A shipped scenario, or a scenario file.",
        autocompletion=names.scenarios,
    ),
]  # fmt: skip
ScenariosOption = Annotated[
    list[str] | None,
    typer.Option(
        "--scenario", "-s", metavar="NAME|FILE", help="A shipped scenario, or a file; several make cases.",
        autocompletion=names.scenarios,
    ),
]  # fmt: skip
CaseOption = Annotated[
    list[str] | None,
    typer.Option(
        "--case", metavar="NAME:SETTINGS", help="A case: 'better fabs: china.process.yield=0.85'. Repeatable."
    ),
]
YearOption = Annotated[int | None, typer.Option("--year", help="The year; the scenario's own by default.")]
RuleOption = Annotated[
    str | None,
    typer.Option(
        "--rule", metavar="NAME", help="From ratio to gap; the scenario's own by default.", autocompletion=names.rules
    ),
]
YardstickOption = Annotated[
    Yardstick | None, typer.Option("--yardstick", help="What H100e measures; the scenario's own by default.")
]
RouteOption = Annotated[
    Route | None,
    typer.Option(
        "--route",
        help="What money, wafers and memory, or power suffice for, or counted chips; the scenario's own by default.",
    ),
]
BasisOption = Annotated[
    Basis | None, typer.Option("--basis", help="Added in the year (flow), or there at its end (stock).")
]
FallBackOption = Annotated[
    bool | None,
    typer.Option(
        "--fall-back/--no-fall-back", help="Count a chip without the yardstick's format at its next wider one.",
    ),
]  # fmt: skip
ChipsFromOption = Annotated[
    Path | None,
    typer.Option("--chips-from", metavar="FILE", help="Epoch AI's hardware CSV, whose chips a scenario may name."),
]


def _whole(text: str) -> int:
    """Read a count: 4096, 1e8.

    Raises
    ------
    typer.BadParameter
        If it is not a whole number above 0.
    """
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 1 <= value <= MOST_SAMPLES or not value.is_integer():
        message = f"found {text!r}, wanted a whole number from 1 to {MOST_SAMPLES:.0e}, such as 4096 or 1e6"
        raise typer.BadParameter(message)
    return int(value)


MOST_SAMPLES = 1e12
SamplesOption = Annotated[
    int, typer.Option("--samples", parser=_whole, metavar="COUNT", help="Draws of each input: 4096, 1e6.")
]
SamplerOption = Annotated[Sampler, typer.Option("--sampler", help="Evenly spread draws, or plain random ones.")]
PrecisionOption = Annotated[
    str | None,
    typer.Option("--precision", metavar="SHARE", help="Sample until the answer's percentiles err by less: 0.5%."),
]
CorrelateOption = Annotated[
    list[str] | None,
    typer.Option(
        "--correlate", metavar="PATH PATH RANK", help="Draw two inputs together, at a rank correlation. Repeatable."
    ),
]
SeedOption = Annotated[int, typer.Option("--seed", min=0, help="Start of the random streams.")]
SetOption = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="PATH=VALUE",
        help="Replace a figure: china.process.yield=0.85, or =0.7..0.8; turn a channel on or off. Repeatable.",
        autocompletion=names.settable,
    ),
]
QuietOption = Annotated[bool, typer.Option("--quiet", help="Tell nothing on stderr but faults.")]
ChartOption = Annotated[bool, typer.Option("--chart", help="Draw the answer as charts of characters.")]
ChartFileOption = Annotated[
    str | None,
    typer.Option("--chart-file", metavar="FILE", help="Draw it in a file too: .svg, .png, .pdf or .html."),
]


def settings(
    scenario: str,
    year: int | None,
    rule: str | None,
    yardstick: Yardstick | None,
    route: Route | None,
    basis: Basis | None,
    *,
    fall_back: bool | None,
    samples: int,
    seed: int,
    assignments: list[str] | None,
    sampler: Sampler = Sampler.lattice,
    precision: str | None = None,
    correlate: list[str] | None = None,
    quiet: bool = False,
) -> Settings:
    """Gather what a comparison is asked under."""
    from computegap.cli.progress import Bar  # noqa: PLC0415 - only sampled answers take long

    return {
        "watch": Bar(quiet=quiet),
        "sampler": sampler.value,
        "precision": _precision(precision),
        "correlations": correlate or [],
        "scenario": scenario,
        "year": year,
        "rule": rule,
        "yardstick": yardstick.value if yardstick else None,
        "route": route.value if route else None,
        "basis": basis.value if basis else None,
        "fall_back": fall_back,
        "samples": samples,
        "seed": seed,
        "overrides": overrides(assignments),
    }


def _precision(text: str | None) -> float | None:
    if text is None:
        return None
    from computegap.notation import figure  # noqa: PLC0415 - few ask for a precision

    try:
        written = figure(text)
    except UsageError:
        written = None
    if written is None or written.is_range or not 0 < written.low < 1:
        message = f"--precision: found {text!r}, wanted a share above 0 and below 1, such as 0.5% or 0.005"
        raise UsageError(message)
    return written.low


class Correlating(TyperCommand):
    """A command with `--correlate PATH PATH RANK`: the three words are handed on as one, as typer knows no triples."""

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]  # its base's is private
        """Join the words, then parse as ever."""
        joined: list[str] = []
        left = iter(args)
        for word in left:
            joined.append(word)
            if word == "--correlate":
                triple = " ".join(itertools.islice(left, 3))
                joined.extend([triple] if triple else [])
        return super().parse_args(ctx, joined)


def overrides(assignments: list[str] | None) -> list[Override]:
    """Split every PATH=VALUE.

    Raises
    ------
    ScenarioError
        If one has no `=`.
    """
    from computegap.library import Override  # noqa: PLC0415 - most commands set nothing

    return [Override.read(assignment, f"--set {assignment}") for assignment in assignments or ()]


def exit_if_interrupted(watch: Watch) -> None:
    """End with the code of an interrupted program, if Ctrl-C cut the run short: its estimate has been delivered.

    Raises
    ------
    typer.Exit
        If it did.
    """
    if watch.interrupted:
        raise typer.Exit(INTERRUPTED)


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


def write(text: str, output: str | None) -> None:
    """Write text to stdout, or to a file, whole or not at all.

    Raises
    ------
    UsageError
        If the file cannot be written.
    """
    if output is None or output == "-":
        _write_to_stdout(text)
        return
    with whole_file(output, "--output") as draft:
        draft.write(text.encode())


def write_utf8(text: str, output: str | None) -> None:
    """Write text that says itself that it is UTF-8, whatever stdout takes; else as `write` does."""
    if output is None or output == "-":
        write_block(text.encode())
        return
    write(text, output)


@contextmanager
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


ATOMIC = getattr(select, "PIPE_BUF", 512)
"""Bytes that a pipe takes whole or not at all; the least that a system may promise where it says nothing."""


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
        _not_written(error)


def _taken_whole() -> int:
    """Bytes that stdout takes at once, so that no interrupt divides them: the more of them, the less a line costs."""
    try:
        descriptor = sys.stdout.fileno()
        if stat.S_ISREG(os.fstat(descriptor).st_mode):
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
        _not_written(error)


def _in_letters_of_stdout(text: str) -> str:
    """Write out letters that stdout lacks, as JSON does."""
    import json  # noqa: PLC0415 - stdout lacks few

    return text.translate({ord(letter): json.dumps(letter)[1:-1] for letter in set(text) if not _shows(letter)})


def _not_written(error: OSError) -> NoReturn:
    """End as `head` makes programs end where the reader is gone, and tell of a disk that is full."""
    silence()
    if isinstance(error, BrokenPipeError):
        raise typer.Exit
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
