"""Objections to what goes on beside the queues: agents elsewhere, contacts taken up and joined, hands, dispositions."""

from dataclasses import replace
from typing import assert_never

from acd.commands import (
    AgentSilent,
    Device,
    GiveDisposition,
    JoinContacts,
    LogInAgent,
    LowerHand,
    Occupation,
    OccupyAgent,
    RaiseHand,
    SignInToQueue,
    SignOutOfQueue,
    TakeUpContact,
    VacateAgent,
)
from acd.events import (
    AgentFellSilent,
    AgentOccupied,
    AgentSignedIn,
    AgentSignedOut,
    AgentVacated,
    ConsultOver,
    ContactJoined,
    ContactTakenUp,
    DispositionGiven,
    HandLowered,
    HandRaised,
)
from tests.property.acd.facts import RUNG, Facts, Known, Person, Ring
from vocabulary.ids import ContactId

PassingEvent = (
    AgentOccupied
    | AgentVacated
    | AgentSignedIn
    | AgentSignedOut
    | HandRaised
    | HandLowered
    | ContactTakenUp
    | ContactJoined
    | ConsultOver
    | AgentFellSilent
    | DispositionGiven
)


def refuses_task(facts: Facts, command: OccupyAgent) -> bool:
    """Whether the agent cannot be occupied by this now."""
    if not facts.is_known(command.agent) or command.task in facts.people[command.agent].tasks:
        return True
    person = facts.people[command.agent]
    phase = facts.rings[person.offer].phase if person.offer is not None else None
    if command.what in {Occupation.CALLING, Occupation.SUPERVISING}:
        return phase is not None and phase not in RUNG
    return phase is not None or bool(person.tasks) or person.device is Device.UNREACHABLE


def waits_or_unknown(facts: Facts, contact: ContactId) -> bool:
    """Whether a contact can neither be taken up nor put back."""
    known = facts.contacts.get(contact)
    return known is None or not known.queues or facts.stay_of(contact) is not None


def refuses_joining(facts: Facts, command: JoinContacts) -> bool:
    consult = facts.contacts.get(command.consult)
    unfit = command.contact not in facts.contacts or facts.stay_of(command.contact) is not None
    return unfit or consult is None or consult.talk is None or command.contact == command.consult


def refuses_signing(facts: Facts, command: SignInToQueue | SignOutOfQueue) -> bool:
    if not facts.is_known(command.agent) or command.queue not in facts.people[command.agent].profile.queues:
        return True
    return (command.queue in facts.people[command.agent].signed_out) is isinstance(command, SignOutOfQueue)


def spoken_with(facts: Facts, person: Person) -> ContactId | None:
    """Whom the agent talks with, or talked with last."""
    talks = person.offer is not None and facts.rings[person.offer].phase == "talking"
    return facts.rings[person.offer].stay.contact if talks and person.offer is not None else person.last_contact


class Passing:
    """Told of every event that no queue made."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts

    def nothing_is_left_open(self) -> None:
        assert self._facts.lowering == [], "a hand had to come down"

    def apply(self, event: PassingEvent) -> None:
        match event:
            case AgentOccupied() | AgentVacated():
                self._task(event)
            case AgentSignedIn() | AgentSignedOut():
                self._signed(event)
            case HandRaised() | HandLowered():
                self._hand(event)
            case ContactTakenUp():
                self._taken_up(event)
            case ContactJoined():
                self._joined(event)
            case ConsultOver(contact, joined):
                assert self._facts.command == JoinContacts(joined, contact)
                del self._facts.contacts[contact]
            case AgentFellSilent(offer, contact, agent):
                ring = self._facts.rings[offer]
                assert self._facts.command == AgentSilent(offer)
                assert (ring.stay.contact, ring.agent, ring.silent) == (contact, agent, False)
                ring.silent = True
            case DispositionGiven(contact, agent, disposition):
                assert self._facts.command == GiveDisposition(agent, disposition)
                assert contact == spoken_with(self._facts, self._facts.people[agent])
            case _:
                assert_never(event)

    def _task(self, event: AgentOccupied | AgentVacated) -> None:
        person, command = self._facts.people[event.agent], self._facts.command
        if isinstance(event, AgentOccupied):
            assert command == OccupyAgent(event.agent, event.task, event.what)
            person.tasks[event.task] = event.what
        else:
            gives_up = command == VacateAgent(event.agent, event.task)
            assert gives_up or (isinstance(command, TakeUpContact) and command.agent == event.agent)
            del person.tasks[event.task]

    def _signed(self, event: AgentSignedIn | AgentSignedOut) -> None:
        person, command = self._facts.people[event.agent], self._facts.command
        if isinstance(event, AgentSignedOut):
            assert command == SignOutOfQueue(event.agent, event.queue)
            person.signed_out.append(event.queue)
        else:
            assert command in {SignInToQueue(event.agent, event.queue), LogInAgent(event.agent)}
            person.signed_out.remove(event.queue)

    def _hand(self, event: HandRaised | HandLowered) -> None:
        facts, person = self._facts, self._facts.people[event.agent]
        if isinstance(event, HandRaised):
            talks = person.offer is not None and facts.rings[person.offer].phase == "talking"
            assert facts.command == RaiseHand(event.agent, event.note)
            assert event.contact == (spoken_with(facts, person) if talks else None)
            person.hand, person.hand_in = event.note, person.offer if talks else None
            return
        if facts.command != LowerHand(event.agent):
            facts.lowering.remove(event.agent)
        person.hand = person.hand_in = None

    def _taken_up(self, event: ContactTakenUp) -> None:
        facts, command = self._facts, self._facts.command
        assert isinstance(command, TakeUpContact)
        contact, person = facts.contacts[event.contact], facts.people[event.agent]
        assert (command.contact, command.agent, command.offer) == (event.contact, event.agent, event.offer)
        assert event.offer not in facts.rings
        assert (event.queue, event.from_agent) == (contact.queues[-1], facts.parted)
        assert contact.last is not None
        assert person.tasks == {}
        stay = replace(contact.last, queue=event.queue, offers=[])
        now = facts.now
        facts.rings[event.offer] = Ring(stay, event.agent, now, now, "talking", answered_at=now, joined_at=now)
        person.offer, person.may_ask = event.offer, None
        person.contacts, person.in_a_row, person.busy_since = person.contacts + 1, person.in_a_row + 1, now
        self._talks(contact, event)

    def _joined(self, event: ContactJoined) -> None:
        facts, ring = self._facts, self._facts.rings[event.offer]
        assert facts.command == JoinContacts(event.contact, event.consult)
        contact, consult = facts.contacts[event.contact], facts.contacts[event.consult]
        assert consult.talk == event.offer
        assert (event.agent, event.from_agent) == (ring.agent, facts.parted)
        queue = ring.stay.queue
        if contact.last is None or not contact.queues:
            contact.last = replace(ring.stay, contact=contact.contact)
        ring.stay = replace(contact.last, queue=queue, offers=[])
        contact.queues.append(queue)
        self._talks(contact, event)

    def _talks(self, contact: Known, event: ContactTakenUp | ContactJoined) -> None:
        contact.talk = event.offer
        contact.agents = [name for name in contact.agents if name != event.agent] + [event.agent]
