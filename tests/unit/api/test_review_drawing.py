"""Whose conversations a reviewer may judge, and that nothing else is drawn for them."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from api.review_drawing import (
    drawn_of_shift,
    drawn_within,
    judged_queues,
    refusal_of_reading,
    refusal_of_reviewing,
    refusal_of_reviews,
    scorecards_for,
    turn_drawn,
)
from api.review_shifts import Shifts, shift_asked
from calls.permissions import ADMIN, Person, person_called
from recordings.review_draw import LeftOut, Turn
from storage.review_pool import Standing, Tally, Whose
from tests.support.asking import BOB, CAROL, SALES, SUPPORT
from tests.support.reviewing import FLOOR
from vocabulary.chance import SeededChance
from vocabulary.ids import AgentName, QueueName, RecordingId

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def person(name: str) -> Person:
    found = person_called(FLOOR, name)
    assert found is not None
    return found


def whose(agent: AgentName | None) -> Whose:
    return Whose(agent, SUPPORT, agent, SUPPORT)


def standing(
    name: str, agent: AgentName | None = BOB, left_out: LeftOut | None = None, *, counts: bool = False
) -> Standing:
    return Standing(RecordingId(name), whose(agent), NOON, left_out, counts)


def test_the_admin_and_supervisors_with_that_permission_review_whom_they_lead() -> None:
    assert refusal_of_reviewing(FLOOR, ADMIN, whose(BOB)) == ""
    assert refusal_of_reviewing(FLOOR, person("tess"), whose(BOB)) == ""
    assert refusal_of_reviewing(FLOOR, person("tess"), whose(CAROL)) != ""


def test_a_supervisor_without_the_permission_to_hear_recordings_reviews_nobody() -> None:
    assert "hear recordings" in refusal_of_reviewing(FLOOR, person("deaf"), whose(BOB))


def test_what_a_supervisor_may_not_hear_by_its_label_they_do_not_review() -> None:
    assert refusal_of_reviewing(FLOOR, person("tess"), Whose(BOB, SUPPORT, None, SALES)) != ""
    assert refusal_of_reviewing(FLOOR, person("chief"), Whose(BOB, SUPPORT, None, SUPPORT)) == ""


def test_an_agent_reviews_nobody_and_reads_what_was_said_of_their_own() -> None:
    bob = person("bob")
    assert refusal_of_reviews(bob) != ""
    assert refusal_of_reviewing(FLOOR, bob, whose(CAROL)) != ""
    assert refusal_of_reading(FLOOR, bob, BOB, SUPPORT) == ""
    assert refusal_of_reading(FLOOR, bob, CAROL, SUPPORT) != ""


def test_a_supervisor_who_takes_calls_does_not_review_their_own() -> None:
    carol = person("chief")
    assert carol.agent == CAROL
    assert refusal_of_reviewing(FLOOR, carol, whose(CAROL)).startswith("this is your own")
    assert refusal_of_reading(FLOOR, carol, CAROL, SUPPORT) == ""
    assert refusal_of_reviewing(FLOOR, carol, whose(BOB)) == ""


@pytest.mark.parametrize("name", ["tess", "deaf"])
def test_nobody_reads_what_was_said_of_a_recording_of_no_agent_that_is_not_theirs_to_hear(name: str) -> None:
    assert refusal_of_reading(FLOOR, person(name), None, SALES) != ""


def test_a_queue_is_judged_by_the_scorecards_that_name_it() -> None:
    assert scorecards_for(FLOOR, SUPPORT) == ("quality", "tone")
    assert scorecards_for(FLOOR, QueueName("nowhere")) == ()
    assert scorecards_for(FLOOR, None) == ()
    assert judged_queues(FLOOR) == (SUPPORT, SALES)


def tally(agent: AgentName | None, left_out: LeftOut | None = None, recordings: int = 1, counted: int = 0) -> Tally:
    return Tally(whose(agent), left_out, recordings, counted)


def of_tess(of: Whose) -> str:
    return refusal_of_reviewing(FLOOR, person("tess"), of)


def test_it_is_the_turn_only_of_those_whom_the_reviewer_may_hear() -> None:
    tallies = [tally(BOB), tally(CAROL), tally(CAROL, LeftOut.TOO_SHORT), tally(None, LeftOut.NO_AGENT)]
    tallies += [tally(BOB, LeftOut.TOO_SHORT, 3), tally(BOB, LeftOut.REVIEWED, 2, counted=2)]
    turn, left_out = turn_drawn(tallies, of_tess, SeededChance(1))
    assert turn == Turn(BOB, (BOB,), 2)
    assert left_out == {"too short": 3, "reviewed already": 2}


def test_what_is_reviewed_counts_for_its_agent() -> None:
    tallies = [tally(BOB), tally(CAROL), tally(BOB, LeftOut.REVIEWED, counted=1)]
    turn, _ = turn_drawn(tallies, lambda _: "", SeededChance(1))
    assert turn == Turn(CAROL, (CAROL,), 0)


def test_where_nothing_can_be_drawn_it_is_said_what_was_left_out() -> None:
    assert turn_drawn([tally(BOB, LeftOut.OWN)], lambda _: "", SeededChance(1)) == (None, {"of the reviewer's own": 1})


def test_of_the_agent_whose_turn_it_is_only_what_the_reviewer_may_hear_is_drawn() -> None:
    unheard = replace(standing("rec-2"), whose=Whose(BOB, SUPPORT, None, None))
    standings = [standing("rec-1"), unheard, standing("rec-3", CAROL), standing("rec-4", left_out=LeftOut.TOO_SHORT)]
    lot = drawn_within(Turn(BOB, (BOB, CAROL), 4), standings, Shifts(FLOOR), of_tess, SeededChance(1))
    assert lot is not None
    assert (lot.recordings, lot.agents, lot.agent_reviews) == (("rec-1",), (BOB, CAROL), 4)


@pytest.mark.parametrize("seed", range(20))
def test_counted_by_the_database_or_one_by_one_the_same_seed_leads_to_the_same_recording(seed: int) -> None:
    standings = [standing(f"rec-{number}", (BOB, CAROL)[number % 2]) for number in range(8)]
    chance = SeededChance(seed)
    turn, _ = turn_drawn([tally(BOB, recordings=4), tally(CAROL, recordings=4)], lambda _: "", chance)
    assert turn is not None
    lot = drawn_within(turn, standings, Shifts(FLOOR), lambda _: "", chance)
    asked = shift_asked("2026-03-02")
    assert lot == drawn_of_shift(standings, Shifts(FLOOR), asked, lambda _: "", SeededChance(seed)).lot


def test_only_recordings_of_the_shift_asked_for_are_drawn_and_counted() -> None:
    other = replace(standing("rec-2"), began_at=datetime(2026, 3, 3, 12, tzinfo=UTC))
    standings = [standing("rec-1"), other, replace(other, left_out=LeftOut.TOO_SHORT)]
    drawn = drawn_of_shift(standings, Shifts(FLOOR), shift_asked("2026-03-02"), lambda _: "", SeededChance(1))
    assert drawn.lot is not None
    assert (drawn.lot.recordings, drawn.left_out) == (("rec-1",), {})


def test_of_a_shift_in_which_nothing_can_be_drawn_it_is_said_what_was_left_out() -> None:
    standings = [standing("rec-1", left_out=LeftOut.REVIEWED, counts=True)]
    drawn = drawn_of_shift(standings, Shifts(FLOOR), shift_asked("2026-03-02"), lambda _: "", SeededChance(1))
    assert (drawn.lot, drawn.left_out) == (None, {"reviewed already": 1})
