"""What a caller hears has no gap, whoever they are handed to: measured on the packets that reach their telephone.

Two figures each: the longest pause between two packets, and the longest stretch of them without an audible sound, from
before the change until half a second after it. The music of this document sounds from its first sample on, without a
rest: where it is silent, somebody waits in silence.
"""

from collections.abc import Awaitable, Callable
from itertools import pairwise

import pytest

from service.peers.audio import AudioPeer
from service.peers.hearing import Heard, tone_from
from tests.scenario.supervise.ears import longest_gap, packets_since
from tests.scenario.talk.floor import Talk, ann_talks, joined, over
from tests.support.scenario_errands import OUTSIDE_TONE_HZ, ErrandsDesk
from tests.support.scenario_machine import AGENT_TONE_HZ
from tests.support.scenario_talk import COLLEAGUE_TONE_HZ, at_desk, hears
from vocabulary.instant import Instant

pytestmark = [pytest.mark.scenario, pytest.mark.asyncio(loop_scope="session")]

LONGEST_SECONDS = 0.2
ASTERISKS_OWN_SECONDS = 0.7
"""In an attended transfer by REFER Asterisk ends the music at once and takes half a second to put the legs together."""

Measured = Callable[[str, float], None]

Change = Callable[[Talk, Instant], Awaitable[None]]
Before = Callable[[Talk], Awaitable[object]]


async def nothing(_: Talk) -> None:
    """They talk."""


async def held(talk: Talk) -> None:
    await talk.asks("hold")
    await hears(talk.caller.audio)


async def music_begins(talk: Talk, since: Instant) -> None:
    await hears(talk.caller.audio, since=since)
    await talk.caller.audio.listen(1.5)


async def held_by_command(talk: Talk, since: Instant) -> None:
    await talk.asks("hold")
    await music_begins(talk, since)


async def resumed_by_command(talk: Talk, since: Instant) -> None:
    await talk.asks("resume")
    await hears(talk.caller.audio, AGENT_TONE_HZ, since=since)


async def held_by_phone(talk: Talk, since: Instant) -> None:
    await talk.call.hold()
    await music_begins(talk, since)


async def phone_holds(talk: Talk) -> None:
    await talk.call.hold()
    await hears(talk.caller.audio)


async def resumed_by_phone(talk: Talk, since: Instant) -> None:
    await talk.call.resume()
    await hears(talk.caller.audio, AGENT_TONE_HZ, since=since)


async def question_begun(talk: Talk, since: Instant) -> None:
    await talk.asks("consult", to_agent="eve")
    await (await talk.eve.came()).answer()
    await music_begins(talk, since)


async def question_completed(talk: Talk, since: Instant) -> None:
    await talk.asks("complete")
    await hears(talk.caller.audio, COLLEAGUE_TONE_HZ, since=since)


async def question_cancelled(talk: Talk, since: Instant) -> None:
    await talk.asks("cancel")
    await hears(talk.caller.audio, AGENT_TONE_HZ, since=since)


async def three_joined(talk: Talk, since: Instant) -> None:
    await talk.asks("conference")
    await hears(talk.caller.audio, AGENT_TONE_HZ, COLLEAGUE_TONE_HZ, since=since)


async def handed_by_command(talk: Talk, since: Instant) -> None:
    await talk.asks("transfer", to_agent="eve")
    await (await talk.eve.came()).answer()
    await hears(talk.caller.audio, COLLEAGUE_TONE_HZ, since=since)


async def handed_outside(talk: Talk, since: Instant) -> None:
    await talk.asks("transfer", to_number="+12025550777")
    await (await talk.desk.outside.rang()).answer()
    await hears(talk.caller.audio, OUTSIDE_TONE_HZ, since=since)


async def handed_blindly(talk: Talk, since: Instant) -> None:
    await talk.call.refer("75")
    await talk.call.hang_up()
    await (await talk.eve.came()).answer()
    await hears(talk.caller.audio, COLLEAGUE_TONE_HZ, since=since)


async def handed_to_a_queue(talk: Talk, since: Instant) -> None:
    await talk.call.refer("42")
    await talk.call.hang_up()
    await (await talk.eve.came()).answer()
    await hears(talk.caller.audio, COLLEAGUE_TONE_HZ, since=since)


async def eve_asked_by_phone(talk: Talk) -> None:
    await talk.calls_eve()
    await hears(talk.caller.audio)


async def handed_with_announcement(talk: Talk, since: Instant) -> None:
    await joined(talk.call, talk.ann.dialled[-1])
    await hears(talk.caller.audio, COLLEAGUE_TONE_HZ, since=since)


CHANGES = (
    pytest.param(nothing, held_by_command, id="hold by command"),
    pytest.param(held, resumed_by_command, id="resume by command"),
    pytest.param(nothing, held_by_phone, id="hold by phone"),
    pytest.param(phone_holds, resumed_by_phone, id="resume by phone"),
    pytest.param(nothing, question_begun, id="consult begun"),
    pytest.param(Talk.asks_eve, question_completed, id="consult completed"),
    pytest.param(Talk.asks_eve, question_cancelled, id="consult cancelled"),
    pytest.param(Talk.asks_eve, three_joined, id="conference"),
    pytest.param(nothing, handed_by_command, id="transfer by command"),
    pytest.param(nothing, handed_outside, id="transfer outside by command"),
    pytest.param(nothing, handed_blindly, id="blind transfer by phone"),
    pytest.param(nothing, handed_to_a_queue, id="blind transfer to a queue by phone"),
)


@pytest.mark.parametrize(("before", "change"), CHANGES)
async def test_the_caller_hears_no_gap(
    desk: ErrandsDesk, measured: Measured, request: pytest.FixtureRequest, before: Before, change: Change
) -> None:
    async with ann_talks(desk) as talk:
        await before(talk)
        await talk.caller.audio.listen(0.3)
        since = talk.caller.audio.captured[-10].at
        await change(talk, since)
        pause, silence = longest_pause(talk.caller.audio, since), longest_gap(talk.caller.audio, since)
        await talk.over()
        for taken in talk.eve.taken:
            await taken.ended()
    name = request.node.callspec.id
    measured(f"{name}: longest pause between packets", pause)
    measured(f"{name}: longest silence", silence)
    assert pause <= LONGEST_SECONDS
    assert silence <= LONGEST_SECONDS


async def test_the_caller_hears_no_gap_when_the_agent_answers(desk: ErrandsDesk, measured: Measured) -> None:
    async with desk.caller("600") as caller:
        contact = await desk.contact_of(caller)
        await hears(caller.audio)
        async with at_desk(desk, "ann") as ann:
            call = await ann.came()
            since = caller.audio.captured[-1].at
            await call.answer()
            await caller.audio.until(_agent_speaks, "the agent", 5)
            pause, silence = longest_pause(caller.audio, since), longest_gap(caller.audio, since)
            await over(desk, caller, contact)
    measured("connect: longest pause between packets", pause)
    measured("connect: longest silence", silence)
    assert pause <= LONGEST_SECONDS
    assert silence <= LONGEST_SECONDS


async def test_an_attended_transfer_by_phone_is_as_silent_as_asterisk_makes_it(
    desk: ErrandsDesk, measured: Measured
) -> None:
    async with ann_talks(desk) as talk:
        await eve_asked_by_phone(talk)
        since = talk.caller.audio.captured[-1].at
        await handed_with_announcement(talk, since)
        pause = longest_pause(talk.caller.audio, since)
        await talk.over()
        for taken in talk.eve.taken:
            await taken.ended()
    measured("attended transfer by phone: longest pause between packets", pause)
    assert LONGEST_SECONDS < pause <= ASTERISKS_OWN_SECONDS


def _agent_speaks(heard: Heard) -> Instant | None:
    return tone_from(heard, AGENT_TONE_HZ)


def longest_pause(audio: AudioPeer, since: Instant) -> float:
    """Seconds between the two neighbouring packets that are furthest apart, of those since then."""
    packets = packets_since(audio, since)
    return max(after.at.since(before.at) for before, after in pairwise(packets))
