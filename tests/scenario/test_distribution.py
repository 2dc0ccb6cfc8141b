"""Who gets which caller: an expert who never answers, an agent of one's own who is busy, a VIP, and many at once."""

import contextlib
from itertools import pairwise

import pytest

from acd.commands import Device
from acd.events import EntryQueued, LegsBridged, OfferMade
from cdr.record import ContactRecord, FinalStatus
from service.peers.race import RacingCallers
from tests.support.scenario import Helpdesk
from tests.support.scenario_records import RANG_OUT, Menu, Offered, Queue, Stay, Talk, call_of, check
from vocabulary.ids import ContactId
from vocabulary.instant import Instant
from vocabulary.parties import Party

pytestmark = [pytest.mark.scenario, pytest.mark.asyncio(loop_scope="session")]

RING_SECONDS = 1.0
PREFER_SECONDS = 2.0
CROWD = 30
CROWD_SECONDS = 40.0


async def test_a_line_does_not_starve_behind_an_expert_who_never_answers(desk: Helpdesk) -> None:
    async with desk.on_duty("eva") as expert, desk.on_duty("emil") as other, desk.caller("120") as caller:
        contact = await desk.contact_of(caller)
        accepted = await caller.answered()
        rung = [await expert.rang()]
        given_up = [await rung[0].cancelled()]
        for phone in (other, expert):
            rung.append(await phone.rang())
            given_up.append(await rung[-1].cancelled())
        call = await other.rang()
        answer = await call.answer()
        await other.audio.listen(0.5)
        absent, present = await desk.agent("eva"), await desk.agent("emil")
        bye = await caller.hang_up()
        await call.ended()
        record = await desk.record(contact)
    starts = [each.invite.at_unix for each in (*rung, call)]
    assert all(later - earlier < RING_SECONDS + 1 for earlier, later in pairwise(starts))
    assert (absent["presence"], absent["pause_reason"], absent["paused_by"]) == ("paused", "not responding", "system")
    assert present["presence"] == "available"
    assert not present["missed_in_a_row"]
    unanswered = [
        Offered(agent, each.invite.at_unix, cancel.at_unix, RANG_OUT)
        for agent, each, cancel in zip(("eva", "emil", "eva"), rung, given_up, strict=True)
    ]
    offers = (*unanswered, Offered("emil", call.invite.at_unix, answer.at_unix))
    stays: list[Stay] = [
        Menu(accepted.at_unix, "handed to queue", flow="reluctant"),
        Queue(answer.at_unix, "reluctant", offers=offers),
        Talk(bye.at_unix, Party.CALLER, heard=other.audio.heard()),
    ]
    check(call_of(caller, contact, stays, FinalStatus.ANSWERED, Party.CALLER), record)


async def test_an_agent_of_ones_own_who_is_busy_past_the_limit_is_waited_for_no_longer(desk: Helpdesk) -> None:
    async with desk.on_duty("pia") as own, desk.on_duty("paul") as other, desk.caller("122") as first:
        own_call = await own.rang()
        await own_call.answer()
        await desk.device_is("pia", Device.IN_USE)
        async with desk.caller("122") as caller:
            contact = await desk.contact_of(caller)
            accepted = await caller.answered()
            queued_at = (await desk.watch.fact(EntryQueued, contact))[1]
            call = await other.rang()
            answer = await call.answer()
            await other.audio.listen(0.5)
            bye = await caller.hang_up()
            await call.ended()
            record = await desk.record(contact)
        await first.hang_up()
        await own_call.ended()
    assert len(own.calls) == 1
    assert PREFER_SECONDS - 0.05 < call.invite.at_unix - queued_at.unix < PREFER_SECONDS + 0.5
    stays: list[Stay] = [
        Menu(accepted.at_unix, "handed to queue", flow="personal"),
        Queue(answer.at_unix, "personal", offers=(Offered("paul", call.invite.at_unix, answer.at_unix),)),
        Talk(bye.at_unix, Party.CALLER, heard=other.audio.heard()),
    ]
    check(call_of(caller, contact, stays, FinalStatus.ANSWERED, Party.CALLER), record)
    queue = record.segments[1]
    assert [(step.step, step.why) for step in queue.steps] == [(1, "entered"), (2, "expired")]
    assert [offer.why.step for offer in queue.offers if offer.why is not None] == [2]


async def test_an_important_caller_who_comes_last_is_served_first(desk: Helpdesk) -> None:
    numbers = {"one": "123", "two": "123", "three": "123", "important": "124"}
    contacts: dict[str, ContactId] = {}
    records: dict[str, ContactRecord] = {}
    async with contextlib.AsyncExitStack() as waiting:
        callers = {}
        for name, number in numbers.items():
            caller = callers[name] = await waiting.enter_async_context(desk.caller(number))
            contacts[name] = await desk.contact_of(caller)
            await desk.watch.fact(EntryQueued, contacts[name])
        async with desk.on_duty("fay") as phone:
            for name in ("important", "one", "two", "three"):
                call = await phone.rang()
                answer = await call.answer()
                await desk.watch.fact(LegsBridged, contacts[name])
                bye = await call.hang_up()
                await callers[name].ended()
                records[name] = await desk.record(contacts[name])
                position = {"important": 1, "one": 1, "two": 2, "three": 3}[name]
                priority = 10 if name == "important" else 0
                offers = (Offered("fay", call.invite.at_unix, answer.at_unix),)
                stays: list[Stay] = [
                    Menu(
                        (await callers[name].answered()).at_unix,
                        "handed to queue",
                        flow="vip" if name == "important" else "fair",
                    ),
                    Queue(answer.at_unix, "fair", position=position, priority=priority, offers=offers),
                    Talk(bye.at_unix, Party.AGENT),
                ]
                expected = call_of(callers[name], contacts[name], stays, FinalStatus.ANSWERED, Party.AGENT)
                check(expected, records[name])


async def test_thirty_callers_of_three_agents_are_served_in_the_order_of_entering(desk: Helpdesk) -> None:
    line = desk.caller_line("125")
    async with contextlib.AsyncExitStack() as duty:
        for agent in ("kim", "kit", "kurt"):
            await duty.enter_async_context(desk.racing(agent, answer_after_seconds=0.1, talk_seconds=0.5))
        callers = RacingCallers(
            line,
            target=desk.target,
            log_folder=desk.log_folder,
            talks_seconds=[CROWD_SECONDS] * CROWD,
            calls_per_second=10.0,
            at_once=CROWD,
        )
        async with callers:
            assert await callers.ended(CROWD_SECONDS) == 0
        contacts = desk.contacts_from(line.from_user)
        records = [await desk.record(contact) for contact in contacts]
    assert len(contacts) == len(callers.calls()) == CROWD
    assert all(call.bye_received_at is not None for call in callers.calls())
    offered = [offer for record in records for segment in record.segments for offer in segment.offers]
    assert [(record.final_status, record.ended_by) for record in records] == [(FinalStatus.ANSWERED, Party.AGENT)] * 30
    assert [offer.end for offer in offered] == ["answered"] * CROWD
    assert {offer.agent for offer in offered} == {"kim", "kit", "kurt"}
    assert _in_order_of(desk, contacts, EntryQueued) == _in_order_of(desk, contacts, OfferMade)
    stored = [each for each in await desk.service.contacts.latest(1000) if each.caller_number == line.from_user]
    assert sorted(each.contact for each in stored) == sorted(contacts)


def _in_order_of(desk: Helpdesk, contacts: list[ContactId], kind: type[object]) -> list[ContactId]:
    """The contacts in the order in which their only fact of this kind came about."""
    moments: dict[ContactId, Instant] = {}
    for contact in contacts:
        ((_, moments[contact]),) = desk.watch.facts(kind, contact)
    return sorted(contacts, key=lambda contact: moments[contact])
