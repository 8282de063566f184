"""A bar on stderr for runs that last."""

import sys
import time
from threading import RLock, Timer
from typing import TYPE_CHECKING

from computegap.cli import heard
from computegap.studies.blocks import Watch

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

PATIENCE = 1.0
"""Seconds that a run may last before a bar is worth showing."""


class Bar(Watch):
    """Shows how far a run has come, where stderr is a terminal and the run lasts."""

    def __init__(self, *, quiet: bool = False, unit: str = "samples") -> None:
        """Note the time; nothing is shown yet."""
        self._quiet = quiet
        self._unit = unit
        self._start = time.monotonic()
        self._come = (0, 0)
        self._lock = RLock()
        self._timer: Timer | None = None
        self._shown: tuple[Progress, TaskID] | None = None

    def stop(self, done: int, wanted: int | None, things: str = "samples") -> None:
        """Take note that the run was stopped."""
        # What fails from here on, such as a file that cannot be written, is told as it would be otherwise.
        heard()
        super().stop(done, wanted, things)

    def told(self, done: int, wanted: int) -> None:
        """Move the bar."""
        if self._quiet or not sys.stderr.isatty():
            return
        with self._lock:
            self._come = (done, wanted)
            left = self._start + PATIENCE - time.monotonic()
            if self._shown is not None:
                progress, task = self._shown
                progress.update(task, completed=done, total=wanted)
            elif left <= 0:
                self._show()
            elif self._timer is None:
                # A run may last long before it is told of again.
                self._timer = Timer(left, self._show_late)
                self._timer.daemon = True
                self._timer.start()

    def _show(self) -> None:
        done, wanted = self._come
        if self._shown is None and done < wanted:
            # Known before it is drawn, so that an interrupt meanwhile takes it away again.
            self._shown = _bar(done, wanted, self._unit)
            self._shown[0].start()

    def _show_late(self) -> None:
        with self._lock:
            # The run may be over by now.
            if self._timer is not None:
                self._show()

    def done(self) -> None:
        """Take the bar away."""
        with self._lock:
            if self._timer is not None:
                self._timer.cancel()
                self._timer = None
            if self._shown is not None:
                self._shown[0].stop()
                self._shown = None


def _bar(done: int, wanted: int, unit: str) -> "tuple[Progress, TaskID]":
    # rich is imported once there is a bar to draw: most runs are over by then.
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    progress = Progress(
        TextColumn(f"{{task.completed:,.0f}} of {{task.total:,.0f}} {unit}"),
        BarColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
        # An answer that is written meanwhile belongs to stdout.
        redirect_stdout=False,
    )
    return progress, progress.add_task("", completed=done, total=wanted)
