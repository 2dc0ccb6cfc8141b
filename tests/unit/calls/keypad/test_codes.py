"""What each code asks the door for, and what is said of it."""

from dataclasses import replace

import pytest

from acd.agents import Activity, Presence
from calls import asks
from calls.asks import Ask
from calls.dialled import Action, CodeDialled
from calls.keypad import turns
from calls.keypad.phrases import CodeFor, Digits, Named, Phrase
from calls.keypad.turns import CodeCarriedOut, Standing
from cdr.events import ListeningMode
from dialplan.sections.features import FeatureCodesSpec
from tests.unit.calls.keypad.keypad_phone import (
    BOB,
    DESK_PHONE,
    DOCUMENT,
    PHONE_OF_BOB,
    PHONE_OF_CAROL,
    PHONE_OF_TESS,
    SALES,
    SUPPORT,
    Office,
    Phone,
    dialogue,
)
from vocabulary.ids import AgentName, DeviceName
from vocabulary.instant import Instant

OUT = Standing(Presence.LOGGED_OUT)
NOW = Instant(0.0, 0.0)


@pytest.mark.parametrize(
    ("dialled", "ask", "said"),
    [
        ("*11", asks.LogOut(BOB), (Phrase.LOGGED_OUT,)),
        ("*20600", asks.LogIn(BOB, queue=SUPPORT), (Phrase.SIGNED_IN, Named("support"))),
        ("*21601", asks.LogOut(BOB, SALES), (Phrase.SIGNED_OUT, Named("sales"))),
        ("*131", asks.Pause(BOB, "lunch"), (Phrase.PAUSED, Named("lunch"))),
        ("*1325", asks.Pause(BOB, "training"), (Phrase.PAUSED, Named("training"))),
        ("*14", asks.Resume(BOB), (Phrase.RESUMED,)),
        ("*15", asks.EndWrapUp(BOB), (Phrase.WRAP_UP_OVER,)),
        ("*162", asks.Dispose(BOB, "no"), (Phrase.DISPOSED, Named("No interest"))),
        ("*17", asks.RaiseHand(BOB), (Phrase.HAND_RAISED,)),
        ("*30", asks.Record(on=True), (Phrase.RECORDING,)),
        ("*31", asks.PauseRecording("bob"), (Phrase.RECORDING_PAUSED,)),
        ("*32", asks.RecordAgain("bob"), (Phrase.RECORDING_AGAIN,)),
    ],
)
def test_a_code_asks_the_door_says_that_it_is_done_and_hangs_up(dialled: str, ask: Ask, said: object) -> None:
    phone = Phone(dialled).hears_it_all()
    assert (phone.asked, phone.said, phone.hung_up) == ([ask], [said], True)


def test_the_phone_is_answered_before_anything_is_said() -> None:
    assert Phone("*11").effects[0] == turns.AnswerPhone()


def test_what_is_done_is_told_with_who_did_it() -> None:
    assert [event.person for event in Phone("*11").events if isinstance(event, CodeCarriedOut)] == ["bob"]


def test_a_raised_hand_is_lowered_by_the_same_code() -> None:
    phone = Phone("*17", office=Office(standings={BOB: Standing(Presence.AVAILABLE, hand_is_up=True)}))
    assert (phone.asked, phone.heard) == ([asks.LowerHand(BOB)], [Phrase.HAND_LOWERED])


def test_a_recording_that_would_not_begin_is_ended() -> None:
    phone = Phone("*30", door_grants=False)
    assert phone.asked == [asks.Record(on=True), asks.Record(on=False)]


def test_the_end_of_a_recording_is_said() -> None:
    phone = dialogue(CodeDialled(Action.RECORD), PHONE_OF_BOB, DOCUMENT, Office())
    phone.receive(turns.PhoneCame(), NOW)
    phone.receive(turns.DoorAnswered(granted=False), NOW)
    decision = phone.receive(turns.DoorAnswered(granted=True), NOW)
    assert [effect.parts for effect in decision.effects if isinstance(effect, turns.Say)] == [(Phrase.RECORDING_ENDED,)]


@pytest.mark.parametrize(
    ("dialled", "standing", "said"),
    [
        ("*11", OUT, Phrase.NOT_LOGGED_IN),
        ("*131", OUT, Phrase.NOT_LOGGED_IN),
        ("*20600", OUT, Phrase.NOT_LOGGED_IN),
        ("*14", Standing(Presence.AVAILABLE), Phrase.NOT_PAUSED),
        ("*15", Standing(Presence.AVAILABLE), Phrase.NO_WRAP_UP),
        ("*15", Standing(Presence.AVAILABLE, Activity.WRAPPING_UP), Phrase.NOT_POSSIBLE),
        ("*161", Standing(Presence.AVAILABLE), Phrase.NO_CONVERSATION),
        ("*30", Standing(Presence.AVAILABLE), Phrase.NO_CONVERSATION),
        ("*31", Standing(Presence.AVAILABLE, talks=True), Phrase.NOT_POSSIBLE),
        ("*17", OUT, Phrase.NOT_LOGGED_IN),
        ("*131", Standing(Presence.PAUSED), Phrase.NOT_POSSIBLE),
    ],
)
def test_a_refusal_of_the_door_is_said_as_far_as_the_agent_s_state_explains_it(
    dialled: str, standing: Standing, said: Phrase
) -> None:
    phone = Phone(dialled, office=Office(standings={BOB: standing}), door_grants=False).hears_it_all()
    assert (phone.heard, phone.refused, phone.hung_up) == ([said], [said], True)


def test_what_a_person_may_not_is_never_put_to_the_door() -> None:
    phone = Phone("*14", office=Office(forbidden="no"))
    assert (phone.asked, phone.heard) == ([], [Phrase.NOT_ALLOWED])


def test_where_there_is_no_conversation_that_is_said_and_not_that_it_is_forbidden() -> None:
    assert Phone("*30", office=Office(forbidden="no")).heard == [Phrase.NO_CONVERSATION]


@pytest.mark.parametrize("dialled", ["*11", "*14", "*30", "*17", "*131"])
def test_an_agent_s_code_at_a_phone_where_nobody_is_is_refused(dialled: str) -> None:
    phone = Phone(dialled, DESK_PHONE).hears_it_all()
    assert (phone.asked, phone.heard, phone.hung_up) == ([], [Phrase.NOBODY_HERE], True)


@pytest.mark.parametrize("dialled", ["*40201", "*41201", "*42201", "*43201"])
def test_an_agent_may_not_listen(dialled: str) -> None:
    assert Phone(dialled).refused == [Phrase.NOT_ALLOWED]


@pytest.mark.parametrize(
    ("dialled", "mode"),
    [
        ("*40201", ListeningMode.MONITOR),
        ("*41201", ListeningMode.WHISPER),
        ("*42201", ListeningMode.BARGE),
        ("*43201", ListeningMode.TAKE_OVER),
    ],
)
def test_a_supervisor_listens_to_an_agent_who_talks(dialled: str, mode: ListeningMode) -> None:
    office = Office(standings={BOB: Standing(Presence.AVAILABLE, Activity.TALKING, talks=True)})
    phone = Phone(dialled, PHONE_OF_TESS, office)
    assert phone.effects[-1] == turns.BeginListening("tess", mode, BOB)
    assert (phone.dialogue.over, phone.hung_up, phone.said) == (True, False, [])


def test_a_supervisor_with_a_pin_types_it_before_anything_is_heard() -> None:
    office = Office(standings={BOB: Standing(Presence.AVAILABLE, Activity.TALKING, talks=True)}, pins={"tess": "99"})
    phone = Phone("*40201", PHONE_OF_TESS, office)
    assert phone.heard == [Phrase.YOUR_PIN]
    phone.types("99#")
    assert phone.effects[-2:] == [
        turns.CheckPin("tess", "99", as_supervisor=True),
        turns.BeginListening("tess", ListeningMode.MONITOR, BOB),
    ]


def test_a_supervisor_with_a_wrong_pin_hears_nothing() -> None:
    office = Office(standings={BOB: Standing(Presence.AVAILABLE, Activity.TALKING, talks=True)}, pins={"tess": "99"})
    phone = Phone("*40201", PHONE_OF_TESS, office).types("1#2#3#")
    assert (phone.refused, phone.dialogue.over) == ([Phrase.WRONG_PIN], False)


def test_nobody_is_heard_who_talks_with_nobody() -> None:
    assert Phone("*40201", PHONE_OF_TESS, Office(forbidden="no")).heard == [Phrase.NOBODY_TO_HEAR]


def test_listening_that_is_not_permitted_is_refused() -> None:
    office = Office(standings={BOB: Standing(Presence.AVAILABLE, Activity.TALKING, talks=True)}, forbidden="no")
    assert Phone("*40201", PHONE_OF_TESS, office).heard == [Phrase.NOT_ALLOWED]


@pytest.mark.parametrize(
    ("dialled", "said"),
    [
        ("*115", Phrase.UNKNOWN_NUMBER),
        ("*139", Phrase.NO_SUCH_CHOICE),
        ("*20999", Phrase.UNKNOWN_NUMBER),
        ("*10999", Phrase.UNKNOWN_NUMBER),
        ("*99", Phrase.UNKNOWN_NUMBER),
        ("555", Phrase.UNKNOWN_NUMBER),
    ],
)
def test_what_nobody_and_nothing_has_is_refused_at_once(dialled: str, said: Phrase) -> None:
    phone = Phone(dialled).hears_it_all()
    assert (phone.heard, phone.asked, phone.hung_up) == ([said], [], True)


def test_a_number_that_stands_for_nothing_is_told_without_a_code() -> None:
    assert Phone("555").events == [turns.CodeRefused(None, "bob", Phrase.UNKNOWN_NUMBER, "555")]


def test_what_begins_like_a_code_is_not_told_because_a_pin_may_stand_behind_it() -> None:
    assert Phone("*994711").events == [turns.CodeRefused(None, "bob", Phrase.UNKNOWN_NUMBER)]


def test_a_pause_needs_no_reason_where_the_document_has_none() -> None:
    phone = Phone("*13", document=replace(DOCUMENT, pause_reasons={}))
    assert phone.asked == [asks.Pause(BOB, "pause")]


def test_a_disposition_is_refused_where_the_document_has_none() -> None:
    assert Phone("*16", document=replace(DOCUMENT, dispositions={})).heard == [Phrase.NOT_POSSIBLE]


def codes_read_out(phone: Phone) -> list[str]:
    """All codes, each heard to its end."""
    while phone.dialogue.saying is not None:
        phone.hears_it_all()
    return [part.code for said in phone.said for part in said if isinstance(part, CodeFor)]


def test_help_reads_an_agent_s_codes_out_one_after_the_other() -> None:
    codes = FeatureCodesSpec(log_in="*10", monitor="*40", help="*0")
    phone = Phone("*0", document=replace(DOCUMENT, feature_codes=codes))
    assert phone.said == [(Phrase.CODES,)]
    assert (codes_read_out(phone), phone.hung_up) == (["*10", "*0"], True)


def test_help_reads_a_supervisor_s_codes_out_to_supervisors() -> None:
    assert "*40" in codes_read_out(Phone("*0", PHONE_OF_TESS))


def test_a_key_ends_the_help_in_its_middle() -> None:
    phone = Phone("*0").hears_it_all().hears_it_all().types("5")
    assert (phone.hung_up, phone.dialogue.over, len(phone.said)) == (True, True, 3)


def test_any_key_ends_the_help() -> None:
    phone = Phone("*0").types("5")
    assert (phone.hung_up, phone.effects[-2:]) == (True, [turns.StopSaying(1), turns.HangUpPhone()])


def test_the_reasons_are_read_out_with_their_digits() -> None:
    (said,) = Phone("*13").said
    assert said == (Phrase.WHICH_REASON, Digits("1"), Named("lunch"), Digits("25"), Named("training"))


@pytest.mark.parametrize(
    ("device", "language"), [(PHONE_OF_BOB, "en"), (PHONE_OF_CAROL, "ru"), (DESK_PHONE, "fr"), (PHONE_OF_TESS, "en")]
)
def test_the_language_is_the_person_s_else_the_phone_s_else_the_document_s(device: str, language: str) -> None:
    phone = Phone("*11", DeviceName(device))
    assert phone.languages == [language]


def test_somebody_who_sits_at_a_desk_phone_is_spoken_to_in_their_own_language() -> None:
    office = Office()
    office.at[DESK_PHONE] = office.at[PHONE_OF_CAROL]
    assert Phone("*11", DESK_PHONE, office).languages == ["ru"]


def test_an_agent_who_is_known_no_more_is_no_reason_to_fail() -> None:
    assert Phone("*11", office=Office(standings={AgentName("x"): OUT})).asked == [asks.LogOut(BOB)]
