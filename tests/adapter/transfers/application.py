"""An application of ARI that does as told and keeps all events as they come: Asterisk itself is the subject."""

import asyncio
import contextlib
import itertools
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import aiohttp

from tests.adapter.transfers.asterisk_for_transfers import APPLICATION, PASSWORD

Event = dict[str, Any]


class Application:
    """Requests, and the events so far in Asterisk's order."""

    def __init__(self, session: aiohttp.ClientSession, address: str) -> None:
        self.events: list[Event] = []
        self._session = session
        self._address = address
        self._news = asyncio.Event()
        self._numbers = itertools.count(1)

    def note(self, text: str) -> None:
        """One more event."""
        self.events.append(json.loads(text))
        self._news.set()
        self._news = asyncio.Event()

    async def ask(self, method: str, path: str, **body: object) -> Any:
        """What ARI answers to this request; ``None`` for nothing."""
        async with self._session.request(method, self._address + path, json=body or None) as answer:
            text = await answer.text()
            assert answer.status < 300, f"{method} {path}: {answer.status} {text}"
            return json.loads(text) if text else None

    async def event(self, kind: str, fits: Callable[[Event], bool] = lambda _: True) -> Event:
        """The first event of this kind that fits, now or later."""
        async with asyncio.timeout(8):
            while True:
                news = self._news
                for event in self.events:
                    if event["type"] == kind and fits(event):
                        return event
                await news.wait()

    def kinds(self, channel: str) -> list[str]:
        """The events about this channel so far."""
        return [event["type"] for event in self.events if event.get("channel", {}).get("id") == channel]

    async def entered(self, args: list[str]) -> str:
        """The channel that entered the application with these arguments."""
        event = await self.event("StasisStart", lambda event: event["args"][: len(args)] == args)
        return str(event["channel"]["id"])

    async def ring(self, device: str, variables: dict[str, str] | None = None) -> str:
        """A leg that rings this device."""
        leg = f"leg-{next(self._numbers)}-{device}"
        body = {"endpoint": f"PJSIP/{device}", "app": APPLICATION, "appArgs": leg, "channelId": leg}
        await self.ask("POST", "/channels/create", **body, variables=variables or {})
        await self.entered([leg])
        await self.ask("POST", f"/channels/{leg}/dial", timeout=30)
        return leg

    async def up(self, leg: str) -> None:
        """Returns when this leg was answered."""
        await self.event(
            "ChannelStateChange", lambda event: event["channel"]["id"] == leg and event["channel"]["state"] == "Up"
        )

    async def joined(self, *legs: str, kind: str = "mixing,proxy_media") -> str:
        """A bridge with these legs in it, whose events we get."""
        bridge = f"bridge-{next(self._numbers)}"
        await self.ask("POST", "/bridges", type=kind, bridgeId=bridge)
        await self.ask("POST", f"/applications/{APPLICATION}/subscription", eventSource=[f"bridge:{bridge}"])
        await self.ask("POST", f"/bridges/{bridge}/addChannel", channel=list(legs))
        return bridge

    async def members(self, bridge: str) -> set[str]:
        """The channels in this bridge now."""
        return set((await self.ask("GET", f"/bridges/{bridge}"))["channels"])

    async def clean(self) -> None:
        """Ends all channels and bridges."""
        for kind in ("channels", "bridges"):
            for each in await self.ask("GET", f"/{kind}"):
                with contextlib.suppress(AssertionError):
                    await self.ask("DELETE", f"/{kind}/{each['id']}")


@contextlib.asynccontextmanager
async def application(http_port: int) -> AsyncIterator[Application]:
    """The application, following its events while the block runs; nothing of it is left at the end."""
    address = f"http://127.0.0.1:{http_port}/ari"
    headers = {"Authorization": aiohttp.encode_basic_auth("firstline", PASSWORD)}
    async with aiohttp.ClientSession(headers=headers) as session:
        app = Application(session, address)
        websocket = await session.ws_connect(f"{address}/events?app={APPLICATION}")

        async def follow() -> None:
            async for message in websocket:
                app.note(message.data)

        following = asyncio.create_task(follow(), name="events of ARI")
        try:
            yield app
        finally:
            await app.clean()
            await websocket.close()
            await following
