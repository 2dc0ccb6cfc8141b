"""What each code needs to be told, what it asks the door for, and what is said of it afterwards. Pure tables."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from acd.agents import Activity, Presence
from calls.asks import (
    Ask,
    Dispose,
    EndWrapUp,
    LogIn,
    LogOut,
    LowerHand,
    Pause,
    PauseRecording,
    RaiseHand,
    Record,
    RecordAgain,
    Resume,
)
from calls.dialled import Action
from calls.keypad.phrases import Choice, CodeFor, Digits, Named, Part, Phrase
from calls.keypad.turns import Standing
from cdr.events import ListeningMode
from dialplan.document import Document
from vocabulary.ids import AgentName, DeviceName, QueueName

LISTENING: Final[Mapping[Action, ListeningMode]] = {
    Action.MONITOR: ListeningMode.MONITOR,
    Action.WHISPER: ListeningMode.WHISPER,
    Action.BARGE: ListeningMode.BARGE,
    Action.TAKE_OVER: ListeningMode.TAKE_OVER,
}

PLAIN_PAUSE: Final = "pause"
"""The reason of a pause where the document names none."""


@dataclass(frozen=True, slots=True)
class Question:
    """``choices``: what may be typed; none: a PIN, which nothing here knows. ``read_out``: the choices are told.

    ``wrong``: what is said to whoever typed something else.
    """

    asks: Phrase
    wrong: Phrase
    choices: tuple[Choice, ...] = ()
    read_out: bool = False

    def of(self, typed: str) -> Choice | None:
        """The choice that this is."""
        return next((choice for choice in self.choices if choice.digits == typed), None)

    def complete(self, typed: str) -> bool:
        """Whether this is a choice, and cannot become another one."""
        return self.of(typed) is not None and not any(
            choice.digits != typed and choice.digits.startswith(typed) for choice in self.choices
        )

    @property
    def parts(self) -> tuple[Part, ...]:
        """What is said to ask it."""
        if not self.read_out:
            return (self.asks,)
        told = (part for choice in self.choices for part in (Digits(choice.digits), Named(choice.name)))
        return (self.asks, *told)


PIN: Final = Question(Phrase.YOUR_PIN, Phrase.WRONG_PIN)


def agents_question(document: Document, asks: Phrase) -> Question:
    """Which agent, by number."""
    choices = (Choice(agent.number, name, agent.display_name) for name, agent in document.agents.items())
    return Question(asks, Phrase.UNKNOWN_NUMBER, tuple(choice for choice in choices if choice.digits))


def question_of(action: Action, document: Document) -> Question | None:
    """What has to be known besides who dials; None: nothing, or for a login, which asks for itself."""
    match action:
        case Action.SIGN_IN | Action.SIGN_OUT:
            queues = (Choice(queue.number, name, name) for name, queue in document.queues.items())
            numbered = tuple(choice for choice in queues if choice.digits)
            return Question(Phrase.WHICH_QUEUE, Phrase.UNKNOWN_NUMBER, numbered)
        case Action.PAUSE if document.pause_reasons:
            reasons = tuple(Choice(spec.digits or "", name, name) for name, spec in document.pause_reasons.items())
            return Question(Phrase.WHICH_REASON, Phrase.NO_SUCH_CHOICE, reasons, read_out=True)
        case Action.DISPOSITION:
            ends = tuple(Choice(spec.digits or "", name, spec.name) for name, spec in document.dispositions.items())
            return Question(Phrase.WHICH_DISPOSITION, Phrase.NO_SUCH_CHOICE, ends, read_out=True)
        case Action.MONITOR | Action.WHISPER | Action.BARGE | Action.TAKE_OVER:
            return agents_question(document, Phrase.WHICH_AGENT)
        case _:
            return None


def ask_of(action: Action, agent: AgentName, chosen: str, device: DeviceName, standing: Standing) -> Ask:
    """What the door is asked for. ``chosen``: the value of the choice, where there is one.

    :raises KeyError: the code is one that asks the door for nothing.
    """
    asks: Mapping[Action, Ask] = {
        Action.LOG_IN: LogIn(agent, device),
        Action.LOG_OUT: LogOut(agent),
        Action.SIGN_IN: LogIn(agent, queue=QueueName(chosen)),
        Action.SIGN_OUT: LogOut(agent, QueueName(chosen)),
        Action.PAUSE: Pause(agent, chosen or PLAIN_PAUSE),
        Action.RESUME: Resume(agent),
        Action.END_WRAP_UP: EndWrapUp(agent),
        Action.DISPOSITION: Dispose(agent, chosen),
        Action.RAISE_HAND: LowerHand(agent) if standing.hand_is_up else RaiseHand(agent),
        Action.RECORD: Record(on=True),
        Action.PAUSE_RECORDING: PauseRecording(agent),
        Action.RECORD_AGAIN: RecordAgain(agent),
    }
    return asks[action]


_DONE: Final[Mapping[Action, Phrase]] = {
    Action.LOG_IN: Phrase.LOGGED_IN,
    Action.LOG_OUT: Phrase.LOGGED_OUT,
    Action.SIGN_IN: Phrase.SIGNED_IN,
    Action.SIGN_OUT: Phrase.SIGNED_OUT,
    Action.PAUSE: Phrase.PAUSED,
    Action.RESUME: Phrase.RESUMED,
    Action.END_WRAP_UP: Phrase.WRAP_UP_OVER,
    Action.DISPOSITION: Phrase.DISPOSED,
    Action.RAISE_HAND: Phrase.HAND_RAISED,
    Action.RECORD: Phrase.RECORDING,
    Action.PAUSE_RECORDING: Phrase.RECORDING_PAUSED,
    Action.RECORD_AGAIN: Phrase.RECORDING_AGAIN,
}


def done_of(action: Action, ask: Ask, choice: Choice | None) -> tuple[Part, ...]:
    """What is said once it is done."""
    match ask:
        case LowerHand():
            return (Phrase.HAND_LOWERED,)
        case Record(False):
            return (Phrase.RECORDING_ENDED,)
        case Pause() if choice is None:
            return (Phrase.PAUSED, Named(PLAIN_PAUSE))
        case LogIn(_, _, None):
            return (Phrase.LOGGED_IN,)
        case _:
            return (_DONE[action],) if choice is None else (_DONE[action], Named(choice.name))


def why_not(action: Action, standing: Standing) -> Phrase:
    """What is said where the door, or the distributor behind it, would not: as far as the agent's own state tells."""
    match action:
        case Action.LOG_IN if standing.presence is not Presence.LOGGED_OUT:
            return Phrase.ALREADY_LOGGED_IN
        case Action.LOG_OUT | Action.SIGN_IN | Action.SIGN_OUT | Action.PAUSE | Action.RESUME | Action.RAISE_HAND if (
            standing.presence is Presence.LOGGED_OUT
        ):
            return Phrase.NOT_LOGGED_IN
        case Action.RESUME:
            return Phrase.NOT_PAUSED
        case Action.END_WRAP_UP if standing.activity is not Activity.WRAPPING_UP:
            return Phrase.NO_WRAP_UP
        case Action.RECORD | Action.PAUSE_RECORDING | Action.RECORD_AGAIN if not standing.talks:
            return Phrase.NO_CONVERSATION
        case Action.DISPOSITION:
            return Phrase.NO_CONVERSATION
        case _:
            return Phrase.NOT_POSSIBLE


def why_forbidden(action: Action, standing: Standing) -> Phrase:
    """Of a conversation that there is not, nobody may ask anything: then that is what is said."""
    found = why_not(action, standing)
    return found if found is Phrase.NO_CONVERSATION else Phrase.NOT_ALLOWED


def codes_told(document: Document, *, to_supervisor: bool) -> list[CodeFor]:
    """The codes read out; those of supervisors, to supervisors alone."""
    written = ((Action(action), code) for action, code in document.feature_codes.written())
    return [CodeFor(action, code) for action, code in written if to_supervisor or action not in LISTENING]
