"""What comes with requests about recordings, checked before anything is looked up. Knows no state.

Refuses every id that is not one of ours by its form alone: an id becomes part of a key in a store, and of file names.
"""

import re
from datetime import UTC, datetime
from typing import Annotated, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, model_validator

from api.bodies import AskBody, Name, Note
from api.heard import Moment
from cdr.parts import Flag
from dialplan.document import Document
from recordings.events import RecordingState
from recordings.label import Kind
from recordings.naming import UnsafeRecordingName, offer_of
from vocabulary.ids import RecordingId
from vocabulary.text import visible

MOST_FOUND = 1000
"""Recordings told of in one answer."""
USUALLY_FOUND = 50
LONGEST_HOURS = 24 * 3600.0
"""No recording is longer, and no place in one further on."""

PRINTABLE = r"^[^\x00-\x1f\x7f]+$"
_OURS = re.compile(r"rec-[A-Za-z0-9]", re.ASCII)
_LONGEST_SHOWN = 40


class NoRecordingId(ValueError):
    """no recording can have the id {text}: `firstline recording find` shows those there are"""

    def __init__(self, text: str) -> None:
        shown = visible(text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…")
        super().__init__((type(self).__doc__ or "").format(text=shown))


def recording_called(text: str) -> RecordingId:
    """The id, if it has the form of ours: a path, a device's name or an endless one never gets further than here.

    :raises NoRecordingId: it has not.
    """
    recording = RecordingId(text)
    try:
        offer_of(recording)
    except UnsafeRecordingName:
        raise NoRecordingId(text) from None
    if _OURS.match(text) is None:
        raise NoRecordingId(text)
    return recording


def utc(written: datetime, document: Document) -> datetime:
    """In UTC; a time without an offset is one of the document's time zone."""
    local = written if written.tzinfo is not None else written.replace(tzinfo=ZoneInfo(document.time_zone))
    return local.astimezone(UTC)


def _said(why: str) -> str:
    if not why.strip():
        raise ValueError("say why, in a few words")
    return why


Reason = Annotated[Note, AfterValidator(_said)]
"""Why somebody does something, as it is kept."""
Seconds = Annotated[float, Field(ge=0, le=LONGEST_HOURS, allow_inf_nan=False)]
Identity = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$")]
CallerNumber = Annotated[str, Field(min_length=1, max_length=64, pattern=PRINTABLE)]
"""As people write it; what is no number is refused by its meaning."""


class FindQuery(AskBody):
    """What to find: all of it must hold. ``since``, ``until``: when it began. ``longer``, ``shorter``: in seconds.
    ``deleted``: those that are not kept any more, instead of those that are.
    """

    since: Moment | None = Field(default=None, alias="from")
    until: Moment | None = Field(default=None, alias="to")
    agent: Name | None = None
    caller: CallerNumber | None = None
    queue: Name | None = None
    disposition: Name | None = None
    longer: Seconds | None = None
    shorter: Seconds | None = None
    flag: Flag | None = None
    state: RecordingState | None = None
    contact: Identity | None = None
    kind: Kind | None = None
    held: bool | None = None
    deleted: bool = False
    limit: Annotated[int, Field(ge=1, le=MOST_FOUND)] = USUALLY_FOUND

    @model_validator(mode="after")
    def _can_be_found(self) -> Self:
        if self.longer is not None and self.shorter is not None and self.longer > self.shorter:
            raise ValueError("nothing is longer than the one and shorter than the other")
        return self


class ShowQuery(AskBody):
    """In whose name it is shown."""


class PlayBody(AskBody):
    """``at``: from so many seconds on. ``why``: kept with who heard it."""

    at: Seconds = 0.0
    why: Note = ""


class FetchBody(AskBody):
    """A file leaves the house: ``why`` has to be said."""

    why: Reason


class WhyBody(AskBody):
    """``why``: for the record."""

    why: Reason


class SpanBody(AskBody):
    """Recordings that began in this time, at most so many, the latest first."""

    since: Moment | None = Field(default=None, alias="from")
    until: Moment | None = Field(default=None, alias="to")
    limit: Annotated[int, Field(ge=1, le=MOST_FOUND)] = MOST_FOUND


class EraseBody(AskBody):
    """All that is kept of this caller. ``why``: for the record."""

    caller: CallerNumber
    why: Reason


class ExpireBody(AskBody):
    """``anyway``: the alarm of an earlier run was looked at, and it is wanted all the same."""

    anyway: bool = False
