"""What the demo call proved: checks by name, timings, what each channel holds. Pure but for the file it listens to."""

from dataclasses import dataclass
from pathlib import Path

from cdr.record import ContactRecord, FinalStatus, RecordingState
from service.demo.path import DemoPath
from service.demo.performance import AGENT_TONE_HZ, CALLER_TONE_HZ, Performance
from service.peers.hearing import TONE_SHARE, dominant_tone, read_sound, tone_share
from vocabulary.instant import Instant
from vocabulary.parties import Party

LENGTH_TOLERANCE_SECONDS = 0.5
EDGE_SECONDS = 0.5
"""The first and last half second of a channel may hold the moment of joining and of parting."""


@dataclass(frozen=True, slots=True)
class ChannelHeard:
    """What one channel of the recording holds: the tone that prevails, None where none does, and the one expected."""

    tone_hz: float | None
    expected_hz: float
    share_of_expected: float


@dataclass(frozen=True, slots=True)
class RecordingHeard:
    """The stereo recording as it lies on the disk."""

    path: str
    duration_seconds: float
    left: ChannelHeard
    right: ChannelHeard


@dataclass(frozen=True, slots=True)
class Verdict:
    """Passed only if every check holds."""

    contact: ContactRecord
    recording: RecordingHeard | None
    timings: dict[str, float | None]
    checks: dict[str, bool]

    @property
    def passed(self) -> bool:
        return all(self.checks.values())


def judge(
    record: ContactRecord, played: Performance, path: DemoPath, left_over: int, service_cpu_seconds: float
) -> Verdict:
    """Compare what was recorded with what was played and heard. ``left_over``: channels and bridges still there."""
    recording = _listen(record)
    menu_keys = " ".join(segment.keys or "" for segment in record.segments).split()
    announced = [position for segment in record.segments for position in segment.positions_announced]
    checks = {
        "contact_answered": record.final_status is FinalStatus.ANSWERED and record.agent == path.agent,
        "caller_ended_it": record.ended_by is Party.CALLER,
        "keys_understood": menu_keys == [stroke.keys for stroke in path.strokes],
        "position_in_record": announced[:1] == [1],
        "position_heard_by_caller": played.announcement.found,
        "agent_heard_by_caller": played.caller_heard_agent_at is not None,
        "caller_heard_by_agent": played.agent_heard_caller_at is not None,
        "recording_complete": [one.state for one in record.recordings] == [RecordingState.COMPLETE],
        "recording_as_long_as_talk": recording is not None
        and abs(recording.duration_seconds - (record.talk_seconds or 0.0)) <= LENGTH_TOLERANCE_SECONDS,
        "caller_in_left_channel": recording is not None and recording.left.share_of_expected >= TONE_SHARE,
        "agent_in_right_channel": recording is not None and recording.right.share_of_expected >= TONE_SHARE,
        "nothing_left_in_asterisk": left_over == 0,
    }
    return Verdict(record, recording, _timings(played, service_cpu_seconds), checks)


def _listen(record: ContactRecord) -> RecordingHeard | None:
    if not record.recordings or not Path(record.recordings[0].path).is_file():
        return None
    path = Path(record.recordings[0].path)
    return RecordingHeard(
        str(path.absolute()),
        len(read_sound(path)) / 8000,
        _channel(path, 0, CALLER_TONE_HZ),
        _channel(path, 1, AGENT_TONE_HZ),
    )


def _channel(path: Path, number: int, expected_hz: float) -> ChannelHeard:
    edge = int(EDGE_SECONDS * 8000)
    samples = read_sound(path, number)[edge:-edge]
    return ChannelHeard(dominant_tone(samples), expected_hz, tone_share(samples, expected_hz))


def _timings(played: Performance, service_cpu_seconds: float) -> dict[str, float | None]:
    both = (played.caller_heard_agent_at, played.agent_heard_caller_at)
    two_way = max((at.unix for at in both if at is not None), default=None)
    return {
        "invite_to_first_prompt_ms": _ms(played.first_prompt_at, played.invited_at),
        "key_to_prompt_stops_ms": _ms(
            played.prompt_stopped_at, played.key_pressed_at.unix if played.key_pressed_at else None
        ),
        "agent_free_to_invite_ms": round(1000 * (played.agent_invited_at - played.agent_free_at.unix), 1),
        "answer_to_two_way_audio_ms": None
        if two_way is None
        else round(1000 * (two_way - played.agent_answered_at), 1),
        "service_cpu_ms_per_call": round(1000 * service_cpu_seconds, 1),
    }


def _ms(later: Instant | None, earlier_unix: float | None) -> float | None:
    return None if later is None or earlier_unix is None else round(1000 * (later.unix - earlier_unix), 1)
