"""Numbers typed in, by example. Times are seconds since the call arrived."""

from dataclasses import replace

import pytest

from ivr.flow import Collect, ForgetKeys, Menu, Play, Say, SetVariable
from ivr.interpreter import Dialogue
from ivr.reports import AnswerFault, Decision, DigitsCollected, MenuAnswered, MenuFailed, PromptsStarted
from ivr.sayings import Saying, SayKind
from ivr.world import World
from tests.support.dialogue import (
    BYE,
    CHOOSE,
    MENU,
    MISSING,
    NOTICE,
    SALES,
    TO_SALES,
    TO_SUPPORT,
    WELCOME,
    WRONG,
    Echo,
    at,
    began,
    ended,
    play,
    press,
    stop,
)
from vocabulary.ids import MediaUri, PlaybackId

ACCOUNT = Collect(
    "account", (CHOOSE,), least=4, most=6, wrong_key=(WRONG,), no_key=(MISSING,), otherwise=(Play((BYE,)),)
)
TOLD = Play((MediaUri("text:{account}"),))


def asked(collect: Collect) -> Dialogue:
    """A dialogue whose prompt for a number ended at second 10. What was typed is told, then sales follow."""
    dialogue = began(collect, TOLD, SALES)
    dialogue.receive(ended(1), at(10))
    return dialogue


def test_a_number_is_complete_with_its_last_possible_digit() -> None:
    events, effects = press(asked(ACCOUNT), "123456", 11)
    assert events[0] == DigitsCollected("account", "123456")
    assert effects == (play(2, "text:123456"),)


def test_the_end_key_completes_a_number_earlier() -> None:
    assert press(asked(ACCOUNT), "1234#", 11)[1] == (play(2, "text:1234"),)


def test_a_pause_completes_a_number_earlier() -> None:
    dialogue = asked(ACCOUNT)
    press(dialogue, "1234", 11)
    assert dialogue.next_deadline() == at(14)
    assert dialogue.handle_deadline(at(14)).effects == (play(2, "text:1234"),)


def test_ten_keys_in_a_second_and_ten_slow_ones_are_the_same_number() -> None:
    ten = replace(ACCOUNT, most=10)
    fast, slow = asked(ten), asked(ten)
    quickly = [press(fast, key, 11 + index / 10)[1] for index, key in enumerate("0123456789")]
    slowly = [press(slow, key, 11 + index * 2.9)[1] for index, key in enumerate("0123456789")]
    assert quickly == slowly
    assert quickly[-1] == (play(2, "text:0123456789"),)


def test_the_first_key_stops_the_prompt() -> None:
    assert press(began(ACCOUNT), "1", 3)[1] == (stop(1),)


@pytest.mark.parametrize("keys", ["123#", "#", "12*", "1234*"])
def test_too_few_digits_and_other_keys_are_a_wrong_answer(keys: str) -> None:
    events, effects = press(asked(ACCOUNT), keys, 11)
    assert events[0] == MenuFailed(AnswerFault.WRONG_KEY, keys.removesuffix("#"), 1)
    assert effects == (play(2, WRONG, CHOOSE),)


def test_a_pause_after_too_few_digits_is_a_wrong_answer() -> None:
    dialogue = asked(ACCOUNT)
    press(dialogue, "12", 11)
    assert dialogue.handle_deadline(at(14)).events[0] == MenuFailed(AnswerFault.WRONG_KEY, "12", 1)


def test_without_a_key_the_reproach_and_the_prompt_are_played_again() -> None:
    assert asked(ACCOUNT).handle_deadline(at(15)).effects == (play(2, MISSING, CHOOSE),)


def test_after_the_last_attempt_the_otherwise_steps_are_walked_and_the_number_stays_empty() -> None:
    dialogue = asked(replace(ACCOUNT, attempts=1))
    events, effects = press(dialogue, "1*", 11)
    assert events[0] == MenuFailed(AnswerFault.WRONG_KEY, "1*", 1)
    assert effects == (play(2, BYE),)
    assert dialogue.receive(ended(2), at(13)).effects == (TO_SALES,)


def test_nothing_at_all_is_a_number_where_no_digit_is_needed() -> None:
    events, _ = press(asked(replace(ACCOUNT, least=0)), "#", 11)
    assert events[0] == DigitsCollected("account", "")


def test_the_star_may_end_a_number_and_then_the_hash_key_is_wrong() -> None:
    star = replace(ACCOUNT, end_key="*")
    assert press(asked(star), "1234*", 11)[0][0] == DigitsCollected("account", "1234")
    assert press(asked(star), "1234#", 11)[0][0] == MenuFailed(AnswerFault.WRONG_KEY, "1234#", 1)


def test_without_an_end_key_only_length_and_pause_complete_a_number() -> None:
    none = replace(ACCOUNT, end_key="")
    assert press(asked(none), "1234#", 11)[0][0] == MenuFailed(AnswerFault.WRONG_KEY, "1234#", 1)


def test_a_number_typed_ahead_is_taken_unheard_and_what_is_beyond_it_answers_the_next_question() -> None:
    dialogue = began(Play((NOTICE,), barge_in=False), ACCOUNT, MENU)
    press(dialogue, "1234562", 1)
    assert dialogue.receive(ended(1), at(5)) == Decision(
        (DigitsCollected("account", "123456"), MenuAnswered("2")), (TO_SALES,)
    )


def test_an_end_key_typed_behind_a_complete_number_is_no_answer_to_the_next_question() -> None:
    pin = Collect("pin", (CHOOSE,), least=1, most=1)
    dialogue = began(Play((NOTICE,), barge_in=False), ACCOUNT, pin, SALES)
    press(dialogue, "123456#7", 1)
    assert [type(event) for event in dialogue.receive(ended(1), at(5)).events] == [DigitsCollected, DigitsCollected]


def test_an_end_key_pressed_soon_after_a_complete_number_is_no_answer_to_the_next_question() -> None:
    dialogue = began(ACCOUNT, Menu((NOTICE,), {"#": (SALES,)}))
    press(dialogue, "123456", 1)
    assert press(dialogue, "#", 1.9) == ((), ())
    assert press(dialogue, "#", 2) == ((MenuAnswered("#"),), (stop(2), TO_SALES))


def test_an_end_key_pressed_long_after_a_complete_number_answers_the_next_question() -> None:
    dialogue = began(ACCOUNT, Menu((NOTICE,), {"#": (SALES,)}))
    press(dialogue, "123456", 1)
    assert press(dialogue, "#", 2.1) == ((MenuAnswered("#"),), (stop(2), TO_SALES))


def test_a_secret_number_is_told_to_no_record_whatever_is_made_of_it() -> None:
    pin = Collect("pin", least=4, most=4, secret=True)
    copied = SetVariable("copy", "<{pin}>")
    dialogue = began(
        pin, copied, Say(Saying(SayKind.DIGITS, "{copy}")), Play((MediaUri("text:{pin}"),)), world=World(voice=Echo())
    )
    events, effects = press(dialogue, "1234", 1)
    assert events == (DigitsCollected("pin", ""), PromptsStarted(PlaybackId("p-1"), (MediaUri("say:digits:…"),)))
    assert effects == (play(1, "en/digits/<1234>"),)
    decision = dialogue.receive(ended(1), at(3))
    assert decision.events == (PromptsStarted(PlaybackId("p-2"), (MediaUri("text:…"),)),)
    assert decision.effects == (play(2, "en/text:1234"),)


def test_a_wrong_secret_number_is_told_to_no_record() -> None:
    events, _ = press(began(Collect("pin", least=4, most=4, secret=True)), "12#", 1)
    assert events[0] == MenuFailed(AnswerFault.WRONG_KEY, "", 1)


def test_a_variable_that_was_secret_is_told_once_it_is_set_anew() -> None:
    pin = Collect("pin", least=1, most=1, secret=True)
    dialogue = began(pin, SetVariable("pin", "none"), Play((MediaUri("text:{pin}"),)))
    events, _ = press(dialogue, "1", 1)
    assert events[-1] == PromptsStarted(PlaybackId("p-1"), (MediaUri("text:none"),))


def test_keys_to_be_forgotten_answer_nothing() -> None:
    dialogue = began(Play((NOTICE,), barge_in=False), ForgetKeys(), MENU)
    press(dialogue, "1", 1)
    assert dialogue.receive(ended(1), at(5)).effects == (play(2, CHOOSE),)
    assert press(dialogue, "1", 6)[1] == (stop(2), TO_SUPPORT)


def test_keys_that_will_be_forgotten_do_not_cost_the_caller_the_prompt_before() -> None:
    dialogue = began(Play((NOTICE,), barge_in=False), Play((WELCOME,)), ForgetKeys(), MENU)
    press(dialogue, "1", 1)
    assert dialogue.receive(ended(1), at(5)).effects == (play(2, WELCOME),)
