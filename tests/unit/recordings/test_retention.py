"""How long recordings are kept, and how many may go in a run: decided from numbers and times alone."""

from datetime import UTC, datetime, timedelta

import pytest

from recordings.retention import (
    FOR_EVER,
    Allowance,
    Candidate,
    RunLimits,
    Standing,
    allowance,
    chosen,
    kept_until,
    long_due_before,
    run_time,
)
from vocabulary.ids import RecordingId

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def standing(kept: int, due: int, long_due: int = 0, apart_seconds: float = 0) -> Standing:
    return Standing(kept, due, long_due, NOW, NOW + timedelta(seconds=apart_seconds))


def candidate(name: str, due_since_days: float, *, held: bool = False) -> Candidate:
    return Candidate(RecordingId(name), NOW - timedelta(days=due_since_days), held)


def test_a_recording_is_kept_for_whole_days_from_its_beginning() -> None:
    assert kept_until(NOW, 30) == datetime(2026, 3, 31, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize("days", [3_000_000, 10**12])
def test_a_recording_kept_beyond_the_calendar_is_kept_for_ever(days: int) -> None:
    assert kept_until(NOW, days) == FOR_EVER


@pytest.mark.parametrize(
    ("kept", "due", "at_most"),
    [(10, 3, 3), (1_000, 400, 50), (10_000, 400, 200), (10_000_000, 400_000, 5_000), (0, 0, 0)],
)
def test_a_run_deletes_a_small_share_of_what_is_kept(kept: int, due: int, at_most: int) -> None:
    assert allowance(standing(kept, due)) == Allowance(at_most)


@pytest.mark.parametrize("apart_seconds", [3_601, -3_601, 10 * 365 * 86_400])
def test_clocks_that_disagree_delete_nothing_and_both_are_told(apart_seconds: float) -> None:
    allowed = allowance(standing(1_000, 10, apart_seconds=apart_seconds))
    assert allowed.at_most == 0
    assert "2026-03-01 12:00:00+00:00" in allowed.refused
    assert f"{abs(apart_seconds):.0f} s apart" in allowed.refused


def test_clocks_that_disagree_a_little_are_usual() -> None:
    assert allowance(standing(1_000, 10, apart_seconds=3_600)).refused == ""


def test_most_of_the_archive_long_due_deletes_nothing_and_the_numbers_are_told() -> None:
    allowed = allowance(standing(100, 90, long_due=51))
    assert allowed.at_most == 0
    assert allowed.refused.startswith("nothing was deleted: 51 of the 100 recordings kept have been due for more than")


def test_half_of_the_archive_long_due_is_deleted_bit_by_bit() -> None:
    assert allowance(standing(100, 60, long_due=50)) == Allowance(50)


def test_the_last_recording_of_an_old_queue_goes_when_its_day_has_come() -> None:
    assert allowance(standing(1, 1)) == Allowance(1)


def test_who_insists_is_still_held_to_the_limit_of_a_run() -> None:
    assert allowance(standing(1_000, 1_000, 1_000, 9_999_999), anyway=True) == Allowance(50)


def test_a_run_judges_by_the_clock_that_is_behind() -> None:
    later = NOW + timedelta(minutes=5)
    assert run_time(NOW, later) == run_time(later, NOW) == NOW


def test_long_due_is_what_was_due_two_days_ago() -> None:
    assert long_due_before(NOW) == NOW - timedelta(days=2)
    assert long_due_before(NOW, RunLimits(long_due_seconds=60)) == NOW - timedelta(seconds=60)


def test_what_is_due_longest_goes_first_and_what_is_held_or_not_due_stays() -> None:
    those = [candidate("b", 2), candidate("held", 9, held=True), candidate("a", 2), candidate("c", 3)]
    those += [candidate("tomorrow", -1), candidate("now", 0)]
    assert chosen(those, NOW, 3) == ("c", "a", "b")
    assert chosen(those, NOW, 10) == ("c", "a", "b", "now")
    assert chosen(those, NOW, 0) == ()
