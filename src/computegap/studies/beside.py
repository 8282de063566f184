"""Every route to what two sides add in a year, beside each other: how far apart they are, and which binds."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from computegap.core.compute import compute_ratio
from computegap.errors import ScenarioError
from computegap.results.compare import RouteAnswer, RouteSide
from computegap.studies.comparison import EVERYTHING, ROUTES, Run
from computegap.studies.inputs import quantity

if TYPE_CHECKING:
    from computegap.studies.comparison import Comparison, Route
    from computegap.units import Values

ALONG = {"flow": tuple(ROUTES), "stock": ("money", "counted")}
"""Routes that give a basis."""
COUNTS = {"counted"}
"""Routes that tell what came, and bound nothing."""


class Along(NamedTuple):
    """One side along one route: compute added in the year, or what is missing."""

    compute: Values | None
    missing: str


def routes_beside(work: Comparison) -> tuple[RouteAnswer, ...]:
    """Work out and report every route, and for which sides it is the smallest of those that bound.

    A stock is not what a year's money bounds: there the two ways to it stand beside each other.
    """
    question = work.question
    places = range(len(work.sides))
    found = {name: tuple(_along(work, name, place) for place in places) for name in ALONG[work.basis]}
    bounds = {name: sides for name, sides in found.items() if work.basis == "flow"}
    binding = [_binding({name: sides[place] for name, sides in bounds.items()}) for place in places]
    return tuple(
        RouteAnswer(
            route=name,
            sides=tuple(
                RouteSide(party, None if side.compute is None else quantity(side.compute, "H100e"), side.missing)
                for party, side in zip(question.parties, sides, strict=True)
            ),
            ratio=None if (ratio := _ratio(sides)) is None else quantity(ratio, "1"),
            binds=tuple(party for party, bound in zip(question.parties, binding, strict=True) if bound == name),
        )
        for name, sides in found.items()
    )


def _along(work: Comparison, name: str, place: int) -> Along:
    if name == work.question.route:
        side = work.sides[place]
        return Along(side.values[side.compute], "")
    # What this route has to tell beside its answer is told where it is asked for.
    run = Run(work.question, work.draws, EVERYTHING)
    try:
        route: Route = import_module(ROUTES[name]).Route(run, work.basis)
        with np.errstate(all="ignore"):
            side = route.side(work.question.parties[place])
    except ScenarioError as error:
        return Along(None, str(error))
    return Along(side.values[side.compute], "")


def _ratio(sides: tuple[Along, ...]) -> Values | None:
    first, second = (side.compute for side in sides)
    return None if first is None or second is None else compute_ratio(first, second)


def _binding(routes: dict[str, Along]) -> str | None:
    """The smallest route of a side, at the median of those that are known."""
    medians = {
        name: quantity(side.compute, "H100e").p50
        for name, side in routes.items()
        if side.compute is not None and name not in COUNTS
    }
    return min(medians, key=lambda name: medians[name], default=None)
