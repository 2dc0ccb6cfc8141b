"""What `firstline check --at WHEN` prints: which hours are open at a moment, why, and until when. Reads no clock."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

import typer

from dialplan.calendar import SEARCHED_DAYS, HoursState, OpeningCalendar, Rule
from dialplan.periods import DAYS
from vocabulary.ids import HoursName

_YEARS = range(1990, 2100)


@dataclass(frozen=True, slots=True)
class HoursTold:
    """One entry of ``hours`` at a moment, in words; times in the hours' own time zone (ISO 8601)."""

    hours: HoursName
    at: str
    open: bool
    rule: Rule
    why: str
    until: str | None


def moment(text: str, calendar: OpeningCalendar) -> datetime:
    """``2026-12-25T10:00`` by the clock of the document's time zone, or with an offset of its own.

    :raises typer.BadParameter: if it is no moment.
    """
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter("write a date and a time, for example 2026-12-25T10:00") from None
    if found.year not in _YEARS:
        raise typer.BadParameter(f"a year from {_YEARS.start} to {_YEARS.stop - 1}")
    return found if found.tzinfo else found.replace(tzinfo=calendar.zone)


def print_hours(calendar: OpeningCalendar, at: datetime, *, as_json: bool = False) -> None:
    """Each entry of ``hours``, in the order of the document."""
    told = hours_at(calendar, at)
    if as_json:
        print(json.dumps([as_object(one) for one in told], indent=2, ensure_ascii=False))
        return
    if not told:
        print("the dialplan has no hours")
    width = max((len(one.hours) for one in told), default=0)
    for one in told:
        word = "open  " if one.open else "closed"
        until = f"until {one.until}" if one.until else f"for the next {SEARCHED_DAYS} days and more"
        print(f"{one.hours:<{width}}  {word}  {until}  ({one.why})")


def hours_at(calendar: OpeningCalendar, at: datetime) -> list[HoursTold]:
    """Each entry of ``hours`` at a moment, in the order of the document."""
    return [_told(name, calendar, at) for name in calendar.hours]


def as_object(told: HoursTold) -> dict[str, str | bool | None]:
    """The same for a program to read."""
    return {
        "hours": told.hours,
        "at": told.at,
        "open": told.open,
        "rule": told.rule.value,
        "why": told.why,
        "until": told.until,
    }


def _told(name: HoursName, calendar: OpeningCalendar, at: datetime) -> HoursTold:
    state = calendar.state(name, at)
    local = at.astimezone(calendar.hours[name].zone)
    until = state.until.isoformat(timespec="minutes") if state.until else None
    return HoursTold(name, local.isoformat(timespec="minutes"), state.is_open, state.rule, _why(state, local), until)


def _why(state: HoursState, local: datetime) -> str:
    match state.rule:
        case Rule.WEEKLY | Rule.SPECIAL:
            what = "special hours" if state.rule is Rule.SPECIAL else "weekly hours"
            return f"{what}: {state.period or f'nothing at {local:%H:%M} on {DAYS[local.weekday()]} {local:%Y-%m-%d}'}"
        case Rule.CLOSED:
            return f"closed: {state.reason}"
        case Rule.HOLIDAY:
            return f"holiday: {state.reason}"
        case _:
            assert_never(state.rule)
