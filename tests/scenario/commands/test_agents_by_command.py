"""Agents by command: each action as the agent, as their supervisor, as the admin, and refused to everybody else."""

import pytest

from service.peers.hearing import tone_from
from tests.scenario.commands.typed import refused, shown
from tests.support.scenario_errands import OUTSIDE_TONE_HZ, ErrandsDesk
from tests.support.scenario_machine import AGENT_TONE_HZ

pytestmark = [pytest.mark.scenario, pytest.mark.asyncio(loop_scope="session")]


async def test_an_agents_working_day_is_commanded_in_three_peoples_names(desk: ErrandsDesk) -> None:
    async with desk.phone("ann"):
        [agent] = await shown(desk, "agent login 81 --as 81")
        assert (agent["name"], agent["presence"], agent["ready"]) == ("ann", "available", True)
        [agent] = await shown(desk, "agent sign-out ann 50 --as quinn")
        assert (agent["queues"], agent["signed_out"]) == ([], ["care"])
        [agent] = await shown(desk, "agent sign-in ann care --as ann")
        assert (agent["queues"], agent["signed_out"]) == (["care"], [])
        [agent] = await shown(desk, "agent raise-hand ann --note angry --as ann")
        assert agent["hand"] == "angry"
        [agent] = await shown(desk, "agent lower-hand ann --as 290")
        assert agent["hand"] is None
        [agent] = await shown(desk, "agent pause ann --reason lunch --as tess")
        assert (agent["presence"], agent["pause_reason"]) == ("paused", "lunch")
        [agent] = await shown(desk, "agent resume ann")
        assert agent["presence"] == "available"
        [agent] = await shown(desk, "agent logout ann --as tess")
        assert agent["presence"] == "logged out"


@pytest.mark.parametrize("person", ["ben", "otto", "quinn"])
@pytest.mark.parametrize(
    "command",
    ["login ann", "logout ann", "pause ann", "resume ann", "raise-hand ann", "dial ann --to-number +12025550777"],
)
async def test_others_command_nothing_of_an_agent(desk: ErrandsDesk, command: str, person: str) -> None:
    before = await desk.agent("ann")
    assert (await refused(desk, f"agent {command} --as {person}"))[0] == 403
    assert await desk.agent("ann") == before


async def test_an_agent_sits_down_at_a_desk_phone_and_is_rung_there(desk: ErrandsDesk) -> None:
    async with desk.agent_phone("desk-one") as phone:
        await shown(desk, "agent login ann --at desk-one --as ann")
        async with desk.caller("700") as caller:
            call = await phone.rang()
            await call.answer()
            await caller.audio.until(lambda heard: tone_from(heard, AGENT_TONE_HZ), "the agent", 5)
            await caller.hang_up()
            await call.ended()
        await shown(desk, "agent logout ann --as ann")


async def test_an_agent_dials_out_by_command(desk: ErrandsDesk) -> None:
    async with desk.on_duty("ann") as phone:
        await shown(desk, "agent dial ann --to-number +12025550777 --as ann")
        call = await phone.rang()
        await call.answer()
        outside = await desk.outside.rang()
        await outside.answer()
        await phone.audio.until(lambda heard: tone_from(heard, OUTSIDE_TONE_HZ), "the outside", 5)
        await call.hang_up()
        await outside.ended()


async def test_nobody_is_rung_for_a_number_that_no_trunk_may_call(desk: ErrandsDesk) -> None:
    async with desk.on_duty("ann") as phone:
        for person in ("ann", "tess"):
            status, why = await refused(desk, f"agent dial ann --to-number +882999555 --as {person}")
            assert (status, why) == (403, "no trunk may be used to call this number")
        assert not phone.calls
