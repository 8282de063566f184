"""`computegap validate`."""

import typer

from computegap.cli import delivery, options
from computegap.cli.options import Format

EPILOG = """Examples:

\b
  computegap validate
  computegap validate --format markdown --output validation.md
  computegap validate --field estimates.0.ours_over_it.p50"""


def validate(
    samples: options.SamplesOption = 4096,
    seed: options.SeedOption = 0,
    quiet: options.QuietOption = False,
    format_name: options.FormatOption = Format.table,
    output: options.OutputOption = None,
    field: options.FieldOption = None,
) -> None:
    """Run published estimates of the gap: theirs, ours, the ratio, and why they differ."""
    from computegap.cli.progress import Bar  # noqa: PLC0415 - help need not wait for it
    from computegap.studies.validate import validate as validated  # noqa: PLC0415 - same

    watch = Bar(quiet=quiet)
    delivery.deliver(validated(samples=samples, seed=seed, watch=watch), format_name.value, output, field)
    delivery.exit_if_interrupted(watch)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog=EPILOG)(validate)
