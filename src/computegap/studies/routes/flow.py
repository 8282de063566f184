"""What routes share that tell what a side adds in a year, and nothing of what it has."""

from __future__ import annotations

from computegap.errors import UsageError

BASIS = "flow"


def check_basis(route: str, basis: str | None) -> None:
    """Refuse another basis.

    Raises
    ------
    UsageError
        If one is asked for.
    """
    if basis not in {None, BASIS}:
        message = f"basis: found {basis!r}, wanted {BASIS}, which the {route} route gives, or --route counted"
        raise UsageError(message)
