"""A client on the real Asterisk, and a follower that keeps what the stream hands on."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TypeVar

import pytest
from pydantic import SecretStr

from asterisk.ari.client import AriClient
from asterisk.ari.events import Event
from asterisk.ari.reading import EventCounters
from asterisk.ari.settings import AriSettings
from asterisk.ari.stream import Link, follow
from tests.adapter.conftest import RunningAsterisk

_Kind = TypeVar("_Kind")


@dataclass(slots=True)
class Followed:
    """What one stream told, in order."""

    told: asyncio.Queue[Event | Link] = field(default_factory=asyncio.Queue)
    counters: EventCounters = field(default_factory=EventCounters)

    async def next(self, kind: type[_Kind], fits: Callable[[_Kind], bool] = lambda _: True) -> _Kind:
        """The next of this kind, leaving out what comes before it."""
        async with asyncio.timeout(8):
            while True:
                told = await self.told.get()
                if isinstance(told, kind) and fits(told):
                    return told


@asynccontextmanager
async def following(client: AriClient) -> AsyncIterator[Followed]:
    """The events of a client while the block runs."""
    followed = Followed()
    task = asyncio.create_task(
        follow(
            client,
            on_event=followed.told.put_nowait,
            on_link=followed.told.put_nowait,
            chance=lambda: 0.5,
            counters=followed.counters,
        )
    )
    try:
        yield followed
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@pytest.fixture
def settings(asterisk_for_adapters: RunningAsterisk) -> AriSettings:
    """The real Asterisk's."""
    return AriSettings(base_url=asterisk_for_adapters.base_url, password=SecretStr(asterisk_for_adapters.ari_password))


@pytest.fixture
async def client(settings: AriSettings) -> AsyncIterator[AriClient]:
    """A client of the real Asterisk, which must have neither channels nor bridges afterwards."""
    async with AriClient(settings) as client:
        yield client
        for bridge in await client.bridges():
            await client.destroy_bridge(bridge.id)
        for channel in await client.channels():
            await client.hang_up(channel.id)
