"""What users of FreePBX, Wazo, MikoPBX and Issabel complain about, and how ours behaves. Each names its thread."""

from acd.commands import OfferAnswered
from acd.effects import CallBack
from acd.events import EntryEnded, OfferMade, PositionAnnounced
from acd.policy import Selection, ToCallback, WaysOut
from tests.support.desk import Desk, ended, needing, of, offers_in, policy, rung, seat, steps

CALLBACKS = WaysOut(keys=(("1", ToCallback()),))


def calling_back() -> Desk:
    """A queue that offers callbacks behind key 1; nobody wraps up."""
    desk = Desk()
    desk.queue("support", policy(ways_out=CALLBACKS, wrap_up_seconds=0))
    return desk


def test_an_absent_agent_of_the_lowest_rank_blocks_nobody(desk: Desk) -> None:
    """Sangoma knowledge base, Queue Penalty Rules: an absent agent in the lowest penalty blocks escalation."""
    desk.agent("absent", seat(rank=1), unanswered_limit=99)
    desk.agent("bert", seat(rank=2))
    desk.caller("e1")
    assert rung(desk.at(20)) == ["bert"]
    desk.caller("e2")
    assert desk.phones() == {"bert": "e1", "absent": "e2"}


def test_a_callback_overtakes_nobody_who_waits_on_the_line() -> None:
    """FreePBX/issue-tracker issue 621: callbacks return with priority 5 and are served before callers with 0."""
    desk = calling_back()
    for second in range(6):
        desk.at(second)
        desk.caller(f"e{second}", number=f"10{second}")
    for caller in ("e1", "e4", "e5"):
        desk.presses(caller, "1")
    for number in range(6):
        desk.agent(f"agent {number}")
    assert [caller for caller, _ in offers_in(desk.events)] == ["e0", "e1", "e2", "e3", "e4", "e5"]


def test_no_more_callbacks_are_made_than_there_are_agents() -> None:
    """FreePBX/issue-tracker issue 621: more callbacks come into the queue than agents are logged in."""
    desk = calling_back()
    for number in range(10):
        desk.caller(f"e{number}", number=f"10{number}")
        desk.presses(f"e{number}", "1")
    for name in ("anne", "bert"):
        desk.agent(name)
        desk.answers(name)
    assert desk.phones() == {"anne": "e0", "bert": "e1"}
    assert [effect.number for effect in of(CallBack, desk.effects)] == ["100", "101"]


def test_a_caller_is_called_once_per_attempt_and_never_twice_at_once() -> None:
    """FreePBX/issue-tracker issue 525: one person is called three or four times for one callback."""
    desk = calling_back()
    desk.caller("e1", number="100")
    desk.presses("e1", "1")
    for name in ("anne", "bert", "carl"):
        desk.agent(name)
    offer = desk.offer_of("anne")
    repeated = desk.tell(OfferAnswered(offer), OfferAnswered(offer), OfferAnswered(offer))
    assert len(of(CallBack, repeated.effects)) == 1
    desk.reaches("anne")
    desk.joined("anne")
    desk.at(3600)
    assert [effect.number for effect in of(CallBack, desk.effects)] == ["100"]


def test_whoever_did_not_answer_is_last_in_the_order_of_idleness(desk: Desk) -> None:
    """FreePBX/issue-tracker issue 40: with leastrecent the same agent is rung again and again."""
    for name in ("anne", "bert", "carl"):
        desk.agent(name, unanswered_limit=99)
    for number in range(3):
        desk.caller(f"e{number}")
        desk.at(desk.now.monotonic + 20)
        desk.leaves(f"e{number}")
    assert [agent for _, agent in offers_in(desk.events)] == ["anne", "bert", "bert", "carl", "carl", "anne"]


def test_fewest_contacts_goes_on_to_the_next_agent() -> None:
    """mikopbx/Core issue 409: with fewestcalls the call never leaves the agent who took the fewest."""
    desk = Desk()
    desk.queue("support", policy(selection=Selection.FEWEST_CONTACTS))
    for name in ("anne", "bert"):
        desk.agent(name, unanswered_limit=99)
    desk.caller("e1")
    assert rung(desk.at(20)) == ["bert"]


def test_an_expert_who_does_not_answer_keeps_no_caller_for_ever(desk: Desk) -> None:
    """wazo-platform/wazo-doc skillbasedrouting.rst: while a matching agent is free no later rule is tried."""
    desk.agent("expert", skills={"english": 9}, unanswered_limit=99)
    desk.agent("bert", skills={"english": 1})
    desk.caller("e1", needs=steps(("english > 5", 60), "english"))
    assert rung(desk.at(59)) == ["expert", "expert"]
    desk.at(60)
    assert desk.phones() == {"bert": "e1"}


def test_the_order_across_queues_is_one_of_the_policy_and_always_the_same() -> None:
    """wazo-platform/wazo-doc queues.rst: the order across several queues is nondeterministic, not configurable."""

    def order(first_configured: str, second_configured: str) -> list[str]:
        desk = Desk()
        for queue in (first_configured, second_configured):
            desk.queue(queue)
        desk.caller("e1", "sales")
        desk.at(1)
        desk.caller("e2", "support")
        desk.at(2)
        desk.caller("e3", "sales")
        for name in ("anne", "bert", "carl"):
            desk.agent(name, seat("sales", rank=2), seat("support", rank=1))
        return [caller for caller, _ in offers_in(desk.events)]

    assert order("support", "sales") == order("sales", "support") == ["e2", "e1", "e3"]


def test_an_estimate_needs_no_answered_call_to_begin_with(desk: Desk) -> None:
    """wazo-platform/wazo-doc queues.rst: the estimated wait has never fully worked, and changes on answers only."""
    desk.agent("anne")
    desk.caller("e0")
    desk.talks("anne")
    desk.caller("e1")
    desk.caller("e2")
    desk.at(30)
    desk.leaves("e1")
    told = [event.median_seconds for event in of(PositionAnnounced, desk.events)]
    first, second, later = (seconds or 0.0 for seconds in told[:3])
    assert 0 < first < second
    assert 0 < later < second


def test_a_caller_served_by_an_agent_of_one_queue_only_ends_as_answered_and_once(desk: Desk) -> None:
    """IssabelFoundation/callcenter issue 41: successful calls of static agents are shown as given up."""
    desk.agent("anne")
    desk.caller("e1")
    desk.talks("anne")
    desk.ends("anne")
    desk.leaves("e1")
    assert [event.end.value for event in of(EntryEnded, desk.events)] == ["answered"]


def test_a_caller_whom_nobody_answers_is_offered_to_everybody_able_in_turn(desk: Desk) -> None:
    """Sangoma knowledge base, Queue Penalty Rules: only a paid module lets the rules change while a caller waits."""
    for name, level in (("anne", 5), ("bert", 3), ("carl", 1)):
        desk.agent(name, skills={"french": level}, unanswered_limit=99)
    desk.caller("e1", needs=steps(("french >= 5", 20), ("french >= 3", 20), "french"))
    desk.at(60)
    assert {made.agent for made in of(OfferMade, desk.events)} == {"anne", "bert", "carl"}
    assert ended(desk.requires("e1", needing(french=1))) == []
