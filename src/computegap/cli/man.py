"""`computegap man`."""

import re
from collections.abc import Iterator
from typing import TypeAlias, cast

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from computegap import __version__
from computegap.cli import application, delivery, options

EPILOG = """Examples:

\b
  computegap man | man -l -
  computegap man --output ~/.local/share/man/man1/computegap.1"""


Command: TypeAlias = TyperCommand | TyperGroup
"""What typer makes of every function, though it says no more than that they are click's."""


def man(output: options.OutputOption = None) -> None:
    """Print the manual page: what --help says of the program and of each command."""
    delivery.write("\n".join(_page()) + "\n", output)


def _page() -> Iterator[str]:
    root = cast("TyperGroup", get_command(application(())))
    context = typer.Context(root, info_name="computegap")
    summary = (root.help or "").rstrip(".")
    yield f'.TH COMPUTEGAP 1 "" "computegap {__version__}" "User Commands"'
    yield ".SH NAME"
    yield f"computegap \\- {_text(summary)}"
    yield ".SH SYNOPSIS"
    yield _text(" ".join(["computegap", *root.collect_usage_pieces(context)]))
    yield ".SH OPTIONS"
    yield from _parameters(root, context)
    yield ".SH COMMANDS"
    yield from _commands(root, context)
    yield ".SH EXAMPLES AND EXIT STATUS"
    yield from _paragraphs(root.epilog or "")


def _commands(group: TyperGroup, context: typer.Context) -> Iterator[str]:
    for name, found in group.commands.items():
        command = cast("Command", found)
        own = typer.Context(command, info_name=name, parent=context)
        yield f".SS {_text(' '.join([own.command_path, *command.collect_usage_pieces(own)]))}"
        yield from _paragraphs(command.help or "")
        yield from _parameters(command, own)
        yield from _paragraphs(command.epilog or "")
        if isinstance(command, TyperGroup):
            yield from _commands(command, own)


def _parameters(command: Command, context: typer.Context) -> Iterator[str]:
    for parameter in command.get_params(context):
        record = parameter.get_help_record(context)
        if record:
            yield from (".TP", f".B {_text(record[0])}", _text(" ".join(record[1].split())) or "\\&")


def _paragraphs(text: str) -> Iterator[str]:
    """Paragraphs to be wrapped; one behind a backspace stands as it is, as in a terminal."""
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        if not paragraph:
            continue
        yield ".PP"
        if paragraph.startswith("\b"):
            yield from (".nf", *map(_text, paragraph.removeprefix("\b\n").splitlines()), ".fi")
        else:
            yield _text(" ".join(paragraph.split()))


def _text(text: str) -> str:
    """Text that roff takes for nothing else."""
    escaped = text.replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{escaped}" if escaped.startswith((".", "'")) else escaped


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog=EPILOG)(man)
