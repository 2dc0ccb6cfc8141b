"""What happened to recordings, and what became of each. Values only: touches no file."""

from dataclasses import dataclass
from enum import StrEnum

from vocabulary.ids import ContactId, OfferId, RecordingId


class RecordingState(StrEnum):
    """What became of a recording; anything but ``COMPLETE`` is a fact to act on."""

    COMPLETE = "complete"
    SHORT = "short"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class RecordingBegan:
    """Asterisk was asked to write both legs of the conversation and said yes."""

    contact: ContactId
    offer: OfferId
    recording: RecordingId


@dataclass(frozen=True, slots=True)
class RecordingFinished:
    """The stereo file is where ``path`` (absolute) says, unless ``detail`` says why not.

    Told without ``RecordingBegan`` when the recording could not even be begun.
    """

    contact: ContactId
    offer: OfferId
    recording: RecordingId
    path: str
    state: RecordingState
    talk_seconds: float
    duration_seconds: float
    detail: str = ""


Event = RecordingBegan | RecordingFinished
