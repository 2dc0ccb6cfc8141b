"""The one part of recordings that touches files: reads legs, joins them to stereo, finds what a crash left behind."""

from recordings.library.finisher import Finisher, Job, Patience, finishing
from recordings.library.joining import Joined, RecordingExists, discard, join
from recordings.library.legs import Leftover, leftovers
from recordings.library.messages import copy_message

__all__ = [
    "Finisher",
    "Job",
    "Joined",
    "Leftover",
    "Patience",
    "RecordingExists",
    "copy_message",
    "discard",
    "finishing",
    "join",
    "leftovers",
]
