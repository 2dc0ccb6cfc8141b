"""What is being said, and the decision being written: the one owner of a dialogue's effects. Decides nothing."""

from typing import Final

from calls.keypad.phrases import Part
from calls.keypad.turns import Decision, Effect, Event, Say, StopSaying
from vocabulary.ids import Language
from vocabulary.instant import Instant

LONGEST_SAYING_SECONDS: Final = 60.0
"""Whatever is said is taken for over then: the end of a playback may never be told."""


class Speaking:
    """At most one utterance at a time; each has a number of its own, so that a late end is recognised."""

    def __init__(self) -> None:
        self._utterances = 0
        self._saying = False
        self._events: list[Event] = []
        self._effects: list[Effect] = []

    @property
    def utterance(self) -> int | None:
        """The one being said, whose end is waited for."""
        return self._utterances if self._saying else None

    def say(self, parts: tuple[Part, ...], language: Language, now: Instant) -> Instant:
        """Say this instead of whatever is being said; when it is taken for over at the latest."""
        self.hush()
        self._utterances += 1
        self._saying = True
        self._effects.append(Say(self._utterances, parts, language))
        return now.plus(LONGEST_SAYING_SECONDS)

    def hush(self) -> None:
        """Stop what is being said, if anything is."""
        if self._saying:
            self._saying = False
            self._effects.append(StopSaying(self._utterances))

    def said(self) -> None:
        """It is over by itself."""
        self._saying = False

    def want(self, effect: Effect) -> None:
        """Add something to be done to the decision being written."""
        self._effects.append(effect)

    def tell(self, event: Event) -> None:
        """Add something that happened to the decision being written."""
        self._events.append(event)

    def take_decision(self) -> Decision:
        """The decision written so far; the next one begins empty."""
        decision = Decision(tuple(self._events), tuple(self._effects))
        self._events, self._effects = [], []
        return decision
