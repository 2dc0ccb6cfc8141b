"""What a flow has done for it, by example. Times are seconds since the call arrived."""

import pytest

from ivr.errands import (
    Errand,
    LeaveMessage,
    LookAtQueue,
    LookUp,
    PromiseCallback,
    RecordMessage,
    RunScript,
    TransferCaller,
)
from ivr.flow import GoTo, Play, RunErrand
from ivr.interpreter import Dialogue
from ivr.policy import DialoguePolicy
from ivr.reports import (
    AbandonErrand,
    CallerHungUp,
    Decision,
    DialogueEnd,
    DialogueEnded,
    ErrandBegan,
    ErrandOver,
    HangUpCaller,
)
from tests.support.dialogue import (
    BYE,
    CHOOSE,
    MENU,
    NOTICE,
    TO_SUPPORT,
    at,
    began,
    begin,
    done,
    effects_at_first,
    ended,
    events_at_first,
    flow,
    not_done,
    play,
    press,
)
from vocabulary.causes import HangUpCause
from vocabulary.ids import AgentName, ErrandId, MediaUri, QueueName

LOOK_UP = LookUp("GET", "https://example.net/", timeout_seconds=3)
TIER = Play((MediaUri("text:{tier}"),))
TRANSFER = TransferCaller(AgentName("alice"))
HEARING: tuple[Errand, ...] = (LOOK_UP, LookAtQueue(QueueName("support")))
DEAF: tuple[Errand, ...] = (RecordMessage(), TRANSFER, RunScript("agi://10.0.0.1/x"))
KEPT: tuple[Errand, ...] = (LeaveMessage(QueueName("support"), "m"), PromiseCallback(QueueName("support"), "1"))
OF_NO_USE_ALONE: tuple[Errand, ...] = (*HEARING, TRANSFER, RunScript("agi://10.0.0.1/x"))


def on_errand(errand: Errand = LOOK_UP) -> Dialogue:
    """A dialogue on its first errand, with words where it is not done, and a menu behind."""
    return began(RunErrand(errand, otherwise=(Play((NOTICE,)),)), MENU)


def test_an_errand_begins_and_the_flow_waits_for_it() -> None:
    assert effects_at_first(RunErrand(LOOK_UP)) == (begin(1, LOOK_UP),)
    assert events_at_first(RunErrand(LOOK_UP)) == (ErrandBegan(ErrandId("p-e1"), "LookUp"),)
    assert on_errand().next_deadline() == at(LOOK_UP.limit_seconds)


def test_the_flow_goes_on_with_what_an_errand_brought() -> None:
    decision = began(RunErrand(LOOK_UP), TIER).receive(done(1, tier="gold"), at(1))
    assert decision.events[0] == ErrandOver(ErrandId("p-e1"))
    assert decision.effects == (play(1, "text:gold"),)


def test_an_errand_not_done_says_why_and_is_followed_by_the_otherwise_steps_first() -> None:
    dialogue = on_errand()
    decision = dialogue.receive(not_done(1, "refused"), at(1))
    assert decision.events[0] == ErrandOver(ErrandId("p-e1"), "refused")
    assert decision.effects == (play(1, NOTICE),)
    assert dialogue.receive(ended(1), at(2)).effects == (play(2, CHOOSE),)


def test_an_errand_not_done_still_brings_what_it_knows() -> None:
    dialogue = began(RunErrand(LOOK_UP, otherwise=(TIER,)))
    assert dialogue.receive(not_done(1, tier="unknown"), at(1)).effects == (play(1, "text:unknown"),)


def test_an_errand_that_takes_too_long_is_abandoned_and_counts_as_not_done() -> None:
    dialogue = on_errand()
    decision = dialogue.handle_deadline(at(LOOK_UP.limit_seconds))
    assert decision.events[0] == ErrandOver(ErrandId("p-e1"), "too slow")
    assert decision.effects == (AbandonErrand(ErrandId("p-e1")), play(1, NOTICE))


def test_the_end_of_an_abandoned_errand_comes_late_and_brings_nothing() -> None:
    dialogue = began(RunErrand(LOOK_UP), RunErrand(LOOK_UP), TIER)
    dialogue.handle_deadline(at(LOOK_UP.limit_seconds))
    assert dialogue.receive(done(1, tier="gold"), at(6)) == Decision()
    assert dialogue.receive(done(2), at(7)).effects == (HangUpCaller(HangUpCause.NORMAL),)


@pytest.mark.parametrize("errand", HEARING)
def test_a_key_during_an_errand_answers_the_next_question(errand: Errand) -> None:
    dialogue = on_errand(errand)
    assert press(dialogue, "1", 0.5) == ((), ())
    assert dialogue.receive(done(1), at(1)).effects == (TO_SUPPORT,)


@pytest.mark.parametrize("errand", DEAF)
def test_a_key_during_an_errand_that_has_keys_of_its_own_answers_nothing(errand: Errand) -> None:
    dialogue = on_errand(errand)
    assert press(dialogue, "1", 0.5) == ((), ())
    assert dialogue.receive(done(1), at(1)).effects == (play(1, CHOOSE),)


def test_the_key_that_ended_a_recording_answers_nothing_even_if_it_is_told_late() -> None:
    dialogue = began(RunErrand(RecordMessage(end_keys="*#")), MENU)
    dialogue.receive(done(1), at(5))
    assert press(dialogue, "*", 5.1) == ((), ())


@pytest.mark.parametrize("errand", OF_NO_USE_ALONE)
def test_a_caller_who_hangs_up_ends_what_was_done_for_them(errand: Errand) -> None:
    dialogue = on_errand(errand)
    assert dialogue.receive(CallerHungUp(), at(1)) == Decision(
        (DialogueEnded(DialogueEnd.CALLER_HUNG_UP),), (AbandonErrand(ErrandId("p-e1")),)
    )
    assert dialogue.receive(done(1), at(2)) == Decision()


@pytest.mark.parametrize("errand", KEPT)
def test_a_message_and_a_callback_are_still_arranged_for_a_caller_who_hangs_up(errand: Errand) -> None:
    dialogue = on_errand(errand)
    assert dialogue.receive(CallerHungUp(), at(1)) == Decision()
    assert not dialogue.over
    decision = dialogue.receive(done(1), at(2))
    assert decision == Decision((ErrandOver(ErrandId("p-e1")), DialogueEnded(DialogueEnd.CALLER_HUNG_UP)))
    assert dialogue.over


def test_errands_that_lead_from_flow_to_flow_without_a_word_end_the_call() -> None:
    circle = flow("circle", RunErrand(LOOK_UP), GoTo(flow("circle").name))
    dialogue = began(*circle.steps, flows=(circle,), policy=DialoguePolicy(circle_flows=3))
    for number in range(1, 4):
        assert dialogue.receive(done(number), at(number / 10)).effects == (begin(number + 1, LOOK_UP),)
    assert dialogue.receive(done(4), at(0.4)).effects == (HangUpCaller(HangUpCause.FAILURE),)


def test_what_an_errand_says_goes_into_the_words_of_a_prompt_once() -> None:
    dialogue = began(RunErrand(LOOK_UP), TIER, Play((BYE,)))
    assert dialogue.receive(done(1, tier="{caller.number}"), at(1)).effects == (play(1, "text:{caller.number}"),)
