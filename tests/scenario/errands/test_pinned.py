"""A change of the dialplan during twenty calls: who is in a menu keeps it, who calls afterwards hears the new one."""

import asyncio

import pytest

from cdr.record import ContactRecord
from ivr.reports import PromptsStarted
from tests.support.scenario_errands import ErrandsDesk

pytestmark = [pytest.mark.scenario, pytest.mark.asyncio(loop_scope="session")]

CALLS = 20


async def chosen(desk: ErrandsDesk, in_menu: asyncio.Barrier, changed: asyncio.Barrier) -> ContactRecord:
    """A caller who presses 1 only after the change."""
    async with desk.caller("370") as caller:
        contact = await desk.contact_of(caller)
        await caller.answered(seconds=20)
        await desk.watch.fact(PromptsStarted, contact, seconds=20)
        await in_menu.wait()
        await changed.wait()
        await caller.audio.press("1")
        await caller.ended()
        return await desk.record(contact)


async def test_calls_in_a_menu_finish_under_the_version_they_entered_with(desk: ErrandsDesk) -> None:
    other = desk.edited('"1": [set: {category: before}', '"1": [set: {category: after}')
    in_menu, changed = asyncio.Barrier(CALLS + 1), asyncio.Barrier(CALLS + 1)
    async with asyncio.TaskGroup() as calls:
        old = [calls.create_task(chosen(desk, in_menu, changed)) for _ in range(CALLS)]
        await in_menu.wait()
        try:
            view = await desk.service.reloading.reload("carol", "another category", other)
        finally:
            await changed.wait()
    at_once = asyncio.Barrier(1)
    new = await chosen(desk, at_once, at_once)
    await desk.service.reloading.reload("carol", "as it was", desk.directory)
    records = [task.result() for task in old]
    assert view.calls_before == CALLS
    assert view.version != view.before
    assert {record.category for record in records} == {"before"}
    assert {record.dialplan_version for record in records} == {view.before}
    assert (new.category, new.dialplan_version) == ("after", view.version)
