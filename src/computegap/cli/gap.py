"""`computegap gap`."""

from collections.abc import Iterable, Iterator
from typing import Annotated

import typer

from computegap.cli import delivery, names, options
from computegap.cli.options import Format
from computegap.errors import DataError, UsageError
from computegap.results.gap import GapResult, GapTable

TYPICAL = 100.0
"""A ratio whose answers have ranges."""

EPILOG = """Examples:

\b
  computegap gap 100
  computegap gap 10 31 100 --rule article-loglinear
  seq 1 100 | computegap gap - --format ndjson
  computegap gap 100 --chart
  computegap gap --inverse 20%
  computegap gap --inverse 8 --rule capability-lag

\b
Of ratios on stdin, NDJSON, CSV and --field give each answer as it comes, up to
a line that is no ratio; the other formats give all of them or none."""


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
    from computegap.studies.gap import gaps, inverse_table  # noqa: PLC0415 - help need not wait for it

    charted = chart or chart_file is not None
    if inverse is not None:
        if ratios:
            message = "found ratios and --inverse, wanted one of them"
            raise UsageError(message)
        result = inverse_table(inverse, rule=rule)
    elif ratios and "-" in ratios and not charted and _by_line(format_name, field):
        delivery.deliver_lines(_lines(gaps(_column(ratios), rule=rule), rule, format_name.value, field), output)
        return
    elif ratios:
        result = GapTable(tuple(gaps(_column(ratios), rule=rule)), inverse=False)
    else:
        message = "wanted a compute ratio, as in computegap gap 100, or - to read them from stdin"
        raise UsageError(message)

    def picture() -> object:
        from computegap.studies.curve import gap_curve  # noqa: PLC0415 - only a chart needs it

        solved = [str(row.ratio.p50 if isinstance(row.ratio, tuple) else row.ratio) for row in result.rows]
        return gap_curve(solved, rule=rule)

    delivery.deliver_drawn(result, picture, format_name.value, output, field, chart=chart, chart_file=chart_file)


def _by_line(format_name: Format, field: str | None) -> bool:
    """Whether an answer can be written before the next is known: a field that begins with a place is one of all."""
    return not field.partition(".")[0].isdigit() if field is not None else format_name in {Format.ndjson, Format.csv}


def _lines(results: Iterable[GapResult], rule: str, format_name: str, field: str | None) -> Iterator[str]:
    """Text of each answer as it comes."""
    from computegap import reports  # noqa: PLC0415 - once there is an answer to draw

    tables = (GapTable((result,), inverse=False) for result in results)
    if field is not None:
        yield from (reports.field(table, field) for table in tables)
    elif format_name == "csv":
        from computegap.reports.as_csv import streamed  # noqa: PLC0415 - only CSV has a header
        from computegap.studies.gap import gaps  # noqa: PLC0415 - as above

        # At a ratio of 1 answers have no range, so the header is not left to the first that comes.
        yield from streamed(tables, GapTable(tuple(gaps([TYPICAL], rule=rule)), inverse=False))
    else:
        yield from (reports.report(table, format_name, reports.Screen()) for table in tables)


def _column(ratios: Iterable[str]) -> Iterator[float]:
    """Ratios as typed, with those of stdin in the place of `-`."""
    from computegap.studies.gap import parsed_ratio  # noqa: PLC0415 - as above

    for ratio in ratios:
        if ratio != "-":
            yield parsed_ratio(ratio)
            continue
        number = 0
        try:
            for line in delivery.stdin():
                number += 1
                if line.strip():
                    yield parsed_ratio(line.strip())
        except UnicodeDecodeError as error:
            message = f"stdin: cannot be read: {error}"
            raise DataError(message) from None
        except UsageError as error:
            if not number:
                # There is no stdin.
                raise
            message = f"stdin, line {number}: {error}"
            raise DataError(message) from None


def register(app: typer.Typer) -> None:
    """Add the command."""
    # A ratio may be negative by mistake: it is refused as a ratio, not as an unknown option.
    app.command(epilog=EPILOG, context_settings={"ignore_unknown_options": True})(gap)
