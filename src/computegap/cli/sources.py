"""`computegap sources`."""

import typer

from computegap.cli import options
from computegap.cli.options import Format

EPILOG = """Examples:

\b
  computegap sources
  computegap sources --format csv --output sources.csv"""


def sources(
    format_name: options.FormatOption = Format.table,
    output: options.OutputOption = None,
    field: options.FieldOption = None,
) -> None:
    """List every source and the figures that rest on it."""
    from computegap.studies.provenance import sources as listed  # noqa: PLC0415 - help need not wait for it

    options.deliver(listed(), format_name.value, output, field)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog=EPILOG)(sources)
