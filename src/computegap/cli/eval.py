"""`computegap eval`."""

import contextlib
import enum
import itertools
import os
import stat
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from computegap.cli import delivery, names, options
from computegap.cli.options import Route
from computegap.errors import DataError, UsageError, printable
from computegap.signals import ENDING, held

if TYPE_CHECKING:
    from collections.abc import Callable

    from computegap.rows.companion import Asked
    from computegap.studies.blocks import Watch
    from computegap.studies.rows import RowQuestion

EPILOG = """Examples:

\b
  computegap eval ratio performance_gap < rows.csv > answers.csv
  computegap eval china.added_compute --map 'capex=china.capex:bn USD' --input rows.ndjson
  computegap eval gap=performance_gap --sides us,uk --keep --from tsv < rows.tsv

\b
A column named for an input, such as china.process.yield, needs no --map. A
number is in the scenario's unit, unless --map or the cell states another. What
no column gives stands at the middle of its range. A range in a cell of the
first row, such as 0.7..0.8, asks for the columns p5, p50 and p95.
Rows without an answer are told on stderr and dropped, and the exit code is 3.
--keep keeps them with empty results, cells that are missing among them; what
is no row of the format (too many cells, no JSON object) is dropped still.
With --strict, a row without an answer leaves no file at --output."""


class Kind(enum.StrEnum):
    """How rows are written."""

    csv = "csv"
    tsv = "tsv"
    ndjson = "ndjson"


EXTENSIONS = {".csv": "csv", ".tsv": "tsv", ".tab": "tsv", ".ndjson": "ndjson", ".jsonl": "ndjson"}


def eval_rows(
    quantities: Annotated[
        list[str],
        typer.Argument(
            metavar="QUANTITY...",
            help="ratio, china.added_compute, NAME=QUANTITY, ...",
            autocompletion=names.quantities,
        ),
    ],
    source: Annotated[str, typer.Option("--input", "-i", metavar="FILE", help="Rows; - is stdin.")] = "-",
    output: options.OutputOption = None,
    mapped: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            metavar="COLUMN=INPUT[:UNIT]",
            help="The input that a column is. Repeatable.",
            autocompletion=names.mapped,
        ),
    ] = None,
    sides: Annotated[
        str, typer.Option(metavar="FIRST,SECOND", help="The sides compared.", autocompletion=names.sides)
    ] = "us,china",
    from_kind: Annotated[
        Kind | None, typer.Option("--from", help="By the file's extension, else NDJSON at a brace and CSV otherwise.")
    ] = None,
    to_kind: Annotated[Kind | None, typer.Option("--to", help="As they come in by default.")] = None,
    keep: Annotated[bool, typer.Option("--keep", help="Keep rows without an answer, with empty results.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Stop at the first row without an answer.")] = False,
    quiet: Annotated[
        bool,
        typer.Option(
            "--quiet",
            help="Tell no note, row's fault or progress on stderr; the exit code says that there were faults.",
        ),
    ] = False,
    ranges: Annotated[
        bool | None, typer.Option("--ranges/--no-ranges", help="p5, p50, p95 of each; as in the first row by default.")
    ] = None,
    scenario: options.ScenarioOption = "article",
    year: options.YearOption = None,
    rule: options.RuleOption = None,
    yardstick: options.YardstickOption = None,
    fall_back: options.FallBackOption = None,
    route: options.OneRouteOption = Route.money,
    basis: options.BasisOption = None,
    samples: options.SamplesOption = 4096,
    seed: options.SeedOption = 0,
    assignments: options.SetOption = None,
    chips_from: options.ChipsFromOption = None,
) -> int:
    """Add quantities of a comparison to rows, whose columns stand in for inputs."""
    first, comma, second = sides.partition(",")
    if not comma or "," in second:
        message = f"--sides {sides}: wanted two, such as us,china"
        raise UsageError(message)
    settings = options.settings(
        scenario, year, rule, yardstick, route, basis,
        fall_back=fall_back, samples=samples, seed=seed, assignments=assignments,
    )  # fmt: skip
    settings["chips_from"] = chips_from
    from computegap.cli.progress import Bar  # noqa: PLC0415 - a mistyped option need not wait for them
    from computegap.rows import blocks, layout, pipe  # noqa: PLC0415 - same

    kind = from_kind.value if from_kind else EXTENSIONS.get(Path(source).suffix.casefold())
    descriptor = _descriptor(source)
    pieces = blocks.arriving(descriptor)
    start = b""
    while not layout.says_something(start) and (piece := next(pieces, b"")):
        start += piece
    # Known before rows are cut: in CSV a quote holds lines together, in NDJSON it may stand within a text.
    kind = kind or layout.kind_of(start)
    arriving = blocks.whole(itertools.chain([start], pieces), quoted=kind == "csv")
    head = layout.head(arriving, kind, spliced=to_kind is None or to_kind.value == kind)
    if not head:
        delivery.write("", output)
        return 0
    laid_out, first_row, rest = layout.opened(head, kind, to_kind.value if to_kind else None)

    def load() -> "RowQuestion":
        from computegap.studies.comparison import Question  # noqa: PLC0415 - takes as long as the rest together
        from computegap.studies.rows import RowQuestion  # noqa: PLC0415 - same

        return RowQuestion(
            Question(first, second, **settings), quantities, mapped or (), laid_out.columns, first_row, ranges=ranges
        )

    size = _size(descriptor)
    # Samples of ranges are work that threads divide.
    ranged = any(".." in cell for cell in first_row.values() if isinstance(cell, str)) if ranges is None else ranges
    with _loaded(load, beside=pipe.pays_beside(size) and not ranged) as question:
        laid_out = laid_out._replace(inputs=question.inputs, added=question.added)
        delivery.tell(question.notes, quiet=quiet)

        faults = 0
        # Rows that come out on the terminal show themselves.
        watch = Bar(quiet=quiet or (sys.stdout.isatty() and not delivery.to_file(output)), unit="bytes")
        parts = blocks.parted(itertools.chain([rest], arriving), question.pieces, quoted=laid_out.kind == "csv")
        taken = _told_of(parts, size, watch)
        try:
            with delivery.blocks_to(output) as write:
                write(pipe.header(laid_out))
                for answered in pipe.answered(taken, laid_out, question.answer, keep=keep, strict=strict):
                    write(answered.text)
                    for fault in () if quiet else answered.faults:
                        sys.stderr.write(f"computegap: row {fault.row}: {printable(fault.reason)}\n")
                    faults += len(answered.faults)
                if strict and faults:
                    # Within the block, as rows up to a fault are no whole file.
                    raise typer.Exit(DataError.exit_code)
        finally:
            watch.done()
        return DataError.exit_code if faults else 0


@contextlib.contextmanager
def _loaded(load: "Callable[[], Asked]", *, beside: bool) -> "Iterator[Asked]":
    """Give a question; `beside` has another process load it, while this one loads the library for many rows."""
    if not beside:
        yield load()
        return
    from computegap.rows import companion, pipe  # noqa: PLC0415 - few rows need neither

    question = None
    # Where no more processes are to be had, this one does it all.
    with contextlib.suppress(OSError):
        question = companion.Companion(load)
    if question is None:
        yield load()
        return
    try:
        # An import that is interrupted may go on as if nothing had been.
        with held(ENDING):
            pipe.load_library()
        yield question
    finally:
        question.close()


def _size(descriptor: int) -> int:
    """Bytes of a file; none of a pipe, whose end nobody knows."""
    found = os.fstat(descriptor)
    return found.st_size if stat.S_ISREG(found.st_mode) else 0


def _told_of(blocks: Iterable[bytes], size: int, watch: "Watch") -> Iterator[bytes]:
    """Hand blocks on, and tell how many bytes were."""
    done = 0
    for block in blocks:
        watch.told(done, size)
        yield block
        done += len(block)


def _descriptor(source: str) -> int:
    if source == "-":
        return delivery.stdin().fileno()
    try:
        return os.open(source, os.O_RDONLY)
    except OSError as error:
        message = f"--input {source}: cannot be read: {error.strerror}"
        raise DataError(message) from None


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("eval", epilog=EPILOG)(eval_rows)
