"""One recording from its legs to the outbox, from whatever a crash left of it. Blocks: belongs in a worker thread.

Refuses to raise, and to fail silently: what could not be done is told with its reason, and everything is kept.
"""

import os
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from recordings.events import RecordingState
from recordings.label import Label
from recordings.label_text import LabelUnusable
from recordings.library.files import RecordingExists, sync_folder
from recordings.library.joining import TOLERANCE_SECONDS, FinishingFolders, Opened, join, leg_paths
from recordings.library.labels import read_label
from recordings.library.legs import Leg
from recordings.library.outbox import places, put_entry_aside, read_entry, show
from recordings.library.quarantine import quarantine
from recordings.library.same import holds
from recordings.library.sidecar import Finished
from recordings.naming import LegFiles, UnsafeRecordingName, key_for, label_name


@dataclass(frozen=True, slots=True)
class Job:
    """Legs whose conversation is over. ``talk_seconds`` is None where nobody knows it (found after a crash).

    Of a message only ``legs.caller`` is there. ``true_bytes``: what a fault of the disk left of each leg that is in its
    place; Asterisk goes on behind it as if nothing were missing, once there is room. None where there was no fault.
    """

    label: Label
    legs: LegFiles
    talk_seconds: float | None
    true_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """``later``: a fault of the disk kept it from being finished; another try may do."""

    finished: Finished
    later: bool = False


def finish(job: Job, folders: FinishingFolders) -> Done:
    """Join the legs, if that was not done before, and put what there is of them away. Never raises for a disk.

    A crash at any moment leaves either the legs or a whole finished file with its sidecar; doing it again goes on from
    there. Legs that cannot be read, or that are another recording's, go to quarantine.
    """
    try:
        with ExitStack() as stack:
            legs = Opened(stack, leg_paths(job.label, job.legs), job.true_bytes)
            finished = _finished_before(job, legs, folders)
            if finished is None:
                finished = _joined(job, legs, folders)
            faults = _clear(job, legs, finished, folders)
            _show(job, folders)
            return Done(replace(finished, detail="; ".join(filter(None, (finished.detail, *faults)))))
    except OSError as fault:
        return Done(_nothing(job, f"not finished, legs kept: {fault}"), later=True)
    except RecordingExists as fault:
        return Done(_nothing(job, f"not finished, nothing was replaced: {fault}"))
    except (LabelUnusable, UnsafeRecordingName) as fault:
        return Done(_nothing(job, f"not finished, legs kept: {fault}"))


def _show(job: Job, folders: FinishingFolders) -> None:
    if os.path.lexists(places(folders.outbox, job.label.recording).committed):
        show(folders.outbox, job.label.recording)


def _finished_before(job: Job, legs: Opened, folders: FinishingFolders) -> Finished | None:
    """What an earlier try wrote; None where it wrote nothing whole."""
    sidecars = places(folders.outbox, job.label.recording)
    there = next((path for path in (sidecars.committed, sidecars.waiting) if os.path.lexists(path)), None)
    if there is None:
        return None
    try:
        entry = read_entry(there, folders.outbox, job.label.recording)
    except LabelUnusable as fault:
        if not legs.there:
            raise
        # The legs are still there: they say more than a file that cannot be believed.
        put_entry_aside(folders.outbox, job.label.recording, folders.quarantine, str(fault))
        return None
    if legs.there and not holds(entry, legs.legs):
        for path, leg in zip(legs.paths, legs.legs, strict=True):
            if leg is not None:
                legs.unusable[path] = "another recording of this id is finished already"
        _put_aside(job, legs, folders)
        _show(job, folders)
        raise RecordingExists(there)
    return replace(entry, detail=entry.detail or "was finished before")


def _put_aside(job: Job, legs: Opened, folders: FinishingFolders) -> None:
    for path, why in legs.unusable.items():
        quarantine(path, folders.quarantine, why)
    label = job.legs.caller.with_name(label_name(job.label.recording))
    if os.path.lexists(label):
        quarantine(label, folders.quarantine, "the label of another recording of this id")


def _joined(job: Job, legs: Opened, folders: FinishingFolders) -> Finished:
    of_a_moment = job.talk_seconds is not None and job.talk_seconds <= TOLERANCE_SECONDS
    if legs.frames or (of_a_moment and legs.there and not legs.faults):
        return join(job.label, legs, job.talk_seconds, folders)
    empty = [f"{path.name} holds no sound" for path, leg in zip(legs.paths, legs.legs, strict=True) if leg is not None]
    return _nothing(job, "; ".join([*legs.faults, *empty]))


def _nothing(job: Job, detail: str) -> Finished:
    return Finished(job.label, RecordingState.MISSING, 0.0, detail, None, None, key_for(job.label))


def _clear(job: Job, legs: Opened, finished: Finished, folders: FinishingFolders) -> list[str]:
    """Legs that are in the finished file go; what is not in it is kept in quarantine, with the label.

    :returns: why something could not be put into quarantine, and is where it was: that must not hold up what is whole.
    """
    believed = finished.file is not None
    put_aside = dict(legs.unusable)
    for path, leg in zip(legs.paths, legs.legs, strict=True):
        if leg is None:
            continue
        if not believed:
            put_aside[path] = "holds no sound"
        elif leg.left_out:
            put_aside[path] = f"holds {leg.left_out} samples behind a gap: nobody knows of which time"
        elif _is_as_read(path, leg):
            path.unlink()
        elif os.path.lexists(path):
            put_aside[path] = "was written to after it was joined"
    faults: list[str] = []
    for path, why in put_aside.items():
        try:
            quarantine(path, folders.quarantine, why)
        except OSError as fault:
            faults.append(f"{path.name} is left where it is: {fault}")
    # Whose sound lies in quarantine must be known: their right to be erased holds there too.
    more_than_kept = any(leg.left_out for leg in legs.there)
    _clear_label(job, folders, believed=(believed and not more_than_kept) or not put_aside)
    folder = job.legs.caller.parent
    if folder.is_dir():
        sync_folder(folder)
    return faults


def _is_as_read(path: Path, leg: Leg) -> bool:
    try:
        now = path.stat(follow_symlinks=False)
    except FileNotFoundError:
        return False
    return (now.st_dev, now.st_ino, now.st_size) == (leg.seen.device, leg.seen.inode, leg.seen.size)


def _clear_label(job: Job, folders: FinishingFolders, *, believed: bool) -> None:
    label = job.legs.caller.with_name(label_name(job.label.recording))
    with suppress(FileNotFoundError):
        try:
            read_label(label)
        except LabelUnusable as fault:
            quarantine(label, folders.quarantine, str(fault))
            return
        if believed:
            label.unlink()
        else:
            quarantine(label, folders.quarantine, "the label of legs in quarantine")
