"""Days, times and dates as admins write them, into numbers. Knows no time zone, no holiday and no clock."""

import re
from dataclasses import dataclass
from datetime import date

from dialplan.errors import did_you_mean, shown

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MINUTES_A_DAY = 1_440
MINUTES_A_WEEK = 7 * MINUTES_A_DAY
MOST_DAYS_IN_A_RANGE = 366

_TIME = re.compile(r"([01][0-9]|2[0-4]):([0-5][0-9])")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """From ``start`` up to, not including, ``end``: minutes after midnight of the day it begins on.

    An ``end`` above 1440 lies on the next day; no period is longer than a day.
    """

    start: int
    end: int

    def holds(self, minute: int) -> bool:
        return self.start <= minute < self.end

    def __str__(self) -> str:
        return f"{clock(self.start)}-{clock(self.end)}"


@dataclass(frozen=True, slots=True, order=True)
class DateRange:
    """From the first day to the last, both included."""

    first: date
    last: date

    def holds(self, on: date) -> bool:
        return self.first <= on <= self.last

    def __str__(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first}..{self.last}"


def clock(minute: int) -> str:
    """Minutes after midnight as a clock shows them; the midnight that ends a day is 24:00."""
    shown_minute = minute if minute <= MINUTES_A_DAY else minute - MINUTES_A_DAY
    return f"{shown_minute // 60:02d}:{shown_minute % 60:02d}"


def period(text: str) -> Period:
    """``09:00-18:00``; one that ends no later than it begins runs past midnight (``22:00-06:00``).

    :raises ValueError: in the language's words.
    """
    begin, dash, end = (part.strip() for part in text.partition("-"))
    if not dash:
        raise ValueError(f"{shown(text)} is no period; write HH:MM-HH:MM, for example 09:00-18:00")
    start, stop = _minute(begin), _minute(end)
    if start == MINUTES_A_DAY:
        raise ValueError("no day begins at 24:00; write 00:00 on the day after")
    if start == stop:
        raise ValueError(f"{shown(text)} ends when it begins; for a whole day write 00:00-24:00")
    return Period(start, stop if stop > start else stop + MINUTES_A_DAY)


def weekdays(text: str) -> tuple[int, ...]:
    """``mon``, ``mon-fri``, ``sat-mon`` or ``mon, wed, fri``: days of the week, Monday 0, in the order written.

    :raises ValueError: in the language's words.
    """
    found: list[int] = []
    for part in text.split(","):
        first, dash, last = (word.strip() for word in part.partition("-"))
        start = _weekday(first)
        stop = _weekday(last) if dash else start
        found += ((start + number) % 7 for number in range((stop - start) % 7 + 1))
    if len(set(found)) < len(found):
        raise ValueError(f"{shown(text)} names a day twice")
    return tuple(found)


def day(text: str) -> date:
    """``2026-12-24``.

    :raises ValueError: in the language's words.
    """
    if not _DATE.fullmatch(text):
        raise ValueError(f"{shown(text)} is no date; write YYYY-MM-DD, for example 2026-12-24")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"the calendar has no {text}") from None


def dates(text: str) -> DateRange:
    """``2026-12-24`` or ``2026-07-01..2026-07-14``, at most 366 days.

    :raises ValueError: in the language's words.
    """
    first, dots, last = (part.strip() for part in text.partition(".."))
    begin = day(first)
    end = day(last) if dots else begin
    if end < begin:
        raise ValueError(f"{shown(text)} ends before it begins")
    if (end - begin).days >= MOST_DAYS_IN_A_RANGE:
        raise ValueError(f"a range of dates has at most {MOST_DAYS_IN_A_RANGE} days")
    return DateRange(begin, end)


def _minute(text: str) -> int:
    found = _TIME.fullmatch(text)
    minute = int(found[1]) * 60 + int(found[2]) if found else MINUTES_A_DAY + 1
    if minute > MINUTES_A_DAY:
        raise ValueError(f"{shown(text)} is no time of day; write HH:MM, 00:00 to 24:00")
    return minute


def _weekday(text: str) -> int:
    if text not in DAYS:
        raise ValueError(f"{shown(text)} is no day of the week ({' '.join(DAYS)}){did_you_mean(text, DAYS)}")
    return DAYS.index(text)
