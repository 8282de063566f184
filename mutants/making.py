"""Mutants of a module: cosmic-ray's operators, less what cannot matter.

Left out, as they would say nothing about the tests:

- an operator of arithmetic in the place of one of bits, and the other way round, which only ever raises a TypeError;
- `is` in the place of `==`, and the other way round: whether equal values are one object is no promise;
- `<`, `<=`, `>` and `>=` in the place of an equality with a text: which word sorts before another is none either;
- `|` in an annotation, which nobody works out, and the bare `*` of a signature;
- `if TYPE_CHECKING:`, and everything in it;
- a missing `@cache` or `@lru_cache`, or another size of it, which changes time alone;
- `zip(..., strict=True)`, an assertion that holds;
- what compiles to the very same code.
"""

from __future__ import annotations

import ast
import contextlib
import copy
from bisect import bisect_right
from functools import cache
from itertools import accumulate
from types import CodeType
from typing import TYPE_CHECKING, NamedTuple

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.plugins import get_operator, operator_names

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cosmic_ray.operators.operator import Operator
    from parso.tree import NodeOrLeaf

ARITHMETIC = {"Add", "Sub", "Mul", "Div", "FloorDiv", "Mod", "Pow"}
IDENTITY = {"Is", "IsNot"}
CACHES = {"cache", "lru_cache"}


class Mutant(NamedTuple):
    """One change of one module."""

    module: str
    """Path below the package, such as core/yields.py."""
    function: str
    """Dotted name of the function or class that holds the change; empty for the module itself."""
    operator: str
    line: int
    before: str
    """Text of the line, without its indentation."""
    after: str
    start: int
    end: int
    """Characters of the source that the text takes the place of."""
    text: str

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What names a mutant when lines have moved."""
        return self.module, self.function, self.before, self.after

    def source(self, original: str) -> str:
        """Text of the mutated module."""
        return original[: self.start] + self.text + original[self.end :]


class Unit(NamedTuple):
    """A function of a module or of its classes, which can be changed while the module is loaded."""

    name: str
    code: CodeType

    def ran(self, imported: set[int]) -> bool:
        """Whether it ran among the lines that an import runs; what has no name of its own most likely did."""
        return self.name.endswith(">") or bool(imported & (_lines(self.code) - {self.code.co_firstlineno}))


class Compiled(NamedTuple):
    """A module's functions, and what runs when it is imported."""

    units: list[Unit]
    rest: tuple[object, ...]

    def essence(self) -> tuple[object, ...]:
        """What the module does."""
        return self.rest, *(essence(unit.code) for unit in self.units)


def _lines(code: CodeType) -> set[int]:
    own = {line for _, _, line in code.co_lines() if line is not None}
    return own.union(*(_lines(item) for item in code.co_consts if isinstance(item, CodeType)))


def essence(code: CodeType, *, nested: bool = True) -> tuple[object, ...]:
    """Return what a code does, without where it stands."""
    constants = tuple(
        (essence(item) if nested else item.co_name) if isinstance(item, CodeType) else repr(item)
        for item in code.co_consts
    )
    return code.co_code, constants, code.co_names, code.co_varnames, code.co_exceptiontable


def compiled(source: str, file: str) -> Compiled:
    """Compile a module, and take its functions apart from the rest."""
    units: list[Unit] = []

    def walk(code: CodeType) -> tuple[object, ...]:
        rest: list[object] = [essence(code, nested=False)]
        for item in code.co_consts:
            if isinstance(item, CodeType) and item.co_flags & 1:  # optimised: a function, no class
                units.append(Unit(item.co_qualname, item))
            elif isinstance(item, CodeType):
                rest.append(walk(item))
        return tuple(rest)

    # A part of a module stands without its first line.
    return Compiled(units, walk(compile(source, file, "exec", annotations.compiler_flag)))


def statement_lines(source: str) -> list[range]:
    """Lines of every statement, or of the head of one that holds others; inner ones later."""
    found: list[range] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, (ast.stmt, ast.ExceptHandler)):
            body = getattr(node, "body", None)
            end = max(node.lineno, body[0].lineno - 1) if body else node.end_lineno or node.lineno
            # A decorator stands above.
            first = min([node.lineno, *(item.lineno for item in getattr(node, "decorator_list", []))])
            found.append(range(first, end + 1))
    return found


class Quiet(NamedTuple):
    """A stretch of a module where some operators are left out, by a part of their names."""

    start: tuple[int, int]
    end: tuple[int, int]
    operator: str


def _quiet(source: str) -> Iterator[Quiet]:
    """Yield stretches where a change says nothing of the tests."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.AnnAssign(annotation=ast.expr() as annotation) | ast.arg(annotation=ast.expr() as annotation):
                yield _stretch(annotation, "BitOr")
            case ast.FunctionDef():
                yield from _quiet_signature(node)
            case ast.Compare(comparators=[ast.Constant(value=str())]):
                yield _stretch(node, "Eq_Lt")
                yield _stretch(node, "Eq_Gt")
            case ast.If(test=ast.Name(id="TYPE_CHECKING")):
                yield _stretch(node, "")
            case ast.Call(func=ast.Name(id="zip"), keywords=keywords):
                for keyword in keywords:
                    yield _stretch(keyword.value, "Replace")
            case _:
                pass


def _quiet_signature(function: ast.FunctionDef) -> Iterator[Quiet]:
    if function.returns is not None:
        yield _stretch(function.returns, "BitOr")
    for decorator in function.decorator_list:
        if ast.unparse(decorator).partition("(")[0] in CACHES:
            yield Quiet((decorator.lineno, 0), (decorator.lineno + 1, 0), "")


def _stretch(node: ast.expr | ast.stmt, operator: str) -> Quiet:
    end = (node.end_lineno or node.lineno, node.end_col_offset or node.col_offset)
    return Quiet((node.lineno, node.col_offset), end, operator)


@cache
def _operators() -> dict[str, Operator]:
    kept: dict[str, Operator] = {}
    for name in operator_names():
        words = name.partition("/")[2].split("_")
        if words[0] == "ReplaceBinaryOperator" and (words[1] in ARITHMETIC) != (words[2] in ARITHMETIC):
            continue
        if words[0] == "ReplaceComparisonOperator" and (words[1] in IDENTITY) != (words[2] in IDENTITY):
            continue
        kind = get_operator(name)
        if not kind.arguments() and words[0] != "NoOp":
            kept["_".join(words)] = kind()
    return kept


def mutants(package: Path, module: str) -> Iterator[Mutant]:
    """Yield every mutant of a module, by its path below the package."""
    source = (package / module).read_text("utf-8")
    quiet = list(_quiet(source))
    lines = source.splitlines(keepends=True)
    starts = [0, *accumulate(map(len, lines))]
    for chunk in get_ast(source).children:
        code, first = chunk.get_code(), chunk.get_start_pos_of_prefix()
        offset = starts[first[0] - 1] + first[1]
        tree, original = get_ast(code), compiled(code, module).essence()
        nodes = [node for node in ast_nodes(tree) if node.parent is not None and node.parent.type != "parameters"]
        for node in nodes:
            for name, operator in _operators().items():
                for index, (position, _) in enumerate(operator.mutation_positions(node)):
                    at = (position[0] + first[0] - 1, position[1])
                    if any(item.start <= at < item.end and item.operator in name for item in quiet):
                        continue
                    with _changed(node, operator, index), contextlib.suppress(SyntaxError):
                        mutated = tree.get_code()
                        if compiled(mutated, module).essence() != original:
                            yield _mutant(module, _holder(node), name, source, offset, code, mutated, starts)


@contextlib.contextmanager
def _changed(node: NodeOrLeaf, operator: Operator, index: int) -> Iterator[None]:
    """Put what an operator makes of a copy of a node in its place, for a while."""
    assert node.parent is not None  # noqa: S101 - the whole alone has none
    siblings = node.parent.children
    place = siblings.index(node)
    # Its copy goes by the same parent: no more is copied than the node itself.
    made = operator.mutate(copy.deepcopy(node, {id(node.parent): node.parent}), index)
    siblings[place : place + 1] = [] if made is None else [made]
    try:
        yield
    finally:
        siblings[place : place + (made is not None)] = [node]


def _mutant(
    module: str, function: str, operator: str, source: str, offset: int, code: str, mutated: str, starts: list[int]
) -> Mutant:
    """Tell the shortest stretch that differs, and the line that it begins in."""
    same = next(
        (i for i, (a, b) in enumerate(zip(code, mutated, strict=False)) if a != b), min(len(code), len(mutated))
    )
    room = min(len(code), len(mutated)) - same
    tail = next((i for i in range(room) if code[-1 - i] != mutated[-1 - i]), room)
    start, end = offset + same, offset + len(code) - tail
    text = mutated[same : len(mutated) - tail]
    line = bisect_right(starts, start)
    below, above = starts[line - 1], starts[bisect_right(starts, max(start, end - 1))]
    before = " ".join(source[below:above].split())
    after = " ".join((source[below:start] + text + source[end:above]).split())
    return Mutant(module, function, operator, line, before, after, start, end, text)


def _holder(node: object) -> str:
    """Dotted name of the functions and classes around a node of parso's tree."""
    names: list[str] = []
    parent = getattr(node, "parent", None)
    while parent is not None:
        if parent.type in {"funcdef", "classdef"}:
            names.insert(0, parent.name.value)
        parent = parent.parent
    return ".".join(names)
