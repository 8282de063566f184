"""`computegap control`."""

from typing import Annotated

import typer

from computegap.cli import delivery, options
from computegap.cli import names as completed
from computegap.cli.options import Format
from computegap.errors import UsageError

EPILOG = """Examples:

\b
  computegap control h20 h200
  computegap control --rule 2026-01-15
  computegap control --tops 296 --bits 8 --die-area 814 --bandwidth 4000"""


def control(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[CHIP]...", help="All chips by default.", autocompletion=completed.chips),
    ] = None,
    rule: Annotated[str | None, typer.Option(metavar="DATE", help="2022-10-07, 2023-10-17 or 2026-01-15.")] = None,
    tops: Annotated[float | None, typer.Option(metavar="TOPS", help="Describe a chip: its dense peak.")] = None,
    bits: Annotated[float | None, typer.Option(metavar="BITS", help="... at this bit length.")] = None,
    die_area: Annotated[float | None, typer.Option(metavar="MM2", help="... its logic dies together.")] = None,
    bandwidth: Annotated[float | None, typer.Option(metavar="GB/S", help="... its memory bandwidth.")] = None,
    interconnect: Annotated[float | None, typer.Option(metavar="GB/S", help="... its links, both directions.")] = None,
    format_name: options.FormatOption = Format.table,
    output: options.OutputOption = None,
    field: options.FieldOption = None,
) -> None:
    """Measure chips against US export-control rules: arithmetic, not legal advice."""
    from computegap.studies import control as study  # noqa: PLC0415 - help need not wait for it
    from computegap.units import UNITS  # noqa: PLC0415

    described = None
    given = {
        "--tops": tops,
        "--bits": bits,
        "--die-area": die_area,
        "--bandwidth": bandwidth,
        "--interconnect": interconnect,
    }
    for option, value in given.items():
        if value is not None and not 0 < value < float("inf"):
            message = f"{option}: found {value:g}, wanted a number above 0"
            raise UsageError(message)
    if tops is not None and bits is not None:
        per_second = UNITS["GB/s"].scale
        described = study.Described(
            "described",
            tops * UNITS["TOP/s"].scale,
            bits,
            die_area,
            None if bandwidth is None else bandwidth * per_second,
            None if interconnect is None else interconnect * per_second,
        )
    elif any(value is not None for value in given.values()):
        message = "a chip is described by --tops and --bits together, as in --tops 296 --bits 8"
        raise UsageError(message)
    delivery.deliver(study.control(names or (), rule=rule, described=described), format_name.value, output, field)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog=EPILOG)(control)
