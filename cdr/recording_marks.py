"""What is marked in a recording for whoever hears it: holds, barges, conferences, pauses. Pure; the fold's own."""

from collections.abc import Iterator

from cdr.beside import spans
from cdr.course import Course
from cdr.events import ListeningMode
from cdr.recorded import HeardThing, RecordingMark
from cdr.talks import GuestStay
from vocabulary.instant import Instant
from vocabulary.text import visible

SHORTEST_SECONDS = 0.25
"""Who comes as another goes is for some milliseconds there beside them: no conference."""

_Marked = tuple[HeardThing, Instant, Instant, str]


def marks_in(course: Course, began_at: Instant, ended_at: Instant, over_at: Instant) -> tuple[RecordingMark, ...]:
    """In the order of their begin. The recording lasted from then until then, and the contact until ``over_at``."""
    found = (
        RecordingMark(kind, max(start, began_at).since(began_at), until.since(max(start, began_at)), visible(who))
        for kind, start, stop, who in _all(course, over_at)
        if (until := min(stop, ended_at)) > max(start, began_at)
    )
    return tuple(sorted(found, key=lambda mark: mark.offset_seconds))


def _all(course: Course, over_at: Instant) -> Iterator[_Marked]:
    beside = course.beside
    for talk in course.conversations_and_guests:
        until = talk.ended_at or over_at
        for hold in talk.holds.spans:
            yield HeardThing.HOLD, hold.began_at, min(hold.ended_at or until, until), talk.agent or ""
        for guest in beside.guests:
            start, stop = max(guest.joined_at, talk.began_at), min(guest.left_at or over_at, until)
            is_third = not (isinstance(talk, GuestStay) and talk.guest is guest)
            if is_third and stop.since(start) >= SHORTEST_SECONDS:
                yield HeardThing.CONFERENCE, start, stop, guest.who
    for listener in beside.listeners.values():
        for mode, start, stop in spans(listener.modes, listener.ended_at or over_at):
            if mode is ListeningMode.BARGE:
                yield HeardThing.BARGE, start, stop, listener.supervisor
    for pause in beside.pauses:
        yield HeardThing.PAUSE, pause.began_at, pause.ended_at or over_at, pause.by
