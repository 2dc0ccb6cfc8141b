"""What may be asked of a conversation over the API, and by supervisors, and the ask it becomes. Knows no state."""

from collections.abc import Mapping
from typing import Any, Self

from pydantic import Field, model_validator

from api.bodies import Action, AskBody, Note, TargetBody
from calls.asks import (
    CallAsk,
    CancelConsult,
    Complete,
    Conference,
    Consult,
    GoOn,
    HangUp,
    Hold,
    Listen,
    PauseRecording,
    Record,
    RecordAgain,
    StopListening,
    SupervisorAsk,
    SwitchMode,
    ToFlow,
    Transfer,
)
from calls.permissions import Person
from cdr.events import ListeningMode
from vocabulary.ids import ContactId

LONGEST_ID = 100


class TransferBody(TargetBody):
    note: Note = ""


class ConsultBody(TargetBody):
    """Whom to ask: a flow answers no questions."""

    @model_validator(mode="after")
    def _somebody(self) -> Self:
        if self.to_flow is not None:
            raise ValueError("a flow cannot be consulted")
        return self


class CompleteBody(AskBody):
    note: Note = ""


class ListenBody(AskBody):
    """``call``: a contact's id, or the name or number of an agent: then whomever they talk with."""

    mode: ListeningMode = ListeningMode.MONITOR
    call: str = Field(min_length=1, max_length=LONGEST_ID)


class ModeBody(AskBody):
    """What the listening that is under way becomes."""

    mode: ListeningMode


def _transfer(body: TransferBody, _: Person) -> Transfer:
    return Transfer(body.target, body.note)


def _consult(body: ConsultBody, _: Person) -> Consult:
    target = body.target
    assert not isinstance(target, ToFlow), "refused when it was read"
    return Consult(target)


def _complete(body: CompleteBody, _: Person) -> Complete:
    return Complete(body.note)


def _listen(body: ListenBody, _: Person) -> Listen:
    return Listen(body.mode, ContactId(body.call))


def _switch(body: ModeBody, _: Person) -> SwitchMode:
    return SwitchMode(body.mode)


CALL_ACTIONS: Mapping[str, Action[Any, Person, CallAsk]] = {
    "hold": Action(AskBody, lambda *_: Hold()),
    "resume": Action(AskBody, lambda *_: GoOn()),
    "transfer": Action(TransferBody, _transfer),
    "consult": Action(ConsultBody, _consult),
    "complete": Action(CompleteBody, _complete),
    "cancel": Action(AskBody, lambda *_: CancelConsult()),
    "conference": Action(AskBody, lambda *_: Conference()),
    "hang-up": Action(AskBody, lambda *_: HangUp()),
    "record": Action(AskBody, lambda *_: Record(on=True)),
    "stop-recording": Action(AskBody, lambda *_: Record(on=False)),
    "pause-recording": Action(AskBody, lambda _, person: PauseRecording(person.name)),
    "record-again": Action(AskBody, lambda _, person: RecordAgain(person.name)),
}

SUPERVISE_ACTIONS: Mapping[str, Action[Any, Person, SupervisorAsk]] = {
    "listen": Action(ListenBody, _listen),
    "mode": Action(ModeBody, _switch),
    "stop": Action(AskBody, lambda *_: StopListening()),
}
