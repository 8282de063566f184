"""Every figure cites a source that exists, and a file brings no source along for nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from computegap.errors import DataError, nearest
from computegap.library.overrides import COMMAND_LINE
from computegap.records.number import Number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from computegap.records.source import Source

UNUSED = "a source that no figure cites, wanted one that is used, or none"


def numbers(record: object, path: str = "") -> Iterator[tuple[str, Number]]:
    """Yield every figure in a record with its dotted path."""
    if isinstance(record, Number):
        yield path, record
    elif isinstance(record, dict):
        for key, value in record.items():
            yield from numbers(value, f"{path}.{key}" if path else str(key))
    elif isinstance(record, list):
        for index, value in enumerate(record):
            yield from numbers(value, f"{path}.{index}")
    else:
        fields = getattr(type(record), "model_fields", {})
        for name, field in fields.items():
            key = field.alias or name
            yield from numbers(getattr(record, name), f"{path}.{key}" if path else key)


def check_citations(figures: Iterable[tuple[str, Number]], sources: Mapping[str, Source], file: str) -> set[str]:
    """Check that every figure cites a source that exists and was read no earlier than the figure is from.

    Returns
    -------
    cited : set of str
        Ids of the sources that the figures cite.

    Raises
    ------
    DataError
        If one does not.
    """
    cited: set[str] = set()
    for path, number in figures:
        for source_id in (number.source, *(rival.source for rival in number.disputed_by)):
            if source_id == COMMAND_LINE:
                continue
            if source_id not in sources:
                message = (
                    f"{file}: {path}.source: found {source_id!r}, "
                    f"wanted the id of a source{nearest(source_id, sources)}"
                )
                raise DataError(message)
            cited.add(source_id)
        if number.source in sources and sources[number.source].kind == "note" and number.confidence is None:
            message = (
                f'{file}: {path}.confidence: found none, wanted "weak", '
                f"because {number.source} is a note that stands alone"
            )
            raise DataError(message)
        if number.source in sources and number.as_of > sources[number.source].accessed:
            message = (
                f"{file}: {path}.as_of: found {number.as_of}, wanted no later than {sources[number.source].accessed}, "
                f"when {number.source} was accessed"
            )
            raise DataError(message)
    return cited
