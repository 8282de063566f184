"""`computegap compare`."""

from typing import Annotated

import typer

from computegap.cli import options
from computegap.cli.options import Format

EPILOG = """Examples:

\b
  computegap compare us china
  computegap compare us china --set china.process.yield=0.7..0.8 --rule kaplan
  computegap compare us uk --format markdown --output report.md
  computegap compare us china --field ratio.p50"""


def compare(
    first: Annotated[str, typer.Argument(metavar="SIDE", help="us, china, uk, or a party file.")],
    second: Annotated[str, typer.Argument(metavar="SIDE", help="The side compared with.")],
    scenario: options.ScenarioOption = "article",
    year: options.YearOption = None,
    rule: options.RuleOption = None,
    yardstick: options.YardstickOption = None,
    fall_back: options.FallBackOption = None,
    samples: options.SamplesOption = 4096,
    seed: options.SeedOption = 0,
    assignments: options.SetOption = None,
    format_name: options.FormatOption = Format.table,
    output: options.OutputOption = None,
    field: options.FieldOption = None,
) -> None:
    """Compare the compute that two sides add in a year, its cost, and what the difference is worth."""
    settings = options.settings(
        scenario, year, rule, yardstick, fall_back=fall_back, samples=samples, seed=seed, assignments=assignments
    )
    from computegap.studies.compare import compare as compared  # noqa: PLC0415 - a mistyped option need not wait for it

    result = compared(first, second, **settings)
    options.deliver(result, format_name.value, output, field)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog=EPILOG)(compare)
