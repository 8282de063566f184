"""Rows read and written: by either way the same, and cut at the ends of records."""

from __future__ import annotations

import itertools
import json
import math
import operator
import os
import sys
import tempfile
import threading
import time
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from computegap.errors import DataError
from computegap.rows import blocks as blocks_module
from computegap.rows import pipe
from computegap.rows.blocks import FIRST, LARGEST, NEAR, arriving, in_order, parted, whole
from computegap.rows.layout import LEVELS, Layout, cells, head, number, opened, rounded, too_deep
from computegap.rows.plain import PlainBlock
from computegap.rows.quick import quick_block

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FLOATS = st.floats(allow_nan=False, allow_infinity=False)
CELL = st.one_of(
    FLOATS.map(repr),
    st.integers(-(10**20), 10**20).map(str),
    st.sampled_from(["", "75%", "0.7..0.8", " 1", "1 ", "+1", ".5", "5.", "1e5", "1E-3", "0x1", "1_0", "inf", "nan"]),
    st.text(st.characters(blacklist_characters=',\t\r\n"\x00\x01', blacklist_categories=["Cs"]), max_size=5),
)


@given(st.lists(st.tuples(CELL, CELL), min_size=1, max_size=20), st.sampled_from(["csv", "tsv"]))
def test_cells_are_read_and_written_alike(rows: list[tuple[str, str]], kind: str) -> None:
    separator = "," if kind == "csv" else "\t"
    block = "".join(f"x{separator}{a}{separator}{b}\n" for a, b in rows).encode()
    layout = Layout(kind, kind, ("name", "a", "b"), ("b", "a"), ("answer",))
    both_agree(block, layout)


@given(st.lists(st.tuples(CELL, FLOATS), min_size=1, max_size=20))
def test_objects_are_read_and_written_alike(rows: list[tuple[str, float]]) -> None:
    block = "".join(json.dumps({"name": a, "b": b, "deep": {"b": [a]}}, ensure_ascii=False) + "\n" for a, b in rows)
    both_agree(block.encode(), Layout("ndjson", "ndjson", ("name", "b", "deep"), ("b",), ("answer",)))


@pytest.mark.parametrize("name", ["*", "^r.*$", "\x01", 'a"b', "é"])
def test_a_result_is_named_as_it_is_asked_whatever_polars_reads_in_it(name: str) -> None:
    layout = Layout("ndjson", "ndjson", ("a",), ("a",), (name, "b"))
    block = b'{"a":1}\n{"a":2}\n'
    assert quick_block(block, layout) is not None
    both_agree(block, layout)


@pytest.mark.parametrize("name", ["*", "^a.*$"])
def test_a_column_is_named_as_it_stands_whatever_polars_reads_in_it(name: str) -> None:
    objects = b"".join(b"%s\n" % json.dumps({name: place, "ab": 9}).encode() for place in range(3))
    for kind, block in (("ndjson", objects), ("csv", b"1,9\n2,9\n")):
        layout = Layout(kind, kind, (name, "ab"), (name,), ("answer",))
        assert quick_block(block, layout) is not None
        both_agree(block, layout)


@pytest.mark.parametrize(
    "block",
    [
        b'{"a":1,"a":2}\n{"a":3,"a":"x"}\n{"a":"x","a":4}\n{"a":null,"a":5}\n',
        b'{"a":1}\n{"a":2,"\\u0061nswer":3}\n',
        b'{"a":1}\n{"a":2,"an\\u0073wer" : 3}\n',
        b'{"a":1,"t":"caf\\u00e9"}\n{"\\u0061":2}\n',
        b'\xef\xbb\xbf{"a":1}\n{"a":2}\n',
    ],
)
def test_names_are_read_alike_however_they_are_written(block: bytes) -> None:
    both_agree(block, Layout("ndjson", "ndjson", ("a",), ("a",), ("answer",)))


def test_the_first_value_of_a_name_that_is_written_twice_counts() -> None:
    block, layout = b'{"a":1,"a":2}\n{"b":3,"a":4,"a":5}\n', Layout("ndjson", "ndjson", ("a",), ("a",), ("answer",))
    quick = quick_block(block, layout)
    assert quick is not None
    assert quick.values.tolist() == PlainBlock(block, layout).values.tolist() == [[1, 4]]


def test_a_mark_at_the_start_of_a_block_stays_where_it_is() -> None:
    layout = Layout("csv", "csv", ("a", "b"), ("a",), ("answer",))
    both_agree(b"\xef\xbb\xbf1,2\n3,4\n", layout)
    assert quick_block(b"\xef\xbb\xbf1,2\n3,4\n", layout) is None


def test_polars_reads_what_is_plain() -> None:
    for kind, block in (("csv", b"1,x\n2,y\n"), ("tsv", b"1\tx\n2\ty\n"), ("ndjson", b'{"a":1,"b":"x\\n"}\n')):
        layout = Layout(kind, kind, ("a", "b"), ("a",), ("answer",))
        assert quick_block(block, layout) is not None
        both_agree(block, layout)


def both_agree(block: bytes, layout: Layout) -> None:
    quick, plain = quick_block(block, layout), PlainBlock(block, layout)
    if quick is None:
        return
    # What one way cannot read as a plain number, the other way may: then a person's reading of the cell decides.
    for column, place in zip(*np.nonzero(np.isfinite(quick.values)), strict=True):
        assert quick.values[column, place] == plain.values[column, place]
    rows = plain.values.shape[1]
    for column, place in itertools.product(range(len(layout.inputs)), range(rows)):
        assert quick.cell(column, place) == plain.cell(column, place)
    results = rounded(np.tile(np.geomspace(1e-9, 1e20, rows), (len(layout.added), 1)) * 1.23456789)
    results[:, ::3] = math.nan
    kept = np.arange(rows) % 4 != 3
    assert quick.written(results, kept) == plain.written(results, kept)


@pytest.mark.parametrize(
    ("block", "why"),
    [
        (b'1,"a,b",2\n', "quotes"),
        (b"1,2\n1,2,3,4\n", "rows of other lengths"),
        (b"1,2\n", "too few cells"),
        (b"1,2,3\n\n1,2,3\n", "an empty line"),
        (b"1,2,3\r\n", "another line's end"),
        (b"\xff,2,3\n", "no UTF-8"),
    ],
)
def test_doubtful_blocks_are_left_to_the_standard_library(block: bytes, why: str) -> None:
    assert quick_block(block, Layout("csv", "csv", ("a", "b", "c"), ("a",), ("answer",))) is None, why


@pytest.mark.parametrize("block", [b"{}\n", b'{"a":1} \n', b'{"a":1,"answer":2}\n', b'{"a":"75%"}\n', b"5\n", b"{\n"])
def test_doubtful_objects_too(block: bytes) -> None:
    assert quick_block(block, Layout("ndjson", "ndjson", ("a",), ("a",), ("answer",))) is None


def test_bytes_that_are_no_text_pass_through() -> None:
    layout = Layout("csv", "csv", ("a", "b"), ("b",), ("answer",))
    assert PlainBlock(b"\xff,2\n", layout).written(np.array([[1.5]]), np.array([True])) == b"\xff,2,1.5\n"


def test_numbers_are_written_in_the_shortest_way_with_twelve_digits() -> None:
    values = np.array([0.1 + 0.2, 1 / 3, 123456789012345.0, 1e-5 / 3, -2e-5, 1e300 / 7, 0.0, -1e-320, math.inf])
    assert [number(value) for value in rounded(values).tolist()] == [
        "0.3",
        "0.333333333333",
        "123456789012000.0",
        "3.33333333333e-6",
        "-0.00002",
        "1.42857142857e+299",
        "0.0",
        "-1e-320",
        "inf",
    ]


@given(FLOATS)
def test_numbers_read_back(value: float) -> None:
    assert float(number(value)) == value
    assert math.isclose(float(rounded(np.array([value]))[0]), value, rel_tol=1e-11, abs_tol=1e-300)


@given(st.binary(max_size=60), st.lists(st.integers(0, 60)))
def test_blocks_add_up_however_they_are_cut(text: bytes, cuts: list[int]) -> None:
    places = sorted({0, len(text), *(cut for cut in cuts if cut < len(text))})
    pieces = [text[start:end] for start, end in itertools.pairwise(places)]
    assert b"".join(whole(pieces, quoted=True)) == text
    assert all(block.endswith(b"\n") for block in list(whole(pieces, quoted=False))[:-1])


@given(st.binary(max_size=60), st.integers(0, 70))
def test_parts_add_up_to_what_they_are_of(text: bytes, pieces: int) -> None:
    assert b"".join(parted([text], lambda _: pieces, quoted=True)) == text


def test_parts_are_whole_records_and_about_as_many_as_asked() -> None:
    block = b'a,"b\nc"\n' * 100
    parts = list(parted([block, b"last"], lambda part: len(part) // 80, quoted=True))
    assert parts[-1] == b"last"
    assert len(parts) == 11
    assert {part[:8] for part in parts[:-1]} == {b'a,"b\nc"\n'}


def test_a_line_end_in_quotes_belongs_to_the_record() -> None:
    assert list(whole([b'a,"b\n', b'c"\nd,e\nf', b",g\n"], quoted=True)) == [b'a,"b\nc"\nd,e\n', b"f,g\n"]


def test_a_quote_that_is_never_closed_is_told_of() -> None:
    with pytest.raises(DataError, match="double quote not closed"):
        list(whole([b'a,"b\n', b"x\n" * LARGEST], quoted=True))


def test_rows_of_a_pipe_are_handed_on_before_its_end() -> None:
    out, into = os.pipe()
    arrivals = arriving(out)
    os.write(into, b"first\n")
    assert next(arrivals) == b"first\n"
    os.write(into, b"second\n")
    assert next(arrivals) == b"second\n"
    os.close(into)
    assert list(arrivals) == []
    os.close(out)


def test_a_file_comes_in_blocks_that_end_with_a_line(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    text = b"head\n" + b"".join(b"%d,%s\n" % (place, b"x" * (place % 90)) for place in range(200_000))
    path.write_bytes(text)
    with path.open("rb", buffering=0) as file:
        # What another program has read before, such as a shell, is not read again.
        assert file.readline() == b"head\n"
        blocks = list(arriving(file.fileno()))
    assert b"head\n" + b"".join(blocks) == text
    first, *others = blocks
    assert FIRST - NEAR < len(first) <= FIRST
    assert len(others) == -(-len(text) // LARGEST) > 2
    assert all(LARGEST - NEAR < len(block) <= LARGEST for block in others[:-1])
    assert all(block.endswith(b"\n") for block in blocks)
    # They are handed on as they are, not copied.
    assert all(map(operator.is_, whole(blocks, quoted=False), blocks))


@given(st.lists(st.integers(0, 30), max_size=8), st.binary(max_size=9), st.booleans())
def test_a_file_comes_whole_however_long_its_lines_are(lengths: list[int], last: bytes, reads_ahead: bool) -> None:  # noqa: FBT001 - hypothesis gives it
    text = b"".join(b"x" * length + b"\n" for length in lengths) + last
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryFile(buffering=0) as file:
        if not reads_ahead:
            # As on Windows.
            patch.delattr(os, "pread")
        for name, size in (("FIRST", 10), ("LARGEST", 16), ("NEAR", 8)):
            patch.setattr(blocks_module, name, size)
        file.write(text)
        file.seek(0)
        found = list(arriving(file.fileno()))
    assert b"".join(found) == text
    assert all(len(block) <= 16 for block in found)


def test_rows_begin_with_a_header_and_a_row_or_with_an_object() -> None:
    blocks = iter([b"\n", b" \n\n", b"\na,b\n", b"\n\n", b"1,2\n", b"3,4\n"])
    assert head(blocks, "csv", spliced=True) == b"\na,b\n\n\n1,2\n"
    assert next(blocks) == b"3,4\n"
    assert head([b"a,b\n"], "tsv", spliced=True) == b"a,b\n"
    blocks = iter([b"\n", b"no JSON\n", b"[1]\n\n", b'{"a": 1}\n', b'{"a": 2}\n'])
    assert head(blocks, "ndjson", spliced=True) == b'no JSON\n[1]\n\n{"a": 1}\n'
    assert next(blocks) == b'{"a": 2}\n'
    # Half a character can be handed on in the text that came, and nowhere else.
    half = [b'{"a": "\\ud800"}\n', b'{"a": 1}\n']
    assert head(half, "ndjson", spliced=True) == half[0]
    assert head(half, "ndjson", spliced=False) == b"".join(half)
    assert head([b"\n", b"\r\n"], "csv", spliced=True) == b""


def test_a_first_object_is_looked_for_in_bounded_memory() -> None:
    taken = len(head(itertools.repeat(b"no JSON\n" * 1000), "ndjson", spliced=True))
    assert LARGEST < taken <= LARGEST + 8000


def test_empty_lines_before_a_header_are_no_rows() -> None:
    layout, first, rows = opened(b"\n\r\na,b\n1,2\n3,4\n", "csv", None)
    assert (layout.header, first, rows) == ("a,b", {"a": "1", "b": "2"}, b"1,2\n3,4\n")


def test_memory_is_bounded_while_nobody_takes() -> None:
    out, into = os.pipe()
    written = 0

    def write() -> None:
        nonlocal written
        for _ in range(3 * LARGEST >> 16):
            written += os.write(into, b"x" * (1 << 16))
        os.close(into)

    thread = threading.Thread(target=write)
    thread.start()
    blocks = [len(block) for block in arriving(out)]
    thread.join()
    assert sum(blocks) == written
    assert max(blocks) <= LARGEST + (1 << 16)
    os.close(out)


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_threads_hand_results_over_in_order_and_raise_where_the_fault_is(threads: int) -> None:
    def work(place: int) -> int:
        # The first of each three is the last to be done.
        time.sleep(0.002 * (place % 3 == 0))
        return 10 // (13 - place)

    assert list(in_order(work, range(12), threads)) == [10 // (13 - place) for place in range(12)]
    made = in_order(work, range(20), threads)
    assert [next(made) for _ in range(13)] == [10 // (13 - place) for place in range(13)]
    with pytest.raises(ZeroDivisionError):
        next(made)


def test_a_fault_of_what_is_read_is_raised_behind_what_came_before() -> None:
    def items() -> Iterator[int]:
        yield 1
        message = "no more"
        raise DataError(message)

    made = in_order(str, items(), 2)
    assert next(made) == "1"
    with pytest.raises(DataError, match="no more"):
        next(made)


def test_no_more_is_read_than_may_wait() -> None:
    read = []

    def items() -> Iterator[int]:
        for place in range(100):
            read.append(place)
            yield place

    made = in_order(str, items(), 2)
    assert next(made) == "0"
    time.sleep(0.02)
    assert len(read) <= 5


@pytest.mark.parametrize("threads", [1, 3])
def test_threads_end_where_nobody_takes_what_they_make(threads: int) -> None:
    before = set(threading.enumerate())
    made = in_order(str, range(100), threads)
    assert next(made) == "0"
    mine = set(threading.enumerate()) - before
    made.close()
    for thread in mine:
        thread.join(timeout=10)
    assert not any(thread.is_alive() for thread in mine)


class Missing:
    """Looks for a library for a while, and finds none."""

    def find_spec(self, name: str, *_: object) -> None:
        if name == "polars":
            time.sleep(0.05)
            raise ModuleNotFoundError(name)


def test_threads_without_the_library_do_without_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """None of them is left with a module that another one could not load."""
    for name in ("polars", "computegap.rows.quick"):
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "meta_path", [Missing(), *sys.meta_path])
    monkeypatch.setattr(pipe, "QUICK_FROM", 0)
    monkeypatch.setattr(pipe, "QUICK_BLOCK", 0)
    layout = Layout("csv", "csv", ("a",), ("a",), ("answer",))
    blocks = [b"%d\n" % place for place in range(8)]

    made = pipe.answered(blocks, layout, lambda values, _: (values, {}), keep=False, strict=False)
    assert [answered.text for answered in made] == [b"%d,%d.0\n" % (place, place) for place in range(8)]


def test_a_header_with_one_name_twice_is_refused() -> None:
    with pytest.raises(DataError, match="names 'a' more than once"):
        opened(b"a,b,a\n1,2,3\n", "csv", None)


def test_formats_are_told_apart_by_the_first_byte() -> None:
    assert opened(b'{"a": 1}\n', None, None)[0].kind == "ndjson"
    assert opened(b"\xef\xbb\xbfa,b\n1,2\n", None, None)[0].columns == ("a", "b")


def test_a_record_that_is_none_is_told_of_and_the_next_is_read() -> None:
    first, second, third = cells("a,b\n1,4\r5\n2,3\n", "csv")
    fault = "not CSV: new-line character seen in unquoted field"
    assert (first[1:], second[1:], third[1:]) == ((["a", "b"], ""), ([], fault), (["2", "3"], ""))
    assert second[0] == "1,4\r5\n"
    with pytest.raises(DataError, match="the header is not CSV"):
        opened(b"a,4\r5\n2,3\n", "csv", None)


@pytest.mark.parametrize("kind", ["csv", "tsv"])
def test_a_long_cell_is_a_cell_by_either_way(kind: str) -> None:
    long = "x" * 200_000
    text = f"{long},0.7\n{long},0.8\n".replace(",", "," if kind == "csv" else "\t")
    layout = Layout(kind, kind, ("a", "b"), ("b",), ("answer",))
    assert PlainBlock(text.encode(), layout).faults == {}
    assert quick_block(text.encode(), layout) is not None
    both_agree(text.encode(), layout)


def test_a_long_cell_may_hold_lines() -> None:
    long = "a line\n" * 30_000
    assert [row for _, row, _ in cells(f'1,"{long}"\n2,3\n', "csv")] == [["1", long], ["2", "3"]]


def test_levels_are_those_of_lists_and_objects_and_not_of_what_texts_hold() -> None:
    assert too_deep("[" * (LEVELS + 1))
    assert not too_deep("[" * LEVELS)
    assert not too_deep('{"a' + "[" * 2 * LEVELS + '":1}')
    assert not too_deep('{"a":"\\"' + "[" * 2 * LEVELS + '"}')
    assert not too_deep("{" + '"a":[[]],' * LEVELS + '"b":1}')


@pytest.mark.parametrize("deep", [LEVELS - 1, LEVELS, 100_000])
def test_a_deep_object_is_read_by_either_way_or_by_none(deep: int) -> None:
    block = b'{"a":1,"b":' + b"[" * deep + b"]" * deep + b"}\n"
    layout = Layout("ndjson", "ndjson", ("a", "b"), ("a",), ("answer",))
    fits = deep < LEVELS
    assert (quick_block(block, layout) is not None) == fits
    plain = PlainBlock(block, layout)
    assert plain.faults == ({} if fits else {0: "found lists or objects more than 500 levels deep, wanted a few"})
    both_agree(block, layout)


def test_a_whole_number_longer_than_python_reads_is_one() -> None:
    long = "1" * 5000
    block = f'{{"a":1,"b":{long}}}\n{{"a":{long},"b":2}}\n{{"a":{long[:400]},"b":2}}\n'.encode()
    layout = Layout("ndjson", "csv", ("a", "b"), ("a",), ("answer",))
    plain = PlainBlock(block, layout)
    assert plain.faults == {}
    assert plain.values[0, 0] == 1
    # No float holds the others.
    assert np.isnan(plain.values[0, 1:]).all()
    assert plain.written(np.array([[1.5] * 3]), np.array([True, False, False])) == f"1,{long},1.5\n".encode()


def test_half_a_character_stays_an_escape_and_cannot_leave_json() -> None:
    block = b'{"a":"\\ud800"}\n{"a":"\\ud83d\\ude00 \xff"}\n{"a":["\\udc80"]}\n'
    stays = PlainBlock(block, Layout("ndjson", "ndjson", ("a",), (), ("answer",)))
    assert stays.faults == {}
    leaves = PlainBlock(block, Layout("ndjson", "csv", ("a",), (), ("answer",)))
    assert list(leaves.faults) == leaves.lost == [0, 2]
    assert leaves.faults[0].startswith("found half a character (a lone surrogate), wanted")
    kept = np.array([False, True, False])
    assert leaves.written(np.array([[1.5] * 3]), kept) == "\U0001f600 ".encode() + b"\xff,1.5\n"


@pytest.mark.parametrize("cell", ["0_7", "0.7_5", "\uff10.\uff17", "\u0660.\u0667"])
def test_digits_that_python_alone_reads_are_no_plain_number_and_no_number_of_json(cell: str) -> None:
    block = f"{cell},1{cell[-1]}\n".encode()
    for to in ("csv", "ndjson"):
        assert np.isnan(PlainBlock(block, Layout("csv", to, ("a", "b"), ("a",), ("answer",))).values).all()
    quick = quick_block(block, Layout("csv", "csv", ("a", "b"), ("a",), ("answer",)))
    assert quick is not None
    assert np.isnan(quick.values).all()
    written = PlainBlock(block, Layout("csv", "ndjson", ("a", "b"), ("a",), ("answer",))).written(
        np.array([[1.5]]), np.array([True])
    )
    assert json.loads(written)["a"] == cell
