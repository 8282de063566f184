"""Formulas as JavaScript, read from their Python: so that a page works its answers out by the very same.

A translated formula takes numbers, or lists of numbers where there is a chip axis, as the Python takes arrays.
"""

from __future__ import annotations

import ast
import inspect
import math
import textwrap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from computegap.units import Values

OPERATORS = {
    ast.Add: "add",
    ast.Sub: "subtract",
    ast.Mult: "multiply",
    ast.Div: "divide",
    ast.Pow: "power",
}
ELEMENTWISE = ("exp", "log", "minimum", "maximum", "magnitude", "with_sign_of", "total")
"""Functions of `core.elementwise` that the prelude has too."""

PRELUDE = """\
const one = (operation) => (a) => Array.isArray(a) ? a.map(operation) : operation(a);
const two = (operation) => (a, b) =>
  Array.isArray(a) ? a.map((x, i) => operation(x, Array.isArray(b) ? b[i] : b))
  : Array.isArray(b) ? b.map((y) => operation(a, y))
  : operation(a, b);
const add = two((x, y) => x + y);
const subtract = two((x, y) => x - y);
const multiply = two((x, y) => x * y);
const divide = two((x, y) => x / y);
const power = two((x, y) => x ** y);
const negative = one((x) => -x);
const exp = one(Math.exp);
const log = one(Math.log);
const magnitude = one(Math.abs);
const minimum = two(Math.min);
const maximum = two(Math.max);
const with_sign_of = two((x, y) => Math.abs(x) * (y < 0 || Object.is(y, -0) ? -1 : 1));
const total = (a) => Array.isArray(a) ? a.reduce((sum, x) => sum + x, 0) : a;
"""
"""What translated formulas call."""


def javascript(function: Callable[..., Values]) -> str:
    """Translate one formula.

    Parameters
    ----------
    function : callable
        A formula: assignments to plain names and a return, of arithmetic and `core.elementwise`.

    Returns
    -------
    text : str
        A JavaScript function of the same name and parameters.

    Raises
    ------
    TypeError
        If the formula holds anything else.

    Examples
    --------
    >>> from computegap.core.compute import compute_ratio
    >>> print(javascript(compute_ratio))
    const compute_ratio = (first_added_compute, second_added_compute) => {
      return divide(first_added_compute, second_added_compute);
    };
    """
    tree = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]
    if not isinstance(tree, ast.FunctionDef):
        raise TypeError(function.__name__)
    lines = [_statement(statement, function.__name__) for statement in tree.body[1:]]
    parameters = ", ".join(argument.arg for argument in tree.args.args)
    return "\n".join([f"const {tree.name} = ({parameters}) => {{", *(f"  {line}" for line in lines), "};"])


def _statement(statement: ast.stmt, name: str) -> str:
    match statement:
        case ast.Return(value=ast.expr() as value):
            return f"return {_expression(value, name)};"
        case ast.Assign(targets=[ast.Name(id=quantity)], value=value):
            return f"const {quantity} = {_expression(value, name)};"
    raise TypeError(_refusal(statement, name))


def _expression(node: ast.expr, name: str) -> str:
    if isinstance(node, ast.BinOp) and type(node.op) in OPERATORS:
        return f"{OPERATORS[type(node.op)]}({_expression(node.left, name)}, {_expression(node.right, name)})"
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return f"negative({_expression(node.operand, name)})"
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ELEMENTWISE:
        return f"{node.func.id}({', '.join(_expression(argument, name) for argument in node.args)})"
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Constant) and isinstance(node.value, (int, float)):
        return repr(node.value)
    if ast.unparse(node) == "math.pi":
        return repr(math.pi)
    raise TypeError(_refusal(node, name))


def _refusal(node: ast.AST, name: str) -> str:
    return f"{name}: found {ast.unparse(node)!r}, which has no JavaScript: wanted arithmetic and core.elementwise"
