"""The routes of quality control: the next recording to hear, scorecards filled in, what they come to."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from aiohttp import web

from api.answers import Handler, answer, refused, told
from api.names import UnknownName, person_named
from api.review_drawing import (
    Drawn,
    drawn_of_shift,
    drawn_within,
    judged_queues,
    refusal_of_reading,
    refusal_of_reviewing,
    refusal_of_reviews,
    scorecards_for,
    turn_drawn,
)
from api.review_shifts import ShiftAsked, Shifts, ShiftUnreadable, shift_asked
from api.review_views import (
    NextBody,
    NextView,
    ResultsQuery,
    ScoreBody,
    ScorecardView,
    ShownView,
    ShowQuery,
    draw_view,
    questions_of,
    recording_view,
    results_view,
    review_view,
    scorecard_view,
)
from calls.permissions import Person, person_called
from dialplan.document import Document
from recordings.label import Kind
from recordings.review import Review, ReviewId, objection, results
from recordings.review_draw import Draw, DrawId
from storage.errors import DatabaseUnreachable
from storage.review_pool import Wanted, Whose
from storage.reviews import Recorded, ReviewedAlready, ReviewRepository
from vocabulary.chance import SeededChance
from vocabulary.ids import AgentName, QueueName, RecordingId
from vocabulary.instant import Instant
from vocabulary.text import visible

USUAL_PERIOD = timedelta(days=7)
LONGEST_PERIOD = timedelta(days=31)
"""Every recording of the period is weighed for a draw: a year of them is no sample of anything that can be mended."""


class _Refused(Exception):
    """{why}"""

    def __init__(self, why: str, status: int) -> None:
        super().__init__((_Refused.__doc__ or "").format(why=why))
        self.status = status


@dataclass(frozen=True, slots=True)
class _Asked:
    """Who asks for the next recording, and to what they narrow it."""

    document: Document
    person: Person
    body: NextBody
    agent: AgentName | None
    shift: ShiftAsked | None
    shifts: Shifts

    def refusal(self, whose: Whose) -> str:
        """Why they may not review such a conversation; empty where they may."""
        return refusal_of_reviewing(self.document, self.person, whose)


class ReviewRoutes:
    """``POST /v1/reviews/next``, ``POST /v1/reviews``, ``GET /v1/reviews/{which}`` and ``GET /v1/reviews``.

    400 where the request cannot be read or a scorecard is not filled in as it should be, 403 where the person may not,
    404 where nothing is called so, 409 where it cannot be done now, 503 while the database is away.
    """

    def __init__(
        self,
        reviews: ReviewRepository,
        document: Callable[[], Document],
        clock: Callable[[], Instant],
        new_id: Callable[[str], str],
        new_seed: Callable[[], int],
    ) -> None:
        """``new_seed``: a number from 0 to 2**63 - 1 that nobody can foresee."""
        self._reviews = reviews
        self._document = document
        self._clock = clock
        self._new_id = new_id
        self._new_seed = new_seed
        # Of two reviewers who ask at once, the second is to see what the first was given.
        self._drawing = asyncio.Lock()

    def routes(self) -> Sequence[web.RouteDef]:
        """For the application."""
        return (
            web.post("/v1/reviews/next", _told(self._next)),
            web.post("/v1/reviews", _told(self._score)),
            web.get("/v1/reviews/{which}", _told(self._show)),
            web.get("/v1/reviews", _told(self._results)),
        )

    # --- the next one ------------------------------------------------------------------------------------------------

    async def _next(self, request: web.Request) -> web.Response:
        body, document = NextBody.model_validate_json(await request.read() or b"{}"), self._document()
        person = person_named(document, body.person)
        _refuse(refusal_of_reviews(person), 403)
        asked = _Asked(
            document=document,
            person=person,
            body=body,
            agent=None if body.agent is None else _agent(document, body.agent),
            shift=None if body.shift is None else shift_asked(body.shift),
            shifts=Shifts(document),
        )
        wanted = self._wanted(asked)
        async with self._drawing:
            given = await self._given(asked)
            if given is not None and body.pass_over is None:
                return await self._told_of(document, given, is_new=False)
            if body.pass_over is not None:
                if given is None:
                    return refused("nothing is given to you that you could pass over", 409)
                await self._reviews.pass_over(given.draw, visible(body.pass_over))
            draw = await self._draw(asked, wanted)
        return await self._told_of(document, draw, is_new=True)

    def _wanted(self, asked: _Asked) -> Wanted:
        body, shifts = asked.body, asked.shifts
        if asked.shift is not None:
            if body.since is not None or body.until is not None:
                raise _Refused("a shift is a time already: give it, or since and until", 400)
            if asked.shift.minute is not None and not shifts.are_known:
                raise _Refused("the dialplan has no shifts: give the date alone", 400)
            since, until = asked.shift.span(shifts.zone)
        else:
            until = self._clock().utc if body.until is None else shifts.in_utc(body.until)
            since = until - USUAL_PERIOD if body.since is None else shifts.in_utc(body.since)
        if not timedelta(0) < until - since <= LONGEST_PERIOD:
            raise _Refused(f"the time has to end after it begins, at most {LONGEST_PERIOD.days} days after", 400)
        queues = judged_queues(asked.document)
        _refuse("" if queues else "the dialplan has no scorecards", 409)
        return Wanted(asked.person.name, asked.person.agent, since, until, body.shortest_seconds, queues, asked.agent)

    async def _given(self, asked: _Asked) -> Draw | None:
        """What this reviewer was given before and has not reviewed, which is not drawn anew: that would be picking."""
        for draw in await self._reviews.open_draws(asked.person.name):
            recorded = await self._reviews.recorded(draw.lot.recording)
            may = recorded is not None and not asked.refusal(recorded.whose)
            if may and draw.fits(asked.agent, asked.body.shift):
                return draw
        return None

    async def _draw(self, asked: _Asked, wanted: Wanted) -> Draw:
        now, seed = self._clock().utc, self._new_seed()
        drawn = await self._drawn(asked, wanted, now, SeededChance(seed))
        if drawn.lot is None:
            raise _Refused(_nothing_left(drawn), 409)
        draw = Draw(
            draw=DrawId(self._new_id("draw")),
            reviewer=asked.person.name,
            at=now,
            seed=seed,
            since=wanted.since,
            until=wanted.until,
            shortest_seconds=wanted.shortest_seconds,
            lot=drawn.lot,
            agent_asked=wanted.agent,
            shift_asked=asked.body.shift,
            left_out=drawn.left_out,
        )
        await self._reviews.save_draw(draw)
        return draw

    async def _drawn(self, asked: _Asked, wanted: Wanted, now: datetime, chance: SeededChance) -> Drawn:
        if asked.shift is not None:
            standings = await self._reviews.standings(wanted, now)
            return await asyncio.to_thread(drawn_of_shift, standings, asked.shifts, asked.shift, asked.refusal, chance)
        turn, left_out = turn_drawn(await self._reviews.tallies(wanted, now), asked.refusal, chance)
        if turn is None:
            return Drawn(None, left_out)
        standings = await self._reviews.standings(replace(wanted, agent=turn.agent), now)
        lot = await asyncio.to_thread(drawn_within, turn, standings, asked.shifts, asked.refusal, chance)
        return Drawn(lot, left_out)

    async def _told_of(self, document: Document, draw: Draw, *, is_new: bool) -> web.Response:
        recorded = await self._recorded(draw.lot.recording)
        return answer(
            NextView(
                recording=recording_view(recorded),
                scorecards=_scorecards(document, recorded.whose.queue),
                draw=draw_view(draw),
                is_new=is_new,
            )
        )

    # --- filling in --------------------------------------------------------------------------------------------------

    async def _score(self, request: web.Request) -> web.Response:
        body, document = ScoreBody.model_validate_json(await request.read() or b"{}"), self._document()
        person = person_named(document, body.person)
        recorded = await self._recorded(RecordingId(body.recording))
        _refuse(refusal_of_reviewing(document, person, recorded.whose), 403)
        review = self._filled_in(document, person, recorded, body)
        _refuse(objection(review.questions, review.answers, review.notes, recorded.seconds), 400)
        try:
            await self._reviews.save(review, again=body.again)
        except ReviewedAlready as error:
            return refused(f"{error}; ask for it again to replace that review", 409)
        return answer(review_view(review), 201)

    def _filled_in(self, document: Document, person: Person, recorded: Recorded, body: ScoreBody) -> Review:
        _refuse(recorded.gone and f"{recorded.recording} cannot be heard: {recorded.gone}", 409)
        agent, queue = recorded.whose.agent, recorded.whose.queue
        if recorded.kind is not Kind.CONVERSATION or agent is None or queue is None:
            raise _Refused(f"{recorded.recording} is no conversation of an agent in a queue", 409)
        scorecard = _scorecard(document, queue, body.scorecard)
        return Review(
            review=ReviewId(self._new_id("review")),
            recording=recorded.recording,
            contact=recorded.contact,
            agent=agent,
            queue=queue,
            began_at=recorded.began_at,
            seconds=recorded.seconds,
            scorecard=scorecard,
            reviewer=person.name,
            at=self._clock().utc,
            questions=questions_of(document.scorecards[scorecard]),
            answers=body.answers,
            notes=tuple(note.note() for note in body.notes),
        )

    # --- reading -----------------------------------------------------------------------------------------------------

    async def _show(self, request: web.Request) -> web.Response:
        query, document = ShowQuery.model_validate(dict(request.query)), self._document()
        person, which = person_named(document, query.person), request.match_info["which"]
        one = await self._reviews.get(ReviewId(which))
        recording = RecordingId(which) if one is None else one.recording
        reviews = await self._reviews.of_recording(recording) if one is None else [one]
        recorded = await self._reviews.recorded(recording)
        if recorded is None and not reviews:
            raise UnknownName("recording or review", which, ())
        whose = recorded.whose if recorded is not None else _whose(reviews[0])
        _refuse(refusal_of_reading(document, person, whose.agent, whose.queue), 403)
        may_review = not refusal_of_reviewing(document, person, whose)
        draws = await self._reviews.draws_of(recording) if may_review else []
        return answer(
            ShownView(
                recording=None if recorded is None else recording_view(recorded),
                scorecards=_scorecards(document, whose.queue),
                reviews=tuple(map(review_view, reviews)),
                draws=tuple(map(draw_view, draws)),
            )
        )

    async def _results(self, request: web.Request) -> web.Response:
        query, document = ResultsQuery.model_validate(dict(request.query)), self._document()
        person, shifts = person_named(document, query.person), Shifts(document)
        agent = None if query.agent is None else _agent(document, query.agent)
        since = shifts.in_utc(query.since)
        until = self._clock().utc if query.until is None else shifts.in_utc(query.until)
        found = await self._reviews.between(since, until, agent)
        refusals = [refusal_of_reading(document, person, review.agent, review.queue) for review in found]
        readable = [review for review, refusal in zip(found, refusals, strict=True) if not refusal]
        if refusals and not readable:
            return refused(refusals[0], 403)
        return answer(results_view(since, until, results(readable)))

    async def _recorded(self, recording: RecordingId) -> Recorded:
        recorded = await self._reviews.recorded(recording)
        if recorded is None:
            raise UnknownName("recording", recording, ())
        return recorded


def _told(handler: Handler) -> Handler:
    async def answered(request: web.Request) -> web.Response:
        try:
            return await handler(request)
        except _Refused as error:
            return refused(str(error), error.status)
        except ShiftUnreadable as error:
            return refused(str(error), 400)
        except DatabaseUnreachable as error:
            return refused(str(error), 503)

    return told(answered)


def _refuse(why: str, status: int) -> None:
    if why:
        raise _Refused(why, status)


def _agent(document: Document, text: str) -> AgentName:
    person = person_called(document, text)
    if person is None or person.agent is None:
        raise UnknownName("agent", text, document.agents)
    return person.agent


def _whose(review: Review) -> Whose:
    return Whose(review.agent, review.queue, review.agent, review.queue)


def _scorecards(document: Document, queue: QueueName | None) -> tuple[ScorecardView, ...]:
    return tuple(scorecard_view(name, document.scorecards[name]) for name in scorecards_for(document, queue))


def _scorecard(document: Document, queue: QueueName, asked: str | None) -> str:
    fitting = scorecards_for(document, queue)
    if asked is not None and asked not in document.scorecards:
        raise UnknownName("scorecard", asked, document.scorecards)
    if not fitting:
        raise _Refused(f"no scorecard is for {queue}", 409)
    if asked is not None and asked not in fitting:
        raise _Refused(f"the scorecard {asked} is not for {queue}; {', '.join(fitting)} is", 409)
    if asked is None and len(fitting) > 1:
        raise _Refused(f"say by which scorecard: {', '.join(fitting)}", 400)
    return asked or fitting[0]


def _nothing_left(drawn: Drawn) -> str:
    left_out = ", ".join(f"{number} {why}" for why, number in drawn.left_out.items())
    return f"there is nothing to hear ({left_out})" if left_out else "there is nothing to hear"
