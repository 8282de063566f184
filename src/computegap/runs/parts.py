"""Parts of an answer on disk: each whole or not there, so that an interrupted run continues where it was."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

from computegap.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

SHEET = "run.json"
"""What the parts belong to."""


class PartFolder:
    """A folder with a file for each part."""

    def __init__(self, folder: Path, suffix: str, fingerprint: str, overrides: Sequence[str] = ()) -> None:
        """Open it, or make it, with a sheet that says what the parts belong to.

        Raises
        ------
        UsageError
            If it holds something else.
        """
        self.folder = folder
        self._suffix = suffix
        own = {"fingerprint": fingerprint, "suffix": suffix, "overrides": list(overrides)}
        sheet = folder / SHEET
        try:
            if folder.exists() and any(folder.iterdir()):
                found = json.loads(sheet.read_text("utf-8")) if sheet.exists() else None
                if found != own:
                    message = (
                        f"--output: {folder} holds {'parts of another run' if found else 'files that are no parts'}, "
                        "wanted those of this one, or an empty folder"
                    )
                    raise UsageError(message)
            else:
                folder.mkdir(parents=True, exist_ok=True)
                self._put(SHEET, lambda draft: draft.write_text(json.dumps(own), "utf-8"))
        except (OSError, ValueError) as error:
            message = f"--output: {folder} cannot be used: {error}"
            raise UsageError(message) from None

    def _put(self, name: str, write: Callable[[Path], object]) -> None:
        draft = self.folder / f".{name}.draft"
        try:
            write(draft)
            draft.replace(self.folder / name)
        except OSError as error:
            message = f"--output: {self.folder / name} cannot be written: {error.strerror}"
            raise UsageError(message) from None
        finally:
            draft.unlink(missing_ok=True)

    def _name(self, start: int) -> str:
        return f"part-{start:012d}{self._suffix}"

    def path(self, start: int) -> Path:
        """File of the part from a world on."""
        return self.folder / self._name(start)

    def has(self, start: int) -> bool:
        """Whether the part from a world on is finished."""
        return self.path(start).exists()

    def add(self, start: int, write: Callable[[Path], object]) -> None:
        """Write a part, whole or not at all."""
        self._put(self._name(start), write)

    def blocks(self) -> Iterator[bytes]:
        """Bytes of all parts in order."""
        for path in sorted(self.folder.glob(f"part-*{self._suffix}")):
            yield path.read_bytes()

    def join(self, target: Path, header: bytes) -> None:
        """Put all parts into one file, whole or not at all, and remove them.

        Raises
        ------
        UsageError
            If it cannot be written.
        """
        draft = target.with_name(f".{target.name}.draft")
        try:
            with draft.open("wb") as file:
                file.write(header)
                for block in self.blocks():
                    file.write(block)
            draft.replace(target)
        except OSError as error:
            message = f"--output: {target} cannot be written: {error.strerror}; finished parts are in {self.folder}"
            raise UsageError(message) from None
        finally:
            draft.unlink(missing_ok=True)
        shutil.rmtree(self.folder)
