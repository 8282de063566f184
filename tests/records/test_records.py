"""What all records share: what must be said is said, in some words, and nothing changes after loading."""

from __future__ import annotations

import importlib
import pkgutil
import re
from datetime import date
from typing import TYPE_CHECKING, Annotated

import pytest
from pydantic import TypeAdapter, ValidationError

from computegap import records
from computegap.library.view import Library
from computegap.records.chip import FORMAT_BITS
from computegap.records.kinds import LONGEST_TEXT, Limits, Record
from computegap.records.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterator

BOUNDS = ("minLength", "minProperties", "minItems")


def every_record() -> list[type[Record]]:
    """Classes of records, of all modules."""
    for module in pkgutil.iter_modules(records.__path__):
        importlib.import_module(f"computegap.records.{module.name}")

    def below(record: type[Record]) -> Iterator[type[Record]]:
        for child in record.__subclasses__():
            yield child
            yield from below(child)

    return list(below(Record))


FIELDS: dict[str, TypeAdapter[object]] = {
    f"{record.__name__}.{name}": TypeAdapter(Annotated[field.annotation, *field.metadata])  # type: ignore[arg-type]  # built
    for record in every_record()
    for name, field in record.model_fields.items()
    if any(hasattr(item, "min_length") for item in field.metadata)
}


@pytest.mark.parametrize("field", FIELDS.values(), ids=FIELDS)
def test_what_must_be_said_may_be_one_letter_or_one_entry(field: TypeAdapter[object]) -> None:
    schema = field.json_schema()
    assert [schema[bound] for bound in BOUNDS if bound in schema] == [1]


def source(title: str) -> Source:
    return Source.model_validate(
        {"title": title, "publisher": "p", "kind": "note", "url": "u", "accessed": "2026-01-01"}
    )


def test_a_text_has_ten_thousand_letters_at_most() -> None:
    assert LONGEST_TEXT == 10_000
    assert len(source("x" * 10_000).title) == 10_000
    with pytest.raises(ValidationError, match="at most 10000 characters"):
        source("x" * 10_001)


def test_nothing_changes_after_loading() -> None:
    chip = Library().chip("h100")
    with pytest.raises(ValidationError, match="frozen"):
        chip.name = "H200"  # type: ignore[misc]  # as the test's name says
    with pytest.raises(AttributeError, match="cannot assign to field 'value'"):
        chip.price.value = 1.0  # type: ignore[misc, union-attr]  # same


def test_a_number_is_itself_alone() -> None:
    # Two that say the same are two statements.
    first, second = Library().chip("h100").price, Library().chip("h100").price
    assert first is not None
    assert first != second
    assert len({first, second}) == 2


def test_bits_of_a_format_are_those_of_its_name() -> None:
    named = {name: int(re.sub(r"\D", "", name)) for name in FORMAT_BITS}
    assert {**named, "tf32": 19} == FORMAT_BITS


def test_without_limits_anything_holds() -> None:
    assert Limits("anything").hold(-1e308)
    assert Limits("anything").hold(1e308)


def test_a_source_is_of_the_day_it_was_published_or_read() -> None:
    read, out = date(2026, 1, 2), date(2025, 3, 4)
    undated = Source(title="A", publisher="B", kind="news", url="C", accessed=read)
    assert undated.dated == read
    assert Source.model_validate({**undated.model_dump(), "published": out}).dated == out
