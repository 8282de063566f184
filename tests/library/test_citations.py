"""What every figure and every file must cite."""

from __future__ import annotations

from datetime import date

import pytest

from computegap.errors import DataError
from computegap.library.citations import check_citations
from computegap.library.overrides import COMMAND_LINE
from computegap.records.number import Number, Rival


def test_rivals_of_a_figure_that_was_set_are_held_to_their_sources() -> None:
    number = Number(
        value=1, unit="1", interval="exact", basis="judged", note="a test", source=COMMAND_LINE, as_of=date(2026, 1, 1),
        disputed_by=[Rival(2, "hearsay")],
    )  # fmt: skip
    with pytest.raises(DataError, match=r"own\.toml: share\.source: found 'hearsay', wanted the id of a source"):
        check_citations([("share", number)], {}, "own.toml")
