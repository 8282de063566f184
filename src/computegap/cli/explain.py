"""`computegap explain`."""

from typing import Annotated

import typer

from computegap.cli import options
from computegap.cli.options import Format, Route

EPILOG = """Examples:

\b
  computegap explain performance_gap us china
  computegap explain added_compute china us
  computegap explain compute_ratio us china --format json"""


def explain(
    quantity: Annotated[str, typer.Argument(help="performance_gap, compute_ratio, added_compute, ...")],
    first: Annotated[str, typer.Argument(metavar="SIDE", help="us, china, uk, or a party file.")],
    second: Annotated[str, typer.Argument(metavar="SIDE", help="The side compared with.")],
    scenario: options.ScenarioOption = "article",
    year: options.YearOption = None,
    rule: options.RuleOption = None,
    yardstick: options.YardstickOption = None,
    fall_back: options.FallBackOption = None,
    route: options.RouteOption = Route.money,
    basis: options.BasisOption = None,
    chips_from: options.ChipsFromOption = None,
    samples: options.SamplesOption = 4096,
    seed: options.SeedOption = 0,
    assignments: options.SetOption = None,
    format_name: options.FormatOption = Format.table,
    output: options.OutputOption = None,
    field: options.FieldOption = None,
) -> None:
    """Print the chain of formulas behind a quantity, with the numbers filled in, down to inputs and sources."""
    settings = options.settings(
        scenario, year, rule, yardstick, route, basis,
        fall_back=fall_back, samples=samples, seed=seed, assignments=assignments,
    )  # fmt: skip
    from computegap.studies.explain import explain as explained  # noqa: PLC0415 - a mistyped option need not wait for it

    settings["chips_from"] = chips_from
    result = explained(quantity, first, second, **settings)
    options.deliver(result, format_name.value, output, field)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog=EPILOG)(explain)
