"""What a caller hears has no gap, whoever they are handed to: measured on the packets that reach their telephone.

Two figures each: the longest pause between two packets, and the longest stretch of them without an audible sound, from
before the change until half a second after it. The music of this document sounds from its first sample on, without a
rest: where it is silent, somebody waits in silence.
"""

from collections.abc import Awaitable, Callable
from itertools import pairwise

import pytest

from service.peers.audio import AudioPeer
from service.peers.caller import Caller
from service.peers.hearing import Heard, tone_from
from tests.scenario.supervise.ears import longest_gap, packets_since
from tests.scenario.talk.test_by_command import over, talking
from tests.support.phone_calls import ComingCall, DialledCall
from tests.support.phone_desk import DeskPhone
from tests.support.scenario_errands import OUTSIDE_TONE_HZ, ErrandsDesk
from tests.support.scenario_machine import AGENT_TONE_HZ
from tests.support.scenario_talk import COLLEAGUE_TONE_HZ, asked, at_desk, hears
from vocabulary.instant import Instant

pytestmark = [pytest.mark.scenario, pytest.mark.asyncio(loop_scope="session")]

LONGEST_SECONDS = 0.2
ASTERISKS_OWN_SECONDS = 0.7
"""In an attended transfer by REFER Asterisk ends the music at once and takes half a second to put the legs together."""

Measured = Callable[[str, float], None]


class Conversation:
    """A caller who talks with ann; eve is there to be asked."""

    def __init__(self, desk: ErrandsDesk, caller: Caller, ann: DeskPhone, eve: DeskPhone, call: ComingCall) -> None:
        self.desk = desk
        self.caller = caller
        self.ann = ann
        self.eve = eve
        self.call = call

    async def asks(self, action: str, **body: str) -> None:
        await asked(self.desk, "ann", action, {"as": "ann", **body})

    async def hold(self) -> None:
        await self.asks("hold")
        await hears(self.caller.audio)

    async def ask_eve(self) -> None:
        await self.asks("consult", to_agent="eve")
        await (await self.eve.came()).answer()
        await hears(self.ann.audio, COLLEAGUE_TONE_HZ)

    async def ask_eve_by_phone(self) -> DialledCall:
        await self.call.hold()
        second = await self.ann.dial("75")
        await (await self.eve.came()).answer()
        await hears(second.audio, COLLEAGUE_TONE_HZ)
        return second


Change = Callable[[Conversation, Instant], Awaitable[None]]
Before = Callable[[Conversation], Awaitable[object]]


async def nothing(_: Conversation) -> None:
    """They talk."""


async def music_begins(talk: Conversation, since: Instant) -> None:
    await hears(talk.caller.audio, since=since)
    await talk.caller.audio.listen(1.5)


async def held_by_command(talk: Conversation, since: Instant) -> None:
    await talk.asks("hold")
    await music_begins(talk, since)


async def resumed_by_command(talk: Conversation, since: Instant) -> None:
    await talk.asks("resume")
    await hears(talk.caller.audio, AGENT_TONE_HZ, since=since)


async def held_by_phone(talk: Conversation, since: Instant) -> None:
    await talk.call.hold()
    await music_begins(talk, since)


async def phone_holds(talk: Conversation) -> None:
    await talk.call.hold()
    await hears(talk.caller.audio)


async def resumed_by_phone(talk: Conversation, since: Instant) -> None:
    await talk.call.resume()
    await hears(talk.caller.audio, AGENT_TONE_HZ, since=since)


async def question_begun(talk: Conversation, since: Instant) -> None:
    await talk.asks("consult", to_agent="eve")
    await (await talk.eve.came()).answer()
    await music_begins(talk, since)


async def question_completed(talk: Conversation, since: Instant) -> None:
    await talk.asks("complete")
    await hears(talk.caller.audio, COLLEAGUE_TONE_HZ, since=since)


async def question_cancelled(talk: Conversation, since: Instant) -> None:
    await talk.asks("cancel")
    await hears(talk.caller.audio, AGENT_TONE_HZ, since=since)


async def three_joined(talk: Conversation, since: Instant) -> None:
    await talk.asks("conference")
    await hears(talk.caller.audio, AGENT_TONE_HZ, COLLEAGUE_TONE_HZ, since=since)


async def handed_by_command(talk: Conversation, since: Instant) -> None:
    await talk.asks("transfer", to_agent="eve")
    await (await talk.eve.came()).answer()
    await hears(talk.caller.audio, COLLEAGUE_TONE_HZ, since=since)


async def handed_outside(talk: Conversation, since: Instant) -> None:
    await talk.asks("transfer", to_number="+12025550777")
    await (await talk.desk.outside.rang()).answer()
    await hears(talk.caller.audio, OUTSIDE_TONE_HZ, since=since)


async def handed_blindly(talk: Conversation, since: Instant) -> None:
    await talk.call.refer("75")
    await talk.call.hang_up()
    await (await talk.eve.came()).answer()
    await hears(talk.caller.audio, COLLEAGUE_TONE_HZ, since=since)


async def handed_to_a_queue(talk: Conversation, since: Instant) -> None:
    await talk.call.refer("42")
    await talk.call.hang_up()
    await (await talk.eve.came()).answer()
    await hears(talk.caller.audio, COLLEAGUE_TONE_HZ, since=since)


async def eve_asked_by_phone(talk: Conversation) -> None:
    await talk.ask_eve_by_phone()
    await hears(talk.caller.audio)


async def handed_with_announcement(talk: Conversation, since: Instant) -> None:
    second = talk.ann.dialled[-1]
    await talk.call.refer_replacing(second)
    await second.ended()
    await talk.call.hang_up()
    await hears(talk.caller.audio, COLLEAGUE_TONE_HZ, since=since)


CHANGES = (
    pytest.param(nothing, held_by_command, id="hold by command"),
    pytest.param(Conversation.hold, resumed_by_command, id="resume by command"),
    pytest.param(nothing, held_by_phone, id="hold by phone"),
    pytest.param(phone_holds, resumed_by_phone, id="resume by phone"),
    pytest.param(nothing, question_begun, id="consult begun"),
    pytest.param(Conversation.ask_eve, question_completed, id="consult completed"),
    pytest.param(Conversation.ask_eve, question_cancelled, id="consult cancelled"),
    pytest.param(Conversation.ask_eve, three_joined, id="conference"),
    pytest.param(nothing, handed_by_command, id="transfer by command"),
    pytest.param(nothing, handed_outside, id="transfer outside by command"),
    pytest.param(nothing, handed_blindly, id="blind transfer by phone"),
    pytest.param(nothing, handed_to_a_queue, id="blind transfer to a queue by phone"),
)


@pytest.mark.parametrize(("before", "change"), CHANGES)
async def test_the_caller_hears_no_gap(
    desk: ErrandsDesk, measured: Measured, request: pytest.FixtureRequest, before: Before, change: Change
) -> None:
    async with (
        at_desk(desk, "ann") as ann,
        at_desk(desk, "eve", COLLEAGUE_TONE_HZ) as eve,
        desk.caller("600") as caller,
    ):
        contact, call = await talking(desk, caller, ann)
        talk = Conversation(desk, caller, ann, eve, call)
        await before(talk)
        await caller.audio.listen(0.3)
        since = caller.audio.captured[-10].at
        await change(talk, since)
        pause, silence = longest_pause(caller.audio, since), longest_gap(caller.audio, since)
        await over(desk, caller, contact)
        for taken in eve.taken:
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
    async with (
        at_desk(desk, "ann") as ann,
        at_desk(desk, "eve", COLLEAGUE_TONE_HZ) as eve,
        desk.caller("600") as caller,
    ):
        contact, call = await talking(desk, caller, ann)
        talk = Conversation(desk, caller, ann, eve, call)
        await eve_asked_by_phone(talk)
        since = caller.audio.captured[-1].at
        await handed_with_announcement(talk, since)
        pause = longest_pause(caller.audio, since)
        await over(desk, caller, contact)
        for taken in eve.taken:
            await taken.ended()
    measured("attended transfer by phone: longest pause between packets", pause)
    assert LONGEST_SECONDS < pause <= ASTERISKS_OWN_SECONDS


def _agent_speaks(heard: Heard) -> Instant | None:
    return tone_from(heard, AGENT_TONE_HZ)


def longest_pause(audio: AudioPeer, since: Instant) -> float:
    """Seconds between the two neighbouring packets that are furthest apart, of those since then."""
    packets = packets_since(audio, since)
    return max(after.at.since(before.at) for before, after in pairwise(packets))
