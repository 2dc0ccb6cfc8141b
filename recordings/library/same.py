"""Whether two files, or a file and its legs, hold the same sound. Reads only."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from itertools import chain, repeat
from pathlib import Path

import numpy as np

from recordings.library.decoding import Decoder, SoundUnusable, decoder
from recordings.library.files import NoPlainFile, opened
from recordings.library.legs import SAMPLE_RATE, Leg, Samples
from recordings.library.sidecar import Finished
from recordings.policy import SoundFormat


def same_sound(one: Path, other: Path) -> bool:
    """Whether two finished files give the same samples; false where one of them is no sound.

    The bytes may differ: an Ogg stream has a number drawn by lot (RFC 3533, 6).

    :raises OSError: the disk's own faults.
    """
    try:
        with ExitStack() as stack:
            first, second = (_sound(stack, path) for path in (one, other))
            return _equal(first.blocks(), second.blocks())
    except (SoundUnusable, NoPlainFile):
        return False


def holds(entry: Finished, legs: Sequence[Leg | None]) -> bool:
    """Whether the finished file is made of these legs, as far as they are still there; reads them to their end.

    Of a format that loses something only the length can be compared.

    :raises OSError: the disk's own faults.
    """
    if entry.file is None or entry.sound is None or len(legs) != len(entry.sound.channels):
        return False
    there = [leg.frames for leg in legs if leg is not None]
    frames = round(entry.seconds * SAMPLE_RATE)
    if any(one > frames for one in there) or (len(there) == len(legs) and frames not in there):
        return False
    if entry.sound.kept_as is SoundFormat.OPUS:
        return True
    try:
        with ExitStack() as stack:
            sound = _sound(stack, entry.file)
            return all(_begins_with(block, legs) for block in sound.blocks()) and not any(
                leg.read(1).size for leg in legs if leg is not None
            )
    except (SoundUnusable, NoPlainFile):
        return False


def _sound(stack: ExitStack, path: Path) -> Decoder:
    file, _ = stack.enter_context(opened(path))
    return stack.enter_context(decoder(file))


def _equal(one: Iterator[Samples], other: Iterator[Samples]) -> bool:
    none: Iterator[Samples | None] = repeat(None)
    for first, second in zip(chain(one, none), chain(other, none), strict=False):
        if first is None or second is None:
            return first is second
        if not np.array_equal(first, second):
            return False
    return True


def _begins_with(block: Samples, legs: Sequence[Leg | None]) -> bool:
    for row, leg in zip(block, legs, strict=True):
        if leg is not None:
            samples = leg.read(len(row))
            if not np.array_equal(row[: len(samples)], samples) or row[len(samples) :].any():
                return False
    return True
