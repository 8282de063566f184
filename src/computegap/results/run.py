"""What it takes to get an answer again."""

from __future__ import annotations

from typing import NamedTuple


class UsedFile(NamedTuple):
    """A file of the user's that an answer rests on."""

    path: str
    sha256: str


class Run(NamedTuple):
    """A command with its arguments, as `rerun` repeats it."""

    command: str
    arguments: dict[str, object]
    """By the names of the study's parameters; what was left to its default is left out."""
    files: tuple[UsedFile, ...]
