"""Agents who serve a queue of theirs no more, and serve it again."""

from acd.commands import (
    ConfigureAgent,
    LogInAgent,
    LogOutAgent,
    RetireAgent,
    RetireQueue,
    SignInToQueue,
    SignOutOfQueue,
)
from acd.effects import Release, ReleaseAgent
from acd.events import AgentSignedIn, AgentSignedOut, EntryEnd, OfferEnd, OfferEnded, RequestRefused
from acd.policy import Staffing, WaysOut
from tests.support.desk import Desk, ended, of, policy, profile, refused, rung
from vocabulary.ids import AgentName, QueueName

ANNE, SUPPORT, SALES = AgentName("anne"), QueueName("support"), QueueName("sales")
OUT, IN = SignOutOfQueue(ANNE, SUPPORT), SignInToQueue(ANNE, SUPPORT)


def of_two_queues(desk: Desk) -> Desk:
    desk.queue("sales")
    desk.agent("anne", "support", "sales")
    return desk


def test_whoever_signed_out_of_a_queue_serves_their_others(desk: Desk) -> None:
    of_two_queues(desk)
    assert desk.tell(OUT).events == (AgentSignedOut(ANNE, SUPPORT),)
    assert rung(desk.caller("e1")) == []
    assert rung(desk.caller("e2", "sales")) == ["anne"]


def test_whoever_signed_in_again_serves_who_waits_there(desk: Desk) -> None:
    of_two_queues(desk)
    desk.tell(OUT)
    desk.caller("e1")
    decision = desk.tell(IN)
    assert decision.events[0] == AgentSignedIn(ANNE, SUPPORT)
    assert rung(decision) == ["anne"]


def test_signing_out_and_in_does_not_change_how_long_an_agent_is_idle(desk: Desk) -> None:
    desk.agent("anne")
    desk.at(1)
    desk.agent("bert")
    desk.tell(OUT, IN)
    assert rung(desk.caller("e1")) == ["anne"]


def test_a_phone_that_rings_for_the_queue_is_let_go_and_nobody_is_blamed(desk: Desk) -> None:
    of_two_queues(desk)
    desk.caller("e1")
    offer = desk.offer_of("anne")
    decision = desk.tell(OUT)
    assert [event.end for event in of(OfferEnded, decision.events)] == [OfferEnd.WITHDRAWN]
    assert decision.effects[0] == ReleaseAgent(offer, Release.AGENT_AWAY)
    assert desk.person("anne").misses == {}


def test_a_phone_that_rings_for_another_queue_rings_on(desk: Desk) -> None:
    of_two_queues(desk)
    desk.caller("e2", "sales")
    desk.tell(OUT)
    assert desk.offered() == {"e2": "anne"}


def test_a_conversation_of_the_queue_goes_on(desk: Desk) -> None:
    of_two_queues(desk)
    desk.caller("e1")
    desk.talks("anne")
    assert desk.tell(OUT).effects == ()
    assert desk.offered() == {"e1": "anne"}


def test_logging_in_anew_signs_in_to_everything(desk: Desk) -> None:
    of_two_queues(desk)
    desk.tell(OUT)
    desk.tell(LogOutAgent(ANNE))
    assert AgentSignedIn(ANNE, SUPPORT) in desk.tell(LogInAgent(ANNE)).events
    assert rung(desk.caller("e1")) == ["anne"]


def test_another_profile_keeps_what_was_signed_out_of(desk: Desk) -> None:
    of_two_queues(desk)
    desk.tell(OUT)
    desk.tell(ConfigureAgent(profile("anne", ["support", "sales"], skills={"french": 3})))
    assert rung(desk.caller("e1")) == []
    assert [event.queue for event in of(AgentSignedIn, desk.tell(IN).events)] == [SUPPORT]
    assert desk.offered() == {"e1": "anne"}


def test_a_queue_taken_from_a_profile_and_given_back_is_served(desk: Desk) -> None:
    of_two_queues(desk)
    desk.tell(OUT)
    desk.tell(ConfigureAgent(profile("anne", ["sales"])), ConfigureAgent(profile("anne", ["support"])))
    assert rung(desk.caller("e1")) == ["anne"]


def test_where_nobody_serves_a_queue_any_more_its_callers_leave_by_its_policy(desk: Desk) -> None:
    of_two_queues(desk)
    desk.queue("support", policy(ways_out=WaysOut(to_stay=Staffing.LOGGED_IN)))
    desk.caller("e2", "sales")
    desk.talks("anne")
    desk.caller("e1")
    assert ended(desk.tell(OUT)) == [("e1", EntryEnd.AGENTS_LEFT.value)]


def test_a_queue_that_is_gone_cannot_be_signed_in_to(desk: Desk) -> None:
    of_two_queues(desk)
    desk.tell(OUT, RetireQueue(SUPPORT))
    assert refused(desk.tell(IN)) == ["anne does not serve support"]


def test_signing_out_of_or_in_to_somebody_elses_queue_is_refused(desk: Desk) -> None:
    desk.queue("sales")
    desk.agent("anne")
    for asked in (SignOutOfQueue(ANNE, SALES), SignInToQueue(ANNE, SALES)):
        assert desk.tell(asked).events == (RequestRefused("anne", "anne does not serve sales"),)


def test_signing_out_or_in_twice_is_refused(desk: Desk) -> None:
    desk.agent("anne")
    assert refused(desk.tell(IN)) == ["anne is signed in to support already"]
    desk.tell(OUT)
    assert refused(desk.tell(OUT)) == ["anne is signed out of support already"]


def test_an_unknown_or_retired_agent_can_neither_sign_out_nor_in(desk: Desk) -> None:
    assert refused(desk.tell(OUT, IN)) == ["no agent named anne"] * 2
    desk.agent("anne")
    desk.tell(RetireAgent(ANNE))
    assert refused(desk.tell(OUT, IN)) == ["no agent named anne"] * 2
