"""Contact records in PostgreSQL: saved whole, read whole. Decides nothing about them, changes no word."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, RowMapping, Table, delete, insert, select, tuple_
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from cdr.record import (
    AnnouncementRecord,
    ContactRecord,
    EstimateRecord,
    HandOverRecord,
    OfferRecord,
    RecordingRecord,
    Segment,
    StepRecord,
)
from storage.errors import translated
from storage.tables import contacts, recordings, segments
from vocabulary.ids import ContactId

_OFFERS = TypeAdapter(tuple[OfferRecord, ...])
_STEPS = TypeAdapter(tuple[StepRecord, ...])
_ANNOUNCEMENTS = TypeAdapter(tuple[AnnouncementRecord, ...])
_ESTIMATE = TypeAdapter(EstimateRecord | None)
_HAND_OVERS = TypeAdapter(tuple[HandOverRecord, ...])
_SEGMENT = TypeAdapter(Segment)
_RECORDING = TypeAdapter(RecordingRecord)
_CONTACT = TypeAdapter(ContactRecord)
_PARTS = frozenset({"segments", "recordings"})
_KEY = ("contact", "began_at")

Values = dict[str, Any]


class ContactRepository:
    """The contact records of one database. Safe to use from several tasks at a time."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def save(self, record: ContactRecord) -> None:
        """Stores the record, replacing an earlier save of the same contact: saving twice is saving once.

        Raises ``DatabaseUnreachable`` (try again later) or ``DatabaseRefused`` (never will). All or nothing is stored.
        """
        with translated():
            async with self._engine.begin() as connection:
                await _save(connection, record)

    async def get(self, contact: ContactId) -> ContactRecord | None:
        """The record as it was saved, or None. Raises ``DatabaseUnreachable``."""
        with translated():
            async with self._engine.connect() as connection:
                found = await _read(connection, contacts.c.contact == contact, limit=1)
        return found[0] if found else None

    async def latest(self, limit: int) -> Sequence[ContactRecord]:
        """Up to ``limit`` records, those that ended last first. Raises ``DatabaseUnreachable``."""
        with translated():
            async with self._engine.connect() as connection:
                return await _read(connection, None, limit)


async def _save(connection: AsyncConnection, record: ContactRecord) -> None:
    row = _contact_row(record)
    insertion = upsert(contacts).values(row)
    changed = {name: insertion.excluded[name] for name in row if name not in _KEY}
    await connection.execute(insertion.on_conflict_do_update(index_elements=list(_KEY), set_=changed))
    owner = {"contact": record.contact, "contact_began_at": record.began_at}
    for table in (segments, recordings):
        await connection.execute(delete(table).where(_belongs_to(table, [(record.contact, record.began_at)])))
    if record.segments:
        await connection.execute(insert(segments), [owner | _segment_row(each) for each in record.segments])
    if record.recordings:
        rows = [owner | _shallow(each) | {"place": place} for place, each in enumerate(record.recordings)]
        await connection.execute(insert(recordings), rows)


def _contact_row(record: ContactRecord) -> Values:
    changed = {
        "lines": list(record.lines),
        "hand_overs": _HAND_OVERS.dump_python(record.hand_overs, mode="json"),
        "survey": dict(record.survey),
    }
    return _shallow(record, without=_PARTS) | changed


def _segment_row(segment: Segment) -> Values:
    changed = {
        "positions_announced": list(segment.positions_announced),
        "offers": _OFFERS.dump_python(segment.offers, mode="json"),
        "steps": _STEPS.dump_python(segment.steps, mode="json"),
        "announcements": _ANNOUNCEMENTS.dump_python(segment.announcements, mode="json"),
        "estimate": _ESTIMATE.dump_python(segment.estimate, mode="json"),
    }
    return _shallow(segment) | changed


def _shallow(value: ContactRecord | Segment | RecordingRecord, without: frozenset[str] = frozenset()) -> Values:
    return {each.name: getattr(value, each.name) for each in fields(value) if each.name not in without}


async def _read(connection: AsyncConnection, condition: ColumnElement[bool] | None, limit: int) -> list[ContactRecord]:
    query = select(contacts).order_by(contacts.c.ended_at.desc(), contacts.c.contact.desc()).limit(limit)
    result = await connection.execute(query if condition is None else query.where(condition))
    found = result.mappings().all()
    keys = [(row["contact"], row["began_at"]) for row in found]
    if not keys:
        return []
    in_order = select(segments).where(_belongs_to(segments, keys)).order_by(segments.c.number)
    by_segment = _grouped((await connection.execute(in_order)).mappings())
    in_place = select(recordings).where(_belongs_to(recordings, keys)).order_by(recordings.c.place)
    by_recording = _grouped((await connection.execute(in_place)).mappings())
    return [
        _CONTACT.validate_python(
            {
                **row,
                "segments": tuple(map(_segment_of, by_segment[key])),
                "recordings": tuple(map(_recording_of, by_recording[key])),
            }
        )
        for key, row in zip(keys, found, strict=True)
    ]


def _belongs_to(table: Table, keys: Sequence[tuple[Any, Any]]) -> ColumnElement[bool]:
    return tuple_(table.c.contact, table.c.contact_began_at).in_(keys)


def _grouped(rows: Iterable[RowMapping]) -> Mapping[tuple[Any, Any], list[Values]]:
    groups: defaultdict[tuple[Any, Any], list[Values]] = defaultdict(list)
    for row in rows:
        groups[row["contact"], row["contact_began_at"]].append(dict(row))
    return groups


def _segment_of(values: Values) -> Segment:
    return _SEGMENT.validate_python(_only(Segment, values))


def _recording_of(values: Values) -> RecordingRecord:
    return _RECORDING.validate_python(_only(RecordingRecord, values))


def _only(kind: type[Segment] | type[RecordingRecord], values: Values) -> Values:
    return {each.name: values[each.name] for each in fields(kind)}
