"""The article's claims against its own arithmetic, and a user's claims against the shipped figures."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from computegap.cli import main
from computegap.studies.audit import audit
from computegap.studies.provenance import show

if TYPE_CHECKING:
    from computegap.results.audit import Audited

OWN = Path(__file__).parents[1] / "good_data" / "claims.toml"
MARKED = (
    "cn-private-2024 uk-private-2024 cn-capex-2025 cn-capex-gov cn-capex-net cn-subsidy cn-yield tsmc-yield "
    "cn-inflation fabs b200 h100-class cambricon p800-cluster ppu tracker"
)


def test_every_marked_claim_is_recomputed() -> None:
    assert {claim.id for claim in audit().claims} == set(MARKED.split())


@pytest.mark.parametrize(
    ("claim", "low", "high", "verdict"),
    [
        ("cn-private-2024", 11.73, 11.73, "holds"),
        ("uk-private-2024", 24.24, 24.24, "holds"),
        ("cn-capex-2025", 80e9, 80e9, "conditional"),
        ("cn-subsidy", 0, 14e9, "conditional"),
        ("cn-inflation", 0.125, 0.2857, "conditional"),
        ("cn-yield", 0.60, 0.75, "conditional"),
        ("tsmc-yield", 0.96, 1.05, "conditional"),
        ("fabs", 7.2, 7.2, "uncheckable"),
        ("b200", 2.274, 2.274, "conditional"),
        ("cambricon", 0.06476e9, 0.06476e9, "uncheckable"),
        ("p800-cluster", 7.5e18, 10.35e18, "conditional"),
        ("ppu", 0.12, 0.12, "contradicted"),
        ("tracker", 0.2273e9, 0.2273e9, "uncheckable"),
    ],
)
def test_recomputed_and_judged(claim: str, low: float, high: float, verdict: str) -> None:
    found = next(item for item in audit().claims if item.id == claim)
    assert (found.recomputed.low, found.recomputed.high) == pytest.approx((low, high), rel=1e-3)
    assert found.verdict == verdict


def test_the_condition_is_recomputed_where_it_has_a_figure() -> None:
    found = next(item for item in audit().claims if item.id == "cn-inflation")
    assert found.recomputed_only_if is not None
    assert (found.recomputed_only_if.low, found.recomputed_only_if.high) == pytest.approx((0.2, 0.5), abs=2e-3)


def test_what_a_claim_states_is_told_whether_or_not_it_is_recomputed(capsys: pytest.CaptureFixture[str]) -> None:
    found = {claim.id: claim for claim in audit().claims}
    assert found["p800-cluster"].stated_figure is None
    assert found["p800-cluster"].figures == (("cards", 30000, 30000, "1", None),)
    assert found["uk-private-2024"].stated_figure == "times_less_than_us"
    assert [item.name for item in found["uk-private-2024"].figures] == ["amount", "times_less_than_us"]
    assert found["cn-capex-2025"].figures == (("amount", 98e9, 98e9, "USD", "at most"),)
    assert main(["audit"]) == 0
    lines = capsys.readouterr().out.splitlines()
    # A multiple is no number of dollars.
    assert any(line.startswith("uk-private-2024 ") and "24 times" in line for line in lines)
    assert "  - stated: amount 4.5 $ bn; times less than us 24" in lines
    assert "  - stated: cards 30,000" in lines
    assert "  - stated: fabs 18; share in china 40 %" in lines
    assert "  - recomputed: cluster_peak 7.5-10.3 EOP/s [1,5]" in lines


def test_contract_and_strict(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert {"id", "stated", "recomputed", "verdict", "sources"} <= set(found[0])
    assert {item["verdict"] for item in found} == {"holds", "conditional", "contradicted", "uncheckable"}
    assert main(["audit", "--strict", "--format", "json"]) == 3
    text = capsys.readouterr()
    assert text.err == ""
    assert main(["audit"]) == 0
    assert max(map(len, capsys.readouterr().out.splitlines())) <= 80


def test_a_users_own_claims() -> None:
    found = {claim.id: claim for claim in audit(OWN).claims}
    assert found["h20"].verdict == "holds"
    assert found["double"].verdict == "contradicted"
    assert found["double"].times_stated is not None
    assert found["double"].times_stated.low == pytest.approx(2.274 / 2, abs=1e-3)
    assert found["h20"].sources == ("own-report", "toms-h20", "nvidia-h100-whitepaper")


def figure(low: float, high: float, bound: str = "") -> str:
    spread = f'value = {low}, interval = "exact"' if low == high else f'low = {low}, high = {high}, interval = "range"'
    hedged = f', bound = "{bound}"' if bound else ""
    return f'{{ {spread}{hedged}, unit = "1", basis = "reported", source = "own-report", as_of = 2026-11-24 }}'


def judged(folder: Path, *, stated: str, found: str, changed: str = "") -> Audited:
    """The verdict on a number of fabs, of which a quarter more or less will do, all of them in one place."""
    head, _, _ = OWN.read_text("utf-8").replace("value = 0.01", "value = 0.25").partition("[claims.h20]")
    _, _, sources = OWN.read_text("utf-8").partition("[sources.")
    condition = 'only_if = "more are built"\nonly_if_inputs = { fabs = { figure = "claims.few.figures.changed" } }'
    file = folder / "claims.toml"
    file.write_text(
        f"""{head}[claims.few]
statement = "So many fabs"
source = "own-report"
figures.stated = {stated}
figures.found = {found}
{f"figures.changed = {changed}" if changed else ""}

[claims.few.check]
formula = "fabs_in_place"
stated = "stated"
inputs = {{ fabs = {{ figure = "claims.few.figures.found" }}, share_in_place = {{ value = 1 }} }}
{condition if changed else ""}

[sources.{sources}""",
        "utf-8",
    )
    (only,) = audit(file).claims
    return only


@pytest.mark.parametrize(
    ("stated", "found", "verdict"),
    [
        ((8, 8), (10, 10), "holds"),
        ((8, 8), (10.5, 10.5), "contradicted"),
        ((8, 8), (6, 6), "holds"),
        ((8, 8), (5.5, 5.5), "contradicted"),
        ((8, 16), (10, 12), "holds"),
        ((8, 16), (8, 11), "contradicted"),
        ((8, 16), (5, 16), "contradicted"),
    ],
)
def test_a_claim_holds_where_both_ends_are_within_the_tolerance(
    stated: tuple[float, float], found: tuple[float, float], verdict: str, tmp_path: Path
) -> None:
    assert judged(tmp_path, stated=figure(*stated), found=figure(*found)).verdict == verdict


@pytest.mark.parametrize(
    ("bound", "changed", "verdict"),
    [
        ("at most", (10, 10), "conditional"),
        ("at most", (3, 10), "conditional"),
        ("at most", (3, 5), "conditional"),
        ("at most", (9, 10.5), "contradicted"),
        ("at least", (6, 6), "conditional"),
        ("at least", (6, 90), "conditional"),
        ("at least", (5.5, 9), "contradicted"),
        ("", (10, 10), "conditional"),
        ("", (3, 3), "contradicted"),
    ],
)
def test_a_hedged_claim_needs_its_condition_to_reach_it_from_one_side_alone(
    bound: str, changed: tuple[float, float], verdict: str, tmp_path: Path
) -> None:
    found = judged(tmp_path, stated=figure(8, 8, bound), found=figure(99, 99), changed=figure(*changed))
    assert found.verdict == verdict


def test_what_is_recomputed_is_told_as_times_what_is_stated(tmp_path: Path) -> None:
    times = judged(tmp_path, stated=figure(8, 16), found=figure(12, 20)).times_stated
    assert times == (1.25, 1.5, "1")
    for ends in ((0, 0), (0, 8), (-8, 0)):
        assert judged(tmp_path, stated=figure(*ends), found=figure(12, 20)).times_stated is None


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"h100_equivalent"', '"h100_equivalant"', "did you mean h100_equivalent?"),
        ('stated = "times"', 'stated = "time"', "did you mean times?"),
        ("chips.h20.peak.fp8", "chips.h20.peak.fp9", "did you mean fp8?"),
        ("chips.h20.peak.fp8", "chips.h20.peak", "a group, wanted one figure"),
        ("one_h100 = { value = 1 }", "one_h200 = { value = 1 }", "wanted peak, reference_peak, one_h100"),
        ("one_h100 = { value = 1 }", "one_h100 = { swapped = true }", "wanted one of them"),
        ('kind = "judgement"', 'kind = "rumour"', "kind"),
    ],
)
def test_a_broken_check_is_told(
    old: str, new: str, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "claims.toml"
    file.write_text(OWN.read_text("utf-8").replace(old, new, 1), "utf-8")
    assert main(["audit", str(file)]) == 3
    error = capsys.readouterr().err
    assert told in error
    assert str(file) in error
    assert error.count("\n") == 1


def test_what_a_claim_states_is_cited_beside_what_it_is_held_to() -> None:
    found = audit(OWN)
    listed = {source.id for source in found.sources}
    assert all(listed.issuperset(claim.sources) for claim in found.claims)
    assert "own-report" in listed


def test_a_group_is_told_with_its_first_five_figures(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "claims.toml"
    file.write_text(OWN.read_text("utf-8").replace("chips.h20.peak.fp8", "chips.h100", 1), "utf-8")
    assert main(["audit", str(file)]) == 3
    _, _, listed = capsys.readouterr().err.partition("found 'chips.h100', a group, wanted one figure: ")
    assert listed.strip().split(", ") == [figure.path for figure in show("chips.h100").numbers[:5]]


def test_a_figure_of_nothing_is_nothing(tmp_path: Path) -> None:
    file = tmp_path / "claims.toml"
    file.write_text(OWN.read_text("utf-8").replace("one_h100 = { value = 1 }", "one_h100 = { value = 0 }"), "utf-8")
    assert all(claim.recomputed.high == 0 for claim in audit(file).claims)
