"""Results in words: the blocks that tables on a screen and Markdown both draw, one module a kind of result."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from computegap.reports.layout.blocks import Block

MODULES = {
    "CompareResult": "compare",
    "ForecastResult": "forecast",
    "CostResult": "cost",
    "GapTable": "gap",
    "ChipsResult": "chips",
    "ChipTableResult": "chip_table",
    "ClusterResult": "cluster",
    "ControlResult": "control",
    "ValidateResult": "validate",
    "AuditResult": "audit",
    "ExplainResult": "explain",
    "SensitivityResult": "sensitivity",
    "SolveResult": "solve",
    "SweepResult": "sweep",
    "CasesResult": "cases",
    "ShowResult": "provenance",
    "SourcesResult": "provenance",
    "ScenariosResult": "provenance",
}


def lay_out(result: object) -> tuple[Block, ...]:
    """Lay a result out in blocks, top to bottom."""
    module = import_module(f"{__name__}.{MODULES[type(result).__name__]}")
    laid_out: tuple[Block, ...] = module.blocks(result)
    return laid_out
