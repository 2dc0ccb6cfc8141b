"""A crash at any moment: the next start makes exactly one whole finished file of it, and nothing is lost."""

import itertools
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recordings.label import Kind
from recordings.library import (
    Job,
    decoded,
    leftovers,
    outbox_entries,
    read_label,
    remove_entry,
    take_message,
    tidy,
    verify_file,
    write_label,
)
from recordings.library.finishing import finish
from recordings.policy import SoundFormat
from tests.unit.recordings.crashing import dies_at
from tests.unit.recordings.sound import folders_in, label_of, legs_in, names_in, tone, write_legs, write_wav

FORMATS = list(SoundFormat)


def job_in(folder: Path, sound: SoundFormat) -> Job:
    label = label_of(sound=sound)
    legs = write_legs(legs_in(folder / "legs"), 0.5)
    write_label(folder / "legs", label)
    return Job(label, legs, 0.5)


def next_start(folder: Path) -> None:
    """What a service does at its start: put in order, then finish what is left."""
    assert tidy(folder / "legs", folders_in(folder)) == ()
    for left in leftovers(folder / "legs"):
        assert left.label is not None
        finish(Job(left.label, left.legs, None), folders_in(folder))


def assert_one_whole_file(folder: Path, sound: SoundFormat) -> None:
    (entry,) = outbox_entries(folder / "outbox")
    assert entry.file is not None
    assert entry.sound is not None
    assert verify_file(entry.file, entry.sound) == ""
    assert names_in(folder) == sorted(["rec-o-1.json", f"rec-o-1.{sound}"])
    samples = decoded(entry.file.read_bytes())
    if sound is SoundFormat.OPUS:
        assert samples.shape == (4000, 2)
    else:
        assert np.array_equal(samples, np.stack((tone(440, 0.5), tone(1000, 0.5)), axis=1))


def each_crash(folder: Path, begin: Callable[[Path], Callable[[], object]], then: Callable[[Path], None]) -> None:
    """Let the work die before each of its changes in turn, in a folder of its own; then look at what is left."""
    for change in itertools.count(1):
        place = folder / str(change)
        work = begin(place)
        died = dies_at(change, work)
        then(place)
        if not died:
            assert change > 3
            return


@pytest.mark.parametrize("sound", FORMATS)
def test_a_crash_while_finishing_costs_nothing(tmp_path: Path, sound: SoundFormat) -> None:
    def begin(folder: Path) -> Callable[[], object]:
        job = job_in(folder, sound)
        return lambda: finish(job, folders_in(folder))

    def then(folder: Path) -> None:
        next_start(folder)
        assert_one_whole_file(folder, sound)

    each_crash(tmp_path, begin, then)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(1, 40), min_size=2, max_size=4), st.sampled_from(FORMATS))
def test_one_crash_after_the_other_costs_nothing(
    tmp_path_factory: pytest.TempPathFactory, changes: list[int], sound: SoundFormat
) -> None:
    folder = tmp_path_factory.mktemp("crashes")
    job = job_in(folder, sound)
    dies_at(changes[0], lambda: finish(job, folders_in(folder)))
    for change in changes[1:]:
        dies_at(change, lambda: next_start(folder))
    next_start(folder)
    assert_one_whole_file(folder, sound)


def test_a_crash_while_a_kept_recording_is_removed_leaves_all_of_it_or_nothing(tmp_path: Path) -> None:
    def begin(folder: Path) -> Callable[[], object]:
        finish(job_in(folder, SoundFormat.FLAC), folders_in(folder))
        (entry,) = outbox_entries(folder / "outbox")
        return lambda: remove_entry(entry)

    def then(folder: Path) -> None:
        next_start(folder)
        if outbox_entries(folder / "outbox"):
            assert_one_whole_file(folder, SoundFormat.FLAC)
        else:
            assert names_in(folder) == []

    each_crash(tmp_path, begin, then)


def test_a_crash_while_a_label_is_written_leaves_the_label_or_none(tmp_path: Path) -> None:
    def begin(folder: Path) -> Callable[[], object]:
        return lambda: write_label(folder, label_of())

    def then(folder: Path) -> None:
        tidy(folder, folders_in(folder))
        for path in folder.glob("*.json"):
            assert read_label(path) == label_of()
        assert not list(folder.glob(".*"))

    each_crash(tmp_path, begin, then)


def test_a_crash_while_a_message_is_taken_over_costs_nothing(tmp_path: Path) -> None:
    source = tmp_path / "message.wav"
    write_wav(source, tone(440, 1.0))
    label = label_of(kind=Kind.MESSAGE)

    def begin(folder: Path) -> Callable[[], object]:
        return lambda: take_message(source, folder / "legs", label)

    def then(folder: Path) -> None:
        tidy(folder / "legs", folders_in(folder))
        for left in leftovers(folder / "legs"):
            assert left.label == label
            found = finish(Job(label, left.legs, None), folders_in(folder)).finished
            assert found.seconds in (0.0, 1.0)
        assert source.exists()
        assert not list(folder.glob("legs/*.wav"))

    each_crash(tmp_path, begin, then)
