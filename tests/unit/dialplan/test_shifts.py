"""The roster: what may be written, and who is at work at a moment."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from dialplan.periods import Period
from dialplan.shifts import Roster, ShiftSpec, roster_of

RIGA = ZoneInfo("Europe/Riga")


def roster(*written: dict[str, Any]) -> Roster:
    found = roster_of([ShiftSpec.model_validate(shift) for shift in written], "Europe/Riga")
    assert found is not None
    return found


def at(text: str, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=RIGA, fold=fold)


def test_a_document_without_shifts_has_no_roster() -> None:
    assert roster_of([]) is None


def test_who_is_at_work_is_told_once_each_in_the_order_of_the_document() -> None:
    found = roster(
        {"agents": ["bob", "alice"], "days": "mon-fri", "hours": "09:00-17:00"},
        {"agents": ["alice", "carol"], "days": "mon", "hours": ["08:00-12:00", "13:00-18:00"]},
    )
    assert found.at_work(at("2026-11-02T09:00")) == ("bob", "alice", "carol")
    assert found.at_work(at("2026-11-02T12:30")) == ("bob", "alice")
    assert found.at_work(at("2026-11-02T17:00")) == ("alice", "carol")
    assert found.at_work(at("2026-11-03T17:00")) == ()
    assert found.rostered() == ("bob", "alice", "carol")


def test_a_night_shift_belongs_to_the_date_it_begins_on() -> None:
    found = roster({"agents": "alice", "days": "sun", "hours": "22:00-06:00", "to": "2026-11-01"})
    assert found.at_work(at("2026-11-02T05:59")) == ("alice",)
    assert found.at_work(at("2026-11-08T23:00")) == ()


def test_a_night_on_which_clocks_change_is_by_the_clock_on_the_wall() -> None:
    found = roster({"agents": "alice", "days": "sat", "hours": "22:00-03:30"})
    assert found.at_work(at("2026-10-25T03:15")) == ("alice",)
    assert found.at_work(at("2026-10-25T03:15", fold=1)) == ("alice",)
    assert found.at_work(at("2026-03-29T04:00")) == ()


def test_a_shift_has_a_first_and_a_last_date() -> None:
    found = roster(
        {"agents": "alice", "days": "mon-sun", "hours": "09:00-17:00", "from": "2026-11-02", "to": "2026-11-03"}
    )
    assert [bool(found.at_work(at(f"2026-11-0{day}T12:00"))) for day in range(1, 5)] == [False, True, True, False]


def test_who_begins_work_on_a_date_is_told_with_the_periods() -> None:
    found = roster(
        {"agents": "alice", "days": "mon", "hours": "13:00-17:00"},
        {"agents": ["alice", "bob"], "days": "mon-tue", "hours": "08:00-12:00"},
    )
    assert found.working(date(2026, 11, 2)) == {
        "alice": (Period(480, 720), Period(780, 1020)),
        "bob": (Period(480, 720),),
    }


def test_a_shift_that_is_over_before_it_begins_is_refused_at_its_end() -> None:
    written = {"agents": "alice", "days": "mon", "hours": "09:00-17:00", "from": "2026-11-02", "to": "2026-11-01"}
    with pytest.raises(ValidationError) as refused:
        ShiftSpec.model_validate(written)
    (error,) = refused.value.errors()
    assert error["loc"] == ("to",)
    assert str(error["ctx"]["error"]) == "the shift is over before it begins: 'to' is before 'from'"


@pytest.mark.parametrize("key", ["agents", "days", "hours"])
def test_a_shift_without_agents_days_or_hours_is_refused(key: str) -> None:
    written = {"agents": "alice", "days": "mon", "hours": "09:00-17:00"}
    del written[key]
    with pytest.raises(ValidationError):
        ShiftSpec.model_validate(written)
