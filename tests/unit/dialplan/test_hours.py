"""The shape of opening hours: what may be written, and how what may not is told."""

from typing import Any

import pytest
from pydantic import ValidationError

from dialplan.hours import HoursSpec
from dialplan.periods import DateRange, Period, clock, dates, day, period, weekdays

REFUSED: dict[str, tuple[dict[str, Any], str, tuple[str | int, ...]]] = {
    "a time without minutes": (
        {"open": {"mon": ["9-18"]}},
        "'9' is no time of day; write HH:MM, 00:00 to 24:00",
        ("open", "mon", 0),
    ),
    "no period": (
        {"open": {"mon": "closed"}},
        "'closed' is no period; write HH:MM-HH:MM, for example 09:00-18:00",
        ("open", "mon", 0),
    ),
    "a time past the day": (
        {"open": {"mon": "09:00-24:30"}},
        "'24:30' is no time of day; write HH:MM, 00:00 to 24:00",
        ("open", "mon", 0),
    ),
    "a beginning at 24:00": (
        {"open": {"mon": "24:00-06:00"}},
        "no day begins at 24:00; write 00:00 on the day after",
        ("open", "mon", 0),
    ),
    "an end at the beginning": (
        {"open": {"mon": ["10:00-11:00", "09:00-09:00"]}},
        "'09:00-09:00' ends when it begins; for a whole day write 00:00-24:00",
        ("open", "mon", 1),
    ),
    "an unknown day": (
        {"open": {"mon-fry": "09:00-18:00"}},
        "'fry' is no day of the week (mon tue wed thu fri sat sun); did you mean 'fri'?",
        ("open", "mon-fry", "[key]"),
    ),
    "a day twice": (
        {"open": {"mon-wed, tue": "09:00-18:00"}},
        "'mon-wed, tue' names a day twice",
        ("open", "mon-wed, tue", "[key]"),
    ),
    "a date the calendar lacks": (
        {"closed": {"2026-02-29": "leap"}},
        "the calendar has no 2026-02-29",
        ("closed", "2026-02-29", "[key]"),
    ),
    "a date in another order": (
        {"closed": {"24.12.2026": "Christmas"}},
        "'24.12.2026' is no date; write YYYY-MM-DD, for example 2026-12-24",
        ("closed", "24.12.2026", "[key]"),
    ),
    "a range backwards": (
        {"closed": {"2026-07-14..2026-07-01": "summer"}},
        "'2026-07-14..2026-07-01' ends before it begins",
        ("closed", "2026-07-14..2026-07-01", "[key]"),
    ),
    "a range of years": (
        {"closed": {"2026-01-01..2027-12-31": "summer"}},
        "a range of dates has at most 366 days",
        ("closed", "2026-01-01..2027-12-31", "[key]"),
    ),
    "a reason of nothing": (
        {"closed": {"2026-12-24": " "}},
        "say why it is closed, in printable characters",
        ("closed", "2026-12-24"),
    ),
    "an unknown country": (
        {"holidays": ["LV", "LVA"]},
        "the public holidays of 'LVA' are not known; did you mean 'LV'?; write a code like LV or DE-BY",
        ("holidays", 1),
    ),
    "an unknown part of a country": (
        {"holidays": "DE-by"},
        "'by' is no part of DE whose holidays are known; did you mean 'BY'?",
        ("holidays", 0),
    ),
    "a country with an empty part": ({"holidays": "LV-"}, "'LV-' names no part of LV", ("holidays", 0)),
    "an unknown time zone": (
        {"time_zone": "Europe/Rigga"},
        "unknown time zone 'Europe/Rigga'; did you mean 'Europe/Riga'?",
        ("time_zone",),
    ),
    "a city for a time zone": (
        {"time_zone": "riga"},
        "unknown time zone 'riga'; did you mean 'Europe/Riga'?",
        ("time_zone",),
    ),
    "the machine's time zone": ({"time_zone": "localtime"}, "unknown time zone 'localtime'", ("time_zone",)),
    "a time zone outside": ({"time_zone": "../etc/passwd"}, "unknown time zone '../etc/passwd'", ("time_zone",)),
    "a time zone with a NUL": ({"time_zone": "\0"}, r"unknown time zone '\x00'", ("time_zone",)),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_may_not_be_written_is_refused_at_its_place(case: str) -> None:
    written, message, where = REFUSED[case]
    with pytest.raises(ValidationError) as refused:
        HoursSpec.model_validate(written)
    details = refused.value.errors()
    assert [(error["loc"], str(error["ctx"]["error"])) for error in details] == [(where, message)]


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("09:00-18:00", 540, 1080),
        ("00:00-24:00", 0, 1440),
        ("22:00-06:00", 1320, 1800),
        ("22:00-00:00", 1320, 1440),
        ("22:00-24:00", 1320, 1440),
        (" 09:00 - 18:00 ", 540, 1080),
    ],
)
def test_a_period_is_minutes_after_midnight(text: str, start: int, end: int) -> None:
    assert period(text) == Period(start, end)


def test_a_period_is_shown_as_a_clock_shows_it() -> None:
    assert (str(period("22:00-06:00")), clock(1440)) == ("22:00-06:00", "24:00")


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("mon", (0,)),
        ("mon-fri", (0, 1, 2, 3, 4)),
        ("sat-mon", (5, 6, 0)),
        ("mon-sun", (0, 1, 2, 3, 4, 5, 6)),
        ("mon, wed ,fri", (0, 2, 4)),
        ("mon-tue, sat-sun", (0, 1, 5, 6)),
    ],
)
def test_days_of_the_week_may_be_ranges_and_lists(text: str, days: tuple[int, ...]) -> None:
    assert weekdays(text) == days


def test_a_range_of_dates_has_both_its_ends() -> None:
    found = dates("2026-07-01..2026-07-14")
    assert found == DateRange(day("2026-07-01"), day("2026-07-14"))
    assert found.holds(found.first)
    assert found.holds(found.last)
    assert not found.holds(day("2026-07-15"))


def test_a_day_written_twice_has_the_periods_of_both() -> None:
    spec = HoursSpec.model_validate({"open": {"mon-fri": "09:00-12:00", "fri": ["15:00-16:00", "13:00-14:00"]}})
    assert [str(one) for one in spec.weekly()[4]] == ["09:00-12:00", "13:00-14:00", "15:00-16:00"]
