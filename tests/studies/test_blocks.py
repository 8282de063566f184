"""Long runs: blocks are combined into one answer, however many there are, and can be stopped."""

from __future__ import annotations

import os
import time
from threading import Barrier
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pytest

from computegap.core.distributions import Belief
from computegap.core.sampling import Plan, draws
from computegap.errors import ScenarioError
from computegap.results.shared import Quantity, StandardError
from computegap.studies import blocks
from computegap.studies.blocks import Stage, Watch, block_for, block_sizes, combined, in_blocks
from computegap.studies.compare import compare
from computegap.studies.inputs import quantity

if TYPE_CHECKING:
    from collections.abc import Callable

BELIEF = Belief("x", "lognormal", 1.0, 2.0, 5.0)


class Answer(NamedTuple):
    """A result with every kind of thing in it."""

    name: str
    value: Quantity
    listed: tuple[Quantity, ...]
    by_name: dict[str, Quantity]
    known: Quantity | None


def answer(block: int, samples: int) -> Answer:
    found = quantity(draws(BELIEF, Plan(0, samples, block=block)), "USD")
    return Answer("a", found, (found,), {"x": found}, found if block == 0 else None)


@pytest.fixture
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "BLOCK", 1024)
    monkeypatch.setattr(blocks, "LEAST_BLOCK", 128)
    monkeypatch.setattr(blocks, "MOST", 10_000)


@pytest.mark.usefixtures("small_blocks")
def test_blocks_are_averaged_and_the_rest_is_kept() -> None:
    sizes = [1024, 1024, 952]
    parts = [answer(block, size).value for block, size in enumerate(sizes)]
    run = in_blocks(answer, 3000, headline=lambda result: result.value)
    assert run.samples == 3000
    assert run.notes == ()
    assert run.result.name == "a"
    assert run.result.known is None
    assert run.result.value.p50 == pytest.approx(np.average([part.p50 for part in parts], weights=sizes))
    assert run.result.value == run.result.listed[0] == run.result.by_name["x"]
    told = run.result.value.standard_error
    errors = [part.standard_error.p95 for part in parts if part.standard_error]
    assert told is not None
    assert told.p95 == pytest.approx(np.hypot.reduce(np.multiply(errors, sizes)) / 3000)


@pytest.mark.parametrize(("before", "after"), [({"x": 1}, None), (None, {"x": 1}), (None, None)])
def test_a_group_that_some_block_has_none_of_is_none(before: object, after: object) -> None:
    assert combined(before, after, 0.5) is None


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize("lacking", [0, 1])
def test_what_some_block_has_no_answer_to_is_left_out(lacking: int) -> None:
    """What offsets a penalty, where some draws have none."""

    def some(block: int, samples: int) -> Answer:
        found = answer(block, samples)
        return found if block == lacking else found._replace(by_name={**found.by_name, "y": found.value})

    assert in_blocks(some, 3000).result.by_name.keys() == {"x"}


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize(
    ("samples", "sizes"),
    [
        (5, [5]), (1024, [1024]), (1300, [1024, 276]), (1030, [515, 515]), (2049, [1024, 512, 513]), (2048, [1024] * 2),
        # An eighth of a block is left by itself.
        (1024 + 127, [575, 576]), (1024 + 128, [1024, 128]),
    ],
)  # fmt: skip
def test_blocks_are_whole_but_for_what_is_left(samples: int, sizes: list[int]) -> None:
    assert list(block_sizes(samples)) == sizes


def test_an_answer_that_comes_out_again_is_drawn_in_the_same_blocks() -> None:
    assert list(block_sizes(65_536)) == [65_536]
    assert list(block_sizes(200_000)) == [65_536, 65_536, 34_464, 34_464]
    assert [block_for(values) for values in (1, 2, 16, 17, 1000)] == [65_536, 32_768, 4096, 4096, 4096]


@pytest.mark.usefixtures("small_blocks")
def test_the_more_values_a_sample_has_the_smaller_the_blocks() -> None:
    assert [block_for(values) for values in (1, 2, 3, 4, 6, 26)] == [1024, 512, 256, 256, 128, 128]
    seen: list[int] = []

    def noted(block: int, samples: int) -> Answer:
        seen.append(samples)
        return answer(block, samples)

    in_blocks(noted, 2048, values=2)
    assert seen == [512] * 4


@pytest.mark.usefixtures("small_blocks")
def test_a_precision_is_sampled_for() -> None:
    asked = in_blocks(answer, 1024, headline=lambda result: result.value, precision=0.004)
    value = asked.result.value
    assert value.standard_error is not None
    assert 1024 < asked.samples < 10_000
    for name in ("p5", "p50", "p95"):
        assert getattr(value.standard_error, name) <= 0.004 * getattr(value, name)
    assert asked.notes == ()


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize(
    ("samples", "sizes"),
    [
        (5, [512]), (600, [600]), (1024, [1024]), (1025, [512, 1024]), (2600, [552, 1024, 1024]),
        (10_500, [512, *[1024] * 9, 772]),
    ],
)  # fmt: skip
def test_beside_a_precision_the_samples_asked_for_are_the_least(samples: int, sizes: list[int]) -> None:
    seen: list[int] = []

    def noted(block: int, size: int) -> Answer:
        seen.append(size)
        return answer(block, size)

    run = in_blocks(noted, samples, headline=lambda result: result.value, precision=0.9)
    assert run.samples == sum(sizes)
    # Threads may have begun what nobody waits for.
    assert sorted(seen[: len(sizes)]) == sorted(sizes)
    assert run.notes == ()


@pytest.mark.usefixtures("small_blocks")
def test_a_precision_out_of_reach_is_told() -> None:
    run = in_blocks(answer, 1024, headline=lambda result: result.value, precision=1e-9)
    assert run.samples == 10_000
    assert run.notes[0].startswith("Precision of 1e-09 not reached: 0.00")
    assert run.notes[0].endswith(" after 10,000 samples, the most.")


def test_a_run_for_a_precision_gives_up_at_a_hundred_million_samples() -> None:
    run = in_blocks(settling(0.04), 1024, headline=lambda result: result.value, precision=1e-9)
    assert run.samples == 100_000_000
    assert run.notes[0].endswith(" after 100,000,000 samples, the most.")


def settling(error: float) -> Callable[[int, int], Answer]:
    """Answer with such a standard error in every block, of figures of about 1."""
    found = Quantity(*(1.0,) * 6, unit="1", standard_error=StandardError(*(error,) * 6))._replace(p95=1.0001)

    def told(_: int, __: int) -> Answer:
        return Answer("a", found, (), {}, None)

    return told


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize(
    ("samples", "precision", "told"),
    [
        # A standard error of 4 % in a block of 1,024, and the square of what it is too large by.
        (1024, 0.021, [(0, 1024), (1024, 3716), (2048, 3716), (3072, 3716)]),
        (2048, 0.021, [(0, 2048), (1024, 3716), (2048, 3716), (3072, 3716)]),
        (4096, 0.5, [(0, 4096), (1024, 4096), (2048, 4096), (3072, 4096)]),
        (1024, 1e-4, [(0, 1024), *((done, 10_000) for done in (*range(1024, 10_000, 1024), 10_000))]),
    ],
)
def test_how_many_samples_a_precision_will_take_is_told_after_each_block(
    samples: int, precision: float, told: list[tuple[int, int]]
) -> None:
    watch = Stopping()
    in_blocks(settling(0.04), samples, headline=lambda result: result.value, precision=precision, watch=watch)
    assert watch.heard == told


@pytest.mark.usefixtures("small_blocks")
def test_what_is_exact_takes_no_more_samples_than_were_asked_for() -> None:
    exact = Quantity(*(3.0,) * 6, unit="1")
    watch = Stopping()
    in_blocks(
        lambda _, __: Answer("a", exact, (), {}, None),
        2048,
        headline=lambda item: item.value,
        precision=0.01,
        watch=watch,
    )
    assert watch.heard == [(0, 2048), (1024, 2048)]


@pytest.mark.usefixtures("small_blocks")
def test_a_precision_that_is_just_reached_is_enough() -> None:
    found = Quantity(2.0, 1.0, 1.5, 2.0, 2.5, 4.0, "1", standard_error=StandardError(*(0.25,) * 6))
    told = Answer("a", found, (), {}, None)
    run = in_blocks(lambda _, __: told, 1024, headline=lambda item: item.value, precision=0.25)
    assert run.samples == 1024


def test_what_has_no_range_is_precise_at_once() -> None:
    exact = Quantity(*(3.0,) * 6, unit="1")
    run = in_blocks(
        lambda _, __: Answer("a", exact, (), {}, None), 512, headline=lambda item: item.value, precision=0.01
    )
    assert run.samples == 512


class Stopping(Watch):
    """Presses Ctrl-C, as it were."""

    def __init__(self) -> None:
        self.heard: list[tuple[int, int]] = []
        self.over = False

    def told(self, done: int, wanted: int) -> None:
        self.heard.append((done, wanted))

    def done(self) -> None:
        self.over = True


@pytest.mark.usefixtures("small_blocks")
def test_an_interrupted_run_tells_what_it_has() -> None:
    def stopped(block: int, samples: int) -> Answer:
        if block == 2:
            raise KeyboardInterrupt
        return answer(block, samples)

    watch = Stopping()
    run = in_blocks(stopped, 5000, headline=lambda result: result.value, watch=watch)
    assert watch.interrupted
    assert watch.over
    assert watch.heard == [(0, 5000), (1024, 5000), (2048, 5000)]
    assert watch.came_to == "2,048 of 5,000 samples"
    assert run.samples == 2048
    assert run.notes == ("Interrupted: the estimate after 2,048 samples.",)
    assert run.stopped == {"samples": 2048}


@pytest.mark.usefixtures("small_blocks")
def test_an_interrupted_run_for_a_precision_comes_out_again_by_what_it_reached() -> None:
    def stopped(block: int, samples: int) -> Answer:
        if block == 2:
            raise KeyboardInterrupt
        return answer(block, samples)

    watch = Stopping()
    run = in_blocks(stopped, 700, headline=lambda result: result.value, precision=1e-4, watch=watch)
    assert watch.came_to == "1,724 samples"
    value = run.result.value
    assert value.standard_error is not None
    reached = max(getattr(value.standard_error, name) / getattr(value, name) for name in ("p5", "p50", "p95"))
    precision = run.stopped["precision"]
    assert isinstance(precision, float)
    assert reached < precision < reached * 1.00001
    assert run.stopped == {"samples": 1724, "precision": precision}
    again = in_blocks(answer, 1724, headline=lambda result: result.value, precision=precision)
    assert again.result == run.result
    assert again.stopped == {}


def test_a_run_interrupted_at_once_has_nothing_to_tell() -> None:
    def stopped(_: int, __: int) -> Answer:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        in_blocks(stopped, 5000, headline=lambda result: result.value)


@pytest.mark.usefixtures("small_blocks")
def test_a_comparison_in_blocks_agrees_with_one_in_one(monkeypatch: pytest.MonkeyPatch) -> None:
    parts = compare("us", "china", samples=8192)
    monkeypatch.setattr(blocks, "BLOCK", 2**16)
    whole = compare("us", "china", samples=8192)
    assert parts.samples == whole.samples == 8192
    assert isinstance(parts.ratio.standard_error, StandardError)
    assert isinstance(whole.ratio.standard_error, StandardError)
    for name in ("p5", "p50", "p95"):
        error = getattr(parts.ratio.standard_error, name) + getattr(whole.ratio.standard_error, name)
        assert getattr(parts.ratio, name) == pytest.approx(getattr(whole.ratio, name), abs=4 * error)
    assert parts.inputs == whole.inputs


@pytest.mark.usefixtures("small_blocks")
def test_too_few_samples_for_standard_errors_are_not_what_a_precision_starts_from() -> None:
    assert in_blocks(answer, 16, headline=lambda result: result.value, precision=0.5).samples == 512


@pytest.mark.usefixtures("small_blocks")
def test_a_precision_beyond_floats_is_not_reached() -> None:
    run = in_blocks(answer, 1024, headline=lambda result: result.value, precision=5e-324)
    assert run.samples == 10_000
    assert "not reached" in run.notes[0]


@pytest.mark.usefixtures("small_blocks")
def test_threads_make_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    def late(block: int, samples: int) -> Answer:
        # The earlier a block begins, the later it ends.
        time.sleep(0.002 * (10 - block))
        return answer(block, samples)

    found = []
    # None where the system does not tell.
    for threads in (1, 2, 4, None):
        monkeypatch.setattr(os, "cpu_count", lambda threads=threads: threads)
        found.append(in_blocks(late, 9_999, headline=lambda result: result.value))
    assert found[0] == found[1] == found[2] == found[3]
    assert found[0].samples == 9_999


@pytest.mark.usefixtures("small_blocks")
def test_four_blocks_are_worked_out_at_once_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each takes memory."""
    monkeypatch.setattr(os, "cpu_count", lambda: 64)
    running: set[int] = set()
    most: list[int] = []
    all_four = Barrier(4, timeout=5)

    def met(block: int, samples: int) -> Answer:
        if block:
            running.add(block)
            # Whoever else there is begins meanwhile.
            time.sleep(0.005)
            all_four.wait()
            most.append(len(running))
            all_four.wait()
            running.remove(block)
        return answer(block, samples)

    assert in_blocks(met, 9 * 1024, headline=lambda result: result.value).samples == 9 * 1024
    assert max(most) == 4


@pytest.mark.usefixtures("small_blocks")
def test_the_fault_of_a_later_block_is_told() -> None:
    def faulty(block: int, samples: int) -> Answer:
        if block == 2:
            message = "no capex"
            raise ScenarioError(message)
        return answer(block, samples)

    with pytest.raises(ScenarioError, match="no capex"):
        in_blocks(faulty, 9_999, headline=lambda result: result.value)


def test_one_of_several_runs_tells_how_far_all_of_them_are() -> None:
    whole = Stopping()
    stage = Stage(whole, 2, 5)
    stage.told(7, 100)
    assert whole.heard == [(207, 500)]
    assert not stage.interrupted
    stage.stop(30, 100, "worlds")
    assert stage.interrupted
    assert whole.came_to == "30 of 100 worlds"


@pytest.mark.parametrize("turned", [False, True])
def test_where_one_block_has_no_standard_errors_both_together_have_none(*, turned: bool) -> None:
    """Too few samples have none."""
    large, small = (answer(0, samples).value for samples in (1024, 16))
    assert large.standard_error is not None
    assert small.standard_error is None
    both = combined(small, large, 0.25) if turned else combined(large, small, 0.75)
    assert both.standard_error is None
    assert both.p50 == pytest.approx(0.75 * large.p50 + 0.25 * small.p50)
