"""When the callers of a queue may be called back, by the document's hours. Knows no promise, reads no clock."""

from dataclasses import dataclass
from datetime import timedelta

from dialplan.calendar import SEARCHED_DAYS, OpeningCalendar, OpeningHours, calendar_of
from dialplan.document import Document
from vocabulary.ids import QueueName
from vocabulary.instant import Instant

AHEAD_SECONDS = 1.0
"""A moment so near before a change counts as behind it: the wall clock and the one that waits drift apart a little, and
a phone that rang a moment too early would have to be let go again."""
NEVER_SECONDS = SEARCHED_DAYS * 86_400.0


@dataclass(frozen=True, slots=True)
class Look:
    """``closed_seconds``: so long nobody may be called; 0: somebody may now. ``next``: when to look again; None: no
    change can be seen.
    """

    closed_seconds: float = 0.0
    next: Instant | None = None

    @property
    def is_for_good(self) -> bool:
        """Whether nobody may ever be called again."""
        return bool(self.closed_seconds) and self.next is None


ANY_TIME = Look()


@dataclass(frozen=True, slots=True)
class CallingHours:
    """``hours`` None: callers may be called at any time."""

    hours: OpeningHours | None = None

    def look(self, now: Instant) -> Look:
        """Whether anybody may be called, and until when that is so."""
        if self.hours is None:
            return ANY_TIME
        state = self.hours.state(now.utc + timedelta(seconds=AHEAD_SECONDS))
        if state.until is None:
            return ANY_TIME if state.is_open else Look(NEVER_SECONDS)
        seconds = (state.until - now.utc).total_seconds()
        return Look(0.0 if state.is_open else seconds, now.plus(seconds))


def calling_hours(document: Document, queue: QueueName) -> CallingHours:
    """Those of the callbacks of this queue."""
    known = document.queues.get(queue)
    if known is None or known.callback_hours is None:
        return CallingHours()
    name, calendar = known.callback_hours, document.world.calendar
    if not isinstance(calendar, OpeningCalendar):
        calendar = calendar_of(document.hours, document.time_zone)
    return CallingHours(calendar.hours[name])
