"""The keeper: takes finished recordings from the outbox into the store and the catalogue, however long either is away.

Refuses to lose one and to keep one twice. What it cannot do now stays in the outbox and is tried again; what can never
be done goes to quarantine. What its caller has asked to be erased never gets into the store.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import structlog

from recordings.library.files import RecordingExists
from recordings.library.outbox import outbox_entries, refuse_entry, remove_entry
from recordings.library.sidecar import Finished
from recordings.naming import key_for, sealed_key
from recordings.retention import kept_until
from storage.archive import Archive, ArchiveHasOther, ArchiveUnreachable, Stored
from storage.catalogue import CatalogueHasOther, CatalogueRepository
from storage.catalogue_entries import CatalogueEntry
from storage.errors import DatabaseRefused, DatabaseUnreachable
from storage.sealing import Seal
from vocabulary.ids import RecordingId
from vocabulary.instant import Instant

log = structlog.stdlib.get_logger(__name__)
_SEALED_FOLDER = "sealed"

Wait = Callable[[float], Awaitable[None]]
Clock = Callable[[], Instant]


@dataclass(frozen=True, slots=True)
class KeeperPatience:
    """``attempt_seconds``: of the first attempt, for which the finisher waits; ``later_attempt_seconds``: of the rest.

    After a round in which something could not be kept it waits, ``first_pause_seconds`` and then twice as long each
    time, up to ``longest_pause_seconds``. A round ends after ``failures_in_a_row``: then it is not one recording's own
    fault, and the others would wait in vain.
    """

    attempt_seconds: float = 30.0
    later_attempt_seconds: float = 900.0
    first_pause_seconds: float = 1.0
    longest_pause_seconds: float = 60.0
    failures_in_a_row: int = 3


_USUAL_PATIENCE = KeeperPatience()


class Keeper:
    """Keeps what the finisher finishes. ``keep`` is one attempt; ``run`` goes on with what is left, until cancelled."""

    def __init__(
        self,
        archive: Archive,
        seal: Seal | None,
        catalogue: CatalogueRepository,
        outbox: Path,
        quarantine: Path,
        wait: Wait,
        now: Clock,
        patience: KeeperPatience = _USUAL_PATIENCE,
    ) -> None:
        self._archive = archive
        self._seal = seal
        self._catalogue = catalogue
        self._outbox = outbox
        self._quarantine = quarantine
        self._wait = wait
        self._now = now
        self._patience = patience
        self._left = asyncio.Event()
        # What an earlier run left behind is looked for first.
        self._left.set()
        self._idle = asyncio.Event()
        self._at_work: set[RecordingId] = set()
        self._in_round = False
        self._away = False
        self._failed: Counter[RecordingId] = Counter()

    async def keep(self, finished: Finished) -> str:
        """One attempt, bounded in time; none where the last one found the store or the database away.

        Never raises for that: what is not kept now is kept later, by ``run``.

        :returns: where it is kept, or will be.
        """
        if finished.file is None:
            return finished.path
        self._idle.clear()
        kept = False
        try:
            if not self._away:
                kept = await self._attempt(finished, self._patience.attempt_seconds)
        finally:
            if not kept:
                self._left.set()
            self._settle()
        return self._archive.address(self._key(finished))

    async def run(self) -> None:
        """Go on with whatever is left in the outbox, at once and whenever an attempt fails. Ends by being cancelled."""
        await asyncio.to_thread(_clear_sealed, self._outbox)
        pause_seconds = self._patience.first_pause_seconds
        while True:
            await self._left.wait()
            self._left.clear()
            if await self._round():
                pause_seconds = self._patience.first_pause_seconds
                self._settle()
                continue
            self._left.set()
            await self._wait(pause_seconds)
            pause_seconds = min(2 * pause_seconds, self._patience.longest_pause_seconds)

    async def idle(self) -> None:
        """Comes back when nothing waits any more: all is kept, erased or in quarantine."""
        await self._idle.wait()

    def _settle(self) -> None:
        if not (self._left.is_set() or self._at_work or self._in_round):
            self._idle.set()

    async def _round(self) -> bool:
        """One attempt for everything in the outbox; whether nothing is left. What failed least often comes first."""
        self._in_round = True
        try:
            return await self._try_all()
        finally:
            self._in_round = False

    async def _try_all(self) -> bool:
        try:
            entries = await asyncio.to_thread(outbox_entries, self._outbox)
        except OSError as fault:
            log.error("outbox of recordings cannot be read", folder=str(self._outbox), why=str(fault))
            return False
        failures, all_kept = 0, True
        for entry in sorted(entries, key=lambda each: self._failed[each.label.recording]):
            if await self._attempt(entry, self._patience.later_attempt_seconds):
                failures = 0
                continue
            failures, all_kept = failures + 1, False
            if failures >= self._patience.failures_in_a_row:
                break
        return all_kept

    async def _attempt(self, entry: Finished, limit_seconds: float) -> bool:
        """Whether the entry has left the outbox, or whoever is at work on it sees to that."""
        recording = entry.label.recording
        if recording in self._at_work:
            return True
        self._at_work.add(recording)
        try:
            async with asyncio.timeout(limit_seconds):
                await self._take(entry)
        except (ArchiveUnreachable, DatabaseUnreachable, OSError, TimeoutError) as fault:
            self._failed[recording] += 1
            # One that fails again says nothing of the others.
            self._away = self._away or self._failed[recording] == 1
            why = str(fault) or "it took too long"
            log.warning("recording waits to be kept", recording=recording, why=why, failures=self._failed[recording])
            return False
        except (ArchiveHasOther, CatalogueHasOther, DatabaseRefused) as refusal:
            return await self._refuse(entry, str(refusal))
        except Exception:
            # A mistake of ours, of one recording: it waits, and neither the others nor the calls do.
            log.exception("recording not kept", recording=recording)
            self._failed[recording] += 1
            return False
        else:
            self._failed.pop(recording, None)
            self._away = False
            return True
        finally:
            self._at_work.discard(recording)

    async def _take(self, entry: Finished) -> None:
        """Every step may be done again after a crash: none does harm the second time."""
        assert entry.file is not None
        if not await asyncio.to_thread(entry.file.exists):
            # Another attempt was faster.
            return
        label = entry.label
        known = await self._catalogue.get(label.recording)
        if known is None:
            key = self._key(entry)
            erasure = await self._catalogue.erasure_for(label.caller_number, label.began_at)
            stored = await self._put(entry, key) if erasure is None else Stored(0, "")
            known = await self._added(self._catalogued(entry, key, stored))
        elif _is_other(known, entry):
            raise CatalogueHasOther(label.recording)
        if not known.there:
            await self._drop(known)
        await self._clear(entry)

    async def _added(self, entry: CatalogueEntry) -> CatalogueEntry:
        try:
            return await self._catalogue.add(entry)
        except DatabaseRefused:
            # It goes to quarantine: in the store nobody would ever find it, or delete it when its time is over.
            await self._archive.delete(entry.key)
            raise

    async def _put(self, entry: Finished, key: str) -> Stored:
        assert entry.file is not None
        if self._seal is None:
            return await self._archive.put_new(key, entry.file)
        sealed = self._sealed_file(key)
        await asyncio.to_thread(sealed.parent.mkdir, mode=0o700, parents=True, exist_ok=True)
        if not await asyncio.to_thread(sealed.exists):
            # Once only: sealed again it has other bytes, and what an earlier attempt put would look like another's.
            with suppress(RecordingExists):
                await asyncio.to_thread(self._seal.seal, entry.file, sealed)
        return await self._archive.put_new(key, sealed)

    async def _drop(self, entry: CatalogueEntry) -> None:
        """Its caller has asked for it, or its time was over: the row stays, the file does not."""
        if entry.deleted_at is None:
            await self._archive.delete(entry.key)
            await self._catalogue.deleted(entry.recording, self._now().utc)
        log.info("recording not kept", recording=entry.recording, why=entry.deleted_why, by=entry.deleted_by)

    async def _clear(self, entry: Finished) -> None:
        await asyncio.to_thread(remove_entry, entry)
        sealed = self._sealed_file(self._key(entry))
        await asyncio.to_thread(sealed.unlink, missing_ok=True)

    async def _refuse(self, entry: Finished, why: str) -> bool:
        """It will never be kept: nothing is overwritten, and nothing deleted unseen."""
        try:
            aside = await asyncio.to_thread(refuse_entry, entry, self._quarantine, why)
            await asyncio.to_thread(self._sealed_file(self._key(entry)).unlink, missing_ok=True)
        except OSError as fault:
            log.error("recording refused, not put aside", recording=entry.label.recording, why=why, fault=str(fault))
            return False
        self._failed.pop(entry.label.recording, None)
        log.error("recording refused", recording=entry.label.recording, why=why, kept_in=[str(each) for each in aside])
        return True

    def _key(self, entry: Finished) -> str:
        key = key_for(entry.label)
        return key if self._seal is None else sealed_key(key)

    def _sealed_file(self, key: str) -> Path:
        return self._outbox / _SEALED_FOLDER / key.rpartition("/")[2]

    def _catalogued(self, entry: Finished, key: str, stored: Stored) -> CatalogueEntry:
        label = entry.label
        return CatalogueEntry(
            recording=label.recording,
            contact=label.contact,
            offer=label.offer,
            kind=label.kind,
            began_at=label.began_at,
            seconds=entry.seconds,
            caller_number=label.caller_number,
            queue=label.queue,
            agent=label.agent,
            direction=label.direction,
            key=key,
            address=self._archive.address(key),
            sealed=self._seal is not None,
            stored_size=stored.size,
            stored_sha256=stored.sha256,
            sound=entry.sound,
            state=entry.state,
            detail=entry.detail,
            kept_at=self._now().utc,
            kept_until=kept_until(label.began_at, label.keep_days),
        )


def _is_other(known: CatalogueEntry, entry: Finished) -> bool:
    """Nothing is known any more of the sound of what was erased: there, whatever comes is dropped."""
    return known.sound is not None and entry.sound is not None and known.sound.sha256 != entry.sound.sha256


def _clear_sealed(outbox: Path) -> None:
    """Sealed copies of what a crash kept from being cleared away after it left the outbox."""
    folder = outbox / _SEALED_FOLDER
    with suppress(OSError):
        for sealed in sorted(folder.iterdir()):
            if not (outbox / sealed.stem).exists():
                sealed.unlink()
