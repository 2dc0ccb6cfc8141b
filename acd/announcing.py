"""What a waiting caller is told and when: place, estimated wait, comfort messages. Decides; the hands speak.

Nothing is announced to a caller for whom an offer is out: nothing may ever delay an answer. The estimated wait is told
only while its measured hit rate is good.
"""

from acd.effects import Announce
from acd.estimating import Estimating
from acd.events import ComfortPlayed, PositionAnnounced
from acd.policy import Announcements
from acd.queues import Entry
from acd.state import State
from acd.wake import AnnouncementDue
from vocabulary.ids import EntryId, QueueName
from vocabulary.instant import Instant


class Announcing:
    """Notes who moved during a verb, and tells them at its end."""

    def __init__(self, state: State, estimating: Estimating) -> None:
        self._state = state
        self._estimating = estimating
        self._moved: dict[QueueName, int] = {}
        self._look: dict[EntryId, None] = {}

    def enter(self, entry: Entry, position: int, now: Instant) -> None:
        """The entry begins to wait: what it counts as having heard already, and when."""
        policy = self._state.room_of(entry).policy.announcements
        if not policy.on_entry:
            entry.said_position, entry.position_at = _spoken(position, policy), now
        entry.comfort_at = now.plus(policy.comfort.every_seconds)

    def moved(self, queue: QueueName, index: int) -> None:
        """Everybody in the queue from this index on has another position than before."""
        self._moved[queue] = min(self._moved.get(queue, index), index)

    def look(self, entry: Entry) -> None:
        """This entry waits (again), or something may be due for it: see whether there is something to say."""
        self._look[entry.id] = None

    def forget(self, entry: Entry) -> None:
        """The entry needs no announcement any more, or none for now."""
        self._look.pop(entry.id, None)
        entry.moved = False
        self._state.timers.cancel(AnnouncementDue(entry.id))

    def announce(self, now: Instant) -> None:
        """Say what has to be said now, arm a deadline for what has to wait."""
        for queue, index in self._moved.items():
            room = self._state.rooms.queues[queue]
            told = room.policy.announcements
            if told.on_change or (told.only_improved and told.every_seconds is not None):
                for behind, key in enumerate(room.order[index:]):
                    entry = self._state.entries[key[2]]
                    if entry.quiet_until is None or entry.quiet_until <= now:
                        self._consider(entry, index + behind + 1, now)
                    elif not entry.moved and not entry.offers:
                        # A long queue moves with every answer: looked at once, when the gap is over.
                        entry.moved = True
                        self._state.timers.set(AnnouncementDue(entry.id), entry.quiet_until)
        for entry_id in self._look:
            entry = self._state.entries[entry_id]
            self._consider(entry, self._state.room_of(entry).position(entry), now)
        self._moved.clear()
        self._look.clear()

    def _consider(self, entry: Entry, position: int, now: Instant) -> None:
        if entry.offers or entry.placeholder is not None:
            return
        entry.moved = False
        policy = self._state.room_of(entry).policy.announcements
        # The same sum as the deadline below: a difference could round to less than the gap, and never be due.
        may_speak_at = entry.said_at.plus(policy.min_gap_seconds) if entry.said_at is not None else now
        # The gap may be another than when it began.
        entry.quiet_until = may_speak_at if entry.said_at is not None else None
        place_at = self._place_due(entry, position, policy, now)
        comfort_at = entry.comfort_at if policy.comfort.messages else None
        due = [at for at in (place_at, comfort_at) if at is not None]
        if not due:
            self._state.timers.cancel(AnnouncementDue(entry.id))
            return
        due_at = max(min(due), may_speak_at)
        if now < due_at:
            self._state.timers.set(AnnouncementDue(entry.id), due_at)
        elif place_at is not None and place_at <= now:
            self._say_place(entry, position, policy, now)
        else:
            self._comfort(entry, policy, now)

    def _place_due(self, entry: Entry, position: int, policy: Announcements, now: Instant) -> Instant | None:
        """When the place is to be said (again), the gap not considered; None while it is not."""
        spoken, said = _spoken(position, policy), entry.said_position
        if said is None:
            return now
        if policy.only_improved and spoken >= said:
            return None
        if spoken != said and policy.on_change:
            return now
        if policy.every_seconds is None or entry.position_at is None:
            return None
        return entry.position_at.plus(policy.every_seconds)

    def _say_place(self, entry: Entry, position: int, policy: Announcements, now: Instant) -> None:
        spoken = _spoken(position, policy)
        entry.said_position, entry.position_at = spoken, now
        estimate = self._estimating.estimate(entry, now) if policy.estimates.spoken else None
        bound = estimate.bound_seconds if estimate is not None and self._estimating.may_speak(entry) else None
        entry.spoken_bound = bound if bound is not None else entry.spoken_bound
        median = estimate.median_seconds if estimate is not None else None
        computed = estimate.bound_seconds if estimate is not None else None
        self._state.tell(PositionAnnounced(entry.id, entry.contact, position, median, computed, bound is not None))
        more_than = policy.limit is not None and position > policy.limit
        self._state.want(Announce(entry.contact, entry.id, policy.limit if more_than else position, more_than, bound))
        self._said(entry, position, now)

    def _comfort(self, entry: Entry, policy: Announcements, now: Instant) -> None:
        comfort = policy.comfort
        number = self._state.chance.below(comfort.messages) if comfort.at_random else entry.comforts % comfort.messages
        entry.comforts += 1
        entry.comfort_at = now.plus(comfort.every_seconds)
        self._state.tell(ComfortPlayed(entry.id, entry.contact, number))
        self._state.want(Announce(entry.contact, entry.id, comfort=number))
        self._said(entry, self._state.room_of(entry).position(entry), now)

    def _said(self, entry: Entry, position: int, now: Instant) -> None:
        """Something was said: what comes next waits for the gap."""
        entry.said_at, entry.moved = now, False
        entry.quiet_until = now.plus(self._state.room_of(entry).policy.announcements.min_gap_seconds)
        self._state.timers.cancel(AnnouncementDue(entry.id))
        self._consider(entry, position, now)


def _spoken(position: int, policy: Announcements) -> int:
    """What the caller hears of this place: every place behind the limit sounds the same."""
    return position if policy.limit is None else min(position, policy.limit + 1)
