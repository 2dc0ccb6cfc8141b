"""The wire to Asterisk is lost while people wait and talk: nobody notices, and what was missed is fed in afterwards."""

import asyncio
from collections.abc import Callable
from dataclasses import replace

import pytest

from acd.events import EntryQueued, PositionAnnounced
from cdr.events import ContactEnded
from cdr.record import FinalStatus
from ivr.reports import DialogueEnded
from service.peers.caller import Caller
from service.peers.hearing import find_sound, first_sound_at, tone_from
from tests.support.scenario import Helpdesk
from tests.support.scenario_machine import AGENT_TONE_HZ, CALLER_TONE_HZ
from tests.support.scenario_records import Menu, Offered, Queue, Stay, Talk, call_of, check
from vocabulary.parties import Party

pytestmark = [pytest.mark.scenario, pytest.mark.asyncio(loop_scope="session")]

NOTICED_SECONDS = 5.0

Measured = Callable[[str, float], None]


async def test_a_cut_while_one_waits_and_one_talks_changes_nothing_for_either(desk: Helpdesk) -> None:
    async with desk.on_duty("alice") as phone, desk.caller("101") as talking:
        contact = await desk.contact_of(talking)
        call = await phone.rang()
        answer = await call.answer()
        async with desk.caller("101") as waiting:
            other = await desk.contact_of(waiting)
            await desk.watch.fact(EntryQueued, other)
            desk.wire.cut()
            await desk.wire.knocked(5)
            await phone.audio.listen(0.5)
            desk.wire.mend()
            await desk.service.link.up.wait()
            waiting.audio.forget()
            heard = await phone.audio.listen(0.5)
            assert tone_from(heard, CALLER_TONE_HZ, heard.placed[-20].at)
            bye = await call.hang_up()
            next_call = await phone.rang()
            next_answer = await next_call.answer()
            await waiting.audio.until(lambda heard: tone_from(heard, AGENT_TONE_HZ), "the agent's tone", 3)
            next_bye = await waiting.hang_up()
            await next_call.ended()
            record, other_record = await desk.record(contact), await desk.record(other)
    stays: list[Stay] = [
        Menu((await talking.answered()).at_unix, "handed to queue", flow="support"),
        Queue(answer.at_unix, offers=(Offered("alice", call.invite.at_unix, answer.at_unix),)),
        Talk(bye.at_unix, Party.AGENT),
    ]
    check(call_of(talking, contact, stays, FinalStatus.ANSWERED, Party.AGENT), record)
    waited: list[Stay] = [
        Menu((await waiting.answered()).at_unix, "handed to queue", flow="support"),
        Queue(
            next_answer.at_unix,
            announced=(1,),
            offers=(Offered("alice", next_call.invite.at_unix, next_answer.at_unix),),
        ),
        Talk(next_bye.at_unix, Party.CALLER, heard=phone.audio.heard()),
    ]
    check(call_of(waiting, other, waited, FinalStatus.ANSWERED, Party.CALLER), other_record)


async def test_a_silent_cut_is_noticed_and_what_happened_in_it_is_fed_in_afterwards(
    desk: Helpdesk, measured: Measured
) -> None:
    question = desk.sound("vm-enter-num-to-call", 1.5)

    async def press_when_asked(caller: Caller) -> float:
        await caller.audio.until(lambda heard: find_sound(heard.samples, question).found or None, "question", 10)
        return (await caller.audio.press("2")).unix

    async with (
        desk.on_duty("alice") as phone,
        desk.on_duty("frank") as ringing,
        desk.caller("101") as talking,
        desk.caller("104") as rung_for,
        desk.caller("100") as in_menu,
    ):
        talk, late, asked = [await desk.contact_of(one) for one in (talking, rung_for, in_menu)]
        call = await phone.rang()
        answer = await call.answer()
        await call.confirmed()
        late_call = await ringing.rang()
        await in_menu.audio.until(first_sound_at, "the prompt", 3)
        await phone.audio.listen(0.5)

        silent_at = desk.clock()
        desk.wire.go_silent()
        in_menu.audio.forget()
        bye = await talking.hang_up()
        late_answer = await late_call.answer()
        async with desk.caller("100") as newcomer:
            await desk.wire.left(NOTICED_SECONDS + 1)
            noticed_seconds = desk.clock().since(silent_at)
            # Listening through all of what came before would keep the service, which shares our loop, from its work.
            rung_for.audio.forget()
            desk.wire.mend()
            await desk.service.link.up.wait()

            let_go = await call.received("BYE")
            new = await desk.contact_of(newcomer)
            taken_in = await newcomer.answered()
            heard_at = await rung_for.audio.until(lambda heard: tone_from(heard, AGENT_TONE_HZ), "agent's tone", 3)
            joined = heard_at.unix
            asked_pressed, new_pressed = await asyncio.gather(press_when_asked(in_menu), press_when_asked(newcomer))
            await desk.watch.fact(PositionAnnounced, asked)
            asked_bye = await in_menu.hang_up()
            await desk.watch.fact(ContactEnded, asked)
            new_bye = await newcomer.hang_up()
            await desk.watch.fact(ContactEnded, new)
        late_bye = await late_call.hang_up()
        await rung_for.ended()
        records = {one: await desk.record(one) for one in (talk, late, asked, new)}
    measured("silent cut to noticing it", noticed_seconds)
    assert noticed_seconds <= NOTICED_SECONDS
    assert bye.at_unix < late_answer.at_unix < let_go.at_unix
    talk_stays: list[Stay] = [
        Menu((await talking.answered()).at_unix, "handed to queue", flow="support"),
        Queue(answer.at_unix, offers=(Offered("alice", call.invite.at_unix, answer.at_unix),)),
        Talk(let_go.at_unix, Party.CALLER, recorded_until=bye.at_unix, heard=phone.audio.heard()),
    ]
    check(call_of(talking, talk, talk_stays, FinalStatus.ANSWERED, Party.CALLER), records[talk])
    late_stays: list[Stay] = [
        Menu((await rung_for.answered()).at_unix, "handed to queue", flow="french"),
        Queue(joined, "experts", line=2, offers=(Offered("frank", late_call.invite.at_unix, joined),)),
        Talk(late_bye.at_unix, Party.AGENT),
    ]
    check(call_of(rung_for, late, late_stays, FinalStatus.ANSWERED, Party.AGENT), records[late])
    asked_stays: list[Stay] = [
        Menu(asked_pressed, "handed to queue", keys="2"),
        Queue(asked_bye.at_unix, "experts", end="abandoned", line=2, position=2, announced=(2,)),
    ]
    check(call_of(in_menu, asked, asked_stays, FinalStatus.ABANDONED, Party.CALLER), records[asked])
    new_stays: list[Stay] = [
        Menu(new_pressed, "handed to queue", keys="2"),
        Queue(new_bye.at_unix, "experts", end="abandoned", line=2, announced=(1,)),
    ]
    expected = call_of(newcomer, new, new_stays, FinalStatus.ABANDONED, Party.CALLER)
    check(replace(expected, began=taken_in.at_unix), records[new])


async def cut_when_asked(desk: Helpdesk, caller: Caller) -> None:
    """Cut the wire after the menu's question (2.0 s) was heard, while its answer is awaited (1.5 s more).

    Nothing is sent to the caller then, so nothing can be heard that would tell the moment.
    """
    question = desk.sound("vm-enter-num-to-call", 1.5)
    await caller.audio.until(lambda heard: find_sound(heard.samples, question).found or None, "question", 10)
    asyncio.get_running_loop().call_later(1.0, desk.wire.cut)


async def test_a_flow_that_hangs_up_while_the_wire_is_cut_has_hung_up_when_it_is_mended(desk: Helpdesk) -> None:
    async with desk.caller("109") as caller:
        contact = await desk.contact_of(caller)
        await cut_when_asked(desk, caller)
        await desk.watch.fact(DialogueEnded, contact)
        desk.wire.mend()
        await caller.ended()
        record = await desk.record(contact)
    assert (record.final_status, record.ended_by) == (FinalStatus.HUNG_UP_BY_FLOW, Party.SYSTEM)


async def test_a_caller_who_entered_a_queue_while_the_wire_was_cut_hears_music_and_is_served(desk: Helpdesk) -> None:
    async with desk.caller("108") as caller:
        contact = await desk.contact_of(caller)
        await cut_when_asked(desk, caller)
        await desk.watch.fact(EntryQueued, contact)
        desk.wire.mend()
        await desk.service.link.up.wait()
        caller.audio.forget()
        await caller.audio.until(first_sound_at, "music", 3)
        async with desk.on_duty("alice") as phone:
            call = await phone.rang()
            await call.answer()
            await caller.audio.until(lambda heard: tone_from(heard, AGENT_TONE_HZ), "the agent's tone", 3)
            await caller.hang_up()
            await call.ended()
            record = await desk.record(contact)
    assert (record.final_status, record.ended_by, record.agent) == (FinalStatus.ANSWERED, Party.CALLER, "alice")
