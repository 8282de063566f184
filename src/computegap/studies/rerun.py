"""Does an answer come out again?"""

from __future__ import annotations

import inspect
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import computegap
from computegap.errors import DataError, nearest
from computegap.library.overrides import Override
from computegap.library.reading import fingerprint, read_json
from computegap.studies.comparison import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from computegap.studies.blocks import Watch

STUDIES = {
    "compare": ("compare", "compare"),
    "forecast": ("forecast", "forecast"),
    "counts": ("counted", "compare_counts"),
    "cases": ("cases", "compare_cases"),
    "sensitivity": ("sensitivity", "sensitivity"),
    "solve": ("solve", "solve"),
}
"""Module and function that answer each command."""
TEXTS = {
    "scenario", "rule", "yardstick", "route", "basis", "sampler", "chips_from", "of", "target", "vary", "within",
    "as_of",
}  # fmt: skip
"""Arguments that are texts, where they are there at all."""
FORM = "wanted the JSON of `compare`, `forecast`, `sensitivity` or `solve`, as --format json writes it"


def rerun(path: Path, *, anyway: bool = False, watch: Watch | None = None) -> object:
    """Repeat what a JSON answer says it came from.

    Parameters
    ----------
    path : Path
        JSON as `compare`, `forecast`, `sensitivity` and `solve` write it.
    anyway : bool
        Whether to go on where the version or a file is another than it was.
    watch : Watch, optional
        Is told how a long run goes.

    Returns
    -------
    result : one of the classes in `results`
        The answer anew; of an interrupted one, the samples that it has, without the note that there were to be more.

    Raises
    ------
    DataError
        If the file is not such an answer, or what it rests on has changed.
    """
    answer = read_json(path)
    run = answer.get("run")
    if not isinstance(run, dict):
        message = f"{path}: run: found {run!r:.60}, {FORM}"
        raise DataError(message)
    command, arguments = run.get("command"), run.get("arguments")
    if command not in STUDIES:
        message = f"{path}: run.command: found {command!r:.60}, wanted one of {', '.join(STUDIES)}"
        raise DataError(message)
    if not isinstance(arguments, dict):
        message = f"{path}: run.arguments: found {arguments!r:.60}, {FORM}"
        raise DataError(message)
    changed = list(_changes(answer, run))
    if changed and not anyway:
        message = f"{path}: {'; '.join(changed)}; --anyway reruns it with what is here"
        raise DataError(message)
    module, name = STUDIES[command]
    study = getattr(import_module(f"computegap.studies.{module}"), name)
    given = _arguments(path, study, arguments)
    return study(given.pop("first"), given.pop("second"), watch=watch, **given)


def _changes(answer: Mapping[str, object], run: Mapping[str, object]) -> Iterator[str]:
    """What the answer rested on and is another now."""
    version = answer.get("version")
    if version != computegap.__version__:
        yield f"made by computegap {version}, and this is {computegap.__version__}, whose figures may differ"
    files = run.get("files")
    for item in files if isinstance(files, list) else ():
        path = str(item.get("path")) if isinstance(item, dict) else str(item)
        try:
            digest = fingerprint(Path(path))
        except DataError as error:
            yield str(error)
            continue
        if not isinstance(item, dict) or digest != item.get("sha256"):
            yield f"{path} has changed since: its SHA-256 is {digest[:12]}..."


def _arguments(path: Path, study: Callable[..., object], arguments: Mapping[str, object]) -> dict[str, object]:
    """Arguments as the study takes them, each known to it."""
    parameters = set(inspect.signature(study).parameters)
    if "settings" in parameters:
        parameters |= set(Settings.__annotations__)
    # Who watches is no part of an answer.
    parameters -= {"settings", "watch"}
    given: dict[str, object] = {}
    for name, value in arguments.items():
        if name not in parameters:
            message = f"{path}: run.arguments.{name}: unknown{nearest(name, parameters)}"
            raise DataError(message)
        if not _is_plain(value):
            message = f"{path}: run.arguments.{name}: found {value!r:.60}, wanted a plain value or a list of texts"
            raise DataError(message)
        given[name] = value
    _check_kinds(path, given)
    if isinstance(overrides := given.get("overrides"), list):
        given["overrides"] = [Override.read(text, f"{path}: run.arguments.overrides") for text in overrides]
    if isinstance(files := given.get("files"), list):
        given["files"] = [Path(file) for file in files]
    if isinstance(file := given.get("chips_from"), str):
        given["chips_from"] = Path(file)
    return given


def _check_kinds(path: Path, given: Mapping[str, object]) -> None:
    """Refuse arguments that are not of the kind that the commands give."""
    present = set(given)
    kinds: tuple[tuple[tuple[type, ...], str, set[str]], ...] = (
        ((str,), "a text", {"first", "second", *(TEXTS & present)}),
        ((int,), "a whole number", {"samples", "seed", "year", "to", "top", "replicates"} & present),
        ((float, int), "a number", {"precision"} & present),
        ((bool,), "true or false", {"fall_back", "our_chips", "diff"} & present),
        ((list,), "a list", {"overrides", "files", "cases", "scenarios", "correlations"} & present),
    )
    for kind, told, names in kinds:
        for name in sorted(names):
            value = given.get(name)
            if not isinstance(value, kind) or (isinstance(value, bool) and bool not in kind):
                message = f"{path}: run.arguments.{name}: found {value!r:.60}, wanted {told}"
                raise DataError(message)


def _is_plain(value: object) -> bool:
    if isinstance(value, list):
        return all(isinstance(item, str) for item in value)
    return isinstance(value, (str, int, float, bool))
