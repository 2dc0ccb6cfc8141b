"""Several phones of one agent, and phones that send a call elsewhere: one has the caller, the others are told."""

import asyncio
import re

import pytest

from service.peers.hearing import Heard, tone_from
from service.peers.sip import SipMessage
from tests.scenario.talk.floor import over
from tests.scenario.talk.outline import check_record
from tests.support.phone_calls import ComingCall
from tests.support.scenario_errands import ErrandsDesk
from tests.support.scenario_machine import AGENT_TONE_HZ, CALLER_TONE_HZ
from tests.support.scenario_talk import COLLEAGUE_TONE_HZ, at_desk, hears, on_two_phones

pytestmark = [pytest.mark.scenario, pytest.mark.asyncio(loop_scope="session")]

ANSWERED_ELSEWHERE = re.compile(r"Q\.850\s*;\s*cause=26|SIP\s*;\s*cause=200", re.IGNORECASE)
"""As phones know it, and list no missed call then (RFC 3326; 26 is non-selected user clearing)."""

BY_FAY = (
    "in: answered, ended by caller (normal)",
    "menu experts: handed to queue",
    "queue experts: answered",
    "  fay: answered (normal)",
    "agent fay of experts: ended by caller",
    "recording complete",
)


def told_why(call: ComingCall) -> SipMessage:
    """What ended the phone's ringing, or its call."""
    return next(message for message in call.messages if message.method in {"CANCEL", "BYE"})


@pytest.mark.parametrize("first", [0, 1])
async def test_of_two_phones_the_one_that_does_not_answer_is_told_where_the_call_went(
    desk: ErrandsDesk, first: int
) -> None:
    async with on_two_phones(desk) as phones, desk.caller("603") as caller:
        contact = await desk.contact_of(caller)
        winner, loser = phones[first], phones[1 - first]
        taken, missed = await winner.came(), await loser.came()
        await taken.answer()
        await hears(caller.audio, (AGENT_TONE_HZ, COLLEAGUE_TONE_HZ)[first])
        await hears(winner.audio, CALLER_TONE_HZ)
        cancel = await missed.cancelled()
        assert ANSWERED_ELSEWHERE.search(cancel.header("Reason")), cancel.header("Reason")
        record = await over(desk, caller, contact)
        await taken.ended()
        assert not loser.audio.captured
    check_record(record, *BY_FAY)


async def test_of_two_phones_that_answer_at_once_one_has_the_caller(desk: ErrandsDesk) -> None:
    async with on_two_phones(desk) as phones, desk.caller("603") as caller:
        contact = await desk.contact_of(caller)
        calls = [await phone.came() for phone in phones]
        await asyncio.gather(*(call.answer() for call in calls))
        voice = await caller.audio.until(_whose_voice, "one of the two", 5)
        winner = (AGENT_TONE_HZ, COLLEAGUE_TONE_HZ).index(voice)
        await calls[1 - winner].ended()
        await hears(caller.audio, voice)
        await hears(phones[winner].audio, CALLER_TONE_HZ)
        assert tone_from(phones[1 - winner].audio.heard(), CALLER_TONE_HZ) is None
        why = told_why(calls[1 - winner]).header("Reason")
        assert ANSWERED_ELSEWHERE.search(why), why
        record = await over(desk, caller, contact)
        await calls[winner].ended()
    check_record(record, *BY_FAY)


def _whose_voice(heard: Heard) -> float | None:
    return next((hertz for hertz in (AGENT_TONE_HZ, COLLEAGUE_TONE_HZ) if tone_from(heard, hertz)), None)


async def test_what_one_phone_declines_the_other_may_answer(desk: ErrandsDesk) -> None:
    async with on_two_phones(desk) as (first, second), desk.caller("603") as caller:
        contact = await desk.contact_of(caller)
        declined, taken = await first.came(), await second.came()
        await declined.decline(486)
        await taken.answer()
        await hears(caller.audio, COLLEAGUE_TONE_HZ)
        record = await over(desk, caller, contact)
        await taken.ended()
    check_record(record, *BY_FAY)


async def test_an_agent_who_declines_on_both_phones_has_declined_once(desk: ErrandsDesk) -> None:
    async with on_two_phones(desk) as (first, second), desk.caller("603") as caller:
        contact = await desk.contact_of(caller)
        for phone, status in ((first, 603), (second, 480)):
            await (await phone.came()).decline(status)
        await hears(caller.audio)
        async with at_desk(desk, "eve") as eve:
            call = await eve.came()
            await call.answer()
            await hears(caller.audio, AGENT_TONE_HZ)
            record = await over(desk, caller, contact)
    check_record(
        record,
        "in: answered, ended by caller (normal)",
        "menu experts: handed to queue",
        "queue experts: answered",
        "  fay: declined (rejected)",
        "  eve: answered (normal)",
        "agent eve of experts: ended by caller",
        "recording complete",
    )


async def test_a_phone_that_redirects_rings_nobody_else_and_the_caller_keeps_the_place(desk: ErrandsDesk) -> None:
    async with (
        at_desk(desk, "ann") as ann,
        at_desk(desk, "eve", COLLEAGUE_TONE_HZ) as eve,
        desk.caller("600") as caller,
    ):
        contact = await desk.contact_of(caller)
        redirected = await ann.came()
        await redirected.redirect(f"sip:75@{desk.target[0]}:{desk.target[1]}")
        await redirected.ended()
        await hears(caller.audio)
        async with at_desk(desk, "ben") as ben:
            call = await ben.came()
            await call.answer()
            await hears(caller.audio, AGENT_TONE_HZ)
            record = await over(desk, caller, contact)
        assert not eve.calls
        assert not desk.outside.calls or desk.outside.calls[-1].invite.at_unix < redirected.invite.at_unix
    check_record(
        record,
        "in: answered, ended by caller (normal)",
        "menu sales: handed to queue",
        "queue sales: answered",
        "  ann: unreachable (redirected)",
        "  ben: answered (normal)",
        "agent ben of sales: ended by caller",
        "recording complete",
    )
