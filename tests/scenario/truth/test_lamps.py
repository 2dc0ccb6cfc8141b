"""Lamps on phones: what they show of agents and queues, and that they are right again after a gap."""

import pytest

from acd.commands import Device
from tests.scenario.truth.mishaps import Measured, Stopwatch, answered, with_lamps
from tests.support.scenario import Helpdesk

pytestmark = [pytest.mark.scenario, pytest.mark.asyncio(loop_scope="session")]

ALMA, CARE = "611", "680"
DARK, BLINKS, LIT = "terminated", "early", "confirmed"
"""States of a dialog (RFC 4235), as a phone shows them."""


async def test_a_lamp_follows_its_agent_from_login_to_logout(desk: Helpdesk, measured: Measured) -> None:
    async with with_lamps(desk, "bert") as panel, desk.phone("alma") as phone:
        await panel.watch(ALMA)
        await panel.shows(ALMA, DARK)
        await desk.log_in("alma")
        await desk.pause("alma", "lunch")
        watch = Stopwatch()
        await panel.shows(ALMA, LIT)
        measured("pause to lamp", watch.seconds)
        await desk.control.post("/v1/agents/alma/resume")
        await panel.shows(ALMA, DARK)
        async with desk.caller("600") as caller:
            call = await phone.rang()
            await panel.shows(ALMA, BLINKS)
            await call.answer()
            await panel.shows(ALMA, LIT)
            contact = await desk.contact_of(caller)
            await phone.audio.listen(0.5)
            await call.hang_up()
            await caller.ended()
            await desk.record(contact)
        await panel.shows(ALMA, DARK)
        await desk.log_out("alma")


async def test_a_lamp_shows_that_somebody_waits_and_whether_anybody_is_there(desk: Helpdesk) -> None:
    async with with_lamps(desk, "bert") as panel, desk.phone("alma") as phone:
        await panel.watch(CARE)
        await panel.shows(CARE, DARK)
        async with desk.caller("600") as caller:
            contact = await desk.contact_of(caller)
            await panel.shows(CARE, LIT)
            await desk.log_in("alma")
            await phone.rang()
            await panel.shows(CARE, BLINKS)
            await caller.hang_up()
            await desk.record(contact)
        await panel.shows(CARE, DARK)
        await desk.log_out("alma")


async def test_what_changed_while_the_link_was_cut_is_shown_after_it(desk: Helpdesk) -> None:
    async with with_lamps(desk, "bert") as panel:
        await desk.device_is("bert", Device.FREE)
        await panel.watch("612")
        await panel.shows("612", DARK)
        desk.wire.cut()
        await desk.log_in("bert")
        await desk.pause("bert", "lunch")
        desk.wire.mend()
        await panel.shows("612", LIT)
        await desk.log_out("bert")
        await panel.shows("612", DARK)


async def test_whoever_is_in_a_call_of_their_own_is_lit(desk: Helpdesk) -> None:
    async with (
        with_lamps(desk, "bert") as panel,
        desk.desk_phone("dora") as phone,
        desk.desk_phone("alma") as colleague,
    ):
        await desk.device_is("alma", Device.FREE)
        await panel.watch("614")
        own = await phone.dial(ALMA)
        await answered(colleague)
        await panel.shows("614", LIT)
        await own.hang_up()
        await own.ended()
        await panel.shows("614", DARK)
