"""Export-control thresholds on the published cases, and what an unknown figure leaves open."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from computegap.cli import main
from computegap.results.shared import Quantity
from computegap.studies.control import Described, control

if TYPE_CHECKING:
    from computegap.results.control import RuleMet


def rules_of(chip: str) -> dict[str, RuleMet]:
    (answer,) = control([chip]).chips
    return {rule.rule: rule for rule in answer.rules}


@pytest.mark.parametrize(
    ("chip", "rule", "met"),
    [
        ("h20", "2023-10-17", ()),
        ("l2", "2023-10-17", ()),
        ("l20", "2023-10-17", ()),
        ("a100", "2022-10-07", ("3A090",)),
        ("a800", "2022-10-07", ()),
        ("h800", "2022-10-07", ()),
        ("a800", "2023-10-17", ("3A090.a",)),
        ("h800", "2023-10-17", ("3A090.a",)),
        ("h100", "2023-10-17", ("3A090.a",)),
        ("rtx-4090", "2023-10-17", ("3A090.a",)),
        ("l40s", "2023-10-17", ("3A090.a",)),
        ("h200", "2026-01-15", ("case-by-case",)),
        ("mi325x", "2026-01-15", ("case-by-case",)),
        ("b200", "2026-01-15", ()),
        ("b30a", "2026-01-15", ()),
    ],
)
def test_published_classifications(chip: str, rule: str, met: tuple[str, ...]) -> None:
    found = rules_of(chip)[rule]
    assert found.met == met


def test_h20_is_in_neither_paragraph_and_says_so_for_sure() -> None:
    found = rules_of("h20")["2023-10-17"]
    assert (found.met, found.undecided, found.missing) == ((), (), ())
    below = next(item for item in found.thresholds if item.paragraph == "3A090.b" and item.limit == 2400)
    assert below.times_limit == pytest.approx(2368 / 2400)


@pytest.mark.parametrize("chip", ["h100", "h20", "ppu", "ascend-910b"])
def test_what_is_met_follows_from_the_thresholds_told(chip: str) -> None:
    """A paragraph is met where all thresholds of one alternative hold, even one that another alternative has too."""
    for rule in rules_of(chip).values():
        ways: dict[tuple[str, str], list[bool | None]] = {}
        for item in rule.thresholds:
            ways.setdefault((item.paragraph, item.alternative), []).append(item.holds)
        assert tuple(dict.fromkeys(name for (name, _), holds in ways.items() if all(holds))) == rule.met
    found = [item for item in rules_of(chip)["2023-10-17"].thresholds if item.paragraph == "3A090.b"]
    density = [(item.measure, item.relation, item.limit) for item in found if item.alternative == "density"]
    assert density == [
        ("tpp", "at least", 1600),
        ("performance_density", "at least", 3.2),
        ("performance_density", "below", 5.92),
    ]
    assert len(found) == 7


def test_a_table_tells_which_thresholds_belong_together(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["control", "h100"]) == 0
    text = capsys.readouterr().out
    assert [text.count(f"2023-10-17      3A090.{way} ") for way in ("a (1)", "a (2)", "b (1)", "b (2)")] == [1, 2, 4, 3]
    assert "2022-10-07      3A090  " in text
    assert "all thresholds of one of its alternatives, (1) or (2), hold." in " ".join(text.split())


def test_an_unknown_die_area_is_decided_as_far_as_tpp_goes() -> None:
    ppu = rules_of("ppu")["2023-10-17"]
    assert ppu.met == ()
    assert ppu.undecided == ("3A090.a", "3A090.b")
    assert ppu.missing == ("die_area",)
    assert rules_of("ascend-960")["2023-10-17"].met == ("3A090.a",)


def test_a_chip_from_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    argv = ["control", "--tops", "296", "--bits", "8", "--die-area", "814", "--bandwidth", "4000", "--format", "json"]
    assert main(argv) == 0
    (found,) = json.loads(capsys.readouterr().out)
    assert found["tpp"] == 2368
    assert found["performance_density"] == pytest.approx(2.909, abs=5e-4)
    assert [rule["met"] for rule in found["rules"]] == [[], [], ["case-by-case"]]
    assert found["rules"][0]["missing"] == []  # TPP alone decides


def test_disputed_across_a_threshold_is_open() -> None:
    (answer,) = control(described=Described("x", 600e12, 8.0)).chips
    first = answer.rules[0]
    assert (first.met, first.undecided, first.missing) == ((), ("3A090",), ("interconnect",))


def test_a_disputed_figure_spans_every_measure_that_follows_from_it() -> None:
    """Of 280 to 400 TOP/s at 16 bits, on 665.6 mm2."""
    (answer,) = control(["ascend-910b"]).chips
    assert isinstance(answer.tpp, Quantity)
    assert (answer.tpp.low, answer.tpp.p50, answer.tpp.high) == (4480, 5440, 6400)
    assert isinstance(answer.performance_density, Quantity)
    assert (answer.performance_density.low, answer.performance_density.high) == pytest.approx(
        (4480 / 665.6, 6400 / 665.6)
    )
    limit = next(item for item in answer.rules[1].thresholds if item.limit == 4800)
    assert (limit.measure, limit.holds) == ("tpp", None)
    assert isinstance(limit.times_limit, Quantity)
    assert (limit.times_limit.low, limit.times_limit.high) == pytest.approx((4480 / 4800, 6400 / 4800))


@pytest.mark.parametrize(
    ("chip", "cited"),
    # Of peak, die area, interconnect and bandwidth, of which one alone is known in the last of them.
    [
        ("ascend-910b", {"epoch-ml-hardware-2026-04", "reuters-h200-2025-12", "hn-910b-die"}),
        ("h800", {"epoch-ml-hardware-2026-04", "taoguba-h800"}),
        ("p800", {"mirrorfrog-p800", "p800-deployment-2026-08"}),
        ("zhenwu-v900", {"zhenwu-m890-2026"}),
    ],
)
def test_every_figure_of_a_chip_that_a_rule_looks_at_is_cited(chip: str, cited: set[str]) -> None:
    sources = {source.id for source in control([chip], rule="2026-01-15").sources}
    assert sources == {"bis-2026-01-15", *cited}


def test_all_chips_have_an_answer_and_advice_is_disclaimed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["chips", "--control"]) == 0
    text = capsys.readouterr().out
    assert "not legal advice" in text
    assert len(control().chips) >= 40


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        (["--rule", "2023-10-18"], "did you mean 2023-10-17?"),
        (["--tops", "296"], "--tops and --bits together"),
        (["--tops", "-1", "--bits", "8"], "wanted a number above 0"),
        (["h10"], "did you mean h100?"),
    ],
)
def test_refusals(argv: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["control", *argv]) == 2
    assert told in capsys.readouterr().err
