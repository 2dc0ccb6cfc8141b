"""Finished records on their way to the database: on disk first, so that a database that is away loses none.

Nobody waits here for the database: a record is handed over once its file is safe. The queue in memory only spares the
writer from looking into the folder; what does not fit into it is found there again.
"""

import asyncio
import contextlib
import os
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self
from urllib.parse import quote

import structlog
from pydantic import TypeAdapter, ValidationError

from cdr.record import ContactRecord
from storage.errors import DatabaseRefused, DatabaseUnreachable
from vocabulary.ids import ContactId

_RECORD = TypeAdapter(ContactRecord)
_LOG = structlog.stdlib.get_logger(__name__)
_QUEUE_LENGTH = 1000
_FIRST_PAUSE_SECONDS = 0.25
_LONGEST_PAUSE_SECONDS = 30.0
_CLOSE_LIMIT_SECONDS = 5.0


class Repository(Protocol):
    """Where records go in the end."""

    async def save(self, record: ContactRecord) -> None:
        """Stores it, as often as it is asked to; raises ``DatabaseUnreachable`` or ``DatabaseRefused``."""


class RecordWriter:
    """Takes finished records, stores them in order of arrival as soon as the database takes them.

    ``folder`` holds one file per record not yet stored; ``folder/refused`` those the database will never take, each
    with the reason beside it. Files of an earlier run are stored first.
    """

    def __init__(
        self,
        folder: Path,
        repository: Repository,
        first_pause_seconds: float = _FIRST_PAUSE_SECONDS,
        longest_pause_seconds: float = _LONGEST_PAUSE_SECONDS,
        queue_length: int = _QUEUE_LENGTH,
        close_limit_seconds: float = _CLOSE_LIMIT_SECONDS,
    ) -> None:
        self._folder = folder
        self._refused = folder / "refused"
        self._repository = repository
        self._first_pause_seconds = first_pause_seconds
        self._longest_pause_seconds = longest_pause_seconds
        self._close_limit_seconds = close_limit_seconds
        self._queue: asyncio.Queue[Path] = asyncio.Queue(queue_length)
        self._overflowed = asyncio.Event()
        self._idle = asyncio.Event()
        # A record submitted anew while its first version is being stored must not lose its file to that version's end.
        self._changing = asyncio.Lock()
        # Counted by us: a file system gives the number of a file that is gone to the next one.
        self._versions: dict[Path, int] = {}
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        """Begins to write, with what an earlier run left behind. Raises ``OSError`` where no folder can be made."""
        await asyncio.to_thread(self._refused.mkdir, parents=True, exist_ok=True)
        self._overflowed.set()
        self._task = asyncio.create_task(self._write_all(), name="record writer")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Gives the database a last moment; what it does not take then stays on disk for the next run."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.written(), self._close_limit_seconds)
        assert self._task is not None
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    async def submit(self, record: ContactRecord) -> None:
        """Returns when the record is safe on disk. Raises ``OSError`` if the disk does not take it."""
        path = self._folder / _file_name(record.contact)
        async with self._changing:
            self._versions[path] = self._versions.get(path, 0) + 1
            await asyncio.to_thread(_write_durably, path, _RECORD.dump_json(record))
        self._idle.clear()
        try:
            self._queue.put_nowait(path)
        except asyncio.QueueFull:
            self._overflowed.set()

    async def written(self) -> None:
        """Returns when nothing waits any more: all is stored or refused."""
        await self._idle.wait()

    async def _write_all(self) -> None:
        while True:
            if self._queue.empty() and self._overflowed.is_set():
                self._overflowed.clear()
                for path in await asyncio.to_thread(_waiting_in, self._folder):
                    await self._deliver(path)
            if self._queue.empty() and not self._overflowed.is_set():
                self._idle.set()
            await self._deliver(await self._queue.get())

    async def _deliver(self, path: Path) -> None:
        """Stores one file, however long the database is away; then the file is gone or refused."""
        pause_seconds = self._first_pause_seconds
        while True:
            try:
                await self._store(path)
            except DatabaseUnreachable as failure:
                _LOG.warning("record waits for the database", file=path.name, why=str(failure), again_in=pause_seconds)
                await asyncio.sleep(pause_seconds)
                pause_seconds = min(2 * pause_seconds, self._longest_pause_seconds)
            else:
                return

    async def _store(self, path: Path) -> None:
        version = self._versions.get(path, 0)
        try:
            content = await asyncio.to_thread(path.read_bytes)
        except FileNotFoundError:
            # Submitted again, or found by a look into the folder: it is stored already.
            return
        try:
            await self._repository.save(_RECORD.validate_json(content))
        except (DatabaseRefused, ValidationError) as refusal:
            _LOG.error("record refused", file=path.name, kept_in=str(self._refused), why=str(refusal))
            async with self._changing:
                await asyncio.to_thread(_set_aside, path, self._refused, str(refusal))
                self._versions.pop(path, None)
        else:
            async with self._changing:
                if self._versions.get(path, 0) == version:
                    await asyncio.to_thread(path.unlink)
                    self._versions.pop(path, None)


def _file_name(contact: ContactId) -> str:
    return f"{quote(contact, safe='')}.json"


def _write_durably(path: Path, content: bytes) -> None:
    draft = path.with_suffix(".draft")
    with draft.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _waiting_in(folder: Path) -> Sequence[Path]:
    found = [(path.stat().st_mtime_ns, path) for path in folder.glob("*.json")]
    return [path for _, path in sorted(found)]


def _set_aside(path: Path, refused: Path, why: str) -> None:
    (refused / f"{path.stem}.reason.txt").write_text(why + "\n", encoding="utf-8", errors="backslashreplace")
    path.replace(refused / path.name)
    _sync_folder(refused)
