"""Real sound files for the tests of the library: tones as Asterisk writes them, whole or as a crash leaves them."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from recordings.label import Kind, Label
from recordings.library import Finished, FinishingFolders, Job
from recordings.library.finishing import finish
from recordings.naming import CaptureFormat, LegFiles, leg_files
from recordings.policy import SoundFormat
from vocabulary.ids import AgentName, ContactId, OfferId, QueueName, RecordingId

RATE = 8000
BEGAN_AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


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


def label_of(
    name: str = "rec-o-1", sound: SoundFormat = SoundFormat.FLAC, kind: Kind = Kind.CONVERSATION, number: str = "+43123"
) -> Label:
    return Label(
        recording=RecordingId(name),
        contact=ContactId("contact-1"),
        offer=OfferId(name.removeprefix("rec-")),
        kind=kind,
        began_at=BEGAN_AT,
        caller_number=number,
        queue=QueueName("support"),
        agent=AgentName("alice"),
        direction="in",
        sound=sound,
        keep_days=365,
    )


def folders_in(folder: Path) -> FinishingFolders:
    return FinishingFolders(folder / "outbox", folder / "quarantine")


def write_legs(legs: LegFiles, seconds: float = 1.0, caller_hertz: float = 440) -> LegFiles:
    legs.caller.parent.mkdir(parents=True, exist_ok=True)
    write_wav(legs.caller, tone(caller_hertz, seconds))
    write_wav(legs.agent, tone(1000, seconds))
    return legs


def finished(folder: Path, job: Job) -> Finished:
    return finish(job, folders_in(folder)).finished
