"""Offers and their ends: no answer, declined, unreachable, withdrawn, late. The caller keeps the place in each."""

import pytest

from acd.agents import Presence
from acd.commands import (
    Device,
    DeviceReported,
    EndWrapUp,
    JoinFailed,
    LegsJoined,
    LogInAgent,
    LogOutAgent,
    OfferAnswered,
    OfferFailed,
    OfferRang,
    PauseAgent,
    ResumeAgent,
    Unanswered,
)
from acd.effects import Release, ReleaseAgent, RingAgent
from acd.events import AgentPaused, OfferEnd, OfferEnded, OfferMade, OfferRinging
from acd.offers import ImpossibleReport
from acd.policy import QueuePolicy
from tests.support.desk import Desk, needing, of
from vocabulary.causes import HangUpCause
from vocabulary.ids import AgentName, OfferId, QueueName
from vocabulary.parties import Party

ANNE = AgentName("anne")


def test_ringing_is_noted_once() -> None:
    desk = Desk(phones_ring=False)
    desk.queue()
    desk.agent("anne")
    desk.caller("e1")
    assert len(of(OfferRinging, desk.rings("anne").events)) == 1
    assert desk.rings("anne").events == ()


def test_an_offer_not_answered_in_time_goes_to_the_next_agent_and_the_caller_keeps_the_place(desk: Desk) -> None:
    desk.agent("anne")
    desk.agent("bert")
    desk.caller("e1")
    first = desk.offer_of("anne")
    desk.rings("anne")
    assert desk.at(19.9).events == ()
    decision = desk.at(20)
    [ended] = of(OfferEnded, decision.events)
    assert (ended.offer, ended.end, ended.cause, ended.ring_seconds) == (
        first,
        OfferEnd.EXPIRED,
        HangUpCause.NO_ANSWER,
        20,
    )
    assert of(ReleaseAgent, decision.effects) == [ReleaseAgent(first, Release.NO_ANSWER)]
    assert [ring.agent for ring in of(RingAgent, decision.effects)] == ["bert"]
    assert desk.waiting() == ["e1"]


def test_each_queue_has_its_own_ring_time() -> None:
    desk = Desk()
    desk.queue("support", QueuePolicy(QueueName("support"), ring_timeout_seconds=7))
    desk.agent("anne")
    assert [ring.ring_timeout_seconds for ring in of(RingAgent, desk.caller("e1").effects)] == [7]
    assert len(of(OfferEnded, desk.at(7).events)) == 1


def test_a_caller_not_answered_is_still_before_those_who_came_later(desk: Desk) -> None:
    desk.agent("anne")
    desk.caller("e1")
    desk.at(5)
    desk.caller("e2")
    desk.at(20)
    assert desk.offered() == {"e1": "anne"}
    assert desk.waiting() == ["e1", "e2"]


def test_two_offers_unanswered_in_a_row_pause_the_agent_as_not_responding(desk: Desk) -> None:
    desk.agent("anne")
    desk.caller("e1")
    assert of(AgentPaused, desk.at(20).events) == []
    assert desk.offered() == {"e1": "anne"}
    decision = desk.at(40)
    assert of(AgentPaused, decision.events) == [AgentPaused(ANNE, "not responding", Party.SYSTEM)]
    assert desk.offered() == {}
    anne = desk.person("anne")
    assert (anne.presence, anne.pause_reason, anne.paused_by) == (Presence.PAUSED, "not responding", Party.SYSTEM)


def test_an_agent_back_from_not_responding_begins_to_count_anew(desk: Desk) -> None:
    desk.agent("anne")
    desk.caller("e1")
    desk.at(40)
    desk.tell(ResumeAgent(ANNE))
    assert desk.offered() == {"e1": "anne"}
    assert of(AgentPaused, desk.at(60).events) == []
    assert len(of(AgentPaused, desk.at(80).events)) == 1


def test_logging_in_begins_to_count_anew(desk: Desk) -> None:
    desk.agent("anne")
    desk.caller("e1")
    desk.at(20)
    desk.tell(LogOutAgent(ANNE), LogInAgent(ANNE))
    assert of(AgentPaused, desk.at(40).events) == []


def test_an_answer_between_two_unanswered_offers_forgives_the_first(desk: Desk) -> None:
    desk.agent("anne")
    desk.caller("e1")
    desk.at(20)
    desk.talks("anne")
    desk.ends("anne")
    desk.tell(EndWrapUp(ANNE))
    desk.caller("e2")
    assert of(AgentPaused, desk.at(40).events) == []
    assert len(of(AgentPaused, desk.at(60).events)) == 1


def test_an_agent_who_declines_rests_and_the_next_one_rings(desk: Desk) -> None:
    desk.agent("anne")
    desk.agent("bert")
    desk.caller("e1")
    decision = desk.declines("anne")
    assert [(ended.end, ended.cause) for ended in of(OfferEnded, decision.events)] == [
        (OfferEnd.DECLINED, HangUpCause.REJECTED)
    ]
    assert of(ReleaseAgent, decision.effects) == []
    assert desk.offered() == {"e1": "bert"}
    desk.caller("e2")
    assert desk.offered() == {"e1": "bert"}
    desk.at(9.9)
    assert desk.offered() == {"e1": "bert"}
    desk.at(10)
    assert desk.offered() == {"e1": "bert", "e2": "anne"}


def test_declining_is_never_counted_as_not_responding(desk: Desk) -> None:
    desk.agent("anne", unanswered_limit=1)
    desk.caller("e1")
    desk.declines("anne")
    assert desk.person("anne").presence is Presence.AVAILABLE


def test_an_agent_who_cannot_be_reached_rests_shorter_and_is_not_blamed(desk: Desk) -> None:
    desk.agent("anne", unanswered_limit=1)
    desk.caller("e1")
    [ended] = of(OfferEnded, desk.unreachable("anne").events)
    assert (ended.end, ended.cause) == (OfferEnd.UNREACHABLE, HangUpCause.SUBSCRIBER_ABSENT)
    assert desk.offered() == {}
    desk.at(4.9)
    assert desk.offered() == {}
    desk.at(5)
    assert desk.offered() == {"e1": "anne"}
    assert desk.person("anne").unanswered == 0


def test_an_agent_whose_rest_ends_while_on_a_private_call_is_rung_after_it(desk: Desk) -> None:
    desk.agent("anne")
    desk.caller("e1")
    desk.declines("anne")
    desk.tell(DeviceReported(ANNE, Device.IN_USE))
    desk.at(20)
    assert desk.offered() == {}
    desk.tell(DeviceReported(ANNE, Device.FREE))
    assert desk.offered() == {"e1": "anne"}


def test_a_policy_without_rest_rings_again_at_once() -> None:
    desk = Desk()
    desk.queue("support", QueuePolicy(QueueName("support"), decline_rest_seconds=0))
    desk.agent("anne")
    desk.caller("e1")
    desk.declines("anne")
    assert desk.offered() == {"e1": "anne"}


def test_an_expert_who_never_answers_does_not_keep_the_caller_from_the_next_agent(desk: Desk) -> None:
    desk.agent("expert", unanswered_limit=99)
    desk.agent("bert", unanswered_limit=99)
    desk.caller("e1")
    rung = [ring.agent for ring in of(RingAgent, desk.effects)]
    for ring_times in range(1, 4):
        rung += [ring.agent for ring in of(RingAgent, desk.at(20 * ring_times).effects)]
    assert rung == ["expert", "bert", "expert", "bert"]


def test_an_agent_is_tried_again_only_after_everybody_who_is_ready_was(desk: Desk) -> None:
    for name in ("anne", "bert", "carl"):
        desk.agent(name, unanswered_limit=99)
    desk.caller("e1")
    desk.at(60)
    assert [made.agent for made in of(OfferMade, desk.events)] == ["anne", "bert", "carl", "anne"]


def test_an_agent_who_did_not_answer_is_skipped_even_for_one_who_is_ready_since_later(desk: Desk) -> None:
    desk.agent("anne", unanswered_limit=99)
    desk.agent("bert", unanswered_limit=99)
    desk.caller("e1")
    desk.at(25)
    desk.agent("carl")
    desk.at(40)
    assert desk.offered() == {"e1": "carl"}


def test_an_agent_skipped_by_one_caller_is_rung_for_the_next(desk: Desk) -> None:
    desk.agent("anne")
    desk.agent("bert")
    desk.caller("e1")
    desk.at(21)
    desk.caller("e2")
    assert desk.offered() == {"e1": "bert", "e2": "anne"}


def test_the_first_caller_is_tried_again_before_the_second_is_tried_at_all(desk: Desk) -> None:
    desk.agent("anne", unanswered_limit=99)
    desk.caller("e1")
    desk.at(1)
    desk.caller("e2")
    desk.at(20)
    assert desk.offered() == {"e1": "anne"}


def test_when_a_second_agent_appears_the_first_caller_takes_them_and_the_second_the_one_who_did_not_answer(
    desk: Desk,
) -> None:
    desk.agent("anne", unanswered_limit=99)
    desk.caller("e1")
    desk.at(1)
    desk.caller("e2")
    desk.at(20)
    desk.agent("bert")
    assert desk.offered() == {"e1": "anne", "e2": "bert"}
    desk.at(21)
    desk.leaves("e2")
    desk.at(40)
    assert desk.offered() == {"e1": "bert"}


def test_agents_without_the_skill_do_not_count_as_everybody_who_was_tried(desk: Desk) -> None:
    desk.agent("expert", skills={"sql": 5}, unanswered_limit=99)
    desk.agent("bert")
    desk.caller("e1", needs=needing(sql=3))
    desk.at(20)
    assert desk.offered() == {"e1": "expert"}


@pytest.mark.parametrize("request_", [LogOutAgent(ANNE), PauseAgent(ANNE, "tea")])
@pytest.mark.parametrize("ringing", [False, True])
def test_going_away_while_the_phone_rings_withdraws_the_offer(
    desk: Desk, request_: LogOutAgent | PauseAgent, ringing: bool
) -> None:
    desk.agent("anne")
    desk.agent("bert")
    desk.caller("e1")
    offer = desk.offer_of("anne")
    if ringing:
        desk.rings("anne")
    desk.at(3)
    decision = desk.tell(request_)
    assert [(ended.end, ended.ring_seconds) for ended in of(OfferEnded, decision.events)] == [(OfferEnd.WITHDRAWN, 3)]
    assert of(ReleaseAgent, decision.effects) == [ReleaseAgent(offer, Release.AGENT_AWAY)]
    assert desk.offered() == {"e1": "bert"}
    assert desk.person("anne").unanswered == 0


def test_an_answer_to_a_withdrawn_offer_yields_one_effect_and_no_event(desk: Desk) -> None:
    desk.agent("anne")
    desk.caller("e1")
    offer = desk.offer_of("anne")
    desk.leaves("e1")
    decision = desk.tell(OfferAnswered(offer))
    assert decision.events == ()
    assert decision.effects == (ReleaseAgent(offer, Release.TOO_LATE),)


def test_an_answer_after_the_ring_time_yields_one_effect_while_the_next_agent_rings(desk: Desk) -> None:
    desk.agent("anne")
    desk.agent("bert")
    desk.caller("e1")
    offer = desk.offer_of("anne")
    desk.at(20)
    decision = desk.tell(OfferAnswered(offer))
    assert (decision.events, decision.effects) == ((), (ReleaseAgent(offer, Release.TOO_LATE),))
    assert desk.offered() == {"e1": "bert"}


def test_reports_about_an_offer_nobody_made_change_nothing(desk: Desk) -> None:
    ghost = OfferId("ghost")
    for report in (
        OfferRang(ghost),
        OfferFailed(ghost, Unanswered.DECLINED, HangUpCause.REJECTED),
        LegsJoined(ghost),
        JoinFailed(ghost),
    ):
        decision = desk.tell(report)
        assert (decision.events, decision.effects) == ((), ())


def test_a_report_that_cannot_have_happened_raises_and_changes_nothing(desk: Desk) -> None:
    desk.agent("anne")
    desk.caller("e1")
    with pytest.raises(ImpossibleReport):
        desk.joined("anne")
    desk.talks("anne")
    assert desk.offered() == {"e1": "anne"}


def test_each_offer_has_an_id_of_its_own(desk: Desk) -> None:
    for name in ("anne", "bert"):
        desk.agent(name, unanswered_limit=99)
    desk.caller("e1")
    desk.caller("e2")
    desk.at(100)
    offers = [made.offer for made in of(OfferMade, desk.events)]
    assert len(offers) == len(set(offers)) > 4
