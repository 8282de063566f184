"""A scenario: one complete set of choices, every figure inline, so that a copy is ready to edit."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from computegap.errors import nearest
from computegap.records.correlation import Correlation
from computegap.records.kinds import Duration, Multiple, PositiveShare, Record, Share
from computegap.records.party import Party
from computegap.records.source import Source

YARDSTICKS = ("8bit", "bf16", "fp4", "tpp", "bandwidth")


class Assumptions(Record):
    """Figures that all sides share: drawn once, so they cancel where they should."""

    artificial_intelligence_share: PositiveShare
    accelerator_share: PositiveShare
    reference_yield: PositiveShare
    yield_stages: Multiple
    yield_pass_through: Share
    reference_utilisation: PositiveShare
    scaling_efficiency: PositiveShare
    service_life: Duration


class Scenario(Record):
    """What `compare` runs on."""

    title: str = Field(min_length=1)
    description: str = ""
    year: int
    rule: str
    yardstick: Literal["8bit", "bf16", "fp4", "tpp", "bandwidth"]
    fall_back: bool
    """Whether a chip without the yardstick's format is counted at its next wider one."""
    route: Literal["money", "wafers", "power", "counted"] = "money"
    """The way to a side's compute that answers, unless another is asked for."""
    assumptions: Assumptions
    parties: dict[str, Party] = Field(min_length=1)
    correlations: list[Correlation] = []
    """Which inputs are drawn together; all others are independent."""
    sources: dict[str, Source] = {}
    """Sources that the file brings along, beside the shipped ones."""

    @model_validator(mode="after")
    def _parties_can_be_named_and_members_are_counted(self) -> Scenario:
        for party_id, party in self.parties.items():
            if "." in party_id:
                message = f"parties: found {party_id!r}, wanted an id without dots, as paths are split at them"
                raise ValueError(message)
            for member in party.members:
                if member not in self.parties:
                    message = f"parties.{party_id}.members: found {member!r}, wanted one of {', '.join(self.parties)}"
                    raise ValueError(message + nearest(member, self.parties))
                if not self.parties[member].counted:
                    message = f"parties.{party_id}.members: found {member!r}, which has no counted chips of its own"
                    raise ValueError(message)
        return self
