"""Who did not answer a contact is not tried again for it before everybody ready was, or the step changes."""

from collections.abc import Callable

import pytest

from acd.commands import JoinFailed, PauseAgent, ResumeAgent
from acd.events import OfferMade
from acd.policy import Selection
from tests.support.desk import Desk, of, offers_in, policy, rung, seat, steps
from vocabulary.ids import AgentName

ANNE = AgentName("anne")


def test_an_absent_expert_of_the_lowest_rank_does_not_keep_the_next_rank_from_being_tried(desk: Desk) -> None:
    desk.agent("expert", seat(rank=1), unanswered_limit=99)
    desk.agent("bert", seat(rank=2))
    desk.caller("e1")
    assert desk.phones() == {"expert": "e1"}
    assert rung(desk.at(20)) == ["bert"]


def test_the_most_proficient_who_does_not_answer_is_followed_by_the_next() -> None:
    desk = Desk()
    desk.queue("support", policy(selection=Selection.MOST_PROFICIENT))
    for name, level in (("anne", 5), ("bert", 3), ("carl", 4)):
        desk.agent(name, skills={"french": level}, unanswered_limit=99)
    desk.caller("e1", needs=steps("french"))
    desk.at(60)
    assert offers_in(desk.events) == [("e1", "anne"), ("e1", "carl"), ("e1", "bert"), ("e1", "anne")]


def test_whoever_becomes_ready_untried_comes_before_whoever_was_tried(desk: Desk) -> None:
    desk.agent("anne", unanswered_limit=99)
    desk.agent("bert", unanswered_limit=99)
    desk.caller("e1")
    desk.at(20)
    desk.agent("carl")
    assert rung(desk.at(40)) == ["carl"]


def test_everybody_ready_was_tried_when_the_others_are_busy(desk: Desk) -> None:
    desk.agent("bert")
    desk.caller("e0")
    desk.talks("bert")
    desk.agent("expert", unanswered_limit=99)
    desk.caller("e1")
    assert rung(desk.at(20)) == ["expert"]


def test_a_line_behind_an_absent_expert_moves_on(desk: Desk) -> None:
    desk.agent("expert", unanswered_limit=99)
    for caller in ("e1", "e2", "e3"):
        desk.caller(caller)
    desk.agent("bert")
    assert desk.phones() == {"expert": "e1", "bert": "e2"}
    desk.serves("bert")
    assert desk.phones() == {"expert": "e1", "bert": "e3"}
    desk.serves("bert")
    desk.at(20)
    assert desk.phones() == {"bert": "e1"}


def test_a_new_step_gives_everybody_another_chance(desk: Desk) -> None:
    desk.agent("anne", unanswered_limit=99)
    desk.agent("bert", skills={"french": 1}, unanswered_limit=99)
    desk.caller("e1", needs=steps(("not french", 25), "true"))
    desk.at(21)
    desk.declines("anne")
    assert desk.phones() == {}
    assert rung(desk.at(25)) == ["bert"]
    desk.at(45)
    assert desk.phones() == {"anne": "e1"}


def test_a_changed_requirement_gives_everybody_another_chance(desk: Desk) -> None:
    desk.agent("anne", skills={"french": 1}, unanswered_limit=99)
    desk.caller("e1")
    desk.at(19)
    desk.agent("bert", unanswered_limit=99)
    desk.at(20)
    assert desk.phones() == {"bert": "e1"}
    desk.requires("e1", steps(("french", 60)))
    assert desk.phones() == {"anne": "e1"}
    made = of(OfferMade, desk.events)[-1]
    assert made.why.started_anew is False


def no_answer(desk: Desk) -> None:
    desk.at(20)


def decline(desk: Desk) -> None:
    desk.declines("anne")
    desk.at(11)


def unreachable(desk: Desk) -> None:
    desk.unreachable("anne")
    desk.at(6)


def lost_leg(desk: Desk) -> None:
    desk.answers("anne")
    desk.tell(JoinFailed(desk.offer_of("anne")))
    desk.at(6)


def going_away(desk: Desk) -> None:
    desk.tell(PauseAgent(ANNE, "tea"), ResumeAgent(ANNE))


@pytest.mark.parametrize("happening", [no_answer, decline, unreachable, lost_leg, going_away])
def test_every_way_of_not_being_there_counts_as_tried(desk: Desk, happening: Callable[[Desk], None]) -> None:
    desk.agent("anne", unanswered_limit=99)
    desk.agent("bert", unanswered_limit=99)
    desk.caller("e1")
    happening(desk)
    assert desk.phones() == {"bert": "e1"}
    desk.agent("carl")
    desk.declines("bert")
    assert desk.phones() == {"carl": "e1"}


def test_who_was_skipped_for_one_contact_is_first_for_the_next(desk: Desk) -> None:
    desk.agent("anne", unanswered_limit=99)
    desk.agent("bert", unanswered_limit=99)
    desk.caller("e1")
    desk.at(20)
    desk.caller("e2")
    assert desk.phones() == {"bert": "e1", "anne": "e2"}


def test_in_another_queue_nobody_was_tried_yet(desk: Desk) -> None:
    desk.queue("second")
    desk.agent("anne", "support", seat("second", rank=1), unanswered_limit=99)
    desk.agent("bert", seat("second", rank=2))
    desk.caller("e1")
    desk.at(20)
    desk.escalates("e1", "second")
    assert desk.phones() == {"anne": "e1"}


def test_that_all_begin_anew_is_on_the_record(desk: Desk) -> None:
    desk.agent("anne", unanswered_limit=99)
    desk.agent("bert", unanswered_limit=99)
    desk.caller("e1")
    desk.at(60)
    assert [made.why.started_anew for made in of(OfferMade, desk.events)] == [False, False, True, False]
