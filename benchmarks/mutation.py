"""Do the tests bite? Changes the program in one place at a time, in a copy, and runs the fast tests on each.

    python benchmarks/mutation.py core records library.py studies --share 0.1

A mutant is killed when a test fails. Those that survive are printed as differences, for a test or a reason each.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from cosmic_ray.work_db import WorkDB, use_db
from cosmic_ray.work_item import TestOutcome, WorkItem

ROOT = Path(__file__).parents[1]
FAST = {
    "core": "{module} tests/core tests/test_golden.py tests/studies",
    "": "{module} tests/test_bad_data.py tests/test_golden.py tests/studies tests/test_data.py tests/cli/test_main.py",
}
"""Tests by the first folder, the likeliest to fail first; a module's own are its doctests."""
CONFIGURATION = """
[cosmic-ray]
module-path = "{module}"
timeout = {timeout}
excluded-modules = []
test-command = "{python} -m pytest -x -q -p no:cacheprovider {tests}"

[cosmic-ray.distributor]
name = "local"
"""
TIMEOUT = 240.0
"""Seconds for the fast tests on one mutant; a change that never ends is killed by it."""


def modules(names: list[str]) -> list[Path]:
    """Modules that names of the package's folders or files stand for, or paths of changed ones."""
    package = Path("src/computegap")
    found: list[Path] = []
    for name in names:
        path = Path(name) if name.startswith("src/") else package / name
        found.extend(sorted(item.relative_to(ROOT) for item in (ROOT / path).rglob("*.py")) or [path])
    return [path for path in found if path.name not in {"__init__.py", "literal.py"}]


def _run(copy: Path, *words: str) -> None:
    program = Path(sys.executable).with_name("cosmic-ray")
    own = {**os.environ, "PYTHONPATH": str(copy / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
    subprocess.run([program, *words], cwd=copy, env=own, check=True, capture_output=True)


def _place(item: WorkItem) -> str:
    mutation = item.mutations[0]
    return f"{mutation.start_pos} {mutation.operator_name} {mutation.occurrence}"


def mutated(copy: Path, module: Path, share: float, seed: int, *, prove: bool) -> Counter[str]:
    """Run a sample of one module's mutants; print the survivors."""
    folder = module.parts[2]
    tests = FAST.get(folder, FAST[""]).format(module=module)
    sheet = copy / "mutate.toml"
    sheet.write_text(
        CONFIGURATION.format(module=module.as_posix(), timeout=TIMEOUT, python=sys.executable, tests=tests)
    )
    session = copy / "mutate.sqlite"
    session.unlink(missing_ok=True)
    if prove:
        # Tests that fail as it is would kill every mutant.
        _run(copy, "baseline", sheet.name)
    _run(copy, "init", sheet.name, session.name)
    with use_db(session, WorkDB.Mode.open) as database:
        # In annotations, which are never evaluated, | is all that could change.
        items = [item for item in database.work_items if "BitOr" not in item.mutations[0].operator_name]
        kept = random.Random(f"{seed} {module}").sample(  # noqa: S311 - a sample, no secret
            sorted(items, key=_place), round(len(items) * share)
        )
        database.clear()
        database.add_work_items(kept)
    told: Counter[str] = Counter(mutants=len(items), run=0, survived=0)
    _run(copy, "exec", sheet.name, session.name)
    with use_db(session, WorkDB.Mode.open) as database:
        for _, result in database.results:
            told["run"] += 1
            if result.test_outcome == TestOutcome.SURVIVED:
                told["survived"] += 1
                print(result.diff, flush=True)
    return told


def main() -> None:
    """Run a sample of the mutants of what is named."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="+", help="folders or files of the package")
    parser.add_argument("--share", type=float, default=1.0, help="share of the mutants that is run")
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    with TemporaryDirectory() as folder:
        copy = Path(folder, "copy")
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".git", ".venv", "__pycache__", "node_modules"))
        whole: Counter[str] = Counter()
        proven: set[str] = set()
        for module in modules(asked.names):
            told = mutated(copy, module, asked.share, asked.seed, prove=module.parts[2] not in proven)
            proven.add(module.parts[2])
            whole.update(told)
            print(
                f"{module}: {told['run'] - told['survived']} of {told['run']} killed, of {told['mutants']}", flush=True
            )
        print(f"all: {whole['run'] - whole['survived']} of {whole['run']} killed, of {whole['mutants']}")


if __name__ == "__main__":
    main()
