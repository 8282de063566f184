"""`computegap forecast`."""

from typing import Annotated

import typer

from computegap.cli import delivery, options
from computegap.cli.options import Format, Sampler

EPILOG = """Examples:

\b
  computegap forecast us china --to 2030
  computegap forecast us china --to 2030 --scenario evidence
  computegap forecast us china --to 2030 --scenario evidence --route wafers
  computegap forecast us china --to 2028 --set us.growth.capex=1.2..1.4
  computegap forecast us china --to 2030 --format csv
  computegap forecast us china --to 2030 --chart"""


def forecast(
    first: Annotated[str, typer.Argument(metavar="SIDE", help="us, china, another party, or a party file.")],
    second: Annotated[str, typer.Argument(metavar="SIDE", help="The side compared with.")],
    to: Annotated[int, typer.Option("--to", metavar="YEAR", help="The last year.")] = 2030,
    scenario: options.ScenarioOption = "article",
    year: Annotated[int | None, typer.Option("--year", help="The first year; the scenario's own by default.")] = None,
    rule: options.RuleOption = None,
    yardstick: options.YardstickOption = None,
    fall_back: options.FallBackOption = None,
    route: options.RouteOption = None,
    samples: options.SamplesOption = 4096,
    seed: options.SeedOption = 0,
    sampler: options.SamplerOption = Sampler.lattice,
    precision: options.PrecisionOption = None,
    correlate: options.CorrelateOption = None,
    assignments: options.SetOption = None,
    chips_from: options.ChipsFromOption = None,
    quiet: options.QuietOption = False,
    format_name: options.FormatOption = Format.table,
    output: options.OutputOption = None,
    field: options.FieldOption = None,
    chart: options.ChartOption = False,
    chart_file: options.ChartFileOption = None,
) -> None:
    """Compare two sides year by year: compute added and installed, and what the difference is worth."""
    settings = options.settings(
        scenario, year, rule, yardstick, route, None, fall_back=fall_back, samples=samples, seed=seed,
        assignments=assignments, sampler=sampler, precision=precision, correlate=correlate, quiet=quiet,
    )  # fmt: skip
    settings["chips_from"] = chips_from
    # A mistyped option need not wait for the studies.
    from computegap.studies.forecast import forecast as worked_out  # noqa: PLC0415

    result = worked_out(first, second, to=to, **settings)
    delivery.deliver_drawn(result, lambda: result, format_name.value, output, field, chart=chart, chart_file=chart_file)
    delivery.exit_if_interrupted(settings["watch"])


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog=EPILOG, cls=options.Correlating)(forecast)
