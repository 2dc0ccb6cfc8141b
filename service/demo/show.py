"""The demo on the stage of a running stack, in a thread of its own so that the service's own cost can be told apart."""

import asyncio
from datetime import datetime
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any

from acd.commands import EndWrapUp, LogOutAgent
from calls.ledger import Ledger
from calls.waiting_rooms import BRIDGE_NAME_PREFIX
from cdr.record import ContactRecord
from dialplan.calendar import calendar_of
from dialplan.document import Document
from service import clock
from service.demo.feed import Feed
from service.demo.path import DemoPath, NoWayThrough, find_path
from service.demo.performance import USUAL_PACE, Pace, Performance, Scene, perform
from service.demo.verdict import Verdict, judge
from service.settings import Settings
from service.speech import parts_of, speech_maker
from service.stack import Stack
from vocabulary.ids import ContactId, MediaUri
from vocabulary.instant import Instant

DEMO_CALLER = "127.0.0.2"
WRAP_UP_SECONDS = 1.0
"""How long the demo's agent wraps up, so that there is a wrap-up to be seen in the record."""


class TrunkElsewhere(Exception):
    """the demo's caller calls from 127.0.0.2, but FIRSTLINE_TRUNK_MATCH is {match}: unset it for the demo"""

    def __init__(self, match: str) -> None:
        super().__init__((TrunkElsewhere.__doc__ or "").format(match=match))


async def show(stack: Stack, settings: Settings, pace: Pace = USUAL_PACE) -> Verdict:
    """Play the demo call on this stack and judge it.

    :raises NoWayThrough, TrunkElsewhere: this document or these settings allow no demo call.
    :raises PeerFailure, NeverHappened: the call did not go as a call should.
    """
    if ip_address(DEMO_CALLER) not in ip_network(settings.trunk_match):
        raise TrunkElsewhere(settings.trunk_match)
    path, moment = _way_through(stack.document, clock.now())
    logs = settings.state / "log" / "sipp"
    logs.mkdir(parents=True, exist_ok=True)
    secret = stack.secrets.phones[path.device].get_secret_value()
    target = (settings.local_sip_address, settings.sip_port)
    files = SoundFiles(stack, settings)
    spoken = stack.document.world.voice.announcement(path.language, 1)
    scene = Scene(path, secret, target, DEMO_CALLER, settings.control_socket, files.of, spoken, logs, pace)
    cpu_before = clock.cpu_seconds_of_this_thread()
    stack.service.switchboard.date_calls(moment)
    try:
        played = await _play(scene, stack.service.ledger)
    finally:
        stack.service.switchboard.date_calls(None)
    await asyncio.sleep(WRAP_UP_SECONDS)
    await stack.service.desk.ask(EndWrapUp(path.agent))
    await stack.service.desk.ask(LogOutAgent(path.agent))
    await stack.service.settled()
    cpu_seconds = clock.cpu_seconds_of_this_thread() - cpu_before
    record = await _record(stack, played)
    return judge(record, played, path, await _left_over(stack), cpu_seconds)


def _way_through(document: Document, now: Instant) -> tuple[DemoPath, datetime | None]:
    """The way there is now; where there is none because of the hour, that of the next moment that is open.

    :raises NoWayThrough: there is none at either.
    """
    try:
        return find_path(document, now), None
    except NoWayThrough:
        opening = calendar_of(document.hours, document.time_zone).first_open(now.utc)
        if opening is None:
            raise
        return find_path(document, Instant(now.monotonic, opening.timestamp())), opening


class SoundFiles:
    """Where the sound behind what Asterisk is asked to play lies."""

    def __init__(self, stack: Stack, settings: Settings) -> None:
        self._sounds = stack.installation.sound_set("en") or stack.installation.sounds
        self._speech = speech_maker(settings, stack.document)

    def of(self, uri: MediaUri) -> Path:
        """The file of ``sound:NAME``, ``sound:/a/path``, or ``speech:LANGUAGE:WORDS``."""
        kind, _, name = uri.partition(":")
        if kind == "speech":
            return self._speech.file_of(*parts_of(uri))
        return Path(f"{name}.wav") if name.startswith("/") else Path(self._sounds) / f"{name}.wav"


async def _record(stack: Stack, played: Performance) -> ContactRecord:
    record = await stack.service.contacts.get(ContactId(played.contact))
    if record is None:
        raise RecordMissing(played.contact)
    return record


class RecordMissing(Exception):
    """the demo's contact {contact} left no record in the database"""

    def __init__(self, contact: ContactId) -> None:
        super().__init__((RecordMissing.__doc__ or "").format(contact=contact))


async def _left_over(stack: Stack) -> int:
    """Channels and conversations still in Asterisk; the queues' waiting rooms are furniture."""
    bridges = await stack.service.ari.bridges()
    conversations = [bridge for bridge in bridges if not bridge.name.startswith(f"{BRIDGE_NAME_PREFIX}waiting:")]
    return len(await stack.service.ari.channels()) + len(conversations)


async def _play(scene: Scene, ledger: Ledger) -> Performance:
    """Perform in an event loop in a thread of its own; cancelled with us, and waited for."""
    here = asyncio.get_running_loop()
    started: asyncio.Future[tuple[asyncio.AbstractEventLoop, asyncio.Task[Any], Feed]] = here.create_future()

    async def main() -> Performance:
        task, feed = asyncio.current_task(), Feed()
        assert task is not None
        here.call_soon_threadsafe(started.set_result, (asyncio.get_running_loop(), task, feed))
        return await perform(scene, feed)

    playing = asyncio.ensure_future(asyncio.to_thread(lambda: asyncio.run(main())))
    loop, task, feed = await started
    ledger.watch(feed.watch)
    try:
        return await asyncio.shield(playing)
    except asyncio.CancelledError:
        loop.call_soon_threadsafe(task.cancel)
        await asyncio.wait([playing])
        raise
    finally:
        ledger.unwatch(feed.watch)
