"""When callers may be called back: in the hours of their queue, by the clock on the wall of the hours' time zone."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from calls.calling_hours import NEVER_SECONDS, CallingHours, Look
from dialplan.calendar import calendar_of
from dialplan.hours import HoursSpec
from vocabulary.ids import HoursName
from vocabulary.instant import Instant


def at(text: str, monotonic: float = 0.0) -> Instant:
    """This moment of UTC."""
    return Instant(monotonic, datetime.fromisoformat(f"{text}+00:00").timestamp())


@pytest.fixture
def hours() -> Callable[..., CallingHours]:
    """The hours of these keys."""

    def of(**keys: Any) -> CallingHours:
        spec = HoursSpec.model_validate(keys)
        return CallingHours(calendar_of({"calling": spec}).hours[HoursName("calling")])

    return of


@pytest.fixture
def office(hours: Callable[..., CallingHours]) -> CallingHours:
    """Monday to Friday, nine to six, in Riga: two hours before UTC in winter, three in summer."""
    return hours(open={"mon-fri": ["09:00-18:00"]}, time_zone="Europe/Riga")


def test_without_hours_callers_are_called_at_any_time() -> None:
    assert CallingHours().look(at("2026-12-25T03:00")) == Look()


def test_in_the_hours_callers_are_called_and_it_is_looked_again_at_closing_time(office: CallingHours) -> None:
    now = at("2026-01-07T12:00", monotonic=50.0)
    assert office.look(now) == Look(0.0, now.plus(4 * 3600.0))


def test_outside_them_nobody_is_called_until_they_open(office: CallingHours) -> None:
    now = at("2026-01-07T05:00", monotonic=50.0)
    assert office.look(now) == Look(2 * 3600.0, now.plus(2 * 3600.0))


def test_a_weekend_in_which_the_clocks_go_forward_is_an_hour_shorter(office: CallingHours) -> None:
    ordinary, shorter = (office.look(at(friday)).closed_seconds for friday in ("2026-03-20T16:00", "2026-03-27T16:00"))
    assert (ordinary, shorter) == (63 * 3600.0, 62 * 3600.0)


@pytest.mark.parametrize(("moment", "closed"), [("06:59:58", True), ("06:59:59.5", False), ("15:59:59.5", True)])
def test_a_moment_just_before_a_change_counts_as_behind_it(office: CallingHours, moment: str, closed: bool) -> None:
    assert bool(office.look(at(f"2026-01-07T{moment}")).closed_seconds) is closed


def test_looking_at_each_change_finds_every_one_of_them(office: CallingHours) -> None:
    now, found = at("2026-01-09T05:00"), []
    for _ in range(4):
        look = office.look(now)
        assert look.next is not None
        found.append((look.next.since(now) / 3600.0, bool(look.closed_seconds)))
        now = look.next
    assert found == [(2.0, True), (9.0, False), (63.0, True), (9.0, False)]


def test_hours_that_never_close_need_no_second_look(hours: Callable[..., CallingHours]) -> None:
    always = hours(open={"mon-sun": ["00:00-24:00"]})
    assert always.look(at("2026-01-07T12:00")) == Look()


def test_hours_whose_last_date_is_over_are_closed_for_good(hours: Callable[..., CallingHours]) -> None:
    look = hours(special={"2026-01-07": ["09:00-18:00"]}).look(at("2026-01-08T12:00"))
    assert look.is_for_good
    assert look.closed_seconds == NEVER_SECONDS
