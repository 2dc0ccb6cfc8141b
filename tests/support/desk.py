"""A distributor with a hand-set watch, for examples: say when, who and what; read what came of it. Asserts nothing.

Time is a number of seconds; deadlines between two moments happen each at its own time, as they would at the desk.
"""

from collections.abc import Mapping, Sequence
from typing import TypeVar

from acd.agents import Agent
from acd.commands import (
    CallerEntered,
    CallerLeft,
    Command,
    ConfigureAgent,
    ConfigureQueue,
    ConversationEnded,
    Device,
    DeviceReported,
    LegsJoined,
    LogInAgent,
    OfferAnswered,
    OfferFailed,
    OfferRang,
    Unanswered,
)
from acd.decision import Decision
from acd.distributor import Distributor
from acd.effects import AnnouncePosition, Effect
from acd.events import Event
from acd.policy import AgentProfile, QueuePolicy
from vocabulary.causes import HangUpCause
from vocabulary.ids import AgentName, ContactId, EntryId, OfferId, QueueName, SkillName
from vocabulary.instant import Instant
from vocabulary.parties import Party
from vocabulary.skills import Requirement, Threshold

Kind = TypeVar("Kind")

ANYBODY = Requirement()

EPOCH = 1_700_000_000.0
"""The wall clock at second 0 of every example."""


def moment(seconds: float) -> Instant:
    """So many seconds into the example."""
    return Instant(seconds, EPOCH + seconds)


def needing(**thresholds: int) -> Requirement:
    """A requirement: ``needing(french=3)``."""
    return Requirement(tuple(Threshold(SkillName(skill), at_least) for skill, at_least in thresholds.items()))


class Desk:
    """Feeds one distributor and remembers everything it decided."""

    def __init__(self) -> None:
        self.distributor = Distributor()
        self.now = moment(0.0)
        self.events: list[Event] = []
        self.effects: list[Effect] = []

    def tell(self, *commands: Command) -> Decision:
        """Give these commands now; their decisions in one."""
        decisions = [self._note(self.distributor.receive(command, self.now)) for command in commands]
        return Decision(
            tuple(event for decision in decisions for event in decision.events),
            tuple(effect for decision in decisions for effect in decision.effects),
        )

    def at(self, seconds: float) -> Decision:
        """Let the time pass until then; what the deadlines on the way, and then, decided."""
        events, effects = len(self.events), len(self.effects)
        then = moment(seconds)
        while (deadline := self.distributor.next_deadline()) is not None and deadline <= then:
            self._note(self.distributor.handle_deadline(deadline))
            following = self.distributor.next_deadline()
            if following is not None and following <= deadline:
                raise AssertionError(f"a deadline handled at {deadline.monotonic} is still there")
        self.now = then
        return Decision(tuple(self.events[events:]), tuple(self.effects[effects:]))

    def queue(self, name: str = "support", policy: QueuePolicy | None = None) -> Decision:
        """Begin, or change, a queue: the default policy, unless one is given."""
        return self.tell(ConfigureQueue(policy or QueuePolicy(QueueName(name))))

    def agent(
        self, name: str, *queues: str, skills: Mapping[str, int] | None = None, unanswered_limit: int = 2
    ) -> Decision:
        """Make an agent known (of ``support``, unless queues are named), logged in, the phone free."""
        self.tell(ConfigureAgent(profile(name, queues or ("support",), skills, unanswered_limit)))
        return self.tell(LogInAgent(AgentName(name)), DeviceReported(AgentName(name), Device.FREE))

    def caller(
        self, entry: str, queue: str = "support", *, needs: Requirement = ANYBODY, priority: int = 0
    ) -> Decision:
        """A caller enters; their contact is named after the entry."""
        return self.tell(
            CallerEntered(EntryId(entry), ContactId(f"contact-{entry}"), QueueName(queue), needs, priority)
        )

    def leaves(self, entry: str) -> Decision:
        return self.tell(CallerLeft(EntryId(entry)))

    def rings(self, name: str) -> Decision:
        """The phone of this agent, who has an offer, reports ringing."""
        return self.tell(OfferRang(self.offer_of(name)))

    def answers(self, name: str) -> Decision:
        return self.tell(OfferAnswered(self.offer_of(name)))

    def joined(self, name: str) -> Decision:
        return self.tell(LegsJoined(self.offer_of(name)))

    def talks(self, name: str) -> OfferId:
        """The agent answers and the legs are joined; the offer it is about."""
        offer = self.offer_of(name)
        self.tell(OfferAnswered(offer), LegsJoined(offer))
        return offer

    def ends(self, name: str, ended_by: Party = Party.CALLER) -> Decision:
        return self.tell(ConversationEnded(self.offer_of(name), ended_by))

    def declines(self, name: str) -> Decision:
        return self.tell(OfferFailed(self.offer_of(name), Unanswered.DECLINED, HangUpCause.REJECTED))

    def unreachable(self, name: str) -> Decision:
        return self.tell(OfferFailed(self.offer_of(name), Unanswered.UNREACHABLE, HangUpCause.SUBSCRIBER_ABSENT))

    def offer_of(self, name: str) -> OfferId:
        """The offer, or conversation, the agent is in."""
        offer = self.person(name).offer
        if offer is None:
            raise AssertionError(f"{name} has no offer")
        return offer

    def person(self, name: str) -> Agent:
        return self.distributor.state.agents[AgentName(name)]

    def offered(self) -> dict[str, str]:
        """Which agent's phone rings, or who talks, for which entry, in the order in which it began."""
        return {offer.entry: offer.agent for offer in self.distributor.state.offers.values()}

    def waiting(self, queue: str = "support") -> list[str]:
        """The entries in this queue, first caller first; those being offered keep their place."""
        return [key[2] for key in self.distributor.state.rooms.queues[QueueName(queue)].order]

    def _note(self, decision: Decision) -> Decision:
        self.events.extend(decision.events)
        self.effects.extend(decision.effects)
        return decision


def profile(
    name: str, queues: Sequence[str], skills: Mapping[str, int] | None = None, unanswered_limit: int = 2
) -> AgentProfile:
    """An agent's profile from plain words."""
    held = tuple((SkillName(skill), proficiency) for skill, proficiency in (skills or {}).items())
    return AgentProfile(AgentName(name), tuple(QueueName(queue) for queue in queues), held, unanswered_limit)


def said(decision: Decision) -> list[tuple[str, int]]:
    """Who is told which position."""
    return [(effect.entry, effect.position) for effect in of(AnnouncePosition, decision.effects)]


def of(kind: type[Kind], happenings: Sequence[object]) -> list[Kind]:
    """Those of this kind."""
    return [happening for happening in happenings if isinstance(happening, kind)]
