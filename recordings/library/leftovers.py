"""What an earlier process left: legs to be finished, and files that cannot be believed. Blocks: belongs in a thread.

Run once, before anything is recorded: it cannot tell a label of an hour ago from one of now. Deletes nothing unseen.
"""

import os
import stat
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from recordings.label import Label
from recordings.label_text import LabelUnusable
from recordings.library.files import NoPlainFile, whole_of
from recordings.library.joining import FinishingFolders
from recordings.library.labels import read_label
from recordings.library.outbox import Places, owner_of, places, read_entry, show
from recordings.library.quarantine import Quarantined, quarantine
from recordings.naming import CaptureFormat, LegFiles, label_name, labelled, leg_files, leg_of
from vocabulary.ids import RecordingId


@dataclass(frozen=True, slots=True)
class Leftover:
    """Legs found lying about, or a label without its legs. ``label`` is None where there is none that can be believed.

    ``last_written_at``: UTC, of the leg (or the label) written last.
    """

    recording: RecordingId
    legs: LegFiles
    last_written_at: datetime
    label: Label | None


def leftovers(legs_folder: Path) -> tuple[Leftover, ...]:
    """Every recording of which a leg or a label still lies in the folder, by name.

    They are removed once the finished file is safe, so that each of these is either not finished or still being
    written by an Asterisk that outlived us: only whoever asked Asterisk can tell the two apart.
    """
    captures: dict[RecordingId, CaptureFormat] = {}
    written: dict[RecordingId, float] = {}
    for path in sorted(legs_folder.iterdir()) if legs_folder.is_dir() else ():
        leg = leg_of(path.name)
        recording = labelled(path.name) if leg is None else leg[0]
        at = _written_at(path)
        if recording is None or at is None:
            continue
        written[recording] = max(written.get(recording, at), at)
        if leg is not None:
            captures[recording] = leg[2]
    return tuple(
        Leftover(
            recording,
            leg_files(legs_folder, recording, captures.get(recording, CaptureFormat.WAV)),
            datetime.fromtimestamp(at, UTC),
            _label(legs_folder / label_name(recording)),
        )
        for recording, at in sorted(written.items())
    )


def tidy(legs_folder: Path, folders: FinishingFolders) -> tuple[Quarantined, ...]:
    """Put away what cannot be believed, in the legs' folder and in the outbox, and go on where a crash broke off.

    Names that are none of ours are left alone. What is half written is left alone where its legs are still there: it is
    done anew with them.

    :returns: what went to quarantine, and why.
    :raises OSError: the disk's own faults.
    """
    return (*_tidy_legs(legs_folder, folders.quarantine), *_tidy_outbox(legs_folder, folders))


def _tidy_legs(legs_folder: Path, quarantine_folder: Path) -> list[Quarantined]:
    found: list[Quarantined] = []
    for path in sorted(legs_folder.iterdir()) if legs_folder.is_dir() else ():
        why = _why_no_leg(path)
        if why:
            found.append(_moved(path, quarantine_folder, why))
    return found


def _why_no_leg(path: Path) -> str:
    """Why a file of one of our names in the legs' folder cannot be believed; empty where it can, or is not ours."""
    half = whole_of(path.name)
    if half is not None and labelled(half) is not None:
        return "a label half written"
    if leg_of(path.name) is not None:
        return _why_not_plain(path)
    if labelled(path.name) is None:
        return ""
    try:
        read_label(path)
    except LabelUnusable as fault:
        return str(fault)
    except OSError:
        # It is read again when its recording is finished.
        return ""
    return ""


def _tidy_outbox(legs_folder: Path, folders: FinishingFolders) -> list[Quarantined]:
    outbox = folders.outbox
    owned: dict[RecordingId, list[Path]] = {}
    for path in sorted(outbox.iterdir()) if outbox.is_dir() else ():
        recording = owner_of(path.name)
        if recording is not None:
            owned.setdefault(recording, []).append(path)
    found: list[Quarantined] = []
    for recording, paths in owned.items():
        sidecar = places(outbox, recording)
        if os.path.lexists(sidecar.kept):
            _finish_removing(sidecar, paths)
            continue
        rightful, why = _rightful(sidecar, recording, owed=_is_owed(legs_folder, recording))
        if rightful is not None:
            found += [_moved(path, folders.quarantine, why) for path in paths if not _belongs(path, rightful)]
    return found


def _is_owed(legs_folder: Path, recording: RecordingId) -> bool:
    """Whether a leg or the label is still there, so that the recording is going to be finished."""
    legs = [leg_files(legs_folder, recording, capture) for capture in CaptureFormat]
    paths = [legs_folder / label_name(recording), *(path for both in legs for path in (both.caller, both.agent))]
    return any(os.path.lexists(path) for path in paths)


def _rightful(sidecar: Places, recording: RecordingId, *, owed: bool) -> tuple[tuple[Path, ...] | None, str]:
    """What of a recording may lie in the outbox, and why nothing else; None where all may, to be done anew."""
    outbox = sidecar.waiting.parent
    there = [path for path in (sidecar.committed, sidecar.waiting) if os.path.lexists(path)]
    if not there:
        return (None, "") if owed else ((), "half written, and its legs are gone")
    if len(there) > 1:
        return (), "two recordings of one id"
    try:
        entry = read_entry(there[0], outbox, recording)
    except LabelUnusable as fault:
        return (), str(fault)
    if there[0] == sidecar.committed and not owed:
        show(outbox, recording)
    ours = (*there, sidecar.waiting) if entry.file is None else (*there, sidecar.waiting, entry.file)
    return ours, "beside a recording that is whole"


def _belongs(path: Path, rightful: tuple[Path, ...]) -> bool:
    """Whether it is one of these, or a second name of one of these, which goes: a crash left it."""
    if path in rightful:
        return True
    half = whole_of(path.name)
    if half is None or not any(os.path.lexists(one) and path.samefile(one) for one in rightful):
        return False
    path.unlink()
    return True


def _finish_removing(sidecar: Places, paths: list[Path]) -> None:
    """It is kept: what is still there of it goes, the mark last."""
    for path in paths:
        if path != sidecar.kept and not path.is_dir():
            path.unlink(missing_ok=True)
    sidecar.kept.unlink(missing_ok=True)


def _moved(path: Path, quarantine_folder: Path, why: str) -> Quarantined:
    try:
        return Quarantined(quarantine(path, quarantine_folder, why), path, why)
    except NoPlainFile as fault:
        # Of whoever put a folder or a pipe there: no reason not to start.
        return Quarantined(path, path, f"{why}; {fault}")
    except OSError as fault:
        # A disk that is full: it is put away at another start.
        return Quarantined(path, path, f"{why}; left where it is: {fault}")


def _why_not_plain(path: Path) -> str:
    mode = path.stat(follow_symlinks=False).st_mode
    if stat.S_ISLNK(mode):
        return "a symbolic link"
    return "" if stat.S_ISREG(mode) else "no regular file"


def _written_at(path: Path) -> float | None:
    """When it was written; None where it is no plain file, or gone by now."""
    with suppress(OSError):
        seen = path.stat(follow_symlinks=False)
        if stat.S_ISREG(seen.st_mode):
            return seen.st_mtime
    return None


def _label(path: Path) -> Label | None:
    with suppress(LabelUnusable, OSError):
        return read_label(path)
    return None
