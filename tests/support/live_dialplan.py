"""A service without Asterisk that takes changed dialplans over: its desk, its switchboard, its archive, its socket."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import SecretStr
from sqlalchemy.ext.asyncio import AsyncEngine

from acd.commands import ConfigureAgent, ConfigureQueue
from acd.events import Event
from acd.state import State
from api.control import Control, control_server
from api.reload import ReloadRoutes
from asterisk.ari.client import AriClient
from asterisk.ari.settings import AriSettings
from calls.desk import Desk
from calls.link import AsteriskLink
from calls.phones import Phones
from calls.switchboard import Switchboard
from calls.waiting_rooms import WaitingRooms
from dialplan.loader import load
from service import clock
from service.command_log import JsonLinesLog
from service.ids import id_maker
from service.reloading import Archive, LiveParts, Reloading
from storage.contacts import ContactRepository
from storage.dialplan_journal import DialplanJournal
from storage.dialplans import DialplanRepository
from tests.support.asking import Behind, door_to
from vocabulary.ids import MediaUri


class NoSpeech:
    """Plays what there is."""

    async def ready(self, media: Sequence[MediaUri]) -> tuple[MediaUri, ...]:
        return tuple(media)


@dataclass
class Live:
    """What such a service consists of, and everything its distributor told."""

    directory: Path
    state: Path
    desk: Desk
    switchboard: Switchboard
    reloading: Reloading
    archive: Archive
    told: list[Event] = field(default_factory=list)

    @property
    def distributor(self) -> State:
        return self.desk.state

    def edit(self, text: str) -> None:
        """Somebody saves another ``main.yaml``."""
        (self.directory / "main.yaml").write_text(text, encoding="utf-8")


@asynccontextmanager
async def live(directory: Path, state: Path, engine: AsyncEngine) -> AsyncIterator[Live]:
    """Such a service on the document in the directory; no Asterisk answers it."""
    document, new_id = load(directory), id_maker(clock.now)
    settings = AriSettings(base_url="http://127.0.0.1:9", password=SecretStr("unused"))
    told: list[Event] = []

    def on_events(events: Sequence[Event], _: object) -> None:
        told.extend(events)

    async with AriClient(settings) as ari:
        phones = Phones()
        phones.use(document)
        switchboard = Switchboard(ari, document, new_id, clock.now, lambda _: NoSpeech(), phones)
        rooms = WaitingRooms(ari, document.queues, new_id)
        versions = DialplanRepository(engine)
        archive = Archive(DialplanJournal(state / "versions", versions), versions)
        with JsonLinesLog(state / "log", clock.now(), seed=1, version=document.version) as log:
            desk = Desk(clock.now, switchboard, on_events, log)
            parts = LiveParts(desk, switchboard, rooms, ari, phones)
            reloading = Reloading(directory, document, parts, archive, None, new_id, clock.now)
            link = AsteriskLink(ari, switchboard, rooms, phones, lambda: 0.5)
            routes = ReloadRoutes(reloading, versions).routes()
            control = Control(
                desk, switchboard, link, ContactRepository(engine), routes, door_to(desk, Behind(), document)
            )
            tasks = [asyncio.create_task(desk.run()), asyncio.create_task(reloading.run())]
            for queue in document.queues.values():
                await desk.ask(ConfigureQueue(queue.policy))
            for agent in document.agents.values():
                await desk.ask(ConfigureAgent(agent.profile))
            await reloading.begin("dora")
            async with control_server(state / "run" / "control.sock", control):
                yield Live(directory, state, desk, switchboard, reloading, archive, told)
            for task in tasks:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
