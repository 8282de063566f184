"""Options that commands share, declared once."""

from __future__ import annotations

import enum
import itertools
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer.core import TyperCommand, TyperOption

from computegap.cli import names
from computegap.errors import UsageError

if TYPE_CHECKING:
    from computegap.library.overrides import Override
    from computegap.studies.comparison import Settings


class Format(enum.StrEnum):
    """How an answer is written."""

    table = "table"
    json = "json"
    csv = "csv"
    ndjson = "ndjson"
    markdown = "markdown"


class Sampler(enum.StrEnum):
    """How the points of a sample are laid."""

    lattice = "lattice"
    random = "random"


class Yardstick(enum.StrEnum):
    """What an H100-equivalent is measured by."""

    eight_bit = "8bit"
    bf16 = "bf16"
    fp4 = "fp4"
    tpp = "tpp"
    bandwidth = "bandwidth"


class Route(enum.StrEnum):
    """By which figures a side's compute is worked out."""

    money = "money"
    wafers = "wafers"
    power = "power"
    counted = "counted"


class Basis(enum.StrEnum):
    """Which compute is compared."""

    stock = "stock"
    flow = "flow"


FirstSide = Annotated[
    str, typer.Argument(metavar="SIDE", help="us, china, uk, or a party file.", autocompletion=names.parties)
]
SecondSide = Annotated[
    str, typer.Argument(metavar="SIDE", help="The side compared with.", autocompletion=names.parties)
]
FormatOption = Annotated[Format, typer.Option("--format", "-f", help="How the answer is written.")]
OutputOption = Annotated[
    str | None, typer.Option("--output", "-o", metavar="FILE", help="Write to a file, whole or not at all.")
]
FieldOption = Annotated[
    str | None,
    typer.Option("--field", metavar="PATH", help="Print one bare value of the JSON answer, such as ratio.p50."),
]
ScenarioOption = Annotated[
    str,
    typer.Option(
        "--scenario", "-s", metavar="NAME|FILE", help="A shipped scenario, or a scenario file.",
        autocompletion=names.scenarios,
    ),
]  # fmt: skip
ScenariosOption = Annotated[
    list[str] | None,
    typer.Option(
        "--scenario", "-s", metavar="NAME|FILE", help="A shipped scenario, or a file; several make cases.",
        autocompletion=names.scenarios,
    ),
]  # fmt: skip
CaseOption = Annotated[
    list[str] | None,
    typer.Option(
        "--case", metavar="NAME:SETTINGS", help="A case: 'better fabs: china.process.yield=0.85'. Repeatable."
    ),
]
YearOption = Annotated[int | None, typer.Option("--year", help="The year; the scenario's own by default.")]
RuleOption = Annotated[
    str | None,
    typer.Option(
        "--rule", metavar="NAME", help="From ratio to gap; the scenario's own by default.", autocompletion=names.rules
    ),
]
YardstickOption = Annotated[
    Yardstick | None, typer.Option("--yardstick", help="What H100e measures; the scenario's own by default.")
]
ALONG = "What money, wafers and memory, or power suffice for, or counted chips"
RouteOption = Annotated[Route | None, typer.Option("--route", help=f"{ALONG}; the scenario's own by default.")]
OneRouteOption = Annotated[Route, typer.Option("--route", help=f"{ALONG}, whatever the scenario goes by.")]
BasisOption = Annotated[
    Basis | None, typer.Option("--basis", help="Added in the year (flow), or there at its end (stock).")
]
FallBackOption = Annotated[
    bool | None,
    typer.Option(
        "--fall-back/--no-fall-back", help="Count a chip without the yardstick's format at its next wider one.",
    ),
]  # fmt: skip
ChipsFromOption = Annotated[
    Path | None,
    typer.Option("--chips-from", metavar="FILE", help="Epoch AI's hardware CSV, whose chips a scenario may name."),
]


def _whole(text: str) -> int:
    """Read a count: 4096, 1e8.

    Raises
    ------
    typer.BadParameter
        If it is not a whole number above 0.
    """
    from computegap.notation import plain_number  # noqa: PLC0415 - help need not wait for it

    try:
        # Of a default, typer hands over the number itself.
        value = plain_number(str(text))
    except ValueError:
        value = 0.0
    if not 1 <= value <= MOST_SAMPLES or not value.is_integer():
        message = f"found {text!r}, wanted a whole number from 1 to {MOST_SAMPLES:.0e}, such as 4096 or 1e6"
        raise typer.BadParameter(message)
    return int(value)


MOST_SAMPLES = 1e12
SamplesOption = Annotated[
    int,
    typer.Option(
        "--samples", parser=_whole, metavar="COUNT", help="Draws of each input: 4096, 1e6; with --precision, the least."
    ),
]
SamplerOption = Annotated[Sampler, typer.Option("--sampler", help="Evenly spread draws, or plain random ones.")]
PrecisionOption = Annotated[
    str | None,
    typer.Option("--precision", metavar="SHARE", help="Sample until the answer's percentiles err by less: 0.5%."),
]
CorrelateOption = Annotated[
    list[str] | None,
    typer.Option(
        "--correlate", metavar="PATH PATH RANK", help="Draw two inputs together, at a rank correlation. Repeatable."
    ),
]
SeedOption = Annotated[int, typer.Option("--seed", min=0, help="Start of the random streams.")]
SetOption = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="PATH=VALUE",
        help="Replace a figure: china.process.yield=0.85, or =0.7..0.8; turn a channel on or off. Repeatable.",
        autocompletion=names.settable,
    ),
]
QuietOption = Annotated[bool, typer.Option("--quiet", help="Tell nothing on stderr but faults.")]
ChartOption = Annotated[bool, typer.Option("--chart", help="Draw the answer as charts of characters.")]
ChartFileOption = Annotated[
    str | None,
    typer.Option("--chart-file", metavar="FILE", help="Draw it in a file too: .svg, .png, .pdf or .html."),
]


def settings(
    scenario: str,
    year: int | None,
    rule: str | None,
    yardstick: Yardstick | None,
    route: Route | None,
    basis: Basis | None,
    *,
    fall_back: bool | None,
    samples: int,
    seed: int,
    assignments: list[str] | None,
    sampler: Sampler = Sampler.lattice,
    precision: str | None = None,
    correlate: list[str] | None = None,
    quiet: bool = False,
) -> Settings:
    """Gather what a comparison is asked under."""
    from computegap.cli.progress import Bar  # noqa: PLC0415 - only sampled answers take long

    return {
        "watch": Bar(quiet=quiet),
        "sampler": sampler.value,
        "precision": read_precision(precision),
        "correlations": correlate or [],
        "scenario": scenario,
        "year": year,
        "rule": rule,
        "yardstick": yardstick.value if yardstick else None,
        "route": route.value if route else None,
        "basis": basis.value if basis else None,
        "fall_back": fall_back,
        "samples": samples,
        "seed": seed,
        "overrides": overrides(assignments),
    }


def read_precision(text: str | None) -> float | None:
    """Read a precision as a share.

    Raises
    ------
    UsageError
        If it is none.
    """
    if text is None:
        return None
    from computegap.studies import comparison  # noqa: PLC0415 - few ask for a precision

    return comparison.read_precision(text, "--precision")


class Command(TyperCommand):
    """A command that refuses a second value of an option that takes but one."""

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]  # its base's is private
        """Parse, and parse once more where nothing is amiss, to see each option as often as it was typed.

        Raises
        ------
        UsageError
            If the last of several values would win without a word.
        """
        left = super().parse_args(ctx, [*args])
        if not ctx.resilient_parsing:
            _, _, typed = self.make_parser(ctx).parse_args([*args])
            for option in typed:
                # A switch may be set to what it is already, or back again.
                takes_one = isinstance(option, TyperOption) and not (option.multiple or option.is_flag)
                if takes_one and (times := typed.count(option)) > 1:
                    message = f"{option.opts[0]}: found {times} values, wanted one"
                    raise UsageError(message)
        return left


class Correlating(Command):
    """A command with `--correlate PATH PATH RANK`: the three words are handed on as one, as typer knows no triples."""

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]  # its base's is private
        """Join the words, then parse as ever."""
        joined: list[str] = []
        left = iter(args)
        for word in left:
            joined.append(word)
            if word == "--correlate":
                triple = " ".join(itertools.islice(left, 3))
                joined.extend([triple] if triple else [])
        return super().parse_args(ctx, joined)


def overrides(assignments: list[str] | None) -> list[Override]:
    """Split every PATH=VALUE.

    Raises
    ------
    ScenarioError
        If one has no `=`.
    """
    from computegap.library.overrides import Override  # noqa: PLC0415 - most commands set nothing

    return [Override.read(assignment, f"--set {assignment}") for assignment in assignments or ()]
