"""Calls that agents place themselves: busy meanwhile, their turn kept, each call outside written down."""

import pytest

from acd.agents import Activity
from acd.commands import Device
from service.peers.caller import Caller
from service.peers.hearing import tone_from
from tests.scenario.talk.floor import over, talking
from tests.scenario.talk.outline import check_record
from tests.support.phone_calls import ComingCall
from tests.support.phone_desk import DeskPhone
from tests.support.scenario_errands import OUTSIDE_TONE_HZ, ErrandsDesk
from tests.support.scenario_machine import AGENT_TONE_HZ, CALLER_TONE_HZ
from tests.support.scenario_talk import COLLEAGUE_TONE_HZ, activity_is, at_desk, hears, registered
from vocabulary.ids import AgentName, ContactId

pytestmark = [pytest.mark.scenario, pytest.mark.asyncio(loop_scope="session")]

OUTSIDE = "+12025550777"
TALKED = (
    "out by ann: answered, ended by agent (normal)",
    "outside +12025550777 of ann: ended by agent",
    "outside +12025550777 there, ended by agent",
    "recording complete",
)


async def _called_by_ann(desk: ErrandsDesk, before: list[ContactId]) -> ContactId:
    """The contact that her call outside became."""

    def began() -> ContactId | None:
        new = [contact for contact in desk.contacts_from("71") if contact not in before]
        return new[0] if new else None

    return await desk.watch.until(began, "a call of ann's")


async def test_a_call_of_ones_own_keeps_offers_away_and_the_turn(desk: ErrandsDesk) -> None:
    before = desk.contacts_from("71")
    async with at_desk(desk, "ann") as ann, at_desk(desk, "ben", COLLEAGUE_TONE_HZ) as ben:
        own = await ann.dial(OUTSIDE)
        outside = await desk.outside.rang()
        await activity_is(desk, "ann", Activity.ELSEWHERE)
        await outside.answer()
        await hears(own.audio, OUTSIDE_TONE_HZ)
        async with desk.caller("600") as first:
            contact, call = await talking_with(desk, first, ben, COLLEAGUE_TONE_HZ)
            assert not ann.calls
            await over(desk, first, contact)
            await call.ended()
        await own.hang_up()
        await outside.ended()
        await activity_is(desk, "ann", Activity.IDLE)
        for agent in ("ann", "ben"):
            await desk.device_is(agent, Device.FREE)
        async with desk.caller("600") as second:
            contact, call = await talking(desk, second, ann)
            assert len(ben.calls) == 1
            await over(desk, second, contact)
            await call.ended()
        record = await desk.record(await _called_by_ann(desk, before))
    check_record(record, *TALKED)


async def talking_with(
    desk: ErrandsDesk, caller: Caller, phone: DeskPhone, tone_hz: float
) -> tuple[ContactId, ComingCall]:
    """As ``talking``, with whoever has this voice."""
    contact = await desk.contact_of(caller)
    call = await phone.came()
    await call.answer()
    await hears(caller.audio, tone_hz)
    return contact, call


async def test_a_call_of_ones_own_does_not_send_the_longest_idle_to_the_end(desk: ErrandsDesk) -> None:
    async with at_desk(desk, "ann") as ann, at_desk(desk, "ben", COLLEAGUE_TONE_HZ) as ben:
        own = await ann.dial(OUTSIDE)
        outside = await desk.outside.rang()
        await outside.answer()
        await hears(own.audio, OUTSIDE_TONE_HZ)
        await own.hang_up()
        await outside.ended()
        await activity_is(desk, "ann", Activity.IDLE)
        async with desk.caller("600") as caller:
            contact, _ = await talking(desk, caller, ann)
            assert not ben.calls
            await over(desk, caller, contact)


@pytest.mark.parametrize(
    ("status", "final", "cause", "told"),
    [
        (486, "busy", "busy", 486),
        (603, "not answered", "rejected", 403),
        (480, "not answered", "no_answer", 480),
        (503, "not reached", "congestion", 503),
    ],
)
async def test_a_number_outside_that_refuses_is_told_to_the_phone_and_written_down(
    desk: ErrandsDesk, status: int, final: str, cause: str, told: int
) -> None:
    before = desk.contacts_from("71")
    async with at_desk(desk, "ann") as ann:
        own = await ann.dial(OUTSIDE)
        outside = await desk.outside.rang()
        await outside.decline(status)
        refusal = await own.refused()
        await own.ended()
        await activity_is(desk, "ann", Activity.IDLE)
        record = await desk.record(await _called_by_ann(desk, before))
    check_record(record, f"out by ann: {final}, ended by caller ({cause})")
    assert refusal.status == told


async def test_an_agent_who_gives_up_while_it_rings_outside_is_written_down_so(desk: ErrandsDesk) -> None:
    before = desk.contacts_from("71")
    async with at_desk(desk, "ann") as ann:
        own = await ann.dial(OUTSIDE)
        outside = await desk.outside.rang()
        await own.ringing()
        await own.hang_up()
        await own.ended()
        await outside.cancelled()
        await activity_is(desk, "ann", Activity.IDLE)
        record = await desk.record(await _called_by_ann(desk, before))
    check_record(record, "out by ann: given up, ended by agent (normal)")


async def test_whoever_was_called_outside_hangs_up(desk: ErrandsDesk) -> None:
    before = desk.contacts_from("71")
    async with at_desk(desk, "ann") as ann:
        own = await ann.dial(OUTSIDE)
        outside = await desk.outside.rang()
        await outside.answer()
        await hears(own.audio, OUTSIDE_TONE_HZ)
        await outside.hang_up()
        await own.ended()
        await activity_is(desk, "ann", Activity.IDLE)
        record = await desk.record(await _called_by_ann(desk, before))
    check_record(
        record,
        "out by ann: answered, ended by caller (normal)",
        "outside +12025550777 of ann: ended by caller",
        "outside +12025550777 there, ended by caller",
        "recording complete",
    )


async def test_by_command_the_agents_phone_rings_first_then_the_number_outside(desk: ErrandsDesk) -> None:
    before = desk.contacts_from("71")
    async with at_desk(desk, "ann") as ann:
        await desk.control.post("/v1/agents/ann/dial", {"as": "ann", "to_number": OUTSIDE})
        own = await ann.came()
        await own.answer()
        outside = await desk.outside.rang()
        await activity_is(desk, "ann", Activity.ELSEWHERE)
        await outside.answer()
        await hears(ann.audio, OUTSIDE_TONE_HZ)
        await desk.outside.audio.until(lambda heard: tone_from(heard, AGENT_TONE_HZ), "ann", 5)
        await own.hang_up()
        await outside.ended()
        await activity_is(desk, "ann", Activity.IDLE)
        record = await desk.record(await _called_by_ann(desk, before))
    check_record(record, *TALKED)


async def test_an_agent_who_does_not_take_the_call_they_asked_for_calls_nobody(desk: ErrandsDesk) -> None:
    async with at_desk(desk, "ann") as ann:
        calls = len(desk.outside.calls)
        await desk.control.post("/v1/agents/ann/dial", {"as": "ann", "to_number": OUTSIDE})
        own = await ann.came()
        await own.decline(486)
        await activity_is(desk, "ann", Activity.IDLE)
        await own.ended()
        assert len(desk.outside.calls) == calls


async def test_a_colleague_is_called_and_both_are_busy_meanwhile(desk: ErrandsDesk) -> None:
    async with at_desk(desk, "ann") as ann, at_desk(desk, "eve", COLLEAGUE_TONE_HZ) as eve:
        own = await ann.dial("75")
        call = await eve.came()
        await activity_is(desk, "eve", Activity.ELSEWHERE)
        await call.answer()
        await hears(own.audio, COLLEAGUE_TONE_HZ)
        await hears(eve.audio, AGENT_TONE_HZ)
        async with desk.caller("603") as caller:
            contact = await desk.contact_of(caller)
            await hears(caller.audio)
            assert len(eve.calls) == 1
            await own.hang_up()
            await call.ended()
            again = await eve.came()
            await again.answer()
            await hears(caller.audio, COLLEAGUE_TONE_HZ)
            await over(desk, caller, contact)


@pytest.mark.parametrize("why", ["not registered", "declines"])
async def test_a_colleague_who_cannot_be_reached_is_told_to_the_phone(desk: ErrandsDesk, why: str) -> None:
    async with at_desk(desk, "ann") as ann:
        if why == "not registered":
            own = await ann.dial("75")
            refusal = await own.refused()
        else:
            async with at_desk(desk, "eve", COLLEAGUE_TONE_HZ) as eve:
                own = await ann.dial("75")
                await (await eve.came()).decline(603)
                refusal = await own.refused()
        await own.ended()
        await activity_is(desk, "ann", Activity.IDLE)
    assert (refusal.status or 0) >= 400


async def test_an_agent_may_call_without_being_logged_in(desk: ErrandsDesk) -> None:
    before = desk.contacts_from("71")
    async with registered(desk, "ann") as ann:
        own = await ann.dial(OUTSIDE)
        outside = await desk.outside.rang()
        await outside.answer()
        await hears(own.audio, OUTSIDE_TONE_HZ)
        await own.hang_up()
        await outside.ended()
        record = await desk.record(await _called_by_ann(desk, before))
        await desk.device_is("ann", Device.FREE)
        assert not desk.service.desk.state.agents[AgentName("ann")].tasks
    check_record(record, *TALKED)


async def test_a_caller_is_offered_as_soon_as_a_call_of_ones_own_is_over(desk: ErrandsDesk) -> None:
    async with at_desk(desk, "ann") as ann:
        own = await ann.dial(OUTSIDE)
        outside = await desk.outside.rang()
        await outside.answer()
        await hears(own.audio, OUTSIDE_TONE_HZ)
        async with desk.caller("600") as caller:
            contact = await desk.contact_of(caller)
            await hears(caller.audio)
            assert not ann.calls
            await own.hang_up()
            call = await ann.came()
            await call.answer()
            await hears(ann.audio, CALLER_TONE_HZ)
            await over(desk, caller, contact)
            await outside.ended()
