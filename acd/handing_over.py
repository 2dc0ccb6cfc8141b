"""Contacts that go on with somebody whom no queue's rule named: parted, taken up, joined, put back at the head.

The hands move the legs; what is told here is who talks with whom from now on, and who waits.
"""

from typing import assert_never

from acd.agents import Agent, Happening
from acd.commands import AgentSilent, HandOver, JoinContacts, PartFromAgent, ReturnToHead, TakeUpContact
from acd.contacts import Contact
from acd.conversations import Conversations
from acd.effects import Release, ReleaseAgent
from acd.events import (
    AgentFellSilent,
    AgentVacated,
    ConsultOver,
    ContactJoined,
    ContactTakenUp,
    RequestRefused,
    ReturnedToHead,
)
from acd.matching import Matching
from acd.offers import Offer, OfferState
from acd.queues import QueueRoom
from acd.state import State
from acd.stays import Arrival, Stays
from vocabulary.ids import AgentName, ContactId, OfferId
from vocabulary.instant import Instant
from vocabulary.parties import Party

PHONE_LOST = "the agent's phone was lost"
UNHEARD = "the agent could not be heard"

AHEAD_SECONDS = 1.0
"""Whoever is put at the head has waited so much longer than the first: more than the rounding of a sum of seconds."""


class HandingOver:
    """Moves conversations between people."""

    def __init__(self, state: State, matching: Matching, stays: Stays, conversations: Conversations) -> None:
        self._state = state
        self._matching = matching
        self._stays = stays
        self._conversations = conversations

    def take(self, command: HandOver, now: Instant) -> None:
        """Carry it out, or say why not. What is heard of a conversation that is over means nothing."""
        match command:
            case PartFromAgent(offer):
                self._part(offer, now)
            case TakeUpContact():
                self._take_up(command, now)
            case JoinContacts():
                self._join(command, now)
            case ReturnToHead():
                self._return_to_head(command, now)
            case AgentSilent(offer):
                self._fell_silent(offer, now)
            case _:
                assert_never(command)

    # --- apart -------------------------------------------------------------------------------------------------------

    def _part(self, offer_id: OfferId, now: Instant) -> None:
        offer = self._state.offers.get(offer_id)
        if offer is not None and offer.state is OfferState.TALKING:
            self._hand_on(offer, now)

    def _part_from_talker(self, contact: Contact, now: Instant) -> AgentName | None:
        """Nobody talks with this contact any more; who did."""
        offer = self._state.offers[contact.offer] if contact.offer is not None else None
        if offer is None:
            return None
        self._hand_on(offer, now)
        return offer.agent

    def _hand_on(self, offer: Offer, now: Instant) -> None:
        self._conversations.part(offer, Party.AGENT, now)
        self._state.want(ReleaseAgent(offer.id, Release.HANDED_ON))

    # --- taken up ----------------------------------------------------------------------------------------------------

    def _take_up(self, command: TakeUpContact, now: Instant) -> None:
        contact, agent = self._state.contacts.get(command.contact), self._state.agents.get(command.agent)
        refusal = self._refusal(contact)
        if refusal is None and (agent is None or command.task not in agent.tasks):
            refusal = f"cannot be taken up: {command.agent} is not in the call {command.task}"
        if refusal is None and command.offer in self._state.offers:
            refusal = f"cannot be taken up under {command.offer}, which was used before"
        if refusal is not None or contact is None or agent is None:
            self._refuse(command.contact, refusal or "cannot be taken up")
            return
        from_agent = self._part_from_talker(contact, now)
        self._begin(contact, agent, command.offer, now)
        self._state.tell(
            ContactTakenUp(command.offer, contact.id, agent.name, contact.queues[-1], from_agent),
        )

    def _begin(self, contact: Contact, agent: Agent, offer_id: OfferId, now: Instant) -> None:
        """Nobody talks twice: whatever else kept the agent elsewhere is over."""
        for task in agent.tasks:
            self._state.tell(AgentVacated(agent.name, task))
        agent.tasks.clear()
        offer = Offer(
            offer_id, contact.last_entry, contact.id, contact.queues[-1], agent.name, now, contact.since,
            state=OfferState.TALKING, answered_at=now, connected_at=now, joined_at=now,
        )  # fmt: skip
        self._state.offers[offer.id] = offer
        agent.offer, agent.owed = offer.id, None
        agent.happen(Happening.TOOK_CONTACT_UP)
        agent.talks_since(now, offer.queue)
        self._matching.review(agent, now)
        contact.talks_to(agent.name, offer.id)

    # --- joined ------------------------------------------------------------------------------------------------------

    def _join(self, command: JoinContacts, now: Instant) -> None:
        contact, consult = self._state.contacts.get(command.contact), self._state.contacts.get(command.consult)
        offer = self._state.offers[consult.offer] if consult is not None and consult.offer is not None else None
        if contact is None:
            self._refuse(command.contact, "is not known to any queue")
        elif contact.entry is not None:
            self._refuse(command.contact, "waits in a queue")
        elif consult is None or offer is None or consult is contact:
            self._refuse(command.contact, f"cannot be joined with {command.consult}, which is not in conversation")
        else:
            from_agent = self._part_from_talker(contact, now)
            self._rebind(offer, contact)
            del self._state.contacts[consult.id]
            self._state.tell(ContactJoined(offer.id, contact.id, consult.id, offer.agent, from_agent))
            self._state.tell(ConsultOver(consult.id, contact.id))

    def _rebind(self, offer: Offer, contact: Contact) -> None:
        """The conversation is this contact's, whose way leads through the queue that the consultation waited in."""
        offer.contact = contact.id
        if contact.queues:
            offer.entry, offer.since = contact.last_entry, contact.since
        else:
            contact.last_entry, contact.since = offer.entry, offer.since
        contact.note_queue(offer.queue)
        contact.talks_to(offer.agent, offer.id)

    # --- at the head -------------------------------------------------------------------------------------------------

    def lost(self, offer: Offer, now: Instant) -> None:
        """The agent's phone is gone in mid-conversation; their caller is still there."""
        self._give_back(offer, PHONE_LOST, now)

    def _fell_silent(self, offer_id: OfferId, now: Instant) -> None:
        offer = self._state.offers.get(offer_id)
        if offer is None or offer.state is not OfferState.TALKING or offer.silent:
            return
        offer.silent = True
        self._state.tell(AgentFellSilent(offer.id, offer.contact, offer.agent))
        if self._state.policy_of(offer).requeue_silent:
            self._give_back(offer, UNHEARD, now)
            self._state.want(ReleaseAgent(offer.id, Release.HANDED_ON))

    def _give_back(self, offer: Offer, why: str, now: Instant) -> None:
        """Nothing was said that could be wrapped up, and the phone is of no use for a while."""
        agent, contact = self._state.agents[offer.agent], self._state.contacts[offer.contact]
        self._matching.rest(agent, self._state.policy_of(offer).failure_rest_seconds, now)
        self._conversations.part(offer, Party.SYSTEM, now, owes_wrap_up=False)
        self._to_the_head(contact, why, agent.name, now)

    def _return_to_head(self, command: ReturnToHead, now: Instant) -> None:
        contact = self._state.contacts.get(command.contact)
        refusal = self._refusal(contact)
        if refusal is not None or contact is None:
            self._refuse(command.contact, refusal or "cannot wait")
            return
        offer = self._state.offers[contact.offer] if contact.offer is not None else None
        if offer is not None:
            self._conversations.part(offer, Party.SYSTEM, now)
        self._to_the_head(contact, command.why, offer.agent if offer is not None else None, now)
        if offer is not None:
            self._state.want(ReleaseAgent(offer.id, Release.HANDED_ON))

    def _to_the_head(self, contact: Contact, why: str, agent: AgentName | None, now: Instant) -> None:
        """Before everybody who waits there, closed or not. Whoever was parted from it is not asked first."""
        room = self._state.rooms.queues[contact.queues[-1]]
        self._state.tell(ReturnedToHead(contact.id, room.policy.name, why, agent))
        priority, since = _head(room, contact)
        arrival = Arrival(
            contact.next_entry(),
            contact,
            room.policy.name,
            credit_seconds=now.monotonic - since,
            tried=(agent,) if agent is not None else (),
            always_admitted=True,
            moved=True,
            priority=priority,
        )
        self._stays.arrive(arrival, now)

    # --- refusing ----------------------------------------------------------------------------------------------------

    def _refusal(self, contact: Contact | None) -> str | None:
        """Why this contact can neither be taken up nor put back; None when it can."""
        if contact is None or not contact.queues:
            return "is not known to any queue"
        return "waits in a queue" if contact.entry is not None else None

    def _refuse(self, contact: ContactId, reason: str) -> None:
        self._state.tell(RequestRefused(contact, f"{contact} {reason}"))


def _head(room: QueueRoom, contact: Contact) -> tuple[int, float]:
    """The priority, and the second waited from, that come before everybody in this queue; their own where they do."""
    if not room.order:
        return contact.priority, contact.since
    minus_priority, since, _ = room.order[0]
    return max(contact.priority, -int(minus_priority)), min(contact.since, since - AHEAD_SECONDS)
