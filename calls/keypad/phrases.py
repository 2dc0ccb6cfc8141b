"""What may be said to somebody who dialled a code, in no language yet. Values only."""

from dataclasses import dataclass
from enum import StrEnum

from calls.dialled import Action


class Phrase(StrEnum):
    """Everything there is a sentence for in every language of the catalogue."""

    LOGGED_IN = "logged in"
    LOGGED_OUT = "logged out"
    SIGNED_IN = "signed in"
    SIGNED_OUT = "signed out"
    PAUSED = "paused"
    RESUMED = "resumed"
    WRAP_UP_OVER = "wrap-up over"
    DISPOSED = "disposed"
    HAND_RAISED = "hand raised"
    HAND_LOWERED = "hand lowered"
    RECORDING = "recording"
    RECORDING_ENDED = "recording ended"
    RECORDING_PAUSED = "recording paused"
    RECORDING_AGAIN = "recording again"

    YOUR_NUMBER = "your number"
    WHICH_AGENT = "which agent"
    WHICH_QUEUE = "which queue"
    WHICH_REASON = "which reason"
    WHICH_DISPOSITION = "which disposition"
    YOUR_PIN = "your PIN"

    ALREADY_LOGGED_IN = "already logged in"
    NOT_LOGGED_IN = "not logged in"
    NOT_PAUSED = "not paused"
    NO_WRAP_UP = "no wrap-up"
    NO_CONVERSATION = "no conversation"
    NOBODY_TO_HEAR = "nobody to hear"
    NOBODY_HERE = "nobody here"
    NOT_ALLOWED = "not allowed"
    NO_PIN = "no PIN"
    WRONG_PIN = "wrong PIN"
    PIN_LOCKED = "PIN locked"
    UNKNOWN_NUMBER = "unknown number"
    NO_SUCH_CHOICE = "no such choice"
    NOTHING_ENTERED = "nothing entered"
    NOT_POSSIBLE = "not possible"

    CODES = "codes"


QUESTIONS = frozenset(
    {
        Phrase.YOUR_NUMBER,
        Phrase.WHICH_AGENT,
        Phrase.WHICH_QUEUE,
        Phrase.WHICH_REASON,
        Phrase.WHICH_DISPOSITION,
        Phrase.YOUR_PIN,
    }
)
DONE = frozenset(
    {
        Phrase.LOGGED_IN,
        Phrase.LOGGED_OUT,
        Phrase.SIGNED_IN,
        Phrase.SIGNED_OUT,
        Phrase.PAUSED,
        Phrase.RESUMED,
        Phrase.WRAP_UP_OVER,
        Phrase.DISPOSED,
        Phrase.HAND_RAISED,
        Phrase.HAND_LOWERED,
        Phrase.RECORDING,
        Phrase.RECORDING_ENDED,
        Phrase.RECORDING_PAUSED,
        Phrase.RECORDING_AGAIN,
        Phrase.CODES,
    }
)
"""What is neither asked nor done is refused."""


@dataclass(frozen=True, slots=True)
class Digits:
    """Said one by one; ``*`` and ``#`` may be among them."""

    digits: str


@dataclass(frozen=True, slots=True)
class Named:
    """What an admin called it: a reason, a disposition, a queue."""

    text: str


@dataclass(frozen=True, slots=True)
class CodeFor:
    """A code, and what it does."""

    action: Action
    code: str


Part = Phrase | Digits | Named | CodeFor


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several to choose from: what is typed, what it stands for, and how it is called when read out."""

    digits: str
    value: str
    name: str
