"""What may be asked about contacts and queues over the API, and what it becomes. Knows no state and nobody's rights."""

from collections.abc import Callable, Collection, Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from acd.commands import ChangeRequirement, CloseQueue, OpenQueue, QueueRequest
from api.bodies import Action, AskBody, Body, Name, Note
from calls.asks import ContactAsk, Escalate, Prioritise, Pull, ReturnBack
from vocabulary.ids import AgentName, ContactId, QueueName
from vocabulary.requirement_text import Kind, Mention, mentions, parse
from vocabulary.skills import Requirement, Step

MOST_STEPS = 20
HIGHEST_PRIORITY = 100
LONGEST_SECONDS = 86_400.0

Seconds = Annotated[float, Field(allow_inf_nan=False)]


class ReturnBody(AskBody):
    """What the next agent should know."""

    note: Note = ""


class EscalateBody(ReturnBody):
    """``queue``: where to; without it, where the contact's queue escalates to."""

    queue: Name | None = None


class MoveBody(ReturnBody):
    """The queue it is to wait in."""

    queue: Name


class PullBody(AskBody):
    """Who is to be offered it now."""

    agent: Name


class PriorityBody(AskBody):
    """``boost_seconds``: so much waiting more to the contact's credit; less, if negative."""

    priority: int = Field(ge=-HIGHEST_PRIORITY, le=HIGHEST_PRIORITY)
    boost_seconds: Seconds = Field(default=0.0, ge=-LONGEST_SECONDS, le=LONGEST_SECONDS)


class StepBody(Body):
    """One step of a requirement: an expression, and for how long it holds."""

    expression: str
    expires_after_seconds: Seconds | None = Field(default=None, gt=0, le=LONGEST_SECONDS)


def _as_steps(value: object) -> object:
    return [{"expression": value}] if isinstance(value, str) else value


class RequireBody(AskBody):
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

    def command(self, contact: ContactId) -> ChangeRequirement:
        """What is asked for this contact.

        :raises ExpressionUnreadable: of the first step that cannot be read.
        """
        steps = (Step(parse(step.expression), step.expires_after_seconds) for step in self.requires)
        return ChangeRequirement(contact, Requirement(tuple(steps)))


def _escalate(body: EscalateBody, contact: ContactId) -> Escalate:
    return Escalate(contact, None if body.queue is None else QueueName(body.queue), body.note)


def _move(body: MoveBody, contact: ContactId) -> Escalate:
    return Escalate(contact, QueueName(body.queue), body.note)


def _return(body: ReturnBody, contact: ContactId) -> ReturnBack:
    return ReturnBack(contact, body.note)


def _prioritise(body: PriorityBody, contact: ContactId) -> Prioritise:
    return Prioritise(contact, body.priority, body.boost_seconds)


def _pull(body: PullBody, contact: ContactId) -> Pull:
    return Pull(contact, AgentName(body.agent))


CONTACT_ACTIONS: Mapping[str, Action[Any, ContactId, ContactAsk]] = {
    "escalate": Action(EscalateBody, _escalate),
    "move": Action(MoveBody, _move),
    "return": Action(ReturnBody, _return),
    "priority": Action(PriorityBody, _prioritise),
    "pull": Action(PullBody, _pull),
}

QUEUE_ACTIONS: Mapping[str, Callable[[QueueName], QueueRequest]] = {"open": OpenQueue, "close": CloseQueue}
