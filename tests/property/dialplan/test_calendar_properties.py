"""Random hours against a second opinion that reads the clock on the wall minute by minute."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from dialplan.calendar import OpeningCalendar, calendar_of
from dialplan.hours import HoursSpec
from vocabulary.ids import HoursName

NAME = HoursName("office")
ZONES = ("UTC", "Europe/Riga", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "America/Havana")
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
CLOCKS_CHANGE = (date(2026, 3, 29), date(2026, 10, 25), date(2026, 3, 8), date(2026, 11, 1), date(2026, 10, 4))
"""Dates near which moments are drawn as often as anywhere."""

minutes = st.one_of(st.integers(0, 1439), st.sampled_from((0, 59, 60, 120, 150, 180, 1380, 1439)))


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


@st.composite
def _periods(draw: st.DrawFn) -> list[str]:
    edges = sorted(draw(st.sets(minutes, min_size=2, max_size=6)))
    if len(edges) % 2:
        edges.pop()
    found = [f"{_clock(start)}-{_clock(end)}" for start, end in zip(edges[::2], edges[1::2], strict=True)]
    if edges[-2] > 0 and draw(st.booleans()):
        # The last one runs past midnight, at most up to where the first began.
        found[-1] = f"{_clock(edges[-2])}-{_clock(draw(st.integers(0, min(edges[0], edges[-2] - 1))))}"
    return found


_weeks = st.dictionaries(st.sampled_from(DAYS), _periods(), max_size=7)
_near = st.builds(lambda day, off: day + timedelta(days=off), st.sampled_from(CLOCKS_CHANGE), st.integers(-2, 2))
_dates = st.one_of(st.dates(date(2026, 1, 1), date(2026, 12, 31)), _near)
_hours = st.builds(
    lambda week, special, closed: {
        "open": week,
        "special": {str(on): periods for on, periods in special.items()},
        "closed": {str(on): "closed" for on in closed if on not in special},
    },
    _weeks,
    st.dictionaries(_dates, _periods(), max_size=3),
    st.sets(_dates, max_size=3),
)
_moments = st.builds(
    lambda on, second: datetime(on.year, on.month, on.day, tzinfo=UTC) + timedelta(seconds=second),
    _dates,
    st.integers(0, 86_399),
)


def _calendar(written: dict[str, Any], zone: str) -> OpeningCalendar:
    return calendar_of({NAME: HoursSpec.model_validate(written)}, zone, range(2026, 2027))


def _open_by_the_wall(written: dict[str, dict[str, list[str]]], zone: str, at: datetime) -> bool:
    """Only by what a person would read: the texts of the document and the clock on the wall."""
    local = at.astimezone(ZoneInfo(zone))
    shown, yesterday = f"{local:%H:%M}", local.date() - timedelta(days=1)

    def periods(on: date) -> list[str]:
        if str(on) in written["special"]:
            return written["special"][str(on)]
        return [] if str(on) in written["closed"] else written["open"].get(DAYS[on.weekday()], [])

    for text in periods(local.date()):
        begin, end = text.split("-")
        if begin <= shown and (shown < end or end <= begin):
            return True
    return any(end <= begin and shown < end for begin, end in (text.split("-") for text in periods(yesterday)))


@given(_hours, st.sampled_from(ZONES), _moments)
@settings(deadline=None)
def test_open_is_what_the_clock_on_the_wall_says(written: dict[str, Any], zone: str, at: datetime) -> None:
    assert _calendar(written, zone).is_open(NAME, at) is _open_by_the_wall(written, zone, at)


@given(_hours, st.sampled_from(ZONES), _moments)
@settings(max_examples=60, deadline=None)
def test_the_next_change_is_the_first_one(written: dict[str, Any], zone: str, at: datetime) -> None:
    found = _calendar(written, zone)
    until = found.state(NAME, at).until
    now = found.is_open(NAME, at)
    last = min(until or at + timedelta(days=4), at + timedelta(days=4))
    minute = at.replace(second=0, microsecond=0) + timedelta(minutes=1)
    while minute < last:
        assert found.is_open(NAME, minute) is now
        minute += timedelta(minutes=1)
    if until is not None:
        assert until > at
        assert found.is_open(NAME, until) is not now
        assert found.is_open(NAME, until - timedelta(microseconds=1)) is now


_nights = st.sampled_from(
    (
        ("Europe/Riga", date(2026, 3, 29)),
        ("Europe/Riga", date(2026, 10, 25)),
        ("America/New_York", date(2026, 3, 8)),
        ("America/New_York", date(2026, 11, 1)),
        ("Australia/Lord_Howe", date(2026, 10, 4)),
        ("Australia/Lord_Howe", date(2026, 4, 5)),
        ("America/Havana", date(2026, 11, 1)),
        ("Africa/Cairo", date(2026, 4, 24)),
    )
)
_of_the_night = st.sets(st.integers(0, 20).map(lambda quarter: quarter * 15), min_size=2, max_size=4)


@given(_nights, _of_the_night)
@settings(max_examples=50, deadline=None)
def test_in_a_night_on_which_clocks_change_every_change_is_found(night: tuple[str, date], edges: set[int]) -> None:
    zone, on = night
    ends = sorted(edges)
    periods = [f"{_clock(start)}-{_clock(end)}" for start, end in zip(ends[::2], ends[1::2], strict=False)]
    written: dict[str, Any] = {"open": {}, "special": {str(on): periods}, "closed": {}}
    found = _calendar(written, zone)
    begin = datetime.combine(on - timedelta(days=1), time(18), UTC)
    changes = []
    at = found.hours[NAME].next_change(begin)
    while at is not None:
        # Python holds no moment of an hour shown twice for equal to one of another zone.
        changes.append(at.astimezone(UTC))
        at = found.hours[NAME].next_change(at)
    by_the_wall = [_open_by_the_wall(written, zone, begin + timedelta(minutes=minute)) for minute in range(2 * 1440)]
    assert changes == [
        begin + timedelta(minutes=minute)
        for minute in range(1, len(by_the_wall))
        if by_the_wall[minute] is not by_the_wall[minute - 1]
    ]
