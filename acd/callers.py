"""What callers do, and what people ask for a caller: coming, going, pressing keys, being changed. Late is not wrong."""

from typing import assert_never

from acd.callbacks import Callbacks
from acd.commands import (
    CallerEntered,
    ChangePriority,
    ChangeRequirement,
    ContactRequest,
    EscalateContact,
    PullContact,
    RequestCallback,
    ReturnContact,
)
from acd.contacts import Cut
from acd.conversations import Conversations
from acd.effects import Release, ReleaseAgent, ReleaseCaller
from acd.events import EntryEnd, OfferEnd, PriorityChanged, RequestRefused
from acd.handing import Handing
from acd.matching import Matching
from acd.policy import GoOn, Stay, ToCallback, ToFlow, ToQueue
from acd.queues import Entry
from acd.state import State
from acd.stays import Stays
from vocabulary.ids import ContactId, EntryId
from vocabulary.instant import Instant
from vocabulary.parties import Party


class Callers:
    """Takes what is told of callers."""

    def __init__(
        self,
        state: State,
        matching: Matching,
        stays: Stays,
        conversations: Conversations,
        callbacks: Callbacks,
        handing: Handing,
    ) -> None:
        self._state = state
        self._matching = matching
        self._stays = stays
        self._conversations = conversations
        self._callbacks = callbacks
        self._handing = handing

    def enter(self, command: CallerEntered, now: Instant) -> None:
        """A caller comes to a queue."""
        contact = self._state.contacts.get(command.contact)
        if command.entry in self._state.entries or (contact is not None and contact.entry is not None):
            self._state.tell(RequestRefused(command.entry, f"{command.entry} is in a queue already"))
        elif contact is not None and contact.offer is not None:
            self._state.tell(RequestRefused(command.entry, f"{command.entry} is talking to an agent"))
        elif command.queue not in self._state.rooms.queues:
            self._state.tell(RequestRefused(command.entry, f"no queue named {command.queue}"))
            self._state.want(ReleaseCaller(command.contact, command.entry))
        else:
            self._handing.enter(command, now)

    def request_callback(self, command: RequestCallback, now: Instant) -> None:
        """Somebody shall be called back; a contact the distributor knows already cannot be a second one."""
        if command.entry in self._state.entries or command.contact in self._state.contacts:
            self._state.tell(RequestRefused(command.entry, f"{command.entry} is in a queue already"))
        elif command.queue not in self._state.rooms.queues or self._state.rooms.queues[command.queue].retired:
            self._state.tell(RequestRefused(command.entry, f"no queue named {command.queue}"))
        elif not command.number:
            self._state.tell(RequestRefused(command.entry, "nobody can be called back without a number"))
        else:
            self._callbacks.request(command, now)

    def leave(self, entry_id: EntryId, now: Instant, *, cut: bool) -> None:
        """The caller of an entry is gone; a repeat, or a caller who is talking by now, means nothing."""
        entry = self._state.entries.get(entry_id)
        if entry is None or entry.placeholder is not None:
            return
        contact = self._state.contacts[entry.contact]
        joining = self._state.offers[entry.joining] if entry.joining is not None else None
        if joining is not None:
            self._conversations.undo(joining, now)
            self._state.want(ReleaseAgent(joining.id, Release.CALLER_GONE))
        bonds = self._state.room_of(entry).policy.bonds
        if cut and contact.caller and bonds.return_within_seconds > 0:
            until = now.plus(bonds.return_within_seconds)
            kept = Cut(contact.id, contact.door, entry.queue, entry.order[1], None, until)
            self._state.memory.note_cut(contact.caller, kept, now)
        self._stays.abandon(entry, now)
        del self._state.contacts[contact.id]

    def over(self, contact_id: ContactId, now: Instant) -> None:
        """Nothing more will come of this contact: whatever of it is still open ends as by its caller."""
        contact = self._state.contacts.get(contact_id)
        if contact is None:
            return
        if contact.offer is not None:
            self._conversations.complete(self._state.offers[contact.offer], Party.CALLER, now)
        elif contact.entry is None:
            del self._state.contacts[contact_id]
        else:
            self.leave(contact.entry, now, cut=False)

    def press(self, entry_id: EntryId, key: str, now: Instant) -> None:
        """A key while waiting: out of the queue where the policy says so; while being joined it comes too late."""
        entry = self._state.entries.get(entry_id)
        if entry is None or entry.joining is not None or entry.placeholder is not None:
            return
        destination = self._state.room_of(entry).policy.ways_out.behind(key)
        match destination:
            case None | Stay():
                return
            case ToCallback():
                number = self._state.contacts[entry.contact].caller
                if number:
                    self._callbacks.register(entry, number, now)
            case ToQueue() if not self._stays.admits(entry, destination, now):
                # A place is worth more than a closed door.
                return
            case GoOn() | ToFlow() | ToQueue():
                self._matching.end_ringing(entry, OfferEnd.CALLER_LEFT, Release.CALLER_GONE, now)
                self._stays.leave(entry, EntryEnd.LEFT_BY_KEY, destination, now)
            case _:
                assert_never(destination)

    # --- what people ask for a contact -------------------------------------------------------------------------------

    def change(self, request: ContactRequest, now: Instant) -> None:
        """Change a waiting contact, or hand one on; or say why not."""
        match request:
            case EscalateContact() | ReturnContact():
                self._handing.hand_on(request, now)
            case ChangeRequirement(contact, requirement):
                entry = self._waiting(contact)
                if entry is not None:
                    self._state.contacts[contact].requirement = requirement
                    self._stays.require(entry, requirement, now)
            case ChangePriority(contact, priority, boost_seconds):
                entry = self._waiting(contact)
                if entry is not None:
                    self._state.contacts[contact].priority = priority
                    self._state.tell(PriorityChanged(entry.id, contact, priority, boost_seconds))
                    self._stays.reorder(entry, priority, boost_seconds, now)
            case PullContact():
                self._pull(request, now)
            case _:
                assert_never(request)

    def _pull(self, request: PullContact, now: Instant) -> None:
        entry, agent = self._waiting(request.contact), self._state.agents.get(request.agent)
        if entry is None:
            return
        if entry.placeholder is not None:
            self._refuse(entry, "waits to be called back")
        elif agent is None or agent.retired:
            self._refuse(entry, f"cannot be given to {request.agent}: there is no such agent")
        elif not agent.ready:
            self._refuse(entry, f"cannot be given to {request.agent}, who is not ready")
        else:
            self._matching.pull(entry, agent, now)

    def _refuse(self, entry: Entry, reason: str) -> None:
        self._state.tell(RequestRefused(entry.contact, f"{entry.contact} {reason}"))

    def _waiting(self, contact_id: ContactId) -> Entry | None:
        contact = self._state.contacts.get(contact_id)
        entry = self._state.entries.get(contact.entry) if contact is not None and contact.entry is not None else None
        if entry is None or entry.joining is not None:
            self._state.tell(RequestRefused(contact_id, f"{contact_id} does not wait in a queue"))
            return None
        return entry
