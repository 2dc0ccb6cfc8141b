"""Names of recordings: what they are made of, and what never becomes one."""

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from recordings.naming import (
    CaptureFormat,
    Side,
    UnsafeRecordingName,
    leg_files,
    leg_of,
    offer_of,
    recording_id,
    stereo_path,
)
from vocabulary.ids import OfferId, RecordingId

HOSTILE = [
    "",
    "../../etc/passwd",
    "a/b",
    "a\\b",
    "a.wav",
    "a b",
    "a,b",
    "a)b",
    "a|b",
    "${CALLERID(name)}",
    "^{EXTEN}",
    "a%2fb",
    "-rf",
    "a\n",
    "a\x00",
    "é",
    "٣",
    "x" * 97,
]


def test_a_recording_is_named_after_its_offer_and_leads_back_to_it() -> None:
    recording = recording_id(OfferId("offer-17"))
    assert recording == "rec-offer-17"
    assert offer_of(recording) == "offer-17"


@pytest.mark.parametrize("name", HOSTILE)
def test_an_id_that_could_mean_something_elsewhere_is_refused(name: str) -> None:
    with pytest.raises(UnsafeRecordingName, match="No recording can be named"):
        recording_id(OfferId(name))
    with pytest.raises(UnsafeRecordingName):
        leg_files(Path("/legs"), RecordingId(name), CaptureFormat.WAV)
    with pytest.raises(UnsafeRecordingName):
        stereo_path(Path("/kept"), RecordingId(name), datetime(2026, 1, 1, tzinfo=UTC))


def test_legs_are_named_by_whose_voice_they_hold() -> None:
    legs = leg_files(Path("/legs"), RecordingId("rec-1"), CaptureFormat.ULAW)
    assert legs.caller == Path("/legs/rec-1-caller.ulaw")
    assert legs.agent == Path("/legs/rec-1-agent.ulaw")


def test_stereo_files_lie_in_the_utc_day_on_which_the_conversation_began() -> None:
    after_midnight = datetime(2026, 3, 1, 0, 30, tzinfo=timezone(timedelta(hours=2)))
    path = stereo_path(Path("/kept"), RecordingId("rec-1"), after_midnight)
    assert path == Path("/kept/2026/02/28/rec-1.wav")


def test_a_leg_is_recognised_by_its_name() -> None:
    assert leg_of("rec-o-1-agent.wav") == ("rec-o-1", Side.AGENT, CaptureFormat.WAV)


@pytest.mark.parametrize(
    "name", ["rec-1.wav", "rec-1-agent.mp3", "rec-1-monitor.wav", "x-caller.wav", "", "-caller.wav"]
)
def test_other_files_are_no_legs(name: str) -> None:
    assert leg_of(name) is None
