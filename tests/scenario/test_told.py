"""What waiting callers are told: their place and the estimated wait as both change, and messages in between."""

import asyncio
import contextlib
import math
from collections.abc import Callable

import pytest

from acd.events import EntryQueued, EstimateJudged, LegsBridged, PositionAnnounced
from cdr.record import FinalStatus
from service.peers.caller import Caller
from service.peers.g711 import RATE
from service.peers.hearing import Heard, find_sound, played_until, tone_from
from tests.support.scenario import Helpdesk
from tests.support.scenario_ears import announced
from tests.support.scenario_machine import AGENT_TONE_HZ, CALLER_TONE_HZ
from tests.support.scenario_records import Menu, Offered, Queue, Stay, Talk, call_of, check
from vocabulary.ids import ContactId
from vocabulary.parties import Party

pytestmark = [pytest.mark.scenario, pytest.mark.asyncio(loop_scope="session")]

Measured = Callable[[str, float], None]

ANNOUNCEMENT_SECONDS = 20.0
COMFORT_AFTER_SECONDS = 5.0
NOTHING_DELAYS_AN_ANSWER_SECONDS = 0.5


async def test_a_caller_hears_place_and_estimated_wait_change(desk: Helpdesk) -> None:
    next_one = desk.sound("queue-youarenext", 2.0)
    async with desk.on_duty("tess") as phone, contextlib.AsyncExitStack() as calls:
        served = await calls.enter_async_context(desk.caller("126"))
        first_call = await phone.rang()
        await first_call.answer()
        await desk.watch.fact(LegsBridged, await desk.contact_of(served))
        judged, judged_contact = await _enters(desk, calls)
        await served.hang_up()
        second_call = await phone.rang()
        await second_call.answer()
        await desk.watch.fact(EstimateJudged, judged_contact)
        ahead = [(await _enters(desk, calls))[0] for _ in range(2)]
        caller, contact = await _enters(desk, calls)
        end = await _hears(desk, caller, contact, 3)
        await ahead[0].hang_up()
        await _hears(desk, caller, contact, 2, after=end)
        await ahead[1].hang_up()
        await caller.audio.until(lambda heard: find_sound(heard.samples, next_one).found or None, "position 1", 10)
        await judged.hang_up()
        call = await phone.rang()
        answer = await call.answer()
        await phone.audio.listen(0.5)
        heard = phone.audio.heard()
        bye = await call.hang_up()
        await caller.ended()
        record = await desk.record(contact)
    stays: list[Stay] = [
        Menu((await caller.answered()).at_unix, "handed to queue", flow="told"),
        Queue(
            answer.at_unix,
            "told",
            position=3,
            announced=(3, 2, 1),
            offers=(Offered("tess", call.invite.at_unix, answer.at_unix),),
        ),
        Talk(bye.at_unix, Party.AGENT, heard=heard),
    ]
    check(call_of(caller, contact, stays, FinalStatus.ANSWERED, Party.AGENT), record)
    queue = record.segments[1]
    bounds = [each.bound_seconds for each in queue.announcements if each.bound_seconds is not None]
    assert [each.wait_spoken for each in queue.announcements] == [True] * 3
    assert len(bounds) == 3
    assert bounds == sorted(bounds, reverse=True)
    assert queue.estimate is not None
    assert queue.wait_seconds is not None
    assert queue.estimate.waited_seconds == pytest.approx(queue.wait_seconds, abs=0.001)
    assert 0 < queue.estimate.median_seconds < queue.estimate.bound_seconds


async def _enters(desk: Helpdesk, calls: contextlib.AsyncExitStack) -> tuple[Caller, ContactId]:
    """The next caller of this queue, once in it."""
    caller = await calls.enter_async_context(desk.caller("126"))
    contact = await desk.contact_of(caller)
    await desk.watch.fact(EntryQueued, contact)
    return caller, contact


async def _hears(desk: Helpdesk, caller: Caller, contact: ContactId, position: int, *, after: float = 0.0) -> float:
    """Where, in seconds, the announcement of this position ends, with the wait as it was estimated for it."""
    told, _ = await desk.watch.fact(PositionAnnounced, contact, nth=4 - position)
    assert told.position == position
    assert told.bound_seconds is not None
    minutes = math.ceil(told.bound_seconds / 60)
    assert 1 < minutes <= 20
    place = ("queue-thereare", f"digits/{position}", "queue-callswaiting")
    wait = ("queue-holdtime", "queue-less-than", f"digits/{minutes}", "queue-minutes")
    sounds, begin = [desk.sound(name) for name in (*place, *wait)], round(after * RATE)

    def all_of_it(heard: Heard) -> float | None:
        return announced(heard.samples[begin:], sounds)

    return after + await caller.audio.until(all_of_it, f"position {position}", ANNOUNCEMENT_SECONDS)


async def test_an_answer_during_a_comfort_message_stops_it_at_once(desk: Helpdesk, measured: Measured) -> None:
    message, begin = desk.sound("demo-congrats"), desk.sound("demo-congrats", 1.0)
    async with desk.phone("cora") as phone, desk.caller("131") as caller:
        contact = await desk.contact_of(caller)
        accepted = await caller.answered()
        await caller.audio.until(lambda heard: find_sound(heard.samples, begin).found or None, "message", 10)
        await desk.log_in("cora")
        call = await phone.rang()
        asked = desk.clock()
        answer = await call.answer()
        by_caller, by_agent = await asyncio.gather(
            caller.audio.until(lambda heard: tone_from(heard, AGENT_TONE_HZ, asked), "agent's tone", 5),
            phone.audio.until(lambda heard: tone_from(heard, CALLER_TONE_HZ), "caller's tone", 5),
        )
        heard = caller.audio.heard()
        await phone.audio.listen(0.5)
        bye = await caller.hang_up()
        await call.ended()
        record = await desk.record(contact)
        await desk.log_out("cora")
    match = find_sound(heard.samples, begin)
    silenced = played_until(heard, message, match)
    began_at = heard.at(round(match.offset_seconds * RATE))
    seconds = max(by_caller.unix, by_agent.unix) - answer.at_unix
    measured("agent's 200 OK to two-way audio, during a comfort message", seconds)
    assert began_at.unix - accepted.at_unix == pytest.approx(COMFORT_AFTER_SECONDS, abs=0.5)
    assert answer.at_unix < silenced.unix <= by_caller.unix + 0.05
    assert seconds <= NOTHING_DELAYS_AN_ANSWER_SECONDS
    stays: list[Stay] = [
        Menu(accepted.at_unix, "handed to queue", flow="soothing"),
        Queue(answer.at_unix, "soothing", offers=(Offered("cora", call.invite.at_unix, answer.at_unix),)),
        Talk(bye.at_unix, Party.CALLER, heard=phone.audio.heard()),
    ]
    check(call_of(caller, contact, stays, FinalStatus.ANSWERED, Party.CALLER), record)
    assert [each.comfort for each in record.segments[1].announcements] == [0]
