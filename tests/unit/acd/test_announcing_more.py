"""What else a waiting caller hears: repetitions, limits, only what is better, comfort messages."""

from typing import Any

from acd.decision import Decision
from acd.effects import Announce
from acd.events import ComfortPlayed, PositionAnnounced
from acd.policy import Announcements, Comfort
from tests.support.desk import Desk, of, policy, said
from vocabulary.chance import SeededChance

IN_ORDER = Comfort(messages=3, every_seconds=30)


def announcing(*, seed: int = 0, **fields: Any) -> Desk:
    """One queue; places are announced on entry and on change, and never repeated unless the fields say so."""
    desk = Desk(SeededChance(seed))
    desk.queue("support", policy(announcements=Announcements(**{"every_seconds": None, **fields})))
    return desk


def comfort_in(decision: Decision) -> list[tuple[str, int]]:
    """Who hears which comfort message."""
    told = of(Announce, decision.effects)
    return [(effect.entry, effect.comfort) for effect in told if effect.comfort is not None]


def more_than(decision: Decision) -> list[int | None]:
    """Behind which places callers hear that they are."""
    return [effect.position for effect in of(Announce, decision.effects) if effect.more_than]


# --- repetition ------------------------------------------------------------------------------------------------------


def test_a_place_that_does_not_change_is_repeated_each_minute_unless_told_otherwise(desk: Desk) -> None:
    assert said(desk.caller("e1")) == [("e1", 1)]
    assert [said(desk.at(second)) for second in (59.9, 60, 119, 120)] == [[], [("e1", 1)], [], [("e1", 1)]]


def test_a_repetition_is_counted_from_the_last_time_the_place_was_told(desk: Desk) -> None:
    desk.caller("e1")
    desk.caller("e2")
    desk.at(40)
    assert said(desk.leaves("e1")) == [("e2", 1)]
    assert said(desk.at(99.9)) == []
    assert said(desk.at(100)) == [("e2", 1)]


def test_no_repetition_comes_before_the_gap_is_over() -> None:
    desk = announcing(every_seconds=5, min_gap_seconds=15)
    desk.caller("e1")
    assert said(desk.at(14.9)) == []
    assert said(desk.at(15)) == [("e1", 1)]


def test_another_gap_holds_for_whoever_waits_already() -> None:
    desk = announcing(min_gap_seconds=15)
    desk.caller("e1")
    desk.caller("e2")
    desk.queue("support", policy(announcements=Announcements(every_seconds=None, min_gap_seconds=0)))
    desk.at(2)
    assert said(desk.leaves("e1")) == [("e2", 1)]


def test_without_an_announcement_on_entry_the_first_comes_with_the_repetition() -> None:
    desk = announcing(on_entry=False, every_seconds=60)
    assert said(desk.caller("e1")) == []
    assert said(desk.at(59.9)) == []
    assert said(desk.at(60)) == [("e1", 1)]


def test_a_repetition_due_while_a_phone_rings_is_dropped_and_comes_when_nobody_answered(desk: Desk) -> None:
    desk.caller("e1")
    desk.at(50)
    desk.agent("anne", unanswered_limit=1)
    assert said(desk.at(69.9)) == []
    assert said(desk.at(70)) == [("e1", 1)]


# --- limits ----------------------------------------------------------------------------------------------------------


def test_whoever_stands_behind_the_limit_hears_that_it_is_more() -> None:
    desk = announcing(limit=2)
    told = [more_than(desk.caller(f"e{number}")) for number in range(1, 5)]
    assert told == [[], [], [2], [2]]
    assert [event.position for event in of(PositionAnnounced, desk.events)] == [1, 2, 3, 4]


def test_behind_the_limit_moving_up_sounds_the_same_and_is_not_told() -> None:
    desk = announcing(limit=2)
    for number in range(1, 6):
        desk.caller(f"e{number}")
    desk.at(20)
    decision = desk.leaves("e4")
    assert said(decision) == []


def test_whoever_comes_within_the_limit_is_told_the_place() -> None:
    desk = announcing(limit=2)
    for number in range(1, 4):
        desk.caller(f"e{number}")
    desk.at(20)
    decision = desk.leaves("e2")
    assert (said(decision), more_than(decision)) == ([("e3", 2)], [])


# --- only what is better ---------------------------------------------------------------------------------------------


def test_where_only_improvements_are_told_the_first_place_is_told_and_a_worse_one_is_not() -> None:
    desk = announcing(only_improved=True)
    assert said(desk.caller("e1")) == [("e1", 1)]
    desk.at(20)
    assert said(desk.caller("vip", priority=1)) == [("vip", 1)]


def test_where_only_improvements_are_told_a_place_no_better_than_the_last_one_heard_is_not() -> None:
    desk = announcing(only_improved=True)
    for caller in ("e1", "e2"):
        desk.caller(caller)
    desk.at(20)
    desk.caller("vip", priority=1)
    desk.at(40)
    assert said(desk.leaves("vip")) == []
    assert said(desk.leaves("e1")) == [("e2", 1)]


# --- comfort ---------------------------------------------------------------------------------------------------------


def test_comfort_messages_come_in_order_and_begin_again() -> None:
    desk = announcing(comfort=IN_ORDER)
    desk.caller("e1")
    assert [comfort_in(desk.at(second)) for second in (29.9, 30, 60, 90, 120)] == [
        [],
        [("e1", 0)],
        [("e1", 1)],
        [("e1", 2)],
        [("e1", 0)],
    ]
    assert [event.message for event in of(ComfortPlayed, desk.events)] == [0, 1, 2, 0]


def test_comfort_messages_at_random_come_each_about_as_often_and_the_same_with_the_same_seed() -> None:
    def played(seed: int) -> list[int]:
        desk = announcing(seed=seed, comfort=Comfort(messages=3, every_seconds=30, at_random=True))
        desk.caller("e1")
        return [message for _, message in comfort_in(desk.at(30 * 300))]

    first = played(1)
    assert first == played(1) != played(2)
    assert all(70 <= first.count(message) <= 130 for message in range(3))


def test_a_comfort_message_keeps_the_gap_to_what_was_told_before_it() -> None:
    desk = announcing(comfort=IN_ORDER)
    desk.caller("e1")
    desk.caller("e2")
    desk.at(25)
    assert said(desk.leaves("e1")) == [("e2", 1)]
    assert comfort_in(desk.at(39.9)) == []
    assert comfort_in(desk.at(40)) == [("e2", 0)]


def test_a_place_keeps_the_gap_to_a_comfort_message_before_it() -> None:
    desk = announcing(comfort=IN_ORDER)
    desk.caller("e1")
    desk.caller("e2")
    desk.at(30)
    desk.at(35)
    assert said(desk.leaves("e1")) == []
    assert said(desk.at(45)) == [("e2", 1)]


def test_a_place_and_a_comfort_message_due_together_are_told_one_after_the_other() -> None:
    desk = announcing(every_seconds=30, comfort=IN_ORDER)
    desk.caller("e1")
    decision = desk.at(30)
    assert (said(decision), comfort_in(decision)) == ([("e1", 1)], [])
    assert comfort_in(desk.at(45)) == [("e1", 0)]


def test_nothing_at_all_is_told_while_a_phone_rings() -> None:
    desk = Desk()
    talkative = Announcements(every_seconds=5, min_gap_seconds=1, comfort=Comfort(messages=2, every_seconds=3))
    desk.queue("support", policy(ring_timeout_seconds=1000, announcements=talkative))
    desk.caller("e1")
    desk.agent("anne")
    assert of(Announce, desk.at(999).effects) == []


def test_nothing_at_all_is_told_once_an_agent_answered() -> None:
    desk = announcing(every_seconds=1, min_gap_seconds=0, comfort=Comfort(messages=2, every_seconds=1))
    desk.caller("e1")
    desk.agent("anne")
    desk.answers("anne")
    assert of(Announce, desk.at(4.9).effects) == []


def test_a_queue_without_messages_plays_none(desk: Desk) -> None:
    desk.caller("e1")
    assert comfort_in(desk.at(3600)) == []
