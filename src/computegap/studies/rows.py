"""What does each row of a table say? Columns stand in for inputs, and the sample axis is the rows."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np

from computegap.core.distributions import Belief
from computegap.core.sampling import draws
from computegap.errors import UsageError, nearest, shown
from computegap.library.overrides import is_times_a_year, read_figure
from computegap.library.shipped import place_of
from computegap.notation import greatest, mistaken
from computegap.studies.comparison import Question, settled, several
from computegap.studies.inputs import Draws
from computegap.studies.quantities import TOLD_IN, Named, full_name, quantities, wanted
from computegap.studies.stand_ins import input_names, limits_of
from computegap.studies.unused import unused
from computegap.studies.worlds import median
from computegap.units import UNITS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import Unpack

    from numpy.typing import NDArray

    from computegap.records.kinds import Limits
    from computegap.studies.comparison import Comparison, Settings
    from computegap.units import Array, Truths, Values

PERCENTILES = (5, 50, 95)
LIKE_AN_INPUT = 0.85
"""Likeness to an input's name from which a column was hardly meant to be another: a letter or two apart."""
AT_ONCE = 1 << 16
"""Samples worked out at once: few enough for a processor's cache."""


class Frame(Protocol):
    """A table of polars or the like, as far as it is read."""

    @property
    def columns(self) -> Iterable[str]:
        """Names."""

    def __getitem__(self, name: str, /) -> object:
        """A column."""


class Column(NamedTuple):
    """A column that stands in for an input."""

    name: str
    path: str
    unit: str
    """Of a cell that states none."""
    limits: tuple[Limits, ...]
    below: float
    """A cell without a unit that is not can hardly be in the one that goes without saying."""


class Result(NamedTuple):
    """A quantity that is added to each row."""

    name: str
    """Of its column."""
    quantity: str
    """In full."""
    scale: float
    """Times which the base unit is what is written."""


class _RowDraws(Draws):
    """Inputs from columns, the rest at the middle of what is believed; remembers which samples have no answer."""

    def __init__(self, columns: Mapping[str, Values], samples: int) -> None:
        super().__init__(lambda belief: columns[belief.name] if belief.name in columns else median(belief), samples)
        self.refused: list[tuple[NDArray[np.bool_], str]] = []

    def require(self, holds: Truths, otherwise: str) -> None:
        if not np.all(holds):
            self.refused.append((~np.broadcast_to(holds, (self.samples,)), otherwise))


class RowQuestion:
    """Quantities of a comparison, asked for each row of a table."""

    def __init__(
        self,
        question: Question,
        asked: Iterable[str],
        mapped: Iterable[str],
        columns: Sequence[str],
        first: Mapping[str, object],
        *,
        ranges: bool | None = None,
    ) -> None:
        """Find the quantities and the inputs.

        Parameters
        ----------
        question : Question
            The comparison.
        asked : iterable of str
            Quantities, each with the name of its column before an equals sign if it is to have another.
        mapped : iterable of str
            COLUMN=INPUT, with `:UNIT` behind where the column's unit is not the scenario's.
        columns : sequence of str
            Columns of the table; one that is named for an input needs no mapping.
        first : mapping of str to object
            The first row, which says whether there are ranges unless `ranges` does.
        ranges : bool, optional
            Whether a cell may be a range, so that results are p5, p50 and p95.

        Raises
        ------
        UsageError
            If there is no such quantity, column or input.
        """
        self._question = question
        work = question.work_out(Draws(median, 1))
        self._draws = work.draws
        self.columns = self._columns(list(mapped), columns)
        self.results = self._results(work, list(asked), columns)
        self._wanted = wanted(work, (result.quantity for result in self.results))
        # What an earlier run has added may well be called much as an input is.
        named = {*self.inputs, *_all_quantities(work)}
        self._passed = [name for name in columns if name not in named]
        cells = (first.get(column.name) for column in self.columns)
        self.ranges = any(isinstance(cell, str) and ".." in cell for cell in cells) if ranges is None else ranges

    @property
    def notes(self) -> tuple[str, ...]:
        """What was set and makes no difference to any row, and which columns may be inputs that were mistyped."""
        read = {column.path for column in self.columns}
        free = [name for name, path in input_names(self._question, self._draws).items() if path not in read]
        hints = {name: nearest(name, free, LIKE_AN_INPUT) for name in self._passed}
        run = Draws(median, 1)
        self._question.work_out(run, self._wanted)
        return (
            *unused(self._question, run.inputs, read),
            *(f"column {name!r} is no input, so it makes no difference{hint}" for name, hint in hints.items() if hint),
        )

    @property
    def inputs(self) -> tuple[str, ...]:
        """Names of the columns that are read."""
        return tuple(column.name for column in self.columns)

    @property
    def added(self) -> tuple[str, ...]:
        """Names of the columns of results."""
        names = (result.name for result in self.results)
        return tuple(f"{name}.p{percent}" for name in names for percent in PERCENTILES) if self.ranges else tuple(names)

    def pieces(self, rows: bytes) -> int:
        """Into how many parts rows are best cut, so that the first is soon answered: a range is samples to work out."""
        return rows.count(b"..") * self._question.samples // (4 * AT_ONCE) if self.ranges else 1

    def _columns(self, mapped: Sequence[str], columns: Sequence[str]) -> tuple[Column, ...]:
        paths = input_names(self._question, self._draws)
        found: dict[str, Column] = {}
        for text in mapped:
            name, equals, target = text.partition("=")
            if not equals or not name or not target:
                message = f"--map {text}: wanted COLUMN=INPUT, such as capex_bn=china.capex"
                raise UsageError(message)
            if name not in columns:
                message = (
                    f"--map {text}: no column {name!r}, wanted one of {', '.join(columns)}{nearest(name, columns)}"
                )
                raise UsageError(message)
            path, _, unit = target.partition(":")
            if path not in paths:
                message = f"--map {text}: {path} is no input of this comparison{nearest(path, paths)}"
                raise UsageError(message)
            found[name] = self._column(name, paths[path], unit, f"--map {text}")
        for name in columns:
            if name in paths and name not in found:
                found[name] = self._column(name, paths[name], "", name)
        if not found:
            some = ", ".join(list(paths)[:2])
            message = (
                f"no column is an input: found {', '.join(columns) or 'none'}, "
                f"wanted a name such as {some}, or --map COLUMN=INPUT{_hint(columns, paths)}"
            )
            raise UsageError(message)
        by_path: dict[str, str] = {}
        for column in found.values():
            if column.path in by_path:
                message = f"columns {by_path[column.path]!r} and {column.name!r} are both {column.path}, wanted one"
                raise UsageError(message)
            by_path[column.path] = column.name
        return tuple(found.values())

    def _column(self, name: str, path: str, unit: str, said: str) -> Column:
        own = self._draws.input(path).unit
        if unit and unit not in UNITS:
            message = f"{said}: found unit {unit!r}, wanted one of {', '.join(UNITS)}{nearest(unit, UNITS)}"
            raise UsageError(message)
        if unit and UNITS[unit].base != UNITS[own].base:
            message = f"{said}: found unit {unit!r}, wanted one that measures the same as {own!r}"
            raise UsageError(message)
        if unit == "%" and is_times_a_year(path):
            message = f"{said}: found unit '%', wanted how many times the year before, without it: 1.2 for +20% a year"
            raise UsageError(message)
        below = math.inf if unit else greatest(own)
        return Column(name, path, unit or own, limits_of(self._question, path), below)

    def _results(self, work: Comparison, asked: Sequence[str], columns: Sequence[str]) -> tuple[Result, ...]:
        known = _all_quantities(work)
        results = []
        for text in asked:
            name, equals, quantity = text.partition("=")
            if not name.strip():
                message = f"{text!r}: found no name of a column, wanted NAME=QUANTITY, such as our_ratio=ratio"
                raise UsageError(message)
            full = full_name(quantity if equals else text, known, self._question)
            # Months are what the other commands speak of.
            unit = known[full].unit
            scale = 1 / UNITS[TOLD_IN[unit]].scale if unit in TOLD_IN else 1.0
            results.append(Result(name, full, scale))
        names = [result.name for result in results]
        for name in names:
            if name in columns or names.count(name) > 1:
                message = f"a column {name!r} is there already: give the result another name, as in our_{name}={name}"
                raise UsageError(message)
        return tuple(results)

    def answer(self, values: Array, cell: Callable[[int, int], object]) -> tuple[Array, dict[int, str]]:
        """Work out each row.

        Parameters
        ----------
        values : array, shape (column, row)
            Cells that are plain numbers, each in the unit of its column; not a number elsewhere.
        cell : callable
            From a column and a row to what the cell holds.

        Returns
        -------
        results : array, shape (result, row)
            In the order of `added`; anything where a row has no answer.
        faults : dict of int to str
            Why rows have none.
        """
        # What overflows has no finite answer, and is told of as such.
        with np.errstate(over="ignore"):
            given = values * np.array([[UNITS[column.unit].scale] for column in self.columns])
        faults: dict[int, str] = {}
        spread: dict[int, dict[str, tuple[float, float]]] = {}
        for place, column in enumerate(self.columns):
            for row in np.flatnonzero(~np.isfinite(values[place])).tolist():
                self._read(place, row, cell(place, row), given, faults, spread)
            held = np.ones(values.shape[1], dtype=bool)
            for limit in column.limits:
                held &= limit.hold(given[place])
            for row in np.flatnonzero(~held).tolist():
                own = float(given[place, row])
                reason = next((limit.fault(own, own) for limit in column.limits if not limit.hold(own)), "")
                faults.setdefault(row, f"column {column.name}: {reason}")
            for row in np.flatnonzero(values[place] >= column.below).tolist():
                faults.setdefault(row, f"column {column.name}: {mistaken(column.unit)}")
            middle = median(self._draws.beliefs[column.path])
            given[place, list(faults)] = middle
        results = self._plain(given, faults)
        if self.ranges:
            results = np.repeat(results, len(PERCENTILES), axis=0)
            rows = [row for row in spread if row not in faults]
            size = max(1, 4 * AT_ONCE // self._question.samples)
            for start in range(0, len(rows), size):
                some = rows[start : start + size]
                results[:, some] = self._spread(some, given, spread, faults)
        self._check_finite(results, faults)
        return results, faults

    def _read(
        self,
        place: int,
        row: int,
        found: object,
        given: Array,
        faults: dict[int, str],
        spread: dict[int, dict[str, tuple[float, float]]],
    ) -> None:
        """Read a cell as people write figures."""
        column = self.columns[place]
        try:
            low, high = self._ends(column, found)
        except UsageError as error:
            faults.setdefault(row, f"column {column.name}: {error}")
            return
        given[place, row] = low + (high - low) / 2
        if low != high:
            spread.setdefault(row, {})[column.path] = (low, high)

    def _ends(self, column: Column, found: object) -> tuple[float, float]:
        """Ends of what a cell holds, the same of a plain figure. [base unit of the column]

        Raises
        ------
        UsageError
            If it is no figure that the column may have.
        """
        if not isinstance(found, str) or not found.strip():
            message = f"found {'nothing' if found is None or found == '' else shown(found)}, wanted a number"
            raise UsageError(message)
        written = read_figure(column.path, found)
        unit = written.unit or column.unit
        if UNITS[unit].base != UNITS[column.unit].base:
            message = f"found unit {unit!r}, wanted one that measures the same as {column.unit!r}"
            raise UsageError(message)
        if written.distribution not in {None, "uniform"}:
            message = f"found a {written.distribution} distribution, wanted hard bounds, such as 0.7..0.8"
            raise UsageError(message)
        if written.unit is None and written.high >= column.below:
            raise UsageError(mistaken(unit))
        if written.is_range and not self.ranges:
            message = f"found a range, {found!r:.60}, wanted a number as in the first row, or --ranges"
            raise UsageError(message)
        low, high = written.low * UNITS[unit].scale, written.high * UNITS[unit].scale
        for limit in column.limits:
            if not (limit.hold(low) and limit.hold(high)):
                raise UsageError(limit.fault(low, high))
        return low, high

    def _worked_out(self, columns: Mapping[str, Array], samples: int) -> tuple[list[Array], _RowDraws]:
        """Results of each sample, and the run that they come from."""
        run = _RowDraws(columns, samples)
        found = _all_quantities(self._question.work_out(run, self._wanted))
        answers = [
            np.broadcast_to(np.asarray(found[result.quantity].values) * result.scale, (samples,))
            for result in self.results
        ]
        return answers, run

    def _plain(self, given: Array, faults: dict[int, str]) -> Array:
        rows = given.shape[1]
        results = np.empty((len(self.results), rows))
        for start in range(0, rows, AT_ONCE):
            some = slice(start, min(start + AT_ONCE, rows))
            columns = {column.path: given[place, some] for place, column in enumerate(self.columns)}
            answers, run = self._worked_out(columns, some.stop - some.start)
            results[:, some] = answers
            for refused, reason in run.refused:
                for row in np.flatnonzero(refused).tolist():
                    faults.setdefault(start + row, reason)
        return results

    def _spread(
        self,
        rows: Sequence[int],
        given: Array,
        spread: Mapping[int, Mapping[str, tuple[float, float]]],
        faults: dict[int, str],
    ) -> Array:
        """Percentiles of rows that hold ranges, all their samples side by side."""
        samples = self._question.samples
        columns: dict[str, Array] = {}
        for place, column in enumerate(self.columns):
            values = np.repeat(given[place, rows], samples).reshape(len(rows), samples)
            belief = Belief(column.path, "uniform", 0.0, 0.5, 1.0, place_of(column.path))
            for index, row in enumerate(rows):
                if column.path in spread[row]:
                    low, high = spread[row][column.path]
                    # The stream of `compare`, so that one row says what `compare --set` does.
                    values[index] = low + draws(belief, self._question.plan()) * (high - low)
            columns[column.path] = values.ravel()
        answers, run = self._worked_out(columns, len(rows) * samples)
        # A range may end where there is no answer, though its middle has one.
        for refused, reason in run.refused:
            for index in np.flatnonzero(refused.reshape(len(rows), samples).any(axis=1)).tolist():
                faults.setdefault(rows[index], reason)
        # Between infinities lies no number, and no warning: whoever has no answer is told of by row.
        with np.errstate(invalid="ignore"):
            found = np.percentile(
                np.array(answers).reshape(len(answers), len(rows), samples), PERCENTILES, axis=2, method="hazen"
            )
        return np.moveaxis(found, 0, 1).reshape(len(self.added), len(rows))

    def _check_finite(self, results: Array, faults: dict[int, str]) -> None:
        for row in np.flatnonzero(~np.isfinite(results).all(axis=0)).tolist():
            name = next(
                name for name, value in zip(self.added, results[:, row], strict=True) if not math.isfinite(value)
            )
            faults.setdefault(row, f"{name} has no finite value")


def _hint(columns: Sequence[str], paths: Iterable[str]) -> str:
    """What may be the matter with a header in which no column is an input, ready to append to a message."""
    header = "".join(columns)
    if "\t" in header:
        return "; cells separated by tabs? try --from tsv"
    if ";" in header:
        return "; cells separated by semicolons? wanted commas, or tabs and --from tsv"
    known = tuple(paths)
    return next(filter(None, (nearest(name, known) for name in columns)), "")


def evaluate(
    columns: Mapping[str, Sequence[float]] | Frame,
    quantities: Sequence[str],
    first: str = "us",
    second: str = "china",
    **settings: Unpack[Settings],
) -> dict[str, Array]:
    """Work quantities out for each row of columns: what `eval` does to a table.

    Parameters
    ----------
    columns : mapping of str to sequence of float, all of one length, or a frame of pandas or polars
        Values of inputs by name, in the scenario's units; what is not among them stands at the middle of its range.
    quantities : sequence of str
        As `eval` names them: ratio, china.added_compute, or NAME=QUANTITY.
    first, second : str
        The sides.
    **settings
        As in `compare`.

    Returns
    -------
    results : dict of str to array, shape (row,)
        In base units, months and dollars an hour; NaN where a row has no answer.

    Raises
    ------
    UsageError
        If there is no such quantity or input, a column holds no numbers or such as can hardly be in the scenario's
        unit, or the columns differ in length.

    Examples
    --------
    >>> evaluate({"china.process.yield": [0.6, 0.9]}, ["ratio"])["ratio"].round(2).tolist()
    [52.08, 51.09]
    """
    table = {name: _numbers(name, values) for name, values in _named(columns)}
    lengths = {name: len(values) for name, values in table.items()}
    if len(set(lengths.values())) != 1:
        message = f"columns: found {lengths or 'none'}, wanted columns of one length"
        raise UsageError(message)
    settings = settled(settings, "columns", "quantities", "first", "second")
    settings.setdefault("route", "money")
    asked = RowQuestion(
        Question(first, second, **settings), several("quantities", quantities), (), tuple(table), {}, ranges=False
    )
    unknown = next((name for name in table if name not in asked.inputs), None)
    if unknown is not None:
        message = f"columns: {unknown} is no input of this comparison"
        raise UsageError(message)
    values = np.array([table[name] for name in asked.inputs])
    for column, own in zip(asked.columns, values, strict=True):
        if np.any(own >= column.below):
            message = f"columns: {column.name}: {mistaken(column.unit)}"
            raise UsageError(message)
    results, faults = asked.answer(values, lambda column, row: values[column, row])
    results[:, list(faults)] = np.nan
    return dict(zip(asked.added, results, strict=True))


def _named(columns: Mapping[str, Sequence[float]] | Frame) -> Iterator[tuple[str, object]]:
    """Columns with their names.

    Raises
    ------
    UsageError
        If they have no names.
    """
    if isinstance(columns, Mapping):
        yield from columns.items()
    elif hasattr(columns, "columns") and hasattr(columns, "__getitem__"):
        for name in columns.columns:
            yield name, columns[name]
    else:
        message = f'columns: found {columns!r:.60}, wanted a frame or a mapping, such as {{"us.capex": [300, 400]}}'
        raise UsageError(message)


def _numbers(name: str, values: object) -> Array:
    """A column as numbers.

    Raises
    ------
    UsageError
        If it is no sequence of them.
    """
    try:
        found = np.asarray(values, dtype=float)
    except (TypeError, ValueError):
        found = None
    if found is None or found.ndim != 1:
        message = f"columns: {name}: found {values!r:.60}, wanted a sequence of numbers in the scenario's units"
        raise UsageError(message)
    return found


def _all_quantities(work: Comparison) -> dict[str, Named]:
    """Every quantity, those among them that only some samples have: not a number or infinite in the others."""
    found = quantities(work)
    for side in work.sides:
        name = f"{side.party_id}.subsidy_offset"
        if name not in found and "subsidy_offset" in side.graph and "yield_penalty" in side.values:
            with np.errstate(divide="ignore", invalid="ignore"):
                offset = side.graph.evaluate(("subsidy_offset",), side.values)["subsidy_offset"]
            lost = np.where(np.asarray(side.values["yield_penalty"]) > 0, offset, np.nan)
            found[name] = Named(name, lost, side.graph.unit("subsidy_offset"))
    return found
