"""Which shift of the roster a recording belongs to, and which one a reviewer asks for. Reads no clock.

Where the document has no shifts, each date is one. Who worked outside their hours did so in a shift of that date that
has no hours.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dialplan.document import Document
from dialplan.local_time import wall_minute
from dialplan.periods import MINUTES_A_DAY, Period
from dialplan.shifts import Roster, roster_of
from vocabulary.ids import AgentName

_WRITTEN = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:T([0-9]{2}:[0-9]{2}))?")
_A_DAY = timedelta(days=1)
_FIRST, _LAST = date(2000, 1, 2), date(9000, 1, 1)


class ShiftUnreadable(Exception):
    """a shift is a date (2026-03-02), or a date and a time within the shift (2026-03-02T08:00)"""

    def __init__(self) -> None:
        super().__init__(ShiftUnreadable.__doc__)


@dataclass(frozen=True, slots=True)
class WorkedShift:
    """One agent's shift. ``on``: the date on which it began; ``hours``: None outside those of the roster."""

    on: date
    hours: Period | None = None

    def __str__(self) -> str:
        return f"{self.on} {self.hours}" if self.hours is not None else f"{self.on} outside shifts"


@dataclass(frozen=True, slots=True)
class ShiftAsked:
    """Every shift that began on a date; with ``minute`` (after its midnight) those that went on at that time."""

    on: date
    minute: int | None = None

    def holds(self, worked: WorkedShift) -> bool:
        """Whether this agent's shift is one of those."""
        if self.minute is None:
            return worked.on == self.on
        if worked.hours is None:
            return False
        begun_before = self.on - worked.on
        return begun_before in {timedelta(0), _A_DAY} and worked.hours.holds(
            self.minute + begun_before.days * MINUTES_A_DAY
        )

    def span(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """From when to when anything of these shifts can have happened, in UTC: a night runs on into the next date."""
        first = self.on - _A_DAY if self.minute is not None else self.on
        return _midnight(first, zone), _midnight(self.on + 2 * _A_DAY, zone)


def shift_asked(text: str) -> ShiftAsked:
    """``2026-03-02``, or ``2026-03-02T08:00``.

    :raises ShiftUnreadable: it is neither.
    """
    found = _WRITTEN.fullmatch(text)
    try:
        on = date.fromisoformat(found[1] if found else "")
        at = time.fromisoformat(found[2]) if found and found[2] else None
    except ValueError:
        raise ShiftUnreadable from None
    if not _FIRST <= on <= _LAST:
        raise ShiftUnreadable
    return ShiftAsked(on, None if at is None else at.hour * 60 + at.minute)


class Shifts:
    """The shifts of one document, by the clock of its time zone."""

    def __init__(self, document: Document) -> None:
        self.zone = ZoneInfo(document.time_zone)
        self._roster: Roster | None = roster_of(document.shifts, document.time_zone)
        self._days: dict[date, Mapping[AgentName, tuple[Period, ...]]] = {}

    @property
    def are_known(self) -> bool:
        """Whether the document has any."""
        return self._roster is not None

    def worked(self, agent: AgentName, at: datetime) -> WorkedShift:
        """The shift in which this agent was at a moment."""
        local = at.astimezone(self.zone)
        minute = wall_minute(local)
        for on, shown in ((local.date(), minute), (local.date() - _A_DAY, minute + MINUTES_A_DAY)):
            for hours in self._working(on).get(agent, ()):
                if hours.holds(shown):
                    return WorkedShift(on, hours)
        return WorkedShift(local.date())

    def _working(self, on: date) -> Mapping[AgentName, tuple[Period, ...]]:
        """Kept, as it is asked of every recording of a date."""
        if on not in self._days:
            self._days[on] = {} if self._roster is None else self._roster.working(on)
        return self._days[on]

    def named(self, worked: WorkedShift) -> str:
        """The shift in words; without a roster its date alone."""
        return str(worked) if self.are_known else str(worked.on)

    def in_utc(self, written: datetime) -> datetime:
        """A time without an offset is the document's."""
        return (written if written.tzinfo is not None else written.replace(tzinfo=self.zone)).astimezone(UTC)


def _midnight(on: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(on, time(), zone).astimezone(UTC)
