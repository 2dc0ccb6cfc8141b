"""What requests about reviews hold, and how answers to them look. Knows no route and no database."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated

from pydantic import Field

from api.bodies import AskBody, Body, Name
from api.heard import Moment
from api.views import View
from dialplan.sections.outcomes import ScorecardSpec
from recordings.review import LONGEST_NOTE, MOST_NOTES, AgentResult, Note, Question, Review
from recordings.review_draw import SHORTEST_SECONDS, Draw, explanation
from storage.reviews import Recorded
from vocabulary.text import visible

LONGEST_ID = 100
MOST_ANSWERS = 50

Identity = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$")]
Why = Annotated[str, Field(min_length=1, max_length=LONGEST_NOTE)]


class NextBody(AskBody):
    """``since``, ``until``: when the conversations began; a time without an offset is the document's. ``shift``: a
    date, or a date and a time within the shift, instead of both. ``pass_over``: why what was given before is not heard.
    """

    agent: Name | None = None
    shift: str | None = Field(default=None, max_length=20)
    since: Moment | None = None
    until: Moment | None = None
    shortest_seconds: float = Field(default=SHORTEST_SECONDS, ge=0, le=86_400)
    pass_over: Why | None = None


class NoteBody(Body):
    at_seconds: float = Field(allow_inf_nan=False)
    text: str = Field(max_length=LONGEST_NOTE)

    def note(self) -> Note:
        return Note(self.at_seconds, visible(self.text))


class ScoreBody(AskBody):
    """``scorecard``: needed where several are for the recording's queue. ``again``: replaces one's earlier review."""

    recording: Identity
    answers: dict[Annotated[str, Field(max_length=LONGEST_ID)], int] = Field(max_length=MOST_ANSWERS)
    notes: list[NoteBody] = Field(default_factory=list, max_length=MOST_NOTES)
    scorecard: Name | None = None
    again: bool = False


class ShowQuery(AskBody):
    """In whose name."""


class ResultsQuery(AskBody):
    """When the recordings began; without ``until``, until now."""

    since: Moment
    until: Moment | None = None
    agent: Name | None = None


class QuestionView(View):
    name: str
    text: str
    points: int


class ScorecardView(View):
    scorecard: str
    name: str
    questions: tuple[QuestionView, ...]


class RecordingView(View):
    """``gone``: why it cannot be heard any more; empty where it can."""

    recording: str
    contact: str
    agent: str | None
    queue: str | None
    direction: str
    began_at: datetime
    seconds: float
    gone: str


class NoteView(View):
    at_seconds: float
    text: str


class ReviewView(View):
    """``questions``: as they were asked then. ``superseded_by``: the review that counts instead."""

    review: str
    recording: str
    agent: str
    queue: str
    scorecard: str
    reviewer: str
    at: datetime
    points: int
    of_points: int
    questions: tuple[QuestionView, ...]
    answers: Mapping[str, int]
    notes: tuple[NoteView, ...]
    superseded_by: str | None


class DrawView(View):
    """``because``: sentences. ``holds``: the seed, drawn from again, leads to this recording."""

    draw: str
    reviewer: str
    at: datetime
    seed: int
    agents: tuple[str, ...]
    shifts: tuple[str, ...]
    recordings: tuple[str, ...]
    because: tuple[str, ...]
    passed_over: str | None
    holds: bool


class NextView(View):
    """``is_new``: drawn just now; else it was given before and is not reviewed yet."""

    recording: RecordingView
    scorecards: tuple[ScorecardView, ...]
    draw: DrawView
    is_new: bool


class ShownView(View):
    """A recording and what was said of it. ``draws``: how it came to be heard; for those who review."""

    recording: RecordingView | None
    scorecards: tuple[ScorecardView, ...]
    reviews: tuple[ReviewView, ...]
    draws: tuple[DrawView, ...]


class QuestionResultView(View):
    scorecard: str
    question: str
    text: str
    answers: int
    share: float


class AgentResultView(View):
    """``share``: of the points there were, between 0 and 1, the mean over the reviews."""

    agent: str
    reviews: int
    recordings: int
    share: float
    questions: tuple[QuestionResultView, ...]


class ResultsView(View):
    since: datetime
    until: datetime
    agents: tuple[AgentResultView, ...]


def scorecard_view(scorecard: str, spec: ScorecardSpec) -> ScorecardView:
    return ScorecardView(scorecard=scorecard, name=spec.name, questions=_questions(questions_of(spec)))


def questions_of(spec: ScorecardSpec) -> tuple[Question, ...]:
    """The questions of a scorecard, in the order of the document."""
    return tuple(Question(name, question.text, question.points) for name, question in spec.questions.items())


def recording_view(recorded: Recorded) -> RecordingView:
    return RecordingView(
        recording=recorded.recording,
        contact=recorded.contact,
        agent=recorded.whose.agent,
        queue=recorded.whose.queue,
        direction=recorded.direction,
        began_at=recorded.began_at,
        seconds=recorded.seconds,
        gone=recorded.gone,
    )


def review_view(review: Review) -> ReviewView:
    return ReviewView(
        review=review.review,
        recording=review.recording,
        agent=review.agent,
        queue=review.queue,
        scorecard=review.scorecard,
        reviewer=review.reviewer,
        at=review.at,
        points=review.points,
        of_points=review.of_points,
        questions=_questions(review.questions),
        answers=review.answers,
        notes=tuple(NoteView(at_seconds=note.at_seconds, text=note.text) for note in review.notes),
        superseded_by=review.superseded_by,
    )


def draw_view(draw: Draw) -> DrawView:
    return DrawView(
        draw=draw.draw,
        reviewer=draw.reviewer,
        at=draw.at,
        seed=draw.seed,
        agents=draw.lot.agents,
        shifts=draw.lot.shifts,
        recordings=draw.lot.recordings,
        because=explanation(draw),
        passed_over=draw.passed_over,
        holds=draw.can_be_drawn_again,
    )


def results_view(since: datetime, until: datetime, results: Sequence[AgentResult]) -> ResultsView:
    return ResultsView(since=since, until=until, agents=tuple(map(_result, results)))


def _result(result: AgentResult) -> AgentResultView:
    return AgentResultView(
        agent=result.agent,
        reviews=result.reviews,
        recordings=result.recordings,
        share=result.share,
        questions=tuple(
            QuestionResultView(
                scorecard=each.scorecard,
                question=each.question,
                text=each.text,
                answers=each.answers,
                share=each.share,
            )
            for each in result.questions
        ),
    )


def _questions(questions: Sequence[Question]) -> tuple[QuestionView, ...]:
    return tuple(QuestionView(name=each.name, text=each.text, points=each.points) for each in questions)
