"""The command line: parse, call, hand over. `main` is the one place that catches."""

from __future__ import annotations

import gc
import os
import signal
import sys
from importlib import import_module
from typing import TYPE_CHECKING, NoReturn

# Most of a short command's time is loading modules, which makes many objects and no garbage: collecting meanwhile
# costs a tenth of it. Rare collections still bound the memory of long ones.
gc.set_threshold(100_000, 20, 20)

import typer  # noqa: E402 - after the line above

from computegap.errors import ComputegapError, printable  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMANDS = (
    "compare", "forecast", "cost", "gap", "chips", "cluster", "control", "audit", "validate", "show", "sources",
    "scenario", "explain", "sensitivity", "solve", "rerun", "eval", "report", "sweep", "completion", "man",
)  # fmt: skip
"""Each is a module of this package with a `register(app)`; only the one asked for is imported."""

COMPLETING = "_COMPUTEGAP_COMPLETE"
"""Set in the environment by a shell that asks for completions, with the words typed so far beside it."""

INTERRUPTED = 130
"""What a shell reports of a program ended by Ctrl-C; typer turns the interrupt into it."""
ENDED = 143
"""What it reports of one ended by SIGTERM."""

EPILOG = """Examples:

\b
  computegap compare us china
  computegap cost --yield 0.75
  seq 1 100 | computegap gap - --format ndjson

\b
Exit codes: 0 answered, 1 a fault of ours, 2 usage, 3 bad data, 4 bad scenario
or override, 5 no answer exists, 130 interrupted, 143 ended.
COMPUTEGAP_DEBUG=1 shows where an error was raised; NO_COLOR turns colour off."""

# Typer carries its own copy of click, whose usage errors are the base of its public one.
_UsageFault: type[Exception] = typer.BadParameter.__mro__[2]


def _version(*, wanted: bool) -> None:
    if wanted:
        from computegap import __version__  # noqa: PLC0415 - read from one place

        typer.echo(f"computegap {__version__}")
        raise typer.Exit


def application(argv: Sequence[str]) -> typer.Typer:
    """Build the app with the command that is asked for, or with all where help may be wanted."""
    app = typer.Typer(
        name="computegap",
        help="The compute gap between two sides: compute, cost and performance, every number with its source.",
        epilog=EPILOG,
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )

    @app.callback()
    def root(
        version: bool = typer.Option(
            False,
            "--version",
            help="Print the version and exit.",
            is_eager=True,
            callback=_version_option,
        ),
    ) -> None:
        """Hold options that stand before a command."""

    root.__doc__ = None
    asked = argv[0] if argv and argv[0] in COMMANDS else None
    if not (argv and argv[0] == "--version"):
        for name in COMMANDS if asked is None else (asked,):
            import_module(f"computegap.cli.{name}").register(app)
        from computegap.cli.options import Command  # noqa: PLC0415 - every command has it by now

        for part in (app, *(group.typer_instance for group in app.registered_groups)):
            for command in part.registered_commands if part else ():
                command.cls = command.cls if issubclass(command.cls or object, Command) else Command
    return app


def _version_option(value: bool) -> None:
    _version(wanted=value)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line.

    Parameters
    ----------
    argv : sequence of str, optional
        Arguments without the program's name; those of the process by default.

    Returns
    -------
    code : int
        0 answered, 1 a fault of ours, 2 usage, 3 bad data, 4 bad scenario or override, 5 no answer, 130 interrupted.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    debug = os.environ.get("COMPUTEGAP_DEBUG") == "1"
    try:
        code = _answered(arguments)
    except ComputegapError as error:
        if debug and error.exit_code != INTERRUPTED:
            raise
        return _told(str(error), error.exit_code)
    except (KeyboardInterrupt, typer.Abort):
        code = INTERRUPTED
    except _UsageFault as error:
        if debug:
            raise
        if type(error).__name__ == "NoArgsIsHelpError":
            sys.stderr.write(f"{error}\n")
            return 2
        return _told(_usage_message(error, arguments), 2)
    except Exception as error:
        if debug:
            raise
        return _told(f"a fault of computegap's own: {type(error).__name__}: {error}; COMPUTEGAP_DEBUG=1 shows where", 1)
    if code == INTERRUPTED:
        return _told("interrupted", INTERRUPTED)
    return code if isinstance(code, int) else 0


def _answered(arguments: list[str]) -> object:
    """Hand over to the app, and end without a fault where the reader of stdout has what it wants, and is gone."""
    try:
        app = application(_typed() if COMPLETING in os.environ else arguments)
        return app(arguments, prog_name="computegap", standalone_mode=False)
    except (BrokenPipeError, SystemExit) as end:
        # Typer ends with a 1 of its own where that happens to its texts.
        if not isinstance(end, BrokenPipeError) and not isinstance(end.__context__, BrokenPipeError):
            raise
    except OSError as error:
        # Typer writes texts of its own, such as help, and opens no files.
        if not _is_raised_by_typer(error):
            raise
        from computegap.cli.delivery import not_written  # noqa: PLC0415 - stdout fails rarely

        not_written(error)
    except Exception:
        # A library may make a fault of its own of what a signal raised within it, as pydantic does.
        if _ends:
            raise _ends[-1] from None
        raise
    silence()
    return 0


def _is_raised_by_typer(error: BaseException) -> bool:
    where = error.__traceback__
    while where and where.tb_next:
        where = where.tb_next
    return where is not None and str(where.tb_frame.f_globals["__name__"]).startswith("typer.")


def _typed() -> list[str]:
    from computegap.cli.completion import typed  # noqa: PLC0415 - only a shell asks

    return typed()


def _usage_message(error: BaseException, arguments: Sequence[str]) -> str:
    # Typer puts each choice on a line of its own.
    told = getattr(error, "format_message", lambda: str(error))().rstrip(".").replace("\n\t", " ")
    command = f"{arguments[0]} " if arguments and arguments[0] in COMMANDS else ""
    return f"{told.removesuffix('?')}; computegap {command}--help tells more"


def _told(message: str, code: int) -> int:
    sys.stderr.write(f"computegap: {printable(message)}\n")
    return code


def silence() -> None:
    """Let what stdout still holds go nowhere: it must not fail at the interpreter's shutdown."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


_ends: list[BaseException] = []
"""What signals have raised, and nobody has heard on purpose."""


def heard() -> None:
    """Take note that what a signal raised was caught on purpose: a fault that follows is none of its making."""
    _ends.clear()


def _end(number: int, _: object) -> NoReturn:
    # Raised, so that drafts are removed on the way out.
    _ends.append(KeyboardInterrupt() if number == signal.SIGINT else SystemExit(ENDED))
    raise _ends[-1]


def run() -> None:
    """Run the command line of this process, and exit."""
    signal.signal(signal.SIGTERM, _end)
    # Ignored by what a shell has put into the background, and left so.
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
        signal.signal(signal.SIGINT, _end)
    code = main()
    # What is left ends with the process: the interpreter need not look through all of it for what nobody uses.
    gc.freeze()
    sys.exit(code)
