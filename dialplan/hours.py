"""The shape of opening hours: weekly periods, public holidays, dates closed, dates with periods of their own.

Resolves no name and knows no moment: the calendar does.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Annotated
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from dialplan.errors import did_you_mean, shown
from dialplan.periods import DateRange, Period, dates, day, period, weekdays
from dialplan.public_holidays import fault_of
from dialplan.schema import Spec, Written, listed

MOST_PERIODS_A_DAY = 20
MOST_KINDS_OF_DAY = 50
MOST_DATES = 1_000
MOST_HOLIDAY_CODES = 20

_OF_THE_MACHINE = frozenset({"localtime", "Factory", "posixrules"})
"""Names of files that mean another zone on the next machine."""
_TIME_PATTERN = r"([01][0-9]|2[0-4]):[0-5][0-9]"
_DATE_PATTERN = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_DAY_PATTERN = r"(mon|tue|wed|thu|fri|sat|sun)"


def _checked_period(text: str) -> str:
    period(text)
    return text


def _checked_days(text: str) -> str:
    weekdays(text)
    return text


def _checked_dates(text: str) -> str:
    dates(text)
    return text


def _checked_date(text: str) -> str:
    day(text)
    return text


def _checked_reason(text: str) -> str:
    if not text.strip() or not text.isprintable():
        raise ValueError("say why it is closed, in printable characters")
    return text


def _checked_zone(name: str) -> str:
    zone_named(name)
    return name


def _checked_holidays(code: str) -> str:
    fault = fault_of(code)
    if fault is not None:
        raise ValueError(fault)
    return code


def zone_named(name: str) -> ZoneInfo:
    """The time zone of this IANA name.

    :raises ValueError: in the language's words, where there is none.
    """
    if name not in _OF_THE_MACHINE:
        try:
            return ZoneInfo(name)
        except (OSError, ValueError, LookupError):
            pass
    city = _cities().get(name.capitalize())
    hint = f"; did you mean '{city}'?" if city else did_you_mean(name, _zones())
    raise ValueError(f"unknown time zone {shown(name)}{hint}")


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones() - _OF_THE_MACHINE)


@cache
def _cities() -> Mapping[str, str]:
    """The zones by the last part of their names, which is what many write: ``Riga``."""
    return {zone.rpartition("/")[2]: zone for zone in sorted(_zones())}


PeriodText = Annotated[
    str,
    AfterValidator(_checked_period),
    WithJsonSchema({"type": "string", "pattern": rf"^\s*{_TIME_PATTERN}\s*-\s*{_TIME_PATTERN}\s*$"}),
]
"""``09:00-18:00``; ``22:00-06:00`` runs past midnight."""
Periods = Annotated[
    list[PeriodText],
    BeforeValidator(listed, json_schema_input_type=list[PeriodText] | PeriodText),
    Field(min_length=1, max_length=MOST_PERIODS_A_DAY),
]
Weekdays = Annotated[
    str,
    AfterValidator(_checked_days),
    WithJsonSchema(
        {"type": "string", "pattern": rf"^{_DAY_PATTERN}(\s*[-,]\s*{_DAY_PATTERN})*$", "examples": ["mon-fri", "sat"]}
    ),
]
"""``mon-fri``, ``sat``, ``mon, wed, fri``."""
Dates = Annotated[
    str,
    AfterValidator(_checked_dates),
    WithJsonSchema({"type": "string", "pattern": rf"^{_DATE_PATTERN}(\s*\.\.\s*{_DATE_PATTERN})?$"}),
]
"""``2026-12-24``, or ``2026-07-01..2026-07-14``."""
Date = Annotated[
    str, AfterValidator(_checked_date), WithJsonSchema({"type": "string", "pattern": rf"^{_DATE_PATTERN}$"})
]
TimeZone = Annotated[str, AfterValidator(_checked_zone)]
HolidayCode = Annotated[str, AfterValidator(_checked_holidays), Field(max_length=40)]
Reason = Annotated[str, AfterValidator(_checked_reason), Field(max_length=200)]


class HoursSpec(Spec):
    """When something is open, by the clock on the wall of its time zone.

    Of a date the first of these decides: ``special``, ``closed`` (a date in both is refused), ``holidays``, ``open``.
    What began the day before runs on past midnight whatever this day is.
    """

    open: Annotated[dict[Weekdays, Periods], Field(max_length=MOST_KINDS_OF_DAY)] = Field(default_factory=dict)
    """The periods of each day of the week: ``mon-fri: 09:00-18:00``. ``22:00-06:00`` runs past midnight and belongs to
    the day it began on; a whole day is ``00:00-24:00``."""
    holidays: Annotated[
        list[HolidayCode],
        BeforeValidator(listed, json_schema_input_type=list[HolidayCode] | HolidayCode),
        Field(max_length=MOST_HOLIDAY_CODES),
    ] = Field(default_factory=list)
    """Public holidays on which it is closed, by country (``LV``) or part of one (``DE-BY``); the years 2020 to 2040."""
    closed: Annotated[dict[Dates, Reason], Field(max_length=MOST_DATES)] = Field(default_factory=dict)
    """Dates or ranges of dates on which it is closed, with the reason: ``"2026-12-24": Christmas Eve``."""
    special: Annotated[dict[Dates, Periods], Field(max_length=MOST_DATES)] = Field(default_factory=dict)
    """Dates or ranges of dates with periods of their own, also where the date is a holiday."""
    time_zone: Annotated[TimeZone | None, Written] = None
    """The IANA name of their time zone; not written, the document's."""

    def weekly(self) -> tuple[tuple[Period, ...], ...]:
        """The periods of each day of the week, Monday first, sorted."""
        found: list[list[Period]] = [[] for _ in range(7)]
        for days, periods in self.open.items():
            for number in weekdays(days):
                found[number] += map(period, periods)
        return tuple(tuple(sorted(periods)) for periods in found)

    def closed_dates(self) -> Iterator[tuple[DateRange, str]]:
        return ((dates(text), reason) for text, reason in self.closed.items())

    def special_dates(self) -> Iterator[tuple[DateRange, tuple[Period, ...]]]:
        return ((dates(text), tuple(sorted(map(period, periods)))) for text, periods in self.special.items())
