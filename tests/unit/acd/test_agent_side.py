"""The agent's side: blame by kind, limits and counters, a presence chosen during a call, short rests."""

from collections.abc import Callable
from typing import Any

import pytest

from acd.agents import Activity, Presence
from acd.commands import (
    Device,
    DeviceReported,
    EndWrapUp,
    LogInAgent,
    LogOutAgent,
    PauseAgent,
    ResumeAgent,
)
from acd.effects import Release, ReleaseAgent
from acd.events import AgentPaused, AgentRested, OfferEnd, OfferEnded
from acd.policy import Selection
from acd.profile import MicroPause
from tests.support.desk import Desk, of, policy, rung
from vocabulary.causes import HangUpCause
from vocabulary.ids import AgentName
from vocabulary.parties import Party

ANNE = AgentName("anne")


@pytest.fixture
def desk() -> Desk:
    """A queue where nobody wraps up, or rests after a decline or a failure."""
    desk = Desk()
    desk.queue("support", policy(wrap_up_seconds=0, decline_rest_seconds=0, failure_rest_seconds=0))
    return desk


# --- blame -----------------------------------------------------------------------------------------------------------


def rings_out(desk: Desk) -> None:
    desk.at(desk.now.monotonic + 20)


def declines(desk: Desk) -> None:
    desk.declines("anne")


def cannot_be_rung(desk: Desk) -> None:
    desk.unreachable("anne")


BLAMED: list[tuple[Callable[[Desk], None], str, OfferEnd, str]] = [
    (rings_out, "unanswered_limit", OfferEnd.EXPIRED, "not responding"),
    (declines, "declined_limit", OfferEnd.DECLINED, "declining"),
    (cannot_be_rung, "unreachable_limit", OfferEnd.UNREACHABLE, "unreachable"),
]


@pytest.mark.parametrize(("miss", "limit", "end", "reason"), BLAMED)
def test_each_kind_of_miss_has_its_own_limit_and_its_own_pause(
    desk: Desk, miss: Callable[[Desk], None], limit: str, end: OfferEnd, reason: str
) -> None:
    limits: dict[str, Any] = {"unanswered_limit": 99, limit: 3}
    desk.agent("anne", **limits)
    desk.caller("e1")
    for _ in range(2):
        miss(desk)
    assert of(AgentPaused, desk.events) == []
    miss(desk)
    assert of(AgentPaused, desk.events) == [AgentPaused(ANNE, reason, Party.SYSTEM)]
    assert desk.person("anne").ended == {end: 3}
    assert (desk.phones(), desk.line()) == ({}, ["e1"])


@pytest.mark.parametrize("miss", [declines, cannot_be_rung])
def test_whoever_declines_or_cannot_be_rung_is_paused_only_where_a_limit_is_set(
    desk: Desk, miss: Callable[[Desk], None]
) -> None:
    desk.agent("anne", unanswered_limit=1)
    desk.caller("e1")
    for _ in range(20):
        miss(desk)
    assert desk.person("anne").presence is Presence.AVAILABLE


def test_misses_of_one_kind_do_not_add_up_with_those_of_another(desk: Desk) -> None:
    desk.agent("anne", unanswered_limit=2, declined_limit=2, unreachable_limit=2)
    desk.caller("e1")
    for miss in (rings_out, declines, cannot_be_rung):
        miss(desk)
    assert desk.person("anne").presence is Presence.AVAILABLE


@pytest.mark.parametrize(("miss", "limit"), [blamed[:2] for blamed in BLAMED])
def test_an_answer_forgives_every_kind_of_miss(desk: Desk, miss: Callable[[Desk], None], limit: str) -> None:
    limits: dict[str, Any] = {"unanswered_limit": 99, limit: 2}
    desk.agent("anne", **limits)
    desk.caller("e1")
    miss(desk)
    desk.serves("anne")
    desk.caller("e2")
    miss(desk)
    assert desk.person("anne").presence is Presence.AVAILABLE


def test_a_phone_that_never_rang_is_unreachable_and_its_agent_has_missed_nothing() -> None:
    desk = Desk(phones_ring=False)
    desk.queue()
    desk.agent("anne", unanswered_limit=1)
    desk.caller("e1")
    offer = desk.offer_of("anne")
    decision = desk.at(20)
    [ended] = of(OfferEnded, decision.events)
    assert (ended.end, ended.cause) == (OfferEnd.UNREACHABLE, HangUpCause.NO_RESPONSE)
    assert of(ReleaseAgent, decision.effects) == [ReleaseAgent(offer, Release.NO_ANSWER)]
    assert desk.person("anne").presence is Presence.AVAILABLE
    assert (rung(desk.at(24.9)), rung(desk.at(25))) == ([], ["anne"])


def test_a_caller_who_leaves_while_the_phone_rings_is_counted_apart_and_blames_nobody(desk: Desk) -> None:
    desk.agent("anne", unanswered_limit=1)
    for number in range(3):
        desk.caller(f"e{number}")
        desk.leaves(f"e{number}")
    anne = desk.person("anne")
    assert (anne.ended, anne.misses, anne.presence) == ({OfferEnd.CALLER_LEFT: 3}, {}, Presence.AVAILABLE)


def test_a_lost_race_is_counted_apart_and_blames_nobody() -> None:
    desk = Desk()
    desk.queue("support", policy(selection=Selection.RING_ALL))
    desk.agent("anne", unanswered_limit=1)
    desk.agent("bert")
    desk.caller("e1")
    desk.answers("bert")
    anne = desk.person("anne")
    assert (anne.ended, anne.misses, anne.presence) == ({OfferEnd.LOST_RACE: 1}, {}, Presence.AVAILABLE)


def test_an_offer_taken_back_is_counted_apart_and_blames_nobody(desk: Desk) -> None:
    desk.agent("anne", unanswered_limit=1)
    desk.caller("e1")
    desk.tell(PauseAgent(ANNE, "tea"))
    anne = desk.person("anne")
    assert (anne.ended, anne.misses) == ({OfferEnd.WITHDRAWN: 1}, {})


def test_the_counters_begin_anew_with_the_login(desk: Desk) -> None:
    desk.agent("anne", unanswered_limit=99)
    desk.caller("e1")
    rings_out(desk)
    desk.serves("anne")
    desk.tell(LogOutAgent(ANNE), LogInAgent(ANNE))
    anne = desk.person("anne")
    assert (anne.contacts, anne.ended, anne.misses) == (0, {}, {})


def test_whoever_chose_a_pause_is_not_paused_again_by_the_system(desk: Desk) -> None:
    desk.agent("anne", unanswered_limit=1)
    desk.caller("e1")
    desk.tell(PauseAgent(ANNE, "tea"))
    desk.at(60)
    assert [paused.by for paused in of(AgentPaused, desk.events)] == [Party.AGENT]


# --- a presence chosen during a call ---------------------------------------------------------------------------------


@pytest.fixture
def talking() -> Desk:
    """Anne talks to e1, and will wrap up for ten seconds; e2 waits."""
    desk = Desk()
    desk.queue()
    desk.agent("anne")
    desk.caller("e1")
    desk.talks("anne")
    desk.caller("e2")
    return desk


def test_a_pause_chosen_during_a_call_begins_after_the_wrap_up(talking: Desk) -> None:
    talking.tell(PauseAgent(ANNE, "lunch"))
    talking.ends("anne")
    assert talking.person("anne").activity is Activity.WRAPPING_UP
    talking.at(60)
    anne = talking.person("anne")
    assert (anne.presence, anne.pause_reason, anne.activity) == (Presence.PAUSED, "lunch", Activity.IDLE)
    assert talking.phones() == {}


def test_the_last_presence_chosen_during_a_call_counts(talking: Desk) -> None:
    talking.tell(PauseAgent(ANNE, "lunch"), PauseAgent(ANNE, "training"), ResumeAgent(ANNE))
    talking.ends("anne")
    talking.at(10)
    assert talking.phones() == {"anne": "e2"}


def test_logging_out_during_a_call_lets_it_go_on_and_ends_with_it(talking: Desk) -> None:
    assert talking.tell(LogOutAgent(ANNE)).effects == ()
    assert talking.phones() == {"anne": "e1"}
    talking.ends("anne")
    talking.at(60)
    assert (talking.person("anne").presence, talking.phones()) == (Presence.LOGGED_OUT, {})


def test_a_presence_chosen_between_the_answer_and_the_joining_counts_when_the_joining_failed(desk: Desk) -> None:
    desk.agent("anne")
    desk.caller("e1")
    desk.answers("anne")
    desk.tell(PauseAgent(ANNE, "lunch"))
    desk.fails_to_join("anne")
    assert (desk.phones(), desk.person("anne").presence) == ({}, Presence.PAUSED)


def test_the_phone_is_an_axis_of_its_own(talking: Desk) -> None:
    talking.tell(DeviceReported(ANNE, Device.IN_USE))
    talking.ends("anne")
    talking.tell(EndWrapUp(ANNE))
    assert talking.person("anne").presence is Presence.AVAILABLE
    assert talking.phones() == {}
    talking.tell(DeviceReported(ANNE, Device.FREE))
    assert talking.phones() == {"anne": "e2"}


# --- short rests -----------------------------------------------------------------------------------------------------

TWO_IN_A_ROW = MicroPause(contacts_in_a_row=2, rest_seconds=30)
MOSTLY_BUSY = MicroPause(busy_share=0.5, over_seconds=100, rest_seconds=30)


def serve_two(desk: Desk) -> None:
    """Anne serves two callers without an idle moment between."""
    desk.caller("e1")
    desk.caller("e2")
    desk.serves("anne")
    desk.serves("anne")


def test_after_so_many_callers_in_a_row_the_agent_rests_for_a_while(desk: Desk) -> None:
    desk.agent("anne", micro_pause=TWO_IN_A_ROW)
    serve_two(desk)
    assert of(AgentRested, desk.events) == [AgentRested(ANNE, 30)]
    desk.caller("e3")
    assert desk.phones() == {}
    assert (rung(desk.at(29.9)), rung(desk.at(30))) == ([], ["anne"])


def test_an_idle_moment_between_two_callers_begins_the_row_anew(desk: Desk) -> None:
    desk.agent("anne", micro_pause=TWO_IN_A_ROW)
    desk.caller("e1")
    desk.serves("anne")
    desk.at(1)
    desk.caller("e2")
    desk.serves("anne")
    assert of(AgentRested, desk.events) == []


def test_whoever_was_busy_for_too_large_a_share_of_the_time_rests(desk: Desk) -> None:
    desk.agent("anne", micro_pause=MOSTLY_BUSY)
    for begin, end in ((0, 30), (40, 60)):
        desk.at(begin)
        desk.caller(f"e{begin}")
        desk.talks("anne")
        desk.at(end)
        assert of(AgentRested, desk.ends("anne").events) == []
    desk.at(70)
    desk.caller("e70")
    desk.talks("anne")
    desk.at(71)
    assert of(AgentRested, desk.ends("anne").events) == [AgentRested(ANNE, 30)]


def test_what_is_long_past_tires_nobody(desk: Desk) -> None:
    desk.agent("anne", micro_pause=MOSTLY_BUSY)
    desk.caller("e1")
    desk.talks("anne")
    desk.at(50)
    desk.ends("anne")
    desk.at(149)
    desk.caller("e2")
    desk.talks("anne")
    desk.at(160)
    assert of(AgentRested, desk.ends("anne").events) == []


def test_nobody_rests_while_a_caller_they_could_serve_waits(desk: Desk) -> None:
    desk.agent("anne", micro_pause=TWO_IN_A_ROW)
    for caller in ("e1", "e2", "e3"):
        desk.caller(caller)
    desk.serves("anne")
    desk.serves("anne")
    assert of(AgentRested, desk.events) == []
    assert desk.phones() == {"anne": "e3"}


def test_nobody_rests_unless_their_profile_says_so(desk: Desk) -> None:
    desk.agent("anne")
    for number in range(20):
        desk.caller(f"e{number}")
    for _ in range(20):
        desk.serves("anne")
    assert of(AgentRested, desk.events) == []
