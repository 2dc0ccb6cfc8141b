"""What requests to the API have in common: fields, their sizes, in whose name they come. Knows no state."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Generic, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, model_validator

from calls.asks import Target, ToAgent, ToFlow, ToNumber, ToQueue
from vocabulary.ids import AgentName, FlowName, QueueName

LONGEST_NAME = 32
LONGEST_NOTE = 500
_PRINTABLE = r"^[^\x00-\x1f\x7f]+$"
_PRINTABLE_OR_EMPTY = r"^[^\x00-\x1f\x7f]*$"
_NUMBER = r"^\+?[0-9]{2,20}$"

Name = Annotated[str, Field(min_length=1, max_length=LONGEST_NAME, pattern=_PRINTABLE)]
Note = Annotated[str, Field(max_length=LONGEST_NOTE, pattern=_PRINTABLE_OR_EMPTY)]
"""What the next person should know."""
OutsideNumber = Annotated[str, Field(pattern=_NUMBER)]
"""Digits, with + before the country where it is written."""

B = TypeVar("B", bound="Body")
S = TypeVar("S")
A = TypeVar("A")


class Body(BaseModel):
    """What comes with a request; no field beyond those declared."""

    model_config = ConfigDict(extra="forbid")


class AskBody(Body):
    """``as``: the name or number of the agent or supervisor who asks; without it, the admin does."""

    person: Name | None = Field(default=None, alias="as")


@dataclass(frozen=True, slots=True)
class Action(Generic[B, S, A]):
    """One action of a route: what comes with it, and what it asks. ``S``: what the route itself says, or who asks."""

    body: type[B]
    ask: Callable[[B, S], A]


class TargetBody(AskBody):
    """Where a contact, or a question, goes: exactly one. Agents and queues by name or number."""

    to_agent: Name | None = None
    to_queue: Name | None = None
    to_flow: Name | None = None
    to_number: OutsideNumber | None = None

    @model_validator(mode="after")
    def _one_target(self) -> Self:
        named = (self.to_agent, self.to_queue, self.to_flow, self.to_number)
        if sum(target is not None for target in named) != 1:
            raise ValueError("give exactly one of to_agent, to_queue, to_flow and to_number")
        return self

    @property
    def target(self) -> Target:
        if self.to_agent is not None:
            return ToAgent(AgentName(self.to_agent))
        if self.to_queue is not None:
            return ToQueue(QueueName(self.to_queue))
        if self.to_flow is not None:
            return ToFlow(FlowName(self.to_flow))
        return ToNumber(self.to_number or "")
