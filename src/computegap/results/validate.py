"""Answer to `validate`."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from computegap.results.shared import Citation, Quantity


class Validated(NamedTuple):
    """One published estimate beside ours of the same case."""

    id: str
    title: str
    scenario: str
    """Whose figures ours follows from."""
    route: str
    basis: str
    year: int
    unit: str
    theirs: Quantity
    bound: str | None
    """Whether theirs is a least or a most."""
    ours: Quantity
    ours_over_it: Quantity
    why: str
    """Why they differ."""
    source: str
    confidence: str | None


class NotRun(NamedTuple):
    """A published estimate of a case that no scenario has."""

    id: str
    title: str
    reason: str
    source: str


class ValidateResult(NamedTuple):
    """Every published estimate, those that can be run beside ours."""

    schema: str
    version: str
    seed: int
    samples: int
    estimates: tuple[Validated, ...]
    not_run: tuple[NotRun, ...]
    sources: tuple[Citation, ...]
    notes: tuple[str, ...] = ()
