"""`python -m computegap.data` writes `literal.py` anew after a TOML file has changed."""

from __future__ import annotations

import pprint
import tomllib
from pathlib import Path

FOLDER = Path(__file__).parent
HEADER = '''"""Written by `python -m computegap.data` from the TOML beside it; a test holds the two equal."""

import datetime

from computegap.data import Tables

TABLES = Tables({
'''


def tables() -> dict[str, object]:
    """Every shipped file's content by its path below this folder, as the TOML has it."""
    return {
        path.relative_to(FOLDER).as_posix(): tomllib.loads(path.read_text("utf-8"))
        for path in sorted(FOLDER.rglob("*.toml"))
    }


def literal() -> str:
    """Source of the module that holds `tables()`, each worked out when it is first asked for."""
    entries = (
        f"{path!r}: lambda:\n{pprint.pformat(table, width=120, sort_dicts=False)},\n"
        for path, table in tables().items()
    )
    return f"{HEADER}{''.join(entries)}}})\n"


if __name__ == "__main__":
    (FOLDER / "literal.py").write_text(literal(), "utf-8")
