"""The folder of finished files that are not kept yet. Blocks: belongs in a worker thread.

A recording goes through these states, each left by one change of one name, so that a crash leaves it in one of them:

| State | In the outbox | Legs |
|---|---|---|
| being written | ``.ID.flac.part`` | there |
| written | ``ID.flac`` | there |
| committed | ``ID.flac``, ``.ID.json.done`` | there, or partly removed |
| waiting to be kept | ``ID.flac``, ``ID.json`` | gone |
| kept | ``.ID.json.kept``, perhaps ``ID.flac`` | gone |

Only what waits to be kept is seen from outside: nobody keeps a recording whose legs a crash could bring back.
"""

import os
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from recordings.label_text import LabelUnusable
from recordings.library.files import (
    NoPlainFile,
    RecordingExists,
    opened,
    part_file,
    place,
    read_small,
    sync_folder,
    whole_of,
    write_all,
)
from recordings.library.quarantine import quarantine
from recordings.library.sidecar import SIDECAR_BYTES_AT_MOST, Finished, finished_of, sidecar_text
from recordings.naming import key_for, sidecar_name, sidecar_of, sound_name, sound_of
from vocabulary.ids import RecordingId

_DONE = ".done"
_KEPT = ".kept"


@dataclass(frozen=True, slots=True)
class Places:
    """Where the files of one recording are in the outbox."""

    waiting: Path
    committed: Path
    kept: Path


def places(outbox: Path, recording: RecordingId) -> Places:
    """Where the sidecar is in each of its states.

    :raises UnsafeRecordingName: it is no id of ours.
    """
    name = sidecar_name(recording)
    return Places(outbox / name, outbox / f".{name}{_DONE}", outbox / f".{name}{_KEPT}")


def owner_of(name: str) -> RecordingId | None:
    """Whose a file of this name in the outbox is; None where the name is not ours."""
    whole = whole_of(name) or name
    for ending in (_DONE, _KEPT):
        if whole.startswith(".") and whole.endswith(ending):
            whole = whole[1:].removesuffix(ending)
    sound = sound_of(whole)
    return sidecar_of(whole) if sound is None else sound[0]


def outbox_entries(outbox: Path) -> tuple[Finished, ...]:
    """Everything that waits to be kept, by name. What cannot be believed is left out: :func:`tidy` sees to that."""
    found: list[Finished] = []
    for path in sorted(outbox.iterdir()) if outbox.is_dir() else ():
        recording = sidecar_of(path.name)
        if recording is not None:
            with suppress(LabelUnusable, OSError):
                found.append(read_entry(path, outbox, recording))
    return tuple(found)


def read_entry(sidecar: Path, outbox: Path, recording: RecordingId) -> Finished:
    """What a sidecar says of the file beside it.

    :raises LabelUnusable: it is no sidecar of this recording, or the file is none, or not as long as it says.
    :raises OSError: the disk's own faults.
    """
    try:
        entry = finished_of(read_small(sidecar, SIDECAR_BYTES_AT_MOST), None)
        if entry.label.recording != recording or entry.sound is None:
            raise LabelUnusable(f"{sidecar.name} is of another recording")
        file = outbox / sound_name(recording, entry.sound.kept_as)
        with opened(file) as (_, seen):
            if seen.st_size != entry.sound.size:
                raise LabelUnusable(f"{file.name} has {seen.st_size} bytes, not {entry.sound.size}")
    except NoPlainFile as fault:
        raise LabelUnusable(f"{sidecar.name} or its file {fault}") from fault
    except FileNotFoundError as fault:
        raise LabelUnusable(f"{Path(str(fault.filename)).name} is not there") from fault
    return replace(entry, file=file, path=key_for(entry.label))


def commit(outbox: Path, finished: Finished) -> None:
    """Write the sidecar: from here on the legs are not needed.

    :raises RecordingExists: there is one already.
    :raises OSError: the disk is full, gone or not ours.
    """
    sidecar = places(outbox, finished.label.recording)
    if os.path.lexists(sidecar.waiting):
        raise RecordingExists(sidecar.waiting)
    text = sidecar_text(finished)
    with part_file(sidecar.committed) as descriptor:
        write_all(descriptor, text)
    place(sidecar.committed)


def show(outbox: Path, recording: RecordingId) -> None:
    """The legs are gone: from here on it waits to be kept.

    :raises RecordingExists: another one waits already under this id.
    """
    sidecar = places(outbox, recording)
    if os.path.lexists(sidecar.waiting):
        raise RecordingExists(sidecar.waiting)
    sidecar.committed.rename(sidecar.waiting)
    sync_folder(outbox)


def remove_entry(entry: Finished) -> None:
    """It is kept: take it out of the outbox. Doing it again, also after a crash, does no harm.

    :raises OSError: the disk's own faults; the next start goes on with it.
    """
    if entry.file is None:
        return
    outbox = entry.file.parent
    sidecar = places(outbox, entry.label.recording)
    with suppress(FileNotFoundError):
        sidecar.waiting.rename(sidecar.kept)
        # Or a power cut could bring back the sidecar of a file that is gone.
        sync_folder(outbox)
    if os.path.lexists(sidecar.kept):
        entry.file.unlink(missing_ok=True)
        sidecar.kept.unlink(missing_ok=True)


def refuse_entry(entry: Finished, quarantine_folder: Path, why: str) -> tuple[Path, ...]:
    """It cannot be kept, and never will be: its file and its sidecar go to quarantine.

    :returns: where they are now.
    :raises OSError: the disk's own faults.
    """
    if entry.file is None:
        return ()
    return put_entry_aside(entry.file.parent, entry.label.recording, quarantine_folder, why)


def put_entry_aside(outbox: Path, recording: RecordingId, quarantine_folder: Path, why: str) -> tuple[Path, ...]:
    """Everything of this recording that lies in the outbox goes to quarantine, the finished file last.

    :returns: where they are now.
    :raises OSError: the disk's own faults.
    """
    ours = sorted(path for path in outbox.iterdir() if owner_of(path.name) == recording)
    ours.sort(key=lambda path: sound_of(path.name) is not None)
    return tuple(quarantine(path, quarantine_folder, why) for path in ours)
