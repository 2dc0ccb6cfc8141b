"""Any sequence of keys, playback ends, deadlines, returns and hang-ups leaves a dialogue in a defined state."""

import itertools
from collections import Counter
from collections.abc import Mapping

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from ivr.flow import Enqueue, Flow, HangUp, Menu, Play, Step, Steps
from ivr.interpreter import Dialogue
from ivr.policy import DialoguePolicy
from ivr.reports import (
    AnswerCaller,
    CallerArrived,
    CallerHungUp,
    CallerReturned,
    Decision,
    DialogueEnded,
    FlowEntered,
    HandToQueue,
    HangUpCaller,
    KeyPressed,
    MenuAnswered,
    MenuFailed,
    PlaybackEnded,
    PlayPrompts,
    Report,
    StopPlayback,
)
from ivr.transitions import DEADLINES, LATE, TRANSITIONS, DialogueState
from vocabulary.ids import FlowName, MediaUri, PlaybackId, QueueName
from vocabulary.instant import Instant

START = Instant(1_000.0, 1_700_000_000.0)
SECONDS = st.floats(0.1, 20.0)
PROMPTS = st.lists(st.sampled_from([MediaUri("sound:a"), MediaUri("sound:b")]), max_size=3).map(tuple)
CHOICE_KEYS = st.text("12*#", min_size=1, max_size=3)
ANY_KEYS = st.sampled_from("12*#9AD") | st.text(max_size=2)

SUPPORT = QueueName("support")
PLAYS = st.builds(Play, PROMPTS, st.booleans())
UNSERVED = st.lists(PLAYS | st.builds(Enqueue, st.just(SUPPORT)) | st.builds(HangUp), max_size=2).map(tuple)
LEAVES = PLAYS | st.builds(Enqueue, st.just(SUPPORT), otherwise=UNSERVED) | st.builds(HangUp)
OTHER_FLOWS = [FlowName("voicemail"), FlowName("round"), FlowName("nowhere")]


def menus(steps: st.SearchStrategy[Steps]) -> st.SearchStrategy[Menu]:
    return st.builds(
        Menu,
        prompts=PROMPTS,
        choices=st.dictionaries(CHOICE_KEYS, steps, min_size=1, max_size=4),
        wrong_key=PROMPTS,
        no_key=PROMPTS,
        attempts=st.integers(1, 4),
        first_digit_seconds=SECONDS,
        inter_digit_seconds=SECONDS,
        otherwise=steps,
    )


def step_lists(step: st.SearchStrategy[Step]) -> st.SearchStrategy[Steps]:
    return st.lists(step, max_size=4).map(tuple)


STEPS = st.lists(LEAVES | menus(step_lists(LEAVES | menus(step_lists(LEAVES)))), min_size=1, max_size=4).map(tuple)


def marked(steps: Steps, numbers: "itertools.count[int]") -> Steps:
    """The same steps with a prompt of its own at the end of each menu's prompts, to count how often it plays."""
    return tuple(_marked(step, numbers) if isinstance(step, Menu) else step for step in steps)


def _marked(menu: Menu, numbers: "itertools.count[int]") -> Menu:
    return Menu(
        prompts=(*menu.prompts, MediaUri(f"menu:{next(numbers)}:{menu.attempts}")),
        choices={keys: marked(steps, numbers) for keys, steps in menu.choices.items()},
        wrong_key=menu.wrong_key,
        no_key=menu.no_key,
        attempts=menu.attempts,
        first_digit_seconds=menu.first_digit_seconds,
        inter_digit_seconds=menu.inter_digit_seconds,
        otherwise=marked(menu.otherwise, numbers),
    )


class AnyCaller(RuleBasedStateMachine):
    """A caller, a network and a clock that do whatever they like."""

    def __init__(self) -> None:
        super().__init__()
        self.now = START
        self.issued: list[PlaybackId] = []
        self.running: set[PlaybackId] = set()
        self.menu_prompts: Counter[MediaUri] = Counter()
        self.entered_at: list[Instant] = []
        self.hang_ups = 0
        self.ends = 0

    @initialize(
        steps=STEPS,
        voicemail=UNSERVED,
        keys_kept=st.integers(0, 5),
        guard=SECONDS,
        circle_flows=st.integers(1, 4),
        too_soon=st.sampled_from([False] * 7 + [True]),
    )
    def call(
        self, *, steps: Steps, voicemail: Steps, keys_kept: int, guard: float, circle_flows: int, too_soon: bool
    ) -> None:
        self.policy = DialoguePolicy(guard, keys_kept, circle_flows)
        flows = {
            FlowName("voicemail"): Flow(FlowName("voicemail"), voicemail),
            FlowName("round"): Flow(FlowName("round"), (Enqueue(SUPPORT),)),
        }
        main = Flow(FlowName("main"), marked(steps, itertools.count()))
        self.dialogue = Dialogue(main, "p", self.policy, flows)
        if not too_soon:
            self.arrive()

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
        self.ends += sum(isinstance(event, DialogueEnded) for event in decision.events)
        self.count_flows_at_once(decision)
        for effect in decision.effects:
            assert self.hang_ups == 0, "nothing follows a hang-up"
            match effect:
                case PlayPrompts(playback, prompts):
                    assert playback not in self.issued
                    assert not self.running, "one playback at a time"
                    self.issued.append(playback)
                    self.running.add(playback)
                    self.menu_prompts.update(prompt for prompt in prompts if prompt.startswith("menu:"))
                case StopPlayback(playback):
                    assert playback in self.running
                    self.running.remove(playback)
                case HandToQueue():
                    assert not self.running
                case HangUpCaller():
                    assert not self.running
                    self.hang_ups += 1
                case AnswerCaller():
                    assert not self.issued

    def count_flows_at_once(self, decision: Decision) -> None:
        """No more flows than the policy allows are entered without a second between them, told independently."""
        for event in decision.events:
            if isinstance(event, FlowEntered):
                self.entered_at.append(self.now)
        quick = itertools.takewhile(
            lambda pair: pair[1].since(pair[0]) < self.policy.circle_seconds,
            reversed(list(itertools.pairwise(self.entered_at))),
        )
        if sum(1 for _ in quick) >= self.policy.circle_flows:
            assert self.dialogue.state is DialogueState.ENDED, "flows lead in a circle"

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

    @precondition(lambda self: self.issued)
    @rule(data=st.data())
    def end_an_issued_playback(self, data: st.DataObject) -> None:
        playback = data.draw(st.sampled_from(self.issued))
        self.running.discard(playback)
        self.tell(PlaybackEnded(playback))

    @rule(number=st.integers(0, 50))
    def end_some_other_playback(self, number: int) -> None:
        self.tell(PlaybackEnded(PlaybackId(f"q-{number}")))

    @rule()
    def give_back(self) -> None:
        self.tell(CallerReturned())

    @rule(why=st.sampled_from(["full", "timed out"]), flow=st.none() | st.sampled_from(OTHER_FLOWS))
    def give_back_unserved(self, why: str, flow: FlowName | None) -> None:
        self.tell(CallerReturned(why, flow))

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

    @rule()
    def hang_up(self) -> None:
        self.tell(CallerHungUp())
        self.running.clear()
        assert self.dialogue.state is DialogueState.ENDED

    @invariant()
    def a_deadline_waits_exactly_where_one_belongs(self) -> None:
        assert (self.dialogue.next_deadline() is not None) == (self.dialogue.state in DEADLINES)

    @invariant()
    def no_menu_plays_its_prompt_more_often_than_it_has_attempts(self) -> None:
        for prompt, times in self.menu_prompts.items():
            assert times <= int(prompt.rpartition(":")[2])

    @invariant()
    def nothing_grows_without_bound(self) -> None:
        assert len(self.dialogue._typed) <= self.policy.keys_kept

    @invariant()
    def a_dialogue_ends_once(self) -> None:
        assert self.ends == (self.dialogue.state is DialogueState.ENDED)


TestAnyCaller = AnyCaller.TestCase
TestAnyCaller.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)


def expected_answers(keys: str, choices: Mapping[str, object], attempts: int) -> list[str]:
    """What a menu makes of keys that all come in time, told independently: one text for each answer."""
    answers: list[str] = []
    collected = ""
    for key in keys:
        ends = key == "#" and "#" not in "".join(choices)
        if ends and not collected:
            continue
        collected += "" if ends else key
        growing = [choice for choice in choices if choice.startswith(collected) and choice != collected]
        if growing and not ends:
            continue
        if collected in choices:
            return [*answers, f"answered {collected}"]
        answers.append(f"wrong {collected}")
        collected = ""
        if len(answers) == attempts:
            return answers
    return answers


@settings(max_examples=300, deadline=None)
@given(
    keys=st.text("12*#9", max_size=10),
    choices=st.sets(CHOICE_KEYS, min_size=1, max_size=5),
    attempts=st.integers(1, 5),
    before_notice_ends=st.integers(0, 10),
    before_prompt_ends=st.integers(0, 10),
    barge_in=st.booleans(),
)
def test_keys_mean_the_same_whenever_they_are_pressed(
    *, keys: str, choices: set[str], attempts: int, before_notice_ends: int, before_prompt_ends: int, barge_in: bool
) -> None:
    menu = Menu((MediaUri("sound:a"),), dict.fromkeys(sorted(choices), ()), attempts=attempts)
    dialogue = Dialogue(Flow(FlowName("main"), (Play((MediaUri("sound:b"),), barge_in), menu)), "p")
    decisions = [dialogue.receive(CallerArrived(), START)]
    for count, key in enumerate(keys):
        if count == before_notice_ends:
            decisions.append(dialogue.receive(PlaybackEnded(PlaybackId("p-1")), START))
        if count == before_prompt_ends:
            decisions.append(dialogue.receive(PlaybackEnded(PlaybackId("p-2")), START))
        decisions.append(dialogue.receive(KeyPressed(key), START))
    decisions.append(dialogue.receive(PlaybackEnded(PlaybackId("p-1")), START))
    answers = []
    for event in itertools.chain.from_iterable(decision.events for decision in decisions):
        match event:
            case MenuAnswered(pressed):
                answers.append(f"answered {pressed}")
            case MenuFailed(_, pressed):
                answers.append(f"wrong {pressed}")
            case _:
                pass
    assert answers == expected_answers(keys, dict.fromkeys(choices), attempts)
