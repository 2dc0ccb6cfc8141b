"""Which shift a recording belongs to: nights, days of changed clocks, work outside hours, documents without shifts."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from api.review_shifts import ShiftAsked, Shifts, ShiftUnreadable, WorkedShift, shift_asked
from dialplan.periods import Period
from dialplan.shifts import ShiftSpec
from tests.support.asking import BOB, CAROL, DOCUMENT

MONDAY = date(2026, 3, 2)
DAY, NIGHT = Period(480, 960), Period(1320, 1800)
ROSTER = tuple(
    ShiftSpec.model_validate(shift)
    for shift in (
        {"agents": "bob", "days": "mon-fri", "hours": "08:00-16:00"},
        {"agents": "carol", "days": "mon-sun", "hours": "22:00-06:00"},
    )
)
BERLIN = Shifts(replace(DOCUMENT, time_zone="Europe/Berlin", shifts=ROSTER))


def utc(day: int, hour: int, minute: int = 0, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def test_a_shift_is_told_by_the_clock_of_the_document() -> None:
    assert BERLIN.worked(BOB, utc(2, 7)) == WorkedShift(MONDAY, DAY)
    assert BERLIN.worked(BOB, utc(2, 6, 59)) == WorkedShift(MONDAY)


def test_a_night_belongs_to_the_date_on_which_it_began() -> None:
    assert BERLIN.worked(CAROL, utc(3, 4, 59)) == WorkedShift(MONDAY, NIGHT)
    assert BERLIN.named(BERLIN.worked(CAROL, utc(3, 4, 59))) == "2026-03-02 22:00-06:00"


def test_a_night_in_which_the_clocks_are_put_forward_ends_by_the_clock_on_the_wall() -> None:
    assert BERLIN.worked(CAROL, utc(29, 3, 59)) == WorkedShift(date(2026, 3, 28), NIGHT)
    assert BERLIN.worked(CAROL, utc(29, 4)) == WorkedShift(date(2026, 3, 29))


def test_whoever_works_outside_their_hours_does_so_in_no_shift_of_that_date() -> None:
    assert BERLIN.named(BERLIN.worked(BOB, utc(2, 20))) == "2026-03-02 outside shifts"


def test_without_a_roster_each_date_is_a_shift() -> None:
    shifts = Shifts(DOCUMENT)
    assert shifts.named(shifts.worked(BOB, utc(2, 20))) == "2026-03-02"
    assert not shifts.are_known


def test_a_date_asks_for_whatever_began_on_it() -> None:
    asked = shift_asked("2026-03-02")
    assert asked == ShiftAsked(MONDAY)
    assert asked.holds(WorkedShift(MONDAY, NIGHT))
    assert asked.holds(WorkedShift(MONDAY))
    assert not asked.holds(WorkedShift(date(2026, 3, 1), NIGHT))


@pytest.mark.parametrize(
    ("text", "worked"),
    [
        ("2026-03-02T08:00", WorkedShift(MONDAY, DAY)),
        ("2026-03-02T22:00", WorkedShift(MONDAY, NIGHT)),
        ("2026-03-03T05:59", WorkedShift(MONDAY, NIGHT)),
    ],
)
def test_a_time_asks_for_the_shifts_that_went_on_then(text: str, worked: WorkedShift) -> None:
    assert shift_asked(text).holds(worked)


@pytest.mark.parametrize("text", ["2026-03-02T16:00", "2026-03-03T06:00", "2026-03-01T08:00"])
def test_a_shift_that_did_not_go_on_then_is_not_asked_for(text: str) -> None:
    assert not any(shift_asked(text).holds(WorkedShift(MONDAY, hours)) for hours in (DAY, NIGHT, None))


def test_the_time_of_a_shift_reaches_to_the_end_of_its_nights() -> None:
    since, until = shift_asked("2026-03-02").span(BERLIN.zone)
    assert (since, until) == (utc(1, 23), utc(3, 23))
    since, until = shift_asked("2026-03-03T05:00").span(BERLIN.zone)
    assert since <= utc(2, 21) < utc(3, 5) <= until


@pytest.mark.parametrize(
    "text", ["", "monday", "2026-02-30", "2026-03-02T25:00", "2026-03-02 08:00", "0001-01-01", "9999-12-31"]
)
def test_what_is_no_shift_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ShiftUnreadable, match="2026-03-02T08:00"):
        shift_asked(text)
