"""What the peers are tried against: one real Asterisk for this folder, its sounds, and telephones on free ports."""

import os
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from service.clock import now
from service.peers.agent_phone import AgentPhone, PhoneLine
from service.peers.caller import Caller, CallerLine
from service.peers.g711 import Samples
from service.peers.hearing import read_sound
from service.peers.ports import free_udp_ports
from tests.adapter.peers.asterisk_for_peers import PASSWORDS, AsteriskForPeers, installed, running

CALLER_TONE_HZ = 453
AGENT_TONE_HZ = 605


def first_port() -> int:
    """Where this process looks for ports: parallel ones must not find the same."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    return 20000 + 200 * int(worker[2:]) if worker.startswith("gw") else 18400


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def asterisk(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[AsteriskForPeers]:
    """A running Asterisk; fails, and does not skip, where none is unpacked."""
    root = installed()
    if not root.exists():
        pytest.fail(f"no Asterisk in {root}: run make setup, or set FIRSTLINE_CACHE")
    first = first_port()
    (sip_port,) = free_udp_ports(1, first=first, last=first + 9)
    folder = tmp_path_factory.mktemp("asterisk")
    async with running(root, folder, sip_port, (first + 50, first + 99)) as started:
        yield started


@pytest.fixture(scope="session")
def sound() -> Callable[[str], Samples]:
    """Asterisk's own prompts, by name."""
    folder = installed() / "usr" / "share" / "asterisk" / "sounds" / "en_US_f_Allison"
    return lambda name: read_sound(folder / f"{name}.wav")


@dataclass(frozen=True, slots=True)
class Telephones:
    """Makes the parties of a test, each with free ports of its own."""

    target: tuple[str, int]
    log_folder: Path
    ports: Iterator[int]

    def caller(self, number: str, from_name: str | bytes = "A Caller") -> Caller:
        """Somebody who calls this number."""
        return self.caller_on(next(self.ports), next(self.ports), number, from_name)

    def caller_on(self, port: int, media_port: int, number: str, from_name: str | bytes = "A Caller") -> Caller:
        """The same on chosen ports, for callers who call one after the other."""
        line = CallerLine("127.0.0.2", port, media_port, number, "+12025550100", from_name)
        return Caller(line, target=self.target, now=now, log_folder=self.log_folder, tone_hz=CALLER_TONE_HZ)

    def phone(self, name: str = "alice", *, rings_aloud: bool = True) -> AgentPhone:
        """An agent's phone."""
        return AgentPhone(
            self.phone_line(name),
            target=self.target,
            now=now,
            log_folder=self.log_folder,
            tone_hz=AGENT_TONE_HZ,
            rings_aloud=rings_aloud,
        )

    def phone_line(self, name: str = "alice") -> PhoneLine:
        """Where that phone listens."""
        return PhoneLine(name, PASSWORDS[name], "127.0.0.1", next(self.ports), next(self.ports))


@pytest_asyncio.fixture(loop_scope="session")
async def telephones(asterisk: AsteriskForPeers, tmp_path: Path) -> AsyncIterator[Telephones]:
    """Telephones on this Asterisk; checks at the end that it has no channel left."""
    first = first_port()
    ports = free_udp_ports(16, first=first + 10, last=first + 49)
    yield Telephones(("127.0.0.1", asterisk.sip_port), tmp_path, iter(ports))
    assert "0 active channels" in await asterisk.console("core show channels count")
