"""What is wrong with opening hours beyond their form: overlaps, hours never open, dates over, times left out.

Knows no clock: whoever knows the date gives it, and without one nothing is said of what is past or to come.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol, TypeVar

from dialplan.errors import Problem
from dialplan.hours import HoursSpec, zone_named
from dialplan.local_time import Gap, gaps
from dialplan.periods import DAYS, MINUTES_A_DAY, MINUTES_A_WEEK, Period, clock, dates, period, weekdays
from dialplan.tree import Path, Place

MOST_HOLIDAY_CALENDARS = 50
"""Of a whole document: each takes tens of milliseconds to make."""
T = TypeVar("T")
_CLOCKS_LOOKED_AT = timedelta(days=366)


class Places(Protocol):
    """Where a path of the document leads: ``Survey.at``."""

    def __call__(self, *path: str | int, key: bool = False) -> Place: ...


@dataclass(frozen=True, slots=True)
class _Written:
    """A period with its place. ``day``: of the week, where it stands in ``open``."""

    period: Period
    path: Path
    day: int = 0

    def is_on(self, on: date) -> bool:
        return on.weekday() == self.day

    @property
    def span(self) -> tuple[int, int]:
        """Minutes after the beginning of Monday."""
        return self.day * MINUTES_A_DAY + self.period.start, self.day * MINUTES_A_DAY + self.period.end


def hours_problems(
    hours: Mapping[str, HoursSpec],
    at: Places,
    time_zone: str = "UTC",
    *,
    used: Collection[str] | None = None,
    today: date | None = None,
) -> Iterator[Problem]:
    """What is wrong with each entry of ``hours``.

    ``time_zone``: the document's. ``used``: the hours that anything names; None if that is not known.
    """
    for name, spec in hours.items():
        yield from _Hours(name, spec, at).all()
        if used is not None and name not in used:
            yield at("hours", name, key=True).warning(f"nothing asks whether '{name}' is open")
        if today is not None:
            yield from _over(name, spec, at, today)
            yield from _left_out(name, spec, at, time_zone, today)
    yield from _too_many_calendars(hours, at)


class _Hours:
    def __init__(self, name: str, spec: HoursSpec, at: Places) -> None:
        self._name = name
        self._spec = spec
        self._at = at

    def all(self) -> Iterator[Problem]:
        if not self._spec.open and not self._spec.special:
            yield self._at("hours", self._name, key=True).problem(f"'{self._name}' is never open; give it periods")
        yield from self._weekly()
        for text in self._spec.special:
            days = dates(text)
            circle = None if days.first == days.last else MINUTES_A_DAY
            yield from self._at_once(_special(self._name, self._spec, text), circle)
        yield from self._one_date_twice()
        codes = self._spec.holidays
        for index, code in enumerate(codes):
            if code in codes[:index]:
                yield self._at("hours", self._name, "holidays", index).problem(f"'{code}' is listed twice")

    def _weekly(self) -> Iterator[Problem]:
        yield from self._at_once(list(_open(self._name, self._spec)), MINUTES_A_WEEK)

    def _at_once(self, written: list[_Written], circle: int | None) -> Iterator[Problem]:
        said: set[Path] = set()
        for earlier, later in _clashes([(*one.span, one) for one in written], circle):
            if later.path not in said:
                day = f" of {DAYS[earlier.day]}" if circle == MINUTES_A_WEEK else ""
                yield self._at(*later.path).problem(f"{later.period} overlaps with {earlier.period}{day}")
            said.add(later.path)

    def _one_date_twice(self) -> Iterator[Problem]:
        written = [(text, section) for section in ("closed", "special") for text in getattr(self._spec, section)]
        spans = [
            (dates(text).first.toordinal(), dates(text).last.toordinal() + 1, (text, section))
            for text, section in written
        ]
        for earlier, later in _clashes(spans):
            yield self._at("hours", self._name, later[1], later[0], key=True).problem(
                f"{dates(later[0])} is written already, as {dates(earlier[0])} under '{earlier[1]}'"
            )


def _clashes(spans: list[tuple[int, int, T]], circle: int | None = None) -> Iterator[tuple[T, T]]:
    """Pairs that overlap, each as (written earlier, written later); every span that overlaps is in one of them.

    ``spans``: from, up to but not including, and what they are of, as written. On a circle what reaches beyond its end
    goes on at its beginning.
    """
    if not spans:
        return
    order = sorted(range(len(spans)), key=lambda number: spans[number][:2])
    longest = max(order, key=lambda number: spans[number][1])
    # Nothing runs into the first span but what comes round the circle.
    until = spans[longest][1] - circle if circle is not None else spans[order[0]][0]
    for number in order:
        start, end, _ = spans[number]
        if start < until and number != longest:
            first, second = sorted((longest, number))
            yield spans[first][2], spans[second][2]
        if end > until:
            longest, until = number, end


def _open(name: str, spec: HoursSpec) -> Iterator[_Written]:
    for days, periods in spec.open.items():
        for number in weekdays(days):
            for index, text in enumerate(periods):
                yield _Written(period(text), ("hours", name, "open", days, index), number)


def _special(name: str, spec: HoursSpec, days: str) -> list[_Written]:
    path: Path = ("hours", name, "special", days)
    return [_Written(period(text), (*path, index)) for index, text in enumerate(spec.special[days])]


def _over(name: str, spec: HoursSpec, at: Places, today: date) -> Iterator[Problem]:
    for section, texts in (("closed", spec.closed), ("special", spec.special)):
        for text in texts:
            if dates(text).last < today:
                yield at("hours", name, section, text, key=True).warning(f"{dates(text)} is over; take it out")


def _left_out(name: str, spec: HoursSpec, at: Places, time_zone: str, today: date) -> Iterator[Problem]:
    """A warning at each period that begins or ends at a time that the next change of the clocks leaves out."""
    zone = zone_named(spec.time_zone or time_zone)
    found = list(gaps(zone, today, today + _CLOCKS_LOOKED_AT))
    for one in _open(name, spec):
        for gap in found:
            yield from _in_gap(one, gap, at, one.is_on)
    for text in spec.special:
        for one in _special(name, spec, text):
            for gap in found:
                yield from _in_gap(one, gap, at, dates(text).holds)


def _in_gap(one: _Written, gap: Gap, at: Places, begins_on: Callable[[date], bool]) -> Iterator[Problem]:
    for minute in (one.period.start, one.period.end):
        days, time = divmod(minute, MINUTES_A_DAY)
        # A period may end with the last minute before the gap.
        first = gap.start + (minute == one.period.end)
        if first <= time < gap.end and begins_on(gap.on - timedelta(days=days)):
            yield at(*one.path).warning(
                f"{clock(time)} is left out on {gap.on}, when the clocks go forward to {clock(gap.end)}"
            )


def _too_many_calendars(hours: Mapping[str, HoursSpec], at: Places) -> Iterator[Problem]:
    seen: set[str] = set()
    for name, spec in hours.items():
        seen.update(spec.holidays)
        if len(seen) > MOST_HOLIDAY_CALENDARS:
            yield at("hours", name, "holidays").problem(
                f"more than {MOST_HOLIDAY_CALENDARS} calendars of public holidays in the document"
            )
            return
