"""What we ask of one Asterisk over AMI, on a link that is renewed when it is lost. Nothing is ever sent twice.

MixMonitor's habits, seen live on 22.10.1: started with ``r()`` and ``t()`` alone it writes two legs of equal length
and no mixed file; the header of a wav file is right only once the file is closed. When StopMixMonitor answers, both
are closed. When the leg hangs up first they are closed by a thread of their own, usually within a millisecond of
ChannelDestroyed, and no event tells of it.
"""

import asyncio
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Final, Self

from asterisk.agi import scripts
from asterisk.ami.errors import AmiError, AmiGone, AmiRefused, AmiUnreachable, AmiUnsafe
from asterisk.ami.link import AmiLink
from asterisk.ami.settings import AmiSettings
from vocabulary.ids import LegId

_PLAIN_PATH: Final = re.compile(r"/[A-Za-z0-9._/-]+")
"""A comma or a bracket would end MixMonitor's argument and begin another."""
_MONITOR_VARIABLE: Final = "FIRSTLINE_MIXMONITOR"


@dataclass(frozen=True, slots=True)
class ManagerUp:
    """Actions can be sent."""


@dataclass(frozen=True, slots=True)
class ManagerLost:
    """Actions raise until the next ManagerUp. Told once, and again only if the reason changes."""

    reason: str
    refused: bool


@dataclass(frozen=True, slots=True)
class Contact:
    """Where one phone is registered. ``status`` is Reachable, Unreachable, NonQualified or Unknown."""

    endpoint: str
    aor: str
    uri: str
    status: str


class Manager:
    """One Asterisk's AMI: ``async with Manager(settings, on_link=..., chance=...) as manager``.

    :param on_link: called at each change of the link; must not block.
    :param chance: numbers in [0, 1) that spread reconnects.
    """

    def __init__(
        self,
        settings: AmiSettings,
        *,
        on_link: Callable[[ManagerUp | ManagerLost], None],
        chance: Callable[[], float],
    ) -> None:
        self._settings = settings
        self._on_link = on_link
        self._chance = chance
        self._told: ManagerUp | ManagerLost | None = None
        self._link: AmiLink | None = None
        self._keeper: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._keeper = asyncio.create_task(self._keep(), name=f"ami {self._settings.address}")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._keeper is not None:
            self._keeper.cancel()
            await asyncio.gather(self._keeper, return_exceptions=True)

    async def action(self, name: str, **fields: str) -> Mapping[str, str]:
        """Sends one action, once, and returns Asterisk's answer.

        :raises AmiUnsafe: a value holds a line break, NUL or too much; nothing was sent.
        :raises AmiUnreachable: no link, or no answer in time; then it may have been carried out.
        :raises AmiRefused: Asterisk does not want to.
        :raises AmiGone: the leg it was about has ended.
        """
        return (await self._send(name, fields))[0]

    async def mix_monitor(self, leg: LegId, *, caller_path: str, agent_path: str) -> str:
        """Records what comes from this leg (the caller) and what goes to it (the agent) into two files from now on.

        Asterisk answers "Success" also when it cannot open the files: look on the disk afterwards.

        :param caller_path: absolute, plain letters; its ending is the format (``.wav`` is 8 kHz, 16 bit).
        :returns: the id of this recording, for :meth:`stop_mix_monitor`.
        :raises AmiGone: the leg hung up first.
        """
        for path in (caller_path, agent_path):
            if not _PLAIN_PATH.fullmatch(path):
                raise AmiUnsafe(action="MixMonitor", where=f"the path {path!r}", reason="is not absolute and plain")
        options = f"r({caller_path})t({agent_path})i({_MONITOR_VARIABLE})"
        answer = await self.action("MixMonitor", Channel=leg, Options=options)
        return str(answer.get("MixMonitorID", ""))

    async def stop_mix_monitor(self, leg: LegId, identifier: str = "") -> bool:
        """Ends a recording.

        :returns: true when its files are complete now; false when it had ended before: with its leg, at the moment, and
            then the files become complete by themselves within moments.
        """
        named = {"MixMonitorID": identifier} if identifier else {}
        try:
            await self.action("StopMixMonitor", Channel=leg, **named)
        except AmiGone:
            return False
        except AmiRefused as error:
            if error.message != "Could not stop monitoring channel":
                raise
            return False
        return True

    async def mute_mix_monitor(self, leg: LegId, *, on: bool, identifier: str = "") -> None:
        """Lets a recording write silence, in both directions, or sound again.

        :raises AmiGone: the leg has ended, or nothing records it.
        """
        named = {"MixMonitorID": identifier} if identifier else {}
        await self.action("MixMonitorMute", Channel=leg, Direction="both", State="1" if on else "0", **named)

    async def fetch_back(self, leg: LegId) -> None:
        """Takes a leg out of the script that holds it, to where scripts return to. A leg that is gone is as wanted.

        Seen: whatever the script is at, it is told ``HANGUP`` and the leg comes back within moments.

        :raises AmiError: Asterisk could not be asked, or does not want to.
        """
        with suppress(AmiGone):
            await self.action("Redirect", Channel=leg, Context=scripts.CONTEXT, Exten="s", Priority=scripts.BACK)

    async def contacts(self) -> tuple[Contact, ...]:
        """All phones registered now."""
        try:
            answers = await self._send("PJSIPShowContacts", {})
        except AmiRefused as error:
            if error.message != "No Contacts found":
                raise
            return ()
        return tuple(_contact(one) for one in answers if one.get("Event") == "ContactList")

    async def qualify(self, endpoint: str) -> None:
        """Sends OPTIONS to where this phone is registered, now; what comes of it shows in the endpoint's state: at once
        if it answers, after its ``qualify_timeout`` if it does not. A phone that is not registered is asked nothing.

        :raises AmiRefused: there is no such endpoint.
        """
        await self.action("PJSIPQualify", Endpoint=endpoint)

    async def reload(self, module: str) -> None:
        """Makes one module read its configuration again, for example ``res_pjsip.so``."""
        await self.action("Reload", Module=module)

    async def _send(self, name: str, fields: Mapping[str, str]) -> list[Mapping[str, Any]]:
        link = self._link
        if link is None:
            reason = self._told.reason if isinstance(self._told, ManagerLost) else "not connected yet"
            raise AmiUnreachable(address=self._settings.address, action=name, reason=reason)
        return await link.action(name, fields)

    async def _keep(self) -> None:
        """Opens a link, watches it, opens the next."""
        seconds = self._settings.first_retry_seconds
        while True:
            lost = await self._one_link()
            if isinstance(self._told, ManagerUp):
                seconds = self._settings.first_retry_seconds
            self._tell(lost)
            wait = self._settings.refused_retry_seconds if lost.refused else seconds
            seconds = min(seconds * 2, self._settings.longest_retry_seconds)
            await asyncio.sleep(wait * (0.5 + 0.5 * self._chance()))

    async def _one_link(self) -> ManagerLost:
        try:
            link = await AmiLink.open(self._settings)
        except AmiError as error:
            return ManagerLost(str(error), refused=isinstance(error, AmiRefused))
        self._link = link
        self._tell(ManagerUp())
        try:
            return ManagerLost(await self._watch(link), refused=False)
        finally:
            self._link = None
            link.abort()

    async def _watch(self, link: AmiLink) -> str:
        """Pings until the link is lost: without, a connection that ended without a word stays for ever."""
        while True:
            await asyncio.wait([link.lost], timeout=self._settings.ping_interval_seconds)
            if link.lost.done():
                return f"The connection to Asterisk's manager at {self._settings.address} ended: {link.lost.result()}"
            try:
                await link.action("Ping", {})
            except AmiError as error:
                return str(error)

    def _tell(self, link: ManagerUp | ManagerLost) -> None:
        if link != self._told:
            self._told = link
            self._on_link(link)


def _contact(fields: Mapping[str, Any]) -> Contact:
    name = str(fields.get("ObjectName", ""))
    return Contact(
        endpoint=str(fields.get("Endpoint", "")),
        aor=name.partition(";@")[0],
        uri=str(fields.get("Uri", "")),
        status=str(fields.get("Status", "")),
    )
