"""Do the claims that the calculator starts from follow from their own figures and from cited evidence?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from computegap.core.model import AUDIT
from computegap.errors import DataError, UsageError, nearest
from computegap.library.view import Library
from computegap.results.audit import Audited, AuditResult, Ends, StatedFigure
from computegap.studies.inputs import as_input, cited

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from computegap.records.claim import Check, CheckInput, Claim
    from computegap.records.number import Number
    from computegap.results.shared import Input


def audit(file: Path | None = None) -> AuditResult:
    """Recompute every claim that says how, and judge it.

    Parameters
    ----------
    file : Path, optional
        A user's file of claims; the shipped ones, the article's, by default.

    Returns
    -------
    result : AuditResult
        A claim holds where each end of what is recomputed lies within the tolerance of what is stated.

    Raises
    ------
    DataError
        If a check names a formula or a figure that does not exist.
    """
    library = Library()
    name = "claims.toml"
    if file is not None:
        name = str(file)
        library.use_claims(file)
    claims = library.claims()
    _, tolerance, _ = claims.tolerance.in_base_unit()
    auditor = _Auditor(library, name, tolerance)
    audited = tuple(auditor.judge(claim_id, claim) for claim_id, claim in claims.claims.items() if claim.check)
    return AuditResult("computegap/audit/1", audited, tolerance, cited(auditor.used, library))


class _Auditor:
    """Judges claims, and remembers the figures that it used."""

    def __init__(self, library: Library, file: str, tolerance: float) -> None:
        self.library = library
        self.file = file
        self.tolerance = tolerance
        self.used: list[Input] = []

    def judge(self, claim_id: str, claim: Claim) -> Audited:
        """Recompute one claim."""
        check = claim.check
        if check is None:  # pragma: no cover - asked only of claims with one
            raise TypeError
        where = f"{self.file}: claims.{claim_id}.check"
        before = len(self.used)
        stated, bound = self._stated(where, check, claim)
        recomputed = self._recomputed(where, check, check.inputs)
        changed = None
        if check.only_if_inputs:
            changed = self._recomputed(where, check, {**check.inputs, **check.only_if_inputs})
        return Audited(
            id=claim_id,
            statement=claim.statement,
            formula=check.formula,
            stated=stated,
            bound=bound,
            recomputed=recomputed,
            verdict=self._verdict(check, stated, bound, recomputed, changed),
            only_if=check.only_if,
            recomputed_only_if=changed,
            times_stated=_times(recomputed, stated),
            finding=check.finding,
            sources=tuple(dict.fromkeys([claim.source, *(used.source for used in self.used[before:])])),
            stated_figure=check.stated,
            figures=tuple(_figure(name, number) for name, number in claim.figures.items()),
        )

    def _stated(self, where: str, check: Check, claim: Claim) -> tuple[Ends | None, str | None]:
        if check.stated is None:
            return None, None
        if check.stated not in claim.figures:
            known = list(claim.figures)
            raise DataError(_unknown(f"{where}.stated", check.stated, known))
        number = claim.figures[check.stated]
        self.used.append(as_input(f"{where}.stated", number))
        low, _, high = number.in_base_unit()
        return Ends(low, high, number.base_unit), number.bound

    def _recomputed(self, where: str, check: Check, inputs: Mapping[str, CheckInput]) -> Ends:
        if check.formula not in AUDIT:
            raise DataError(_unknown(f"{where}.formula", check.formula, AUDIT.names()))
        formula = AUDIT.formula(check.formula)
        if set(inputs) != set(formula.parameters):
            message = f"{where}.inputs: found {', '.join(inputs)}, wanted {', '.join(formula.parameters)}"
            raise DataError(message)
        # The ends of ranges go together, low with low, unless an input swaps its own.
        ends = {name: self._ends(f"{where}.inputs.{name}", item) for name, item in inputs.items()}
        found = [
            float(AUDIT.evaluate((check.formula,), {name: pair[end] for name, pair in ends.items()})[check.formula])
            for end in (0, 1)
        ]
        return Ends(min(found), max(found), formula.unit)

    def _ends(self, where: str, item: CheckInput) -> tuple[float, float]:
        if item.figure is None:
            value = float(item.value or 0.0)
            return value, value
        number = self._number(where, item.figure)
        low, _, high = number.in_base_unit()
        return (high, low) if item.swapped else (low, high)

    def _number(self, where: str, path: str) -> Number:
        try:
            found = self.library.find(path)
        except UsageError as error:
            message = f"{where}.figure: {error}"
            raise DataError(message) from None
        if list(found) != [path]:
            message = f"{where}.figure: found {path!r}, a group, wanted one figure: {', '.join(list(found)[:5])}"
            raise DataError(message)
        self.used.append(as_input(path, found[path]))
        return found[path]

    def _verdict(
        self, check: Check, stated: Ends | None, bound: str | None, recomputed: Ends, changed: Ends | None
    ) -> str:
        if stated is None:
            return "conditional" if check.only_if else "uncheckable"
        if self._agrees(recomputed, stated, None):
            return "holds"
        # A hedged figure is not refuted from its hedged side, but rests on what fills the difference.
        if changed is not None:
            return "conditional" if self._agrees(changed, stated, bound) else "contradicted"
        return "conditional" if check.only_if else "contradicted"

    def _agrees(self, found: Ends, stated: Ends, bound: str | None) -> bool:
        low, high = (self._near(mine, theirs) for mine, theirs in zip(found[:2], stated[:2], strict=True))
        if bound == "at least":
            return found.low >= stated.low * (1 - self.tolerance)
        if bound == "at most":
            return found.high <= stated.high * (1 + self.tolerance)
        return low and high

    def _near(self, mine: float, theirs: float) -> bool:
        return abs(mine - theirs) <= self.tolerance * abs(theirs)


def _figure(name: str, number: Number) -> StatedFigure:
    low, _, high = number.in_base_unit()
    return StatedFigure(name, low, high, number.base_unit, number.bound)


def _times(found: Ends, stated: Ends | None) -> Ends | None:
    if stated is None or 0 in stated[:2]:
        return None
    times = sorted(mine / theirs for mine, theirs in zip(found[:2], stated[:2], strict=True))
    return Ends(times[0], times[1], "1")


def _unknown(where: str, found: str, known: Iterable[str]) -> str:
    names = tuple(known)
    return f"{where}: found {found!r}, wanted one of {', '.join(names)}{nearest(found, names)}"
