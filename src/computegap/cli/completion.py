"""`computegap completion`."""

import enum
import os
from typing import Annotated

import typer

from computegap.cli import COMPLETING

EPILOG = """Examples:

\b
  eval "$(computegap completion bash)"
  computegap completion bash > ~/.local/share/bash-completion/completions/computegap
  computegap completion zsh > ~/.zfunc/_computegap
  computegap completion fish > ~/.config/fish/completions/computegap.fish

\b
It completes commands, options, parties, chips, scenarios, rules, quantities and
inputs. zsh looks into ~/.zfunc after 'fpath+=~/.zfunc' above compinit in .zshrc."""


class Shell(enum.StrEnum):
    """Shells that can be told."""

    bash = "bash"
    zsh = "zsh"
    fish = "fish"


def completion(
    ctx: typer.Context, shell: Annotated[Shell, typer.Argument(metavar="bash|zsh|fish", help="The shell to tell.")]
) -> None:
    """Print what makes a shell complete this program's names."""
    from typer.completion import shell_complete  # noqa: PLC0415 - what no other command needs

    _know_shells()
    shell_complete(ctx.find_root().command, {}, "computegap", COMPLETING, f"source_{shell.value}")


def typed() -> list[str]:
    """Words typed behind the program's name, of the command line that a shell wants completed."""
    _know_shells()
    words = os.environ.get("COMP_WORDS") or os.environ.get("_TYPER_COMPLETE_ARGS", "")
    return words.split()[1:]


def _know_shells() -> None:
    from typer.completion import get_completion_inspect_parameters  # noqa: PLC0415 - what no other command needs

    # Typer knows its shells once it has been asked for its own options, which we do without.
    get_completion_inspect_parameters()


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog=EPILOG)(completion)
