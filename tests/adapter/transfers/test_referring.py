"""Transfers by a phone whose call is in a bridge of ours: what Asterisk does with it, and what it tells us.

The caller's leg must never leave our hands: recording, queue history and record hang on it.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from service.peers.caller import Caller
from service.peers.hearing import tone_from
from tests.adapter.transfers.application import Application, Event, application
from tests.adapter.transfers.asterisk_for_transfers import AsteriskForTransfers
from tests.adapter.transfers.conftest import ALICE_TONE_HZ, BOB_TONE_HZ, CALLER_TONE_HZ, Phones
from tests.support.phone_calls import ComingCall, DialledCall
from tests.support.phone_desk import DeskPhone
from tests.support.sipp_calls import invite, run

pytestmark = [pytest.mark.adapter, pytest.mark.asyncio(loop_scope="session")]


@pytest_asyncio.fixture(loop_scope="session")
async def app(asterisk: AsteriskForTransfers) -> AsyncIterator[Application]:
    """The application whose bridges the calls are in."""
    async with application(asterisk.http_port) as running:
        yield running


@dataclass(frozen=True, slots=True)
class Talk:
    """A caller and Alice in a bridge of ours."""

    caller: Caller
    alice: DeskPhone
    call: ComingCall
    callers_leg: str
    alices_leg: str
    bridge: str


@asynccontextmanager
async def talk(app: Application, phones: Phones, **variables: str) -> AsyncIterator[Talk]:
    """They hear each other; ``variables`` are set on Alice's leg."""
    async with phones.alice as alice, phones.caller("800") as caller:
        callers_leg = await app.entered(["caller"])
        await app.ask("POST", f"/channels/{callers_leg}/answer")
        alices_leg = await app.ring("alice", variables)
        call = await alice.came()
        await call.answer()
        await app.up(alices_leg)
        bridge = await app.joined(callers_leg, alices_leg)
        await caller.audio.until(lambda heard: tone_from(heard, ALICE_TONE_HZ), "Alice", 5)
        try:
            yield Talk(caller, alice, call, callers_leg, alices_leg, bridge)
        finally:
            await app.clean()


async def dialled(app: Application, alice: DeskPhone) -> tuple[DialledCall, str]:
    """Alice's second call, which enters the application; not answered yet."""
    second = await alice.dial("800")
    return second, await app.entered(["phone", "alice"])


async def consulted(app: Application, alice: DeskPhone, bob: DeskPhone) -> tuple[DialledCall, str]:
    """Alice's second call, joined with Bob; and Bob's leg."""
    second, leg = await dialled(app, alice)
    await app.ask("POST", f"/channels/{leg}/answer")
    bobs_leg = await app.ring("bob")
    await (await bob.came()).answer()
    await app.up(bobs_leg)
    await app.joined(leg, bobs_leg)
    await bob.audio.until(lambda heard: tone_from(heard, ALICE_TONE_HZ), "Alice", 5)
    return second, bobs_leg


async def test_after_a_blind_transfer_the_caller_is_still_in_our_bridge(app: Application, phones: Phones) -> None:
    async with talk(app, phones) as now:
        assert (await now.call.refer("700")).status == 202
        assert await now.call.transferred() == "SIP/2.0 200 OK"
        told = await app.event("BridgeBlindTransfer")
        assert (told["channel"]["id"], told["exten"], told["result"]) == (now.alices_leg, "700", "Success")
        assert told["transferee"]["id"] == now.callers_leg
        stand_in = told["replace_channel"]["id"]
        assert await app.members(now.bridge) == {now.callers_leg, stand_in}
        assert "StasisEnd" not in app.kinds(now.callers_leg)


async def test_a_blind_transfer_brings_a_leg_of_its_own_which_can_be_hung_up(app: Application, phones: Phones) -> None:
    async with talk(app, phones) as now:
        await now.call.refer("700")
        other_end = await app.entered(["transferred", "700"])
        start = await app.event("StasisStart", _replaces(now.alices_leg))
        assert start["args"] == []
        await app.ask("DELETE", f"/channels/{other_end}")
        await app.event("StasisEnd", _of(start["channel"]["id"]))
        assert await app.members(now.bridge) == {now.callers_leg}


@pytest.mark.parametrize("refer_sub", [True, False])
async def test_a_transfer_to_a_number_that_is_not_there_is_not_even_told(
    app: Application, phones: Phones, *, refer_sub: bool
) -> None:
    async with talk(app, phones) as now:
        assert (await now.call.refer("999", refer_sub=refer_sub)).status == (202 if refer_sub else 404)
        if refer_sub:
            assert await now.call.transferred() == "SIP/2.0 404 Not Found"
        assert await app.members(now.bridge) == {now.callers_leg, now.alices_leg}
        assert not [event for event in app.events if event["type"] == "BridgeBlindTransfer"]


async def test_the_host_of_the_target_does_not_count(app: Application, phones: Phones) -> None:
    async with talk(app, phones) as now:
        await now.call.refer("<sip:999@elsewhere.example>")
        assert await now.call.transferred() == "SIP/2.0 404 Not Found"


async def test_who_is_alone_in_a_bridge_cannot_transfer(app: Application, phones: Phones) -> None:
    async with talk(app, phones) as now:
        await app.ask("POST", f"/bridges/{now.bridge}/removeChannel", channel=[now.callers_leg])
        await now.call.refer("700")
        assert await now.call.transferred() == "SIP/2.0 400 Bad Request"


async def test_a_context_given_to_the_leg_wins_over_that_of_the_phone(app: Application, phones: Phones) -> None:
    async with talk(app, phones, TRANSFER_CONTEXT="trunk") as now:
        await now.call.refer("700")
        assert await now.call.transferred() == "SIP/2.0 404 Not Found"


async def test_the_end_of_a_leg_that_was_replaced_is_told_by_stasis_alone(app: Application, phones: Phones) -> None:
    async with talk(app, phones) as now:
        await now.call.refer("700")
        await app.event("BridgeBlindTransfer")
        await now.call.hang_up()
        await now.call.ended()
        await app.event("StasisEnd", _of(now.alices_leg))
        await now.caller.hang_up()
        await app.event("StasisEnd", _of(now.callers_leg))
        assert "ChannelDestroyed" not in app.kinds(now.alices_leg)


@pytest.mark.parametrize("refer_sub", [True, False])
async def test_two_calls_are_connected_through_both_our_bridges(
    app: Application, phones: Phones, *, refer_sub: bool
) -> None:
    async with phones.bob as bob, talk(app, phones) as now:
        second, bobs_leg = await consulted(app, now.alice, bob)
        await now.call.refer_replacing(second, refer_sub=refer_sub)
        told = await app.event("BridgeAttendedTransfer")
        assert (told["result"], told["destination_type"]) == ("Success", "link")
        assert told["transferer_first_leg"]["id"] == now.alices_leg
        assert told["transferee"]["id"] == now.callers_leg
        assert told["transfer_target"]["id"] == bobs_leg
        assert await app.members(now.bridge) == {now.callers_leg, told["destination_link_first_leg"]["id"]}
        assert (await second.ended()).is_a("BYE")
        await now.caller.audio.until(lambda heard: tone_from(heard, BOB_TONE_HZ), "Bob", 3)


async def test_connected_parties_can_be_moved_to_one_bridge_and_the_link_taken_away(
    app: Application, phones: Phones
) -> None:
    async with phones.bob as bob, talk(app, phones) as now:
        second, bobs_leg = await consulted(app, now.alice, bob)
        await now.call.refer_replacing(second)
        told = await app.event("BridgeAttendedTransfer")
        together = await app.joined(now.callers_leg, bobs_leg)
        await app.ask("DELETE", f"/channels/{told['destination_link_first_leg']['id']}")
        await app.event("StasisEnd", _of(told["destination_link_second_leg"]["id"]))
        at = now.caller.audio.now()
        await now.caller.audio.until(lambda heard: tone_from(heard, BOB_TONE_HZ, at), "Bob", 3)
        assert await app.members(together) == {now.callers_leg, bobs_leg}


async def test_a_second_call_that_nobody_answered_yet_is_taken_over_by_the_caller(
    app: Application, phones: Phones
) -> None:
    async with talk(app, phones) as now:
        second, leg = await dialled(app, now.alice)
        await app.ask("POST", f"/channels/{leg}/ring")
        await second.ringing()
        await now.call.refer_replacing(second)
        told = await app.event("BridgeAttendedTransfer")
        assert told["destination_type"] == "application"
        assert "transfer_target" not in told
        assert told["transferer_second_leg"]["id"] == leg
        await app.event("StasisStart", _replaces(leg))
        assert (await second.refused()).status == 603


async def test_the_caller_who_hangs_up_in_the_middle_is_told_after_the_transfer(
    app: Application, phones: Phones
) -> None:
    async with phones.bob as bob, talk(app, phones) as now:
        second, _ = await consulted(app, now.alice, bob)
        await now.call.refer_replacing(second)
        await now.caller.hang_up()
        await now.caller.ended()
        await app.event("StasisEnd", _of(now.callers_leg))
        connected = app.events.index(await app.event("BridgeAttendedTransfer"))
        assert connected < app.events.index(await app.event("StasisEnd", _of(now.callers_leg)))


async def test_on_hold_the_caller_hears_music_until_the_phone_resumes(app: Application, phones: Phones) -> None:
    async with talk(app, phones) as now:
        await now.call.hold()
        await app.event("ChannelHold", _of(now.alices_leg))
        await now.call.resume()
        await app.event("ChannelUnhold", _of(now.alices_leg))
        at = now.caller.audio.now()
        await now.caller.audio.until(lambda heard: tone_from(heard, ALICE_TONE_HZ, at), "Alice again", 3)


async def test_in_a_bridge_of_three_a_hold_is_told_but_nobody_hears_music(app: Application, phones: Phones) -> None:
    async with phones.bob as bob, talk(app, phones) as now:
        bobs_leg = await app.ring("bob")
        await (await bob.came()).answer()
        await app.up(bobs_leg)
        await app.ask("POST", f"/bridges/{now.bridge}/addChannel", channel=[bobs_leg])
        await now.call.hold()
        await app.event("ChannelHold", _of(now.alices_leg))
        at = now.caller.audio.now()
        # Alice is silent on hold: were there music, no tone would stand alone.
        await now.caller.audio.until(lambda heard: tone_from(heard, BOB_TONE_HZ, at), "Bob alone", 3)
        await bob.audio.until(lambda heard: tone_from(heard, CALLER_TONE_HZ, at), "the caller alone", 3)


async def test_a_leg_that_redirects_ends_and_nobody_else_is_rung(app: Application, phones: Phones) -> None:
    async with phones.alice as alice, phones.bob as bob:
        leg = await app.ring("alice")
        await (await alice.came()).redirect("sip:bob@127.0.0.1")
        ended = await app.event("ChannelDestroyed", _of(leg))
        assert (ended["cause"], ended["tech_cause"]) == (23, 302)
        assert await app.ask("GET", "/channels") == []
        assert bob.calls == []


async def test_a_caller_from_outside_may_not_transfer_anybody(app: Application, phones: Phones, tmp_path: Path) -> None:
    calling = asyncio.create_task(run(_transferring_caller(), tmp_path, "127.0.0.2", phones.target[1]))
    leg = await app.entered(["caller"])
    await app.ask("POST", f"/channels/{leg}/answer")
    messages = await calling
    assert "SIP/2.0 603 Decline" in messages


def _transferring_caller() -> str:
    """Answered, it asks for a transfer, is declined and hangs up. Raises SippFailed where it is not."""
    uri = "sip:800@[remote_ip]:[remote_port] SIP/2.0\n"
    via = "Via: SIP/2.0/UDP [local_ip]:[local_port];branch=[branch]\n"
    head = f"{via}[last_From:]\n[last_To:]\n[last_Call-ID:]\nMax-Forwards: 70\n"
    refer = f"REFER {uri}{head}CSeq: 2 REFER\nContact: <sip:[local_ip]:[local_port]>\nRefer-To: <sip:700@[remote_ip]>\n"
    return (
        invite("anonymous", "800")
        + '<recv response="100" optional="true"/>\n<recv response="200"/>\n'
        + f"<send><![CDATA[\nACK {uri}{head}CSeq: 1 ACK\nContent-Length: 0\n\n]]></send>\n"
        + f"<send><![CDATA[\n{refer}Content-Length: 0\n\n]]></send>\n"
        + '<recv response="603"/>\n'
        + f"<send><![CDATA[\nBYE {uri}{head}CSeq: 3 BYE\nContent-Length: 0\n\n]]></send>\n"
        + '<recv response="200"/>\n'
    )


def _replaces(leg: str) -> Callable[[Event], bool]:
    return lambda event: bool(event.get("replace_channel", {}).get("id") == leg)


def _of(leg: str) -> Callable[[Event], bool]:
    return lambda event: bool(event["channel"]["id"] == leg)
