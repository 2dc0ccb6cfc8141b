"""Kept recordings, for people: found, shown, heard and exported, in the name of somebody who may.

Refuses before it opens: who may not is told why, and that they tried is written down. Nothing is given out before it is
written down who got it, and nothing that is not, byte by byte, what was kept.
"""

import asyncio
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import structlog

from calls.permissions import Hearable, Person, hearable, refusal_of_hearing
from calls.playing_desk import PlayingDesk
from dialplan.document import Document
from recordings.library import SoundUnusable, decoded
from storage.archive import ArchiveLacks
from storage.catalogue_entries import Access, CatalogueEntry, How
from storage.catalogue_search import Criteria
from storage.custody import RecordingGone, RecordingUnknown
from storage.errors import DatabaseRefused, DatabaseUnreachable
from storage.verifying import Bench
from vocabulary.ids import RecordingId
from vocabulary.instant import Instant

OPENED_AT_ONCE = 2
"""Recordings opened side by side: an hour of two channels is 115 MB of samples."""
NOTED_SECONDS = 5.0
"""How long it may take to write down who hears a recording; without it, it is not heard."""

log = structlog.get_logger(__name__)


class NotAllowed(Exception):
    """{why}"""

    def __init__(self, why: str) -> None:
        super().__init__((NotAllowed.__doc__ or "").format(why=why))


class NotAsKept(Exception):
    """recording {recording} is not what was kept ({why}): `firstline recording verify {recording}` says more"""

    def __init__(self, recording: RecordingId, why: str) -> None:
        super().__init__((NotAsKept.__doc__ or "").format(recording=recording, why=why))


class NotNow(Exception):
    """{why}"""

    def __init__(self, why: str) -> None:
        super().__init__((NotNow.__doc__ or "").format(why=why))


@dataclass(frozen=True, slots=True)
class Shown:
    """One recording, and who asked for it, the first first."""

    entry: CatalogueEntry
    accesses: Sequence[Access]


@dataclass(frozen=True, slots=True)
class Fetched:
    """One recording, opened. ``sha256``: of ``content``, hex."""

    entry: CatalogueEntry
    content: bytes
    sha256: str


class RecordingsAtHand:
    """The recordings of one catalogue. Every method may raise ``DatabaseUnreachable``, and those that read or write
    what is kept, ``ArchiveUnreachable``.
    """

    def __init__(
        self, bench: Bench, playing: PlayingDesk, document: Callable[[], Document], clock: Callable[[], Instant]
    ) -> None:
        self._bench = bench
        self._playing = playing
        self._document = document
        self._clock = clock
        self._opening = asyncio.Semaphore(OPENED_AT_ONCE)

    # --- found and shown ---------------------------------------------------------------------------------------------

    async def find(self, person: Person, criteria: Criteria) -> Sequence[CatalogueEntry]:
        """Those recordings of the criteria that this person may hear, those that began last first."""
        found: dict[RecordingId, CatalogueEntry] = {}
        for part in within(criteria, hearable(self._document(), person)):
            found |= {entry.recording: entry for entry in await self._bench.catalogue.find(part)}
        latest = sorted(found.values(), key=lambda entry: (entry.began_at, entry.recording), reverse=True)
        return latest[: criteria.limit]

    async def show(self, person: Person, recording: RecordingId) -> Shown:
        """What is known of a recording, also of a deleted one, and who asked for it.

        :raises RecordingUnknown: there is none.
        :raises NotAllowed: it is none that this person may hear.
        """
        entry = await self._known(recording)
        why_not = refusal_of_hearing(self._document(), person, entry.agent, entry.queue)
        if why_not:
            raise NotAllowed(why_not)
        return Shown(entry, await self._bench.catalogue.accesses(recording))

    # --- heard and exported ------------------------------------------------------------------------------------------

    async def fetch(self, person: Person, recording: RecordingId, why: str) -> Fetched:
        """The finished file, as it was before it was kept.

        :raises RecordingUnknown: there is none.
        :raises NotAllowed: it is none that this person may hear, which is written down.
        :raises RecordingGone: it was deleted.
        :raises NotAsKept: it is not what was kept, or not there.
        :raises NotOpened: it is sealed, and no identity is set.
        """
        entry = await self._permitted(person, recording, "exported", why)
        async with self._opening:
            content, sha256 = await self._opened(entry)
        # Only now: who was told that it cannot be had did not get it.
        await self._note(person, recording, "exported", why)
        return Fetched(entry, content, sha256)

    async def play(self, person: Person, recording: RecordingId, from_seconds: float, why: str) -> CatalogueEntry:
        """Ring this person's phone, and play it the recording once it answers. Returns as soon as it rings.

        Raises as ``fetch``, and:

        :raises NotNow: they have no phone, it cannot be rung, or the recording is not so long.
        """
        entry = await self._permitted(person, recording, "heard", why)
        if from_seconds >= entry.seconds:
            raise NotNow(f"it is only {entry.seconds:.1f} s long")
        why_not = self._playing.refusal(person)
        if why_not:
            raise NotNow(why_not)
        async with self._opening:
            content, _ = await self._opened(entry)
            try:
                samples = await asyncio.to_thread(decoded, content)
            except SoundUnusable as error:
                raise NotAsKept(recording, str(error)) from error
            try:
                file = await self._playing.put(samples)
            except OSError as error:
                raise NotNow(f"it cannot be made ready for the phone: {error.strerror}") from error

        async def note() -> bool:
            return await self._noted(person, recording, why)

        answer = await self._playing.play(person, file, from_seconds, entry.agent or entry.caller_number, note)
        if not answer.granted:
            raise NotNow(answer.refused)
        return entry

    # --- the way to a recording --------------------------------------------------------------------------------------

    async def _known(self, recording: RecordingId) -> CatalogueEntry:
        entry = await self._bench.catalogue.get(recording)
        if entry is None:
            raise RecordingUnknown(recording)
        return entry

    async def _permitted(self, person: Person, recording: RecordingId, how: How, why: str) -> CatalogueEntry:
        entry = await self._known(recording)
        why_not = refusal_of_hearing(self._document(), person, entry.agent, entry.queue)
        if why_not:
            await self._note(person, recording, how, why, refused=why_not)
            raise NotAllowed(why_not)
        if not entry.there:
            gone = RecordingGone(entry)
            await self._note(person, recording, how, why, refused=str(gone))
            raise gone
        return entry

    async def _opened(self, entry: CatalogueEntry) -> tuple[bytes, str]:
        """The content and its checksum, which is the one it had when it was finished."""
        bench = self._bench
        try:
            stored = await bench.archive.get(entry.key)
        except ArchiveLacks as error:
            raise NotAsKept(entry.recording, str(error)) from error
        content = await asyncio.to_thread(bench.opener.open, stored) if entry.sealed else stored
        sha256 = await asyncio.to_thread(lambda: hashlib.sha256(content).hexdigest())
        if entry.sound is not None and sha256 != entry.sound.sha256:
            raise NotAsKept(entry.recording, "its checksum is another")
        return content, sha256

    # --- the record of it --------------------------------------------------------------------------------------------

    async def _note(self, person: Person, recording: RecordingId, how: How, why: str, *, refused: str = "") -> None:
        at = self._clock().utc
        await self._bench.catalogue.note_access(Access(recording, person.name, at, how, why, refused))
        log.info("recording.accessed", recording=recording, person=person.name, how=how, refused=refused)

    async def _noted(self, person: Person, recording: RecordingId, why: str) -> bool:
        try:
            async with asyncio.timeout(NOTED_SECONDS):
                await self._note(person, recording, "heard", why)
        except (DatabaseUnreachable, DatabaseRefused, TimeoutError) as error:
            log.error("recording.not_heard", recording=recording, person=person.name, why=str(error) or "no answer")
            return False
        return True


def within(criteria: Criteria, heard: Hearable | None) -> tuple[Criteria, ...]:
    """The same criteria, of what somebody may hear alone: by agents, and by queues; what meets one of them is found."""
    if heard is None:
        return (criteria,)
    agents = tuple(agent for agent in heard.agents if agent in criteria.agents or not criteria.agents)
    queues = tuple(queue for queue in heard.queues if queue in criteria.queues or not criteria.queues)
    # To ask for no agent at all would be to ask for every agent.
    by_agents = (replace(criteria, agents=agents),) if agents else ()
    return (*by_agents, *((replace(criteria, queues=queues),) if queues else ()))
