"""How a stream of rows is laid out, and how a number is written in it."""

from __future__ import annotations

import csv
import io
import itertools
import json
import re
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from computegap.errors import DataError, shown
from computegap.rows.blocks import LARGEST

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from computegap.units import Array

SEPARATORS = {"csv": ",", "tsv": "\t"}
KINDS = (*SEPARATORS, "ndjson")
SIGNIFICANT = 12
"""Digits of a result, as in the JSON of what is exact: without the last bits, in which machines differ."""

AT_ONCE = 1 << 12
"""Values rounded at once: what stands between takes no memory from the system each time anew, which takes longer."""

LEVELS = 500
"""Most levels of an object: readers differ in how many they can read, and one of them by who calls it."""
_LONGEST = 4 * LARGEST
"""Characters of a cell: more than any block holds, so that blocks alone say how long a row may be."""
_BEFORE = "\ufeff".encode() + b" \r\n"
_HALVES = re.compile("[\ud800-\udfff]")
_TEXTS = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"?')
_BRACKETS = re.compile(r"[\[\]{}]")
_POWERS = np.array([float(f"1e{power}") for power in range(309)])


class Layout(NamedTuple):
    """What stands in a row, before and after."""

    kind: str
    """A key of `KINDS`."""
    to: str
    columns: tuple[str, ...]
    """In the order of the header, or of the first object."""
    inputs: tuple[str, ...] = ()
    """Columns that are read as figures."""
    added: tuple[str, ...] = ()
    """Columns of results."""
    ending: str = "\n"
    header: str = ""
    """As it came, without its line's end."""

    @property
    def spliced(self) -> bool:
        """Whether a row leaves as the text that came, with the results behind."""
        return self.kind == self.to


def says_something(block: bytes) -> bool:
    """Whether there is more in it than empty lines, and what some programs put before all."""
    return bool(block.strip(_BEFORE))


def kind_of(start: bytes) -> str:
    """Format of rows that begin so: NDJSON at a brace."""
    return "ndjson" if start.lstrip(_BEFORE).startswith(b"{") else "csv"


def head(blocks: Iterable[bytes], kind: str, *, spliced: bool) -> bytes:
    """Take blocks until they tell what is in the others: a header and a first row, or an object.

    Parameters
    ----------
    blocks : iterable of bytes
        Whole records.
    kind : str
        A key of `KINDS`.
    spliced : bool
        As in `objects`.

    Returns
    -------
    rows : bytes
        From the first that are more than empty lines; none where all are empty. All of them, or more than `LARGEST`
        bytes, where nothing tells.
    """
    found = b""
    for block in blocks:
        if not found and not says_something(block):
            continue
        found += block
        # Objects are looked for in what has just come, as lines before it may be none.
        text = (block if kind == "ndjson" else found).decode("utf-8", "surrogateescape")
        if kind == "ndjson":
            tells = any(row is not None for _, row, _ in objects(text, spliced=spliced))
        else:
            tells = len(list(itertools.islice(cells(text, kind), 2))) > 1
        if tells or len(found) > LARGEST:
            break
    return found


def opened(block: bytes, kind: str | None, to: str | None) -> tuple[Layout, Mapping[str, object], bytes]:
    """Read what the first block says of all.

    Returns
    -------
    layout : Layout
        Without inputs and results.
    first : mapping of str to object
        The first row's cells by column; empty where there is none.
    rows : bytes
        The block without its header.

    Raises
    ------
    DataError
        If there is a header that names a column twice, or is none, or no object that names columns.
    """
    text = block.decode("utf-8", "surrogateescape")
    kind = kind or kind_of(block)
    to = to or kind
    if kind == "ndjson":
        first = next((row for _, row, _ in objects(text, spliced=kind == to) if row is not None), None)
        if first is None:
            fault = next((why for _, _, why in objects(text, spliced=kind == to)), "found none")
            message = f"no row can be read, wanted a JSON object in each line: {fault}"
            raise DataError(message)
        ending = "\r\n" if text.partition("\n")[0].endswith("\r") else "\n"
        return Layout(kind, to, tuple(first), ending=ending), first, block
    records = cells(text, kind)
    header, names, fault = next(records)
    if fault:
        message = f"the header is {fault}"
        raise DataError(message)
    ending = "\r\n" if header.endswith("\r\n") else "\n"
    names[0] = names[0].removeprefix("\ufeff")
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        message = f"the header names {', '.join(f'{name!r:.60}' for name in twice)} more than once: which is meant?"
        raise DataError(message)
    row = next(records, ("", [], ""))[1]
    # Empty lines may stand before it.
    rows = block.partition(header.encode("utf-8", "surrogateescape"))[2]
    return Layout(kind, to, tuple(names), ending=ending, header=header.rstrip("\r\n")), dict(zip(names, row)), rows  # noqa: B905 - a bad row


def objects(text: str, *, spliced: bool) -> Iterator[tuple[str, dict[str, object] | None, str]]:
    """Yield each line's own text, its object, and what is wrong with one that is none; empty lines are no rows.

    Parameters
    ----------
    text : str
        Whole lines.
    spliced : bool
        Whether an object leaves as the text that came, so that its values need not be written anew.
    """
    # At line feeds alone: a text may hold what else ends a line elsewhere, such as U+2028, as it is.
    for own in text.split("\n"):
        short = own.strip("\ufeff \t\r")
        if not short:
            continue
        if too_deep(short):
            yield short, None, f"found lists or objects more than {LEVELS} levels deep, wanted a few"
            continue
        try:
            found = _loaded(short)
        except ValueError as error:
            yield short, None, f"not JSON: {error}"
            continue
        if not isinstance(found, dict):
            yield short, None, f"found {shown(found)}, wanted an object"
        elif not spliced and _is_half(short, found):
            yield short, None, "found half a character (a lone surrogate), wanted what can be written outside of JSON"
        else:
            yield short, found, ""


def too_deep(text: str) -> bool:
    """Whether values lie deeper within each other than `LEVELS`."""
    if text.count("[") + text.count("{") <= LEVELS:
        return False
    brackets = "".join(_BRACKETS.findall(_TEXTS.sub("", text)))
    return max(itertools.accumulate(1 if bracket in "[{" else -1 for bracket in brackets), default=0) > LEVELS


def _loaded(text: str) -> object:
    try:
        return json.loads(text, object_pairs_hook=_of_pairs)
    except json.JSONDecodeError:
        raise
    except ValueError:
        # A whole number of more digits than Python reads: it may well stand where nobody asks for its value.
        return json.loads(text, parse_int=_whole, object_pairs_hook=_of_pairs)


def _of_pairs(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """An object; of a name that is written twice the first value, as polars takes it."""
    found = dict(pairs)
    if len(found) < len(pairs):
        found |= reversed(pairs)
    return found


def _whole(text: str) -> int | str:
    try:
        return int(text)
    except ValueError:
        return text


def _is_half(text: str, found: object) -> bool:
    """Whether an escape in a text is half a character; bytes that are no UTF-8 stand for such halves themselves."""
    return "\\u" in text and _HALVES.findall(json.dumps(found, ensure_ascii=False)) != _HALVES.findall(text)


def cells(text: str, kind: str) -> Iterator[tuple[str, list[str], str]]:
    """Yield each record's own text, its cells, and what is wrong with one that is none; empty lines are no records."""
    # The limit is a whole process's, and another library may have set it since.
    csv.field_size_limit(max(csv.field_size_limit(), _LONGEST))
    lines = io.StringIO(text, newline="\n").readlines()
    reader = csv.reader(lines) if kind == "csv" else csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    start = 0
    while start < len(lines):
        row, fault = [], ""
        try:
            row = next(reader)
        except csv.Error as error:
            # Its own words for a carriage return within a cell tell Python's programmers how to open a file.
            fault = f"not CSV: {str(error).partition(' - ')[0]}"
        end = reader.line_num
        own = lines[start] if end == start + 1 else "".join(lines[start:end])
        if end == len(lines) and kind == "csv" and _is_open(own):
            row, fault = [], "not CSV: a double quote is not closed"
        if row or fault:
            yield own, row, fault
        start = end


def _is_open(record: str) -> bool:
    """Whether a record's end is within quotes, so that what is written behind it were too."""
    try:
        list(csv.reader([record], strict=True))
    except csv.Error as error:
        return "unexpected end" in str(error)
    return False


def line(values: Sequence[str], kind: str) -> str:
    """Cells as a line without its end."""
    if kind == "tsv":
        return "\t".join(value.replace("\t", "\\t").replace("\n", "\\n") for value in values)
    target = io.StringIO()
    csv.writer(target, lineterminator="").writerow(values)
    return target.getvalue()


def rounded(values: Array) -> Array:
    """Values to `SIGNIFICANT` digits, so that the shortest text that reads back the same has no more."""
    given = values.ravel()
    found = np.empty(given.size)
    for start in range(0, given.size, AT_ONCE):
        some = slice(start, start + AT_ONCE)
        found[some] = _rounded(given[some])
    return found.reshape(values.shape)


def _rounded(values: Array) -> Array:
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        places = SIGNIFICANT - 1 - np.floor(np.log10(np.abs(values)))
        usable = np.isfinite(places) & (np.abs(places) < len(_POWERS))
        power = _POWERS[np.where(usable, np.abs(places), 0).astype(np.intp)]
        # Whole numbers below 2 ** 53 and powers up to 1e22 are exact, so one division rounds once.
        digits = np.rint(values * power) / power
        if np.any(places <= 0):
            digits = np.where(places > 0, digits, np.rint(values / power) * power)
    return np.where(usable & np.isfinite(digits), digits, values)


def number(value: float) -> str:
    """The shortest text that reads back the same, as the libraries write it that write many."""
    text = repr(value)
    if "e" not in text:
        return text
    mantissa, _, exponent = text.partition("e")
    if exponent == "-05":
        sign, digits = ("-", mantissa[1:]) if mantissa[0] == "-" else ("", mantissa)
        return f"{sign}0.0000{digits.replace('.', '')}"
    return f"{mantissa}e{exponent[0]}{int(exponent[1:])}"
