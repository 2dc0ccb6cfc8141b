"""The wire to Asterisk is lost while people wait and talk: nobody notices, and what was missed is fed in afterwards."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from acd.events import EntryQueued, OfferMade
from cdr.events import ContactEnded
from cdr.record import ContactRecord, FinalStatus
from service.peers.hearing import find_sound, first_sound_at, tone_from
from tests.support.scenario import AGENT_TONE_HZ, CALLER_TONE_HZ, Helpdesk
from tests.support.scenario_records import Menu, Offered, Queue, Talk, call_of, check
from vocabulary.ids import ContactId
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
            heard = await phone.audio.listen(0.5)
            assert tone_from(heard, CALLER_TONE_HZ, heard.placed[-20].at)
            bye = await call.hang_up()
            next_call = await phone.rang()
            next_answer = await next_call.answer()
            await waiting.audio.until(lambda heard: tone_from(heard, AGENT_TONE_HZ), "the agent's tone", 3)
            next_bye = await waiting.hang_up()
            await next_call.ended()
            record, other_record = await desk.record(contact), await desk.record(other)
    stays = [
        Menu((await talking.answered()).at_unix, "handed to queue", flow="support"),
        Queue(answer.at_unix, offers=(Offered("alice", call.invite.at_unix, answer.at_unix),)),
        Talk(bye.at_unix, Party.AGENT),
    ]
    check(call_of(talking, contact, stays, FinalStatus.ANSWERED, Party.AGENT), record)
    waited = [
        Menu((await waiting.answered()).at_unix, "handed to queue", flow="support"),
        Queue(
            next_answer.at_unix,
            announced=(1,),
            offers=(Offered("alice", next_call.invite.at_unix, next_answer.at_unix),),
        ),
        Talk(next_bye.at_unix, Party.CALLER),
    ]
    check(call_of(waiting, other, waited, FinalStatus.ANSWERED, Party.CALLER), other_record)


async def test_a_silent_cut_is_noticed_and_what_happened_in_it_is_fed_in_afterwards(
    desk: Helpdesk, measured: Measured
) -> None:
    async with (
        desk.on_duty("alice") as phone,
        desk.on_duty("frank") as ringing,
        desk.caller("101") as talking,
        desk.caller("104") as rung_for,
        desk.caller("100") as in_menu,
    ):
        contact, other, third = [await desk.contact_of(one) for one in (talking, rung_for, in_menu)]
        call = await phone.rang()
        answer = await call.answer()
        await call.confirmed()
        late_call = await ringing.rang()
        await in_menu.audio.until(first_sound_at, "the prompt", 3)
        await phone.audio.listen(0.5)
        silent_at = desk.clock()
        desk.wire.go_silent()
        bye = await talking.hang_up()
        late_answer = await late_call.answer()
        async with desk.caller("100") as newcomer:
            await desk.wire.left(NOTICED_SECONDS + 1)
            noticed_seconds = desk.clock().since(silent_at)
            desk.wire.mend()
            await desk.service.link.up.wait()
            mended_at = desk.clock()
            await call.ended()
            await rung_for.audio.until(lambda heard: tone_from(heard, AGENT_TONE_HZ), "the agent's tone", 3)
            question = desk.sound("vm-enter-num-to-call")
            for caller in (in_menu, newcomer):
                caller.audio.forget()
                await caller.audio.until(
                    lambda heard: find_sound(heard.samples, question).found or None, "the question", 8
                )
                pressed = await caller.audio.press("2")
            last = await desk.contact_of(newcomer)
            await desk.watch.fact(EntryQueued, third)
            await desk.watch.fact(EntryQueued, last)
        late_bye = await late_call.hang_up()
        in_menu_bye = await in_menu.hang_up()
        records = [await desk.record(one) for one in (contact, other, third, last)]
    measured("silent cut to noticing it", noticed_seconds)
    assert noticed_seconds <= NOTICED_SECONDS
    print(*records, sep="\n")
    print(mended_at, late_answer, bye, answer, pressed, late_bye, in_menu_bye)
    assert 0
