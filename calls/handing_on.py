"""A caller handed to somebody without asking first: rung while the caller hears music, reached, or back again.

Who could not be reached never costs the caller their place: back to the agent who handed them on, or to the head.
"""

import structlog

from acd.commands import EscalateContact, ReturnToHead
from acd.events import RequestRefused
from asterisk.ari.errors import AriError
from asterisk.ari.events import Event
from calls.agent_legs import AgentLeg
from calls.asks import Answer, ToAgent, ToFlow, ToQueue, Transfer
from calls.guests import Guests
from calls.messages import LegsSeen
from calls.others import Other
from calls.outgoing import Progress
from calls.talk import Talk
from cdr.events import TransferBegan, TransferEnded, TransferKind
from vocabulary.ids import AgentName, FlowName

NOT_REACHED = "could not be reached by a transfer"

log = structlog.get_logger(__name__)
THE_HEAD = "the head of the queue"


class HandingOn:
    """One transfer at a time."""

    def __init__(self, talk: Talk, guests: Guests) -> None:
        self._talk = talk
        self._guests = guests
        self._rung: Other | None = None
        self._from: AgentName | None = None

    async def begin(self, ask: Transfer, by: AgentName | None) -> Answer:
        """Hand the caller on. A refusal changes nothing: they talk on."""
        match ask.target:
            case ToQueue():
                return await self.to_queue(ask)
            case ToFlow():
                return await self._asked_to_flow(ask, by)
            case _:
                other = self._talk.make(ask.target)
                why = await other.reserve()
                if why:
                    return Answer(why)
                await self.ring(other, ask.note, by)
                return Answer()

    async def to_queue(self, ask: Transfer) -> Answer:
        """Into a queue, under the distributor's rules; it hands the caller on in its next effect."""
        assert isinstance(ask.target, ToQueue)
        talk = self._talk
        decision = await talk.around.desk.ask(EscalateContact(talk.contact, ask.target.queue, ask.note))
        refused = (event.reason for event in decision.events if isinstance(event, RequestRefused))
        return Answer(next(refused, ""))

    async def _asked_to_flow(self, ask: Transfer, by: AgentName | None) -> Answer:
        assert isinstance(ask.target, ToFlow)
        flow = ask.target.flow
        if flow not in self._talk.around.document.flows:
            return Answer(f"no flow named {flow}")
        if not self._talk.has_flow:
            return Answer("a caller who was called back is in no flow")
        await self.to_flow(flow, by, ask.note)
        return Answer()

    async def to_flow(self, flow: FlowName, by: AgentName | None, note: str = "") -> None:
        """The caller is at the beginning of a flow of the document from now on."""
        talk = self._talk
        talk.facts(TransferBegan(talk.contact, by, str(flow), TransferKind.BLIND, note))
        await talk.part_from_agent()
        talk.facts(TransferEnded(talk.contact, str(flow), True))
        await self._go_on(flow)

    async def _go_on(self, flow: FlowName | None) -> None:
        """The flow goes on in any case: music under a prompt is better than a caller who hears nothing more."""
        talk = self._talk
        try:
            await talk.waiting.leave()
        except AriError as error:
            log.error("conversation.music_not_left", error=str(error))
        await talk.agents.conversation.leave_bridge()
        await talk.go_on(flow)

    async def ring(self, other: Other, note: str, by: AgentName | None) -> None:
        """Ring somebody who was reserved; the caller hears music, and the agent's part is over."""
        talk = self._talk
        talk.facts(TransferBegan(talk.contact, by, other.name, TransferKind.BLIND, note))
        try:
            await self.leave_agent()
        except AriError:
            # Whoever was reserved would be kept for ever from what else there is to do.
            talk.facts(TransferEnded(talk.contact, other.name, False, "the caller could not be moved"))
            await other.let_go()
            raise
        self.wait_for(other, by)
        await self._follow(await other.call(talk.shown))

    async def leave_agent(self) -> None:
        """The caller hears music, and the agent's part is over.

        :raises AriError: the caller could not be moved.
        """
        await self._talk.hold()
        await self._talk.part_from_agent()
        await self._talk.agents.conversation.leave_bridge()

    async def keep_ringing(self, other: Other, by: AgentName | None) -> None:
        """The agent hangs up while whom they asked still rings: the caller waits for them."""
        talk = self._talk
        talk.facts(TransferBegan(talk.contact, by, other.name, TransferKind.BLIND))
        self.wait_for(other, None)
        await talk.part_from_agent()
        await talk.agents.conversation.leave_bridge()

    def wait_for(self, other: Other, by: AgentName | None) -> None:
        """The caller, who hears music already, waits for somebody who rings. ``by``: who has them back otherwise."""
        self._rung, self._from = other, by

    async def joined(self, leg: AgentLeg) -> None:
        """The distributor has this leg's agent talk with the contact already: let the two meet."""
        talk = self._talk
        offer = talk.around.desk.state.offers.get(leg.offer)
        queue = offer.queue if offer is not None else None
        met = await talk.agents.take_over(leg, talk.waiting.take_announcements(), queue)
        talk.waiting.over()
        talk.facts(TransferEnded(talk.contact, str(leg.agent), True))
        if not met:
            # The distributor believes them talking: it hears that they were lost, and brings the caller back.
            await talk.agents.lose(leg.leg)

    async def refused(self, other: Other, why: str, by: AgentName | None) -> None:
        """Somebody could not even be rung."""
        await self.leave_agent()
        self._from = by
        await self._back(other.name, why)

    async def nobody(self, name: str, by: AgentName | None) -> None:
        """There is nobody, or nobody any more, behind what a phone transferred to."""
        await self.leave_agent()
        self._from = by
        await self._back(name, "there is nobody")

    async def take(self, event: Event) -> None:
        """What Asterisk tells of whom is rung."""
        if self._rung is not None:
            await self._follow(await self._rung.take(event))

    async def compare(self, seen: LegsSeen) -> None:
        """What was missed in a gap."""
        if self._rung is not None:
            await self._follow(await self._rung.compare(seen))

    async def give_up(self, why: str = "the caller hung up") -> None:
        """The caller is gone, or goes another way."""
        rung, self._rung = self._rung, None
        if rung is not None:
            self._talk.facts(TransferEnded(self._talk.contact, rung.name, False, why))
            await rung.let_go()

    async def _follow(self, progress: Progress) -> None:
        rung = self._rung
        if rung is None:
            return
        match progress:
            case Progress.ANSWERED:
                self._rung = None
                await self.hand_to(rung, self._from)
            case Progress.LOST:
                self._rung = None
                await self._not_reached(rung)
            case Progress.NOTHING:
                pass

    async def hand_to(self, other: Other, by: AgentName | None) -> None:
        """Somebody who is there has the caller: as the contact's agent, or as its guest."""
        talk = self._talk
        leg = await other.become_agent_of(talk.contact)
        if leg is not None:
            await self.joined(leg)
            return
        await talk.part_from_agent()
        if await self._guests.welcome(other):
            talk.facts(TransferEnded(talk.contact, other.name, True))
        else:
            self._from = by
            await self._not_reached(other)

    async def _not_reached(self, other: Other) -> None:
        try:
            await other.let_go()
        except AriError as error:
            log.warning("conversation.not_let_go", who=other.name, error=str(error))
        await self._back(other.name, other.why)

    async def _back(self, name: str, why: str) -> None:
        """Where the caller goes whom nobody took: by their queue's policy, and never to the end of it."""
        talk, agent = self._talk, self._from
        self._from = None
        queue = talk.queue
        known = talk.around.document.queues.get(queue) if queue is not None else None
        returns = known is not None and known.transfer_failed == "agent" and agent is not None and name != agent
        back = await self._reserved(agent) if returns and agent is not None else None
        talk.facts(TransferEnded(talk.contact, name, False, why, THE_HEAD if back is None else back.name))
        if back is None:
            await self.to_head(f"{name} {NOT_REACHED}")
            return
        self._rung = back
        await self._follow(await back.call(talk.shown))

    async def _reserved(self, agent: AgentName) -> Other | None:
        """The agent who handed the caller on, to have them back; None where they cannot be rung."""
        back = self._talk.make(ToAgent(agent))
        return None if await back.reserve() else back

    async def to_head(self, why: str) -> None:
        """The caller waits at the head of their queue; one who was in none goes on in their flow."""
        decision = await self._talk.around.desk.ask(ReturnToHead(self._talk.contact, why))
        if any(isinstance(event, RequestRefused) for event in decision.events):
            await self._go_on(None)
