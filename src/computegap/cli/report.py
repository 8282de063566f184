"""`computegap report`."""

import typer

from computegap.cli import delivery, options
from computegap.cli.options import Route, Sampler

EPILOG = """Examples:

\b
  computegap report us china -o report.html
  computegap report us china --scenario evidence -o evidence.html
  computegap report us china --set china.process.yield=0.85 -o what-if.html

The page opens from disk without a network: the answer, charts, tables, sliders
that answer what-ifs, the calculation, every source (linked where it has an
address on the web), and how to make it again.
It needs the extra 'plot': pip install 'computegap[plot]'"""


def report(
    first: options.FirstSide,
    second: options.SecondSide,
    scenario: options.ScenarioOption = "article",
    year: options.YearOption = None,
    rule: options.RuleOption = None,
    yardstick: options.YardstickOption = None,
    fall_back: options.FallBackOption = None,
    route: options.OneRouteOption = Route.money,
    basis: options.BasisOption = None,
    chips_from: options.ChipsFromOption = None,
    samples: options.SamplesOption = 4096,
    seed: options.SeedOption = 0,
    sampler: options.SamplerOption = Sampler.lattice,
    correlate: options.CorrelateOption = None,
    assignments: options.SetOption = None,
    quiet: options.QuietOption = False,
    output: options.OutputOption = None,
) -> None:
    """Write a comparison as one self-contained page to hand in."""
    settings = options.settings(
        scenario, year, rule, yardstick, route, basis,
        fall_back=fall_back, samples=samples, seed=seed, assignments=assignments,
        sampler=sampler, correlate=correlate, quiet=quiet,
    )  # fmt: skip
    settings["chips_from"] = chips_from
    from computegap.studies.report import report as reported  # noqa: PLC0415 - a mistyped option need not wait for it

    result = reported(first, second, **settings)
    from computegap.reports.as_page import render  # noqa: PLC0415 - once there is an answer to draw

    delivery.write_utf8(render(result), output)
    delivery.exit_if_interrupted(settings["watch"])


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog=EPILOG, cls=options.Correlating)(report)
