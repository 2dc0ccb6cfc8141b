"""One contact over three lines and back: what the caller hears on the way, who gets them, what is written down."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from acd.events import ContactHandedOn
from cdr.record import ContactRecord, FinalStatus
from service.peers.agent_phone import AgentCall, AgentPhone
from service.peers.caller import Caller
from service.peers.hearing import Heard, tone_from
from service.peers.sip import SipMessage
from tests.support.scenario import Helpdesk
from tests.support.scenario_ears import music_from
from tests.support.scenario_machine import AGENT_TONE_HZ, CALLER_TONE_HZ
from tests.support.scenario_records import WITHDRAWN, Menu, Offered, Queue, Stay, Talk, call_of, check
from vocabulary.instant import Instant
from vocabulary.parties import Party

pytestmark = [pytest.mark.scenario, pytest.mark.asyncio(loop_scope="session")]

Measured = Callable[[str, float], None]

RELEASED_WITHIN_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Conversation:
    """One conversation of the contact, as far as it has come."""

    agent: str
    call: AgentCall
    answer: SipMessage
    heard: Heard

    @property
    def offers(self) -> tuple[Offered, ...]:
        return (Offered(self.agent, self.call.invite.at_unix, self.answer.at_unix),)


async def test_a_contact_goes_up_two_lines_and_back_to_whom_it_came_from(desk: Helpdesk, measured: Measured) -> None:
    async with (
        desk.on_duty("alex") as alex,
        desk.on_duty("bea") as bea,
        desk.on_duty("ben") as ben,
        desk.on_duty("cleo") as cleo,
        desk.caller("121") as caller,
    ):
        contact = await desk.contact_of(caller)
        accepted = await caller.answered()
        first = await _talks(desk, caller, "alex", alex)
        up = await _handed_on(desk, caller, first, "escalate", "knows more than I do", measured)
        second = await _talks(desk, caller, "bea", bea)
        further_up = await _handed_on(desk, caller, second, "escalate", "", measured)
        third = await _talks(desk, caller, "cleo", cleo)
        back = await _handed_on(desk, caller, third, "return", "done up here", measured)
        last = await _talks(desk, caller, "bea", bea)
        bye = await caller.hang_up()
        await last.call.ended()
        record = await desk.record(contact)
        assert not ben.calls
    stays: list[Stay] = [
        Menu(accepted.at_unix, "handed to queue", flow="triage"),
        Queue(first.answer.at_unix, "triage", offers=first.offers),
        Talk(up.unix, Party.AGENT, heard=first.heard, handed_on=True),
        Queue(second.answer.at_unix, "concrete", line=2, moved=True, offers=second.offers),
        Talk(further_up.unix, Party.AGENT, heard=second.heard, handed_on=True),
        Queue(third.answer.at_unix, "hard", line=3, moved=True, offers=third.offers),
        Talk(back.unix, Party.AGENT, heard=third.heard, handed_on=True),
        Queue(last.answer.at_unix, "concrete", line=2, moved=True, offers=last.offers),
        Talk(bye.at_unix, Party.CALLER, heard=last.heard),
    ]
    check(call_of(caller, contact, stays, FinalStatus.ANSWERED, Party.CALLER), record)
    _tells_of_every_step(record)
    assert len(desk.contacts_from(caller.line.from_user)) == 1


async def test_a_contact_handed_on_while_a_phone_rings_for_it_lets_that_phone_go(desk: Helpdesk) -> None:
    async with desk.on_duty("alex") as alex, desk.on_duty("bea") as bea, desk.caller("121") as caller:
        contact = await desk.contact_of(caller)
        accepted = await caller.answered()
        rung = await alex.rang()
        await desk.control.post(f"/v1/contacts/{contact}/escalate")
        _, decided_at = await desk.watch.fact(ContactHandedOn, contact)
        cancel = await rung.cancelled()
        talk = await _talks(desk, caller, "bea", bea)
        bye = await caller.hang_up()
        await talk.call.ended()
        record = await desk.record(contact)
    assert cancel.at_unix - decided_at.unix < RELEASED_WITHIN_SECONDS
    not_wanted = Offered("alex", rung.invite.at_unix, decided_at.unix, WITHDRAWN)
    stays: list[Stay] = [
        Menu(accepted.at_unix, "handed to queue", flow="triage"),
        Queue(decided_at.unix, "triage", end="handed on", offers=(not_wanted,)),
        Queue(talk.answer.at_unix, "concrete", line=2, moved=True, offers=talk.offers),
        Talk(bye.at_unix, Party.CALLER, heard=talk.heard),
    ]
    check(call_of(caller, contact, stays, FinalStatus.ANSWERED, Party.CALLER), record)
    assert [(each.from_queue, each.to_queue, each.agent) for each in record.hand_overs] == [
        ("triage", "concrete", None)
    ]


async def _talks(desk: Helpdesk, caller: Caller, agent: str, phone: AgentPhone) -> Conversation:
    """This agent answers, and both hear each other."""
    call = await phone.rang()
    before = desk.clock()
    answer = await call.answer()
    await asyncio.gather(
        caller.audio.until(lambda heard: tone_from(heard, AGENT_TONE_HZ, before), f"{agent}'s tone", 5),
        phone.audio.until(lambda heard: tone_from(heard, CALLER_TONE_HZ), "caller's tone", 5),
    )
    await phone.audio.listen(0.5)
    return Conversation(agent, call, answer, phone.audio.heard())


async def _handed_on(
    desk: Helpdesk, caller: Caller, talk: Conversation, action: str, note: str, measured: Measured
) -> Instant:
    """The agent hands the contact on and is released, the caller hears music; when it was decided."""
    contact = await desk.contact_of(caller)
    times = len(desk.watch.facts(ContactHandedOn, contact))
    await desk.control.post(f"/v1/contacts/{contact}/{action}", {"note": note})
    _, decided_at = await desk.watch.fact(ContactHandedOn, contact, nth=times + 1)
    released = (await talk.call.ended()).at_unix - decided_at.unix
    measured(f"{action} to the release of {talk.agent}", released)
    assert released < RELEASED_WITHIN_SECONDS
    await caller.audio.until(lambda heard: music_from(heard, decided_at), "music", 5)
    return decided_at


def _tells_of_every_step(record: ContactRecord) -> None:
    assert (record.escalations, record.returns, record.lines) == (2, 1, (1, 2, 3))
    told = [
        (each.from_queue, each.to_queue, each.to_line, each.back, each.agent, each.note) for each in record.hand_overs
    ]
    assert told == [
        ("triage", "concrete", 2, False, "alex", "knows more than I do"),
        ("concrete", "hard", 3, False, "bea", ""),
        ("hard", "concrete", 2, True, "cleo", "done up here"),
    ]
    assert [recording.state.value for recording in record.recordings] == ["complete"] * 4
