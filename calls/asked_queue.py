"""A question of an agent to a queue, while the caller is held: a contact of its own, whose caller is the agent.

It waits like any caller, hears the queue's music, and is joined with whom the distributor finds. Decides nothing.
"""

from collections.abc import Callable

from acd import effects as acd
from acd.commands import CallerLeft, ContactOver, JoinContacts
from acd.events import RequestRefused
from asterisk.ari.events import (
    ChannelDestroyed,
    ChannelStateChange,
    Dial,
    Event,
    PlaybackFinished,
    StasisEnd,
    StasisStart,
)
from calls.agent_legs import AgentLeg, LegState
from calls.agent_side import AgentSide
from calls.messages import LegsSeen, Message
from calls.offer_shown import ShownCaller
from calls.others import HandedOver
from calls.outgoing import Progress
from calls.surroundings import Surroundings
from calls.waiting import Waiting
from cdr.events import ContactBegan, ContactEnded, GuestKind
from ivr.reports import HandToQueue
from recordings.policy import WhyNot
from vocabulary.causes import HangUpCause
from vocabulary.ids import AgentName, ContactId, LegId, PlaybackId, QueueName
from vocabulary.parties import Party
from vocabulary.skills import Requirement


class AskedQueue:
    """One question to one queue. ``asking``: the agent's leg, which waits as a caller's would."""

    kind = GuestKind.COLLEAGUE

    def __init__(
        self,
        queue: QueueName,
        consult: ContactId,
        contact: ContactId,
        asker: AgentName,
        asking: LegId,
        around: Surroundings,
        hear: Callable[[Message], None],
    ) -> None:
        self.name = str(queue)
        self.queue = queue
        self.consult = consult
        self._contact = contact
        self._asker = asker
        self._around = around
        number = around.document.agents[asker].number if asker in around.document.agents else ""
        self._shown = ShownCaller(number or str(asker), str(asker))
        self.agents = AgentSide(consult, asking, hear, around, self._shown, never=WhyNot.BETWEEN_AGENTS)
        self._waiting = Waiting(consult, asking, "", around)
        self._hear = hear
        self._over = False

    @property
    def waits(self) -> bool:
        """Whether nobody of the queue has answered yet."""
        return not self._over and not self.there

    @property
    def leg(self) -> LegId | None:
        joined = self.agents.joined
        return joined.leg if joined is not None else None

    @property
    def there(self) -> bool:
        return self.agents.joined is not None

    @property
    def cause(self) -> HangUpCause:
        return HangUpCause.NO_ANSWER

    @property
    def why(self) -> str:
        return "nobody of the queue was free"

    async def reserve(self) -> str:
        rooms = self._around.desk.state.rooms.queues
        known = rooms.get(self.queue)
        if known is None or known.retired:
            return f"no queue named {self.queue}"
        return "" if known.open else f"{self.queue} is closed"

    async def call(self, _: ShownCaller) -> Progress:
        document = self._around.document
        began = ContactBegan(
            self.consult, str(self.queue), self._shown.number, self._shown.name, document.version, self._contact,
            agent=self._asker,
        )  # fmt: skip
        self._around.ledger.note(self.consult, (began,), self._around.clock())
        self._around.adopt_contact(self.consult, self._hear)
        await self._waiting.enter(HandToQueue(self.queue, Requirement(), 0))
        return Progress.NOTHING

    async def take(self, event: Event) -> Progress:
        was_there = self.there
        match event:
            case PlaybackFinished(playback=playback):
                self._waiting.heard(PlaybackId(playback.id))
                if await self.agents.heard(PlaybackId(playback.id), self._waiting.take_announcements):
                    self._waiting.over()
            case StasisStart() | StasisEnd() | ChannelStateChange() | ChannelDestroyed() | Dial():
                await self.agents.take(event)
            case _:
                pass
        return self._progress(was_there)

    async def carry_out(self, effect: acd.Effect) -> Progress:
        was_there = self.there
        match effect:
            case acd.RingAgent():
                await self.agents.ring(effect)
            case acd.ReleaseAgent(offer, reason):
                await self.agents.release(offer, reason)
            case acd.ConnectLegs(_, _, offer):
                if await self.agents.connect(offer, self._waiting.take_announcements):
                    self._waiting.over()
            case acd.ReturnToWaiting(_, entry):
                await self._waiting.again(entry)
            case acd.MoveToQueue(_, entry, queue):
                await self._waiting.move(entry, queue)
            case acd.Announce():
                await self._waiting.announce(effect)
            case acd.LeaveQueue() | acd.ReleaseCaller():
                await self._end(Party.SYSTEM)
                return Progress.LOST
            case _:
                pass
        return self._progress(was_there)

    async def compare(self, seen: LegsSeen) -> Progress:
        was_there = self.there
        await self.agents.compare(seen)
        await self._waiting.settle()
        return self._progress(was_there)

    async def let_go(self) -> None:
        """The agent asks no more; where they wait no more, their leg is out of the queue's music."""
        if self._over:
            return
        if not await self.agents.lose_caller(Party.CALLER) and self._waiting.entry is not None:
            await self._around.desk.submit(CallerLeft(self._waiting.entry))
        await self._end(Party.CALLER)
        try:
            await self.agents.close()
        finally:
            # After its legs, else their cause is lost.
            await self.leave_bridge()

    def heard_by(self, hear: Callable[[Message], None]) -> None:
        """It is heard by the contact's session from the beginning."""

    async def become_agent_of(self, contact: ContactId) -> AgentLeg | None:
        given = await given_away(self.consult, contact, self.agents, self._waiting, self._around)
        if given.leg is not None:
            await self._end(Party.SYSTEM)
        return given.leg

    async def leave_bridge(self) -> None:
        """Where the two met is needed no more."""
        await self.agents.conversation.leave_bridge()

    async def _end(self, by: Party) -> None:
        if self._over:
            return
        self._over = True
        self._around.disown_contact(self.consult)
        await self._around.desk.submit(ContactOver(self.consult))
        ended = ContactEnded(self.consult, by, HangUpCause.NORMAL)
        self._around.ledger.note(self.consult, (ended,), self._around.clock())

    def _progress(self, was_there: bool) -> Progress:
        if self.there is was_there:
            return Progress.NOTHING
        return Progress.ANSWERED if self.there else Progress.LOST


async def given_away(
    consult: ContactId, contact: ContactId, agents: AgentSide, waiting: Waiting, around: Surroundings
) -> HandedOver:
    """What a question to a queue came to, another contact's from now on: its agent with their leg, or the queue."""
    joined = agents.joined
    if joined is None:
        return HandedOver(queue=waiting.queue if waiting.entry is not None else None)
    decision = await around.desk.ask(JoinContacts(contact, consult))
    if any(isinstance(event, RequestRefused) for event in decision.events):
        return HandedOver()
    await agents.conversation.part(caller_is_there=True)
    given = agents.give(joined.offer)
    if given is not None:
        given.state = LegState.ANSWERED
    return HandedOver(leg=given)
