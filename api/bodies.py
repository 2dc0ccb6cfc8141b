"""What people send to the API, checked for shape and size, and the commands it becomes. Knows no state."""

from collections.abc import Callable, Collection, Mapping
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from acd.commands import (
    AgentRequest,
    ChangePriority,
    ChangeRequirement,
    CloseQueue,
    ContactRequest,
    EndWrapUp,
    EscalateContact,
    LogInAgent,
    LogOutAgent,
    OpenQueue,
    PauseAgent,
    QueueRequest,
    RequestWrapUp,
    ResumeAgent,
    ReturnContact,
)
from vocabulary.ids import AgentName, ContactId, QueueName
from vocabulary.requirement_text import Kind, Mention, mentions, parse
from vocabulary.skills import Requirement, Step

LONGEST_REASON = 80
LONGEST_NOTE = 500
MOST_STEPS = 20
HIGHEST_PRIORITY = 100
LONGEST_SECONDS = 86_400.0
_PRINTABLE = r"^[^\x00-\x1f\x7f]+$"
_PRINTABLE_OR_EMPTY = r"^[^\x00-\x1f\x7f]*$"

Seconds = Annotated[float, Field(allow_inf_nan=False)]


class Body(BaseModel):
    """What comes with a request; no field beyond those declared."""

    model_config = ConfigDict(extra="forbid")


class AgentBody(Body):
    """Why the agent pauses; of the other actions it means nothing."""

    reason: str = Field(default="pause", min_length=1, max_length=LONGEST_REASON, pattern=_PRINTABLE)


class ReturnBody(Body):
    """What the next agent should know."""

    note: str = Field(default="", max_length=LONGEST_NOTE, pattern=_PRINTABLE_OR_EMPTY)

    def command(self, contact: ContactId) -> ContactRequest:
        """What is asked for this contact."""
        return ReturnContact(contact, self.note)


class EscalateBody(ReturnBody):
    """``queue``: where to; without it, where the contact's queue escalates to."""

    queue: str | None = Field(default=None, min_length=1, max_length=32)

    def command(self, contact: ContactId) -> ContactRequest:
        """What is asked for this contact."""
        return EscalateContact(contact, None if self.queue is None else QueueName(self.queue), self.note)


class PriorityBody(Body):
    """``boost_seconds``: so much waiting more to the contact's credit; less, if negative."""

    priority: int = Field(ge=-HIGHEST_PRIORITY, le=HIGHEST_PRIORITY)
    boost_seconds: Seconds = Field(default=0.0, ge=-LONGEST_SECONDS, le=LONGEST_SECONDS)

    def command(self, contact: ContactId) -> ContactRequest:
        """What is asked for this contact."""
        return ChangePriority(contact, self.priority, self.boost_seconds)


class StepBody(Body):
    """One step of a requirement: an expression, and for how long it holds."""

    expression: str
    expires_after_seconds: Seconds | None = Field(default=None, gt=0, le=LONGEST_SECONDS)


def _as_steps(value: object) -> object:
    return [{"expression": value}] if isinstance(value, str) else value


class RequireBody(Body):
    """``requires``: an expression, or steps one after the other."""

    requires: Annotated[list[StepBody], BeforeValidator(_as_steps), Field(max_length=MOST_STEPS)]

    def unknown(self, skills: Collection[str], agents: Collection[str]) -> Mention | None:
        """The first skill or agent spoken of that is not among these.

        :raises ExpressionUnreadable: of the first step that cannot be read.
        """
        known = {Kind.SKILL: skills, Kind.AGENT: agents}
        for step in self.requires:
            for mention in mentions(step.expression):
                if mention.name not in known[mention.kind]:
                    return mention
        return None

    def command(self, contact: ContactId) -> ContactRequest:
        """What is asked for this contact.

        :raises ExpressionUnreadable: of the first step that cannot be read.
        """
        steps = (Step(parse(step.expression), step.expires_after_seconds) for step in self.requires)
        return ChangeRequirement(contact, Requirement(tuple(steps)))


ContactBody = EscalateBody | ReturnBody | PriorityBody | RequireBody

CONTACT_ACTIONS: Mapping[str, type[ContactBody]] = {
    "escalate": EscalateBody,
    "return": ReturnBody,
    "priority": PriorityBody,
    "require": RequireBody,
}

QUEUE_ACTIONS: Mapping[str, Callable[[QueueName], QueueRequest]] = {"open": OpenQueue, "close": CloseQueue}


def agent_request(action: str, agent: AgentName, body: AgentBody) -> AgentRequest | None:
    """What is asked of this agent; None where nothing is called so."""
    match action:
        case "login":
            return LogInAgent(agent)
        case "logout":
            return LogOutAgent(agent)
        case "pause":
            return PauseAgent(agent, body.reason)
        case "resume":
            return ResumeAgent(agent)
        case "end-wrap-up":
            return EndWrapUp(agent)
        case "request-wrap-up":
            return RequestWrapUp(agent)
        case _:
            return None
