"""A contact record said in short lines, so that a scenario can compare all of it at once; and whether its times add up.

The lines hold every word of the record; times, lengths and ids are left to ``adds_up``, which knows how they hang
together. Takes records; reads no telephone.
"""

import math
from datetime import datetime, timedelta
from itertools import pairwise

from cdr.record import ContactRecord, Segment, SegmentKind

_A_LITTLE = 0.05
"""Seconds: what is told of one moment by two who saw it."""
_TO_HANG_UP = 0.5
"""Seconds from the decision that nothing follows until the caller's leg is gone."""
_OF_A_FILE = 0.5
"""Seconds by which a recording may differ from its talk and still be complete."""


def outline(record: ContactRecord) -> list[str]:
    """The whole contact, then its stays in order, then what went on beside them, then its recordings."""
    calling = f" by {record.calling_agent}" if record.calling_agent else ""
    return [
        f"{record.direction}{calling}: {record.final_status}, ended by {record.ended_by} ({record.cause.name.lower()})",
        *(line for segment in record.segments for line in _stay(segment)),
        *(
            f"asked {one.target} by {one.agent}: {'answered, ' if one.answered_at else ''}{one.end}"
            for one in record.consults
        ),
        *(
            f"handed to {one.target} by {one.agent or 'the flow'} ({one.kind}): "
            + ("reached" if one.reached else f"{one.why}, goes to {one.goes_to or 'nobody'}")
            + (f", note {one.note}" if one.note else "")
            for one in record.transfers
        ),
        *(f"{one.kind} {one.who} there, ended by {one.ended_by}" for one in record.guests),
        *(
            f"{'back' if one.back else 'on'} from {one.from_queue} to {one.to_queue} by {one.agent or 'nobody'}"
            for one in record.hand_overs
        ),
        *(f"flag {one.flag} {one.agent or 'nobody'}: {one.detail}" for one in record.flags),
        *(f"pause by {one.by}, ended by {one.ended_by or 'nobody'}" for one in record.recording_pauses),
        *(f"recording {one.state}" for one in record.recordings),
    ]


def _stay(segment: Segment) -> list[str]:
    match segment.kind:
        case SegmentKind.MENU:
            return [f"menu {segment.flow}: {segment.end}"]
        case SegmentKind.QUEUE:
            offers = [f"  {offer.agent}: {offer.end} ({offer.cause.name.lower()})" for offer in segment.offers]
            return [f"queue {segment.queue}: {segment.end}", *offers]
        case SegmentKind.AGENT:
            held = f", held {len(segment.holds)}" if segment.holds else ""
            return [f"agent {segment.agent} of {segment.queue}: {segment.end}{held}"]
        case SegmentKind.TRANSFER:
            return [f"on the way to {segment.target}: {segment.end}"]
        case SegmentKind.GUEST:
            called = f" of {segment.agent}" if segment.agent else ""
            held = f", held {len(segment.holds)}" if segment.holds else ""
            return [f"{segment.guest} {segment.target}{called}: {segment.end}{held}"]


def adds_up(record: ContactRecord) -> None:
    """Every second of the contact lies in one stay, sums are sums, and what went on beside lies within it.

    :raises AssertionError: it does not.
    """
    _follow_each_other(record)
    for segment in record.segments:
        _is_whole(segment)
    beside = [
        *((one.asked_at, one.ended_at) for one in record.consults),
        *((one.began_at, one.ended_at) for one in record.transfers),
        *((one.joined_at, one.left_at) for one in record.guests),
        *((one.began_at, one.ended_at) for one in record.recording_pauses),
    ]
    for began, ended in beside:
        assert _about(record.began_at) <= began <= ended, f"{began} to {ended}"
        assert ended <= record.ended_at + timedelta(seconds=_A_LITTLE), f"{ended} after {record.ended_at}"
    _sums_are_sums(record)
    names = [one.recording for one in record.recordings]
    assert len(set(names)) == len(names), names
    assert len({one.path for one in record.recordings}) == len(names)
    for one in record.recordings:
        assert abs(one.duration_seconds - one.talk_seconds) <= _OF_A_FILE, one


def _follow_each_other(record: ContactRecord) -> None:
    ends = [record.began_at, *(segment.ended_at for segment in record.segments)]
    for segment, before in zip(record.segments, ends, strict=False):
        # What an agent calls out for begins with the answer.
        late = math.inf if record.calling_agent and segment.number == 1 else _A_LITTLE
        assert 0 <= _seconds(segment.began_at, before) <= late, f"stay {segment.number} does not begin {before}"
    assert 0 <= _seconds(record.ended_at, ends[-1]) <= _TO_HANG_UP, f"{record.ended_at} is not {ends[-1]}"
    assert [segment.number for segment in record.segments] == list(range(1, len(record.segments) + 1))


def _is_whole(segment: Segment) -> None:
    length = _seconds(segment.ended_at, segment.began_at)
    assert abs(segment.seconds - length) < 1e-3, f"stay {segment.number}: {segment.seconds}, not {length}"
    if segment.talk_seconds is not None:
        talked_and_held = segment.talk_seconds + (segment.hold_seconds or 0.0)
        assert abs(talked_and_held - length) <= _A_LITTLE, f"stay {segment.number}: {talked_and_held}, not {length}"
    for hold in segment.holds:
        assert _about(segment.began_at) <= hold.began_at <= segment.ended_at
    for one, following in pairwise(segment.holds):
        assert one.began_at + timedelta(seconds=one.seconds) <= following.began_at + timedelta(seconds=1e-3)


def _sums_are_sums(record: ContactRecord) -> None:
    of_agents = [segment for segment in record.segments if segment.talk_seconds is not None and segment.agent]
    talked = sum(segment.talk_seconds or 0.0 for segment in of_agents)
    held = sum(segment.hold_seconds or 0.0 for segment in of_agents)
    waited = sum(segment.wait_seconds or 0.0 for segment in record.segments)
    assert abs((record.talk_seconds or 0.0) - talked) < 1e-3
    assert abs((record.hold_seconds or 0.0) - held) < 1e-3
    assert abs((record.wait_seconds or 0.0) - waited) < 1e-3
    assert record.holds == sum(len(segment.holds) for segment in of_agents)


def _about(moment: datetime) -> datetime:
    return moment - timedelta(seconds=_A_LITTLE)


def _seconds(later: datetime, earlier: datetime) -> float:
    return (later - earlier) / timedelta(seconds=1)


def check_record(record: ContactRecord, *lines: str) -> None:
    """The record says exactly this, and its times add up.

    :raises AssertionError: it does not.
    """
    __tracebackhide__ = True
    found = outline(record)
    assert found == list(lines), "the record says:\n" + "\n".join(found) + "\ninstead of:\n" + "\n".join(lines)
    adds_up(record)
