"""Desk phones and callers on one real Asterisk, which must have no channel left after each test."""

import asyncio
import itertools
import os
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio

from service.clock import now
from service.peers.agent_phone import PhoneLine
from service.peers.caller import Caller, CallerLine
from service.peers.ports import free_udp_ports
from tests.adapter.peers.asterisk_for_peers import PASSWORDS, installed
from tests.adapter.transfers.asterisk_for_transfers import PASSWORD, AsteriskForTransfers, running
from tests.support.phone_desk import DeskPhone

CALLER_TONE_HZ = 453
ALICE_TONE_HZ = 605
BOB_TONE_HZ = 707
_ENDING_SECONDS = 5


def first_port() -> int:
    """Where this process looks for ports: parallel ones must not find the same."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    return 26200 + 600 * int(worker[2:]) if worker.startswith("gw") else 25600


def _free_tcp_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def asterisk(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[AsteriskForTransfers]:
    """A running Asterisk; fails, and does not skip, where none is unpacked."""
    root = installed()
    if not root.exists():
        pytest.fail(f"no Asterisk in {root}: run make setup, or set FIRSTLINE_CACHE")
    first = first_port()
    (sip_port,) = free_udp_ports(1, first=first, last=first + 9)
    folder = tmp_path_factory.mktemp("asterisk")
    async with running(root, folder, sip_port, _free_tcp_port(), (first + 500, first + 599)) as started:
        yield started


@dataclass(frozen=True, slots=True)
class Phones:
    """Makes the parties of a test, each with free ports of its own."""

    target: tuple[str, int]
    log_folder: Path
    ports: Iterator[int]

    @property
    def alice(self) -> DeskPhone:
        """Alice's phone."""
        return self._phone("alice", ALICE_TONE_HZ)

    @property
    def bob(self) -> DeskPhone:
        """Bob's phone."""
        return self._phone("bob", BOB_TONE_HZ)

    def caller(self, number: str) -> Caller:
        """Somebody outside who calls this number."""
        line = CallerLine("127.0.0.2", next(self.ports), next(self.ports), number, "+12025550100", "A Caller")
        return Caller(line, target=self.target, now=now, log_folder=self.log_folder, tone_hz=CALLER_TONE_HZ)

    def _phone(self, name: str, tone_hz: float) -> DeskPhone:
        line = PhoneLine(name, PASSWORDS[name], "127.0.0.1", next(self.ports), next(self.ports))
        pairs = iter(lambda: (next(self.ports), next(self.ports)), None)
        return DeskPhone(line, pairs, target=self.target, now=now, log_folder=self.log_folder, tone_hz=tone_hz)


@pytest.fixture(scope="session")
def ports() -> Iterator[int]:
    """Going round: Asterisk goes on for 32 s asking a phone that lost power, which the next one must not hear."""
    first = first_port()
    return itertools.cycle(free_udp_ports(200, first=first + 10, last=first + 499))


@pytest_asyncio.fixture(loop_scope="session")
async def phones(asterisk: AsteriskForTransfers, ports: Iterator[int], tmp_path: Path) -> AsyncIterator[Phones]:
    """Telephones on this Asterisk; checks at the end that it has no channel left."""
    yield Phones(("127.0.0.1", asterisk.sip_port), tmp_path, ports)
    address = f"http://127.0.0.1:{asterisk.http_port}/ari/channels"
    headers = {"Authorization": aiohttp.encode_basic_auth("firstline", PASSWORD)}
    async with aiohttp.ClientSession(headers=headers) as session, asyncio.timeout(_ENDING_SECONDS):
        # Asked again and again: Asterisk tells nobody of channels that no application has.
        while await (await session.get(address)).json():
            pass
