"""The US-China compute gap, worked out: compare, forecast, sensitivity, solve, sweep, evaluate, cost, gap, load.

Each is imported when it is first used, so that importing the package costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from computegap.library.view import Library as load  # noqa: N813 - `computegap.load("article")` reads as what it does
    from computegap.studies.compare import compare
    from computegap.studies.cost import cost
    from computegap.studies.forecast import forecast
    from computegap.studies.gap import gap
    from computegap.studies.rows import evaluate
    from computegap.studies.sensitivity import sensitivity
    from computegap.studies.solve import solve
    from computegap.studies.sweep import sweep

__version__ = "0.1.0"
__all__ = [
    "__version__", "compare", "cost", "evaluate", "forecast", "gap", "load", "sensitivity", "solve", "sweep",
]  # fmt: skip

_HOMES = {
    "compare": ("computegap.studies.compare", "compare"),
    "cost": ("computegap.studies.cost", "cost"),
    "evaluate": ("computegap.studies.rows", "evaluate"),
    "forecast": ("computegap.studies.forecast", "forecast"),
    "gap": ("computegap.studies.gap", "gap"),
    "load": ("computegap.library.view", "Library"),
    "sensitivity": ("computegap.studies.sensitivity", "sensitivity"),
    "solve": ("computegap.studies.solve", "solve"),
    "sweep": ("computegap.studies.sweep", "sweep"),
}


def __getattr__(name: str) -> object:
    """Import a public name when it is first used."""
    if name not in _HOMES:
        message = f"module 'computegap' has no attribute {name!r}"
        raise AttributeError(message)
    from importlib import import_module  # noqa: PLC0415 - not needed to read the version

    module, attribute = _HOMES[name]
    return getattr(import_module(module), attribute)


def __dir__() -> list[str]:
    """List what is not imported yet, too."""
    return sorted({*globals(), *__all__})
