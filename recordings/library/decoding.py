"""Finished files back into samples, whole or what is left of them. Nothing is written.

Refuses what is no sound of ours: one or two channels at 8 kHz, at most a day of them.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

import numpy as np
import soundfile

from recordings.library.legs import LEG_SECONDS_AT_MOST, SAMPLE_RATE, Samples

BLOCK_FRAMES = 400 * 160
"""8 s: an hour takes no more memory than that. A multiple of the frames that are measured."""


_STEP_FRAMES = 800


class SoundUnusable(Exception):
    """No recording: {reason}"""

    def __init__(self, reason: str) -> None:
        super().__init__((type(self).__doc__ or "").format(reason=reason))


class Decoder:
    """An open finished file, read once from its begin to its end. ``promised``: how long its header says it is."""

    def __init__(self, file: soundfile.SoundFile) -> None:
        self._file = file
        self.channels: int = file.channels
        self.promised: int = file.frames

    def blocks(self, frames: int = BLOCK_FRAMES) -> Iterator[Samples]:
        """Samples, a row for each channel, in blocks of so many. Ends where the sound ends, or where it is broken.

        A read that meets the fault loses all it has read, so that each reads only a tenth of a second.
        """
        broken, left = False, LEG_SECONDS_AT_MOST * SAMPLE_RATE
        while left > 0 and not broken:
            block = np.empty((frames, self.channels), np.int16)
            there = 0
            while there < frames:
                step = block[there : there + _STEP_FRAMES]
                try:
                    read = len(self._file.read(out=step))
                except soundfile.LibsndfileError:
                    read = 0
                there += read
                broken = read < len(step)
                if broken:
                    break
            left -= there
            if there:
                yield np.ascontiguousarray(block[:there].T)


@contextmanager
def decoder(file: BinaryIO) -> Iterator[Decoder]:
    """Read a finished file.

    :raises SoundUnusable: it is no sound, or none of ours.
    """
    try:
        sound = soundfile.SoundFile(file)
    except (soundfile.LibsndfileError, RuntimeError, TypeError) as error:
        raise SoundUnusable(str(error)[:200]) from error
    with sound:
        if sound.samplerate != SAMPLE_RATE or sound.channels not in (1, 2):
            raise SoundUnusable(f"{sound.channels} channels at {sound.samplerate} Hz")
        yield Decoder(sound)


def decoded(data: bytes) -> Samples:
    """All samples of a finished file, one row for each instant: (frames, channels) at 8 kHz.

    :raises SoundUnusable: it is no sound, or none of ours.
    """
    with decoder(io.BytesIO(data)) as sound:
        blocks = list(sound.blocks())
        rows = np.concatenate(blocks, axis=1) if blocks else np.zeros((sound.channels, 0), np.int16)
    return np.ascontiguousarray(rows.T)
