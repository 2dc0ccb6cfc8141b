"""Labels as text (one JSON object), and back. Pure.

Refuses every text that is not exactly a label: other fields, other types, dates nobody recorded on, signs
no name holds.
What a caller can choose, the number, is cut to size when it is written, so that no caller makes a label unreadable.
"""

import dataclasses
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import TypeVar

from recordings.label import Kind, Label
from recordings.naming import is_recording_id
from recordings.policy import SoundFormat
from vocabulary.ids import AgentName, ContactId, OfferId, QueueName, RecordingId

LABEL_BYTES_AT_MOST = 16 * 1024
"""A label of ours has about 400."""

NUMBER_LENGTH = 128
"""How many signs of a caller's number are kept; E.164 knows 15 digits, a SIP address may be longer."""

_NAME_LENGTH = 256
_DIRECTIONS = ("in", "out", "internal", "")
_YEARS = range(1970, 2200)
_DAYS = range(1, 36_501)
_FIELDS = frozenset(field.name for field in dataclasses.fields(Label))
_Word = TypeVar("_Word", bound=StrEnum)


class LabelUnusable(Exception):
    """No label: {reason}"""

    def __init__(self, reason: str) -> None:
        super().__init__((type(self).__doc__ or "").format(reason=reason))


def label_fields(label: Label) -> dict[str, str | int | None]:
    """The label as plain data; :func:`label_of_fields` takes it."""
    return {
        "recording": label.recording,
        "contact": label.contact,
        "offer": label.offer,
        "kind": label.kind.value,
        "began_at": label.began_at.astimezone(UTC).isoformat(),
        "caller_number": _tamed(label.caller_number),
        "queue": label.queue,
        "agent": label.agent,
        "direction": label.direction,
        "sound": label.sound.value,
        "keep_days": label.keep_days,
    }


def label_text(label: Label) -> bytes:
    """The label as one line of UTF-8."""
    return json.dumps(label_fields(label)).encode() + b"\n"


def label_of(text: bytes) -> Label:
    """The label that was written.

    :raises LabelUnusable: it is none of ours.
    """
    return label_of_fields(plain_object(text, LABEL_BYTES_AT_MOST))


def plain_object(text: bytes, at_most: int) -> Mapping[str, object]:
    """The JSON object in a text of at most so many bytes.

    :raises LabelUnusable: it is too long, not UTF-8, no JSON, or no object.
    """
    if len(text) > at_most:
        raise LabelUnusable(f"longer than {at_most} bytes")
    try:
        found: object = json.loads(text.decode("utf-8"), parse_constant=_refuse_constant)
    except (UnicodeDecodeError, ValueError, RecursionError) as fault:
        raise LabelUnusable(f"no JSON in UTF-8: {str(fault)[:200]}") from fault
    if not isinstance(found, dict):
        raise LabelUnusable("no JSON object")
    return found


def label_of_fields(fields: Mapping[str, object]) -> Label:
    """The label of which :func:`label_fields` made these.

    :raises LabelUnusable: a field is missing, unknown, of another type, or holds what no label of ours holds.
    """
    if fields.keys() != _FIELDS:
        raise LabelUnusable(f"other fields: {sorted(map(ascii, fields.keys() ^ _FIELDS))[:5]}")
    recording = _name(fields, "recording")
    if not is_recording_id(recording):
        raise LabelUnusable("recording is no id of a recording")
    keep_days = fields["keep_days"]
    if type(keep_days) is not int or keep_days not in _DAYS:
        raise LabelUnusable("keep_days is no number of days from 1 to 36500")
    direction = _name(fields, "direction")
    if direction not in _DIRECTIONS:
        raise LabelUnusable("direction is unknown")
    queue, agent = _name_or_none(fields, "queue"), _name_or_none(fields, "agent")
    return Label(
        recording=RecordingId(recording),
        contact=ContactId(_name(fields, "contact")),
        offer=OfferId(_name(fields, "offer")),
        kind=_word(Kind, fields, "kind"),
        began_at=_date(fields, "began_at"),
        caller_number=_name(fields, "caller_number"),
        queue=None if queue is None else QueueName(queue),
        agent=None if agent is None else AgentName(agent),
        direction=direction,
        sound=_word(SoundFormat, fields, "sound"),
        keep_days=keep_days,
    )


def _refuse_constant(constant: str) -> object:
    raise ValueError(f"{constant} is no JSON")


def _name(fields: Mapping[str, object], key: str) -> str:
    text = fields[key]
    if not isinstance(text, str) or len(text) > _NAME_LENGTH or not text.isprintable():
        raise LabelUnusable(f"{key} is no text of at most {_NAME_LENGTH} printable signs")
    return text


def _name_or_none(fields: Mapping[str, object], key: str) -> str | None:
    return None if fields[key] is None else _name(fields, key)


def _word(words: type[_Word], fields: Mapping[str, object], key: str) -> _Word:
    try:
        return words(_name(fields, key))
    except ValueError as fault:
        raise LabelUnusable(f"{key} is unknown") from fault


def _date(fields: Mapping[str, object], key: str) -> datetime:
    try:
        at = datetime.fromisoformat(_name(fields, key))
        utc = at.astimezone(UTC)
    except (ValueError, OverflowError) as fault:
        raise LabelUnusable(f"{key} is no date") from fault
    if at.tzinfo is None or utc.year not in _YEARS:
        raise LabelUnusable(f"{key} has no zone, or nobody recorded then")
    return utc


def _tamed(number: str) -> str:
    """Not printable are control signs, signs that turn the writing direction, half a surrogate."""
    return "".join(sign for sign in number if sign.isprintable())[:NUMBER_LENGTH]
