"""`computegap gap`."""

from collections.abc import Iterable, Iterator
from typing import Annotated

import typer

from computegap.cli import delivery, names, options
from computegap.cli.options import Format
from computegap.errors import UsageError

EPILOG = """Examples:

\b
  computegap gap 100
  computegap gap 10 31 100 --rule article-loglinear
  seq 1 100 | computegap gap - --format ndjson
  computegap gap 100 --chart
  computegap gap --inverse 20%
  computegap gap --inverse 8 --rule capability-lag"""


def gap(
    ratios: Annotated[
        list[str] | None, typer.Argument(metavar="[RATIO]...", help="Compute ratios; - reads a column from stdin.")
    ] = None,
    inverse: Annotated[
        str | None, typer.Option(metavar="GAP", help="The ratio at a gap (20%), or at months under a rule of lags.")
    ] = None,
    rule: Annotated[
        str, typer.Option(metavar="NAME", help="The rule that answers.", autocompletion=names.rules)
    ] = "article",
    format_name: options.FormatOption = Format.table,
    output: options.OutputOption = None,
    field: options.FieldOption = None,
    chart: options.ChartOption = False,
    chart_file: options.ChartFileOption = None,
) -> None:
    """Print the performance gap and the lag that a compute ratio is worth, by each rule."""
    from computegap.studies.gap import gap_table, inverse_table  # noqa: PLC0415 - help need not wait for it

    if inverse is not None:
        if ratios:
            message = "found ratios and --inverse, wanted one of them"
            raise UsageError(message)
        result = inverse_table(inverse, rule=rule)
    elif ratios:
        result = gap_table(_column(ratios), rule=rule)
    else:
        message = "wanted a compute ratio, as in computegap gap 100, or - to read them from stdin"
        raise UsageError(message)

    def picture() -> object:
        from computegap.studies.curve import gap_curve  # noqa: PLC0415 - only a chart needs it

        solved = [str(row.ratio.p50 if isinstance(row.ratio, tuple) else row.ratio) for row in result.rows]
        return gap_curve(solved, rule=rule)

    delivery.deliver_drawn(result, picture, format_name.value, output, field, chart=chart, chart_file=chart_file)


def _column(ratios: Iterable[str]) -> Iterator[str]:
    """Ratios as typed, with stdin in the place of `-`."""
    for ratio in ratios:
        if ratio == "-":
            try:
                yield from (line.strip() for line in delivery.stdin() if line.strip())
            except UnicodeDecodeError as error:
                message = f"stdin: cannot be read: {error}"
                raise UsageError(message) from None
        else:
            yield ratio


def register(app: typer.Typer) -> None:
    """Add the command."""
    # A ratio may be negative by mistake: it is refused as a ratio, not as an unknown option.
    app.command(epilog=EPILOG, context_settings={"ignore_unknown_options": True})(gap)
