"""Several phones at once: ring all, ring several at growing width, two answers at the same moment."""

from acd.agents import Presence
from acd.commands import OfferAnswered, PauseAgent
from acd.effects import ConnectLegs, Release, ReleaseAgent
from acd.events import OfferEnd, OfferEnded
from acd.policy import RingWidth, Selection
from tests.support.desk import Desk, needing, of, policy, rung
from vocabulary.ids import AgentName


def ringing_all(*agents: str) -> Desk:
    """One queue that rings everybody, and these agents."""
    desk = Desk()
    desk.queue("support", policy(selection=Selection.RING_ALL))
    for name in agents:
        desk.agent(name)
    return desk


def test_ring_all_rings_everybody_able_and_ready_and_nobody_else() -> None:
    desk = ringing_all()
    for name in ("anne", "bert"):
        desk.agent(name, skills={"french": 3})
    desk.agent("carl")
    desk.agent("dora", skills={"french": 3})
    desk.tell(PauseAgent(AgentName("dora"), "tea"))
    assert rung(desk.caller("e1", needs=needing(french=1))) == ["anne", "bert"]


def test_ring_all_rings_whoever_becomes_ready_while_it_rings() -> None:
    desk = ringing_all("anne")
    desk.caller("e1")
    desk.at(5)
    assert rung(desk.agent("bert")) == ["bert"]


def test_of_all_who_ring_the_first_to_answer_wins_and_the_others_are_let_go_unblamed() -> None:
    desk = ringing_all("anne", "bert", "carl")
    desk.caller("e1")
    others = [desk.offer_of("anne"), desk.offer_of("carl")]
    decision = desk.answers("bert")
    assert [connect.agent for connect in of(ConnectLegs, decision.effects)] == ["bert"]
    assert of(ReleaseAgent, decision.effects) == [ReleaseAgent(offer, Release.LOST_RACE) for offer in others]
    assert [event.end for event in of(OfferEnded, decision.events)] == [OfferEnd.LOST_RACE] * 2
    assert desk.person("anne").misses == {}


def test_a_second_answer_at_the_same_moment_releases_that_leg_and_does_nothing_else() -> None:
    desk = ringing_all("anne", "bert")
    desk.caller("e1")
    second = desk.offer_of("bert")
    desk.answers("anne")
    decision = desk.tell(OfferAnswered(second))
    assert (decision.events, decision.effects) == ((), (ReleaseAgent(second, Release.TOO_LATE),))
    assert desk.phones() == {"anne": "e1"}


def test_whoever_lost_the_race_rings_for_the_next_caller_at_once() -> None:
    desk = ringing_all("anne", "bert")
    desk.caller("e1")
    desk.caller("e2")
    assert desk.phones() == {"anne": "e1", "bert": "e1"}
    desk.answers("anne")
    assert desk.phones() == {"anne": "e1", "bert": "e2"}


def test_one_who_declines_stops_no_other_phone() -> None:
    desk = ringing_all("anne", "bert")
    desk.caller("e1")
    assert desk.declines("anne").effects == ()
    assert desk.phones() == {"bert": "e1"}


def test_everybody_who_rang_in_vain_rings_again_and_is_paused_at_their_limit() -> None:
    desk = ringing_all("anne", "bert")
    desk.caller("e1")
    assert rung(desk.at(20)) == ["anne", "bert"]
    desk.at(40)
    assert [desk.person(name).presence for name in ("anne", "bert")] == [Presence.PAUSED] * 2
    assert desk.line() == ["e1"]


def test_a_caller_who_leaves_stops_every_phone() -> None:
    desk = ringing_all("anne", "bert")
    desk.caller("e1")
    decision = desk.leaves("e1")
    assert [effect.reason for effect in of(ReleaseAgent, decision.effects)] == [Release.CALLER_GONE] * 2
    assert [event.end for event in of(OfferEnded, decision.events)] == [OfferEnd.CALLER_LEFT] * 2


def desk_widening(*agents: str) -> Desk:
    """Two phones at first, one more after each further 5 s."""
    desk = Desk()
    width = RingWidth(start=2, grow_by=1, grow_after_seconds=5)
    desk.queue("support", policy(selection=Selection.RING_SEVERAL, ring_width=width))
    for name in agents:
        desk.agent(name, unanswered_limit=99)
    return desk


def test_ring_several_rings_so_many_and_more_after_a_while() -> None:
    desk = desk_widening("anne", "bert", "carl", "dora", "emil")
    assert rung(desk.caller("e1")) == ["anne", "bert"]
    assert rung(desk.at(4.9)) == []
    assert rung(desk.at(5)) == ["carl"]
    assert rung(desk.at(10)) == ["dora"]


def test_ring_several_rings_another_for_one_who_declined() -> None:
    desk = desk_widening("anne", "bert", "carl")
    desk.caller("e1")
    desk.at(1)
    assert rung(desk.declines("anne")) == ["carl"]


def test_ring_several_leaves_the_others_to_the_next_caller() -> None:
    desk = desk_widening("anne", "bert", "carl", "dora")
    desk.caller("e1")
    desk.caller("e2")
    assert desk.phones() == {"anne": "e1", "bert": "e1", "carl": "e2", "dora": "e2"}


def test_ring_several_widens_no_further_once_somebody_talks() -> None:
    desk = desk_widening("anne", "bert", "carl")
    desk.caller("e1")
    desk.talks("anne")
    assert rung(desk.at(60)) == []
    assert desk.phones() == {"anne": "e1"}


def test_a_rule_changed_to_ring_all_while_one_phone_rings_rings_the_others_too() -> None:
    desk = Desk()
    desk.queue()
    desk.agent("anne")
    desk.agent("bert")
    desk.caller("e1")
    assert rung(desk.queue("support", policy(selection=Selection.RING_ALL))) == ["bert"]
