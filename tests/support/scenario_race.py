"""Many calls whose ends fall on one another: runs them, and puts together what both sides and the record say of each.

A racing caller is told apart by the order of the INVITEs, an agent's call by the offer it carried.
"""

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass

from cdr.record import ContactRecord, OfferRecord
from service.peers.agent_phone import AgentCall, AgentPhone
from service.peers.race import RacedCall, RacingCallers
from service.peers.sip import Direction
from tests.support.scenario import Helpdesk

AGENTS = ("rita", "rob", "ron", "rosa", "ruth")
CALLS_PER_SECOND = 2.5
"""Each call takes an agent for little more than a second: of five agents one is always free."""

_SAME_CALL_SECONDS = 0.3


@dataclass(frozen=True, slots=True)
class Race:
    """How the agents' phones behave: after which time they answer, and how long after the ACK they hang up."""

    answer_after_seconds: float
    talk_seconds: float


@dataclass(frozen=True, slots=True)
class Run:
    """One call of a race: by its caller's log, by the agent's (None where no phone rang), and by its record."""

    caller: RacedCall
    agent: AgentCall | None
    record: ContactRecord

    def by_agent(self, direction: Direction, wanted: str, to: str | None = None) -> float | None:
        """When the agent's phone sent or received this first, in Unix seconds."""
        messages = self.agent.messages if self.agent is not None else []
        return next((m.at_unix for m in messages if m.direction is direction and m.is_a(wanted, to)), None)


async def run_race(desk: Helpdesk, race: Race, talks_seconds: Sequence[float]) -> list[Run]:
    """Place one call for each of these lengths, and return when all of it is over and written down."""
    line = desk.caller_line("106")
    async with contextlib.AsyncExitStack() as duty:
        phones = {
            agent: await duty.enter_async_context(desk.racing(agent, race.answer_after_seconds, race.talk_seconds))
            for agent in AGENTS
        }
        callers = RacingCallers(
            line,
            target=desk.target,
            log_folder=desk.log_folder,
            talks_seconds=talks_seconds,
            calls_per_second=CALLS_PER_SECOND,
        )
        async with callers:
            status = await callers.ended()
            calls = callers.calls()
        assert status == 0, f"SIPp ended with {status}: a caller saw what it may not"
        contacts = desk.contacts_from(line.from_user)
        assert len(contacts) == len(calls) == len(talks_seconds)
        runs = []
        for call, contact in zip(calls, contacts, strict=True):
            record = await desk.record(contact)
            agent = _call_of(record, phones)
            if agent is not None:
                await agent.ended()
            runs.append(Run(call, agent, record))
    return runs


def _call_of(record: ContactRecord, phones: dict[str, AgentPhone]) -> AgentCall | None:
    offers: list[OfferRecord] = [offer for segment in record.segments for offer in segment.offers]
    assert len(offers) <= 1, f"{record.contact} was offered {len(offers)} times"
    if not offers:
        return None
    offered_at = offers[0].offered_at.timestamp()
    for call in phones[offers[0].agent].calls:
        if 0 <= call.invite.at_unix - offered_at < max(_SAME_CALL_SECONDS, offers[0].ring_seconds):
            return call
    return None
