"""Finished recordings for the tests of keeping, and a service that speaks S3 beside the test, behind a wire."""

import asyncio
import contextlib
import hashlib
import subprocess
import sys
import urllib.request
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from recordings.events import RecordingState
from recordings.label import Kind, Label
from recordings.library.outbox import commit, show
from recordings.library.sidecar import Finished
from recordings.naming import key_for, sound_name
from recordings.policy import SoundFormat
from recordings.sound import ChannelSound, Sound
from storage.archive import S3Settings
from storage.catalogue_entries import CatalogueEntry
from tests.support.port_block import free_tcp_ports
from tests.support.scenario_proxy import Wire, wire_to
from vocabulary.ids import AgentName, ContactId, OfferId, QueueName, RecordingId
from vocabulary.instant import Instant

BEGAN_AT = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
NOW = Instant(1_000.0, datetime(2026, 3, 2, 12, 0, tzinfo=UTC).timestamp())
CALLER = "+37120000001"


def label(name: str = "o1", caller: str = CALLER, began_at: datetime = BEGAN_AT, keep_days: int = 30) -> Label:
    """A conversation of alice in the queue ``sales``."""
    return Label(
        recording=RecordingId(f"rec-{name}"),
        contact=ContactId(f"c-{name}"),
        offer=OfferId(name),
        kind=Kind.CONVERSATION,
        began_at=began_at,
        caller_number=caller,
        queue=QueueName("sales"),
        agent=AgentName("alice"),
        direction="in",
        sound=SoundFormat.FLAC,
        keep_days=keep_days,
    )


def finished(outbox: Path, of: Label | None = None, content: bytes = b"fLaC sound") -> Finished:
    """A finished recording in the outbox, as the finisher leaves it. The content is no sound: nobody here hears it."""
    of = of if of is not None else label()
    outbox.mkdir(parents=True, exist_ok=True)
    file = outbox / sound_name(of.recording, of.sound)
    file.write_bytes(content)
    channel = ChannelSound(-20.5, 0.25, "AAA=")
    sound = Sound(of.sound, len(content), hashlib.sha256(content).hexdigest(), 2.5, (channel, channel), 0.125)
    made = Finished(of, RecordingState.COMPLETE, 2.5, "", sound, file)
    commit(outbox, made)
    show(outbox, of.recording)
    return made


def catalogued(name: str, **changed: Any) -> CatalogueEntry:
    """A kept recording, as the catalogue says it."""
    of = label(name)
    channel = ChannelSound(-20.5, 0.25, "AAA=")
    entry = CatalogueEntry(
        recording=of.recording,
        contact=of.contact,
        offer=of.offer,
        kind=of.kind,
        began_at=of.began_at,
        seconds=2.5,
        caller_number=of.caller_number,
        queue=of.queue,
        agent=of.agent,
        direction=of.direction,
        key=key_for(of),
        address=f"/kept/{key_for(of)}",
        sealed=False,
        stored_size=10,
        stored_sha256="a" * 64,
        sound=Sound(of.sound, 10, "a" * 64, 2.5, (channel, channel), 0.125),
        state=RecordingState.COMPLETE,
        detail="",
        kept_at=NOW.utc,
        kept_until=of.began_at + timedelta(days=of.keep_days),
    )
    return replace(entry, **changed)


@dataclass
class Waits:
    """A ``wait`` that takes no time, and says how long it would have taken. ``then`` is called after each."""

    then: Callable[[float], None] = lambda _: None
    seconds: list[float] = field(default_factory=list)

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)
        self.then(sum(self.seconds))
        # Lets the others have a turn, as every wait does.
        turn = asyncio.Event()
        asyncio.get_running_loop().call_soon(turn.set)
        await turn.wait()


@dataclass(frozen=True, slots=True)
class S3Service:
    """An S3 service on loopback, and the wire to it that can be cut."""

    port: int
    wire: Wire

    def settings(self, access_key: str = "key") -> S3Settings:
        return S3Settings(f"http://127.0.0.1:{self.wire.port}", access_key=access_key, secret_key="secret")

    async def make_bucket(self, name: str) -> None:
        await asyncio.to_thread(_request, self.port, f"/{name}", "PUT")

    async def ask_for_keys(self) -> None:
        """From now on nobody may do anything without keys that the service knows; it knows none."""
        await asyncio.to_thread(_request, self.port, "/moto-api/reset-auth", "POST", b"0")


@contextlib.asynccontextmanager
async def s3_service(log: Path) -> AsyncIterator[S3Service]:
    """A process of its own: what it imports warns of much, and warnings are errors here."""
    (port,) = free_tcp_ports(1)
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    with log.open("wb") as told:
        process = await asyncio.create_subprocess_exec(*command, stdout=told, stderr=subprocess.STDOUT)
    try:
        async with asyncio.timeout(60):
            while not await asyncio.to_thread(_answers, port):
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(process.wait(), 0.1)
                    raise AssertionError(f"the S3 service ended, see {log}")
        async with wire_to(port) as wire:
            yield S3Service(port, wire)
    finally:
        process.terminate()
        await process.wait()


def _answers(port: int) -> bool:
    try:
        _request(port, "/moto-api/", "GET")
    except OSError:
        return False
    return True


def _request(port: int, path: str, method: str, body: bytes | None = None) -> None:
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}", body, {"Content-Type": "text/plain"}, method=method
    )
    with urllib.request.urlopen(request, timeout=10):
        pass
