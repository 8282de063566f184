"""What a rule makes of every ratio: the curve that answers lie on."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from computegap.results.compare import CompareResult
    from computegap.results.shared import Citation, Quantity


class CurvePoint(NamedTuple):
    """A ratio and what it is worth."""

    name: str
    """Who or what stands there; empty for a point of the curve alone."""
    ratio: float
    worth: Quantity
    """A gap, or months of lag."""


class CurveResult(NamedTuple):
    """One rule over a span of ratios, and the points asked for."""

    version: str
    rule: str
    title: str
    points: tuple[CurvePoint, ...]
    marks: tuple[CurvePoint, ...]
    sources: tuple[Citation, ...]
    terms: str = ""
    """What `worth` is in or by, where that is not leading-edge AI performance."""


class ComparePicture(NamedTuple):
    """A comparison, and the curve that its sides lie on."""

    answer: CompareResult
    curve: CurveResult
