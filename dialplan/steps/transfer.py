"""``transfer``: the caller is connected past the queues, with an agent or a number outside."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from dialplan.schema import Name, Written, like
from dialplan.steps.common import Named, RingSeconds, Text, Verb, compiled
from dialplan.tree import Path
from ivr.errands import TransferCaller
from ivr.flow import RunErrand, Steps
from vocabulary.ids import AgentName

if TYPE_CHECKING:
    from dialplan.steps.step import StepList, StepSpec

_VARIABLE = r"\{[a-z][a-z0-9_.-]{0,79}\}"
_NUMBER = re.compile(rf"(?:\+?[0-9*#]|{_VARIABLE})(?:[0-9*#]|{_VARIABLE})*")


def checked_outside_number(number: str) -> str:
    """A number to ring, made of digits and variables, or a ``ValueError``."""
    if not _NUMBER.fullmatch(number):
        raise ValueError("a number to ring is 0-9 * # with an optional + before them; it may hold {variable}")
    return number


OutsideNumber = Annotated[
    str, AfterValidator(checked_outside_number), like(_NUMBER, "number to ring"), Field(max_length=100)
]


class TransferSpec(Verb):
    """Connects the caller with an agent or a number outside: ``transfer: alice``, ``transfer: {number: "+371…"}``."""

    SHORT = "agent"

    agent: Annotated[Name | None, Written] = None
    """The agent whose phone rings."""
    number: Annotated[OutsideNumber | None, Written] = None
    """The number outside; it may hold ``{variable}``."""
    trunk: Annotated[Name | None, Written] = None
    """The trunk to call out through; may be left out where only one lets flows call out."""
    ring_seconds: RingSeconds = 30.0
    """How long it rings at most."""
    otherwise: "StepList" = Field(default_factory=list)
    """Steps for a caller who was not connected."""

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: object) -> object:
        return {"agent": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _one_target(self) -> Self:
        if (self.agent is None) == (self.number is None):
            raise ValueError("a transfer leads to an agent or to a number: {agent: NAME} or {number: NUMBER}")
        if self.trunk is not None and self.number is None:
            raise ValueError("a trunk is for a number outside; an agent's phone needs none")
        return self

    def steps(self) -> Steps:
        errand = TransferCaller(
            agent=AgentName(self.agent) if self.agent is not None else None,
            number=self.number or "",
            trunk=self.trunk or "",
            ring_seconds=self.ring_seconds,
        )
        return (RunErrand(errand, compiled(self.otherwise)),)

    def inner(self) -> Iterator[tuple[Path, "list[StepSpec]"]]:
        yield ("otherwise",), self.otherwise

    def texts(self) -> Iterator[Text]:
        if self.number is not None:
            yield Text(self.number, ("number",))

    def names_used(self) -> Iterator[Named]:
        if self.agent is not None:
            yield Named("agents", self.agent, ("agent",))
        if self.trunk is not None:
            yield Named("trunks", self.trunk, ("trunk",))
