"""Compares what is believed of phones with where they are registered: one that is registered nowhere cannot be rung.

Asterisk computes the state of a device from a copy that two of its threads write: where a phone's connection closes
just as its leg ends, the copy may stay behind for ever, and Asterisk, asked as often as one likes, calls the phone
free. The list of registrations is what it rings from.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import Protocol

import structlog

from acd.commands import Command, Device
from asterisk.ami.errors import AmiError
from asterisk.ami.manager import Contact
from asterisk.ari.errors import AriError
from asterisk.ari.events import DeviceStateChanged, Event
from calls.phones import Phones
from vocabulary.ids import DeviceName

ROUND_SECONDS = 5.0
"""Between two looks at the list."""
SOON_SECONDS = 1.0
"""While a phone is missing from it: one that registers anew may be missing for a moment."""
_NOT_REACHED = "Unreachable"

log = structlog.get_logger(__name__)


class Registrar(Protocol):
    """Knows where phones are registered."""

    async def contacts(self) -> tuple[Contact, ...]:
        """All of them. Raises ``AmiError``."""
        ...


class Registrations:
    """The registrations of one Asterisk.

    ``tell``: the desk. ``look`` reports what phones can do now, and raises ``AriError``.
    """

    def __init__(
        self,
        phones: Phones,
        registrar: Registrar,
        tell: Callable[[Iterable[Command]], None],
        look: Callable[[Iterable[DeviceName]], Awaitable[None]],
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._phones = phones
        self._registrar = registrar
        self._tell = tell
        self._look = look
        self._sleep = sleep
        self._missing: dict[DeviceName, None] = {}
        self._heard: dict[str, None] = {}

    def hear(self, event: Event) -> None:
        """What Asterisk tells of a device while the list is on its way is newer than the list."""
        if isinstance(event, DeviceStateChanged):
            self._heard[event.device_state.name.rpartition("/")[2]] = None

    async def run(self) -> None:
        """Compare for ever."""
        while True:
            await self.compare()
            await self._sleep(SOON_SECONDS if self._missing or self._phones.lost else ROUND_SECONDS)

    async def compare(self) -> None:
        """One look at the list. A phone that is missing twice in a row is lost, until it is on the list again."""
        self._heard.clear()
        try:
            contacts = await self._registrar.contacts()
            registered = {DeviceName(contact.endpoint): None for contact in contacts if contact.status != _NOT_REACHED}
        except AmiError:
            # Nobody to ask: then what Asterisk says of devices has to do.
            registered = dict.fromkeys(self._phones.devices)
        self._note_missing(registered)
        await self._find(device for device in self._phones.lost if device in registered)

    def _note_missing(self, registered: dict[DeviceName, None]) -> None:
        missing = {
            device: None
            for device in self._phones.devices
            if device not in registered and device not in self._heard and self._phones.state(device) is Device.FREE
        }
        for device in missing:
            if device in self._missing:
                log.warning("registrations.phone_lost", device=device)
                self._tell(self._phones.lose(device))
        self._missing = {device: None for device in missing if device not in self._missing}

    async def _find(self, devices: Iterable[DeviceName]) -> None:
        for device in tuple(devices):
            self._phones.find(device)
            try:
                await self._look([device])
            except AriError:
                # Not known to be free before it was looked at: it is asked after again.
                self._tell(self._phones.lose(device))
                return
