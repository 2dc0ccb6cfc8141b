"""A distributor with a hand-set watch, for examples: say when, who and what; read what came of it. Asserts nothing.

Time is a number of seconds; deadlines between two moments happen each at its own time, as they would at the desk.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from acd.agents import Agent
from acd.commands import (
    CallerEntered,
    CallerLeft,
    CallerNotReached,
    CallerPressedKey,
    CallerReached,
    ChangePriority,
    ChangeRequirement,
    Command,
    ConfigureAgent,
    ConfigureQueue,
    ConversationEnded,
    Device,
    DeviceReported,
    EndWrapUp,
    EscalateContact,
    JoinFailed,
    LegsJoined,
    LogInAgent,
    Occupation,
    OccupyAgent,
    OfferAnswered,
    OfferFailed,
    OfferRang,
    ReturnContact,
    Unanswered,
    VacateAgent,
)
from acd.decision import Decision
from acd.distributor import Distributor
from acd.effects import Announce, Effect, RingAgent
from acd.events import EntryEnded, Event, OfferMade, RequestRefused, StepOpened
from acd.policy import QueuePolicy
from acd.profile import AgentProfile, Assignment
from vocabulary.causes import HangUpCause
from vocabulary.chance import Chance
from vocabulary.ids import AgentName, ContactId, EntryId, OfferId, QueueName, SkillName, TaskId
from vocabulary.instant import Instant
from vocabulary.parties import Party
from vocabulary.requirement_text import parse
from vocabulary.skills import Requirement, Step, Threshold
from vocabulary.skills import needing as needing_all

Kind = TypeVar("Kind")

ANYBODY = Requirement()

EPOCH = 1_700_000_000.0
"""The wall clock at second 0 of every example."""


def moment(seconds: float) -> Instant:
    """So many seconds into the example."""
    return Instant(seconds, EPOCH + seconds)


def needing(**thresholds: int) -> Requirement:
    """A requirement: ``needing(french=3)``."""
    return needing_all(*(Threshold(SkillName(skill), at_least) for skill, at_least in thresholds.items()))


def steps(*each: str | tuple[str, float]) -> Requirement:
    """A requirement of several steps: ``steps(("french >= 3", 30), "true")``, with the seconds to the expiry."""
    pairs = ((step, None) if isinstance(step, str) else step for step in each)
    return Requirement(tuple(Step(parse(text), seconds) for text, seconds in pairs))


def policy(name: str = "support", **changes: Any) -> QueuePolicy:
    """The default policy of a queue of this name, but for these fields."""
    return replace(QueuePolicy(QueueName(name)), **changes)


def contact_of(caller: str) -> ContactId:
    """The contact of the caller who entered under this name."""
    return ContactId(f"contact-{caller}")


def caller_of(contact: ContactId) -> str:
    """The name under which the caller of this contact entered first."""
    return contact.removeprefix("contact-")


class Desk:
    """Feeds one distributor and remembers everything it decided.

    ``phones_ring``: every phone reports ringing at once; what that decides (that it rings) is remembered nowhere.
    """

    def __init__(self, chance: Chance | None = None, *, phones_ring: bool = True) -> None:
        self.distributor = Distributor(chance=chance)
        self.phones_ring = phones_ring
        self.now = moment(0.0)
        self.events: list[Event] = []
        self.effects: list[Effect] = []

    def tell(self, *commands: Command) -> Decision:
        """Give these commands now; their decisions in one."""
        decisions = [self._note(self.distributor.receive(command, self.now), self.now) for command in commands]
        return Decision(
            tuple(event for decision in decisions for event in decision.events),
            tuple(effect for decision in decisions for effect in decision.effects),
        )

    def at(self, seconds: float) -> Decision:
        """Let the time pass until then; what the deadlines on the way, and then, decided."""
        events, effects = len(self.events), len(self.effects)
        then = moment(seconds)
        while (deadline := self.distributor.next_deadline()) is not None and deadline <= then:
            self._note(self.distributor.handle_deadline(deadline), deadline)
            following = self.distributor.next_deadline()
            if following is not None and following <= deadline:
                raise AssertionError(f"a deadline handled at {deadline.monotonic} is still there")
        self.now = then
        return Decision(tuple(self.events[events:]), tuple(self.effects[effects:]))

    def queue(self, name: str = "support", policy: QueuePolicy | None = None) -> Decision:
        """Begin, or change, a queue: the default policy, unless one is given."""
        return self.tell(ConfigureQueue(policy or QueuePolicy(QueueName(name))))

    def agent(
        self,
        name: str,
        *queues: str | Assignment,
        skills: Mapping[str, int] | None = None,
        unanswered_limit: int = 2,
        **limits: Any,
    ) -> Decision:
        """Make an agent known (of ``support``, unless queues are named), logged in, the phone free."""
        self.tell(ConfigureAgent(profile(name, queues or ("support",), skills, unanswered_limit, **limits)))
        return self.tell(LogInAgent(AgentName(name)), DeviceReported(AgentName(name), Device.FREE))

    def caller(
        self, entry: str, queue: str = "support", *, needs: Requirement = ANYBODY, priority: int = 0, number: str = ""
    ) -> Decision:
        """A caller enters; their contact is named after the entry."""
        return self.tell(CallerEntered(EntryId(entry), contact_of(entry), QueueName(queue), needs, priority, number))

    def leaves(self, caller: str, *, cut: bool = False) -> Decision:
        """The caller is gone from the queue they wait in; from none, if they wait in none."""
        return self.tell(CallerLeft(self.entry_of(caller), cut))

    def presses(self, caller: str, key: str) -> Decision:
        return self.tell(CallerPressedKey(self.entry_of(caller), key))

    def requires(self, caller: str, needs: Requirement) -> Decision:
        return self.tell(ChangeRequirement(contact_of(caller), needs))

    def prioritises(self, caller: str, priority: int, boost_seconds: float = 0.0) -> Decision:
        return self.tell(ChangePriority(contact_of(caller), priority, boost_seconds))

    def escalates(self, caller: str, to: str | None = None, note: str = "") -> Decision:
        return self.tell(EscalateContact(contact_of(caller), None if to is None else QueueName(to), note))

    def hands_back(self, caller: str, note: str = "") -> Decision:
        return self.tell(ReturnContact(contact_of(caller), note))

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

    def fails_to_join(self, name: str) -> Decision:
        return self.tell(JoinFailed(self.offer_of(name)))

    def reaches(self, name: str) -> Decision:
        """The caller whom this agent calls back answers."""
        return self.tell(CallerReached(self.offer_of(name)))

    def misses(self, name: str) -> Decision:
        """The caller whom this agent calls back does not answer."""
        return self.tell(CallerNotReached(self.offer_of(name), HangUpCause.NO_ANSWER))

    def ends(self, name: str, ended_by: Party = Party.CALLER, *, cut: bool = False, lost: bool = False) -> Decision:
        return self.tell(ConversationEnded(self.offer_of(name), ended_by, cut, lost))

    def serves(self, name: str) -> Decision:
        """The agent answers, talks, and is ready again: all in this moment, without wrap-up."""
        self.talks(name)
        decision = self.ends(name)
        return self.tell(EndWrapUp(AgentName(name))) if self.person(name).wrapping_up is not None else decision

    def declines(self, name: str) -> Decision:
        return self.tell(OfferFailed(self.offer_of(name), Unanswered.DECLINED, HangUpCause.REJECTED))

    def unreachable(self, name: str) -> Decision:
        return self.tell(OfferFailed(self.offer_of(name), Unanswered.UNREACHABLE, HangUpCause.SUBSCRIBER_ABSENT))

    def occupies(self, name: str, what: Occupation = Occupation.CALLING, task: str = "t1") -> Decision:
        """The agent is elsewhere, for this task."""
        return self.tell(OccupyAgent(AgentName(name), TaskId(task), what))

    def vacates(self, name: str, task: str = "t1") -> Decision:
        return self.tell(VacateAgent(AgentName(name), TaskId(task)))

    def offer_of(self, name: str) -> OfferId:
        """The offer, or conversation, the agent is in."""
        offer = self.person(name).offer
        if offer is None:
            raise AssertionError(f"{name} has no offer")
        return offer

    def person(self, name: str) -> Agent:
        return self.distributor.state.agents[AgentName(name)]

    def entry_of(self, caller: str) -> EntryId:
        """Where the caller waits now; under the name they entered, where they do not."""
        contact = self.distributor.state.contacts.get(contact_of(caller))
        return EntryId(caller) if contact is None or contact.entry is None else contact.entry

    def phones(self) -> dict[str, str]:
        """For whom each agent's phone rings, or with whom they talk, in the order in which it began."""
        return {offer.agent: caller_of(offer.contact) for offer in self.distributor.state.offers.values()}

    def line(self, queue: str = "support") -> list[str]:
        """Who waits in this queue, by the name under which they entered first; the next one first."""
        state = self.distributor.state
        order = state.rooms.queues[QueueName(queue)].order
        return [caller_of(state.entries[key[2]].contact) for key in order]

    def offered(self) -> dict[str, str]:
        """Which agent's phone rings, or who talks, for which entry, in the order in which it began."""
        return {offer.entry: offer.agent for offer in self.distributor.state.offers.values()}

    def waiting(self, queue: str = "support") -> list[str]:
        """The entries in this queue, first caller first; those being offered keep their place."""
        return [key[2] for key in self.distributor.state.rooms.queues[QueueName(queue)].order]

    def _note(self, decision: Decision, now: Instant) -> Decision:
        self.events.extend(decision.events)
        self.effects.extend(decision.effects)
        if self.phones_ring:
            for effect in of(RingAgent, decision.effects):
                self.distributor.receive(OfferRang(effect.offer), now)
        return decision


def seat(queue: str = "support", rank: int = 1, delay_seconds: float = 0.0) -> Assignment:
    """An agent's belonging to a queue."""
    return Assignment(QueueName(queue), rank, delay_seconds)


def profile(
    name: str,
    queues: Sequence[str | Assignment],
    skills: Mapping[str, int] | None = None,
    unanswered_limit: int = 2,
    **limits: Any,
) -> AgentProfile:
    """An agent's profile from plain words."""
    held = tuple((SkillName(skill), proficiency) for skill, proficiency in (skills or {}).items())
    assignments = tuple(queue if isinstance(queue, Assignment) else seat(queue) for queue in queues)
    return AgentProfile(AgentName(name), assignments, held, unanswered_limit, **limits)


def said(decision: Decision) -> list[tuple[str, int]]:
    """Who is told which position."""
    told = of(Announce, decision.effects)
    return [(effect.entry, effect.position) for effect in told if effect.position is not None]


def rung(decision: Decision) -> list[str]:
    """Whose phones were made to ring."""
    return [effect.agent for effect in of(RingAgent, decision.effects)]


def opened(decision: Decision) -> list[tuple[int, str]]:
    """Which steps were opened, and why."""
    return [(event.step, event.why.value) for event in of(StepOpened, decision.events)]


def ended(decision: Decision) -> list[tuple[str, str]]:
    """Whose stays ended, by the names under which they entered first, and how."""
    return [(caller_of(event.contact), event.end.value) for event in of(EntryEnded, decision.events)]


def offers_in(events: Sequence[Event]) -> list[tuple[str, str]]:
    """Who was offered to whom: caller and agent."""
    return [(caller_of(event.contact), event.agent) for event in of(OfferMade, events)]


def refused(decision: Decision) -> list[str]:
    """Why what was asked could not be done, for the person who asked."""
    return [event.reason for event in of(RequestRefused, decision.events)]


def of(kind: type[Kind], happenings: Sequence[object]) -> list[Kind]:
    """Those of this kind."""
    return [happening for happening in happenings if isinstance(happening, kind)]
