"""The facts, one file a thing, as TOML and, for a quick start, as the same Python."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Tables(Mapping[str, dict[str, object]]):
    """Files by their paths; each is built when it is first asked for, as a command needs few of them."""

    def __init__(self, makers: dict[str, Callable[[], dict[str, object]]]) -> None:
        """Take what makes each."""
        self._makers = makers
        self._made: dict[str, dict[str, object]] = {}

    def __getitem__(self, path: str) -> dict[str, object]:
        """Content of a file."""
        if path not in self._made:
            self._made[path] = self._makers[path]()
        return self._made[path]

    def __iter__(self) -> Iterator[str]:
        """Paths, in order."""
        return iter(self._makers)

    def __len__(self) -> int:
        """How many files there are."""
        return len(self._makers)

    def __contains__(self, path: object) -> bool:
        """Whether there is such a file; without building it."""
        return path in self._makers
