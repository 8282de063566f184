"""Signals that are held back come once what they might have divided is done."""

from __future__ import annotations

import signal

import pytest

from computegap.signals import ENDING, held


@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="signals cannot be held back here")
def test_a_signal_is_heard_at_the_end_of_the_block_and_the_others_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[int] = []
    before = {number: signal.signal(number, lambda got, _: heard.append(got)) for number in (*ENDING, signal.SIGUSR1)}
    try:
        with held(ENDING):
            for number in (signal.SIGTERM, signal.SIGUSR1, signal.SIGINT):
                signal.raise_signal(number)  # to this thread: polars' own, which other tests start, would hear a kill
            assert heard == [signal.SIGUSR1]
        assert sorted(heard) == sorted([signal.SIGINT, signal.SIGTERM, signal.SIGUSR1])
        assert not ENDING & signal.pthread_sigmask(signal.SIG_BLOCK, ())
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    # Where a system cannot hold any, the block runs all the same.
    monkeypatch.delattr(signal, "pthread_sigmask")
    with held(ENDING):
        assert not hasattr(signal, "pthread_sigmask")
