"""What lies beside a finished file and says what it is: its label, what became of it, what it sounds like.

Refuses every text that is not exactly that. Reads and writes no file.
"""

import base64
import binascii
import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from recordings.events import RecordingState
from recordings.label import Label
from recordings.label_text import LabelUnusable, label_fields, label_of_fields, plain_object
from recordings.policy import SoundFormat
from recordings.sound import PEAKS_A_CHANNEL, ChannelSound, Sound

SIDECAR_BYTES_AT_MOST = 64 * 1024
"""One of ours has about 4,000: the peaks of two channels and the label."""

_DETAIL_LENGTH = 2000
_SHA_256 = re.compile(r"[0-9a-f]{64}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Finished:
    """What became of a recording.

    ``file``: where the finished file is in the outbox, ``sound`` what it is; both None where there is none. ``path``:
    where it is kept or is to be kept. ``detail`` says what is wrong, empty when all is well.
    """

    label: Label
    state: RecordingState
    seconds: float
    detail: str
    sound: Sound | None
    file: Path | None
    path: str = ""


def sound_fields(sound: Sound) -> dict[str, object]:
    """A sound as plain data; :func:`sound_of_fields` takes it."""
    return {
        "kept_as": sound.kept_as.value,
        "size": sound.size,
        "sha256": sound.sha256,
        "seconds": sound.seconds,
        "channels": [
            {"loudness_dbfs": one.loudness_dbfs, "silence_share": one.silence_share, "peaks": one.peaks}
            for one in sound.channels
        ],
        "double_talk_share": sound.double_talk_share,
    }


def sound_of_fields(fields: Mapping[str, object]) -> Sound:
    """The sound of which :func:`sound_fields` made these.

    :raises LabelUnusable: a field is missing, unknown, of another type, or holds what no sound has.
    """
    _exactly(fields, "kept_as size sha256 seconds channels double_talk_share")
    size, sha256, channels = fields["size"], fields["sha256"], fields["channels"]
    if type(size) is not int or size < 0:
        raise LabelUnusable("size is no number of bytes")
    if not isinstance(sha256, str) or _SHA_256.fullmatch(sha256) is None:
        raise LabelUnusable("sha256 is no SHA-256")
    if not isinstance(channels, list) or len(channels) not in (1, 2):
        raise LabelUnusable("channels are not one or two")
    if fields["kept_as"] not in tuple(SoundFormat):
        raise LabelUnusable("kept_as is no format")
    return Sound(
        kept_as=SoundFormat(str(fields["kept_as"])),
        size=size,
        sha256=sha256,
        seconds=_number(fields, "seconds", 0, 1e6),
        channels=tuple(_channel(one) for one in channels),
        double_talk_share=_number(fields, "double_talk_share", 0, 1),
    )


def sidecar_text(finished: Finished) -> bytes:
    """What is written beside a finished file.

    :raises LabelUnusable: it could not be read again, or there is no finished file.
    """
    if finished.sound is None:
        raise LabelUnusable("there is no sound")
    fields = {
        "label": label_fields(finished.label),
        "state": finished.state.value,
        "seconds": finished.seconds,
        "detail": finished.detail[:_DETAIL_LENGTH],
        "sound": sound_fields(finished.sound),
    }
    text = json.dumps(fields).encode() + b"\n"
    finished_of(text, None)
    return text


def finished_of(text: bytes, file: Path | None) -> Finished:
    """What a sidecar says of the finished file beside it.

    :raises LabelUnusable: it is no sidecar of ours.
    """
    fields = plain_object(text, SIDECAR_BYTES_AT_MOST)
    _exactly(fields, "label state seconds detail sound")
    label, sound, detail = fields["label"], fields["sound"], fields["detail"]
    if not isinstance(label, dict) or not isinstance(sound, dict):
        raise LabelUnusable("label or sound is no object")
    if fields["state"] not in tuple(RecordingState):
        raise LabelUnusable("state is unknown")
    if not isinstance(detail, str) or len(detail) > _DETAIL_LENGTH:
        raise LabelUnusable("detail is no text, or too long")
    return Finished(
        label=label_of_fields(label),
        state=RecordingState(str(fields["state"])),
        seconds=_number(fields, "seconds", 0, 1e6),
        detail=detail,
        sound=sound_of_fields(sound),
        file=file,
    )


def _channel(fields: object) -> ChannelSound:
    if not isinstance(fields, dict):
        raise LabelUnusable("a channel is no object")
    _exactly(fields, "loudness_dbfs silence_share peaks")
    peaks = fields["peaks"]
    try:
        if not isinstance(peaks, str) or len(base64.b64decode(peaks, validate=True)) > 2 * PEAKS_A_CHANNEL:
            raise LabelUnusable("peaks are no peaks")
    except (binascii.Error, ValueError) as fault:
        raise LabelUnusable("peaks are no base64") from fault
    return ChannelSound(
        loudness_dbfs=None if fields["loudness_dbfs"] is None else _number(fields, "loudness_dbfs", -200, 10),
        silence_share=_number(fields, "silence_share", 0, 1),
        peaks=peaks,
    )


def _exactly(fields: Mapping[str, object], names: str) -> None:
    if fields.keys() != set(names.split()):
        raise LabelUnusable(f"other fields than {names}")


def _number(fields: Mapping[str, object], key: str, lowest: float, highest: float) -> float:
    number = fields[key]
    if isinstance(number, bool) or not isinstance(number, int | float):
        raise LabelUnusable(f"{key} is no number")
    if not (math.isfinite(number) and lowest <= number <= highest):
        raise LabelUnusable(f"{key} is not from {lowest:g} to {highest:g}")
    return float(number)
