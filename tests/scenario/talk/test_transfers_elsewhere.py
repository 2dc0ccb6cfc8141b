"""Transfers by phones that have no caller to hand on, or have asked somebody: nobody is left on a dead line."""

import pytest

from acd.agents import Activity
from service.peers.hearing import tone_from
from tests.scenario.talk.floor import agents_of, ann_talks, over, talking
from tests.support.scenario_errands import ErrandsDesk
from tests.support.scenario_machine import AGENT_TONE_HZ, CALLER_TONE_HZ
from tests.support.scenario_talk import COLLEAGUE_TONE_HZ, activity_is, asked, at_desk, hears

pytestmark = [pytest.mark.scenario, pytest.mark.asyncio(loop_scope="session")]


@pytest.mark.parametrize("who", ["caller", "called"])
async def test_a_private_call_that_one_of_both_hands_on_is_over(desk: ErrandsDesk, who: str) -> None:
    async with at_desk(desk, "ann") as ann, at_desk(desk, "eve", COLLEAGUE_TONE_HZ) as eve:
        call = await ann.dial("75")
        there = await eve.came()
        await there.answer()
        await hears(call.audio, COLLEAGUE_TONE_HZ)
        first, second = (call, there) if who == "caller" else (there, call)
        await first.refer("72")
        await first.hang_up()
        await second.ended()
        await activity_is(desk, "ann", Activity.IDLE)
        await activity_is(desk, "eve", Activity.IDLE)


async def test_two_private_calls_joined_by_their_phone_are_over(desk: ErrandsDesk) -> None:
    async with (
        at_desk(desk, "ann") as ann,
        at_desk(desk, "ben") as ben,
        at_desk(desk, "eve", COLLEAGUE_TONE_HZ) as eve,
    ):
        call = await ann.dial("75")
        there = await eve.came()
        await there.answer()
        await hears(call.audio, COLLEAGUE_TONE_HZ)
        await call.hold()
        second = await ann.dial("72")
        other = await ben.came()
        await other.answer()
        await call.refer_replacing(second)
        await second.ended()
        await call.hang_up()
        await there.ended(seconds=10.0)
        await other.ended(seconds=10.0)
        await activity_is(desk, "ben", Activity.IDLE)
        await activity_is(desk, "eve", Activity.IDLE)


async def test_whoever_is_asked_cannot_hand_on_and_the_caller_is_the_agents_again(desk: ErrandsDesk) -> None:
    async with ann_talks(desk) as talk:
        there = await talk.asks_eve()
        await there.refer("72")
        await there.hang_up()
        await hears(talk.caller.audio, AGENT_TONE_HZ)
        await activity_is(desk, "eve", Activity.IDLE)
        await talk.over()


async def test_a_phone_that_holds_whom_it_asks_does_not_let_the_caller_hear_them(desk: ErrandsDesk) -> None:
    async with ann_talks(desk) as talk:
        await talk.asks_eve()
        await talk.call.hold()
        await talk.call.resume()
        await hears(talk.ann.audio, COLLEAGUE_TONE_HZ)
        talk.caller.audio.forget()
        await hears(talk.caller.audio)
        assert tone_from(talk.caller.audio.heard(), COLLEAGUE_TONE_HZ) is None
        await talk.asks("complete")
        await hears(talk.caller.audio, COLLEAGUE_TONE_HZ)
        await talk.over()


async def test_a_caller_handed_on_out_of_a_conference_goes_alone(desk: ErrandsDesk) -> None:
    async with (
        at_desk(desk, "ann") as ann,
        at_desk(desk, "ben", COLLEAGUE_TONE_HZ) as ben,
        at_desk(desk, "eve", COLLEAGUE_TONE_HZ) as eve,
        desk.caller("600") as caller,
    ):
        contact, call = await talking(desk, caller, ann)
        await asked(desk, "ann", "consult", {"as": "ann", "to_agent": "eve"})
        there = await eve.came()
        await there.answer()
        await hears(ann.audio, COLLEAGUE_TONE_HZ)
        await asked(desk, "ann", "conference", {"as": "ann"})
        await hears(caller.audio, AGENT_TONE_HZ, COLLEAGUE_TONE_HZ)
        await call.refer("72")
        await call.hang_up()
        await there.ended()
        await activity_is(desk, "eve", Activity.IDLE)
        handed = await ben.came()
        await handed.answer()
        await hears(ben.audio, CALLER_TONE_HZ)
        record = await over(desk, caller, contact)
    assert agents_of(record) == ["ann", "ben"]
    assert [guest.who for guest in record.guests] == ["eve"]
