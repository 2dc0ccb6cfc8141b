"""What a dialogue by keypad is told, and what comes of it. Values and protocols only."""

from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol

from acd.agents import Activity, Presence
from calls.asks import Ask
from calls.dialled import Action
from calls.keypad.phrases import Part, Phrase
from calls.permissions import Person
from cdr.events import ListeningMode
from vocabulary.ids import AgentName, DeviceName, Language

# --- who is there ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Standing:
    """An agent at this moment. ``seat``: the phone, not their own, at which they sit.

    ``talks``: they are in a contact's conversation.
    """

    presence: Presence = Presence.LOGGED_OUT
    activity: Activity = Activity.IDLE
    seat: DeviceName | None = None
    talks: bool = False
    hand_is_up: bool = False


class People(Protocol):
    """Who is where, and what they may. Answers at once."""

    def person_at(self, device: DeviceName) -> Person | None:
        """Who uses this phone now."""

    def standing(self, agent: AgentName) -> Standing:
        """How this agent is now."""

    def has_pin(self, name: str, *, as_supervisor: bool = False) -> bool:
        """Whether there is a PIN for this agent, or this supervisor."""

    def forbids(self, person: Person, ask: Ask) -> str:
        """Why this person may not ask for this; empty where they may."""


# --- what is told ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PhoneCame:
    """The phone is on the line and not answered: the first thing told."""


@dataclass(frozen=True, slots=True)
class KeyPressed:
    key: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Spoken:
    """The playback of this utterance is over."""

    utterance: int


class Verdict(Enum):
    """What a PIN was found to be. ``LOCKED``: none is taken for a while."""

    RIGHT = "right"
    WRONG = "wrong"
    LOCKED = "locked"


@dataclass(frozen=True, slots=True)
class PinChecked:
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class DoorAnswered:
    granted: bool


Report = PhoneCame | KeyPressed | Spoken | PinChecked | DoorAnswered

# --- what is to be done ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AnswerPhone:
    pass


@dataclass(frozen=True, slots=True)
class Say:
    """Say this; whatever was said before is over. ``utterance`` counts from 1."""

    utterance: int
    parts: tuple[Part, ...]
    language: Language


@dataclass(frozen=True, slots=True)
class StopSaying:
    utterance: int


@dataclass(frozen=True, slots=True)
class CheckPin:
    """To be answered with ``PinChecked``."""

    person: str
    pin: str = field(repr=False)
    as_supervisor: bool = False


@dataclass(frozen=True, slots=True)
class AskDoor:
    """To be answered with ``DoorAnswered``."""

    person: Person
    ask: Ask


@dataclass(frozen=True, slots=True)
class BeginListening:
    """The dialogue is over, and the phone listens from now on."""

    supervisor: str
    mode: ListeningMode
    agent: AgentName


@dataclass(frozen=True, slots=True)
class HangUpPhone:
    pass


Effect = AnswerPhone | Say | StopSaying | CheckPin | AskDoor | BeginListening | HangUpPhone

# --- what happened ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CodeCarriedOut:
    action: Action
    person: str


@dataclass(frozen=True, slots=True)
class CodeRefused:
    """``action``: None where what was dialled is no code. ``person``: who uses the phone, or who they say they are.

    ``dialled``: the number that leads nowhere. Not told of what begins like a code: a PIN may stand behind it.
    """

    action: Action | None
    person: str
    why: Phrase
    dialled: str = ""


Event = CodeCarriedOut | CodeRefused


@dataclass(frozen=True, slots=True)
class Decision:
    events: tuple[Event, ...] = ()
    effects: tuple[Effect, ...] = ()
