"""What the hands tell of a contact as a whole, and everything a contact record is folded from. Values only."""

from dataclasses import dataclass
from enum import StrEnum

from acd.events import ContactEvent
from ivr.reports import Event as DialogueEvent
from recordings.events import Event as RecordingEvent
from vocabulary.causes import HangUpCause
from vocabulary.ids import AgentName, ContactId, ListeningId
from vocabulary.parties import Party


@dataclass(frozen=True, slots=True)
class ContactBegan:
    """The caller leg is ours. Name and numbers as Asterisk reports them: of any bytes, escaped only in the record.

    ``earlier``: this one is the callback, or the message, that contact was promised. ``agent``: who called out; the
    number dialled is the one they called, and there is no caller's flow.
    """

    contact: ContactId
    number_dialled: str
    caller_number: str
    caller_name: str
    dialplan_version: str
    earlier: ContactId | None = None
    agent: AgentName | None = None


@dataclass(frozen=True, slots=True)
class ContactEnded:
    """The caller leg is gone. ``ended_by`` is ``SYSTEM`` where we hung it up, by the flow's wish or by a fault."""

    contact: ContactId
    ended_by: Party
    cause: HangUpCause


class GuestKind(StrEnum):
    """Who talks with the caller beside the queues' agents."""

    OUTSIDE = "outside"
    COLLEAGUE = "colleague"
    SUPERVISOR = "supervisor"


class ConsultEnd(StrEnum):
    """What became of a question to somebody while the caller was held."""

    COMPLETED = "completed"
    CANCELLED = "cancelled"
    CONFERENCE = "conference"
    NOT_REACHED = "not reached"
    CALLER_LEFT = "caller left"
    AGENT_LEFT = "agent left"


class TransferKind(StrEnum):
    BLIND = "blind"
    ATTENDED = "attended"


class ListeningMode(StrEnum):
    """What a supervisor does in a conversation: hears it, speaks to the agent alone, speaks to both, has taken over."""

    MONITOR = "monitor"
    WHISPER = "whisper"
    BARGE = "barge"
    TAKE_OVER = "take over"


@dataclass(frozen=True, slots=True)
class CallHeld:
    """The agent lets the caller wait in the middle of a conversation."""

    contact: ContactId
    agent: AgentName


@dataclass(frozen=True, slots=True)
class CallResumed:
    contact: ContactId
    agent: AgentName


@dataclass(frozen=True, slots=True)
class ConsultBegan:
    """The agent asks somebody while the caller is held. ``target``: agent, queue or number, as in the document."""

    contact: ContactId
    agent: AgentName
    target: str


@dataclass(frozen=True, slots=True)
class ConsultAnswered:
    """Whom the agent asked is there."""

    contact: ContactId
    target: str


@dataclass(frozen=True, slots=True)
class ConsultEnded:
    contact: ContactId
    target: str
    end: ConsultEnd


@dataclass(frozen=True, slots=True)
class TransferBegan:
    """The agent, or the flow where there is none, hands the caller to somebody. ``note``: for whoever comes next."""

    contact: ContactId
    agent: AgentName | None
    target: str
    kind: TransferKind
    note: str = ""


@dataclass(frozen=True, slots=True)
class TransferEnded:
    """``why`` is empty where they were reached, else says why not; then ``goes_to`` says where the caller went."""

    contact: ContactId
    target: str
    reached: bool
    why: str = ""
    goes_to: str = ""


@dataclass(frozen=True, slots=True)
class GuestJoined:
    """Somebody whom no queue gave talks with the caller. ``who``: a number, a colleague, a supervisor."""

    contact: ContactId
    who: str
    kind: GuestKind


@dataclass(frozen=True, slots=True)
class GuestLeft:
    """``ended_by``: AGENT where the guest went, CALLER where the caller did."""

    contact: ContactId
    who: str
    ended_by: Party
    talk_seconds: float


@dataclass(frozen=True, slots=True)
class ListeningBegan:
    """A supervisor hears this contact. ``agent``: who talks with it then, if anybody."""

    contact: ContactId
    listening: ListeningId
    supervisor: str
    mode: ListeningMode
    agent: AgentName | None


@dataclass(frozen=True, slots=True)
class ListeningChanged:
    """Another mode, or another agent talks with the contact."""

    contact: ContactId
    listening: ListeningId
    mode: ListeningMode
    agent: AgentName | None


@dataclass(frozen=True, slots=True)
class ListeningEnded:
    contact: ContactId
    listening: ListeningId


@dataclass(frozen=True, slots=True)
class RecordingPaused:
    """Nothing of the conversation is recorded, nor heard by listeners, until it goes on.

    ``by``: who asked for it. ``why``: what for, where they said so.
    """

    contact: ContactId
    by: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class RecordingGoesOn:
    """``by``: who asked for it; ``limit`` where it had lasted as long as it may; empty where its talk is over."""

    contact: ContactId
    by: str


ConversationEvent = (
    CallHeld
    | CallResumed
    | ConsultBegan
    | ConsultAnswered
    | ConsultEnded
    | TransferBegan
    | TransferEnded
    | GuestJoined
    | GuestLeft
)
ListeningEvent = ListeningBegan | ListeningChanged | ListeningEnded
PauseEvent = RecordingPaused | RecordingGoesOn

Event = ContactBegan | ContactEnded | ConversationEvent | ListeningEvent | PauseEvent

ContactFact = Event | ContactEvent | DialogueEvent | RecordingEvent
"""Everything told of one contact. Those of the dialogue name no contact: whoever tells them knows whose they are."""
