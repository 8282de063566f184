"""How far a long run is, told on stderr."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import TextIO

EVERY_ON_A_TERMINAL = 0.5
EVERY_ELSEWHERE = 30.0
"""Seconds between two lines."""


def told(done: int, taken_over: int, total: int, seconds: float) -> str:
    """Say how far, and how long it will take at the pace so far; what an earlier run did has no pace."""
    text = f"{done:,} of {total:,} worlds, {done / total:.0%}"
    own = done - taken_over
    return f"{text}, {duration(seconds * (total - done) / own)} left" if own and done < total else text


def duration(seconds: float) -> str:
    """Seconds as a reader takes them in."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes:02d} min"
    return f"{minutes} min {rest:02d} s" if minutes else f"{rest} s"


class Progress:
    """Lines on stderr: one that is written over on a terminal, now and then one elsewhere."""

    def __init__(self, stream: TextIO, total: int, taken_over: int, *, quiet: bool) -> None:
        """Start the clock."""
        self._quiet = quiet
        self._stream = stream
        self._total = total
        self._taken_over = self._done = taken_over
        self._start = self._last = time.monotonic()
        self._is_terminal = stream.isatty()

    @property
    def seconds(self) -> float:
        """Since the start."""
        return time.monotonic() - self._start

    def add(self, worlds: int) -> None:
        """Count worlds that are done."""
        self._done += worlds
        now = time.monotonic()
        if not self._quiet and now - self._last >= (EVERY_ON_A_TERMINAL if self._is_terminal else EVERY_ELSEWHERE):
            self._last = now
            text = told(self._done, self._taken_over, self._total, now - self._start)
            self._stream.write(f"\r{text}\x1b[K" if self._is_terminal else f"{text}\n")
            self._stream.flush()

    def end(self) -> None:
        """Clear the line that was written over."""
        if self._is_terminal and not self._quiet:
            self._stream.write("\r\x1b[K")

    def tell(self, text: str) -> None:
        """Say something for good."""
        self.end()
        if not self._quiet:
            self._stream.write(f"computegap: {text}\n")
