"""Whether it is open, why, and until when: through holidays, exceptions and nights on which clocks change."""

import pickle
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from dialplan.calendar import OpeningCalendar, Rule, calendar_of
from dialplan.hours import HoursSpec
from vocabulary.ids import HoursName

OFFICE = HoursName("office")


def calendar(written: dict[str, Any], zone: str = "Europe/Riga") -> OpeningCalendar:
    return calendar_of({OFFICE: HoursSpec.model_validate(written)}, zone, range(2024, 2029))


def local(text: str, zone: str = "Europe/Riga", fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold)


def changes(found: OpeningCalendar, begin: datetime, number: int) -> list[str]:
    """The next changes, each with its offset and what holds from it on."""
    told: list[str] = []
    at = begin
    for _ in range(number):
        following = found.hours[OFFICE].next_change(at)
        assert following is not None
        at = following
        told.append(f"{at:%m-%d %H:%M%z} {'open' if found.is_open(OFFICE, at) else 'closed'}")
    return told


@pytest.mark.parametrize(
    ("at", "is_open"),
    [
        ("2026-11-02T08:59:59", False),
        ("2026-11-02T09:00:00", True),
        ("2026-11-02T17:59:59", True),
        ("2026-11-02T18:00:00", False),
        ("2026-11-07T12:00:00", False),
    ],
)
def test_a_period_holds_its_beginning_and_not_its_end(at: str, is_open: bool) -> None:
    assert calendar({"open": {"mon-fri": "09:00-18:00"}}).is_open(OFFICE, local(at)) is is_open


def test_a_moment_of_another_zone_is_seen_on_the_clock_of_the_hours() -> None:
    found = calendar({"open": {"mon-fri": "09:00-18:00"}})
    assert found.is_open(OFFICE, local("2026-11-02T07:30", "UTC"))
    assert not found.is_open(OFFICE, local("2026-11-02T16:30", "UTC"))


def test_hours_may_have_a_time_zone_of_their_own() -> None:
    found = calendar({"open": {"mon-fri": "09:00-18:00"}, "time_zone": "America/New_York"})
    assert found.is_open(OFFICE, local("2026-11-02T23:30"))
    assert not found.is_open(OFFICE, local("2026-11-02T10:00"))


def test_what_runs_past_midnight_belongs_to_the_day_it_began_on() -> None:
    found = calendar({"open": {"fri": "22:00-06:00"}})
    assert found.is_open(OFFICE, local("2026-11-07T05:59"))
    assert not found.is_open(OFFICE, local("2026-11-06T05:59"))


def test_the_night_from_sunday_runs_into_monday() -> None:
    found = calendar({"open": {"sun": "22:00-06:00"}})
    assert changes(found, local("2026-11-01T12:00"), 2) == ["11-01 22:00+0200 open", "11-02 06:00+0200 closed"]


def test_the_last_night_of_the_year_runs_into_the_next() -> None:
    found = calendar({"open": {"thu": "22:00-06:00"}})
    assert changes(found, local("2026-12-31T23:00"), 1) == ["01-01 06:00+0200 closed"]


def test_a_night_runs_on_into_a_closed_day_and_into_a_holiday() -> None:
    found = calendar(
        {"open": {"mon-sun": "22:00-06:00"}, "holidays": "LV", "closed": {"2026-11-20": "moving"}, "special": {}}
    )
    assert found.is_open(OFFICE, local("2026-11-18T05:00"))
    assert not found.is_open(OFFICE, local("2026-11-18T23:00"))
    assert found.is_open(OFFICE, local("2026-11-20T05:00"))
    assert not found.is_open(OFFICE, local("2026-11-21T05:00"))


def test_a_leap_day_is_a_day_like_any_other() -> None:
    found = calendar({"open": {"thu": "09:00-18:00"}, "closed": {"2028-02-29": "stocktaking"}})
    assert found.is_open(OFFICE, local("2024-02-29T12:00"))
    assert found.state(OFFICE, local("2028-02-29T12:00")).reason == "stocktaking"


def test_around_the_clock_never_changes() -> None:
    state = calendar({"open": {"mon-sun": "00:00-24:00"}}).state(OFFICE, local("2026-11-02T09:00"))
    assert (state.is_open, state.rule, state.until) == (True, Rule.WEEKLY, None)


def test_periods_that_meet_at_midnight_are_one() -> None:
    found = calendar({"open": {"mon": "09:00-24:00", "tue": "00:00-03:00"}})
    assert changes(found, local("2026-11-02T10:00"), 1) == ["11-03 03:00+0200 closed"]


def test_a_shop_of_one_week_a_year_is_found() -> None:
    found = calendar({"special": {"2027-07-01..2027-07-07": "10:00-20:00"}})
    assert changes(found, local("2026-07-10T10:00"), 1) == ["07-01 10:00+0300 open"]


@pytest.mark.parametrize(
    ("at", "is_open", "rule", "reason"),
    [
        ("2026-12-31T10:00", True, Rule.SPECIAL, ""),
        ("2026-12-31T14:00", False, Rule.SPECIAL, ""),
        ("2026-07-14T10:00", False, Rule.CLOSED, "summer"),
        ("2026-07-15T10:00", True, Rule.WEEKLY, ""),
        ("2026-12-25T10:00", False, Rule.HOLIDAY, "Christmas Day"),
        ("2026-11-02T19:00", False, Rule.WEEKLY, ""),
    ],
)
def test_special_beats_holidays_and_each_tells_why(at: str, is_open: bool, rule: Rule, reason: str) -> None:
    found = calendar(
        {
            "open": {"mon-fri": "09:00-18:00"},
            "holidays": ["LV"],
            "closed": {"2026-07-01..2026-07-14": "summer"},
            "special": {"2026-12-31": "09:00-13:00"},
        }
    )
    state = found.state(OFFICE, local(at))
    assert (state.is_open, state.rule, state.reason) == (is_open, rule, reason)


def test_a_holiday_that_is_moved_is_a_holiday_on_the_day_it_is_moved_to() -> None:
    found = calendar({"open": {"mon-fri": "09:00-17:00"}, "holidays": "US"}, "America/New_York")
    state = found.state(OFFICE, local("2026-07-03T12:00", "America/New_York"))
    assert (state.is_open, state.reason) == (False, "Independence Day (observed)")


def test_parts_of_a_country_have_holidays_of_their_own() -> None:
    epiphany = local("2026-01-06T12:00", "Europe/Berlin")
    assert calendar({"open": {"mon-fri": "09:00-17:00"}, "holidays": "DE"}, "Europe/Berlin").is_open(OFFICE, epiphany)
    assert not calendar({"open": {"mon-fri": "09:00-17:00"}, "holidays": "DE-BY"}, "Europe/Berlin").is_open(
        OFFICE, epiphany
    )


def test_a_year_whose_holidays_are_not_known_has_none() -> None:
    found = calendar({"open": {"mon-sun": "09:00-17:00"}, "holidays": "LV"})
    assert found.is_open(OFFICE, local("2030-12-25T12:00"))


def test_in_riga_a_beginning_left_out_in_spring_is_the_first_minute_after_it() -> None:
    found = calendar({"open": {"sun": "03:30-10:00"}})
    assert changes(found, local("2026-03-29T00:00"), 2) == ["03-29 04:00+0300 open", "03-29 10:00+0300 closed"]


def test_in_riga_a_time_shown_twice_in_autumn_is_inside_both_times() -> None:
    found = calendar({"open": {"sun": "03:15-03:45"}})
    assert changes(found, local("2026-10-25T00:00"), 4) == [
        "10-25 03:15+0300 open",
        "10-25 03:45+0300 closed",
        "10-25 03:15+0200 open",
        "10-25 03:45+0200 closed",
    ]


def test_a_night_in_riga_on_which_clocks_change_ends_by_the_clock_on_the_wall() -> None:
    found = calendar({"open": {"sat": "22:00-06:00"}})
    assert changes(found, local("2026-03-28T12:00"), 2) == ["03-28 22:00+0200 open", "03-29 06:00+0300 closed"]
    assert changes(found, local("2026-10-24T12:00"), 2) == ["10-24 22:00+0300 open", "10-25 06:00+0200 closed"]


def test_a_period_that_lies_in_the_gap_is_left_out() -> None:
    found = calendar({"open": {"sun": "03:15-03:45"}})
    assert changes(found, local("2026-03-29T00:00"), 1) == ["04-05 03:15+0300 open"]


def test_a_period_from_the_hour_shown_twice_opens_again_when_the_clocks_go_back() -> None:
    found = calendar({"open": {"sun": "00:00-03:30"}})
    assert changes(found, local("2026-10-25T01:00"), 3) == [
        "10-25 03:30+0300 closed",
        "10-25 03:00+0200 open",
        "10-25 03:30+0200 closed",
    ]


def test_in_new_york_both_changes_of_the_clocks_are_right() -> None:
    found = calendar({"open": {"sun": "02:30-05:00"}}, "America/New_York")
    zone = "America/New_York"
    assert changes(found, local("2026-03-08T00:00", zone), 2) == ["03-08 03:00-0400 open", "03-08 05:00-0400 closed"]
    assert changes(found, local("2026-11-01T00:00", zone), 2) == ["11-01 02:30-0500 open", "11-01 05:00-0500 closed"]


def test_a_zone_half_an_hour_off_is_by_its_own_clock() -> None:
    found = calendar({"open": {"mon-fri": "09:00-18:00"}}, "Asia/Kolkata")
    assert found.is_open(OFFICE, local("2026-11-02T03:30", "UTC"))
    assert not found.is_open(OFFICE, local("2026-11-02T03:29", "UTC"))


def test_clocks_that_change_by_half_an_hour_in_the_southern_spring_are_right() -> None:
    zone = "Australia/Lord_Howe"
    found = calendar({"open": {"sun": "02:15-04:00"}}, zone)
    assert changes(found, local("2026-10-04T00:00", zone), 2) == ["10-04 02:30+1100 open", "10-04 04:00+1100 closed"]
    assert changes(found, local("2026-04-05T00:00", zone), 2) == ["04-05 02:15+1030 open", "04-05 04:00+1030 closed"]


def test_a_half_hour_shown_twice_in_the_southern_autumn_is_inside_both_times() -> None:
    zone = "Australia/Lord_Howe"
    found = calendar({"open": {"sun": "01:40-01:50"}}, zone)
    assert changes(found, local("2026-04-05T00:00", zone), 4) == [
        "04-05 01:40+1100 open",
        "04-05 01:50+1100 closed",
        "04-05 01:40+1030 open",
        "04-05 01:50+1030 closed",
    ]


def test_clocks_that_go_back_at_midnight_are_right() -> None:
    found = calendar({"open": {"sat": "23:30-24:00"}}, "America/Havana")
    begin = local("2026-10-31T12:00", "America/Havana")
    assert changes(found, begin, 2) == ["10-31 23:30-0400 open", "11-01 00:00-0400 closed"]


def test_the_first_hours_of_a_document_say_when_it_is_first_open() -> None:
    found = calendar({"open": {"mon": "09:00-18:00"}})
    assert found.first_open(local("2026-11-03T10:00")) == local("2026-11-09T09:00")
    assert found.first_open(local("2026-11-02T10:00")) == local("2026-11-02T10:00")


def test_hours_that_the_document_does_not_have_are_our_mistake() -> None:
    with pytest.raises(KeyError):
        calendar({}).is_open(HoursName("offise"), local("2026-11-02T10:00"))


def test_a_calendar_can_be_handed_to_another_process() -> None:
    found = calendar({"open": {"mon": "09:00-18:00"}, "holidays": "LV"})
    assert pickle.loads(pickle.dumps(found)) == found
