"""What the watch tells of recordings, on real files and a clock of the test's own."""

import dataclasses
from pathlib import Path

import pytest

from calls.recording_watch import AGAIN_SECONDS, LOOK_SECONDS, STILL_SECONDS, Ill, RecordingWatch, Seen, Watched, Well
from recordings.events import GapCause
from recordings.naming import CaptureFormat, leg_files
from vocabulary.ids import RecordingId
from vocabulary.instant import Instant

RECORDING = RecordingId("rec-1")
BLOCK = b"\0" * 32_768


class Desk:
    """One recording under way, and what was told of it."""

    def __init__(self, folder: Path, fault: str = "", least_free: int = 0) -> None:
        self.legs = leg_files(folder, RECORDING, CaptureFormat.WAV)
        self.now = Instant(100.0, 1_700_000_000.0)
        self.told: list[Seen] = []
        watched = Watched(RECORDING, self.legs, self.now, fault, GapCause.NOT_BEGUN, self.told.append)
        self.running = [watched]
        self.watch = RecordingWatch(folder, lambda: self.running, lambda: self.now, least_free)

    def write(self) -> None:
        for leg in (self.legs.caller, self.legs.agent):
            with leg.open("ab") as file:
                file.write(BLOCK)

    async def looks(self, seconds: float) -> None:
        """Time goes by, and the watch looks as often as it does in it."""
        for _ in range(round(seconds / LOOK_SECONDS)):
            self.now = self.now.plus(LOOK_SECONDS)
            await self.watch.look()


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


async def test_nothing_is_told_of_files_that_grow(desk: Desk) -> None:
    for _ in range(10):
        desk.write()
        await desk.looks(LOOK_SECONDS)
    assert desk.told == []


async def test_files_that_stop_growing_are_told_within_ten_seconds_with_when_they_stopped(desk: Desk) -> None:
    desk.write()
    await desk.looks(LOOK_SECONDS)
    await desk.looks(10 - LOOK_SECONDS)
    first = desk.told[0]
    assert isinstance(first, Ill)
    assert (first.cause, first.mendable) == (GapCause.NOT_GROWING, True)
    assert STILL_SECONDS <= first.seconds_ago <= 10 - LOOK_SECONDS


async def test_a_file_that_was_never_made_is_told_as_such(desk: Desk) -> None:
    await desk.looks(10)
    assert isinstance(desk.told[0], Ill)
    assert desk.told[0].cause is GapCause.NO_FILE


async def test_one_leg_that_is_missing_is_a_gap_too(desk: Desk) -> None:
    for _ in range(4):
        with desk.legs.caller.open("ab") as file:
            file.write(BLOCK)
        await desk.looks(LOOK_SECONDS)
    assert [type(seen) for seen in desk.told] == [Ill, Ill]


async def test_a_recording_that_was_only_held_up_is_told_once_to_be_well(desk: Desk) -> None:
    desk.write()
    await desk.looks(12)
    for _ in range(6):
        desk.write()
    for _ in range(3):
        desk.write()
        await desk.looks(LOOK_SECONDS)
    assert [seen for seen in desk.told if isinstance(seen, Well)] == [Well(RECORDING)]


async def test_a_recording_that_grows_again_with_a_hole_in_it_is_not_well(desk: Desk) -> None:
    desk.write()
    await desk.looks(12)
    desk.told.clear()
    for _ in range(3):
        desk.write()
        await desk.looks(LOOK_SECONDS)
    assert {type(seen) for seen in desk.told} == {Ill}
    assert {seen.true_bytes for seen in desk.told if isinstance(seen, Ill)} == {len(BLOCK)}


async def test_a_new_attempt_is_worth_it_only_from_time_to_time(desk: Desk) -> None:
    await desk.looks(5 * AGAIN_SECONDS)
    worth = [seen.mendable for seen in desk.told if isinstance(seen, Ill)]
    assert 4 <= sum(worth) <= 5
    assert len(worth) > 15


async def test_on_a_full_disk_nothing_is_begun_anew(tmp_path: Path) -> None:
    desk = Desk(tmp_path, least_free=2**62)
    await desk.looks(10)
    assert desk.watch.low
    assert {(seen.cause, seen.mendable) for seen in desk.told if isinstance(seen, Ill)} == {(GapCause.DISK_FULL, False)}


async def test_a_folder_that_is_gone_is_no_full_disk(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "nowhere", least_free=1)
    await desk.looks(10)
    assert not desk.watch.low
    assert isinstance(desk.told[0], Ill)
    assert (desk.told[0].cause, desk.told[0].mendable) == (GapCause.NO_FILE, True)


async def test_what_could_not_be_begun_is_told_at_the_next_look_with_its_own_reason(tmp_path: Path) -> None:
    desk = Desk(tmp_path, fault="Asterisk did not answer")
    await desk.looks(2)
    (seen,) = desk.told
    assert isinstance(seen, Ill)
    assert (seen.cause, seen.detail, seen.mendable) == (GapCause.NOT_BEGUN, "Asterisk did not answer", True)


async def test_a_recording_that_is_over_is_forgotten(desk: Desk) -> None:
    await desk.looks(10)
    told = len(desk.told)
    desk.running = []
    await desk.looks(10)
    assert len(desk.told) == told


async def test_a_new_recording_under_an_old_name_begins_anew(desk: Desk) -> None:
    await desk.looks(10)
    (old,) = desk.running
    desk.running = []
    await desk.looks(2)
    desk.told.clear()
    desk.running = [dataclasses.replace(old, since=desk.now)]
    await desk.looks(4)
    assert desk.told == []
