"""What must be known of a party."""

from __future__ import annotations

from pathlib import Path

import pytest

from computegap.errors import DataError
from computegap.library.reading import read_toml, validated
from computegap.records.party import Channel, Party

FILE = Path(__file__).parents[1] / "good_data" / "party.toml"
SUBSIDY_SHARE = "separate_subsidy_share"


def party(*without: str, **more: object) -> Party:
    """The party of the tests, without some of what is known of it."""
    known = {name: value for name, value in read_toml(FILE).items() if name not in without}
    return validated(Party, known | more, "party")


@pytest.mark.parametrize(
    ("without", "told"),
    [
        (("electricity_tariff",), "electricity_tariff"),
        (("electricity_tariff", "power_usage_effectiveness", "capex"), "capex"),
        (("process", SUBSIDY_SHARE), SUBSIDY_SHARE),
    ],
)
def test_the_first_figure_that_buying_chips_needs_is_named(without: tuple[str, ...], told: str) -> None:
    with pytest.raises(DataError) as refused:
        party(*without)
    assert str(refused.value) == f"party: {told}: found nothing, wanted a value: a party that buys chips needs it"


def test_the_separate_share_of_subsidies_follows_from_two_figures_together() -> None:
    table = read_toml(FILE)
    both = {"government_capex": table["subsidy"], "subsidy_overlap": table[SUBSIDY_SHARE]}
    assert party(SUBSIDY_SHARE, **both).lacks_for_money == ()
    for name, figures in both.items():
        with pytest.raises(DataError, match=f"{SUBSIDY_SHARE}: found nothing"):
            party(SUBSIDY_SHARE, **{name: figures})


def test_a_channel_counts_what_there_is_or_what_comes() -> None:
    figure = {
        "value": 5,
        "unit": "H100e",
        "interval": "exact",
        "basis": "reported",
        "source": "own",
        "as_of": "2025-01-01",
    }
    for held in ("stock", "added"):
        channel = {"title": "Owned", "channel": "owned", held: {"2025": figure}}
        assert validated(Channel, channel, "channel").on
    with pytest.raises(DataError, match=r"found neither stock nor added, wanted a figure, such as stock\.2025"):
        validated(Channel, {"title": "Owned", "channel": "owned"}, "channel")


def test_a_party_without_chips_of_any_kind_is_none() -> None:
    with pytest.raises(DataError, match="found no chips, neither bought nor counted, wanted chips, counted or members"):
        party("chips")
    counted = party("chips", members=["us"])
    assert counted.has_counts
    assert counted.lacks_for_money == ("chips",)
    assert not party().has_counts
