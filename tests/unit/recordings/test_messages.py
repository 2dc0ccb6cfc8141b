"""Messages taken over: copied, never changed, finished like any recording."""

from pathlib import Path

import numpy as np
import pytest

from recordings.events import RecordingState
from recordings.label import Kind
from recordings.library import RecordingExists, decoded, take_message
from tests.unit.recordings.sound import finished, label_of, names_in, tone, write_wav

MESSAGE = label_of("rec-m-1", kind=Kind.MESSAGE)


def test_a_message_is_finished_and_its_source_stays(tmp_path: Path) -> None:
    source = tmp_path / "spool" / "m-1.wav"
    source.parent.mkdir()
    write_wav(source, tone(440, 2.0))
    found = finished(tmp_path, take_message(source, tmp_path / "legs", MESSAGE))
    assert found.state is RecordingState.COMPLETE
    assert found.file is not None
    assert np.array_equal(decoded(found.file.read_bytes())[:, 0], tone(440, 2.0))
    assert names_in(tmp_path) == ["m-1.wav", "rec-m-1.flac", "rec-m-1.json"]


def test_a_message_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        take_message(tmp_path / "none.wav", tmp_path / "legs", MESSAGE)


def test_a_message_behind_a_link_is_not_taken(tmp_path: Path) -> None:
    (tmp_path / "m.wav").symlink_to("/etc/hostname")
    with pytest.raises(OSError, match="symbolic link"):
        take_message(tmp_path / "m.wav", tmp_path / "legs", MESSAGE)


def test_a_second_message_under_one_id_replaces_nothing(tmp_path: Path) -> None:
    write_wav(tmp_path / "m.wav", tone(440, 1.0))
    write_wav(tmp_path / "n.wav", tone(700, 1.0))
    job = take_message(tmp_path / "m.wav", tmp_path / "legs", MESSAGE)
    with pytest.raises(RecordingExists):
        take_message(tmp_path / "n.wav", tmp_path / "legs", MESSAGE)
    assert job.legs.caller.read_bytes() == (tmp_path / "m.wav").read_bytes()
