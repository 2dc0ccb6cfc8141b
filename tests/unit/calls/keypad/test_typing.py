"""Typing: what a key does, what silence does, and what comes late."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from calls import asks
from calls.keypad import turns
from calls.keypad.phrases import Phrase
from dialplan.keyed import with_digits
from dialplan.sections.people import PauseReasonSpec
from tests.unit.calls.keypad.keypad_phone import (
    BOB,
    DESK_PHONE,
    DOCUMENT,
    PHONE_OF_BOB,
    PHONE_OF_CAROL,
    PHONE_OF_TESS,
    Office,
    Phone,
)
from vocabulary.ids import DeviceName

LATE = (
    turns.PhoneCame(),
    turns.Spoken(1),
    turns.Spoken(2),
    turns.PinChecked(turns.Verdict.RIGHT),
    turns.PinChecked(turns.Verdict.LOCKED),
    turns.DoorAnswered(granted=True),
    turns.DoorAnswered(granted=False),
)
"""What may be told when nobody waits for it any more."""


def test_a_key_interrupts_the_question() -> None:
    assert turns.StopSaying(1) in Phone("*13").types("2").effects


def test_a_choice_that_can_become_no_other_is_taken_at_once() -> None:
    assert Phone("*13").types("1").asked == [asks.Pause(BOB, "lunch")]


def test_a_beginning_of_a_choice_waits_for_the_next_key() -> None:
    assert Phone("*13").types("2").asked == []
    assert Phone("*13").types("25").asked == [asks.Pause(BOB, "training")]


def test_a_choice_that_another_one_begins_with_is_taken_once_no_key_follows() -> None:
    reasons = with_digits({"lunch": PauseReasonSpec(digits="2"), "training": PauseReasonSpec(digits="25")})
    phone = Phone("*13", document=replace(DOCUMENT, pause_reasons=reasons)).types("2")
    assert phone.asked == []
    assert phone.waits().asked == [asks.Pause(BOB, "lunch")]


def test_the_pound_key_behind_a_complete_number_does_not_cut_the_answer() -> None:
    phone = Phone("*13").types("1#")
    assert (phone.heard[-1], phone.dialogue.saying is not None) == (Phrase.PAUSED, True)


def test_keys_during_the_last_words_change_nothing() -> None:
    phone = Phone("*11").types("123*#")
    assert (phone.heard, phone.hung_up) == ([Phrase.LOGGED_OUT], False)


def test_the_star_key_begins_anew() -> None:
    assert Phone("*13").types("2*1").asked == [asks.Pause(BOB, "lunch")]


def test_what_is_no_choice_is_said_and_asked_again_up_to_the_third_time() -> None:
    phone = Phone("*13").types("9#")
    assert phone.said[-1][:2] == (Phrase.NO_SUCH_CHOICE, Phrase.WHICH_REASON)
    phone.types("9#9#").hears_it_all()
    assert (phone.refused, phone.hung_up) == ([Phrase.NO_SUCH_CHOICE], True)


def test_a_wrong_number_and_a_wrong_pin_are_counted_apart() -> None:
    phone = Phone("*10", DESK_PHONE, Office(standings={}, pins={"carol": "4711"})).types("9#9#202#1#2#4711#")
    assert phone.refused == []


def test_whoever_types_nothing_is_asked_again_and_then_let_go() -> None:
    phone = Phone("*13").hears_it_all().waits().hears_it_all().waits().hears_it_all().waits().hears_it_all()
    assert (phone.refused, phone.hung_up) == ([Phrase.NOTHING_ENTERED], True)


def test_a_question_whose_end_is_never_told_is_taken_for_over() -> None:
    phone = Phone("*13").waits()
    assert phone.dialogue.saying is None
    assert phone.types("1").asked == [asks.Pause(BOB, "lunch")]


def test_last_words_whose_end_is_never_told_do_not_keep_the_phone() -> None:
    assert Phone("*11").waits().hung_up


def test_the_end_of_an_earlier_utterance_means_nothing() -> None:
    phone = Phone("*13").types("9#")
    saying = phone.dialogue.saying
    phone.says(turns.Spoken(1))
    assert phone.dialogue.saying == saying


def test_late_answers_mean_nothing() -> None:
    phone = Phone("*11")
    before = len(phone.effects)
    phone.says(turns.DoorAnswered(granted=False)).says(turns.PinChecked(turns.Verdict.RIGHT)).says(turns.PhoneCame())
    assert len(phone.effects) == before


@given(
    st.sampled_from(["*10", "*11", "*13", "*16", "*20", "*40", "*0", "*30", "99", "*13999"]),
    st.sampled_from([PHONE_OF_BOB, PHONE_OF_CAROL, PHONE_OF_TESS, DESK_PHONE]),
    st.lists(st.sampled_from([*"0123456789*#", "heard", "waited", *LATE]), max_size=60),
    st.booleans(),
)
def test_whatever_is_typed_every_dialogue_answers_and_ends(
    dialled: str, device: str, moves: list[str | turns.Report], grants: bool
) -> None:
    office = Office(pins={"carol": "12", "tess": "34"})
    phone = Phone(dialled, DeviceName(device), office, door_grants=grants)
    for move in moves:
        if not isinstance(move, str):
            phone.says(move)
        elif move == "heard":
            phone.hears_it_all()
        elif move != "waited":
            phone.types(move)
        elif phone.dialogue.next_deadline() is not None:
            phone.waits()
    for _ in range(30):
        if phone.dialogue.next_deadline() is not None:
            phone.waits()
    assert phone.dialogue.over
    assert phone.said or isinstance(phone.effects[-1], turns.BeginListening)
