"""What may be asked of an agent over the API, and the ask it becomes. Knows no state and nobody's permissions."""

from collections.abc import Mapping
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from api.bodies import Action, AskBody, Name, Note, OutsideNumber
from calls.asks import (
    AgentAsk,
    AskForWrapUp,
    DialOut,
    Dispose,
    EndWrapUp,
    LogIn,
    LogOut,
    LowerHand,
    Pause,
    RaiseHand,
    Resume,
    ToAgent,
    ToNumber,
)
from vocabulary.ids import AgentName, DeviceName, QueueName

USUAL_REASON = "pause"
LONGEST_REASON = 80
Reason = Annotated[str, Field(min_length=1, max_length=LONGEST_REASON, pattern=r"^[^\x00-\x1f\x7f]+$")]


class LogInBody(AskBody):
    """``device``: the phone they sit at, where it is not their own."""

    device: Name | None = None


class PauseBody(AskBody):
    """Why the agent pauses: one of the document's reasons, where it has any."""

    reason: Reason = USUAL_REASON


class SignBody(AskBody):
    """The one queue of theirs that it is about."""

    queue: Name


class DispositionBody(AskBody):
    """How the present or last conversation came out."""

    disposition: Name


class RaiseHandBody(AskBody):
    note: Note = ""


class DialBody(AskBody):
    """Whom to call: exactly one."""

    to_agent: Name | None = None
    to_number: OutsideNumber | None = None

    @model_validator(mode="after")
    def _one_target(self) -> Self:
        if (self.to_agent is None) == (self.to_number is None):
            raise ValueError("give exactly one of to_agent and to_number")
        return self

    @property
    def target(self) -> ToAgent | ToNumber:
        if self.to_agent is not None:
            return ToAgent(AgentName(self.to_agent))
        return ToNumber(self.to_number or "")


def _log_in(body: LogInBody, agent: AgentName) -> LogIn:
    return LogIn(agent, None if body.device is None else DeviceName(body.device))


def _sign_in(body: SignBody, agent: AgentName) -> LogIn:
    return LogIn(agent, queue=QueueName(body.queue))


def _sign_out(body: SignBody, agent: AgentName) -> LogOut:
    return LogOut(agent, QueueName(body.queue))


def _pause(body: PauseBody, agent: AgentName) -> Pause:
    return Pause(agent, body.reason)


def _dispose(body: DispositionBody, agent: AgentName) -> Dispose:
    return Dispose(agent, body.disposition)


def _raise_hand(body: RaiseHandBody, agent: AgentName) -> RaiseHand:
    return RaiseHand(agent, body.note)


def _dial(body: DialBody, agent: AgentName) -> DialOut:
    return DialOut(agent, body.target)


AGENT_ACTIONS: Mapping[str, Action[Any, AgentName, AgentAsk]] = {
    "login": Action(LogInBody, _log_in),
    "logout": Action(AskBody, lambda _, agent: LogOut(agent)),
    "pause": Action(PauseBody, _pause),
    "resume": Action(AskBody, lambda _, agent: Resume(agent)),
    "end-wrap-up": Action(AskBody, lambda _, agent: EndWrapUp(agent)),
    "request-wrap-up": Action(AskBody, lambda _, agent: AskForWrapUp(agent)),
    "sign-in": Action(SignBody, _sign_in),
    "sign-out": Action(SignBody, _sign_out),
    "disposition": Action(DispositionBody, _dispose),
    "raise-hand": Action(RaiseHandBody, _raise_hand),
    "lower-hand": Action(AskBody, lambda _, agent: LowerHand(agent)),
    "dial": Action(DialBody, _dial),
}
