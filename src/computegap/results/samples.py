"""Draws of every input and quantity, some samples at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator


class Column(Protocol):
    """One column of a chunk, such as an array."""

    def tolist(self) -> list[float]:
        """Its numbers."""


class Samples(NamedTuple):
    """A table too long to hold: its columns, and its rows in chunks of columns."""

    columns: tuple[str, ...]
    """A path or a full name, with its unit in brackets."""
    chunks: Iterator[tuple[Column, ...]]
    """NaN where a sample has no such quantity."""
