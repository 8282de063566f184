"""`computegap chips`."""

from pathlib import Path
from typing import Annotated

import typer

from computegap.cli import delivery, options
from computegap.cli import names as completed
from computegap.cli.options import Format, Yardstick
from computegap.errors import UsageError
from computegap.imports import FIGURES, NAME, RELEASED, VENDOR

FIGURE_ROWS = "\n  ".join(FIGURES)
EPILOG = f"""Examples:

\b
  computegap chips
  computegap chips h100 p800
  computegap chips --domestic --released 2024.. --sort bf16
  computegap chips --from ml_hardware.csv --diff
  computegap chips --columns id,vendor,bf16,h100e,price --format csv
  computegap chips --yardstick bf16 --format json | jq '.[].h100e'

\b
--from reads these columns of a header, in any order, and names the others:
  {NAME} (needed)
  {VENDOR}
  {RELEASED}
  {FIGURE_ROWS}
Of the figures a row holds at least one."""


def chips(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[CHIP]...", help="Side by side; all by default.", autocompletion=completed.chips),
    ] = None,
    yardstick: Annotated[Yardstick, typer.Option(help="What H100e measures.")] = Yardstick.eight_bit,
    fall_back: Annotated[
        bool, typer.Option("--fall-back", help="Count a chip without the yardstick's format at its next wider one.")
    ] = False,
    vendor: Annotated[str | None, typer.Option(metavar="NAME", help="Only this vendor's.")] = None,
    country: Annotated[str | None, typer.Option(metavar="us|china", help="Only from this country.")] = None,
    domestic: Annotated[
        bool, typer.Option("--domestic", help="Only China's own: the same as --country china.")
    ] = False,
    released: Annotated[
        str | None, typer.Option(metavar="DATES", help="2024, 2024.., ..2023-06 or 2023..2024.")
    ] = None,
    control: Annotated[
        bool, typer.Option("--control", help="Measure them against export-control rules: computegap control.")
    ] = False,
    table: Annotated[
        Path | None, typer.Option("--from", metavar="FILE", help="List the chips of Epoch AI's hardware CSV instead.")
    ] = None,
    diff: Annotated[bool, typer.Option("--diff", help="With --from: only what is different or wrong in it.")] = False,
    sort: Annotated[
        str | None, typer.Option(metavar="COLUMN", help="Largest first, unknown last: bf16, h100e, released.")
    ] = None,
    columns: Annotated[
        str | None, typer.Option(metavar="COLUMN,...", help="What a list shows: id,vendor,bf16,h100e,tdp.")
    ] = None,
    assignments: options.SetOption = None,
    format_name: options.FormatOption = Format.table,
    output: options.OutputOption = None,
    field: options.FieldOption = None,
) -> None:
    """List chips: peaks, memory, power, silicon, price, and what each is worth in H100s."""
    settings = options.overrides(assignments)
    if diff and table is None:
        message = "--diff goes with --from FILE"
        raise UsageError(message)
    if table is not None and (names or control or assignments):
        given = "--control" if control else "--set" if assignments else "names of chips"
        message = f"found {given} with --from, wanted one of them: the chips are the file's"
        raise UsageError(message)
    from computegap.studies import chips as study  # noqa: PLC0415 - help need not wait for it

    selection = study.Selection(
        vendor,
        "china" if domestic else country,
        released,
        sort,
        tuple(name.strip() for name in columns.split(",")) if columns else (),
    )
    if table is not None:
        from computegap.studies.chip_table import chip_table  # noqa: PLC0415 - seldom asked

        imported = chip_table(table, yardstick=yardstick.value, fall_back=fall_back, selection=selection, diff=diff)
        delivery.deliver(imported, format_name.value, output, field)
        return
    result = study.chips(
        names or (), yardstick=yardstick.value, fall_back=fall_back, overrides=settings, selection=selection
    )
    if control:
        from computegap.studies.control import control as measured  # noqa: PLC0415 - seldom asked here

        ruled = measured([chip.id for chip in result.chips])
        delivery.deliver(ruled, format_name.value, output, field)
        return
    delivery.deliver(result, format_name.value, output, field)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog=EPILOG)(chips)
