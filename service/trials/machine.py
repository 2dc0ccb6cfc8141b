"""A machine for the live tests of one document: PostgreSQL and Asterisk of their own, telephones, a service a test.

All state lies in a folder of its own, which is gone at the end. What already runs on this machine is left alone.
"""

import asyncio
import contextlib
import itertools
import secrets
import shutil
import socket
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from asterisk import installation
from asterisk.config import Secrets, load_or_create, render
from asterisk.process import AsteriskProcess
from dialplan.document import Document
from service.clock import now
from service.peers.agent_phone import AgentPhone, PhoneLine
from service.peers.caller import Caller, CallerLine
from service.peers.failures import PeerFailure
from service.peers.ports import free_udp_ports
from service.peers.sipp import Sipp, SippSettings
from service.prompts import bring_near, check_prompts, installed_sounds
from service.reload_job import OwnAsterisk
from service.settings import Settings, service_account
from service.speech import speech_maker
from service.speech_texts import texts_of
from service.trials.elsewhere import LOOPBACK, Nearby, brought_near
from service.trials.servers import Servers, servers
from service.wiring import Home, Passwords, Service, running
from storage.embedded import EmbeddedPostgres
from storage.schema import upgrade
from vocabulary.ids import AgentName

Progress = Callable[[str], None]
"""Told, in a few words, what is being done."""
CALLERS: Final = "127.0.0.2"
"""Whence the tests' callers call: the address from which a trunk is believed without a password."""
OUTSIDE: Final = tuple(f"127.0.0.{number}" for number in range(10, 110))
"""Where the parties are whom trunks reach; as many as a document may have trunks."""
CALLER_TONE_HZ: Final = 453.0
FIRST_PORT: Final = 20_000
LAST_PORT: Final = 29_999
_RTP_PORTS: Final = 40
_PLACE_PORTS: Final = 200
_PLACES: Final = (LAST_PORT - FIRST_PORT) // _PLACE_PORTS - 2
_SPEAKING_SECONDS: Final = 120.0


@dataclass(slots=True)
class TrialMachine:
    """``document``: as it runs here. ``phones``: by agent, those registered so far."""

    document: Document
    settings: Settings
    secrets: Secrets
    database_url: str
    asterisk: OwnAsterisk
    servers: Servers
    log_folder: Path
    ports: Iterator[int]
    trunks: Mapping[str, tuple[str, int]]
    phones: dict[AgentName, AgentPhone]

    @property
    def target(self) -> tuple[str, int]:
        return (LOOPBACK, self.settings.sip_port)

    @asynccontextmanager
    async def service(self, watcher: Callable[..., None]) -> AsyncIterator[Service]:
        """A service that knows nothing of the tests before it, until the context is left."""
        await asyncio.to_thread(shutil.rmtree, self.settings.owed, ignore_errors=True)
        passwords = Passwords(self.secrets.ari, self.secrets.ami)
        home = Home(self.document.directory, self.asterisk)
        async with running(self.document, self.settings, passwords, self.database_url, home, [watcher]) as service:
            await service.ready()
            yield service

    def caller(self, number: str, caller_number: str) -> Caller:
        line = CallerLine(CALLERS, *self._two_ports(CALLERS), number, caller_number or "anonymous")
        return Caller(line, target=self.target, now=now, log_folder=self.log_folder, tone_hz=CALLER_TONE_HZ)

    async def register(self, agents: Sequence[AgentName]) -> None:
        """Have the phones of these agents registered, and of nobody else."""
        for agent, phone in list(self.phones.items()):
            if agent not in agents:
                await phone.__aexit__(None, None, None)
                del self.phones[agent]
        for agent in agents:
            if agent not in self.phones:
                self.phones[agent] = phone = self._phone(agent)
                await phone.__aenter__()

    @asynccontextmanager
    async def outside(self, answer_seconds: float, talk_seconds: float) -> AsyncIterator[None]:
        """Somebody at the other end of each trunk, who answers and hangs up by themselves, while the context lasts."""
        async with AsyncExitStack() as parties:
            for name, (address, port) in self.trunks.items():
                keys = {
                    "agent": "outside",
                    "rtp_ip": address,
                    "rtp_port": str(free_udp_ports(1, address, port + 2, LAST_PORT)[0]),
                    "answer_ms": str(round(answer_seconds * 1000)),
                    "talk_ms": str(round(talk_seconds * 1000)),
                }
                spoken = {key: value.encode() for key, value in keys.items()}
                scenario = "race_agent.xml"
                party = SippSettings(name, scenario, address, port, self.target, self.log_folder, spoken, calls=1_000)
                await parties.enter_async_context(Sipp(party))
            yield

    def _phone(self, agent: AgentName) -> AgentPhone:
        secret = self.secrets.agents[agent].get_secret_value()
        line = PhoneLine(agent, secret, LOOPBACK, *self._two_ports(LOOPBACK))
        return AgentPhone(line, target=self.target, now=now, log_folder=self.log_folder)

    def _two_ports(self, address: str) -> tuple[int, int]:
        while True:
            first, second = free_udp_ports(2, address, next(self.ports), LAST_PORT)
            if second < LAST_PORT:
                return first, second


@asynccontextmanager
async def trial_machine(document: Document, settings: Settings, progress: Progress) -> AsyncIterator[TrialMachine]:
    """Everything the live tests of this document need but the service, until the context is left.

    Raises what its parts raise, each one clear line.
    """
    async with AsyncExitStack() as parts:
        folder = parts.enter_context(_state_folder())
        settings = _settings_in(folder, settings)
        settings.prepare(service_account())
        progress("finding Asterisk")
        found = await installation.find(settings.cache)
        sounds = found.sound_set("en") or found.sounds
        answering = await parts.enter_async_context(servers())
        trunks = {
            name: (address, free_udp_ports(1, address, settings.rtp_last + 1, LAST_PORT)[0])
            for name, address in zip(document.trunks, OUTSIDE, strict=False)
        }
        addresses = {name: f"{address}:{port}" for name, (address, port) in trunks.items()}
        document = brought_near(document, Nearby(answering.http_port, answering.agi_port, addresses))
        document = document.with_sounds(installed_sounds(found, document.languages))
        check_prompts(document, sounds)
        config = settings.asterisk()
        document = await asyncio.to_thread(bring_near, document, config.data / "prompts")
        texts = texts_of(document)
        if texts:
            progress(f"speaking {len(texts)} texts, those that are new")
            await speech_maker(settings, document, limit_seconds=_SPEAKING_SECONDS).ready(texts)
        progress("starting PostgreSQL")
        data, run = folder / "postgres" / "data", folder / "run" / "postgres"
        postgres = EmbeddedPostgres(data, run, settings.cache, service_account())
        url = (await parts.enter_async_context(postgres)).url
        await upgrade(url)
        progress(f"starting Asterisk {installation.dotted(found.version)}")
        kept = load_or_create(config.secrets_file, document.agents)
        render(document, config, kept, config.etc, found)
        await parts.enter_async_context(AsteriskProcess(found, config, service_account()))
        logs = folder / "peers"
        logs.mkdir()
        own = OwnAsterisk(config, found, sounds)
        ports = itertools.cycle(range(settings.rtp_last + 1, LAST_PORT - _RTP_PORTS, 4))
        machine = TrialMachine(document, settings, kept, url, own, answering, logs, ports, trunks, {})
        try:
            yield machine
        finally:
            # A telephone may have been ended by the same signal as we.
            with contextlib.suppress(PeerFailure):
                await machine.register(())


@contextlib.contextmanager
def _state_folder() -> Iterator[Path]:
    """A folder that PostgreSQL's and Asterisk's account may enter; its path is short, for the sockets in it."""
    with tempfile.TemporaryDirectory(prefix="fl-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


def _settings_in(folder: Path, settings: Settings) -> Settings:
    """The settings in force, but on free ports and with everything kept in this folder."""
    # Two of these started at once must not find the same ports free.
    first = FIRST_PORT + secrets.randbelow(_PLACES) * _PLACE_PORTS
    sip, *rtp = free_udp_ports(_RTP_PORTS + 1, first=first, last=LAST_PORT)
    http, ami, agi, tls, https = _free_tcp_ports(5)
    own = {
        "state": folder,
        "recordings": None,
        "database_url": None,
        "asterisk_host": LOOPBACK,
        "sip_address": LOOPBACK,
        "sip_port": sip,
        "sip_tls_port": tls,
        "https_port": https,
        "tls_certificate": None,
        "tls_key": None,
        "trunk_match": CALLERS,
        "rtp_first": rtp[0],
        "rtp_last": rtp[-1] + 1,
        "http_port": http,
        "ami_port": ami,
        "agi_port": agi,
        "ari_password": None,
        "ami_secret": None,
    }
    return settings.model_copy(update=own)


def _free_tcp_ports(count: int) -> list[int]:
    with contextlib.ExitStack() as held:
        probes = [held.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind((LOOPBACK, 0))
        return [int(probe.getsockname()[1]) for probe in probes]
