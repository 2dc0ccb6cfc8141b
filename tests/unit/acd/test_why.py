"""Every offer carries its reasons: the rule, the winner, the caller's order key, and counts for everybody else."""

import pytest

from acd.commands import ConfigureAgent, Device, DeviceReported, LogOutAgent, PauseAgent
from acd.decision import Decision
from acd.events import OfferMade
from acd.policy import Selection
from acd.why import Reason, Why
from tests.support.desk import Desk, needing, of, policy, profile, seat, steps
from vocabulary.ids import AgentName


def why(decision: Decision) -> Why:
    """Of the only offer of this decision."""
    [made] = of(OfferMade, decision.events)
    return made.why


@pytest.mark.parametrize("rule", list(Selection))
def test_the_rule_of_the_queue_is_named(rule: Selection) -> None:
    desk = Desk()
    desk.queue("support", policy(selection=rule))
    desk.agent("anne")
    assert why(desk.caller("e1")).rule is rule


def test_the_winner_and_their_rank_are_named(desk: Desk) -> None:
    desk.agent("anne", seat(rank=3))
    decision = desk.caller("e1")
    [made] = of(OfferMade, decision.events)
    assert (made.agent, made.why.rank) == ("anne", 3)


def test_the_order_key_is_priority_then_time_less_credit_then_id(desk: Desk) -> None:
    desk.at(100)
    desk.caller("e1", priority=2)
    desk.prioritises("e1", 3, boost_seconds=40)
    assert why(desk.agent("anne")).order == (-3, 60, "e1")


def test_the_active_step_is_named_and_one_more_than_there_are_means_anybody(desk: Desk) -> None:
    desk.agent("anne")
    assert why(desk.caller("e1", needs=steps(("french", 30), "not french"))).step == 2
    desk.leaves("e1")
    assert why(desk.caller("e2", needs=steps(("french", 30)))).step == 2
    desk.leaves("e2")
    assert why(desk.caller("e3")).step == 1


def test_that_everybody_had_been_tried_is_told(desk: Desk) -> None:
    desk.agent("anne", unanswered_limit=99)
    assert why(desk.caller("e1")).started_anew is False
    assert why(desk.at(20)).started_anew is True


def test_an_only_agent_leaves_nobody_to_be_counted(desk: Desk) -> None:
    desk.agent("anne")
    assert why(desk.caller("e1")).counts() == {}


@pytest.mark.parametrize(
    ("hindrance", "reason"),
    [
        ("logged out", Reason.LOGGED_OUT),
        ("paused", Reason.PAUSED),
        ("phone unreachable", Reason.UNREACHABLE),
        ("phone in use", Reason.IN_USE),
        ("offered", Reason.OFFERED),
        ("talking", Reason.TALKING),
        ("wrapping up", Reason.WRAPPING_UP),
        ("resting", Reason.RESTING),
        ("without the skill", Reason.NO_MATCH),
        ("delayed", Reason.DELAYED),
        ("idle shorter", Reason.LATER),
        ("of a higher rank", Reason.LATER),
    ],
)
def test_every_agent_not_chosen_is_counted_under_the_first_reason_that_applies(
    desk: Desk, hindrance: str, reason: Reason
) -> None:
    other = AgentName("other")
    desk.agent("other", skills={"french": 1})
    match hindrance:
        case "logged out":
            desk.tell(LogOutAgent(other))
        case "paused":
            desk.tell(PauseAgent(other, "lunch"))
        case "phone unreachable":
            desk.tell(DeviceReported(other, Device.UNREACHABLE))
        case "phone in use":
            desk.tell(DeviceReported(other, Device.IN_USE))
        case "offered":
            desk.caller("e0")
        case "talking" | "wrapping up":
            desk.caller("e0")
            desk.talks("other")
            if hindrance == "wrapping up":
                desk.ends("other")
        case "resting":
            desk.caller("e0")
            desk.declines("other")
            desk.leaves("e0")
        case "without the skill":
            desk.tell(ConfigureAgent(profile("other", ["support"])))
        case "delayed":
            desk.tell(ConfigureAgent(profile("other", [seat(delay_seconds=30)], {"french": 1})))
        case "idle shorter":
            desk.tell(LogOutAgent(other))
        case _:
            desk.tell(ConfigureAgent(profile("other", [seat(rank=2)], {"french": 1})))
    desk.agent("anne", skills={"french": 1})
    if hindrance == "idle shorter":
        desk.agent("other", skills={"french": 1})
    decision = desk.caller("e1", needs=needing(french=1))
    assert desk.phones()["anne"] == "e1"
    assert why(decision).counts() == {reason: 1}


def test_whoever_did_not_answer_this_contact_is_counted_so(desk: Desk) -> None:
    desk.agent("anne")
    desk.agent("bert")
    desk.caller("e1")
    assert why(desk.at(20)).counts() == {Reason.TRIED: 1}


def test_the_counts_add_up_to_everybody_else_of_the_queue_and_nobody_of_another(desk: Desk) -> None:
    desk.queue("sales")
    for number in range(12):
        desk.agent(f"agent {number}", "support", skills={"french": number % 3})
    desk.agent("sam", "sales")
    for number in range(0, 12, 4):
        desk.tell(PauseAgent(AgentName(f"agent {number}"), "lunch"))
    for number in range(3):
        counts = why(desk.caller(f"e{number}", needs=needing(french=1))).counts()
        assert sum(counts.values()) == 11
        assert counts[Reason.PAUSED] == 3


def test_of_callers_offered_in_one_moment_each_has_reasons_of_its_own(desk: Desk) -> None:
    desk.caller("e1")
    desk.caller("e2", priority=1)
    desk.agent("anne")
    desk.agent("bert")
    orders = [made.why.order for made in of(OfferMade, desk.events)]
    assert orders == [(-1, 0, "e2"), (0, 0, "e1")]
