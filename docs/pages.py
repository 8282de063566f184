"""Pages made from the code and the data while the site is built, so that nothing is written twice."""

from __future__ import annotations

import inspect
import io
import json
import re
from contextlib import redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING

from schemas import schemas

from computegap.cli import COMMANDS, main
from computegap.core import model
from computegap.core.graph import Graph
from computegap.library.shipped import chip_ids, process_ids, scenario_ids
from computegap.reports import Screen, report
from computegap.reports.as_markdown import literal
from computegap.studies.audit import audit
from computegap.studies.provenance import scenario, scenario_schema, show, sources
from computegap.studies.validate import validate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from computegap.results.provenance import NumberStory

README = Path(__file__).parents[1] / "README.md"
GROUPS = ("rules", "measured_lags", "published", "controls", "claims")
VALIDATION = (
    "What others published of the compute of two sides, each run in the scenario that has its case, by "
    "`computegap validate`. A ratio of ours over theirs (of bounds, over their middle) of 1 is agreement; where "
    "it is not, the reason follows below the table. What no scenario has the case of is named as not run."
)
SECTION = re.compile(r"^(\w[\w ]*)\n-+\n", re.MULTILINE)


def write(folder: Path) -> None:
    """Write every page that the code and the data give, where it is not there already."""
    folder.mkdir(exist_ok=True)
    for name, content in pages():
        page = folder / name
        if not page.is_file() or page.read_text("utf-8") != content:
            page.write_text(content, "utf-8")


def pages() -> Iterator[tuple[str, str]]:
    """Generate every page: its file and its Markdown."""
    yield "model.md", "\n".join(_model())
    yield "numbers.md", "\n".join(_numbers())
    yield "sources.md", "\n".join(_sources())
    audited = report(audit(), "markdown", Screen())
    yield "audit.md", f"# The article, audited\n\n{audited.replace(chr(10) + '### ', chr(10) + '## ')}"
    beside = report(validate(), "markdown", Screen())
    yield (
        "validation.md",
        f"# Beside published estimates\n\n{VALIDATION}\n\n{beside.replace(chr(10) + '### ', chr(10) + '## ')}",
    )
    yield "commands.md", "\n".join(_commands())
    yield "contract.md", "\n".join(_contract())


def _row(cells: Iterable[object]) -> str:
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def _table(titles: Iterable[str], rows: Iterable[Iterable[object]]) -> list[str]:
    titles = list(titles)
    return [_row(titles), _row("---" for _ in titles), *map(_row, rows), ""]


# The model -----------------------------------------------------------------------------------------------------------


def _graphs() -> dict[str, Graph]:
    """Every graph of the model by the heading it goes under."""
    found: dict[str, Graph] = {}
    for name, value in vars(model).items():
        if isinstance(value, Graph):
            found[name.replace("_", " ").capitalize()] = value
        elif isinstance(value, dict) and all(isinstance(item, Graph) for item in value.values()):
            found.update({f"{name.capitalize()}: {key}": item for key, item in value.items()})
    return found


def _model() -> Iterator[str]:
    graphs = _graphs()
    yield "# The model\n"
    yield "Generated from the formulas themselves: a quantity is a function, and its inputs are its parameters."
    yield "What no formula gives is an input, and comes from [the data](numbers.md).\n"
    told: dict[str, str] = {}
    homes = {name: f"{_anchor(title)}-{name.replace('_', '-')}" for title, graph in reversed(graphs.items()) for name in
             graph.names()}  # fmt: skip
    for title, graph in graphs.items():
        yield f"## {title}\n"
        for name in graph.names():
            if name in told:
                yield f"`{name}`: see [{told[name]}](#{homes[name]}).\n"
                continue
            told[name] = title
            homes[name] = f"{_anchor(title)}-{name.replace('_', '-')}"
            yield from _formula(graph, name, homes)


def _unit(unit: str) -> str:
    return "a plain number" if unit == "1" else unit


def _anchor(title: str) -> str:
    return re.sub(r"\W+", "-", title.casefold()).strip("-")


def _formula(graph: Graph, name: str, homes: dict[str, str]) -> Iterator[str]:
    formula = graph.formula(name)
    text = inspect.getdoc(formula.function) or ""
    summary, *rest = SECTION.split(text)
    sections = dict(zip(rest[::2], rest[1::2], strict=True))
    described = dict(re.findall(r"^(\w+) : [^\n]*\n((?:    [^\n]*\n?)+)", sections.get("Parameters", ""), re.MULTILINE))
    yield f"({homes[name]})="
    yield f"### {name.replace('_', ' ').capitalize().replace('h100', 'H100')}\n"
    yield f"`{name}`: {literal(summary.strip())} Unit: {_unit(formula.unit)}.\n"
    yield f"```text\n{sections['Notes'].strip()}\n```\n"
    rows = []
    for parameter, unit in zip(formula.parameters, formula.parameter_units, strict=True):
        shown = f"[`{parameter}`](#{homes[parameter]})" if parameter in homes else f"`{parameter}`"
        meaning = " ".join(described.get(parameter, "").split())
        rows.append((shown, _unit(unit), literal(re.sub(r"\s*\[[^\]]*\]$", "", meaning))))
    yield from _table(("from", "unit", "what it is"), rows)
    cited = [source.strip() for source in sections.get("References", "").replace("\n", " ").split(",")]
    known = {source.id for source in sources().sources}
    links = (f"[{source}](#source-{source})" if source in known else literal(source) for source in cited if source)
    yield f"Sources: {', '.join(links)}\n"


# The data ------------------------------------------------------------------------------------------------------------


def _numbers() -> Iterator[str]:
    yield "# Every number\n"
    yield "Generated from the shipped data: each figure with its range, unit, basis, source and date."
    yield "A figure of basis `judged` is a judgement of the makers; its note is its reasoning.\n"
    for name in scenario_ids():
        told = scenario(name)
        yield f"## Scenario {name}\n"
        yield f"{literal(told.scenarios[0].title)}. {literal(told.scenarios[0].description)}\n"
        yield from _figures(told.numbers)
    for title, roots in (
        ("Processes", [f"processes.{name}" for name in process_ids()]),
        ("Rules, lags, ratios, thresholds and claims", list(GROUPS)),
        ("Chips", [f"chips.{name}" for name in chip_ids()]),
    ):
        yield f"## {title}\n"
        yield from _figures(story for root in roots for story in show(root).numbers)


def _figures(stories: Iterable[NumberStory]) -> list[str]:
    return _table(("path", "figure", "basis and source", "where and why"), map(_figure, stories))


def _figure(story: NumberStory) -> tuple[str, ...]:
    ends = f"{story.low:g} to {story.high:g}" if story.low is not None and story.high is not None else ""
    value = f"{story.value:g}" if story.value is not None else ""
    figure = f"{value} ({ends})" if value and ends else value or ends
    unit = "" if story.unit == "1" else f" {story.unit}"
    return (
        f"`{story.path}`", literal(f"{figure}{unit}, {story.interval}"),
        f"{story.basis}, [{story.source}](#source-{story.source}), {story.as_of}",
        literal("; ".join(filter(None, (story.where, story.note)))),
    )  # fmt: skip


def _sources() -> Iterator[str]:
    found = sources().sources
    yield "# Every source\n"
    yield f"{len(found)} sources, each used for at least one figure; none is listed that nothing cites.\n"
    for source in found:
        where = f"<{source.url}>" if source.url.startswith("http") else literal(source.url)
        yield f"(source-{source.id})="
        yield f"## {literal(source.title)}\n"
        yield f"{literal(source.publisher)}; {source.kind}; {source.date}, accessed {source.accessed}; {where}\n"
        yield f"Used for {len(source.used_for)}: {', '.join(f'`{path}`' for path in source.used_for)}\n"


# The command line ----------------------------------------------------------------------------------------------------


def _commands() -> Iterator[str]:
    yield "# Commands\n"
    for name in COMMANDS:
        text = io.StringIO()
        with redirect_stdout(text):
            main([name, "--help"])
        yield f"## {name}\n"
        yield f"```text\n{text.getvalue().strip()}\n```\n"


def _contract() -> Iterator[str]:
    _, _, after = README.read_text("utf-8").partition("### The JSON contract\n")
    yield "# JSON contract\n"
    yield re.split(r"^## ", after, maxsplit=1, flags=re.MULTILINE)[0].strip()
    yield "\n## JSON Schema of a scenario file\n"
    yield "As `computegap scenario schema` prints it, for editors:\n"
    yield f"```json\n{json.dumps(scenario_schema(), indent=2)}\n```\n"
    yield "\n## JSON Schemas of the answers\n"
    yield "Read from the classes that the answers are made of; a test holds every command's output to its own.\n"
    for name, schema in schemas():
        yield f"### {name}\n"
        yield f"```json\n{json.dumps(schema, indent=1)}\n```\n"
