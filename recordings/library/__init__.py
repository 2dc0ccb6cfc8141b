"""The one part of recordings that touches files: labels, finishing, the outbox, quarantine, repair."""

from recordings.library.decoding import SoundUnusable, decoded
from recordings.library.files import RecordingExists
from recordings.library.finisher import Finisher, Keep, Patience, finishing
from recordings.library.finishing import Job
from recordings.library.joining import FinishingFolders, discard
from recordings.library.labels import read_label, remove_label, write_label
from recordings.library.leftovers import Leftover, leftovers, tidy
from recordings.library.messages import take_message
from recordings.library.outbox import outbox_entries, refuse_entry, remove_entry
from recordings.library.quarantine import Quarantined, quarantine
from recordings.library.repair import Repaired, fault_of, repair, verify_file
from recordings.library.sidecar import Finished, sound_fields, sound_of_fields

__all__ = [
    "Finished",
    "Finisher",
    "FinishingFolders",
    "Job",
    "Keep",
    "Leftover",
    "Patience",
    "Quarantined",
    "RecordingExists",
    "Repaired",
    "SoundUnusable",
    "decoded",
    "discard",
    "fault_of",
    "finishing",
    "leftovers",
    "outbox_entries",
    "quarantine",
    "read_label",
    "refuse_entry",
    "remove_entry",
    "remove_label",
    "repair",
    "sound_fields",
    "sound_of_fields",
    "take_message",
    "tidy",
    "verify_file",
    "write_label",
]
