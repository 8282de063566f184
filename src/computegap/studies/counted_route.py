"""What do sides have, or add, by counts of their chips, channel by channel?"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, cast

import numpy as np

import computegap
from computegap.core.model import COUNTED_CHANNEL, COUNTED_SIDE, PAIR
from computegap.errors import ScenarioError
from computegap.library import COMMAND_LINE
from computegap.results.compare import ChannelCounted, CompareResult, Side
from computegap.studies.compare import LAG_RULE, measured_lags, published_ratios, rule_answer
from computegap.studies.comparison import Question, known, rule_values
from computegap.studies.inputs import cited, quantity, sampled
from computegap.studies.yardstick import read_yardstick

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Unpack

    from computegap.records.number import Number
    from computegap.records.party import Channel, Party
    from computegap.studies.comparison import Settings
    from computegap.studies.inputs import Draws
    from computegap.studies.yardstick import Reading
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


class CountedSide(NamedTuple):
    """One side: its channels and what they come to."""

    party_id: str
    party: Party
    channels: tuple[ChannelValues, ...]
    values: dict[str, Values]


def compare_counted(
    first: str, second: str, *, basis: str | None = None, **settings: Unpack[Settings]
) -> CompareResult:
    """Compare what two sides have, or add in a year, by counts of their chips.

    Parameters
    ----------
    first, second : str
        A party of the scenario, or the path of a party file.
    basis : str, optional
        stock or flow; stock by default where both sides have one.
    **settings : Settings
        As in `compare`.

    Returns
    -------
    result : CompareResult
        The same keys as along the money route; what a count does not know is None.

    Raises
    ------
    UsageError
        If a party, rule, yardstick or basis does not exist.
    ScenarioError
        If a side has no counts, or none of the year.
    DataError
        If a file holds something that is not a fact in the accepted form.
    """
    question = Question(first, second, **settings)
    draws = sampled(question.seed, question.samples)
    run = _Run(question, draws, basis)
    sides = (run.side(question.parties[0]), run.side(question.parties[1]))
    pair = run.pair(sides)
    ratio = pair["compute_ratio"]
    adjusted = pair["algorithm_adjusted_ratio"]
    rules = {
        rule_id: rule_answer(rule_values(rule_id, record, adjusted, draws))
        for rule_id, record in question.rules.rules.items()
    }
    lag = rules[question.rule].lag_months or rules[LAG_RULE].lag_months
    if lag is None:  # pragma: no cover - a lag rule gives a lag
        raise TypeError
    published = published_ratios(question.library, draws, question.parties, run.basis, question.year, ratio)
    lags = measured_lags(question.rules, draws, question.parties)
    return CompareResult(
        schema="computegap/compare/1",
        version=computegap.__version__,
        scenario=question.library.scenario_id,
        year=question.year,
        basis=run.basis,
        route="counted",
        yardstick=question.yardstick,
        rule=question.rule,
        seed=question.seed,
        samples=question.samples,
        overrides=tuple(f"{item.path}={item.value}" for item in question.library.overrides),
        ratio=quantity(ratio, "1"),
        effective_ratio=None,
        performance_gap=rules[question.rule].performance_gap,
        lag_months=lag,
        rules=tuple(rules.values()),
        measured_lags=lags,
        published=published,
        sides=tuple(_side_result(side, draws) for side in sides),
        notes=tuple(run.notes),
        inputs=draws.inputs,
        sources=cited(draws.inputs, question.library),
    )


def counted_channels(parties: Mapping[str, Party], party_id: str) -> Iterator[tuple[str, str, Channel]]:
    """Channels of a party and of its members: whose they are, their names and records."""
    for owner_id in (party_id, *parties[party_id].members):
        for name, record in parties[owner_id].counted.items():
            yield owner_id, name, record


def _figures(record: Channel, basis: str) -> dict[str, Number]:
    return cast("dict[str, Number]", getattr(record, FIELDS[basis]))


class _Run:
    """One working-out, and what it has to tell beside its answer."""

    def __init__(self, question: Question, draws: Draws, basis: str | None) -> None:
        self.question = question
        self.draws = draws
        self.parties = question.scenario.parties
        self.notes: dict[str, None] = {}
        for party_id in question.parties:
            self._check_is_counted(party_id)
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
        year = str(self.question.year)
        for basis in FIELDS:
            if all(year in self._years(party_id, basis) for party_id in self.question.parties):
                return basis
        return next(iter(FIELDS))

    def side(self, party_id: str) -> CountedSide:
        """Add up the channels of one side."""
        party = self.parties[party_id]
        year = str(self.question.year)
        field = FIELDS[self.basis]
        if year not in self._years(party_id, self.basis):
            self._refuse_the_year(party_id)
        found = []
        for owner_id, name, record in counted_channels(self.parties, party_id):
            figures = _figures(record, self.basis)
            if not record.on:
                self.notes[f"{party.name}, {record.channel}: {record.title}: switched off."] = None
            elif year not in figures:
                other = ", ".join(f"{field} {known_year}" for known_year in figures) or f"no {field} at all"
                self.notes[
                    f"{party.name}, {record.channel}: {record.title}: no figure for {year} ({other}), so left out."
                ] = None
            else:
                found.append(self._channel(owner_id, name, record, f"{field}.{year}", figures[year]))
        stacked = np.stack(
            [np.broadcast_to(np.asarray(item.values["channel_compute"]), (self.draws.samples,)) for item in found]
        )
        if np.any(stacked.sum(axis=0) <= 0):
            message = f"{party_id} has no counted compute in {year}, so there is no ratio to it: wanted more than 0"
            raise ScenarioError(message)
        values = COUNTED_SIDE.evaluate(("counted_compute", "channel_share"), {"channel_compute": stacked})
        self.notes |= dict.fromkeys(f"Unknown of {party.name}: {text}" for text in party.unknown)
        return CountedSide(party_id, party, tuple(found), values)

    def _refuse_the_year(self, party_id: str) -> None:
        field, year = FIELDS[self.basis], self.question.year
        known_years = {basis: sorted(self._years(party_id, basis)) for basis in FIELDS if self._years(party_id, basis)}
        told = "; ".join(f"{FIELDS[basis]} of {', '.join(years)}" for basis, years in known_years.items())
        owner, name, _ = next(counted_channels(self.parties, party_id))
        message = (
            f"{party_id} has no counted {field}.{year}, only {told}: choose with --year and --basis, "
            f"or supply it with --set '{owner}.counted.{name}.{field}.{year}=NUMBER H100e'"
        )
        raise ScenarioError(message)

    def _channel(self, owner_id: str, name: str, record: Channel, key: str, number: Number) -> ChannelValues:
        path = f"{owner_id}.counted.{name}.{key}"
        count = self.draws.of(path, number)
        if number.base_unit == "H100e":
            if self.question.yardstick != COUNTED_YARDSTICK and number.source != COMMAND_LINE:
                message = (
                    f"{path} is in H100e of 8-bit peak, and says nothing at yardstick {self.question.yardstick}: "
                    f"wanted --yardstick {COUNTED_YARDSTICK}, or --set '{path}=NUMBER H100e' at your yardstick"
                )
                raise ScenarioError(message)
            return ChannelValues(owner_id, name, record, path, number, "count", {"channel_compute": count})
        inputs, measured_by = self._worth(record.chip)
        given = inputs | {"counted_chips": count, "one_h100": 1.0}
        values = COUNTED_CHANNEL.evaluate(("channel_compute", "h100_equivalent"), given) | given
        return ChannelValues(owner_id, name, record, path, number, measured_by, values)

    def _worth(self, chip_id: str) -> tuple[dict[str, Values], str]:
        """Inputs of a chip's H100-equivalent, and the format that it is measured by."""
        chip = self.question.chip(chip_id)
        yardstick = self.question.yardstick
        # The H100 falls back where it lacks the format, as it is what others are measured by.
        base = read_yardstick(self.question.chip("h100"), yardstick, fall_back=True)
        reading = read_yardstick(chip, yardstick, fall_back=self.question.fall_back)
        if reading is None or base is None:
            hint = "" if self.question.fall_back or yardstick in {"tpp", "bandwidth"} else ", or add --fall-back"
            path = "bandwidth=NUMBER TB/s" if yardstick == "bandwidth" else "peak.bf16=NUMBER TOP/s"
            message = f"{chip.name} has no figure for yardstick {yardstick}: --set 'chips.{chip_id}.{path}'{hint}"
            raise ScenarioError(message)
        if reading.fell_back:
            self.notes[f"{chip.name} has no {yardstick}: counted at its {_format(reading)} peak."] = None
        return {
            "peak": self.draws.of(f"chips.{chip_id}.{reading.path}", reading.number) * reading.factor,
            "reference_peak": self.draws.of(f"chips.h100.{base.path}", base.number) * base.factor,
        }, _format(reading)

    def pair(self, sides: tuple[CountedSide, CountedSide]) -> dict[str, Values]:
        """Ratio of two sides, as counted and as adjusted for what each gets from the same compute."""
        given = {
            f"{place}_added_compute": side.values["counted_compute"]
            for place, side in zip(("first", "second"), sides, strict=True)
        }
        lacking = [side.party.name for side in sides if side.party.algorithmic_efficiency is None]
        if lacking:
            self.notes[f"No algorithmic efficiency of {' or '.join(lacking)} is stated: none is counted."] = None
            ratio = PAIR.evaluate(("compute_ratio",), given)["compute_ratio"]
            pair = {"compute_ratio": ratio, "algorithm_adjusted_ratio": ratio}
        else:
            for place, side in zip(("first", "second"), sides, strict=True):
                given[f"{place}_algorithmic_efficiency"] = self.draws.of(
                    f"{side.party_id}.algorithmic_efficiency", side.party.algorithmic_efficiency
                )
            pair = PAIR.evaluate(("compute_ratio", "algorithm_adjusted_ratio"), given)
        used = {item.record.channel for side in sides for item in side.channels}
        if used & {"used", "rented"}:
            self.notes[
                "Some of it is rented or used, not owned: chips that one side uses can be among those another owns."
            ] = None
        self.notes["Counts are drawn independently; Epoch AI correlates some of its own, so true ranges are wider."] = (
            None
        )
        return pair


def _format(reading: Reading) -> str:
    return reading.path.rpartition(".")[2].upper()


def _side_result(side: CountedSide, draws: Draws) -> Side:
    investment = {
        year: quantity(draws.of(f"{side.party_id}.private_investment.{year}", number), "USD")
        for year, number in side.party.private_investment.items()
    }
    return Side(
        party=side.party_id,
        name=side.party.name,
        capex=None,
        subsidy=None,
        accelerator_budget=None,
        added_compute=quantity(side.values["counted_compute"], "H100e"),
        effective_compute=None,
        cost_per_effective_h100e=None,
        yield_=None,
        yield_cost_inflation=None,
        yield_penalty=None,
        subsidy_offset=None,
        chips=(),
        private_investment=investment,
        channels=tuple(
            _channel_result(item, np.asarray(side.values["channel_share"])[row])
            for row, item in enumerate(side.channels)
        ),
    )


def _channel_result(item: ChannelValues, share: Values) -> ChannelCounted:
    counts_chips = "counted_chips" in item.values
    return ChannelCounted(
        party=item.party_id,
        channel=item.record.channel,
        name=item.name,
        title=item.record.title,
        chip=item.record.chip,
        units=quantity(item.values["counted_chips"], "1") if counts_chips else None,
        h100_equivalent=quantity(item.values["h100_equivalent"], "H100e") if counts_chips else None,
        compute=quantity(item.values["channel_compute"], "H100e"),
        compute_share=quantity(share, "1"),
        measured_by=item.measured_by,
        bound=item.number.bound,
        basis=item.number.basis,
        confidence=item.number.confidence,
        source=item.number.source,
        path=item.path,
    )
