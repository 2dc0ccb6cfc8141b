"""A machine for scenarios, without the service: PostgreSQL, Asterisk, and telephones on both sides. Judges nothing.

All state lies in a folder of its own, which is gone at the end.
"""

import asyncio
import contextlib
import itertools
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from asterisk import installation
from asterisk.config import Secrets, load_or_create, render
from asterisk.config.keys import of_document
from asterisk.process import AsteriskProcess
from dialplan.document import Document
from service.clock import now
from service.peers.agent_phone import AgentPhone, PhoneLine
from service.peers.caller import Caller, CallerLine
from service.peers.g711 import RATE, Samples
from service.peers.hearing import read_sound
from service.peers.ports import free_udp_ports
from service.prompts import bring_near, installed_sounds
from service.reload_job import OwnAsterisk
from service.settings import Settings, service_account
from storage.schema import upgrade
from tests.support import postgres
from tests.support.phone_desk import DeskPhone
from tests.support.port_block import free_tcp_ports, port_block
from vocabulary.ids import DeviceName

T = TypeVar("T")

CALLER_TONE_HZ = 453
AGENT_TONE_HZ = 605
"""Between the keys of a piano: the music that callers wait with holds neither."""

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
    first, last = port_block().udp
    sip, *rtp = free_udp_ports(41, first=first, last=last)
    http, ami, agi, tls, https = free_tcp_ports(5)
    return Settings(
        state=folder,
        sip_port=sip,
        sip_tls_port=tls,
        https_port=https,
        rtp_first=rtp[0],
        rtp_last=rtp[-1] + 1,
        http_port=http,
        ami_port=ami,
        agi_port=agi,
    )


@dataclass(slots=True)
class Machine:
    """What the service needs around it, running, and the telephones of a scenario."""

    document: Document
    settings: Settings
    secrets: Secrets
    database_url: str
    asterisk: OwnAsterisk
    log_folder: Path
    ports: Iterator[int]

    @property
    def target(self) -> tuple[str, int]:
        """Where telephones find Asterisk."""
        return (self.settings.sip_address, self.settings.sip_port)

    @property
    def sounds(self) -> Path:
        """Asterisk's own English prompts."""
        return self.asterisk.sounds

    def sound(self, name: str, seconds: float = 60.0) -> Samples:
        """The first so many seconds of one of Asterisk's own prompts; the last packet before a hang-up may be lost."""
        return read_sound(self.sounds / f"{name}.wav")[: round(seconds * RATE)]

    def caller(self, number: str, from_name: str | bytes = "A Caller", *, again: Caller | None = None) -> Caller:
        """Somebody who calls this number, each from a number of their own; ``again``: from that caller's."""
        line = self.caller_line(number, from_name)
        if again is not None:
            line = replace(line, from_user=again.line.from_user)
        return Caller(
            line, target=self.target, now=now, log_folder=self.log_folder, tone_hz=CALLER_TONE_HZ, name=line.from_user
        )

    def caller_line(self, number: str, from_name: str | bytes = "A Caller") -> CallerLine:
        """Where a caller calls from."""
        ports = self._two_ports("127.0.0.2")
        return CallerLine("127.0.0.2", *ports, number, f"+12025550{next(_CALLERS)}", from_name)

    def phone_line(self, device: str) -> PhoneLine:
        """Where a phone listens: an agent's, a supervisor's, or one of nobody's."""
        secret = self.secrets.phones[DeviceName(device)].get_secret_value()
        return PhoneLine(device, secret, "127.0.0.1", *self._two_ports("127.0.0.1"))

    def agent_phone(self, agent: str, *, rings_aloud: bool = True) -> AgentPhone:
        """This agent's phone; registers when it is entered."""
        return AgentPhone(
            self.phone_line(agent),
            target=self.target,
            now=now,
            log_folder=self.log_folder,
            tone_hz=AGENT_TONE_HZ,
            rings_aloud=rings_aloud,
        )

    def desk_phone(self, device: str, tone_hz: float = AGENT_TONE_HZ) -> DeskPhone:
        """A phone that dials, holds and transfers too; registers when it is entered."""
        lines = iter(lambda: self._two_ports("127.0.0.1"), None)
        return DeskPhone(
            self.phone_line(device), lines, target=self.target, now=now, log_folder=self.log_folder, tone_hz=tone_hz
        )

    def _two_ports(self, address: str) -> tuple[int, int]:
        _, last = port_block().udp
        while True:
            first, second = free_udp_ports(2, address, next(self.ports), last)
            if second < last:
                return first, second


@contextlib.asynccontextmanager
async def machine(document: Document) -> AsyncIterator[Machine]:
    """PostgreSQL with our tables, and an Asterisk configured for this document, until the context is left."""
    async with contextlib.AsyncExitStack() as parts:
        folder = parts.enter_context(state_folder())
        settings = settings_in(folder)
        server = await parts.enter_async_context(postgres.server())
        await upgrade(server.url)
        found = await installation.find(settings.cache)
        config = settings.asterisk()
        document = document.with_sounds(installed_sounds(found, document.languages))
        document = bring_near(document, config.data / "prompts")
        ours = load_or_create(config.secrets_file, document.agents)
        secrets = of_document(ours, document, config.secrets_file)
        render(document, config, secrets, config.etc, found)
        await parts.enter_async_context(AsteriskProcess(found, config, service_account()))
        logs = folder / "peers"
        logs.mkdir()
        sounds = found.sound_set("en")
        assert sounds is not None
        own = OwnAsterisk(config, found, sounds)
        yield Machine(document, settings, secrets, server.url, own, logs, _ports_from(settings.rtp_last))


def _ports_from(last_taken: int) -> Iterator[int]:
    """Where to look for free ports next, going round: a port just given up stays unused for a while."""
    return itertools.cycle(range(last_taken + 1, port_block().udp[1] - 40, 4))


@contextlib.asynccontextmanager
async def in_a_task_of_its_own(context: AbstractAsyncContextManager[T]) -> AsyncIterator[T]:
    """Enters and leaves a context in one and the same task: the two halves of a fixture are run by two."""
    opened: asyncio.Future[T] = asyncio.get_running_loop().create_future()
    done = asyncio.Event()

    async def hold() -> None:
        async with context as entered:
            opened.set_result(entered)
            await done.wait()

    holding = asyncio.create_task(hold(), name="what the scenarios run on")
    first: list[asyncio.Future[Any]] = [holding, opened]
    await asyncio.wait(first, return_when=asyncio.FIRST_COMPLETED)
    if not opened.done():
        holding.result()
    try:
        yield opened.result()
    finally:
        done.set()
        await holding
