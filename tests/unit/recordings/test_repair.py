"""Whether a finished file is what it was, and what is saved of one that is not."""

import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recordings.library import Finished, Job, RecordingExists, SoundUnusable, decoded, fault_of, repair, verify_file
from recordings.policy import SoundFormat
from recordings.sound import Sound
from tests.unit.recordings.sound import finished, label_of, legs_in, names_in, tone, write_legs

FORMATS = list(SoundFormat)


def whole(folder: Path, kept_as: SoundFormat = SoundFormat.FLAC, seconds: float = 20.0) -> tuple[Path, Sound]:
    entry: Finished = finished(
        folder, Job(label_of(sound=kept_as), write_legs(legs_in(folder / "legs"), seconds), None)
    )
    assert entry.file is not None
    assert entry.sound is not None
    return entry.file, entry.sound


def test_a_file_that_is_what_it_was_has_no_fault(tmp_path: Path) -> None:
    file, sound = whole(tmp_path)
    assert verify_file(file, sound) == ""
    assert fault_of(file.read_bytes(), sound) == ""


def test_one_other_bit_is_a_fault(tmp_path: Path) -> None:
    file, sound = whole(tmp_path)
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)
    assert verify_file(file, sound) == "other bytes than were written"
    assert fault_of(bytes(data), sound) == "other bytes than were written"


def test_another_length_is_a_fault(tmp_path: Path) -> None:
    file, sound = whole(tmp_path)
    file.write_bytes(file.read_bytes() + b"\0")
    assert verify_file(file, sound) == f"{sound.size + 1} bytes, not {sound.size}"
    assert fault_of(file.read_bytes(), sound) == f"{sound.size + 1} bytes, not {sound.size}"


def test_a_file_that_is_not_there_or_no_file_is_a_fault(tmp_path: Path) -> None:
    file, sound = whole(tmp_path)
    (tmp_path / "link").symlink_to(file)
    os.mkfifo(tmp_path / "pipe")
    assert verify_file(tmp_path / "none", sound) == "it is not there"
    assert verify_file(tmp_path / "link", sound) == "is a symbolic link"
    assert verify_file(tmp_path / "pipe", sound) == "is no regular file"


@pytest.mark.parametrize("kept_as", FORMATS)
def test_of_a_truncated_file_is_saved_what_is_there(tmp_path: Path, kept_as: SoundFormat) -> None:
    file, sound = whole(tmp_path, kept_as)
    before = file.read_bytes()[: sound.size * 3 // 4]
    file.write_bytes(before)
    saved = repair(file, tmp_path / "saved" / file.name, kept_as, sound.seconds)
    assert 3 < saved.lost_seconds < 7
    assert saved.lost_seconds + saved.sound.seconds == pytest.approx(20.0)
    assert verify_file(saved.file, saved.sound) == ""
    assert file.read_bytes() == before
    samples = decoded(saved.file.read_bytes())
    assert len(samples) == round(saved.sound.seconds * 8000)
    if kept_as is not SoundFormat.OPUS:
        assert np.array_equal(samples[:, 0], tone(440, 20.0)[: len(samples)])


@pytest.mark.parametrize("kept_as", FORMATS)
def test_a_file_broken_in_the_middle_gives_what_can_be_read(tmp_path: Path, kept_as: SoundFormat) -> None:
    file, sound = whole(tmp_path, kept_as)
    data = bytearray(file.read_bytes())
    data[sound.size // 2 : sound.size // 2 + 200] = bytes(200)
    file.write_bytes(data)
    saved = repair(file, tmp_path / "saved.x", kept_as, sound.seconds)
    assert saved.sound.seconds > 9
    assert verify_file(saved.file, saved.sound) == ""


@pytest.mark.parametrize("content", [b"", b"fLaC", b"RIFF\0\0\0\0WAVE", b"OggS" + bytes(40), os.urandom(4000)])
def test_of_what_is_no_sound_nothing_is_saved(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "broken").write_bytes(content)
    with pytest.raises(SoundUnusable):
        repair(tmp_path / "broken", tmp_path / "saved.flac", SoundFormat.FLAC, 1.0)
    assert names_in(tmp_path) == ["broken"]


def test_nothing_is_replaced_by_what_is_saved(tmp_path: Path) -> None:
    file, sound = whole(tmp_path)
    with pytest.raises(RecordingExists):
        repair(file, file, SoundFormat.FLAC, sound.seconds)
    assert verify_file(file, sound) == ""


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_do_more_than_be_refused(data: bytes) -> None:
    with pytest.raises(SoundUnusable):
        decoded(data)
