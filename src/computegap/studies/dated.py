"""Figures that are stated by year: that of the year asked, or a row for each of several, grown where none is stated."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import numpy as np

from computegap.core.growth import growth_factor, improving_time
from computegap.errors import ScenarioError
from computegap.units import UNITS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from computegap.records.number import Number
    from computegap.records.party import Holding
    from computegap.studies.comparison import Inputs, Run
    from computegap.units import Array, Values

ONE_YEAR = UNITS["yr"].scale


def put_dated(
    run: Run,
    inputs: Inputs,
    name: str,
    path: str,
    by_year: Mapping[str, Number],
    growth: tuple[str, Number | None] | None = None,
) -> None:
    """Put a figure in: of the year asked, or shape (year, sample) where the run has several.

    Parameters
    ----------
    run : Run
        Whose first year is among those stated.
    inputs : Inputs
        Where it goes.
    name, path : str
        The quantity, and where its figures stand.
    by_year : mapping of str to Number
        What is stated.
    growth : tuple of str and Number, optional
        Path and figure of its growth, times a year, from each year stated until the next one; without it, the last
        one holds.

    Raises
    ------
    ScenarioError
        If a year needs a growth that nobody has stated.
    """
    inputs.put(name, f"{path}.{run.year}", by_year[str(run.year)])
    if not run.years:
        return
    stated = [year for year in run.years if str(year) in by_year]
    rows = [inputs.drawn(name, f"{path}.{year}", by_year[str(year)]) for year in stated]
    values = _by_year(run, rows, stated)
    since = elapsed(run, stated)
    if growth is not None and np.any(since):
        values = values * growth_factor(run.draws.of(*growth), since, ONE_YEAR)
    inputs.values[name] = values


def put_weight(run: Run, inputs: Inputs, path: str, holding: Holding, mixes: Sequence[int]) -> None:
    """Put in the weight of a chip in a side's mix, which is the last one stated.

    Parameters
    ----------
    run : Run
        Whose first year is among those of the mixes.
    inputs : Inputs
        Where it goes.
    path : str
        Where the chip's shares stand.
    holding : Holding
        Them.
    mixes : sequence of int
        Years for which the side's mix is stated: a chip without a share in one is not in that mix.
    """
    shares = holding.compute_share
    if not run.years:
        inputs.put("compute_weight", f"{path}.{run.year}", shares[str(run.year)])
        return
    rows: list[Values] = []
    for year in mixes:
        if str(year) in shares:
            rows.append(inputs.drawn("compute_weight", f"{path}.{year}", shares[str(year)]))
            inputs.paths.setdefault("compute_weight", f"{path}.{year}")
        else:
            rows.append(0.0)
    inputs.values["compute_weight"] = _by_year(run, rows, mixes)


def mix_years(run: Run, holdings: Iterable[Holding]) -> tuple[int, ...]:
    """Years of a run for which a side's mix of chips is stated."""
    stated = {int(year) for holding in holdings for year in holding.compute_share}
    return tuple(year for year in run.years or (run.year,) if year in stated)


def check_mixes(run: Run, party_id: str, mixes: Sequence[int]) -> None:
    """Refuse a side of whose chips no mix is stated for the first year, as none can be had from later ones.

    Raises
    ------
    ScenarioError
        If none is; says how to supply it.
    """
    if run.year not in mixes:
        chips = run.question.scenario.parties[party_id].chips
        years = sorted({year for holding in chips.values() for year in holding.compute_share})
        message = (
            f"{party_id}.chips: no compute_share for {run.year}, wanted one of {', '.join(years)}; "
            f"supply it with --set {party_id}.chips.{next(iter(chips))}.compute_share.{run.year}=1"
        )
        raise ScenarioError(message)


def improvement(
    run: Run, path: str, yearly: Number | None, mixes: Sequence[int], node_lag: tuple[str, Number | None]
) -> Values:
    """How much better a side's chip has become since the last mix that is stated: 1 where nothing is said of it.

    Parameters
    ----------
    run : Run
        With or without several years.
    path : str
        Where the yearly improvement stands.
    yearly : Number, optional
        Times a year.
    mixes : sequence of int
        Years for which the mix is stated.
    node_lag : tuple of str and Number
        Path and figure of the time until the maker's next node; none where it does not lag.
    """
    if not run.years or yearly is None:
        return 1.0
    time: Values = elapsed(run, mixes)
    if not np.any(time):
        return 1.0
    if node_lag[1] is not None:
        time = improving_time(time, run.draws.of(*node_lag))
    return growth_factor(run.draws.of(path, yearly), time, ONE_YEAR)


def stacked(run: Run, parts: Iterable[Values]) -> Array:
    """Values of several parts, shape (part, sample) or (part, year, sample)."""
    shape = (*([len(run.years)] if run.years else []), run.draws.samples)
    return np.stack([np.broadcast_to(np.asarray(item), shape) for item in parts])


def _which(run: Run, stated: Sequence[int]) -> NDArray[np.intp]:
    """The last of some years at each of the run's, as places among them."""
    return np.searchsorted(stated, run.years, side="right") - 1


def elapsed(run: Run, stated: Sequence[int]) -> Array:
    """Time since the last of some years, shape (year, 1). [s]"""
    since = np.asarray(run.years) - np.asarray(stated)[_which(run, stated)]
    return cast("Array", since[:, np.newaxis] * ONE_YEAR)


def _by_year(run: Run, rows: Iterable[Values], stated: Sequence[int]) -> Array:
    """The last stated row at each of the run's years, shape (year, sample) or (year, 1)."""
    return cast("Array", np.stack(np.broadcast_arrays(*map(np.atleast_1d, rows)))[_which(run, stated)])
