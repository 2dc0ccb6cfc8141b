"""A test of a document in virtual time: the real dialogue and the real distributor, and a caller who does as written.

Waits for nothing: minutes of a call take milliseconds. Bounded in virtual seconds and in steps, so that a document in
which a call never ends is a verdict, not a hang.
"""

from dataclasses import dataclass
from typing import Final, assert_never

from acd.events import ContactEvent, EntryQueued, LegsBridged
from calls.letting_in import TurnedAway, admitted
from calls.own_flows import NO_SUCH_NUMBER, with_own
from cdr.events import ContactFact
from dialplan.arrivals import arrival_of
from dialplan.document import Document
from dialplan.trials import TrialSpec
from ivr import reports as ivr
from ivr.errands import RecordMessage
from ivr.interpreter import Dialogue
from ivr.transitions import DialogueState
from service.trials.placing import moment_of, number_of
from service.trials.timetable import Timetable
from service.trials.virtual_errands import MESSAGE_SECONDS, VirtualErrands
from service.trials.virtual_floor import CONTACT, TALK_SECONDS, Floor

PROMPT_SECONDS: Final = 3.0
"""How long every prompt is."""
THINKING_SECONDS: Final = 0.25
"""From a question to the caller's first key."""
KEY_SECONDS: Final = 0.2
"""From one key to the next."""
WAITING_KEY_SECONDS: Final = 1.0
WAITING_PATIENCE_SECONDS: Final = 2.0
LONGEST_SECONDS: Final = 4 * 3600.0
MOST_STEPS: Final = 20_000
_ASKING = (DialogueState.PROMPTING, DialogueState.AWAITING_KEY)
_ASKED = (*_ASKING, DialogueState.COLLECTING)


class NeverEnds(Exception):
    """the call does not end: {what}"""

    def __init__(self, what: str) -> None:
        super().__init__((NeverEnds.__doc__ or "").format(what=what))


@dataclass(frozen=True, slots=True)
class CallerAct:
    """What the caller does ``seconds`` after so many events of the dialogue: press keys, or (None) hang up.

    Placed by the events so that a caller in real time can do the same at the same point of the flow.
    """

    after_events: int
    seconds: float
    keys: str | None


@dataclass(frozen=True, slots=True)
class Course:
    """What happened, with the virtual second of each; what the caller did; and how long it took."""

    facts: tuple[tuple[float, ContactFact], ...]
    acts: tuple[CallerAct, ...]
    seconds: float


def course_of(document: Document, trial: TrialSpec) -> Course:
    """The call of this test, played to its end.

    :raises NeverEnds: it did not end in 4 hours or 20,000 steps.
    """
    call = _Call(document, trial)
    call.run()
    return Course(tuple(call.facts), tuple(call.acts), call.timetable.seconds)


class _Call:
    def __init__(self, document: Document, trial: TrialSpec) -> None:
        self.timetable = Timetable(moment_of(document, trial).timestamp())
        self.facts: list[tuple[float, ContactFact]] = []
        self.acts: list[CallerAct] = []
        self._trial = trial
        self._number = number_of(trial)
        self._keys = iter(trial.keys)
        self._events = 0
        self._typing_until = -1.0
        self._was_asked = False
        self._gone = False
        self._waiting_key = trial.keys_waiting
        self._floor = Floor(document, trial, self.timetable, self._told, self._converse)
        self._errands = VirtualErrands(document, trial, self._floor, self.timetable, self._converse)
        self._dialogue = self._begun(document)

    def _begun(self, document: Document) -> Dialogue | None:
        """None: they are not let in."""
        decision = admitted(document, (), self._number, self._trial.call)
        if isinstance(decision, TurnedAway):
            return None
        world = with_own(document.world)
        dialled = document.numbers.get(self._trial.call)
        name = decision.flow or (dialled.flow if dialled is not None else NO_SUCH_NUMBER.name)
        arrival = arrival_of(document, self._trial.call, self._number)
        return Dialogue(world.flows.get(name, NO_SUCH_NUMBER), f"{CONTACT}-p", world, arrival)

    def run(self) -> None:
        if self._dialogue is None:
            return
        self._converse(ivr.CallerArrived())
        for _ in range(MOST_STEPS):
            if self._gone and self._dialogue.over:
                return
            self._step(self._dialogue)
            if self.timetable.seconds > LONGEST_SECONDS:
                raise NeverEnds(f"it lasts longer than {LONGEST_SECONDS / 3600:.0f} hours")
        raise NeverEnds(f"it takes more than {MOST_STEPS:,} steps")

    def _step(self, dialogue: Dialogue) -> None:
        """Whatever comes next; what was asked for before a deadline comes first."""
        deadline = dialogue.next_deadline()
        times = (self.timetable.next, deadline.monotonic if deadline is not None else None, self._floor.next_deadline)
        soonest = min((time for time in times if time is not None), default=None)
        if soonest is None:
            raise NeverEnds("nobody waits for anything any more")
        if soonest == times[0]:
            self.timetable.advance()
        elif deadline is not None and soonest == deadline.monotonic:
            self.timetable.seconds = soonest
            self._act(dialogue.handle_deadline(deadline))
        else:
            self._floor.handle_deadline(soonest)

    # --- the dialogue ------------------------------------------------------------------------------------------------

    def _converse(self, report: ivr.Report) -> None:
        if self._dialogue is not None:
            self._act(self._dialogue.receive(report, self.timetable.now))

    def _act(self, decision: ivr.Decision) -> None:
        for event in decision.events:
            self._events += 1
            self._note(event)
        self._ask(fresh=bool(decision.events))
        for effect in decision.effects:
            self._do(effect)

    def _do(self, effect: ivr.Effect) -> None:
        match effect:
            case ivr.PlayPrompts(playback, prompts):
                self.timetable.after(PROMPT_SECONDS * len(prompts), lambda: self._converse(ivr.PlaybackEnded(playback)))
            case ivr.HandToQueue():
                self._floor.enter(effect, self._number)
            case ivr.BeginErrand(_, what):
                self._errands.begin(effect)
                if isinstance(what, RecordMessage):
                    self._speak(what)
            case ivr.HangUpCaller():
                self.timetable.after(0.0, self._lose_caller)
            case (
                ivr.AnswerCaller() | ivr.StopPlayback() | ivr.AbandonErrand() | ivr.SpeakLanguage()
                | ivr.RecordingAsked()
            ):  # fmt: skip
                pass
            case _:
                assert_never(effect)

    def _note(self, fact: ContactFact) -> None:
        self.facts.append((self.timetable.seconds, fact))

    # --- the caller --------------------------------------------------------------------------------------------------

    def _ask(self, *, fresh: bool) -> None:
        """Look whether the caller is asked something now that they were not asked before."""
        assert self._dialogue is not None
        state, was_asked = self._dialogue.state, self._was_asked
        self._was_asked = state in _ASKED
        if state not in _ASKING or (was_asked and not fresh) or self.timetable.seconds < self._typing_until:
            return
        keys = next(self._keys, None)
        if keys is None and self._trial.caller_hangs_up == "asked":
            self._plan(THINKING_SECONDS, None)
        elif keys:
            self._typing_until = self.timetable.seconds + THINKING_SECONDS + KEY_SECONDS * (len(keys) - 1)
            self._plan(THINKING_SECONDS, keys)

    def _speak(self, what: RecordMessage) -> None:
        """The message ends by the caller's key a moment after it counts as recorded, or by their hanging up."""
        hangs_up = self._trial.caller_hangs_up == "recording"
        seconds = MESSAGE_SECONDS - 1.0 if hangs_up else MESSAGE_SECONDS
        self.acts.append(CallerAct(self._events, seconds, None if hangs_up else what.end_keys[:1]))
        if hangs_up:
            self.timetable.after(seconds, self._lose_caller)

    def _plan(self, seconds: float, keys: str | None) -> None:
        self.acts.append(CallerAct(self._events, seconds, keys))
        if keys is None:
            self.timetable.after(seconds, self._lose_caller)
        for index, key in enumerate(keys or ""):
            self.timetable.after(seconds + KEY_SECONDS * index, lambda key=key: self._press(key))  # type: ignore[misc]

    def _press(self, key: str) -> None:
        self._floor.press(key)
        self._converse(ivr.KeyPressed(key))

    def _press_waiting(self) -> None:
        if self._floor.waiting and self._waiting_key is not None:
            key, self._waiting_key = self._waiting_key, None
            self._press(key)

    def _told(self, event: ContactEvent) -> None:
        self._note(event)
        match event:
            case EntryQueued():
                self.timetable.after(WAITING_KEY_SECONDS, self._press_waiting)
                if self._trial.caller_hangs_up == "waiting":
                    self.timetable.after(WAITING_PATIENCE_SECONDS, self._leave_waiting)
            case LegsBridged() if self._trial.caller_hangs_up == "talking":
                self.timetable.after(TALK_SECONDS / 2, self._lose_caller)
            case _:
                pass

    def _leave_waiting(self) -> None:
        if self._floor.waiting:
            self._lose_caller()

    def _lose_caller(self) -> None:
        if self._gone:
            return
        self._gone = True
        self._floor.lose_caller()
        self._converse(ivr.CallerHungUp())
