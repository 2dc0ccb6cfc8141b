"""Somebody an agent asks or hands a caller to: a colleague, or a number outside. Rung, there, gone. Decides nothing.

A colleague is kept from being offered calls before their phone rings. Whether they become the contact's agent is the
distributor's to say.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from acd.commands import Occupation, OccupyAgent, TakeUpContact, VacateAgent
from acd.effects import Effect
from acd.events import RequestRefused
from asterisk.ari.events import Event
from calls.agent_legs import AgentLeg, LegState
from calls.desk import Desk
from calls.dialled import AGENTS
from calls.messages import LegsSeen, Message
from calls.offer_shown import ShownCaller, printable, variables
from calls.outgoing import Progress, outside
from calls.ring import Ring
from calls.surroundings import Surroundings
from cdr.events import GuestKind
from vocabulary.causes import HangUpCause, in_words
from vocabulary.ids import AgentName, ContactId, DeviceName, LegId, OfferId, QueueName, TaskId

Hear = Callable[[Message], None]


async def refusal(desk: Desk, command: OccupyAgent | TakeUpContact) -> str:
    """Ask the desk; why it does not want to, empty where it does."""
    decision = await desk.ask(command)
    return next((event.reason for event in decision.events if isinstance(event, RequestRefused)), "")


class Other(Protocol):
    """Whom an agent asks, or hands a caller to. ``name`` is for the record, ``why`` says why they were not reached."""

    name: str
    kind: GuestKind

    @property
    def leg(self) -> LegId | None:
        """Their leg, once they answered."""

    @property
    def there(self) -> bool:
        """Whether they answered, and are still on the line."""

    @property
    def cause(self) -> HangUpCause:
        """Why they are not there, as a phone is told."""

    @property
    def why(self) -> str:
        """The same, for people."""

    async def reserve(self) -> str:
        """Before anything is done for it; why it cannot be, empty where it can."""

    async def call(self, shown: ShownCaller, /) -> Progress:
        """Ring them; ``shown``: who calls. ``LOST`` where they cannot be rung."""

    async def take(self, event: Event) -> Progress:
        """What Asterisk tells; events of other legs mean nothing."""

    async def carry_out(self, effect: Effect, /) -> Progress:
        """What the distributor wants of a question to a queue."""

    async def compare(self, seen: LegsSeen) -> Progress:
        """What was missed in a gap."""

    async def let_go(self) -> None:
        """Hang them up, and let the distributor have them back."""

    def heard_by(self, hear: Hear) -> None:
        """From now on what their legs do is told there."""

    async def become_agent_of(self, contact: ContactId, /) -> AgentLeg | None:
        """The distributor has them talk with this contact from now on; None where they are no agent of it."""


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What a phone's second call reached: somebody, or the agent of a question to a queue with their leg, or, while
    nobody has answered there, the queue. All None: it is over already.
    """

    other: Other | None = None
    leg: AgentLeg | None = None
    queue: QueueName | None = None


class _Rung:
    """What a colleague and a number have in common. ``beside``: the caller's leg, whose codecs are offered."""

    def __init__(self, task: TaskId, around: Surroundings, beside: LegId, ring: Ring) -> None:
        self._task = task
        self._around = around
        self._beside = beside
        self._ring = ring

    @property
    def leg(self) -> LegId | None:
        return self._ring.leg

    @property
    def there(self) -> bool:
        return self._ring.there

    @property
    def cause(self) -> HangUpCause:
        return self._ring.cause

    @property
    def why(self) -> str:
        return in_words(self._ring.cause)

    async def take(self, event: Event) -> Progress:
        return await self._ring.take(event)

    async def carry_out(self, _: Effect) -> Progress:
        return Progress.NOTHING

    async def compare(self, seen: LegsSeen) -> Progress:
        return await self._ring.compare(seen)

    def heard_by(self, hear: Hear) -> None:
        self._ring.heard_by(hear)


class Colleague(_Rung):
    """An agent by name, on all their phones. ``queue``: where the caller comes from, as their phone shows it."""

    kind = GuestKind.COLLEAGUE

    def __init__(
        self,
        agent: AgentName,
        task: TaskId,
        ring_seconds: float,
        around: Surroundings,
        hear: Hear,
        beside: LegId,
        queue: QueueName | None = None,
    ) -> None:
        self.name = str(agent)
        self.agent = agent
        self._queue = queue
        endpoints = [f"PJSIP/{device}" for device in around.phones.devices_of(agent)]
        super().__init__(task, around, beside, Ring(LegId(f"o-{task}"), endpoints, ring_seconds, around, hear))

    async def reserve(self) -> str:
        return await refusal(self._around.desk, OccupyAgent(self.agent, self._task, Occupation.CONSULTED))

    async def call(self, shown: ShownCaller) -> Progress:
        return await self._ring.begin(self._beside, variables(self._around.document, self.agent, shown, self._queue))

    async def let_go(self) -> None:
        await self._around.desk.submit(VacateAgent(self.agent, self._task))
        await self._ring.hang_up()

    async def become_agent_of(self, contact: ContactId) -> AgentLeg | None:
        leg = self._ring.answered
        offer = OfferId(self._task)
        if leg is None or await refusal(self._around.desk, TakeUpContact(contact, self.agent, self._task, offer)):
            return None
        device = next(iter(self._around.phones.devices_of(self.agent)), DeviceName(self.name))
        now = self._around.clock()
        return AgentLeg(offer, leg.leg, self.agent, 0.0, now, LegState.ANSWERED, device=device)


class OutsideParty(_Rung):
    """A number, through a trunk that agents may use (or these kinds of people)."""

    kind = GuestKind.OUTSIDE

    def __init__(
        self,
        number: str,
        task: TaskId,
        ring_seconds: float,
        around: Surroundings,
        hear: Hear,
        beside: LegId,
        kinds: frozenset[str] = AGENTS,
    ) -> None:
        self.name = number
        document = around.document
        allowed = (name for name, trunk in document.trunks.items() if kinds.intersection(trunk.may_call_out))
        reached = ((name, outside(document, name, number)) for name in allowed)
        trunk, self._endpoint = next(((name, endpoint) for name, endpoint in reached if endpoint), ("", ""))
        self._shown = document.trunks[trunk].caller_id if trunk else None
        super().__init__(task, around, beside, Ring(LegId(f"o-{task}"), [self._endpoint], ring_seconds, around, hear))

    async def reserve(self) -> str:
        return "" if self._endpoint else f"{self.name} is no number that agents may call"

    async def call(self, shown: ShownCaller) -> Progress:
        number = self._shown or printable(shown.number)
        return await self._ring.begin(self._beside, {"CONNECTEDLINE(num)": number} if number else None)

    async def let_go(self) -> None:
        await self._ring.hang_up()

    async def become_agent_of(self, _: ContactId) -> AgentLeg | None:
        return None
