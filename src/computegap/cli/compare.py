"""`computegap compare`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from computegap.cli import delivery, names, options
from computegap.cli.options import Basis, Format, Route, Sampler, Yardstick
from computegap.errors import UsageError

if TYPE_CHECKING:
    from computegap.results.compare import CompareResult

EPILOG = """Examples:

\b
  computegap compare us china
  computegap compare us china --chart
  computegap compare us china --set china.process.yield=0.7..0.8 --rule kaplan
  computegap compare us china --scenario evidence --route counted
  computegap compare openai china --scenario evidence --route counted --set china.counted.smuggled.on=false
  computegap compare us china --scenario article --scenario evidence
  computegap compare us china --scenario h20 --scenario h200 --chart
  computegap compare us china --diff \\
    --case "better fabs: china.process.yield=0.85, china.capex=150 bn USD"
  computegap compare us uk --format markdown --output report.md
  computegap compare us=Microsoft+Meta china=China --counts *_owners_cumulative_by_chip.csv
  computegap compare us china --set 'china.capex=triangular(80, 95, 98) bn USD'
  computegap compare us china --correlate china.capex china.subsidy 0.6
  computegap compare us china --precision 0.1%
  computegap compare us china --field ratio.p50"""


def compare(
    first: Annotated[
        str,
        typer.Argument(
            metavar="SIDE", help="us, china, uk, another party, a party file, or owners.", autocompletion=names.parties
        ),
    ],
    second: options.SecondSide,
    more_counts: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[FILE]...", help="More files for --counts, as a shell's *.csv gives them."),
    ] = None,
    scenarios: options.ScenariosOption = None,
    cases: options.CaseOption = None,
    diff: Annotated[bool, typer.Option("--diff", help="Of cases: changes from the first, with their ranges.")] = False,
    year: options.YearOption = None,
    rule: options.RuleOption = None,
    yardstick: options.YardstickOption = None,
    fall_back: options.FallBackOption = None,
    route: options.RouteOption = None,
    basis: options.BasisOption = None,
    counts: Annotated[
        list[Path] | None,
        typer.Option("--counts", metavar="FILE...", help="Epoch AI's chip-owner CSVs: sides are owners."),
    ] = None,
    as_of: Annotated[str | None, typer.Option(metavar="DATE", help="With --counts: the end of a quarter.")] = None,
    our_chips: Annotated[
        bool, typer.Option("--our-chips", help="With --counts: H100e by our datasheets, not by the files.")
    ] = False,
    chips_from: options.ChipsFromOption = None,
    samples: options.SamplesOption = 4096,
    seed: options.SeedOption = 0,
    sampler: options.SamplerOption = Sampler.lattice,
    precision: options.PrecisionOption = None,
    correlate: options.CorrelateOption = None,
    assignments: options.SetOption = None,
    quiet: options.QuietOption = False,
    format_name: options.FormatOption = Format.table,
    output: options.OutputOption = None,
    field: options.FieldOption = None,
    chart: options.ChartOption = False,
    chart_file: options.ChartFileOption = None,
) -> None:
    """Compare the compute that two sides add in a year, its cost, and what the difference is worth."""
    settings = options.settings(
        scenarios[0] if scenarios else "article", year, rule, yardstick, route, basis,
        fall_back=fall_back, samples=samples, seed=seed, assignments=assignments,
        sampler=sampler, precision=precision, correlate=correlate, quiet=quiet,
    )  # fmt: skip
    settings["chips_from"] = chips_from
    # A mistyped option need not wait for the studies.
    result: object
    placed: CompareResult | None = None
    if counts:
        _refuse_beside_counts(
            {
                "--basis flow": (basis is Basis.flow, "these counts are cumulative, of a stock"),
                "--correlate": (correlate, "rows of counts are drawn independently"),
                "--year": (year, "--as-of picks the date"),
                "--yardstick": (yardstick not in {None, Yardstick.eight_bit}, "counts in H100e are of 8-bit peak"),
                "--route": (route not in {None, Route.counted}, "counts are the counted route"),
                "--fall-back": (fall_back is not None, "counts know no format"),
                "--scenario": (scenarios, "the files take a scenario's place"),
                "--case": (cases, "the files take a scenario's place"),
                "--diff": (diff, "it tells cases apart"),
                "--set": (assignments, "the files take a scenario's place"),
                "--chips-from": (chips_from, "the files say what a chip is worth, or --our-chips"),
            }
        )
        from computegap.studies.counted import compare_counts  # noqa: PLC0415

        result = compare_counts(
            first, second, (*counts, *(more_counts or ())), as_of=as_of, our_chips=our_chips, rule=rule,
            samples=samples, seed=seed, sampler=sampler.value, precision=options.read_precision(precision),
            watch=settings["watch"],
        )  # fmt: skip
    elif more_counts:
        message = f"found a third side, {str(more_counts[0])!r}, wanted two"
        raise UsageError(message)
    elif as_of or our_chips:
        message = f"{'--as-of' if as_of else '--our-chips'} goes with --counts FILE"
        raise UsageError(message)
    elif cases or len(scenarios or ()) > 1:
        from computegap.studies.cases import compare_cases  # noqa: PLC0415

        result = compare_cases(first, second, scenarios=scenarios or (), cases=cases or (), diff=diff, **settings)
    elif diff:
        message = "--diff tells cases apart: wanted several --scenario, or a --case"
        raise UsageError(message)
    else:
        from computegap.studies.compare import compare as compared  # noqa: PLC0415

        result = placed = compared(first, second, **settings)

    def picture() -> object:
        if placed is None:
            return result
        from computegap.studies.curve import compare_picture  # noqa: PLC0415 - only a chart needs it

        return compare_picture(placed, first, second, **settings)

    delivery.deliver_drawn(result, picture, format_name.value, output, field, chart=chart, chart_file=chart_file)
    delivery.exit_if_interrupted(settings["watch"])


def _refuse_beside_counts(asked: dict[str, tuple[object, str]]) -> None:
    """Refuse an option that counts of files have no use for.

    Raises
    ------
    UsageError
        If one is given: names the reason.
    """
    for option, (given, reason) in asked.items():
        if given:
            message = f"found {option} with --counts, wanted one of them: {reason}"
            raise UsageError(message)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog=EPILOG, cls=options.Correlating)(compare)
