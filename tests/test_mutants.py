"""Mutants: the list says why each survivor may live, and of lines that are there; and what tells of a run is right."""

from __future__ import annotations

import json
import tomllib
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

import computegap

if TYPE_CHECKING:
    from types import ModuleType

PACKAGE = Path(computegap.__file__).parent
ROOT = Path(__file__).parents[1]
LISTS = ROOT / "mutants" / "survivors"


@pytest.mark.parametrize("file", sorted(LISTS.rglob("*.toml")), ids=lambda file: str(file.relative_to(LISTS)))
def test_every_survivor_has_a_reason_and_a_line_that_is_there_and_is_listed_once(file: Path) -> None:
    source = " ".join((PACKAGE / file.relative_to(LISTS).with_suffix(".py")).read_text("utf-8").split())
    keys = []
    for survivor in tomllib.loads(file.read_text("utf-8"))["survivors"]:
        assert survivor["line"] in source, survivor
        assert survivor.get("becomes", "any"), survivor
        assert len(survivor["reason"].split()) >= 3, survivor
        keys += [(survivor["function"], survivor["line"], after) for after in survivor.get("becomes", ["any"])]
    assert len(keys) == len(set(keys))


def test_lists_are_of_the_modules_that_they_are_named_for(known: ModuleType) -> None:
    files = {file.relative_to(LISTS).with_suffix(".py").as_posix() for file in LISTS.rglob("*.toml")}
    assert {survivor.module for survivor in known.survivors()} == files


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(ROOT))
    return import_module("mutants.known")


@pytest.fixture
def program(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    pytest.importorskip("cosmic_ray", reason="mutants are made by it")
    monkeypatch.syspath_prepend(str(ROOT))
    return import_module("mutants.__main__")


@pytest.mark.parametrize(
    ("killed", "tried", "low", "high"),
    [
        # Newcombe, Statistics in Medicine 17 (1998), table I, method 3.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_an_interval_is_wilsons(program: ModuleType, killed: int, tried: int, low: float, high: float) -> None:
    assert program.interval(killed, tried) == pytest.approx((low, high), abs=5e-5)
    # Of those that were not killed it is the same, seen from the other end.
    assert program.interval(tried - killed, tried) == pytest.approx((1 - high, 1 - low), abs=5e-5)


DIFFERENCE = """\
diff --git a/src/computegap/core/yields.py b/src/computegap/core/yields.py
--- a/src/computegap/core/yields.py
+++ b/src/computegap/core/yields.py
@@ -3 +3 @@ def die_yield(
-    return 1
+    return 2
@@ -10,2 +10,3 @@ def other(
-a
-b
+a
+b
+c
@@ -20,2 +20,0 @@
-gone
-too
--- a/src/computegap/cli/eval.py
+++ b/src/computegap/cli/eval.py
@@ -1 +1 @@
--- a/src/computegap/library/shipped.toml
+++ b/src/computegap/library/shipped.toml
@@ -1 +1 @@
--- a/src/computegap/studies/old.py
+++ /dev/null
@@ -1,9 +0,0 @@
--- /dev/null
+++ b/src/computegap/studies/routes/new.py
@@ -0,0 +1,2 @@
+x = 1
+y = 2
"""


def test_lines_that_a_difference_changes_are_found_in_modules_of_the_rooms(program: ModuleType) -> None:
    assert program.changed(DIFFERENCE) == {"core/yields.py": {3, 10, 11, 12}, "studies/routes/new.py": {1, 2}}
    assert program.changed("") == {}


def test_what_is_chosen_is_a_share_of_all_each_once_and_the_same_again(program: ModuleType) -> None:
    every = list(range(100))
    some = program.chosen(every, 0.25, None, 7)
    assert len(some) == len(set(some)) == 25
    assert set(some) <= set(every)
    assert program.chosen(every, 0.25, None, 7) == some
    assert program.chosen(every, 0.25, None, 8) != some
    assert program.chosen(every, 0.25, 10, 7) == some[:10]
    assert program.chosen(every, 0.25, 1000, 7) == some
    assert sorted(program.chosen(every, 1.0, None, 7)) == every


def test_a_log_says_which_mutants_survived(program: ModuleType, tmp_path: Path) -> None:
    log = tmp_path / "log"
    first = {
        "module": "core/gap.py",
        "function": "gap",
        "before": "a + b",
        "after": "a - b",
        "killed_by": "",
        "line": 3,
    }
    log.write_text("".join(f"{json.dumps(item)}\n" for item in (first, {**first, "after": "a", "killed_by": "t::x"})))
    assert list(program.noted(log)) == [
        (("core/gap.py", "gap", "a + b", "a - b"), ""),
        (("core/gap.py", "gap", "a + b", "a"), "t::x"),
    ]


class Changed(NamedTuple):
    """What the list holds of a mutant."""

    module: str
    function: str
    before: str
    after: str

    @property
    def key(self) -> tuple[str, str, str, str]:
        return self.module, self.function, self.before, self.after


def test_survivors_are_told_as_the_list_has_them(known: ModuleType) -> None:
    """Once each, by line, whatever quotes it has; the reason is left to a person."""
    first = ("core/gap.py", "gap", "return a + b")
    second = ("studies/names.py", "Names.of", "return \"it's\" + '\\\\n'")
    told = known.stub(
        [
            Changed(*first, "return a - b"),
            Changed(*second, "return ''"),
            Changed(*first, "return a * b"),
            Changed(*first, "return a - b"),
        ]
    )
    of_first, of_second = told.split("\n# ")
    assert of_first.startswith("# survivors/core/gap.toml\n")
    assert of_second.startswith("survivors/studies/names.toml\n")
    found = [tuple(tomllib.loads(f"# {text}")["survivors"][0].values()) for text in (of_first, of_second)]
    assert found == [(*first[1:], ["return a - b", "return a * b"], ""), (*second[1:], ["return ''"], "")]
    assert known.stub([]) == ""


def test_a_survivor_stands_for_the_changes_that_it_lists_or_for_any_of_its_line(known: ModuleType) -> None:
    line = ("core/gap.py", "gap", "return a + b")
    some = known.Survivor(*line, ("return a - b", "return a * b"), "both are 0 here")
    assert some.stands_for(Changed(*line, "return a * b"))
    assert not some.stands_for(Changed(*line, "return a / b"))
    every = known.Survivor(*line, (), "nobody reads it")
    assert every.stands_for(Changed(*line, "return a / b"))
    assert not every.stands_for(Changed("core/gap.py", "gap", "return a", "return a / b"))


def test_a_sample_fails_where_chance_would_not_explain_what_survived(
    program: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of 20 of core, 90 % are wanted: 16 may be killed by chance, 15 are too few; of 19 no number says anything."""
    monkeypatch.setattr(program, "survivors", list)

    def failures(killed: int, tried: int) -> list[str]:
        making, trying = import_module("mutants.making"), import_module("mutants.trying")
        every = [making.Mutant("core/gap.py", "gap", "", line, "a", f"b{line}", 0, 1, "b") for line in range(tried)]
        account = program.Account(None)
        for place, mutant in enumerate(every):
            account.tell(mutant, trying.Kill("t::x" if place < killed else ""))
        found: list[str] = account.failures(every, whole=False)
        return found

    assert failures(15, 20) == ["core: wanted 90% killed"]
    assert failures(16, 20) == []
    assert failures(0, 19) == []
