"""What users of Genesys, Amazon Connect and Twilio complain about, and how ours behaves. Each names its thread."""

from acd.commands import Device, DeviceReported, LogOutAgent, PauseAgent, ResumeAgent
from acd.events import EntryQueued, OfferEnd, OfferEnded, PositionAnnounced
from acd.policy import Selection, ToCallback, WaysOut
from tests.support.desk import Desk, ended, needing, of, offers_in, opened, policy, rung, seat, steps
from vocabulary.ids import AgentName

ANNE = AgentName("anne")


def test_no_step_is_passed_over_while_somebody_could_meet_it() -> None:
    """community.genesys.com, routing-evalution-method: bullseye skips ring 2 with best available skills."""
    desk = Desk()
    desk.queue("support", policy(selection=Selection.MOST_PROFICIENT))
    for name, level in (("anne", 5), ("bert", 3), ("carl", 9)):
        desk.agent(name, skills={"french": level, "sql": 10 - level})
        desk.tell(PauseAgent(AgentName(name), "lunch"))
    desk.caller("e1", needs=steps(("french >= 8", 10), ("french >= 5", 10), ("french >= 3", 10)))
    assert [step for second in (10, 20, 30) for step, _ in opened(desk.at(second))] == [2, 3, 4]


def test_a_rank_replaces_no_skill(desk: Desk) -> None:
    """community.genesys.com, bullseye-ring-number-skills: skills are ignored for ring-1 members."""
    desk.agent("anne", seat(rank=1))
    desk.agent("bert", seat(rank=6), skills={"french": 3})
    desk.caller("e1", needs=needing(french=3))
    assert desk.phones() == {"bert": "e1"}


def test_whoever_wants_no_ranks_gives_everybody_the_same(desk: Desk) -> None:
    """community.genesys.com, bullseye-ring-number-skills: the ring number cannot be switched off."""
    for name in ("anne", "bert"):
        desk.agent(name)
    desk.tell(PauseAgent(ANNE, "tea"), ResumeAgent(ANNE))
    desk.caller("e1")
    assert desk.phones() == {"bert": "e1"}


def test_proficiency_is_the_sum_over_the_skills_asked_for_and_nothing_else() -> None:
    """community.genesys.com, skill-proficiency and how-skill-rating-works: how it is computed is documented nowhere."""
    desk = Desk()
    desk.queue("support", policy(selection=Selection.MOST_PROFICIENT))
    desk.agent("anne", skills={"french": 5, "sql": 1, "german": 9})
    desk.agent("bert", skills={"french": 2, "sql": 5})
    desk.caller("e1", needs=needing(french=1, sql=1))
    assert desk.phones() == {"bert": "e1"}


def test_an_estimate_counts_only_the_agents_who_could_serve_this_caller(desk: Desk) -> None:
    """community.genesys.com, estimated-wait-time-algorithm: the estimate is skewed, its algorithm a secret."""
    for number in range(9):
        desk.agent(f"agent {number}", skills={"german": 1})
        desk.caller(f"g{number}")
        desk.talks(f"agent {number}")
    desk.agent("expert", skills={"french": 1})
    desk.caller("f0", needs=needing(french=1))
    desk.talks("expert")
    desk.caller("german", needs=needing(german=1))
    desk.caller("french", needs=needing(french=1))
    german, french = (event.median_seconds or 0.0 for event in of(PositionAnnounced, desk.events))
    assert 0 < german * 3 < french


def test_the_time_of_a_step_and_the_longest_wait_of_the_queue_are_two_clocks() -> None:
    """forum.sggu.com, topic 1954: ring timers against the action timeout confuse everybody."""
    desk = Desk()
    desk.queue("support", policy(ways_out=WaysOut(max_wait_seconds=50)))
    desk.agent("expert", skills={"french": 5})
    desk.tell(PauseAgent(AgentName("expert"), "lunch"))
    desk.caller("e1", needs=steps(("french >= 4", 20), ("french >= 3", 600)))
    assert opened(desk.at(20)) == [(2, "expired")]
    assert ended(desk.at(49.9)) == []
    assert ended(desk.at(50)) == [("e1", "timed out")]


def test_an_estimate_changes_while_a_caller_waits(desk: Desk) -> None:
    """repost.aws, lack-of-details-around-estimated-wait-time-metric: the estimate of a waiting contact stays."""
    desk.agent("anne")
    desk.caller("e0")
    desk.talks("anne")
    for caller in ("e1", "e2", "e3"):
        desk.caller(caller)
    desk.at(60)
    desk.leaves("e1")
    desk.leaves("e2")
    desk.at(90)
    told = [event.median_seconds or 0.0 for event in of(PositionAnnounced, desk.events) if event.entry == "e3"]
    assert told[0] > told[-1] > 0


def test_a_contact_handed_to_another_queue_does_not_jump_to_its_front(desk: Desk) -> None:
    """repost.aws, agent-transfer-to-queue-via-quick-connect: an agent's transfer goes before all who wait."""
    desk.queue("second")
    desk.caller("e0", "second")
    desk.at(5)
    desk.agent("anne")
    desk.caller("e1")
    desk.talks("anne")
    desk.at(60)
    [queued] = of(EntryQueued, desk.escalates("e1", "second").events)
    assert (queued.position, queued.credit_seconds) == (2, 0)


def test_a_step_that_expires_while_the_first_agent_does_not_answer_still_leads_to_the_next(desk: Desk) -> None:
    """Amazon Connect admin guide, set-routing-criteria: a short expiry stops routing when the first agent misses."""
    desk.agent("anne", skills={"french": 5})
    desk.agent("bert", skills={"french": 4})
    desk.caller("e1", needs=steps(("french >= 5", 5), ("french >= 4", 5), ("french >= 3", 5)))
    assert rung(desk.at(20)) == ["bert"]


def test_a_miss_a_decline_and_a_caller_who_left_are_told_apart(desk: Desk) -> None:
    """amazon-connect/amazon-connect-streams issues 658 and 551: missed, rejected and ended all read Error."""
    desk.agent("anne", unanswered_limit=99)
    desk.caller("e1")
    desk.at(20)
    desk.declines("anne")
    desk.at(30)
    desk.unreachable("anne")
    desk.at(35)
    desk.leaves("e1")
    assert [event.end for event in of(OfferEnded, desk.events)] == [
        OfferEnd.EXPIRED,
        OfferEnd.DECLINED,
        OfferEnd.UNREACHABLE,
        OfferEnd.CALLER_LEFT,
    ]


def test_the_last_word_about_what_comes_next_counts_after_a_missed_call_too(desk: Desk) -> None:
    """amazon-connect/amazon-connect-streams issue 613: after a missed call Available ends as the earlier Offline."""
    desk.agent("anne")
    desk.caller("e1")
    desk.tell(PauseAgent(ANNE, "offline"))
    desk.tell(ResumeAgent(ANNE))
    assert desk.phones() == {"anne": "e1"}


def test_a_choice_taken_back_during_a_call_is_taken_back(desk: Desk) -> None:
    """amazon-connect/amazon-connect-streams issue 943: a next state set back to Available leaves Lunch enqueued."""
    desk.agent("anne")
    desk.caller("e1")
    desk.talks("anne")
    desk.tell(PauseAgent(ANNE, "lunch"), ResumeAgent(ANNE))
    desk.ends("anne")
    desk.at(10)
    desk.caller("e2")
    assert desk.phones() == {"anne": "e2"}


def test_a_call_of_the_agents_own_that_came_to_nothing_ends_no_pause(desk: Desk) -> None:
    """amazon-connect/amazon-connect-streams issue 241: a failed outbound call turns a break into Available."""
    desk.agent("anne")
    desk.tell(PauseAgent(ANNE, "break"))
    desk.tell(DeviceReported(ANNE, Device.IN_USE), DeviceReported(ANNE, Device.FREE))
    desk.caller("e1")
    assert desk.phones() == {}


def test_a_call_does_not_come_back_at_once_to_the_only_agent_who_declined_it(desk: Desk) -> None:
    """amazon-connect/amazon-connect-streams issue 292: a call keeps ringing the only agent who rejected it."""
    desk.agent("anne", declined_limit=2)
    desk.caller("e1")
    assert rung(desk.declines("anne")) == []
    assert rung(desk.at(9.9)) == []
    assert rung(desk.at(10)) == ["anne"]
    desk.declines("anne")
    assert rung(desk.at(3600)) == []


def test_another_router_may_name_the_agent_itself(desk: Desk) -> None:
    """amazon-connect/amazon-connect-streams issue 76: an external router cannot take a call and give it to an agent."""
    for name in ("anne", "bert"):
        desk.agent(name)
        desk.tell(DeviceReported(AgentName(name), Device.IN_USE))
    desk.caller("e1")
    desk.requires("e1", steps("agent bert"))
    for name in ("anne", "bert"):
        desk.tell(DeviceReported(AgentName(name), Device.FREE))
    assert desk.phones() == {"bert": "e1"}


def test_callbacks_are_served_in_the_order_in_which_their_callers_came() -> None:
    """twilio-labs/plugin-queued-callbacks-and-voicemail issue 9: callbacks are served before people who waited."""
    desk = Desk()
    desk.queue("support", policy(ways_out=WaysOut(keys=(("1", ToCallback()),))))
    for second in range(4):
        desk.at(second)
        desk.caller(f"e{second}", number=f"10{second}")
    desk.presses("e2", "1")
    for number in range(4):
        desk.agent(f"agent {number}")
    assert [caller for caller, _ in offers_in(desk.events)] == ["e0", "e1", "e2", "e3"]


def test_the_age_of_a_contact_can_be_set(desk: Desk) -> None:
    """twilio-labs/plugin-queued-callbacks-and-voicemail issue 9: nobody can say that a task has waited for longer."""
    desk.caller("e1")
    desk.at(30)
    desk.caller("e2")
    desk.prioritises("e2", 0, boost_seconds=31)
    assert desk.line() == ["e2", "e1"]


def test_an_agent_who_logged_out_is_offered_nothing_whatever_was_chosen_before(desk: Desk) -> None:
    """amazon-connect/amazon-connect-streams issue 613: an earlier choice comes back later."""
    desk.agent("anne")
    desk.tell(PauseAgent(ANNE, "lunch"), ResumeAgent(ANNE), LogOutAgent(ANNE))
    desk.caller("e1")
    assert rung(desk.at(3600)) == []
