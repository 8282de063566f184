"""Names that a shell completes; each is looked up when a shell asks, and costs a run that no shell asks nothing."""

from collections.abc import Iterable
from contextlib import suppress
from enum import Enum
from typing import TYPE_CHECKING

import typer

from computegap.errors import ComputegapError

if TYPE_CHECKING:
    from computegap.studies.comparison import Settings

ASKED_AS = ("year", "rule", "yardstick", "route", "basis")
"""Options that change which inputs and quantities there are."""


def scenarios() -> Iterable[str]:
    """Shipped scenarios."""
    from computegap.library.shipped import scenario_ids  # noqa: PLC0415 - as the module says

    return scenario_ids()


def chips() -> Iterable[str]:
    """Shipped chips."""
    from computegap.library.shipped import chip_ids  # noqa: PLC0415 - as the module says

    return chip_ids()


def processes() -> Iterable[str]:
    """Shipped processes."""
    from computegap.library.shipped import process_ids  # noqa: PLC0415 - as the module says

    return process_ids()


def rules() -> Iterable[str]:
    """Rules from a ratio to a gap."""
    from computegap.studies.names import rule_names  # noqa: PLC0415 - as the module says

    return rule_names()


def parties(ctx: typer.Context) -> Iterable[str]:
    """Parties of the scenario that was asked for; where none fits, a shell offers files."""
    from computegap.studies.names import party_names  # noqa: PLC0415 - as the module says

    # What is typed so far may be wrong: then there is nothing to offer.
    with suppress(ComputegapError):
        return party_names(_scenario(ctx))
    return ()


def sides(ctx: typer.Context, incomplete: str) -> Iterable[str]:
    """Two parties with a comma between."""
    first, comma, _ = incomplete.partition(",")
    return [f"{first}{comma}{party}" if comma else f"{party}," for party in parties(ctx)]


def figures(ctx: typer.Context) -> Iterable[str]:
    """Figures that can be shown."""
    from computegap.studies.names import figure_names  # noqa: PLC0415 - as the module says

    with suppress(ComputegapError):
        return figure_names(_scenario(ctx), settable=False)
    return ()


def settable(ctx: typer.Context) -> Iterable[str]:
    """Figures that can be set."""
    from computegap.studies.names import figure_names  # noqa: PLC0415 - as the module says

    with suppress(ComputegapError):
        return figure_names(_scenario(ctx), settable=True)
    return ()


def inputs(ctx: typer.Context) -> Iterable[str]:
    """Inputs of the comparison that is asked for."""
    from computegap.studies.names import input_names  # noqa: PLC0415 - as the module says

    with suppress(ComputegapError):
        return input_names(*_sides(ctx), **_settings(ctx))
    return ()


def mapped(ctx: typer.Context, incomplete: str) -> Iterable[str]:
    """Inputs behind a column's name."""
    column, equals, _ = incomplete.partition("=")
    return [f"{column}={name}" for name in inputs(ctx)] if equals else ()


def quantities(ctx: typer.Context, incomplete: str) -> Iterable[str]:
    """Quantities of the comparison that is asked for; those of a side's chips once the side is written."""
    from computegap.studies.names import quantity_names  # noqa: PLC0415 - as the module says

    with suppress(ComputegapError):
        dots = incomplete.count(".") + 1
        return [name for name in quantity_names(*_sides(ctx), **_settings(ctx)) if name.count(".") <= dots]
    return ()


def _scenario(ctx: typer.Context) -> str:
    several = ctx.params.get("scenarios") or ["article"]
    return str(ctx.params.get("scenario") or several[0])


def _sides(ctx: typer.Context) -> tuple[str, str]:
    first, _, second = str(ctx.params.get("sides") or "us,china").partition(",")
    # Behind an option that has no value yet, typer has left what came before it unread.
    arguments = (param.name for param in ctx.command.params if param.param_type_name == "argument")
    unread = dict(zip(arguments, ctx.args, strict=False))
    return (
        str(ctx.params.get("first") or unread.get("first") or first),
        str(ctx.params.get("second") or unread.get("second") or second),
    )


def _settings(ctx: typer.Context) -> "Settings":
    given = {name: ctx.params.get(name) for name in ASKED_AS}
    plain = {name: value.value if isinstance(value, Enum) else value for name, value in given.items()}
    return {"scenario": _scenario(ctx), **plain}  # type: ignore[typeddict-item]  # as the options have them
