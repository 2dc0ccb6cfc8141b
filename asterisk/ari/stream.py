"""Follows the events of our application over one websocket for as long as it is let. Parses and hands on, no more.

It never decides what an event means and never awaits a request while events wait, so both callbacks must return at
once (put into a tray). There is no replay: what happened while the link was down is not told, and the receiver of
LinkUp has to read channels and bridges. Events that follow LinkUp are later than it.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import aiohttp

from asterisk.ari.client import AriClient
from asterisk.ari.errors import AriError, AriRefused
from asterisk.ari.events import ApplicationReplaced, BridgeDestroyed, ChannelDestroyed, Event, StasisEnd
from asterisk.ari.reading import EventCounters, Malformed, Unknown, parse, prepare_readers
from asterisk.ari.settings import AriSettings


class Loss(StrEnum):
    """Why there is no link, by what can be done about it."""

    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class LinkUp:
    """Events flow, the filter and all subscriptions are in force. ``connection`` counts from 1."""

    connection: int
    version: str


@dataclass(frozen=True, slots=True)
class LinkLost:
    """No events until the next LinkUp. Told once, and again only if the reason changes.

    After ``REPLACED`` no link will come: another process has our application, and commands must stop.
    """

    loss: Loss
    reason: str


Link = LinkUp | LinkLost


async def follow(
    client: AriClient,
    *,
    on_event: Callable[[Event], None],
    on_link: Callable[[Link], None],
    chance: Callable[[], float],
    counters: EventCounters,
) -> None:
    """Keeps a websocket until cancelled. Returns only when another process took our application over.

    :param on_event: called for each event we know, in Asterisk's order; must not block.
    :param on_link: called at each change of the link; must not block.
    :param chance: numbers in [0, 1) that spread reconnects, so that many services do not knock at once.
    :param counters: what arrived, kept by the caller; unknown and malformed messages end there.
    """
    prepare_readers()
    stream = _Stream(client, on_event, on_link, counters)
    back_off = _BackOff(client.settings, chance)
    while True:
        lost = await stream.one_connection()
        if stream.was_up:
            back_off.start_over()
        stream.tell(lost)
        if lost.loss is Loss.REPLACED:
            return
        await asyncio.sleep(back_off.next_seconds(lost.loss))


class _Stream:
    """One connection after the other, and what was last said about them."""

    def __init__(
        self,
        client: AriClient,
        on_event: Callable[[Event], None],
        on_link: Callable[[Link], None],
        counters: EventCounters,
    ) -> None:
        self._client = client
        self._on_event = on_event
        self._on_link = on_link
        self._counters = counters
        self._connections = 0
        self._told: Link | None = None
        self.was_up = False

    def tell(self, link: Link) -> None:
        if link != self._told:
            self._told = link
            self._on_link(link)

    async def one_connection(self) -> LinkLost:
        """From connecting to the loss. What the loss was is the answer, not an exception."""
        self.was_up = False
        try:
            # Asked first: a refused websocket leaks a session inside Asterisk (its issue 2020), a refused request not.
            version = await self._client.version()
            websocket = await self._client.open_events()
            try:
                await self._client.apply_filter_and_subscriptions()
                self._connections += 1
                self.was_up = True
                self.tell(LinkUp(self._connections, version))
                return await self._read(websocket)
            finally:
                # Cancelled or not: an open websocket would keep our application's name taken.
                await websocket.close()
        except AriRefused as error:
            return LinkLost(Loss.REFUSED, str(error))
        except AriError as error:
            return LinkLost(Loss.UNREACHABLE, str(error))

    async def _read(self, websocket: aiohttp.ClientWebSocketResponse) -> LinkLost:
        while True:
            message = await websocket.receive()
            match message.type:
                case aiohttp.WSMsgType.TEXT | aiohttp.WSMsgType.BINARY:
                    if self._hand_on(message.data):
                        return LinkLost(Loss.REPLACED, "another process took over our application in Asterisk")
                case _:
                    return LinkLost(Loss.UNREACHABLE, self._ending(websocket))

    def _hand_on(self, text: str | bytes) -> bool:
        """Whether it was the last event that we get."""
        parsed = parse(text)
        self._counters.count(parsed)
        match parsed:
            case Malformed() | Unknown():
                return False
            case ApplicationReplaced():
                return True
            case BridgeDestroyed(bridge):
                self._client.forget(f"bridge:{bridge.id}")
            case ChannelDestroyed(channel=channel) | StasisEnd(channel):
                self._client.forget(f"channel:{channel.id}")
            case _:
                pass
        self._on_event(parsed)
        return False

    def _ending(self, websocket: aiohttp.ClientWebSocketResponse) -> str:
        error = websocket.exception()
        address = self._client.settings.base_url
        if error is not None:
            return f"The websocket to {address} broke: {str(error) or type(error).__name__}"
        return f"Asterisk at {address} closed the websocket (code {websocket.close_code})"


class _BackOff:
    """How long to wait before the next try: doubling up to a limit, each time spread by chance."""

    def __init__(self, settings: AriSettings, chance: Callable[[], float]) -> None:
        self._settings = settings
        self._chance = chance
        self.start_over()

    def start_over(self) -> None:
        self._seconds = self._settings.first_retry_seconds

    def next_seconds(self, loss: Loss) -> float:
        spread = 0.5 + 0.5 * self._chance()
        if loss is Loss.REFUSED:
            return self._settings.refused_retry_seconds * spread
        seconds, self._seconds = self._seconds, min(self._seconds * 2, self._settings.longest_retry_seconds)
        return seconds * spread
