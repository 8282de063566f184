"""`computegap sources`."""

from typing import Annotated

import typer

from computegap.cli import delivery, options
from computegap.cli.options import Format

EPILOG = """Examples:

\b
  computegap sources
  computegap sources --check
  computegap sources --format csv --output sources.csv"""


def sources(
    check: Annotated[
        bool, typer.Option("--check", help="Only check every citation; exits with 3 where one fails.")
    ] = False,
    format_name: options.FormatOption = Format.table,
    output: options.OutputOption = None,
    field: options.FieldOption = None,
) -> None:
    """List every source and the figures that rest on it."""
    from computegap.studies import provenance  # noqa: PLC0415 - help need not wait for it

    if check:
        delivery.write(provenance.citation_check(), output)
        return
    delivery.deliver(provenance.sources(), format_name.value, output, field)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog=EPILOG)(sources)
