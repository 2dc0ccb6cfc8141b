"""The composition root: makes the parts of a running service and ties them together. Holds no rule of its own."""

import asyncio
import random
import secrets
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import structlog
from pydantic import SecretStr

from acd.commands import ConfigureAgent, ConfigureQueue
from api.control import Control, control_server
from asterisk.ami.manager import Manager, ManagerLost, ManagerUp
from asterisk.ami.settings import AmiSettings
from asterisk.ari.client import AriClient
from asterisk.ari.errors import AriError
from asterisk.ari.settings import AriSettings
from calls.desk import Desk
from calls.ledger import Ledger
from calls.link import AsteriskLink
from calls.recorder import Recorder, RecordingFolders
from calls.surroundings import Surroundings
from calls.switchboard import Switchboard
from calls.waiting_rooms import WaitingRooms
from cdr.record import ContactRecord
from dialplan.document import Document
from recordings.library import Finisher, Job, Leftover, finishing, leftovers
from recordings.naming import stereo_path
from service import clock
from service.command_log import JsonLinesLog
from service.ids import id_maker
from service.settings import Settings
from storage.contacts import ContactRepository
from storage.engine import engine_for
from storage.spool import RecordWriter
from vocabulary.chance import SeededChance

RECORDS_WAITING = 10_000
"""Records that may wait to be put on the disk, which takes milliseconds each."""

CLOSE_SECONDS = 5.0
"""How long Asterisk, or the desk, may take at the end; what is left is found at the next start."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Passwords:
    """What ARI and AMI want to hear."""

    ari: SecretStr
    ami: SecretStr


@dataclass(frozen=True, slots=True)
class Service:
    """A running service, for whoever started it: the demo, the command line, the tests."""

    desk: Desk
    ledger: Ledger
    switchboard: Switchboard
    link: AsteriskLink
    manager_up: asyncio.Event
    contacts: ContactRepository
    ari: AriClient
    courier: "RecordCourier"
    writer: RecordWriter

    async def ready(self) -> None:
        """Returns once Asterisk is connected on both its interfaces."""
        await self.link.up.wait()
        await self.manager_up.wait()

    async def over(self) -> None:
        """Returns never: the service runs until its context is left."""
        await asyncio.get_running_loop().create_future()

    async def settled(self) -> None:
        """Returns once every record handed on so far, those of all ended contacts included, is in the database."""
        await self.ledger.quiet()
        await self.courier.idle()
        await self.writer.written()


class RecordCourier:
    """Carries finished records from the ledger, which cannot wait, to the writer, which must."""

    def __init__(self, writer: RecordWriter) -> None:
        self._writer = writer
        self._records: asyncio.Queue[ContactRecord] = asyncio.Queue(RECORDS_WAITING)

    def take(self, record: ContactRecord) -> None:
        """Accept a record; one too many is logged whole, so that even then it is not lost."""
        try:
            self._records.put_nowait(record)
        except asyncio.QueueFull:
            log.critical("records.too_many_waiting", record=repr(record))

    async def run(self) -> None:
        """Carry records for ever."""
        while True:
            record = await self._records.get()
            try:
                await self._writer.submit(record)
            except OSError as error:
                log.critical("records.not_on_disk", error=str(error), record=repr(record))
            finally:
                self._records.task_done()

    async def idle(self) -> None:
        """Wait until everything taken is on the disk."""
        await self._records.join()


@asynccontextmanager
async def running(
    document: Document,
    settings: Settings,
    passwords: Passwords,
    database_url: str,
    watchers: Sequence[Callable[..., None]] = (),
) -> AsyncIterator[Service]:
    """The service on this document, until the context is left; then every call is ended and every record written.

    :param database_url: a database that is at our revision.
    """
    chance = random.Random().random
    manager_up = asyncio.Event()
    ami = AmiSettings(host=settings.asterisk_host, port=settings.ami_port, secret=passwords.ami)
    base_url = f"http://{settings.asterisk_host}:{settings.http_port}"
    engine = engine_for(database_url)
    contacts = ContactRepository(engine)
    try:
        async with (
            RecordWriter(settings.spool, contacts) as writer,
            AriClient(AriSettings(base_url=base_url, password=passwords.ari)) as ari,
            Manager(ami, on_link=_manager_watch(manager_up), chance=chance) as manager,
        ):
            courier = RecordCourier(writer)
            ledger = Ledger(courier.take)
            for watcher in watchers:
                ledger.watch(watcher)
            recorder = Recorder(manager, ledger, RecordingFolders(settings.legs, settings.kept_recordings), clock.now)
            switchboard = Switchboard(ari, document, id_maker(clock.now), clock.now)
            seed = secrets.randbits(48)
            with JsonLinesLog(settings.logs, clock.now(), seed=seed, version=document.version) as command_log:
                desk = Desk(clock.now, switchboard, ledger.note_decision, command_log, SeededChance(seed))
                waiting_rooms = WaitingRooms(ari, document.queues, id_maker(clock.now))
                around = Surroundings(
                    ari, desk, ledger, recorder, waiting_rooms, document, clock.now,
                    switchboard.adopt, switchboard.disown,
                )  # fmt: skip
                switchboard.open(around)
                link = AsteriskLink(ari, switchboard, waiting_rooms, document.agents, chance)
                service = Service(desk, ledger, switchboard, link, manager_up, contacts, ari, courier, writer)
                async with _at_work(service, document, settings, recorder, courier, waiting_rooms):
                    yield service
    finally:
        await engine.dispose()


@asynccontextmanager
async def _at_work(
    service: Service,
    document: Document,
    settings: Settings,
    recorder: Recorder,
    courier: RecordCourier,
    waiting_rooms: WaitingRooms,
) -> AsyncIterator[None]:
    async with asyncio.TaskGroup() as carrying:
        # Each group outlives those within: whatever becomes of the link or the desk, what calls leave is still written.
        carrier = carrying.create_task(courier.run(), name="record courier")
        async with asyncio.TaskGroup() as deciding:
            decider = deciding.create_task(service.desk.run(), name="desk")
            await _configure(service.desk, document)
            control = Control(service.desk, service.switchboard, service.link, service.contacts)
            async with (
                finishing(asyncio.sleep, recorder.finished) as finisher,
                control_server(settings.control_socket, control),
                asyncio.TaskGroup() as tasks,
            ):
                recorder.use(finisher)
                left = await asyncio.to_thread(leftovers, settings.legs)
                linked = (
                    tasks.create_task(_finish_leftovers(service.link, finisher, settings, left)),
                    tasks.create_task(service.link.run(), name="asterisk link"),
                )
                try:
                    yield
                finally:
                    # In this order also when the block was cancelled, or failed: leaving the groups would end it all.
                    await service.switchboard.close()
                    for task in linked:
                        task.cancel()
                    await _leave_nothing(service, waiting_rooms, decider)
                    await finisher.idle()
                    await courier.idle()
            decider.cancel()
        carrier.cancel()


async def _leave_nothing(service: Service, waiting_rooms: WaitingRooms, decider: asyncio.Task[None]) -> None:
    """Once our application is no longer connected: end who came in during the end, and see all decided upon."""
    await waiting_rooms.close()
    try:
        async with asyncio.timeout(CLOSE_SECONDS):
            await service.switchboard.clear_away()
    except (AriError, TimeoutError) as error:
        log.warning("asterisk.not_cleared", error=str(error) or "no answer in time")
    decided = asyncio.ensure_future(service.desk.idle())
    await asyncio.wait((decided, decider), timeout=CLOSE_SECONDS, return_when=asyncio.FIRST_COMPLETED)
    decided.cancel()


async def _finish_leftovers(
    link: AsteriskLink, finisher: Finisher, settings: Settings, left: Sequence[Leftover]
) -> None:
    """Join what an earlier process left, once Asterisk was seen to have ended the calls it belonged to."""
    await link.up.wait()
    for leftover in left:
        target = stereo_path(settings.kept_recordings, leftover.recording, leftover.last_written_at)
        await finisher.finish(Job(leftover.recording, leftover.legs, target, None))


async def _configure(desk: Desk, document: Document) -> None:
    for queue in document.queues.values():
        await desk.submit(ConfigureQueue(queue.policy))
    for agent in document.agents.values():
        await desk.submit(ConfigureAgent(agent.profile))


def _manager_watch(up: asyncio.Event) -> Callable[[ManagerUp | ManagerLost], None]:
    def on_link(link: ManagerUp | ManagerLost) -> None:
        match link:
            case ManagerUp():
                up.set()
            case ManagerLost(reason):
                up.clear()
                log.error("asterisk.manager_lost", why=reason)

    return on_link
