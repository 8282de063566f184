"""Run mutants of what is named, or of the lines that a difference changes; see the package."""

from __future__ import annotations

import argparse
import json
import math
import os
import random
import re
import shutil
import sys
import time
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from mutants.known import FOLDER, Survivor, stub, survivors
from mutants.making import Mutant, mutants
from mutants.trying import KINDS, Kill, Trials, prepare, reach

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT = Path(__file__).parents[1]
PACKAGE = "src/computegap"
WANTED = {"core": 0.9, "records": 0.8, "library": 0.8, "studies": 0.8}
"""Rooms whose mutants are run, and the share that must be killed."""
ENOUGH = 20
"""Mutants of a room, of which a share says something."""
THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "POLARS_MAX_THREADS")
HUNK = re.compile(r"^@@ -\S+ \+(\d+)(?:,(\d+))? @@")


def modules(names: Iterable[str], package: Path) -> list[str]:
    """Modules that names of the package's folders or files stand for."""
    found: list[Path] = []
    for name in names:
        path = package / name
        found.extend(sorted(path.rglob("*.py")) if path.is_dir() else [path])
    return [path.relative_to(package).as_posix() for path in found if path.name != "__init__.py"]


def changed(difference: str) -> dict[str, set[int]]:
    """Lines that a unified difference adds or changes, by module of the rooms."""
    found: dict[str, set[int]] = {}
    module = ""
    for line in difference.splitlines():
        if line.startswith("+++ "):
            module = line.removeprefix("+++ b/").removeprefix(f"{PACKAGE}/")
        elif (hunk := HUNK.match(line)) and module.partition("/")[0] in WANTED and module.endswith(".py"):
            first, count = int(hunk[1]), int(hunk[2] or 1)
            found.setdefault(module, set()).update(range(first, first + count))
    return found


def interval(killed: int, tried: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share."""
    z = 1.959964
    share, scale = killed / tried, 1 + z * z / tried
    middle = (share + z * z / (2 * tried)) / scale
    half = z * math.sqrt(share * (1 - share) / tried + z * z / (4 * tried * tried)) / scale
    return middle - half, middle + half


def chosen(every: list[Mutant], share: float, most: int | None, seed: int) -> list[Mutant]:
    """Draw a share of the mutants, the same for the same seed; in any order, so that those in time are a sample too."""
    count = min(round(len(every) * share), len(every) if most is None else most)
    drawn = random.Random(seed).sample(range(len(every)), count)  # noqa: S311 - a sample, no secret
    return [every[index] for index in drawn]


def noted(log: Path) -> Iterator[tuple[tuple[str, str, str, str], str]]:
    """Keys of mutants in the log of a run, and the test that killed each."""
    for line in log.read_text("utf-8").splitlines():
        found = json.loads(line)
        yield (found["module"], found["function"], found["before"], found["after"]), found["killed_by"]


class Account:
    """What became of the mutants."""

    def __init__(self, log: Path | None) -> None:
        """Begin with none; note each in a file, one JSON object a line, where one is named."""
        self.known = survivors()
        self.tried: Counter[str] = Counter()
        self.killed: Counter[str] = Counter()
        self.expected: Counter[str] = Counter()
        self.late = 0
        self.unknown: list[Mutant] = []
        self.needless: list[Mutant] = []
        self.lived: set[Survivor] = set()
        self._log = log

    def tell(self, mutant: Mutant, kill: Kill) -> None:
        """Count one."""
        self.tried[mutant.module] += 1
        self.late += kill.late
        listed = next((survivor for survivor in self.known if survivor.stands_for(mutant)), None)
        if kill.test:
            self.killed[mutant.module] += 1
            if listed is not None and listed.becomes:
                self.needless.append(mutant)
        elif listed is not None:
            self.expected[mutant.module] += 1
            self.lived.add(listed)
        else:
            self.unknown.append(mutant)
            print(f"survived: {mutant.module}:{mutant.line}: {mutant.before}  ->  {mutant.after}", flush=True)
        if self._log is not None:
            with self._log.open("a", encoding="utf-8") as file:
                file.write(json.dumps({**mutant._asdict(), "killed_by": kill.test, "late": kill.late}) + "\n")

    def failures(self, every: Iterable[Mutant], *, whole: bool) -> list[str]:
        """Print the shares, and return what is to be done: of a sample, only what its 95 % interval shows."""
        found: list[str] = []
        of = Counter(mutant.module for mutant in every)
        for module, tried in self.tried.items():
            killed, expected = self.killed[module], self.expected[module]
            print(f"{module}: {killed} of {tried} killed, {expected} survivors known, of {of[module]}")
        for room, wanted in WANTED.items():
            names = [module for module in self.tried if module.partition("/")[0] == room]
            tried, killed, expected = (
                sum(count[name] for name in names) for count in (self.tried, self.killed, self.expected)
            )
            if not tried:
                continue
            low, high = interval(killed, tried)
            print(f"{room}: {killed} of {tried} killed: {killed / tried:.1%}, 95 % interval {low:.1%} to {high:.1%}")
            # A sample fails where chance alone would not explain it; it may well be of lines that are listed.
            few = tried >= ENOUGH and interval(killed + expected, tried)[1] < wanted
            if killed < wanted * tried if whole else few:
                found.append(f"{room}: wanted {wanted:.0%} killed")
        print(f"{self.late} of them by the time they took")
        if self.unknown:
            print(f"\nNot in {FOLDER.name}/:\n\n{stub(self.unknown)}")
            if whole:
                found.append(
                    f"{len(self.unknown)} survivors are not in {FOLDER.name}/: write a test, or a reason there"
                )
        if self.needless and whole:
            found.append(f"killed, but in {FOLDER.name}/:\n{stub(self.needless)}")
        if whole:
            there = {mutant.key for mutant in every}
            gone = [item for item in self.known if item.module in of and not self._is_there(item, there)]
            found.extend(f"{FOLDER.name}/: {item.module}: no such survivor any more: {item.line}" for item in gone)
        return found

    def _is_there(self, item: Survivor, there: set[tuple[str, str, str, str]]) -> bool:
        """Whether all mutants that are listed can still be made; where none are, whether any of the line survived."""
        return there.issuperset(item.mutants()) if item.becomes else item in self.lived


def main() -> int:
    """Run mutants, and return 1 where too many survive."""
    parser = argparse.ArgumentParser(prog="python -m mutants", description=__doc__)
    parser.add_argument("names", nargs="*", help=f"folders or files of the package; of {' '.join(WANTED)}")
    parser.add_argument("--again", type=Path, metavar="LOG", help="only those that this log has as survivors")
    parser.add_argument("--kind", choices=KINDS, help="only those of functions, or of what runs at import, which last")
    parser.add_argument("--changed", type=Path, metavar="DIFF", help="only lines that this unified difference changes")
    parser.add_argument("--tests", nargs="+", default=["tests", "src"], help="files and folders of tests")
    parser.add_argument("--share", type=float, default=1.0, help="share of the mutants that is run")
    parser.add_argument("--most", type=int, help="as many mutants at most")
    parser.add_argument("--minutes", type=float, default=math.inf, help="no further mutants after so long on them")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--processes", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--log", type=Path, help="note each mutant in this file")
    asked = parser.parse_args()
    start = time.monotonic()
    log = asked.log and asked.log.absolute()
    lines = changed(asked.changed.read_text("utf-8")) if asked.changed else {}
    os.environ.update(dict.fromkeys(THREADS, "1"))
    with TemporaryDirectory() as folder:
        # A copy: whoever waits may go on writing.
        copy = Path(folder, "copy")
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".git", ".venv", "__pycache__", "node_modules"))
        os.chdir(copy)
        package = copy / PACKAGE
        sys.path.insert(0, str(package.parent))
        every = [mutant for name in modules(asked.names or lines, package) for mutant in mutants(package, name)]
        every = [mutant for mutant in every if not lines or mutant.line in lines.get(mutant.module, ())]
        if asked.again:
            survived = {key for key, test in noted(asked.again) if not test}
            every = [mutant for mutant in every if mutant.key in survived]
        if not every:
            print("nothing that mutants could be made of")
            return 0
        sample = chosen(every, asked.share, asked.most, asked.seed)
        prepare()
        reached = reach(package, asked.tests, asked.processes)
        print(
            f"{len(every)} mutants, of which {len(sample)} are run on {len(reached.seconds)} tests; left out, as they "
            f"do not hold in a process of their own: {', '.join(reached.failing) or 'none'}",
            flush=True,
        )
        account = Account(log)
        deadline = time.monotonic() + 60 * asked.minutes
        Trials(package, reached, asked.processes, deadline).run(sample, account.tell, asked.kind)
        whole = account.tried.total() == len(every) and not asked.changed and not asked.again
        failures = account.failures(every, whole=whole)
    print(f"{time.monotonic() - start:.0f} s")
    print(*failures, sep="\n", end="\n" if failures else "")
    return bool(failures)


if __name__ == "__main__":
    sys.exit(main())
