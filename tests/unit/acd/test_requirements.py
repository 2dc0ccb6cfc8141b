"""What a caller needs, and how it loosens: steps and their expiry, steps nobody can meet, changes while waiting."""

import pytest

from acd.commands import Device, DeviceReported, LogInAgent, LogOutAgent, PauseAgent
from acd.effects import Release, ReleaseAgent
from acd.events import CallConnected, EntryQueued, OfferEnd, OfferEnded, RequestRefused
from tests.support.desk import ANYBODY, Desk, needing, of, opened, policy, rung, steps
from vocabulary.ids import AgentName

EXPERT = AgentName("expert")


@pytest.fixture
def staffed(desk: Desk) -> Desk:
    """An expert in French, logged in and paused; Bert, who knows none, is ready."""
    desk.agent("expert", skills={"french": 5})
    desk.tell(PauseAgent(EXPERT, "lunch"))
    desk.agent("bert")
    return desk


def test_a_step_may_combine_skills_thresholds_and_names(desk: Desk) -> None:
    desk.agent("anne", skills={"french": 5, "sql": 1})
    desk.agent("bert", skills={"french": 5, "sql": 4})
    desk.agent("carl", skills={"german": 2})
    desk.caller("e1", needs=steps("french >= 3 and sql >= 2 and not agent anne"))
    desk.caller("e2", needs=steps("sql > 4 or german = 2"))
    desk.caller("e3", needs=steps("agent in (bert, anne)"))
    assert desk.phones() == {"bert": "e1", "carl": "e2", "anne": "e3"}


@pytest.mark.parametrize(
    ("expression", "serves"),
    [("english < 1", False), ("english != 5", False), ("english <= 9", False), ("not english", True)],
)
def test_a_comparison_with_a_skill_the_agent_does_not_have_is_false(desk: Desk, expression: str, serves: bool) -> None:
    desk.agent("anne")
    desk.caller("e1", needs=steps(expression))
    assert bool(desk.phones()) is serves


def test_while_a_step_lasts_only_agents_who_meet_it_are_rung_and_then_everybody(staffed: Desk) -> None:
    staffed.caller("e1", needs=steps(("french >= 3", 30)))
    staffed.at(29.9)
    assert staffed.phones() == {}
    decision = staffed.at(30)
    assert opened(decision) == [(2, "expired")]
    assert staffed.phones() == {"bert": "e1"}


def test_a_last_step_without_expiry_lasts_for_ever(staffed: Desk) -> None:
    staffed.caller("e1", needs=steps("french >= 3"))
    staffed.at(36_000)
    assert (staffed.phones(), staffed.line()) == ({}, ["e1"])


def test_each_step_has_its_own_time(staffed: Desk) -> None:
    needs = steps(("french >= 5", 10), ("french >= 3", 20), ("french", 5))
    assert opened(staffed.caller("e1", needs=needs)) == [(1, "entered")]
    assert [opened(staffed.at(second)) for second in (9, 10, 29, 30, 34, 35)] == [
        [],
        [(2, "expired")],
        [],
        [(3, "expired")],
        [],
        [(4, "expired")],
    ]


def test_a_later_step_may_ask_for_less_and_reach_who_has_less(desk: Desk) -> None:
    desk.agent("expert", skills={"french": 5})
    desk.caller("e0", needs=needing(french=5))
    desk.talks("expert")
    desk.agent("bert", skills={"french": 2})
    desk.caller("e1", needs=steps(("french >= 4", 30), ("french >= 2", 30)))
    assert rung(desk.at(29)) == []
    assert rung(desk.at(30)) == ["bert"]


def test_steps_that_nobody_logged_in_could_meet_are_skipped_at_once(desk: Desk) -> None:
    desk.agent("bert")
    decision = desk.caller("e1", needs=steps(("french >= 3", 30), ("french", 30), "not french"))
    assert opened(decision) == [(3, "nobody logged in could match")]
    assert desk.phones() == {"bert": "e1"}


@pytest.mark.parametrize("hindrance", ["paused", "talking", "phone in use", "phone unreachable"])
def test_a_step_is_waited_for_while_somebody_who_meets_it_is_logged_in_whatever_they_do(
    desk: Desk, hindrance: str
) -> None:
    desk.agent("expert", skills={"french": 5})
    match hindrance:
        case "paused":
            desk.tell(PauseAgent(EXPERT, "lunch"))
        case "talking":
            desk.caller("e0")
            desk.talks("expert")
        case "phone in use":
            desk.tell(DeviceReported(EXPERT, Device.IN_USE))
        case _:
            desk.tell(DeviceReported(EXPERT, Device.UNREACHABLE))
    desk.agent("bert")
    assert opened(desk.caller("e1", needs=steps(("french", 30)))) == [(1, "entered")]
    assert "bert" not in desk.phones()


def test_a_step_is_skipped_when_the_last_who_could_meet_it_logs_out(staffed: Desk) -> None:
    staffed.caller("e1", needs=steps(("french", 30)))
    staffed.at(5)
    assert opened(staffed.tell(LogOutAgent(EXPERT))) == [(2, "nobody logged in could match")]
    assert staffed.phones() == {"bert": "e1"}


def test_a_last_step_without_expiry_is_waited_for_although_nobody_logged_in_could_meet_it(desk: Desk) -> None:
    desk.agent("bert")
    desk.caller("e1", needs=steps("french"))
    desk.at(60)
    assert desk.phones() == {}
    desk.agent("expert", skills={"french": 1})
    assert desk.phones() == {"expert": "e1"}


def test_an_offer_made_under_a_step_survives_its_expiry(desk: Desk) -> None:
    desk.caller("e0")
    desk.agent("expert", skills={"french": 5})
    desk.talks("expert")
    desk.agent("bert")
    desk.caller("e1", needs=steps(("french", 30)))
    desk.at(15)
    desk.ends("expert")
    desk.at(25)
    assert desk.phones() == {"expert": "e1"}
    decision = desk.at(30)
    assert opened(decision) == [(2, "expired")]
    assert decision.effects == ()
    assert len(of(CallConnected, desk.answers("expert").events)) == 1


def test_when_such_an_offer_ends_unanswered_the_step_that_is_active_by_then_holds(desk: Desk) -> None:
    desk.agent("expert", skills={"french": 5})
    desk.agent("bert")
    desk.caller("e1", needs=steps(("french", 15)))
    assert rung(desk.at(19)) == []
    assert rung(desk.at(20)) == ["bert"]


def test_place_and_enqueue_time_are_kept_from_step_to_step(staffed: Desk) -> None:
    staffed.caller("e1", needs=steps(("french", 30)))
    staffed.at(10)
    staffed.caller("e2", needs=needing(french=1))
    staffed.at(30)
    assert staffed.line() == ["e1", "e2"]
    staffed.at(33)
    [connected] = of(CallConnected, staffed.answers("bert").events)
    assert connected.wait_seconds == 33


def test_a_changed_requirement_holds_at_once(staffed: Desk) -> None:
    staffed.caller("e1", needs=needing(french=3))
    staffed.at(8)
    assert rung(staffed.requires("e1", ANYBODY)) == ["bert"]


def test_a_changed_requirement_begins_with_its_first_step_and_its_whole_time(staffed: Desk) -> None:
    staffed.caller("e1", needs=steps(("french >= 3", 30)))
    staffed.at(29)
    assert opened(staffed.requires("e1", steps(("french >= 4", 20)))) == [(1, "changed")]
    assert opened(staffed.at(48.9)) == []
    assert opened(staffed.at(49)) == [(2, "expired")]


def test_a_changed_requirement_costs_nobody_the_place(staffed: Desk) -> None:
    staffed.caller("e1", needs=needing(french=3))
    staffed.at(1)
    staffed.caller("e2", needs=needing(french=3))
    staffed.requires("e1", needing(french=4))
    assert staffed.line() == ["e1", "e2"]


def test_a_phone_whose_agent_does_not_meet_the_changed_requirement_is_let_go_unblamed(desk: Desk) -> None:
    desk.agent("bert")
    desk.caller("e1")
    offer = desk.offer_of("bert")
    desk.agent("expert", skills={"french": 5})
    decision = desk.requires("e1", needing(french=3))
    assert [event.end for event in of(OfferEnded, decision.events)] == [OfferEnd.WITHDRAWN]
    assert of(ReleaseAgent, decision.effects) == [ReleaseAgent(offer, Release.NOT_WANTED)]
    assert desk.phones() == {"expert": "e1"}
    assert desk.person("bert").misses == {}


def test_a_phone_whose_agent_meets_the_changed_requirement_goes_on_ringing(desk: Desk) -> None:
    desk.agent("expert", skills={"french": 5})
    desk.caller("e1")
    desk.at(5)
    assert desk.requires("e1", needing(french=3)).effects == ()
    assert desk.phones() == {"expert": "e1"}


def test_a_changed_priority_holds_at_once(desk: Desk) -> None:
    for second, caller in enumerate(("e1", "e2", "e3")):
        desk.at(second)
        desk.caller(caller)
    desk.prioritises("e3", 1)
    assert desk.line() == ["e3", "e1", "e2"]
    desk.agent("anne")
    assert desk.phones() == {"anne": "e3"}


def test_a_boost_counts_as_so_much_more_waiting(desk: Desk) -> None:
    for second, caller in ((0, "e1"), (10, "e2"), (20, "e3")):
        desk.at(second)
        desk.caller(caller)
    desk.prioritises("e3", 0, boost_seconds=15)
    assert desk.line() == ["e1", "e3", "e2"]
    desk.prioritises("e3", 0, boost_seconds=-15)
    assert desk.line() == ["e1", "e2", "e3"]


def test_a_boost_outweighs_no_priority(desk: Desk) -> None:
    desk.caller("vip", priority=1)
    desk.caller("e1")
    desk.prioritises("e1", 0, boost_seconds=100_000)
    assert desk.line() == ["vip", "e1"]


def test_a_boost_is_not_counted_as_waiting_in_the_record(desk: Desk) -> None:
    desk.caller("e1")
    desk.prioritises("e1", 0, boost_seconds=100)
    desk.at(10)
    desk.agent("anne")
    [connected] = of(CallConnected, desk.answers("anne").events)
    assert connected.wait_seconds == 10


def test_callers_equal_in_priority_and_time_are_ordered_by_id_and_never_by_accident(desk: Desk) -> None:
    for caller in ("e3", "e1", "e2"):
        desk.caller(caller)
    assert desk.line() == ["e1", "e2", "e3"]


def test_a_priority_changed_while_a_phone_rings_takes_that_phone_from_nobody(desk: Desk) -> None:
    desk.agent("anne")
    desk.caller("e1")
    desk.caller("e2")
    assert desk.prioritises("e2", 9).effects == ()
    assert desk.phones() == {"anne": "e1"}


def test_a_changed_priority_goes_with_the_contact_to_the_next_queue(desk: Desk) -> None:
    desk.queue("second", policy("second"))
    desk.caller("e1")
    desk.prioritises("e1", 4)
    [queued] = of(EntryQueued, desk.escalates("e1", "second").events)
    assert queued.priority == 4


def test_changing_a_contact_that_is_unknown_connected_or_over_is_refused(desk: Desk) -> None:
    desk.agent("anne")
    desk.caller("e1")
    refused = RequestRefused("contact-e1", "contact-e1 does not wait in a queue")
    desk.answers("anne")
    assert desk.requires("e1", ANYBODY).events == (refused,)
    desk.joined("anne")
    assert desk.prioritises("e1", 1).events == (refused,)
    desk.ends("anne")
    assert desk.requires("e1", ANYBODY).events == (refused,)
    assert len(of(RequestRefused, desk.prioritises("nobody", 1).events)) == 1


def test_whoever_logs_in_and_meets_the_step_is_rung_before_it_expires(desk: Desk) -> None:
    desk.agent("expert", skills={"french": 5})
    desk.tell(PauseAgent(EXPERT, "lunch"))
    desk.caller("e1", needs=steps(("french", 30)))
    desk.at(10)
    desk.agent("second expert", skills={"french": 2})
    assert desk.phones() == {"second expert": "e1"}
    desk.tell(LogOutAgent(EXPERT), LogInAgent(EXPERT))
    assert desk.phones() == {"second expert": "e1"}
