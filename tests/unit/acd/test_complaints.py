"""What users of Asterisk's app_queue complain about, and how ours behaves instead. Each names its thread."""

from acd.commands import ConfigureAgent, EndWrapUp, LegsJoined, OfferAnswered
from acd.effects import Announce, ConnectLegs, Release, ReleaseAgent, ReturnToWaiting
from acd.events import ConnectionFailed, WrapUpBegan, WrapUpEnded
from acd.policy import Announcements, Selection
from acd.why import Standing
from tests.support.desk import Desk, contact_of, ended, needing, of, offers_in, policy, profile, rung, said, seat, steps
from vocabulary.ids import AgentName

ANNE = AgentName("anne")


def test_an_announcement_to_the_first_caller_keeps_no_agent_from_being_rung(desk: Desk) -> None:
    """asterisk/asterisk issue 1568, PR 1569: agents are not called while the head caller hears an announcement."""
    desk.caller("e1")
    decision = desk.at(60)
    assert said(decision) == [("e1", 1)]
    ringing = desk.agent("anne")
    assert rung(ringing) == ["anne"]
    assert of(Announce, ringing.effects) == []


def test_telling_only_improvements_still_tells_the_first_place_and_each_better_one() -> None:
    """asterisk/asterisk issue 1386: announce-position-only-up silenced every announcement."""
    desk = Desk()
    desk.queue("support", policy(announcements=Announcements(only_improved=True, every_seconds=None)))
    for caller in ("e1", "e2", "e3"):
        desk.caller(caller)
    assert said(desk.at(20)) == []
    told = said(desk.leaves("e1")) + said(desk.at(40)) + said(desk.leaves("e2"))
    assert told == [("e2", 1), ("e3", 2), ("e3", 1)]


def test_of_two_agents_who_answer_one_call_exactly_one_is_connected() -> None:
    """asterisk/asterisk issue 176: two agents answer the same queue call, and both calls are acknowledged."""
    desk = Desk()
    desk.queue("support", policy(selection=Selection.RING_ALL))
    desk.agent("anne")
    desk.agent("bert")
    desk.caller("e1")
    first, second = desk.offer_of("anne"), desk.offer_of("bert")
    decision = desk.tell(OfferAnswered(first), OfferAnswered(second), LegsJoined(first), OfferAnswered(second))
    assert [effect.offer for effect in of(ConnectLegs, decision.effects)] == [first]
    assert {effect.offer for effect in of(ReleaseAgent, decision.effects)} == {second}
    assert (desk.phones(), desk.person("bert").ready) == ({"anne": "e1"}, True)


def test_an_agent_who_answers_and_drops_costs_the_caller_one_event_and_no_place() -> None:
    """asterisk/asterisk issue 1557: all other phones stop, a whole new round begins, AGENTDUMP is logged twice."""
    desk = Desk()
    desk.queue("support", policy(selection=Selection.RING_ALL))
    desk.agent("anne")
    desk.agent("bert")
    desk.caller("e1")
    desk.caller("e2")
    desk.answers("anne")
    decision = desk.fails_to_join("anne")
    assert len(of(ConnectionFailed, decision.events)) == 1
    assert of(ReturnToWaiting, decision.effects) == [ReturnToWaiting(contact_of("e1"), desk.entry_of("e1"))]
    assert desk.line() == ["e1", "e2"]
    desk.declines("bert")
    desk.agent("carl")
    assert desk.phones()["carl"] == "e1"


def test_a_wrap_up_holds_for_every_queue_of_the_agent_and_to_its_end() -> None:
    """asterisk/asterisk issue 1006: the wrap-up ends early across queues."""
    desk = Desk()
    desk.queue("support", policy(wrap_up_seconds=10))
    desk.queue("sales", policy("sales", wrap_up_seconds=60))
    desk.agent("anne", "support", "sales")
    desk.caller("e1", "sales")
    desk.talks("anne")
    desk.ends("anne")
    desk.caller("e2", "support")
    assert rung(desk.at(59.9)) == []
    assert rung(desk.at(60)) == ["anne"]


def test_a_contact_handed_on_leaves_the_agent_their_wrap_up(desk: Desk) -> None:
    """asterisk/asterisk issue 607: after an attended transfer lastcall is 0 and the wrap-up is lost."""
    desk.queue("second")
    desk.agent("anne")
    desk.caller("e1")
    desk.talks("anne")
    desk.caller("e2")
    assert len(of(WrapUpBegan, desk.escalates("e1", "second").events)) == 1
    assert rung(desk.at(9.9)) == []
    assert rung(desk.at(10)) == ["anne"]


def test_a_changed_profile_or_queue_shortens_no_wrap_up_that_runs(desk: Desk) -> None:
    """asterisk/asterisk issue 1255: a reload of the members switches shared_lastcall off."""
    desk.queue("sales")
    desk.agent("anne", "support", "sales")
    desk.caller("e1")
    desk.talks("anne")
    desk.ends("anne")
    desk.tell(ConfigureAgent(profile("anne", ["support", "sales"], {"french": 1})))
    desk.queue("support", policy(wrap_up_seconds=1))
    desk.caller("e2", "sales")
    assert rung(desk.at(9.9)) == []
    assert rung(desk.at(10)) == ["anne"]


def test_a_wrap_up_is_seen_as_one(desk: Desk) -> None:
    """asterisk/asterisk PR 1377: an agent who wraps up looks available on every wallboard."""
    desk.agent("anne")
    desk.agent("bert")
    desk.caller("e1")
    desk.talks("anne")
    assert of(WrapUpBegan, desk.ends("anne").events) == [WrapUpBegan(ANNE, contact_of("e1"), 10)]
    assert desk.person("anne").standing() is Standing.WRAPPING_UP
    desk.caller("e2")
    desk.leaves("e2")
    assert len(of(WrapUpEnded, desk.tell(EndWrapUp(ANNE)).events)) == 1
    assert desk.person("anne").standing() is Standing.READY


def test_a_caller_whom_an_agent_may_not_serve_yet_keeps_nobody_else_from_that_agent(desk: Desk) -> None:
    """asterisk/asterisk issue 1561: a heavier queue whose rules keep the agent out starves the agent's other queue."""
    desk.queue("sales")
    desk.agent("anne", seat("support", rank=1, delay_seconds=30), seat("sales", rank=2))
    desk.agent("expert", skills={"french": 5})
    desk.caller("e0", needs=needing(french=1))
    desk.talks("expert")
    desk.caller("e1", "support", needs=steps(("french", 30), "true"))
    desk.caller("e2", "sales")
    assert desk.phones() == {"expert": "e0", "anne": "e2"}


def test_whoever_is_excluded_stays_excluded_while_a_requirement_loosens(desk: Desk) -> None:
    """asterisk/asterisk issue 1901, PR 1702: raising penalties lets in members below the minimum."""
    desk.agent("trainee", skills={"french": 1})
    desk.agent("expert", skills={"french": 5})
    desk.caller("e0", needs=needing(french=5))
    desk.talks("expert")
    desk.caller("e1", needs=steps(("french >= 4", 30), ("french >= 3", 30), "french >= 2"))
    assert rung(desk.at(3600)) == []


def test_a_caller_who_enters_at_the_head_of_one_queue_stops_no_queue(desk: Desk) -> None:
    """asterisk/asterisk issue 1691, PR 1693: a call that joins first leaves no caller longest waiting, anywhere."""
    desk.queue("sales")
    desk.caller("e1", "support")
    desk.at(1)
    desk.caller("e2", "sales")
    desk.at(2)
    desk.caller("vip", "support", priority=1)
    for name in ("anne", "bert", "carl"):
        desk.agent(name, "support", "sales")
    assert offers_in(desk.events) == [("vip", "anne"), ("e1", "bert"), ("e2", "carl")]


def test_across_queues_a_priority_comes_before_the_longest_wait(desk: Desk) -> None:
    """asterisk/asterisk issue 1637, PR 1640: a caller with priority holds up the rest of the own queue."""
    desk.queue("sales")
    for second, (caller, queue, priority) in enumerate(
        [("e1", "support", 0), ("e2", "sales", 0), ("vip", "support", 20), ("e3", "support", 0)]
    ):
        desk.at(second)
        desk.caller(caller, queue, priority=priority)
    for name in ("anne", "bert", "carl", "dora"):
        desk.agent(name, "support", "sales")
    assert [caller for caller, _ in offers_in(desk.events)] == ["vip", "e1", "e2", "e3"]


def test_a_changed_priority_counts_against_callers_already_there(desk: Desk) -> None:
    """asterisk/asterisk issue 202: a changed priority is only held against callers who join later."""
    for second, caller in enumerate(("e1", "e2", "e3")):
        desk.at(second)
        desk.caller(caller)
    desk.at(20)
    decision = desk.prioritises("e3", 5)
    assert desk.line() == ["e3", "e1", "e2"]
    assert said(decision) == [("e3", 1), ("e1", 2), ("e2", 3)]


def test_a_strategy_of_ones_own_is_a_requirement_and_needs_no_patch(desk: Desk) -> None:
    """asterisk/asterisk PR 686: users want a strategy of their own without patching C."""
    for name in ("anne", "bert", "carl"):
        desk.agent(name)
    desk.caller("e1", needs=steps(("agent carl", 10), ("agent in (bert, anne)", 10)))
    assert desk.phones() == {"carl": "e1"}


def test_a_caller_answered_is_never_counted_as_one_who_gave_up(desk: Desk) -> None:
    """roramirez/qpanel issue 249: calls that were given up cannot be listed apart."""
    desk.agent("anne")
    desk.caller("e1")
    desk.caller("e2")
    talked = ended(desk.answers("anne")) + ended(desk.joined("anne")) + ended(desk.ends("anne"))
    assert talked + ended(desk.leaves("e2")) == [("e1", "answered"), ("e2", "abandoned")]


def test_whoever_drops_while_being_joined_lets_the_others_ring_again() -> None:
    """asterisk/asterisk issue 1557: one who answers and drops takes the call from everybody's phones."""
    desk = Desk()
    desk.queue("support", policy(selection=Selection.RING_ALL))
    for name in ("anne", "bert", "carl"):
        desk.agent(name)
    desk.caller("e1")
    decision = desk.answers("anne")
    assert {effect.reason for effect in of(ReleaseAgent, decision.effects)} == {Release.LOST_RACE}
    assert rung(desk.fails_to_join("anne")) == ["bert", "carl"]
