"""`computegap cluster`."""

from typing import Annotated

import typer

from computegap.cli import delivery, names, options
from computegap.cli.options import Format, Yardstick

EPILOG = """Examples:

\b
  computegap cluster kunlun-p800 --count 30000
  computegap cluster kunlun-p800 --count 30000 --utilisation 0.4 --days 60
  computegap cluster h100 --power 125GW
  computegap cluster h20 --count 100000 --in china --tokens-per-parameter 100
  computegap cluster p800 --count 30000 --set 'chips.p800.price=10000..15000 USD'"""


def cluster(
    chip: Annotated[
        str, typer.Argument(metavar="CHIP", help="A chip by its id or another name.", autocompletion=names.chips)
    ],
    count: Annotated[str | None, typer.Option(metavar="CARDS", help="Cards: 30000, or a range 20000..30000.")] = None,
    power: Annotated[
        str | None, typer.Option(metavar="POWER", help="Power of the facility in the place of a count: 125GW, 40MW.")
    ] = None,
    days: Annotated[float, typer.Option(metavar="DAYS", help="Length of the training run.")] = 90.0,
    utilisation: Annotated[
        str | None, typer.Option(metavar="SHARE", help="Of the whole cluster's peak; what runs reached by default.")
    ] = None,
    tokens_per_parameter: Annotated[
        str | None, typer.Option(metavar="RATIO", help="Tokens to parameters; Chinchilla's 20 by default.")
    ] = None,
    subsidy: Annotated[
        str | None, typer.Option(metavar="SHARE", help="What somebody else pays of a card's cost, installed.")
    ] = None,
    place: Annotated[
        str | None,
        typer.Option(
            "--in",
            metavar="PARTY",
            help="Whose power and facilities; the vendor's country by default.",
            autocompletion=names.parties,
        ),
    ] = None,
    yardstick: Annotated[
        Yardstick, typer.Option("--yardstick", help="Number format of the peak: 8bit, bf16 or fp4.")
    ] = Yardstick.bf16,
    fall_back: options.FallBackOption = None,
    scenario: options.ScenarioOption = "article",
    assignments: options.SetOption = None,
    chips_from: options.ChipsFromOption = None,
    samples: options.SamplesOption = 4096,
    seed: options.SeedOption = 0,
    quiet: options.QuietOption = False,
    format_name: options.FormatOption = Format.table,
    output: options.OutputOption = None,
    field: options.FieldOption = None,
) -> None:
    """Print what a cluster of like cards peaks at, draws, costs and trains, or how many a power budget runs."""
    from computegap.cli.progress import Bar  # noqa: PLC0415 - help need not wait for it
    from computegap.studies.cluster import cluster as worked_out  # noqa: PLC0415 - same

    watch = Bar(quiet=quiet)
    result = worked_out(
        chip,
        count=count,
        power=power,
        days=days,
        utilisation=utilisation,
        tokens_per_parameter=tokens_per_parameter,
        subsidy=subsidy,
        place=place,
        yardstick=yardstick.value,
        fall_back=fall_back,
        scenario=scenario,
        overrides=options.overrides(assignments),
        chips_from=chips_from,
        samples=samples,
        seed=seed,
        watch=watch,
    )
    delivery.deliver(result, format_name.value, output, field)
    delivery.exit_if_interrupted(watch)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog=EPILOG)(cluster)
