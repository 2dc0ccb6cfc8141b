"""Two legs become one file: sides, lengths, lying headers, missing legs, and nothing lost on the way."""

import resource
from pathlib import Path

import numpy as np
import pytest
import soundfile

from recordings.events import RecordingState
from recordings.library import RecordingExists, join
from recordings.library.legs import open_leg
from recordings.naming import CaptureFormat
from tests.unit.recordings.sound import channels_of, legs_in, names_in, tone, unclose, write_mu_law, write_wav

TARGET = Path("kept/2026/11/22/rec-o-1.wav")


def test_the_caller_is_left_and_the_agent_right(tmp_path: Path) -> None:
    legs = legs_in(tmp_path)
    write_wav(legs.caller, tone(440, 3.0))
    write_wav(legs.agent, tone(1000, 3.0))
    joined = join(legs, tmp_path / TARGET, 3.1)
    left, right = channels_of(tmp_path / TARGET)
    assert np.array_equal(left, tone(440, 3.0))
    assert np.array_equal(right, tone(1000, 3.0))
    assert (joined.state, joined.duration_seconds, joined.detail) == (RecordingState.COMPLETE, 3.0, "")
    assert names_in(tmp_path) == ["rec-o-1.wav"]


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
    joined = join(legs, tmp_path / TARGET, 2.0)
    left, _ = channels_of(tmp_path / TARGET)
    assert joined.state is RecordingState.COMPLETE
    assert np.max(np.abs(left.astype(int) - tone(440, 2.0))) < 300


def test_a_shorter_leg_is_padded_with_silence(tmp_path: Path) -> None:
    legs = legs_in(tmp_path)
    write_wav(legs.caller, tone(440, 2.0))
    write_wav(legs.agent, tone(1000, 1.8))
    joined = join(legs, tmp_path / TARGET, 2.0)
    _, right = channels_of(tmp_path / TARGET)
    assert len(right) == 16000
    assert not right[14400:].any()
    assert joined.state is RecordingState.COMPLETE


@pytest.mark.parametrize("talk_seconds", [2.51, 1.49])
def test_a_file_that_differs_from_the_talk_by_more_than_half_a_second_is_short(
    tmp_path: Path, talk_seconds: float
) -> None:
    legs = legs_in(tmp_path)
    write_wav(legs.caller, tone(440, 2.0))
    write_wav(legs.agent, tone(1000, 2.0))
    joined = join(legs, tmp_path / TARGET, talk_seconds)
    assert joined.state is RecordingState.SHORT
    assert "2.000 s and 2.000 s" in joined.detail


def test_one_leg_that_ended_early_makes_the_recording_short(tmp_path: Path) -> None:
    legs = legs_in(tmp_path)
    write_wav(legs.caller, tone(440, 3.0))
    write_wav(legs.agent, tone(1000, 1.0))
    assert join(legs, tmp_path / TARGET, 3.0).state is RecordingState.SHORT


def test_what_there_is_of_the_other_is_saved_when_a_leg_was_never_written(tmp_path: Path) -> None:
    legs = legs_in(tmp_path)
    write_wav(legs.agent, tone(1000, 1.0))
    joined = join(legs, tmp_path / TARGET, 1.0)
    left, right = channels_of(tmp_path / TARGET)
    assert (joined.state, joined.detail) == (RecordingState.MISSING, "rec-o-1-caller.wav was never written")
    assert not left.any()
    assert np.array_equal(right, tone(1000, 1.0))
    assert names_in(tmp_path) == ["rec-o-1.wav"]


def test_without_any_leg_there_is_no_file(tmp_path: Path) -> None:
    joined = join(legs_in(tmp_path), tmp_path / TARGET, 5.0)
    assert (joined.state, joined.duration_seconds) == (RecordingState.MISSING, 0.0)
    assert "caller.wav was never written; " in joined.detail
    assert names_in(tmp_path) == []


def test_a_header_that_asterisk_never_closed_is_not_believed(tmp_path: Path) -> None:
    legs = legs_in(tmp_path)
    for path, hertz in ((legs.caller, 440), (legs.agent, 1000)):
        write_wav(path, tone(hertz, 2.0))
        unclose(path)
    joined = join(legs, tmp_path / TARGET, 2.0)
    left, right = channels_of(tmp_path / TARGET)
    assert joined.state is RecordingState.COMPLETE
    assert np.array_equal(left, tone(440, 2.0))
    assert np.array_equal(right, tone(1000, 2.0))


def test_a_header_that_promises_more_than_there_is_is_not_believed(tmp_path: Path) -> None:
    legs = legs_in(tmp_path)
    write_wav(legs.caller, tone(440, 2.0))
    write_wav(legs.agent, tone(1000, 2.0))
    whole = legs.caller.read_bytes()
    legs.caller.write_bytes(whole[: 44 + 16001])
    joined = join(legs, tmp_path / TARGET, 2.0)
    left, _ = channels_of(tmp_path / TARGET)
    assert joined.state is RecordingState.SHORT
    assert np.array_equal(left[:8000], tone(440, 1.0))
    assert not left[8000:].any()


@pytest.mark.parametrize("content", [b"", b"RIFF", b"not a wav at all", b"RIFF\0\0\0\0WAVE", b"RIFF\0\0\0\0WAVEfmt "])
def test_a_leg_that_is_no_sound_counts_as_missing_and_is_kept(tmp_path: Path, content: bytes) -> None:
    legs = legs_in(tmp_path)
    legs.caller.write_bytes(content)
    write_wav(legs.agent, tone(1000, 1.0))
    assert join(legs, tmp_path / TARGET, 1.0).state is RecordingState.MISSING
    assert names_in(tmp_path) == ["rec-o-1-caller.wav", "rec-o-1.wav"]


def test_a_stereo_leg_is_no_leg(tmp_path: Path) -> None:
    legs = legs_in(tmp_path)
    soundfile.write(legs.caller, np.zeros((8000, 2), np.int16), 8000, subtype="PCM_16")
    assert "2 channels" in join(legs, tmp_path / TARGET, 1.0).detail


def test_a_leg_behind_a_symbolic_link_is_not_read(tmp_path: Path) -> None:
    legs = legs_in(tmp_path)
    write_wav(tmp_path / "secret.wav", tone(440, 1.0))
    legs.caller.symlink_to(tmp_path / "secret.wav")
    joined = join(legs, tmp_path / TARGET, 1.0)
    assert "rec-o-1-caller.wav is a symbolic link" in joined.detail
    assert names_in(tmp_path) == ["rec-o-1-caller.wav", "secret.wav"]


def test_a_target_behind_a_symbolic_link_is_not_written_through(tmp_path: Path) -> None:
    legs = legs_in(tmp_path)
    write_wav(legs.caller, tone(440, 1.0))
    (tmp_path / "precious").write_bytes(b"precious")
    target = tmp_path / "rec-o-1.wav"
    target.symlink_to(tmp_path / "precious")
    with pytest.raises(RecordingExists):
        join(legs, target, 1.0)
    assert (tmp_path / "precious").read_bytes() == b"precious"
    assert legs.caller.exists()


def test_a_file_of_another_conversation_is_not_replaced(tmp_path: Path) -> None:
    legs = legs_in(tmp_path)
    write_wav(legs.caller, tone(440, 1.0))
    write_wav(legs.agent, tone(440, 1.0))
    join(legs, tmp_path / TARGET, 1.0)
    write_wav(legs.caller, tone(700, 2.0))
    write_wav(legs.agent, tone(700, 2.0))
    with pytest.raises(RecordingExists, match="holds another conversation"):
        join(legs, tmp_path / TARGET, 2.0)
    assert len(channels_of(tmp_path / TARGET)[0]) == 8000
    assert legs.caller.exists()
    assert legs.agent.exists()


def test_a_crash_between_the_removal_of_the_legs_costs_nothing(tmp_path: Path) -> None:
    legs = legs_in(tmp_path)
    write_wav(legs.caller, tone(440, 1.0))
    write_wav(legs.agent, tone(1000, 1.0))
    join(legs, tmp_path / TARGET, 1.0)
    write_wav(legs.agent, tone(1000, 1.0))
    joined = join(legs, tmp_path / TARGET, 1.0)
    left, _ = channels_of(tmp_path / TARGET)
    assert (joined.state, joined.detail) == (RecordingState.COMPLETE, "was joined before")
    assert np.array_equal(left, tone(440, 1.0))
    assert names_in(tmp_path) == ["rec-o-1.wav"]


def test_a_part_left_by_a_crash_is_begun_anew(tmp_path: Path) -> None:
    legs = legs_in(tmp_path)
    write_wav(legs.caller, tone(440, 1.0))
    write_wav(legs.agent, tone(1000, 1.0))
    part = tmp_path / TARGET.parent / ".rec-o-1.wav.part"
    part.parent.mkdir(parents=True)
    part.write_bytes(b"half")
    join(legs, tmp_path / TARGET, 1.0)
    assert names_in(tmp_path) == ["rec-o-1.wav"]


def test_legs_are_kept_when_the_disk_is_full(tmp_path: Path) -> None:
    legs = legs_in(tmp_path)
    write_wav(legs.caller, tone(440, 2.0))
    write_wav(legs.agent, tone(1000, 2.0))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, hard))
    try:
        with pytest.raises(OSError, match="File too large"):
            join(legs, tmp_path / TARGET, 2.0)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert legs.caller.exists()
    assert legs.agent.exists()
    assert not (tmp_path / TARGET).exists()


def test_an_unknown_talk_is_said_to_be_unknown(tmp_path: Path) -> None:
    legs = legs_in(tmp_path)
    write_wav(legs.caller, tone(440, 1.0))
    write_wav(legs.agent, tone(1000, 1.0))
    joined = join(legs, tmp_path / TARGET, None)
    assert (joined.state, joined.detail) == (RecordingState.COMPLETE, "how long they talked is not known")


def test_legs_longer_than_a_block_are_joined_whole(tmp_path: Path) -> None:
    legs = legs_in(tmp_path)
    write_wav(legs.caller, tone(440, 20.0))
    write_wav(legs.agent, tone(1000, 19.7))
    join(legs, tmp_path / TARGET, 20.0)
    left, right = channels_of(tmp_path / TARGET)
    assert np.array_equal(left, tone(440, 20.0))
    assert np.array_equal(right[: len(tone(1000, 19.7))], tone(1000, 19.7))
