"""When a waiting caller is told the position: on entry and on change, with a gap, never while a phone rings."""

from dataclasses import replace

import pytest

from acd.commands import PauseAgent
from acd.effects import Announce, RingAgent
from acd.events import PositionAnnounced
from acd.policy import Announcements, QueuePolicy
from tests.support.desk import Desk, of, said
from vocabulary.ids import AgentName, QueueName

ONCE = Announcements(every_seconds=None)
"""Nothing is repeated that did not change: repetition is not the matter here."""


@pytest.fixture
def desk() -> Desk:
    return desk_announcing(ONCE)


def desk_announcing(announcements: Announcements) -> Desk:
    desk = Desk()
    desk.queue("support", policy(announcements))
    return desk


def policy(announcements: Announcements) -> QueuePolicy:
    return QueuePolicy(QueueName("support"), announcements=announcements)


def test_a_caller_nobody_is_ready_for_is_told_on_entry(desk: Desk) -> None:
    decision = desk.caller("e1")
    assert said(decision) == [("e1", 1)]
    assert [event.position for event in of(PositionAnnounced, decision.events)] == [1]
    assert said(desk.caller("e2")) == [("e2", 2)]


def test_a_caller_offered_at_once_is_told_nothing(desk: Desk) -> None:
    desk.agent("anne")
    decision = desk.caller("e1")
    assert len(of(RingAgent, decision.effects)) == 1
    assert said(decision) == []


def test_a_caller_who_moved_up_is_told_when_the_gap_is_over(desk: Desk) -> None:
    desk.caller("e1")
    desk.caller("e2")
    desk.at(5)
    assert said(desk.leaves("e1")) == []
    assert said(desk.at(14.9)) == []
    assert said(desk.at(15)) == [("e2", 1)]
    assert said(desk.at(100)) == []


def test_a_caller_who_moved_up_after_the_gap_is_told_at_once(desk: Desk) -> None:
    desk.caller("e1")
    desk.caller("e2")
    desk.at(15)
    assert said(desk.leaves("e1")) == [("e2", 1)]


def test_the_gap_runs_from_announcement_to_announcement(desk: Desk) -> None:
    for entry in ("e1", "e2", "e3"):
        desk.caller(entry)
    desk.at(20)
    assert said(desk.leaves("e1")) == [("e2", 1), ("e3", 2)]
    desk.at(21)
    assert said(desk.leaves("e2")) == []
    assert said(desk.at(34.9)) == []
    assert said(desk.at(35)) == [("e3", 1)]


def test_only_those_behind_are_told(desk: Desk) -> None:
    for entry in ("e1", "e2", "e3"):
        desk.caller(entry)
    desk.at(30)
    assert said(desk.leaves("e2")) == [("e3", 2)]


def test_several_moves_within_a_gap_are_told_once_as_they_stand_then(desk: Desk) -> None:
    for entry in ("e1", "e2", "e3"):
        desk.caller(entry)
    desk.at(2)
    desk.leaves("e1")
    desk.leaves("e2")
    assert said(desk.at(60)) == [("e3", 1)]


def test_a_move_undone_within_the_gap_is_never_told(desk: Desk) -> None:
    desk.caller("e1")
    desk.caller("e2")
    desk.at(1)
    assert said(desk.caller("vip", priority=1)) == [("vip", 1)]
    desk.leaves("vip")
    assert said(desk.at(60)) == []
    assert desk.distributor.next_deadline() is None


def test_a_caller_overtaken_by_a_higher_priority_is_told(desk: Desk) -> None:
    desk.caller("e1")
    desk.at(20)
    assert said(desk.caller("vip", priority=1)) == [("e1", 2), ("vip", 1)]


def test_nothing_is_said_while_an_offer_is_out(desk: Desk) -> None:
    desk.caller("e1")
    desk.caller("e2")
    desk.at(20)
    desk.agent("anne")
    desk.agent("bert")
    assert desk.offered() == {"e1": "anne", "e2": "bert"}
    assert said(desk.leaves("e1")) == []
    assert said(desk.at(39)) == []


def test_an_announcement_that_was_due_is_dropped_when_an_offer_goes_out(desk: Desk) -> None:
    desk.caller("e1")
    desk.caller("e2")
    desk.at(5)
    desk.leaves("e1")
    desk.at(14)
    desk.agent("anne")
    assert desk.offered() == {"e2": "anne"}
    assert said(desk.at(33)) == []


def test_what_changed_during_an_offer_is_said_after_it_ended_unanswered(desk: Desk) -> None:
    desk.caller("e1")
    desk.caller("e2")
    desk.agent("anne")
    desk.agent("bert")
    desk.leaves("e1")
    desk.tell(PauseAgent(AgentName("anne"), "tea"))
    assert said(desk.declines("bert")) == []
    assert said(desk.at(9.9)) == []
    desk.tell(PauseAgent(AgentName("bert"), "tea"))
    assert said(desk.at(15)) == [("e2", 1)]


def test_what_did_not_change_during_an_offer_is_not_said_again(desk: Desk) -> None:
    desk.caller("e1")
    desk.agent("anne")
    assert said(desk.declines("anne")) == []
    assert said(desk.at(9)) == []


def test_a_caller_offered_on_entry_is_told_when_nobody_answered(desk: Desk) -> None:
    desk.agent("anne")
    desk.caller("e1")
    assert said(desk.declines("anne")) == [("e1", 1)]


def test_a_caller_whose_turn_it_is_again_at_once_is_told_nothing(desk: Desk) -> None:
    desk.agent("anne")
    desk.agent("bert")
    desk.caller("e1")
    decision = desk.at(20)
    assert desk.offered() == {"e1": "bert"}
    assert said(decision) == []


def test_on_entry_can_be_switched_off() -> None:
    desk = desk_announcing(replace(ONCE, on_entry=False))
    assert said(desk.caller("e1")) == []
    assert said(desk.caller("e2")) == []
    assert said(desk.leaves("e1")) == [("e2", 1)]


def test_on_change_can_be_switched_off() -> None:
    desk = desk_announcing(replace(ONCE, on_change=False))
    assert said(desk.caller("e1")) == [("e1", 1)]
    assert said(desk.caller("e2")) == [("e2", 2)]
    desk.at(60)
    assert said(desk.leaves("e1")) == []
    assert said(desk.at(120)) == []


def test_without_on_change_a_caller_is_not_told_again_after_an_offer_either() -> None:
    desk = desk_announcing(replace(ONCE, on_change=False))
    desk.caller("e1")
    desk.caller("e2")
    desk.agent("anne")
    desk.agent("bert")
    desk.at(18)
    desk.leaves("e1")
    desk.tell(PauseAgent(AgentName("anne"), "tea"))
    assert said(desk.declines("bert")) == []
    assert said(desk.at(25)) == []


def test_without_a_gap_every_change_is_told_at_once() -> None:
    desk = desk_announcing(replace(ONCE, min_gap_seconds=0))
    desk.caller("e1")
    desk.caller("e2")
    assert said(desk.leaves("e1")) == [("e2", 1)]


@pytest.mark.parametrize("gap", [0.1, 0.7, 3.3])
def test_the_gap_is_over_at_its_deadline_however_the_sum_rounds(gap: float) -> None:
    for tenths in range(1, 200):
        desk = desk_announcing(replace(ONCE, min_gap_seconds=gap))
        desk.at(tenths / 10)
        desk.caller("e1")
        desk.caller("e2")
        desk.leaves("e1")
        deadline = desk.distributor.next_deadline()
        assert deadline is not None
        decision = desk.distributor.handle_deadline(deadline)
        assert len(of(Announce, decision.effects)) == 1
        assert desk.distributor.next_deadline() is None


def test_switching_announcements_off_while_people_wait_silences_what_was_due(desk: Desk) -> None:
    desk.caller("e1")
    desk.caller("e2")
    desk.leaves("e1")
    desk.queue("support", policy(replace(ONCE, on_change=False)))
    assert said(desk.at(60)) == []
    assert desk.distributor.next_deadline() is None


def test_switching_announcements_on_while_people_wait_tells_those_who_moved() -> None:
    desk = desk_announcing(replace(ONCE, on_change=False))
    for entry in ("e1", "e2"):
        desk.caller(entry)
    desk.leaves("e1")
    desk.at(30)
    assert said(desk.queue("support", policy(ONCE))) == [("e2", 1)]


def test_a_shorter_gap_holds_for_those_who_wait(desk: Desk) -> None:
    desk.caller("e1")
    desk.caller("e2")
    desk.leaves("e1")
    desk.queue("support", policy(replace(ONCE, min_gap_seconds=3)))
    assert said(desk.at(3)) == [("e2", 1)]
