"""Any sequence of keys, ends of playbacks and errands, deadlines, returns and hang-ups leaves a dialogue defined."""

import itertools
from collections import Counter
from dataclasses import replace

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from ivr.errands import LeaveMessage
from ivr.flow import Enqueue, Flow
from ivr.interpreter import Dialogue
from ivr.policy import DialoguePolicy
from ivr.reports import (
    AbandonErrand,
    AnswerCaller,
    AnswerFault,
    BeginErrand,
    CallerArrived,
    CallerHungUp,
    CallerReturned,
    ChoiceUndone,
    ContactMarked,
    Decision,
    DialogueBegan,
    DialogueEnded,
    DigitsCollected,
    Effect,
    ErrandBegan,
    ErrandEnded,
    ErrandOver,
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
    RecordingAsked,
    Report,
    SpeakLanguage,
    StopPlayback,
)
from ivr.transitions import DEADLINES, LATE, TRANSITIONS, DialogueState
from ivr.world import Arrival
from tests.support.dialogue import flow
from tests.support.flows import OTHER_FLOWS, SECONDS, UNSERVED, WORLDS, marked, steps_of
from vocabulary.ids import ErrandId, FlowName, MediaUri, PlaybackId, QueueName
from vocabulary.instant import Instant

START = Instant(1_000.0, 1_700_000_000.0)
ANY_KEYS = st.sampled_from("12*#9AD") | st.text(max_size=2)
ROUND = flow("round", Enqueue(QueueName("support")))
DEEPEST = 12
"""Nothing drawn here is nested deeper."""


POLICIES = st.builds(
    DialoguePolicy,
    playback_guard_seconds=SECONDS,
    keys_kept=st.integers(0, 5),
    circle_flows=st.integers(1, 4),
    steps_at_once=st.sampled_from([5, 1_000, 1_000]),
    undos=st.integers(0, 3),
    choices_kept=st.integers(0, 3),
)


class AnyCaller(RuleBasedStateMachine):
    """A caller, a network and a clock that do whatever they like."""

    turning = True
    """Whether the flows may lead back to a question that was asked before."""

    def __init__(self) -> None:
        super().__init__()
        self.now = START

    @initialize(data=st.data())
    def call(self, data: st.DataObject) -> None:
        main = Flow(FlowName("main"), marked(data.draw(steps_of(turning=self.turning)), itertools.count()))
        flows = {main.name: main, ROUND.name: ROUND, FlowName("voicemail"): flow("voicemail", *data.draw(UNSERVED))}
        world = replace(data.draw(WORLDS), flows=flows)
        arrival = Arrival("100", data.draw(st.sampled_from(["", "+37120000001", "anonymous"])))
        self.policy = data.draw(POLICIES)
        self.dialogue = Dialogue(main, "p", world, arrival, self.policy)
        self.issued: list[PlaybackId] = []
        self.playing: set[PlaybackId] = set()
        self.errands: list[ErrandId] = []
        self.errands_over: set[ErrandId] = set()
        self.on_errand: ErrandId | None = None
        self.asked: Counter[MediaUri] = Counter()
        self.entered_at: list[Instant] = []
        self.gone = False
        self.hang_ups = 0
        self.ends = 0
        if data.draw(st.sampled_from([True] * 7 + [False])):
            self.arrive()

    @precondition(lambda self: self.dialogue.over)
    @rule(data=st.data())
    def call_again(self, data: st.DataObject) -> None:
        self.call(data)
        self.live(data)

    @precondition(lambda self: not self.dialogue.over)
    @rule(data=st.data())
    def live(self, data: st.DataObject) -> None:
        """What mostly happens: many things, each one that is waited for."""
        for what in data.draw(st.lists(st.sampled_from("1122*#     t<"), min_size=5, max_size=20)):
            if self.dialogue.over:
                return
            match what:
                case " ":
                    self.come_to_the_end_of_it(data.draw(st.booleans()))
                case "t":
                    self.reach_the_deadline()
                case "<":
                    self.let_time_pass(0.5)
                case key:
                    self.press(key)

    def come_to_the_end_of_it(self, well: bool) -> None:
        match self.dialogue.state:
            case DialogueState.EXPECTED:
                self.arrive()
            case DialogueState.PLAYING | DialogueState.PROMPTING:
                self.hear_the_prompts_out()
            case DialogueState.ON_ERRAND | DialogueState.LEAVING:
                self.end_an_errand(last=True, done=well, value="7")
            case DialogueState.IN_QUEUE:
                self.give_back("closed", None if well else ROUND.name)
            case _:
                self.reach_the_deadline()

    # --- what is told, and what comes of it --------------------------------------------------------------------------

    def tell(self, report: Report) -> None:
        before = self.dialogue.state
        if type(report) not in TRANSITIONS[before] and type(report) not in LATE[before]:
            return
        decision = self.dialogue.receive(report, self.now)
        if type(report) in LATE[before]:
            assert decision == Decision()
        self.check(decision, before)

    def check(self, decision: Decision, before: DialogueState) -> None:
        if before is DialogueState.ENDED:
            assert decision == Decision()
        for effect in decision.effects:
            assert self.hang_ups == 0, "nothing follows a hang-up"
            self.carry_out(effect)
        for event in decision.events:
            assert self.ends == 0, "nothing happens behind the end"
            self.hear(event)

    def hear(self, event: Event) -> None:
        match event:
            case DialogueEnded():
                self.ends += 1
            case PromptsStarted(prompts=prompts):
                self.asked.update(prompt for prompt in prompts if prompt.startswith("question:"))
            case MenuAnswered() | DigitsCollected() | ChoiceUndone():
                self.forget_questions()
            case MenuFailed(fault, _, attempt):
                self.entered_at = [] if fault is AnswerFault.WRONG_KEY else self.entered_at
                self.forget_questions(attempt)
            case FlowEntered():
                self.enter()
            case ErrandOver(errand):
                assert errand in self.errands_over
            case DialogueBegan() | ErrandBegan() | ContactMarked():
                pass

    def forget_questions(self, attempt: int | None = None) -> None:
        """A question was answered, or failed in its last attempt: if it is asked again, it is asked anew."""
        if attempt is None:
            self.entered_at = []
        if self.turning:
            over = [prompt for prompt in self.asked if attempt is None or attempts_of(prompt) == attempt]
            for prompt in over:
                del self.asked[prompt]

    def enter(self) -> None:
        """No more flows than the policy allows are entered without a second or an answer between them."""
        self.entered_at.append(self.now)
        quick = itertools.takewhile(
            lambda pair: pair[1].since(pair[0]) < self.policy.circle_seconds,
            reversed(list(itertools.pairwise(self.entered_at))),
        )
        if sum(1 for _ in quick) >= self.policy.circle_flows:
            assert self.dialogue.over, "flows lead in a circle"

    def carry_out(self, effect: Effect) -> None:
        match effect:
            case PlayPrompts(playback, prompts):
                assert playback not in self.issued
                assert prompts
                assert not self.playing, "one playback at a time"
                assert not self.gone
                self.issued.append(playback)
                self.playing.add(playback)
            case StopPlayback(playback):
                assert playback in self.playing
                self.playing.remove(playback)
            case HandToQueue():
                assert not self.playing
                assert not self.gone
            case HangUpCaller():
                assert not self.playing
                assert not self.gone
                self.hang_ups += 1
            case AnswerCaller():
                assert not self.issued
            case BeginErrand(errand, what):
                assert errand not in self.errands
                assert not self.playing
                assert not self.gone or isinstance(what, LeaveMessage)
                self.errands.append(errand)
                self.on_errand = errand
            case AbandonErrand(errand):
                assert errand == self.on_errand
                self.errands_over.add(errand)
                self.on_errand = None
            case SpeakLanguage() | RecordingAsked():
                assert not self.gone

    # --- what may happen ---------------------------------------------------------------------------------------------

    @rule()
    def arrive(self) -> None:
        self.tell(CallerArrived())

    @rule(key=ANY_KEYS)
    def press(self, key: str) -> None:
        self.tell(KeyPressed(key))

    @rule(keys=st.lists(st.sampled_from("129"), max_size=12))
    def press_many(self, keys: list[str]) -> None:
        for key in keys:
            self.tell(KeyPressed(key))

    @precondition(lambda self: self.playing)
    @rule(heard=st.just(True) | st.booleans())
    def hear_the_prompts_out(self, heard: bool = True) -> None:
        self.tell(PlaybackEnded(self.playing.pop(), heard))

    @precondition(lambda self: self.issued)
    @rule(data=st.data())
    def end_an_issued_playback(self, data: st.DataObject) -> None:
        playback = data.draw(st.sampled_from(self.issued))
        self.playing.discard(playback)
        self.tell(PlaybackEnded(playback))

    @rule()
    def end_some_other_playback(self) -> None:
        self.tell(PlaybackEnded(PlaybackId("q-1")))

    @precondition(lambda self: self.errands)
    @rule(last=st.sampled_from([True, True, False]), done=st.booleans(), value=st.sampled_from(["", "7", "a{x}"]))
    def end_an_errand(self, last: bool, done: bool, value: str) -> None:
        errand = self.errands[-1 if last else 0]
        self.errands_over.add(errand)
        self.on_errand = None if errand == self.on_errand else self.on_errand
        self.tell(ErrandEnded(errand, done, {"y": value, "message.id": value}, "" if done else "failed"))

    @rule()
    def end_some_other_errand(self) -> None:
        self.tell(ErrandEnded(ErrandId("q-e1"), done=True, values={"x": "never"}))

    @rule(why=st.sampled_from(["", "full", "timed out"]), name=st.none() | st.sampled_from(OTHER_FLOWS))
    def give_back(self, why: str, name: FlowName | None) -> None:
        self.tell(CallerReturned(why, name))

    @rule(seconds=SECONDS)
    def let_time_pass(self, seconds: float) -> None:
        self.now = self.now.plus(seconds)

    @rule()
    def reach_the_deadline(self) -> None:
        deadline = self.dialogue.next_deadline()
        if deadline is None:
            assert self.dialogue.handle_deadline(self.now) == Decision()
            return
        self.now = max(self.now, deadline)
        before = self.dialogue.state
        decision = self.dialogue.handle_deadline(self.now)
        self.check(decision, before)
        assert before in DEADLINES
        following = self.dialogue.next_deadline()
        assert following is None or self.now < following, "a handled deadline is gone"

    @rule(impatient=st.sampled_from([False] * 4 + [True]))
    def hang_up(self, impatient: bool) -> None:
        if impatient:
            self.gone = True
            self.playing.clear()
            self.tell(CallerHungUp())
            assert self.dialogue.state in {DialogueState.ENDED, DialogueState.LEAVING}

    # --- what always holds -------------------------------------------------------------------------------------------

    @invariant()
    def a_deadline_waits_exactly_where_one_belongs(self) -> None:
        assert (self.dialogue.next_deadline() is not None) == (self.dialogue.state in DEADLINES)

    @invariant()
    def no_question_plays_its_prompt_more_often_than_it_has_attempts(self) -> None:
        for prompt, times in self.asked.items():
            assert times <= attempts_of(prompt)

    @invariant()
    def nothing_grows_without_bound(self) -> None:
        standing = self.dialogue._at
        assert len(standing.typed) <= self.policy.keys_kept
        assert len(standing.choices) <= self.policy.choices_kept
        assert sum(1 for _ in standing.path.outward()) <= DEEPEST

    @invariant()
    def a_dialogue_ends_once(self) -> None:
        assert self.ends == self.dialogue.over == (self.dialogue.state is DialogueState.ENDED)

    @invariant()
    def the_dialogue_waits_for_what_was_begun(self) -> None:
        waits = self.dialogue.state in {DialogueState.ON_ERRAND, DialogueState.LEAVING}
        assert waits == (self.dialogue._at.out.running is not None)
        assert self.dialogue.playing is None or self.dialogue.playing in self.playing


class AnyCallerStraightOn(AnyCaller):
    """The same, in flows that lead back nowhere: there no question is ever played more often than it has attempts."""

    turning = False


def attempts_of(prompt: MediaUri) -> int:
    return int(prompt.rpartition(":")[2])


TestAnyCaller = AnyCaller.TestCase
TestAnyCaller.settings = settings(max_examples=50, stateful_step_count=30, deadline=None)
TestAnyCallerStraightOn = AnyCallerStraightOn.TestCase
TestAnyCallerStraightOn.settings = settings(max_examples=25, stateful_step_count=30, deadline=None)
