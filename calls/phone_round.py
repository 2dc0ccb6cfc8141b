"""Asks after every phone from time to time, so that a wrong belief about one never stays. Decides nothing.

What phones can do is told by events; one that was missed, or a report of our own that Asterisk never shared, would
stand until the phone's next change, which may be hours away.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable

from asterisk.ari.errors import AriError
from calls.phones import Phones
from vocabulary.ids import DeviceName

ROUND_SECONDS = 10.0
"""How long a round over all phones takes at least."""
SHORTEST_PAUSE_SECONDS = 0.05
"""Between two phones: of a great many a round takes longer."""


class PhoneRound:
    """The round over all phones of one Asterisk. ``look`` reports what these can do now, and raises ``AriError``."""

    def __init__(
        self,
        phones: Phones,
        look: Callable[[Iterable[DeviceName]], Awaitable[None]],
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._phones = phones
        self._look = look
        self._sleep = sleep

    async def run(self) -> None:
        """Go round for ever."""
        while True:
            devices = self._phones.devices
            pause_seconds = max(SHORTEST_PAUSE_SECONDS, ROUND_SECONDS / max(1, len(devices)))
            for device in devices:
                await self._ask_after(device)
                await self._sleep(pause_seconds)
            if not devices:
                await self._sleep(pause_seconds)

    async def _ask_after(self, device: DeviceName) -> None:
        try:
            await self._look([device])
        except AriError:
            # Asterisk is away, which the link tells; all phones are looked at when it is back.
            return
