"""Survivors that are known, with the reason why no test need kill them."""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mutants.making import Mutant

FILE = Path(__file__).with_name("survivors.toml")


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
    """Read the list."""
    tables = tomllib.loads(FILE.read_text("utf-8"))["survivors"]
    return [Survivor(**{**table, "becomes": tuple(table.get("becomes", ()))}) for table in tables]


def stub(mutants: Iterable[Mutant]) -> str:
    """Survivors as they would stand in the list, their reasons wanting."""
    lines: dict[tuple[str, str, str], Counter[str]] = {}
    for mutant in mutants:
        lines.setdefault((mutant.module, mutant.function, mutant.before), Counter())[mutant.after] += 1
    blocks = []
    for (module, function, before), afters in lines.items():
        becomes = "".join(f"  {_text(after)},\n" for after in afters)
        blocks.append(
            f'[[survivors]]\nmodule = "{module}"\nfunction = "{function}"\nline = {_text(before)}\n'
            f'becomes = [\n{becomes}]\nreason = ""\n'
        )
    return "\n".join(blocks)


def _text(text: str) -> str:
    if "'" in text:
        escaped = text.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'
    return f"'{text}'"
