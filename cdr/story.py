"""A call told to a person at a terminal: one short line an event, and the record as rows. Pure; prints nothing."""

from collections.abc import Mapping
from typing import assert_never

from acd.events import (
    CallbackRegistered,
    CallbackTried,
    CallConnected,
    CallerCameBack,
    ComfortPlayed,
    ConnectionFailed,
    ContactEvent,
    ContactHandedOn,
    ConversationCompleted,
    EntryEnd,
    EntryEnded,
    EntryQueued,
    EstimateJudged,
    LegsBridged,
    OfferEnded,
    OfferMade,
    OfferRinging,
    PositionAnnounced,
    PriorityChanged,
    StepOpened,
    WrapUpBegan,
    WrapUpEnded,
)
from cdr.events import ContactBegan, ContactEnded, ContactFact
from cdr.record import ContactRecord, HandOverRecord, OfferRecord, RecordingRecord, Segment, SegmentKind
from ivr.reports import (
    ChoiceUndone,
    ContactMarked,
    DialogueBegan,
    DialogueEnded,
    DigitsCollected,
    ErrandBegan,
    ErrandOver,
    FlowEntered,
    MenuAnswered,
    MenuFailed,
    PromptsStarted,
)
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
        ("lines", ", ".join(map(str, record.lines)) if len(record.lines) > 1 else None),
        ("took over from", record.earlier),
        ("category", record.category),
        ("source", record.source),
        ("language", record.language),
        ("consent", record.consent),
        ("survey", ", ".join(f"{question} {mark}" for question, mark in record.survey.items())),
        ("agent", record.agent),
        ("wait", _seconds(record.wait_seconds)),
        ("ring", _seconds(record.ring_seconds)),
        ("talk", _seconds(record.talk_seconds)),
        ("wrap-up", _seconds(record.wrap_up_seconds)),
    ]
    for segment in record.segments:
        rows.append((f"segment {segment.number}", _segment(segment)))
        rows.extend(("  offer", _offer(offer)) for offer in segment.offers)
    rows.extend(("handed on", _hand_over(hand_over)) for hand_over in record.hand_overs)
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
        case (
            DialogueBegan() | FlowEntered() | PromptsStarted() | MenuAnswered() | MenuFailed() | ChoiceUndone()
            | DigitsCollected() | ContactMarked() | ErrandBegan() | ErrandOver() | DialogueEnded()
        ):  # fmt: skip
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
        case FlowEntered(flow):
            return f"caller is taken to the flow '{flow}'"
        case PromptsStarted(_, prompts):
            return "caller hears " + ", ".join(f"'{_prompt_name(prompt)}'" for prompt in prompts)
        case MenuAnswered(keys):
            return f"caller presses {visible(keys)}"
        case MenuFailed(fault, keys, attempt):
            pressed = f" {visible(keys)}" if keys else ""
            return f"{fault}{pressed} (attempt {attempt})"
        case ChoiceUndone():
            return "caller takes back the last choice"
        case DigitsCollected(variable, digits):
            return f"caller has typed '{variable}'" + (f": {visible(digits)}" if digits else "")
        case ContactMarked(kind, value, key):
            return f"noted: {kind}{f' {visible(key)}' if key else ''}{f': {visible(value)}' if value else ''}"
        case ErrandBegan(_, what):
            return f"the flow waits: {what}"
        case ErrandOver(_, why):
            return f"the flow goes on{f': {visible(why)}' if why else ''}"
        case DialogueEnded():
            return None
        case _:
            assert_never(event)


def _told_by_acd(event: ContactEvent) -> str | None:
    match event:
        case (
            EntryQueued()
            | StepOpened()
            | PriorityChanged()
            | PositionAnnounced()
            | ComfortPlayed()
            | EstimateJudged()
            | EntryEnded()
        ):
            return _told_of_waiting(event)
        case CallbackRegistered() | CallbackTried() | CallerCameBack() | ContactHandedOn():
            return _told_of_changes(event)
        case OfferMade(_, _, _, agent, why):
            others = _counted({reason.value: count for reason, count in why.counts().items()})
            return f"{agent} is offered the call ({why.rule}, rank {why.rank}{others})"
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
        case ConversationCompleted():
            return f"conversation with {event.agent} over after {event.talk_seconds:.1f} s, ended by {event.ended_by}"
        case WrapUpBegan(agent, _, seconds):
            return f"{agent} wraps up ({'until they say so' if seconds is None else f'up to {seconds:.0f} s'})"
        case WrapUpEnded(agent, _, seconds):
            return f"{agent} is done wrapping up after {seconds:.1f} s"
        case _:
            assert_never(event)


_WaitingEvent = (
    EntryQueued | StepOpened | PriorityChanged | PositionAnnounced | ComfortPlayed | EstimateJudged | EntryEnded
)


def _told_of_waiting(event: _WaitingEvent) -> str | None:
    match event:
        case EntryQueued():
            credit = f", {event.credit_seconds:.0f} s to their credit" if event.credit_seconds else ""
            return f"caller waits in '{event.queue}' (line {int(event.line)}, position {event.position}{credit})"
        case StepOpened(_, _, step, why):
            return f"step {step} of what is needed begins ({why})"
        case PriorityChanged(_, _, priority, boost):
            return f"priority is {priority} from now on" + (f", {boost:+.0f} s of waiting" if boost else "")
        case PositionAnnounced(_, _, position):
            place = "'you are next in line'" if position == 1 else "their place in line"
            return f"caller hears {place} (position {position}{_estimated(event)})"
        case ComfortPlayed(_, _, message):
            return f"caller hears message {message + 1} of the queue"
        case EstimateJudged():
            held = "held" if event.waited_seconds <= event.bound_seconds else "not held"
            return f"the first estimate, at most {event.bound_seconds:.0f} s, is {held}"
        case EntryEnded():
            onward = f", on to '{event.to}'" if event.to is not None else ""
            if event.end in {EntryEnd.FULL, EntryEnd.CLOSED, EntryEnd.NO_AGENTS}:
                return f"'{event.queue}' does not take the caller: {event.end}{onward}"
            waited = f"after {event.wait_seconds:.1f} s at position {event.position}{onward}"
            return None if event.end is EntryEnd.ANSWERED else f"caller leaves '{event.queue}': {event.end} {waited}"
        case _:
            assert_never(event)


def _told_of_changes(event: CallbackRegistered | CallbackTried | CallerCameBack | ContactHandedOn) -> str:
    match event:
        case CallbackRegistered():
            return f"caller keeps the place in '{event.queue}' and will be called back at {visible(event.number)}"
        case CallbackTried():
            return f"{event.agent} was there, the caller was not (attempt {event.attempt}, {in_words(event.cause)})"
        case CallerCameBack():
            agent = f", {event.agent} preferred" if event.agent is not None else ""
            return f"caller is back: takes the place of {event.earlier}{agent}"
        case ContactHandedOn():
            by = f" by {event.agent}" if event.agent is not None else ""
            handed = _handed(event.back, event.from_queue, event.to_queue, event.to_line)
            return f"contact is {handed}{by}{_note(event.note)}"
        case _:
            assert_never(event)


def _estimated(event: PositionAnnounced) -> str:
    if event.bound_seconds is None:
        return ""
    return f", {'told' if event.wait_spoken else 'not told'}: at most {event.bound_seconds:.0f} s"


def _counted(others: Mapping[str, int]) -> str:
    return "".join(f", {count} {reason}" for reason, count in others.items())


def _handed(back: bool, from_queue: str, to_queue: str, to_line: int) -> str:
    return f"{'returned' if back else 'escalated'} from '{from_queue}' to '{to_queue}' (line {int(to_line)})"


def _note(note: str) -> str:
    return f": {visible(note)}" if note else ""


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
            entered = f", entered at position {segment.position_at_entry}" if segment.position_at_entry else ""
            steps = f", step {segment.steps[-1].step} at the end" if len(segment.steps) > 1 else ""
            what = f"queue '{segment.queue}'{entered}{heard}{steps}"
        case SegmentKind.AGENT:
            what = f"with {segment.agent}"
        case _:
            assert_never(segment.kind)
    return f"{what}: {segment.seconds:.3f} s, {segment.end}"


def _offer(offer: OfferRecord) -> str:
    why = "" if offer.cause is HangUpCause.NORMAL else f" ({in_words(offer.cause)})"
    rule = f"; {offer.why.rule}, rank {offer.why.rank}{_counted(offer.why.others)}" if offer.why is not None else ""
    return f"{offer.agent}: {offer.end}, rang {offer.ring_seconds:.3f} s{why}{rule}"


def _hand_over(hand_over: HandOverRecord) -> str:
    by = f" by {hand_over.agent}" if hand_over.agent is not None else ""
    handed = _handed(hand_over.back, hand_over.from_queue, hand_over.to_queue, hand_over.to_line)
    return f"{handed}{by}{_note(hand_over.note)}"


def _prompt_name(prompt: MediaUri) -> str:
    """A prompt of the document by its file's name, one of Asterisk's own by its path in the set."""
    name = prompt.partition(":")[2]
    return name.rpartition("/")[2] if name.startswith("/") else name


def _recording(recording: RecordingRecord) -> str:
    why = "" if recording.state is RecordingState.COMPLETE else f" ({recording.detail})"
    return f"{recording.path}: {recording.state}, {recording.duration_seconds:.3f} s{why}"
