"""One whole Firstline for scenarios: PostgreSQL, Asterisk, the service, and telephones on both sides. Judges nothing.

The service speaks to Asterisk through a wire that a scenario may cut. All state lies in a folder of its own.
"""

import asyncio
import contextlib
import itertools
import socket
import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from acd.agents import Activity, Presence
from acd.commands import Device
from acd.events import WrapUpBegan
from acd.wake import RestOver, Wake
from api.client import ControlClient
from asterisk import installation
from asterisk.config import Secrets, load_or_create, render
from asterisk.process import AsteriskProcess
from calls.waiting_rooms import BRIDGE_NAME_PREFIX
from cdr.events import ContactBegan
from cdr.record import ContactRecord
from dialplan.document import Document
from service.clock import now
from service.peers.agent_phone import AgentPhone, PhoneLine
from service.peers.caller import Caller, CallerLine
from service.peers.g711 import RATE, Samples
from service.peers.hearing import read_wav
from service.peers.ports import free_udp_ports
from service.peers.race import racing_phone
from service.settings import Settings, service_account
from service.wiring import Passwords, Service, running
from storage.schema import upgrade
from tests.support import postgres
from tests.support.scenario_proxy import Wire, wire_to
from tests.support.scenario_watch import Watch, watching_asterisk, watching_database
from vocabulary.ids import AgentName, ContactId
from vocabulary.instant import Instant

CALLER_TONE_HZ = 453
AGENT_TONE_HZ = 605
"""Between the keys of a piano: the music that callers wait with holds neither."""

FIRST_PORT = 19_000
LAST_PORT = 19_999
SETTLED_SECONDS = 8.0
"""How long what a scenario began may take to end, after its last party hung up."""

_CALLERS = itertools.count(100)


@contextlib.contextmanager
def state_folder() -> Iterator[Path]:
    """A folder that PostgreSQL's and Asterisk's account may enter; short, for the sockets in it."""
    with tempfile.TemporaryDirectory(prefix="fl-", dir="/var/tmp") as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


def settings_in(folder: Path) -> Settings:
    """Settings on free ports, everything kept in this folder."""
    sip, *rtp = free_udp_ports(41, first=FIRST_PORT, last=LAST_PORT)
    http, ami = free_tcp_ports(2)
    return Settings(state=folder, sip_port=sip, rtp_first=rtp[0], rtp_last=rtp[-1] + 1, http_port=http, ami_port=ami)


def free_tcp_ports(count: int) -> list[int]:
    """Different TCP ports of loopback that are free now."""
    with contextlib.ExitStack() as held:
        probes = [held.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [int(probe.getsockname()[1]) for probe in probes]


@dataclass(slots=True)
class Helpdesk:
    """A running Firstline, and the telephones of a scenario."""

    service: Service
    document: Document
    settings: Settings
    secrets: Secrets
    asterisk: AsteriskProcess
    wire: Wire
    watch: Watch
    sounds: Path
    log_folder: Path
    _ports: Iterator[int] = field(default_factory=lambda: iter(()))

    @property
    def control(self) -> ControlClient:
        return ControlClient(self.settings.control_socket)

    def clock(self) -> Instant:
        """This moment."""
        return now()

    @property
    def target(self) -> tuple[str, int]:
        """Where telephones find Asterisk."""
        return (self.settings.sip_address, self.settings.sip_port)

    def sound(self, name: str, seconds: float = 60.0) -> Samples:
        """The first so many seconds of one of Asterisk's own prompts; the last packet before a hang-up may be lost."""
        return read_wav(self.sounds / f"{name}.wav")[: round(seconds * RATE)]

    def caller(self, number: str, from_name: str | bytes = "A Caller") -> Caller:
        """Somebody who calls this number, each from a number of their own."""
        line = self.caller_line(number, from_name)
        return Caller(
            line, target=self.target, now=now, log_folder=self.log_folder, tone_hz=CALLER_TONE_HZ, name=line.from_user
        )

    def caller_line(self, number: str, from_name: str | bytes = "A Caller") -> CallerLine:
        """Where a caller calls from."""
        ports = self._two_ports("127.0.0.2")
        return CallerLine("127.0.0.2", *ports, number, f"+12025550{next(_CALLERS)}", from_name)

    def phone_line(self, agent: str) -> PhoneLine:
        """Where an agent's phone listens."""
        secret = self.secrets.agents[AgentName(agent)].get_secret_value()
        return PhoneLine(agent, secret, "127.0.0.1", *self._two_ports("127.0.0.1"))

    def _two_ports(self, address: str) -> tuple[int, int]:
        while True:
            first, second = free_udp_ports(2, address, next(self._ports), LAST_PORT)
            if second < LAST_PORT:
                return first, second

    @contextlib.asynccontextmanager
    async def phone(self, agent: str, *, rings_aloud: bool = True) -> AsyncIterator[AgentPhone]:
        """This agent's phone, registered and known to the service as free."""
        phone = AgentPhone(
            self.phone_line(agent),
            target=self.target,
            now=now,
            log_folder=self.log_folder,
            tone_hz=AGENT_TONE_HZ,
            rings_aloud=rings_aloud,
        )
        async with self._registered(phone):
            yield phone

    @contextlib.asynccontextmanager
    async def on_duty(self, agent: str, *, rings_aloud: bool = True) -> AsyncIterator[AgentPhone]:
        """This agent, phone registered and logged in; logged out at the end, if still logged in then."""
        async with self.phone(agent, rings_aloud=rings_aloud) as phone, self._logged_in(agent):
            yield phone

    @contextlib.asynccontextmanager
    async def racing(self, agent: str, answer_after_seconds: float, talk_seconds: float) -> AsyncIterator[AgentPhone]:
        """This agent on duty with a phone that answers, and then hangs up, by itself."""
        phone = racing_phone(
            self.phone_line(agent),
            target=self.target,
            now=now,
            log_folder=self.log_folder,
            answer_after_seconds=answer_after_seconds,
            talk_seconds=talk_seconds,
        )
        async with self._registered(phone), self._logged_in(agent):
            yield phone

    @contextlib.asynccontextmanager
    async def _registered(self, phone: AgentPhone) -> AsyncIterator[None]:
        async with phone:
            await self.device_is(phone.line.name, Device.FREE)
            yield

    @contextlib.asynccontextmanager
    async def _logged_in(self, agent: str) -> AsyncIterator[None]:
        await self.log_in(agent)
        try:
            yield
        finally:
            if self.service.desk.state.agents[AgentName(agent)].presence is not Presence.LOGGED_OUT:
                await self.log_out(agent)

    async def log_in(self, agent: str) -> None:
        await self.control.post(f"/v1/agents/{agent}/login")

    async def log_out(self, agent: str) -> None:
        await self.control.post(f"/v1/agents/{agent}/logout")

    async def pause(self, agent: str, reason: str) -> None:
        await self.control.post(f"/v1/agents/{agent}/pause", {"reason": reason})

    async def device_is(self, agent: str, device: Device) -> None:
        """Returns when the service knows that this agent's phone is so."""

        def there() -> bool | None:
            return self.service.desk.state.agents[AgentName(agent)].device is device or None

        await self.watch.until(there, f"{agent}'s phone {device}")

    async def contact_of(self, caller: Caller) -> ContactId:
        """The contact that this caller's call became."""
        number = caller.line.from_user

        def began() -> ContactId | None:
            for told in self.watch.told:
                if isinstance(told.fact, ContactBegan) and told.fact.caller_number == number:
                    return told.contact
            return None

        return await self.watch.until(began, f"a contact from {number}")

    async def record(self, contact: ContactId) -> ContactRecord:
        """The contact's record as PostgreSQL has it, once nothing is to come any more."""

        def closed() -> bool | None:
            return contact not in self.service.ledger.open_contacts or None

        await self.watch.until(closed, f"the end of {contact}'s record")
        wrapped_up = bool(self.watch.facts(WrapUpBegan, contact))
        while True:
            count = self.watch.stored.count(contact)
            found = await self.service.contacts.get(contact)
            if found is not None and (found.wrap_up_seconds is not None or not wrapped_up):
                return found
            await self.watch.stored_again(contact, count)

    async def settled(self, seconds: float = SETTLED_SECONDS) -> None:
        """Returns when nothing is left of any call. Raises AssertionError, saying what is left, after ``seconds``."""
        left: Sequence[str] = ()
        try:
            async with asyncio.timeout(seconds):
                sessions = [task for task in asyncio.all_tasks() if task.get_name().startswith("c-")]
                if sessions:
                    left = [f"the session {task.get_name()}" for task in sessions]
                    await asyncio.wait(sessions)
                while True:
                    bell = self.watch.bell
                    left = await self._left()
                    if not left:
                        return
                    await bell.wait()
        except TimeoutError:
            raise AssertionError("left after the scenario: " + "; ".join(left)) from None

    async def _left(self) -> list[str]:
        state = self.service.desk.state
        rooms = [f"{BRIDGE_NAME_PREFIX}waiting:{queue}" for queue in self.document.queues]
        bridges = [bridge.name for bridge in await self.service.ari.bridges()]
        left = [f"the channel {channel.name}" for channel in await self.service.ari.channels()]
        left += [f"the bridge {name}" for name in bridges if name not in rooms]
        left += [f"no waiting room {name}" for name in rooms if bridges.count(name) != 1]
        for agent in state.agents.values():
            told = (agent.presence, agent.activity, agent.device, agent.offer)
            if told != (Presence.LOGGED_OUT, Activity.IDLE, Device.UNREACHABLE, None):
                left.append(f"{agent.name}: {told}")
        left += [f"the entry {entry}" for entry in state.entries]
        left += [f"the offer {offer}" for offer in state.offers]
        left += [f"the timer {wake}" for wake in state.timers._current if not _of_an_agent(wake)]
        left += [f"the session {session.contact}" for session in self.service.switchboard.sessions]
        left += [f"the open record {contact}" for contact in self.service.ledger.open_contacts]
        left += [f"the task {task.get_name()}" for task in asyncio.all_tasks() if task.get_name().startswith("c-")]
        return left


def _of_an_agent(wake: Wake) -> bool:
    """A rest may outlast the call it was earned in."""
    return isinstance(wake, RestOver)


@contextlib.asynccontextmanager
async def helpdesk(document: Document) -> AsyncIterator[Helpdesk]:
    """A whole Firstline on this document, until the context is left."""
    watch = Watch()
    async with contextlib.AsyncExitStack() as parts:
        folder = parts.enter_context(state_folder())
        settings = settings_in(folder)
        server = await parts.enter_async_context(postgres.server())
        await upgrade(server.url)
        found = await installation.find(settings.cache)
        config = settings.asterisk()
        secrets = load_or_create(config.secrets_file, document.agents)
        render(document, config, secrets, config.etc, found)
        asterisk = await parts.enter_async_context(AsteriskProcess(found, config, service_account()))
        wire = await parts.enter_async_context(wire_to(settings.http_port))
        observed = watching_asterisk(watch, settings.http_port, "firstline", secrets.ari.get_secret_value())
        await parts.enter_async_context(observed)
        through_wire = settings.model_copy(update={"http_port": wire.port})
        passwords = Passwords(secrets.ari, secrets.ami)
        service = await parts.enter_async_context(
            running(document, through_wire, passwords, server.url, [watch.watcher])
        )
        await parts.enter_async_context(watching_database(watch, server.url))
        await service.ready()
        logs = folder / "peers"
        logs.mkdir()
        sounds = found.sound_set("en")
        assert sounds is not None
        yield Helpdesk(
            service, document, settings, secrets, asterisk, wire, watch, sounds, logs, _ports_from(settings.rtp_last)
        )


def _ports_from(last_taken: int) -> Iterator[int]:
    """Where to look for free ports next, going round: a port just given up stays unused for a while."""
    return itertools.cycle(range(last_taken + 1, LAST_PORT - 40, 4))


@contextlib.asynccontextmanager
async def in_a_task_of_its_own(document: Document) -> AsyncIterator[Helpdesk]:
    """As ``helpdesk``, opened and closed by one task: a fixture's two halves are run by two."""
    opened: asyncio.Future[Helpdesk] = asyncio.get_running_loop().create_future()
    done = asyncio.Event()

    async def hold() -> None:
        async with helpdesk(document) as running_one:
            opened.set_result(running_one)
            await done.wait()

    holding = asyncio.create_task(hold(), name="helpdesk")
    await asyncio.wait({holding, opened}, return_when=asyncio.FIRST_COMPLETED)
    if not opened.done():
        holding.result()
    try:
        yield opened.result()
    finally:
        done.set()
        await holding
