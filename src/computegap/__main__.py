"""`python -m computegap`, and the program of that name."""

import io
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing_extensions import Buffer


class _Unfailing(io.FileIO):
    """A file that takes what it cannot write as written: a note that nobody reads must not become the exit code."""

    def write(self, text: "Buffer", /) -> int:
        """Write what can be written."""
        try:
            return super().write(text)
        except OSError:
            return memoryview(text).nbytes


def open_streams() -> None:
    """Put streams in the place of those that the program was started without, where Python has None."""
    # The types have no None.
    out, err = sys.stdout, sys.stderr
    if out is None:
        # Nothing can be written to it, which is told once something is.
        sys.stdout = os.fdopen(os.open(os.devnull, os.O_RDONLY), "w", encoding="utf-8")
    told_to = _Unfailing(os.devnull, "w") if err is None else _Unfailing(err.fileno(), "w", closefd=False)
    encoding = "utf-8" if err is None else err.encoding
    sys.stderr = io.TextIOWrapper(io.BufferedWriter(told_to), encoding, "backslashreplace", line_buffering=True)


def run() -> None:
    """Run the command line of this process; an interrupt while it is being loaded is told as a later one is."""
    open_streams()
    # To look for plugins, pydantic reads what every package that is installed says of itself; none is wanted here.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    # Nor is linear algebra of any size, for which numpy would start a thread on every processor.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        from computegap.cli import run as run_loaded  # noqa: PLC0415 - most of a short command's time goes here

        run_loaded()
    except KeyboardInterrupt:
        sys.stderr.write("computegap: interrupted\n")
        # The code's name, INTERRUPTED, stands in what may not have been loaded.
        sys.exit(130)


if __name__ == "__main__":
    run()
