"""The one family of errors, each with the exit code that a shell sees."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class ComputegapError(Exception):
    """A fault that the person at the keyboard can act on: printed as one line, never a traceback."""

    exit_code = 1


class UsageError(ComputegapError):
    """The command line asks for something that does not exist or does not fit together."""

    exit_code = 2


class DataError(ComputegapError):
    """A file holds something that is not a fact in the accepted form."""

    exit_code = 3


class ScenarioError(ComputegapError):
    """A scenario or an override lacks, or contradicts, what a study needs."""

    exit_code = 4


class NoAnswerError(ComputegapError):
    """The question is well put and has no answer."""

    exit_code = 5


class StoppedError(ComputegapError):
    """Ctrl-C came before the end, and there is something to say of what there is."""

    exit_code = 130


def printable(text: str) -> str:
    """Return text with every control character written out, so that no file or argument can steer a terminal."""
    return "".join(char if char.isprintable() else repr(char)[1:-1] for char in text)


def counted(number: int, things: str) -> str:
    """Return "1 cell" or "2 cells", from a number and its plural."""
    return f"{number:,} {things.removesuffix('s') if number == 1 else things}"


def shown(value: object) -> str:
    """Return a value read from JSON as a message shows it: 'abc', and null, true or [0.7] as they stand there; cut."""
    # json is imported here because only a mistake needs it.
    import json  # noqa: PLC0415

    text = repr(value) if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return f"{text:.60}"


def nearest(word: str, known: Iterable[str], likeness: float = 0.5) -> str:
    """Return "; did you mean X?" for the known word nearest to a mistyped one, else "".

    Parameters
    ----------
    word : str
        What was typed.
    known : iterable of str
        What would have been understood.
    likeness : float
        How alike the two are at least; 1 for the same. What need be no mistake is best asked for more than half.

    Returns
    -------
    suggestion : str
        Ready to append to a message.
    """
    # difflib is imported here because only a mistake needs it.
    import difflib  # noqa: PLC0415

    folded = {candidate.casefold(): candidate for candidate in known}
    close = difflib.get_close_matches(word.casefold(), folded, n=1, cutoff=likeness)
    return f"; did you mean {folded[close[0]]}?" if close else ""
