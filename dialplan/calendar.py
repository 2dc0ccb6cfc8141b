"""Opening hours made ready: whether they are open at a moment, why, and until when. Reads no clock and no file.

What counts is what the clock on the wall of the time zone shows. Where clocks go back, a time that is shown twice is
inside both times; where they go forward, a period whose beginning is left out begins with the first minute after it.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import TypeVar
from zoneinfo import ZoneInfo

from dialplan.hours import HoursSpec, zone_named
from dialplan.local_time import change_of_clocks, moments, noon, wall_minute
from dialplan.periods import MINUTES_A_DAY, DateRange, Period
from dialplan.public_holidays import HOLIDAY_YEARS, public_holidays
from vocabulary.ids import HoursName

SEARCHED_DAYS = 400
"""How far the next change is looked for: past a year, so that a shop of one week in summer is found."""
_A_DAY = timedelta(days=1)

T = TypeVar("T")
Dated = tuple[tuple[DateRange, T], ...]
"""Ranges of dates that share no day, sorted, with what holds on them."""


class Rule(StrEnum):
    """What decided over a day, the strongest first."""

    SPECIAL = "special"
    CLOSED = "closed"
    HOLIDAY = "holiday"
    WEEKLY = "weekly"


@dataclass(frozen=True, slots=True)
class DayPlan:
    """The periods of a date, what decided it, and its reason or the holiday's name."""

    rule: Rule
    periods: tuple[Period, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class HoursState:
    """``until``: the next moment at which open becomes closed or the reverse, in the hours' time zone; None if there is
    none within 400 days. ``period``: the one that is open.
    """

    is_open: bool
    rule: Rule
    reason: str
    period: Period | None
    until: datetime | None


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """One entry of ``hours``."""

    zone: ZoneInfo
    weekly: tuple[tuple[Period, ...], ...]
    special: Dated[tuple[Period, ...]]
    closed: Dated[str]
    holidays: Mapping[date, str]

    def day(self, on: date) -> DayPlan:
        """What holds on a date: special before closed before a holiday before the day of the week."""
        special = _on(on, self.special)
        if special is not None:
            return DayPlan(Rule.SPECIAL, special)
        reason = _on(on, self.closed)
        if reason is not None:
            return DayPlan(Rule.CLOSED, reason=reason)
        if on in self.holidays:
            return DayPlan(Rule.HOLIDAY, reason=self.holidays[on])
        return DayPlan(Rule.WEEKLY, self.weekly[on.weekday()])

    def is_open(self, at: datetime) -> bool:
        """Whether it is open at a moment, which has a time zone."""
        return self._held(at) is not None

    def state(self, at: datetime) -> HoursState:
        """Open or closed, why, and until when."""
        held = self._held(at)
        plan, period = held or (self.day(at.astimezone(self.zone).date()), None)
        return HoursState(held is not None, plan.rule, plan.reason, period, self.next_change(at))

    def next_change(self, at: datetime) -> datetime | None:
        """The first moment after ``at`` at which open becomes closed or the reverse; None within 400 days."""
        now = self.is_open(at)
        first = at.astimezone(self.zone).date() - _A_DAY
        for number in range(SEARCHED_DAYS + 2):
            for moment in self._boundaries(first + number * _A_DAY):
                if moment > at and self.is_open(moment) is not now:
                    return moment.astimezone(self.zone)
        return None

    def _held(self, at: datetime) -> tuple[DayPlan, Period] | None:
        local = at.astimezone(self.zone)
        minute = wall_minute(local)
        for on, shown in ((local.date(), minute), (local.date() - _A_DAY, minute + MINUTES_A_DAY)):
            plan = self.day(on)
            for period in plan.periods:
                if period.holds(shown):
                    return plan, period
        return None

    def _boundaries(self, on: date) -> list[datetime]:
        """Every moment from this noon up to the next at which anything can change, in order."""
        begin, end = noon(on, self.zone), noon(on + _A_DAY, self.zone)
        found = set(self._written(on))
        change = change_of_clocks(begin, end, self.zone)
        if change is not None:
            found.add(change)
        return sorted(moment for moment in found if begin <= moment < end)

    def _written(self, on: date) -> Iterator[datetime]:
        for day in (on - _A_DAY, on, on + _A_DAY):
            for period in self.day(day).periods:
                yield from moments(day, period.start, self.zone)
                yield from moments(day, period.end, self.zone)


@dataclass(frozen=True, slots=True)
class OpeningCalendar:
    """All hours of a document: what a dialogue asks as its ``Calendar``."""

    hours: Mapping[HoursName, OpeningHours]
    zone: ZoneInfo

    def is_open(self, hours: HoursName, at: datetime) -> bool:
        """Whether these hours are open at this moment, which has a time zone.

        :raises KeyError: if the document has no such hours; the checks refuse a flow that names them.
        """
        return self.hours[hours].is_open(at)

    def state(self, hours: HoursName, at: datetime) -> HoursState:
        """Open or closed, why, and until when.

        :raises KeyError: if the document has no such hours.
        """
        return self.hours[hours].state(at)

    def first_open(self, after: datetime) -> datetime | None:
        """The first moment from ``after`` on at which the first hours of the document are open; None without any."""
        first = next(iter(self.hours.values()), None)
        if first is None or first.is_open(after):
            return None if first is None else after
        return first.next_change(after)


def calendar_of(
    specs: Mapping[str, HoursSpec], time_zone: str = "UTC", years: range = HOLIDAY_YEARS
) -> OpeningCalendar:
    """The hours of a document whose times are, where they say nothing else, of ``time_zone``.

    ``years``: those whose public holidays are known.
    """
    known = cache(lambda code: public_holidays(code, years))
    zone = zone_named(time_zone)
    return OpeningCalendar({HoursName(name): _hours(spec, zone, known) for name, spec in specs.items()}, zone)


def _on(on: date, dated: Dated[T]) -> T | None:
    behind = bisect_right(dated, on, key=lambda entry: entry[0].first)
    days, value = dated[behind - 1] if behind else (None, None)
    return value if days is not None and days.holds(on) else None


def _hours(spec: HoursSpec, zone: ZoneInfo, known: Callable[[str], Mapping[date, str]]) -> OpeningHours:
    holidays: dict[date, str] = {}
    for code in spec.holidays:
        for on, name in known(code).items():
            holidays.setdefault(on, name)
    return OpeningHours(
        zone=zone_named(spec.time_zone) if spec.time_zone else zone,
        weekly=spec.weekly(),
        special=tuple(sorted(spec.special_dates())),
        closed=tuple(sorted(spec.closed_dates())),
        holidays=holidays,
    )
