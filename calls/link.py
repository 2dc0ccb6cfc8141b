"""Keeps the service connected to one Asterisk, and brings everything up to date whenever it is connected anew."""

import asyncio
from collections.abc import Callable

import structlog

from asterisk.ari.client import AriClient
from asterisk.ari.errors import AriError, AriRefused
from asterisk.ari.reading import EventCounters
from asterisk.ari.stream import Link, LinkLost, LinkUp, Loss, follow
from calls.phones import Phones
from calls.switchboard import ENDPOINT_PREFIX, Switchboard
from calls.waiting_rooms import WaitingRooms

CHANGES_KEPT = 100
"""Changes of the link that may wait to be dealt with; only the last one matters."""

log = structlog.get_logger(__name__)


class TakenOver(Exception):
    """Another process took our application over in Asterisk: this one must not command any more."""


class AsteriskLink:
    """The link, from clearing away what an earlier process left to catching up after each gap.

    ``up``: whether events flow and we are up to date. ``trouble``: why not, for people. ``on_up`` is told each time
    that we are.
    """

    def __init__(
        self,
        ari: AriClient,
        switchboard: Switchboard,
        waiting_rooms: WaitingRooms,
        phones: Phones,
        chance: Callable[[], float],
        on_up: Callable[[], None] = lambda: None,
    ) -> None:
        self._on_up = on_up
        self._ari = ari
        self._switchboard = switchboard
        self._waiting_rooms = waiting_rooms
        self._phones = phones
        self._chance = chance
        self._changes: asyncio.Queue[Link] = asyncio.Queue(CHANGES_KEPT)
        self.counters = EventCounters()
        self.up = asyncio.Event()
        self.trouble = "not connected yet"

    async def run(self) -> None:
        """Stay connected until cancelled.

        :raises TakenOver: another process has our application now.
        """
        await self._clear_away()
        async with asyncio.TaskGroup() as together:
            together.create_task(self._deal_with_changes())
            together.create_task(
                follow(
                    self._ari,
                    on_event=self._switchboard.hear,
                    on_link=self._changes.put_nowait,
                    chance=self._chance,
                    counters=self.counters,
                )
            )

    async def _clear_away(self) -> None:
        seconds = self._ari.settings.first_retry_seconds
        while True:
            try:
                await self._ari.version()
                await self._switchboard.clear_away()
            except AriError as error:
                self._say(str(error))
                if isinstance(error, AriRefused):
                    seconds = self._ari.settings.refused_retry_seconds
                await asyncio.sleep(seconds * (0.5 + 0.5 * self._chance()))
                seconds = min(2 * seconds, max(seconds, self._ari.settings.longest_retry_seconds))
            else:
                return

    async def _deal_with_changes(self) -> None:
        """Bring everything up to date after each LinkUp, again and again until it is done or the link is lost."""
        behind: LinkUp | None = None
        while True:
            match await self._next_change(again=behind is not None):
                case LinkUp() as link:
                    behind = link
                case LinkLost(loss, reason):
                    behind = None
                    self.up.clear()
                    self._say(reason)
                    if loss is Loss.REPLACED:
                        raise TakenOver(reason)
                case None:
                    pass
            if behind is not None and await self._is_up_to_date(behind):
                behind = None

    async def _next_change(self, *, again: bool) -> Link | None:
        """The next change of the link; with ``again``, None when it is time for another try."""
        seconds = self._ari.settings.longest_retry_seconds * (0.5 + 0.5 * self._chance())
        try:
            async with asyncio.timeout(seconds if again else None):
                return await self._changes.get()
        except TimeoutError:
            return None

    async def _is_up_to_date(self, link: LinkUp) -> bool:
        try:
            restarted = await self._waiting_rooms.open()
            await self._ari.subscribe(f"deviceState:{ENDPOINT_PREFIX}{device}" for device in self._phones.devices)
            await self._switchboard.catch_up(restarted=restarted)
        except AriError as error:
            self._say(str(error))
            return False
        self.trouble = ""
        self._on_up()
        self.up.set()
        log.info("asterisk.connected", version=link.version, connection=link.connection)
        return True

    def _say(self, trouble: str) -> None:
        if trouble != self.trouble:
            log.error("asterisk.not_connected", why=trouble)
        self.trouble = trouble
