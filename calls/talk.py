"""One conversation and the few moves all else is made of: hold the caller, bring them back, part from the agent.

Carries out; decides nothing.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog

from acd.commands import PartFromAgent
from asterisk.ari.errors import AriError
from calls.agent_legs import AgentLeg
from calls.agent_side import AgentSide
from calls.asked_queue import AskedQueue
from calls.asks import ToAgent, ToNumber, ToQueue
from calls.caller_leg import CallerLeg
from calls.messages import Message
from calls.offer_shown import ShownCaller
from calls.others import Colleague, Other, OutsideParty
from calls.surroundings import Surroundings
from calls.waiting import Waiting
from cdr.events import CallHeld, CallResumed, ContactFact
from vocabulary.ids import ContactId, FlowName, QueueName, TaskId

USUAL_RING_SECONDS = 20.0
"""How long somebody is rung who is asked, where no queue says so."""

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Talk:
    """What one contact's conversation consists of. ``go_on``: the caller's flow takes them, at its place or at a flow's
    beginning. ``held``: the caller hears music in the middle of it, by the agent's wish. ``held_by_phone``: and is in
    the bridge all the same, where Asterisk plays it. ``has_flow``: there is one to go on in.
    """

    contact: ContactId
    caller: CallerLeg
    agents: AgentSide
    waiting: Waiting
    around: Surroundings
    hear: Callable[[Message], None]
    note: Callable[..., None]
    go_on: Callable[[FlowName | None], Awaitable[None]]
    held: bool = False
    held_by_phone: bool = False
    others_made: int = 0
    has_flow: bool = True

    @property
    def agent(self) -> AgentLeg | None:
        """The leg of the agent who talks with the caller."""
        return self.agents.joined

    @property
    def private(self) -> bool:
        """Whether the recording is paused: listeners do not hear either."""
        return self.agents.recording.paused

    @property
    def queue(self) -> QueueName | None:
        """The queue the conversation came from."""
        agent = self.agent
        offer = self.around.desk.state.offers.get(agent.offer) if agent is not None else None
        return offer.queue if offer is not None else self.waiting.queue

    @property
    def ring_seconds(self) -> float:
        """How long whoever is asked is rung."""
        queue = self.queue
        known = self.around.document.queues.get(queue) if queue is not None else None
        return USUAL_RING_SECONDS if known is None else known.policy.ring_timeout_seconds

    @property
    def shown(self) -> ShownCaller:
        """The caller, as phones show them."""
        return ShownCaller(self.caller.caller_number, self.caller.caller_name)

    def facts(self, *facts: ContactFact) -> None:
        """Note facts of the contact."""
        self.note(*facts)

    async def hold(self) -> None:
        """The caller hears their queue's music, whoever else goes on talking.

        :raises AriError: they could not be moved; they count as held all the same, and are moved after the gap.
        """
        queue, agent = self.queue, self.agent
        self.held_by_phone = False
        if agent is not None and not self.held:
            self.held = True
            self.facts(CallHeld(self.contact, agent.agent))
        if queue is not None:
            await self.waiting.hold(queue)

    async def back(self, *beside: Other) -> None:
        """Caller, agent and those beside hear each other (again).

        :raises AriError: one of them could not be moved.
        """
        agent = self.agent
        legs = [leg for leg in (other.leg for other in beside) if leg is not None]
        if agent is not None:
            legs.append(agent.leg)
        await self.agents.conversation.bring(*legs, self.caller.leg)
        self.waiting.over()
        self.resumed()

    def resumed(self) -> None:
        """The caller is held no more."""
        agent = self.agent
        if self.held and agent is not None:
            self.facts(CallResumed(self.contact, agent.agent))
        self.held = self.held_by_phone = False

    async def part_from_agent(self) -> None:
        """The agent's part is over; the caller, who must be elsewhere or about to move, goes on without them.

        Never raises: half parted, nobody would have the caller. What is not hung up now is when it is released.
        """
        agent = self.agent
        if agent is None:
            return
        self.resumed()
        await self.around.desk.ask(PartFromAgent(agent.offer))
        await self.agents.part()
        try:
            await self.around.ari.hang_up(agent.leg)
        except AriError as error:
            log.warning("conversation.agent_not_hung_up", agent=agent.agent, error=str(error))

    def make(self, target: ToAgent | ToQueue | ToNumber) -> "Other":
        """Somebody to be asked, or handed the caller to; nothing is begun yet."""
        self.others_made += 1
        task = TaskId(f"{self.contact}-t{self.others_made}")
        agent = self.agent
        match target:
            case ToAgent(name):
                return Colleague(name, task, self.ring_seconds, self.around, self.hear, self.caller.leg, self.queue)
            case ToNumber(number):
                return OutsideParty(number, task, self.ring_seconds, self.around, self.hear, self.caller.leg)
            case ToQueue(queue):
                assert agent is not None
                consult = ContactId(f"{self.contact}-k{self.others_made}")
                return AskedQueue(queue, consult, self.contact, agent.agent, agent.leg, self.around, self.hear)
