"""Whom of several a caller is offered to: each rule, rank, delay, several queues."""

from collections import Counter

import pytest

from acd.commands import ConfigureAgent, EndWrapUp, LogInAgent, LogOutAgent, PauseAgent, ResumeAgent
from acd.policy import Selection
from tests.support.desk import Desk, needing, policy, profile, rung, seat, steps
from vocabulary.chance import SeededChance
from vocabulary.ids import AgentName

ONE_BY_ONE = [rule for rule in Selection if rule not in {Selection.RING_ALL, Selection.RING_SEVERAL}]


def desk_choosing(rule: Selection, *agents: str, seed: int = 0) -> Desk:
    """One queue under this rule, and these agents, the first of them idle longest."""
    desk = Desk(SeededChance(seed))
    desk.queue("support", policy(selection=rule))
    for name in agents:
        desk.agent(name)
    return desk


def comes_back(desk: Desk, name: str) -> None:
    """The agent pauses and resumes: of all who are ready, they are idle for the shortest time now."""
    desk.tell(PauseAgent(AgentName(name), "tea"), ResumeAgent(AgentName(name)))


def test_longest_idle_rings_whoever_has_been_ready_longest() -> None:
    desk = desk_choosing(Selection.LONGEST_IDLE, "anne", "bert", "carl")
    comes_back(desk, "anne")
    desk.caller("e1")
    assert desk.phones() == {"bert": "e1"}


def test_most_proficient_counts_the_skills_of_the_active_step_alone() -> None:
    desk = desk_choosing(Selection.MOST_PROFICIENT)
    desk.agent("anne", skills={"french": 3, "sql": 9})
    desk.agent("bert", skills={"french": 4})
    desk.caller("e1", needs=needing(french=1))
    assert desk.phones() == {"bert": "e1"}


def test_most_proficient_adds_up_the_skills_the_step_speaks_of() -> None:
    desk = desk_choosing(Selection.MOST_PROFICIENT)
    desk.agent("anne", skills={"french": 4, "sql": 1})
    desk.agent("bert", skills={"french": 3, "sql": 3})
    desk.caller("e1", needs=needing(french=1, sql=1))
    assert desk.phones() == {"bert": "e1"}


def test_of_equally_proficient_agents_the_one_idle_longest_is_rung() -> None:
    desk = desk_choosing(Selection.MOST_PROFICIENT)
    for name in ("anne", "bert"):
        desk.agent(name, skills={"french": 4})
    comes_back(desk, "anne")
    desk.caller("e1", needs=needing(french=1))
    assert desk.phones() == {"bert": "e1"}


def test_round_robin_goes_in_turn_whoever_is_idle_longest() -> None:
    desk = desk_choosing(Selection.ROUND_ROBIN, "anne", "bert", "carl")
    turns: list[str] = []
    for number in range(6):
        comes_back(desk, "bert")
        desk.caller(f"e{number}")
        turns += desk.phones()
        desk.leaves(f"e{number}")
    assert turns == ["anne", "bert", "carl"] * 2


def test_round_robin_takes_turns_queue_by_queue() -> None:
    desk = desk_choosing(Selection.ROUND_ROBIN)
    desk.queue("sales", policy("sales", selection=Selection.ROUND_ROBIN))
    for name in ("anne", "bert"):
        desk.agent(name, "support", "sales")
    desk.caller("e1", "support")
    desk.leaves("e1")
    desk.caller("e2", "sales")
    assert desk.phones() == {"anne": "e2"}


def test_fewest_contacts_rings_whoever_talked_to_the_fewest_callers_however_idle() -> None:
    desk = desk_choosing(Selection.FEWEST_CONTACTS, "anne", "bert")
    desk.caller("e1")
    desk.serves("anne")
    comes_back(desk, "bert")
    desk.caller("e2")
    assert desk.phones() == {"bert": "e2"}


def test_fewest_contacts_counts_since_the_login() -> None:
    desk = desk_choosing(Selection.FEWEST_CONTACTS, "anne")
    desk.caller("e1")
    desk.serves("anne")
    desk.agent("bert")
    desk.caller("e2")
    desk.serves("bert")
    desk.tell(LogOutAgent(AgentName("bert")), LogInAgent(AgentName("bert")))
    desk.caller("e3")
    assert desk.phones() == {"bert": "e3"}


def test_random_gives_everybody_about_the_same() -> None:
    desk = desk_choosing(Selection.RANDOM, "anne", "bert", "carl")
    drawn: Counter[str] = Counter()
    for number in range(300):
        desk.caller(f"e{number}")
        drawn.update(list(desk.phones()))
        desk.leaves(f"e{number}")
    assert all(70 <= drawn[name] <= 130 for name in ("anne", "bert", "carl"))


def test_random_is_the_same_again_with_the_same_seed() -> None:
    def drawn(seed: int) -> list[str]:
        desk = desk_choosing(Selection.RANDOM, "anne", "bert", "carl", seed=seed)
        names: list[str] = []
        for number in range(20):
            desk.caller(f"e{number}")
            names += desk.phones()
            desk.leaves(f"e{number}")
        return names

    assert drawn(1) == drawn(1) != drawn(2)


def test_linear_begins_with_the_first_of_the_document_every_time() -> None:
    desk = desk_choosing(Selection.LINEAR, "anne", "bert", "carl")
    for number in range(3):
        comes_back(desk, "anne")
        desk.caller(f"e{number}")
        assert list(desk.phones()) == ["anne"]
        desk.leaves(f"e{number}")
    desk.caller("e3")
    desk.caller("e4")
    assert desk.phones() == {"anne": "e3", "bert": "e4"}


@pytest.mark.parametrize("rule", ONE_BY_ONE)
def test_the_lowest_rank_comes_first_whatever_the_rule(rule: Selection) -> None:
    desk = desk_choosing(rule)
    desk.agent("expert", seat(rank=2), skills={"french": 9})
    desk.agent("bert", seat(rank=1), skills={"french": 1})
    desk.caller("e0", needs=needing(french=1))
    desk.serves("bert")
    comes_back(desk, "bert")
    desk.caller("e1", needs=needing(french=1))
    assert desk.phones() == {"bert": "e1"}
    desk.caller("e2", needs=needing(french=1))
    assert desk.phones() == {"bert": "e1", "expert": "e2"}


def test_an_agent_with_a_delay_takes_only_callers_who_waited_so_long(desk: Desk) -> None:
    desk.agent("anne", seat(delay_seconds=30))
    desk.caller("e1")
    assert rung(desk.at(29.9)) == []
    assert rung(desk.at(30)) == ["anne"]


def test_a_delay_is_over_sooner_for_a_caller_with_a_boost(desk: Desk) -> None:
    desk.agent("anne", seat(delay_seconds=30))
    desk.caller("e1")
    desk.at(10)
    assert rung(desk.prioritises("e1", 0, boost_seconds=15)) == []
    assert rung(desk.at(15)) == ["anne"]


def test_a_delay_keeps_nobody_from_the_agents_who_have_none(desk: Desk) -> None:
    desk.agent("anne", seat(delay_seconds=30))
    desk.agent("bert")
    desk.caller("e1")
    assert desk.phones() == {"bert": "e1"}


def test_behind_a_vip_who_must_wait_for_an_agent_with_a_delay_an_older_caller_goes_first(desk: Desk) -> None:
    desk.caller("e1")
    desk.at(40)
    desk.caller("vip", priority=1)
    desk.agent("anne", seat(delay_seconds=30))
    assert desk.phones() == {"anne": "e1"}


def test_an_agent_with_a_delay_serves_their_other_queue_meanwhile(desk: Desk) -> None:
    desk.queue("sales")
    desk.agent("anne", seat("support", delay_seconds=30), seat("sales"))
    desk.caller("e1", "support")
    desk.at(5)
    desk.caller("e2", "sales")
    assert desk.phones() == {"anne": "e2"}


def test_a_rank_may_hold_agents_of_different_delays(desk: Desk) -> None:
    desk.agent("anne", seat(rank=1, delay_seconds=30))
    desk.agent("bert", seat(rank=1, delay_seconds=10))
    desk.agent("carl", seat(rank=2))
    for caller in ("e1", "e2", "e3"):
        desk.caller(caller)
    assert desk.phones() == {"carl": "e1"}
    desk.at(10)
    assert desk.phones() == {"carl": "e1", "bert": "e2"}
    desk.serves("carl")
    assert desk.phones() == {"bert": "e2", "carl": "e3"}


def test_of_several_queues_the_one_of_the_lowest_rank_is_served_first_even_before_a_priority(desk: Desk) -> None:
    desk.queue("sales")
    desk.caller("e1", "sales", priority=9)
    desk.at(60)
    desk.caller("e2", "support")
    desk.agent("anne", seat("support", rank=1), seat("sales", rank=2))
    assert desk.phones() == {"anne": "e2"}


def test_of_queues_of_equal_rank_the_caller_first_by_priority_and_time_is_served(desk: Desk) -> None:
    desk.queue("sales")
    desk.caller("e1", "sales")
    desk.at(1)
    desk.caller("e2", "support")
    desk.caller("e3", "support", priority=1)
    desk.agent("anne", "support", "sales")
    assert desk.phones() == {"anne": "e3"}
    desk.serves("anne")
    assert desk.phones() == {"anne": "e1"}


def test_a_changed_rank_holds_for_the_next_choice(desk: Desk) -> None:
    desk.agent("anne", seat(rank=1))
    desk.agent("bert", seat(rank=2))
    desk.tell(ConfigureAgent(profile("bert", [seat(rank=0)])))
    desk.caller("e1")
    assert desk.phones() == {"bert": "e1"}


def test_an_agent_in_wrap_up_is_chosen_by_no_rule() -> None:
    for rule in Selection:
        desk = desk_choosing(rule, "anne")
        desk.caller("e1")
        desk.talks("anne")
        desk.ends("anne")
        desk.caller("e2", needs=steps("true"))
        assert desk.phones() == {}
        desk.tell(EndWrapUp(AgentName("anne")))
        assert desk.phones() == {"anne": "e2"}
