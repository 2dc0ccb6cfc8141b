"""Samples into a finished file, block by block: FLAC and Ogg Opus by libsndfile, WAV by hand.

Refuses to believe that a disk takes what it is given: libsndfile reports a full disk as a failed assertion, or not at
all, so that the bytes are written by us, and a fault is raised as what it is.
"""

import os
import struct
from collections.abc import Iterable
from typing import assert_never

import numpy as np
import soundfile

from recordings.library.files import write_all
from recordings.library.legs import SAMPLE_RATE, Samples
from recordings.policy import SoundFormat

_BYTES_A_SAMPLE = 2
WAV_HEADER_BYTES = 44


def encode(descriptor: int, kept_as: SoundFormat, channels: int, frames: int, blocks: Iterable[Samples]) -> None:
    """Write all blocks (a row for each channel) as a file of this format; ``frames`` is the length of all together.

    Ogg Opus takes 8 kHz (RFC 7845, 5.1: the decoder works at 48 kHz, the header names the rate of the source).

    :raises OSError: the disk is full, gone or not ours.
    """
    match kept_as:
        case SoundFormat.WAV:
            write_all(descriptor, wav_header(frames, channels))
            for block in blocks:
                write_all(descriptor, np.ascontiguousarray(block.T).data.cast("B"))
        case SoundFormat.FLAC:
            _encode(descriptor, "FLAC", "PCM_16", channels, blocks)
        case SoundFormat.OPUS:
            _encode(descriptor, "OGG", "OPUS", channels, blocks)
        case _:
            assert_never(kept_as)


def wav_header(frames: int, channels: int) -> bytes:
    """RIFF, 16-bit PCM (Multimedia Programming Interface and Data Specifications 1.0, "Waveform").

    :raises OSError: no wav can be so long: its lengths are numbers of 32 bits.
    """
    width = channels * _BYTES_A_SAMPLE
    size = frames * width
    if size + WAV_HEADER_BYTES >= 2**32:
        raise OSError(f"{frames} frames are too long for a wav file")
    fields = (b"RIFF", 36 + size, b"WAVE", b"fmt ", 16, 1, channels, SAMPLE_RATE, SAMPLE_RATE * width, width, 16)
    return struct.pack("<4sI4s4sIHHIIHH", *fields) + struct.pack("<4sI", b"data", size)


class _Pen:
    """What libsndfile writes with. After the first fault it takes everything and writes nothing more."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self.fault: OSError | None = None

    def write(self, data: bytes) -> int:
        if self.fault is None:
            try:
                write_all(self._descriptor, data)
            except OSError as fault:
                self.fault = fault
        return len(data)

    def read(self, count: int) -> bytes:
        return os.read(self._descriptor, count)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        return os.lseek(self._descriptor, offset, whence)

    def tell(self) -> int:
        return self.seek(0, os.SEEK_CUR)


def _encode(descriptor: int, form: str, subtype: str, channels: int, blocks: Iterable[Samples]) -> None:
    pen = _Pen(descriptor)
    try:
        with soundfile.SoundFile(pen, "w", SAMPLE_RATE, channels, format=form, subtype=subtype) as file:
            for block in blocks:
                file.write(np.ascontiguousarray(block.T))
                if pen.fault is not None:
                    break
    except soundfile.LibsndfileError as error:
        raise pen.fault or OSError(f"libsndfile: {error}") from error
    if pen.fault is not None:
        raise pen.fault
