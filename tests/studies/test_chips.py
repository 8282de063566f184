"""Figures of chips as they are reported: in base units, beside what others say."""

from __future__ import annotations

import pytest

from computegap.errors import NoAnswerError, UsageError
from computegap.library.overrides import Override
from computegap.results.chips import ChipAnswer, ChipFigure
from computegap.studies.chips import Selection, chips

DATED = ("h100", "l40s", "h20", "b200", "bw200")
"""Released 2022-09-20, 2023, 2023-11, 2024-11-15, and at no date that is known."""


def figures(answer: ChipAnswer) -> list[ChipFigure]:
    return [value for value in answer if isinstance(value, ChipFigure)]


def test_a_single_figure_is_reported_in_the_unit_of_formulas_as_it_was_stated() -> None:
    found = [figure for answer in chips().chips for figure in figures(answer) if isinstance(figure.estimate, float)]
    assert {figure.unit for figure in found} > {"B", "B/s", "W"}
    for figure in found:
        assert figure.stated == pytest.approx(figure.estimate)


def test_what_others_say_is_in_the_same_unit() -> None:
    disputed = [figure for answer in chips().chips for figure in figures(answer) if figure.disputed_by]
    assert disputed
    for figure in disputed:
        middle = figure.estimate if isinstance(figure.estimate, float) else figure.estimate.p50
        for value, _ in figure.disputed_by:
            assert middle / 10 < value < middle * 10


def listed(*names: str, **selection: str) -> list[str]:
    return [answer.id for answer in chips(names, selection=Selection(**selection)).chips]  # type: ignore[arg-type]  # texts alone


def test_what_is_told_of_a_chip_is_what_its_file_has() -> None:
    h100, bw200 = chips(["h100", "bw200"]).chips
    assert (h100.released, h100.process, bw200.released) == ("2022-09-20", "TSMC 4N", None)
    assert chips(["ascend-950dt"]).chips[0].process is None
    assert h100.memory == ChipFigure(80e9, 80e9, "B", "reported", "nvidia-h100-whitepaper", ())
    assert h100.tpp is not None
    assert h100.tpp.estimate == h100.tpp.stated == pytest.approx(1978.9 * 8)
    assert h100.tpp[2:5] == ("bit.TOP/s", "derived", "nvidia-h100-whitepaper")


def test_sources_of_every_figure_of_a_chip_are_cited_in_their_order() -> None:
    assert [source.id for source in chips(["h100"]).sources] == [
        "nvidia-h100-whitepaper", "epoch-ml-hardware-2026-04", "epoch-nvidia-prices-2026",
    ]  # fmt: skip
    # It has memory and an interconnect alone.
    assert len(chips(["zhenwu-m890"]).sources) == 1


def test_chips_stand_side_by_side_where_they_are_named_and_no_columns_are() -> None:
    named, every, columned = chips(["h100"]), chips(), chips(["h100"], selection=Selection(columns=("id", "BF16")))
    assert [found.side_by_side for found in (named, every, columned)] == [True, False, False]
    assert columned.columns == ("id", "bf16")


@pytest.mark.parametrize(
    ("yardstick", "chip", "worth", "by"),
    [
        ("8bit", "h20", 296 / 1978.9, "fp8"),
        ("8bit", "a100", 624 / 1978.9, "int8"),
        ("bf16", "h20", 148 / 989.4, "bf16"),
        # At 16 bits or at 8, the more.
        ("tpp", "mlu370-x4", 256 * 8 / (1978.9 * 8), "int8"),
        ("tpp", "ppu", 118.7 * 16 / (1978.9 * 8), "bf16"),
        ("bandwidth", "h20", 4 / 3.35, "bandwidth"),
        # The H100 has no FP4, so its FP8 stands for it.
        ("fp4", "mi355x", 10066 / 1978.9, "fp4"),
    ],
)
def test_a_chip_is_worth_its_figure_over_the_h100s(yardstick: str, chip: str, worth: float, by: str) -> None:
    (answer,) = chips([chip], yardstick=yardstick).chips
    assert answer.h100e is not None
    assert answer.h100e.estimate == pytest.approx(worth)
    assert (answer.h100e.unit, answer.h100e.basis, answer.h100e_from) == ("H100e", "derived", by)


def test_a_chip_without_the_yardsticks_figure_is_worth_nothing_that_is_known() -> None:
    (answer,) = chips(["siyuan-690"]).chips
    assert (answer.h100e, answer.h100e_from, answer.tpp) == (None, None, None)


def test_a_chip_counts_at_its_next_wider_format_where_that_is_asked_for() -> None:
    (alone,) = chips(["ppu"]).chips
    (fallen,) = chips(["ppu"], fall_back=True).chips
    assert (alone.h100e, alone.h100e_from) == (None, None)
    assert fallen.h100e is not None
    assert fallen.h100e.estimate == pytest.approx(118.7 / 1978.9)
    assert fallen.h100e_from == "bf16"


def test_a_range_of_the_h100_counts_at_its_middle() -> None:
    found = chips(["h20"], overrides=[Override("chips.h100.peak.fp8", "1000..3000 TOP/s")])
    assert found.chips[0].h100e is not None
    assert found.chips[0].h100e.estimate == pytest.approx(296 / 2000)


def test_a_worth_beyond_all_numbers_names_its_chip() -> None:
    with pytest.raises(NoAnswerError, match=r"^H20: there is no finite answer"):
        chips(["h20"], overrides=[Override("chips.h100.peak.fp8", "1e-310 TOP/s")])


@pytest.mark.parametrize(
    ("released", "found"),
    [
        ("2022-09-20", ["h100"]),
        ("2022-09-20..", ["h100", "l40s", "h20", "b200"]),
        ("2022-09-21..", ["l40s", "h20", "b200"]),
        ("..2022-09-20", ["h100"]),
        ("..2022-09-19", []),
        ("2023", ["l40s", "h20"]),
        ("2023..2023", ["l40s", "h20"]),
        ("2023..", ["l40s", "h20", "b200"]),
        ("..2023", ["h100", "l40s", "h20"]),
        ("..2023-10", ["h100", "l40s"]),
        ("2022-10..2023", ["l40s", "h20"]),
        ("2024-11-15..2024", ["b200"]),
        ("2024-12..2025", []),
        # The L40S came some day of 2023, and the H20 some day of November.
        ("2023-12..", ["l40s", "b200"]),
        ("2023-11", ["l40s", "h20"]),
        ("2023-11-30..2023", ["l40s", "h20"]),
    ],
)
def test_a_year_or_a_month_stands_for_all_of_its_days(released: str, found: list[str]) -> None:
    assert listed(*DATED, released=released) == found


@pytest.mark.parametrize(
    "released",
    ["", "..", "soon", "2024-1", "2024..soon", "2025..2024", "2023-06..2023-05", "2024-13", "2024-02-30", "..2023-00"],
)
def test_what_is_no_date_or_range_of_dates_is_refused(released: str) -> None:
    with pytest.raises(
        UsageError, match=r"^--released .*wanted dates such as 2024, 2024\.\., \.\.2023-06 or 2023\.\.2024$"
    ):
        listed(*DATED, released=released)


def test_chips_are_chosen_by_vendor_and_country_in_any_case() -> None:
    names = ("mi300x", "ascend-910c", "h100", "p800")
    assert listed(*names, vendor="HUAWEI") == ["ascend-910c"]
    assert listed(*names, country="China") == ["ascend-910c", "p800"]
    assert listed(*names, country="US") == ["mi300x", "h100"]
    assert listed(*names, vendor="nvidia", country="china") == []


@pytest.mark.parametrize(
    ("selection", "told"),
    [
        ({"vendor": "Hauwei"}, "no vendor 'Hauwei', wanted one of AMD, Huawei; did you mean Huawei?"),
        ({"country": "cn"}, "no country 'cn', wanted one of china, us"),
        ({"sort": "bf17"}, "no column 'bf17', wanted one of fp32, tf32, bf16, "),
    ],
)
def test_a_selection_that_no_chip_can_meet_is_refused(selection: dict[str, str], told: str) -> None:
    with pytest.raises(UsageError) as refused:
        listed("mi300x", "ascend-910c", **selection)
    assert str(refused.value).startswith(told)


@pytest.mark.parametrize(
    ("sort", "found"),
    [
        ("memory", ["mi300x", "h20", "h100", "c500", "siyuan-690"]),
        # 240 to 280 of the C500, between single figures.
        ("BF16", ["mi300x", "h100", "c500", "h20", "siyuan-690"]),
        ("vendor", ["mi300x", "siyuan-690", "c500", "h20", "h100"]),
        ("released", ["h100", "c500", "h20", "mi300x", "siyuan-690"]),
    ],
)
def test_figures_are_sorted_from_the_largest_texts_from_a_and_the_unknown_last(sort: str, found: list[str]) -> None:
    assert listed("h20", "siyuan-690", "h100", "c500", "mi300x", sort=sort) == found
