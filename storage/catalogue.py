"""The catalogue of kept recordings in PostgreSQL: what is kept where, until when, who holds it, who asked for it.

Decides nothing about them and touches no file. A row is never removed: of what was deleted, it says by whom and why.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, Update, func, insert, or_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from recordings.retention import USUAL_LIMITS, Candidate, RunLimits, Standing, long_due_before, run_time
from storage.catalogue_entries import Access, CatalogueEntry, Deletion, Erasure, entry_of, row_of, same_sound
from storage.catalogue_search import Criteria, found_by
from storage.errors import translated
from storage.tables import contacts
from storage.tables_recordings import erasures, recording_accesses
from storage.tables_recordings import kept_recordings as table
from vocabulary.ids import ContactId, RecordingId

_LOCK = 0x66697265
"""Key of the advisory lock ("fire"): a recording is taken in before an erasure, which then finds it, or after it."""
_KEPT = table.c.deletion == ""
_ACCESSES_AT_MOST = 1000


class CatalogueHasOther(Exception):
    """recording {recording} is kept already, with other content: nothing was replaced"""

    def __init__(self, recording: RecordingId) -> None:
        super().__init__((CatalogueHasOther.__doc__ or "").format(recording=recording))


class CatalogueRepository:
    """The catalogue of one database. Safe to use from several tasks at a time.

    Every method raises ``DatabaseUnreachable`` (try again later); those that write, ``DatabaseRefused`` (never will).
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def add(self, entry: CatalogueEntry) -> CatalogueEntry:
        """Take a recording in, once: adding the same again changes nothing. Gives what the catalogue now says of it.

        What its caller has asked to be erased before is taken in as such: the entry given back says so, and its file
        has to go.

        :raises CatalogueHasOther: the catalogue has another sound under this id.
        """
        with translated():
            async with self._engine.begin() as connection:
                await connection.execute(select(func.pg_advisory_xact_lock_shared(_LOCK)))
                erasure = await _erasure_for(connection, entry.caller_number, entry.began_at)
                row = row_of(entry) | (_of_erased(erasure.by, erasure.why) if erasure is not None else {})
                await connection.execute(upsert(table).values(row).on_conflict_do_nothing())
                found = await _entry(connection, entry.recording)
        if found is None or (found.deletion is not Deletion.ERASED and not same_sound(found, entry)):
            raise CatalogueHasOther(entry.recording)
        return found

    async def get(self, recording: RecordingId) -> CatalogueEntry | None:
        """What is said of a recording, also of a deleted one; None where none was ever kept under this id."""
        with translated():
            async with self._engine.connect() as connection:
                return await _entry(connection, recording)

    async def find(self, criteria: Criteria) -> Sequence[CatalogueEntry]:
        """The recordings that meet all the criteria, those that began last first."""
        with translated():
            async with self._engine.connect() as connection:
                return await found_by(connection, criteria)

    async def hold(self, recording: RecordingId, by: str, why: str, at: datetime) -> bool:
        """Keep it whatever its time. False where it is not kept any more, or never was."""
        holding = update(table).where(table.c.recording == recording, _KEPT)
        return await self._changed(holding.values(held_at=at, held_by=by, held_why=why))

    async def release(self, recording: RecordingId) -> bool:
        """Let its time count again. False where it is not held."""
        releasing = update(table).where(table.c.recording == recording, table.c.held_at.is_not(None))
        return await self._changed(releasing.values(held_at=None, held_by="", held_why=""))

    async def standing(self, our_time: datetime, limits: RunLimits = USUAL_LIMITS) -> Standing:
        """What a run of deletions finds, by the earlier of the two clocks."""
        with translated():
            async with self._engine.connect() as connection:
                database_time: datetime = (await connection.execute(select(func.clock_timestamp()))).scalar_one()
                now = run_time(our_time, database_time)
                due = _KEPT & table.c.held_at.is_(None) & (table.c.kept_until <= now)
                long_due = due & (table.c.kept_until < long_due_before(now, limits))
                counts = [func.count().filter(each) for each in (_KEPT, due, long_due)]
                found = (await connection.execute(select(*counts).select_from(table))).one()
        return Standing(int(found[0]), int(found[1]), int(found[2]), our_time, database_time)

    async def due(self, now: datetime, limit: int) -> Sequence[Candidate]:
        """The recordings not held whose time is over, the longest due first."""
        query = select(table.c.recording, table.c.kept_until).where(
            _KEPT, table.c.held_at.is_(None), table.c.kept_until <= now
        )
        ordered = query.order_by(table.c.kept_until, table.c.recording).limit(limit)
        with translated():
            async with self._engine.connect() as connection:
                return [Candidate(row.recording, row.kept_until) for row in await connection.execute(ordered)]

    async def mark_deleting(
        self, recordings: Sequence[RecordingId], deletion: Deletion, by: str, why: str
    ) -> Sequence[CatalogueEntry]:
        """Say that these go, before their files do. Gives those that do: not what is held by now, or went before."""
        values = {"deletion": deletion.value, "deleted_by": by, "deleted_why": why}
        marking = update(table).where(table.c.recording.in_(recordings), _KEPT, table.c.held_at.is_(None))
        told = _of_erased(by, why) if deletion is Deletion.ERASED else values
        with translated():
            async with self._engine.begin() as connection:
                rows = (await connection.execute(marking.values(told).returning(*table.columns))).mappings().all()
        return [entry_of(dict(row)) for row in rows]

    async def going(self, limit: int) -> Sequence[CatalogueEntry]:
        """Those marked whose file may still be there: a crash, or a store that was away."""
        query = select(table).where(table.c.deletion != "", table.c.deleted_at.is_(None))
        return await self._entries(query.order_by(table.c.recording).limit(limit))

    async def deleted(self, recording: RecordingId, at: datetime) -> bool:
        """Its file is gone. False where it was not to go."""
        gone = update(table).where(table.c.recording == recording, table.c.deletion != "", table.c.deleted_at.is_(None))
        return await self._changed(gone.values(deleted_at=at))

    async def stored_anew(self, recording: RecordingId, size: int, sha256: str) -> bool:
        """The same sound lies in the store in other bytes, because it was sealed again."""
        return await self._changed(
            update(table).where(table.c.recording == recording, _KEPT).values(stored_size=size, stored_sha256=sha256)
        )

    async def request_erasure(self, erasure: Erasure) -> None:
        """From now on every recording of this caller that began before is taken in as erased."""
        row = {
            "number": erasure.number,
            "forms": list(erasure.forms),
            "requested_at": erasure.requested_at,
            "by": erasure.by,
            "why": erasure.why,
        }
        with translated():
            async with self._engine.begin() as connection:
                await connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
                await connection.execute(insert(erasures).values(row))

    async def erasure_for(self, caller_number: str, began_at: datetime) -> Erasure | None:
        """The first request by which a recording of this caller that began then has to go."""
        with translated():
            async with self._engine.connect() as connection:
                return await _erasure_for(connection, caller_number, began_at)

    async def of_caller(self, forms: Sequence[str]) -> Sequence[CatalogueEntry]:
        """Every recording still kept with a number written in one of these forms, held ones too."""
        return await self._entries(
            select(table).where(table.c.caller_number.in_(forms), _KEPT).order_by(table.c.began_at, table.c.recording)
        )

    async def contacts_with(self, forms: Sequence[str]) -> Sequence[ContactId]:
        """The contacts in whose record this number still stands, as the caller's or as the one dialled."""
        stands = or_(contacts.c.caller_number.in_(forms), contacts.c.number_dialled.in_(forms))
        query = select(contacts.c.contact).where(stands).order_by(contacts.c.began_at, contacts.c.contact)
        with translated():
            async with self._engine.connect() as connection:
                return [ContactId(row.contact) for row in await connection.execute(query)]

    async def note_access(self, access: Access) -> None:
        """Write down that somebody heard a recording, or wanted to."""
        row = {
            "recording": access.recording,
            "at": access.at,
            "who": access.who,
            "how": access.how,
            "why": access.why,
            "refused": access.refused,
        }
        with translated():
            async with self._engine.begin() as connection:
                await connection.execute(insert(recording_accesses).values(row))

    async def accesses(self, recording: RecordingId) -> Sequence[Access]:
        """Who heard a recording or wanted to, the first first; the last thousand of them."""
        told = recording_accesses
        query = select(told).where(told.c.recording == recording).order_by(told.c.at.desc(), told.c.id.desc())
        with translated():
            async with self._engine.connect() as connection:
                rows = (await connection.execute(query.limit(_ACCESSES_AT_MOST))).all()
        return [Access(row.recording, row.who, row.at, row.how, row.why, row.refused) for row in reversed(rows)]

    async def _entries(self, query: Select[Any]) -> Sequence[CatalogueEntry]:
        with translated():
            async with self._engine.connect() as connection:
                return [entry_of(dict(row)) for row in (await connection.execute(query)).mappings()]

    async def _changed(self, change: Update) -> bool:
        with translated():
            async with self._engine.begin() as connection:
                return bool((await connection.execute(change.returning(table.c.recording))).all())


def _of_erased(by: str, why: str) -> dict[str, Any]:
    """What an erasure writes over: of the person, nothing is left but that there was a call."""
    return {
        "deletion": Deletion.ERASED.value,
        "deleted_by": by,
        "deleted_why": why,
        "caller_number": "",
        "sound": None,
    }


async def _entry(connection: AsyncConnection, recording: RecordingId) -> CatalogueEntry | None:
    found = (await connection.execute(select(table).where(table.c.recording == recording))).mappings().first()
    return entry_of(dict(found)) if found is not None else None


async def _erasure_for(connection: AsyncConnection, caller_number: str, began_at: datetime) -> Erasure | None:
    if not caller_number:
        return None
    asked = select(erasures).where(erasures.c.forms.contains([caller_number]), erasures.c.requested_at >= began_at)
    found = (await connection.execute(asked.order_by(erasures.c.requested_at).limit(1))).first()
    if found is None:
        return None
    return Erasure(found.number, tuple(found.forms), found.requested_at, found.by, found.why)
