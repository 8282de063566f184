"""How a sweep scales from one worker to two, here and on Dask's local cluster, and what memory it takes.

Run with the project installed with its extra `dask`: `python benchmarks/sweep.py [WORLDS]`. The start of the workers is
timed apart, as it does not grow with the worlds.
"""

from __future__ import annotations

import resource
import sys
import time
from functools import partial

from computegap.runs import engines
from computegap.studies.sweep import Request, opened, part_of


def main() -> None:
    """Print worlds a second for each engine and number of workers."""
    worlds = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    vary = (f"china.process.yield=0.5..0.95:{worlds // 20}", "us.capex=300..1000:20log")
    request = Request("us", "china", vary, (), "grid", (), ())
    work = partial(part_of, request)
    parts = opened(request).parts
    for name in ("local", "dask"):
        for workers in (1, 2):
            start = time.perf_counter()
            first = None
            done = 0
            found = engines.local(work, parts, workers) if name == "local" else engines.dask(work, parts, workers, None)
            for _, part in found:
                done += len(part.worlds)
                if first is None:
                    first = (time.perf_counter(), done)
                last = time.perf_counter()
            if first is None:
                return
            pace = (done - first[1]) / (last - first[0])
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(
                f"{name:6} {workers} workers: {pace:7.0f} worlds/s, first part after {first[0] - start:.1f} s, "
                f"this process at its peak {peak:.0f} MiB"
            )


if __name__ == "__main__":
    main()
