"""`python -m computegap`, and the program of that name."""

import os
import sys


def run() -> None:
    """Run the command line of this process; an interrupt while it is being loaded is told as a later one is."""
    # To look for plugins, pydantic reads what every package that is installed says of itself; none is wanted here.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    try:
        from computegap.cli import run as run_loaded  # noqa: PLC0415 - most of a short command's time goes here

        run_loaded()
    except KeyboardInterrupt:
        sys.stderr.write("computegap: interrupted\n")
        # The code's name, INTERRUPTED, stands in what may not have been loaded.
        sys.exit(130)


if __name__ == "__main__":
    run()
