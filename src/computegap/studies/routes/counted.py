"""By counts: what sides have, or add, by chips that somebody counted, channel by channel."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, cast

import numpy as np

from computegap.core.model import COUNTED_CHANNEL, COUNTED_SIDE
from computegap.errors import ScenarioError
from computegap.library.overrides import COMMAND_LINE
from computegap.studies.comparison import Inputs, SideValues, known

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from computegap.core.graph import Graph
    from computegap.records.number import Number
    from computegap.records.party import Channel, Party
    from computegap.studies.comparison import Run
    from computegap.units import Values

FIELDS = {"stock": "stock", "flow": "added"}
"""Bases, the first that both sides have being the default, and the figures that they go by."""
COUNTED_YARDSTICK = "8bit"
"""What published counts in H100-equivalents are measured by."""


class ChannelValues(NamedTuple):
    """One channel: its record, the figure that it goes by and what follows from it."""

    party_id: str
    name: str
    record: Channel
    path: str
    number: Number
    measured_by: str
    values: dict[str, Values]
    paths: dict[str, str]

    @property
    def graph(self) -> Graph:
        """Formulas that its values follow from."""
        return COUNTED_CHANNEL


class Route:
    """The counted route of one run."""

    def __init__(self, run: Run, basis: str | None) -> None:
        """Start it.

        Raises
        ------
        ScenarioError
            If a side has no counts, and no basis is asked for.
        UsageError
            If there is no such basis.
        """
        self.run = run
        self.question = run.question
        self.draws = run.draws
        self.parties = run.question.scenario.parties
        self.basis = self._common_basis() if basis is None else known("basis", basis, FIELDS)

    def _check_is_counted(self, party_id: str) -> None:
        party = self.parties[party_id]
        channels = list(counted_channels(self.parties, party_id))
        if not channels:
            instead = ", or --route money, for which it has figures" if not party.lacks_for_money else ""
            message = (
                f"{party_id} has no counted chips, which the counted route needs: wanted them in a scenario or party "
                f"file, as parties.{party_id}.counted.NAME{instead}"
            )
            raise ScenarioError(message)
        if not any(record.on for _, _, record in channels):
            owner, name, _ = channels[0]
            message = f"every channel of {party_id} is off: turn one on, --set {owner}.counted.{name}.on=true"
            raise ScenarioError(message)

    def _years(self, party_id: str, basis: str) -> set[str]:
        channels = counted_channels(self.parties, party_id)
        return {year for _, _, record in channels if record.on for year in _figures(record, basis)}

    def _common_basis(self) -> str:
        """The first basis that both sides have figures of in the year."""
        year = str(self.run.year)
        for basis in FIELDS:
            if all(year in self._years(party_id, basis) for party_id in self.question.parties):
                return basis
        return next(iter(FIELDS))

    def side(self, party_id: str) -> SideValues:
        """Add up the channels of one side.

        Raises
        ------
        ScenarioError
            If it has no counts, or none of the year.
        """
        # Beside other routes a side is asked by itself: what the other lacks says nothing of it.
        self._check_is_counted(party_id)
        party = self.parties[party_id]
        year = str(self.run.year)
        field = FIELDS[self.basis]
        if year not in self._years(party_id, self.basis):
            self._refuse_the_year(party_id)
        found: dict[str, ChannelValues] = {}
        for owner_id, name, record in counted_channels(self.parties, party_id):
            figures = _figures(record, self.basis)
            told = f"{party.name}, {record.channel}: {record.title}"
            if not record.on:
                self.run.note(f"{told}: switched off.")
            elif year not in figures:
                known_years = f"only of {', '.join(figures)}" if figures else "nor of any year"
                self.run.note(f"{told}: no {field} of {year}, {known_years}, so left out.")
            else:
                key = name if owner_id == party_id else f"{owner_id}.{name}"
                found[key] = self._channel(owner_id, name, record, f"{field}.{year}", figures[year])
        stacked = np.stack(
            [
                np.broadcast_to(np.asarray(item.values["channel_compute"]), (self.draws.samples,))
                for item in found.values()
            ]
        )
        self.draws.require(
            stacked.sum(axis=0) > 0,
            f"{party_id} has no counted compute in {year}, so there is no ratio to it: wanted more than 0",
        )
        inputs = Inputs(self.draws)
        if party.algorithmic_efficiency is not None:
            inputs.put_all(("algorithmic_efficiency",), party_id, party)
        values = COUNTED_SIDE.evaluate(("counted_compute", "channel_share"), {"channel_compute": stacked})
        for text in party.unknown:
            self.run.note(f"Unknown of {party.name}: {text}")
        self._note_what_counts_leave_open(found)
        return SideValues(party_id, party, COUNTED_SIDE, "counted_compute", found, values | inputs.values, inputs.paths)

    def _note_what_counts_leave_open(self, found: Mapping[str, ChannelValues]) -> None:
        if {item.record.channel for item in found.values()} & {"used", "rented"}:
            self.run.note(
                "Some of it is rented or used, not owned: chips that one side uses can be among those another owns."
            )
        self.run.note("Counts are drawn independently; Epoch AI correlates some of its own, so true ranges are wider.")

    def _refuse_the_year(self, party_id: str) -> None:
        field, year = FIELDS[self.basis], self.run.year
        known_years = {basis: sorted(self._years(party_id, basis)) for basis in FIELDS if self._years(party_id, basis)}
        told = "; ".join(f"{FIELDS[basis]} of {', '.join(years)}" for basis, years in known_years.items())
        owner, name, record = next(counted_channels(self.parties, party_id))
        unit = "1" if record.chip else "H100e"
        message = (
            f"{party_id} has no counted {field}.{year}, only {told}: choose with --year and --basis, "
            f"or supply it with --set '{owner}.counted.{name}.{field}.{year}=NUMBER {unit}'"
        )
        raise ScenarioError(message)

    def _channel(self, owner_id: str, name: str, record: Channel, key: str, number: Number) -> ChannelValues:
        path = f"{owner_id}.counted.{name}.{key}"
        inputs = Inputs(self.draws)
        if number.base_unit == "H100e":
            if self.question.yardstick != COUNTED_YARDSTICK and number.source != COMMAND_LINE:
                message = (
                    f"{path} is in H100e of 8-bit peak, and says nothing at yardstick {self.question.yardstick}: "
                    f"wanted --yardstick {COUNTED_YARDSTICK}, or --set '{path}=NUMBER H100e' at your yardstick"
                )
                raise ScenarioError(message)
            inputs.put("channel_compute", path, number)
            return ChannelValues(owner_id, name, record, path, number, "count", inputs.values, inputs.paths)
        inputs.put("counted_chips", path, number)
        measured_by = self.run.measure(record.chip, inputs)
        values = COUNTED_CHANNEL.evaluate(("channel_compute",), inputs.values) | inputs.values
        return ChannelValues(owner_id, name, record, path, number, measured_by, values, inputs.paths)


def counted_channels(parties: Mapping[str, Party], party_id: str) -> Iterator[tuple[str, str, Channel]]:
    """Channels of a party and of its members: whose they are, their names and records."""
    for owner_id in (party_id, *parties[party_id].members):
        for name, record in parties[owner_id].counted.items():
            yield owner_id, name, record


def _figures(record: Channel, basis: str) -> dict[str, Number]:
    return cast("dict[str, Number]", getattr(record, FIELDS[basis]))
