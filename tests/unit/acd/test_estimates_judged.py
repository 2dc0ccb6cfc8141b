"""Estimates judged by what came of them, and spoken only while they hold."""

from acd.commands import LogOutAgent
from acd.effects import Announce
from acd.events import EstimateJudged, PositionAnnounced
from acd.policy import Announcements, Estimates, QueuePolicy, WaysOut
from tests.support.desk import Desk
from vocabulary.ids import AgentName, QueueName


def busy(desk: Desk, name: str, queue: str = "support") -> None:
    """Give this agent, who is the one to be chosen, a conversation that begins now."""
    desk.caller(f"with-{name}", queue)
    desk.talks(name)


def crowd(desk: Desk, agents: int) -> None:
    for number in range(agents):
        desk.agent(f"agent{number}")
        busy(desk, f"agent{number}")


def judged(desk: Desk) -> list[EstimateJudged]:
    return [event for event in desk.events if isinstance(event, EstimateJudged)]


def announced(desk: Desk, entry: str) -> list[PositionAnnounced]:
    return [event for event in desk.events if isinstance(event, PositionAnnounced) and event.entry == entry]


# --- verdicts ---------------------------------------------------------------------------------------------------------


def test_whoever_waited_and_was_answered_is_judged_by_the_first_estimate(desk: Desk) -> None:
    crowd(desk, 1)
    first = desk.caller("caller")
    desk.at(50)
    desk.caller("later")
    desk.ends("agent0")
    desk.at(63)
    desk.talks("agent0")

    verdict = judged(desk)[-1]
    assert (verdict.entry, verdict.queue, verdict.waited_seconds) == ("caller", "support", 63)
    assert verdict.bound_seconds > verdict.median_seconds > 100
    assert not any(isinstance(event, EstimateJudged) for event in first.events)


def test_whoever_is_offered_at_once_or_gives_up_is_not_judged(desk: Desk) -> None:
    crowd(desk, 1)
    desk.caller("caller")
    desk.at(20)
    desk.leaves("caller")

    assert judged(desk) == []


def test_where_estimates_are_switched_off_none_is_made(desk: Desk) -> None:
    off = Announcements(estimates=Estimates(spoken=False))
    desk.queue("quiet", QueuePolicy(QueueName("quiet"), announcements=off))
    desk.agent("agent", "quiet")
    busy(desk, "agent", "quiet")
    desk.caller("caller", "quiet")
    desk.at(30)
    desk.ends("agent")
    desk.at(50)
    desk.talks("agent")

    assert judged(desk) == []
    assert [event.bound_seconds for event in announced(desk, "caller")] == [None]


def test_shorter_conversations_are_learnt_from(desk: Desk) -> None:
    desk.agent("agent")
    for number in range(20):
        desk.caller(f"caller{number}")
        desk.talks("agent")
        desk.at(desk.now.monotonic + 20)
        desk.ends("agent")
        desk.at(desk.now.monotonic + 10)
    busy(desk, "agent")
    desk.caller("last")
    (said,) = announced(desk, "last")

    assert said.median_seconds is not None
    assert said.median_seconds < 60


# --- what is spoken ---------------------------------------------------------------------------------------------------


ALWAYS = Estimates(least_hit_rate=0.0, most_hit_rate=1.0, judged_at_least=1)


def telling(estimates: Estimates, ways_out: WaysOut | None = None) -> QueuePolicy:
    """Places, and what these estimates allow, are announced every 20 s."""
    announcements = Announcements(every_seconds=20.0, min_gap_seconds=5.0, estimates=estimates)
    return QueuePolicy(QueueName("support"), announcements=announcements, ways_out=ways_out or WaysOut())


def speaking(estimates: Estimates = ALWAYS) -> Desk:
    """One caller was judged already, two agents talk."""
    desk = Desk()
    desk.queue(policy=telling(estimates))
    desk.agent("one")
    busy(desk, "one")
    desk.caller("judged")
    desk.at(100)
    desk.ends("one")
    desk.at(115)
    desk.talks("one")
    desk.agent("two")
    busy(desk, "two")
    return desk


def spoken(desk: Desk, entry: str) -> list[float | None]:
    return [effect.wait_seconds for effect in desk.effects if isinstance(effect, Announce) and effect.entry == entry]


def test_an_estimate_that_may_not_be_spoken_yet_is_recorded_all_the_same() -> None:
    desk = speaking(Estimates())
    desk.caller("caller")
    (said,) = announced(desk, "caller")

    assert spoken(desk, "caller") == [None]
    assert not said.wait_spoken
    assert said.median_seconds is not None


def test_what_is_spoken_is_the_bound_that_holds_for_four_of_five() -> None:
    desk = speaking()
    desk.caller("caller")
    (said,) = announced(desk, "caller")

    assert said.wait_spoken
    assert spoken(desk, "caller") == [said.bound_seconds]


def test_the_spoken_bound_does_not_rise_when_others_go_before() -> None:
    desk = speaking()
    desk.caller("caller")
    for number in range(4):
        desk.caller(f"vip{number}", priority=1)
    desk.at(180)
    bounds = spoken(desk, "caller")

    assert len(bounds) > 2
    assert bounds == sorted(bounds, key=lambda bound: -(bound or 0.0))


def test_the_spoken_bound_rises_when_fewer_agents_are_at_work() -> None:
    desk = speaking()
    desk.caller("caller")
    desk.tell(LogOutAgent(AgentName("two")))
    desk.at(140)
    first, second, *_ = (bound or 0.0 for bound in spoken(desk, "caller"))

    assert second > first
