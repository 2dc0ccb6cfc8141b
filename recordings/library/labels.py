"""Labels on the disk, beside the legs. Blocks: belongs in a worker thread.

Refuses a label that is none, whatever its name says, and to replace the label of another recording.
"""

import os
from pathlib import Path

from recordings.label import Label
from recordings.label_text import LABEL_BYTES_AT_MOST, LabelUnusable, label_of, label_text
from recordings.library.files import (
    NoPlainFile,
    RecordingExists,
    part_file,
    part_of,
    read_small,
    sync_folder,
    write_all,
)
from recordings.naming import label_name, labelled
from vocabulary.ids import RecordingId


def write_label(folder: Path, label: Label) -> None:
    """Write the label beside the legs, whole or not at all. One of the same recording is replaced.

    :raises RecordingExists: there is a label of another contact, or of another time, under this id.
    :raises LabelUnusable: the label could not be read again: a name in it is too long, or no name.
    :raises OSError: the disk is full, gone or not ours.
    """
    text = label_text(label)
    path = folder / label_name(label.recording)
    now = label_of(text)
    if os.path.lexists(path):
        before = _before(path)
        if before is None or (before.contact, before.began_at) != (now.contact, now.began_at):
            raise RecordingExists(path)
    with part_file(path) as descriptor:
        write_all(descriptor, text)
    part_of(path).rename(path)
    sync_folder(folder)


def read_label(path: Path) -> Label:
    """Read a label.

    :raises LabelUnusable: it is no label, or the label of another recording than the one its name says.
    :raises FileNotFoundError: there is none.
    :raises OSError: the disk's own faults.
    """
    try:
        label = label_of(read_small(path, LABEL_BYTES_AT_MOST))
    except NoPlainFile as fault:
        raise LabelUnusable(f"{path.name} {fault}") from fault
    if labelled(path.name) != label.recording:
        raise LabelUnusable(f"{path.name} says it is of {label.recording}")
    return label


def remove_label(folder: Path, recording: RecordingId) -> None:
    """Of a recording of which nothing is kept."""
    (folder / label_name(recording)).unlink(missing_ok=True)


def _before(path: Path) -> Label | None:
    try:
        return read_label(path)
    except LabelUnusable:
        return None
