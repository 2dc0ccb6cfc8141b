"""A manager on the real Asterisk, and an AMI that answers as told."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from pydantic import SecretStr

from asterisk.ami.manager import Manager, ManagerLost, ManagerUp
from asterisk.ami.settings import AmiSettings
from tests.adapter.conftest import RunningAsterisk

OK = b"Response: Success\r\nActionID: %s\r\n\r\n"


@dataclass(slots=True)
class Told:
    """What the manager said about its link, in order."""

    links: asyncio.Queue[ManagerUp | ManagerLost] = field(default_factory=asyncio.Queue)

    async def up(self) -> None:
        """Waits for the link."""
        assert isinstance(await self.next(), ManagerUp)

    async def lost(self) -> ManagerLost:
        """Waits for the loss."""
        link = await self.next()
        assert isinstance(link, ManagerLost)
        return link

    async def next(self) -> ManagerUp | ManagerLost:
        """The next thing said."""
        async with asyncio.timeout(8):
            return await self.links.get()


@asynccontextmanager
async def managing(settings: AmiSettings) -> AsyncIterator[tuple[Manager, Told]]:
    """A manager and what it says about its link."""
    told = Told()
    async with Manager(settings, on_link=told.links.put_nowait, chance=lambda: 0.5) as manager:
        yield manager, told


@dataclass(slots=True)
class FakeAmi:
    """Answers Success to everything but what ``answers`` tells otherwise (None: nothing). Keeps what it read."""

    port: int = 0
    answers: dict[str, bytes | None] = field(default_factory=dict)
    read: list[dict[str, str]] = field(default_factory=list)
    arrived: asyncio.Queue[str] = field(default_factory=asyncio.Queue)
    writers: list[asyncio.StreamWriter] = field(default_factory=list)

    async def connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.writers.append(writer)
        writer.write(b"Asterisk Call Manager/11.0.0\r\n")
        try:
            while True:
                lines = (await reader.readuntil(b"\r\n\r\n")).decode().strip().split("\r\n")
                fields = dict(line.split(": ", 1) for line in lines)
                self.read.append(fields)
                self.arrived.put_nowait(fields["Action"])
                await self._answer(fields, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def _answer(self, fields: dict[str, str], writer: asyncio.StreamWriter) -> None:
        answer = self.answers.get(fields["Action"], OK)
        if answer is None:
            return
        for byte in answer % fields["ActionID"].encode():
            # Each byte in a packet of its own: the loop reads it before it writes the next.
            writer.write(bytes([byte]))
            await writer.drain()
            turn = asyncio.Event()
            asyncio.get_running_loop().call_soon(turn.set)
            await turn.wait()

    def cut(self) -> None:
        """Ends all connections at once."""
        for writer in self.writers:
            writer.transport.abort()
        self.writers.clear()

    def actions(self) -> list[str]:
        """The names of all actions read."""
        return [fields["Action"] for fields in self.read]


@pytest.fixture
async def fake() -> AsyncIterator[FakeAmi]:
    """A fake AMI on a free port."""
    fake = FakeAmi()
    server = await asyncio.start_server(fake.connect, "127.0.0.1", 0)
    fake.port = server.sockets[0].getsockname()[1]
    yield fake
    server.close()
    fake.cut()


@pytest.fixture
def settings(asterisk_for_adapters: RunningAsterisk) -> AmiSettings:
    """The real Asterisk's."""
    return AmiSettings(port=asterisk_for_adapters.ami_port, secret=SecretStr(asterisk_for_adapters.ami_secret))
