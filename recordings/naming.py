"""What recordings are called and where they lie. Pure.

Refuses any id that could mean something to a file system or to Asterisk. Names come from our own offer ids and
from nothing that a caller or an agent can choose.
"""

import re
from dataclasses import dataclass
from datetime import UTC
from enum import StrEnum
from pathlib import Path

from recordings.label import Label
from recordings.policy import SoundFormat
from vocabulary.ids import OfferId, RecordingId

_PREFIX = "rec-"
_LABEL_ENDING = ".label.json"
_SIDECAR_ENDING = ".json"
_SEALED_ENDING = ".age"
# No dot, slash, space, comma, bracket or percent sign: MixMonitor's options end at ``)`` and split at ``,``.
_SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,95}", re.ASCII)


class UnsafeRecordingName(ValueError):
    """No recording can be named {name!r}: only letters, digits, '-' and '_', at most 96, the first no sign."""

    def __init__(self, name: str) -> None:
        super().__init__((type(self).__doc__ or "").format(name=name))


class CaptureFormat(StrEnum):
    """How Asterisk writes the legs: the file name's ending decides it.

    ``WAV``: 16-bit signed, 8 kHz, 16 kB a second and leg, header completed at close. ``ULAW``: half of that, no header.
    """

    WAV = "wav"
    ULAW = "ulaw"


class Side(StrEnum):
    """Whose voice a leg file holds."""

    CALLER = "caller"
    AGENT = "agent"


@dataclass(frozen=True, slots=True)
class LegFiles:
    """The two mono files of one conversation; of a message only ``caller`` is there.

    MixMonitor on the caller leg: ``r()`` (received from the channel) is the caller, ``t()`` (sent to it) the agent.
    """

    caller: Path
    agent: Path


def recording_id(offer: OfferId) -> RecordingId:
    """The id of the recording of this offer's conversation.

    :raises UnsafeRecordingName: the offer id holds anything but letters, digits, ``-`` and ``_``.
    """
    return RecordingId(_checked(f"{_PREFIX}{_checked(offer)}"))


def offer_of(recording: RecordingId) -> OfferId:
    """The offer whose conversation was recorded under this id; the inverse of :func:`recording_id`."""
    return OfferId(_checked(recording).removeprefix(_PREFIX))


def leg_files(legs_folder: Path, recording: RecordingId, capture: CaptureFormat) -> LegFiles:
    """Where Asterisk shall write the two legs.

    :raises UnsafeRecordingName: see :func:`recording_id`.
    """
    stem = _checked(recording)
    return LegFiles(
        caller=legs_folder / f"{stem}-{Side.CALLER.value}.{capture.value}",
        agent=legs_folder / f"{stem}-{Side.AGENT.value}.{capture.value}",
    )


def key_for(label: Label) -> str:
    """Under which key a finished recording is kept: in a folder of the UTC day on which it began.

    :raises UnsafeRecordingName: see :func:`recording_id`.
    """
    return f"{label.began_at.astimezone(UTC):%Y/%m/%d}/{sound_name(label.recording, label.sound)}"


def sealed_key(key: str) -> str:
    """The key of the same recording, sealed."""
    return f"{key}{_SEALED_ENDING}"


def sound_name(recording: RecordingId, kept_as: SoundFormat) -> str:
    """The name of a finished file."""
    return f"{_checked(recording)}.{kept_as.value}"


def sidecar_name(recording: RecordingId) -> str:
    """The name of what lies beside a finished file and says what it is."""
    return f"{_checked(recording)}{_SIDECAR_ENDING}"


def label_name(recording: RecordingId) -> str:
    """The name of the label beside the legs."""
    return f"{_checked(recording)}{_LABEL_ENDING}"


def labelled(name: str) -> RecordingId | None:
    """Whose label the file of this name is; None where the name is not one that :func:`label_name` gives."""
    return _recording(name.removesuffix(_LABEL_ENDING)) if name.endswith(_LABEL_ENDING) else None


def sidecar_of(name: str) -> RecordingId | None:
    """Whose sidecar the file of this name is; None where the name is not one that :func:`sidecar_name` gives."""
    return _recording(name.removesuffix(_SIDECAR_ENDING)) if name.endswith(_SIDECAR_ENDING) else None


def sound_of(name: str) -> tuple[RecordingId, SoundFormat] | None:
    """Which finished recording the file of this name is; None where :func:`sound_name` does not give the name."""
    stem, _, ending = name.rpartition(".")
    recording = _recording(stem)
    return None if recording is None or ending not in tuple(SoundFormat) else (recording, SoundFormat(ending))


def leg_of(name: str) -> tuple[RecordingId, Side, CaptureFormat] | None:
    """What the leg file of this name holds; None where the name is not one that :func:`leg_files` gives."""
    stem, _, ending = name.rpartition(".")
    recording, _, side = stem.rpartition("-")
    if ending not in tuple(CaptureFormat) or side not in tuple(Side):
        return None
    known = _recording(recording)
    return None if known is None else (known, Side(side), CaptureFormat(ending))


def is_recording_id(name: str) -> bool:
    """Whether this could be the id of a recording of ours."""
    return _recording(name) is not None


def _recording(name: str) -> RecordingId | None:
    return RecordingId(name) if name.startswith(_PREFIX) and _SAFE.fullmatch(name) is not None else None


def _checked(name: str) -> str:
    if _SAFE.fullmatch(name) is None:
        raise UnsafeRecordingName(name)
    return name


def conversation_of(offer: OfferId) -> OfferId:
    """The offer whose conversation this part is of."""
    base, mark, number = offer.rpartition("-r")
    return OfferId(base) if mark and number.isdigit() else offer
