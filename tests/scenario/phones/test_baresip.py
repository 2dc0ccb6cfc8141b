"""Agents at baresip, over UDP, TCP and TLS with SRTP: whole calls through the queue, to the record."""

from collections.abc import Callable
from typing import Literal

import pytest

from acd.agents import Activity, Presence
from acd.commands import Device
from acd.events import OfferEnd, OfferEnded, ReturnedToHead
from cdr.record import FinalStatus
from tests.scenario.phones.floor import MISHAP_SECONDS, answered_by, baresip, hears, on_duty, talking, written
from tests.support import scenario_talk
from tests.support.scenario import Helpdesk
from tests.support.scenario_machine import AGENT_TONE_HZ, CALLER_TONE_HZ
from tests.support.scenario_talk import COLLEAGUE_TONE_HZ, activity_is, at_desk
from vocabulary.ids import AgentName
from vocabulary.parties import Party

pytestmark = [pytest.mark.scenario, pytest.mark.asyncio(loop_scope="session")]


async def test_a_call_over_udp_is_held_resumed_and_ended_by_the_phone(desk: Helpdesk) -> None:
    async with baresip(desk, "uma", "udp") as phone, on_duty(desk, "uma"), desk.caller("600") as caller:
        contact, call = await talking(desk, caller, phone)
        await call.hold()
        await scenario_talk.hears(caller.audio)
        await call.resume()
        await scenario_talk.hears(caller.audio, AGENT_TONE_HZ)
        await hears(phone, CALLER_TONE_HZ)
        await call.hang_up()
        await caller.ended()
        record = await desk.record(contact)
    assert written(record) == answered_by("uma", ended_by=Party.AGENT)
    assert (record.hold_seconds or 0) > 0


@pytest.mark.parametrize(("agent", "device", "transport"), [("uma", "uma", "udp"), ("tess", "tess-tls", "tls")])
async def test_a_blind_transfer_to_a_colleague(
    desk: Helpdesk, agent: str, device: str, transport: Literal["udp", "tls"]
) -> None:
    async with (
        baresip(desk, device, transport) as phone,
        on_duty(desk, agent),
        at_desk(desk, "eve", COLLEAGUE_TONE_HZ) as eve,
        desk.caller("600") as caller,
    ):
        contact, call = await talking(desk, caller, phone)
        await call.refer("75")
        await (await eve.came()).answer()
        await scenario_talk.hears(caller.audio, COLLEAGUE_TONE_HZ)
        await call.ended()
        await activity_is(desk, agent, Activity.IDLE)
        await caller.hang_up()
        record = await desk.record(contact)
    assert written(record) == answered_by(agent, "eve")


async def test_a_phone_that_is_asked_to_answer_by_itself_does(desk: Helpdesk) -> None:
    async with (
        baresip(desk, "ada", "udp", heeds_call_info=True) as phone,
        on_duty(desk, "ada"),
        desk.caller("601") as caller,
    ):
        contact = await desk.contact_of(caller)
        call = await phone.came()
        await call.sent("200", "INVITE")
        await scenario_talk.hears(caller.audio, AGENT_TONE_HZ)
        await hears(phone, CALLER_TONE_HZ)
        await caller.hang_up()
        await call.received("BYE")
        record = await desk.record(contact)
    assert "alert-autoanswer" in call.invite.header("Alert-Info")
    assert written(record) == answered_by("ada", queue="rush")


async def test_a_phone_is_not_asked_to_answer_by_itself_where_its_agent_does_not_want_it(desk: Helpdesk) -> None:
    async with (
        baresip(desk, "uma", "udp", heeds_call_info=True) as phone,
        on_duty(desk, "uma"),
        desk.caller("600") as caller,
    ):
        call = await phone.came()
        assert (call.invite.header("Call-Info"), call.invite.header("Alert-Info")) == ("", "")
        await caller.hang_up()
        await desk.record(await desk.contact_of(caller))


async def test_over_tls_the_sound_is_encrypted_both_ways(desk: Helpdesk) -> None:
    async with baresip(desk, "tess-tls", "tls") as phone, on_duty(desk, "tess"), desk.caller("600") as caller:
        contact, call = await talking(desk, caller, phone)
        answer = await call.sent("200", "INVITE")
        await call.hold()
        await scenario_talk.hears(caller.audio)
        await call.resume()
        await scenario_talk.hears(caller.audio, AGENT_TONE_HZ)
        await hears(phone, CALLER_TONE_HZ)
        await caller.hang_up()
        await call.received("BYE")
        record = await desk.record(contact)
    for described in (call.invite.body, answer.body):
        assert b" RTP/SAVP " in described
        assert b"a=crypto:" in described
        assert b" RTP/AVP " not in described
    assert written(record) == answered_by("tess")


async def test_over_tls_a_call_without_encryption_is_refused(desk: Helpdesk) -> None:
    async with baresip(desk, "tess-tls", "tls", encrypts=False) as phone:
        await desk.device_is("tess", Device.FREE)
        call = await phone.dial("600")
        refusal = await call.ended()
    assert b" RTP/AVP " in call.invite.body
    assert refusal.status == 488


async def test_an_encrypted_call_can_be_dialled(desk: Helpdesk) -> None:
    async with baresip(desk, "tess-tls", "tls") as phone, at_desk(desk, "eve", COLLEAGUE_TONE_HZ) as eve:
        await desk.device_is("tess", Device.FREE)
        call = await phone.dial("75")
        await (await eve.came()).answer()
        await hears(phone, COLLEAGUE_TONE_HZ)
        await scenario_talk.hears(eve.audio, AGENT_TONE_HZ)
        await call.hang_up()


async def test_a_call_over_tcp(desk: Helpdesk) -> None:
    async with baresip(desk, "tim-tcp", "tcp") as phone, on_duty(desk, "tim"), desk.caller("600") as caller:
        contact, call = await talking(desk, caller, phone)
        await call.hang_up()
        await caller.ended()
        record = await desk.record(contact)
    assert written(record) == answered_by("tim", ended_by=Party.AGENT)


@pytest.mark.parametrize(("agent", "device", "transport"), [("tim", "tim-tcp", "tcp"), ("tess", "tess-tls", "tls")])
async def test_an_agent_whose_connection_is_closed_is_unreachable(
    desk: Helpdesk, agent: str, device: str, transport: Literal["tcp", "tls"], measured: Callable[[str, float], None]
) -> None:
    async with baresip(desk, device, transport) as phone:
        await desk.device_is(agent, Device.FREE)
        phone.die()
        died = desk.clock()
        await desk.device_is(agent, Device.UNREACHABLE)
        measured(f"{transport} closed to unreachable", desk.clock().since(died))


@pytest.mark.parametrize(("agent", "device", "transport"), [("tim", "tim-tcp", "tcp"), ("tess", "tess-tls", "tls")])
async def test_a_connection_closed_in_mid_call_puts_the_caller_back_at_the_head(
    desk: Helpdesk, agent: str, device: str, transport: Literal["tcp", "tls"], measured: Callable[[str, float], None]
) -> None:
    async with baresip(desk, device, transport) as phone, desk.caller("600") as caller:
        async with on_duty(desk, agent):
            contact, _ = await talking(desk, caller, phone)
            phone.die()
            died = desk.clock()
            returned, _ = await desk.watch.fact(ReturnedToHead, contact, seconds=MISHAP_SECONDS)
            measured(f"{transport} closed in mid-call to the head of the queue", desk.clock().since(died))
            await desk.device_is(agent, Device.UNREACHABLE)
            await activity_is(desk, agent, Activity.IDLE)
        await caller.hang_up()
        record = await desk.record(contact)
    assert returned.agent == agent
    assert record.final_status is FinalStatus.ABANDONED


async def test_a_phone_that_loses_power_while_it_rings_ends_the_offer_at_once(
    desk: Helpdesk, measured: Callable[[str, float], None]
) -> None:
    async with baresip(desk, "tim-tcp", "tcp") as phone, on_duty(desk, "tim"), desk.caller("600") as caller:
        contact = await desk.contact_of(caller)
        await phone.came()
        phone.die()
        died = desk.clock()
        ended, _ = await desk.watch.fact(OfferEnded, contact)
        measured("tcp closed while it rings to the end of the offer", desk.clock().since(died))
        await desk.device_is("tim", Device.UNREACHABLE)
        await caller.hang_up()
        record = await desk.record(contact)
    assert ended.end is OfferEnd.UNREACHABLE
    assert record.final_status is FinalStatus.ABANDONED


async def test_an_agent_logs_in_and_out_by_code_from_the_phone(desk: Helpdesk) -> None:
    async with baresip(desk, "tess-tls", "tls") as phone:
        await desk.device_is("tess", Device.FREE)
        for code, presence in (("*11", Presence.AVAILABLE), ("*12", Presence.LOGGED_OUT)):
            call = await phone.dial(code)
            await hears(phone)
            await call.ended()
            assert desk.service.desk.state.agents[AgentName("tess")].presence is presence


async def test_a_blind_transfer_to_a_number_that_may_not_be_called_is_refused(desk: Helpdesk) -> None:
    """This telephone then gives up the call, as if its agent had."""
    async with baresip(desk, "tess-tls", "tls") as phone, on_duty(desk, "tess"), desk.caller("600") as caller:
        contact, call = await talking(desk, caller, phone)
        await call.refer("+19005550000")
        report = await call.reported()
        await caller.ended()
        record = await desk.record(contact)
    assert report == "SIP/2.0 404 Not Found"
    assert written(record) == answered_by("tess", ended_by=Party.AGENT)
