"""Where figures are from."""

from __future__ import annotations

import pytest

from computegap.library.overrides import Override
from computegap.studies.provenance import show


@pytest.mark.parametrize("path", ["us", "china", "assumptions", "chips.h20", "rules", "processes.tsmc-5nm", "claims"])
def test_every_figure_has_its_source_told(path: str) -> None:
    for figure in show(path).numbers:
        assert figure.citation is not None
        assert figure.citation.id == figure.source
        assert figure.citation.title
        assert figure.citation.url


def test_what_was_set_has_no_source() -> None:
    (figure,) = show("us.capex.2025", overrides=[Override("us.capex", "300")]).numbers
    assert (figure.value, figure.source, figure.citation) == (300, "command-line", None)
    assert figure.note == "set by the user: --set us.capex=300"
