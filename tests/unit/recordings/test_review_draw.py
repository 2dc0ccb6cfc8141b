"""The recording to hear next: whose it is, from which shift, and what is said of why."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from recordings.review_draw import Candidate, Draw, DrawId, explanation, lot_for
from vocabulary.chance import SeededChance
from vocabulary.ids import AgentName, RecordingId

ALICE, BOB = AgentName("alice"), AgentName("bob")
EARLY, LATE = "2026-03-02 07:00-15:00", "2026-03-02 15:00-23:00"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def candidate(name: str, agent: AgentName = ALICE, shift: str = EARLY) -> Candidate:
    return Candidate(RecordingId(name), agent, shift)


def draw(seed: int = 7) -> Draw:
    """One of two agents' recordings."""
    candidates = [candidate("rec-1"), candidate("rec-2"), candidate("rec-3", BOB)]
    lot = lot_for(candidates, {(BOB, EARLY): 1}, SeededChance(seed))
    assert lot is not None
    return Draw(DrawId("d"), "tess", NOON, seed, NOON - timedelta(days=7), NOON, 30.0, lot, left_out={"too short": 4})


def test_the_agent_with_the_fewest_reviews_is_next() -> None:
    lot = lot_for([candidate("rec-1"), candidate("rec-2", BOB)], {(ALICE, EARLY): 2, (BOB, LATE): 1}, SeededChance(1))
    assert lot is not None
    assert (lot.agent, lot.agents, lot.agent_reviews) == (BOB, (BOB,), 1)


def test_the_shift_with_the_fewest_reviews_of_that_agent_is_next() -> None:
    lot = lot_for([candidate("rec-1"), candidate("rec-2", shift=LATE)], {(ALICE, EARLY): 1}, SeededChance(1))
    assert lot is not None
    assert (lot.recording, lot.shift, lot.shifts, lot.shift_reviews) == ("rec-2", LATE, (LATE,), 0)


def test_an_agent_without_anything_to_hear_keeps_nobody_waiting() -> None:
    lot = lot_for([candidate("rec-1")], {(ALICE, EARLY): 5}, SeededChance(1))
    assert lot is not None
    assert lot.agent == ALICE


def test_where_there_is_nothing_to_hear_nothing_is_drawn() -> None:
    assert lot_for([], {(ALICE, EARLY): 5}, SeededChance(1)) is None


def test_a_draw_can_be_drawn_again_from_its_seed() -> None:
    assert all(draw(seed).can_be_drawn_again for seed in range(50))


def test_a_draw_whose_recording_was_exchanged_is_found_out() -> None:
    drawn = draw()
    other = next(name for name in drawn.lot.recordings if name != drawn.lot.recording)
    assert not replace(drawn, lot=replace(drawn.lot, recording=other)).can_be_drawn_again


def test_a_draw_is_explained_with_its_seed_and_with_what_was_left_out() -> None:
    told = explanation(draw())
    assert told[0] == "alice: 0 reviews of this time, the fewest"
    assert "drawn by lot of 2 recordings of that shift, seed 7" in told[2]
    assert told[3] == "left out: 4 too short"


def test_whoever_asked_for_an_agent_is_named_in_the_explanation() -> None:
    assert explanation(replace(draw(), agent_asked=ALICE))[0].startswith("alice: asked for by tess")


def test_what_was_given_answers_only_whoever_narrows_it_to_the_same() -> None:
    given = replace(draw(), shift_asked="2026-03-02")
    assert given.fits(None, None)
    assert given.fits(ALICE, "2026-03-02")
    assert not given.fits(BOB, None)
    assert not given.fits(None, "2026-03-03")
