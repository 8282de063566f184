"""How long commands take to start, against the floor that their libraries set.

Run with the project installed and its bytecode compiled: `python benchmarks/start_up.py [ROUNDS]`.
Programs run in turn, a round at a time; each ratio is taken inside a round, and the median of the rounds is printed.
"""

from __future__ import annotations

import compileall
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import computegap

FLOOR_OF_ONE_COMMAND = """
import typer
app = typer.Typer(add_completion=False)
@app.command()
def main(x: int = 1) -> None:
    print(42)
app([], standalone_mode=False)
"""
FLOOR_OF_LIBRARIES = """
import typer, numpy, rich.table
import pydantic
class Record(pydantic.BaseModel):
    a: int = 0; b: int = 0; c: int = 0; d: int = 0; e: float = 0
    f: float = 0; g: float = 0; h: str = ""; i: str = ""; j: str = ""
Record()
"""
RUN = "from computegap.__main__ import run; run()"
PROGRAMS = {
    "python -c pass": ["-c", "pass"],
    "floor: one typer command": [FLOOR_OF_ONE_COMMAND],
    "floor: typer, numpy, rich, pydantic": [FLOOR_OF_LIBRARIES],
    "computegap --version": ["-c", RUN, "--version"],
    "computegap cost --yield 0.75 --format json": ["-c", RUN, "cost", "--yield", "0.75", "--format", "json"],
    "computegap gap 100 --format json": ["-c", RUN, "gap", "100", "--format", "json"],
    "computegap compare us china": ["-c", RUN, "compare", "us", "china"],
}
BOUNDS = {
    "computegap cost --yield 0.75 --format json": ("floor: one typer command", 1.3),
    "computegap compare us china": ("floor: typer, numpy, rich, pydantic", 1.5),
}


def seconds(arguments: list[str]) -> float:
    """Wall time of one Python process."""
    # An environment that forbids bytecode would measure the compiler.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL, env=environment)
    return time.perf_counter() - start


def main() -> None:
    """Print medians and ratios."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    compileall.compile_dir(Path(computegap.__file__).parent, quiet=1)
    with tempfile.TemporaryDirectory() as folder:
        programs: dict[str, list[str]] = {}
        for name, arguments in PROGRAMS.items():
            programs[name] = arguments
            if name.startswith("floor"):
                # A file, as a program would be; not a module, which Python would cache.
                script = Path(folder, f"{len(programs)}.py")
                script.write_text(arguments[0])
                programs[name] = [str(script)]
        for arguments in programs.values():
            seconds(arguments)
        times: dict[str, list[float]] = {name: [] for name in programs}
        for _ in range(rounds):
            for name, arguments in programs.items():
                times[name].append(seconds(arguments))
    bare = statistics.median(times["python -c pass"])
    for name, taken in times.items():
        print(f"{statistics.median(taken) * 1000:7.1f} ms  {statistics.median(taken) / bare:5.2f} x bare  {name}")
    for name, (floor, most) in BOUNDS.items():
        ratio = statistics.median(a / b for a, b in zip(times[name], times[floor], strict=True))
        print(f"{ratio:.2f} of {floor!r} (bound {most}): {name}")


if __name__ == "__main__":
    main()
