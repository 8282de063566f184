"""Text readers given bytes that reach ever more of their branches: `python tests/fuzz_readers.py -runs=1000000`.

Needs atheris (the extra `release`), and takes libFuzzer's options. Whatever they are given, they answer or refuse it in
words; anything else ends the run, and leaves the bytes in a file.
"""

from __future__ import annotations

import contextlib
import math
import sys

import atheris

with atheris.instrument_imports(include=["computegap"]):
    from computegap.errors import ComputegapError
    from computegap.library.overrides import Override
    from computegap.library.view import Library
    from computegap.notation import figure
    from computegap.rows.layout import opened
    from computegap.rows.plain import PlainBlock
    from computegap.studies.comparison import correlated
    from computegap.studies.gap import parsed_ratio


class WrongError(Exception):
    """An answer that no reader may give."""


def _figure(given: bytes) -> None:
    written = figure(given.decode("utf-8", "replace"))
    if not -math.inf < written.low <= written.high < math.inf:
        raise WrongError(written)


def _ratio(given: bytes) -> None:
    ratio = parsed_ratio(given.decode("utf-8", "replace"))
    if not 0 < ratio < math.inf:
        raise WrongError(ratio)


def _override(given: bytes) -> None:
    Library("article", overrides=[Override.read(given.decode("utf-8", "replace"), "--set")])


def _correlation(given: bytes) -> None:
    correlated(given.decode("utf-8", "replace"))


def _rows(given: bytes) -> None:
    if not given.strip():
        return
    layout, _, rows = opened(given, None, None)
    block = PlainBlock(rows, layout._replace(inputs=layout.columns[:1]))
    if not set(block.faults) <= set(range(block.values.shape[1])):
        raise WrongError(block.faults)


READERS = (_figure, _ratio, _override, _correlation, _rows)


def one(given: bytes) -> None:
    """Hand bytes to the reader that the first of them chooses."""
    if given:
        with contextlib.suppress(ComputegapError):
            READERS[given[0] % len(READERS)](given[1:])


if __name__ == "__main__":
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()
