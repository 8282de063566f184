"""`computegap show`."""

from typing import Annotated

import typer

from computegap.cli import delivery, names, options
from computegap.cli.options import Format

EPILOG = """Examples:

\b
  computegap show china.process.yield
  computegap show chips.p800.peak
  computegap show claims.cn-inflation --format json"""


def show(
    path: Annotated[
        str,
        typer.Argument(
            help="A figure or a group of them: china.process.yield, us, chips.h100.", autocompletion=names.figures
        ),
    ],
    scenario: options.ScenarioOption = "article",
    assignments: options.SetOption = None,
    chips_from: options.ChipsFromOption = None,
    format_name: options.FormatOption = Format.table,
    output: options.OutputOption = None,
    field: options.FieldOption = None,
) -> None:
    """Tell one number's whole story: value, range and its meaning, unit, basis, source and date."""
    settings = options.overrides(assignments)
    from computegap.studies.provenance import show as shown  # noqa: PLC0415

    result = shown(path, scenario=scenario, overrides=settings, chips_from=chips_from)
    delivery.deliver(result, format_name.value, output, field)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog=EPILOG)(show)
