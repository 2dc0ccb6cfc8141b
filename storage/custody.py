"""What is done with recordings once they are kept: held, released, deleted when their time is over, erased, checked.

Asks nobody for permission: whoever calls has done that. Refuses to delete what is held, to delete much at once, and to
remove a file before the catalogue says that it goes.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

import structlog

from dialplan.phone_numbers import forms, is_withheld
from recordings.retention import USUAL_LIMITS, RunLimits, allowance, chosen, run_time
from storage.archive import Archive, ArchiveUnreachable
from storage.catalogue import CatalogueRepository
from storage.catalogue_entries import CatalogueEntry, Deletion, Erasure
from storage.errors import DatabaseRefused, DatabaseUnreachable
from storage.sealing import Opener, Seal
from storage.underway import CustodyFolders, UnderWay, under_way
from storage.verifying import Bench, Repair, Verdict, repair, verify
from vocabulary.ids import ContactId, RecordingId
from vocabulary.instant import Instant

log = structlog.stdlib.get_logger(__name__)
_AT_ONCE = 8
_BETWEEN_RUNS_SECONDS = 3_600.0
BY_ITSELF = "retention"
"""Who deletes what is due, where nobody asked for it."""

Clock = Callable[[], Instant]
Wait = Callable[[float], Awaitable[None]]


class RecordingUnknown(Exception):
    """no recording {recording} was ever kept"""

    def __init__(self, recording: RecordingId) -> None:
        super().__init__((RecordingUnknown.__doc__ or "").format(recording=recording))


class RecordingGone(Exception):
    """recording {recording} is {how}: {why}, by {by}"""

    def __init__(self, entry: CatalogueEntry) -> None:
        words = (RecordingGone.__doc__ or "").format(
            recording=entry.recording, how=entry.deletion.value, why=entry.deleted_why, by=entry.deleted_by
        )
        super().__init__(words)


class NotHeld(Exception):
    """recording {recording} is not held"""

    def __init__(self, recording: RecordingId) -> None:
        super().__init__((NotHeld.__doc__ or "").format(recording=recording))


class NoNumber(Exception):
    """{number!r} is no caller's number: nobody's recordings can be erased by it"""

    def __init__(self, number: str) -> None:
        super().__init__((NoNumber.__doc__ or "").format(number=number))


@dataclass(frozen=True, slots=True)
class ExpiryReport:
    """What a run did. ``refused``: why nothing was deleted, an alarm; empty where all is well.

    ``kept``, ``due``: before the run. ``deleted``: gone now, of earlier runs too. ``waiting``: marked, their files
    still to go, as the store was away. ``missing``: of the deleted, those whose file was not there. ``left``: due, and
    left for the next run.
    """

    kept: int
    due: int
    deleted: tuple[RecordingId, ...] = ()
    waiting: tuple[RecordingId, ...] = ()
    missing: tuple[RecordingId, ...] = ()
    left: int = 0
    refused: str = ""


@dataclass(frozen=True, slots=True)
class HeldBack:
    """A recording that was not erased, because somebody holds it."""

    recording: RecordingId
    by: str
    why: str


@dataclass(frozen=True, slots=True)
class ErasureReport:
    """What became of one caller's recordings. ``forms``: how the number was looked for.

    ``erased``: gone. ``waiting``: to go as soon as the store answers, by itself. ``held``: kept, and why.
    ``under_way``: still recorded, finished or waiting to be kept: erased by itself before it is kept, or to be looked
    at by hand where it lies in quarantine. ``contacts``: in whose record the number still stands.
    """

    number: str
    forms: tuple[str, ...]
    erased: tuple[RecordingId, ...]
    waiting: tuple[RecordingId, ...]
    held: tuple[HeldBack, ...]
    under_way: tuple[UnderWay, ...]
    contacts: tuple[ContactId, ...]


class Custody:
    """The recordings of one store and one catalogue. Every method may raise ``DatabaseUnreachable``."""

    def __init__(
        self,
        catalogue: CatalogueRepository,
        archive: Archive,
        opener: Opener,
        seal: Seal | None,
        folders: CustodyFolders,
        now: Clock,
        limits: RunLimits = USUAL_LIMITS,
    ) -> None:
        self._catalogue = catalogue
        self._archive = archive
        self._folders = folders
        self._bench = Bench(catalogue, archive, opener, seal, folders)
        self._now = now
        self._limits = limits

    async def hold(self, recording: RecordingId, by: str, why: str) -> CatalogueEntry:
        """Keep it whatever its time, until it is released. Held again, the last reason counts.

        :raises RecordingUnknown: there is none.
        :raises RecordingGone: it is deleted, or about to be.
        """
        entry = await self._known(recording)
        if not entry.there or not await self._catalogue.hold(recording, by, why, self._now().utc):
            raise RecordingGone(await self._known(recording))
        return await self._known(recording)

    async def release(self, recording: RecordingId) -> CatalogueEntry:
        """Let its time count again: where that is over, the next run deletes it.

        :raises RecordingUnknown: there is none.
        :raises NotHeld: nobody holds it.
        """
        await self._known(recording)
        if not await self._catalogue.release(recording):
            raise NotHeld(recording)
        return await self._known(recording)

    async def expire(self, by: str = BY_ITSELF, *, anyway: bool = False) -> ExpiryReport:
        """Delete recordings whose time is over: a limited number, those due longest first.

        :param anyway: somebody has looked at the alarm of an earlier run, and wants it all the same.
        """
        # What was marked before goes in any case: an erasure does not wait for a clock to be set.
        going = list(await self._catalogue.going(self._limits.at_most))
        gone, missing = await self._remove(going)
        standing = await self._catalogue.standing(self._now().utc, self._limits)
        allowed = allowance(standing, self._limits, anyway=anyway)
        if allowed.refused:
            log.error("recordings not deleted", alarm=allowed.refused, kept=standing.kept, due=standing.due)
            report = ExpiryReport(standing.kept, standing.due, left=standing.due, refused=allowed.refused)
            return replace(report, deleted=gone, waiting=_not_in(gone, going), missing=missing)
        now = run_time(standing.our_time, standing.database_time)
        ids = chosen(await self._catalogue.due(now, allowed.at_most), now, allowed.at_most)
        if ids:
            marked = await self._catalogue.mark_deleting(ids, Deletion.EXPIRED, by, "its time was over")
            removed, lost = await self._remove(marked)
            going, gone, missing = [*going, *marked], gone + removed, missing + lost
        report = ExpiryReport(
            standing.kept,
            standing.due,
            deleted=gone,
            waiting=_not_in(gone, going),
            missing=missing,
            left=max(0, standing.due - len(ids)),
        )
        log.info("recordings deleted", deleted=len(gone), waiting=len(report.waiting), left=report.left, by=by)
        return report

    async def run(self, wait: Wait) -> None:
        """Delete what is due, every hour, until cancelled. A database that is away is asked again the next time."""
        while True:
            try:
                await self.expire()
            except (DatabaseUnreachable, DatabaseRefused) as fault:
                log.warning("recordings not deleted", why=str(fault), again_in=_BETWEEN_RUNS_SECONDS)
            except Exception:
                # A mistake of ours: what is due waits for the next run, and no call ends of it.
                log.exception("recordings not deleted", again_in=_BETWEEN_RUNS_SECONDS)
            await wait(_BETWEEN_RUNS_SECONDS)

    async def erase_caller(self, number: str, by: str, why: str, country: str | None = None) -> ErasureReport:
        """Erase every recording of a caller, as they asked. What is held stays, and is named.

        Asking again is harmless: it erases what has come since, and says again what stays.

        :param country: two letters, whose numbers may be written without it.
        :raises NoNumber: it is none, or stands for callers who withhold theirs.
        """
        written = number_forms(number, country)
        at = self._now().utc
        await self._catalogue.request_erasure(Erasure(written[0], written, at, by, why))
        theirs = [entry.recording for entry in await self._catalogue.of_caller(written) if entry.began_at <= at]
        marked = await self._catalogue.mark_deleting(theirs, Deletion.ERASED, by, why) if theirs else ()
        gone, _ = await self._remove(marked)
        kept = await self._catalogue.of_caller(written)
        report = ErasureReport(
            number=number,
            forms=written,
            erased=gone,
            waiting=_not_in(gone, marked),
            held=tuple(HeldBack(e.recording, e.held_by, e.held_why) for e in kept if e.held_at is not None),
            under_way=await asyncio.to_thread(under_way, self._folders, frozenset(written)),
            contacts=tuple(await self._catalogue.contacts_with(written)),
        )
        log.info("recordings erased", erased=len(gone), waiting=len(report.waiting), held=len(report.held), by=by)
        return report

    async def verify(self, recording: RecordingId) -> Verdict:
        """Whether it is still what was kept, byte by byte, and its sound too where it may be opened.

        :raises RecordingUnknown: there is none.
        :raises RecordingGone: it is deleted, or about to be.
        :raises ArchiveUnreachable: the store cannot be asked now.
        """
        return await verify(self._bench, await self._there(recording))

    async def repair(self, recording: RecordingId) -> Repair:
        """Put a whole copy in its place where it is damaged or lost. Raises as ``verify``, and ``OSError``."""
        return await repair(self._bench, await self._there(recording))

    async def finish_deletions(self) -> tuple[RecordingId, ...]:
        """Remove the files of recordings that a crash, or a store that was away, left behind after they were marked."""
        gone, _ = await self._remove(await self._catalogue.going(self._limits.at_most))
        return gone

    async def _known(self, recording: RecordingId) -> CatalogueEntry:
        entry = await self._catalogue.get(recording)
        if entry is None:
            raise RecordingUnknown(recording)
        return entry

    async def _there(self, recording: RecordingId) -> CatalogueEntry:
        entry = await self._known(recording)
        if not entry.there:
            raise RecordingGone(entry)
        return entry

    async def _remove(
        self, entries: Sequence[CatalogueEntry]
    ) -> tuple[tuple[RecordingId, ...], tuple[RecordingId, ...]]:
        """Removes the files of marked recordings. Gives those that are gone, and of them those that were not there."""
        gone: list[RecordingId] = []
        missing: list[RecordingId] = []
        for begin in range(0, len(entries), _AT_ONCE):
            some = entries[begin : begin + _AT_ONCE]
            answers = await asyncio.gather(*(self._archive.delete(each.key) for each in some), return_exceptions=True)
            for entry, answer in zip(some, answers, strict=True):
                if isinstance(answer, ArchiveUnreachable):
                    log.warning("recording not deleted yet", recording=entry.recording, why=str(answer))
                    continue
                if isinstance(answer, BaseException):
                    raise answer
                await self._catalogue.deleted(entry.recording, self._now().utc)
                gone.append(entry.recording)
                if not answer:
                    missing.append(entry.recording)
        return tuple(gone), tuple(missing)


def _not_in(gone: Sequence[RecordingId], entries: Sequence[CatalogueEntry]) -> tuple[RecordingId, ...]:
    there = frozenset(gone)
    return tuple(each.recording for each in entries if each.recording not in there)


def number_forms(number: str, country: str | None = None) -> tuple[str, ...]:
    """Every way a number may be written in a label: as it was told, with its country, and as trunks tell it.

    :raises NoNumber: it is none, or stands for callers who withhold theirs.
    """
    told = number.strip()
    if is_withheld(told):
        raise NoNumber(number)
    written = forms(told, country)
    bare = tuple(form[1:] for form in written if form.startswith("+"))
    return tuple(dict.fromkeys((told, *written, *bare)))
