"""What becomes of a message when its caller hangs up, by example. Times are seconds since the call arrived."""

from ivr.conditions import Comparison, VariableIs
from ivr.errands import LeaveMessage, LookUp, RecordMessage
from ivr.flow import Again, Branch, Collect, HangUp, Loop, Mark, MarkKind, Menu, Play, RunErrand, SetVariable, Step
from ivr.interpreter import Dialogue
from ivr.policy import DialoguePolicy
from ivr.reports import (
    AbandonErrand,
    CallerHungUp,
    ContactMarked,
    Decision,
    DialogueEnd,
    DialogueEnded,
    ErrandBegan,
    ErrandOver,
    KeyPressed,
)
from ivr.transitions import DialogueState
from tests.support.dialogue import BYE, CHOOSE, NOTICE, SALES, at, began, begin, done, ended, not_done, press
from vocabulary.ids import ErrandId, QueueName

RECORD = RunErrand(RecordMessage())
SUPPORT = QueueName("support")
LEAVE = RunErrand(LeaveMessage(SUPPORT, "{message.id}"), otherwise=(Play((NOTICE,)),))
LEFT = LeaveMessage(SUPPORT, "m1")
RECORDED = {"message.id": "m1"}
END = DialogueEnded(DialogueEnd.CALLER_HUNG_UP)


def hung_up_while_recording(*behind: Step) -> Dialogue:
    dialogue = began(RECORD, *behind)
    assert dialogue.receive(CallerHungUp(), at(9)) == Decision()
    assert dialogue.state is DialogueState.LEAVING
    return dialogue


def test_a_message_is_left_although_its_caller_hung_up_while_speaking() -> None:
    dialogue = hung_up_while_recording(Play((NOTICE,)), LEAVE, Play((BYE,)))
    decision = dialogue.receive(done(1, **RECORDED), at(9.5))
    assert decision.events == (ErrandOver(ErrandId("p-e1")), ErrandBegan(ErrandId("p-e2"), "LeaveMessage"))
    assert decision.effects == (begin(2, LEFT),)
    assert not dialogue.over
    assert dialogue.receive(done(2), at(9.6)) == Decision((ErrandOver(ErrandId("p-e2")), END))
    assert dialogue.over


def test_where_nothing_was_recorded_nothing_is_left() -> None:
    decision = hung_up_while_recording(LEAVE).receive(not_done(1, "silent"), at(9.5))
    assert decision == Decision((ErrandOver(ErrandId("p-e1"), "silent"), END))


def test_the_message_before_is_left_where_the_caller_hung_up_without_a_word_while_recording_anew() -> None:
    dialogue = began(RECORD, RECORD, LEAVE)
    dialogue.receive(done(1, **RECORDED), at(5))
    dialogue.receive(CallerHungUp(), at(6))
    assert dialogue.receive(not_done(2, "silent"), at(6.5)).effects == (begin(3, LEFT),)


def test_a_recording_that_does_not_end_is_waited_for_only_so_long() -> None:
    dialogue = hung_up_while_recording(LEAVE)
    assert dialogue.next_deadline() == at(9 + DialoguePolicy().leaving_seconds)
    assert dialogue.handle_deadline(at(19)) == Decision((END,), (AbandonErrand(ErrandId("p-e1")),))


def test_a_message_that_is_taken_by_nobody_ends_the_dialogue_all_the_same() -> None:
    dialogue = hung_up_while_recording(LEAVE)
    dialogue.receive(done(1, **RECORDED), at(9.5))
    assert dialogue.handle_deadline(at(19.5)) == Decision((END,))


def test_a_message_recorded_is_left_when_the_caller_hangs_up_over_the_question_whether_it_is_right() -> None:
    review = Loop((RECORD, Menu((CHOOSE,), {"1": (), "2": (Again(),)})))
    dialogue = began(review, LEAVE)
    dialogue.receive(done(1, **RECORDED), at(5))
    assert dialogue.receive(CallerHungUp(), at(6)).effects == (begin(2, LEFT),)


def test_a_message_recorded_is_left_when_the_caller_hangs_up_while_a_prompt_plays() -> None:
    dialogue = began(RECORD, Play((NOTICE,)), LEAVE)
    dialogue.receive(done(1, **RECORDED), at(5))
    assert dialogue.receive(CallerHungUp(), at(6)).effects == (begin(2, LEFT),)
    assert dialogue.receive(ended(1), at(6)) == Decision()
    assert dialogue.receive(KeyPressed("1"), at(6)) == Decision()


def test_a_message_that_was_left_is_not_left_again() -> None:
    dialogue = began(RECORD, LEAVE, Play((BYE,)), LEAVE)
    dialogue.receive(done(1, **RECORDED), at(5))
    dialogue.receive(done(2), at(6))
    assert dialogue.receive(CallerHungUp(), at(7)) == Decision((END,))


def test_alone_only_the_steps_that_need_no_caller_are_walked() -> None:
    chosen = Branch(((VariableIs("message.id", Comparison.EQUAL, "m1"), (LEAVE,)),))
    dialogue = hung_up_while_recording(
        Collect("account"), RunErrand(LookUp("GET", "https://example.net")), SetVariable("x", "1"),
        Mark(MarkKind.CATEGORY, "message {x}"), Loop((chosen,)),
    )  # fmt: skip
    decision = dialogue.receive(done(1, **RECORDED), at(9.5))
    assert decision.events[1:] == (
        ContactMarked(MarkKind.CATEGORY, "message 1"),
        ErrandBegan(ErrandId("p-e2"), "LeaveMessage"),
    )


def test_alone_nothing_is_walked_behind_a_queue_or_a_hang_up() -> None:
    for step in (SALES, HangUp()):
        decision = hung_up_while_recording(step, LEAVE).receive(done(1, **RECORDED), at(9.5))
        assert decision.events[1:] == (END,)


def test_a_recording_nobody_wanted_left_is_not_left() -> None:
    dialogue = began(RECORD, Menu((CHOOSE,), {"1": (LEAVE,), "2": ()}))
    dialogue.receive(done(1, **RECORDED), at(5))
    press(dialogue, "2", 6)
    assert dialogue.over
