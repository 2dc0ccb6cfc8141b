"""Callers who wait: what they are told, in which order they are served, and by whom."""

import asyncio

import pytest

from acd.events import EntryQueued, PositionAnnounced
from cdr.record import FinalStatus
from service.peers.hearing import Heard, find_sound
from tests.support.scenario import Helpdesk
from tests.support.scenario_records import Menu, Offered, Queue, Stay, Talk, call_of, check
from vocabulary.parties import Party

pytestmark = [pytest.mark.scenario, pytest.mark.asyncio(loop_scope="session")]


async def test_positions_are_heard_on_entry_and_on_change_and_the_next_free_agent_answers(desk: Helpdesk) -> None:
    on_entry = [desk.sound(name) for name in ("queue-thereare", "digits/2", "queue-callswaiting")]
    on_change = desk.sound("queue-youarenext", 2.0)

    def entry_heard(heard: Heard) -> bool | None:
        return all(find_sound(heard.samples, sound).found for sound in on_entry) or None

    async with desk.caller("101") as first:
        first_contact = await desk.contact_of(first)
        await desk.watch.fact(EntryQueued, first_contact)
        async with desk.phone("alice") as phone, desk.caller("101") as second:
            contact = await desk.contact_of(second)
            accepted = await second.answered()
            await second.audio.until(entry_heard, "position 2", 10)
            first_bye = await first.hang_up()
            await second.audio.until(lambda heard: find_sound(heard.samples, on_change).found or None, "position 1", 10)
            heard = second.audio.heard()
            await desk.log_in("alice")
            call = await phone.rang()
            answer = await call.answer()
            await phone.audio.listen(0.5)
            bye = await second.hang_up()
            await call.ended()
            record, first_record = await desk.record(contact), await desk.record(first_contact)
            await desk.log_out("alice")
    offsets = [find_sound(heard.samples, sound).offset_seconds for sound in (*on_entry, on_change)]
    assert offsets == sorted(offsets)
    stays: list[Stay] = [
        Menu(accepted.at_unix, "handed to queue", flow="support"),
        Queue(
            answer.at_unix,
            position=2,
            announced=(2, 1),
            offers=(Offered("alice", call.invite.at_unix, answer.at_unix),),
        ),
        Talk(bye.at_unix, Party.CALLER, heard=phone.audio.heard()),
    ]
    check(call_of(second, contact, stays, FinalStatus.ANSWERED, Party.CALLER), record)
    waited: list[Stay] = [
        Menu((await first.answered()).at_unix, "handed to queue", flow="support"),
        Queue(first_bye.at_unix, end="abandoned", announced=(1,)),
    ]
    check(call_of(first, first_contact, waited, FinalStatus.ABANDONED, Party.CALLER), first_record)


async def test_two_callers_of_one_agent_are_served_in_their_order(desk: Helpdesk) -> None:
    async with desk.caller("101") as first:
        first_contact = await desk.contact_of(first)
        await desk.watch.fact(EntryQueued, first_contact)
        async with desk.caller("101") as second, desk.on_duty("alice") as phone:
            contact = await desk.contact_of(second)
            await desk.watch.fact(PositionAnnounced, contact)
            call = await phone.rang()
            answer = await call.answer()
            await desk.watch.fact(PositionAnnounced, contact, nth=2)
            bye = await call.hang_up()
            next_call = await phone.rang()
            next_answer = await next_call.answer()
            await phone.audio.listen(0.5)
            next_bye = await next_call.hang_up()
            await second.ended()
            record, first_record = await desk.record(contact), await desk.record(first_contact)
    assert next_call.invite.at_unix - bye.at_unix < 0.2
    stays: list[Stay] = [
        Menu((await first.answered()).at_unix, "handed to queue", flow="support"),
        Queue(answer.at_unix, announced=(1,), offers=(Offered("alice", call.invite.at_unix, answer.at_unix),)),
        Talk(bye.at_unix, Party.AGENT),
    ]
    check(call_of(first, first_contact, stays, FinalStatus.ANSWERED, Party.AGENT), first_record)
    later: list[Stay] = [
        Menu((await second.answered()).at_unix, "handed to queue", flow="support"),
        Queue(
            next_answer.at_unix,
            position=2,
            announced=(2, 1),
            offers=(Offered("alice", next_call.invite.at_unix, next_answer.at_unix),),
        ),
        Talk(next_bye.at_unix, Party.AGENT, heard=phone.audio.heard()),
    ]
    check(call_of(second, contact, later, FinalStatus.ANSWERED, Party.AGENT), record)


async def test_two_calls_reach_the_two_agents_with_the_skills_they_need(desk: Helpdesk) -> None:
    async with (
        desk.on_duty("nina") as networks,
        desk.on_duty("frank") as french,
        desk.caller("104") as speaker,
        desk.caller("105") as engineer,
    ):
        calls = {}
        for caller, phone, agent in ((speaker, french, "frank"), (engineer, networks, "nina")):
            contact = await desk.contact_of(caller)
            call = await phone.rang()
            calls[agent] = (caller, contact, phone, call, await call.answer())
        await asyncio.gather(networks.audio.listen(0.5), french.audio.listen(0.5))
        for position, (agent, (caller, contact, phone, call, answer)) in enumerate(calls.items(), start=1):
            bye = await caller.hang_up()
            await call.ended()
            stays: list[Stay] = [
                Menu((await caller.answered()).at_unix, "handed to queue", flow=_flow_of(agent)),
                Queue(
                    answer.at_unix,
                    "experts",
                    line=2,
                    position=position,
                    offers=(Offered(agent, call.invite.at_unix, answer.at_unix),),
                ),
                Talk(bye.at_unix, Party.CALLER, heard=phone.audio.heard()),
            ]
            expected = call_of(caller, contact, stays, FinalStatus.ANSWERED, Party.CALLER)
            check(expected, await desk.record(contact))


def _flow_of(agent: str) -> str:
    return {"frank": "french", "nina": "networks"}[agent]
