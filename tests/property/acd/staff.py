"""Objections to what becomes of agents: presence, misses and pauses, wrap-up, rests."""

from typing import assert_never

from acd.commands import (
    AgentRequest,
    EndWrapUp,
    LogInAgent,
    LogOutAgent,
    OccupyAgent,
    PauseAgent,
    RequestWrapUp,
    ResumeAgent,
    RetireAgent,
)
from acd.events import (
    AgentLoggedIn,
    AgentLoggedOut,
    AgentPaused,
    AgentRested,
    AgentResumed,
    Event,
    OfferEnd,
    WrapUpBegan,
    WrapUpEnded,
)
from acd.policy import QueuePolicy, WrapUp
from acd.why import Standing
from tests.property.acd import rules
from tests.property.acd.facts import Facts, Person, Ring, WrapUpOwed
from vocabulary.instant import Instant
from vocabulary.parties import Party

REASONS = {
    OfferEnd.EXPIRED: "not responding",
    OfferEnd.DECLINED: "declining",
    OfferEnd.UNREACHABLE: "unreachable",
}
"""Of the pauses set by the system, by the kind of miss; the other ends are nobody's fault."""


def may(facts: Facts, person: Person, request: AgentRequest) -> bool:
    """Whether this request can be carried out."""
    match request:
        case LogInAgent():
            return person.presence == "out"
        case ResumeAgent():
            return person.presence == "paused"
        case LogOutAgent() | PauseAgent():
            return person.presence != "out"
        case EndWrapUp():
            return person.wrap_up is not None and not person.wrap_up.fixed
        case RequestWrapUp():
            if person.offer is not None:
                return facts.rings[person.offer].phase == "talking"
            return person.wrap_up is None and person.may_ask is not None
        case _:
            assert_never(request)


class Staff:
    """Told of every event about an agent. ``_next`` must come at once, ``_perhaps`` may."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._next: Event | None = None
        self._perhaps: AgentRested | None = None

    def expect(self, event: Event | None) -> None:
        """Called before each event, and with None after the last: what had to come at once has come."""
        if self._next is not None:
            assert event == self._next, f"{self._next} had to be told"
        elif isinstance(event, AgentRested):
            assert event == self._perhaps, "no reason to rest"
        self._next = self._perhaps = None

    def presence(self, event: AgentLoggedIn | AgentLoggedOut | AgentPaused | AgentResumed) -> None:
        person = self._facts.people[event.agent]
        person.may_ask = None
        match event:
            case AgentLoggedIn():
                person.presence, person.contacts, person.last_contact = "in", 0, None
                person.misses.clear()
            case AgentResumed():
                person.presence = "in"
                person.misses.clear()
            case AgentLoggedOut():
                person.presence = "out"
                if person.hand is not None and person.hand_in is None:
                    self._facts.lowering.append(event.agent)
            case AgentPaused():
                person.presence = "paused"
            case _:
                assert_never(event)

    def missed(self, person: Person, end: OfferEnd) -> None:
        """One more in a row of this kind; at the limit the system pauses whoever is still available."""
        person.misses[end] = person.misses.get(end, 0) + 1
        limits = {
            OfferEnd.EXPIRED: person.profile.unanswered_limit,
            OfferEnd.DECLINED: person.profile.declined_limit,
            OfferEnd.UNREACHABLE: person.profile.unreachable_limit,
        }
        limit = limits[end]
        if limit is not None and person.misses[end] >= limit and person.presence == "in":
            self._next = AgentPaused(person.profile.name, REASONS[end], Party.SYSTEM)

    def rest(self, person: Person, seconds: float) -> None:
        if seconds > 0:
            person.rest_until = self._facts.now.plus(seconds)

    # --- after a conversation ----------------------------------------------------------------------------------------

    def completed(self, ring: Ring) -> None:
        """The conversation is over: what is owed now, by the policy of its queue."""
        person, policy = self._facts.people[ring.agent], self._facts.policies[ring.stay.queue]
        asked, person.asked = person.asked, False
        if self._facts.gives_back(ring):
            self.rest(person, policy.failure_rest_seconds)
            self.freed(person)
            return
        contact, seconds = ring.stay.contact, policy.wrap_up_seconds
        owed = self._is_owed(person, policy, asked=asked)
        if owed:
            until = None if policy.wrap_up is WrapUp.UNTIL_ENDED else self._facts.now.plus(seconds)
            person.wrap_up = WrapUpOwed(contact, self._facts.now, until, policy.wrap_up is WrapUp.FIXED)
            told = None if policy.wrap_up is WrapUp.UNTIL_ENDED else seconds
            self._next = WrapUpBegan(person.profile.name, contact, told)
            return
        if policy.wrap_up is WrapUp.OPTIONAL and seconds > 0:
            person.may_ask = (contact, seconds)
        self.freed(person)

    def _is_owed(self, person: Person, policy: QueuePolicy, *, asked: bool) -> bool:
        match policy.wrap_up:
            case WrapUp.TIMED | WrapUp.FIXED:
                return policy.wrap_up_seconds > 0
            case WrapUp.UNTIL_ENDED:
                return person.presence != "out"
            case WrapUp.OPTIONAL | WrapUp.ON_REQUEST:
                return asked and policy.wrap_up_seconds > 0
            case _:
                assert_never(policy.wrap_up)

    def requested_wrap_up(self, person: Person) -> None:
        """Granted: after this conversation, or at once for the one just over."""
        if person.offer is not None:
            person.asked = True
            return
        assert person.may_ask is not None
        (contact, seconds), person.may_ask = person.may_ask, None
        person.wrap_up = WrapUpOwed(contact, self._facts.now, self._facts.now.plus(seconds), fixed=False)
        self._next = WrapUpBegan(person.profile.name, contact, seconds)

    def wrap_up_began(self, event: WrapUpBegan) -> None:
        owed = self._facts.people[event.agent].wrap_up
        assert owed is not None, "nothing to wrap up"
        assert owed.since == self._facts.now

    def wrap_up_ended(self, event: WrapUpEnded) -> None:
        person, now = self._facts.people[event.agent], self._facts.now
        owed, person.wrap_up = person.wrap_up, None
        assert owed is not None
        command = self._facts.command
        asked = isinstance(command, EndWrapUp) and command.agent == event.agent
        went = isinstance(command, LogOutAgent | RetireAgent) and command.agent == event.agent and owed.until is None
        occupied = isinstance(command, OccupyAgent) and command.agent == event.agent
        assert asked or went or occupied or (owed.until is not None and owed.until <= now)
        assert event == WrapUpEnded(event.agent, owed.contact, now.since(owed.since))
        self.freed(person)

    # --- fatigue -----------------------------------------------------------------------------------------------------

    def freed(self, person: Person) -> None:
        """Whatever the agent was busy with is over: if it was too much, and nobody waits for them, they rest now."""
        since, person.busy_since = person.busy_since, None
        guard, now = person.profile.micro_pause, self._facts.now
        if guard is None or since is None:
            return
        person.busy.append((since, now))
        begin = now.plus(-guard.over_seconds)
        busy_seconds = sum(until.since(max(begin, start)) for start, until in person.busy if until > begin)
        too_long = busy_seconds > guard.busy_share * guard.over_seconds
        too_many = 0 < guard.contacts_in_a_row <= person.in_a_row
        if person.presence != "in" or not (too_long or too_many):
            return
        rests = AgentRested(person.profile.name, guard.rest_seconds)
        if self._facts.silently:
            self._perhaps = rests
        elif not self._somebody_waits_for(person):
            self._next = rests

    def rested(self, event: AgentRested) -> None:
        person = self._facts.people[event.agent]
        person.in_a_row = 0
        self.rest(person, event.rest_seconds)

    def _somebody_waits_for(self, person: Person) -> bool:
        return any(
            rules.wants_one(self._facts, stay)
            and rules.assignment(person, stay) is not None
            and rules.meets(person, rules.active(stay))
            for stay in self._facts.stays.values()
        )

    def note_idle(self, now: Instant) -> None:
        """Who became, or is no longer, ready. Calls of their own, a task among them, count as being idle."""
        for person in self._facts.people.values():
            if person.ready:
                if person.idle_since is None:
                    person.idle_since = person.idle_held if person.held_by_task else now
                person.idle_held, person.held_by_task = None, False
            elif rules.standing(self._facts, person) in {Standing.IN_USE, Standing.ELSEWHERE}:
                person.idle_held = person.idle_since or person.idle_held
                person.held_by_task = person.idle_held is not None and (person.held_by_task or bool(person.tasks))
                person.idle_since = None
            else:
                person.idle_since, person.idle_held, person.held_by_task = None, None, False
