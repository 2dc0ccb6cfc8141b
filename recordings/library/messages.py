"""Messages callers leave, taken over from where Asterisk wrote them. Blocks: belongs in a worker thread.

Changes nothing at the source, which is played until somebody has heard it.
"""

import os
import shutil
from pathlib import Path

from recordings.label import Label
from recordings.library.files import RecordingExists, opened, part_file, place
from recordings.library.finishing import Job
from recordings.library.labels import write_label
from recordings.naming import CaptureFormat, leg_files


def take_message(source: Path, legs_folder: Path, label: Label) -> Job:
    """A copy of the message and its label into the legs' folder, whole or not at all, ready to be finished.

    After a crash it is found there like any other leg.

    :raises RecordingExists: there is another message, or another label, under this id.
    :raises LabelUnusable: the label could not be read again.
    :raises OSError: the source is not there, or is no plain file; the disk is full, gone or not ours.
    """
    legs = leg_files(legs_folder, label.recording, CaptureFormat.WAV)
    if os.path.lexists(legs.caller):
        raise RecordingExists(legs.caller)
    with opened(source) as (sound, _):
        write_label(legs_folder, label)
        with part_file(legs.caller) as descriptor, os.fdopen(os.dup(descriptor), "wb") as leg:
            shutil.copyfileobj(sound, leg)
    place(legs.caller)
    return Job(label, legs, None)
