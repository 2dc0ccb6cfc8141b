"""Reviews and draws in a real PostgreSQL: what can be drawn and why not, what counts, and what was replaced."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from recordings.review import ReviewId
from recordings.review_draw import LeftOut
from storage.contacts import ContactRepository
from storage.review_pool import IN_HAND, Standing, Wanted, Whose
from storage.reviews import ReviewedAlready, ReviewRepository
from tests.support.records import BEGAN, at, full_record
from tests.support.reviews import ALICE, BOB, DRAW, REC, REVIEW, SUPPORT, kept
from vocabulary.ids import AgentName, RecordingId

pytestmark = pytest.mark.adapter

WANTED = Wanted("tess", None, at(0), at(1000), 30.0, (SUPPORT,))


@pytest.fixture
def reviews(engine: AsyncEngine) -> ReviewRepository:
    return ReviewRepository(engine)


async def standing(reviews: ReviewRepository, wanted: Wanted = WANTED) -> Standing:
    """Of the one recording there is."""
    (found,) = await reviews.standings(wanted, at(200))
    return found


def counted(found: Sequence[Standing]) -> list[tuple[str, LeftOut | None, bool]]:
    return [(each.recording, each.left_out, each.counts) for each in found]


async def test_a_conversation_of_an_agent_in_a_judged_queue_can_be_drawn(
    engine: AsyncEngine, reviews: ReviewRepository
) -> None:
    await kept(engine)
    assert await standing(reviews) == Standing(REC, Whose(BOB, SUPPORT, BOB, SUPPORT), at(0), None, counts=False)


async def test_a_recording_that_began_before_anybody_talked_is_of_whoever_talked_longest_in_it(
    engine: AsyncEngine, reviews: ReviewRepository
) -> None:
    record = full_record("c-1")
    menu, waiting, talking, _ = record.segments
    brief = replace(talking, number=5, began_at=at(50), ended_at=at(52), agent=ALICE, talk_seconds=2.0)
    earlier = replace(talking, number=4, began_at=at(-99), agent=ALICE, talk_seconds=80.0)
    long = replace(talking, queue=SUPPORT, talk_seconds=30.0)
    await ContactRepository(engine).save(replace(record, segments=(menu, waiting, long, earlier, brief)))
    await kept(engine, agent=None, queue=None)
    assert await standing(reviews) == Standing(REC, Whose(BOB, SUPPORT, None, None), at(0), None, counts=False)
    recorded = await reviews.recorded(REC)
    assert recorded is not None
    assert recorded.whose == Whose(BOB, SUPPORT, None, None)
    assert (await standing(reviews, replace(WANTED, shortest_seconds=31.0))).left_out is LeftOut.TOO_SHORT


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"kind": "message"}, LeftOut.NO_CONVERSATION),
        ({"agent": None}, LeftOut.NO_AGENT),
        ({"deletion": "expired"}, LeftOut.DELETED),
        ({"deletion": "erased", "deleted_at": BEGAN}, LeftOut.DELETED),
        ({"state": "missing"}, LeftOut.NO_SOUND),
        ({"seconds": 29.9}, LeftOut.TOO_SHORT),
        ({"queue": None}, LeftOut.NO_SCORECARD),
        ({"queue": "sales"}, LeftOut.NO_SCORECARD),
        ({"agent": "tess"}, LeftOut.OWN),
    ],
)
async def test_what_cannot_be_judged_is_left_out_with_its_reason(
    engine: AsyncEngine, reviews: ReviewRepository, changed: dict[str, Any], why: LeftOut
) -> None:
    await kept(engine, **changed)
    assert (await standing(reviews, replace(WANTED, own=AgentName("tess")))).left_out is why


async def test_only_recordings_that_began_in_the_time_and_of_the_agent_asked_for_are_looked_at(
    engine: AsyncEngine, reviews: ReviewRepository
) -> None:
    await kept(engine, "rec-early", began_at=at(-1))
    await kept(engine, "rec-late", began_at=at(1000))
    await kept(engine, "rec-alice", agent="alice")
    await kept(engine)
    assert counted(await reviews.standings(replace(WANTED, agent=BOB), at(200))) == [(REC, None, False)]


async def test_what_anybody_has_reviewed_counts_and_is_drawn_for_nobody(
    engine: AsyncEngine, reviews: ReviewRepository
) -> None:
    await kept(engine)
    await reviews.save(replace(REVIEW, reviewer="dave"), again=False)
    assert counted(await reviews.standings(WANTED, at(200))) == [(REC, LeftOut.REVIEWED, True)]


async def test_a_reviewed_recording_counts_also_when_it_was_deleted(
    engine: AsyncEngine, reviews: ReviewRepository
) -> None:
    await kept(engine, deletion="expired")
    await reviews.save(REVIEW, again=False)
    assert counted(await reviews.standings(WANTED, at(200))) == [(REC, LeftOut.DELETED, True)]


async def test_what_another_reviewer_was_given_is_theirs_for_a_day(
    engine: AsyncEngine, reviews: ReviewRepository
) -> None:
    await kept(engine)
    await reviews.save_draw(replace(DRAW, reviewer="dave"))
    assert counted(await reviews.standings(WANTED, at(200))) == [(REC, LeftOut.IN_HAND, True)]
    assert counted(await reviews.standings(WANTED, DRAW.at + IN_HAND)) == [(REC, None, False)]


async def test_what_a_reviewer_passed_over_is_not_drawn_for_them_again_but_for_others(
    engine: AsyncEngine, reviews: ReviewRepository
) -> None:
    await kept(engine)
    await reviews.save_draw(DRAW)
    await reviews.pass_over(DRAW.draw, "a friend of mine")
    assert (await standing(reviews)).left_out is LeftOut.PASSED_OVER
    assert (await standing(reviews, replace(WANTED, reviewer="dave"))).left_out is None
    assert [draw.passed_over for draw in await reviews.draws_of(REC)] == ["a friend of mine"]


async def test_the_database_counts_what_can_be_drawn_and_what_is_left_out(
    engine: AsyncEngine, reviews: ReviewRepository
) -> None:
    for number in range(3):
        await kept(engine, f"rec-{number}")
    await kept(engine, "rec-short", seconds=5.0)
    await kept(engine, "rec-message", kind="message", agent=None)
    await reviews.save(REVIEW, again=False)
    of_bob, of_nobody = Whose(BOB, SUPPORT, BOB, SUPPORT), Whose(None, SUPPORT, None, SUPPORT)
    found = await reviews.tallies(WANTED, at(200))
    assert {(each.whose, each.left_out): (each.recordings, each.counted) for each in found} == {
        (of_bob, None): (2, 0),
        (of_bob, LeftOut.REVIEWED): (1, 1),
        (of_bob, LeftOut.TOO_SHORT): (1, 0),
        (of_nobody, LeftOut.NO_CONVERSATION): (1, 0),
    }


async def test_a_draw_comes_back_as_it_was_saved(engine: AsyncEngine, reviews: ReviewRepository) -> None:
    await kept(engine)
    await reviews.save_draw(DRAW)
    assert await reviews.open_draws("tess") == [DRAW]
    assert await reviews.draws_of(REC) == [DRAW]
    assert await reviews.open_draws("dave") == []


@pytest.mark.parametrize("end", ["reviewed", "reviewed by another", "deleted", "passed over"])
async def test_a_draw_is_open_until_its_recording_is_reviewed_or_gone(
    engine: AsyncEngine, reviews: ReviewRepository, end: str
) -> None:
    await kept(engine, deletion="expired" if end == "deleted" else "")
    await reviews.save_draw(DRAW)
    if end.startswith("reviewed"):
        await reviews.save(replace(REVIEW, reviewer="dave" if "another" in end else "tess"), again=False)
    if end == "passed over":
        await reviews.pass_over(DRAW.draw, "too loud")
    assert await reviews.open_draws("tess") == []


async def test_a_review_comes_back_as_it_was_saved(reviews: ReviewRepository) -> None:
    await reviews.save(REVIEW, again=False)
    assert await reviews.get(REVIEW.review) == REVIEW
    assert await reviews.of_recording(REC) == [REVIEW]


async def test_a_reviewer_has_one_review_of_a_recording_and_the_second_is_refused(reviews: ReviewRepository) -> None:
    await reviews.save(REVIEW, again=False)
    with pytest.raises(ReviewedAlready, match="tess has reviewed rec-1 already"):
        await reviews.save(replace(REVIEW, review=ReviewId("review-2")), again=False)
    assert await reviews.of_recording(REC) == [REVIEW]


async def test_a_review_that_is_replaced_stays_and_says_by_which(reviews: ReviewRepository) -> None:
    second = replace(REVIEW, review=ReviewId("review-2"), at=at(200), answers={"greeting": 1, "solved": 1})
    await reviews.save(REVIEW, again=False)
    await reviews.save(second, again=True)
    assert await reviews.of_recording(REC) == [replace(REVIEW, superseded_by=second.review), second]
    assert await reviews.between(at(0), at(1)) == [second]


async def test_replacing_where_there_is_nothing_to_replace_is_a_first_review(reviews: ReviewRepository) -> None:
    await reviews.save(REVIEW, again=True)
    assert await reviews.of_recording(REC) == [REVIEW]


async def test_two_reviewers_may_review_the_same_recording(reviews: ReviewRepository) -> None:
    other = replace(REVIEW, review=ReviewId("review-2"), reviewer="dave")
    await reviews.save(REVIEW, again=False)
    await reviews.save(other, again=False)
    assert await reviews.of_recording(REC) == [REVIEW, other]


async def test_results_are_counted_by_when_the_recording_began(reviews: ReviewRepository) -> None:
    late = replace(REVIEW, review=ReviewId("review-2"), reviewer="dave", began_at=at(10), at=at(90))
    other = replace(REVIEW, review=ReviewId("review-3"), reviewer="eve", agent=ALICE)
    for each in (REVIEW, late, other):
        await reviews.save(each, again=False)
    assert await reviews.between(at(0), at(10)) == [REVIEW, other]
    assert await reviews.between(at(0), at(10) + timedelta(seconds=1), BOB) == [late, REVIEW]


async def test_a_recording_is_shown_with_why_it_cannot_be_heard(engine: AsyncEngine, reviews: ReviewRepository) -> None:
    await kept(engine)
    await kept(engine, "rec-2", deletion="erased")
    await kept(engine, "rec-3", state="missing")
    found = [await reviews.recorded(RecordingId(name)) for name in ("rec-1", "rec-2", "rec-3")]
    assert [each.gone for each in found if each is not None] == ["", "erased", "missing"]
    assert await reviews.recorded(RecordingId("rec-9")) is None
