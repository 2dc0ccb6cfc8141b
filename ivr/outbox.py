"""What a dialogue has decided and not yet handed over, and the one playback and the one errand it waits for.

Chooses ids and keeps order; decides nothing itself.
"""

from dataclasses import dataclass

from ivr.errands import Errand, LeaveMessage, PromiseCallback
from ivr.flow import MarkKind, Steps
from ivr.reports import (
    AbandonErrand,
    BeginErrand,
    ContactMarked,
    Decision,
    Effect,
    ErrandBegan,
    ErrandOver,
    Event,
    PlayPrompts,
    PromptsStarted,
    SpeakLanguage,
    StopPlayback,
)
from ivr.speaking import Utterance
from vocabulary.ids import ErrandId, Language, PlaybackId

KEPT_ERRANDS = (LeaveMessage, PromiseCallback)
"""What a caller who hangs up still wants done."""


@dataclass(frozen=True, slots=True)
class Running:
    """An errand that is being run; ``otherwise`` follows where it is not done."""

    errand: ErrandId
    what: Errand
    otherwise: Steps


class Outbox:
    """Playbacks are named ``<prefix>-<n>``, errands ``<prefix>-e<n>``, both from 1."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self._playbacks = 0
        self._errands = 0
        self._events: list[Event] = []
        self._effects: list[Effect] = []
        self.playback: PlaybackId | None = None
        self.running: Running | None = None

    def note(self, event: Event) -> None:
        self._events.append(event)

    def ask_for(self, effect: Effect) -> None:
        self._effects.append(effect)

    def speak(self, language: Language) -> None:
        """Change the language, and mark it."""
        self.note(ContactMarked(MarkKind.LANGUAGE, language))
        self.ask_for(SpeakLanguage(language))

    def play(self, utterance: Utterance, language: Language) -> None:
        self._playbacks += 1
        self.playback = PlaybackId(f"{self._prefix}-{self._playbacks}")
        self.note(PromptsStarted(self.playback, utterance.told, language))
        self.ask_for(PlayPrompts(self.playback, utterance.media, language))

    def silence(self) -> None:
        """Stop the prompts, if any play."""
        if self.playback is not None:
            self.ask_for(StopPlayback(self.playback))
            self.playback = None

    def begin(self, what: Errand, otherwise: Steps = ()) -> None:
        self._errands += 1
        self.running = Running(ErrandId(f"{self._prefix}-e{self._errands}"), what, otherwise)
        self.note(ErrandBegan(self.running.errand, type(what).__name__))
        self.ask_for(BeginErrand(self.running.errand, what))

    def finish(self, why: str = "") -> Running:
        """The errand is over; ``why`` it was not done."""
        running, self.running = self.running, None
        assert running is not None, "no errand is being run"
        self.note(ErrandOver(running.errand, why))
        return running

    def abandon(self) -> None:
        """Wait no longer for the errand."""
        if self.running is not None:
            self.ask_for(AbandonErrand(self.running.errand))

    def leave(self) -> None:
        """The caller is gone: nothing is waited for any more, and nothing goes on that was only for their ear."""
        if self.running is not None and not isinstance(self.running.what, KEPT_ERRANDS):
            self.abandon()
        self.playback = self.running = None

    def decision(self) -> Decision:
        """All of it, handed over."""
        decision = Decision(tuple(self._events), tuple(self._effects))
        self._events.clear()
        self._effects.clear()
        return decision
