"""Versions of the dialplan in PostgreSQL: which was in force since when, by whom, and the texts it was made of.

Decides nothing about them. A prompt's sound is never kept, only the hash of it; a secret is in no file kept here.
"""

import asyncio
import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from storage.errors import translated
from storage.tables import dialplan_versions as table

_LOCK = 0x66697276
"""Key of the advisory lock ("firv"): of two starts at once, the second sees what the first one stored."""


class Why(StrEnum):
    """How a version came to be kept. ``SET_ASIDE`` was never in force: it lay in the directory before a rollback."""

    START = "start"
    RELOAD = "reload"
    ROLLBACK = "rollback"
    SET_ASIDE = "set aside"


@dataclass(frozen=True, slots=True)
class DialplanVersion:
    """One version, kept once for each time it came into force.

    ``id``: of ours, made before it is saved. ``version``: the document's. ``parent``: the version in force before.
    ``files``: by name within the directory, the texts. ``prompts``: by path within the directory, the first 16 hex
    digits of the SHA-256 of each prompt file. In a list both are empty.
    """

    id: str
    version: str
    parent: str | None
    taken_at: datetime
    author: str
    message: str
    why: Why
    files: Mapping[str, str] = field(default_factory=dict)
    prompts: Mapping[str, str] = field(default_factory=dict)


class DialplanRepository:
    """The versions of one database. Safe to use from several tasks at a time."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def save(self, kept: DialplanVersion) -> None:
        """Store it; saving twice is saving once. A start under the version in force last is no change, and not stored.

        Raises ``DatabaseUnreachable`` (try again later) or ``DatabaseRefused`` (never will).
        """
        with translated():
            async with self._engine.begin() as connection:
                await connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
                if kept.why is Why.START:
                    last = await _in_force_last(connection)
                    if last == kept.version:
                        return
                    kept = replace(kept, parent=last)
                row = await asyncio.to_thread(_row, kept)
                await connection.execute(upsert(table).values(row).on_conflict_do_nothing())

    async def latest(self, limit: int) -> Sequence[DialplanVersion]:
        """Up to ``limit`` versions, the latest first, without their texts. Raises ``DatabaseUnreachable``."""
        columns = [column for column in table.columns if column.name != "content"]
        with translated():
            async with self._engine.connect() as connection:
                rows = (await connection.execute(_newest_first(select(*columns)).limit(limit))).all()
        return [_listed(row) for row in rows]

    async def find(self, version: str) -> DialplanVersion | None:
        """The latest one whose version begins so, whole; None where there is none. Raises ``DatabaseUnreachable``."""
        wanted = table.c.version.startswith(version, autoescape=True)
        with translated():
            async with self._engine.connect() as connection:
                row = (await connection.execute(_newest_first(select(table)).where(wanted).limit(1))).first()
        if row is None:
            return None
        content = json.loads(zlib.decompress(row.content))
        return replace(_listed(row), files=content["files"], prompts=content["prompts"])


def _newest_first(query: Select[Any]) -> Select[Any]:
    return query.order_by(table.c.taken_at.desc(), table.c.id.desc())


async def _in_force_last(connection: AsyncConnection) -> str | None:
    query = _newest_first(select(table.c.version)).where(table.c.why != Why.SET_ASIDE.value).limit(1)
    found: str | None = (await connection.execute(query)).scalar()
    return found


def _row(kept: DialplanVersion) -> dict[str, object]:
    content = json.dumps({"files": dict(kept.files), "prompts": dict(kept.prompts)})
    return {
        "id": kept.id,
        "version": kept.version,
        "parent": kept.parent,
        "taken_at": kept.taken_at,
        "author": kept.author,
        "message": kept.message,
        "why": kept.why.value,
        # YAML shrinks to a tenth, and bytes may hold what a text of PostgreSQL may not.
        "content": zlib.compress(content.encode()),
    }


def _listed(row: Row[Any]) -> DialplanVersion:
    return DialplanVersion(row.id, row.version, row.parent, row.taken_at, row.author, row.message, Why(row.why))
