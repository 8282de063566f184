"""`computegap audit`."""

from pathlib import Path
from typing import Annotated

import typer

from computegap.cli import delivery, options
from computegap.cli.options import Format

EPILOG = """Examples:

\b
  computegap audit
  computegap audit --format json | jq '.[] | select(.verdict == "contradicted") | .id'
  computegap audit my-claims.toml --strict"""
CONTRADICTED = 3


def audit(
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="Claims of your own; the article's by default.")
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 3 where a claim is contradicted.")] = False,
    format_name: options.FormatOption = Format.table,
    output: options.OutputOption = None,
    field: options.FieldOption = None,
) -> None:
    """Recompute claims from their own figures and from cited evidence, and judge them."""
    from computegap.studies.audit import audit as audited  # noqa: PLC0415 - help need not wait for it

    result = audited(file)
    delivery.deliver(result, format_name.value, output, field)
    if strict and result.is_contradicted:
        raise typer.Exit(CONTRADICTED)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog=EPILOG)(audit)
