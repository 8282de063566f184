"""A bar on stderr for runs that last."""

import sys
import time
from typing import TYPE_CHECKING

from computegap.studies.blocks import Watch

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

PATIENCE = 1.0
"""Seconds that a run may last before a bar is worth showing."""


class Bar(Watch):
    """Shows how far a run has come, where stderr is a terminal and the run lasts."""

    def __init__(self, *, quiet: bool = False) -> None:
        """Note the time; nothing is shown yet."""
        self._quiet = quiet
        self._start = time.monotonic()
        self._shown: tuple[Progress, TaskID] | None = None

    def told(self, done: int, wanted: int) -> None:
        """Move the bar."""
        if self._shown is None:
            if time.monotonic() - self._start < PATIENCE or done >= wanted or self._quiet or not sys.stderr.isatty():
                return
            self._shown = _bar(wanted)
        progress, task = self._shown
        progress.update(task, completed=done, total=wanted)

    def done(self) -> None:
        """Take the bar away."""
        if self._shown is not None:
            self._shown[0].stop()
            self._shown = None


def _bar(wanted: int) -> "tuple[Progress, TaskID]":
    # rich is imported once there is a bar to draw: most runs are over by then.
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    progress = Progress(
        TextColumn("{task.completed:,.0f} of {task.total:,.0f} samples"),
        BarColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    task = progress.add_task("", total=wanted)
    progress.start()
    return progress, task
