"""Answer to `forecast`."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from computegap.results.shared import as_html, framed

if TYPE_CHECKING:
    from computegap.results.run import Run
    from computegap.results.shared import Citation, Frame, Input, Quantity


class ForecastRoute(NamedTuple):
    """What one route suffices for in a year."""

    route: str
    added_compute: Quantity


class ForecastSide(NamedTuple):
    """One side in one year; what the route does not tell is None."""

    party: str
    added_compute: Quantity
    installed_compute: Quantity
    """In service at the end of the year."""
    capex: Quantity | None
    yield_: Quantity | None
    yield_cost_inflation: Quantity | None
    domestic_share: Quantity | None
    """Of the compute added: from the side's own process."""
    binds: str
    """The smallest of the routes that are known."""
    routes: tuple[ForecastRoute, ...]


class ForecastYear(NamedTuple):
    """Both sides in one year, and what the difference is worth."""

    year: int
    sides: tuple[ForecastSide, ...]
    ratio: Quantity
    """Of the compute added in the year."""
    installed_ratio: Quantity
    performance_gap: Quantity | None
    """None where the rule speaks of lags."""
    lag_months: Quantity


class ForecastResult(NamedTuple):
    """Answer to `forecast`."""

    schema: str
    version: str
    scenario: str
    year: int
    """The first."""
    to: int
    """The last."""
    basis: str
    """Of the ratio: flow."""
    route: str
    yardstick: str
    rule: str
    seed: int
    samples: int
    sampler: str
    overrides: tuple[str, ...]
    names: tuple[str, str]
    """The sides as they read in a sentence."""
    years: tuple[ForecastYear, ...]
    notes: tuple[str, ...]
    inputs: tuple[Input, ...]
    sources: tuple[Citation, ...]
    run: Run | None = None
    """What `rerun` needs."""
    terms: str = ""
    """What the rule's answer is in or by, where that is not leading-edge AI performance."""

    def to_frame(self) -> Frame:
        """Rows of the CSV as a data frame of pandas or polars, whichever is there."""
        return framed(self)

    def _repr_html_(self) -> str:
        return as_html(self)
