"""Asterisk crashes in the middle of a call and is started again: agents and lamps are right without anybody's doing."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from acd.agents import Activity, Presence
from acd.commands import Device
from acd.events import AgentFellSilent, ConversationCompleted
from dialplan.loader import load
from tests.scenario.truth.conftest import DOCUMENT
from tests.scenario.truth.mishaps import MISHAP_SECONDS, Measured, Stopwatch, agent_of, answered, with_lamps
from tests.support import scenario
from tests.support.asterisk_restart import asterisk_again, kill_asterisk
from tests.support.scenario import Helpdesk
from tests.support.scenario_machine import in_a_task_of_its_own
from vocabulary.parties import Party

pytestmark = [pytest.mark.scenario, pytest.mark.asyncio(loop_scope="session")]

RECONNECTED_SECONDS = 20.0


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def crashing() -> AsyncIterator[Helpdesk]:
    """A Firstline of its own: its Asterisk does not last."""
    async with in_a_task_of_its_own(scenario.helpdesk(load(DOCUMENT))) as running:
        yield running


async def test_the_agent_is_free_of_the_lost_call_and_takes_the_next(crashing: Helpdesk, measured: Measured) -> None:
    desk = crashing
    async with with_lamps(desk, "bert") as panel, desk.desk_phone("alma") as phone:
        await desk.device_is("alma", Device.FREE)
        await desk.log_in("alma")
        async with desk.caller("600") as caller:
            await answered(phone)
            contact = await desk.contact_of(caller)
            await phone.audio.listen(1.0)
            await kill_asterisk(desk)
            async with asterisk_again(desk):
                watch = Stopwatch()
                completed, _ = await desk.watch.fact(ConversationCompleted, contact, seconds=RECONNECTED_SECONDS)
                assert completed.ended_by is Party.SYSTEM
                await desk.watch.until(lambda: free(desk) or None, "alma idle and her phone free", MISHAP_SECONDS)
                measured("Asterisk started again to agent free", watch.seconds)
                await panel.register()
                await panel.watch("611")
                await panel.shows("611", "terminated")
                async with desk.caller("600") as next_caller:
                    call = await phone.came(RECONNECTED_SECONDS)
                    await call.answer()
                    await panel.shows("611", "confirmed")
                    await phone.audio.listen(1.0)
                    await call.hang_up()
                    await next_caller.ended()
                await desk.log_out("alma")
                assert desk.watch.facts(AgentFellSilent, contact) == []
                await phone.unregister()
                phone.die()
                await panel.register(0)
                panel.cut()
                await caller.hang_up()


def free(desk: Helpdesk) -> bool:
    alma = agent_of(desk, "alma")
    return (alma.activity, alma.presence, alma.device) == (Activity.IDLE, Presence.AVAILABLE, Device.FREE)
