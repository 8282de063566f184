"""Answer to `audit`."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from computegap.results.shared import Citation


class Ends(NamedTuple):
    """A figure or a range, in a base unit."""

    low: float
    high: float
    unit: str


class StatedFigure(NamedTuple):
    """A figure or a range that a claim states, in a base unit."""

    name: str
    """What it is of, such as `times_less_than_us`."""
    low: float
    high: float
    unit: str
    bound: str | None
    """How the source hedges it."""


class Audited(NamedTuple):
    """One claim, recomputed."""

    id: str
    statement: str
    formula: str
    stated: Ends | None
    bound: str | None
    """How the source hedges its figure: at most, at least."""
    recomputed: Ends
    verdict: str
    """holds, conditional (fails as stated, or rests on something unsaid), contradicted or uncheckable."""
    only_if: str
    recomputed_only_if: Ends | None
    times_stated: Ends | None
    """The recomputed figure as a multiple of the stated one."""
    finding: str
    sources: tuple[str, ...]
    stated_figure: str | None
    """Name of the figure in `stated`."""
    figures: tuple[StatedFigure, ...]
    """All that the claim states, be it held to what is recomputed or not."""


class AuditResult(NamedTuple):
    """Answer to `audit`."""

    schema: str
    claims: tuple[Audited, ...]
    tolerance: float
    sources: tuple[Citation, ...]

    @property
    def is_contradicted(self) -> bool:
        """Whether any claim is."""
        return any(claim.verdict == "contradicted" for claim in self.claims)
