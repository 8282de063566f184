"""What is seen of a sensitivity: the swing of the answer with each input, the widest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from computegap.reports.charts.shapes import Axis, Chart, Swing, Tornado
from computegap.reports.charts.spots import sources_line
from computegap.reports.figures import exact, scale_for
from computegap.reports.layout.conditions import conditions

if TYPE_CHECKING:
    from computegap.results.sensitivity import InputEffect, SensitivityResult


def charts(result: SensitivityResult) -> tuple[Chart, ...]:
    """Describe a tornado."""
    scale = scale_for(result.of, result.unit, result.answer)
    held = conditions(result, result.scenario).text
    tornado = Tornado(
        title=f"{result.inputs[0].path} moves {result.of} most",
        axis=Axis(f"{result.of}, {scale.name}".removesuffix(", ")),
        middle=result.answer_at_middle / scale.divisor,
        swings=tuple(
            _swing(effect, effect.answer_at_low / scale.divisor, effect.answer_at_high / scale.divisor)
            for effect in result.inputs
        ),
        caption=f"One input at a time, from its percentile 5 to 95, all others in the middle. {held} "
        f"computegap {result.version}. {sources_line(result.sources)}",
    )
    return (tornado,)


def _swing(effect: InputEffect, at_low: float, at_high: float) -> Swing:
    scale = scale_for(effect.path, effect.unit, effect.middle)
    low, high = (exact(end / scale.divisor) for end in (effect.low, effect.high))
    return Swing(f"{effect.path}, {scale.name}".removesuffix(", "), at_low, at_high, low, high)
