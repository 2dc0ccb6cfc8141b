"""Offers that the first agent does not take: the next one is rung, and the caller keeps the place."""

import asyncio
import contextlib

import pytest

from acd.commands import Device
from acd.events import EntryQueued, OfferEnded, OfferMade
from cdr.record import FinalStatus
from service.peers.agent_phone import AgentPhone
from service.peers.failures import PeerEnded, WaitedTooLong
from tests.support.lateness import lateness
from tests.support.scenario import Helpdesk
from tests.support.scenario_records import (
    BUSY,
    RANG_OUT,
    REJECTED,
    UNREACHABLE,
    WITHDRAWN,
    Menu,
    Offered,
    Queue,
    Stay,
    Talk,
    call_of,
    check,
)
from vocabulary.causes import HangUpCause
from vocabulary.parties import Party

pytestmark = [pytest.mark.scenario, pytest.mark.asyncio(loop_scope="session")]

RING_SECONDS = 2.0


async def test_an_agent_does_not_answer_and_the_next_one_is_rung(desk: Helpdesk) -> None:
    async with desk.on_duty("alice") as first, desk.on_duty("bob") as second, desk.caller("101") as caller:
        contact = await desk.contact_of(caller)
        accepted = await caller.answered()
        unanswered = await first.rang()
        cancel = await unanswered.cancelled()
        call = await second.rang()
        answer = await call.answer()
        await second.audio.listen(0.5)
        bye = await caller.hang_up()
        await call.ended()
        record = await desk.record(contact)
    allowed = lateness().allowed_seconds(0.1, unanswered.invite.at_unix, cancel.at_unix)
    assert abs(cancel.at_unix - unanswered.invite.at_unix - RING_SECONDS) < allowed
    stays: list[Stay] = [
        Menu(accepted.at_unix, "handed to queue", flow="support"),
        Queue(
            answer.at_unix,
            offers=(
                Offered("alice", unanswered.invite.at_unix, cancel.at_unix, RANG_OUT),
                Offered("bob", call.invite.at_unix, answer.at_unix),
            ),
        ),
        Talk(bye.at_unix, Party.CALLER, heard=second.audio.heard()),
    ]
    check(call_of(caller, contact, stays, FinalStatus.ANSWERED, Party.CALLER), record)


async def test_the_caller_of_an_unanswered_offer_is_still_the_first(desk: Helpdesk) -> None:
    async with desk.on_duty("alice") as phone, desk.caller("101") as caller:
        contact = await desk.contact_of(caller)
        accepted = await caller.answered()
        unanswered = await phone.rang()
        async with desk.caller("101") as behind:
            other = await desk.contact_of(behind)
            await desk.watch.fact(EntryQueued, other)
            cancel = await unanswered.cancelled()
            call = await phone.rang()
            answer = await call.answer()
            await phone.audio.listen(0.5)
            behind_bye = await behind.hang_up()
            await behind.ended()
        bye = await caller.hang_up()
        await call.ended()
        record, other_record = await desk.record(contact), await desk.record(other)
    stays: list[Stay] = [
        Menu(accepted.at_unix, "handed to queue", flow="support"),
        Queue(
            answer.at_unix,
            announced=(1,),
            offers=(
                Offered("alice", unanswered.invite.at_unix, cancel.at_unix, RANG_OUT),
                Offered("alice", call.invite.at_unix, answer.at_unix),
            ),
        ),
        Talk(bye.at_unix, Party.CALLER, heard=phone.audio.heard()),
    ]
    check(call_of(caller, contact, stays, FinalStatus.ANSWERED, Party.CALLER), record)
    waited: list[Stay] = [
        Menu((await behind.answered()).at_unix, "handed to queue", flow="support"),
        Queue(behind_bye.at_unix, end="abandoned", position=2, announced=other_record.segments[1].positions_announced),
    ]
    check(call_of(behind, other, waited, FinalStatus.ABANDONED, Party.CALLER), other_record)


async def test_agents_reject_with_486_and_603_and_the_next_ones_are_rung(desk: Helpdesk) -> None:
    async with (
        desk.on_duty("dan") as busy,
        desk.on_duty("dora") as unwilling,
        desk.on_duty("erin") as willing,
        desk.caller("103") as caller,
    ):
        contact = await desk.contact_of(caller)
        accepted = await caller.answered()
        at_busy = await busy.rang()
        first_no = await at_busy.decline(486)
        at_unwilling = await unwilling.rang()
        second_no = await at_unwilling.decline(603)
        call = await willing.rang()
        answer = await call.answer()
        await willing.audio.listen(0.5)
        bye = await caller.hang_up()
        await call.ended()
        record = await desk.record(contact)
    stays: list[Stay] = [
        Menu(accepted.at_unix, "handed to queue", flow="declining"),
        Queue(
            answer.at_unix,
            "declining",
            offers=(
                Offered("dan", at_busy.invite.at_unix, first_no.at_unix, BUSY),
                Offered("dora", at_unwilling.invite.at_unix, second_no.at_unix, REJECTED),
                Offered("erin", call.invite.at_unix, answer.at_unix),
            ),
        ),
        Talk(bye.at_unix, Party.CALLER, heard=willing.audio.heard()),
    ]
    check(call_of(caller, contact, stays, FinalStatus.ANSWERED, Party.CALLER), record)


async def test_a_phone_out_of_service_is_no_refusal_by_its_agent(desk: Helpdesk) -> None:
    async with (
        desk.on_duty("dan") as broken,
        desk.on_duty("dora") as whole,
        desk.caller("103") as caller,
    ):
        contact = await desk.contact_of(caller)
        accepted = await caller.answered()
        at_broken = await broken.rang()
        failure = await at_broken.decline(503)
        call = await whole.rang()
        answer = await call.answer()
        await whole.audio.listen(0.5)
        bye = await caller.hang_up()
        await call.ended()
        record = await desk.record(contact)
    out_of_service = ("unreachable", HangUpCause.CONGESTION)
    stays: list[Stay] = [
        Menu(accepted.at_unix, "handed to queue", flow="declining"),
        Queue(
            answer.at_unix,
            "declining",
            offers=(
                Offered("dan", at_broken.invite.at_unix, failure.at_unix, out_of_service),
                Offered("dora", call.invite.at_unix, answer.at_unix),
            ),
        ),
        Talk(bye.at_unix, Party.CALLER, heard=whole.audio.heard()),
    ]
    check(call_of(caller, contact, stays, FinalStatus.ANSWERED, Party.CALLER), record)


async def test_an_agent_whose_phone_is_not_registered_is_offered_nothing(desk: Helpdesk) -> None:
    async with desk.on_duty("dan") as phone, desk.on_duty("erin") as other:
        await phone.unregister()
        await desk.device_is("dan", Device.UNREACHABLE)
        async with desk.caller("103") as caller:
            contact = await desk.contact_of(caller)
            accepted = await caller.answered()
            call = await other.rang()
            answer = await call.answer()
            await other.audio.listen(0.5)
            bye = await caller.hang_up()
            await call.ended()
            record = await desk.record(contact)
        assert not phone.calls
    stays: list[Stay] = [
        Menu(accepted.at_unix, "handed to queue", flow="declining"),
        Queue(answer.at_unix, "declining", offers=(Offered("erin", call.invite.at_unix, answer.at_unix),)),
        Talk(bye.at_unix, Party.CALLER, heard=other.audio.heard()),
    ]
    check(call_of(caller, contact, stays, FinalStatus.ANSWERED, Party.CALLER), record)


async def test_a_phone_that_says_nothing_is_unreachable_and_its_agent_not_blamed(
    desk: Helpdesk,
) -> None:
    async with (
        desk.on_duty("mia", rings_aloud=False) as silent,
        desk.on_duty("moe") as other,
        desk.caller("132") as caller,
    ):
        contact = await desk.contact_of(caller)
        accepted = await caller.answered()
        unanswered = await silent.rang()
        cancel = await unanswered.cancelled()
        call = await other.rang()
        answer = await call.answer()
        await other.audio.listen(0.5)
        agent = await desk.agent("mia")
        bye = await caller.hang_up()
        await call.ended()
        record = await desk.record(contact)
    assert agent["presence"] == "available"
    assert agent["missed_in_a_row"] == agent["offers_ended"] == {"unreachable": 1}
    stays: list[Stay] = [
        Menu(accepted.at_unix, "handed to queue", flow="mute"),
        Queue(
            answer.at_unix,
            "mute",
            offers=(
                Offered("mia", unanswered.invite.at_unix, cancel.at_unix, UNREACHABLE),
                Offered("moe", call.invite.at_unix, answer.at_unix),
            ),
        ),
        Talk(bye.at_unix, Party.CALLER, heard=other.audio.heard()),
    ]
    check(call_of(caller, contact, stays, FinalStatus.ANSWERED, Party.CALLER), record)


async def test_a_phone_that_died_without_a_word_keeps_its_caller_only_for_the_ring_time(desk: Helpdesk) -> None:
    async with contextlib.AsyncExitStack() as duty:
        with contextlib.suppress(PeerEnded):
            async with desk.on_duty("max") as dead:
                other = await duty.enter_async_context(desk.on_duty("moe"))
                _kill(dead)
                caller = await duty.enter_async_context(desk.caller("132"))
                contact = await desk.contact_of(caller)
                accepted = await caller.answered()
                made, offered = await desk.watch.fact(OfferMade, contact)
                assert made.agent == "max"
                call = await other.rang()
                answer = await call.answer()
                await other.audio.listen(0.5)
                bye = await caller.hang_up()
                await call.ended()
                record = await desk.record(contact)
        async with desk.phone("max"):
            # Registers in place of the dead one, and goes as phones should.
            assert [offer.agent for offer in record.segments[1].offers] == ["max", "moe"]
    stays: list[Stay] = [
        Menu(accepted.at_unix, "handed to queue", flow="mute"),
        Queue(
            answer.at_unix,
            "mute",
            offers=(
                Offered("max", offered.unix, offered.unix + RING_SECONDS, UNREACHABLE),
                Offered("moe", call.invite.at_unix, answer.at_unix),
            ),
        ),
        Talk(bye.at_unix, Party.CALLER, heard=other.audio.heard()),
    ]
    check(call_of(caller, contact, stays, FinalStatus.ANSWERED, Party.CALLER), record)


async def test_agents_who_log_out_and_pause_while_ringing_are_let_go_at_once(desk: Helpdesk) -> None:
    async with (
        desk.on_duty("alice") as leaving,
        desk.on_duty("bob") as pausing,
        desk.on_duty("carol") as staying,
        desk.caller("101") as caller,
    ):
        contact = await desk.contact_of(caller)
        accepted = await caller.answered()
        at_leaving = await leaving.rang()
        _, first_cancel = await asyncio.gather(desk.log_out("alice"), at_leaving.cancelled())
        at_pausing = await pausing.rang()
        _, second_cancel = await asyncio.gather(desk.pause("bob", "lunch"), at_pausing.cancelled())
        call = await staying.rang()
        answer = await call.answer()
        await staying.audio.listen(0.5)
        bye = await caller.hang_up()
        await call.ended()
        record = await desk.record(contact)
    assert len(desk.watch.facts(OfferEnded, contact)) == 2
    stays: list[Stay] = [
        Menu(accepted.at_unix, "handed to queue", flow="support"),
        Queue(
            answer.at_unix,
            offers=(
                Offered("alice", at_leaving.invite.at_unix, first_cancel.at_unix, WITHDRAWN),
                Offered("bob", at_pausing.invite.at_unix, second_cancel.at_unix, WITHDRAWN),
                Offered("carol", call.invite.at_unix, answer.at_unix),
            ),
        ),
        Talk(bye.at_unix, Party.CALLER, heard=staying.audio.heard()),
    ]
    check(call_of(caller, contact, stays, FinalStatus.ANSWERED, Party.CALLER), record)


async def test_an_agent_who_never_answers_is_paused_as_not_responding(desk: Helpdesk) -> None:
    async with desk.on_duty("alice") as phone, desk.caller("101") as caller:
        contact = await desk.contact_of(caller)
        await (await phone.rang()).cancelled()
        await (await phone.rang()).cancelled()
        with pytest.raises(WaitedTooLong):
            await phone.rang(0.5)
        (alice,) = [agent for agent in await desk.control.get("/v1/agents") if agent["name"] == "alice"]
        assert (alice["presence"], alice["pause_reason"]) == ("paused", "not responding")
        await caller.hang_up()
        record = await desk.record(contact)
    assert [(offer.agent, offer.end) for offer in record.segments[1].offers] == [("alice", "ring no answer")] * 2


def _kill(phone: AgentPhone) -> None:
    """As if somebody had pulled its plug: no word to anybody, and still registered."""
    process = phone._sipp._process
    assert process is not None
    process.kill()
