"""The service as a process: killed, interrupted, misconfigured. Asterisk goes on; nothing of a first life is left."""

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from api.client import ControlClient
from asterisk.ari.client import AriClient
from asterisk.ari.settings import AriSettings
from cdr.record import ContactRecord, FinalStatus
from dialplan.loader import load
from service.peers.caller import Caller
from service.peers.hearing import first_sound_at
from storage.contacts import ContactRepository
from storage.engine import engine_for
from tests.scenario.conftest import DOCUMENT
from tests.support.scenario_machine import Machine, in_a_task_of_its_own, machine
from tests.support.scenario_process import Serve
from tests.support.scenario_proxy import wire_to
from tests.support.scenario_records import Menu, Offered, Queue, Stay, Talk, call_of, check
from tests.support.scenario_watch import Watch, watching_asterisk
from vocabulary.causes import HangUpCause
from vocabulary.parties import Party

pytestmark = [pytest.mark.scenario, pytest.mark.asyncio(loop_scope="session")]

CONNECTED = "asterisk.connected"


@dataclass(slots=True)
class Site:
    """A machine on which the service is started and ended by each scenario, and a look into its Asterisk."""

    machine: Machine
    ari: AriClient
    watch: Watch

    def serve(self, dialplan: Path = DOCUMENT, **more: str) -> Serve:
        return Serve(self.machine.settings, self.machine.database_url, dialplan, **more)

    async def log_in(self, agent: str) -> None:
        await ControlClient(self.machine.settings.control_socket).post(f"/v1/agents/{agent}/login")

    async def only_waiting_rooms_are_left(self, rooms: int) -> None:
        """Returns when Asterisk has no channel, and no bridge but so many waiting rooms."""

        async def look() -> bool | None:
            bridges = await self.ari.bridges()
            return (not await self.ari.channels() and len(bridges) == rooms) or None

        await self.watch.until_seen(look, "an empty Asterisk", 10)

    async def record_of(self, caller: Caller) -> ContactRecord:
        """The record of this caller's contact."""
        engine = engine_for(self.machine.database_url)
        try:
            records = await ContactRepository(engine).latest(20)
        finally:
            await engine.dispose()
        (found,) = [record for record in records if record.caller_number == caller.line.from_user]
        return found


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def site() -> AsyncIterator[Site]:
    """A machine of its own: two services cannot share an Asterisk."""
    watch = Watch()
    async with in_a_task_of_its_own(machine(load(DOCUMENT))) as running:
        password = running.secrets.ari
        settings = AriSettings(base_url=f"http://127.0.0.1:{running.settings.http_port}", password=password)
        async with (
            AriClient(settings) as ari,
            watching_asterisk(watch, running.settings.http_port, password.get_secret_value()),
        ):
            yield Site(running, ari, watch)


async def test_nothing_of_a_killed_process_is_left_after_the_next_start(site: Site) -> None:
    queues = len(site.machine.document.queues)
    async with (
        site.machine.agent_phone("alice") as phone,
        site.machine.agent_phone("frank") as ringing,
        site.serve() as first,
        contextlib.AsyncExitStack() as calls,
    ):
        await first.said(CONNECTED)
        await site.log_in("alice")
        await site.log_in("frank")
        talking = await calls.enter_async_context(site.machine.caller("101"))
        call = await phone.rang()
        await call.answer()
        await call.confirmed()
        rung_for = await calls.enter_async_context(site.machine.caller("104"))
        rung = await ringing.rang()
        waiting = await calls.enter_async_context(site.machine.caller("101"))
        await waiting.audio.until(first_sound_at, "the announcement", 5)
        first.tell(signal.SIGKILL)
        assert await first.ended() == -signal.SIGKILL
        async with site.serve() as second:
            await second.said(CONNECTED)
            await asyncio.gather(talking.ended(), rung_for.ended(), waiting.ended(), call.ended(), rung.cancelled())
            await site.only_waiting_rooms_are_left(queues)
            await second.said("recorder.leftover_finished")
            await site.log_in("alice")
            async with site.machine.caller("101") as next_caller:
                again = await phone.rang()
                await again.answer()
                await again.confirmed()
                await next_caller.hang_up()
            second.tell(signal.SIGTERM)
            assert await second.ended() == 0
            assert not second.stumbled
    await site.only_waiting_rooms_are_left(0)


async def test_control_c_ends_every_call_and_writes_every_record(site: Site) -> None:
    async with site.machine.agent_phone("alice") as phone, site.serve() as service:
        await service.said(CONNECTED)
        await site.log_in("alice")
        async with site.machine.caller("101") as talking:
            call = await phone.rang()
            answer = await call.answer()
            await call.confirmed()
            async with site.machine.caller("101") as waiting:
                await waiting.audio.until(first_sound_at, "the announcement", 5)
                service.tell(signal.SIGINT)
                talking_bye, waiting_bye = await asyncio.gather(talking.received("BYE"), waiting.received("BYE"))
                assert await service.ended() == 0
                await asyncio.gather(talking.ended(), waiting.ended(), call.ended())
    assert not service.stumbled
    await site.only_waiting_rooms_are_left(0)
    record, waiting_record = await site.record_of(talking), await site.record_of(waiting)
    stays: list[Stay] = [
        Menu((await talking.answered()).at_unix, "handed to queue", flow="support"),
        Queue(answer.at_unix, offers=(Offered("alice", call.invite.at_unix, answer.at_unix),)),
        Talk(talking_bye.at_unix, Party.SYSTEM, heard=phone.audio.heard()),
    ]
    expected = call_of(talking, record.contact, stays, FinalStatus.ANSWERED, Party.SYSTEM, cause=HangUpCause.FAILURE)
    check(expected, record)
    waited: list[Stay] = [
        Menu((await waiting.answered()).at_unix, "handed to queue", flow="support"),
        Queue(waiting_bye.at_unix, end="abandoned", announced=(1,)),
    ]
    expected = call_of(
        waiting, waiting_record.contact, waited, FinalStatus.SYSTEM_ERROR, Party.SYSTEM, cause=HangUpCause.FAILURE
    )
    check(expected, waiting_record)


async def test_without_an_asterisk_it_says_so_once_and_connects_when_there_is_one(site: Site) -> None:
    async with wire_to(site.machine.settings.http_port) as wire:
        wire.cut()
        async with site.serve(FIRSTLINE_HTTP_PORT=str(wire.port)) as service:
            line = await service.said("asterisk.not_connected")
            assert str(wire.port) in line
            await wire.knocked(5)
            await wire.knocked_again(5)
            assert len([line for line in service.lines if "not_connected" in line]) == 1
            wire.mend()
            await service.said(CONNECTED)
            service.tell(signal.SIGINT)
            assert await service.ended() == 0
            assert not service.stumbled


@pytest.mark.parametrize(
    ("variable", "words"),
    [("FIRSTLINE_ARI_PASSWORD", "asterisk.not_connected"), ("FIRSTLINE_AMI_SECRET", "asterisk.manager_lost")],
)
async def test_a_wrong_password_is_told_in_one_line_and_waited_for(site: Site, variable: str, words: str) -> None:
    async with site.serve(DOCUMENT, **{variable: "wrong"}) as service:
        await service.said(words)
        service.tell(signal.SIGINT)
        assert await service.ended() == 0
        assert len([line for line in service.lines if words in line]) == 1
        assert not service.stumbled


async def test_a_broken_dialplan_is_refused_with_file_line_and_column(site: Site, tmp_path: Path) -> None:
    (tmp_path / "broken.yaml").write_text('numbers:\n  "100": nowhere\n')
    async with site.serve(tmp_path) as service:
        assert await service.ended() == 1
    assert any("broken.yaml:2:" in line for line in service.lines)
    assert not service.stumbled
