"""How does an answer follow from its inputs?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from computegap.core.model import PAIR, RULES
from computegap.errors import UsageError, nearest
from computegap.results.explain import ExplainResult, Node
from computegap.studies.comparison import Comparison, PartValues, Question, Settings, SideValues
from computegap.studies.inputs import cited, quantity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Unpack

    from computegap.core.graph import Graph
    from computegap.results.shared import Quantity
    from computegap.units import Values


def explain(target: str, first: str, second: str, **settings: Unpack[Settings]) -> ExplainResult:
    """Tell the chain of formulas from a quantity down to the figures and sources that it rests on.

    Parameters
    ----------
    target : str
        A quantity of the pair (compute_ratio), of a rule (performance_gap, capability_lag), or, of the first side,
        of a side (added_compute).
    first, second, **settings
        As in `compare`.

    Returns
    -------
    result : ExplainResult
        A tree of quantities.

    Raises
    ------
    UsageError
        If there is no such quantity.
    """
    question = Question(first, second, **settings)
    work = question.work_out()
    tree = _Teller(work).tell(target)
    inputs = [node.input for node in _walk(tree) if node.input]
    return ExplainResult(
        schema="computegap/explain/1",
        scenario=question.library.scenario_id,
        year=question.year,
        yardstick=question.yardstick,
        rule=question.rule,
        seed=question.seed,
        samples=question.samples,
        tree=tree,
        sources=cited(inputs, question.library),
    )


def _walk(node: Node) -> Iterable[Node]:
    yield node
    for child in node.children:
        yield from _walk(child)


class _Teller:
    """Turns a comparison's values into a tree; each level knows the level below."""

    def __init__(self, work: Comparison) -> None:
        self.work = work

    def tell(self, target: str) -> Node:
        """Find a quantity, from the pair down, and tell it."""
        rule = self.work.rules[self.work.question.rule]
        by_target = {item.target: item for item in self.work.rules.values()}
        by_target[rule.target] = rule
        if target in by_target:
            return self._rule(by_target[target].rule_id, target)
        if target in PAIR:
            return self._pair(target)
        first = self.work.sides[0]
        if target in first.graph:
            return self._side(first, target)
        known = [*by_target, *PAIR.names(), *first.graph.names()]
        message = f"no quantity {target!r}, wanted one of {', '.join(known)}{nearest(target, known)}"
        raise UsageError(message)

    def _leaf(self, name: str, of: str, value: Values, unit: str, path: str | None) -> Node:
        used = self.work.draws.input(path) if path else None
        return Node(name, of, None, quantity(value, unit), used, ())

    def _rule(self, rule_id: str, name: str) -> Node:
        item = self.work.rules[rule_id]
        graph = RULES[item.rule.form]
        formula = graph.formula(name)
        children = []
        for parameter, unit in zip(formula.parameters, formula.parameter_units, strict=True):
            if parameter in PAIR:
                children.append(self._pair(parameter))
            elif parameter in graph and parameter not in item.paths:
                children.append(self._rule(rule_id, parameter))
            else:
                children.append(
                    self._leaf(parameter, f"rule {rule_id}", item.values[parameter], unit, item.paths.get(parameter))
                )
        return Node(
            name,
            f"rule {rule_id}",
            formula.expression,
            quantity(item.values[name], formula.unit),
            None,
            tuple(children),
        )

    def _pair(self, name: str) -> Node:
        formula = PAIR.formula(name)
        of = " / ".join(side.party_id for side in self.work.sides)
        children = []
        for parameter in formula.parameters:
            place, _, rest = parameter.partition("_")
            if parameter in PAIR:
                children.append(self._pair(parameter))
            else:
                side = self.work.sides[("first", "second").index(place)]
                children.append(self._side(side, side.compute if rest == "added_compute" else rest))
        return Node(name, of, formula.expression, quantity(self.work.pair[name], formula.unit), None, tuple(children))

    def _side(self, side: SideValues, name: str) -> Node:
        if name not in side.graph or name not in side.values:
            return self._leaf(name, side.party_id, side.values.get(name, 1.0), "1", side.paths.get(name))
        formula = side.graph.formula(name)
        children: list[Node] = []
        for parameter, unit in zip(formula.parameters, formula.parameter_units, strict=True):
            if parameter in side.graph:
                children.append(self._side(side, parameter))
            elif parameter in side.paths:
                children.append(
                    self._leaf(parameter, side.party_id, side.values[parameter], unit, side.paths[parameter])
                )
            else:
                children.extend(
                    self._part(side, part_id, part, parameter, unit) for part_id, part in side.parts.items()
                )
        value = side.values[name]
        if getattr(value, "ndim", 0) == 2:  # noqa: PLR2004 - a chip axis: one node a chip
            return Node(
                name, side.party_id, formula.expression, self._over_chips(value, formula.unit), None, tuple(children)
            )
        return Node(name, side.party_id, formula.expression, quantity(value, formula.unit), None, tuple(children))

    @staticmethod
    def _over_chips(value: Values, unit: str) -> Quantity:
        return quantity(value.sum(axis=0) if hasattr(value, "sum") else value, unit)

    def _part(self, side: SideValues, part_id: str, part: PartValues, name: str, unit: str) -> Node:
        of = f"{side.party_id}.{part_id}"
        if name not in part.graph or name in part.paths or not _was_worked_out(part.graph, name, part.values):
            return self._leaf(name, of, part.values[name], unit, part.paths.get(name))
        formula = part.graph.formula(name)
        children = tuple(
            self._part(side, part_id, part, parameter, parameter_unit)
            for parameter, parameter_unit in zip(formula.parameters, formula.parameter_units, strict=True)
        )
        return Node(name, of, formula.expression, quantity(part.values[name], formula.unit), None, children)


def _was_worked_out(graph: Graph, name: str, values: Mapping[str, Values]) -> bool:
    """Whether a value came from its formula, rather than standing in for it."""
    return all(parameter in values for parameter in graph.parameters(name))
