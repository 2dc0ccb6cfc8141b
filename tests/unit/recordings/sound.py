"""Real sound files for the tests of the library: tones as Asterisk writes them, whole or as a crash leaves them."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from recordings.naming import CaptureFormat, LegFiles, leg_files
from vocabulary.ids import RecordingId

RATE = 8000


def tone(hertz: float, seconds: float) -> NDArray[np.int16]:
    """A tone at a quarter of full scale."""
    at = np.arange(round(seconds * RATE)) / RATE
    return (8192 * np.sin(2 * np.pi * hertz * at)).astype(np.int16)


def legs_in(folder: Path, name: str = "rec-o-1", capture: CaptureFormat = CaptureFormat.WAV) -> LegFiles:
    return leg_files(folder, RecordingId(name), capture)


def write_wav(path: Path, samples: NDArray[np.int16]) -> None:
    soundfile.write(path, samples, RATE, format="WAV", subtype="PCM_16")


def write_mu_law(path: Path, samples: NDArray[np.int16]) -> None:
    soundfile.write(path, samples, RATE, format="RAW", subtype="ULAW")


def unclose(path: Path) -> None:
    """Give a wav the header that Asterisk writes first and mends only when it closes the file: all lengths zero."""
    with path.open("r+b") as file:
        for offset in (4, 40):
            file.seek(offset)
            file.write(bytes(4))


def close(path: Path) -> None:
    """Mend the header, as Asterisk does at the end."""
    size = path.stat().st_size
    with path.open("r+b") as file:
        for offset, length in ((4, size - 8), (40, size - 44)):
            file.seek(offset)
            file.write(length.to_bytes(4, "little"))


def channels_of(path: Path) -> tuple[NDArray[np.int16], NDArray[np.int16]]:
    """Left and right of a stereo file, read by libsndfile: not by the code under test."""
    samples, rate = soundfile.read(path, dtype="int16", always_2d=True)
    assert rate == RATE
    assert samples.shape[1] == 2
    return samples[:, 0], samples[:, 1]


def names_in(folder: Path) -> Sequence[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())
