"""`computegap solve`."""

from typing import TYPE_CHECKING, Annotated

import typer

from computegap.cli import delivery, names, options
from computegap.cli.options import Format

if TYPE_CHECKING:
    from computegap.results.solve import SolveResult

EPILOG = """Examples:

\b
  computegap solve us china --target performance_gap=20% --vary china.capex
  computegap solve us china --target capability_lag=12 --vary china.process.yield \\
    --within 0.5..0.95
  computegap solve us china --target ratio=half --vary china.capex --chart

\b
Breaking even: the capex that halves the ratio, the subsidy that pays for what
the yield costs, the price, and the yield, at which an effective H100e costs
both the same (there is no such yield: the answer tells how near it gets).
  computegap solve us china --target ratio=half --vary china.capex
  computegap solve us china --target subsidy_offset=1 --vary china.subsidy
  computegap solve us china --vary chips.h20.price \\
    --target china.cost_per_effective_h100e=us.cost_per_effective_h100e"""


def solve(
    first: options.FirstSide,
    second: options.SecondSide,
    target: Annotated[
        str,
        typer.Option(
            metavar="QUANTITY=WANTED",
            help="WANTED is a figure (20%, 12 month), half or 0.5x (of now), or a quantity.",
            autocompletion=names.quantities,
        ),
    ],
    vary: Annotated[
        str,
        typer.Option(metavar="PATH", help="The input to look for, such as china.capex.", autocompletion=names.inputs),
    ],
    within: Annotated[
        str | None, typer.Option(metavar="LOW..HIGH", help="Where to look: '10..500 bn USD'. As far as may be, else.")
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
    assignments: options.SetOption = None,
    quiet: options.QuietOption = False,
    format_name: options.FormatOption = Format.table,
    output: options.OutputOption = None,
    field: options.FieldOption = None,
    chart: options.ChartOption = False,
    chart_file: options.ChartFileOption = None,
) -> None:
    """Find the value of an input at which a quantity comes to a target; exit with 5 where there is none."""
    settings = options.settings(
        scenario, year, rule, yardstick, route, basis,
        fall_back=fall_back, samples=samples, seed=seed, assignments=assignments, quiet=quiet,
    )  # fmt: skip
    settings["chips_from"] = chips_from
    from computegap.studies.solve import UnreachedError, solve_picture  # noqa: PLC0415 - help need not wait for it
    from computegap.studies.solve import solve as solved  # noqa: PLC0415

    def deliver(result: "SolveResult") -> None:
        def picture() -> object:
            return solve_picture(result, first, second, target=target, vary=vary, within=within, **settings)

        delivery.deliver_drawn(result, picture, format_name.value, output, field, chart=chart, chart_file=chart_file)

    try:
        result = solved(first, second, target=target, vary=vary, within=within, **settings)
    except UnreachedError as error:
        deliver(error.result)
        raise
    deliver(result)
    delivery.exit_if_interrupted(settings["watch"])


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog=EPILOG)(solve)
