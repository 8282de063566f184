"""What sides have in service: each year's additions, those before the question as counted, less what is retired."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from computegap.core.model import STOCK
from computegap.errors import ScenarioError
from computegap.studies.comparison import EVERYTHING, Run
from computegap.studies.dated import ONE_YEAR
from computegap.studies.routes import counted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from computegap.studies.comparison import Question
    from computegap.studies.inputs import Draws
    from computegap.units import Array, Values


def additions(question: Question, draws: Draws, party_id: str, before: int) -> dict[int, Values]:
    """What a side added in the years before one, by counts; none where nobody has counted, or by another yardstick."""
    channels = counted.counted_channels(question.scenario.parties, party_id)
    years = {int(year) for _, _, record in channels if record.on for year in record.added}
    found: dict[int, Values] = {}
    for year in sorted(item for item in years if item < before):
        try:
            side = counted.Route(Run(question, draws, EVERYTHING, year), "flow").side(party_id)
        except ScenarioError:
            return {}
        found[year] = side.values[side.compute]
    return found


def installed(question: Question, draws: Draws, added: Mapping[int, Values], at: tuple[int, ...]) -> Array:
    """What of each year's additions is in service at the ends of some years, shape (year, sample).

    Parameters
    ----------
    question : Question
        Whose service life holds.
    draws : Draws
        Of the run.
    added : mapping of int to float or array, shape (sample,)
        Additions by year.
    at : tuple of int
        Years at whose ends it is asked.
    """
    cohorts = [np.broadcast_to(np.asarray(values), (draws.samples,)) for values in added.values()]
    ages = np.array(at) - np.array([*added])[:, np.newaxis]
    given: dict[str, Values] = {
        "added_compute": np.stack(cohorts)[:, np.newaxis, :],
        "cohort_age": ages[:, :, np.newaxis] * ONE_YEAR,
        "service_life": draws.of("assumptions.service_life", question.scenario.assumptions.service_life),
        "one_year": ONE_YEAR,
    }
    found = STOCK.evaluate(("installed_compute",), given)["installed_compute"]
    return np.broadcast_to(np.asarray(found), (len(at), draws.samples))
