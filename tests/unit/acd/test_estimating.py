"""Estimates from the state of a distributor: who is ahead, who counts as an agent, what opens later."""

import pytest

from acd.commands import ConfigureAgent, Device, DeviceReported, LogInAgent, PauseAgent, ResumeAgent
from acd.estimate import Estimate
from acd.estimating import Estimating
from acd.policy import QueuePolicy, Selection
from acd.profile import AgentProfile, Assignment
from tests.support.desk import Desk
from vocabulary.ids import AgentName, EntryId, QueueName, SkillName
from vocabulary.skills import Requirement, Step, Threshold

RING, SERVICE = 5.0, 180.0
"""What is taken for true as long as nothing was learnt."""

FRENCH = Threshold(SkillName("french"), 1)


def estimate(desk: Desk, entry: str) -> Estimate | None:
    """What an estimator without any experience makes of this caller now."""
    state = desk.distributor.state
    return Estimating(state).estimate(state.entries[EntryId(entry)], desk.now)


def mean(desk: Desk, entry: str) -> float:
    found = estimate(desk, entry)
    assert found is not None
    return found.mean_seconds


def seated(desk: Desk, name: str, *assignments: Assignment, **skills: int) -> None:
    """An agent at work with these assignments."""
    held = tuple((SkillName(skill), level) for skill, level in skills.items())
    desk.tell(ConfigureAgent(AgentProfile(AgentName(name), assignments, held)))
    desk.tell(LogInAgent(AgentName(name)), DeviceReported(AgentName(name), Device.FREE))


def busy(desk: Desk, name: str, queue: str = "support") -> None:
    """Give this agent, who is the one to be chosen, a conversation that begins now."""
    desk.caller(f"with-{name}", queue)
    desk.talks(name)


def crowd(desk: Desk, agents: int) -> None:
    for number in range(agents):
        desk.agent(f"agent{number}")
        busy(desk, f"agent{number}")


# --- who is ahead -----------------------------------------------------------------------------------------------------


def test_the_first_in_line_waits_for_one_agent_to_come_free_and_to_answer(desk: Desk) -> None:
    crowd(desk, 1)
    desk.caller("next")

    assert mean(desk, "next") == pytest.approx(SERVICE + RING, rel=0.05)


def test_every_caller_ahead_lengthens_the_wait(desk: Desk) -> None:
    crowd(desk, 2)
    waits = []
    for number in range(5):
        desk.caller(f"caller{number}")
        waits.append(mean(desk, f"caller{number}"))

    assert waits == sorted(set(waits))
    assert waits[4] == pytest.approx(5 * SERVICE / 2 + RING, rel=0.2)


def test_whoever_comes_later_lengthens_nothing_and_whoever_goes_before_does(desk: Desk) -> None:
    crowd(desk, 2)
    desk.caller("first")
    before = mean(desk, "first")
    desk.caller("later")
    assert mean(desk, "first") == before

    desk.caller("vip", priority=1)
    assert mean(desk, "first") > before


def test_callers_whom_other_agents_serve_are_not_in_the_way(desk: Desk) -> None:
    desk.queue("sales")
    crowd(desk, 1)
    desk.agent("seller", "sales")
    busy(desk, "seller", "sales")
    desk.caller("customer", "sales")
    alone = mean(desk, "customer")
    for number in range(5):
        desk.caller(f"caller{number}", priority=1)

    assert mean(desk, "customer") == alone


def test_a_caller_of_another_queue_is_in_the_way_by_the_share_of_agents_they_have_in_common(desk: Desk) -> None:
    desk.queue("sales")
    for name in ("both0", "both1"):
        desk.agent(name, "sales", "support")
        busy(desk, name, "sales")
    for name in ("seller0", "seller1", "seller2", "seller3"):
        desk.agent(name, "sales")
        busy(desk, name, "sales")
    desk.caller("other", "sales", priority=1)
    desk.caller("caller")
    with_other = mean(desk, "caller")
    desk.leaves("other")

    # One in three of those who serve the other caller could serve this one instead.
    assert with_other - mean(desk, "caller") == pytest.approx(SERVICE / 2 / 3, rel=0.1)


def test_agents_who_serve_another_queue_first_do_not_count_while_somebody_waits_there(desk: Desk) -> None:
    desk.queue("sales")
    for name in ("here0", "here1"):
        desk.agent(name)
        busy(desk, name)
    for name in ("there0", "there1"):
        seated(desk, name, Assignment(QueueName("sales"), 1), Assignment(QueueName("support"), 2))
        busy(desk, name, "sales")
    desk.caller("caller")
    with_help = mean(desk, "caller")
    desk.caller("other", "sales")

    assert mean(desk, "caller") - RING == pytest.approx(2 * (with_help - RING), rel=0.1)


def test_a_caller_ahead_counts_whole_also_when_some_agents_are_claimed_elsewhere(desk: Desk) -> None:
    desk.queue("sales")
    for name in ("here0", "here1"):
        desk.agent(name)
        busy(desk, name)
    seated(desk, "there", Assignment(QueueName("sales"), 1), Assignment(QueueName("support"), 2))
    busy(desk, "there", "sales")
    desk.caller("other", "sales")
    desk.caller("ahead", priority=1)
    desk.caller("caller")

    assert mean(desk, "caller") - mean(desk, "ahead") == pytest.approx((SERVICE + RING) / 2, rel=0.15)


def test_when_all_agents_serve_another_queue_first_everybody_there_is_ahead(desk: Desk) -> None:
    desk.queue("sales")
    seated(desk, "there", Assignment(QueueName("sales"), 1), Assignment(QueueName("support"), 2))
    busy(desk, "there", "sales")
    desk.caller("caller")
    alone = mean(desk, "caller")
    desk.caller("other", "sales")

    assert mean(desk, "caller") > 1.7 * alone


# --- who counts as an agent -------------------------------------------------------------------------------------------


def test_more_agents_shorten_the_wait_and_those_away_do_not_count(desk: Desk) -> None:
    crowd(desk, 2)
    desk.caller("caller")
    of_two = mean(desk, "caller")
    desk.tell(PauseAgent(AgentName("agent0"), "lunch"))
    of_one = mean(desk, "caller")
    desk.tell(ResumeAgent(AgentName("agent0")))

    assert of_one - RING == pytest.approx(2 * (of_two - RING), rel=0.05)
    assert mean(desk, "caller") == of_two


def test_when_nobody_able_is_at_work_there_is_no_estimate(desk: Desk) -> None:
    desk.caller("caller")
    assert estimate(desk, "caller") is None

    crowd(desk, 1)
    desk.caller("second")
    desk.tell(PauseAgent(AgentName("agent0"), "lunch"))
    assert estimate(desk, "second") is None


def test_only_agents_who_satisfy_the_step_count(desk: Desk) -> None:
    crowd(desk, 3)
    desk.agent("french", skills={"french": 3})
    busy(desk, "french")
    desk.caller("marie", needs=Requirement((Step(FRENCH),)))

    assert mean(desk, "marie") == pytest.approx(SERVICE + RING, rel=0.05)


def test_an_agent_close_to_the_end_of_the_wrap_up_shortens_the_wait(desk: Desk) -> None:
    crowd(desk, 1)
    desk.caller("caller")
    before = mean(desk, "caller")
    desk.at(60)
    desk.ends("agent0")

    assert mean(desk, "caller") == 10 + RING < before


def test_of_a_large_group_some_stand_for_all(desk: Desk) -> None:
    desk.queue("large", QueuePolicy(QueueName("large"), selection=Selection.LINEAR))
    for number in range(700):
        desk.agent(f"of-many{number}", "large")
        busy(desk, f"of-many{number}", "large")
    for number in range(7):
        desk.caller(f"caller{number}", "large")

    assert mean(desk, "caller6") - RING == pytest.approx(7 * (SERVICE + RING) / 700, rel=0.05)


def test_of_a_large_group_the_few_who_are_at_work_are_found(desk: Desk) -> None:
    for number in range(300):
        name = AgentName(f"of-many{number}")
        desk.tell(ConfigureAgent(AgentProfile(name, (Assignment(QueueName("support")),))))
    desk.tell(LogInAgent(AgentName("of-many111")), DeviceReported(AgentName("of-many111"), Device.FREE))
    busy(desk, "of-many111")
    desk.caller("caller")

    assert mean(desk, "caller") == pytest.approx(SERVICE + RING, rel=0.05)


# --- what opens later -------------------------------------------------------------------------------------------------


def test_a_step_to_open_with_an_idle_agent_ends_the_wait_there(desk: Desk) -> None:
    desk.agent("french", skills={"french": 3})
    busy(desk, "french")
    desk.agent("idle")
    desk.caller("marie", needs=Requirement((Step(FRENCH, expires_after_seconds=30.0),)))

    assert estimate(desk, "marie") == Estimate(30 + RING, 30 + RING, 30 + RING)
    desk.at(20)
    assert mean(desk, "marie") == 10 + RING


def test_a_step_to_open_with_busy_agents_shortens_the_wait_and_not_below_its_opening(desk: Desk) -> None:
    desk.agent("french", skills={"french": 3})
    busy(desk, "french")
    crowd(desk, 9)
    desk.caller("paul", needs=Requirement((Step(FRENCH),)))
    desk.caller("marie", needs=Requirement((Step(FRENCH, expires_after_seconds=60.0),)))

    assert 60 + RING <= mean(desk, "marie") < 90 < mean(desk, "paul")


def test_only_the_steps_that_somebody_at_work_could_meet_take_their_time(desk: Desk) -> None:
    desk.agent("french", skills={"french": 3})
    busy(desk, "french")
    desk.agent("idle")
    nobody = Step(Threshold(SkillName("klingon"), 5), expires_after_seconds=600.0)
    desk.caller("marie", needs=Requirement((Step(FRENCH, expires_after_seconds=30.0), nobody)))

    assert mean(desk, "marie") == 30 + RING


def test_an_agent_for_those_who_waited_long_counts_from_then_on(desk: Desk) -> None:
    crowd(desk, 1)
    seated(desk, "reserve", Assignment(QueueName("support"), 1, delay_seconds=40.0))
    desk.caller("caller")

    assert mean(desk, "caller") == 40 + RING
    desk.at(15)
    assert mean(desk, "caller") == 25 + RING
