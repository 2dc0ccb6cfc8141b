"""Takes a changed dialplan over while calls go on: one change at a time, all of it or nothing. Loads nothing itself.

Whoever is on the line keeps the document they came in with. What is told to the distributor (queues' policies, agents'
profiles) holds for everybody at once: two policies of one queue cannot both be right.
"""

import asyncio
from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import assert_never

import structlog

from acd.commands import RetireQueue
from acd.events import RequestRefused
from api.reload import ChangeView, CompareView, NotReloaded, ReloadView, WholeVersionView, whole_view
from asterisk.ari.client import AriClient
from asterisk.ari.errors import AriError
from calls.desk import Desk
from calls.phones import Phones
from calls.switchboard import ENDPOINT_PREFIX, Switchboard
from calls.waiting_rooms import WaitingRooms
from dialplan.document import Document
from service.reload_files import NotPutBack, check_prompts_there, put_back, texts_in_the_way, version_of_texts
from service.reload_installing import READERS, install
from service.reload_job import Impossible, Invalid, Job, Loaded, OwnAsterisk, prompt_contents
from service.reload_pieces import joined, split
from service.reload_plan import commands, floor_of
from service.reload_process import OTHER_PROGRAM, UNREADABLE, answer_to
from storage.dialplan_journal import DialplanJournal
from storage.dialplans import DialplanRepository, DialplanVersion, Why
from vocabulary.ids import QueueName
from vocabulary.instant import Instant

TIDY_SECONDS = 1.0
"""How often it is looked whether queues of earlier documents are still wanted, while there are any."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class LiveParts:
    """The parts of the running service that a new document is told to."""

    desk: Desk
    switchboard: Switchboard
    waiting_rooms: WaitingRooms
    ari: AriClient
    phones: Phones


@dataclass(frozen=True, slots=True)
class Archive:
    """Where versions are kept, and found again."""

    journal: DialplanJournal
    versions: DialplanRepository


class Reloading:
    """The document in force, and how another one takes its place. ``run`` is to be kept running beside it.

    ``asterisk``: None where Asterisk's files are not ours to write.
    """

    def __init__(
        self,
        directory: Path,
        document: Document,
        parts: LiveParts,
        archive: Archive,
        asterisk: OwnAsterisk | None,
        new_id: Callable[[str], str],
        clock: Callable[[], Instant],
    ) -> None:
        self._directory = directory.resolve()
        self._document = document
        self._parts = parts
        self._archive = archive
        self._asterisk = asterisk
        self._new_id = new_id
        self._clock = clock
        self._pieces = split(document)
        self._floor = floor_of(document)
        self._empty_rooms: dict[QueueName, None] = {}
        self._modules: dict[str, None] = {}
        self._changing = asyncio.Lock()
        self._kept = self._version(Why.START, "", "", document.version, None)
        self._kept = replace(
            self._kept, files=dict(document.sources), prompts=prompt_contents(document, self._directory)
        )

    @property
    def directory(self) -> Path:
        """Where the document in force came from."""
        return self._directory

    def present(self) -> WholeVersionView:
        """The version in force."""
        return whole_view(self._kept)

    async def begin(self, author: str) -> None:
        """Keep the version the service was started with. Raises ``OSError`` if the disk does not take it."""
        self._kept = replace(self._kept, author=author)
        await self._archive.journal.keep(self._kept)

    async def run(self) -> None:
        """Store versions, and let go of what no call needs any more, for ever."""
        async with asyncio.TaskGroup() as together:
            together.create_task(self._archive.journal.run())
            together.create_task(self._tidy_now_and_then())

    # --- another document --------------------------------------------------------------------------------------------

    async def reload(self, author: str, message: str, directory: Path | None = None) -> ReloadView:
        """Check, load and take over what is in the directory.

        :raises NotReloaded: it is refused; nothing changed.
        """
        async with self._changing:
            return await self._take_in(directory or self._directory, Why.RELOAD, author, message)

    async def compare(self, directory: Path) -> CompareView:
        """What taking over this directory would change; changes nothing.

        :raises NotReloaded: it would be refused.
        """
        loaded = await self._load(await asyncio.to_thread(directory.resolve), None)
        return CompareView(
            version=loaded.version,
            present=self._document.version,
            directory=str(self._directory),
            changes={section: ChangeView(**asdict(change)) for section, change in loaded.changes.items()},
            affected=loaded.affected,
        )

    async def roll_back(self, version: str, author: str, message: str) -> ReloadView:
        """Write a version back into the directory, having kept what was there, and take it over.

        :raises NotReloaded: there is none, its prompts are gone, or it is refused; the directory is as it was.
        :raises DatabaseUnreachable: it cannot be looked for.
        """
        async with self._changing:
            wanted = await self._archive.versions.find(version)
            if wanted is None:
                raise NotReloaded(f"no version {version} was kept")
            try:
                await asyncio.to_thread(check_prompts_there, self._directory, wanted.prompts)
                aside = await asyncio.to_thread(texts_in_the_way, self._directory, wanted.files)
                await self._set_aside(aside, author)
            except NotPutBack as error:
                raise NotReloaded(str(error)) from error
            try:
                await asyncio.to_thread(put_back, self._directory, wanted.files)
                return await self._take_in(self._directory, Why.ROLLBACK, author, message)
            except (NotPutBack, NotReloaded) as error:
                await self._restore(aside, wanted.files.keys() - aside.keys())
                raise error if isinstance(error, NotReloaded) else NotReloaded(str(error)) from error

    async def _restore(self, texts: dict[str, str], new: Collection[str]) -> None:
        """What was in the directory, and nothing that is ``new`` in it."""
        try:
            await asyncio.to_thread(put_back, self._directory, texts, new)
        except NotPutBack as error:
            raise NotReloaded(f"what was in the directory is not all back: {error}") from error

    async def _set_aside(self, texts: dict[str, str], author: str) -> None:
        """Texts that are the ones in force are kept already."""
        if texts and texts != {name: self._kept.files.get(name) for name in texts}:
            aside = self._version(Why.SET_ASIDE, author, "", version_of_texts(texts), self._kept.version)
            await self._archive.journal.keep(replace(aside, files=texts))

    async def _take_in(self, directory: Path, why: Why, author: str, message: str) -> ReloadView:
        began = self._clock()
        directory = await asyncio.to_thread(directory.resolve)
        answer = await self._load(directory, self._asterisk)
        try:
            document = await joined(answer.pieces, lambda: self._clock().monotonic, _breathe)
        except UNREADABLE as error:
            raise NotReloaded(f"{directory}: {OTHER_PROGRAM}") from error
        before, trouble = self._document.version, await self._take_over(document, answer)
        self._directory, self._pieces = directory, answer.pieces
        trouble += await self._keep(answer, why, author, message)
        log.info("dialplan.reloaded", version=answer.version, before=before, author=author, trouble=trouble)
        return ReloadView(
            version=answer.version,
            before=before,
            changes={section: ChangeView(**asdict(change)) for section, change in answer.changes.items()},
            affected=answer.affected,
            warnings=answer.warnings,
            calls_before=sum(used is not document for used in self._parts.switchboard.documents),
            trouble=tuple(trouble),
            seconds=round(self._clock().since(began), 3),
        )

    async def _load(self, directory: Path, asterisk: OwnAsterisk | None) -> Loaded:
        answer = await answer_to(Job(directory, self._pieces, asterisk))
        match answer:
            case Invalid(problems):
                raise NotReloaded(f"{directory} has problems", problems)
            case Impossible(reason):
                raise NotReloaded(f"{directory}: {reason}")
            case Loaded():
                return answer
            case _:
                assert_never(answer)

    async def _take_over(self, document: Document, loaded: Loaded) -> list[str]:
        """From the first step on nothing can refuse the document any more: what fails is made up for later."""
        parts, trouble = self._parts, list[str]()
        if self._asterisk is not None:
            try:
                modules = await asyncio.to_thread(install, self._asterisk.settings.etc, loaded.drafts)
            except OSError as error:
                # What is not in its place now is put there by the next reload; which files are is not known here.
                modules = tuple(READERS.values())
                trouble.append(f"Asterisk's files could not all be written: {error}")
            self._modules.update(dict.fromkeys(modules))
        trouble += await self._reload_modules()
        try:
            await parts.waiting_rooms.serve(document.queues)
        except AriError as error:
            trouble.append(str(error))
        await self._tell(document)
        before = parts.phones.devices
        parts.switchboard.tell_desk(parts.phones.use(document))
        new = [device for device in parts.phones.devices if device not in before]
        gone = [device for device in before if device not in parts.phones.devices]
        self._document = document
        parts.switchboard.use(document)
        # Until now a call might have begun under the document before.
        await self.tidy()
        for device in gone:
            parts.ari.forget(f"deviceState:{ENDPOINT_PREFIX}{device}")
        try:
            if new:
                await parts.ari.subscribe([f"deviceState:{ENDPOINT_PREFIX}{device}" for device in new])
                await parts.switchboard.look_at_devices(new)
        except AriError as error:
            trouble.append(str(error))
        return trouble

    async def _reload_modules(self) -> list[str]:
        """Make Asterisk read the files that changed. Those it cannot read now it reads at its start, or next time."""
        trouble = []
        for module in list(self._modules):
            try:
                await self._parts.ari.reload_module(module)
            except AriError as error:
                trouble.append(str(error))
            else:
                del self._modules[module]
        return trouble

    async def _tell(self, document: Document) -> None:
        told, self._floor = commands(self._floor, document, self._parts.switchboard.documents)
        for command in told:
            # One at a time: a thousand commands in the tray at once would keep every call waiting behind them.
            decision = await self._parts.desk.ask(command)
            for event in decision.events:
                if isinstance(event, RequestRefused):
                    log.error("reload.command_refused", command=repr(command), why=event.reason)
            if isinstance(command, RetireQueue):
                self._empty_rooms[command.queue] = None

    async def _keep(self, loaded: Loaded, why: Why, author: str, message: str) -> list[str]:
        if loaded.version == self._kept.version and not message:
            return []
        kept = self._version(why, author, message, loaded.version, self._kept.version)
        self._kept = replace(kept, files=loaded.files, prompts=loaded.prompts)
        try:
            await self._archive.journal.keep(self._kept)
        except OSError as error:
            return [f"the version could not be kept: {error}"]
        return []

    def _version(self, why: Why, author: str, message: str, version: str, parent: str | None) -> DialplanVersion:
        taken_at = datetime.fromtimestamp(self._clock().unix, UTC)
        return DialplanVersion(self._new_id("d"), version, parent, taken_at, author, message, why)

    # --- what earlier documents leave --------------------------------------------------------------------------------

    async def _tidy_now_and_then(self) -> None:
        while True:
            await asyncio.sleep(TIDY_SECONDS)
            if self._floor.leaving or self._empty_rooms:
                async with self._changing:
                    await self.tidy()

    async def tidy(self) -> None:
        """Let go of queues that only contacts of earlier documents could come to, once these are over."""
        if self._floor.leaving:
            await self._tell(self._document)
        for queue in list(self._empty_rooms):
            if queue in self._document.queues:
                del self._empty_rooms[queue]
            elif not self._parts.desk.state.rooms.queues[queue].order:
                del self._empty_rooms[queue]
                try:
                    await self._parts.waiting_rooms.give_up(queue)
                except AriError as error:
                    log.warning("reload.room_not_closed", queue=queue, why=str(error))


async def _breathe() -> None:
    await asyncio.sleep(0)
