"""The parts that record, finish and keep, made and tied together. Holds no rule of its own."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from asterisk.ami.manager import Manager
from calls.ledger import Ledger
from calls.recorder import Recorder, RecordingFolders
from calls.recording_watch import RecordingWatch
from recordings.label import Kind, Label
from recordings.library import Finisher, FinishingFolders, Job, Leftover, finishing, leftovers, tidy
from recordings.naming import offer_of
from recordings.policy import Policy
from service import clock
from service.settings import Settings, SettingsInvalid
from storage.archive import Archive, ArchiveUnreachable, PlaceInvalid, S3SettingInvalid, S3Settings, open_archive
from storage.catalogue import CatalogueRepository
from storage.keeper import Keeper
from storage.sealing import IdentityUnusable, Opener, RecipientInvalid, Seal, opener_from
from storage.underway import CustodyFolders
from storage.verifying import Bench
from vocabulary.ids import ContactId

_MEGABYTE = 1_000_000

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class RecordingRoom:
    """What records, and what keeps. ``at_work`` keeps it going."""

    legs: Path
    folders: FinishingFolders
    recorder: Recorder
    watch: RecordingWatch
    bench: Bench
    keeper: Keeper

    @asynccontextmanager
    async def at_work(self, connected: asyncio.Event) -> AsyncIterator[Finisher]:
        """Finish and keep what is recorded, until the context is left; then all that was taken is finished.

        :param connected: set once Asterisk was seen to have ended the calls of an earlier process.
        """
        left = await asyncio.to_thread(self._found)
        async with (
            finishing(asyncio.sleep, self.recorder.finished, self.keeper.keep, self.folders) as finisher,
            asyncio.TaskGroup() as tasks,
        ):
            self.recorder.use(finisher, lambda: self.watch.low)
            going = [
                tasks.create_task(self.keeper.run(), name="keeper"),
                tasks.create_task(self.watch.run(), name="recording watch"),
                tasks.create_task(_finish(connected, finisher, left), name="leftovers"),
            ]
            try:
                yield finisher
            finally:
                await finisher.idle()
                for task in going:
                    task.cancel()

    def _found(self) -> Sequence[Leftover]:
        """What an earlier process left to be finished; what cannot be believed is put away first. Blocks."""
        for put_away in tidy(self.legs, self.folders):
            log.error("recording.quarantined", path=str(put_away.path), why=put_away.why)
        return leftovers(self.legs)


def recording_room(settings: Settings, manager: Manager, ledger: Ledger, engine: AsyncEngine) -> RecordingRoom:
    """The room of one service.

    :raises SettingsInvalid: where recordings are to be kept, or the keys they are sealed with, cannot be understood.
    """
    folders = FinishingFolders(settings.outbox, settings.quarantine)
    for folder in (settings.outbox, settings.quarantine):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    archive, seal, opener = _places(settings)
    catalogue = CatalogueRepository(engine)
    recorder = Recorder(manager, ledger, RecordingFolders(settings.legs, settings.taken_messages), clock.now)
    watch = RecordingWatch(
        settings.legs, lambda: recorder.watched, clock.now, settings.recordings_least_free_mb * _MEGABYTE
    )
    keeper = Keeper(archive, seal, catalogue, settings.outbox, settings.quarantine, asyncio.sleep, clock.now)
    bench = Bench(catalogue, archive, opener, seal, CustodyFolders(settings.legs, settings.outbox, settings.quarantine))
    return RecordingRoom(settings.legs, folders, recorder, watch, bench, keeper)


def _places(settings: Settings) -> tuple[Archive, Seal | None, Opener]:
    secret = settings.s3_secret_key.get_secret_value() if settings.s3_secret_key is not None else ""
    s3 = S3Settings(settings.s3_endpoint or "", settings.s3_region, settings.s3_access_key or "", secret)
    try:
        archive = open_archive(settings.recordings_place, s3)
    except S3SettingInvalid as fault:
        raise SettingsInvalid(fault.setting, str(fault)) from None
    except (PlaceInvalid, ArchiveUnreachable) as fault:
        raise SettingsInvalid("FIRSTLINE_RECORDINGS", str(fault)) from None
    try:
        recipient = settings.recordings_recipient
        seal = Seal(recipient) if recipient else None
    except RecipientInvalid as fault:
        raise SettingsInvalid("FIRSTLINE_RECORDINGS_RECIPIENT", str(fault)) from None
    try:
        return archive, seal, opener_from(settings.recordings_identity)
    except IdentityUnusable as fault:
        raise SettingsInvalid("FIRSTLINE_RECORDINGS_IDENTITY", str(fault)) from None


async def _finish(connected: asyncio.Event, finisher: Finisher, left: Sequence[Leftover]) -> None:
    """Finish what an earlier process left, once Asterisk was seen to have ended the calls it belonged to."""
    await connected.wait()
    for leftover in left:
        await finisher.finish(Job(leftover.label or _made_up(leftover), leftover.legs, None))


def _made_up(leftover: Leftover) -> Label:
    """Of what no label tells anything, only the name and the time of its last second are known."""
    usual = Policy()
    return Label(
        recording=leftover.recording,
        contact=ContactId(""),
        offer=offer_of(leftover.recording),
        kind=Kind.CONVERSATION,
        began_at=leftover.last_written_at,
        caller_number="",
        queue=None,
        agent=None,
        direction="in",
        sound=usual.sound,
        keep_days=usual.keep_days,
    )
