"""The shape of teams, supervisors and pause reasons. Resolves no name."""

from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from dialplan.schema import Keyed, Label, LanguageCode, Name, Names, Number, Spec, Written, listed
from dialplan.sections.devices import Transport
from dialplan.sections.secrets import SecretSpec

Permission = Literal["monitor", "whisper", "barge", "take_over", "record", "hear_recordings"]


class TeamSpec(Spec):
    """Agents who are led and reported on together."""

    name: Label
    """The name shown."""
    agents: Annotated[Names, Field(min_length=1)]
    """Who belongs to it; an agent belongs to one team at most."""


class SupervisorSpec(Spec):
    """Somebody who leads agents: may listen in, take part, and see what they do."""

    name: Label
    """The name shown."""
    agent: Annotated[Name | None, Written] = None
    """The agent they are themselves, where they take calls too."""
    device: Annotated[Number | None, Written] = None
    """The number of their phone, where it is no agent's."""
    transport: Annotated[Transport | None, Written] = None
    """What carries the signalling of that phone; not written, ``udp``."""
    secret: Annotated[SecretSpec | None, Written] = None
    """Where the password of that phone is kept; not written, one is made."""
    language: Annotated[LanguageCode | None, Written] = None
    """What they are spoken to in; not written, the first of ``languages``."""
    pin: Annotated[SecretSpec | None, Written] = None
    """Where the PIN is kept with which feature codes are confirmed."""
    teams: Names = Field(default_factory=list)
    """Teams they lead."""
    queues: Names = Field(default_factory=list)
    """Queues whose conversations they may take part in, whoever serves them."""
    may: Annotated[list[Permission], BeforeValidator(listed), Field(min_length=1, max_length=6)]
    """What they are allowed to do."""

    @model_validator(mode="after")
    def _leads(self) -> Self:
        if not self.teams and not self.queues:
            raise ValueError("a supervisor needs teams, queues, or both: else there is nobody to supervise")
        if self.agent is not None and self.device is not None:
            raise ValueError("a supervisor who is an agent uses the agent's phone: leave out device")
        if self.device is None and (self.secret is not None or self.transport is not None):
            raise ValueError("transport and secret are those of the supervisor's phone: say its number, with device")
        return self


class PauseReasonSpec(Spec):
    """Why an agent takes no calls for a while."""

    limit_minutes: Annotated[Annotated[int, Field(ge=1, le=1_440)] | None, Written] = None
    """Minutes after which a pause counts as too long; not written, never."""
    digits: Annotated[Keyed | None, Written] = None
    """What an agent types for it; not written, its place in the list, from 1."""
