"""Results drawn as text: one module a format, found in one dictionary."""

from __future__ import annotations

from importlib import import_module
from typing import NamedTuple

FORMATS = {
    "table": "computegap.reports.as_table",
    "json": "computegap.reports.as_json",
    "ndjson": "computegap.reports.as_ndjson",
    "csv": "computegap.reports.as_csv",
    "markdown": "computegap.reports.as_markdown",
}
"""Module that draws each format; a new format is a new module and a line here."""


DRAWINGS = {
    "mermaid": "computegap.reports.as_mermaid",
    "dot": "computegap.reports.as_dot",
}
"""Formats that draw an explanation alone."""


class Screen(NamedTuple):
    """What the text is drawn for."""

    width: int = 80
    colour: bool = False
    unicode: bool = True
    """Whether it can show more than ASCII; only charts ask."""


def report(result: object, format_name: str, screen: Screen) -> str:
    """Draw a result.

    Parameters
    ----------
    result : one of the classes in `results`
        The answer.
    format_name : str
        A key of `FORMATS`, or of `DRAWINGS` for an explanation.
    screen : Screen
        Width, colour and letters; only tables and charts heed it.

    Returns
    -------
    text : str
        Ends with a newline.
    """
    text: str = import_module((FORMATS | DRAWINGS)[format_name]).render(result, screen)
    return text


def chart(result: object, screen: Screen) -> str:
    """Draw a result's charts in characters; for the parameters see `report`."""
    from computegap.reports.as_chart import render  # noqa: PLC0415 - tables need no charts

    return render(result, screen)


def field(result: object, path: str) -> str:
    """Draw one bare value of a result; for the parameters see `as_json.field`."""
    from computegap.reports.as_json import field as found  # noqa: PLC0415 - tables need no JSON

    return found(result, path)
