"""What callers hear while they wait: music of the document's own, or ringing."""

import math
import struct
import wave
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import pytest_asyncio

from acd.events import EntryQueued
from dialplan.loader import load
from service.peers.hearing import Heard, tone_share
from tests.support import scenario
from tests.support.scenario import Helpdesk
from tests.support.scenario_machine import in_a_task_of_its_own

pytestmark = [pytest.mark.scenario, pytest.mark.asyncio(loop_scope="session")]

MUSIC_HZ = 700.0
RINGING_HZ = (440.0, 480.0)
"""The ring tone of the United States (indications.conf)."""
PLAN = """\
numbers: {"201": calm, "202": ringing}
music: {calm: music/tone.wav}
queues:
  calm: {music: calm, announcements: {on_entry: false}, after_max_wait: go_on}
  ringing: {while_waiting: ring_tone, announcements: {on_entry: false}, after_max_wait: go_on}
agents:
  alice: {name: Alice, queues: [calm, ringing]}
flows:
  calm: [{enqueue: {queue: calm, otherwise: [play: sound:vm-goodbye]}}]
  ringing: [{enqueue: {queue: ringing, otherwise: [play: sound:vm-goodbye]}}]
"""


def tone(path: Path, hertz: float, seconds: float) -> None:
    samples = (round(8_000 * math.sin(2 * math.pi * hertz * n / 8_000)) for n in range(round(seconds * 8_000)))
    path.parent.mkdir()
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8_000)
        sound.writeframes(b"".join(struct.pack("<h", sample) for sample in samples))


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def waiting_desk(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Helpdesk]:
    plan = tmp_path_factory.mktemp("plan")
    (plan / "plan.yaml").write_text(PLAN)
    tone(plan / "music" / "tone.wav", MUSIC_HZ, 5.0)
    async with in_a_task_of_its_own(scenario.helpdesk(load(plan))) as running:
        yield running


def sounding(*hertz: float) -> Callable[[Heard], bool | None]:
    """True once a second of the audio holds hardly anything but these tones."""

    def heard_it(heard: Heard) -> bool | None:
        last = heard.samples[-8_000:]
        return (len(last) == 8_000 and sum(tone_share(last, each) for each in hertz) > 0.8) or None

    return heard_it


async def test_callers_hear_the_music_of_their_queue(waiting_desk: Helpdesk) -> None:
    async with waiting_desk.caller("201") as caller:
        await waiting_desk.watch.fact(EntryQueued, await waiting_desk.contact_of(caller))
        await caller.audio.until(sounding(MUSIC_HZ), "the queue's music", 10)
    await waiting_desk.settled()


async def test_callers_of_another_queue_hear_it_ring(waiting_desk: Helpdesk) -> None:
    async with waiting_desk.caller("202") as caller:
        await waiting_desk.watch.fact(EntryQueued, await waiting_desk.contact_of(caller))
        await caller.audio.until(sounding(*RINGING_HZ), "ringing", 10)
    await waiting_desk.settled()
