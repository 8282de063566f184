"""Figures that are stated as an option."""

from __future__ import annotations

import pytest

from computegap.errors import UsageError
from computegap.notation import figure
from computegap.studies.stated import check, read, read_share, stated


@pytest.mark.parametrize(
    ("text", "shape", "ends"),
    [
        ("2", "exact", (2e9, 2e9, 2e9)),
        ("1..2", "uniform", (1e9, 1.5e9, 2e9)),
        ("triangular(1, 1.2, 2)", "triangular", (1e9, 1.2e9, 2e9)),
        ("triangular(100, 120, 200) USD", "triangular", (100, 120, 200)),
        ("3 bn USD", "exact", (3e9, 3e9, 3e9)),
        ("0.5..1 USD", "uniform", (0.5, 0.75, 1)),
    ],
)
def test_a_figure_is_believed_in_the_base_unit(text: str, shape: str, ends: tuple[float, float, float]) -> None:
    belief, used = stated("capex", "--capex", figure(text), "bn USD")
    assert (belief.name, belief.shape) == ("capex", shape)
    assert belief[2:5] == pytest.approx(ends)
    assert (used.path, used.unit, used.source, used.note) == ("--capex", "USD", "command-line", "set by the user")
    told = (used.value, used.low, used.high, used.interval)
    assert told == ((ends[1], None, None, "exact") if shape == "exact" else (None, ends[0], ends[2], "range"))


def refused(text: str, unit: str = "1", *, top: float | None = None, zero: bool = False) -> str:
    with pytest.raises(UsageError) as error:
        check("--it", figure(text), unit=unit, top=top, zero=zero)
    return str(error.value)


def test_a_figure_holds_up_to_its_limits() -> None:
    check("--it", figure("0"), unit="USD", zero=True)
    check("--it", figure("0.1..2"), unit="1", top=2)
    check("--it", figure("0.1..1"), unit="1", top=1)
    check("--it", figure("3 bn USD"), unit="USD")
    assert refused("0", "USD") == "--it: found 0, wanted more than 0 USD"
    assert refused("-1", "USD", zero=True) == "--it: found -1, wanted 0 or more USD"
    assert refused("0..2", "USD") == "--it: found 0..2, wanted more than 0 USD"
    assert refused("0.5..2.1", top=2) == "--it: found 0.5..2.1, wanted more than 0"
    assert refused("1.1", top=1).startswith("--it: found 1.1, wanted a share above 0 and up to 1, such as")
    assert refused("3 W", "USD") == "--it: found unit 'W', wanted USD"
    assert refused("75%", "USD") == "--it: found unit '1', wanted USD"
    assert "found a normal distribution, wanted hard bounds" in refused("normal(1, 2)")


def test_an_option_is_named_where_its_text_is_no_figure() -> None:
    with pytest.raises(UsageError, match=r"^--price: "):
        read("--price", "dear")
    assert read("--price", 5).low == 5
    with pytest.raises(UsageError, match=r"^--yield: found 'good', wanted a share above 0 and up to 1, such as 0\.75"):
        read_share("--yield", "good")
    with pytest.raises(UsageError, match=r"^--yield: found '0\.7\.\.80%', which may be 0\.7%\.\.80% or 70%\.\.80%"):
        read_share("--yield", "0.7..80%")
    with pytest.raises(UsageError, match=r"^--yield: found 1\.5, wanted a share above 0 and up to 1, such as 0\.75"):
        read_share("--yield", "1.5")
    with pytest.raises(UsageError, match=r"^--yield: found 0, wanted a share above 0 and up to 1, such as 0\.75"):
        read_share("--yield", 0)
    assert read_share("--yield", "75%").low == 0.75
    assert read_share("--yield", 1).low == 1
