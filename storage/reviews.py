"""Scorecards filled in, and the lots by which recordings came to be heard, in PostgreSQL. Draws none itself."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, RowMapping, exists, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from recordings.label import Kind
from recordings.review import Review, ReviewId
from recordings.review_draw import Draw, DrawId, Lot
from storage.errors import DatabaseRefused, translated
from storage.review_pool import (
    TALKED,
    WITHOUT_SOUND,
    Standing,
    Tally,
    Wanted,
    Whose,
    is_reviewed,
    left_out_of,
    standing_of,
    standing_of_each,
    whose_of,
)
from storage.tables_recordings import kept_recordings as kept
from storage.tables_reviews import review_draws as draws
from storage.tables_reviews import reviews
from vocabulary.ids import AgentName, ContactId, RecordingId

_ROWS_A_PART = 500
_REVIEW = TypeAdapter(Review)
_LOT = frozenset(each.name for each in fields(Lot))


class ReviewedAlready(Exception):
    """{reviewer} has reviewed {recording} already"""

    def __init__(self, review: Review) -> None:
        words = (ReviewedAlready.__doc__ or "").format(reviewer=review.reviewer, recording=review.recording)
        super().__init__(words)


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a reviewer has to know of a kept recording. ``gone``: why it cannot be heard; empty where it can."""

    recording: RecordingId
    contact: ContactId
    kind: Kind
    began_at: datetime
    seconds: float
    whose: Whose
    direction: str
    gone: str


class ReviewRepository:
    """The reviews of one database. Safe to use from several tasks at a time. All raise ``DatabaseUnreachable``."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    # --- drawing -----------------------------------------------------------------------------------------------------

    async def standings(self, wanted: Wanted, now: datetime) -> Sequence[Standing]:
        """Every recording of that time, as the next draw of this reviewer sees it."""
        query = standing_of_each(wanted, now)
        found: list[Standing] = []
        with translated():
            async with self._engine.connect() as connection:
                # In parts, as calls go on meanwhile.
                rows = await connection.stream(query)
                async for part in rows.mappings().partitions(_ROWS_A_PART):
                    found += map(standing_of, part)
        return found

    async def tallies(self, wanted: Wanted, now: datetime) -> Sequence[Tally]:
        """The same, counted by the database: of a month there are a hundred thousand, and calls go on meanwhile."""
        each = standing_of_each(wanted, now).subquery()
        by = (each.c.agent, each.c.queue, each.c.labelled_agent, each.c.labelled_queue, each.c.left_out)
        numbers = (func.count().label("recordings"), func.count().filter(each.c.counts).label("counted"))
        with translated():
            async with self._engine.connect() as connection:
                rows = (await connection.execute(select(*by, *numbers).group_by(*by))).mappings()
                return [Tally(whose_of(row), left_out_of(row), row["recordings"], row["counted"]) for row in rows]

    async def open_draws(self, reviewer: str) -> Sequence[Draw]:
        """What this reviewer was given, can still hear, and nobody has reviewed, the first given first."""
        still_there = exists().where(kept.c.recording == draws.c.recording, kept.c.deletion == "")
        conditions = (draws.c.reviewer == reviewer, draws.c.passed_over.is_(None), still_there, ~is_reviewed(draws))
        query = select(draws).where(*conditions).order_by(draws.c.at, draws.c.draw)
        with translated():
            async with self._engine.connect() as connection:
                return [_draw_of(row) for row in (await connection.execute(query)).mappings()]

    async def save_draw(self, draw: Draw) -> None:
        """Writes down what was drawn, before anybody is told."""
        row = {each.name: getattr(draw, each.name) for each in fields(Draw) if each.name != "lot"}
        lot = {name: getattr(draw.lot, name) for name in _LOT}
        lists = {name: list(lot[name]) for name in ("agents", "shifts", "recordings")}
        with translated():
            async with self._engine.begin() as connection:
                await connection.execute(insert(draws), row | lot | lists | {"left_out": dict(draw.left_out)})

    async def pass_over(self, draw: DrawId, why: str) -> None:
        """Writes down why a reviewer did not want what was drawn for them."""
        with translated():
            async with self._engine.begin() as connection:
                await connection.execute(update(draws).where(draws.c.draw == draw).values(passed_over=why))

    async def draws_of(self, recording: RecordingId) -> Sequence[Draw]:
        """Every draw by which this recording was given to somebody, the first first."""
        query = select(draws).where(draws.c.recording == recording).order_by(draws.c.at, draws.c.draw)
        with translated():
            async with self._engine.connect() as connection:
                return [_draw_of(row) for row in (await connection.execute(query)).mappings()]

    # --- reviews -----------------------------------------------------------------------------------------------------

    async def recorded(self, recording: RecordingId) -> Recorded | None:
        """What is known of this recording; None where it is not in the catalogue."""
        with translated():
            async with self._engine.connect() as connection:
                query = select(TALKED).where(TALKED.c.recording == recording)
                row = (await connection.execute(query)).mappings().first()
        return None if row is None else _recorded(row)

    async def save(self, review: Review, *, again: bool) -> None:
        """Stores a new review.

        :param again: the reviewer replaces what they said before: that stays, superseded.
        :raises ReviewedAlready: the reviewer has a review of this recording that counts, and does not replace it.
        """
        earlier = (
            reviews.c.recording == review.recording,
            reviews.c.reviewer == review.reviewer,
            reviews.c.superseded_by.is_(None),
        )
        try:
            with translated():
                async with self._engine.begin() as connection:
                    if again:
                        await connection.execute(update(reviews).where(*earlier).values(superseded_by=review.review))
                    await connection.execute(insert(reviews), _row(review))
        except DatabaseRefused as refusal:
            # The index alone can tell: another request of the same reviewer may have come between.
            if any(each.superseded_by is None for each in await self._found(*earlier)):
                raise ReviewedAlready(review) from refusal
            raise

    async def get(self, review: ReviewId) -> Review | None:
        """The review of this id."""
        found = await self._found(reviews.c.review == review)
        return found[0] if found else None

    async def of_recording(self, recording: RecordingId) -> Sequence[Review]:
        """Every review of a recording, superseded ones too, the first first."""
        return await self._found(reviews.c.recording == recording)

    async def between(self, since: datetime, until: datetime, agent: AgentName | None = None) -> Sequence[Review]:
        """Those that count, of recordings that began in that time, the first given first."""
        conditions = [reviews.c.began_at >= since, reviews.c.began_at < until, reviews.c.superseded_by.is_(None)]
        return await self._found(*conditions, *([] if agent is None else [reviews.c.agent == agent]))

    async def _found(self, *conditions: ColumnElement[bool]) -> Sequence[Review]:
        query = select(reviews).where(*conditions).order_by(reviews.c.at, reviews.c.review)
        with translated():
            async with self._engine.connect() as connection:
                return [_review_of(row) for row in (await connection.execute(query)).mappings()]


# --- rows ------------------------------------------------------------------------------------------------------------


def _row(review: Review) -> dict[str, object]:
    row: dict[str, object] = {each.name: getattr(review, each.name) for each in fields(Review)}
    return row | {
        "questions": [asdict(question) for question in review.questions],
        "answers": dict(review.answers),
        "notes": [asdict(note) for note in review.notes],
        "points": review.points,
        "of_points": review.of_points,
    }


def _review_of(row: RowMapping) -> Review:
    return _REVIEW.validate_python({each.name: row[each.name] for each in fields(Review)})


def _draw_of(row: RowMapping) -> Draw:
    values = {each.name: row[each.name] for each in fields(Draw) if each.name != "lot"}
    lot = {name: row[name] for name in _LOT}
    lists = {name: tuple(lot[name]) for name in ("agents", "shifts", "recordings")}
    return Draw(**values, lot=Lot(**(lot | lists)))


def _recorded(row: RowMapping) -> Recorded:
    gone = row["deletion"]
    if not gone and row["state"] in WITHOUT_SOUND:
        gone = row["state"]
    return Recorded(
        recording=row["recording"],
        contact=row["contact"],
        kind=Kind(row["kind"]),
        began_at=row["began_at"],
        seconds=row["seconds"],
        whose=whose_of(row),
        direction=row["direction"],
        gone=gone,
    )
