"""What is told of recordings, in words. Pure."""

from typing import assert_never

from cdr.wording import note_clause
from recordings.events import (
    Event,
    GapBegan,
    GapEnded,
    NotRecorded,
    RecordingBegan,
    RecordingEnded,
    RecordingFinished,
)
from vocabulary.text import visible


def told_of_recording(event: Event) -> str:
    """What happened to a recording, or that there is none."""
    match event:
        case RecordingBegan():
            return "both legs are being recorded"
        case RecordingEnded(_, _, by):
            return f"recording ends{f' (by {visible(by)})' if by else ''}"
        case NotRecorded(_, _, why):
            return f"not recorded: {why}"
        case GapBegan(_, _, cause, seconds_ago, detail):
            return f"ALARM: nothing is recorded, for {seconds_ago:.1f} s by now: {cause}{note_clause(detail)}"
        case GapEnded():
            return "recorded again"
        case RecordingFinished(_, _, _, path, state, _, seconds, detail):
            where = f", {visible(path)}" if path else ""
            return f"recording {state}, {seconds:.1f} s{where}{note_clause(detail)}"
        case _:
            assert_never(event)
