"""Objections to offers from being made to their end unanswered; who is blamed, who rests, who is skipped."""

from typing import assert_never

from acd.commands import Command, LogOutAgent, OccupyAgent, OfferFailed, PauseAgent, RetireAgent, SignOutOfQueue
from acd.events import OfferEnd, OfferEnded, OfferMade, OfferRinging
from acd.policy import Selection
from acd.why import ByHand
from tests.property.acd import choosing
from tests.property.acd.facts import RUNG, Facts, Person, Ring
from tests.property.acd.staff import Staff
from vocabulary.ids import AgentName

GoingAway = LogOutAgent | PauseAgent | OccupyAgent | SignOutOfQueue | RetireAgent
"""Of an agent whose phone rings: it stops."""


class Offering:
    """Told of every event about an offer that was not answered yet."""

    def __init__(self, facts: Facts, staff: Staff) -> None:
        self._facts = facts
        self._staff = staff

    def apply(self, event: OfferMade | OfferRinging | OfferEnded) -> None:
        match event:
            case OfferMade():
                choosing.check_offer(self._facts, event, self._facts.now)
                self._made(event)
            case OfferRinging(offer):
                assert self._facts.rings[offer].phase == "made"
                self._facts.rings[offer].phase = "ringing"
            case OfferEnded():
                self._ended(event)
            case _:
                assert_never(event)

    def _made(self, event: OfferMade) -> None:
        facts, now = self._facts, self._facts.now
        assert event.offer not in facts.rings
        stay, person = facts.stays[event.entry], facts.people[event.agent]
        assert event.contact == stay.contact
        policy = facts.policies[stay.queue]
        if event.why.started_anew:
            stay.tried = []
        if policy.selection is Selection.RING_SEVERAL and stay.grows_at is None:
            stay.width = policy.ring_width.start
            stay.grows_at = now.plus(policy.ring_width.grow_after_seconds)
        if person.idle_since != now:
            person.in_a_row = 0
        facts.rings[event.offer] = Ring(stay, event.agent, now, now.plus(policy.ring_timeout_seconds))
        stay.offers.append(event.offer)
        person.offer, person.may_ask = event.offer, None
        person.idle_before = person.idle_since
        stay.pulled = event.why.rule is ByHand.PULLED
        if not stay.pulled:
            facts.turns[stay.queue] = person.number

    def _ended(self, event: OfferEnded) -> None:
        ring = self._facts.rings[event.offer]
        stay, person = ring.stay, self._facts.people[ring.agent]
        assert (event.entry, event.contact, event.agent) == (stay.entry, stay.contact, ring.agent)
        assert event.ring_seconds == self._facts.now.since(ring.made_at)
        assert ring.phase in RUNG
        self._check_reason(event, ring)
        self.part(ring)
        policy = self._facts.policies[stay.queue]
        match event.end:
            case OfferEnd.EXPIRED:
                stay.tried.append(ring.agent)
                self._staff.missed(person, event.end)
            case OfferEnd.DECLINED:
                stay.tried.append(ring.agent)
                self._staff.rest(person, policy.decline_rest_seconds)
                self._staff.missed(person, event.end)
            case OfferEnd.UNREACHABLE:
                stay.tried.append(ring.agent)
                self._staff.rest(person, policy.failure_rest_seconds)
                self._staff.missed(person, event.end)
            case OfferEnd.WITHDRAWN if went_away(self._facts.command, ring.agent):
                stay.tried.append(ring.agent)
                self._idle_as_before(person)
            case OfferEnd.WITHDRAWN | OfferEnd.CALLER_LEFT | OfferEnd.LOST_RACE:
                self._idle_as_before(person)
            case _:
                assert_never(event.end)

    def _idle_as_before(self, person: Person) -> None:
        if person.ready:
            person.idle_since = person.idle_before

    def _check_reason(self, event: OfferEnded, ring: Ring) -> None:
        """By time only when the time is over, and by what the phone did; by the phone only as it reported."""
        command, facts = self._facts.command, self._facts
        match event.end:
            case OfferEnd.EXPIRED:
                assert command is None
                assert ring.due <= facts.now
                assert ring.phase == "ringing"
            case OfferEnd.UNREACHABLE if command is None:
                assert ring.due <= facts.now
                assert ring.phase == "made", "the phone did ring"
            case OfferEnd.DECLINED | OfferEnd.UNREACHABLE:
                assert isinstance(command, OfferFailed)
                assert command.offer == event.offer
                assert OfferEnd.of(command.kind) is event.end
                assert command.cause is event.cause
            case OfferEnd.LOST_RACE:
                assert facts.answered(ring.stay) is not None, "nobody was faster"
            case OfferEnd.WITHDRAWN if isinstance(command, GoingAway):
                assert command.agent == ring.agent
            case OfferEnd.WITHDRAWN | OfferEnd.CALLER_LEFT:
                pass
            case _:
                assert_never(event.end)

    def part(self, ring: Ring) -> None:
        """Caller and agent are apart again."""
        offer = self._facts.people[ring.agent].offer
        assert offer is not None
        ring.phase = "over"
        ring.stay.offers.remove(offer)
        self._facts.people[ring.agent].offer = None
        if not ring.stay.offers:
            ring.stay.grows_at, ring.stay.pulled = None, False


def went_away(command: Command | None, agent: AgentName) -> bool:
    """Whether this agent asked not to be rung."""
    return isinstance(command, GoingAway) and command.agent == agent
