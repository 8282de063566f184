"""`computegap rerun`."""

from pathlib import Path
from typing import Annotated

import typer

from computegap.cli import delivery, options
from computegap.cli.options import Format

EPILOG = """Examples:

\b
  computegap compare us china --format json --output result.json
  computegap rerun result.json | cmp - result.json
  computegap rerun result.json --format table"""


def rerun(
    file: Annotated[Path, typer.Argument(help="JSON that compare, sensitivity or solve wrote.")],
    anyway: Annotated[
        bool, typer.Option("--anyway", help="Go on where the version, or a file of yours, has changed since.")
    ] = False,
    quiet: options.QuietOption = False,
    format_name: options.FormatOption = Format.json,
    output: options.OutputOption = None,
    field: options.FieldOption = None,
) -> None:
    """Repeat an answer from its JSON: the same bytes, or what has changed since."""
    from computegap.cli.progress import Bar  # noqa: PLC0415 - help need not wait for it
    from computegap.studies.rerun import rerun as repeated  # noqa: PLC0415 - same
    from computegap.studies.solve import UnreachedError  # noqa: PLC0415

    watch = Bar(quiet=quiet)
    try:
        result = repeated(file, anyway=anyway, watch=watch)
    except UnreachedError as error:
        delivery.deliver(error.result, format_name.value, output, field)
        raise
    delivery.deliver(result, format_name.value, output, field)
    delivery.exit_if_interrupted(watch)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog=EPILOG)(rerun)
