"""What happened to recordings, and what became of each. Values only: touches no file."""

from dataclasses import dataclass
from enum import StrEnum

from recordings.policy import WhyNot
from recordings.sound import Sound
from vocabulary.ids import ContactId, OfferId, RecordingId


class RecordingState(StrEnum):
    """What became of a recording; ``SHORT`` and ``MISSING`` are facts to act on, ``DISCARDED`` is as it should be."""

    COMPLETE = "complete"
    SHORT = "short"
    MISSING = "missing"
    DISCARDED = "discarded"


class GapCause(StrEnum):
    """Why seconds that should have been recorded were not."""

    NOT_BEGUN = "it could not be begun"
    NO_FILE = "the file is not there"
    NOT_GROWING = "the file does not grow"
    DISK_FULL = "the disk is full"
    STOPPED = "Asterisk records no more"


@dataclass(frozen=True, slots=True)
class RecordingBegan:
    """Asterisk was asked to write both legs of the conversation and said yes."""

    contact: ContactId
    offer: OfferId
    recording: RecordingId


@dataclass(frozen=True, slots=True)
class RecordingEnded:
    """From now on nothing more is written into this recording: the conversation is over, or somebody asked for it.

    ``by``: who asked; empty where it ended with the conversation.
    """

    contact: ContactId
    recording: RecordingId
    by: str = ""


@dataclass(frozen=True, slots=True)
class NotRecorded:
    """The conversation that goes on now is not recorded, and that is as it should be."""

    contact: ContactId
    offer: OfferId
    why: WhyNot


@dataclass(frozen=True, slots=True)
class GapBegan:
    """An alarm: the conversation goes on and is not being recorded, for ``seconds_ago`` already.

    ``recording`` is None where it could not even be begun.
    """

    contact: ContactId
    recording: RecordingId | None
    cause: GapCause
    seconds_ago: float
    detail: str = ""


@dataclass(frozen=True, slots=True)
class GapEnded:
    """The recording goes on."""

    contact: ContactId
    recording: RecordingId | None


@dataclass(frozen=True, slots=True)
class RecordingFinished:
    """The finished file is where ``path`` says (absolute, or the address of a store), unless ``detail`` says why not.

    Told without ``RecordingBegan`` when the recording could not even be begun. ``sound`` is None where there is none.
    """

    contact: ContactId
    offer: OfferId
    recording: RecordingId
    path: str
    state: RecordingState
    talk_seconds: float
    duration_seconds: float
    detail: str = ""
    sound: Sound | None = None


Event = RecordingBegan | RecordingEnded | NotRecorded | GapBegan | GapEnded | RecordingFinished
