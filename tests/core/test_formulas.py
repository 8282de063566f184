"""What every core formula owes its reader: documented parameters, units that agree, sources that exist."""

from __future__ import annotations

import inspect
import re
from typing import TYPE_CHECKING, get_args

import numpy as np
import pint
import pytest

from computegap.core import (
    claims,
    cluster,
    compute,
    control,
    cost,
    counts,
    gap,
    growth,
    ownership,
    routes,
    sensitivity,
    stock,
    yields,
)
from computegap.data.literal import TABLES

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

MODULES: tuple[ModuleType, ...] = (
    yields,
    cost,
    compute,
    counts,
    gap,
    growth,
    control,
    claims,
    sensitivity,
    cluster,
    routes,
    stock,
    ownership,
)
FORMULAS = [
    function
    for module in MODULES
    for function in vars(module).values()
    if inspect.isfunction(function) and function.__module__ == module.__name__
]
# Uncited in the shipped data: the textbook models and estimators, the tools that publish test cases.
PUBLISHED_ELSEWHERE = {
    "legitlads-yield-calculator",
    "princeton-ttm-cas",
    "chiplet-actuary",
    "saltelli-2010",
    "jansen-1999",
}

REGISTRY: pint.UnitRegistry[float] = pint.UnitRegistry(None)
for _base in ("USD", "CNY", "H100e", "OP", "second", "watt_hour", "mm", "bit"):
    REGISTRY.define(f"{_base} = [{_base}]")
PINT_UNITS = {
    "1": "",
    "USD": "USD",
    "CNY": "CNY",
    "USD/H100e": "USD / H100e",
    "H100e": "H100e",
    "H100e.s": "H100e * second",
    "USD/H100e/s": "USD / H100e / second",
    "OP/s": "OP / second",
    "OP": "OP",
    "W": "watt_hour / second",
    "W/H100e": "watt_hour / second / H100e",
    "USD/J": "USD / watt_hour",
    "s": "second",
    "1/s": "1 / second",
    "mm": "mm",
    "mm2": "mm ** 2",
    "1/mm2": "1 / mm ** 2",
    "bit.TOP/s": "OP / second",
    "bit.TOP/s/mm2": "OP / second / mm ** 2",
}


def unit_of(annotation: object) -> str:
    return str(get_args(annotation)[1])


@pytest.mark.parametrize("function", FORMULAS, ids=lambda function: function.__name__)
def test_docstring_states_every_unit(function: Callable[..., object]) -> None:
    signature = inspect.signature(function, eval_str=True)
    text = inspect.getdoc(function) or ""
    parameters = text.partition("Parameters\n----------\n")[2].partition("Returns\n-------\n")[0]
    returns = text.partition("Returns\n-------\n")[2].partition("Notes\n-----\n")[0]
    for name, parameter in signature.parameters.items():
        described = re.search(rf"^{name} : .+\n((?:    .+\n)+)", parameters, re.MULTILINE)
        assert described, f"{name} is not described"
        assert described[1].rstrip().endswith(f"[{unit_of(parameter.annotation)}]"), name
    assert f"[{unit_of(signature.return_annotation)}]" in returns
    for section in ("Notes\n-----", "References\n----------", "Examples\n--------"):
        assert section in text, section


@pytest.mark.parametrize("function", FORMULAS, ids=lambda function: function.__name__)
def test_references_are_source_ids(function: Callable[..., object]) -> None:
    cited = (inspect.getdoc(function) or "").partition("References\n----------\n")[2].partition("\n\n")[0]
    known = {*TABLES["sources.toml"], *PUBLISHED_ELSEWHERE}
    assert {source.strip() for source in cited.split(",")} <= known


@pytest.mark.parametrize("function", FORMULAS, ids=lambda function: function.__name__)
def test_units_of_the_result_follow_from_those_of_the_inputs(function: Callable[..., object]) -> None:
    signature = inspect.signature(function, eval_str=True)
    inputs: dict[str, object] = {}
    for place, (name, parameter) in enumerate(signature.parameters.items()):
        values = np.array([[0.5 + 0.1 * place]])
        unit = PINT_UNITS[unit_of(parameter.annotation)]
        inputs[name] = REGISTRY.Quantity(values, unit) if unit else values
    result = function(**inputs)
    wanted = REGISTRY.Quantity(1.0, PINT_UNITS[unit_of(signature.return_annotation)])
    found = result if isinstance(result, pint.Quantity) else REGISTRY.Quantity(np.asarray(result), "")
    assert found.dimensionality == wanted.dimensionality


def test_a_wrong_unit_is_found() -> None:
    with pytest.raises(pint.DimensionalityError):
        gap.catch_up_lag(REGISTRY.Quantity(np.array([2.0]), "mm"), 3.0, 1.0)  # type: ignore[arg-type]
