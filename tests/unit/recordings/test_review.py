"""Scorecards: what is refused when one is filled in, and what reviews come to per agent."""

from dataclasses import replace
from datetime import UTC, datetime
from math import inf, nan

import pytest

from recordings.review import LONGEST_NOTE, MOST_NOTES, Note, Question, Review, ReviewId, objection, results
from vocabulary.ids import AgentName, ContactId, QueueName, RecordingId

QUESTIONS = (Question("greeting", "Greeted?", 10), Question("solved", "Solved?", 30))
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
REVIEW = Review(
    review=ReviewId("review-1"),
    recording=RecordingId("rec-1"),
    contact=ContactId("c-1"),
    agent=AgentName("bob"),
    queue=QueueName("support"),
    began_at=NOON,
    seconds=90.0,
    scorecard="quality",
    reviewer="tess",
    at=NOON,
    questions=QUESTIONS,
    answers={"greeting": 5, "solved": 30},
)


def test_a_scorecard_filled_in_wholly_and_within_range_is_taken() -> None:
    notes = [Note(0.0, "good morning"), Note(90.0, "goodbye")]
    assert objection(QUESTIONS, {"greeting": 0, "solved": 30}, notes, 90.0) == ""


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"greeting": 8}, "not answered: solved"),
        ({"greeting": 8, "solved": 31}, "solved: 31 points, but there are 0 to 30"),
        ({"greeting": -1, "solved": 3}, "greeting: -1 points, but there are 0 to 10"),
        ({"greeting": 8, "solved": 3, "solvd": 2}, "no question is called solvd (there are greeting, solved)"),
    ],
)
def test_answers_that_do_not_fit_the_questions_are_refused(answers: dict[str, int], said: str) -> None:
    assert objection(QUESTIONS, answers, [], 90.0) == said


@pytest.mark.parametrize("at_seconds", [-0.1, 90.1, inf, nan])
def test_a_note_about_a_second_that_the_recording_does_not_have_is_refused(at_seconds: float) -> None:
    assert "the recording has 0 to 90 s" in objection(QUESTIONS, REVIEW.answers, [Note(at_seconds, "heard")], 90.0)


@pytest.mark.parametrize("text", ["", "  ", "x" * (LONGEST_NOTE + 1)])
def test_a_note_without_words_or_with_too_many_is_refused(text: str) -> None:
    assert objection(QUESTIONS, REVIEW.answers, [Note(1.0, text)], 90.0) != ""


def test_more_notes_than_anybody_reads_are_refused() -> None:
    assert "at most" in objection(QUESTIONS, REVIEW.answers, [Note(1.0, "heard")] * (MOST_NOTES + 1), 90.0)


def test_everything_that_is_wrong_is_said_at_once() -> None:
    assert objection(QUESTIONS, {"greeting": 11}, [Note(91.0, "late")], 90.0).count(";") == 2


def test_an_agents_share_is_the_mean_of_the_shares_of_their_reviews() -> None:
    other = replace(
        REVIEW, review=ReviewId("review-2"), recording=RecordingId("rec-2"), answers={"greeting": 0, "solved": 3}
    )
    (result,) = results([REVIEW, other])
    assert (result.agent, result.reviews, result.recordings) == ("bob", 2, 2)
    assert result.share == pytest.approx((35 / 40 + 3 / 40) / 2)
    assert [(each.question, each.answers) for each in result.questions] == [("greeting", 2), ("solved", 2)]
    assert [each.share for each in result.questions] == pytest.approx([0.25, 0.55])


def test_two_reviewers_of_one_recording_count_as_two_reviews_of_one_recording() -> None:
    (result,) = results([REVIEW, replace(REVIEW, review=ReviewId("review-2"), reviewer="dave")])
    assert (result.reviews, result.recordings) == (2, 1)


def test_a_review_that_was_superseded_does_not_count() -> None:
    assert results([replace(REVIEW, superseded_by=ReviewId("review-2"))]) == ()


def test_the_same_question_of_two_scorecards_is_told_apart() -> None:
    other = replace(REVIEW, scorecard="selling", questions=QUESTIONS[:1], answers={"greeting": 10})
    (result,) = results([REVIEW, other])
    assert [(each.scorecard, each.question, each.share) for each in result.questions] == [
        ("quality", "greeting", 0.5),
        ("quality", "solved", 1.0),
        ("selling", "greeting", 1.0),
    ]


def test_agents_are_told_of_by_name() -> None:
    found = results([REVIEW, replace(REVIEW, agent=AgentName("alice"))])
    assert [result.agent for result in found] == ["alice", "bob"]
