"""Recordings that are not kept yet: still being recorded, waiting to be kept, or in quarantine. Only looks. Blocks."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from recordings.label import Label
from recordings.label_text import LabelUnusable
from recordings.library.files import read_small
from recordings.library.labels import read_label
from recordings.library.outbox import outbox_entries
from recordings.library.sidecar import SIDECAR_BYTES_AT_MOST, finished_of
from recordings.naming import labelled, sidecar_of
from vocabulary.ids import RecordingId


class Where(StrEnum):
    """How far a recording has come that is not kept yet."""

    BEING_RECORDED = "being recorded or finished"
    WAITING = "waiting to be kept"
    QUARANTINE = "in quarantine"


@dataclass(frozen=True, slots=True)
class UnderWay:
    """A recording that is not kept yet. ``file``: what says so."""

    recording: RecordingId
    where: Where
    file: Path


@dataclass(frozen=True, slots=True)
class CustodyFolders:
    """Where recordings lie that are not kept yet."""

    legs: Path
    outbox: Path
    quarantine: Path


def under_way(folders: CustodyFolders, numbers: frozenset[str]) -> tuple[UnderWay, ...]:
    """Those whose caller has one of these numbers, by name.

    :raises OSError: the disk's own faults.
    """
    found = [*_by_label(folders.legs, Where.BEING_RECORDED)]
    found += [
        (entry.label, Where.WAITING, entry.file) for entry in outbox_entries(folders.outbox) if entry.file is not None
    ]
    found += [*_by_label(folders.quarantine, Where.QUARANTINE), *_by_sidecar(folders.quarantine)]
    theirs = [UnderWay(label.recording, where, file) for label, where, file in found if label.caller_number in numbers]
    return tuple(sorted(theirs, key=lambda each: (each.recording, each.where, each.file)))


def _by_label(folder: Path, where: Where) -> Iterator[tuple[Label, Where, Path]]:
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if labelled(path.name) is not None:
            with suppress(LabelUnusable, OSError):
                yield read_label(path), where, path


def _by_sidecar(folder: Path) -> Iterator[tuple[Label, Where, Path]]:
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if sidecar_of(path.name) is not None:
            with suppress(LabelUnusable, OSError):
                yield finished_of(read_small(path, SIDECAR_BYTES_AT_MOST), None).label, Where.QUARANTINE, path
