"""The ordinary week that the checks look at against the roster and the calendar that calls go by."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from dialplan.calendar import calendar_of
from dialplan.hours import HoursSpec, zone_named
from dialplan.periods import MINUTES_A_WEEK
from dialplan.roster_week import AgentSet, Week, weeks
from dialplan.shifts import ShiftSpec, roster_of
from vocabulary.ids import AgentName, HoursName

MONDAY = datetime(2026, 6, 1, tzinfo=UTC)
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
AGENTS = tuple(map(AgentName, ("alice", "bob", "carol", "dave")))

_times = st.tuples(st.integers(0, 1439), st.integers(0, 1440)).filter(lambda ends: ends[0] != ends[1])
_periods = _times.map(lambda ends: "-".join(f"{end // 60:02d}:{end % 60:02d}" for end in ends))
_weekdays = st.one_of(st.sampled_from(DAYS), st.tuples(st.sampled_from(DAYS), st.sampled_from(DAYS)).map("-".join))
_shifts = st.lists(
    st.fixed_dictionaries(
        {
            "agents": st.lists(st.sampled_from(AGENTS), min_size=1, unique=True),
            "days": _weekdays,
            "hours": st.lists(_periods, min_size=1, max_size=3),
        }
    ),
    min_size=1,
    max_size=5,
)
_opening = st.dictionaries(_weekdays, st.lists(_periods, min_size=1, max_size=2), min_size=1, max_size=3)
_zones = st.sampled_from(("UTC", "Europe/Riga", "Asia/Kolkata", "America/New_York", "Pacific/Auckland"))
_minutes = st.integers(0, MINUTES_A_WEEK - 1)


def _week(written: list[dict[str, Any]], zone: str) -> Week:
    shifts = [ShiftSpec.model_validate({**shift, "from": "2026-05-25"}).shift() for shift in written]
    (week,) = weeks(shifts, zone_named(zone), AgentSet(AGENTS), date(2026, 5, 1))
    return week


@given(_shifts, _zones, _minutes)
@settings(deadline=None)
def test_who_is_at_work_in_a_slot_is_who_is_on_the_roster(
    written: list[dict[str, Any]], zone: str, minute: int
) -> None:
    roster = roster_of([ShiftSpec.model_validate(shift) for shift in written], zone)
    assert roster is not None
    at = MONDAY.replace(tzinfo=zone_named(zone)) + timedelta(minutes=minute)
    (slot,) = [slot for slot in _week(written, zone).slots if slot.start <= minute < slot.end]
    assert slot.at_work == AgentSet(AGENTS).of(roster.at_work(at))


@given(_shifts, st.lists(st.tuples(_opening, _zones), min_size=1, max_size=2), _zones, _minutes)
@settings(deadline=None)
def test_a_slot_is_looked_at_while_all_hours_are_open(
    written: list[dict[str, Any]], opening: list[tuple[dict[str, list[str]], str]], zone: str, minute: int
) -> None:
    specs = [HoursSpec.model_validate({"open": week, "time_zone": its_zone}) for week, its_zone in opening]
    calendar = calendar_of({str(number): spec for number, spec in enumerate(specs)}, zone, range(2026, 2027))
    at = MONDAY.replace(tzinfo=zone_named(zone)) + timedelta(minutes=minute)
    slots = [slot for slot in _week(written, zone).while_open(specs) if slot.start <= minute < slot.end]
    assert bool(slots) is all(calendar.is_open(HoursName(str(number)), at) for number in range(len(specs)))
