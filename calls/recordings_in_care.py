"""Kept recordings looked after by people: held, released, checked, repaired, erased, expired. The admin alone may.

Decides nothing of what goes and what stays: custody does. Writes down who did what with which recording, and who tried.
"""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

import structlog

from calls.permissions import Person, refusal_of_keeping
from calls.recordings_at_hand import NotAllowed
from dialplan.document import Document
from storage.catalogue import CatalogueRepository
from storage.catalogue_entries import Access, CatalogueEntry, How
from storage.catalogue_search import Criteria
from storage.custody import Custody, ErasureReport, ExpiryReport, RecordingGone
from vocabulary.ids import RecordingId
from vocabulary.instant import Instant

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Checked:
    """A recording that was looked at. ``faults``: what is wrong with it, none where nothing is. ``told``: what could
    not be looked at, or what was done about it.
    """

    recording: RecordingId
    faults: tuple[str, ...]
    told: tuple[str, ...] = ()


class RecordingsInCare:
    """The recordings of one catalogue. Every method may raise ``NotAllowed`` and ``DatabaseUnreachable``; those that
    check and repair, ``ArchiveUnreachable`` too.
    """

    def __init__(
        self,
        custody: Custody,
        catalogue: CatalogueRepository,
        document: Callable[[], Document],
        clock: Callable[[], Instant],
    ) -> None:
        self._custody = custody
        self._catalogue = catalogue
        self._document = document
        self._clock = clock

    async def hold(self, person: Person, recording: RecordingId, why: str) -> CatalogueEntry:
        """Keep it whatever its time, until it is released.

        :raises RecordingUnknown: there is none.
        :raises RecordingGone: it is deleted, or about to be.
        """
        await self._may(person, "held", recording, why)
        entry = await self._custody.hold(recording, person.name, why)
        await self._note(person, "held", recording, why)
        return entry

    async def release(self, person: Person, recording: RecordingId, why: str) -> CatalogueEntry:
        """Let its time count again.

        :raises RecordingUnknown: there is none.
        :raises NotHeld: nobody holds it.
        """
        await self._may(person, "released", recording, why)
        entry = await self._custody.release(recording)
        await self._note(person, "released", recording, why)
        return entry

    async def verify(self, person: Person, wanted: RecordingId | Criteria) -> Sequence[Checked]:
        """Read what is kept, all of it, and compare it with what was written down.

        :raises RecordingUnknown, RecordingGone: of one that is wanted by its id.
        """
        return await self._each(person, "verified", wanted, self._verified)

    async def repair(self, person: Person, wanted: RecordingId | Criteria) -> Sequence[Checked]:
        """The same, and put a whole copy in the place of what is damaged, where there is one. Raises as ``verify``."""
        return await self._each(person, "repaired", wanted, self._repaired)

    async def erase(self, person: Person, number: str, why: str) -> ErasureReport:
        """Erase all that is kept of a caller. What is held stays, and is named.

        :raises NoNumber: it is no caller's number.
        """
        await self._may(person, "erased")
        return await self._custody.erase_caller(number, person.name, why, self._document().country or None)

    async def expire(self, person: Person, *, anyway: bool) -> ExpiryReport:
        """Delete recordings whose time is over, at most as many as a run may.

        :param anyway: somebody looked at the alarm of an earlier run, and wants it all the same.
        """
        await self._may(person, "expired")
        return await self._custody.expire(person.name, anyway=anyway)

    async def _each(
        self,
        person: Person,
        how: How,
        wanted: RecordingId | Criteria,
        look: Callable[[RecordingId], Awaitable[Checked]],
    ) -> Sequence[Checked]:
        if not isinstance(wanted, Criteria):
            await self._may(person, how, wanted)
            return (await self._looked_at(person, how, wanted, look),)
        await self._may(person, how)
        checked = []
        for entry in await self._catalogue.find(wanted):
            # What was deleted since it was found is no fault.
            with suppress(RecordingGone):
                checked.append(await self._looked_at(person, how, entry.recording, look))
        return checked

    async def _looked_at(
        self, person: Person, how: How, recording: RecordingId, look: Callable[[RecordingId], Awaitable[Checked]]
    ) -> Checked:
        checked = await look(recording)
        await self._note(person, how, recording, "; ".join(checked.faults))
        return checked

    async def _verified(self, recording: RecordingId) -> Checked:
        verdict = await self._custody.verify(recording)
        return Checked(recording, verdict.faults, (verdict.unseen,) if verdict.unseen else ())

    async def _repaired(self, recording: RecordingId) -> Checked:
        repaired = await self._custody.repair(recording)
        return Checked(recording, () if repaired.mended else repaired.told, repaired.told)

    async def _may(self, person: Person, how: How, recording: RecordingId | None = None, why: str = "") -> None:
        refused = refusal_of_keeping(person)
        if not refused:
            return
        log.warning("recording.care_refused", person=person.name, how=how, recording=recording)
        if recording is not None and await self._catalogue.get(recording) is not None:
            await self._note(person, how, recording, why, refused=refused)
        raise NotAllowed(refused)

    async def _note(
        self, person: Person, how: How, recording: RecordingId, why: str = "", *, refused: str = ""
    ) -> None:
        access = Access(recording, person.name, self._clock().utc, how, why, refused)
        await self._catalogue.note_access(access)
