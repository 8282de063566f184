"""Files that a user names, read whole and within limits, whatever they turn out to be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from computegap.errors import DataError

if TYPE_CHECKING:
    from pathlib import Path

LARGEST = 16 << 20
"""Bytes of a file: a hundred times any table of facts, and far below what memory holds."""


def content(path: Path, most: int = LARGEST) -> bytes:
    """Return a file's bytes.

    Parameters
    ----------
    path : Path
        A file, or what a shell hands over in its place, such as /dev/stdin.
    most : int
        Bytes that it may have.

    Raises
    ------
    DataError
        If it cannot be read, is a named pipe, which might never answer, or has no end within the limit.
    """
    try:
        # What a shell opened for us, as in <(command), has its writer already.
        if path.is_fifo() and not str(path).startswith("/dev/"):
            message = f"{path}: is a pipe, wanted a file"
            raise DataError(message)
        with path.open("rb") as file:
            found = file.read(most + 1)
    except FileNotFoundError:
        message = f"{path}: no such file"
        raise DataError(message) from None
    except (OSError, ValueError) as error:
        # A name with a NUL in it is no name, which is told as a ValueError.
        message = f"{path}: cannot be read: {error}"
        raise DataError(message) from None
    if len(found) > most:
        message = f"{path}: has more than {most >> 20} MiB, wanted a file of facts"
        raise DataError(message)
    return found


def text(path: Path, most: int = LARGEST) -> str:
    """Return a file's text, in UTF-8, without the byte-order mark that some editors put before it.

    Raises
    ------
    DataError
        As `content` does, or if it is no UTF-8.
    """
    try:
        return content(path, most).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = f"{path}: cannot be read: {error}"
    raise DataError(message)
