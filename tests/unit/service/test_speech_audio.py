"""Sound is made fit for a telephone: by the numbers."""

from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
import soundfile

from service.speech_audio import RATE, Samples, SoundUnusable, levelled, read, resampled, trimmed, write


def tone(hertz: float, rate: int, seconds: float = 0.5, amplitude: float = 0.5) -> Samples:
    at = np.arange(int(rate * seconds)) / rate
    return (amplitude * np.sin(2 * np.pi * hertz * at)).astype(np.float32)


def rms(samples: Samples) -> float:
    middle = samples[len(samples) // 4 : -len(samples) // 4]
    return float(np.sqrt(np.mean(np.square(middle))))


def as_file(samples: Samples, rate: int, kind: str = "WAV") -> bytes:
    content = BytesIO()
    soundfile.write(content, samples, rate, format=kind)
    return content.getvalue()


@pytest.mark.parametrize("rate", [8_000, 11_025, 16_000, 22_050, 44_100, 48_000])
def test_a_tone_of_speech_keeps_its_length_and_its_level(rate: int) -> None:
    made = resampled(tone(1_000, rate), rate)
    assert len(made) == pytest.approx(RATE * 0.5, abs=1)
    assert rms(made) == pytest.approx(0.5 / np.sqrt(2), rel=0.02)


@pytest.mark.parametrize("hertz", [4_800, 6_000, 9_000])
def test_what_a_telephone_cannot_carry_leaves_no_alias(hertz: float) -> None:
    assert rms(resampled(tone(hertz, 22_050), 22_050)) < 0.001


@pytest.mark.parametrize("rate", [16_000, 44_100])
def test_a_tone_stays_at_its_frequency(rate: int) -> None:
    made = resampled(tone(440, rate, 1.0), rate)
    spectrum = np.abs(np.fft.rfft(made * np.hanning(len(made))))
    assert float(np.argmax(spectrum)) * RATE / len(made) == pytest.approx(440, abs=1.5)


def test_two_channels_become_one() -> None:
    both = np.stack([tone(1_000, 44_100), np.zeros(22_050, np.float32)], axis=1)
    assert rms(read(as_file(both, 44_100), "it", 60)) == pytest.approx(0.25 / np.sqrt(2), rel=0.02)


@pytest.mark.parametrize("kind", ["WAV", "FLAC", "OGG", "MP3"])
def test_the_usual_kinds_of_files_can_be_read(kind: str) -> None:
    made = read(as_file(tone(1_000, 44_100, 1.0), 44_100, kind), "it", 60)
    assert len(made) / RATE == pytest.approx(1.0, abs=0.1)
    assert rms(made) == pytest.approx(0.5 / np.sqrt(2), rel=0.05)


@pytest.mark.parametrize("content", [b"", b"RIFF", b"no sound at all, only words", as_file(tone(440, 8_000, 0), 8_000)])
def test_what_is_no_sound_is_refused(content: bytes) -> None:
    with pytest.raises(SoundUnusable, match="welcome is no sound that can be played"):
        read(content, "welcome", 60)


def test_what_is_too_long_is_refused() -> None:
    with pytest.raises(SoundUnusable, match="longer than 2 s"):
        read(as_file(tone(440, 8_000, 2.1), 8_000), "it", 2)


def test_silence_before_and_behind_is_cut_off_and_a_margin_is_left() -> None:
    quiet = np.zeros(RATE, np.float32)
    made = trimmed(np.concatenate([quiet, tone(440, RATE, 0.5), quiet]))
    assert len(made) / RATE == pytest.approx(0.6, abs=0.021)


def test_of_silence_nothing_is_left() -> None:
    assert len(trimmed(np.zeros(RATE, np.float32))) == 0
    assert len(trimmed(np.zeros(0, np.float32))) == 0


@pytest.mark.parametrize("amplitude", [0.001, 0.05, 1.0])
def test_every_voice_is_made_as_loud_as_the_prompts_of_asterisk(amplitude: float) -> None:
    assert 20 * np.log10(rms(levelled(tone(440, RATE, amplitude=amplitude)))) == pytest.approx(-19, abs=0.1)


def test_a_peak_is_never_cut_off() -> None:
    spiky = tone(440, RATE, amplitude=0.01)
    spiky[1_000] = 0.9
    assert np.abs(levelled(spiky)).max() <= 0.9


def test_a_file_is_there_whole_for_everybody_to_read_and_nothing_beside_it(tmp_path: Path) -> None:
    file = tmp_path / "folder" / "made.wav"
    write(tone(440, RATE), file)
    info = soundfile.info(file)
    assert (info.samplerate, info.channels, info.subtype, info.frames) == (RATE, 1, "PCM_16", RATE // 2)
    assert file.stat().st_mode & 0o777 == 0o644
    assert list(file.parent.iterdir()) == [file]


def test_a_file_is_written_in_the_codecs_of_the_trunks_too(tmp_path: Path) -> None:
    file = tmp_path / "made.wav"
    write(tone(440, RATE), file, ("alaw", "g722", "ulaw"))
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".alaw", ".ulaw", ".wav"]
    for codec, subtype in (("alaw", "ALAW"), ("ulaw", "ULAW")):
        coded = file.with_suffix(f".{codec}")
        heard, _ = soundfile.read(coded, samplerate=RATE, channels=1, subtype=subtype, format="RAW")
        assert coded.stat().st_size == RATE // 2, "one byte a sample, no header"
        assert np.abs(heard - tone(440, RATE)).max() < 0.03
