"""Results as pictures in files: SVG, PNG, PDF, and HTML that needs no network."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import PurePath

from computegap.errors import UsageError
from computegap.reports.charts import charts_of

KINDS = (".svg", ".png", ".pdf", ".html")
PIXELS_TO_A_POINT = 2


def kind_of(file: str) -> str:
    """Which of `KINDS` a file's name ends in.

    Raises
    ------
    UsageError
        If in none of them, or if what draws pictures is not installed.
    """
    kind = PurePath(file).suffix.lower()
    if kind not in KINDS:
        message = f"--chart-file {file}: wanted a name that ends in {', '.join(KINDS)}"
        raise UsageError(message)
    if not all(map(find_spec, ("vl_convert", "altair"))):
        message = f"--chart-file {file}: pictures need an extra: pip install 'computegap[plot]'"
        raise UsageError(message)
    return kind


def picture(result: object, file: str) -> bytes:
    """Draw a result's charts as the kind of file that a name ends in.

    Parameters
    ----------
    result : one of the classes in `results`
        The answer.
    file : str
        Name of the file; only its ending is heeded.

    Returns
    -------
    content : bytes
        What the file holds.

    Raises
    ------
    UsageError
        If there is no such kind of picture, or what draws it is not installed.
    """
    kind = kind_of(file)
    import vl_convert  # noqa: PLC0415 - an extra: the rest of the program does without

    from computegap.reports.charts.vega import picture as specified  # noqa: PLC0415 - same

    whole = specified(charts_of(result))
    if kind == ".svg":
        return vl_convert.vegalite_to_svg(whole).encode()
    if kind == ".png":
        return vl_convert.vegalite_to_png(whole, scale=PIXELS_TO_A_POINT)
    if kind == ".pdf":
        return vl_convert.vegalite_to_pdf(whole)
    return vl_convert.vegalite_to_html(whole, bundle=True, renderer="svg").encode()
