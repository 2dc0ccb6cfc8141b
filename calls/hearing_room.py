"""The folder of what is being heard on phones: files that Asterisk plays and nobody keeps. Blocks: for worker threads.

Refuses to keep anything: a file lies here from the ringing of the phone to its end, and whatever a crash left is
removed at the next start. Nobody but us and the account Asterisk runs as may read it.
"""

import os
import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vocabulary.ids import MediaUri

RATE = 8000
"""Samples a second, of what is played to a phone; as recordings are."""

Samples = NDArray[np.int16]

_FOLDER_MODE = 0o750
_FILE_MODE = 0o640
_BLOCK = 64 * 1024
_HEADER_BYTES = 44
_SAMPLE_BYTES = 2


class HearingRoom:
    """One folder, below one that Asterisk may enter. ``new_id``: draws an id of a kind; files are called by it."""

    def __init__(self, folder: Path, new_id: Callable[[str], str]) -> None:
        self._folder = folder
        self._new_id = new_id

    def empty(self) -> int:
        """Remove all that is there, for a start; how many files it was.

        :raises OSError: the folder cannot be made or written.
        """
        self._prepare()
        left = [path for path in self._folder.iterdir() if not path.is_dir() or path.is_symlink()]
        for path in left:
            path.unlink(missing_ok=True)
        return len(left)

    def put(self, samples: Samples) -> Path:
        """Make a file of these samples, its channels mixed into one: a phone has one ear.

        :param samples: 8 kHz, of one channel, or of two side by side.
        :raises OSError: it cannot be written; nothing is left of it then.
        """
        self._prepare()
        path = self._folder / f"{self._new_id('h')}.wav"
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, _FILE_MODE)
        try:
            with os.fdopen(descriptor, "wb") as file:
                os.fchmod(descriptor, _FILE_MODE)
                _give(descriptor, self._folder.stat().st_gid)
                file.write(_header(len(samples)))
                for begin in range(0, len(samples), _BLOCK):
                    file.write(mixed(samples[begin : begin + _BLOCK]).astype("<i2").tobytes())
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        return path

    def remove(self, path: Path) -> None:
        """Remove a file that ``put`` made; one that is gone already is as wanted."""
        path.unlink(missing_ok=True)

    def _prepare(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        self._folder.chmod(_FOLDER_MODE)
        # Where we are root, Asterisk's account reads by its group, which has the folder above.
        group = self._folder.parent.stat().st_gid
        if self._folder.stat().st_gid != group:
            os.chown(self._folder, -1, group)


def media_of(path: Path) -> MediaUri:
    """How Asterisk is asked to play this file: without its ending, which it finds by itself."""
    return MediaUri(f"sound:{path.with_suffix('')}")


def mixed(samples: Samples) -> Samples:
    """One channel of one or two: added up, for both seldom speak at once, and cut off where that is too loud."""
    if samples.ndim == 1:
        return samples
    limits = np.iinfo(np.int16)
    added: Samples = np.clip(samples.sum(axis=1, dtype=np.int32), limits.min, limits.max).astype(np.int16)
    return added


def _give(descriptor: int, group: int) -> None:
    if os.fstat(descriptor).st_gid != group:
        os.fchown(descriptor, -1, group)


def _header(frames: int) -> bytes:
    """RIFF, 16-bit PCM, one channel (Multimedia Programming Interface and Data Specifications 1.0, "Waveform")."""
    data = frames * _SAMPLE_BYTES
    begin = (b"RIFF", _HEADER_BYTES - 8 + data, b"WAVE", b"fmt ", 16, 1, 1, RATE, RATE * _SAMPLE_BYTES)
    return struct.pack("<4sI4s4sIHHIIHH", *begin, _SAMPLE_BYTES, 16) + struct.pack("<4sI", b"data", data)
