"""Legs into one finished file in the outbox: two of a conversation (caller left, agent right), or one of a message.

Blocks: belongs in a worker thread. Refuses to lose sound: legs go only once the finished file and its sidecar are on
the disk, and only what was read of them; nothing is replaced, and what cannot be believed goes to quarantine.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from recordings.events import RecordingState
from recordings.label import Kind, Label
from recordings.library.decoding import BLOCK_FRAMES
from recordings.library.files import part_file, part_of, place
from recordings.library.legs import SAMPLE_RATE, Leg, LegMissing, LegUnusable, Samples, open_leg
from recordings.library.outbox import commit
from recordings.library.quarantine import quarantine
from recordings.library.same import same_sound
from recordings.library.sidecar import Finished
from recordings.library.writing import write_sound
from recordings.naming import LegFiles, key_for, sound_name

PACKET_FRAMES = 160
TOLERANCE_SECONDS = 0.5
"""By how much the file may differ from the talk: the legs begin a request before the bridge and end a frame early."""


@dataclass(frozen=True, slots=True)
class FinishingFolders:
    """``outbox``: of finished files not kept yet. ``quarantine``: of files that cannot be believed."""

    outbox: Path
    quarantine: Path


class Opened:
    """The legs of one recording, open. ``legs``: a channel each, None where there is none to read.

    ``up_to_bytes``: so much of each file is read, where that is known.
    """

    def __init__(self, stack: ExitStack, paths: Sequence[Path], up_to_bytes: int | None = None) -> None:
        self.paths = tuple(paths)
        self._up_to_bytes = up_to_bytes
        self.faults: list[str] = []
        self.unusable: dict[Path, str] = {}
        self.legs = tuple(self._open(stack, path) for path in paths)

    @property
    def there(self) -> tuple[Leg, ...]:
        """The legs that can be read."""
        return tuple(leg for leg in self.legs if leg is not None)

    @property
    def frames(self) -> int:
        """The length of the longest."""
        return max((leg.frames for leg in self.there), default=0)

    def blocks(self) -> Iterator[Samples]:
        """All sound, a row for each leg, the shorter padded with silence: an hour takes no more memory than 8 s."""
        for begin in range(0, self.frames, BLOCK_FRAMES):
            block = np.zeros((len(self.legs), min(BLOCK_FRAMES, self.frames - begin)), np.int16)
            for row, leg in zip(block, self.legs, strict=True):
                if leg is not None:
                    samples = leg.read(len(row))
                    row[: len(samples)] = samples
            yield block

    def _open(self, stack: ExitStack, path: Path) -> Leg | None:
        try:
            return stack.enter_context(open_leg(path, self._up_to_bytes))
        except LegMissing as fault:
            self.faults.append(str(fault))
        except LegUnusable as fault:
            self.faults.append(str(fault))
            self.unusable[path] = str(fault)
        return None


def leg_paths(label: Label, legs: LegFiles) -> tuple[Path, ...]:
    """The legs such a recording has."""
    return (legs.caller,) if label.kind is Kind.MESSAGE else (legs.caller, legs.agent)


def join(label: Label, legs: Opened, talk_seconds: float | None, folders: FinishingFolders) -> Finished:
    """Write the finished file and its sidecar. The legs are left as they are.

    :param talk_seconds: how long the legs were bridged; None where nobody knows: then the length is not checked.
    :raises RecordingExists: another one of this id waits to be kept.
    :raises OSError: the disk is full, gone or not ours. Nothing was changed.
    """
    # Of a talk that was over before its first packet there is a packet of silence: no format has files without sound.
    frames = legs.frames or PACKET_FRAMES
    sounds = legs.blocks() if legs.frames else (np.zeros((len(legs.legs), PACKET_FRAMES), dtype="<i2"),)
    target = folders.outbox / sound_name(label.recording, label.sound)
    with part_file(target) as descriptor:
        sound = write_sound(descriptor, label.sound, len(legs.legs), frames, sounds)
    if os.path.lexists(target):
        _make_room(target, folders)
    place(target)
    state, detail = _judged(label, legs, talk_seconds)
    finished = Finished(label, state, frames / SAMPLE_RATE, detail, sound, target, key_for(label))
    commit(folders.outbox, finished)
    return finished


def discard(legs: LegFiles) -> None:
    """Remove the legs of a conversation that never came about; what cannot be removed is found at the next start."""
    with suppress(OSError):
        legs.caller.unlink(missing_ok=True)
        legs.agent.unlink(missing_ok=True)


def _make_room(target: Path, folders: FinishingFolders) -> None:
    """A file without a sidecar: ours, from before a crash, or somebody else's."""
    if same_sound(target, part_of(target)):
        target.unlink()
    else:
        quarantine(target, folders.quarantine, "had no sidecar, and is not what its legs are")


def _judged(label: Label, legs: Opened, talk_seconds: float | None) -> tuple[RecordingState, str]:
    if legs.faults:
        return RecordingState.MISSING, "; ".join(legs.faults)
    if talk_seconds is None:
        return RecordingState.COMPLETE, "" if label.kind is Kind.MESSAGE else "how long they talked is not known"
    lengths = [leg.frames / SAMPLE_RATE for leg in legs.there]
    if all(abs(length - talk_seconds) <= TOLERANCE_SECONDS for length in lengths):
        return RecordingState.COMPLETE, ""
    told = " and ".join(f"{length:.3f} s" for length in lengths)
    return RecordingState.SHORT, f"legs of {told} for {talk_seconds:.3f} s of talk"
