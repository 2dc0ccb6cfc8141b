"""Verbs put together from several steps, walked by a caller: what is heard, marked, asked of others."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from ivr.errands import Errand, LeaveMessage, LookAtQueue, PromiseCallback, RecordMessage
from ivr.flow import Flow, MarkKind, Steps
from ivr.interpreter import Dialogue
from ivr.reports import (
    BeginErrand,
    CallerArrived,
    CallerHungUp,
    ContactMarked,
    Decision,
    ErrandEnded,
    KeyPressed,
    PlaybackEnded,
    PromptsStarted,
)
from ivr.world import Arrival, World
from tests.support.dialogue import Echo, at
from vocabulary.ids import FlowName

Written = Callable[[str], Steps]
MESSAGE = {"message.id": "m-1", "message.media": "recording:m-1", "message.seconds": "7"}
SILENT, HANGS_UP = "", "hangs up"


@dataclass
class Caller:
    """Answers each question with the next of ``answers``; every errand is done, unless it is in ``refused``.

    Of the recordings only the first ``recordings`` hold anything.
    """

    answers: list[str]
    refused: tuple[type[Errand], ...] = ()
    hangs_up_while_recording: bool = False
    recordings: int = 9
    heard: list[str] = field(default_factory=list)
    marked: list[tuple[MarkKind, str, str]] = field(default_factory=list)
    errands: list[Errand] = field(default_factory=list)

    def walk(self, steps: Steps, number: str = "+37120000001") -> "Caller":
        world = World(voice=Echo())
        dialogue = Dialogue(Flow(FlowName("main"), steps), "p", world, Arrival(caller_number=number))
        self._follow(dialogue, dialogue.receive(CallerArrived(), at(0)))
        for second in range(1, 300):
            if dialogue.over:
                return self
            self._next(dialogue, float(second) * 100)
        raise AssertionError("the call does not end")

    def _next(self, dialogue: Dialogue, seconds: float) -> None:
        deadline = dialogue.next_deadline()
        if dialogue.playing is not None:
            self._follow(dialogue, dialogue.receive(PlaybackEnded(dialogue.playing), at(seconds)))
        elif (answer := self.answers.pop(0) if self.answers else SILENT) == HANGS_UP:
            self._follow(dialogue, dialogue.receive(CallerHungUp(), at(seconds)))
        elif answer == SILENT:
            assert deadline is not None
            self._follow(dialogue, dialogue.handle_deadline(deadline))
        else:
            for key in answer:
                self._follow(dialogue, dialogue.receive(KeyPressed(key), at(seconds)))

    def _follow(self, dialogue: Dialogue, decision: Decision) -> None:
        for event in decision.events:
            if isinstance(event, PromptsStarted):
                self.heard += event.prompts
            elif isinstance(event, ContactMarked):
                self.marked.append((event.kind, event.value, event.key))
        for effect in decision.effects:
            if isinstance(effect, BeginErrand):
                self._serve(dialogue, effect)

    def _serve(self, dialogue: Dialogue, begun: BeginErrand) -> None:
        self.errands.append(begun.what)
        if isinstance(begun.what, RecordMessage) and self.hangs_up_while_recording:
            self._follow(dialogue, dialogue.receive(CallerHungUp(), at(1)))
        recorded = sum(isinstance(errand, RecordMessage) for errand in self.errands)
        nothing = isinstance(begun.what, RecordMessage) and recorded > self.recordings
        done = not nothing and not isinstance(begun.what, self.refused)
        values = {**MESSAGE} if isinstance(begun.what, RecordMessage) and done else {}
        if isinstance(begun.what, LookAtQueue):
            values = {"queue.support.waiting": "4", "queue.support.position": "5", "queue.support.open": "yes"}
        self._follow(dialogue, dialogue.receive(ErrandEnded(begun.errand, done, values), at(2)))


def test_silence_after_the_notice_is_consent(steps: Written) -> None:
    caller = Caller([SILENT]).walk(steps("consent: {prompt: ask}"))
    assert caller.heard == ["prompt:ask"]
    assert caller.marked == [
        (MarkKind.CONSENT_PROMPT_PLAYED, "yes", ""),
        (MarkKind.CONSENT, "given", ""),
    ]


@pytest.mark.parametrize("answers", [["9"], ["1", "9"], ["5", "#", "9"]])
def test_the_key_refuses_whatever_was_pressed_before(steps: Written, answers: list[str]) -> None:
    caller = Caller(answers).walk(steps("consent: {prompt: ask}"))
    assert caller.marked[-1] == (MarkKind.CONSENT, "refused", "")


def test_whoever_presses_other_keys_for_ever_has_consented(steps: Written) -> None:
    caller = Caller(["1"] * 20).walk(steps("consent: {prompt: ask}"))
    assert caller.marked[-1] == (MarkKind.CONSENT, "given", "")


def test_a_survey_goes_on_past_a_question_without_an_answer(steps: Written) -> None:
    survey = "survey: {questions: {friendly: ask, solved: welcome}, thanks: welcome}"
    caller = Caller(["7", SILENT, "5"]).walk(steps(survey))
    assert caller.heard == ["prompt:ask", "prompt:ask", "prompt:welcome", "prompt:welcome"]
    assert caller.marked == [(MarkKind.SURVEY, "5", "solved")]


CONFIRM = (
    "collect: {into: n, prompt: ask, digits: 2, attempts: 2, confirm: {question: welcome}, otherwise: {play: welcome}}"
)


@pytest.mark.parametrize(
    ("answers", "heard"),
    [
        (["42", "1"], ["prompt:ask", "say:digits:42", "prompt:welcome"]),
        (
            ["42", "2", "43", "1"],
            ["prompt:ask", "say:digits:42", "prompt:welcome", "prompt:ask", "say:digits:43", "prompt:welcome"],
        ),
        (
            ["42", SILENT, "1"],
            ["prompt:ask", "say:digits:42", "prompt:welcome", "say:digits:42", "prompt:welcome"],
        ),
    ],
)
def test_digits_are_played_back_until_they_are_right(steps: Written, answers: list[str], heard: list[str]) -> None:
    assert Caller(answers).walk(steps(CONFIRM)).heard == heard


@pytest.mark.parametrize(
    "answers",
    [["42", "2", "43", "2"], ["42", SILENT, SILENT], [SILENT, SILENT]],
    ids=["never right", "never said", "never typed"],
)
def test_digits_that_are_never_confirmed_are_none(steps: Written, answers: list[str]) -> None:
    caller = Caller(answers).walk(steps(CONFIRM))
    assert caller.heard[-1] == "prompt:welcome"
    assert caller.answers == []


def test_a_message_is_heard_recorded_anew_and_left(steps: Written) -> None:
    caller = Caller(["2", "3", "1"]).walk(steps("voicemail: {queue: support, prompt: welcome}"))
    assert caller.heard == [
        "prompt:welcome",
        "sound:vm-review",
        "var:message.media",
        "sound:vm-review",
        "sound:vm-review",
    ]
    assert [type(errand) for errand in caller.errands] == [RecordMessage, RecordMessage, LeaveMessage]


def test_a_message_nobody_reviews_is_left(steps: Written) -> None:
    caller = Caller([SILENT, SILENT, SILENT]).walk(steps("voicemail: {queue: support, prompt: welcome}"))
    assert isinstance(caller.errands[-1], LeaveMessage)
    assert caller.errands[-1].message == "m-1"


def test_whoever_hangs_up_while_speaking_has_left_a_message(steps: Written) -> None:
    caller = Caller([], hangs_up_while_recording=True).walk(steps("voicemail: support"))
    assert [type(errand) for errand in caller.errands] == [RecordMessage, LeaveMessage]


def test_whoever_hangs_up_while_reviewing_has_left_a_message(steps: Written) -> None:
    caller = Caller(["2", HANGS_UP]).walk(steps("voicemail: support"))
    assert [type(errand) for errand in caller.errands] == [RecordMessage, LeaveMessage]


def test_without_a_message_the_flow_goes_otherwise(steps: Written) -> None:
    voicemail = "voicemail: {queue: support, prompt: [], otherwise: {play: ask}}"
    caller = Caller([], refused=(RecordMessage,)).walk(steps(voicemail))
    assert caller.heard == ["prompt:ask"]
    assert [type(errand) for errand in caller.errands] == [RecordMessage]


def test_a_message_nobody_would_get_leads_otherwise(steps: Written) -> None:
    voicemail = "voicemail: {queue: support, prompt: [], review: false, otherwise: {play: ask}}"
    assert Caller([], refused=(LeaveMessage,)).walk(steps(voicemail)).heard == ["prompt:ask"]


def test_a_second_recording_that_fails_leaves_the_first(steps: Written) -> None:
    caller = Caller(["3", "1"], recordings=1).walk(steps("voicemail: {queue: support, prompt: []}"))
    assert [type(errand) for errand in caller.errands] == [RecordMessage, RecordMessage, LeaveMessage]
    assert isinstance(caller.errands[-1], LeaveMessage)
    assert caller.errands[-1].message == "m-1"


CALLBACK = "callback: {queue: support, promised: welcome, otherwise: {play: ask}}"
CONFIRMED = "callback: {queue: support, confirm: {question: welcome, ask: ask}, otherwise: {play: ask}}"


def test_a_promise_ends_the_call(steps: Written) -> None:
    caller = Caller([]).walk(steps(CALLBACK))
    assert caller.heard == ["prompt:welcome"]
    assert isinstance(caller.errands[0], PromiseCallback)
    assert caller.errands[0].number == "+37120000001"


def test_a_refused_callback_leads_otherwise(steps: Written) -> None:
    assert Caller([], refused=(PromiseCallback,)).walk(steps(CALLBACK)).heard == ["prompt:ask"]


def test_a_caller_without_a_number_is_promised_nothing(steps: Written) -> None:
    caller = Caller([]).walk(steps(CALLBACK), number="")
    assert (caller.heard, caller.errands) == (["prompt:ask"], [])


@pytest.mark.parametrize(
    ("number", "answers", "called"),
    [
        ("123", ["1"], "123"),
        ("123", ["2", "456#", "1"], "456"),
        ("", ["789#", "1"], "789"),
    ],
)
def test_a_number_is_read_out_and_may_be_changed(steps: Written, number: str, answers: list[str], called: str) -> None:
    caller = Caller(answers).walk(steps(CONFIRMED), number=number)
    assert [errand.number for errand in caller.errands if isinstance(errand, PromiseCallback)] == [called]


@pytest.mark.parametrize("answers", [[SILENT] * 3, ["2", SILENT, SILENT, SILENT], ["2", "456#"] * 6])
def test_a_number_that_is_never_confirmed_is_not_called(steps: Written, answers: list[str]) -> None:
    caller = Caller(answers).walk(steps(CONFIRMED), number="123")
    assert caller.errands == []
    assert caller.heard[-1] == "prompt:ask"


def test_a_queue_is_looked_at_when_its_branch_is_reached(steps: Written) -> None:
    branch = (
        "branch: [{queue: support, waiting: {above: 3}, steps: {say: {position: support}}}, {otherwise: {play: ask}}]"
    )
    caller = Caller([]).walk(steps(branch))
    assert caller.heard == ["say:position:5"]
    assert [type(errand) for errand in caller.errands] == [LookAtQueue, LookAtQueue]
