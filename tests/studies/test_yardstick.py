"""Which figure of a chip a yardstick reads."""

from __future__ import annotations

import pytest

from computegap.library.view import Library
from computegap.studies.yardstick import read_yardstick


@pytest.mark.parametrize(
    ("chip", "yardstick", "path", "factor"),
    [
        ("h100", "8bit", "peak.fp8", 1),
        # Without FP8, INT8.
        ("a100", "8bit", "peak.int8", 1),
        ("h100", "bf16", "peak.bf16", 1),
        ("b200", "fp4", "peak.fp4", 1),
        ("h100", "bandwidth", "bandwidth", 1),
        # The largest product of operations and bits, whichever format has it.
        ("h100", "tpp", "peak.fp8", 8),
        ("trainium2", "tpp", "peak.tf32", 19),
        ("rubin", "tpp", "peak.fp4", 4),
        ("rtx-4090", "tpp", "peak.int8", 8),
    ],
)
@pytest.mark.parametrize("fall_back", [True, False])
def test_a_yardstick_reads_its_own_figure_where_a_chip_has_it(
    chip: str, yardstick: str, path: str, factor: float, *, fall_back: bool
) -> None:
    record = Library().chip(chip)
    found = read_yardstick(record, yardstick, fall_back=fall_back)
    assert found is not None
    assert (found.path, found.factor, found.fell_back) == (path, factor, False)
    kind, _, name = path.rpartition(".")
    assert found.number == (record.peak if kind else {"bandwidth": record.bandwidth})[name]  # type: ignore[index]  # a format
    assert found.format == name.upper()


@pytest.mark.parametrize(
    ("chip", "yardstick", "path"),
    [
        ("h100", "fp4", "peak.fp8"),
        ("a100", "fp4", "peak.int8"),
        ("p800", "fp4", "peak.bf16"),
        ("p800", "8bit", "peak.bf16"),
    ],
)
def test_a_chip_without_the_format_is_read_at_its_next_wider_one_where_that_is_asked(
    chip: str, yardstick: str, path: str
) -> None:
    record = Library().chip(chip)
    found = read_yardstick(record, yardstick, fall_back=True)
    assert found is not None
    assert (found.path, found.factor, found.fell_back) == (path, 1, True)
    assert read_yardstick(record, yardstick, fall_back=False) is None


@pytest.mark.parametrize("yardstick", ["8bit", "bf16", "fp4", "tpp", "bandwidth"])
def test_a_chip_of_which_nothing_is_known_has_no_reading(yardstick: str) -> None:
    assert read_yardstick(Library().chip("siyuan-690"), yardstick, fall_back=True) is None


def test_no_narrower_format_stands_in_for_a_wider_one() -> None:
    assert read_yardstick(Library().chip("rubin"), "bf16", fall_back=True) is None
