"""Waiting contacts and queues by command: as supervisors of the team or the queue, and refused to everybody else."""

import pytest

from acd.events import EntryQueued
from service.peers.caller import Caller
from service.peers.hearing import tone_from
from tests.scenario.commands.typed import firstline, refused, shown
from tests.support.scenario_errands import ErrandsDesk
from tests.support.scenario_machine import AGENT_TONE_HZ
from vocabulary.ids import ContactId

pytestmark = [pytest.mark.scenario, pytest.mark.asyncio(loop_scope="session")]


async def waits(desk: ErrandsDesk, caller: Caller) -> ContactId:
    """The contact of this caller, once it is in its queue."""
    contact = await desk.contact_of(caller)
    await desk.watch.fact(EntryQueued, contact)
    return contact


async def test_a_supervisor_pulls_a_contact_to_an_agent_of_another_queue(desk: ErrandsDesk) -> None:
    async with desk.on_duty("eve") as phone, desk.caller("701") as first, desk.caller("701") as second:
        contacts = [await waits(desk, caller) for caller in (first, second)]
        await firstline(desk, f"contact pull {contacts[1]} eve --as otto")
        call = await phone.rang()
        await call.answer()
        await second.audio.until(lambda heard: tone_from(heard, AGENT_TONE_HZ), "the agent", 5)
        for caller in (second, first):
            await caller.hang_up()
        await call.ended()


async def test_the_most_important_contact_is_served_first(desk: ErrandsDesk) -> None:
    async with desk.phone("ann") as phone, desk.caller("700") as first, desk.caller("700") as second:
        contacts = [await waits(desk, caller) for caller in (first, second)]
        [shown_now] = await shown(desk, f"contact priority {contacts[1]} 9 --as quinn")
        assert (shown_now["position"], shown_now["priority"]) == (1, 9)
        await desk.log_in("ann")
        call = await phone.rang()
        await call.answer()
        await second.audio.until(lambda heard: tone_from(heard, AGENT_TONE_HZ), "the agent", 5)
        for caller in (second, first):
            await caller.hang_up()
        await call.ended()
        await desk.log_out("ann")


async def test_a_waiting_contact_is_moved_and_brought_back(desk: ErrandsDesk) -> None:
    async with desk.caller("700") as caller:
        contact = await waits(desk, caller)
        [moved] = await shown(desk, f"contact move {contact} 52 --as tess")
        assert (moved["where"], moved["queue"]) == ("queue", "sales")
        [back] = await shown(desk, f"contact return {contact} --as otto")
        assert back["queue"] == "care"
        [up] = await shown(desk, f"contact escalate {contact} --as quinn")
        assert (up["queue"], up["line"]) == ("experts", 2)
        await caller.hang_up()


@pytest.mark.parametrize("person", ["ann", "ben", "otto"])
async def test_others_command_nothing_of_a_waiting_contact(desk: ErrandsDesk, person: str) -> None:
    async with desk.caller("700") as caller:
        contact = await waits(desk, caller)
        before = await shown(desk, "call list")
        for command in (
            f"pull {contact} ann",
            f"move {contact} sales",
            f"priority {contact} 9",
            f"escalate {contact}",
            f"require {contact} english",
        ):
            assert (await refused(desk, f"contact {command} --as {person}"))[0] in {403, 404}
        assert await shown(desk, "call list") == before
        await caller.hang_up()


async def test_a_queue_is_closed_and_opened_by_who_leads_it(desk: ErrandsDesk) -> None:
    for person in ("ann", "otto"):
        assert await refused(desk, f"queue close care --as {person}") == (403, "care is not a queue of yours")
    [queue] = await shown(desk, "queue close 50 --as quinn")
    assert (queue["name"], queue["open"]) == ("care", False)
    [queue] = await shown(desk, "queue open care --as tess")
    assert queue["open"]
