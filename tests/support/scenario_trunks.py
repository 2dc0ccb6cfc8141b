"""Whether Asterisk has seen by now that the world outside is there. Dials nothing."""

import asyncio
import contextlib
from collections.abc import Iterable

import aiohttp

from asterisk.ami.errors import AmiError
from asterisk.ami.manager import Manager, ManagerLost, ManagerUp
from asterisk.ami.settings import AmiSettings
from asterisk.config.trunks import endpoint_of
from tests.support.scenario_machine import Machine

_USER = "firstline"
_LOOKS = 50
_BETWEEN_LOOKS_SECONDS = 0.1


async def trunks_are_reached(around: Machine) -> None:
    """Returns when each trunk of the document answered, or after five seconds: who is held for gone is not called.

    Asterisk asks each once a minute, for the first time within seconds of its start: perhaps before anybody listened.
    """
    up = asyncio.Event()

    def on_link(link: ManagerUp | ManagerLost) -> None:
        if isinstance(link, ManagerUp):
            up.set()

    settings = AmiSettings(port=around.settings.ami_port, secret=around.secrets.ami)
    async with Manager(settings, on_link=on_link, chance=lambda: 0.5) as manager:
        await up.wait()
        for _ in range(_LOOKS):
            away = await _away(around, around.document.trunks)
            if not away:
                return
            for trunk in away:
                with contextlib.suppress(AmiError):
                    await manager.qualify(endpoint_of(trunk))
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(asyncio.Event().wait(), _BETWEEN_LOOKS_SECONDS)


async def _away(around: Machine, trunks: Iterable[str]) -> list[str]:
    """Those of which Asterisk does not know that they can be called."""
    headers = {"Authorization": aiohttp.encode_basic_auth(_USER, around.secrets.ari.get_secret_value())}
    away = []
    async with aiohttp.ClientSession(f"http://127.0.0.1:{around.settings.http_port}", headers=headers) as session:
        for trunk in trunks:
            async with session.get(f"/ari/endpoints/PJSIP/{endpoint_of(trunk)}") as answer:
                if (await answer.json())["state"] != "online":
                    away.append(trunk)
    return away
