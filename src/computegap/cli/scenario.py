"""`computegap scenario`."""

from pathlib import Path
from typing import Annotated

import typer

from computegap.cli import delivery, names, options
from computegap.cli.options import Format

EPILOG = """Examples:

\b
  computegap scenario list
  computegap scenario new article > my.toml
  computegap scenario check my.toml
  computegap compare us china --scenario my.toml"""

group = typer.Typer(help="List, show, check and start scenarios.", no_args_is_help=True, rich_markup_mode=None,
                    epilog=EPILOG)  # fmt: skip


@group.command("list", epilog="Example: computegap scenario list --format json")
def list_scenarios(
    format_name: options.FormatOption = Format.table,
    output: options.OutputOption = None,
    field: options.FieldOption = None,
) -> None:
    """List the shipped scenarios."""
    from computegap.studies.provenance import scenarios  # noqa: PLC0415 - help need not wait for it

    delivery.deliver(scenarios(), format_name.value, output, field)


@group.command(epilog="Example: computegap scenario show article")
def show(
    name: Annotated[str, typer.Argument(metavar="NAME|FILE", autocompletion=names.scenarios)],
    format_name: options.FormatOption = Format.table,
    output: options.OutputOption = None,
    field: options.FieldOption = None,
) -> None:
    """Show every figure of a scenario."""
    from computegap.studies.provenance import scenario  # noqa: PLC0415 - help need not wait for it

    delivery.deliver(scenario(name), format_name.value, output, field)


@group.command(epilog="Example: computegap scenario check my.toml")
def check(
    file: Annotated[Path, typer.Argument(metavar="FILE")],
    chips_from: options.ChipsFromOption = None,
    format_name: options.FormatOption = Format.table,
    output: options.OutputOption = None,
    field: options.FieldOption = None,
) -> None:
    """Check a scenario or party file; exits with 3 and one line where it does not hold."""
    from computegap.studies.provenance import check_scenario  # noqa: PLC0415 - help need not wait for it

    delivery.deliver(check_scenario(file, chips_from), format_name.value, output, field)


@group.command(epilog="Example: computegap scenario schema > scenario.schema.json")
def schema(output: options.OutputOption = None) -> None:
    """Print the JSON Schema of a scenario file, for editors."""
    import json  # noqa: PLC0415 - only this command needs it

    from computegap.studies.provenance import scenario_schema  # noqa: PLC0415

    delivery.write(json.dumps(scenario_schema(), indent=2) + "\n", output)


@group.command(epilog="Example: computegap scenario new article > my.toml")
def new(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="The shipped scenario to start from.", autocompletion=names.scenarios)
    ] = "article",
    output: options.OutputOption = None,
) -> None:
    """Print a commented copy of a scenario, to edit."""
    from computegap.library.shipped import scenario_text  # noqa: PLC0415 - help need not wait for it

    delivery.write(scenario_text(name), output)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(group, name="scenario")
