"""Where a figure comes from."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field, model_validator

from computegap.records.kinds import Record


class Source(Record):
    """A publication, or a judgement of ours."""

    title: str = Field(min_length=1)
    publisher: str = Field(min_length=1)
    kind: Literal["datasheet", "filing", "paper", "dataset", "regulation", "news", "analysis", "note", "judgement"]
    """A note is a wiki, a repository or a comment of one person: weak, and marked so where it is cited."""
    url: str = Field(min_length=1)
    """Address, or where to find it."""
    published: date | None = None
    """Left out where the publication is undated."""
    accessed: date
    licence: str = ""

    @property
    def dated(self) -> date:
        """When it was published, or read where it is undated."""
        return self.published or self.accessed

    @model_validator(mode="after")
    def _read_after_it_was_published(self) -> Source:
        if self.published is not None and self.published > self.accessed:
            message = f"published: found {self.published}, wanted no later than accessed, which is {self.accessed}"
            raise ValueError(message)
        return self
