"""Who was listened to, over a time: asked of the supervisions in PostgreSQL. They are saved with their contacts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from cdr.parts import SupervisionRecord
from storage.contacts import supervision_of
from storage.errors import translated
from storage.tables import supervisions
from vocabulary.ids import AgentName


@dataclass(frozen=True, slots=True)
class AgentHeard:
    """An agent who was heard: in how many listenings, for how many seconds in all, by whom, and when last."""

    agent: AgentName
    times: int
    seconds: float
    supervisors: tuple[str, ...]
    last_heard_at: datetime


class SupervisionRepository:
    """The supervisions of one database. Safe to use from several tasks at a time."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def between(self, since: datetime, until: datetime) -> Sequence[SupervisionRecord]:
        """Those of which any part lies in that time, in the order in which they began.

        They are there once the contact listened to is over. Raises ``DatabaseUnreachable``.
        """
        overlap = (supervisions.c.began_at < until, supervisions.c.ended_at > since)
        query = select(supervisions).where(*overlap).order_by(supervisions.c.began_at, supervisions.c.listening)
        with translated():
            async with self._engine.connect() as connection:
                return [supervision_of(dict(row)) for row in (await connection.execute(query)).mappings()]


async def agents_heard(repository: SupervisionRepository, since: datetime, until: datetime) -> Sequence[AgentHeard]:
    """Every agent who was heard in that time, by name; who is not in it was not heard.

    Raises ``DatabaseUnreachable``.
    """
    found: dict[AgentName, list[tuple[SupervisionRecord, datetime, datetime]]] = {}
    for supervision in await repository.between(since, until):
        for span in supervision.agents:
            began_at, ended_at = max(span.began_at, since), min(span.ended_at, until)
            if began_at < ended_at:
                found.setdefault(span.agent, []).append((supervision, began_at, ended_at))
    return [
        AgentHeard(
            agent=agent,
            times=len({supervision.listening for supervision, _, _ in heard}),
            seconds=sum((ended_at - began_at).total_seconds() for _, began_at, ended_at in heard),
            supervisors=tuple(dict.fromkeys(supervision.supervisor for supervision, _, _ in heard)),
            last_heard_at=max(ended_at for _, _, ended_at in heard),
        )
        for agent, heard in sorted(found.items())
    ]
