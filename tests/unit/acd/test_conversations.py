"""From the answer to the end of wrap-up, and the callers who leave on the way."""

import pytest

from acd.agents import Activity, Presence
from acd.commands import (
    CallerLeft,
    ConversationEnded,
    Device,
    DeviceReported,
    EndWrapUp,
    JoinFailed,
    LegsJoined,
    LogInAgent,
    LogOutAgent,
    OfferAnswered,
    OfferRang,
    PauseAgent,
)
from acd.effects import Release, ReleaseAgent, ReleaseCaller, ReturnToWaiting, RingAgent
from acd.events import (
    ConnectionFailed,
    ConversationCompleted,
    EntryEnd,
    EntryEnded,
    LegsBridged,
    OfferEnd,
    OfferEnded,
    RequestRefused,
    WrapUpBegan,
    WrapUpEnded,
)
from acd.policy import QueuePolicy
from tests.support.desk import Desk, of
from vocabulary.ids import AgentName, ContactId, EntryId, QueueName
from vocabulary.parties import Party

ANNE = AgentName("anne")


@pytest.fixture
def answered(desk: Desk) -> Desk:
    """Anne, alone, answered e1 at second 3; the legs are not joined."""
    desk.agent("anne")
    desk.caller("e1")
    desk.at(3)
    desk.answers("anne")
    return desk


@pytest.fixture
def talking(answered: Desk) -> Desk:
    """As ``answered``, joined at second 4."""
    answered.at(4)
    answered.joined("anne")
    return answered


def without_wrap_up() -> Desk:
    desk = Desk()
    desk.queue("support", QueuePolicy(QueueName("support"), wrap_up_seconds=0))
    desk.agent("anne")
    return desk


def test_the_queue_stay_ends_when_the_legs_are_joined_and_not_before(answered: Desk) -> None:
    assert answered.waiting() == ["e1"]
    decision = answered.joined("anne")
    assert len(of(LegsBridged, decision.events)) == 1
    assert [ended.end for ended in of(EntryEnded, decision.events)] == [EntryEnd.ANSWERED]
    assert answered.waiting() == []


@pytest.mark.parametrize(
    ("ended_by", "released"),
    [
        (Party.CALLER, {ReleaseAgent}),
        (Party.AGENT, {ReleaseCaller}),
        (Party.SYSTEM, {ReleaseAgent, ReleaseCaller}),
    ],
)
def test_the_leg_that_is_still_there_is_released(talking: Desk, ended_by: Party, released: set[type]) -> None:
    talking.at(64)
    decision = talking.ends("anne", ended_by)
    [completed] = of(ConversationCompleted, decision.events)
    assert (completed.ended_by, completed.talk_seconds) == (ended_by, 60)
    assert {type(effect) for effect in decision.effects} == released
    assert all(leg.reason is Release.COMPLETED for leg in of(ReleaseAgent, decision.effects))


def test_after_a_conversation_the_agent_wraps_up_for_the_fixed_time(talking: Desk) -> None:
    talking.caller("e2")
    talking.at(10)
    assert of(WrapUpBegan, talking.ends("anne").events) == [WrapUpBegan(ANNE, ContactId("contact-e1"), 10)]
    assert talking.offered() == {}
    assert talking.at(19.9).events == ()
    assert of(WrapUpEnded, talking.at(20).events) == [WrapUpEnded(ANNE, ContactId("contact-e1"), 10)]
    assert talking.offered() == {"e2": "anne"}


def test_a_wrap_up_ended_early_lasts_as_long_as_it_did(talking: Desk) -> None:
    talking.caller("e2")
    talking.at(10)
    talking.ends("anne")
    talking.at(13)
    decision = talking.tell(EndWrapUp(ANNE))
    assert [ended.wrap_up_seconds for ended in of(WrapUpEnded, decision.events)] == [3]
    assert talking.offered() == {"e2": "anne"}
    assert of(WrapUpEnded, talking.at(21).events) == []


def test_without_wrap_up_the_agent_is_ready_at_once() -> None:
    desk = without_wrap_up()
    desk.caller("e1")
    desk.caller("e2")
    desk.talks("anne")
    decision = desk.ends("anne")
    assert of(WrapUpBegan, decision.events) == []
    assert [ring.entry for ring in of(RingAgent, decision.effects)] == ["e2"]


def test_a_phone_still_busy_after_the_conversation_delays_the_next_offer() -> None:
    desk = without_wrap_up()
    desk.caller("e1")
    desk.caller("e2")
    desk.talks("anne")
    desk.tell(DeviceReported(ANNE, Device.IN_USE))
    desk.ends("anne")
    assert desk.offered() == {}
    desk.tell(DeviceReported(ANNE, Device.FREE))
    assert desk.offered() == {"e2": "anne"}


def test_ending_a_wrap_up_that_is_not_there_is_refused(talking: Desk) -> None:
    assert talking.tell(EndWrapUp(ANNE)).events == (RequestRefused("anne", "anne is not wrapping up"),)


@pytest.mark.parametrize("request_", [LogOutAgent(ANNE), PauseAgent(ANNE, "tea")])
def test_going_away_while_talking_changes_nothing_until_the_end(
    talking: Desk, request_: LogOutAgent | PauseAgent
) -> None:
    talking.caller("e2")
    assert talking.tell(request_).effects == ()
    assert talking.offered() == {"e1": "anne"}
    assert len(of(WrapUpBegan, talking.ends("anne").events)) == 1
    talking.at(100)
    assert talking.offered() == {}
    assert talking.person("anne").activity is Activity.IDLE


@pytest.mark.parametrize("request_", [LogOutAgent(ANNE), PauseAgent(ANNE, "tea")])
def test_going_away_between_answer_and_joining_changes_nothing(
    answered: Desk, request_: LogOutAgent | PauseAgent
) -> None:
    assert answered.tell(request_).effects == ()
    assert [ended.end for ended in of(EntryEnded, answered.joined("anne").events)] == [EntryEnd.ANSWERED]


def test_logging_out_and_in_does_not_shorten_the_wrap_up(talking: Desk) -> None:
    talking.caller("e2")
    talking.at(10)
    talking.ends("anne")
    talking.tell(LogOutAgent(ANNE), LogInAgent(ANNE))
    assert talking.offered() == {}
    talking.at(20)
    assert talking.offered() == {"e2": "anne"}


def test_legs_never_reported_joined_are_undone_and_the_caller_returns_to_the_head(answered: Desk) -> None:
    answered.caller("e2")
    offer = answered.offer_of("anne")
    answered.agent("bert")
    assert answered.offered() == {"e1": "anne", "e2": "bert"}
    answered.agent("carl")
    assert answered.at(7.9).effects == ()
    decision = answered.at(8)
    assert len(of(ConnectionFailed, decision.events)) == 1
    assert decision.effects[:2] == (
        ReleaseAgent(offer, Release.TOO_LATE),
        ReturnToWaiting(ContactId("contact-e1"), EntryId("e1")),
    )
    assert answered.offered() == {"e2": "bert", "e1": "carl"}
    assert answered.waiting() == ["e1", "e2"]


def test_the_agent_of_an_undone_join_rests(answered: Desk) -> None:
    answered.at(8)
    assert answered.offered() == {}
    answered.at(12.9)
    assert answered.offered() == {}
    answered.at(13)
    assert answered.offered() == {"e1": "anne"}


def test_a_join_that_failed_is_undone_without_hanging_up_what_is_gone(answered: Desk) -> None:
    answered.at(4)
    offer = answered.offer_of("anne")
    decision = answered.tell(JoinFailed(offer))
    assert decision.effects[0] == ReturnToWaiting(ContactId("contact-e1"), EntryId("e1"))
    assert of(ReleaseAgent, decision.effects) == []
    assert len(of(ConnectionFailed, decision.events)) == 1
    assert answered.waiting() == ["e1"]
    answered.at(8.9)
    assert answered.offered() == {}
    answered.at(9)
    assert answered.offered() == {"e1": "anne"}


def test_a_wait_with_an_undone_join_runs_on_from_entering(answered: Desk) -> None:
    answered.tell(JoinFailed(answered.offer_of("anne")))
    answered.at(11)
    answered.answers("anne")
    assert [ended.wait_seconds for ended in of(EntryEnded, answered.joined("anne").events)] == [11]


def test_joined_after_the_deadline_changes_nothing(answered: Desk) -> None:
    offer = answered.offer_of("anne")
    answered.at(8)
    decision = answered.tell(LegsJoined(offer))
    assert (decision.events, decision.effects) == ((), ())
    assert answered.waiting() == ["e1"]


def test_joined_in_time_is_not_undone_by_its_deadline(talking: Desk) -> None:
    assert talking.at(60).effects == ()
    assert talking.offered() == {"e1": "anne"}


def test_a_caller_who_leaves_while_waiting_has_abandoned(desk: Desk) -> None:
    desk.caller("e1")
    desk.at(1)
    desk.caller("e2")
    desk.at(9)
    decision = desk.leaves("e2")
    assert [(ended.end, ended.wait_seconds, ended.position) for ended in of(EntryEnded, decision.events)] == [
        (EntryEnd.ABANDONED, 8, 2)
    ]
    assert decision.effects == ()
    assert desk.waiting() == ["e1"]


def test_a_caller_who_leaves_while_the_phone_rings_stops_it_and_frees_the_agent(desk: Desk) -> None:
    desk.agent("anne")
    desk.caller("e1")
    desk.caller("e2")
    offer = desk.offer_of("anne")
    desk.at(4)
    decision = desk.leaves("e1")
    assert [(ended.end, ended.ring_seconds) for ended in of(OfferEnded, decision.events)] == [(OfferEnd.CALLER_LEFT, 4)]
    assert of(ReleaseAgent, decision.effects) == [ReleaseAgent(offer, Release.CALLER_GONE)]
    assert len(of(EntryEnded, decision.events)) == 1
    assert desk.offered() == {"e2": "anne"}
    assert desk.person("anne").unanswered == 0


def test_a_caller_who_leaves_between_answer_and_joining_releases_the_agent(answered: Desk) -> None:
    offer = answered.offer_of("anne")
    decision = answered.leaves("e1")
    assert of(ReleaseAgent, decision.effects) == [ReleaseAgent(offer, Release.CALLER_GONE)]
    assert of(ReturnToWaiting, decision.effects) == []
    assert [ended.end for ended in of(EntryEnded, decision.events)] == [EntryEnd.ABANDONED]
    assert len(of(ConnectionFailed, decision.events)) == 1
    answered.caller("e2")
    assert answered.offered() == {"e2": "anne"}
    assert of(ReleaseAgent, answered.at(8.5).effects) == []


def test_a_caller_reported_gone_after_joining_or_twice_changes_nothing(talking: Desk) -> None:
    late = talking.leaves("e1")
    assert (late.events, late.effects) == ((), ())
    assert talking.offered() == {"e1": "anne"}
    talking.ends("anne")
    again = talking.tell(CallerLeft(EntryId("e1")), CallerLeft(EntryId("nobody")))
    assert (again.events, again.effects) == ((), ())


def test_repeated_reports_of_a_conversation_change_nothing(talking: Desk) -> None:
    offer = talking.offer_of("anne")
    repeated = talking.tell(OfferRang(offer), OfferAnswered(offer), LegsJoined(offer))
    assert (repeated.events, repeated.effects) == ((), ())
    talking.ends("anne")
    again = talking.tell(OfferRang(offer), LegsJoined(offer), JoinFailed(offer), ConversationEnded(offer, Party.AGENT))
    assert (again.events, again.effects) == ((), ())
    assert talking.person("anne").activity is Activity.WRAPPING_UP


def test_a_private_call_is_no_choice_of_the_person(talking: Desk) -> None:
    talking.tell(DeviceReported(ANNE, Device.IN_USE))
    assert talking.person("anne").presence is Presence.AVAILABLE
