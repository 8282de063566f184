"""`computegap sweep`."""

import enum
import os
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from computegap.cli import delivery, heard, names, options
from computegap.cli.options import Sampler
from computegap.errors import DataError, StoppedError, UsageError, counted

if TYPE_CHECKING:
    from computegap.runs.tidy import Table
    from computegap.studies.sweep import Part, Request, Sweep

EPILOG = """Examples:

\b
  computegap sweep us china --vary china.process.yield=0.5..0.95:10
  computegap sweep us china --vary china.process.yield=0.5..0.95:10 \\
      --vary us.capex=300..1000:8log --quantity ratio --output grid.csv
  computegap sweep us china --vary china.capex=60..200 --vary us.capex=300..1000:log \\
      --design lhs:1000 --format ndjson
  computegap sweep us china --design-file worlds.csv --output worlds.parquet

\b
A number is in the scenario's unit, unless another stands behind the range or
list, as in 'us.capex=300e9..1000e9 USD:8log', or it can hardly be in that: a bare
300e9 where billions are stated is dollars, which is told. What is not varied is
drawn, the same in every world. With --output, an interrupted run continues when
it is started again."""


MOST_DRAWN = 4096
"""Worlds of a chart: cells of a picture that a screen has room for."""


class Format(enum.StrEnum):
    """How worlds are written."""

    csv = "csv"
    ndjson = "ndjson"
    parquet = "parquet"


ENDINGS = {".csv": Format.csv, ".ndjson": Format.ndjson, ".jsonl": Format.ndjson, ".parquet": Format.parquet}
"""What a file's name says of its format; one without an ending is CSV."""


class Engine(enum.StrEnum):
    """Who works."""

    local = "local"
    dask = "dask"


def sweep(
    first: options.FirstSide,
    second: options.SecondSide,
    vary: Annotated[
        list[str] | None,
        typer.Option(
            "--vary",
            metavar="PATH=RANGE:STEPS",
            help="LOW..HIGH:10, :10log, or 1,2,5. Repeatable.",
            autocompletion=names.inputs,
        ),
    ] = None,
    asked: Annotated[
        list[str] | None,
        typer.Option(
            "--quantity",
            "-q",
            metavar="NAME",
            help="The ratio and the rule's answer by default. Repeatable.",
            autocompletion=names.quantities,
        ),
    ] = None,
    design: Annotated[str, typer.Option(metavar="grid|lhs:COUNT", help="A grid, or a Latin hypercube.")] = "grid",
    design_file: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A CSV of worlds; its header names the inputs.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Continued if it is there in parts.")
    ] = None,
    format_name: Annotated[
        Format | None, typer.Option("--format", "-f", help="By the extension of --output; csv by default.")
    ] = None,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes; one for each core by default.")] = None,
    engine: Annotated[Engine, typer.Option(help="Processes here, or a Dask cluster.")] = Engine.local,
    scheduler: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="With --engine dask: not a cluster of one's own.")
    ] = None,
    chart: options.ChartOption = False,
    chart_file: options.ChartFileOption = None,
    quiet: options.QuietOption = False,
    scenario: options.ScenarioOption = "article",
    year: options.YearOption = None,
    rule: options.RuleOption = None,
    yardstick: options.YardstickOption = None,
    fall_back: options.FallBackOption = None,
    route: options.RouteOption = None,
    basis: options.BasisOption = None,
    samples: options.SamplesOption = 4096,
    seed: options.SeedOption = 0,
    sampler: options.SamplerOption = Sampler.lattice,
    correlate: options.CorrelateOption = None,
    assignments: options.SetOption = None,
    chips_from: options.ChipsFromOption = None,
) -> None:
    """Work a comparison out in many worlds, and print each one's quantities with their percentiles."""
    settings = options.settings(
        scenario, year, rule, yardstick, route, basis,
        fall_back=fall_back, samples=samples, seed=seed, assignments=assignments,
        sampler=sampler, correlate=correlate,
    )  # fmt: skip
    # Plain values that any process can be sent; progress is told of worlds, not of samples.
    del settings["watch"]
    plain = {name: tuple(value) if isinstance(value, list) else value for name, value in settings.items()}
    plain |= {"chips_from": str(chips_from)} if chips_from else {}
    if design_file is not None and (vary or design != "grid"):
        message = "found --design-file beside --vary or --design, wanted one of them"
        raise UsageError(message)
    if scheduler is not None and engine is Engine.local:
        message = "--scheduler: found no --engine dask, which it is for"
        raise UsageError(message)
    output = _file(output)
    kind = _kind(format_name, output)
    if chart_file is not None:
        from computegap.reports.as_picture import kind_of  # noqa: PLC0415 - only a file needs it

        # Before an hour's work, not after it.
        kind_of(chart_file)
    from computegap.studies.sweep import STATISTICS, Request, WorldError, opened  # noqa: PLC0415 - a mistyped option need not wait

    names, listed = _listed(design_file) if design_file else (tuple(vary or ()), ())
    request = Request(
        first, second, names, tuple(asked or ()), "list" if design_file else design, listed,
        tuple(sorted(plain.items())),
    )  # fmt: skip
    try:
        own = opened(request)
    except WorldError as error:
        message = f"--design-file {design_file}: {error}"
        raise DataError(message) from None
    is_drawn = chart or chart_file is not None
    if is_drawn and (request.design != "grid" or len(own.axes) > 2 or own.count > MOST_DRAWN):  # noqa: PLR2004 - as told
        option = "--chart" if chart else "--chart-file"
        message = f"{option}: wanted a grid of one input or two, of {MOST_DRAWN:,} worlds at most"
        raise UsageError(message)
    if chart and output is None and format_name is not None:
        message = f"found --chart and --format {format_name}, wanted one of them; --output FILE takes the rows"
        raise UsageError(message)
    from computegap.runs.tidy import Table, require_parquet  # noqa: PLC0415 - once there is something to write

    if kind is Format.parquet:
        # Before an hour's work, not after it.
        require_parquet()
    table = Table([axis.name for axis in own.axes], [(item.name, item.unit) for item in own.measured], STATISTICS)
    count = workers or len(os.sched_getaffinity(0))
    # A few worlds are done before a second process has started.
    count = count if workers or engine is Engine.dask or own.count * samples > 1 << 21 else 1
    delivery.tell(own.notes, quiet=quiet)
    run = _Run(request, own, table, kind, engine, scheduler, count, is_drawn=is_drawn, quiet=quiet)
    if output is None:
        run.to_stdout(is_silent=chart)
    else:
        run.to_parts(output)
    if is_drawn:
        delivery.draw(own.answer(run.kept), chart=chart, chart_file=chart_file)


def _write(path: Path, text: bytes) -> None:
    path.write_bytes(text)


def _file(output: Path | None) -> Path | None:
    """File or folder whose parts stand beside it or in it; none where rows go to stdout."""
    if output is None or str(output) == "-":
        return None
    if output.exists() and not (output.is_file() or output.is_dir()):
        # To put a file in the place of a device or a pipe would take it away from everybody.
        message = f"--output {output}: found a device or a pipe, wanted a file; rows on stdout can go there: > {output}"
        raise UsageError(message)
    # A link stays one: what it leads to is written.
    return Path(os.path.realpath(output)) if output.is_symlink() else output


def _kind(format_name: Format | None, output: Path | None) -> Format:
    ending = output.suffix.casefold() if output else ""
    if format_name is None and ending and ending not in ENDINGS:
        message = f"--output {output}: wanted a name that ends in {', '.join(ENDINGS)}, or --format beside another"
        raise UsageError(message)
    kind = format_name or ENDINGS.get(ending, Format.csv)
    if kind is not Format.parquet and output is not None and output.is_dir():
        message = f"--output {output}: is a folder, wanted a file"
        raise UsageError(message)
    if kind is Format.parquet and output is None:
        message = "--format parquet: wanted --output FOLDER, as a data set is files"
        raise UsageError(message)
    return kind


def _listed(path: Path) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    from computegap import files  # noqa: PLC0415 - only a list needs it
    from computegap.rows.layout import cells  # noqa: PLC0415 - only a list needs it

    try:
        records = list(cells(files.text(path), "csv"))
    except ValueError as error:
        message = f"--design-file {path}: cannot be read: {error}"
        raise UsageError(message) from None
    rows = [row for _, row, _ in records]
    if len(rows) < 2:  # noqa: PLR2004 - a header and a world
        message = f"--design-file {path}: found no worlds, wanted a header that names inputs, and a row for each world"
        raise DataError(message)
    for number, (_, row, fault) in enumerate(records):
        if fault or len(row) != len(rows[0]):
            told = f"row {number}" if number else "header"
            fault = fault or f"found {counted(len(row), 'cells')}, wanted {len(rows[0])}"  # noqa: PLW2901 - its default
            message = f"--design-file {path}: {told}: {fault}"
            raise DataError(message)
    return tuple(rows[0]), tuple(map(tuple, rows[1:]))


class _Run:
    """One run of a sweep."""

    def __init__(
        self,
        request: "Request",
        sweep: "Sweep",
        table: "Table",
        kind: Format,
        engine: Engine,
        scheduler: str | None,
        workers: int,
        *,
        is_drawn: bool,
        quiet: bool,
    ) -> None:
        from computegap.studies.sweep import Extremes  # noqa: PLC0415 - a mistyped option need not wait for it

        self._request = request
        self._sweep = sweep
        self._table = table
        self._kind = kind
        self._engine = engine
        self._scheduler = scheduler
        self._workers = workers
        self._quiet = quiet
        self._is_drawn = is_drawn
        self._extremes = Extremes(sweep)
        self._kept: dict[int, Part] = {}

    @property
    def kept(self) -> "list[Part]":
        """Parts in order, kept where they are to be drawn."""
        return [self._kept[start] for start in sorted(self._kept)]

    def _take(self, start: int, part: "Part") -> None:
        self._extremes.add(part)
        if self._is_drawn:
            self._kept[start] = part

    def _answers(self, parts: list[tuple[int, int]]) -> Iterator[tuple[int, "Part"]]:
        from computegap.runs import engines  # noqa: PLC0415 - last of all
        from computegap.studies.sweep import part_of  # noqa: PLC0415 - same

        work = partial(part_of, self._request)
        if self._engine is Engine.dask:
            return engines.dask(work, parts, self._workers, self._scheduler)
        return engines.local(work, parts, self._workers)

    def _text(self, part: "Part") -> bytes:
        write = self._table.ndjson if self._kind is Format.ndjson else self._table.csv
        return write(part.worlds, part.found)

    @property
    def _header(self) -> bytes:
        return self._table.header if self._kind is Format.csv else b""

    def to_stdout(self, *, is_silent: bool) -> None:
        """Write parts in order, as they are finished; silent where a chart takes their place."""
        from computegap.runs.progress import Progress  # noqa: PLC0415 - same

        if not is_silent:
            delivery.write_block(self._header)
        parts = list(self._sweep.parts)
        progress = Progress(sys.stderr, self._sweep.count, 0, quiet=self._quiet)
        finished: dict[int, bytes] = {}
        waiting = iter(parts)
        due = next(waiting, None)
        for start, part in self._answers(parts):
            self._take(start, part)
            finished[start] = b"" if is_silent else self._text(part)
            while due and due[0] in finished:
                delivery.write_block(finished.pop(due[0]))
                progress.add(due[1] - due[0])
                due = next(waiting, None)
        progress.end()

    def to_parts(self, output: Path) -> None:
        """Write each part to a file of its own, and join them in the end unless they are a data set."""
        from computegap.reports.layout.sweep import told  # noqa: PLC0415 - last of all
        from computegap.runs.parts import PartFolder  # noqa: PLC0415 - same
        from computegap.runs.progress import Progress, duration  # noqa: PLC0415 - same
        from computegap.studies.sweep import Part  # noqa: PLC0415 - same

        is_set = self._kind is Format.parquet
        folder = PartFolder(
            output if is_set else output.with_name(f"{output.name}.parts"),
            f".{self._kind}",
            self._sweep.fingerprint,
            self._sweep.overrides,
        )
        parts = self._sweep.parts
        due = [part for part in parts if not folder.has(part[0])]
        sizes = {start: stop - start for start, stop in parts}
        taken_over = self._sweep.count - sum(stop - start for start, stop in due)
        progress = Progress(sys.stderr, self._sweep.count, taken_over, quiet=self._quiet)
        try:
            for start, stop in parts:
                if folder.has(start):
                    worlds = self._sweep.worlds(start, stop)
                    self._take(start, Part(worlds, self._table.read(folder.path(start))))
            for start, part in self._answers(due):
                self._take(start, part)
                if is_set:
                    folder.add(start, partial(self._table.parquet, worlds=part.worlds, found=part.found))
                else:
                    folder.add(start, partial(_write, text=self._text(part)))
                progress.add(sizes[start])
        except KeyboardInterrupt:
            heard()
            progress.end()
            message = f"interrupted; finished parts are in {folder.folder}, and the same command continues"
            raise StoppedError(message) from None
        if not is_set:
            folder.join(output, self._header)
        over = f", {taken_over:,} of them from an earlier run" if taken_over else ""
        held = "".join(f"; set {override}" for override in self._sweep.overrides)
        progress.tell(f"{self._sweep.count:,} worlds{over}, in {output}, in {duration(progress.seconds)}{held}")
        for summary in self._extremes.summaries:
            progress.tell(told(summary))


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog=EPILOG)(sweep)
