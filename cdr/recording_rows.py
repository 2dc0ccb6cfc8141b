"""What a contact record says of its recordings, as rows for a person at a terminal: labels and values. Pure."""

from collections.abc import Iterator
from datetime import datetime

from cdr.record import ContactRecord, RecordingRecord
from cdr.recorded import IntervalState, RecordedInterval, RecordingMark, merged
from cdr.wording import note_clause
from recordings.events import RecordingState
from recordings.sound import ChannelSound, Sound


def rows_of_recordings(record: ContactRecord) -> Iterator[tuple[str, str]]:
    """What became of every second, then each recording with its marks and its sound."""
    if record.intervals:
        yield "talks", _sums(record)
    for interval in merged(record.intervals):
        yield "  seconds", _interval(interval, record.began_at)
    for recording in record.recordings:
        yield "recording", _recording(recording)
        yield from (("  mark", _mark(mark)) for mark in recording.marks)
        if recording.sound is not None:
            yield "  sound", _sound(recording.sound)


def _sums(record: ContactRecord) -> str:
    sums = {
        IntervalState.RECORDED: record.recorded_seconds,
        IntervalState.PAUSED: record.paused_seconds,
        IntervalState.NOT_RECORDED: record.unrecorded_seconds,
        IntervalState.GAP: record.gap_seconds,
    }
    told = [f"{seconds:.3f} s {_word(state)}" for state, seconds in sums.items() if seconds]
    if record.outside_talks_seconds:
        told.append(f"{record.outside_talks_seconds:.3f} s recorded outside them")
    return ", ".join(told)


def _word(state: IntervalState) -> str:
    return "GAP" if state is IntervalState.GAP else state.value


def _interval(interval: RecordedInterval, began_at: datetime) -> str:
    first, last = ((moment - began_at).total_seconds() for moment in (interval.began_at, interval.ended_at))
    by = f" by {interval.by}" if interval.by else ""
    return f"{first:.3f} to {last:.3f}: {_word(interval.state)}{by}{note_clause(interval.why)}"


def _recording(recording: RecordingRecord) -> str:
    why = "" if recording.state is RecordingState.COMPLETE else f" ({recording.detail})"
    return f"{recording.path}: {recording.state}, {recording.duration_seconds:.3f} s{why}"


def _mark(mark: RecordingMark) -> str:
    who = f" ({mark.who})" if mark.who else ""
    return f"{mark.kind} at {mark.offset_seconds:.3f} s for {mark.seconds:.3f} s{who}"


def _sound(sound: Sound) -> str:
    names = ("caller", "agent") if len(sound.channels) == 2 else ("caller",)
    channels = [f"{name} {_channel(channel)}" for name, channel in zip(names, sound.channels, strict=False)]
    both = [f"both at once {sound.double_talk_share:.0%}"] if len(sound.channels) == 2 else []
    return ", ".join([f"{sound.kept_as}, {sound.size} bytes", *channels, *both])


def _channel(channel: ChannelSound) -> str:
    if channel.loudness_dbfs is None:
        return "silent"
    return f"{channel.loudness_dbfs:.1f} dBFS, silent {channel.silence_share:.0%}"
