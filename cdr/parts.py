"""What a contact record says beyond who talked with the caller and how long: holds, consults, transfers, guests,
listeners, pauses of the recording, and what was not as it should be. Values only; seconds, and times in UTC.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from cdr.events import GuestKind, ListeningMode, TransferKind
from vocabulary.ids import AgentName, ListeningId
from vocabulary.parties import Party


class Direction(StrEnum):
    """Who began it: a caller, an agent who calls a number, or one who asks a queue of ours."""

    IN = "in"
    OUT = "out"
    INTERNAL = "internal"


class Flag(StrEnum):
    """What was not as it should be, for whoever looks through the day's contacts."""

    AGENT_SILENT = "agent fell silent"
    RETURNED_TO_HEAD = "returned to the head"
    RECORDING_GAP = "recording gap"


@dataclass(frozen=True, slots=True)
class HoldRecord:
    """The caller was held from then on for so long."""

    began_at: datetime
    seconds: float


@dataclass(frozen=True, slots=True)
class ConsultRecord:
    """``agent`` asked somebody while the caller was held. ``answered_at`` is None where nobody came.

    ``end``: one of ``ConsultEnd``, or ``ended by`` and the party who ended the contact in the middle of it.
    """

    agent: AgentName
    target: str
    asked_at: datetime
    answered_at: datetime | None
    ended_at: datetime
    end: str


@dataclass(frozen=True, slots=True)
class TransferRecord:
    """The caller was to be handed to ``target``, by the flow where no agent did it.

    ``why`` they were not ``reached``, and where the caller then went (``goes_to``), in the words of whoever tried.
    """

    agent: AgentName | None
    target: str
    kind: TransferKind
    began_at: datetime
    ended_at: datetime
    reached: bool
    why: str = ""
    goes_to: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class GuestRecord:
    """Somebody whom no queue gave talked with the caller, alone or beside an agent."""

    who: str
    kind: GuestKind
    joined_at: datetime
    left_at: datetime
    talk_seconds: float
    ended_by: Party


@dataclass(frozen=True, slots=True)
class RecordingPause:
    """Nothing was recorded, nor heard by listeners. ``ended_by`` is empty where it ended with the conversation.

    ``ended_by`` is ``limit`` where it had lasted as long as it may. ``why``: what it was for, where somebody said so.
    """

    began_at: datetime
    ended_at: datetime
    by: str
    ended_by: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class FlagRecord:
    """``agent``: who was talking, if anybody. ``detail``: why, where there is more to say."""

    at: datetime
    flag: Flag
    agent: AgentName | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class ModeSpan:
    mode: ListeningMode
    began_at: datetime
    ended_at: datetime


@dataclass(frozen=True, slots=True)
class HeardSpan:
    """This agent talked with the contact, and was heard doing so."""

    agent: AgentName
    began_at: datetime
    ended_at: datetime


@dataclass(frozen=True, slots=True)
class SupervisionRecord:
    """A supervisor listened to the contact. ``modes`` follow each other without a gap; ``agents`` may leave gaps."""

    listening: ListeningId
    supervisor: str
    began_at: datetime
    ended_at: datetime
    modes: tuple[ModeSpan, ...] = ()
    agents: tuple[HeardSpan, ...] = ()
