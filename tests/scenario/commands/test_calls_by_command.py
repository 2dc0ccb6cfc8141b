"""Conversations by command: as the agent in it, as their supervisor, and refused to everybody else."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from service.peers.agent_phone import AgentCall, AgentPhone
from service.peers.caller import Caller
from service.peers.hearing import tone_from
from tests.scenario.commands.typed import firstline, refused, shown
from tests.scenario.supervise.ears import hears
from tests.support.scenario_ears import music_from
from tests.support.scenario_errands import OUTSIDE_TONE_HZ, ErrandsDesk
from tests.support.scenario_machine import AGENT_TONE_HZ, CALLER_TONE_HZ
from vocabulary.ids import ContactId
from vocabulary.instant import Instant

pytestmark = [pytest.mark.scenario, pytest.mark.asyncio(loop_scope="session")]


@dataclass(frozen=True, slots=True)
class Talk:
    """A caller who talks with ann. ``call``: her end of it."""

    contact: ContactId
    caller: Caller
    phone: AgentPhone
    call: AgentCall


@contextlib.asynccontextmanager
async def ann_talks(desk: ErrandsDesk) -> AsyncIterator[Talk]:
    """Somebody calls, and ann answers."""
    async with desk.on_duty("ann") as phone, desk.caller("700") as caller:
        contact = await desk.contact_of(caller)
        call = await phone.rang()
        await call.answer()
        await phone.audio.until(lambda heard: tone_from(heard, CALLER_TONE_HZ), "the caller", 5)
        yield Talk(contact, caller, phone, call)


async def hear_each_other(desk: ErrandsDesk, caller: Caller, phone: AgentPhone) -> None:
    """Returns once both hear the other one, from now on."""
    since = desk.clock()
    await asyncio.gather(
        caller.audio.until(lambda heard: tone_from(heard, AGENT_TONE_HZ, since), "the agent", 5),
        phone.audio.until(lambda heard: tone_from(heard, CALLER_TONE_HZ, since), "the caller", 5),
    )


async def hears_music(caller: Caller, since: Instant) -> None:
    """Returns once the caller hears music that began after this."""
    await caller.audio.until(lambda heard: music_from(heard, since), "music", 5)


async def test_a_caller_is_held_and_talked_to_again(desk: ErrandsDesk) -> None:
    async with ann_talks(desk) as talk:
        for whom, person in ((talk.contact, "ann"), ("ann", "tess"), ("81", "quinn")):
            since = desk.clock()
            await firstline(desk, f"call hold {whom} --as {person}")
            await hears_music(talk.caller, since)
            await firstline(desk, f"call resume {whom} --as {person}")
            await hear_each_other(desk, talk.caller, talk.phone)
        await talk.caller.hang_up()
        await talk.call.ended()


async def test_others_command_nothing_of_a_conversation(desk: ErrandsDesk) -> None:
    async with ann_talks(desk) as talk:
        for person in ("ben", "otto"):
            for command in (
                "hold ann",
                "transfer ann --to-agent ben",
                "consult ann --to-queue sales",
                "hang-up ann",
                "pause-recording ann",
                f"resume {talk.contact}",
            ):
                assert await refused(desk, f"call {command} --as {person}") == (
                    403,
                    "this is not a conversation of yours",
                )
        await hear_each_other(desk, talk.caller, talk.phone)
        await talk.caller.hang_up()
        await talk.call.ended()


async def test_a_caller_is_transferred_to_a_colleague_by_the_supervisor(desk: ErrandsDesk) -> None:
    async with ann_talks(desk) as talk, desk.on_duty("ben") as colleague:
        await firstline(desk, "call transfer ann --to-agent 82 --note angry --as tess")
        await talk.call.ended()
        taken = await colleague.rang()
        await taken.answer()
        await hear_each_other(desk, talk.caller, colleague)
        await talk.caller.hang_up()
        await taken.ended()


async def test_a_caller_is_transferred_to_a_queue_and_to_a_flow(desk: ErrandsDesk) -> None:
    async with ann_talks(desk) as talk, desk.on_duty("ben") as colleague:
        await firstline(desk, "call transfer ann --to-queue 52 --as ann")
        await talk.call.ended()
        taken = await colleague.rang()
        await taken.answer()
        await hear_each_other(desk, talk.caller, colleague)
        await firstline(desk, f"call transfer {talk.contact} --to-flow goodbye --as ben")
        await taken.ended()
        await talk.caller.received("BYE")
        await talk.caller.ended()


async def test_a_caller_is_transferred_outside_where_a_trunk_may_be_used(desk: ErrandsDesk) -> None:
    async with ann_talks(desk) as talk:
        assert (await refused(desk, "call transfer ann --to-number +882999555 --as ann"))[0] == 403
        await hear_each_other(desk, talk.caller, talk.phone)
        await firstline(desk, "call transfer ann --to-number +12025550777 --as ann")
        outside = await desk.outside.rang()
        await outside.answer()
        await talk.caller.audio.until(lambda heard: tone_from(heard, OUTSIDE_TONE_HZ), "the outside", 5)
        await talk.caller.hang_up()
        await outside.ended()


async def test_a_colleague_is_asked_and_the_caller_handed_to_them(desk: ErrandsDesk) -> None:
    async with ann_talks(desk) as talk, desk.on_duty("eve") as colleague:
        await firstline(desk, "call consult ann --to-agent eve --as ann")
        asked = await colleague.rang()
        await asked.answer()
        await colleague.audio.until(lambda heard: tone_from(heard, AGENT_TONE_HZ), "ann", 5)
        await firstline(desk, "call complete ann --as ann")
        await talk.call.ended()
        await hear_each_other(desk, talk.caller, colleague)
        await talk.caller.hang_up()
        await asked.ended()


async def test_a_question_is_taken_back_or_made_a_conference(desk: ErrandsDesk) -> None:
    async with ann_talks(desk) as talk, desk.on_duty("eve") as colleague:
        await firstline(desk, "call consult ann --to-agent eve --as ann")
        asked = await colleague.rang()
        await asked.answer()
        await firstline(desk, "call cancel ann --as tess")
        await asked.ended()
        await hear_each_other(desk, talk.caller, talk.phone)
        await firstline(desk, "call consult ann --to-agent eve --as ann")
        asked = await colleague.rang()
        await asked.answer()
        since = desk.clock()
        await firstline(desk, "call conference ann --as ann")
        await hears(colleague.audio, since, "caller", "agent")
        await talk.caller.hang_up()
        await asked.ended()
        await talk.call.ended()


async def test_a_supervisor_ends_a_conversation_which_is_disposed_of_afterwards(desk: ErrandsDesk) -> None:
    async with ann_talks(desk) as talk:
        await firstline(desk, "call hang-up ann --as tess")
        await talk.call.ended()
        await talk.caller.received("BYE")
        await talk.caller.ended()
        await desk.record(talk.contact)
        times = desk.watch.stored.count(talk.contact)
        await shown(desk, "agent disposition ann solved --as ann")
        await desk.watch.stored_again(talk.contact, times)
        record = await desk.record(talk.contact)
    assert record.disposition == "solved"


async def test_a_recording_is_paused_and_goes_on(desk: ErrandsDesk) -> None:
    async with ann_talks(desk) as talk:
        await firstline(desk, "call pause-recording ann --as ann")
        assert await refused(desk, "call pause-recording ann --as ann") == (409, "it is paused already")
        assert (await refused(desk, "call record-again ann --as quinn"))[0] == 403
        await firstline(desk, "call record-again ann --as tess")
        await talk.caller.hang_up()
        await talk.call.ended()


async def test_recording_is_stopped_where_the_document_leaves_it_to_people(desk: ErrandsDesk) -> None:
    async with desk.on_duty("ben") as phone, desk.caller("701") as caller:
        contact = await desk.contact_of(caller)
        call = await phone.rang()
        await call.answer()
        await phone.audio.until(lambda heard: tone_from(heard, CALLER_TONE_HZ), "the caller", 5)
        assert (await refused(desk, "call stop-recording ben --as tess"))[0] == 403
        assert await refused(desk, "call stop-recording ben --as otto") == (409, "it is not recorded")
        await firstline(desk, "call record ben --as otto")
        await firstline(desk, "call stop-recording ben --as otto")
        assert await refused(desk, "call stop-recording ben --as otto") == (409, "it is not recorded")
        await caller.hang_up()
        await call.ended()
        record = await desk.record(contact)
    assert len(record.recordings) == 1
