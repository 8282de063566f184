"""Who works the parts out: this process, some processes here, or Dask's workers anywhere."""

from __future__ import annotations

import contextlib
import signal
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from computegap.errors import ComputegapError, UsageError
from computegap.signals import held

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

T = TypeVar("T")
AHEAD = 4
"""Parts handed out for each worker: enough to keep it busy, and few enough for memory."""


@contextlib.contextmanager
def _deaf_children() -> Iterator[None]:
    """Start processes that Ctrl-C does not reach: a terminal sends it to them too, and they end with this one.

    What is blocked here is blocked in them from their first moment on; here it is put off until all are started.
    """
    if hasattr(signal, "pthread_sigmask"):
        from multiprocessing import resource_tracker  # noqa: PLC0415 - only many processes need it

        # It is started with the first of them, and unblocks the signal behind it.
        resource_tracker.ensure_running()
    with held(frozenset({signal.SIGINT})):
        yield


def local(work: Callable[[int, int], T], parts: Iterable[tuple[int, int]], workers: int) -> Iterator[tuple[int, T]]:
    """Work parts out in processes of this machine.

    Parameters
    ----------
    work : callable
        From a part's first world and the first beyond it to the part; to be pickled.
    parts : iterable of (int, int)
        What is to be done.
    workers : int
        Processes; 1 is this one.

    Yields
    ------
    start, part
        As they are finished, in any order.
    """
    if workers == 1:
        for start, stop in parts:
            yield start, work(start, stop)
        return
    from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait  # noqa: PLC0415 - only many need it
    from concurrent.futures.process import BrokenProcessPool  # noqa: PLC0415 - same
    from multiprocessing import get_context  # noqa: PLC0415 - same

    waiting = iter(parts)
    # Not forked: libraries may have started threads here.
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        running: dict[Future[T], int] = {}
        try:
            while True:
                # It is these that start the processes.
                with _deaf_children():
                    for start, stop in waiting:
                        running[pool.submit(work, start, stop)] = start
                        if len(running) >= AHEAD * workers:
                            break
                if not running:
                    return
                for done in wait(running, return_when=FIRST_COMPLETED).done:
                    yield running.pop(done), done.result()
        except BrokenProcessPool:
            message = "a worker process died; finished parts are kept, and the same command continues"
            raise ComputegapError(message) from None
        finally:
            pool.shutdown(cancel_futures=True)


def dask(
    work: Callable[[int, int], T], parts: Iterable[tuple[int, int]], workers: int, address: str | None
) -> Iterator[tuple[int, T]]:
    """Work parts out on a Dask cluster: the one at an address, or one of processes here; else as `local`.

    A part whose worker dies is given to another by Dask's scheduler.

    Raises
    ------
    UsageError
        If Dask is not installed, or no scheduler answers.
    """
    try:
        from dask import config as dask_config  # noqa: PLC0415 - an extra
        from distributed import Client, LocalCluster, as_completed  # noqa: PLC0415 - same
    except ModuleNotFoundError:
        message = "--engine dask needs Dask: pip install 'computegap[dask]'"
        raise UsageError(message) from None
    import logging  # noqa: PLC0415 - only to hush it

    cluster = None
    if address is None:
        # Its profiler would keep an hour's samples of every worker, some 50 KiB a second, for a page that nobody opens.
        with dask_config.set({"distributed.worker.profile.enabled": False}), _deaf_children():
            cluster = LocalCluster(
                n_workers=workers, threads_per_worker=1, dashboard_address="127.0.0.1:0", silence_logs=logging.CRITICAL
            )
    try:
        client = Client(address if cluster is None else cluster, timeout=10)
    except (OSError, ValueError) as error:
        message = f"--scheduler {address}: no scheduler answers: {error}"
        raise UsageError(message) from None
    waiting = iter(parts)
    try:
        starts = {}
        running = as_completed(loop=client.loop)
        ahead = AHEAD * max(1, workers if cluster else len(client.nthreads()))

        def hand_out(count: int) -> None:
            for start, stop in islice(waiting, count):
                future = client.submit(work, start, stop, pure=False)
                starts[future.key] = start
                running.add(future)

        hand_out(ahead)
        for future in running:
            found: T = future.result()
            yield starts.pop(future.key), found
            hand_out(1)
    finally:
        client.close()
        if cluster is not None:
            cluster.close()
