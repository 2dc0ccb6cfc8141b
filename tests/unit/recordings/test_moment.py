"""A talk that was over before its first packet: recorded, and complete."""

from pathlib import Path

import pytest
import soundfile

from recordings.events import RecordingState
from recordings.library import Job
from recordings.policy import SoundFormat
from tests.unit.recordings.sound import finished, label_of, legs_in, tone, write_wav


@pytest.mark.parametrize("sound", list(SoundFormat))
def test_a_talk_of_a_moment_is_a_packet_of_silence(tmp_path: Path, sound: SoundFormat) -> None:
    legs = legs_in(tmp_path)
    for leg in (legs.caller, legs.agent):
        write_wav(leg, tone(440, 0.0))
    found = finished(tmp_path, Job(label_of(sound=sound), legs, 0.005))
    assert (found.state, found.detail) == (RecordingState.COMPLETE, "")
    assert found.file is not None
    samples, _ = soundfile.read(found.file)
    assert samples.shape == (160, 2)
    assert abs(samples).max() < 1e-6


def test_longer_talks_without_sound_are_missing(tmp_path: Path) -> None:
    legs = legs_in(tmp_path)
    for leg in (legs.caller, legs.agent):
        write_wav(leg, tone(440, 0.0))
    assert finished(tmp_path, Job(label_of(), legs, 1.0)).state is RecordingState.MISSING
