"""The Python API: imported when used, the same answers as the command line."""

from __future__ import annotations

import subprocess
import sys

import pytest

import computegap
from computegap.errors import UsageError


def test_the_package_costs_nothing_until_used() -> None:
    code = "import sys, computegap; print('numpy' in sys.modules, 'pydantic' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert run.stdout == "False False\n"


def test_public_names() -> None:
    assert computegap.cost("0.75").inflation == pytest.approx(0.2)
    gap = computegap.gap(100.0).performance_gap
    assert not isinstance(gap, float)
    assert gap is not None
    assert gap.low == pytest.approx(0.30)
    assert computegap.compare("us", "china", samples=64).samples == 64
    assert computegap.sensitivity("us", "china", of="ratio", samples=128).of == "compute_ratio"
    assert computegap.solve("us", "china", target="ratio=half", vary="china.capex", samples=16).reached == 1
    assert "us" in computegap.load("article").scenario().parties
    with pytest.raises(AttributeError, match="nothing"):
        _ = computegap.nothing


def test_settings_from_python() -> None:
    from computegap.library import Override  # noqa: PLC0415

    better = computegap.compare("us", "china", overrides=[Override("china.process.yield", "0.89")])
    china = better.sides[1].yield_
    assert china is not None
    assert china.p50 == 0.89
    assert better.overrides == ("china.process.yield=0.89",)


def test_samples_are_checked() -> None:
    with pytest.raises(UsageError, match="samples"):
        computegap.compare("us", "china", samples=0)
