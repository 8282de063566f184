"""What a cost answer carries of how it was worked out."""

from __future__ import annotations

import math

import pytest

from computegap.errors import UsageError
from computegap.results.shared import Quantity
from computegap.studies import blocks
from computegap.studies.cost import Band, cost, yield_model


def test_a_range_beside_the_articles_band_is_sampled() -> None:
    found = cost(die_yield="0.7..0.8", stages="2..3", samples=64, seed=5)
    assert (found.seed, found.samples) == (5, 64)


def test_the_articles_band_alone_needs_no_seed() -> None:
    found = cost(die_yield="0.75", stages="2", reference_yield="0.9", samples=64)
    assert (found.seed, found.samples) == (None, 0)
    assert found.inflation == pytest.approx(0.9 / 0.75 - 1)
    assert found.inflation_compounded == pytest.approx((0.9 / 0.75) ** 2 - 1)


def test_many_samples_are_taken_in_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = cost("0.7..0.8", stages="2..3", samples=10_000).inflation_compounded
    monkeypatch.setattr(blocks, "BLOCK", 4096)
    found = cost("0.7..0.8", stages="2..3", samples=10_000)
    assert found.samples == 10_000
    assert isinstance(whole, Quantity)
    assert isinstance(found.inflation_compounded, Quantity)
    assert found.inflation_compounded[:6] == pytest.approx(whole[:6], rel=0.01)
    assert found.inflation_compounded.standard_error != whole.standard_error


def test_a_bill_adds_up_and_its_inflation_is_over_what_it_would_be_at_the_reference() -> None:
    bill = cost(die_yield="0.75", stages="2", reference_yield="0.9", chip="h100").bill
    assert bill is not None
    assert [line.item for line in bill.lines] == ["logic", "memory", "packaging", "test"]
    # Logic bears the yield of two stages, and the rest that of its own.
    assert bill.lines[0].cost == pytest.approx(300 * (0.9 / 0.75) ** 2)
    assert bill.lines[1].cost == pytest.approx(1350 * 0.9 / 0.75)
    assert bill.reference_unit_cost == pytest.approx(3320)
    assert bill.unit_cost == pytest.approx(432 + 1620 + 900 + 1104)
    assert bill.inflation == pytest.approx(4056 / 3320 - 1)


def test_a_bill_at_a_better_yield_is_lower() -> None:
    bill = cost("0.95", stages="1", reference_yield="0.9", chip="h100").bill
    assert bill is not None
    assert bill.lines[0].cost == pytest.approx(300 * 0.9 / 0.95)
    assert bill.unit_cost == pytest.approx(3320 - 300 * (1 - 0.9 / 0.95))
    assert bill.inflation == pytest.approx(-300 * (1 - 0.9 / 0.95) / 3320)


@pytest.mark.parametrize(
    ("share", "inflation"), [("0.7", 0.5), ("0.8", 0.2), ("0.75", 0.35), ("0.9", -0.1), ("0.6", 0.8)]
)
def test_the_straight_line_joins_the_corners_of_the_articles_band(share: str, inflation: float) -> None:
    assert cost(share).article_band.straight_line_inflation == pytest.approx(inflation)


def test_the_straight_line_joins_the_corners_of_any_band() -> None:
    """Half as much inflation at a yield six tenths better: a quarter less in the middle of the way."""
    band = Band(yield_low=0.2, yield_high=0.8, inflation_low=0.25, inflation_high=0.75, reference=0.9)
    line = [band.straight_line(share) for share in (0.2, 0.5, 0.8)]
    assert line == pytest.approx([0.75, 0.5, 0.25])


@pytest.mark.parametrize(
    ("given", "option"), [({"defect_density": "0.1"}, "--defect-density"), ({"wafer_price": "17000"}, "--wafer-price")]
)
def test_what_is_said_of_a_die_needs_its_area(given: dict[str, str], option: str) -> None:
    with pytest.raises(UsageError, match=f"^{option} needs --die-area, in mm2$"):
        cost("0.75", **given)  # type: ignore[arg-type]  # options that take text
    assert cost("0.75", die_area="814", wafer_price="17000").wafer_price == 17000


def test_it_says_whose_stages_they_are() -> None:
    assert cost("0.75", stages="2").stages_basis == "as given"
    assert cost("0.75").stages_basis == "implied by the article's band"


def test_a_run_has_a_sample_at_least() -> None:
    with pytest.raises(UsageError, match="--samples: found 0, wanted at least 1"):
        cost("0.75", samples=0)
    assert cost("0.7..0.8", stages="2..3", samples=1).samples == 1


@pytest.mark.parametrize(
    ("share", "position"),
    [
        ("0.69", "below"),
        ("0.65..0.75", "partly within"),
        ("0.7", "within"),
        ("0.7..0.8", "within"),
        ("0.8", "within"),
        ("0.75..0.85", "partly within"),
        ("0.6..0.9", "partly within"),
        ("0.81", "above"),
    ],
)
def test_the_ends_of_the_articles_band_are_within(share: str, position: str) -> None:
    assert cost(share).article_band.position == position


def test_the_note_tells_what_one_yield_ratio_gives_at_the_ends_of_the_band() -> None:
    """0.9 / 0.8 and 0.9 / 0.7, less 1."""
    (note,) = cost("0.75").notes
    assert note == (
        "One yield ratio gives 12.5% to 28.6% for yields of 80% to 70% against 90%, not the article's 20% to 50%: "
        "its band takes about 1.6 losses in a row, such as die, then package."
    )


def test_a_wafer_holds_a_die_that_fits_it_once() -> None:
    assert cost("0.75", die_area="8650").dies_per_wafer == pytest.approx(1.006, abs=0.001)
    with pytest.raises(UsageError, match="--die-area: found 8675 mm2, wanted one that fits a wafer of 300 mm"):
        cost("0.75", die_area="8675")
    # However little the edge leaves of the wafer.
    assert cost("0.75", die_area="0.01", edge_exclusion="149.6").dies_per_wafer == pytest.approx(32.5, abs=0.1)


@pytest.mark.parametrize("edge", ["150", "150.2", "200"])
def test_an_edge_that_leaves_nothing_of_the_wafer_is_refused(edge: str) -> None:
    with pytest.raises(UsageError, match=f"fits a wafer of {300 - 2 * float(edge):g} mm at least once"):
        cost("0.75", die_area="0.01", edge_exclusion=edge)


@pytest.mark.parametrize(
    ("written", "kind", "amount"),
    [
        ("0", "rate", 0.0),
        ("0.3", "rate", 0.3),
        ("30%", "rate", 0.3),
        ("1", "rate", 1.0),
        ("100%", "rate", 1.0),
        ("1e6", "sum", 1e6),
        ("2e9", "sum", 2e9),
        ("60 bn USD", "sum", 60e9),
        ("0.5 bn USD", "sum", 0.5e9),
        ("2 USD", "sum", 2.0),
    ],
)
def test_a_subsidy_is_a_rate_up_to_all_and_a_sum_from_there_on(written: str, kind: str, amount: float) -> None:
    """Of a yield of 0.7 where 1 is compared with."""
    effect = cost("0.7", reference_yield="1", stages="1", subsidy=written).subsidy
    assert effect is not None
    assert (effect.kind, effect.amount) == (kind, amount)
    if kind == "rate":
        assert effect.net_inflation == pytest.approx((1 - amount) / 0.7 - 1)
    else:
        # Three tenths of the spending are the yield's.
        assert effect.covers_spending == pytest.approx(amount / 0.3)


@pytest.mark.parametrize("written", ["-0.5", "-50%", "-2 bn USD", "1.5", "999999", "101%", "0.1..0.2", "5 GW"])
def test_what_is_neither_a_rate_nor_a_sum_is_refused(written: str) -> None:
    with pytest.raises(UsageError, match=f"--subsidy: found '{written}', wanted a rate below 1, such as 0.3 or 30%"):
        cost("0.75", subsidy=written)


@pytest.mark.parametrize(
    ("share", "is_bounded"),
    # What is compared with is 0.9: only in the last does the yield cost something in every case.
    [("0.7..0.9", False), ("0.85..0.95", False), ("0.9", False), ("0.7..0.89", True)],
)
def test_a_sum_is_worth_some_spending_where_there_is_inflation_in_any_case(share: str, *, is_bounded: bool) -> None:
    found = cost(share, stages="2", subsidy="60 bn USD")
    assert found.subsidy is not None
    assert (found.subsidy.covers_spending is not None) is is_bounded
    assert any("has no bound" in note for note in found.notes) is not is_bounded


@pytest.mark.parametrize(
    ("text", "name", "parameter"),
    [
        ("murphy", "murphy", None),
        ("negative-binomial:0.5", "negative-binomial", 0.5),
        ("bose-einstein:8", "bose-einstein", 8),
    ],
)
def test_a_yield_model_by_its_name_and_parameter(text: str, name: str, parameter: float | None) -> None:
    assert yield_model(text) == (name, parameter)


def test_a_yield_model_that_is_none_is_refused_with_those_that_there_are() -> None:
    known = "poisson, murphy, seeds, negative-binomial:ALPHA, bose-einstein:N"
    with pytest.raises(UsageError, match=f"--yield-model: found 'murphi:2', wanted {known}; did you mean murphy"):
        yield_model("murphi:2")


@pytest.mark.parametrize("parameter", ["", "0", "-1", "inf", "nan", "three"])
def test_a_yield_model_whose_parameter_is_no_number_above_0(parameter: str) -> None:
    with pytest.raises(UsageError, match="wanted bose-einstein:N with a number above 0, as bose-einstein:3"):
        yield_model(f"bose-einstein:{parameter}")


@pytest.mark.parametrize("text", ["poisson:", "poisson:3"])
def test_a_yield_model_without_a_parameter_takes_none(text: str) -> None:
    with pytest.raises(UsageError, match=f"found '{text}', wanted poisson without a parameter"):
        yield_model(text)


def test_a_yield_model_is_told_where_the_yield_follows_from_it() -> None:
    assert cost(die_area="814", model="poisson", defect_density="0.1").yield_model == "poisson"
    assert cost("0.75", die_area="814", model="poisson").yield_model is None


def test_a_die_by_hand() -> None:
    """A hundred square millimetres on a 300 mm wafer, with 2 mm of edge and a lane of 0.5 mm."""
    found = cost(
        die_area="100",
        defect_density="0.1",
        model="poisson",
        wafer_price="10000",
        edge_exclusion="2",
        scribe_lane="0.5",
    )
    share, area = math.exp(-0.1), 10.5**2
    dies = math.pi * 148**2 / area - math.pi * 296 / math.sqrt(2 * area)
    assert found.die_area == 100
    assert found.defect_density == pytest.approx(0.001)
    assert (found.wafer_price, found.die_yield) == pytest.approx((10000, share))
    assert (found.effective_die_area, found.dies_per_wafer) == pytest.approx((area, dies))
    assert found.good_die_cost == pytest.approx(10000 / (dies * share))
    assert found.inflation == pytest.approx(0.9 / share - 1)
