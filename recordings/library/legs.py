"""Reading one leg as Asterisk left it: 16-bit wav or raw mu-law, mono, 8 kHz. Believes no header that the size belies.

Refuses symbolic links and anything that is no regular file. Writes nothing.
"""

import os
import struct
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from recordings.library.files import NoPlainFile, opened
from recordings.naming import CaptureFormat

SAMPLE_RATE = 8000
Samples = NDArray[np.int16]

LEG_SECONDS_AT_MOST = 24 * 3600
"""What is longer was written by no conversation: a file may claim more than any disk holds."""

_CHUNKS_AT_MOST = 64


class LegUnusable(Exception):
    """{name} {reason}"""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__((type(self).__doc__ or "").format(name=path.name, reason=reason))


class LegMissing(LegUnusable):
    """{name} {reason}"""


@dataclass(frozen=True, slots=True)
class Glance:
    """What can be seen of a leg without reading it. ``size`` in bytes, -1 where there is no file.

    ``closed``: the header names the file's own length, which Asterisk writes last (format_wav.c, ``update_header``).
    A mu-law file has no header and never looks closed.
    """

    size: int
    closed: bool


@dataclass(frozen=True, slots=True)
class Sighting:
    """Which file was read, and how much of it there was: what may be removed once it is kept."""

    device: int
    inode: int
    size: int


class Leg:
    """An open leg, read once from its begin to its end. ``frames`` is all there is to be read of it.

    ``left_out``: the samples behind these, which are not read.
    """

    def __init__(self, file: BinaryIO, frames: int, law: Samples | None, seen: Sighting, left_out: int = 0) -> None:
        self._file = file
        self._left = frames
        self._law = law
        self.frames = frames
        self.seen = seen
        self.left_out = left_out

    def read(self, frames: int) -> Samples:
        """The next samples, at most ``frames``; fewer (then none) at the end."""
        frames = min(frames, self._left)
        width = 1 if self._law is not None else 2
        data = self._file.read(frames * width)
        self._left -= frames
        if self._law is not None:
            return self._law[np.frombuffer(data, np.uint8)]
        return np.frombuffer(data[: len(data) // 2 * 2], "<i2").astype(np.int16, copy=False)


def glance(path: Path) -> Glance:
    """Look at a leg: its size, and whether Asterisk has closed it."""
    try:
        with opened(path) as (file, seen):
            if _is_mu_law(path):
                return Glance(seen.st_size, closed=False)
            return Glance(seen.st_size, closed=_wav_layout(path, file, seen.st_size).honest)
    except NoPlainFile:
        return Glance(0, closed=False)
    except OSError:
        # Not there, or a fault of the disk, which is told when the leg is read.
        return Glance(-1, closed=False)
    except LegUnusable:
        return Glance(0, closed=False)


@contextmanager
def open_leg(path: Path, up_to_bytes: int | None = None) -> Iterator[Leg]:
    """Open a leg for reading, the first so many bytes of the file where a number is given.

    :raises LegMissing: it was never written.
    :raises LegUnusable: it is no regular file, or holds no 16-bit mono sound at 8 kHz.
    :raises OSError: the disk's own faults.
    """
    with ExitStack() as stack:
        try:
            file, status = stack.enter_context(opened(path))
        except FileNotFoundError:
            raise LegMissing(path, "was never written") from None
        except NoPlainFile as fault:
            raise LegUnusable(path, str(fault)) from fault
        seen = Sighting(status.st_dev, status.st_ino, status.st_size)
        if _is_mu_law(path):
            offset, width, there, law = 0, 1, seen.size, _mu_law()
        else:
            layout = _wav_layout(path, file, seen.size)
            offset, width, there, law = layout.offset, 2, layout.data_bytes, None
        file.seek(offset)
        frames = _possible(path, there // width)
        wanted = frames if up_to_bytes is None else max(0, min(frames, (up_to_bytes - offset) // width))
        yield Leg(file, wanted, law, seen, frames - wanted)


def _possible(path: Path, frames: int) -> int:
    if frames > LEG_SECONDS_AT_MOST * SAMPLE_RATE:
        raise LegUnusable(path, f"claims {frames} samples, more than a day")
    return frames


@dataclass(frozen=True, slots=True)
class _Layout:
    offset: int
    data_bytes: int
    honest: bool


def _wav_layout(path: Path, file: BinaryIO, size: int) -> _Layout:
    """Where the samples lie. All the rest of the file is sound where the header lies: a crash leaves zeros in it."""
    head = file.read(12)
    if len(head) < 12 or head[:4] != b"RIFF" or head[8:] != b"WAVE":
        raise LegUnusable(path, "is empty" if size == 0 else "is no wav file")
    (riff_bytes,) = struct.unpack("<I", head[4:8])
    for _ in range(_CHUNKS_AT_MOST):
        chunk = file.read(8)
        if len(chunk) < 8:
            break
        kind, length = chunk[:4], struct.unpack("<I", chunk[4:])[0]
        if kind == b"data":
            offset = file.tell()
            honest = riff_bytes + 8 == size and offset + length <= size
            return _Layout(offset, length if honest else size - offset, honest)
        if kind == b"fmt ":
            _check_format(path, file.read(length))
        else:
            file.seek(length, os.SEEK_CUR)
    raise LegUnusable(path, "holds no sound")


def _check_format(path: Path, fields: bytes) -> None:
    if len(fields) < 16:
        raise LegUnusable(path, "has a broken header")
    coding, channels, rate, _, _, bits = struct.unpack("<HHIIHH", fields[:16])
    if (coding, channels, rate, bits) != (1, 1, SAMPLE_RATE, 16):
        raise LegUnusable(path, f"is coding {coding}, {channels} channels, {rate} Hz, {bits} bits: not a leg")


def _is_mu_law(path: Path) -> bool:
    return path.suffix == f".{CaptureFormat.ULAW.value}"


def _mu_law() -> Samples:
    """The 256 values of mu-law (ITU-T G.711, table 2a), as 16-bit samples."""
    code = ~np.arange(256, dtype=np.uint8)
    magnitude = ((((code & 0x0F).astype(np.int32) << 3) + 0x84) << ((code >> 4) & 0x07).astype(np.int32)) - 0x84
    return np.where(code & 0x80, -magnitude, magnitude).astype(np.int16)
