"""Codes while the connection to Asterisk is cut: what was begun goes on, what ended meanwhile is over."""

import pytest

from acd.agents import Presence
from tests.scenario.keypad.phones import SAID_SECONDS, agent, at_work, dials, types
from tests.support.scenario import Helpdesk

NOTICED_SECONDS = 8.0
"""How long a connection may be silent before it is given up, with the time of a busy machine."""

pytestmark = [pytest.mark.scenario, pytest.mark.asyncio(loop_scope="session")]


async def test_a_question_is_answered_after_the_connection_was_cut(desk: Helpdesk) -> None:
    async with at_work(desk, "alex") as phone:
        call = await dials(phone, "*13")
        desk.wire.cut()
        await desk.wire.knocked(5)
        desk.wire.mend()
        await desk.service.ready()
        await types(call, "1")
        await call.ended(SAID_SECONDS)
        assert agent(desk, "alex").pause_reason == "lunch"


async def test_a_phone_that_hung_up_while_it_was_cut_leaves_nothing(desk: Helpdesk) -> None:
    async with at_work(desk, "alex") as phone:
        call = await dials(phone, "*13")
        desk.wire.cut()
        await call.hang_up()
        await call.ended()
        desk.wire.mend()
        await desk.service.ready()
        assert agent(desk, "alex").presence is Presence.AVAILABLE
        await desk.watch.until(lambda: desk.service.floor.phone_desk.sessions == () or None, "the end of the session")


async def test_a_code_dialled_while_it_was_cut_is_done_once_it_is_mended(desk: Helpdesk) -> None:
    async with at_work(desk, "alex") as phone:
        desk.wire.cut()
        await desk.wire.knocked(5)
        call = await phone.dial("*131")
        await call.answered()
        desk.wire.mend()
        await call.ended(SAID_SECONDS)
        assert agent(desk, "alex").pause_reason == "lunch"


async def test_a_code_whose_call_was_told_to_a_dead_connection_is_done_afterwards(desk: Helpdesk) -> None:
    async with at_work(desk, "alex") as phone:
        desk.wire.go_silent()
        call = await phone.dial("*131")
        await call.received("100", "INVITE")
        await desk.wire.left(NOTICED_SECONDS)
        desk.wire.mend()
        await call.answered()
        await call.ended(SAID_SECONDS)
        assert agent(desk, "alex").pause_reason == "lunch"
