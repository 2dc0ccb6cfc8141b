"""When a waiting caller is told their position: on entry, and when it changed, never more often than the queue's gap.

Nothing is announced to a caller for whom an offer is out: nothing may ever delay an answer.
"""

from acd.effects import AnnouncePosition
from acd.events import PositionAnnounced
from acd.queues import Entry
from acd.state import State
from acd.wake import AnnouncementDue
from vocabulary.ids import EntryId, QueueName
from vocabulary.instant import Instant


class Announcing:
    """Notes who moved during a verb, and tells them at its end."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._moved: dict[QueueName, int] = {}
        self._look: dict[EntryId, None] = {}

    def moved(self, queue: QueueName, index: int) -> None:
        """Everybody in the queue from this index on has another position than before."""
        self._moved[queue] = min(self._moved.get(queue, index), index)

    def look(self, entry: Entry) -> None:
        """This entry waits (again), or its gap is over: see whether there is something to say."""
        self._look[entry.id] = None

    def forget(self, entry: Entry) -> None:
        """The entry needs no announcement any more, or none for now."""
        self._look.pop(entry.id, None)
        self._state.timers.cancel(AnnouncementDue(entry.id))

    def announce(self, now: Instant) -> None:
        """Say what has to be said now, arm a deadline for what has to wait for the gap."""
        for queue, index in self._moved.items():
            room = self._state.rooms.queues[queue]
            if room.policy.announcements.on_change:
                for behind, key in enumerate(room.order[index:]):
                    self._consider(self._state.entries[key[2]], index + behind + 1, now)
        for entry_id in self._look:
            entry = self._state.entries[entry_id]
            self._consider(entry, self._state.rooms.queues[entry.queue].position(entry), now)
        self._moved.clear()
        self._look.clear()

    def _consider(self, entry: Entry, position: int, now: Instant) -> None:
        if not entry.listed:
            return
        policy = self._state.rooms.queues[entry.queue].policy.announcements
        if entry.said_position == position or (entry.said_position is not None and not policy.on_change):
            self._state.timers.cancel(AnnouncementDue(entry.id))
            return
        # The same sum as the deadline below: a difference could round to less than the gap, and never be due.
        may_speak_at = entry.said_at.plus(policy.min_gap_seconds) if entry.said_at is not None else now
        if now >= may_speak_at:
            self._say(entry, position, now)
        else:
            self._state.timers.set(AnnouncementDue(entry.id), may_speak_at)

    def _say(self, entry: Entry, position: int, now: Instant) -> None:
        entry.said_position, entry.said_at = position, now
        self._state.timers.cancel(AnnouncementDue(entry.id))
        self._state.tell(PositionAnnounced(entry.id, entry.contact, position))
        self._state.want(AnnouncePosition(entry.contact, entry.id, position))
