"""The parts by which people come to recordings, made and tied together: finding, hearing, care. Holds no rule."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import structlog
from aiohttp import web

from api.recording_care import RecordingCareRoutes
from api.recordings import RecordingRoutes
from asterisk.ari.client import AriClient
from calls.desk import Desk
from calls.hearing_room import HearingRoom
from calls.playing_desk import PlayingDesk
from calls.recordings_at_hand import RecordingsAtHand
from calls.recordings_in_care import RecordingsInCare
from dialplan.document import Document
from service import clock
from service.floor import Floor
from service.settings import Settings
from storage.custody import Custody
from storage.verifying import Bench

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class RecordingsForPeople:
    """What the routes below the local socket do. ``run`` is kept going by the service."""

    at_hand: RecordingsAtHand
    in_care: RecordingsInCare
    playing: PlayingDesk
    custody: Custody
    document: Callable[[], Document]

    def routes(self) -> Sequence[web.RouteDef]:
        """For the local socket."""
        return (
            *RecordingRoutes(self.at_hand, self.document).routes(),
            *RecordingCareRoutes(self.in_care, self.document).routes(),
        )

    async def run(self) -> None:
        """Remove what an earlier process left to be heard, then delete what is due, every hour, until cancelled."""
        try:
            await self.playing.begin()
        except OSError as fault:
            # Who wants to hear something is told; no call ends of it.
            log.error("recordings.cannot_be_heard", why=str(fault))
        await self.custody.run(asyncio.sleep)


def recordings_for_people(
    bench: Bench,
    settings: Settings,
    floor: Floor,
    ari: AriClient,
    desk: Desk,
    document: Callable[[], Document],
    new_id: Callable[[str], str],
) -> RecordingsForPeople:
    """Everything people do with the recordings of one service.

    :param document: the one in force now.
    """
    hearing = HearingRoom(settings.hearing, new_id)
    playing = PlayingDesk(floor.phone_desk.ring, floor.phones, ari, desk, hearing, clock.now)
    custody = Custody(bench.catalogue, bench.archive, bench.opener, bench.seal, bench.folders, clock.now)
    return RecordingsForPeople(
        RecordingsAtHand(bench, playing, document, clock.now),
        RecordingsInCare(custody, bench.catalogue, document, clock.now),
        playing,
        custody,
        document,
    )
