"""Whatever is kept and whatever the clocks say: a run never deletes what is held, what is not due, or too much."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from recordings.retention import (
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

START = datetime(2026, 1, 1, tzinfo=UTC)
LIMITS = RunLimits(share=0.1, at_least=3, at_most=7)

moments = st.integers(-4_000, 4_000).map(lambda days: START + timedelta(days=days))
archives = st.lists(st.tuples(moments, st.integers(0, 3_650), st.booleans()), max_size=60).map(
    lambda drawn: [
        Candidate(RecordingId(f"rec-{number}"), kept_until(began_at, days), held)
        for number, (began_at, days, held) in enumerate(drawn)
    ]
)


def run(archive: list[Candidate], our_time: datetime, database_time: datetime, *, anyway: bool) -> set[RecordingId]:
    """What one run deletes."""
    now = run_time(our_time, database_time)
    due = [each for each in archive if not each.held and each.kept_until <= now]
    long_due = [each for each in due if each.kept_until < long_due_before(now, LIMITS)]
    standing = Standing(len(archive), len(due), len(long_due), our_time, database_time)
    return set(chosen(archive, now, allowance(standing, LIMITS, anyway=anyway).at_most))


@given(archives, moments, moments, st.booleans())
def test_nothing_goes_that_is_held_or_not_due_by_either_clock(
    archive: list[Candidate], our_time: datetime, database_time: datetime, anyway: bool
) -> None:
    gone = run(archive, our_time, database_time, anyway=anyway)
    for each in archive:
        if each.recording in gone:
            assert not each.held
            assert each.kept_until <= our_time
            assert each.kept_until <= database_time


@given(archives, moments, moments, st.booleans())
def test_a_run_never_exceeds_its_limit(
    archive: list[Candidate], our_time: datetime, database_time: datetime, anyway: bool
) -> None:
    gone = run(archive, our_time, database_time, anyway=anyway)
    assert len(gone) <= min(LIMITS.at_most, max(LIMITS.at_least, LIMITS.share * len(archive)))


@given(archives, moments)
def test_what_stays_though_it_is_due_was_due_no_longer_than_what_goes(archive: list[Candidate], now: datetime) -> None:
    gone = run(archive, now, now, anyway=True)
    went = [each.kept_until for each in archive if each.recording in gone]
    stayed = [e.kept_until for e in archive if e.recording not in gone and not e.held and e.kept_until <= now]
    assert not went or not stayed or max(went) <= min(stayed)


@given(archives, moments, st.integers(1, 20))
def test_a_clock_that_jumped_years_ahead_never_empties_the_archive_at_once(
    archive: list[Candidate], now: datetime, years: int
) -> None:
    jumped = now + timedelta(days=365 * years)
    assert run(archive, jumped, now, anyway=False) == set()
    assert len(run(archive, jumped, jumped, anyway=False)) <= LIMITS.at_most


@given(archives, moments)
def test_runs_one_after_the_other_delete_all_that_is_due_in_the_end(archive: list[Candidate], now: datetime) -> None:
    left = list(archive)
    for _ in range(len(archive) + 1):
        gone = run(left, now, now, anyway=True)
        left = [each for each in left if each.recording not in gone]
    assert [each for each in left if not each.held and each.kept_until <= now] == []
