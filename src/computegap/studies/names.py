"""Which names may stand at a place of a command line? What a shell offers while it is still being typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from computegap.library.shipped import chip_ids, process_ids
from computegap.library.view import Library

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Unpack

    from computegap.studies.comparison import Settings

SETTABLE = ("assumptions", "cluster", "rules")
FIXED = ("claims", "controls", "measured_lags", "published")
"""Groups of figures beside parties, chips and processes: those that `--set` replaces, and those that are only shown."""


def party_names(scenario: str) -> tuple[str, ...]:
    """Parties of a scenario."""
    return Library(scenario).party_ids()


def rule_names() -> tuple[str, ...]:
    """Rules from a ratio to a gap."""
    return tuple(Library().rules().rules)


def figure_names(scenario: str, *, settable: bool) -> tuple[str, ...]:
    """Paths of figures, all or those that can be set; of a figure stated year by year also its path without one."""
    library = Library(scenario)
    roots = [*library.party_ids(), *SETTABLE, *(f"chips.{chip}" for chip in chip_ids())]
    if not settable:
        roots += [*FIXED, *(f"processes.{process}" for process in process_ids())]
    found = dict.fromkeys(path for root in roots for path in library.find(root))
    return _with_and_without_year(found)


def _with_and_without_year(paths: Iterable[str]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for path in paths:
        head, _, last = path.rpartition(".")
        found |= dict.fromkeys([head, path] if last.isdigit() else [path])
    return tuple(found)


def input_names(first: str, second: str, **settings: Unpack[Settings]) -> tuple[str, ...]:
    """Inputs that a comparison uses."""
    from computegap.studies.comparison import Question  # noqa: PLC0415 - other names need no comparison
    from computegap.studies.stand_ins import input_names as named  # noqa: PLC0415 - same
    from computegap.studies.worlds import Worlds  # noqa: PLC0415 - same

    question = Question(first, second, **settings)
    return tuple(named(question, Worlds(question).draws))


def quantity_names(first: str, second: str, **settings: Unpack[Settings]) -> tuple[str, ...]:
    """Quantities of a comparison, the short names first."""
    from computegap.studies.comparison import Question  # noqa: PLC0415 - other names need no comparison
    from computegap.studies.quantities import offered  # noqa: PLC0415 - same
    from computegap.studies.worlds import Worlds  # noqa: PLC0415 - same

    question = Question(first, second, **settings)
    return offered(Worlds(question).quantities, question)
