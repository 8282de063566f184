"""A comparison as it is asked: its sides, settings and yardstick."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from computegap.errors import NoAnswerError, ScenarioError, UsageError
from computegap.studies.compare import compare
from computegap.studies.comparison import Question, growth_notes, read_precision, several, where_it_is

FEW = 16


def test_one_sample_from_the_first_stream_is_enough() -> None:
    found = compare("us", "china", samples=1, seed=0)
    assert (found.samples, found.seed, found.sampler) == (1, 0, "lattice")


def test_a_comparison_that_is_worked_out_by_itself_has_the_first_blocks_draws() -> None:
    question = Question("us", "china", samples=FEW)
    alone, first = question.work_out(), question.work_out(question.draws(0, FEW))
    other = question.work_out(question.draws(1, FEW))
    ratios = [np.asarray(work.pair["compute_ratio"]).tolist() for work in (alone, first, other)]
    assert ratios[0] == ratios[1] != ratios[2]
    assert question.plan() == question.plan(0, FEW)


def test_an_answer_is_drawn_4096_times_from_the_first_stream_where_nobody_says_otherwise() -> None:
    found = compare("us", "china")
    assert (found.samples, found.seed) == (4096, 0)


@pytest.mark.parametrize(
    ("second", "scenario", "told"),
    [
        ("US", "article", "found 'us' twice, wanted two sides: compared with itself, any side is level"),
        # Of several scenarios that have it, the first.
        ("uk", "h20", "no party 'uk', wanted one of us, china or a .toml file; --scenario article has it"),
        (
            "google",
            "article",
            "no party 'google', wanted one of us, china, uk or a .toml file; --scenario evidence has it",
        ),
        ("chian", "article", "no party 'chian', wanted one of us, china, uk or a .toml file; did you mean china?"),
        ("qqqqqq", "article", "no party 'qqqqqq', wanted one of us, china, uk or a .toml file"),
    ],
)
def test_a_side_that_is_not_there_is_told_with_where_it_is(second: str, scenario: str, told: str) -> None:
    with pytest.raises(UsageError) as error:
        Question("us", second, scenario=scenario)
    assert str(error.value) == told


def test_sides_of_one_name_are_refused_as_sentences_would_not_tell_them_apart(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(
        Path("examples/france.toml").read_text("utf-8").replace('name = "France"', 'name = "CHINA"'), "utf-8"
    )
    told = r"^china and mine are both called 'China', wanted names that tell them apart$"
    with pytest.raises(UsageError, match=told):
        Question("china", str(file))
    assert Question("us", str(file)).parties == ("us", "mine")


def test_several_texts_are_a_list_and_not_one_text() -> None:
    """Python would take one for its letters."""
    assert several("vary", ["us.capex"]) == ("us.capex",)
    with pytest.raises(UsageError, match=r"^vary: found the text 'us.capex', wanted a list of texts: \['us.capex'\]$"):
        several("vary", "us.capex")


def test_a_party_file_may_come_first() -> None:
    assert Question("examples/france.toml", "US").parties == ("france", "us")


# A chip of which no figure is known.
BLANK = "china.chips.siyuan-690.compute_share.2025=1"
INT8_ALONE = "china.chips.rtx-4090.compute_share.2025=1"


@pytest.mark.parametrize(
    ("yardstick", "fall_back", "bought", "chip", "would_help"),
    [
        ("8bit", False, [], "Ascend 910C", "--set 'chips.ascend-910c.peak.fp8=NUMBER TOP/s', or add --fall-back"),
        ("fp4", False, [], "H100 SXM", "--set 'chips.h100.peak.fp4=NUMBER TOP/s', or add --fall-back"),
        ("bandwidth", False, [BLANK], "Siyuan 690", "--set 'chips.siyuan-690.bandwidth=NUMBER TB/s'"),
        ("tpp", False, [BLANK], "Siyuan 690", "--set 'chips.siyuan-690.peak.bf16=NUMBER TOP/s'"),
        ("bf16", True, [BLANK], "Siyuan 690", "--set 'chips.siyuan-690.peak.bf16=NUMBER TOP/s'"),
        # No wider format of it is known, so that falling back would not help.
        ("bf16", False, [INT8_ALONE], "GeForce RTX 4090", "--set 'chips.rtx-4090.peak.bf16=NUMBER TOP/s'"),
    ],
)
def test_what_a_chip_lacks_is_told_with_what_would_help(
    yardstick: str, *, fall_back: bool, bought: list[str], chip: str, would_help: str
) -> None:
    question = Question(
        "us", "china", scenario="evidence", yardstick=yardstick, samples=FEW, fall_back=fall_back, overrides=bought
    )
    with pytest.raises(ScenarioError) as error:
        question.work_out()
    assert str(error.value) == f"{chip} has no figure for yardstick {yardstick}: supply it with {would_help}"


@pytest.mark.parametrize("yardstick", ["bf16", "tpp"])
def test_a_peak_that_is_set_is_read_of_a_chip_that_had_none(yardstick: str) -> None:
    found = compare(
        "us",
        "china",
        scenario="evidence",
        yardstick=yardstick,
        samples=FEW,
        overrides=[
            BLANK,
            "chips.siyuan-690.peak.bf16=989.45 TOP/s",
            "china.chips.siyuan-690.price=10000 USD",
            "china.chips.siyuan-690.utilisation=0.3",
            "china.chips.siyuan-690.tdp=500 W",
        ],
    )
    worth = next(chip.h100_equivalent.p50 for chip in found.sides[1].chips if chip.chip == "siyuan-690")
    # Half of an H100's FP8 peak, and as many bits in all.
    assert worth == pytest.approx(1, rel=1e-3)


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("chips.siyuan-690.pek.bf16", "no 'pek', wanted one of node, peak; did you mean peak"),
        ("chips.siyuan-690.node.peak", "node.peak: unknown key"),
        # A figure for all formats has none to stand in for.
        ("chips.siyuan-690.peak", "peak.value: found 'value', wanted: 'fp32'"),
        ("assumptions.peak.bf16", "no 'peak', wanted one of"),
    ],
)
def test_of_a_chip_nothing_but_its_peak_is_there_to_be_set_where_the_file_has_none(path: str, told: str) -> None:
    with pytest.raises(ScenarioError, match=told):
        Question("us", "china", scenario="evidence", overrides=[f"{path}=1 TOP/s"])


def test_total_processing_performance_counts_the_bits_of_a_format() -> None:
    """Of a 910C the BF16 peak is known, which counts once by the operation and twice by the bit against FP8."""
    operations, bits = (
        next(
            chip.h100_equivalent.p50
            for chip in compare("us", "china", scenario="evidence", yardstick=yardstick, samples=FEW).sides[1].chips
            if chip.chip == "ascend-910c"
        )
        for yardstick in ("8bit", "tpp")
    )
    assert bits == pytest.approx(2 * operations)


def test_formats_that_are_fallen_back_to_are_told() -> None:
    plain = compare("us", "china", scenario="evidence", samples=FEW, yardstick="bf16")
    assert not any("has no" in note for note in plain.notes)
    fallen = compare("us", "china", scenario="evidence", samples=FEW, yardstick="fp4", fall_back=True)
    assert [note for note in fallen.notes if "has no" in note] == [
        "The H100 has no fp4: its FP8 is the reference.",
        "H100 SXM has no fp4: counted at its FP8 peak.",
        "Ascend 910C has no fp4: counted at its BF16 peak.",
        "H20 has no fp4: counted at its FP8 peak.",
    ]


def test_plain_numbers_that_overflow_are_no_answer() -> None:
    overrides = ["china.process.yield=1e-200", "assumptions.yield_stages=2"]
    with pytest.raises(NoAnswerError, match=r"^there is no finite answer: "):
        compare("us", "china", samples=FEW, overrides=overrides)


def test_a_correlation_of_what_is_not_drawn_is_told_with_what_is() -> None:
    with pytest.raises(ScenarioError) as error:
        compare("us", "china", samples=FEW, correlations=["china.capex chips.ascend-910b.price 0.9"])
    told, _, names = str(error.value).partition(", wanted one of ")
    assert told == "correlations: this comparison does not draw chips.ascend-910b.price"
    assert {"china.capex.2025", "chips.b200.price"} < set(names.split(", "))
    # It is one figure.
    assert "us.capex.2025" not in names.split(", ")


@pytest.mark.parametrize(
    ("ratio", "behind"),
    [
        # The sides are level, or the second is behind in most of the samples.
        (1.0, "China"),
        (np.array([9.0, 1.0]), "China"),
        (np.array([2.0, 2.0, 0.01]), "China"),
        (np.array([0.9, 0.9, 100.0]), "the US"),
    ],
)
def test_whose_growth_is_not_known_is_that_of_whom_most_samples_have_behind(
    ratio: float | np.ndarray[tuple[int], np.dtype[np.float64]], behind: str
) -> None:
    rules = Question("us", "china").work_out().rules.values()
    found = list(growth_notes(rules, ("us", "prc"), ("the US", "China"), ratio))
    assert found == [
        f"Rule catch-up tells the lag at the growth of China's training runs: no growth of {behind}'s is known here."
    ]


def test_a_precision_that_was_reached_may_be_above_a_share_and_one_that_is_typed_may_not() -> None:
    assert [read_precision(given) for given in (None, 0.99, 1.0, 1.5)] == [None, 0.99, 1.0, 1.5]
    for given in ("1", "150%"):
        with pytest.raises(UsageError, match=f"precision: found '{given}', wanted a share above 0 and below 1"):
            read_precision(given)


@pytest.mark.parametrize(("route", "other"), [("wafers", "power"), ("power", "wafers")])
def test_where_a_figure_is_is_told_of_the_route_that_is_asked_for(route: str, other: str) -> None:
    question = Question("us", "china", route=route, samples=FEW)
    assert where_it_is(question, route, "china", lambda _: True) == "; --scenario article has it"
    assert where_it_is(question, route, "china", lambda party: bool(party.supply)) == "; --scenario evidence has it"
    assert where_it_is(question, route, "china", lambda _: False) == ""
    assert where_it_is(question, other, "china", lambda _: True) == ""
