"""Recordings for tests of the routes: kept in a folder and in PostgreSQL, asked for over HTTP. Judges nothing."""

import hashlib
import io
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy.ext.asyncio import AsyncEngine

from acd.commands import Command, Device
from api.recording_care import RecordingCareRoutes
from api.recordings import RecordingRoutes
from calls.asks import Answer
from calls.hearing_room import HearingRoom
from calls.phone_session import Behaviour, BehaviourMaker
from calls.playing_desk import PlayingDesk
from calls.recordings_at_hand import RecordingsAtHand
from calls.recordings_in_care import RecordingsInCare
from dialplan.document import Document
from dialplan.sections.people import SupervisorSpec, TeamSpec
from recordings.events import RecordingState
from recordings.label import Kind
from recordings.policy import SoundFormat
from recordings.sound import Sound
from storage.archive import S3Settings, open_archive
from storage.catalogue import CatalogueRepository
from storage.catalogue_entries import CatalogueEntry
from storage.custody import Custody
from storage.sealing import Opener, Seal
from storage.underway import CustodyFolders
from storage.verifying import Bench
from tests.support.asking import BOB, CAROL, DOCUMENT, SALES, SUPPORT, phones_of_document
from tests.unit.calls.playing_stage import Stage
from vocabulary.ids import AgentName, ContactId, DeviceName, LegId, OfferId, QueueName, RecordingId
from vocabulary.instant import Instant

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
RATE = 8000


def _supervisor(**fields: object) -> SupervisorSpec:
    return SupervisorSpec.model_validate({"name": "S", "may": ["hear_recordings"], **fields})


LED: Document = replace(
    DOCUMENT,
    time_zone="Europe/Riga",
    country="US",
    teams={
        "first": TeamSpec.model_validate({"name": "First", "agents": ["bob"]}),
        "other": TeamSpec.model_validate({"name": "Other", "agents": ["carol"]}),
    },
    supervisors={
        "tess": _supervisor(device="290", teams=["first"]),
        "olga": _supervisor(device="291", teams=["other"], queues=["sales"]),
        "mona": _supervisor(device="292", teams=["first"], may=["monitor"]),
    },
)
"""Bob serves support and is led by tess; carol is led by olga, who has sales too. Mona may only listen."""


@dataclass(slots=True)
class Shelf:
    """What is kept, and the way to it. ``rung``: phones, in order; ``made``: what was to be done with them."""

    folder: Path
    bench: Bench
    client: TestClient[web.Request, web.Application]
    rung: list[DeviceName] = field(default_factory=list)
    made: list[Behaviour] = field(default_factory=list)
    answer: Answer = Answer()
    stage: Stage = field(default_factory=Stage)
    now: datetime = NOON

    async def keep(
        self,
        name: str,
        *,
        agent: AgentName | None = BOB,
        queue: QueueName | None = SUPPORT,
        caller: str = "+12025550123",
        seconds: float = 2.0,
        at: datetime = NOON,
        keep_days: int = 365,
        kept_as: SoundFormat = SoundFormat.FLAC,
    ) -> RecordingId:
        """Keep a recording of silence on the left and a tone on the right."""
        recording = RecordingId(f"rec-{name}")
        content = sound_of(seconds, kept_as)
        file = self.folder / f"{recording}.finished"
        file.write_bytes(content)
        key = f"2026/03/02/{recording}.{kept_as.value}"
        if self.bench.seal is not None:
            key = f"{key}.age"
            sealed = file.with_suffix(".age")
            self.bench.seal.seal(file, sealed)
            file = sealed
        stored = await self.bench.archive.put_new(key, file)
        sound = Sound(kept_as, len(content), hashlib.sha256(content).hexdigest(), seconds, (), 0.0)
        entry = CatalogueEntry(
            recording=recording,
            contact=ContactId(f"c-{name}"),
            offer=OfferId(name),
            kind=Kind.CONVERSATION,
            began_at=at,
            seconds=seconds,
            caller_number=caller,
            queue=queue,
            agent=agent,
            direction="in",
            key=key,
            address=self.bench.archive.address(key),
            sealed=self.bench.seal is not None,
            stored_size=stored.size,
            stored_sha256=stored.sha256,
            sound=sound,
            state=RecordingState.COMPLETE,
            detail="",
            kept_at=at,
            kept_until=at + timedelta(days=keep_days),
        )
        await self.bench.catalogue.add(entry)
        return recording

    def stored(self, recording: RecordingId) -> Path:
        """The file in the store."""
        (found,) = (self.folder / "kept").rglob(f"{recording}.*")
        return found

    async def get(self, route: str, **query: str) -> tuple[int, Any]:
        async with self.client.get(f"/v1/recordings{route}", params=query) as response:
            return response.status, await response.json()

    async def post(self, route: str, **body: object) -> tuple[int, Any]:
        async with self.client.post(f"/v1/recordings{route}", json=body) as response:
            return response.status, await response.json()

    async def fetch(self, recording: str, **body: object) -> tuple[int, Mapping[str, str], bytes]:
        async with self.client.post(f"/v1/recordings/{recording}/fetch", json=body) as response:
            return response.status, response.headers, await response.read()

    async def found(self, **query: str) -> list[str]:
        """The ids that a search finds, without their prefix."""
        status, answer = await self.get("", **query)
        assert status == 200, answer
        return [each["recording"].removeprefix("rec-") for each in answer["recordings"]]

    async def accesses(self, recording: RecordingId) -> list[tuple[str, str, str, bool]]:
        """Who did what with it and why, and whether it was refused."""
        kept = await self.bench.catalogue.accesses(recording)
        return [(each.who, each.how, each.why, bool(each.refused)) for each in kept]

    # --- what is around a playing ------------------------------------------------------------------------------------

    async def ring(self, device: DeviceName, make: BehaviourMaker, shown: str) -> Answer:
        assert shown
        self.rung.append(device)
        if self.answer.granted:
            self.made.append(make(LegId("s-1"), lambda _: None))
        return self.answer

    async def submit(self, command: Command) -> None:
        self.stage.commands.append(command)

    def clock(self) -> Instant:
        return Instant(0.0, self.now.timestamp())


def sound_of(seconds: float, kept_as: SoundFormat) -> bytes:
    """A finished file: silence on the left, a tone on the right."""
    samples = np.zeros((round(seconds * RATE), 2), np.int16)
    samples[:, 1] = 8000 * np.sin(2 * np.pi * 605 * np.arange(len(samples)) / RATE)
    file = io.BytesIO()
    kind, subtype = ("OGG", "OPUS") if kept_as is SoundFormat.OPUS else (kept_as.value.upper(), "PCM_16")
    soundfile.write(file, samples, RATE, format=kind, subtype=subtype)
    return file.getvalue()


@asynccontextmanager
async def shelf_in(
    folder: Path, engine: AsyncEngine, seal: Seal | None = None, opener: Opener | None = None
) -> AsyncIterator[Shelf]:
    """A shelf with nothing on it, in this folder."""
    folders = CustodyFolders(folder / "legs", folder / "outbox", folder / "quarantine")
    for each in (folders.legs, folders.outbox, folders.quarantine, folder / "kept"):
        each.mkdir()
    archive = open_archive(str(folder / "kept"), S3Settings())
    bench = Bench(CatalogueRepository(engine), archive, opener or Opener(), seal, folders)
    application = web.Application()
    async with TestClient(TestServer(application)) as client_of_nothing:
        shelf = Shelf(folder, bench, client_of_nothing)
    phones = phones_of_document()
    phones.use(LED)
    for device in phones.devices:
        phones.report(device, Device.FREE)
    room = HearingRoom(folder / "hearing", lambda kind: f"{kind}-{len(shelf.rung)}")
    playing = PlayingDesk(shelf.ring, phones, shelf.stage, shelf, room, shelf.clock)
    await playing.begin()
    at_hand = RecordingsAtHand(bench, playing, lambda: LED, shelf.clock)
    custody = Custody(bench.catalogue, archive, bench.opener, seal, folders, shelf.clock)
    in_care = RecordingsInCare(custody, bench.catalogue, lambda: LED, shelf.clock)
    application = web.Application()
    application.add_routes(RecordingRoutes(at_hand, lambda: LED).routes())
    application.add_routes(RecordingCareRoutes(in_care, lambda: LED).routes())
    async with TestClient(TestServer(application)) as client:
        shelf.client = client
        yield shelf


__all__ = ["BOB", "CAROL", "LED", "NOON", "SALES", "SUPPORT", "Shelf", "shelf_in", "sound_of"]
