"""How fast `eval` answers rows, against other programs that do arithmetic on as many.

Run with the project installed with its extra `rows`: `python benchmarks/rows.py [ROWS [ROUNDS]]`. Miller (`mlr`),
DuckDB's command line (`duckdb`), `jq` and polars by hand are measured where they are installed; each adds two columns,
by some fifteen operations on six columns. Programs run in turn, a round at a time, and each ratio is taken inside a
round, as other work on the machine slows a whole round; the medians are printed.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import numpy as np

INPUTS = {
    "us.capex": (300, 500),
    "china.capex": (70, 100),
    "china.subsidy": (50, 70),
    "china.process.yield": (0.6, 0.9),
    "chips.h20.price": (12e3, 15e3),
    "us.chips.b200.h100_equivalent": (5, 10),
}
RATIO = (
    "{0} * 0.444 * {5} / 35000 / (({1} + {2} * 0.5) * 0.444)"
    " * (0.77 * {4} / 0.1496 + 0.23 * 15000 * (1 + 0.5 * (0.9 / {3} - 1)))"
)
"""Of the same size as the arithmetic of `compare`, not the same."""
BY_HAND = """
import polars as pl, sys
c = pl.col
ratio = {ratio}
gap = 1 - (-0.11 * c("ratio").log()).exp()
pl.scan_{kind}(sys.argv[1]).with_columns(ratio=ratio).with_columns(performance_gap=gap).sink_{kind}(sys.stdout.buffer)
"""
RUN = "from computegap.__main__ import run; run()"
WITHOUT = "import sys; sys.modules['polars'] = None; from computegap.__main__ import run; run()"


class Taken(NamedTuple):
    """What one run took."""

    seconds: float
    mebibytes: float
    """At its peak."""


def programs(kind: str, path: Path) -> dict[str, list[str]]:
    """Command lines by name, of the programs that are there."""
    names = list(INPUTS)
    columns = RATIO.format(*(f'c("{name}")' for name in names))
    mlr = RATIO.format(*(f"${{{name}}}" for name in names))
    jq = RATIO.format(*(f'.["{name}"]' for name in names))
    quoted = RATIO.format(*(f'"{name}"' for name in names))
    option = {"csv": "format csv", "ndjson": "format json"}[kind]
    sql = f"""copy (select *, 1 - exp(-0.11 * ln(ratio)) as performance_gap from
        (select *, {quoted} as ratio from '{path}')) to '/dev/stdout' ({option})"""  # noqa: S608 - no stranger's
    asked = ["eval", "ratio", "performance_gap", "--input", str(path)]
    gap = "1 - exp(-0.11 * log($ratio))"
    miller = ["--icsv", "--ocsv"] if kind == "csv" else ["--ijsonl", "--ojsonl"]
    found = {
        "computegap eval": [sys.executable, "-c", RUN, *asked],
        "... without polars": [sys.executable, "-c", WITHOUT, *asked],
        "polars by hand": [sys.executable, "-c", BY_HAND.format(ratio=columns, kind=kind), str(path)],
        "duckdb": ["duckdb", "-c", sql],
        "mlr": ["mlr", *miller, "put", f"$ratio = {mlr}; $performance_gap = {gap}", str(path)],
    }
    if kind == "ndjson":
        found["jq"] = ["jq", "-c", f".ratio = {jq} | .performance_gap = 1 - (-0.11 * (.ratio | log) | exp)", str(path)]
    return {name: command for name, command in found.items() if shutil.which(command[0])}


def taken(command: list[str]) -> Taken:
    """Run a program to its end, its output thrown away by way of a pipe."""
    start = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout  # noqa: S101 - a pipe was asked for
        while os.read(process.stdout.fileno(), 1 << 20):
            pass
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{command[0]} ended with {process.returncode}")
    return Taken(time.perf_counter() - start, usage.ru_maxrss / 1024)


def write_rows(path: Path, rows: int) -> None:
    """Write rows of random inputs, as many digits to a figure as people give it."""
    rng = np.random.default_rng(0)
    names = list(INPUTS)
    with path.open("w", encoding="utf-8") as file:
        if path.suffix == ".csv":
            file.write(",".join(names) + "\n")
        for start in range(0, rows, 100_000):
            size = min(100_000, rows - start)
            columns = [np.round(rng.uniform(low, high, size), 4).tolist() for low, high in INPUTS.values()]
            for row in zip(*columns, strict=True):
                if path.suffix == ".csv":
                    file.write(",".join(map(repr, row)) + "\n")
                else:
                    pairs = ",".join(f'"{name}":{value!r}' for name, value in zip(names, row, strict=True))
                    file.write("{" + pairs + "}\n")


def main() -> None:
    """Print medians and ratios, then the memory of ten times the rows."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 3  # noqa: PLR2004 - the second argument
    with tempfile.TemporaryDirectory() as folder:
        for kind in ("csv", "ndjson"):
            path = Path(folder, f"rows.{kind}")
            write_rows(path, rows)
            commands = programs(kind, path)
            runs: dict[str, list[Taken]] = {name: [] for name in commands}
            for _ in range(rounds):
                for name, command in commands.items():
                    runs[name].append(taken(command))
            print(f"{kind}, {rows:,} rows, {path.stat().st_size / 1e6:.0f} MB")
            own = [run.seconds for run in runs["computegap eval"]]
            for name, found in runs.items():
                ratio = statistics.median(run.seconds / mine for run, mine in zip(found, own, strict=True))
                seconds = statistics.median(run.seconds for run in found)
                peak = max(run.mebibytes for run in found)
                print(f"{seconds:8.2f} s {ratio:6.2f} x eval {peak:6.0f} MiB  {name}")
            write_rows(path, 10 * rows)
            more = taken(commands["computegap eval"]).mebibytes / max(run.mebibytes for run in runs["computegap eval"])
            print(f"peak memory at ten times the rows: {more:.2f} x (bound 1.5)")


if __name__ == "__main__":
    main()
