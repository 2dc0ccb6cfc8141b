"""What users of FreeSWITCH, FusionPBX, OpenSIPS, Kazoo and jambonz complain about, and how ours behaves instead."""

import pytest

from acd.agents import Activity
from acd.commands import ContactOver, Device, DeviceReported, LegsJoined, OfferAnswered, PauseAgent, ResumeAgent
from acd.effects import ConnectLegs, LeaveQueue, Release, ReleaseAgent, RingAgent
from acd.events import EntryEnd, EntryEnded, OfferMade, WrapUpEnded
from acd.offers import ImpossibleReport
from acd.policy import Selection, ToCallback, WaysOut
from tests.support.desk import Desk, contact_of, of, offers_in, policy, rung, said
from vocabulary.ids import AgentName

ANNE = AgentName("anne")


def choosing(rule: Selection) -> Desk:
    desk = Desk()
    desk.queue("support", policy(selection=rule))
    return desk


def test_an_answer_during_an_announcement_joins_the_legs_at_once(desk: Desk) -> None:
    """signalwire/freeswitch issue 1148: an answer during an announcement leaves dead air until it ends."""
    desk.caller("e1")
    assert said(desk.at(60)) == [("e1", 1)]
    desk.agent("anne")
    decision = desk.answers("anne")
    assert [type(effect) for effect in decision.effects] == [ConnectLegs]


def test_after_a_race_of_many_nobody_is_left_reserved() -> None:
    """signalwire/freeswitch issue 2540: agents stay Reserved when another answers as their leg is being made."""
    desk = Desk(phones_ring=False)
    desk.queue("support", policy(selection=Selection.RING_ALL))
    names = [f"agent {number}" for number in range(12)]
    for name in names:
        desk.agent(name)
    desk.caller("e1")
    desk.talks("agent 5")
    assert [name for name in names if not desk.person(name).ready] == ["agent 5"]


def test_an_agent_whose_phone_is_never_heard_of_is_freed_by_time() -> None:
    """signalwire/freeswitch issue 1062: agents remain in Receiving although nothing rings."""
    desk = Desk(phones_ring=False)
    desk.queue()
    desk.agent("anne")
    desk.caller("e1")
    desk.at(21)
    desk.leaves("e1")
    desk.at(25)
    assert desk.person("anne").ready


def test_a_caller_whose_agent_was_lost_and_who_hung_up_then_is_forgotten(desk: Desk) -> None:
    """signalwire/freeswitch issue 1973: members stay listed as Answered hours after a bridge that failed."""
    desk.agent("anne")
    desk.caller("e1")
    offer = desk.offer_of("anne")
    desk.answers("anne")
    desk.leaves("e1")
    desk.tell(LegsJoined(offer))
    state = desk.distributor.state
    assert (state.entries, state.offers, state.contacts, desk.person("anne").ready) == ({}, {}, {}, True)


def test_a_mistake_in_one_report_stops_nobody_else(desk: Desk) -> None:
    """signalwire/freeswitch issue 1641: the dispatch thread dies, and nobody is called until a reload."""
    desk.agent("anne")
    desk.caller("e1")
    with pytest.raises(ImpossibleReport):
        desk.joined("anne")
    desk.caller("e2")
    assert rung(desk.agent("bert")) == ["bert"]
    desk.talks("anne")
    assert desk.phones() == {"anne": "e1", "bert": "e2"}


def test_a_phone_that_is_still_being_called_when_the_caller_goes_is_let_go() -> None:
    """signalwire/freeswitch issue 2529, PR 2530: the caller hangs up, and the agent gets a zombie call."""
    desk = Desk(phones_ring=False)
    desk.queue()
    desk.agent("anne")
    desk.caller("e1")
    offer = desk.offer_of("anne")
    assert of(ReleaseAgent, desk.leaves("e1").effects) == [ReleaseAgent(offer, Release.CALLER_GONE)]
    late = desk.tell(OfferAnswered(offer))
    assert (late.events, late.effects) == ((), (ReleaseAgent(offer, Release.TOO_LATE),))


def test_of_thirteen_callers_the_first_in_order_is_served(desk: Desk) -> None:
    """signalwire/freeswitch issue 2511: the eighth of thirteen callers was served although others scored higher."""
    for second in range(13):
        desk.at(second * 10)
        desk.caller(f"e{second}")
    desk.prioritises("e7", 0, boost_seconds=53)
    expected = desk.line()
    for number in range(13):
        desk.agent(f"agent {number}")
    assert expected[:4] == ["e0", "e1", "e7", "e2"]
    assert [caller for caller, _ in offers_in(desk.events)] == expected


def test_an_unavailable_agent_at_the_end_of_a_fixed_order_does_not_stop_it() -> None:
    """signalwire/freeswitch PR 1221, issue 1216: the last agent of top-down on a break halts the distribution."""
    desk = choosing(Selection.LINEAR)
    for name in ("anne", "bert", "carl"):
        desk.agent(name, unanswered_limit=99)
    desk.tell(PauseAgent(AgentName("carl"), "break"))
    desk.caller("e1")
    desk.at(60)
    assert [agent for _, agent in offers_in(desk.events)] == ["anne", "bert", "anne", "bert"]


def test_an_agent_who_goes_away_while_being_rung_is_not_rung_again(desk: Desk) -> None:
    """signalwire/freeswitch PR 800: a change of status during an offer cancels and invites in a fast loop."""
    desk.agent("anne")
    desk.caller("e1")
    decision = desk.tell(PauseAgent(ANNE, "break"))
    assert (len(of(ReleaseAgent, decision.effects)), rung(decision)) == (1, [])
    assert rung(desk.at(600)) == []
    assert rung(desk.tell(ResumeAgent(ANNE))) == ["anne"]


@pytest.mark.parametrize("device", [Device.IN_USE, Device.FREE, Device.UNREACHABLE])
def test_what_the_phone_reports_while_it_rings_makes_it_ring_no_second_time(desk: Desk, device: Device) -> None:
    """signalwire/freeswitch PR 800: a change of state during an offer ends in a storm of INVITEs."""
    desk.agent("anne")
    desk.caller("e1")
    for _ in range(5):
        desk.tell(DeviceReported(ANNE, device), DeviceReported(ANNE, Device.FREE))
    assert len(of(RingAgent, desk.effects)) == 1


def test_a_waiting_caller_hears_the_place_and_may_ask_for_a_callback() -> None:
    """fusionpbx/fusionpbx issue 2455, PR 6515: no announcement of the position, no callback."""
    desk = Desk()
    desk.queue("support", policy(ways_out=WaysOut(keys=(("1", ToCallback()),))))
    desk.caller("e1", number="100")
    assert said(desk.caller("e2", number="200")) == [("e2", 2)]
    assert len(of(LeaveQueue, desk.presses("e1", "1").effects)) == 1
    assert desk.line() == ["e1", "e2"]


def test_a_call_rung_at_forty_agents_is_one_contact_with_one_end() -> None:
    """fusionpbx/fusionpbx PR 5720, PR 5778: 41 records for one queue call, wrong counts of missed calls."""
    desk = choosing(Selection.RING_ALL)
    for number in range(40):
        desk.agent(f"agent {number}")
    desk.caller("e1")
    desk.talks("agent 7")
    desk.ends("agent 7")
    assert [event.end for event in of(EntryEnded, desk.events)] == [EntryEnd.ANSWERED]
    assert all(desk.person(f"agent {number}").misses == {} for number in range(40))


def test_an_agent_whose_hang_up_was_never_reported_is_free_once_the_contact_is_over(desk: Desk) -> None:
    """OpenSIPS/opensips issue 3123: an agent is locked in incall for ever."""
    desk.agent("anne")
    desk.caller("e1")
    desk.talks("anne")
    desk.tell(ContactOver(contact_of("e1")))
    desk.at(10)
    assert (desk.person("anne").activity, desk.distributor.state.offers) == (Activity.IDLE, {})


def test_each_wrap_up_ends_at_its_own_time_and_serves_the_next_caller_then(desk: Desk) -> None:
    """OpenSIPS/opensips issue 2679: everybody's wrap-up ends only with that of the last agent."""
    names = [f"agent {number}" for number in range(10)]
    for number, name in enumerate(names):
        desk.agent(name)
        desk.caller(f"e{number}")
        desk.talks(name)
    desk.caller("next")
    for second, name in enumerate(names):
        desk.at(second)
        desk.ends(name)
    assert rung(desk.at(9.9)) == []
    assert rung(desk.at(10)) == ["agent 0"]
    assert len(of(WrapUpEnded, desk.events)) == 1


def test_callers_who_come_at_the_same_moment_ring_different_agents(desk: Desk) -> None:
    """OpenACD/OpenACD issues 5 and 6: simultaneous calls get the same agent list and all ring the first."""
    for number in range(5):
        desk.agent(f"agent {number}")
    for number in range(5):
        desk.caller(f"e{number}")
    assert len(desk.phones()) == 5


def test_an_agent_who_logs_in_is_not_rung_for_a_caller_who_is_gone(desk: Desk) -> None:
    """2600hz/kazoo-acdc doc/todo.md: an agent logs in and gets the ghost call of a caller who left."""
    desk.caller("e1")
    desk.at(30)
    desk.leaves("e1")
    assert rung(desk.agent("anne")) == []


def test_every_ring_names_the_caller_it_is_for(desk: Desk) -> None:
    """jambonz/jambonz-feature-server issue 1363: the agent does not learn which caller was taken from the queue."""
    desk.caller("e1")
    desk.at(5)
    [ring] = of(RingAgent, desk.agent("anne").effects)
    assert (ring.contact, ring.entry, ring.agent) == (contact_of("e1"), desk.entry_of("e1"), "anne")


def test_priority_can_be_given_on_entry_and_changed_and_a_caller_taken_out_of_turn(desk: Desk) -> None:
    """jambonz/jambonz-feature-server issue 357: users want priorities, and to take a given call from the queue."""
    for caller, priority in (("e1", 0), ("low", -3), ("vip", 4)):
        desk.caller(caller, priority=priority)
    assert desk.line() == ["vip", "e1", "low"]
    desk.prioritises("low", 9)
    assert desk.line() == ["low", "vip", "e1"]
    desk.queue("specials")
    desk.escalates("e1", "specials")
    assert desk.line("specials") == ["e1"]


def test_a_caller_returned_by_a_lost_join_is_served_before_those_behind(desk: Desk) -> None:
    """signalwire/freeswitch issue 1973: a bridge that failed leaves the member neither waiting nor served."""
    desk.agent("anne")
    desk.caller("e1")
    desk.caller("e2")
    desk.answers("anne")
    desk.fails_to_join("anne")
    desk.agent("bert")
    assert [(made.contact, made.agent) for made in of(OfferMade, desk.events)][-1] == (contact_of("e1"), "bert")
