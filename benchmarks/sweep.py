"""How a sweep scales from one worker to two, here and on Dask's local cluster, and what memory it takes.

Run with the project installed with its extra `dask`: `python benchmarks/sweep.py [WORLDS [ENGINE WORKERS]]`; with an
engine and a number of workers, that case alone. The start of the workers is timed apart, as it does not grow with the
worlds. 244,140 worlds are 1e9 evaluations.
"""

from __future__ import annotations

import resource
import sys
import time
from functools import partial
from typing import NamedTuple

import psutil

from computegap.runs import engines
from computegap.studies.sweep import Request, opened, part_of

LEAST = 50
"""Mebibytes of a process that works; helpers of the interpreter take less."""


class Seen(NamedTuple):
    """A moment of a run."""

    seconds: float
    worlds: int
    workers: list[float]
    """Mebibytes of each, the largest first; none where this process does the work."""


def seen(start: float, worlds: int) -> Seen:
    """Look at the clock and at the workers."""
    sizes = (child.memory_info().rss / (1 << 20) for child in psutil.Process().children(recursive=True))
    workers = sorted((size for size in sizes if size > LEAST), reverse=True)
    return Seen(time.perf_counter() - start, worlds, workers)


def main() -> None:
    """Print worlds a second for each engine and number of workers, and the workers' memory on the way."""
    worlds = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    cases = [(name, workers) for name in ("local", "dask") for workers in (1, 2)]
    if len(sys.argv) > 2:  # noqa: PLR2004 - the arguments behind
        cases = [(sys.argv[2], int(sys.argv[3]))]
    vary = (f"china.process.yield=0.5..0.95:{worlds // 20}", "us.capex=300..1000:20log")
    request = Request("us", "china", vary, (), "grid", (), ())
    work = partial(part_of, request)
    parts = opened(request).parts
    for name, workers in cases:
        start = time.perf_counter()
        moments: list[Seen] = []
        done = 0
        found = engines.local(work, parts, workers) if name == "local" else engines.dask(work, parts, workers, None)
        for _, part in found:
            done += len(part.worlds)
            # At the first part, and at each eighth.
            if done * 8 // worlds >= len(moments):
                moment = seen(start, done)
                sizes = ", ".join(f"{size:.0f}" for size in moment.workers) or "none"
                print(f"  {done:9,} worlds after {moment.seconds:6.1f} s, MiB of workers: {sizes}", flush=True)
                moments.append(moment)
        pace = (moments[-1].worlds - moments[0].worlds) / (moments[-1].seconds - moments[0].seconds)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"{name:6} {workers} workers: {pace:7.0f} worlds/s, first part after {moments[0].seconds:.1f} s, "
            f"this process at its peak {peak:.0f} MiB"
        )


if __name__ == "__main__":
    main()
