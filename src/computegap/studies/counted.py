"""How much more compute do some owners hold than others, by published counts?"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

import computegap
from computegap.core.compute import compute_ratio
from computegap.core.distributions import Belief
from computegap.core.sampling import SAMPLERS, Plan
from computegap.errors import DataError, ScenarioError, UsageError, nearest
from computegap.imports import holdings
from computegap.library.reading import fingerprint
from computegap.library.shipped import find_chip
from computegap.library.view import Library
from computegap.results.compare import ChipAdded, CompareResult, Side
from computegap.results.shared import Citation, Input, Quantity
from computegap.studies.blocks import in_blocks
from computegap.studies.compare import measured_lags, published_ratios, rule_answer
from computegap.studies.comparison import LAG_RULE, growth_notes, known, rule_values, whole
from computegap.studies.inputs import DEFAULT_SAMPLES, DEFAULT_SEED, cited, drawn, quantity
from computegap.studies.repeat import run_of
from computegap.studies.yardstick import read_yardstick

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from computegap.imports import Holding, Spread
    from computegap.studies.blocks import Watch
    from computegap.studies.inputs import Draws
    from computegap.units import Values

BASIS = "stock"
SOURCE = "counts"
"""Id that figures of a user's counts cite."""


class Group(NamedTuple):
    """Owners that make a side, and the name it goes by."""

    name: str
    owners: tuple[str, ...]


def group(text: str, owners: Iterable[str]) -> Group:
    """Read a side: an owner, owners joined by +, or NAME=OWNER+OWNER.

    Raises
    ------
    UsageError
        If there is no such owner; suggests the nearest.
    """
    name, equals, listed = text.partition("=")
    if equals and not name.strip():
        message = f"{text!r}: found no name before the equals sign, wanted NAME=OWNER+OWNER"
        raise UsageError(message)
    by_fold = {owner.casefold(): owner for owner in owners}
    wanted = [part.strip() for part in (listed if equals else text).split("+")]
    for owner in wanted:
        if owner.casefold() not in by_fold:
            names = tuple(by_fold.values())
            message = f"no owner {owner!r} in these counts, wanted one of {', '.join(names)}{nearest(owner, names)}"
            raise UsageError(message)
    return Group(name if equals else text, tuple(dict.fromkeys(by_fold[owner.casefold()] for owner in wanted)))


def compare_counts(
    first: str,
    second: str,
    files: Iterable[Path],
    *,
    as_of: str | None = None,
    our_chips: bool = False,
    rule: str | None = None,
    samples: int = DEFAULT_SAMPLES,
    seed: int = DEFAULT_SEED,
    sampler: str = SAMPLERS[0],
    precision: float | None = None,
    watch: Watch | None = None,
) -> CompareResult:
    """Compare what owners hold, by the counts in Epoch AI's chip-owner CSVs.

    Parameters
    ----------
    first, second : str
        An owner, owners joined by +, or NAME=OWNER+OWNER.
    files : iterable of Path
        Cumulative CSVs, as they are downloaded.
    as_of : str, optional
        End of a quarter, 2025-12-31; the last complete one of all owners by default.
    our_chips : bool
        Whether units are turned into H100e by our chips' datasheets, where we have the chip, not by the files.
    rule : str, optional
        The article's by default.
    samples, seed, sampler, precision, watch
        As in `compare`.

    Returns
    -------
    result : CompareResult
        The same keys as `compare`; what a count does not know is None.

    Raises
    ------
    UsageError
        If there is no such owner, rule or date.
    DataError
        If a file is not such a table.
    ScenarioError
        If an owner holds nothing, so that there is no ratio.
    """
    samples, seed = whole("samples", samples, 1), whole("seed", seed, 0)
    paths = tuple(dict.fromkeys(files))
    rows: list[Holding] = []
    notes: list[str] = []
    for path in paths:
        found, rejected = holdings(path)
        rows.extend(found)
        notes.extend(f"{path.name}, row {item.row}, not used: {item.reason}." for item in rejected[:3])
        if len(rejected) > 3:  # noqa: PLR2004 - as many as are told
            notes.append(f"{path.name}: {len(rejected)} rows not used in all.")
    if not rows:
        message = f"{', '.join(map(str, paths))}: no row can be used{f': {notes[0]}' if notes else ''}"
        raise DataError(message)
    owners = tuple(dict.fromkeys(row.owner for row in rows))
    one, other = groups = (group(first, owners), group(second, owners))
    if one.name == other.name:
        message = f"found two sides that go by {one.name!r}, wanted a name for each, as in us=Microsoft+Meta"
        raise UsageError(message)
    date = _date(as_of, rows, groups)
    library = Library()
    rules = library.rules()
    chosen = known("rule", rule or library.scenario().rule, rules.rules)
    notes.append(
        f"Counts as of {date}; H100e by {'our datasheets where we have the chip' if our_chips else 'the files'}."
    )
    notes.append("Rows are drawn independently; Epoch AI correlates some of them, so true ranges are wider.")

    def counted(block: int, size: int) -> CompareResult:
        draws = drawn(Plan(seed, size, sampler, block))
        counter = _Counter(library, draws, our_chips=our_chips)
        sides = tuple(counter.side(item, rows, date) for item in groups)
        ratio = compute_ratio(counter.totals[one.name], counter.totals[other.name])
        worth = {name: rule_values(name, record, ratio, draws) for name, record in rules.rules.items()}
        answers = {name: rule_answer(item) for name, item in worth.items()}
        lag = answers[chosen].lag_months or answers[LAG_RULE].lag_months
        if lag is None:  # pragma: no cover - a lag rule gives a lag
            raise TypeError
        parties = (one.name, other.name)
        published = published_ratios(library, draws, parties, BASIS, date.year, ratio)
        lags = measured_lags(rules, draws, parties)
        by_file = [used for used in draws.inputs if used.source != SOURCE]
        return CompareResult(
            schema="computegap/compare/1",
            version=computegap.__version__,
            scenario=SOURCE,
            year=date.year,
            basis=BASIS,
            route="counted",
            yardstick="8bit",
            rule=chosen,
            seed=seed,
            samples=size,
            overrides=(),
            ratio=quantity(ratio, "1"),
            effective_ratio=None,
            performance_gap=answers[chosen].performance_gap,
            lag_months=lag,
            rules=tuple(answers.values()),
            measured_lags=lags,
            published=published,
            sides=sides,
            notes=(*counter.notes, *notes, *growth_notes(worth.values(), parties, parties, ratio)),
            inputs=draws.inputs,
            sources=(
                *(
                    Citation(
                        path.name,
                        f"Counts in {path.name}",
                        date.isoformat(),
                        "a file of the user's",
                        str(path),
                        "dataset",
                    )
                    for path in paths
                ),
                *cited(by_file, library),
            ),
            sampler=sampler,
            as_of=date.isoformat(),
        )

    run = in_blocks(
        counted, samples, headline=lambda result: result.ratio, precision=precision, watch=watch
    )  # fmt: skip
    repeatable = run_of(
        "counts",
        {str(path): fingerprint(path) for path in paths},
        {"samples": samples, "seed": seed, "sampler": sampler, "precision": precision, **run.stopped},
        first=first,
        second=second,
        files=paths,
        as_of=as_of,
        our_chips=our_chips,
        rule=rule,
    )
    return run.result._replace(samples=run.samples, notes=(*run.result.notes, *run.notes), run=repeatable)


def _date(as_of: str | None, rows: Iterable[Holding], groups: tuple[Group, Group]) -> dt.date:
    wanted = {owner for item in groups for owner in item.owners}
    by_owner: dict[str, set[dt.date]] = {owner: set() for owner in wanted}
    for row in rows:
        if row.owner in wanted and (row.is_complete or as_of is not None):
            by_owner[row.owner].add(row.end)
    shared = sorted(set.intersection(*by_owner.values()))
    if as_of is None and shared:
        return shared[-1]
    if as_of in {date.isoformat() for date in shared}:
        return dt.date.fromisoformat(str(as_of))
    dates = ", ".join(date.isoformat() for date in shared[-6:]) or "none that all owners share"
    message = f"--as-of: found {as_of!r}, wanted the end of a quarter in the counts: {dates}"
    raise UsageError(message)


class _Counter:
    """Adds up holdings, and remembers what it had to assume."""

    def __init__(self, library: Library, draws: Draws, *, our_chips: bool) -> None:
        self.library = library
        self.draws = draws
        self.our_chips = our_chips
        self.notes: dict[str, None] = {}
        self.totals: dict[str, Values] = {}
        # A side that goes by a party's id reads as the party does.
        self.names = {party_id: party.name for party_id, party in library.scenario().parties.items()}

    def side(self, side: Group, rows: Iterable[Holding], date: dt.date) -> Side:
        """Add up what a group holds at a date."""
        held = [row for row in rows if row.owner in side.owners and row.end == date]
        detailed = {(row.owner, row.maker) for row in held if row.chip}
        # A total stands beside its own chips in another file: count one of them.
        held = [row for row in held if row.chip or (row.owner, row.maker) not in detailed]
        by_chip: dict[str, Values] = {}
        units: dict[str, Values] = {}
        for row in held:
            chip = row.chip or f"all {row.maker}"
            by_chip[chip] = by_chip.get(chip, 0.0) + self._h100e(row)
            if row.units is not None:
                units[chip] = units.get(chip, 0.0) + self._draw(row, "units", row.units, "1")
        total: Values = sum(by_chip.values(), start=0.0)
        if not np.all(np.asarray(total) > 0):
            message = f"{side.name} holds nothing on {date}, so there is no ratio to it"
            raise ScenarioError(message)
        self.totals[side.name] = total
        return Side(
            party=side.name,
            name=self.names.get(side.name, side.name),
            capex=None,
            subsidy=None,
            accelerator_budget=None,
            added_compute=quantity(total, "H100e"),
            effective_compute=None,
            cost_per_effective_h100e=None,
            yield_=None,
            yield_cost_inflation=None,
            yield_penalty=None,
            subsidy_offset=None,
            chips=tuple(self._chip(chip, value, units.get(chip), total) for chip, value in by_chip.items()),
            private_investment={},
        )

    def _chip(self, chip: str, h100e: Values, units: Values | None, total: Values) -> ChipAdded:
        count = units if units is not None else h100e
        each = _ratio(h100e, count)
        return ChipAdded(
            chip=chip,
            name=chip,
            domestic=False,
            compute_share=quantity(h100e / total, "1"),
            units=quantity(count, "1"),
            h100_equivalent=each,
            unit_price=None,
            measured_by="datasheet" if self.our_chips else "file",
        )

    def _h100e(self, row: Holding) -> Values:
        if self.our_chips and row.chip and row.units is not None:
            each = self._datasheet(row.chip)
            if each is not None:
                return each * self._draw(row, "units", row.units, "1")
            self.notes[f"{row.chip}: not among our chips with a peak to count by, so its H100e are the file's."] = None
        return self._draw(row, "h100e", row.h100e, "H100e")

    def _datasheet(self, chip: str) -> float | None:
        try:
            found = self.library.chip(find_chip(chip))
        except UsageError:
            return None
        reading = read_yardstick(found, "8bit", fall_back=True)
        base = read_yardstick(self.library.chip("h100"), "8bit", fall_back=False)
        if reading is None or base is None:
            return None
        _, ours, _ = reading.number.in_base_unit()
        _, of_h100, _ = base.number.in_base_unit()
        return ours / of_h100

    def _draw(self, row: Holding, what: str, spread: Spread, unit: str) -> Values:
        path = ".".join((SOURCE, row.owner, row.maker, row.chip or "all", what))
        ranged = 0 < spread.p5 < spread.p50 < spread.p95
        belief = Belief(path, "lognormal" if ranged else "exact", *spread)
        used = Input(
            path=path,
            value=spread.p50,
            low=spread.p5 if ranged else None,
            high=spread.p95 if ranged else None,
            unit=unit,
            interval="p5-p95" if ranged else "exact",
            basis="reported",
            source=SOURCE,
            where=f"{row.file}, row {row.row}",
            note="",
            as_of=row.end.isoformat(),
        )
        return self.draws.believed(belief, used)


def _ratio(values: Values, others: Values) -> Quantity:
    """A chip's worth: the middles divided, as the draws of units and of H100e are not of one mind."""
    middle = quantity(values, "H100e").p50 / quantity(others, "1").p50
    return Quantity(*(middle,) * 6, unit="H100e")
