"""`computegap explain`."""

import enum
from typing import Annotated

import typer

from computegap.cli import delivery, names, options
from computegap.cli.options import Sampler

EPILOG = """Examples:

\b
  computegap explain performance_gap us china
  computegap explain china.added_compute us china --depth 2
  computegap explain china.h20.unit_price us china --format json
  computegap explain ratio us china --format mermaid
  computegap explain ratio us china --format dot | dot -Tsvg > ratio.svg
  computegap explain ratio us china --depth 0 --samples-to draws.csv"""


class Format(enum.StrEnum):
    """How an explanation is written."""

    table = "table"
    json = "json"
    csv = "csv"
    ndjson = "ndjson"
    markdown = "markdown"
    mermaid = "mermaid"
    dot = "dot"


WITHOUT_NOTES = {Format.csv, Format.mermaid, Format.dot}
"""Formats that have rows or nodes, and no place for words."""


def explain(
    quantity: Annotated[
        str,
        typer.Argument(
            help="performance_gap, ratio, china.added_compute, china.h20.unit_price, ...",
            autocompletion=names.quantities,
        ),
    ],
    first: options.FirstSide,
    second: options.SecondSide,
    depth: Annotated[int | None, typer.Option(min=0, help="Levels below the quantity; all by default.")] = None,
    samples_to: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Write the draws of every input and quantity: .csv or .parquet."),
    ] = None,
    scenario: options.ScenarioOption = "article",
    year: options.YearOption = None,
    rule: options.RuleOption = None,
    yardstick: options.YardstickOption = None,
    fall_back: options.FallBackOption = None,
    route: options.RouteOption = None,
    basis: options.BasisOption = None,
    chips_from: options.ChipsFromOption = None,
    samples: options.SamplesOption = 4096,
    seed: options.SeedOption = 0,
    sampler: options.SamplerOption = Sampler.lattice,
    precision: options.PrecisionOption = None,
    correlate: options.CorrelateOption = None,
    assignments: options.SetOption = None,
    quiet: options.QuietOption = False,
    format_name: Annotated[
        Format, typer.Option("--format", "-f", help="How the answer is written; mermaid and dot draw it.")
    ] = Format.table,
    output: options.OutputOption = None,
    field: options.FieldOption = None,
) -> None:
    """Print the chain of formulas behind a quantity, with the numbers filled in, down to inputs and sources."""
    settings = options.settings(
        scenario, year, rule, yardstick, route, basis,
        fall_back=fall_back, samples=samples, seed=seed, assignments=assignments,
        sampler=sampler, precision=precision, correlate=correlate, quiet=quiet,
    )  # fmt: skip
    from computegap.studies.explain import explain as explained  # noqa: PLC0415 - a mistyped option need not wait for it

    settings["chips_from"] = chips_from
    if samples_to is not None:
        from computegap.reports import as_samples  # noqa: PLC0415 - only this option needs them

        # Before all the work, not after it.
        as_samples.kind(samples_to)
    result = explained(quantity, first, second, depth=depth, **settings)
    if samples_to is not None and not settings["watch"].interrupted:
        from computegap.studies.trail import samples_of  # noqa: PLC0415

        try:
            with delivery.whole_file(samples_to, "--samples-to") as file:
                as_samples.write(samples_of(first, second, **settings), samples_to, file)
        finally:
            settings["watch"].done()
    if format_name in WITHOUT_NOTES or field is not None:
        # The last one tells of the interrupt, as the end of the program does.
        delivery.tell(result.notes[:-1] if settings["watch"].interrupted else result.notes, quiet=quiet)
    delivery.deliver(result, format_name.value, output, field)
    delivery.exit_if_interrupted(settings["watch"])


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog=EPILOG, cls=options.Correlating)(explain)
