"""What an answer must carry so that it can be had again."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from computegap.library.overrides import Override
from computegap.results.run import Run, UsedFile

if TYPE_CHECKING:
    from collections.abc import Mapping


def run_of(command: str, brought: Mapping[str, str], settings: Mapping[str, object], **arguments: object) -> Run:
    """Gather what `rerun` needs: the arguments as they were given, and fingerprints of the user's files."""
    given = {**arguments, **settings}
    return Run(
        command,
        {name: _written(value) for name, value in given.items() if name != "watch" and value not in (None, [], ())},
        tuple(UsedFile(path, digest) for path, digest in brought.items()),
    )


def _written(value: object) -> object:
    """An argument as JSON holds it."""
    if isinstance(value, Override):
        return f"{value.path}={value.value}"
    if isinstance(value, PurePath):
        return str(value)
    if isinstance(value, (list, tuple)):
        return [_written(item) for item in value]
    return value
