"""Long runs: blocks of samples worked out one after another, each to a whole result, and the results combined.

Memory does not grow with the samples, a study works a block out as it would all of them, and a run can be stopped with
the estimate so far.
"""

from __future__ import annotations

import math
import os
from collections import deque
from contextlib import closing
from itertools import chain, islice
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from computegap.core.sampling import LEAST_REPLICATE, REPLICATES
from computegap.results.shared import Quantity, StandardError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Mapping

BLOCK = 2**16
"""Samples worked out at a time: in memory, enough for percentiles of their own, and a power of two for the lattice."""
LEAST_BLOCK = 2**12
"""Of a block of samples that have many values each: as many as are drawn by default, which so stay in one block."""
MOST_THREADS = 4
"""Blocks that are worked out at once, as each takes memory."""
MOST = 10**8
"""Samples at which a run for a precision gives up."""
LARGEST = 1e300
"""Precision of what has none, as a number that JSON has."""
R = TypeVar("R", bound="tuple[object, ...]")


class Watch:
    """Hears how a long run goes; this one does nothing about it."""

    came_to = ""
    """How far the run was when it was stopped before its end, as people say it."""

    @property
    def interrupted(self) -> bool:
        """Whether the run was stopped before its end."""
        return bool(self.came_to)

    def stop(self, done: int, wanted: int | None, things: str = "samples") -> None:
        """Take note that the run was stopped, after samples of those that were wanted, where their number is known."""
        self.came_to = f"{done:,} {things}" if wanted is None else f"{done:,} of {wanted:,} {things}"

    def told(self, done: int, wanted: int) -> None:
        """Take note of the samples done so far, and of those that will be needed."""

    def done(self) -> None:
        """Take note that the run is over."""


class Stage(Watch):
    """Hears one of several runs of equal length that a longer one is made of, and tells how far the whole is."""

    def __init__(self, whole: Watch, stage: int, stages: int) -> None:
        """Count stages from 0."""
        self._whole = whole
        self._stage = stage
        self._stages = stages

    @property
    def interrupted(self) -> bool:
        """Whether the whole was stopped."""
        return self._whole.interrupted

    def stop(self, done: int, wanted: int | None, things: str = "samples") -> None:
        """Tell the whole, whose answer it is that has so many samples."""
        self._whole.stop(done, wanted, things)

    def told(self, done: int, wanted: int) -> None:
        """Tell the whole."""
        self._whole.told(self._stage * wanted + done, self._stages * wanted)


class Run(NamedTuple, Generic[R]):
    """What a run came to."""

    result: R
    samples: int
    notes: tuple[str, ...]
    stopped: Mapping[str, object]
    """Settings under which a run comes to this and is not stopped; none where this one was not."""


def in_blocks(
    answer: Callable[[int, int], R],
    samples: int,
    *,
    headline: Callable[[R], Quantity] | None = None,
    combine: Callable[[R, R, float], R] | None = None,
    precision: float | None = None,
    watch: Watch | None = None,
    values: int = 1,
) -> Run[R]:
    """Work a question out block by block.

    Parameters
    ----------
    answer : callable
        From the number of a block and its samples to a result.
    samples : int
        Samples in all; where a precision is wanted, the least.
    headline : callable, optional
        From a result to the quantity whose percentiles are to be precise, where a precision is wanted.
    combine : callable, optional
        From two results, and the share of the samples that the first stands for, to one of both; by default
        quantities are averaged, and all else is the same in both.
    precision : float, optional
        Standard error to reach, as a share of each of p5, p50 and p95. [1]
    watch : Watch, optional
        Is told at the start and after each block, and whether Ctrl-C stopped the run.
    values : int
        Values of a quantity for each sample, such as one a year: the more of them, the smaller the blocks.

    Returns
    -------
    run : Run
        Means of the blocks' percentiles, with standard errors from all of them.

    Raises
    ------
    KeyboardInterrupt
        If it is stopped before the first block is done.
    """
    import numpy as np  # noqa: PLC0415 - whoever needs blocks has it

    def answered(block: int, size: int) -> R:
        # What overflows or divides by nothing is refused by name where it is reported, not warned of.
        with np.errstate(all="ignore"):
            return answer(block, size)

    watch = watch or Watch()
    _keep_freed_memory()
    try:
        watch.told(0, samples)
        sizes = _sizes(samples, precision, block_for(values))
        return _run(answered, samples, sizes, headline, combine or combined, precision, watch)
    finally:
        watch.done()


def _keep_freed_memory() -> None:
    """Let the arrays of one block be used again for the next: asking the system for fresh ones takes half the time.

    The C library hands freed memory back unless it has seen a larger piece freed; this is the largest that it minds,
    and costs nothing, as nobody writes into it.
    """
    import numpy as np  # noqa: PLC0415 - whoever needs blocks has it

    np.empty(2**25 - 2**17, np.uint8)


def _run(
    answer: Callable[[int, int], R],
    samples: int,
    sizes: Iterator[int],
    headline: Callable[[R], Quantity] | None,
    combine: Callable[[R, R, float], R],
    precision: float | None,
    watch: Watch,
) -> Run[R]:
    result: R | None = None
    done = 0
    wanted = samples
    notes: list[str] = []
    stopped: dict[str, object] = {}
    try:
        with closing(_answers(answer, sizes)) as answers:
            for size, found in answers:
                both = found if result is None else combine(result, found, done / (done + size))
                # At once: an interrupt must not fall between them.
                result, done = both, done + size
                reached = _relative_error(headline(result)) if headline else 0.0
                if precision is not None:
                    if done >= samples and reached <= precision:
                        break
                    # Multiplied, as a power that is too large for a float is an error.
                    more = (reached / precision) * (reached / precision)
                    wanted = max(samples, math.ceil(min(MOST, done * more)))
                watch.told(done, wanted)
            else:
                if precision is not None:
                    notes.append(
                        f"Precision of {precision:.3g} not reached: {reached:.3g} after {done:,} samples, the most."
                    )
    except KeyboardInterrupt:
        if result is None:
            raise
        watch.stop(done, samples if precision is None else None)
        notes.append(interrupted_after(done))
        stopped["samples"] = done
        if precision is not None and headline:
            # Its blocks differ from those of a run without one. A little more than was reached: JSON has fewer digits.
            stopped["precision"] = _relative_error(headline(result)) * 1.000001
    if result is None:  # pragma: no cover - there is always a block
        raise TypeError
    return Run(result, done, tuple(notes), stopped)


def interrupted_after(samples: int) -> str:
    """Say that there are fewer samples than were asked for."""
    return f"Interrupted: the estimate after {samples:,} samples."


def _answers(answer: Callable[[int, int], R], sizes: Iterator[int]) -> Generator[tuple[int, R]]:
    """Samples and result of each block, in their order.

    The first block is worked out alone: most runs have no other, and it reads what the others share. Threads work
    the others out, as numpy needs no lock of Python's; which of them ends first makes no difference.
    """
    size = next(sizes)
    yield size, answer(0, size)
    following = enumerate(sizes, 1)
    if (second := next(following, None)) is None:
        return
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - few runs are long

    threads = min(os.cpu_count() or 1, MOST_THREADS)
    pool = ThreadPoolExecutor(threads)
    try:
        blocks = chain((second,), following)
        ahead = deque((size, pool.submit(answer, block, size)) for block, size in islice(blocks, threads))
        while ahead:
            size, future = ahead.popleft()
            found = future.result()
            ahead.extend((size, pool.submit(answer, block, size)) for block, size in islice(blocks, 1))
            yield size, found
    finally:
        pool.shutdown(cancel_futures=True)


def block_for(values: int) -> int:
    """Samples of a whole block where each has so many values: a power of two, as every whole block is."""
    return max(LEAST_BLOCK, BLOCK >> (values - 1).bit_length())


def block_sizes(samples: int, block: int | None = None) -> Iterator[int]:
    """Samples of each block of a run: whole blocks, as powers of two are drawn fastest, and what is left.

    Percentiles of few samples are poor: too small a rest shares with the last whole block.
    """
    block = block or BLOCK
    whole, rest = divmod(samples, block)
    shares = bool(whole) and 0 < rest < block // 8
    yield from (block for _ in range(whole - shares))
    if shares:
        last = block + rest
        yield last // 2
        yield last - last // 2
    elif rest:
        yield rest


def _sizes(samples: int, precision: float | None, block: int) -> Iterator[int]:
    """Samples of each block: those asked for, or, for a precision, as many blocks as it takes."""
    if precision is None:
        yield from block_sizes(samples, block)
        return
    # What is no whole block comes first, so that a run has the blocks of one that is asked for all that it came to.
    # Fewer than these have no standard errors, which no later block makes up for.
    rest = samples % block
    done = min(max(rest, REPLICATES * LEAST_REPLICATE), block) if rest else block
    yield done
    most = max(samples, MOST)
    while done < most:
        size = min(block, most - done)
        yield size
        done += size


def _relative_error(value: Quantity) -> float:
    """Largest standard error of p5, p50 and p95, as a share of each."""
    if value.is_exact:
        return 0.0
    errors = value.standard_error
    if errors is None:
        return LARGEST
    pairs = ((errors.p5, value.p5), (errors.p50, value.p50), (errors.p95, value.p95))
    return max(error / abs(at) if at else LARGEST for error, at in pairs)


T = TypeVar("T")


def combined(before: T, after: T, share: float) -> T:
    """Weigh two results of equal structure: quantities are averaged, all else is the same in both.

    `share` is the share of the samples that the first stands for.
    """
    found: object = before
    if isinstance(before, Quantity) and isinstance(after, Quantity):
        found = _averaged(before, after, share)
    elif isinstance(before, tuple) and isinstance(after, tuple):
        items = [combined(one, other, share) for one, other in zip(before, after, strict=True)]
        found = type(before)(*items) if hasattr(before, "_fields") else tuple(items)
    elif isinstance(before, dict) and isinstance(after, dict):
        # As of None below: what offsets a penalty is no quantity of a block in which some draws have none.
        found = {name: combined(item, after[name], share) for name, item in before.items() if name in after}
    elif after is None:
        # What some block could not answer has no answer.
        found = None
    return found  # type: ignore[return-value]  # of the structure of both


def _averaged(before: Quantity, after: Quantity, share: float) -> Quantity:
    mean, p5, p25, p50, p75, p95 = (
        share * one + (1 - share) * other for one, other in zip(before[:6], after[:6], strict=True)
    )
    errors = None
    if before.standard_error is not None and after.standard_error is not None:
        # Blocks are independent.
        pairs = zip(before.standard_error, after.standard_error, strict=True)
        errors = StandardError(*(math.hypot(share * one, (1 - share) * other) for one, other in pairs))
    return before._replace(mean=mean, p5=p5, p25=p25, p50=p50, p75=p75, p95=p95, standard_error=errors)
