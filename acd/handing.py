"""A contact between queues and lines: entering with what is remembered, escalated, returned. Stays one contact."""

from dataclasses import replace

from acd.commands import CallerEntered, ContactRequest, EscalateContact, ReturnContact
from acd.contacts import Contact
from acd.conversations import Conversations
from acd.effects import Release, ReleaseAgent
from acd.events import ContactHandedOn, EntryEnd, OfferEnd, RequestRefused
from acd.matching import Matching
from acd.offers import Offer
from acd.policy import Bonds
from acd.queues import Entry
from acd.state import State
from acd.stays import Arrival, Stays
from vocabulary.ids import QueueName
from vocabulary.instant import Instant
from vocabulary.parties import Party


class Handing:
    """Brings contacts to the doors of queues."""

    def __init__(self, state: State, matching: Matching, stays: Stays, conversations: Conversations) -> None:
        self._state = state
        self._matching = matching
        self._stays = stays
        self._conversations = conversations

    # --- from outside ------------------------------------------------------------------------------------------------

    def enter(self, command: CallerEntered, now: Instant) -> None:
        """A caller comes to a queue, with the place of an earlier call that was cut, or of a callback, if any."""
        new = Contact(command.contact, command.caller, command.queue)
        contact = self._state.contacts.setdefault(command.contact, new)
        contact.caller = command.caller or contact.caller
        contact.requirement, contact.priority = command.requirement, command.priority
        arrival = Arrival(command.entry, contact, command.queue)
        bonds = self._state.rooms.queues[command.queue].policy.bonds
        arrival = self._with_last_agent(arrival, bonds, now)
        cut = self._state.memory.take_cut(contact.caller, command.queue, now) if contact.caller else None
        if cut is not None and not self._state.rooms.queues[cut.queue].retired:
            preferred = (cut.agent,) if cut.agent is not None else arrival.preferred
            seconds = max(arrival.prefer_seconds, bonds.prefer_previous_seconds)
            arrival = replace(
                arrival,
                queue=cut.queue,
                moved=cut.queue != command.queue,
                credit_seconds=now.monotonic - cut.since,
                preferred=preferred,
                prefer_seconds=seconds,
                always_admitted=True,
            )
            self._stays.came_back(arrival, cut.contact, cut.agent)
        self._stays.arrive(arrival, now)

    def _with_last_agent(self, arrival: Arrival, bonds: Bonds, now: Instant) -> Arrival:
        if bonds.prefer_last_agent_seconds <= 0 or not arrival.contact.caller:
            return arrival
        agent = self._state.memory.last_agent(arrival.contact.caller, now)
        if agent is None:
            return arrival
        return replace(arrival, preferred=(agent,), prefer_seconds=bonds.prefer_last_agent_seconds)

    # --- from queue to queue -----------------------------------------------------------------------------------------

    def hand_on(self, request: EscalateContact | ReturnContact, now: Instant) -> None:
        """Escalate or return a waiting or talking contact, or say why not."""
        contact = self._state.contacts.get(request.contact)
        entry = self._state.entries.get(contact.entry) if contact is not None and contact.entry is not None else None
        offer = self._state.offers.get(contact.offer) if contact is not None and contact.offer is not None else None
        if contact is None or (entry is None and offer is None):
            self._refuse(request, "is neither waiting nor talking to an agent")
            return
        source = entry.queue if entry is not None else offer.queue if offer is not None else contact.queues[-1]
        target = self._target(request, contact, source)
        refusal = self._refusal(target, source, entry)
        if target is None or refusal is not None:
            self._refuse(request, refusal or f"came from no other queue than {source}")
            return
        self._move(request, contact, entry, offer, source, target, now)

    def _target(
        self, request: EscalateContact | ReturnContact, contact: Contact, source: QueueName
    ) -> QueueName | None:
        if isinstance(request, ReturnContact):
            return contact.previous_queue()
        return request.queue or self._state.rooms.queues[source].policy.escalates_to or source

    def _refusal(self, target: QueueName | None, source: QueueName, entry: Entry | None) -> str | None:
        if entry is not None and (entry.joining is not None or entry.placeholder is not None):
            return "is being connected, or waits to be called back"
        if target is None:
            return None
        if target == source:
            return f"is in {source}, which does not say where it escalates to"
        room = self._state.rooms.queues.get(target)
        if room is None:
            return f"cannot go to {target}: there is no such queue"
        return None if room.open else f"cannot go to {target}: it is closed"

    def _move(
        self,
        request: EscalateContact | ReturnContact,
        contact: Contact,
        entry: Entry | None,
        offer: Offer | None,
        source: QueueName,
        target: QueueName,
        now: Instant,
    ) -> None:
        room = self._state.rooms.queues[target]
        back = isinstance(request, ReturnContact)
        agent = offer.agent if offer is not None else None
        bounces = target in contact.queues
        previous = tuple(name for name in reversed(contact.agents) if name != agent and name in room.agents)
        bonds = room.policy.bonds
        self._state.tell(ContactHandedOn(contact.id, source, target, room.policy.line, back, agent, request.note))
        if entry is not None:
            self._matching.end_ringing(entry, OfferEnd.WITHDRAWN, Release.NOT_WANTED, now)
            self._stays.end(entry, EntryEnd.HANDED_ON, now, target)
        elif offer is not None:
            self._conversations.part(offer, Party.AGENT, now)
        arrival = Arrival(
            contact.next_entry(),
            contact,
            target,
            credit_seconds=bonds.bounce_boost_seconds if bounces else 0.0,
            preferred=previous,
            prefer_seconds=bonds.prefer_previous_seconds,
            tried=(agent,) if agent is not None else (),
            always_admitted=True,
            moved=True,
        )
        self._stays.arrive(arrival, now)
        if offer is not None:
            self._state.want(ReleaseAgent(offer.id, Release.HANDED_ON))

    def _refuse(self, request: ContactRequest, reason: str) -> None:
        self._state.tell(RequestRefused(request.contact, f"{request.contact} {reason}"))
