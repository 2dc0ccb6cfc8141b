"""Quality control: what a reviewer says of a conversation, on a scorecard, and what it comes to per agent. Pure.

Refuses a scorecard that is not wholly filled in, and a note about a second that the recording does not have. Marks are
summed up only: no agent is judged here.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import isfinite
from typing import NewType

from vocabulary.ids import AgentName, ContactId, QueueName, RecordingId

ReviewId = NewType("ReviewId", str)
"""One scorecard filled in, once."""

LONGEST_NOTE = 500
MOST_NOTES = 200


@dataclass(frozen=True, slots=True)
class Question:
    """``points``: at most so many; none at least."""

    name: str
    text: str
    points: int


@dataclass(frozen=True, slots=True)
class Note:
    """What was noticed at a second of the recording, counted from its beginning."""

    at_seconds: float
    text: str


@dataclass(frozen=True, slots=True)
class Review:
    """One scorecard, filled in for one recording by one reviewer.

    ``began_at``: of the recording, which is what results are counted by. ``questions``: as they were asked then, so
    that a review can be read after the document was changed. ``answers``: by question, the points given.
    ``superseded_by``: the review by which the same reviewer replaced this one; None while it counts.
    """

    review: ReviewId
    recording: RecordingId
    contact: ContactId
    agent: AgentName
    queue: QueueName
    began_at: datetime
    seconds: float
    scorecard: str
    reviewer: str
    at: datetime
    questions: tuple[Question, ...]
    answers: Mapping[str, int]
    notes: tuple[Note, ...] = ()
    superseded_by: ReviewId | None = None

    @property
    def points(self) -> int:
        return sum(self.answers.values())

    @property
    def of_points(self) -> int:
        """What a conversation without fault would have."""
        return sum(question.points for question in self.questions)


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """One question of one scorecard. ``share``: of the points there were, the mean over ``answers`` reviews."""

    scorecard: str
    question: str
    text: str
    answers: int
    share: float


@dataclass(frozen=True, slots=True)
class AgentResult:
    """One agent. ``recordings``: reviewed, each once. ``share``: of the points, mean over ``reviews``."""

    agent: AgentName
    reviews: int
    recordings: int
    share: float
    questions: tuple[QuestionResult, ...]


def objection(questions: Sequence[Question], answers: Mapping[str, int], notes: Sequence[Note], seconds: float) -> str:
    """What is wrong with a scorecard filled in so, all of it in one line; empty where nothing is.

    :param seconds: how long the recording is.
    """
    return "; ".join((*_about_answers(questions, answers), *_about_notes(notes, seconds)))


def _about_answers(questions: Sequence[Question], answers: Mapping[str, int]) -> Iterable[str]:
    known = {question.name: question for question in questions}
    unknown = [name for name in answers if name not in known]
    if unknown:
        yield f"no question is called {', '.join(unknown)} (there are {', '.join(known)})"
    open_ones = [name for name in known if name not in answers]
    if open_ones:
        yield f"not answered: {', '.join(open_ones)}"
    for name, points in answers.items():
        if name in known and not 0 <= points <= known[name].points:
            yield f"{name}: {points} points, but there are 0 to {known[name].points}"


def _about_notes(notes: Sequence[Note], seconds: float) -> Iterable[str]:
    if len(notes) > MOST_NOTES:
        yield f"{len(notes)} notes, but {MOST_NOTES} at most"
    for note in notes:
        if not isfinite(note.at_seconds) or not 0 <= note.at_seconds <= seconds:
            yield f"a note at {note.at_seconds:g} s, but the recording has 0 to {seconds:g} s"
        if not note.text.strip():
            yield f"the note at {note.at_seconds:g} s says nothing"
        elif len(note.text) > LONGEST_NOTE:
            yield f"the note at {note.at_seconds:g} s has {len(note.text)} characters, but {LONGEST_NOTE} at most"


def results(reviews: Iterable[Review]) -> tuple[AgentResult, ...]:
    """What the reviews that count come to, by agent, sorted by name. Those that were superseded do not count."""
    of_agents: defaultdict[AgentName, list[Review]] = defaultdict(list)
    for review in reviews:
        if review.superseded_by is None:
            of_agents[review.agent].append(review)
    return tuple(_result(agent, theirs) for agent, theirs in sorted(of_agents.items()))


def _result(agent: AgentName, reviews: Sequence[Review]) -> AgentResult:
    shares = [review.points / review.of_points for review in reviews]
    recordings = {review.recording for review in reviews}
    return AgentResult(agent, len(reviews), len(recordings), sum(shares) / len(shares), tuple(_by_question(reviews)))


def _by_question(reviews: Sequence[Review]) -> Iterable[QuestionResult]:
    """In the order asked; a question that was changed meanwhile has the words it had last."""
    asked: dict[tuple[str, str], str] = {}
    shares: defaultdict[tuple[str, str], list[float]] = defaultdict(list)
    for review in sorted(reviews, key=lambda each: (each.scorecard, each.at)):
        for question in review.questions:
            key = (review.scorecard, question.name)
            asked[key] = question.text
            shares[key].append(review.answers[question.name] / question.points)
    for (scorecard, name), text in asked.items():
        given = shares[scorecard, name]
        yield QuestionResult(scorecard, name, text, len(given), sum(given) / len(given))
