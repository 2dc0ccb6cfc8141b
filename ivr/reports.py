"""What the dialogue is told and what it answers: reports, events and effects of one caller. Values only."""

from dataclasses import dataclass
from enum import StrEnum

from vocabulary.causes import HangUpCause
from vocabulary.ids import FlowName, MediaUri, PlaybackId, QueueName
from vocabulary.skills import Requirement

# --- reports ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CallerArrived:
    """The caller's leg is ours: the dialogue begins."""


@dataclass(frozen=True, slots=True)
class KeyPressed:
    key: str


@dataclass(frozen=True, slots=True)
class PlaybackEnded:
    """The prompts under this id are over: played to the end, stopped, or failed."""

    playback: PlaybackId


@dataclass(frozen=True, slots=True)
class CallerReturned:
    """The queue, or the conversation it led to, is over and the caller is still there.

    ``why``: in a word, why the queue did not serve them (full, closed, timed out, ...); empty where it did. ``flow``:
    where they shall go, at its beginning; None: they go on behind the step that handed them over.
    """

    why: str = ""
    flow: FlowName | None = None


@dataclass(frozen=True, slots=True)
class CallerHungUp:
    """The caller's leg is gone. Whatever comes later means nothing."""


Report = CallerArrived | KeyPressed | PlaybackEnded | CallerReturned | CallerHungUp

# --- events ----------------------------------------------------------------------------------------------------------


class AnswerFault(StrEnum):
    """What was wrong with an answer to a menu."""

    WRONG_KEY = "wrong key"
    NO_KEY = "no key"


@dataclass(frozen=True, slots=True)
class DialogueBegan:
    flow: str


@dataclass(frozen=True, slots=True)
class FlowEntered:
    """The caller was taken from a queue to the beginning of this flow."""

    flow: str


@dataclass(frozen=True, slots=True)
class PromptsStarted:
    playback: PlaybackId
    prompts: tuple[MediaUri, ...]


@dataclass(frozen=True, slots=True)
class MenuAnswered:
    keys: str


@dataclass(frozen=True, slots=True)
class MenuFailed:
    """One attempt was lost. ``keys`` are those pressed, empty where none was. ``attempt`` counts from 1."""

    fault: AnswerFault
    keys: str
    attempt: int


class DialogueEnd(StrEnum):
    """How a dialogue ended: by the flow, because its flows led in a circle, or because the caller was gone."""

    HUNG_UP_BY_FLOW = "hung up by flow"
    LED_IN_A_CIRCLE = "led in a circle"
    CALLER_HUNG_UP = "caller hung up"


@dataclass(frozen=True, slots=True)
class DialogueEnded:
    end: DialogueEnd


Event = DialogueBegan | FlowEntered | PromptsStarted | MenuAnswered | MenuFailed | DialogueEnded

# --- effects ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AnswerCaller:
    """Pick up."""


@dataclass(frozen=True, slots=True)
class PlayPrompts:
    playback: PlaybackId
    prompts: tuple[MediaUri, ...]


@dataclass(frozen=True, slots=True)
class StopPlayback:
    playback: PlaybackId


@dataclass(frozen=True, slots=True)
class HandToQueue:
    """This caller now belongs to a queue; ``CallerReturned`` gives them back."""

    queue: QueueName
    requirement: Requirement
    priority: int


@dataclass(frozen=True, slots=True)
class HangUpCaller:
    cause: HangUpCause


Effect = AnswerCaller | PlayPrompts | StopPlayback | HandToQueue | HangUpCaller


@dataclass(frozen=True, slots=True)
class Decision:
    """Events for the record and effects for the network, each in the order in which they came about."""

    events: tuple[Event, ...] = ()
    effects: tuple[Effect, ...] = ()
