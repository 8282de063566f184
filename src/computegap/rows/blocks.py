"""Blocks of whole records, as soon as they arrive and no larger than memory allows."""

from __future__ import annotations

import os
import queue
import stat
import threading
from typing import TYPE_CHECKING, TypeVar

from computegap.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator

S = TypeVar("S")
T = TypeVar("T")
LARGEST = 4 << 20
"""Bytes of a block; memory is a small multiple of it, whatever the length of the input."""
FIRST = 1 << 14
"""Bytes of a file's first block, for which all else waits: enough for what it says of the others."""
NEAR = 1 << 12
"""Bytes at the end of a block in which most files have the end of a line."""


def arriving(descriptor: int) -> Iterator[bytes]:
    """Bytes of an open file as they come: of a pipe, all that has arrived since the last block was taken.

    A slow writer so gets its first rows answered at once, and a fast one is read in large blocks.

    Raises
    ------
    DataError
        If they cannot be read, as of a folder.
    """
    try:
        if stat.S_ISREG(os.fstat(descriptor).st_mode):
            most = FIRST
            while block := os.read(descriptor, _size_of_lines(descriptor, most)):
                yield block
                most = LARGEST
            return
        yield from _Arrivals(descriptor)
    except OSError as error:
        message = f"rows cannot be read: {error.strerror}"
        raise DataError(message) from None


def _size_of_lines(descriptor: int, most: int) -> int:
    """Bytes of a file to read next so that they end with a line, where one ends near the most that are wanted."""
    place = os.lseek(descriptor, 0, os.SEEK_CUR)
    if hasattr(os, "pread"):
        tail = os.pread(descriptor, NEAR, place + most - NEAR)
    else:
        os.lseek(descriptor, most - NEAR, os.SEEK_CUR)
        tail = os.read(descriptor, NEAR)
        os.lseek(descriptor, place, os.SEEK_SET)
    end = tail.rfind(b"\n") + 1
    return most - NEAR + end if end else most


class _Arrivals:
    """What a thread has read of a pipe while the last block was being worked on."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._waiting: list[bytes] = []
        self._size = 0
        self._ended = False
        self._fault: OSError | None = None
        self._changed = threading.Condition()

    def _read(self) -> None:
        more = True
        while more:
            try:
                piece = os.read(self._descriptor, 1 << 16)
            except OSError as error:
                # Told where the rows are used: what came before is answered, and the rest is not passed over.
                piece, self._fault = b"", error
            more = bool(piece)
            with self._changed:
                self._waiting.append(piece)
                self._size += len(piece)
                self._ended = not more
                self._changed.notify_all()
                self._changed.wait_for(lambda: self._size < LARGEST)

    def __iter__(self) -> Iterator[bytes]:
        """Take what has arrived."""
        # A daemon, as it may be waiting for input when the program has what it needs.
        threading.Thread(target=self._read, daemon=True).start()
        ended = False
        while not ended:
            with self._changed:
                self._changed.wait_for(lambda: self._size or self._ended)
                block = b"".join(self._waiting)
                self._waiting.clear()
                self._size = 0
                ended = self._ended
                self._changed.notify_all()
            if block:
                yield block
        if self._fault is not None:
            raise self._fault


def whole(blocks: Iterable[bytes], *, quoted: bool) -> Iterator[bytes]:
    """Cut blocks at the ends of records.

    Parameters
    ----------
    blocks : iterable of bytes
        As they come.
    quoted : bool
        Whether a line's end within double quotes belongs to the record, as in CSV.

    Yields
    ------
    block : bytes
        Whole records, each with its line's end; the last of all may have none.

    Raises
    ------
    DataError
        If a record has no end within `LARGEST` bytes.
    """
    rest = b""
    for block in blocks:
        if quoted and (b'"' in rest or b'"' in block):
            rest, block = b"", rest + block  # noqa: PLW2901 - quotes are counted from where the record begins
            end = _last_end_unquoted(block)
        else:
            end = block.rfind(b"\n") + 1
        if end == len(block) and not rest:
            yield block
        elif end:
            # Copied once: of a fast reader's time, copies are a part that counts.
            yield b"".join((rest, memoryview(block)[:end]))
            rest = block[end:]
        else:
            rest += block
        if len(rest) > LARGEST:
            message = f"a row of more than {LARGEST >> 20} MiB: is a double quote not closed?"
            raise DataError(message)
    if rest:
        yield rest


def parted(blocks: Iterable[bytes], pieces: Callable[[bytes], int], *, quoted: bool) -> Iterator[bytes]:
    """Cut blocks of whole records into smaller ones, as many of a block as its work asks for.

    Parameters
    ----------
    blocks : iterable of bytes
        Whole records.
    pieces : callable
        From a block to how many are wanted of it; a long record makes fewer.
    quoted : bool
        As in `whole`.

    Yields
    ------
    block : bytes
        Whole records.
    """
    for block in blocks:
        wanted = pieces(block)
        if wanted <= 1 or not block:
            yield block
            continue
        size = -(-len(block) // wanted)
        yield from whole((block[start : start + size] for start in range(0, len(block), size)), quoted=quoted)


def _last_end_unquoted(text: bytes) -> int:
    """Behind the last line's end that no quotes enclose."""
    end = text.rfind(b"\n") + 1
    quotes = text.count(b'"', 0, end)
    while end and quotes % 2:
        before = text.rfind(b"\n", 0, end - 1) + 1
        quotes -= text.count(b'"', before, end)
        end = before
    return end


def in_order(work: Callable[[S], T], items: Iterable[S], threads: int) -> Generator[T]:
    """Yield what is made of each item, in the order of the items, while threads work on those that follow.

    Parameters
    ----------
    work : callable
        From an item to what is made of it.
    items : iterable
        Taken one at a time, by whichever thread is free.
    threads : int
        How many work, and how many results may wait.

    Yields
    ------
    made : object
        What `work` returned.
    """
    waiting: queue.Queue[queue.SimpleQueue[tuple[T] | BaseException | None]] = queue.Queue(maxsize=threads)
    taking = threading.Lock()
    over = threading.Event()
    source = ((item,) for item in items)

    def run() -> None:
        more = True
        while more:
            made: queue.SimpleQueue[tuple[T] | BaseException | None] = queue.SimpleQueue()
            try:
                with taking:
                    waiting.put(made)
                    item = None if over.is_set() else next(source, None)
                more = item is not None
                made.put(None if item is None else (work(*item),))
            except BaseException as error:  # noqa: BLE001 - raised where the results are used
                made.put(error)

    for _ in range(threads):
        # Daemons, as nobody may want what they are waiting to hand over.
        threading.Thread(target=run, daemon=True).start()
    try:
        while (found := waiting.get().get()) is not None:
            if isinstance(found, BaseException):
                raise found
            yield found[0]
    finally:
        # No more is read, nor told of as read, for nobody: who waits for room finds it, and that all is over.
        over.set()
        while not waiting.empty():
            waiting.get_nowait()
