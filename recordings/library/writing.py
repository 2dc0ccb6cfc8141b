"""A finished file, written and measured in one pass, and its checksum. Blocks: belongs in a worker thread."""

import hashlib
import os
from collections.abc import Iterable, Iterator

from recordings.library.analysis import Analysis
from recordings.library.encoding import encode
from recordings.library.legs import SAMPLE_RATE, Samples
from recordings.policy import SoundFormat
from recordings.sound import Sound


def write_sound(descriptor: int, kept_as: SoundFormat, channels: int, frames: int, blocks: Iterable[Samples]) -> Sound:
    """Write all blocks (a row for each channel), ``frames`` samples together, as an empty file's content.

    :raises OSError: the disk is full, gone or not ours.
    """
    analysis = Analysis(channels, frames)

    def heard() -> Iterator[Samples]:
        for block in blocks:
            analysis.add(block)
            yield block

    encode(descriptor, kept_as, channels, frames, heard())
    size = os.lseek(descriptor, 0, os.SEEK_END)
    os.lseek(descriptor, 0, os.SEEK_SET)
    with os.fdopen(os.dup(descriptor), "rb") as file:
        # Read back: FLAC writes its head last, and what is on the disk is what must be found again.
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Sound(kept_as, size, digest, frames / SAMPLE_RATE, analysis.channels(), analysis.double_talk_share())
