"""One caller's walk through a flow: reports in, decisions out. Plays nothing, waits for nothing, reads no clock.

Keys are never lost between prompts: whatever is pressed before a menu can take it is kept for the next menu that lies
ahead. A pair of state and report that is in neither ``TRANSITIONS`` nor ``LATE`` is our own mistake and raises.
"""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import assert_never

from ivr.digits import KEYS, Verdict, ends_answer, judge, settle
from ivr.flow import Enqueue, Flow, HangUp, Menu, Play, Step, Steps
from ivr.policy import DEFAULT_POLICY, DialoguePolicy
from ivr.reports import (
    AnswerCaller,
    AnswerFault,
    CallerReturned,
    Decision,
    DialogueBegan,
    DialogueEnd,
    DialogueEnded,
    Effect,
    Event,
    FlowEntered,
    HandToQueue,
    HangUpCaller,
    KeyPressed,
    MenuAnswered,
    MenuFailed,
    PlaybackEnded,
    PlayPrompts,
    PromptsStarted,
    Report,
    StopPlayback,
)
from ivr.transitions import DEADLINES, LATE, TRANSITIONS, DialogueState, Reaction
from vocabulary.causes import HangUpCause
from vocabulary.ids import FlowName, MediaUri, PlaybackId
from vocabulary.instant import Instant


class UnexpectedReport(Exception):
    """a dialogue that is {state} cannot be told {report}"""

    def __init__(self, state: DialogueState, report: Report) -> None:
        super().__init__(f"a dialogue that is {state} cannot be told {type(report).__name__}")


@dataclass(frozen=True, slots=True)
class _Question:
    """A menu being asked: which attempt it is, what is said before the prompt, and the keys collected so far."""

    menu: Menu
    attempt: int = 1
    reproach: tuple[MediaUri, ...] = ()
    keys: str = ""


class Dialogue:
    """The dialogue of one caller, from arrival to hang-up.

    Takes the flow, a prefix for playback ids (the nth is ``<prefix>-<n>``, from 1), the policy, and all flows by name,
    because a queue may send the caller to any of them. Every verb takes the instant it happens at and gives what is to
    be recorded and done; none raises but ``UnexpectedReport``.
    """

    def __init__(
        self,
        flow: Flow,
        playback_prefix: str,
        policy: DialoguePolicy = DEFAULT_POLICY,
        flows: Mapping[FlowName, Flow] | None = None,
    ) -> None:
        self._flow = flow
        self._flows = flows or {}
        self._prefix = playback_prefix
        self._policy = policy
        self._state = DialogueState.EXPECTED
        self._ahead: Steps = flow.steps
        self._otherwise: Steps = ()
        self._flow_entered_at: Instant | None = None
        self._flows_at_once = 0
        self._typed: deque[str] = deque()
        self._playback: PlaybackId | None = None
        self._playbacks = 0
        self._deadline: Instant | None = None
        self._barge_in = True
        self._question: _Question | None = None
        self._events: list[Event] = []
        self._effects: list[Effect] = []

    @property
    def state(self) -> DialogueState:
        return self._state

    @property
    def playing(self) -> PlaybackId | None:
        """The playback whose end is awaited, so that after a gap in the events one can see whether it is over."""
        return self._playback

    def receive(self, report: Report, now: Instant) -> Decision:
        """What follows from ``report``; an empty decision where it comes late or means nothing.

        Raises ``UnexpectedReport`` for one that cannot come in this state.
        """
        reaction = TRANSITIONS[self._state].get(type(report))
        if reaction is None:
            if type(report) in LATE[self._state]:
                return Decision()
            raise UnexpectedReport(self._state, report)
        match report:
            case PlaybackEnded(playback) if playback != self._playback:
                return Decision()
            case PlaybackEnded():
                self._playback = None
            case KeyPressed(key) if key not in KEYS:
                return Decision()
            case KeyPressed(key) if len(self._typed) < self._policy.keys_kept:
                self._typed.append(key)
            case CallerReturned(why, flow) if not self._find_way_on(why, flow, now):
                self._hang_up(HangUpCause.FAILURE, DialogueEnd.LED_IN_A_CIRCLE)
                return self._decision()
        self._react(reaction, now)
        return self._decision()

    def next_deadline(self) -> Instant | None:
        """When ``handle_deadline`` wants to be called, if nothing is reported before."""
        return self._deadline

    def handle_deadline(self, now: Instant) -> Decision:
        """What follows from the deadline having passed; an empty decision where none has, by ``now``."""
        if self._deadline is None or now < self._deadline:
            return Decision()
        self._deadline = None
        self._react(DEADLINES[self._state], now)
        return self._decision()

    # --- reactions ---------------------------------------------------------------------------------------------------

    def _react(self, reaction: Reaction, now: Instant) -> None:
        match reaction:
            case Reaction.BEGIN:
                self._events.append(DialogueBegan(self._flow.name))
                self._effects.append(AnswerCaller())
                self._walk(now)
            case Reaction.WALK_ON:
                self._silence()
                self._walk(now)
            case Reaction.KEEP_KEY:
                if self._barge_in:
                    self._silence()
                    self._walk(now)
            case Reaction.AWAIT_KEY:
                self._silence()
                self._await_key(now)
            case Reaction.TAKE_KEY:
                self._take_key(now)
            case Reaction.MISS_ANSWER:
                self._walk_unless(self._fail(AnswerFault.NO_KEY, now), now)
            case Reaction.CLOSE_ANSWER:
                self._walk_unless(self._settle(now), now)
            case Reaction.END:
                self._end(DialogueEnd.CALLER_HUNG_UP)
            case _:
                assert_never(reaction)

    def _take_key(self, now: Instant) -> None:
        self._drop_idle_end_keys(self._asked())
        if self._typed:
            self._silence()
            self._walk_unless(self._collect(now), now)

    # --- walking: each step says whether the dialogue now waits for something ----------------------------------------

    def _walk_unless(self, waiting: bool, now: Instant) -> None:
        if not waiting:
            self._walk(now)

    def _walk(self, now: Instant) -> None:
        while self._ahead:
            step, self._ahead = self._ahead[0], self._ahead[1:]
            if self._take(step, now):
                return
        self._hang_up(HangUpCause.NORMAL)

    def _take(self, step: Step, now: Instant) -> bool:
        match step:
            case Play():
                return self._play(step, now)
            case Menu():
                return self._ask(_Question(step), now)
            case Enqueue(queue, requirement, priority, otherwise):
                self._typed.clear()
                self._otherwise = otherwise
                self._wait(DialogueState.IN_QUEUE, None)
                self._effects.append(HandToQueue(queue, requirement, priority))
            case HangUp(cause):
                self._hang_up(cause)
            case _:
                assert_never(step)
        return True

    def _play(self, step: Play, now: Instant) -> bool:
        if not self._menu_ahead():
            # Whoever typed too much must still hear the goodbye: no menu will ever take these keys.
            self._typed.clear()
        if not step.prompts or (self._typed and step.barge_in):
            return False
        self._barge_in = step.barge_in
        self._start(step.prompts, DialogueState.PLAYING, now)
        return True

    def _menu_ahead(self) -> bool:
        return isinstance(next((step for step in self._ahead if not isinstance(step, Play)), None), Menu)

    def _hang_up(self, cause: HangUpCause, end: DialogueEnd = DialogueEnd.HUNG_UP_BY_FLOW) -> None:
        self._effects.append(HangUpCaller(cause))
        self._end(end)

    def _end(self, end: DialogueEnd) -> None:
        self._events.append(DialogueEnded(end))
        self._typed.clear()
        self._playback = None
        self._question = None
        self._ahead = ()
        self._wait(DialogueState.ENDED, None)

    # --- back from a queue -------------------------------------------------------------------------------------------

    def _find_way_on(self, why: str, flow: FlowName | None, now: Instant) -> bool:
        """Put ahead what follows the queue; False where flows have led in a circle. An unknown flow counts as none."""
        otherwise, self._otherwise = self._otherwise, ()
        following = self._flows.get(flow) if flow is not None else None
        if following is None:
            self._ahead = (otherwise if why else ()) + self._ahead
            return True
        before, self._flow_entered_at = self._flow_entered_at, now
        at_once = before is not None and now.since(before) < self._policy.circle_seconds
        self._flows_at_once = self._flows_at_once + 1 if at_once else 0
        self._ahead = following.steps
        self._events.append(FlowEntered(following.name))
        return self._flows_at_once < self._policy.circle_flows

    # --- asking ------------------------------------------------------------------------------------------------------

    def _asked(self) -> _Question:
        assert self._question is not None, f"no menu is asked in a dialogue that is {self._state}"
        return self._question

    def _ask(self, question: _Question, now: Instant) -> bool:
        self._question = question
        self._drop_idle_end_keys(question)
        if self._typed:
            return self._collect(now)
        prompts = question.reproach + question.menu.prompts
        if prompts:
            self._start(prompts, DialogueState.PROMPTING, now)
        else:
            self._await_key(now)
        return True

    def _await_key(self, now: Instant) -> None:
        self._wait(DialogueState.AWAITING_KEY, now.plus(self._asked().menu.first_digit_seconds))

    def _drop_idle_end_keys(self, question: _Question) -> None:
        while self._typed and not question.keys and ends_answer(self._typed[0], question.menu.choices):
            self._typed.popleft()

    def _collect(self, now: Instant) -> bool:
        question = self._asked()
        while self._typed:
            key = self._typed.popleft()
            if ends_answer(key, question.menu.choices):
                return self._settle(now)
            question = replace(question, keys=question.keys + key)
            self._question = question
            if judge(question.keys, question.menu.choices) is not Verdict.OPEN:
                return self._settle(now)
        self._wait(DialogueState.COLLECTING, now.plus(question.menu.inter_digit_seconds))
        return True

    def _settle(self, now: Instant) -> bool:
        question = self._asked()
        if settle(question.keys, question.menu.choices) is Verdict.WRONG:
            return self._fail(AnswerFault.WRONG_KEY, now)
        self._events.append(MenuAnswered(question.keys))
        self._leave_menu(question.menu.choices[question.keys])
        return False

    def _fail(self, fault: AnswerFault, now: Instant) -> bool:
        question = self._asked()
        self._events.append(MenuFailed(fault, question.keys, question.attempt))
        if question.attempt >= question.menu.attempts:
            self._leave_menu(question.menu.otherwise)
            return False
        reproach = question.menu.wrong_key if fault is AnswerFault.WRONG_KEY else question.menu.no_key
        return self._ask(_Question(question.menu, question.attempt + 1, reproach), now)

    def _leave_menu(self, steps: Steps) -> None:
        self._question = None
        self._ahead = steps + self._ahead

    # --- the small tools ---------------------------------------------------------------------------------------------

    def _start(self, prompts: tuple[MediaUri, ...], state: DialogueState, now: Instant) -> None:
        self._playbacks += 1
        self._playback = PlaybackId(f"{self._prefix}-{self._playbacks}")
        self._events.append(PromptsStarted(self._playback, prompts))
        self._effects.append(PlayPrompts(self._playback, prompts))
        self._wait(state, now.plus(self._policy.playback_guard_seconds * len(prompts)))

    def _silence(self) -> None:
        if self._playback is not None:
            self._effects.append(StopPlayback(self._playback))
            self._playback = None

    def _wait(self, state: DialogueState, deadline: Instant | None) -> None:
        self._state = state
        self._deadline = deadline

    def _decision(self) -> Decision:
        decision = Decision(tuple(self._events), tuple(self._effects))
        self._events.clear()
        self._effects.clear()
        return decision
