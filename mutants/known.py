"""Survivors that are known, in a file for each module, with the reason why no test need kill them."""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mutants.making import Mutant

FOLDER = Path(__file__).with_name("survivors")


class Survivor(NamedTuple):
    """Changes of one line that no test need notice."""

    module: str
    function: str
    line: str
    becomes: tuple[str, ...]
    """None, where the reason holds of any change of the line."""
    reason: str

    def mutants(self) -> list[tuple[str, str, str, str]]:
        """Keys of the mutants that are listed."""
        return [(self.module, self.function, self.line, after) for after in self.becomes]

    def stands_for(self, mutant: Mutant) -> bool:
        """Whether a mutant is one of them."""
        *place, after = mutant.key
        return place == [self.module, self.function, self.line] and (not self.becomes or after in self.becomes)


def survivors() -> list[Survivor]:
    """Read the lists."""
    return [
        Survivor(**{"module": module_of(file), **table, "becomes": tuple(table.get("becomes", ()))})
        for file in sorted(FOLDER.rglob("*.toml"))
        for table in tomllib.loads(file.read_text("utf-8"))["survivors"]
    ]


def module_of(file: Path) -> str:
    """Module whose survivors a file lists."""
    return file.relative_to(FOLDER).with_suffix(".py").as_posix()


def stub(mutants: Iterable[Mutant]) -> str:
    """Survivors as they would stand in the lists, each list headed by its file, their reasons wanting."""
    files: dict[str, dict[tuple[str, str], Counter[str]]] = {}
    for mutant in mutants:
        lines = files.setdefault(mutant.module, {})
        lines.setdefault((mutant.function, mutant.before), Counter())[mutant.after] += 1
    return "\n".join(
        f"# {FOLDER.name}/{Path(module).with_suffix('.toml').as_posix()}\n\n"
        + "\n".join(_block(*line, afters) for line, afters in lines.items())
        for module, lines in files.items()
    )


def _block(function: str, before: str, afters: Iterable[str]) -> str:
    becomes = "".join(f"  {_text(after)},\n" for after in afters)
    return f'[[survivors]]\nfunction = "{function}"\nline = {_text(before)}\nbecomes = [\n{becomes}]\nreason = ""\n'


def _text(text: str) -> str:
    if "'" in text:
        escaped = text.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'
    return f"'{text}'"
