"""How does an answer follow from its inputs?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from computegap.core.model import PAIR, RULES
from computegap.errors import UsageError
from computegap.results.explain import ExplainResult, Node
from computegap.studies.blocks import in_blocks
from computegap.studies.comparison import Comparison, PartValues, Question, Settings, SideValues, settled
from computegap.studies.inputs import cited, quantity
from computegap.studies.quantities import Named, full_name, has_part_axis, quantities
from computegap.studies.unused import unused
from computegap.studies.worlds import as_told

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Unpack

    from computegap.core.graph import Graph
    from computegap.results.shared import Quantity
    from computegap.units import Values


WITHOUT_A_FIGURE = {
    "yield_cost_inflation": "none, as the chip is not made by the side's own process.",
    "one_h100": "the unit of H100-equivalents.",
    "algorithmic_efficiency": "none, as none is stated.",
    "one_year": "the unit of what is added in a year.",
    "chips_through_wafers": "as many as money buys, nothing being known of the wafers; or as the wafers suffice for, "
    "nothing being known of the memory.",
}
"""What there is to say of a value that a route gives, and no figure of the data."""


def explain(
    target: str, first: str, second: str, *, depth: int | None = None, **settings: Unpack[Settings]
) -> ExplainResult:
    """Tell the chain of formulas from a quantity down to the figures and sources that it rests on.

    Parameters
    ----------
    target : str
        A quantity of the pair (compute_ratio), of a rule (performance_gap, capability_lag), of a side
        (china.added_compute; the first side's where none is named) or of a chip (china.h20.unit_price).
    first, second, **settings
        As in `compare`.
    depth : int, optional
        How many levels below the quantity are told; all by default.

    Returns
    -------
    result : ExplainResult
        A tree of quantities.

    Raises
    ------
    UsageError
        If there is no such quantity.
    """
    if depth is not None and depth < 0:
        message = f"depth: found {depth}, wanted 0 or more"
        raise UsageError(message)
    question = Question(first, second, **settled(settings, "depth"))
    run = in_blocks(
        lambda block, samples: told(question.work_out(question.draws(block, samples)), target, depth),
        question.samples,
        headline=lambda result: result.tree.value,
        precision=question.precision,
        watch=question.watch,
    )
    return run.result._replace(samples=run.samples, notes=(*run.result.notes, *run.notes))


def told(work: Comparison, target: str, depth: int | None = None) -> ExplainResult:
    """Explain a quantity of a comparison that was worked out."""
    question = work.question
    tree = _Teller(work).tell(full_name(target, quantities(work), question))
    if depth is not None:
        tree = _cut(tree, depth)
    inputs = [node.input for node in _walk(tree) if node.input]
    return ExplainResult(
        schema="computegap/explain/1",
        scenario=question.library.scenario_id,
        year=question.year,
        basis=work.basis,
        route=question.route,
        yardstick=question.yardstick,
        rule=question.rule,
        seed=question.seed,
        samples=work.draws.samples,
        overrides=tuple(f"{item.path}={item.value}" for item in question.library.overrides),
        tree=tree,
        sources=cited(inputs, question.library),
        notes=unused(question, work.draws.inputs),
    )


def _walk(node: Node) -> Iterable[Node]:
    yield node
    for child in node.children:
        yield from _walk(child)


def _cut(node: Node, depth: int) -> Node:
    """Leave out what lies deeper."""
    if depth == 0 and node.children:
        return node._replace(children=(), left_out=sum(1 for _ in _walk(node)) - 1)
    return node._replace(children=tuple(_cut(child, depth - 1) for child in node.children))


class _Teller:
    """Turns a comparison's values into a tree; each level knows the level below."""

    def __init__(self, work: Comparison) -> None:
        self.work = work

    def tell(self, target: str) -> Node:
        """Find a quantity by its full name, from the pair down, and tell it."""
        if target in PAIR:
            return self._pair(target)
        for side in self.work.sides:
            if target.startswith(f"{side.party_id}."):
                part_id, _, name = target.removeprefix(f"{side.party_id}.").rpartition(".")
                return self._of_part(side, part_id, name) if part_id else self._side(side, name)
        in_force = self.work.rules[self.work.question.rule]
        rule = next(item for item in (in_force, *self.work.rules.values()) if item.target == target)
        return self._rule(rule.rule_id, target)

    def _of_part(self, side: SideValues, part_id: str, name: str) -> Node:
        """Tell a quantity of one part, whether it follows from the part alone or from the whole side as well."""
        part, values = side.parts[part_id], side.values.get(name)
        if name not in side.graph or not has_part_axis(values):
            return self._part(side, part_id, part, name, part.graph.unit(name))
        formula = side.graph.formula(name)
        children: list[Node] = []
        for parameter, unit in zip(formula.parameters, formula.parameter_units, strict=True):
            if parameter in side.paths or (parameter in side.graph and not has_part_axis(side.values[parameter])):
                children.append(self._side(side, parameter))
            elif parameter in side.graph:
                children.append(self._of_part(side, part_id, parameter))
            else:
                # A sum follows from all parts, as its formula says; anything else from the part's own.
                wanted = side.parts if " over " in formula.expression else (part_id,)
                children.extend(self._part(side, item, side.parts[item], parameter, unit) for item in wanted)
        row = list(side.parts).index(part_id)
        return Node(
            name,
            f"{side.party_id}.{part_id}",
            formula.expression,
            _quantity(values[row], formula.unit),
            None,
            tuple(children),
        )

    def _leaf(self, name: str, of: str, value: Values, unit: str, path: str | None) -> Node:
        used = self.work.draws.input(path) if path else None
        return Node(name, of, None if path else WITHOUT_A_FIGURE.get(name), _quantity(value, unit), used, ())

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
            _quantity(item.values[name], formula.unit),
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
        return Node(name, of, formula.expression, _quantity(self.work.pair[name], formula.unit), None, tuple(children))

    def _side(self, side: SideValues, name: str) -> Node:
        if name not in side.graph or name in side.paths or not was_worked_out(side.graph, name, side.values):
            unit = side.graph.unit(name) if name in side.graph else "1"
            return self._leaf(name, side.party_id, side.values.get(name, 1.0), unit, side.paths.get(name))
        formula = side.graph.formula(name)
        children: list[Node] = []
        for parameter, unit in zip(formula.parameters, formula.parameter_units, strict=True):
            if parameter in side.graph:
                children.append(self._side(side, parameter))
            elif parameter in side.paths or not any(parameter in part.values for part in side.parts.values()):
                path = side.paths.get(parameter)
                children.append(self._leaf(parameter, side.party_id, side.values[parameter], unit, path))
            else:
                children.extend(
                    self._part(side, part_id, part, parameter, unit) for part_id, part in side.parts.items()
                )
        value = side.values[name]
        if has_part_axis(value):
            # Told of the side, it is the sum over its parts.
            value = value.sum(axis=0)
        return Node(name, side.party_id, formula.expression, _quantity(value, formula.unit), None, tuple(children))

    def _part(self, side: SideValues, part_id: str, part: PartValues, name: str, unit: str) -> Node:
        of = f"{side.party_id}.{part_id}"
        if name not in part.graph or name in part.paths or not was_worked_out(part.graph, name, part.values):
            return self._leaf(name, of, part.values[name], unit, part.paths.get(name))
        formula = part.graph.formula(name)
        children = tuple(
            self._part(side, part_id, part, parameter, parameter_unit)
            for parameter, parameter_unit in zip(formula.parameters, formula.parameter_units, strict=True)
        )
        return Node(name, of, formula.expression, _quantity(part.values[name], formula.unit), None, children)


def _quantity(values: Values, unit: str) -> Quantity:
    """A quantity in the unit that other answers have it in."""
    return quantity(*as_told(Named("", values, unit)))


def was_worked_out(graph: Graph, name: str, values: Mapping[str, Values]) -> bool:
    """Whether a value came from its formula, rather than standing in for it."""
    return all(parameter in values for parameter in graph.parameters(name))
