"""A second opinion on the distributor: keeps the facts in the plainest way, and objects. Shares no index and no table.

It is told every command with its decision, applies the events one after the other, and asserts at each what must hold.
"""

from typing import assert_never

from acd.commands import (
    CallerEntered,
    CallerLeft,
    Command,
    ConfigureAgent,
    ConfigureQueue,
    DeviceReported,
    EndWrapUp,
    LogInAgent,
    LogOutAgent,
    OfferAnswered,
    PauseAgent,
    ResumeAgent,
)
from acd.decision import Decision
from acd.events import (
    AgentDeviceChanged,
    AgentLoggedIn,
    AgentLoggedOut,
    AgentPaused,
    AgentResumed,
    CallConnected,
    ConnectionFailed,
    ConversationCompleted,
    EntryEnd,
    EntryEnded,
    EntryQueued,
    Event,
    LegsBridged,
    OfferEnd,
    OfferEnded,
    OfferMade,
    OfferRinging,
    PositionAnnounced,
    RequestRefused,
    WrapUpBegan,
    WrapUpEnded,
)
from acd.policy import QueuePolicy
from tests.property.acd.facts import Person, Ring, Stay
from vocabulary.ids import AgentName, EntryId, OfferId, QueueName
from vocabulary.instant import Instant
from vocabulary.parties import Party


class Ledger:
    """The facts, and the objections."""

    def __init__(self) -> None:
        self.policies: dict[QueueName, QueuePolicy] = {}
        self.people: dict[AgentName, Person] = {}
        self.stays: dict[EntryId, Stay] = {}
        self.rings: dict[OfferId, Ring] = {}
        self.ended: list[EntryId] = []
        self._entering: CallerEntered | None = None
        self._by_deadline = False
        self._left: EntryId | None = None

    def refuses(self, command: Command) -> bool:
        """Whether this request cannot be carried out now."""
        match command:
            case ConfigureAgent(profile):
                return any(queue not in self.policies for queue in profile.queues)
            case CallerEntered(entry, _, queue):
                return entry in self.stays or queue not in self.policies
            case LogInAgent(name) | LogOutAgent(name) | PauseAgent(name) | ResumeAgent(name) | EndWrapUp(name):
                return name not in self.people or not self._may(self.people[name], command)
            case DeviceReported(name):
                return name not in self.people
            case _:
                return False

    def _may(self, person: Person, request: Command) -> bool:
        match request:
            case LogInAgent():
                return person.presence == "out"
            case ResumeAgent():
                return person.presence == "paused"
            case EndWrapUp():
                return person.wrap_up_until is not None
            case _:
                return person.presence != "out"

    def take(self, command: Command | None, now: Instant, decision: Decision) -> None:
        """Apply one verb: a command, or (None) the deadlines that are due."""
        self._by_deadline = command is None
        self._entering = command if isinstance(command, CallerEntered) else None
        self._left = command.entry if isinstance(command, CallerLeft) else None
        if command is not None and self.refuses(command):
            assert [type(event) for event in decision.events] == [RequestRefused]
            return
        self._begin(command, now)
        self._note_idle(now)
        for event in decision.events:
            self._apply(event, now)
            self._note_idle(now)

    def _begin(self, command: Command | None, now: Instant) -> None:
        match command:
            case None:
                for person in self.people.values():
                    if person.rest_until is not None and person.rest_until <= now:
                        person.rest_until = None
            case ConfigureQueue(policy):
                self.policies[policy.name] = policy
            case ConfigureAgent(profile):
                self.people.setdefault(profile.name, Person(profile)).profile = profile
            case DeviceReported(name, device):
                self.people[name].device = device
            case OfferAnswered(offer) if offer in self.rings and self.rings[offer].phase in {"made", "ringing"}:
                self.people[self.rings[offer].agent].unanswered = 0
            case _:
                pass

    def _note_idle(self, now: Instant) -> None:
        for person in self.people.values():
            if not person.ready:
                person.idle_since = None
            elif person.idle_since is None:
                person.idle_since = now

    def able(self, name: AgentName, stay: Stay) -> bool:
        """Whether this agent serves this queue and meets the need, whatever they do now."""
        profile = self.people[name].profile
        return stay.queue in profile.queues and all(
            any(skill == need.skill and held >= need.at_least for skill, held in profile.skills)
            for need in stay.needs.thresholds
        )

    def position(self, stay: Stay) -> int:
        return 1 + sum(other.queue == stay.queue and other.rank < stay.rank for other in self.stays.values())

    def _apply(self, event: Event, now: Instant) -> None:
        match event:
            case EntryQueued():
                self._queued(event, now)
            case OfferMade():
                self._offer_made(event, now)
            case OfferRinging(offer):
                assert self.rings[offer].phase == "made"
                self.rings[offer].phase = "ringing"
            case OfferEnded():
                self._offer_ended(event, now)
            case CallConnected():
                self._connected(event, now)
            case LegsBridged(offer):
                assert self.rings[offer].phase == "joining"
                self.rings[offer].phase, self.rings[offer].joined_at = "talking", now
            case ConnectionFailed(offer):
                self._connection_failed(self.rings[offer], now)
            case EntryEnded():
                self._entry_ended(event, now)
            case ConversationCompleted():
                self._completed(event, now)
            case PositionAnnounced(entry, _, position):
                self._announced(self.stays[entry], position, now)
            case RequestRefused():
                raise AssertionError(f"refused, though it could be done: {event.reason}")
            case WrapUpBegan() | WrapUpEnded():
                self._wrap_up(event, self.people[event.agent], now)
            case AgentDeviceChanged(name, device):
                assert self.people[name].device is device
            case AgentLoggedIn() | AgentLoggedOut() | AgentPaused() | AgentResumed():
                self._presence(event, self.people[event.agent])
            case _:
                assert_never(event)

    def _presence(self, event: AgentLoggedIn | AgentLoggedOut | AgentPaused | AgentResumed, person: Person) -> None:
        match event:
            case AgentLoggedIn() | AgentResumed():
                person.presence, person.unanswered = "in", 0
            case AgentLoggedOut():
                person.presence = "out"
            case AgentPaused(_, _, by):
                assert by is not Party.SYSTEM or person.presence == "in"
                assert by is not Party.SYSTEM or person.unanswered >= person.profile.unanswered_limit
                person.presence = "paused"
            case _:
                assert_never(event)

    def _wrap_up(self, event: WrapUpBegan | WrapUpEnded, person: Person, now: Instant) -> None:
        assert person.wrap_up_until is not None
        match event:
            case WrapUpBegan(_, _, seconds):
                assert person.wrap_up_until == now.plus(seconds)
                person.wrap_up_since = now
            case WrapUpEnded(_, _, seconds):
                assert person.wrap_up_since is not None
                assert not self._by_deadline or person.wrap_up_until <= now
                assert seconds == now.since(person.wrap_up_since)
                person.wrap_up_since = person.wrap_up_until = None
            case _:
                assert_never(event)

    def _queued(self, event: EntryQueued, now: Instant) -> None:
        entering = self._entering
        assert entering is not None
        assert (event.entry, event.queue) == (entering.entry, entering.queue)
        stay = Stay(event.entry, event.contact, event.queue, entering.requirement, entering.priority, now)
        self.stays[event.entry] = stay
        assert event.position == self.position(stay)
        if not self.policies[event.queue].announcements.on_entry:
            stay.said = event.position

    def _offer_made(self, event: OfferMade, now: Instant) -> None:
        assert event.offer not in self.rings
        stay, person = self.stays[event.entry], self.people[event.agent]
        assert stay.offer is None
        assert person.ready
        assert self.able(event.agent, stay)
        mine = [other for other in self.stays.values() if other.offer is None and self.able(event.agent, other)]
        assert min(mine, key=lambda other: other.rank) is stay, "somebody before this caller could have been served"
        ready = [name for name, other in self.people.items() if other.ready and self.able(name, stay)]
        fresh = [name for name in ready if name not in stay.tried]
        if not fresh:
            stay.tried.clear()
        assert event.agent in (fresh or ready), "tried again before the others were"
        idle_since = [self.people[name].idle_since for name in fresh or ready]
        assert all(person.idle_since <= since for since in idle_since if person.idle_since and since), "idle longer"
        due = now.plus(self.policies[stay.queue].ring_timeout_seconds)
        self.rings[event.offer] = Ring(stay, event.agent, now, due)
        stay.offer = person.offer = event.offer

    def _offer_ended(self, event: OfferEnded, now: Instant) -> None:
        ring = self.rings[event.offer]
        person, policy = self.people[ring.agent], self.policies[ring.stay.queue]
        assert ring.phase in {"made", "ringing"}
        assert event.ring_seconds == now.since(ring.made_at)
        self._part(ring)
        match event.end:
            case OfferEnd.EXPIRED:
                assert self._by_deadline
                assert ring.due <= now
                person.unanswered += 1
            case OfferEnd.DECLINED:
                self._rest(person, policy.decline_rest_seconds, now)
            case OfferEnd.UNREACHABLE:
                self._rest(person, policy.failure_rest_seconds, now)
            case OfferEnd.WITHDRAWN:
                assert person.presence != "in" or self._left == ring.stay.entry
            case _:
                assert_never(event.end)

    def _part(self, ring: Ring) -> None:
        ring.phase = "over"
        ring.stay.offer = self.people[ring.agent].offer = None
        ring.stay.tried.append(ring.agent)

    def _rest(self, person: Person, seconds: float, now: Instant) -> None:
        if seconds > 0:
            person.rest_until = now.plus(seconds)

    def _connected(self, event: CallConnected, now: Instant) -> None:
        ring = self.rings[event.offer]
        assert ring.phase in {"made", "ringing"}
        assert (event.entry, event.agent) == (ring.stay.entry, ring.agent)
        assert event.wait_seconds == now.since(ring.stay.entered_at)
        assert event.ring_seconds == now.since(ring.made_at)
        assert event.ring_seconds <= event.wait_seconds
        ring.phase, ring.answered_at = "joining", now
        ring.due = now.plus(self.policies[ring.stay.queue].connect_timeout_seconds)

    def _connection_failed(self, ring: Ring, now: Instant) -> None:
        assert ring.phase == "joining"
        assert not self._by_deadline or ring.due <= now
        self._part(ring)
        if self._left != ring.stay.entry:
            self._rest(self.people[ring.agent], self.policies[ring.stay.queue].failure_rest_seconds, now)

    def _entry_ended(self, event: EntryEnded, now: Instant) -> None:
        assert event.entry not in self.ended
        stay = self.stays[event.entry]
        assert event.position == self.position(stay)
        if event.end is EntryEnd.ANSWERED:
            assert stay.offer is not None
            answered_at = self.rings[stay.offer].answered_at
            assert answered_at is not None
            assert self.rings[stay.offer].phase == "talking"
            assert event.wait_seconds == answered_at.since(stay.entered_at)
        else:
            assert stay.offer is None
            assert self._left == event.entry
            assert event.wait_seconds == now.since(stay.entered_at)
        self.ended.append(event.entry)
        del self.stays[event.entry]

    def _completed(self, event: ConversationCompleted, now: Instant) -> None:
        ring = self.rings[event.offer]
        assert ring.phase == "talking"
        assert ring.joined_at is not None
        assert ring.answered_at is not None
        assert event.talk_seconds == now.since(ring.joined_at)
        wait_seconds = ring.answered_at.since(ring.stay.entered_at)
        assert wait_seconds + event.talk_seconds <= now.since(ring.stay.entered_at) + 1e-9
        ring.phase = "over"
        self.people[ring.agent].offer = None
        seconds = self.policies[ring.stay.queue].wrap_up_seconds
        if seconds > 0:
            self.people[ring.agent].wrap_up_until = now.plus(seconds)

    def _announced(self, stay: Stay, position: int, now: Instant) -> None:
        announcements = self.policies[stay.queue].announcements
        assert stay.offer is None, "announced while an offer is out"
        assert position == self.position(stay)
        assert position != stay.said, "said already"
        assert stay.said is None or announcements.on_change
        assert stay.said_at is None or stay.said_at.plus(announcements.min_gap_seconds) <= now, "within the gap"
        stay.said, stay.said_at = position, now
