"""Results as NDJSON: an object a line for each of several like things, else the whole answer on one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from computegap.reports.as_json import in_one_line, plain
from computegap.results.provenance import ShowResult, SourcesResult

if TYPE_CHECKING:
    from computegap.reports import Screen


def render(result: object, screen: Screen) -> str:  # noqa: ARG001 - every format takes a screen
    """Draw a result as one JSON object a line."""
    document = plain(result)
    lines = document if isinstance(document, list) else [document]
    if isinstance(result, ShowResult):
        lines = [plain(item) for item in result.numbers]
    elif isinstance(result, SourcesResult):
        lines = [plain(item) for item in result.sources]
    return "".join(in_one_line(line) + "\n" for line in lines)
