"""Logging in: at one's own phone, with a PIN or without, and at any other phone."""

from acd.agents import Presence
from calls import asks
from calls.keypad import turns
from calls.keypad.phrases import Phrase
from calls.keypad.turns import Standing, Verdict
from calls.permissions import Person
from tests.unit.calls.keypad.keypad_phone import (
    BOB,
    CAROL,
    DESK_PHONE,
    PHONE_OF_BOB,
    PHONE_OF_CAROL,
    PHONE_OF_TESS,
    Office,
    Phone,
)
from vocabulary.ids import AgentName, DeviceName

OUT = Standing(Presence.LOGGED_OUT)


def nobody_at_work() -> Office:
    return Office(standings={BOB: OUT, CAROL: OUT}, pins={"carol": "4711", "tess": "99"})


def test_at_one_s_own_phone_being_registered_is_enough_without_a_pin() -> None:
    phone = Phone("*10", office=nobody_at_work()).hears_it_all()
    assert (phone.asked, phone.heard, phone.hung_up) == ([asks.LogIn(BOB, PHONE_OF_BOB)], [Phrase.LOGGED_IN], True)


def test_at_one_s_own_phone_the_pin_is_asked_for_where_there_is_one() -> None:
    phone = Phone("*10", PHONE_OF_CAROL, nobody_at_work())
    assert (phone.heard, phone.asked) == ([Phrase.YOUR_PIN], [])
    assert phone.types("4711#").asked == [asks.LogIn(CAROL, PHONE_OF_CAROL)]


def test_a_pin_needs_no_pound_key_to_end_it() -> None:
    phone = Phone("*10", PHONE_OF_CAROL, nobody_at_work()).types("4711").waits()
    assert phone.asked == [asks.LogIn(CAROL, PHONE_OF_CAROL)]


def test_a_wrong_pin_is_said_and_asked_for_again() -> None:
    phone = Phone("*10", PHONE_OF_CAROL, nobody_at_work()).types("1#")
    assert (phone.said[-1], phone.asked) == ((Phrase.WRONG_PIN, Phrase.YOUR_PIN), [])


def test_after_three_wrong_pins_the_phone_is_hung_up() -> None:
    phone = Phone("*10", PHONE_OF_CAROL, nobody_at_work()).types("1#2#3#").hears_it_all()
    assert (phone.refused, phone.hung_up, phone.asked) == ([Phrase.WRONG_PIN], True, [])


def test_a_pin_that_is_not_taken_any_more_is_not_asked_for_again() -> None:
    phone = Phone("*10", PHONE_OF_CAROL, nobody_at_work(), wrong_pin=Verdict.LOCKED).types("1#").hears_it_all()
    assert (phone.refused, phone.hung_up) == ([Phrase.PIN_LOCKED], True)


def test_no_pin_is_in_anything_that_may_be_written_down() -> None:
    phone = Phone("*10", PHONE_OF_CAROL, nobody_at_work()).types("4711#")
    assert not [one for one in (*phone.effects, *phone.events, turns.KeyPressed("4")) if "4711" in repr(one)]


def test_at_any_phone_somebody_types_their_number_and_then_their_pin() -> None:
    phone = Phone("*10", DESK_PHONE, nobody_at_work())
    assert phone.heard == [Phrase.YOUR_NUMBER]
    phone.types("202#4711#")
    assert phone.asked == [asks.LogIn(CAROL, DESK_PHONE)]


def test_the_number_may_be_dialled_behind_the_code() -> None:
    phone = Phone("*10202", DESK_PHONE, nobody_at_work()).types("4711#")
    assert phone.asked == [asks.LogIn(CAROL, DESK_PHONE)]


def test_once_the_number_is_known_the_words_are_that_agent_s() -> None:
    assert Phone("*10", DESK_PHONE, nobody_at_work()).types("202").languages == ["fr", "ru"]


def test_without_a_pin_nobody_logs_in_at_another_phone() -> None:
    phone = Phone("*10201", DESK_PHONE, nobody_at_work()).hears_it_all()
    assert (phone.refused, phone.asked, phone.hung_up) == ([Phrase.NO_PIN], [], True)


def test_without_a_pin_nobody_logs_in_at_a_colleague_s_phone() -> None:
    assert Phone("*10201", PHONE_OF_CAROL, nobody_at_work()).refused == [Phrase.NO_PIN]


def test_a_supervisor_s_phone_is_any_other_phone_to_agents() -> None:
    phone = Phone("*10", PHONE_OF_TESS, nobody_at_work()).types("202#4711#")
    assert phone.asked == [asks.LogIn(CAROL, PHONE_OF_TESS)]


def test_whoever_is_logged_in_here_is_told_so_before_a_pin_is_asked_for() -> None:
    assert Phone("*10", PHONE_OF_CAROL, Office(pins={"carol": "1"})).heard == [Phrase.ALREADY_LOGGED_IN]


def test_whoever_is_logged_in_elsewhere_moves() -> None:
    office = Office(standings={BOB: Standing(Presence.AVAILABLE, seat=DESK_PHONE)})
    assert Phone("*10", PHONE_OF_BOB, office).asked == [asks.LogIn(BOB, PHONE_OF_BOB)]


def test_where_a_colleague_sits_at_one_s_phone_the_number_is_asked_for() -> None:
    office = nobody_at_work()
    office.at[PHONE_OF_BOB] = Person(CAROL, CAROL)
    phone = Phone("*10", PHONE_OF_BOB, office)
    assert phone.heard == [Phrase.YOUR_NUMBER]
    assert phone.types("201").asked == [asks.LogIn(BOB, PHONE_OF_BOB)]


def test_an_agent_with_devices_owns_those_and_no_phone_called_like_them() -> None:
    phone = Phone("*10", DeviceName("nobody-s"), Office(standings={AgentName("bob"): OUT}))
    assert phone.heard == [Phrase.YOUR_NUMBER]


def test_a_login_that_is_refused_is_said() -> None:
    phone = Phone("*10", office=nobody_at_work(), door_grants=False)
    assert phone.heard == [Phrase.NOT_POSSIBLE]
