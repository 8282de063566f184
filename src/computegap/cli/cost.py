"""`computegap cost`."""

from typing import TYPE_CHECKING, Annotated

import typer

from computegap.cli import delivery, names, options
from computegap.cli.options import Format

if TYPE_CHECKING:
    from computegap.studies.blocks import Watch

SOON_OVER = 100_000
"""Samples that take less than a second."""

EPILOG = """Examples:

\b
  computegap cost --yield 0.75
  computegap cost --yield 70%..80% --chip h100
  computegap cost --yield 0.75 --subsidy 30%
  computegap cost --die-area 814 --defect-density 0.15 \\
    --yield-model negative-binomial:3 --wafer-price 9346
  computegap cost --yield 0.75 --field inflation"""


def cost(
    die_yield: Annotated[
        str | None, typer.Option("--yield", metavar="SHARE", help="Yield: 0.75, 75% or a range 0.7..0.8.")
    ] = None,
    reference_yield: Annotated[
        str | None, typer.Option(metavar="SHARE", help="Yield compared with; the article's 90 % by default.")
    ] = None,
    stages: Annotated[
        str | None, typer.Option(metavar="NUMBER", help="Losses in a row; what the article's band implies by default.")
    ] = None,
    chip: Annotated[
        str | None,
        typer.Option(metavar="CHIP", help="Work out this chip's bill of materials.", autocompletion=names.chips),
    ] = None,
    subsidy: Annotated[
        str | None, typer.Option(metavar="RATE|SUM", help="What it offsets: 30%, or '60 bn USD' a year.")
    ] = None,
    die_area: Annotated[
        str | None, typer.Option(metavar="MM2", help="Work out yield and cost of a die of this area.")
    ] = None,
    defect_density: Annotated[
        str | None, typer.Option(metavar="PER_CM2", help="Defects; the process's own by default.")
    ] = None,
    yield_model: Annotated[
        str,
        typer.Option(metavar="MODEL", help="poisson, murphy, seeds, negative-binomial:ALPHA or bose-einstein:N."),
    ] = "negative-binomial:3",
    wafer_price: Annotated[
        str | None, typer.Option(metavar="USD", help="Price of a wafer; the process's own by default.")
    ] = None,
    process: Annotated[
        str,
        typer.Option(
            metavar="NAME", help="tsmc-5nm or tsmc-7nm, for what is not given.", autocompletion=names.processes
        ),
    ] = "tsmc-5nm",
    edge: Annotated[str, typer.Option(metavar="MM", help="Unusable rim of the wafer.")] = "0",
    scribe: Annotated[str, typer.Option(metavar="MM", help="Width of the lane between dies.")] = "0",
    samples: options.SamplesOption = 4096,
    seed: options.SeedOption = 0,
    quiet: options.QuietOption = False,
    format_name: options.FormatOption = Format.table,
    output: options.OutputOption = None,
    field: options.FieldOption = None,
) -> None:
    """Print the cost inflation that a yield causes, and what a die or a subsidy makes of it."""
    from computegap.studies.cost import cost as worked_out  # noqa: PLC0415 - help need not wait for it

    watch: Watch | None = None
    if samples > SOON_OVER:
        from computegap.cli.progress import Bar  # noqa: PLC0415 - single numbers need no bar, and it is dear to load

        watch = Bar(quiet=quiet)
    result = worked_out(
        die_yield,
        reference_yield=reference_yield,
        stages=stages,
        chip=chip,
        subsidy=subsidy,
        die_area=die_area,
        defect_density=defect_density,
        model=yield_model,
        wafer_price=wafer_price,
        process=process,
        edge_exclusion=edge,
        scribe_lane=scribe,
        samples=samples,
        seed=seed,
        watch=watch,
    )
    delivery.deliver(result, format_name.value, output, field)
    if watch is not None:
        delivery.exit_if_interrupted(watch)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog=EPILOG)(cost)
