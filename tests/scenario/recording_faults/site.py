"""A machine on which `firstline serve` is killed and started again, and what it left of recordings. Judges nothing."""

import asyncio
import contextlib
import signal
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from api.client import ControlClient
from recordings.library.legs import glance
from service.peers.agent_phone import AgentPhone
from service.peers.caller import Caller
from storage.catalogue import CatalogueRepository
from storage.catalogue_entries import CatalogueEntry
from storage.catalogue_search import Criteria
from storage.engine import engine_for
from tests.scenario.recording_faults.conftest import DOCUMENT
from tests.support.scenario_machine import Machine
from tests.support.scenario_process import Serve

START_SECONDS = 60.0
"""Two on an idle machine, most of them spent importing."""
KEPT_SECONDS = 15.0
_LOOK_AGAIN_SECONDS = 0.05


@dataclass(slots=True)
class Site:
    """A machine, and the recordings of it."""

    machine: Machine

    def serve(self) -> Serve:
        """The service as a process of its own."""
        settings = self.machine.settings
        ports = {name: str(getattr(settings, name)) for name in ("https_port", "sip_tls_port", "agi_port")}
        more = {f"FIRSTLINE_{name.upper()}": port for name, port in ports.items()}
        return Serve(settings, self.machine.database_url, DOCUMENT, **more)

    async def is_up(self, service: Serve) -> None:
        """Returns when it is connected with Asterisk."""
        await service.said("asterisk.connected", seconds=START_SECONDS)

    async def log_in(self, agent: str) -> None:
        """The agent goes on duty."""
        await ControlClient(self.machine.settings.control_socket).post(f"/v1/agents/{agent}/login")

    async def recorded_call(self, service: Serve, phone: AgentPhone, talk_seconds: float) -> Caller:
        """Somebody has called, talked with ann for so long, and hung up."""
        await self.is_up(service)
        await self.log_in("ann")
        async with self.machine.caller("600") as caller:
            call = await phone.rang()
            await call.answer()
            await call.confirmed()
            await caller.audio.listen(talk_seconds)
            await caller.hang_up()
            await call.ended()
        return caller

    async def entries_of(self, caller: Caller) -> Sequence[CatalogueEntry]:
        """What the catalogue has of this caller."""
        engine = engine_for(self.machine.database_url)
        try:
            return await CatalogueRepository(engine).find(Criteria(callers=(caller.line.from_user,), deleted=None))
        finally:
            await engine.dispose()

    async def kept(self, caller: Caller) -> CatalogueEntry:
        """The one recording of this caller, as soon as it is kept and nothing of it is left elsewhere."""
        async with asyncio.timeout(KEPT_SECONDS):
            while not (found := await self.entries_of(caller)) or self.left():
                await a_moment()
        (entry,) = found
        return entry

    async def legs_are_closed(self) -> None:
        """Returns when Asterisk has written the last of some legs."""
        async with asyncio.timeout(KEPT_SECONDS):
            while not (legs := self._files(self.machine.settings.legs, "*.wav")) or not _closed(legs):
                await a_moment()

    def left(self) -> list[Path]:
        """What lies about of recordings that are not kept yet, or cannot be believed."""
        settings = self.machine.settings
        places = (settings.legs, settings.outbox, settings.quarantine)
        return [path for place in places for path in self._files(place, "*") if path.name != "ballast"]

    def kept_files(self) -> list[Path]:
        """What is in the store."""
        return self._files(Path(self.machine.settings.recordings_place), "*")

    def _files(self, folder: Path, pattern: str) -> list[Path]:
        return sorted(path for path in folder.rglob(pattern) if path.is_file())

    async def ends(self, service: Serve) -> None:
        """In order, without a stumble."""
        service.tell(signal.SIGTERM)
        assert await service.ended() == 0
        assert not service.stumbled


async def killed(service: Serve) -> None:
    """At once, without a word."""
    service.tell(signal.SIGKILL)
    assert await service.ended() == -signal.SIGKILL


@contextlib.contextmanager
def taken_away(folder: Path) -> Iterator[None]:
    """A file lies in the place of this folder, so that nothing can be put there: also by root."""
    aside = folder.with_name(f"{folder.name}-aside")
    folder.rename(aside)
    folder.touch()
    try:
        yield
    finally:
        folder.unlink()
        aside.rename(folder)


def _closed(legs: Sequence[Path]) -> bool:
    return all(glance(leg).closed for leg in legs)


async def a_moment() -> None:
    """Until a file or a row is looked at again: neither tells anybody that it is another."""
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(asyncio.Event().wait(), _LOOK_AGAIN_SECONDS)
