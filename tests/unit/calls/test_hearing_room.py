"""Files that are heard on phones: mixed to one channel, read by Asterisk's group alone, gone at the next start."""

import stat
import wave
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import numpy as np
import pytest

from calls.hearing_room import HearingRoom, media_of, mixed


@pytest.fixture
def new_id() -> Callable[[str], str]:
    numbers: Iterator[int] = count(1)
    return lambda kind: f"{kind}-{next(numbers)}"


@pytest.fixture
def room(tmp_path: Path, new_id: Callable[[str], str]) -> HearingRoom:
    return HearingRoom(tmp_path / "hearing", new_id)


def _samples(path: Path) -> tuple[int, int, list[int]]:
    with wave.open(str(path), "rb") as sound:
        content = np.frombuffer(sound.readframes(sound.getnframes()), "<i2")
        return sound.getnchannels(), sound.getframerate(), content.tolist()


def test_two_channels_are_added_up_into_one(room: HearingRoom) -> None:
    path = room.put(np.array([[100, 1], [-200, 2], [0, 3]], np.int16))
    assert _samples(path) == (1, 8000, [101, -198, 3])


def test_what_is_too_loud_is_cut_off_and_does_not_turn_over() -> None:
    assert mixed(np.array([[30_000, 30_000], [-30_000, -30_000]], np.int16)).tolist() == [32_767, -32_768]


@pytest.mark.parametrize("shape", [(200_000,), (200_000, 1)])
def test_one_channel_stays_as_it_is_however_long(room: HearingRoom, shape: tuple[int, ...]) -> None:
    samples = np.arange(200_000, dtype=np.int32).astype(np.int16).reshape(shape)
    assert _samples(room.put(samples)) == (1, 8000, samples.ravel().tolist())


def test_nobody_but_the_group_of_the_folder_above_may_read(room: HearingRoom) -> None:
    path = room.put(np.zeros(8, np.int16))
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o750
    assert path.stat().st_gid == path.parent.parent.stat().st_gid


def test_each_file_has_a_name_of_its_own_that_asterisk_plays_without_its_ending(room: HearingRoom) -> None:
    first, second = room.put(np.zeros(8, np.int16)), room.put(np.zeros(8, np.int16))
    assert first != second
    assert media_of(first) == f"sound:{first.parent}/h-1"


def test_what_a_crash_left_is_gone_after_a_start(room: HearingRoom, tmp_path: Path) -> None:
    left = [room.put(np.zeros(8, np.int16)) for _ in range(2)]
    (left[0].parent / "aside").symlink_to(tmp_path)
    assert room.empty() == 3
    assert (list(left[0].parent.iterdir()), tmp_path.is_dir()) == ([], True)


def test_a_file_is_removed_twice_as_well_as_once(room: HearingRoom) -> None:
    path = room.put(np.zeros(8, np.int16))
    for _ in range(2):
        room.remove(path)
    assert not path.exists()


def test_a_name_that_is_taken_is_not_written_over(tmp_path: Path) -> None:
    room = HearingRoom(tmp_path, lambda _: "same")
    path = room.put(np.ones(8, np.int16))
    with pytest.raises(FileExistsError):
        room.put(np.zeros(8, np.int16))
    assert _samples(path)[2] == [1] * 8
