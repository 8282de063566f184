"""`computegap chips`."""

from __future__ import annotations

from typing import Annotated

import typer

from computegap.cli import options
from computegap.cli.options import Format, Yardstick

EPILOG = """Examples:

\b
  computegap chips
  computegap chips h100 p800
  computegap chips --yardstick bf16 --format json | jq '.[].h100e'"""


def chips(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[CHIP]...", help="Side by side; all by default.")
    ] = None,
    yardstick: Annotated[Yardstick, typer.Option(help="What H100e measures.")] = Yardstick.eight_bit,
    fall_back: Annotated[
        bool, typer.Option("--fall-back", help="Count a chip without the yardstick's format at its next wider one.")
    ] = False,
    assignments: options.SetOption = None,
    format_name: options.FormatOption = Format.table,
    output: options.OutputOption = None,
    field: options.FieldOption = None,
) -> None:
    """List chips: peaks, memory, power, silicon, price, and what each is worth in H100s."""
    settings = options.overrides(assignments)
    from computegap.studies.chips import chips as listed  # noqa: PLC0415

    result = listed(
        names or (),
        yardstick=yardstick.value,
        fall_back=fall_back,
        overrides=settings,
    )
    options.deliver(result, format_name.value, output, field)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog=EPILOG)(chips)
