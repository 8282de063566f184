"""Which tests reach which lines, and whether they notice a change there.

Tests are collected once, and each is run in a forked process. A change in a function is put into the process that is
about to run, as its code; one of what runs at import needs the package imported anew, which takes a second.
"""

from __future__ import annotations

import gc
import importlib
import importlib.util
import linecache
import sys
import time
from importlib.machinery import ModuleSpec, SourceFileLoader
from itertools import pairwise, takewhile
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import TYPE_CHECKING, NamedTuple, TypeAlias, TypeVar

import coverage
import pytest
from _pytest.runner import runtestprotocol

from mutants.forks import Ended, allow, each
from mutants.making import Compiled, Mutant, compiled, essence, statement_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

SLOW = (
    "tests/browser",
    "tests/runs",
    "tests/cli/test_completion.py",
    "tests/test_documentation.py",
    "tests/test_everywhere.py",
    "tests/test_examples.py",
    "tests/test_fuzz.py",
    "tests/test_hostile_files.py",
    "tests/test_hostile_text.py",
    "tests/test_package.py",
    "tests/test_readme.py",
)
"""Tests that mostly run commands in processes of their own, or generate their input anew each time."""
KINDS = ("functions", "imports")
"""Mutants that can be put into a loaded package, and those of what runs as it is imported."""
LONGEST = 10.0
"""Seconds of work of a test that is run on mutants."""
FIRST = 50
"""Tests that are collected first where the package is imported anew."""
OPTIONS = ("-s", "-x", "-p", "no:cacheprovider", "-p", "no:terminal", "-W", "ignore::pytest.PytestAssertRewriteWarning")


class Reach(NamedTuple):
    """What each test takes, and which lines run in it."""

    seconds: dict[str, float]
    lines: dict[str, dict[str, set[int]]]
    """Lines by module, by test."""
    imported: dict[str, set[int]]
    """Lines by module that ran before the first test."""
    failing: list[str]
    """Tests that do not hold in a process of their own, and say nothing of a change."""


class Kill(NamedTuple):
    """A test that failed on a mutant; empty where none did."""

    test: str
    late: bool = False


class Loaded(NamedTuple):
    """A mutant that differs in one function, whose code can be put in while the module is loaded."""

    mutant: Mutant
    before: CodeType
    after: CodeType


T = TypeVar("T")
Tell: TypeAlias = "Callable[[Mutant, Kill], None]"


class _Session:
    """Takes the place of pytest's own loop over the tests."""

    def __init__(self, loop: Callable[[pytest.Session], None]) -> None:
        self._loop = loop

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            print(report.longrepr, file=sys.stderr)

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        allow(0)
        self._loop(session)
        return True


def _hypothesis() -> None:
    from hypothesis import settings  # noqa: PLC0415 - loads much, which the forks share

    settings.register_profile("mutants", derandomize=True, database=None, deadline=None)
    settings.load_profile("mutants")


def prepare() -> None:
    """Load what every process needs but the package itself, so that it is loaded once."""
    for name in (
        "hypothesis.strategies", "jsonschema", "numpy", "pint", "polars", "pyarrow", "pydantic", "rich.console",
        "rich.table", "SALib", "scipy.special", "scipy.stats", "squigglepy", "typer", "typer.testing",
    ):  # fmt: skip
        importlib.import_module(name)
    _hypothesis()
    if any(name.partition(".")[0] == "computegap" for name in sys.modules):
        raise RuntimeError("the package is loaded before it can be changed")


def _run(item: pytest.Item, following: pytest.Item | None, seconds: float) -> bool:
    """Whether a test fails."""
    allow(5 + 20 * seconds)
    return any(report.failed for report in runtestprotocol(item, nextitem=following, log=False))


def _within(package: Path, data: coverage.CoverageData) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for file in data.measured_files():
        if Path(file).is_relative_to(package):
            found[Path(file).relative_to(package).as_posix()] = set(data.lines(file) or ())
    return found


def _measure(package: Path) -> coverage.Coverage:
    lines = coverage.Coverage(data_file=None, config_file=False, include=[f"{package}/*"], messages=False)
    lines.set_option("run:disable_warnings", ["no-data-collected"])
    return lines


def reach(package: Path, tests: Sequence[str], processes: int) -> Reach:
    """Run every test once, in a process of its own, and note which lines it reaches."""

    def session() -> Reach:
        found = Reach({}, {}, {}, [])
        before = _measure(package)

        def one(item: pytest.Item) -> Callable[[], tuple[bool, float, dict[str, set[int]]]]:
            def run() -> tuple[bool, float, dict[str, set[int]]]:
                lines = _measure(package)
                lines.start()
                start = time.process_time()
                failed = _run(item, None, LONGEST / 20)
                seconds = time.process_time() - start
                lines.stop()
                return failed, seconds, _within(package, lines.get_data())

            return run

        def loop(session: pytest.Session) -> None:
            before.stop()
            found.imported.update(_within(package, before.get_data()))
            for name, told in each(((item.nodeid, one(item)) for item in session.items), processes):
                if isinstance(told, Ended) or told[0]:
                    found.failing.append(name)
                else:
                    _, found.seconds[name], found.lines[name] = told

        before.start()
        pytest.main([*OPTIONS, *(f"--ignore={name}" for name in SLOW), *tests], plugins=[_Session(loop)])
        return found

    ((_, found),) = each([("", session)], 1, quiet=False)
    if isinstance(found, Ended) or not found.seconds:
        raise RuntimeError("the tests could not be run")
    return found


class Trials:
    """Mutants tried on the tests that reach them."""

    def __init__(self, package: Path, reached: Reach, processes: int, until: float) -> None:
        """Know the tests, and the moment of time.monotonic from which none is begun."""
        self._package = package
        self._reach = reached
        self._processes = processes
        self._until = until
        self._sources: dict[str, str] = {}
        self._compiled: dict[str, Compiled] = {}
        self._statements: dict[str, list[range]] = {}
        self._killers: dict[tuple[str, str], dict[str, int]] = {}

    def source(self, module: str) -> str:
        """Text of a module as it is."""
        if module not in self._sources:
            self._sources[module] = (self._package / module).read_text("utf-8")
        return self._sources[module]

    def _original(self, module: str) -> Compiled:
        if module not in self._compiled:
            self._compiled[module] = compiled(self.source(module), str(self._package / module))
        return self._compiled[module]

    def _unit(self, mutant: Mutant) -> tuple[CodeType, CodeType] | None:
        """Code of the function that differs, before and after; none where what runs at import does."""
        old = self._original(mutant.module)
        new = compiled(mutant.source(self.source(mutant.module)), str(self._package / mutant.module))
        if new.rest != old.rest or len(new.units) != len(old.units):
            return None
        # Whatever comes before is the very same; what comes after may be some lines further down.
        before, after = next(
            (before, after)
            for before, after in zip(old.units, new.units, strict=True)
            if before.code != after.code and essence(before.code) != essence(after.code)
        )
        return None if before.ran(self._reach.imported.get(mutant.module, set())) else (before.code, after.code)

    def _tests(self, mutant: Mutant, *, at_import: bool) -> list[str]:
        """Tests that may notice, the likeliest and the shortest first."""
        if mutant.module not in self._statements:
            self._statements[mutant.module] = sorted(statement_lines(self.source(mutant.module)), key=len)
        here = range(mutant.line, mutant.line + 1)
        lines = next((stretch for stretch in self._statements[mutant.module] if mutant.line in stretch), here)
        reached = {name: found.get(mutant.module, set()) for name, found in self._reach.lines.items()}
        reaching = [name for name, found in reached.items() if not found.isdisjoint(lines)]
        room = f"tests/{mutant.module.partition('/')[0]}/"
        if at_import:
            # A test may hold a constant or a field to its value while no line of the module runs in it.
            near = [name for name, found in reached.items() if found or name.startswith(room)]
            reaching = near or list(reached)
        kills = self._killers.get((mutant.module, mutant.function), {})
        far = {name: at_import and not name.startswith(room) for name in reaching}
        return sorted(reaching, key=lambda name: (-kills.get(name, 0), far[name], self._reach.seconds[name]))

    def _note(self, mutant: Mutant, told: Kill | Ended) -> Kill:
        if isinstance(told, Ended):
            return Kill("took too long" if told.late else "ended", late=told.late)
        if told.test:
            kills = self._killers.setdefault((mutant.module, mutant.function), {})
            kills[told.test] = kills.get(told.test, 0) + 1
        return told

    def run(self, mutants: Sequence[Mutant], tell: Tell, kind: str | None = None) -> None:
        """Try every mutant, or those of one of the `KINDS`."""
        loaded: list[Loaded] = []
        imported: list[Mutant] = []
        for mutant in mutants:
            unit = self._unit(mutant)
            if unit is None and kind != "functions":
                imported.append(mutant)
            elif unit is not None and kind != "imports":
                loaded.append(Loaded(mutant, *unit))
        for mutant, told in each(self._anew(imported), self._processes):
            tell(mutant, self._note(mutant, told))
        if loaded:
            # From here on, this process holds the package itself.
            files = sorted({name.partition("::")[0] for name in self._reach.seconds})
            loop = _Session(lambda session: self._changed(session, loaded, tell))
            if pytest.main([*OPTIONS, *files], plugins=[loop]) != pytest.ExitCode.OK:
                raise RuntimeError("the tests could not be collected")

    def _in_time(self, mutants: Sequence[T]) -> Iterator[T]:
        return takewhile(lambda _: time.monotonic() < self._until, mutants)

    def _changed(self, session: pytest.Session, mutants: Sequence[Loaded], tell: Tell) -> None:
        """Try changes of functions, in processes that have everything loaded."""
        items = {item.nodeid: item for item in session.items}
        functions = _functions(self._package)

        def one(changed: Loaded) -> Callable[[], Kill]:
            mutant, before, after = changed
            holders = functions[before.co_filename, before.co_qualname, before.co_firstlineno]
            chosen = [items[name] for name in self._tests(mutant, at_import=False)]

            def run() -> Kill:
                for holder in holders:
                    holder.__code__ = after
                _show(before.co_filename, mutant.source(self.source(mutant.module)))
                for item, following in pairwise([*chosen, None]):
                    assert item is not None  # noqa: S101 - the last alone is none
                    if _run(item, following, self._reach.seconds[item.nodeid]):
                        return Kill(item.nodeid)
                return Kill("")

            return run

        jobs = ((changed.mutant, one(changed)) for changed in self._in_time(mutants))
        for mutant, told in each(jobs, self._processes):
            tell(mutant, self._note(mutant, told))

    def _anew(self, mutants: Sequence[Mutant]) -> Iterator[tuple[Mutant, Callable[[], Kill]]]:
        """Try changes of what runs at import, in processes that import the package from the changed text."""
        for mutant in self._in_time(mutants):
            chosen = self._tests(mutant, at_import=True)

            def run(mutant: Mutant = mutant, chosen: list[str] = chosen) -> Kill:
                file = self._package / mutant.module
                changed = _Changed(file, self._package, mutant.source(self.source(mutant.module)))
                # The likeliest first: to collect them all takes longer than most need.
                for tests in (chosen[:FIRST], chosen[FIRST:]):
                    outcome = _Chosen(tests, self._reach.seconds, changed)
                    allow(60)
                    files = dict.fromkeys(name.partition("::")[0] for name in tests)
                    if tests and pytest.main([*OPTIONS, *files], plugins=[outcome]) != pytest.ExitCode.OK:
                        return Kill(outcome.failed or "collection")
                return Kill("")

            yield mutant, run


def _functions(package: Path) -> dict[tuple[str, str, int], list[FunctionType]]:
    """Every function in memory by where its code stands, with all modules of the package loaded."""
    # Some are imported only when they are used.
    for path in sorted(package.rglob("*.py")):
        if path.stem not in {"__init__", "__main__"}:
            importlib.import_module(_name(path, package))
    found: dict[tuple[str, str, int], list[FunctionType]] = {}
    for item in gc.get_objects():
        if isinstance(item, FunctionType):
            code = item.__code__
            found.setdefault((code.co_filename, code.co_qualname, code.co_firstlineno), []).append(item)
    return found


class _Chosen:
    """Runs some tests alone, in a given order, on a changed module."""

    def __init__(self, tests: Sequence[str], seconds: dict[str, float], changed: _Changed) -> None:
        # By function: what stands in brackets may be of the very figure that is changed.
        self._order = {_function(name): place for place, name in reversed(list(enumerate(tests)))}
        self._seconds = {_function(name): taken for name, taken in sorted(seconds.items(), key=lambda item: item[1])}
        self._changed = changed
        self.failed = ""

    def pytest_sessionstart(self) -> None:
        # Before pytest's own finder, which takes a module with doctests from its file.
        sys.meta_path.insert(0, self._changed)

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        found = [item for item in items if _function(item.nodeid) in self._order]
        items[:] = sorted(found, key=lambda item: self._order[_function(item.nodeid)])

    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        allow(5 + 20 * self._seconds[_function(item.nodeid)])

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed = report.nodeid


def _function(name: str) -> str:
    """A test's name without its parameters."""
    return name.partition("[")[0]


class _Changed(SourceFileLoader):
    """Finds one module of the package, and loads it from a changed text."""

    def __init__(self, file: Path, package: Path, source: str) -> None:
        super().__init__(_name(file, package), str(file))
        self._source = source

    def find_spec(
        self,
        name: str,
        path: Sequence[str] | None,  # noqa: ARG002 - the protocol of sys.meta_path
        target: ModuleType | None = None,  # noqa: ARG002 - same
    ) -> ModuleSpec | None:
        return importlib.util.spec_from_file_location(name, self.path, loader=self) if name == self.name else None

    def get_code(self, fullname: str) -> CodeType:  # noqa: ARG002 - it loads one module
        _show(self.path, self._source)
        return compile(self._source, self.path, "exec", dont_inherit=True)


def _name(file: Path, package: Path) -> str:
    """Dotted name of a module."""
    return ".".join(file.relative_to(package.parent).with_suffix("").parts)


def _show(file: str, source: str) -> None:
    """Let what reads the source of a function, such as its translation, read the changed one."""
    linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
