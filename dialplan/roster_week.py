"""The roster as ordinary weeks cut into slots: who is at work from one minute of the week to another. Judges nothing.

Holidays, exceptions and the nights on which clocks change are left out.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from dialplan.hours import HoursSpec, zone_named
from dialplan.periods import DAYS, MINUTES_A_DAY, MINUTES_A_WEEK, Period, clock
from dialplan.shifts import Shift
from vocabulary.ids import AgentName

MOST_WEEKS = 12
"""So many changes of the roster are looked at, the next ones; each is a week of its own."""
_AN_ORDINARY_DAY = date(2026, 1, 5)
"""Stands for any date where no shift names one; only the offset between two zones depends on it."""
_MIDNIGHTS = range(0, MINUTES_A_WEEK + 1, MINUTES_A_DAY)

Span = tuple[int, int]
"""Minutes after the beginning of Monday: from, up to but not including."""


class AgentSet:
    """Sets of agents as whole numbers, one bit an agent: quick to join and to compare."""

    def __init__(self, agents: Iterable[AgentName]) -> None:
        self._bits = {agent: 1 << number for number, agent in enumerate(dict.fromkeys(agents))}

    def of(self, agents: Iterable[AgentName]) -> int:
        """These agents; who is unknown is left out."""
        found = 0
        for agent in agents:
            found |= self._bits.get(agent, 0)
        return found


@dataclass(frozen=True, slots=True)
class Slot:
    """Minutes of the week between which the same agents are at work; within one day."""

    start: int
    end: int
    at_work: int

    def __str__(self) -> str:
        day, minute = divmod(self.start, MINUTES_A_DAY)
        return f"{DAYS[day]} {clock(minute)}-{clock(self.end - day * MINUTES_A_DAY)}"


@dataclass(frozen=True, slots=True)
class Week:
    """An ordinary week between two dates at which the roster changes. ``first`` None: it runs already."""

    zone: ZoneInfo
    first: date | None
    slots: tuple[Slot, ...]

    def while_open(self, hours: Sequence[HoursSpec]) -> tuple[Slot, ...]:
        """The slots in which all these hours are open; without any, those in which anybody is at work."""
        if not hours:
            return tuple(slot for slot in self.slots if slot.at_work)
        slots = self.slots
        for spec in hours:
            opened = _merged(self._open(spec))
            slots = tuple(part for slot in slots for part in _within(slot, opened))
        return slots

    def _open(self, spec: HoursSpec) -> Iterator[Span]:
        """When it is open, by the clock of the roster's zone."""
        zone = zone_named(spec.time_zone) if spec.time_zone else self.zone
        moment = datetime.combine(self.first or _AN_ORDINARY_DAY, time(12), UTC)
        ahead = _offset_minutes(moment, self.zone) - _offset_minutes(moment, zone)
        for day, periods in enumerate(spec.weekly()):
            yield from (span for one in periods for span in _spans(day, one, ahead))


def weeks(shifts: Sequence[Shift], zone: ZoneInfo, agents: AgentSet, today: date | None) -> Iterator[Week]:
    """The roster between each date at which it changes and the next, where anybody has a shift; at most ``MOST_WEEKS``.

    ``today``: what is over by then is left out.
    """
    behind = [shift.last + timedelta(days=1) for shift in shifts if shift.last < date.max]
    firsts = sorted({date.min, *behind, *(shift.first for shift in shifts)})
    given = 0
    for first, following in zip(firsts, [*firsts[1:], date.max], strict=True):
        if given == MOST_WEEKS:
            return
        if today is not None and following <= today:
            continue
        running = [shift for shift in shifts if shift.first <= first <= shift.last]
        if running:
            given += 1
            yield Week(zone, first if first > (today or date.min) else None, tuple(_slots(running, agents)))


def joined(slots: Iterable[Slot]) -> list[Slot]:
    """Slots of one day that follow on one another, as one; who is at work in it is not told."""
    found: list[Slot] = []
    for slot in slots:
        last = found[-1] if found else None
        if last and last.end == slot.start and last.start // MINUTES_A_DAY == slot.start // MINUTES_A_DAY:
            found[-1] = Slot(last.start, slot.end, 0)
        else:
            found.append(Slot(slot.start, slot.end, 0))
    return found


def _slots(shifts: Sequence[Shift], agents: AgentSet) -> Iterator[Slot]:
    work = [
        (span, agents.of(shift.agents))
        for shift in shifts
        for span in _merged(span for day in shift.days for one in shift.periods for span in _spans(day, one))
    ]
    edges = sorted({*_MIDNIGHTS, *(edge for span, _ in work for edge in span)})
    number_of = {edge: number for number, edge in enumerate(edges)}
    at_work = _joined_over_ranges(len(edges) - 1, (((number_of[a], number_of[b]), who) for (a, b), who in work))
    for (start, end), who in zip(pairwise(edges), at_work, strict=True):
        yield Slot(start, end, who)


def _joined_over_ranges(size: int, ranges: Iterable[tuple[tuple[int, int], int]]) -> list[int]:
    """For each number below ``size`` the union of the sets whose range holds it: a segment tree, since a large roster
    has thousands of each.
    """
    tree = [0] * (2 * size)
    for (begin, stop), members in ranges:
        low, high = begin + size, stop + size
        while low < high:
            if low & 1:
                tree[low] |= members
                low += 1
            if high & 1:
                high -= 1
                tree[high] |= members
            low, high = low >> 1, high >> 1
    for number in range(2, 2 * size):
        tree[number] |= tree[number >> 1]
    return tree[size:]


def _within(slot: Slot, spans: Iterable[Span]) -> Iterator[Slot]:
    for start, end in spans:
        begin, stop = max(start, slot.start), min(end, slot.end)
        if begin < stop:
            yield Slot(begin, stop, slot.at_work)


def _merged(spans: Iterable[Span]) -> list[Span]:
    """Spans that overlap or follow on one another, as one."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _spans(day: int, one: Period, ahead: int = 0) -> Iterator[Span]:
    """A period within one week, so many minutes later: what runs past the end of Sunday goes on on Monday."""
    start = (day * MINUTES_A_DAY + one.start + ahead) % MINUTES_A_WEEK
    end = start + one.end - one.start
    yield start, min(end, MINUTES_A_WEEK)
    if end > MINUTES_A_WEEK:
        yield 0, end - MINUTES_A_WEEK


def _offset_minutes(moment: datetime, zone: ZoneInfo) -> int:
    return int((moment.astimezone(zone).utcoffset() or timedelta()).total_seconds()) // 60
