"""What the dialogue is told and what it answers: reports, events and effects of one caller. Values only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from ivr.errands import Errand
from ivr.flow import MarkKind
from vocabulary.causes import HangUpCause
from vocabulary.ids import ErrandId, FlowName, Language, MediaUri, PlaybackId, QueueName
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
    """The prompts under this id are over: played to the end, stopped, or failed.

    ``heard``: they were played, and not because of a fault less than all of them.
    """

    playback: PlaybackId
    heard: bool = True


@dataclass(frozen=True, slots=True)
class CallerReturned:
    """The queue, or the conversation it led to, is over and the caller is still there.

    ``why``: in a word, why the queue did not serve them (full, closed, timed out, ...); empty where it did. ``flow``:
    where they shall go, at its beginning; None: they go on behind the step that handed them over.
    """

    why: str = ""
    flow: FlowName | None = None


@dataclass(frozen=True, slots=True)
class ErrandEnded:
    """The errand is over. ``values``: variables it brings, done or not; ``why`` it was not, in a word."""

    errand: ErrandId
    done: bool
    values: Mapping[str, str] = field(default_factory=dict)
    why: str = ""


@dataclass(frozen=True, slots=True)
class CallerHungUp:
    """The caller's leg is gone. Whatever comes later means nothing."""


Report = CallerArrived | KeyPressed | PlaybackEnded | CallerReturned | ErrandEnded | CallerHungUp

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
    """The caller was taken to the beginning of this flow, by a step or from a queue."""

    flow: str


@dataclass(frozen=True, slots=True)
class PromptsStarted:
    """``prompts``: as the flow names them; what is said of a value is ``say:KIND:VALUE``."""

    playback: PlaybackId
    prompts: tuple[MediaUri, ...]
    language: Language = Language("en")


@dataclass(frozen=True, slots=True)
class MenuAnswered:
    keys: str


@dataclass(frozen=True, slots=True)
class ChoiceUndone:
    """The caller took back the last choice."""


@dataclass(frozen=True, slots=True)
class DigitsCollected:
    """``digits`` are empty where they are secret."""

    variable: str
    digits: str


@dataclass(frozen=True, slots=True)
class ContactMarked:
    """The record shall say this of the contact."""

    kind: MarkKind
    value: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class ErrandBegan:
    """``what``: the kind of errand, for whoever watches; never its secrets."""

    errand: ErrandId
    what: str


@dataclass(frozen=True, slots=True)
class ErrandOver:
    """``why`` it was not done, in a word; empty where it was."""

    errand: ErrandId
    why: str = ""


@dataclass(frozen=True, slots=True)
class MenuFailed:
    """One attempt was lost. ``keys`` are those pressed, empty where none was or they are secret; ``attempt`` from 1."""

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


Event = (
    DialogueBegan | FlowEntered | PromptsStarted | MenuAnswered | MenuFailed | ChoiceUndone | DigitsCollected
    | ContactMarked | ErrandBegan | ErrandOver | DialogueEnded
)  # fmt: skip

# --- effects ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AnswerCaller:
    """Pick up."""


@dataclass(frozen=True, slots=True)
class PlayPrompts:
    """``prompts``: what is played, ``sound:…`` or ``speech:LANGUAGE:WORDS``; never empty."""

    playback: PlaybackId
    prompts: tuple[MediaUri, ...]
    language: Language = Language("en")


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


@dataclass(frozen=True, slots=True)
class BeginErrand:
    """``ErrandEnded`` tells that it is over."""

    errand: ErrandId
    what: Errand


@dataclass(frozen=True, slots=True)
class AbandonErrand:
    """Nobody waits for this errand any more."""

    errand: ErrandId


@dataclass(frozen=True, slots=True)
class SpeakLanguage:
    """From now on the caller is spoken to in this language, by the queue too."""

    language: Language


@dataclass(frozen=True, slots=True)
class RecordingAsked:
    """The flow wants nothing recorded from now on, or (not ``paused``) everything again that a rule wants recorded."""

    paused: bool


Effect = (
    AnswerCaller | PlayPrompts | StopPlayback | HandToQueue | HangUpCaller | BeginErrand | AbandonErrand
    | SpeakLanguage | RecordingAsked
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Decision:
    """Events for the record and effects for the network, each in the order in which they came about."""

    events: tuple[Event, ...] = ()
    effects: tuple[Effect, ...] = ()
