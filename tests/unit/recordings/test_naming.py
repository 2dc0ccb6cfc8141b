"""Names of recordings: what they are made of, and what never becomes one."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from recordings.naming import (
    CaptureFormat,
    Side,
    UnsafeRecordingName,
    key_for,
    label_name,
    labelled,
    leg_files,
    leg_of,
    offer_of,
    recording_id,
    sealed_key,
    sidecar_of,
    sound_of,
)
from recordings.policy import SoundFormat
from tests.unit.recordings.sound import label_of
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
        key_for(replace(label_of(), recording=RecordingId(name)))


def test_legs_are_named_by_whose_voice_they_hold() -> None:
    legs = leg_files(Path("/legs"), RecordingId("rec-1"), CaptureFormat.ULAW)
    assert legs.caller == Path("/legs/rec-1-caller.ulaw")
    assert legs.agent == Path("/legs/rec-1-agent.ulaw")


def test_recordings_are_kept_in_the_utc_day_on_which_they_began() -> None:
    after_midnight = datetime(2026, 3, 1, 0, 30, tzinfo=timezone(timedelta(hours=2)))
    key = key_for(replace(label_of("rec-1"), began_at=after_midnight))
    assert key == "2026/02/28/rec-1.flac"


def test_a_sealed_recording_says_so_in_its_name() -> None:
    assert sealed_key("2026/02/28/rec-1.flac") == "2026/02/28/rec-1.flac.age"


def test_labels_finished_files_and_sidecars_are_recognised_by_their_names() -> None:
    assert labelled(label_name(RecordingId("rec-o-1"))) == "rec-o-1"
    assert sound_of("rec-o-1.opus") == ("rec-o-1", SoundFormat.OPUS)
    assert sidecar_of("rec-o-1.json") == "rec-o-1"


@pytest.mark.parametrize(
    "name", ["o-1.json", "rec-o-1.label.json", "rec-../x.json", ".rec-o-1.json", "rec-o-1.txt", ""]
)
def test_other_names_are_no_finished_files_and_no_sidecars(name: str) -> None:
    assert sound_of(name) is None
    assert sidecar_of(name) is None


def test_a_leg_is_recognised_by_its_name() -> None:
    assert leg_of("rec-o-1-agent.wav") == ("rec-o-1", Side.AGENT, CaptureFormat.WAV)


@pytest.mark.parametrize(
    "name", ["rec-1.wav", "rec-1-agent.mp3", "rec-1-monitor.wav", "x-caller.wav", "", "-caller.wav"]
)
def test_other_files_are_no_legs(name: str) -> None:
    assert leg_of(name) is None
