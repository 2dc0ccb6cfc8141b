"""Asks a phone whether it is there: OPTIONS now, and what Asterisk made of it. Decides nothing."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Protocol

import structlog

from asterisk.ami.errors import AmiError
from asterisk.ari.errors import AriError
from vocabulary.ids import DeviceName

ANSWER_SECONDS = 2.2
"""How long an answer is waited for: phones are configured with a ``qualify_timeout`` of 2 s, and a little for Asterisk.
Until then the packet is sent three times over UDP (RFC 3261, 17.1.2.2, with T1 of half a second)."""

log = structlog.get_logger(__name__)


class Qualifying(Protocol):
    """Sends OPTIONS on demand."""

    async def qualify(self, endpoint: str) -> None:
        """Sends it, and does not wait for an answer. Raises ``AmiError``."""


class Online(Protocol):
    """Knows what came of the last OPTIONS."""

    async def is_online(self, endpoint: str) -> bool:
        """Whether the phone answered. Raises ``AriError``."""


class Prober:
    """Probes of one Asterisk's phones, any number at the same time."""

    def __init__(
        self, manager: Qualifying, ari: Online, sleep: Callable[[float], Awaitable[object]] = asyncio.sleep
    ) -> None:
        self._manager = manager
        self._ari = ari
        self._sleep = sleep

    async def ask(self, device: DeviceName) -> bool | None:
        """Whether the phone is there, after ``ANSWER_SECONDS``; None: it could not be asked."""
        try:
            await self._manager.qualify(device)
            await self._sleep(ANSWER_SECONDS)
            return await self._ari.is_online(device)
        except (AmiError, AriError) as error:
            log.warning("probe.not_asked", device=device, error=str(error))
            return None
