"""Looking for recordings: by time, agent, caller, queue, disposition, length and whatever was not as it should be."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from cdr.parts import Flag
from recordings.events import RecordingState
from recordings.label import Kind
from storage.catalogue_entries import CatalogueEntry, entry_of
from storage.tables import contacts, segments
from storage.tables_recordings import kept_recordings as table
from vocabulary.ids import AgentName, ContactId, QueueName

LIMIT_AT_MOST = 10_000


@dataclass(frozen=True, slots=True)
class Criteria:
    """What a recording must meet; None and empty ask for nothing. Given values of one field: any of them.

    ``since`` and ``until``: it began in this time, the end not in it. ``callers``: numbers as they are written in the
    label. ``longer``, ``shorter``: seconds, the limits included. ``disposition``: the contact's, or of this agent's
    part in it. ``flags``: of the contact, all of them. ``gap``: whether seconds of the contact are missing.
    ``deleted``: None asks for those still kept and those that are not.
    """

    since: datetime | None = None
    until: datetime | None = None
    agents: tuple[AgentName, ...] = ()
    callers: tuple[str, ...] = ()
    queues: tuple[QueueName, ...] = ()
    contact: ContactId | None = None
    disposition: str | None = None
    longer: float | None = None
    shorter: float | None = None
    flags: tuple[Flag, ...] = ()
    states: tuple[RecordingState, ...] = ()
    gap: bool | None = None
    kind: Kind | None = None
    held: bool | None = None
    deleted: bool | None = False
    limit: int = 100


async def found_by(connection: AsyncConnection, criteria: Criteria) -> Sequence[CatalogueEntry]:
    """The recordings that meet all the criteria, those that began last first, at most ``limit``."""
    query = select(table).where(*_conditions(criteria)).order_by(table.c.began_at.desc(), table.c.recording.desc())
    limit = max(0, min(criteria.limit, LIMIT_AT_MOST))
    rows = (await connection.execute(query.limit(limit))).mappings().all()
    return await _with_contacts(connection, rows)


async def _with_contacts(connection: AsyncConnection, rows: Sequence[Any]) -> Sequence[CatalogueEntry]:
    """Asked for apart: of a few found recordings, not of all that had to be looked through."""
    wanted = {row["contact"] for row in rows}
    if not wanted:
        return []
    query = select(contacts.c.contact, contacts.c.disposition, contacts.c.flags).where(contacts.c.contact.in_(wanted))
    told = {row.contact: row for row in await connection.execute(query)}
    return [
        entry_of(
            row,
            disposition=told[row["contact"]].disposition if row["contact"] in told else "",
            flags=_flags(told[row["contact"]].flags) if row["contact"] in told else (),
        )
        for row in rows
    ]


def _flags(kept: Sequence[dict[str, Any]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(each["flag"]) for each in kept))


def _conditions(criteria: Criteria) -> Iterator[ColumnElement[bool]]:
    column = table.c
    if criteria.since is not None:
        yield column.began_at >= criteria.since
    if criteria.until is not None:
        yield column.began_at < criteria.until
    for of, values in ((column.agent, criteria.agents), (column.caller_number, criteria.callers)):
        if values:
            yield of.in_(values)
    if criteria.queues:
        yield column.queue.in_(criteria.queues)
    if criteria.contact is not None:
        yield column.contact == criteria.contact
    if criteria.longer is not None:
        yield column.seconds >= criteria.longer
    if criteria.shorter is not None:
        yield column.seconds <= criteria.shorter
    if criteria.states:
        yield column.state.in_([state.value for state in criteria.states])
    if criteria.kind is not None:
        yield column.kind == criteria.kind.value
    if criteria.held is not None:
        yield column.held_at.is_not(None) if criteria.held else column.held_at.is_(None)
    if criteria.deleted is not None:
        yield column.deletion != "" if criteria.deleted else column.deletion == ""
    yield from _of_the_contact(criteria)


def _of_the_contact(criteria: Criteria) -> Iterator[ColumnElement[bool]]:
    if criteria.disposition is not None:
        yield _disposed(criteria.disposition)
    for flag in criteria.flags:
        yield _flagged(flag)
    if criteria.gap is not None:
        yield _flagged(Flag.RECORDING_GAP) if criteria.gap else ~_flagged(Flag.RECORDING_GAP)


def _flagged(flag: Flag) -> ColumnElement[bool]:
    belongs = contacts.c.contact == table.c.contact
    return exists(select(1).where(belongs, contacts.c.flags.contains([{"flag": flag.value}])))


def _disposed(disposition: str) -> ColumnElement[bool]:
    in_part = select(func.count()).where(
        segments.c.contact == table.c.contact,
        segments.c.agent == table.c.agent,
        segments.c.disposition == disposition,
    )
    of_all = select(func.count()).where(contacts.c.contact == table.c.contact, contacts.c.disposition == disposition)
    return (in_part.scalar_subquery() + of_all.scalar_subquery()) > 0
