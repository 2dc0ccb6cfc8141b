"""The record of who listened to a contact: when, in which mode, and whom they heard."""

from cdr.events import ListeningBegan, ListeningChanged, ListeningEnded, ListeningMode
from cdr.parts import HeardSpan, ModeSpan, SupervisionRecord
from tests.support.contact_facts import ALICE, BOB, ENDED, START, TALKING, C, Told, fold
from vocabulary.ids import ListeningId

L1, L2 = ListeningId("l-1"), ListeningId("l-2")
MONITOR, WHISPER, BARGE = ListeningMode.MONITOR, ListeningMode.WHISPER, ListeningMode.BARGE


def span(mode: ListeningMode, began: float, ended: float) -> ModeSpan:
    return ModeSpan(mode, START.plus(began).utc, START.plus(ended).utc)


def test_a_listener_who_changes_the_mode_has_one_listening_with_several_spans() -> None:
    record = fold(
        *TALKING,
        (15.0, ListeningBegan(C, L1, "carol", MONITOR, BOB)),
        (17.0, ListeningChanged(C, L1, WHISPER, BOB)),
        (20.0, ListeningEnded(C, L1)),
        (30.0, ENDED),
    ).record()
    began, ended = START.plus(15.0).utc, START.plus(20.0).utc
    modes = (span(MONITOR, 15.0, 17.0), span(WHISPER, 17.0, 20.0))
    assert record.supervisions == (
        SupervisionRecord(L1, "carol", began, ended, modes, (HeardSpan(BOB, began, ended),)),
    )


def test_a_listener_who_follows_the_contact_has_heard_each_agent_in_turn_and_nobody_between() -> None:
    record = fold(
        *TALKING,
        (15.0, ListeningBegan(C, L1, "carol", MONITOR, BOB)),
        (17.0, ListeningChanged(C, L1, MONITOR, None)),
        (19.0, ListeningChanged(C, L1, MONITOR, ALICE)),
        (24.0, ListeningEnded(C, L1)),
        (30.0, ENDED),
    ).record()
    (listened,) = record.supervisions
    assert listened.agents == (
        HeardSpan(BOB, START.plus(15.0).utc, START.plus(17.0).utc),
        HeardSpan(ALICE, START.plus(19.0).utc, START.plus(24.0).utc),
    )
    assert listened.modes == (span(MONITOR, 15.0, 24.0),)


def test_two_listeners_are_told_apart() -> None:
    record = fold(
        *TALKING,
        (15.0, ListeningBegan(C, L1, "carol", MONITOR, BOB)),
        (16.0, ListeningBegan(C, L2, "dave", BARGE, BOB)),
        (17.0, ListeningEnded(C, L1)),
        (18.0, ListeningEnded(C, L2)),
        (30.0, ENDED),
    ).record()
    assert [(one.supervisor, one.ended_at) for one in record.supervisions] == [
        ("carol", START.plus(17.0).utc),
        ("dave", START.plus(18.0).utc),
    ]


def test_whoever_listens_to_the_end_has_listened_to_the_end_however_late_it_is_told() -> None:
    told = fold(*TALKING, (15.0, ListeningBegan(C, L1, "carol", MONITOR, BOB)), (30.0, ENDED))
    before = told.record().supervisions
    told.take(ListeningEnded(C, L1), START.plus(30.4))
    assert told.record().supervisions == before
    assert before[0].ended_at == told.record().ended_at


def test_a_listener_delays_no_record() -> None:
    told = fold(*TALKING[:3], (1.0, ListeningBegan(C, L1, "carol", MONITOR, None)), (2.0, ENDED))
    assert told.complete
    assert told.record().supervisions[0].agents == ()


def test_news_of_a_listening_that_is_over_or_unknown_means_nothing() -> None:
    ended: list[Told] = [
        (15.0, ListeningBegan(C, L1, "carol", MONITOR, BOB)),
        (16.0, ListeningEnded(C, L1)),
        (17.0, ListeningChanged(C, L1, BARGE, ALICE)),
        (18.0, ListeningEnded(C, L1)),
        (18.0, ListeningChanged(C, L2, BARGE, ALICE)),
        (18.0, ListeningEnded(C, L2)),
    ]
    (listened,) = fold(*TALKING, *ended, (30.0, ENDED)).record().supervisions
    assert (listened.modes, listened.ended_at) == ((span(MONITOR, 15.0, 16.0),), START.plus(16.0).utc)
