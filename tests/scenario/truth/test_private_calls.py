"""An agent's own calls: nobody is offered to them meanwhile, and a phone that dies in one leaves nobody stuck."""

import pytest

from acd.agents import Activity
from acd.commands import Device
from tests.scenario.truth.mishaps import MISHAP_SECONDS, Measured, Stopwatch, agent_of, answered, at_work
from tests.support.scenario import Helpdesk

pytestmark = [pytest.mark.scenario, pytest.mark.asyncio(loop_scope="session")]


async def activity(desk: Helpdesk, agent: str, wanted: Activity, seconds: float = 10.0) -> None:
    def there() -> bool | None:
        return agent_of(desk, agent).activity is wanted or None

    await desk.watch.until(there, f"{agent} {wanted.value}", seconds)


async def test_a_call_of_their_own_makes_the_agent_busy_and_its_end_free(desk: Helpdesk) -> None:
    async with at_work(desk, "dora") as phone, desk.desk_phone("bert") as colleague:
        await desk.device_is("bert", Device.FREE)
        own = await phone.dial("612")
        theirs = await answered(colleague)
        await own.audio.listen(1.0)
        assert agent_of(desk, "dora").activity is Activity.ELSEWHERE
        async with desk.caller("602") as caller:
            contact = await desk.contact_of(caller)
            await caller.audio.listen(1.0)
            assert agent_of(desk, "dora").offer is None
            await own.hang_up()
            await theirs.ended()
            call = await answered(phone)
            await phone.audio.listen(1.0)
            await call.hang_up()
            await caller.ended()
            await desk.record(contact)


async def test_a_phone_that_dies_in_a_call_of_its_own_leaves_its_agent_free_of_it(
    desk: Helpdesk, measured: Measured
) -> None:
    async with at_work(desk, "dora") as phone, desk.desk_phone("bert") as colleague:
        await desk.device_is("bert", Device.FREE)
        own = await phone.dial("612")
        theirs = await answered(colleague)
        await own.audio.listen(1.0)
        phone.die()
        watch = Stopwatch()
        await activity(desk, "dora", Activity.IDLE, MISHAP_SECONDS)
        measured("power lost in a call of their own to idle", watch.seconds)
        await theirs.ended()
        await desk.device_is("dora", Device.UNREACHABLE)
