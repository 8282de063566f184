"""Results as CSV: a row for each of several like things, else a row a quantity."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from computegap.errors import printable
from computegap.reports.as_json import plain
from computegap.results.audit import AuditResult
from computegap.results.cases import CasesResult
from computegap.results.chip_table import ChipTableResult
from computegap.results.chips import ChipsResult
from computegap.results.cluster import ClusterResult
from computegap.results.compare import CompareResult
from computegap.results.control import ControlAnswer, ControlResult, RuleMet
from computegap.results.cost import CostResult
from computegap.results.explain import ExplainResult, Node
from computegap.results.forecast import ForecastResult
from computegap.results.gap import GapTable
from computegap.results.provenance import ScenariosResult, ShowResult, SourcesResult
from computegap.results.sensitivity import SensitivityResult
from computegap.results.shared import Quantity
from computegap.results.solve import SolveResult
from computegap.results.sweep import SweepResult
from computegap.results.validate import ValidateResult

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from computegap.reports import Screen

STATISTICS = ("mean", "p5", "p25", "p50", "p75", "p95")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def render(result: object, screen: Screen) -> str:  # noqa: ARG001 - every format takes a screen
    """Draw a result as CSV with a header."""
    rows = flat_rows(result)
    return "".join(_written(rows, list(rows[0]) if rows else []))


def streamed(results: Iterable[object], like: object) -> Iterator[str]:
    """Draw results one after another under one header, whose columns are those of a result like them."""
    columns = list(flat_rows(like)[0])
    return _written((row for result in results for row in flat_rows(result)), columns)


def _written(rows: Iterable[Mapping[str, object]], columns: Sequence[str]) -> Iterator[str]:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    yield text.getvalue()
    for row in rows:
        text.seek(0)
        text.truncate()
        writer.writerow({name: cell(value) for name, value in row.items()})
        yield text.getvalue()


def flat_rows(result: object) -> list[dict[str, object]]:
    """Rows of a result, each with every column: None where it has nothing."""
    flat = [dict(_flat(row)) for row in _rows(result)]
    ranged = {name.removesuffix(".p50") for row in flat for name in row if name.endswith(".p50")}
    rows = [dict(_spread(row, ranged)) for row in flat]
    columns = dict.fromkeys(name for row in rows for name in row)
    return [{**columns, **row} for row in rows]


def _spread(row: Mapping[str, object], ranged: set[str]) -> Iterator[tuple[str, object]]:
    """Columns of a row, in which a bare figure has those of one with a range where another row has one there."""
    for name, value in row.items():
        if name not in ranged:
            yield name, value
        elif value is not None:
            yield from ((f"{name}.{statistic}", value) for statistic in STATISTICS)


def _rows(result: object) -> Iterable[Mapping[str, object]]:
    if isinstance(result, CompareResult | CostResult | ClusterResult | SolveResult):
        return _compare_rows(result) if isinstance(result, CompareResult) else _quantity_rows({"": result})
    if isinstance(result, ExplainResult):
        return _node_rows(result.tree, "")
    if isinstance(result, ControlResult):
        return [_control_row(chip, rule) for chip in result.chips for rule in chip.rules]
    if isinstance(result, ChipsResult) and result.columns:
        return [{name: plain(chip.column(name)) for name in result.columns} for chip in result.chips]
    if isinstance(result, CasesResult | ForecastResult | SweepResult):
        return _several(result)
    found = (plain(item) for item in _listed(result))
    return [item for item in found if isinstance(item, dict)]


def _several(result: CasesResult | ForecastResult | SweepResult) -> Iterator[dict[str, object]]:
    """Rows of an answer that is several comparisons."""
    if isinstance(result, CasesResult):
        return _case_rows(result)
    return _forecast_rows(result) if isinstance(result, ForecastResult) else _sweep_rows(result)


def _listed(result: object) -> tuple[object, ...]:
    """Like things that an answer is a list of."""
    listed: tuple[object, ...] = ()
    if isinstance(result, GapTable):
        listed = tuple(row._replace(sources=()) for row in result.rows)
    elif isinstance(result, ChipsResult):
        listed = result.chips
    elif isinstance(result, ShowResult):
        listed = result.numbers
    elif isinstance(result, SourcesResult):
        listed = result.sources
    elif isinstance(result, ChipTableResult):
        listed = result.disagreements if result.only_differences else result.chips.chips
    elif isinstance(result, AuditResult | ValidateResult):
        listed = result.claims if isinstance(result, AuditResult) else result.estimates
    elif isinstance(result, SensitivityResult):
        listed = result.inputs
    elif isinstance(result, ScenariosResult):
        listed = result.numbers or result.scenarios
    return listed


def _compare_rows(result: CompareResult) -> Iterator[dict[str, object]]:
    yield from _quantity_rows({"": result})
    yield from _quantity_rows({side.party: side for side in result.sides})
    for side in result.sides:
        yield from _quantity_rows({f"{side.party}.{chip.chip}": chip for chip in side.chips})
        yield from _quantity_rows({f"{side.party}.{item.party}.{item.name}": item for item in side.channels})
    for item in result.routes:
        yield from _quantity_rows({f"route {item.route}": item})
        yield from _quantity_rows({f"route {item.route}.{side.party}": side for side in item.sides})
    for answer in result.rules:
        yield from _quantity_rows({f"rule {answer.rule}": answer})


def _case_rows(result: CasesResult) -> Iterator[dict[str, object]]:
    for case in result.cases:
        for told, found in (("value", case.values), ("change", case.changes)):
            for name, value in found.items():
                spread = plain(value)
                yield {"case": case.name, "of": told, "quantity": name, **(spread if isinstance(spread, dict) else {})}


def _forecast_rows(result: ForecastResult) -> Iterator[dict[str, object]]:
    for item in result.years:
        holders: dict[str, tuple[object, ...]] = {"": item} | {side.party: side for side in item.sides}
        for side, holder in holders.items():
            for row in _quantity_rows({side: holder}):
                yield {"year": item.year, "side": row.pop("of"), **row}
        for found in item.sides:
            for route in found.routes:
                for row in _quantity_rows({found.party: route}):
                    row.pop("of")
                    yield {"year": item.year, "side": found.party, **row, "quantity": f"{route.route}.added_compute"}


def _sweep_rows(result: SweepResult) -> Iterator[dict[str, object]]:
    units = {summary.quantity: summary.unit for summary in result.summaries}
    for row in result.rows:
        found = {name: plain(value) for name, value in row.inputs.items()}
        spread = plain(row.value and row.value._replace(low=None, high=None, standard_error=None))
        yield {
            **found,
            "quantity": row.quantity,
            **(spread if isinstance(spread, dict) else {}),
            "unit": units[row.quantity],
        }


def _quantity_rows(holders: Mapping[str, tuple[object, ...]]) -> Iterator[dict[str, object]]:
    for of, holder in holders.items():
        fields: dict[str, object] = holder._asdict()  # type: ignore[attr-defined]  # results are named tuples
        for name, value in fields.items():
            row: dict[str, object] = {"of": of, "quantity": name.removesuffix("_")}
            if isinstance(value, Quantity):
                spread = plain(value._replace(low=None, high=None, standard_error=None))
                yield row | (spread if isinstance(spread, dict) else {})
            elif isinstance(value, float):
                yield row | dict.fromkeys(STATISTICS, plain(value))


def _control_row(chip: ControlAnswer, rule: RuleMet) -> dict[str, object]:
    return {
        "id": chip.id,
        "tpp": plain(chip.tpp),
        "performance_density": plain(chip.performance_density),
        "rule": rule.rule,
        "met": list(rule.met),
        "undecided": list(rule.undecided),
        "missing": list(rule.missing),
    }


def _node_rows(node: Node, path: str) -> Iterator[dict[str, object]]:
    here = f"{path}/{node.quantity}" if path else node.quantity
    spread = plain(node.value._replace(standard_error=None))
    yield {
        "path": here,
        "of": node.of,
        **(spread if isinstance(spread, dict) else {}),
        "input": node.input.path if node.input else "",
        "source": node.input.source if node.input else "",
    }
    for child in node.children:
        yield from _node_rows(child, here)


def _flat(row: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, object]]:
    for name, value in row.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{name}.")
        elif isinstance(value, list) and any(isinstance(item, dict) for item in value):
            for index, item in enumerate(value):
                if isinstance(item, dict):
                    yield from _flat(item, f"{prefix}{name}.{item.get('rule', index)}.")
        else:
            yield printable(f"{prefix}{name}"), value


def cell(value: object) -> object:
    """A cell that no spreadsheet runs as a formula."""
    if isinstance(value, list):
        value = "; ".join(str(item) for item in value)
    if isinstance(value, str):
        return f"'{printable(value)}" if value.startswith(FORMULA_STARTS) else printable(value)
    return value
