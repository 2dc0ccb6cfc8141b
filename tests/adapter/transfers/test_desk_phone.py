"""A desk phone against a real Asterisk: everything it can be told, by SIPp's own log and by the ear."""

import asyncio

import pytest

from service.peers.failures import PeerEnded, WaitedTooLong
from service.peers.hearing import silence_from, tone_from
from service.peers.sip import Direction
from tests.adapter.transfers.conftest import ALICE_TONE_HZ, BOB_TONE_HZ, CALLER_TONE_HZ, Phones
from tests.support.phone_calls import ComingCall
from tests.support.phone_desk import DeskPhone

pytestmark = [pytest.mark.adapter, pytest.mark.asyncio(loop_scope="session")]


async def test_it_dials_with_its_password_and_is_heard(phones: Phones) -> None:
    async with phones.alice as alice:
        call = await alice.dial("300")
        await call.answered()
        await call.audio.until(lambda heard: tone_from(heard, ALICE_TONE_HZ), "its own echo", 3)
        assert (await call.hang_up()).is_a("BYE")
        assert (await call.ended()).is_a("200", "BYE")


async def test_it_hears_that_a_number_is_busy(phones: Phones) -> None:
    async with phones.alice as alice:
        call = await alice.dial("330")
        assert (await call.refused()).status == 486


async def test_it_gives_up_a_call_that_still_rings(phones: Phones) -> None:
    async with phones.alice as alice:
        call = await alice.dial("320")
        await call.ringing()
        assert (await call.hang_up()).is_a("CANCEL")
        assert (await call.ended()).status == 487


async def test_it_gives_up_as_the_other_side_answers(phones: Phones) -> None:
    async with phones.alice as alice, phones.bob as bob:
        for run in range(10):
            call = await alice.dial("202")
            coming = await bob.came()
            await call.ringing()
            both = (call.hang_up(), coming.answer()) if run % 2 else (coming.answer(), call.hang_up())
            await asyncio.gather(*both)
            await asyncio.gather(call.ended(), coming.ended())


async def test_keys_pressed_in_a_dialled_call_arrive(phones: Phones) -> None:
    async with phones.alice as alice:
        call = await alice.dial("310")
        await call.answered()
        await call.press("21")
        assert "cause=21" in (await call.ended()).header("Reason")


async def test_it_takes_a_call_and_hangs_up(phones: Phones) -> None:
    async with phones.alice as alice, phones.caller("200") as caller:
        call = await _talking(alice)
        await call.hang_up()
        await call.ended()
        await caller.ended()


async def test_it_declines_a_call(phones: Phones) -> None:
    async with phones.alice as alice, phones.caller("200") as caller:
        call = await alice.came()
        assert (await call.decline(486)).status == 486
        await caller.refused()


async def test_it_answers_that_it_has_moved(phones: Phones) -> None:
    async with phones.alice as alice, phones.caller("200") as caller:
        call = await alice.came()
        moved = await call.redirect("sip:nobody@127.0.0.1")
        assert moved.header("Contact") == "<sip:nobody@127.0.0.1>"
        await call.ended()
        await caller.refused()


@pytest.mark.parametrize("direction", ["sendonly", "inactive"])
async def test_it_holds_and_resumes(phones: Phones, direction: str) -> None:
    async with phones.alice as alice, phones.caller("200") as caller:
        call = await _talking(alice)
        await caller.audio.until(lambda heard: tone_from(heard, ALICE_TONE_HZ), "Alice", 3)
        assert (await call.hold(direction)).status == 200
        held_at = call.audio.now()
        await caller.audio.until(lambda heard: silence_from(heard, held_at, 0.3), "Alice on hold", 4)
        assert (await call.resume()).status == 200
        resumed_at = call.audio.now()
        await caller.audio.until(lambda heard: tone_from(heard, ALICE_TONE_HZ, resumed_at), "Alice again", 3)


async def test_a_call_that_it_dialled_can_be_held_too(phones: Phones) -> None:
    async with phones.alice as alice, phones.bob as bob:
        call = await alice.dial("202")
        await (await bob.came()).answer()
        await call.answered()
        for _ in range(2):
            assert (await call.hold()).status == 200
            assert (await call.resume()).status == 200
        await bob.audio.until(lambda heard: tone_from(heard, ALICE_TONE_HZ), "Alice", 3)


async def test_it_transfers_blindly(phones: Phones) -> None:
    async with phones.alice as alice, phones.caller("200") as caller:
        call = await _talking(alice)
        assert (await call.refer("300")).status == 202
        assert await call.transferred() == "SIP/2.0 200 OK"
        await call.hang_up()
        await caller.audio.until(lambda heard: tone_from(heard, CALLER_TONE_HZ), "the caller's own echo", 3)


async def test_a_blind_transfer_to_nowhere_is_reported_and_the_talk_goes_on(phones: Phones) -> None:
    async with phones.alice as alice, phones.caller("200") as caller:
        call = await _talking(alice)
        assert (await call.refer("999")).status == 202
        assert await call.transferred() == "SIP/2.0 404 Not Found"
        assert not caller.over
        assert (await call.hold()).status == 200


async def test_a_transfer_without_reports_is_refused_at_once_where_there_is_no_such_number(phones: Phones) -> None:
    async with phones.alice as alice, phones.caller("200"):
        call = await _talking(alice)
        assert (await call.refer("999", refer_sub=False)).status == 404
        assert not [message for message in call.messages if message.method == "NOTIFY"]


@pytest.mark.parametrize("refer_sub", [True, False])
async def test_it_connects_its_two_calls(phones: Phones, *, refer_sub: bool) -> None:
    async with phones.alice as alice, phones.bob as bob, phones.caller("200") as caller:
        first = await _talking(alice)
        await first.hold()
        second = await alice.dial("202")
        await (await bob.came()).answer()
        await second.answered()
        await second.hold()
        assert (await first.refer_replacing(second, refer_sub=refer_sub)).status == (202 if refer_sub else 200)
        await caller.audio.until(lambda heard: tone_from(heard, BOB_TONE_HZ), "Bob", 3)
        await bob.audio.until(lambda heard: tone_from(heard, CALLER_TONE_HZ), "the caller", 3)
        assert (await second.ended()).is_a("BYE")
        await first.hang_up()


async def test_it_connects_a_call_with_one_that_still_rings(phones: Phones) -> None:
    async with phones.alice as alice, phones.bob as bob, phones.caller("200") as caller:
        first = await _talking(alice)
        second = await alice.dial("202")
        coming = await bob.came()
        await second.ringing()
        await first.refer_replacing(second)
        assert await first.transferred() == "SIP/2.0 200 OK"
        await coming.answer()
        await caller.audio.until(lambda heard: tone_from(heard, BOB_TONE_HZ), "Bob", 3)
        await first.hang_up()


async def test_it_talks_on_two_lines_at_once(phones: Phones) -> None:
    async with phones.alice as alice:
        first = await alice.dial("300")
        second = await alice.dial("300")
        for call in (first, second):
            await call.answered()
        for call in (first, second):
            await call.audio.until(lambda heard: tone_from(heard, ALICE_TONE_HZ), "its own echo", 3)


async def test_muted_it_sends_no_audio_but_still_answers(phones: Phones) -> None:
    async with phones.alice as alice, phones.caller("200") as caller:
        call = await _talking(alice)
        await caller.audio.until(lambda heard: tone_from(heard, ALICE_TONE_HZ), "Alice", 3)
        call.mute()
        muted_at = call.audio.now()
        await caller.audio.until(lambda heard: silence_from(heard, muted_at, 0.3), "silence", 4)
        await caller.hang_up()
        assert (await call.ended()).is_a("BYE")


async def test_without_power_it_answers_nothing_any_more(phones: Phones) -> None:
    async with phones.alice as alice, phones.caller("200") as caller:
        call = await alice.came()
        await call.answer()
        await call.confirmed()
        alice.die()
        with pytest.raises(PeerEnded):
            await call.received("BYE", seconds=5)
        await caller.hang_up()
        await caller.ended()
        sent = [message for message in call.messages if message.direction is Direction.SENT]
        assert not [message for message in sent if message.is_a("BYE")]


async def test_of_two_devices_the_one_that_did_not_answer_is_told(phones: Phones) -> None:
    async with phones.alice as alice, phones.bob as bob, phones.caller("210") as caller:
        ringing, answering = await alice.came(), await bob.came()
        await answering.answer()
        assert "completed elsewhere" in (await ringing.cancelled()).header("Reason").lower()
        await caller.audio.until(lambda heard: tone_from(heard, BOB_TONE_HZ), "Bob", 3)
        await answering.hang_up()


async def test_waiting_in_vain_says_for_what(phones: Phones) -> None:
    async with phones.alice as alice:
        with pytest.raises(WaitedTooLong, match="call"):
            await alice.came(0.2)


async def _talking(phone: DeskPhone) -> ComingCall:
    """The next call, answered and joined: before that, Asterisk refuses what concerns two parties."""
    call = await phone.came()
    await call.answer()
    await call.audio.until(lambda heard: tone_from(heard, CALLER_TONE_HZ), "the caller", 5)
    return call
