"""What is printed of opening hours at a moment."""

import json
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import typer

from dialplan.calendar import OpeningCalendar, calendar_of
from dialplan.hours import HoursSpec
from service.cli_hours import moment, print_hours


@pytest.fixture
def calendar() -> OpeningCalendar:
    written = {
        "office": {
            "open": {"mon-fri": "09:00-18:00"},
            "holidays": "LV",
            "closed": {"2026-07-01..2026-07-14": "summer"},
            "special": {"2026-12-31": "09:00-13:00"},
        },
        "new_york": {"open": {"mon-sun": "00:00-24:00"}, "time_zone": "America/New_York"},
    }
    specs = {name: HoursSpec.model_validate(spec) for name, spec in written.items()}
    return calendar_of(specs, "Europe/Riga", range(2026, 2028))


@pytest.mark.parametrize(
    ("when", "line"),
    [
        ("2026-12-25T10:00", "office    closed  until 2026-12-28T09:00+02:00  (holiday: Christmas Day)"),
        ("2026-12-31T10:00", "office    open    until 2026-12-31T13:00+02:00  (special hours: 09:00-13:00)"),
        ("2026-07-14 23:00", "office    closed  until 2026-07-15T09:00+03:00  (closed: summer)"),
        ("2026-11-20T17:59", "office    open    until 2026-11-20T18:00+02:00  (weekly hours: 09:00-18:00)"),
        (
            "2026-11-21T10:00",
            "office    closed  until 2026-11-23T09:00+02:00  (weekly hours: nothing at 10:00 on sat 2026-11-21)",
        ),
        ("2026-11-20T18:00+01:00", "office    closed  until 2026-11-23T09:00+02:00"),
    ],
)
def test_each_entry_is_open_or_closed_until_when_and_why(
    calendar: OpeningCalendar, capsys: pytest.CaptureFixture[str], when: str, line: str
) -> None:
    print_hours(calendar, moment(when, calendar))
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith(line)
    assert second == "new_york  open    for the next 400 days and more  (weekly hours: 00:00-24:00)"


def test_a_program_reads_the_same_as_json(calendar: OpeningCalendar, capsys: pytest.CaptureFixture[str]) -> None:
    print_hours(calendar, moment("2026-12-25T10:00", calendar), as_json=True)
    office, new_york = json.loads(capsys.readouterr().out)
    assert office == {
        "hours": "office",
        "at": "2026-12-25T10:00+02:00",
        "open": False,
        "rule": "holiday",
        "why": "holiday: Christmas Day",
        "until": "2026-12-28T09:00+02:00",
    }
    assert (new_york["at"], new_york["until"]) == ("2026-12-25T03:00-05:00", None)


def test_a_moment_without_an_offset_is_by_the_clock_of_the_document(calendar: OpeningCalendar) -> None:
    assert moment("2026-12-25T10:00", calendar) == datetime(2026, 12, 25, 10, tzinfo=ZoneInfo("Europe/Riga"))


@pytest.mark.parametrize("text", ["tomorrow", "", "2026-13-01T10:00", "0001-01-01T00:00", "9999-12-31T23:59"])
def test_what_is_no_moment_is_refused(calendar: OpeningCalendar, text: str) -> None:
    with pytest.raises(typer.BadParameter):
        moment(text, calendar)


def test_a_dialplan_without_hours_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    calendar = calendar_of({})
    print_hours(calendar, moment("2026-12-25T10:00", calendar))
    assert capsys.readouterr().out == "the dialplan has no hours\n"
