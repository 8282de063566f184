"""What `compare` prints beside its own ratio."""

from __future__ import annotations

import pytest

from computegap.cli import main
from computegap.studies.compare import compare


def test_published_ratios_of_the_same_basis_and_year_are_told_as_stated() -> None:
    found = {other.id: other for other in compare("us", "china", year=2026).published}
    assert set(found) == {
        "ifp-b30a-2026",
        "ifp-b30a-exported-2026",
        "ifp-aggressive-2026",
        "ifp-hopper-2026",
        "ifp-hopper-exported-2026",
    }
    hopper = found["ifp-hopper-2026"].ratio
    assert (hopper.low, hopper.high) == (21, 49)
    assert found["ifp-b30a-2026"].ratio.p50 == 31
    assert [other.id for other in compare("us", "china").published] == ["bernstein-2025"]
    assert compare("us", "uk").published == ()


def test_published_ratios_turn_with_the_sides() -> None:
    (here,) = compare("us", "china").published
    (there,) = compare("china", "us").published
    assert there.ratio.p50 == pytest.approx(1 / here.ratio.p50)
    assert (here.bound, there.bound) == ("at least", "at most")
    assert there.ours_over_it.p50 == pytest.approx(1 / here.ours_over_it.p50, rel=1e-2)


def test_stock_is_never_held_against_flow() -> None:
    for year in (2025, 2026):
        assert {other.basis for other in compare("us", "china", year=year).published} == {"flow"}


def test_no_derived_figure_is_shown_as_published() -> None:
    from computegap.library.view import Library  # noqa: PLC0415

    assert {record.ratio.basis for record in Library().published().values()} == {"reported"}


def test_sources_check(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sources", "--check"]) == 0
    assert capsys.readouterr().out.endswith("sources are in order.\n")


def test_the_evidence_lies_where_the_published_ratios_do() -> None:
    """By datasheets and paid prices the ratio is 10 to 25, where the article's claims make it some tens."""
    evidence = compare("us", "china", scenario="evidence")
    article = compare("us", "china")
    assert 10 < evidence.ratio.p5 < evidence.ratio.p95 < 25
    assert evidence.ratio.p95 < article.ratio.p5
    assert {chip.measured_by for side in evidence.sides for chip in side.chips} == {"FP8", "BF16"}


def test_without_claims_every_yardstick_reads_datasheets() -> None:
    for yardstick in ("8bit", "bf16", "fp4", "tpp", "bandwidth"):
        found = compare("us", "china", scenario="evidence", yardstick=yardstick)
        assert "claim" not in {chip.measured_by for side in found.sides for chip in side.chips}


def test_an_hour_costs_a_share_of_what_a_chip_and_its_power_cost_over_its_life() -> None:
    side = compare("us", "china", samples=512).sides[0]
    hour, bought = side.cost_per_effective_h100e_hour, side.cost_per_effective_h100e
    assert hour is not None
    assert bought is not None
    assert hour.unit == "USD/H100e/h"
    # Three to eight years of use, and power and buildings beside the chip.
    assert bought.p50 / (8 * 8766) < hour.p50 < 2 * bought.p50 / (3 * 8766)
