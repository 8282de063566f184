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
