"""A contact record as rows for a person at a terminal: labels and values, in the order of the call. Pure."""

from collections.abc import Iterator
from datetime import datetime
from typing import assert_never

from cdr.parts import ConsultRecord, FlagRecord, GuestRecord, RecordingPause, SupervisionRecord, TransferRecord
from cdr.record import ContactRecord, HandOverRecord, OfferRecord, Segment, SegmentKind
from cdr.recording_rows import rows_of_recordings
from cdr.wording import caller_named, counted, handed_on, note_clause
from vocabulary.causes import HangUpCause, in_words
from vocabulary.text import visible


def rows_for(record: ContactRecord) -> list[tuple[str, str]]:
    """The record as (label, value) rows for a table, in the order in which things happened."""
    rows = [
        ("contact", record.contact),
        ("called by" if record.calling_agent else "caller", record.calling_agent or _caller(record)),
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
        ("hold", _hold(record)),
        ("wrap-up", _seconds(record.wrap_up_seconds)),
        ("disposition", _by(record.disposition, record.disposition_by)),
        ("went on as", record.joined),
    ]
    for segment in record.segments:
        rows.append((f"segment {segment.number}", _segment(segment)))
        rows.extend(("  offer", _offer(offer)) for offer in segment.offers)
    rows.extend(_beside(record))
    rows.extend(("handed on", _hand_over(hand_over)) for hand_over in record.hand_overs)
    rows.extend(rows_of_recordings(record))
    return [(label, value) for label, value in rows if value]


def _seconds(seconds: float | None) -> str | None:
    return None if seconds is None else f"{seconds:.3f} s"


def _caller(record: ContactRecord) -> str:
    return caller_named(record.caller_number, record.caller_name)


def _hold(record: ContactRecord) -> str | None:
    if not record.holds:
        return None
    longest = f", {record.holds} times, {record.longest_hold_seconds:.3f} s at most" if record.holds > 1 else ""
    return f"{record.hold_seconds:.3f} s{longest}"


def _by(what: str, who: str | None) -> str:
    return f"{what} (by {who})" if what and who else what


def _beside(record: ContactRecord) -> Iterator[tuple[str, str]]:
    yield from (("consult", _consult(consult)) for consult in record.consults)
    yield from (("transfer", _transfer(transfer)) for transfer in record.transfers)
    yield from (("guest", _guest(guest)) for guest in record.guests)
    yield from (("listener", _supervision(supervision)) for supervision in record.supervisions)
    yield from (("recording paused", _pause(pause)) for pause in record.recording_pauses)
    yield from (("flag", _flag(flag)) for flag in record.flags)


def _consult(consult: ConsultRecord) -> str:
    answered_at, lasted = consult.answered_at, _lasted(consult.asked_at, consult.ended_at)
    after = "no answer" if answered_at is None else f"answered after {_lasted(consult.asked_at, answered_at)}"
    return f"{consult.agent} asked '{consult.target}': {after}, {lasted} in all, {consult.end}"


def _transfer(transfer: TransferRecord) -> str:
    onward = f", on to {transfer.goes_to}" if transfer.goes_to else ""
    end = "reached" if transfer.reached else f"not reached ({transfer.why}){onward}"
    by = transfer.agent or "the flow"
    return f"to '{transfer.target}' by {by} ({transfer.kind}): {end}{note_clause(transfer.note)}"


def _guest(guest: GuestRecord) -> str:
    return f"{guest.who} ({guest.kind}): {guest.talk_seconds:.3f} s, ended by {guest.ended_by}"


def _supervision(supervision: SupervisionRecord) -> str:
    modes = ", ".join(f"{span.mode} {_lasted(span.began_at, span.ended_at)}" for span in supervision.modes)
    agents = ", ".join(dict.fromkeys(span.agent for span in supervision.agents))
    return f"{supervision.supervisor}: {modes}{f'; heard {agents}' if agents else ''}"


def _pause(pause: RecordingPause) -> str:
    return f"{_lasted(pause.began_at, pause.ended_at)} (by {pause.by}){note_clause(pause.why)}"


def _flag(flag: FlagRecord) -> str:
    agent = f" ({flag.agent})" if flag.agent is not None else ""
    return f"{flag.flag}{agent}{note_clause(flag.detail)}"


def _lasted(began_at: datetime, ended_at: datetime) -> str:
    return f"{(ended_at - began_at).total_seconds():.3f} s"


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
        case SegmentKind.TRANSFER:
            what = f"on the way to '{segment.target}'"
        case SegmentKind.GUEST:
            what = f"with {segment.target} ({segment.guest})"
        case _:
            assert_never(segment.kind)
    return f"{what}: {segment.seconds:.3f} s, {segment.end}"


def _offer(offer: OfferRecord) -> str:
    why = "" if offer.cause is HangUpCause.NORMAL else f" ({in_words(offer.cause)})"
    rule = f"; {offer.why.rule}, rank {offer.why.rank}{counted(offer.why.others)}" if offer.why is not None else ""
    return f"{offer.agent}: {offer.end}, rang {offer.ring_seconds:.3f} s{why}{rule}"


def _hand_over(hand_over: HandOverRecord) -> str:
    by = f" by {hand_over.agent}" if hand_over.agent is not None else ""
    handed = handed_on(hand_over.back, hand_over.from_queue, hand_over.to_queue, hand_over.to_line)
    return f"{handed}{by}{note_clause(hand_over.note)}"
