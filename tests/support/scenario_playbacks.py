"""What Asterisk itself says it played, item by item: an ear of its own beside the service's. Plays nothing."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import aiohttp

from tests.support.scenario_errands import ErrandsDesk
from tests.support.scenario_watch import ARI_USER
from vocabulary.ids import ContactId, LegId

LISTENER = "listener"
"""Our own application in Asterisk: it hears of every playback, whosever it is."""


@dataclass(slots=True)
class Playbacks:
    """The media that Asterisk began to play, each with the language of its sound set, in order, by leg."""

    by_leg: dict[str, list[tuple[str, str]]] = field(default_factory=dict)

    def to(self, leg: LegId) -> list[tuple[str, str]]:
        """What this leg was played. An item of a list begins with an event of its own, like its first."""
        return self.by_leg.get(f"channel:{leg}", [])


@contextlib.asynccontextmanager
async def playbacks_of(desk: ErrandsDesk) -> AsyncIterator[Playbacks]:
    """Everything played for as long as the context lasts."""
    found = Playbacks()
    password = desk.secrets.ari.get_secret_value()
    address = f"http://127.0.0.1:{desk.settings.http_port}/ari/events?app={LISTENER}&subscribeAll=true"
    headers = {"Authorization": aiohttp.encode_basic_auth(ARI_USER, password)}
    async with aiohttp.ClientSession(headers=headers) as session:
        websocket = await session.ws_connect(address)

        async def listen() -> None:
            async for message in websocket:
                event = message.json()
                if event.get("type") == "PlaybackStarted":
                    item = event["playback"]
                    found.by_leg.setdefault(item["target_uri"], []).append((item["media_uri"], item["language"]))

        listening = asyncio.create_task(listen(), name="listener at Asterisk")
        try:
            yield found
        finally:
            await websocket.close()
            await listening


def leg_of(desk: ErrandsDesk, contact: ContactId) -> LegId:
    """The caller's leg of a contact in progress."""
    return next(one.caller.leg for one in desk.service.switchboard.sessions if one.contact == contact)
