"""A waiting contact is given to an agent by name, out of its turn."""

import pytest

from acd.commands import Device, DeviceReported, LogOutAgent, PauseAgent, PullContact, RetireAgent
from acd.effects import Release, ReleaseAgent
from acd.events import OfferEnd, OfferEnded, OfferMade
from acd.explaining import explain
from acd.policy import Selection, ToCallback, WaysOut
from acd.why import ByHand, Reason
from tests.support.desk import Desk, contact_of, needing, of, policy, refused, rung
from vocabulary.ids import AgentName, EntryId

ANNE, BERT = AgentName("anne"), AgentName("bert")
PULL = PullContact(contact_of("e2"), BERT)


@pytest.fixture
def busy(desk: Desk) -> Desk:
    """Anne talks with e1; e2 and, more urgent, e3 need French, which Bert does not speak."""
    desk.agent("anne", skills={"french": 3})
    desk.caller("e1")
    desk.talks("anne")
    desk.agent("bert")
    desk.caller("e2", needs=needing(french=1))
    desk.caller("e3", needs=needing(french=1), priority=1)
    return desk


def test_a_contact_pulled_is_offered_at_once_whatever_it_needs_and_whoever_came_first(busy: Desk) -> None:
    decision = busy.tell(PULL)
    assert rung(decision) == ["bert"]
    assert busy.offered() == {"e1": "anne", "e2": "bert"}


def test_the_record_says_that_the_contact_was_pulled(busy: Desk) -> None:
    [made] = of(OfferMade, busy.tell(PULL).events)
    assert made.why.rule is ByHand.PULLED
    assert (made.why.rank, made.why.counts()) == (1, {Reason.TALKING: 1})


def test_an_agent_of_another_queue_may_pull_and_has_no_rank_in_this_one(busy: Desk) -> None:
    busy.queue("sales")
    busy.agent("carl", "sales")
    [made] = of(OfferMade, busy.tell(PullContact(contact_of("e2"), AgentName("carl"))).events)
    assert (made.agent, made.why.rank) == ("carl", 0)
    assert made.why.counts() == {Reason.TALKING: 1, Reason.NO_MATCH: 1}


def test_of_those_who_could_have_been_chosen_the_winner_is_not_counted(desk: Desk) -> None:
    desk.queue("support", policy(selection=Selection.LINEAR))
    desk.agent("anne")
    desk.caller("e1")
    desk.agent("bert")
    desk.agent("carl")
    [made] = of(OfferMade, desk.tell(PullContact(contact_of("e1"), BERT)).events)
    assert made.why.counts() == {Reason.LATER: 2}


def test_nobody_elses_offer_of_a_contact_that_was_pulled_rings_on(desk: Desk) -> None:
    desk.queue("support", policy(selection=Selection.RING_ALL))
    desk.agent("anne")
    desk.caller("e1")
    offer = desk.offer_of("anne")
    desk.queue("sales")
    desk.agent("bert", "sales")
    decision = desk.tell(PullContact(contact_of("e1"), BERT))
    assert [(event.offer, event.end) for event in of(OfferEnded, decision.events)] == [(offer, OfferEnd.WITHDRAWN)]
    assert ReleaseAgent(offer, Release.NOT_WANTED) in decision.effects
    assert desk.offered() == {"e1": "bert"}


def test_whose_offer_was_taken_away_is_rung_for_the_next_at_once(desk: Desk) -> None:
    desk.agent("anne")
    desk.caller("e1")
    desk.caller("e2")
    desk.queue("sales")
    desk.agent("bert", "sales")
    desk.tell(PullContact(contact_of("e1"), BERT))
    assert desk.offered() == {"e1": "bert", "e2": "anne"}


def test_a_pulled_offer_that_is_not_answered_leaves_the_contact_at_its_place(desk: Desk) -> None:
    desk.queue("support", policy(selection=Selection.RING_ALL))
    desk.agent("anne")
    desk.caller("e1")
    desk.queue("sales")
    desk.agent("bert", "sales")
    desk.tell(PullContact(contact_of("e1"), BERT))
    assert rung(desk.declines("bert")) == ["anne"]


def test_other_needs_do_not_take_a_contact_from_whoever_pulled_it(busy: Desk) -> None:
    busy.tell(PULL)
    assert busy.requires("e2", needing(french=3)).effects == ()
    assert busy.offered() == {"e1": "anne", "e2": "bert"}


def test_a_pull_is_not_the_turn_of_the_agent_who_pulls(desk: Desk) -> None:
    desk.queue("support", policy(selection=Selection.ROUND_ROBIN, wrap_up_seconds=0))
    for name in ("anne", "bert", "carl"):
        desk.agent(name)
    desk.caller("e1")
    assert desk.offered() == {"e1": "anne"}
    desk.tell(PullContact(contact_of("e1"), AgentName("carl")))
    assert rung(desk.caller("e2")) == ["bert"]


def test_an_explanation_says_that_the_contact_was_pulled(busy: Desk) -> None:
    busy.tell(PULL)
    state = busy.distributor.state
    first, *others = explain(state, state.entries[EntryId("e2")], busy.now, BERT)
    assert (first.agent, first.reason, first.detail) == (BERT, None, "pulled: given to them by name, out of turn")
    assert [verdict.agent for verdict in others] == ["anne"]


@pytest.mark.parametrize("away", [PauseAgent(BERT, "tea"), LogOutAgent(BERT), DeviceReported(BERT, Device.IN_USE)])
def test_a_contact_cannot_be_pulled_by_somebody_who_is_not_ready(
    busy: Desk, away: PauseAgent | LogOutAgent | DeviceReported
) -> None:
    busy.tell(away)
    assert refused(busy.tell(PULL)) == ["contact-e2 cannot be given to bert, who is not ready"]


def test_a_contact_cannot_be_pulled_by_somebody_nobody_knows(busy: Desk) -> None:
    busy.tell(RetireAgent(BERT))
    assert refused(busy.tell(PULL)) == ["contact-e2 cannot be given to bert: there is no such agent"]


def test_a_contact_that_talks_cannot_be_pulled(busy: Desk) -> None:
    assert refused(busy.tell(PullContact(contact_of("e1"), BERT))) == ["contact-e1 does not wait in a queue"]


def test_a_contact_that_is_being_connected_cannot_be_pulled(busy: Desk) -> None:
    busy.agent("carl", skills={"french": 3})
    busy.answers("carl")
    assert refused(busy.tell(PullContact(contact_of("e3"), BERT))) == ["contact-e3 does not wait in a queue"]


def test_a_callback_cannot_be_pulled(desk: Desk) -> None:
    desk.queue("support", policy(ways_out=WaysOut(keys=(("1", ToCallback()),))))
    desk.queue("sales")
    desk.agent("bert", "sales")
    desk.caller("e2", number="+4312345")
    desk.presses("e2", "1")
    assert refused(desk.tell(PULL)) == ["contact-e2 waits to be called back"]
