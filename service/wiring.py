"""The composition root: makes the parts of a running service and ties them together. Holds no rule of its own."""

import asyncio
import random
import secrets
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import structlog
from pydantic import SecretStr

from acd.commands import ConfigureAgent, ConfigureQueue
from api.control import Control, control_server
from api.heard import HeardRoutes
from api.reload import ReloadRoutes
from api.reviews import ReviewRoutes
from asterisk.agi.server import AgiServer
from asterisk.ami.manager import Manager, ManagerLost, ManagerUp
from asterisk.ami.settings import AmiSettings
from asterisk.ari.client import AriClient
from asterisk.ari.errors import AriError
from asterisk.ari.settings import AriSettings
from calls.admission import Admission
from calls.deferrals import Deferrals
from calls.deferred_store import DeferredStore
from calls.desk import Desk
from calls.ledger import Ledger
from calls.link import AsteriskLink
from calls.lookups import LookUps
from calls.phones import Phones
from calls.surroundings import Surroundings
from calls.switchboard import Switchboard
from calls.waiting_rooms import WaitingRooms
from cdr.record import ContactRecord
from dialplan.document import Document
from service import clock
from service.command_log import JsonLinesLog
from service.floor import Floor, floor
from service.ids import id_maker
from service.recording_room import RecordingRoom, recording_room
from service.recordings_at_hand import RecordingsForPeople, recordings_for_people
from service.reload_author import author
from service.reload_job import OwnAsterisk
from service.reload_watch import watch
from service.reloading import Archive, LiveParts, Reloading
from service.settings import Settings
from service.speech import speech_maker
from storage.contacts import ContactRepository
from storage.dialplan_journal import DialplanJournal
from storage.dialplans import DialplanRepository
from storage.engine import engine_for
from storage.reviews import ReviewRepository
from storage.spool import RecordWriter
from storage.supervisions import SupervisionRepository
from vocabulary.chance import SeededChance

RECORDS_WAITING = 10_000
"""Records that may wait to be put on the disk, which takes milliseconds each."""

REVIEW_SEED_BITS = 63
"""A seed is kept as PostgreSQL's BIGINT."""

CLOSE_SECONDS = 5.0
"""How long Asterisk, or the desk, may take at the end; what is left is found at the next start."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Passwords:
    """What ARI and AMI want to hear."""

    ari: SecretStr
    ami: SecretStr


@dataclass(frozen=True, slots=True)
class Home:
    """Where the document came from, to be read again. ``asterisk``: None where Asterisk's files are not ours to write.

    ``watch``: its files are watched, and a change is taken over by itself.
    """

    directory: Path
    asterisk: OwnAsterisk | None = None
    watch: bool = False


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
    deferrals: Deferrals
    reloading: Reloading
    floor: Floor

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
    home: Home,
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
    contacts, versions = ContactRepository(engine), DialplanRepository(engine)
    new_id = id_maker(clock.now)
    try:
        async with (
            RecordWriter(settings.spool, contacts) as writer,
            AriClient(AriSettings(base_url=base_url, password=passwords.ari)) as ari,
            Manager(ami, on_link=_manager_watch(manager_up), chance=chance) as manager,
            LookUps() as look_ups,
        ):
            courier = RecordCourier(writer)
            ledger = Ledger(courier.take)
            for watcher in watchers:
                ledger.watch(watcher)
            room = recording_room(settings, manager, ledger, engine)
            phones = Phones()
            phones.use(document)
            switchboard = Switchboard(ari, document, new_id, clock.now, partial(speech_maker, settings), phones)
            deferrals = Deferrals(DeferredStore(settings.owed), new_id, clock.now)
            seed = secrets.randbits(48)
            with JsonLinesLog(settings.logs, clock.now(), seed=seed, version=document.version) as command_log:
                desk = Desk(clock.now, switchboard, ledger.note_decision, command_log, SeededChance(seed))
                waiting_rooms = WaitingRooms(ari, document.queues, new_id)
                around = Surroundings(
                    ari, desk, ledger, room.recorder, waiting_rooms, document, clock.now,
                    switchboard.adopt, switchboard.disown, speech_maker(settings, document), look_ups, deferrals,
                    manager.fetch_back, phones, switchboard.adopt_contact, switchboard.disown_contact,
                    switchboard.scenes.put, switchboard.hand_over,
                )  # fmt: skip
                our_floor = floor(switchboard, around, manager, new_id, clock.now)
                link = AsteriskLink(ari, switchboard, waiting_rooms, phones, chance, our_floor.begin_anew)
                reloading = Reloading(
                    home.directory,
                    document,
                    LiveParts(desk, switchboard, waiting_rooms, ari, phones),
                    Archive(DialplanJournal(settings.state / "dialplans", versions), versions),
                    home.asterisk,
                    new_id,
                    clock.now,
                )
                service = Service(
                    desk, ledger, switchboard, link, manager_up, contacts, ari, courier, writer, deferrals, reloading,
                    our_floor,
                )  # fmt: skip
                people = recordings_for_people(
                    room.bench, settings, our_floor, ari, desk, lambda: switchboard.document, new_id
                )
                reviews = ReviewRoutes(
                    ReviewRepository(engine), lambda: switchboard.document, clock.now, new_id,
                    partial(secrets.randbits, REVIEW_SEED_BITS),
                )  # fmt: skip
                work = _Work(
                    service, document, settings, room, around, home, versions, SupervisionRepository(engine), people,
                    reviews,
                )  # fmt: skip
                async with _at_work(work):
                    yield service
    finally:
        await engine.dispose()


@dataclass(frozen=True, slots=True)
class _Work:
    """What is kept going while the service runs."""

    service: Service
    document: Document
    settings: Settings
    room: RecordingRoom
    around: Surroundings
    home: Home
    versions: DialplanRepository
    supervisions: SupervisionRepository
    people: RecordingsForPeople
    reviews: ReviewRoutes

    @property
    def control(self) -> Control:
        """The routes of the local socket."""
        service = self.service
        heard = HeardRoutes(self.supervisions, lambda: service.switchboard.document, clock.now)
        routes = (
            *ReloadRoutes(service.reloading, self.versions).routes(),
            *heard.routes(),
            *self.people.routes(),
            *self.reviews.routes(),
        )
        return Control(service.desk, service.switchboard, service.link, service.contacts, routes, service.floor.door)

    @property
    def admission(self) -> AgiServer:
        """What Asterisk asks before it hands us a call."""
        switchboard = self.service.switchboard
        admission = Admission(lambda: switchboard.document, lambda: switchboard.callers, clock.now)
        return admission.server(self.settings.agi_port)


@asynccontextmanager
async def _at_work(work: _Work) -> AsyncIterator[None]:
    service, settings = work.service, work.settings
    async with asyncio.TaskGroup() as carrying:
        # Each group outlives those within: whatever becomes of the link or the desk, what calls leave is still written.
        carrier = carrying.create_task(service.courier.run(), name="record courier")
        async with asyncio.TaskGroup() as deciding:
            decider = deciding.create_task(service.desk.run(), name="desk")
            await _configure(service.desk, work.document)
            async with (
                work.room.at_work(service.link.up) as finisher,
                work.admission,
                control_server(settings.control_socket, work.control),
                asyncio.TaskGroup() as tasks,
            ):
                await service.reloading.begin(author())
                linked = [
                    tasks.create_task(_take_up_promises(service, work.around)),
                    tasks.create_task(service.link.run(), name="asterisk link"),
                    tasks.create_task(service.reloading.run(), name="dialplan versions"),
                    tasks.create_task(service.floor.lamps.run(), name="lamps"),
                    tasks.create_task(service.floor.watch.run(), name="audio watch"),
                    tasks.create_task(service.floor.phone_round.run(), name="phone round"),
                    tasks.create_task(work.people.run(), name="recordings at hand"),
                    tasks.create_task(service.floor.registrations.run(), name="registrations"),
                ]
                if work.home.watch:
                    linked.append(tasks.create_task(watch(service.reloading), name="dialplan watch"))
                try:
                    yield
                finally:
                    # In this order also when the block was cancelled, or failed: leaving the groups would end it all.
                    await service.floor.phone_desk.close()
                    await service.switchboard.close()
                    await service.deferrals.close()
                    for task in linked:
                        task.cancel()
                    await _leave_nothing(service, work.around.waiting_rooms, decider)
                    await finisher.idle()
                    await service.courier.idle()
            decider.cancel()
        carrier.cancel()


async def _take_up_promises(service: Service, around: Surroundings) -> None:
    """What an earlier process promised to callers is owed by this one, once calls can be made."""
    await service.ready()
    await service.deferrals.resume(around)


async def _leave_nothing(service: Service, waiting_rooms: WaitingRooms, decider: asyncio.Task[None]) -> None:
    """Once our application is no longer connected: end who came in during the end, and see all decided upon."""
    await waiting_rooms.close()
    try:
        async with asyncio.timeout(CLOSE_SECONDS):
            await service.floor.lamps.put_out()
            await service.switchboard.clear_away()
    except (AriError, TimeoutError) as error:
        log.warning("asterisk.not_cleared", error=str(error) or "no answer in time")
    decided = asyncio.ensure_future(service.desk.idle())
    await asyncio.wait((decided, decider), timeout=CLOSE_SECONDS, return_when=asyncio.FIRST_COMPLETED)
    decided.cancel()


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
