"""What recordings are called and where they lie. Pure.

Refuses any id that could mean something to a file system or to Asterisk. Names come from our own offer ids and
from nothing that a caller or an agent can choose.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from vocabulary.ids import OfferId, RecordingId

_PREFIX = "rec-"
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
    """The two mono files of one conversation.

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


def stereo_path(recordings_folder: Path, recording: RecordingId, began_at: datetime) -> Path:
    """Where the joined file is kept: in a folder of the UTC day on which the conversation began.

    :param began_at: with a zone; converted to UTC.
    :raises UnsafeRecordingName: see :func:`recording_id`.
    """
    day = began_at.astimezone(UTC)
    return recordings_folder / f"{day:%Y}" / f"{day:%m}" / f"{day:%d}" / f"{_checked(recording)}.wav"


def leg_of(name: str) -> tuple[RecordingId, Side, CaptureFormat] | None:
    """What the leg file of this name holds; None where the name is not one that :func:`leg_files` gives."""
    stem, _, ending = name.rpartition(".")
    recording, _, side = stem.rpartition("-")
    if ending not in tuple(CaptureFormat) or side not in tuple(Side):
        return None
    if not recording.startswith(_PREFIX) or _SAFE.fullmatch(recording) is None:
        return None
    return RecordingId(recording), Side(side), CaptureFormat(ending)


def _checked(name: str) -> str:
    if _SAFE.fullmatch(name) is None:
        raise UnsafeRecordingName(name)
    return name
