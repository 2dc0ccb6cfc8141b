"""Versions of the dialplan on their way to the database: on disk first, so that a database that is away loses none.

Nobody waits here for the database. One file each in a folder, told apart by their ids, stored in the order kept.
"""

import asyncio
import os
from pathlib import Path

import structlog
from pydantic import TypeAdapter, ValidationError

from storage.dialplans import DialplanRepository, DialplanVersion
from storage.errors import DatabaseRefused, DatabaseUnreachable

_VERSION = TypeAdapter(DialplanVersion)
_FIRST_PAUSE_SECONDS = 0.25
_LONGEST_PAUSE_SECONDS = 30.0
_SUFFIX = ".json"

log = structlog.get_logger(__name__)


class DialplanJournal:
    """Keeps versions in ``folder`` until the database has them. ``run`` is to be kept running beside it."""

    def __init__(self, folder: Path, repository: DialplanRepository) -> None:
        self._folder = folder
        self._repository = repository
        self._kept = asyncio.Event()
        self._stored = asyncio.Event()
        self._kept.set()

    async def keep(self, version: DialplanVersion) -> None:
        """Returns when it is safe on disk. Raises ``OSError`` if the disk does not take it."""
        await asyncio.to_thread(_write, self._folder / f"{version.id}{_SUFFIX}", version)
        self._stored.clear()
        self._kept.set()

    async def stored(self) -> None:
        """Returns when the database has everything that was kept, what an earlier run left included."""
        await self._stored.wait()

    async def run(self) -> None:
        """Store what is kept, for ever, however long the database is away."""
        pause_seconds = _FIRST_PAUSE_SECONDS
        while True:
            await self._kept.wait()
            self._kept.clear()
            try:
                for path in await asyncio.to_thread(_waiting, self._folder):
                    await self._store(path)
            except DatabaseUnreachable as error:
                log.warning("dialplan.version_waits", why=str(error), again_in=pause_seconds)
                await asyncio.sleep(pause_seconds)
                pause_seconds = min(2 * pause_seconds, _LONGEST_PAUSE_SECONDS)
                self._kept.set()
            else:
                pause_seconds = _FIRST_PAUSE_SECONDS
                if not self._kept.is_set():
                    self._stored.set()

    async def _store(self, path: Path) -> None:
        try:
            await self._repository.save(await asyncio.to_thread(_read, path))
        except (DatabaseRefused, ValidationError) as error:
            log.error("dialplan.version_refused", file=path.name, why=str(error))
            await asyncio.to_thread(path.rename, path.with_suffix(".refused"))
        else:
            await asyncio.to_thread(path.unlink)


def _read(path: Path) -> DialplanVersion:
    return _VERSION.validate_json(path.read_bytes())


def _write(path: Path, version: DialplanVersion) -> None:
    content = _VERSION.dump_json(version)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
    draft = path.with_suffix(".draft")
    with draft.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def _waiting(folder: Path) -> list[Path]:
    """By name: an id of ours begins with the time it was made at."""
    return sorted(folder.glob(f"*{_SUFFIX}"))
