"""`computegap sensitivity`."""

from typing import Annotated

import typer

from computegap.cli import delivery, names, options
from computegap.cli.options import Format

EPILOG = """Examples:

\b
  computegap sensitivity us china
  computegap sensitivity us china --of ratio --top 5
  computegap sensitivity us china --chart-file tornado.svg
  computegap sensitivity us china --of china.cost_per_effective_h100e
  computegap sensitivity us china --of china.h20.unit_price --format csv"""


def sensitivity(
    first: options.FirstSide,
    second: options.SecondSide,
    of: Annotated[
        str | None,
        typer.Option(
            metavar="QUANTITY",
            help="ratio, china.added_compute, ...; the rule's answer by default.",
            autocompletion=names.quantities,
        ),
    ] = None,
    top: Annotated[int | None, typer.Option(min=1, help="List only so many inputs.")] = None,
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
    assignments: options.SetOption = None,
    quiet: options.QuietOption = False,
    format_name: options.FormatOption = Format.table,
    chart: options.ChartOption = False,
    chart_file: options.ChartFileOption = None,
    output: options.OutputOption = None,
    field: options.FieldOption = None,
) -> None:
    """Rank the inputs by what they do to an answer: one at a time, and by the variance that they bring."""
    settings = options.settings(
        scenario, year, rule, yardstick, route, basis,
        fall_back=fall_back, samples=samples, seed=seed, assignments=assignments, quiet=quiet,
    )  # fmt: skip
    settings["chips_from"] = chips_from
    from computegap.studies.sensitivity import sensitivity as ranked  # noqa: PLC0415 - help need not wait for it

    result = ranked(first, second, of=of, top=top, **settings)
    delivery.deliver_drawn(result, lambda: result, format_name.value, output, field, chart=chart, chart_file=chart_file)
    delivery.exit_if_interrupted(settings["watch"])


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog=EPILOG)(sensitivity)
