"""A real Asterisk on the configuration we render, its events, callers, and scripts of ours in place of others'."""

import asyncio
import itertools
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from asterisk.agi.scripts import CONTEXT, script_variables
from asterisk.ari.client import AriClient
from asterisk.ari.events import ChannelDestroyed, StasisEnd, StasisStart
from asterisk.ari.settings import AriSettings
from asterisk.process import AsteriskProcess
from service.clock import now
from service.peers.caller import Caller, CallerLine
from service.peers.ports import free_udp_ports
from tests.adapter.ari.conftest import Followed, following
from tests.adapter.config.conftest import Rendered, rendered_in
from vocabulary.ids import LegId


@dataclass(slots=True)
class Script:
    """A script on the network, as somebody else may have written it: what Asterisk told it, and its two ends."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    environment: dict[str, str]

    async def says(self, command: str) -> str:
        """One command, and the reply to it."""
        self.writer.write(f"{command}\n".encode())
        return (await asyncio.wait_for(self.reader.readline(), 8)).decode().removesuffix("\n")

    async def rest(self) -> str:
        """All that Asterisk still says, until it closes."""
        return (await asyncio.wait_for(self.reader.read(), 8)).decode()


@dataclass(slots=True)
class Line:
    """One Asterisk, what it tells us, and what runs beside it."""

    rendered: Rendered
    client: AriClient
    followed: Followed
    ports: Iterator[int]
    log_folder: Path

    def caller(self, number: str = "100", from_name: str | bytes = "A Caller") -> Caller:
        """Somebody who calls this number."""
        line = CallerLine("127.0.0.2", next(self.ports), next(self.ports), number, "+4930123", from_name)
        target = ("127.0.0.1", self.rendered.settings.sip_port)
        return Caller(line, target=target, now=now, log_folder=self.log_folder)

    async def started(self) -> StasisStart:
        """The next leg that enters our application."""
        return await self.followed.next(StasisStart)

    async def send_to_script(self, leg: LegId, url: str, *arguments: str, seconds: float = 30.0) -> None:
        """Lets a leg leave us for a script; what becomes of it meanwhile is told us all the same."""
        await self.client.subscribe([f"channel:{leg}"])
        await self.client.set_variables(leg, script_variables(url, arguments, seconds))
        await self.client.send_into_dialplan(leg, CONTEXT)
        await self.followed.next(StasisEnd, lambda event: event.channel.id == leg)

    async def gone(self, leg: LegId) -> ChannelDestroyed:
        """The end of a leg."""
        return await self.followed.next(ChannelDestroyed, lambda event: event.channel.id == leg)


@asynccontextmanager
async def script() -> AsyncIterator[tuple[str, asyncio.Queue[Script]]]:
    """A place where Asterisk finds scripts, and each that it calls there."""
    called: asyncio.Queue[Script] = asyncio.Queue()
    writers: list[asyncio.StreamWriter] = []

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)
        lines = (await reader.readuntil(b"\n\n")).decode().splitlines()
        environment = dict(line.removeprefix("agi_").split(": ", 1) for line in lines if line)
        called.put_nowait(Script(reader, writer, environment))

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    try:
        yield f"agi://127.0.0.1:{server.sockets[0].getsockname()[1]}", called
    finally:
        server.close()
        for writer in writers:
            writer.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def asterisk(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Rendered]:
    """One Asterisk for the tests of a module, which must run on the module's loop."""
    ready = await rendered_in(tmp_path_factory.mktemp("a") / "s")
    async with AsteriskProcess(ready.installation, ready.settings):
        yield ready


@pytest.fixture(scope="module")
def ports() -> Iterator[int]:
    """Ports for telephones; parallel processes must not find the same."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    first = 24_000 + 200 * (int(worker[2:]) if worker.startswith("gw") else 0)
    return itertools.cycle(free_udp_ports(80, "127.0.0.2", first=first, last=first + 199))


@pytest_asyncio.fixture(loop_scope="module")
async def line(asterisk: Rendered, ports: Iterator[int], tmp_path: Path) -> AsyncIterator[Line]:
    """Connected to it as our application."""
    settings = AriSettings(base_url=f"http://127.0.0.1:{asterisk.settings.http_port}", password=asterisk.secrets.ari)
    async with AriClient(settings) as client, following(client) as followed:
        async with asyncio.timeout(8):
            await followed.told.get()
        yield Line(asterisk, client, followed, ports, tmp_path)
        for channel in await client.channels():
            await client.hang_up(channel.id)
