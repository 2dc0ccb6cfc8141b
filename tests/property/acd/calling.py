"""Objections to what follows an answer: joined or undone, called back or not, completed; and to how stays end."""

from typing import assert_never

from acd.commands import (
    AgentSilent,
    CallerEntered,
    CallerLeft,
    CallerNotReached,
    CallerPressedKey,
    CallerReached,
    ContactOver,
    ConversationEnded,
    EscalateContact,
    JoinContacts,
    JoinFailed,
    OfferAnswered,
    PartFromAgent,
    ReturnContact,
    ReturnToHead,
    TakeUpContact,
)
from acd.effects import CallBack
from acd.events import (
    CallbackTried,
    CallConnected,
    ConnectionFailed,
    ConversationCompleted,
    EntryEnd,
    EntryEnded,
    LegsBridged,
)
from tests.property.acd import rules
from tests.property.acd.doors import Doors
from tests.property.acd.facts import Cut, Facts, Stay
from tests.property.acd.offering import Offering
from tests.property.acd.staff import Staff
from vocabulary.causes import HangUpCause
from vocabulary.ids import AgentName, ContactId
from vocabulary.parties import Party

AnsweredEvent = CallConnected | LegsBridged | ConnectionFailed | ConversationCompleted | CallbackTried


class Calling:
    """Told of every event from the answer on."""

    def __init__(self, facts: Facts, staff: Staff, offering: Offering) -> None:
        self._facts = facts
        self._staff = staff
        self._offering = offering

    def answered(self, command: OfferAnswered) -> None:
        """In time, and the first: the agent's misses are forgiven; of a callback the caller is called now."""
        ring, facts = self._facts.rings[command.offer], self._facts
        facts.people[ring.agent].misses.clear()
        ring.answered_at, ring.phase = facts.now, "answered"
        callback, policy = ring.stay.callback, facts.policies[ring.stay.queue]
        if callback is not None:
            seconds = policy.callback.answer_within_seconds
            ring.phase, ring.due = "reaching", facts.now.plus(seconds + policy.connect_timeout_seconds)
            facts.owed.append(CallBack(ring.stay.contact, ring.stay.entry, command.offer, callback.number, seconds))

    def apply(self, event: AnsweredEvent) -> None:
        match event:
            case CallConnected():
                self._connected(event)
            case LegsBridged():
                self._bridged(event)
            case ConnectionFailed():
                self._failed(event)
            case CallbackTried():
                self._tried(event)
            case ConversationCompleted():
                self._completed(event)
            case _:
                assert_never(event)

    def _connected(self, event: CallConnected) -> None:
        facts, ring = self._facts, self._facts.rings[event.offer]
        stay, now = ring.stay, self._facts.now
        expected = CallerReached(event.offer) if ring.phase == "reaching" else OfferAnswered(event.offer)
        assert facts.command == expected
        assert ring.phase in {"answered", "reaching"}
        assert ring.answered_at is not None
        assert (event.entry, event.contact, event.agent) == (stay.entry, stay.contact, ring.agent)
        assert event.wait_seconds == now.since(stay.entered_at)
        assert event.ring_seconds == ring.answered_at.since(ring.made_at)
        assert event.ring_seconds <= event.wait_seconds
        if stay.callback is not None:
            stay.callback, stay.limit_from = None, now
        ring.phase, ring.due = "joining", now.plus(facts.policies[stay.queue].connect_timeout_seconds)
        stay.connected_wait = event.wait_seconds

    def _bridged(self, event: LegsBridged) -> None:
        facts, ring = self._facts, self._facts.rings[event.offer]
        assert ring.phase == "joining"
        person, contact = facts.people[ring.agent], facts.contacts[event.contact]
        ring.phase, ring.joined_at = "talking", facts.now
        person.contacts, person.in_a_row = person.contacts + 1, person.in_a_row + 1
        person.busy_since = ring.answered_at
        contact.talk = event.offer
        contact.agents = [name for name in contact.agents if name != ring.agent] + [ring.agent]

    def _failed(self, event: ConnectionFailed) -> None:
        """Answered, but the legs never met. Whoever hung up or was too slow rests and is not asked first again."""
        facts, ring = self._facts, self._facts.rings[event.offer]
        assert (event.entry, event.agent) == (ring.stay.entry, ring.agent)
        assert ring.phase in {"reaching", "joining"}
        by_agent = isinstance(facts.command, JoinFailed) or (facts.command is None and ring.phase == "joining")
        assert facts.command is not None or ring.due <= facts.now
        command = facts.command
        assert command is None or isinstance(
            command,
            JoinFailed | CallerNotReached | CallerLeft | ContactOver | CallerEntered
            # Whoever is put back, handed on or led on by a key comes to the door of their own callback under way.
            | CallerPressedKey | ReturnToHead | EscalateContact | ReturnContact | ConversationEnded | AgentSilent,
        )  # fmt: skip
        self._offering.part(ring)
        if by_agent:
            ring.stay.tried.append(ring.agent)
            seconds = facts.policies[ring.stay.queue].failure_rest_seconds
            self._staff.rest(facts.people[ring.agent], seconds)

    def _tried(self, event: CallbackTried) -> None:
        """The caller did not answer: an attempt, and time until the next."""
        facts, stay = self._facts, self._facts.stays[event.entry]
        callback, policy = stay.callback, self._facts.policies[stay.queue].callback
        assert callback is not None
        assert facts.command is None or isinstance(facts.command, CallerNotReached)
        assert event.cause is (HangUpCause.NO_ANSWER if facts.command is None else facts.command.cause)
        callback.attempts, callback.allowed = callback.attempts + 1, policy.attempts
        assert event.attempt == callback.attempts
        callback.rest_until(facts.now.plus(policy.retry_after_seconds))

    def _completed(self, event: ConversationCompleted) -> None:
        facts, ring = self._facts, self._facts.rings[event.offer]
        assert ring.phase == "talking"
        assert ring.joined_at is not None
        stay, contact = ring.stay, facts.contacts[event.contact]
        assert (event.entry, event.agent) == (stay.entry, ring.agent)
        assert event.talk_seconds == facts.now.since(ring.joined_at)
        assert event.ended_by is self._ender(event)
        ring.phase, contact.talk, facts.parted = "over", None, ring.agent
        person = facts.people[ring.agent]
        person.offer, person.last_contact = None, contact.contact
        if person.hand_in == event.offer:
            facts.lowering.append(ring.agent)
        bonds = facts.policies[stay.queue].bonds
        if contact.caller and bonds.prefer_last_agent_seconds > 0:
            facts.last_agents[contact.caller] = (ring.agent, facts.now.plus(bonds.last_agent_within_seconds))
        if isinstance(facts.command, ConversationEnded) and facts.command.cut and not facts.gives_back(ring):
            self._note_cut(stay, ring.agent)
        if event.ended_by is Party.CALLER:
            self._forget(stay.contact)
        self._staff.completed(ring)

    def _ender(self, event: ConversationCompleted) -> Party:
        match self._facts.command:
            case ConversationEnded(offer, ended_by):
                assert offer == event.offer
                return Party.SYSTEM if self._facts.gives_back(self._facts.rings[offer]) else ended_by
            case AgentSilent(offer):
                assert offer == event.offer
                return Party.SYSTEM
            case PartFromAgent(offer):
                assert offer == event.offer
                return Party.AGENT
            case TakeUpContact(contact) | JoinContacts(contact):
                assert contact == event.contact
                return Party.AGENT
            case ReturnToHead(contact):
                assert contact == event.contact
                return Party.SYSTEM
            case EscalateContact(contact) | ReturnContact(contact):
                assert contact == event.contact
                return Party.AGENT
            case ContactOver(contact):
                assert contact == event.contact
                return Party.CALLER
            case _:
                raise AssertionError("a conversation ended by itself")

    # --- the end of a stay -------------------------------------------------------------------------------------------

    def stay_over(self, event: EntryEnded, doors: Doors) -> None:
        """A queue stay ended: everybody behind moves up."""
        facts, stay = self._facts, self._facts.stays[event.entry]
        assert (event.contact, event.queue) == (stay.contact, stay.queue)
        assert event.entry not in facts.ended
        assert event.position == rules.position(facts, stay)
        if event.end is EntryEnd.ANSWERED:
            assert [facts.rings[offer].phase for offer in stay.offers] == ["talking"]
            assert event.wait_seconds == stay.connected_wait
            assert event.to is None
            facts.waited[stay.entry] = event.wait_seconds
        else:
            assert stay.offers == [], "gone, and a phone rings for them"
            assert event.wait_seconds == facts.now.since(stay.entered_at)
            doors.left(event, stay)
        facts.ended.append(event.entry)
        facts.contacts[event.contact].last = stay
        del facts.stays[event.entry]
        if event.end is EntryEnd.ABANDONED and isinstance(facts.command, CallerLeft) and facts.command.cut:
            self._note_cut(stay, None)
        if event.end in {EntryEnd.ABANDONED, EntryEnd.CALLBACK_FAILED, EntryEnd.CALLBACK_JOINED}:
            self._forget(stay.contact)

    def _note_cut(self, stay: Stay, agent: AgentName | None) -> None:
        """Whoever comes back from this number in time gets the place, or the agent, back."""
        seconds = self._facts.policies[stay.queue].bonds.return_within_seconds
        contact = self._facts.contacts[stay.contact]
        if contact.caller and seconds > 0:
            until = self._facts.now.plus(seconds)
            self._facts.cuts[contact.caller] = Cut(stay.contact, contact.door, stay.queue, stay.order[1], agent, until)

    def _forget(self, contact: ContactId) -> None:
        del self._facts.contacts[contact]


def check_answers(facts: Facts) -> None:
    """Whoever answered first has the caller alone; nobody waits who talks; nobody is in two places."""
    for stay in facts.stays.values():
        phases = [facts.rings[offer].phase for offer in stay.offers]
        assert not {"answered", "talking", "over"} & set(phases)
        assert len(phases) == 1 or not {"reaching", "joining"} & set(phases), "a phone rings on after the answer"
    held = [person.offer for person in facts.people.values() if person.offer is not None]
    assert len(held) == len(dict.fromkeys(held))
    assert sorted(held) == sorted(offer for offer, ring in facts.rings.items() if ring.phase != "over")
    for person in facts.people.values():
        assert person.offer is None or person.wrap_up is None
        assert not (person.tasks and (person.offer is not None or person.wrap_up is not None)), "in two places"
        endless = person.wrap_up is not None and person.wrap_up.until is None
        assert not (endless and person.presence == "out"), "wraps up for ever, and went home"
        if person.presence != "in" and person.offer is not None:
            phase = facts.rings[person.offer].phase
            assert phase in {"reaching", "joining", "talking"}, "a phone rings for somebody who is away"
