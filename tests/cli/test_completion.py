"""Completion as shells do it, and the manual page."""

from __future__ import annotations

import os
import re
import select
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from computegap.cli import COMMANDS, main

BIN = Path(sys.executable).parent
ENVIRONMENT = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
BASH = """
eval "$(computegap completion bash)"
COMP_WORDS=({words} '{last}')
COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))
_computegap_completion computegap
printf '%s\\n' "${{COMPREPLY[@]}}"
"""
ZSH = """
autoload -Uz compinit && compinit -D -u
eval "$(computegap completion zsh)"
_arguments() {{ print -r -- "$@" }}
words=({words} '{last}') CURRENT=$#words
_computegap_completion
"""
FISH = """
computegap completion fish | source
complete --do-complete '{words} {last}'
"""
PLACES = [
    ("computegap", "comp", ["compare", "completion"]),
    ("computegap compare", "u", ["us", "uk"]),
    ("computegap compare us", "ch", ["china"]),
    ("computegap compare us china --scenario", "e", ["evidence"]),
    ("computegap compare us china --rule", "k", ["kaplan"]),
    ("computegap compare us china --set", "china.process.y", ["china.process.yield"]),
    ("computegap solve us china --vary", "us.cap", ["us.capex", "us.capex.2025"]),
    ("computegap chips", "h2", ["h20", "h200"]),
    ("computegap eval ratio", "china.cost_per", ["china.cost_per_effective_h100_equivalent"]),
    ("computegap eval ratio --sides", "us,c", ["us,china"]),
    ("computegap show", "claims.cn-node", ["claims.cn-node.figures.node"]),
    ("computegap solve us nobody --vary", "u", []),
    ("computegap compare us china --set", "china.process.yield=", []),
    ("computegap sweep us china --vary", "china.process.yield=0", []),
    ("computegap eval ratio --map", "y=china.process.y", ["y=china.process.yield"]),
    ("computegap eval ratio --map", "y=china.process.yield:b", []),
]


def completed(shell: str, script: str) -> str:
    if shutil.which(shell) is None:
        pytest.skip(f"no {shell} here to ask")
    bare = {"bash": ["bash", "--norc"], "zsh": ["zsh", "-f"], "fish": ["fish", "--no-config"]}[shell]
    run = subprocess.run([*bare, "-c", script], env=ENVIRONMENT, capture_output=True, text=True, check=True)
    assert run.stderr == ""
    return run.stdout


@pytest.mark.parametrize(("words", "last", "names"), PLACES)
def test_bash_completes(words: str, last: str, names: list[str]) -> None:
    assert sorted(completed("bash", BASH.format(words=words, last=last)).split()) == sorted(names)


@pytest.mark.parametrize(("words", "last", "names"), PLACES[:3] + PLACES[5:7])
def test_zsh_completes(words: str, last: str, names: list[str]) -> None:
    told = completed("zsh", ZSH.format(words=words, last=last))
    found = re.findall(r'"([^"]*)"(?::"[^"]*")?', told)
    assert sorted(found) == sorted(names)


@pytest.mark.parametrize(("words", "last", "names"), PLACES[:3] + PLACES[5:7])
def test_fish_completes(words: str, last: str, names: list[str]) -> None:
    told = completed("fish", FISH.format(words=words, last=last))
    assert sorted(line.partition("\t")[0] for line in told.splitlines()) == sorted(names)


@pytest.mark.parametrize(("words", "last", "names"), PLACES[-4:])
def test_zsh_completes_behind_an_equals_sign(words: str, last: str, names: list[str]) -> None:
    told = completed("zsh", ZSH.format(words=words, last=last))
    assert re.findall(r'"([^"]*)"(?::"[^"]*")?', told) == names


@pytest.mark.parametrize(("words", "last", "names"), PLACES[-4:])
def test_fish_completes_behind_an_equals_sign_and_offers_no_files(words: str, last: str, names: list[str]) -> None:
    told = completed("fish", FISH.format(words=words, last=last))
    assert [line.partition("\t")[0] for line in told.splitlines()] == names


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("eval ratio --map y =", "china.capex"),
        ("eval ratio --map = y = china.cap", "china.capex"),
        ("eval ratio --map y = china.capex :", None),
        ("compare us china --scenario = e", "evidence"),
        ("compare us china --set china.process.yield =", None),
        ("compare us china --set china.process.yield = 0.8 --rule k", "kaplan"),
    ],
)
def test_bash_takes_an_equals_sign_for_a_word_and_is_answered_by_what_is_behind_it(
    words: str, names: str | None
) -> None:
    *before, last = words.split()
    told = completed("bash", BASH.format(words=f"computegap {' '.join(before)}", last=last)).split()
    assert names in told if names else told == []


@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_a_terminal_shows_what_is_completed(shell: str) -> None:
    """Only a shell that somebody types into divides words as it does."""
    if shutil.which(shell) is None:
        pytest.skip(f"no {shell} here to ask")
    ready = {
        "bash": ["bash", "--norc", "--noprofile", "-i"],
        "zsh": ["zsh", "-f", "-i"],
    }[shell]
    before = "autoload -Uz compinit && compinit -D -u; " if shell == "zsh" else ""
    master, terminal = os.openpty()
    with subprocess.Popen(
        ready, env={**ENVIRONMENT, "TERM": "dumb"}, stdin=terminal, stdout=terminal, stderr=terminal,
        start_new_session=True,
    ) as process:  # fmt: skip
        os.close(terminal)
        told = b""

        def until(text: bytes) -> None:
            nonlocal told
            while text not in told:
                assert select.select([master], [], [], 60)[0], told
                told += os.read(master, 4096)

        os.write(master, f'{before}eval "$(computegap completion {shell})"\n'.encode())
        os.write(master, b"computegap() { printf '<%s>' \"$@\"; }; echo rea''dy\n")
        until(b"ready")
        os.write(master, b"computegap eval ratio --map y=china.process.yi\t\n")
        until(b"<eval><ratio><--map><y=china.process.yield>")
        os.write(master, b"computegap compare us china --set china.process.yield=\t0.8 --rule k\t\n")
        until(b"<china.process.yield=0.8><--rule><kaplan>")
        os.write(master, b"exit\n")
        process.wait()
    os.close(master)


def test_bash_is_left_to_complete_a_party_file() -> None:
    assert "complete -o default" in completed("bash", "computegap completion bash")


def test_the_manual_page_tells_every_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["man"]) == 0
    page = capsys.readouterr().out
    plain = page.replace("\\-", "-").replace("\\e", "\\")
    for name in COMMANDS:
        assert f".SS computegap {name} " in plain
    assert ".SS computegap scenario check " in plain
    assert ".B --precision SHARE\nSample until the answer's percentiles err by less: 0.5%." in plain
    assert "\b" not in page
    if shutil.which("man") is None:
        pytest.skip("no man here to draw it")
    (tmp_path / "computegap.1").write_text(page, "utf-8")
    drawn = subprocess.run(
        ["man", "--warnings", "-l", "computegap.1"], cwd=tmp_path, capture_output=True, text=True, check=True,
        env={**ENVIRONMENT, "MANWIDTH": "80", "LC_ALL": "C.UTF-8"},
    )  # fmt: skip
    assert drawn.stderr == ""
    assert "computegap sweep us china --design-file worlds.csv" in drawn.stdout
