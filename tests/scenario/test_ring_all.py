"""All phones ring at once: one agent wins, however close the answers; whoever loses is let go and not blamed."""

import asyncio
import contextlib
from collections.abc import Callable
from statistics import median

import pytest

from acd.events import CallConnected, LegsBridged
from cdr.record import ContactRecord, FinalStatus
from service.peers.agent_phone import AgentCall, AgentPhone
from service.peers.race import RacingCallers
from service.peers.sip import Direction
from tests.support.scenario import Helpdesk
from tests.support.scenario_records import LOST_RACE, Menu, Offered, Queue, Stay, Talk, call_of, check
from vocabulary.parties import Party

pytestmark = [pytest.mark.scenario, pytest.mark.asyncio(loop_scope="session")]

Measured = Callable[[str, float], None]

RUNS = 25
CALLS_PER_SECOND = 1.25
TALK_SECONDS = 0.5
"""So long after its ACK a racing phone hangs up by itself, unless it was let go before: long after the legs met."""
RELEASED_WITHIN_SECONDS = 0.5


async def test_the_phones_of_those_who_were_slower_stop_and_are_told_why(desk: Helpdesk, measured: Measured) -> None:
    async with desk.on_duty("una") as winner, desk.on_duty("ugo") as loser, desk.caller("127") as caller:
        contact = await desk.contact_of(caller)
        accepted = await caller.answered()
        call, lost = await asyncio.gather(winner.rang(), loser.rang())
        answer = await call.answer()
        cancel = await lost.cancelled()
        await winner.audio.listen(0.5)
        agent = await desk.agent("ugo")
        async with desk.caller("127") as following:
            next_call = await loser.rang()
            await next_call.answer()
            await desk.watch.fact(LegsBridged, await desk.contact_of(following))
            await following.hang_up()
            await next_call.ended()
        bye = await caller.hang_up()
        await call.ended()
        record = await desk.record(contact)
    measured("winner's 200 OK to the loser's CANCEL", cancel.at_unix - answer.at_unix)
    assert cancel.at_unix - answer.at_unix < RELEASED_WITHIN_SECONDS
    # Both are needed: phones go by the first (RFC 3326), networks by the second.
    assert b'Reason: SIP;cause=200;text="Call completed elsewhere"' in cancel.raw
    assert b"Reason: Q.850;cause=26" in cancel.raw
    assert (agent["presence"], agent["missed_in_a_row"], agent["offers_ended"]) == ("available", {}, {"lost race": 1})
    offers = (
        Offered("una", call.invite.at_unix, answer.at_unix),
        Offered("ugo", lost.invite.at_unix, answer.at_unix, LOST_RACE),
    )
    stays: list[Stay] = [
        Menu(accepted.at_unix, "handed to queue", flow="together"),
        Queue(answer.at_unix, "together", offers=offers),
        Talk(bye.at_unix, Party.CALLER, heard=winner.audio.heard()),
    ]
    check(call_of(caller, contact, stays, FinalStatus.ANSWERED, Party.CALLER), record)


async def test_of_two_who_answer_at_once_one_gets_the_caller(desk: Helpdesk, measured: Measured) -> None:
    line = desk.caller_line("127")
    async with contextlib.AsyncExitStack() as duty:
        phones = {
            agent: await duty.enter_async_context(
                desk.racing(agent, answer_after_seconds=0.1, talk_seconds=TALK_SECONDS)
            )
            for agent in ("una", "ugo")
        }
        callers = RacingCallers(
            line,
            target=desk.target,
            log_folder=desk.log_folder,
            talks_seconds=[10.0] * RUNS,
            calls_per_second=CALLS_PER_SECOND,
        )
        async with callers:
            assert await callers.ended() == 0
        records = [await desk.record(contact) for contact in desk.contacts_from(line.from_user)]
        agents = [await desk.agent(agent) for agent in phones]
    assert len(records) == RUNS
    apart, let_go = [], []
    for record in records:
        won, lost = _calls_of(record, phones)
        _one_got_the_caller(desk, record, won, lost)
        answers = [_first(call, Direction.SENT, "200", "INVITE") for call in (won, lost)]
        assert answers[0] is not None
        if answers[1] is not None:
            apart.append(abs(answers[1] - answers[0]))
        let_go.append(_let_go_at(lost) - answers[0])
    for name, seconds in (("median", median(apart)), ("most", max(apart))):
        measured(f"two answers apart ({len(apart)} of {RUNS} runs), {name}", seconds)
    measured(f"winner's 200 OK to the loser's release ({RUNS} runs), most", max(let_go))
    assert apart
    assert max(let_go) < RELEASED_WITHIN_SECONDS
    assert sum(agent["contacts"] for agent in agents) == RUNS
    assert sum(agent["offers_ended"].get("lost race", 0) for agent in agents) == RUNS
    assert [agent["missed_in_a_row"] for agent in agents] == [{}, {}]


def _one_got_the_caller(desk: Helpdesk, record: ContactRecord, won: AgentCall, lost: AgentCall) -> None:
    """By the record, by the facts, and by the phones: only the winner's was there to hang up by itself."""
    queue = record.segments[1]
    assert record.final_status is FinalStatus.ANSWERED
    assert sorted(offer.end for offer in queue.offers) == ["answered", "lost race"]
    assert len(record.recordings) == 1
    for kind in (CallConnected, LegsBridged):
        assert len(desk.watch.facts(kind, record.contact)) == 1
    assert _first(won, Direction.SENT, "BYE") is not None
    assert _first(lost, Direction.SENT, "BYE") is None


def _calls_of(record: ContactRecord, phones: dict[str, AgentPhone]) -> tuple[AgentCall, AgentCall]:
    """The winner's call and the loser's: each phone's call whose INVITE came with this contact's offer."""
    offers = sorted(record.segments[1].offers, key=lambda offer: offer.end != "answered")
    found = []
    for offer in offers:
        offered_at = offer.offered_at.timestamp()
        found.append(min(phones[offer.agent].calls, key=lambda call: abs(call.invite.at_unix - offered_at)))
    won, lost = found
    return won, lost


def _let_go_at(call: AgentCall) -> float:
    moments = [_first(call, Direction.RECEIVED, wanted) for wanted in ("CANCEL", "BYE")]
    return min(at for at in moments if at is not None)


def _first(call: AgentCall, direction: Direction, wanted: str, to: str | None = None) -> float | None:
    return next((each.at_unix for each in call.messages if each.direction is direction and each.is_a(wanted, to)), None)
