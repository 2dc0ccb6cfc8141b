"""Two mono legs into one stereo file, caller left, agent right. Blocks: belongs in a worker thread.

Refuses to lose sound: legs go only after the stereo file is on the disk, and a file of another conversation is not
replaced. The file is written by hand rather than by libsndfile, which reports a full disk as a failed assertion.
"""

import os
import struct
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np

from recordings.events import RecordingState
from recordings.library.legs import SAMPLE_RATE, Leg, LegUnusable, open_leg
from recordings.naming import LegFiles

_BLOCK_FRAMES = 64 * 1024
_HEADER_BYTES = 44
_FRAME_BYTES = 4
_TOLERANCE_SECONDS = 0.5
"""By how much the file may differ from the talk: the legs begin a request before the bridge and end a frame early."""


class RecordingExists(Exception):
    """{path} holds another conversation: the legs were kept."""

    def __init__(self, path: Path) -> None:
        super().__init__((type(self).__doc__ or "").format(path=path))


@dataclass(frozen=True, slots=True)
class Joined:
    """What became of the legs. ``path`` is where the stereo file is, or would be; ``detail`` says what is wrong."""

    path: Path
    state: RecordingState
    duration_seconds: float
    detail: str = ""


def join(legs: LegFiles, target: Path, talk_seconds: float | None) -> Joined:
    """Join what there is of the two legs, check it against the talk, and remove what was joined.

    Both are padded with silence to the longer one. A crash at any moment leaves either the legs or a whole file: where
    the file is there, doing it again only removes what is left of the legs.

    :param talk_seconds: how long the legs were bridged; None where nobody knows: then the length is not checked.
    :raises RecordingExists: the target is of another conversation. Nothing was changed.
    :raises OSError: the disk is full, gone or not ours. The legs were kept.
    """
    with ExitStack() as stack:
        faults: list[str] = []
        caller = _opened(stack, legs.caller, faults)
        agent = _opened(stack, legs.agent, faults)
        there = [leg for leg in (caller, agent) if leg is not None]
        frames = max((leg.frames for leg in there), default=0)
        existing = _frames_of(target)
        if existing is not None:
            if there and (frames > existing or (len(there) == 2 and frames != existing)):
                raise RecordingExists(target)
            state, seconds, detail = _judged(existing, [existing], [], talk_seconds)
            joined = Joined(target, state, seconds, detail or "was joined before")
        elif not there:
            return Joined(target, RecordingState.MISSING, 0.0, "; ".join(faults))
        else:
            _write(target, caller, agent, frames)
            joined = Joined(target, *_judged(frames, [leg.frames for leg in there], faults, talk_seconds))
    for path, leg in ((legs.caller, caller), (legs.agent, agent)):
        if leg is not None:
            path.unlink(missing_ok=True)
    return joined


def discard(legs: LegFiles) -> None:
    """Remove the legs of a conversation that never came about; what cannot be removed is found at the next start."""
    with suppress(OSError):
        legs.caller.unlink(missing_ok=True)
        legs.agent.unlink(missing_ok=True)


def _opened(stack: ExitStack, path: Path, faults: list[str]) -> Leg | None:
    try:
        return stack.enter_context(open_leg(path))
    except LegUnusable as fault:
        faults.append(str(fault))
        return None


def _judged(
    frames: int, of_legs: list[int], faults: list[str], talk_seconds: float | None
) -> tuple[RecordingState, float, str]:
    seconds = frames / SAMPLE_RATE
    if faults:
        return RecordingState.MISSING, seconds, "; ".join(faults)
    if talk_seconds is None:
        return RecordingState.COMPLETE, seconds, "how long they talked is not known"
    lengths = [leg / SAMPLE_RATE for leg in of_legs]
    if all(abs(length - talk_seconds) <= _TOLERANCE_SECONDS for length in lengths):
        return RecordingState.COMPLETE, seconds, ""
    told = " and ".join(f"{length:.3f} s" for length in lengths)
    return RecordingState.SHORT, seconds, f"legs of {told} for {talk_seconds:.3f} s of talk"


def _frames_of(target: Path) -> int | None:
    """The length of a stereo file of ours; None where there is none. It was renamed into place whole."""
    try:
        return max(0, target.stat(follow_symlinks=False).st_size - _HEADER_BYTES) // _FRAME_BYTES
    except FileNotFoundError:
        return None


def _write(target: Path, caller: Leg | None, agent: Leg | None, frames: int) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.part")
    part.unlink(missing_ok=True)
    # Created by us and by nobody before us; readable by the group that plays recordings, by no one else.
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o640)
    with os.fdopen(descriptor, "wb") as file:
        file.write(_header(frames))
        _write_samples(file, caller, agent, frames)
        file.flush()
        os.fsync(descriptor)
    part.rename(target)
    _sync_folder(target.parent)


def _write_samples(file: BinaryIO, caller: Leg | None, agent: Leg | None, frames: int) -> None:
    """Block by block: an hour of talk takes no more memory than a second."""
    for begin in range(0, frames, _BLOCK_FRAMES):
        block = np.zeros((min(_BLOCK_FRAMES, frames - begin), 2), dtype="<i2")
        for channel, leg in enumerate((caller, agent)):
            if leg is not None:
                samples = leg.read(len(block))
                block[: len(samples), channel] = samples
        file.write(block.tobytes())


def _header(frames: int) -> bytes:
    """RIFF, 16-bit PCM, two channels (Multimedia Programming Interface and Data Specifications 1.0, "Waveform")."""
    data = frames * _FRAME_BYTES
    layout = (b"RIFF", 36 + data, b"WAVE", b"fmt ", 16, 1, 2, SAMPLE_RATE, SAMPLE_RATE * _FRAME_BYTES, _FRAME_BYTES, 16)
    return struct.pack("<4sI4s4sIHHIIHH", *layout) + struct.pack("<4sI", b"data", data)


def _sync_folder(folder: Path) -> None:
    """A rename is only safe from a power cut once its folder is written."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
