"""How a dialogue goes on when the caller is back from a queue, by example. Times are seconds since the call arrived."""

from dataclasses import replace

from ivr.flow import Play
from ivr.interpreter import Dialogue
from ivr.policy import DialoguePolicy
from ivr.reports import CallerReturned, Decision, DialogueEnd, DialogueEnded, FlowEntered, HangUpCaller
from tests.support.dialogue import (
    BYE,
    CIRCLE,
    NOTICE,
    SALES,
    SUPPORT,
    TO_SALES,
    TO_SUPPORT,
    VOICEMAIL,
    WELCOME,
    at,
    began,
    ended,
    play,
)
from vocabulary.causes import HangUpCause
from vocabulary.ids import FlowName


def test_a_caller_who_was_not_served_hears_what_is_to_be_said_otherwise_and_then_goes_on() -> None:
    dialogue = began(replace(SALES, otherwise=(Play((NOTICE,)),)), Play((BYE,)))
    assert dialogue.receive(CallerReturned("closed"), at(1)).effects == (play(1, NOTICE),)
    assert dialogue.receive(ended(1), at(4)).effects == (play(2, BYE),)


def test_a_caller_who_was_served_hears_nothing_of_what_is_said_otherwise() -> None:
    dialogue = began(replace(SALES, otherwise=(Play((NOTICE,)),)), Play((BYE,)))
    assert dialogue.receive(CallerReturned(), at(90)).effects == (play(1, BYE),)


def test_steps_taken_otherwise_may_lead_to_another_queue_with_its_own_otherwise() -> None:
    second = replace(SUPPORT, otherwise=(Play((NOTICE,)),))
    dialogue = began(replace(SALES, otherwise=(second,)))
    assert dialogue.receive(CallerReturned("full"), at(1)).effects == (TO_SUPPORT,)
    assert dialogue.receive(CallerReturned("timed out"), at(90)).effects == (play(1, NOTICE),)


def test_a_queue_may_send_the_caller_to_the_beginning_of_another_flow() -> None:
    dialogue = began(replace(SALES, otherwise=(Play((NOTICE,)),)), Play((BYE,)), flows=(VOICEMAIL,))
    decision = dialogue.receive(CallerReturned("timed out", VOICEMAIL.name), at(80))
    assert decision.events[0] == FlowEntered("voicemail")
    assert decision.effects == (play(1, WELCOME),)
    assert dialogue.receive(ended(1), at(83)).effects == (HangUpCaller(HangUpCause.NORMAL),)


def test_a_flow_that_is_not_there_counts_as_none() -> None:
    dialogue = began(replace(SALES, otherwise=(Play((NOTICE,)),)))
    decision = dialogue.receive(CallerReturned("closed", FlowName("nowhere")), at(1))
    assert decision.effects == (play(1, NOTICE),)


def round_and_round(dialogue: Dialogue, seconds_apart: float, times: int) -> list[Decision]:
    return [
        dialogue.receive(CallerReturned("closed", CIRCLE.name), at(1 + seconds_apart * turn)) for turn in range(times)
    ]


def test_flows_that_lead_in_a_circle_without_a_word_end_the_call() -> None:
    dialogue = began(*CIRCLE.steps, policy=DialoguePolicy(circle_flows=3), flows=(CIRCLE,))
    *before, last = round_and_round(dialogue, 0.1, 4)
    assert all(decision.effects == (TO_SALES,) for decision in before)
    assert last.effects == (HangUpCaller(HangUpCause.FAILURE),)
    assert last.events == (FlowEntered("circle"), DialogueEnded(DialogueEnd.LED_IN_A_CIRCLE))


def test_a_caller_who_waits_between_two_flows_may_go_round_for_as_long_as_they_like() -> None:
    dialogue = began(*CIRCLE.steps, policy=DialoguePolicy(circle_flows=3), flows=(CIRCLE,))
    assert all(decision.effects == (TO_SALES,) for decision in round_and_round(dialogue, 1.0, 100))
