"""Two legs become one file: sides, lengths, lying headers, missing legs, and nothing lost on the way."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
import soundfile

from recordings.events import RecordingState
from recordings.label import Kind
from recordings.library import Finished, Job, outbox_entries, verify_file, write_label
from recordings.library.finishing import finish
from recordings.library.legs import open_leg
from recordings.naming import CaptureFormat, LegFiles
from recordings.policy import SoundFormat
from tests.unit.recordings.sound import (
    channels_of,
    finished,
    folders_in,
    label_of,
    legs_in,
    names_in,
    tone,
    unclose,
    write_legs,
    write_mu_law,
    write_wav,
)

ENTRY = ["rec-o-1.flac", "rec-o-1.json"]


def joined(folder: Path, legs: LegFiles, talk_seconds: float | None) -> Finished:
    return finished(folder, Job(label_of(), legs, talk_seconds))


def kept(folder: Path) -> Path:
    return folder / "outbox" / "rec-o-1.flac"


@contextmanager
def no_file_longer_than(size: int) -> Iterator[None]:
    """What a full disk looks like to whoever writes: an error in the midst of a file."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_the_caller_is_left_and_the_agent_right(tmp_path: Path) -> None:
    found = joined(tmp_path, write_legs(legs_in(tmp_path), 3.0), 3.1)
    left, right = channels_of(kept(tmp_path))
    assert np.array_equal(left, tone(440, 3.0))
    assert np.array_equal(right, tone(1000, 3.0))
    assert (found.state, found.seconds, found.detail) == (RecordingState.COMPLETE, 3.0, "")
    assert names_in(tmp_path) == ENTRY


@pytest.mark.parametrize("sound", list(SoundFormat))
def test_a_finished_file_is_what_its_sound_says(tmp_path: Path, sound: SoundFormat) -> None:
    found = finished(tmp_path, Job(label_of(sound=sound), write_legs(legs_in(tmp_path), 3.0), 3.0))
    assert found.sound is not None
    assert found.file is not None
    assert found.file.name == f"rec-o-1.{sound}"
    assert verify_file(found.file, found.sound) == ""
    assert found.sound.seconds == 3.0
    assert len(found.sound.channels) == 2
    assert found.path == f"2026/11/22/rec-o-1.{sound}"


def test_a_wav_holds_the_samples_of_the_legs(tmp_path: Path) -> None:
    finished(tmp_path, Job(label_of(sound=SoundFormat.WAV), write_legs(legs_in(tmp_path), 9.0), 9.0))
    left, right = channels_of(tmp_path / "outbox" / "rec-o-1.wav")
    assert np.array_equal(left, tone(440, 9.0))
    assert np.array_equal(right, tone(1000, 9.0))


def test_opus_keeps_length_time_and_sides(tmp_path: Path) -> None:
    legs = legs_in(tmp_path)
    write_wav(legs.caller, np.concatenate((np.zeros(8000, np.int16), tone(440, 1.0), np.zeros(8000, np.int16))))
    write_wav(legs.agent, np.zeros(24000, np.int16))
    finished(tmp_path, Job(label_of(sound=SoundFormat.OPUS), legs, 3.0))
    left, right = channels_of(tmp_path / "outbox" / "rec-o-1.opus")
    loud = np.flatnonzero(np.abs(left.astype(int)) > 2000)
    assert len(left) == 24000
    assert abs(loud[0] - 8000) < 80
    assert abs(loud[-1] - 16000) < 80
    assert np.abs(right.astype(int)).max() < 500


def test_mu_law_legs_are_decoded_as_the_standard_says(tmp_path: Path) -> None:
    path = tmp_path / "rec-o-1-caller.ulaw"
    path.write_bytes(bytes(range(256)))
    expected, _ = soundfile.read(
        path, dtype="int16", samplerate=8000, channels=1, format="RAW", subtype="ULAW", always_2d=False
    )
    with open_leg(path) as leg:
        assert np.array_equal(leg.read(1000), expected)


def test_mu_law_legs_are_joined(tmp_path: Path) -> None:
    legs = legs_in(tmp_path, capture=CaptureFormat.ULAW)
    write_mu_law(legs.caller, tone(440, 2.0))
    write_mu_law(legs.agent, tone(1000, 2.0))
    found = joined(tmp_path, legs, 2.0)
    left, _ = channels_of(kept(tmp_path))
    assert found.state is RecordingState.COMPLETE
    assert np.max(np.abs(left.astype(int) - tone(440, 2.0))) < 300


def test_a_shorter_leg_is_padded_with_silence(tmp_path: Path) -> None:
    legs = legs_in(tmp_path)
    write_wav(legs.caller, tone(440, 2.0))
    write_wav(legs.agent, tone(1000, 1.8))
    found = joined(tmp_path, legs, 2.0)
    _, right = channels_of(kept(tmp_path))
    assert len(right) == 16000
    assert not right[14400:].any()
    assert found.state is RecordingState.COMPLETE


@pytest.mark.parametrize("talk_seconds", [2.51, 1.49])
def test_a_file_that_differs_from_the_talk_by_more_than_half_a_second_is_short(
    tmp_path: Path, talk_seconds: float
) -> None:
    found = joined(tmp_path, write_legs(legs_in(tmp_path), 2.0), talk_seconds)
    assert found.state is RecordingState.SHORT
    assert "2.000 s and 2.000 s" in found.detail


def test_one_leg_that_ended_early_makes_the_recording_short(tmp_path: Path) -> None:
    legs = legs_in(tmp_path)
    write_wav(legs.caller, tone(440, 3.0))
    write_wav(legs.agent, tone(1000, 1.0))
    assert joined(tmp_path, legs, 3.0).state is RecordingState.SHORT


def test_what_there_is_of_the_other_is_saved_when_a_leg_was_never_written(tmp_path: Path) -> None:
    legs = legs_in(tmp_path)
    write_wav(legs.agent, tone(1000, 1.0))
    found = joined(tmp_path, legs, 1.0)
    left, right = channels_of(kept(tmp_path))
    assert (found.state, found.detail) == (RecordingState.MISSING, "rec-o-1-caller.wav was never written")
    assert not left.any()
    assert np.array_equal(right, tone(1000, 1.0))
    assert names_in(tmp_path) == ENTRY


def test_without_any_leg_there_is_no_file_and_the_label_goes(tmp_path: Path) -> None:
    write_label(tmp_path, label_of())
    found = joined(tmp_path, legs_in(tmp_path), 5.0)
    assert (found.state, found.seconds, found.file, found.sound) == (RecordingState.MISSING, 0.0, None, None)
    assert "caller.wav was never written; " in found.detail
    assert names_in(tmp_path) == []


def test_a_header_that_asterisk_never_closed_is_not_believed(tmp_path: Path) -> None:
    legs = write_legs(legs_in(tmp_path), 2.0)
    unclose(legs.caller)
    unclose(legs.agent)
    found = joined(tmp_path, legs, 2.0)
    left, right = channels_of(kept(tmp_path))
    assert found.state is RecordingState.COMPLETE
    assert np.array_equal(left, tone(440, 2.0))
    assert np.array_equal(right, tone(1000, 2.0))


def test_a_header_that_promises_more_than_there_is_is_not_believed(tmp_path: Path) -> None:
    legs = write_legs(legs_in(tmp_path), 2.0)
    legs.caller.write_bytes(legs.caller.read_bytes()[: 44 + 16001])
    found = joined(tmp_path, legs, 2.0)
    left, _ = channels_of(kept(tmp_path))
    assert found.state is RecordingState.SHORT
    assert np.array_equal(left[:8000], tone(440, 1.0))
    assert not left[8000:].any()


@pytest.mark.parametrize("content", [b"", b"RIFF", b"not a wav at all", b"RIFF\0\0\0\0WAVE", b"RIFF\0\0\0\0WAVEfmt "])
def test_a_leg_that_is_no_sound_counts_as_missing_and_goes_to_quarantine(tmp_path: Path, content: bytes) -> None:
    legs = write_legs(legs_in(tmp_path))
    legs.caller.write_bytes(content)
    assert joined(tmp_path, legs, 1.0).state is RecordingState.MISSING
    assert names_in(tmp_path) == ["rec-o-1-caller.wav", "rec-o-1-caller.wav.why.txt", *ENTRY]
    assert (tmp_path / "quarantine" / "rec-o-1-caller.wav").read_bytes() == content


def test_legs_without_a_sample_go_to_quarantine_with_their_label(tmp_path: Path) -> None:
    legs = write_legs(legs_in(tmp_path), 0.0)
    write_label(tmp_path, label_of())
    found = joined(tmp_path, legs, 1.0)
    assert (found.state, found.file) == (RecordingState.MISSING, None)
    assert found.detail == "rec-o-1-caller.wav holds no sound; rec-o-1-agent.wav holds no sound"
    assert [name for name in names_in(tmp_path / "quarantine") if not name.endswith(".why.txt")] == [
        "rec-o-1-agent.wav",
        "rec-o-1-caller.wav",
        "rec-o-1.label.json",
    ]


def test_a_leg_that_claims_more_than_a_day_is_no_leg(tmp_path: Path) -> None:
    legs = write_legs(legs_in(tmp_path, capture=CaptureFormat.WAV))
    with legs.caller.open("r+b") as file:
        file.truncate(25 * 3600 * 16_000)
    found = joined(tmp_path, legs, 1.0)
    assert "more than a day" in found.detail
    assert (tmp_path / "quarantine" / "rec-o-1-caller.wav").exists()


def test_a_stereo_leg_is_no_leg(tmp_path: Path) -> None:
    legs = legs_in(tmp_path)
    soundfile.write(legs.caller, np.zeros((8000, 2), np.int16), 8000, subtype="PCM_16")
    assert "2 channels" in joined(tmp_path, legs, 1.0).detail


def test_a_leg_behind_a_symbolic_link_is_not_read(tmp_path: Path) -> None:
    legs = legs_in(tmp_path)
    write_wav(tmp_path / "secret.wav", tone(440, 1.0))
    legs.caller.symlink_to(tmp_path / "secret.wav")
    found = joined(tmp_path, legs, 1.0)
    assert "rec-o-1-caller.wav is a symbolic link" in found.detail
    assert (tmp_path / "quarantine" / "rec-o-1-caller.wav").is_symlink()
    assert (tmp_path / "secret.wav").exists()


def test_a_finished_file_behind_a_symbolic_link_is_not_written_through(tmp_path: Path) -> None:
    legs = write_legs(legs_in(tmp_path))
    (tmp_path / "precious").write_bytes(b"precious")
    kept(tmp_path).parent.mkdir()
    kept(tmp_path).symlink_to(tmp_path / "precious")
    assert joined(tmp_path, legs, 1.0).state is RecordingState.COMPLETE
    assert (tmp_path / "precious").read_bytes() == b"precious"
    assert (tmp_path / "quarantine" / "rec-o-1.flac").is_symlink()


def test_another_recording_of_the_same_id_replaces_nothing_and_goes_to_quarantine(tmp_path: Path) -> None:
    joined(tmp_path, write_legs(legs_in(tmp_path)), 1.0)
    before = kept(tmp_path).read_bytes()
    found = joined(tmp_path, write_legs(legs_in(tmp_path), caller_hertz=700), 1.0)
    assert found.state is RecordingState.MISSING
    assert "holds something else" in found.detail
    assert kept(tmp_path).read_bytes() == before
    assert {"rec-o-1-caller.wav", "rec-o-1-agent.wav"} <= set(names_in(tmp_path / "quarantine"))
    assert names_in(tmp_path / "outbox") == ENTRY


def test_a_file_nobody_vouches_for_goes_to_quarantine(tmp_path: Path) -> None:
    kept(tmp_path).parent.mkdir()
    kept(tmp_path).write_bytes(b"whose?")
    found = joined(tmp_path, write_legs(legs_in(tmp_path)), 1.0)
    assert found.state is RecordingState.COMPLETE
    assert (tmp_path / "quarantine" / "rec-o-1.flac").read_bytes() == b"whose?"


def test_a_sidecar_that_lies_goes_to_quarantine_and_the_legs_are_joined(tmp_path: Path) -> None:
    kept(tmp_path).parent.mkdir()
    kept(tmp_path).with_suffix(".json").write_bytes(b'{"label": {}}')
    found = joined(tmp_path, write_legs(legs_in(tmp_path)), 1.0)
    assert found.state is RecordingState.COMPLETE
    assert (tmp_path / "quarantine" / "rec-o-1.json").exists()
    assert names_in(tmp_path / "outbox") == ENTRY


def test_a_leg_that_grew_after_a_crash_goes_to_quarantine_and_the_finished_file_is_kept(tmp_path: Path) -> None:
    legs = write_legs(legs_in(tmp_path))
    entry = joined(tmp_path, legs, 1.0)
    (tmp_path / "outbox" / "rec-o-1.json").rename(tmp_path / "outbox" / ".rec-o-1.json.done")
    write_legs(legs, 1.5)
    assert joined(tmp_path, legs, None).state is RecordingState.MISSING
    assert {"rec-o-1-caller.wav", "rec-o-1-agent.wav"} <= set(names_in(tmp_path / "quarantine"))
    assert outbox_entries(tmp_path / "outbox") == (entry,)


def test_what_cannot_be_put_into_quarantine_holds_up_nothing(tmp_path: Path) -> None:
    legs = write_legs(legs_in(tmp_path))
    legs.caller.write_bytes(b"no sound")
    (tmp_path / "quarantine").write_bytes(b"a file where a folder should be")
    found = joined(tmp_path, legs, 1.0)
    assert found.detail.startswith("rec-o-1-caller.wav is no wav file; rec-o-1-caller.wav is left where it is: ")
    assert len(outbox_entries(tmp_path / "outbox")) == 1
    assert legs.caller.read_bytes() == b"no sound"


def test_legs_that_come_back_after_they_were_joined_go_again(tmp_path: Path) -> None:
    joined(tmp_path, write_legs(legs_in(tmp_path)), 1.0)
    found = joined(tmp_path, write_legs(legs_in(tmp_path)), 1.0)
    assert (found.state, found.detail) == (RecordingState.COMPLETE, "was finished before")
    assert names_in(tmp_path) == ENTRY


def test_a_part_left_by_a_crash_is_begun_anew(tmp_path: Path) -> None:
    part = tmp_path / "outbox" / ".rec-o-1.flac.part"
    part.parent.mkdir(parents=True)
    part.write_bytes(b"half")
    joined(tmp_path, write_legs(legs_in(tmp_path)), 1.0)
    assert names_in(tmp_path) == ENTRY


@pytest.mark.parametrize("sound", list(SoundFormat))
def test_legs_are_kept_when_the_disk_is_full(tmp_path: Path, sound: SoundFormat) -> None:
    legs = write_legs(legs_in(tmp_path), 20.0)
    job = Job(label_of(sound=sound), legs, 20.0)
    with no_file_longer_than(5_000):
        done = finish(job, folders_in(tmp_path))
    assert done.later
    assert done.finished.state is RecordingState.MISSING
    assert done.finished.detail.startswith("not finished, legs kept: ")
    assert "File too large" in done.finished.detail
    assert names_in(tmp_path) == ["rec-o-1-agent.wav", "rec-o-1-caller.wav"]
    assert finished(tmp_path, job).state is RecordingState.COMPLETE


def test_a_label_of_somebody_else_beside_the_legs_goes_to_quarantine(tmp_path: Path) -> None:
    (tmp_path / "rec-o-1.label.json").write_bytes(b'{"recording": "rec-o-2"}')
    joined(tmp_path, write_legs(legs_in(tmp_path)), 1.0)
    assert (tmp_path / "quarantine" / "rec-o-1.label.json").exists()


def test_an_unknown_talk_is_said_to_be_unknown(tmp_path: Path) -> None:
    found = joined(tmp_path, write_legs(legs_in(tmp_path)), None)
    assert (found.state, found.detail) == (RecordingState.COMPLETE, "how long they talked is not known")


def test_legs_longer_than_a_block_are_joined_whole(tmp_path: Path) -> None:
    legs = legs_in(tmp_path)
    write_wav(legs.caller, tone(440, 20.0))
    write_wav(legs.agent, tone(1000, 19.7))
    joined(tmp_path, legs, 20.0)
    left, right = channels_of(kept(tmp_path))
    assert np.array_equal(left, tone(440, 20.0))
    assert np.array_equal(right[: len(tone(1000, 19.7))], tone(1000, 19.7))


def test_a_message_is_one_channel_and_nobody_asks_how_long_they_talked(tmp_path: Path) -> None:
    legs = legs_in(tmp_path)
    write_wav(legs.caller, tone(440, 2.0))
    found = finished(tmp_path, Job(label_of(kind=Kind.MESSAGE), legs, None))
    samples, _ = soundfile.read(kept(tmp_path), dtype="int16", always_2d=True)
    assert (found.state, found.detail, found.seconds) == (RecordingState.COMPLETE, "", 2.0)
    assert samples.shape == (16000, 1)
