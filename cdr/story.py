"""A call told to a person at a terminal: one short line an event, and the record as rows. Pure; prints nothing."""

from typing import assert_never

from acd.events import (
    CallConnected,
    ConnectionFailed,
    ContactEvent,
    ConversationCompleted,
    EntryEnd,
    EntryEnded,
    EntryQueued,
    LegsBridged,
    OfferEnded,
    OfferMade,
    OfferRinging,
    PositionAnnounced,
    WrapUpBegan,
    WrapUpEnded,
)
from cdr.events import ContactBegan, ContactEnded, ContactFact
from cdr.record import ContactRecord, OfferRecord, RecordingRecord, Segment, SegmentKind
from ivr.reports import DialogueBegan, DialogueEnded, MenuAnswered, MenuFailed, PromptsStarted
from ivr.reports import Event as DialogueEvent
from recordings.events import RecordingBegan, RecordingFinished, RecordingState
from vocabulary.causes import HangUpCause, in_words
from vocabulary.ids import MediaUri
from vocabulary.instant import Instant
from vocabulary.parties import Party
from vocabulary.text import visible


def line_for(event: ContactFact, at: Instant) -> str | None:
    """The event as one line, with its UTC time in front; None for what a listener need not be told twice."""
    told = _told(event)
    return None if told is None else f"{at.utc:%H:%M:%S}.{at.utc.microsecond // 1000:03d}  {told}"


def rows_for(record: ContactRecord) -> list[tuple[str, str]]:
    """The record as (label, value) rows for a table, in the order in which things happened."""
    rows = [
        ("contact", record.contact),
        ("caller", _caller(record.caller_number, record.caller_name)),
        ("dialled", record.number_dialled),
        ("dialplan", record.dialplan_version),
        ("began", f"{record.began_at:%Y-%m-%d %H:%M:%S} UTC"),
        ("lasted", _seconds(record.seconds)),
        ("final status", record.final_status.value),
        ("ended by", f"{record.ended_by} ({in_words(record.cause)})"),
        ("queue", record.queue),
        ("agent", record.agent),
        ("wait", _seconds(record.wait_seconds)),
        ("ring", _seconds(record.ring_seconds)),
        ("talk", _seconds(record.talk_seconds)),
        ("wrap-up", _seconds(record.wrap_up_seconds)),
    ]
    for segment in record.segments:
        rows.append((f"segment {segment.number}", _segment(segment)))
        rows.extend(("  offer", _offer(offer)) for offer in segment.offers)
    rows.extend(("recording", _recording(recording)) for recording in record.recordings)
    return [(label, value) for label, value in rows if value]


def _told(event: ContactFact) -> str | None:
    match event:
        case ContactBegan():
            caller = _caller(visible(event.caller_number), visible(event.caller_name))
            return f"{caller} calls {visible(event.number_dialled)}"
        case ContactEnded(_, ended_by, cause):
            who = {Party.CALLER: "caller hangs up", Party.AGENT: "agent ends the call", Party.SYSTEM: "call is ended"}
            return who[ended_by] if cause is HangUpCause.NORMAL else f"{who[ended_by]} ({in_words(cause)})"
        case DialogueBegan() | PromptsStarted() | MenuAnswered() | MenuFailed() | DialogueEnded():
            return _told_by_dialogue(event)
        case RecordingBegan():
            return "both legs are being recorded"
        case RecordingFinished():
            why = f": {event.detail}" if event.detail else ""
            return f"recording {event.state}, {event.duration_seconds:.1f} s, {event.path}{why}"
        case _:
            return _told_by_acd(event)


def _told_by_dialogue(event: DialogueEvent) -> str | None:
    match event:
        case DialogueBegan(flow):
            return f"caller enters the flow '{flow}'"
        case PromptsStarted(_, prompts):
            return "caller hears " + ", ".join(f"'{_prompt_name(prompt)}'" for prompt in prompts)
        case MenuAnswered(keys):
            return f"caller presses {visible(keys)}"
        case MenuFailed(fault, keys, attempt):
            pressed = f" {visible(keys)}" if keys else ""
            return f"{fault}{pressed} (attempt {attempt})"
        case DialogueEnded():
            return None
        case _:
            assert_never(event)


def _told_by_acd(event: ContactEvent) -> str | None:
    match event:
        case EntryQueued():
            return f"caller waits in '{event.queue}' (line {int(event.line)}, position {event.position})"
        case PositionAnnounced(_, _, position):
            words = "you are next in line" if position == 1 else f"you are number {position} in line"
            return f"caller hears '{words}' (position {position})"
        case OfferMade(_, _, _, agent):
            return f"{agent} is offered the call"
        case OfferRinging():
            return "the agent's phone rings"
        case OfferEnded():
            rang = f" after {event.ring_seconds:.1f} s" if event.ring_seconds else ""
            return f"offer to {event.agent} over: {event.end}{rang} ({in_words(event.cause)})"
        case CallConnected():
            return f"{event.agent} answers after {event.wait_seconds:.1f} s, rang {event.ring_seconds:.1f} s"
        case LegsBridged():
            return "caller and agent hear each other"
        case ConnectionFailed():
            return f"{event.agent} answered but was lost: caller keeps the place"
        case EntryEnded():
            waited = f"after {event.wait_seconds:.1f} s at position {event.position}"
            return None if event.end is EntryEnd.ANSWERED else f"caller leaves '{event.queue}': {event.end} {waited}"
        case ConversationCompleted():
            return f"conversation with {event.agent} over after {event.talk_seconds:.1f} s, ended by {event.ended_by}"
        case WrapUpBegan(agent, _, seconds):
            return f"{agent} wraps up (up to {seconds:.0f} s)"
        case WrapUpEnded(agent, _, seconds):
            return f"{agent} is done wrapping up after {seconds:.1f} s"
        case _:
            assert_never(event)


def _caller(number: str, name: str) -> str:
    known = number or "unknown number"
    return f"{name} <{known}>" if name else known


def _seconds(seconds: float | None) -> str | None:
    return None if seconds is None else f"{seconds:.3f} s"


def _segment(segment: Segment) -> str:
    match segment.kind:
        case SegmentKind.MENU:
            keys = f", keys {visible(segment.keys)}" if segment.keys else ""
            what = f"menu '{segment.flow}'{keys}"
        case SegmentKind.QUEUE:
            announced = ", ".join(str(position) for position in segment.positions_announced)
            heard = f", announced {announced}" if announced else ""
            what = f"queue '{segment.queue}', entered at position {segment.position_at_entry}{heard}"
        case SegmentKind.AGENT:
            what = f"with {segment.agent}"
        case _:
            assert_never(segment.kind)
    return f"{what}: {segment.seconds:.3f} s, {segment.end}"


def _offer(offer: OfferRecord) -> str:
    why = "" if offer.cause is HangUpCause.NORMAL else f" ({in_words(offer.cause)})"
    return f"{offer.agent}: {offer.end}, rang {offer.ring_seconds:.3f} s{why}"


def _prompt_name(prompt: MediaUri) -> str:
    """A prompt of the document by its file's name, one of Asterisk's own by its path in the set."""
    name = prompt.partition(":")[2]
    return name.rpartition("/")[2] if name.startswith("/") else name


def _recording(recording: RecordingRecord) -> str:
    why = "" if recording.state is RecordingState.COMPLETE else f" ({recording.detail})"
    return f"{recording.path}: {recording.state}, {recording.duration_seconds:.3f} s{why}"
