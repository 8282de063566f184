"""JSON Schemas of the answers, read from the classes that the answers are made of."""

from __future__ import annotations

import importlib
import pkgutil
import types
import typing
from typing import TYPE_CHECKING

import computegap.results
from computegap.reports.as_json import LINES
from computegap.results.shared import Quantity

if TYPE_CHECKING:
    from collections.abc import Iterator

ANSWERS = {
    "compare": "CompareResult",
    "cases": "CasesResult",
    "forecast": "ForecastResult",
    "cost": "CostResult",
    "gap": "GapTable",
    "chips": "ChipsResult",
    "chip-table": "ChipTableResult",
    "cluster": "ClusterResult",
    "control": "ControlResult",
    "audit": "AuditResult",
    "validate": "ValidateResult",
    "show": "ShowResult",
    "sources": "SourcesResult",
    "scenarios": "ScenariosResult",
    "explain": "ExplainResult",
    "sensitivity": "SensitivityResult",
    "solve": "SolveResult",
}
"""Schema ids, without `computegap/` and their version, and the class of each answer."""
PLAIN = {float: "number", int: "integer", str: "string", bool: "boolean", types.NoneType: "null"}
IN_EVERY_LINE = {"schema": {"type": "string"}}
"""What an answer that is a list writes into each of its things."""
IN_EVERY_CHIP = {"yardstick": {"type": "string"}, "cited": {"type": "object"}}


def _classes() -> dict[str, object]:
    found: dict[str, object] = {}
    for module in pkgutil.iter_modules(computegap.results.__path__):
        found |= vars(importlib.import_module(f"computegap.results.{module.name}"))
    return found


CLASSES = _classes()


class _Schema:
    """One answer's schema, with the pieces that it refers to."""

    def __init__(self) -> None:
        self.pieces: dict[str, dict[str, object]] = {}

    def of(self, kind: object) -> dict[str, object]:
        origin, parts = typing.get_origin(kind), typing.get_args(kind)
        found: dict[str, object] = {}
        if kind in PLAIN:
            found = {"type": PLAIN[typing.cast("type", kind)]}
        elif origin in {typing.Union, types.UnionType}:
            found = {"anyOf": [self.of(part) for part in parts]}
        elif origin in {tuple, list}:
            each = [self.of(part) for part in parts if part is not Ellipsis]
            found = {"type": "array", "items": each[0] if len(set(map(str, each))) == 1 else {"anyOf": each}}
        elif origin is dict:
            found = {"type": "object", "additionalProperties": self.of(parts[1])}
        elif origin is typing.Literal:
            found = {"enum": list(parts)}
        elif getattr(kind, "__name__", "") in LINES:
            found = self._lines(typing.cast("type", kind))
        elif hasattr(kind, "_fields"):
            found = self._piece(typing.cast("type", kind))
        return found

    def _lines(self, kind: type) -> dict[str, object]:
        """An answer that is written as a list of its things, by itself or within another."""
        name = kind.__name__
        item = typing.get_args(typing.get_type_hints(kind, globalns=CLASSES)[LINES[name]])[0]
        more = IN_EVERY_LINE | (IN_EVERY_CHIP if name == "ChipsResult" else {})
        return {"type": "array", "items": {"allOf": [self.of(item), {"properties": more, "required": list(more)}]}}

    def _piece(self, kind: type) -> dict[str, object]:
        name = kind.__name__
        if name not in self.pieces:
            # Named before it is worked out: a tree's node has nodes below it.
            self.pieces[name] = {}
            self.pieces[name] = self._figure() if name == "ChipFigure" else self._object(kind)
        return {"$ref": f"#/$defs/{name}"}

    def _object(self, kind: type) -> dict[str, object]:
        hints = typing.get_type_hints(kind, globalns=CLASSES)
        fields = {name: self.of(hints[name]) for name in kind._fields}
        # What a quantity does not have it leaves out; every other answer says null.
        required = [name for name in fields if kind is not Quantity or name not in kind._field_defaults]
        return {
            "type": "object",
            "properties": {name.removesuffix("_"): schema for name, schema in fields.items()},
            "required": [name.removesuffix("_") for name in required],
        }

    def _figure(self) -> dict[str, object]:
        """A chip's figure: bare, or a range with those who dispute it."""
        return {"anyOf": [{"type": "number"}, self.of(Quantity)]}


def schemas() -> Iterator[tuple[str, dict[str, object]]]:
    """Yield each answer's schema by its id."""
    for name, kind in ANSWERS.items():
        schema = _Schema()
        body = schema.of(CLASSES[kind])
        yield (
            f"computegap/{name}/1",
            {"$schema": "https://json-schema.org/draft/2020-12/schema", **body, "$defs": schema.pieces},
        )
