"""Callers whose call was cut and who call again: the place is theirs again, or the agent. Who hung up begins anew."""

import pytest

from acd.events import EntryQueued, LegsBridged
from cdr.record import FinalStatus
from tests.support.scenario import Helpdesk
from tests.support.scenario_cut import cut
from tests.support.scenario_records import Menu, Offered, Queue, Stay, Talk, call_of, check
from vocabulary.causes import HangUpCause
from vocabulary.parties import Party

pytestmark = [pytest.mark.scenario, pytest.mark.asyncio(loop_scope="session")]

CUT = HangUpCause.TEMPORARY_FAILURE


async def test_a_caller_cut_off_while_waiting_stands_before_those_who_came_between(desk: Helpdesk) -> None:
    async with desk.caller("130") as before:
        contact = await desk.contact_of(before)
        accepted = await before.answered()
        await desk.watch.fact(EntryQueued, contact)
        async with desk.caller("130") as between:
            between_contact = await desk.contact_of(between)
            await desk.watch.fact(EntryQueued, between_contact)
            cut_at = await cut(before, desk.target, CUT)
            record = await desk.record(contact)
            async with desk.caller("130", again=before) as back:
                back_contact = await desk.contact_of(back, nth=2)
                queued, _ = await desk.watch.fact(EntryQueued, back_contact)
                async with desk.on_duty("rex") as phone:
                    call = await phone.rang()
                    answer = await call.answer()
                    await phone.audio.listen(0.5)
                    bye = await call.hang_up()
                    heard = phone.audio.heard()
                    await back.ended()
                    await between.hang_up()
                    await call.ended()
                    await between.ended()
                back_record = await desk.record(back_contact)
    stays: list[Stay] = [
        Menu(accepted.at_unix, "handed to queue", flow="returning"),
        Queue(cut_at.unix, "returning", end="abandoned"),
    ]
    check(call_of(before, contact, stays, FinalStatus.ABANDONED, Party.CALLER, cause=CUT), record)
    assert queued.position == 1
    assert back_record.earlier == contact
    returned: list[Stay] = [
        Menu((await back.answered()).at_unix, "handed to queue", flow="returning"),
        Queue(answer.at_unix, "returning", offers=(Offered("rex", call.invite.at_unix, answer.at_unix),)),
        Talk(bye.at_unix, Party.AGENT, heard=heard),
    ]
    check(call_of(back, back_contact, returned, FinalStatus.ANSWERED, Party.AGENT), back_record)


async def test_a_caller_cut_off_while_talking_gets_the_same_agent(desk: Helpdesk) -> None:
    async with desk.on_duty("rex") as phone, desk.caller("130") as talking:
        contact = await desk.contact_of(talking)
        call = await phone.rang()
        answer = await call.answer()
        await desk.watch.fact(LegsBridged, contact)
        async with desk.on_duty("roy") as other:
            await phone.audio.listen(0.5)
            heard = phone.audio.heard()
            cut_at = await cut(talking, desk.target, CUT)
            await call.ended()
            record = await desk.record(contact)
            async with desk.caller("130", again=talking) as back:
                back_contact = await desk.contact_of(back, nth=2)
                again = await phone.rang()
                again_answer = await again.answer()
                await phone.audio.listen(0.5)
                bye = await back.hang_up()
                await again.ended()
                back_record = await desk.record(back_contact)
            assert not other.calls
    stays: list[Stay] = [
        Menu((await talking.answered()).at_unix, "handed to queue", flow="returning"),
        Queue(answer.at_unix, "returning", offers=(Offered("rex", call.invite.at_unix, answer.at_unix),)),
        Talk(cut_at.unix, Party.CALLER, heard=heard),
    ]
    check(call_of(talking, contact, stays, FinalStatus.ANSWERED, Party.CALLER, cause=CUT), record)
    assert back_record.earlier == contact
    returned: list[Stay] = [
        Menu((await back.answered()).at_unix, "handed to queue", flow="returning"),
        Queue(again_answer.at_unix, "returning", offers=(Offered("rex", again.invite.at_unix, again_answer.at_unix),)),
        Talk(bye.at_unix, Party.CALLER, heard=phone.audio.heard()),
    ]
    check(call_of(back, back_contact, returned, FinalStatus.ANSWERED, Party.CALLER), back_record)


async def test_a_caller_who_hung_up_while_waiting_begins_at_the_end(desk: Helpdesk) -> None:
    async with desk.caller("130") as before:
        await desk.watch.fact(EntryQueued, await desk.contact_of(before))
        async with desk.caller("130") as between:
            await desk.watch.fact(EntryQueued, await desk.contact_of(between))
            await before.hang_up()
            await before.ended()
            async with desk.caller("130", again=before) as back:
                contact = await desk.contact_of(back, nth=2)
                queued, _ = await desk.watch.fact(EntryQueued, contact)
    record = await desk.record(contact)
    assert queued.position == 2
    assert record.earlier is None
