"""The same answer to the same question, whatever the machine's settings."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

QUESTION = ("compare", "us", "china", "--scenario", "evidence", "--samples", "512", "--set", "us.capex=300..400 bn USD")
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
    "an older processor": {
        # By numpy's older and newer names: those that it has not it ignores.
        "NPY_DISABLE_CPU_FEATURES": "AVX512F AVX512CD AVX512_SKX AVX512_ICL X86_V4", "PYTHONWARNINGS": "ignore",
    },
}  # fmt: skip


def answered(settings: dict[str, str], *question: str) -> bytes:
    run = subprocess.run(
        [sys.executable, "-m", "computegap", *question], env={**os.environ, **settings}, capture_output=True, check=True
    )
    return run.stdout


@pytest.fixture(scope="module")
def here() -> bytes:
    return answered({"PYTHONHASHSEED": "0"}, *QUESTION, "--format", "json")


@pytest.mark.parametrize("settings", SETTINGS.values(), ids=SETTINGS)
def test_the_same_bytes(settings: dict[str, str], here: bytes) -> None:
    assert answered(settings, *QUESTION, "--format", "json") == here


def test_a_table_where_there_are_no_letters_but_ascii() -> None:
    text = answered({**SETTINGS["C, west, one thread"], "PYTHONIOENCODING": "ascii"}, *QUESTION[:3])
    assert "times the AI compute" in text.decode("ascii")
