"""Contact records in PostgreSQL: saved whole, read whole. Decides nothing about them, changes no word."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, RowMapping, Table, delete, insert, select, tuple_
from sqlalchemy.dialects.postgresql import Insert
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from cdr.parts import (
    ConsultRecord,
    FlagRecord,
    GuestRecord,
    HeardSpan,
    HoldRecord,
    ModeSpan,
    RecordingPause,
    SupervisionRecord,
    TransferRecord,
)
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
from cdr.recorded import RecordedInterval, RecordingMark
from recordings.sound import Sound
from storage.errors import translated
from storage.tables import contacts, recordings, segments, supervisions
from vocabulary.ids import ContactId

_OF_A_CONTACT: Mapping[str, TypeAdapter[Any]] = {
    "hand_overs": TypeAdapter(tuple[HandOverRecord, ...]),
    "consults": TypeAdapter(tuple[ConsultRecord, ...]),
    "transfers": TypeAdapter(tuple[TransferRecord, ...]),
    "guests": TypeAdapter(tuple[GuestRecord, ...]),
    "recording_pauses": TypeAdapter(tuple[RecordingPause, ...]),
    "flags": TypeAdapter(tuple[FlagRecord, ...]),
    "intervals": TypeAdapter(tuple[RecordedInterval, ...]),
}
_OF_A_SEGMENT: Mapping[str, TypeAdapter[Any]] = {
    "offers": TypeAdapter(tuple[OfferRecord, ...]),
    "steps": TypeAdapter(tuple[StepRecord, ...]),
    "announcements": TypeAdapter(tuple[AnnouncementRecord, ...]),
    "estimate": TypeAdapter(EstimateRecord | None),
    "holds": TypeAdapter(tuple[HoldRecord, ...]),
}
_OF_A_RECORDING: Mapping[str, TypeAdapter[Any]] = {
    "marks": TypeAdapter(tuple[RecordingMark, ...]),
    "sound": TypeAdapter(Sound | None),
}
_OF_A_SUPERVISION: Mapping[str, TypeAdapter[Any]] = {
    "modes": TypeAdapter(tuple[ModeSpan, ...]),
    "agents": TypeAdapter(tuple[HeardSpan, ...]),
}
"""What is kept as JSON, field by field."""

_SEGMENT = TypeAdapter(Segment)
_RECORDING = TypeAdapter(RecordingRecord)
_SUPERVISION = TypeAdapter(SupervisionRecord)
_CONTACT = TypeAdapter(ContactRecord)
_PARTS = frozenset({"segments", "recordings", "supervisions"})
_KEY = ("contact", "began_at")


def _saving() -> Insert:
    """Insert a contact's row, or replace it. Made once: making it takes longer than running it."""
    names = [each.name for each in fields(ContactRecord) if each.name not in _PARTS]
    insertion = upsert(contacts)
    changed = {name: insertion.excluded[name] for name in names if name not in _KEY}
    return insertion.on_conflict_do_update(index_elements=list(_KEY), set_=changed)


_SAVING = _saving()

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
    await connection.execute(_SAVING, _contact_row(record))
    owner = {"contact": record.contact, "contact_began_at": record.began_at}
    for table, rows in _rows_of_parts(record):
        await connection.execute(delete(table).where(_belongs_to(table, [(record.contact, record.began_at)])))
        if rows:
            await connection.execute(insert(table), [owner | row for row in rows])


def _rows_of_parts(record: ContactRecord) -> Iterator[tuple[Table, Sequence[Values]]]:
    yield segments, [_segment_row(each) for each in record.segments]
    recorded = enumerate(record.recordings)
    yield recordings, [_flat(each, _OF_A_RECORDING) | {"place": place} for place, each in recorded]
    listened = enumerate(record.supervisions)
    yield supervisions, [_flat(each, _OF_A_SUPERVISION) | {"place": place} for place, each in listened]


def _contact_row(record: ContactRecord) -> Values:
    row = _flat(record, _OF_A_CONTACT, without=_PARTS)
    return row | {"lines": list(record.lines), "survey": dict(record.survey)}


def _segment_row(segment: Segment) -> Values:
    return _flat(segment, _OF_A_SEGMENT) | {"positions_announced": list(segment.positions_announced)}


def _flat(
    value: ContactRecord | Segment | RecordingRecord | SupervisionRecord,
    as_json: Mapping[str, TypeAdapter[Any]],
    without: frozenset[str] = frozenset(),
) -> Values:
    row = {each.name: getattr(value, each.name) for each in fields(value) if each.name not in without}
    return row | {name: adapter.dump_python(row[name], mode="json") for name, adapter in as_json.items()}


async def _read(connection: AsyncConnection, condition: ColumnElement[bool] | None, limit: int) -> list[ContactRecord]:
    query = select(contacts).order_by(contacts.c.ended_at.desc(), contacts.c.contact.desc()).limit(limit)
    result = await connection.execute(query if condition is None else query.where(condition))
    found = result.mappings().all()
    keys = [(row["contact"], row["began_at"]) for row in found]
    if not keys:
        return []
    by_segment = await _parts(connection, segments, keys, segments.c.number)
    by_recording = await _parts(connection, recordings, keys, recordings.c.place)
    by_supervision = await _parts(connection, supervisions, keys, supervisions.c.place)
    return [
        _CONTACT.validate_python(
            {
                **row,
                "segments": tuple(_SEGMENT.validate_python(_only(Segment, part)) for part in by_segment[key]),
                "recordings": tuple(_RECORDING.validate_python(_only(RecordingRecord, p)) for p in by_recording[key]),
                "supervisions": tuple(supervision_of(part) for part in by_supervision[key]),
            }
        )
        for key, row in zip(keys, found, strict=True)
    ]


async def _parts(
    connection: AsyncConnection, table: Table, keys: Sequence[tuple[Any, Any]], order: ColumnElement[Any]
) -> Mapping[tuple[Any, Any], list[Values]]:
    rows = await connection.execute(select(table).where(_belongs_to(table, keys)).order_by(order))
    return _grouped(rows.mappings())


def _belongs_to(table: Table, keys: Sequence[tuple[Any, Any]]) -> ColumnElement[bool]:
    return tuple_(table.c.contact, table.c.contact_began_at).in_(keys)


def _grouped(rows: Iterable[RowMapping]) -> Mapping[tuple[Any, Any], list[Values]]:
    groups: defaultdict[tuple[Any, Any], list[Values]] = defaultdict(list)
    for row in rows:
        groups[row["contact"], row["contact_began_at"]].append(dict(row))
    return groups


def supervision_of(row: Mapping[str, Any]) -> SupervisionRecord:
    """The record that this row of ``supervision`` holds."""
    return _SUPERVISION.validate_python(_only(SupervisionRecord, row))


def _only(kind: type[Segment | RecordingRecord | SupervisionRecord], values: Mapping[str, Any]) -> Values:
    return {each.name: values[each.name] for each in fields(kind)}
