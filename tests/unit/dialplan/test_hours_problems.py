"""What opening hours are refused for or warned about, and where."""

from collections.abc import Collection
from datetime import date

import pytest
from holidays import list_supported_countries

from dialplan.errors import Problem
from dialplan.hours import HoursSpec
from dialplan.hours_checks import hours_problems
from dialplan.reading import read
from dialplan.tree import Mapping, Place, place_of, plain


def found(text: str, *, used: Collection[str] | None = None, today: date | None = None) -> list[str]:
    root = read(text, "hours.yaml").root
    assert isinstance(root, Mapping)
    section = root.entries["hours"].value
    assert isinstance(section, Mapping)
    hours = {name: HoursSpec.model_validate(plain(entry.value)) for name, entry in section.entries.items()}

    def at(*path: str | int, key: bool = False) -> Place:
        return place_of(root, path, at_key=key)

    problems: list[Problem] = sorted(hours_problems(hours, at, "Europe/Riga", used=used, today=today))
    return [str(problem).removeprefix("hours.yaml:") for problem in problems]


FOUND = {
    "nothing": ("hours: {office: {open: {mon-fri: 09:00-18:00}}}", []),
    "never open": ("hours: {office: {}}", ["1:9: 'office' is never open; give it periods"]),
    "open on special days only": ('hours: {office: {special: {"2026-12-24": 09:00-13:00}}}', []),
    "an overlap in one day": (
        "hours: {office: {open: {mon: [09:00-12:00, 11:00-13:00]}}}",
        ["1:44: 11:00-13:00 overlaps with 09:00-12:00 of mon"],
    ),
    "an overlap of two keys": (
        "hours:\n  office:\n    open:\n      mon-fri: 09:00-18:00\n      fri-sat: 17:00-20:00",
        ["5:16: 17:00-20:00 overlaps with 09:00-18:00 of fri"],
    ),
    "the same period twice": (
        "hours: {office: {open: {mon: [09:00-12:00, 09:00-12:00]}}}",
        ["1:44: 09:00-12:00 overlaps with 09:00-12:00 of mon"],
    ),
    "an overlap past midnight": (
        "hours: {office: {open: {mon: 22:00-06:00, tue: 05:00-12:00}}}",
        ["1:48: 05:00-12:00 overlaps with 22:00-06:00 of mon"],
    ),
    "an overlap past the end of the week": (
        "hours: {office: {open: {mon: 05:00-12:00, sun: 22:00-06:00}}}",
        ["1:48: 22:00-06:00 overlaps with 05:00-12:00 of mon"],
    ),
    "an overlap told once for many days": (
        "hours: {office: {open: {mon-fri: [09:00-12:00, 11:00-13:00]}}}",
        ["1:48: 11:00-13:00 overlaps with 09:00-12:00 of mon"],
    ),
    "periods that touch": ("hours: {office: {open: {mon-sun: [00:00-12:00, 12:00-24:00]}}}", []),
    "around the clock": ("hours: {office: {open: {mon-sun: 00:00-24:00}}}", []),
    "nights that touch": ("hours: {office: {open: {mon-sun: [18:00-06:00, 06:00-18:00]}}}", []),
    "an overlap on a special day": (
        'hours: {office: {special: {"2026-12-24": [09:00-13:00, 12:00-15:00]}}}',
        ["1:56: 12:00-15:00 overlaps with 09:00-13:00"],
    ),
    "an overlap from one special day to the next": (
        'hours: {office: {special: {"2026-12-24..2026-12-25": [22:00-06:00, 05:00-09:00]}}}',
        ["1:68: 05:00-09:00 overlaps with 22:00-06:00"],
    ),
    "a night and a morning of one special day": (
        'hours: {office: {special: {"2026-12-24": [22:00-06:00, 05:00-09:00]}}}',
        [],
    ),
    "a date closed and special": (
        'hours: {office: {closed: {"2026-12-24": eve}, special: {"2026-12-24": 09:00-13:00}}}',
        ["1:57: 2026-12-24 is written already, as 2026-12-24 under 'closed'"],
    ),
    "a date in a range": (
        'hours: {office: {open: {mon: 09:00-18:00}, closed: {"2026-07-01..2026-07-14": summer, "2026-07-14": fair}}}',
        ["1:87: 2026-07-14 is written already, as 2026-07-01..2026-07-14 under 'closed'"],
    ),
    "holidays twice": (
        "hours: {office: {open: {mon: 09:00-18:00}, holidays: [LV, LT, LV]}}",
        ["1:63: 'LV' is listed twice"],
    ),
}


@pytest.mark.parametrize("case", FOUND)
def test_what_contradicts_itself_is_told_at_its_place(case: str) -> None:
    text, problems = FOUND[case]
    assert found(text) == problems


def test_hours_nobody_asks_for_are_warned_about() -> None:
    text = "hours: {office: {open: {mon: 09:00-18:00}}, shop: {open: {mon: 09:00-18:00}}}"
    assert found(text, used={"office"}) == ["1:45: warning: nothing asks whether 'shop' is open"]


def test_dates_that_are_over_are_warned_about() -> None:
    text = """\
hours:
  office:
    closed: {"2026-12-24": eve, "2026-12-25..2026-12-27": feast}
    special: {"2026-12-23": 09:00-12:00}
"""
    assert found(text, today=date(2026, 12, 27)) == [
        "3:14: warning: 2026-12-24 is over; take it out",
        "4:15: warning: 2026-12-23 is over; take it out",
    ]


def test_times_that_the_next_change_of_the_clocks_leaves_out_are_warned_about() -> None:
    text = """\
hours:
  office:
    open:
      sat: 22:00-03:30
      sun: [03:00-04:00, 08:00-12:00]
      mon: 03:30-04:00
    special: {"2027-03-28": 03:45-10:00}
"""
    left_out = "is left out on 2027-03-28, when the clocks go forward to 04:00"
    assert found(text, today=date(2026, 11, 22)) == [
        f"4:12: warning: 03:30 {left_out}",
        f"5:13: warning: 03:00 {left_out}",
        "5:13: 03:00-04:00 overlaps with 22:00-03:30 of sat",
        f"7:29: warning: 03:45 {left_out}",
    ]


def test_the_clocks_of_the_hours_own_zone_decide() -> None:
    text = "hours: {office: {open: {sun: 02:15-04:00}, time_zone: Australia/Lord_Howe}}"
    assert found(text, today=date(2026, 9, 1)) == [
        "1:30: warning: 02:15 is left out on 2026-10-04, when the clocks go forward to 02:30"
    ]


def test_more_calendars_of_holidays_than_a_document_may_have_are_refused() -> None:
    codes = sorted(list_supported_countries(include_aliases=False))[:51]
    entries = ", ".join(
        f"h{number}: {{open: {{mon: 09:00-18:00}}, holidays: [{', '.join(codes[number::3])}]}}" for number in range(3)
    )
    (problem,) = found(f"hours: {{{entries}}}")
    assert problem.endswith("more than 50 calendars of public holidays in the document")


def test_a_thousand_dates_are_looked_through_at_once() -> None:
    closed = ", ".join(f'"{2000 + number // 12}-{number % 12 + 1:02d}-01": first' for number in range(1000))
    assert found(f"hours: {{office: {{open: {{mon: 09:00-18:00}}, closed: {{{closed}}}}}}}") == []
