"""The same answer to the same question, whatever the machine's settings."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import cache

import pytest

SIDES = ("us", "china", "--scenario", "evidence", "--samples", "512", "--set", "us.capex=300..400 bn USD")
QUESTIONS = {
    "compare": ("compare", *SIDES, "--format", "json"),
    "blocks": ("compare", "us", "china", "--samples", "3e5", "--format", "json"),
    "sensitivity": ("sensitivity", *SIDES, "--format", "json"),
    "forecast": ("forecast", "us", "china", "--samples", "512", "--format", "json"),
    "sweep": ("sweep", *SIDES, "--vary", "china.process.yield=0.2..0.9:5", "--quiet", "--format", "ndjson"),
    "page": ("report", "us", "china", "--samples", "128"),
}
SETTINGS = {
    "C, west, one thread": {
        "LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0", "PYTHONIOENCODING": "utf-8",
        "TZ": "America/Los_Angeles", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PYTHONHASHSEED": "1",
    },
    "Latin-1, east, many threads": {
        "LC_ALL": "en_US.ISO-8859-1", "PYTHONUTF8": "0", "PYTHONIOENCODING": "utf-8",
        "TZ": "Pacific/Kiritimati", "OPENBLAS_NUM_THREADS": "16", "OMP_NUM_THREADS": "16",
        "PYTHONHASHSEED": "4294967295",
    },
    "no home, nowhere to write": {
        "HOME": "/proc", "XDG_CACHE_HOME": "/proc", "XDG_CONFIG_HOME": "/proc", "TMPDIR": "/proc",
        "PYTHONDONTWRITEBYTECODE": "1",
    },
}  # fmt: skip
OLDER_PROCESSOR = {
    # By numpy's older and newer names: those that it has not it ignores.
    "NPY_DISABLE_CPU_FEATURES": "AVX512F AVX512CD AVX512_SKX AVX512_ICL X86_V4",
    "PYTHONWARNINGS": "ignore",
}


def answered(settings: dict[str, str], *question: str) -> bytes:
    run = subprocess.run(
        [sys.executable, "-m", "computegap", *question], env={**os.environ, **settings}, capture_output=True, check=True
    )
    return run.stdout


@cache
def here(question: str) -> bytes:
    return answered({"PYTHONHASHSEED": "0"}, *QUESTIONS[question])


@pytest.mark.parametrize("settings", SETTINGS.values(), ids=SETTINGS)
@pytest.mark.parametrize("question", QUESTIONS)
def test_the_same_bytes(question: str, settings: dict[str, str]) -> None:
    assert answered(settings, *QUESTIONS[question]) == here(question)


@pytest.mark.parametrize("question", sorted(QUESTIONS.keys() - {"page"}))
def test_the_same_bytes_of_a_processor_with_other_exponentials(question: str) -> None:
    """But for a page, whose draws and drawings keep every digit."""
    assert answered(OLDER_PROCESSOR, *QUESTIONS[question]) == here(question)


def test_a_table_where_there_are_no_letters_but_ascii() -> None:
    text = answered({**SETTINGS["C, west, one thread"], "PYTHONIOENCODING": "ascii"}, "compare", "us", "china")
    assert "times the AI compute" in text.decode("ascii")
