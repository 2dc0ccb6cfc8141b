"""Legs that go on behind a gap: what is in its place is joined, what lies behind it is kept for a person to look at."""

from pathlib import Path

import numpy as np
import pytest

from recordings.events import RecordingState
from recordings.library import Job, write_label
from recordings.library.joining import TOLERANCE_SECONDS
from recordings.naming import CaptureFormat
from tests.unit.recordings.sound import (
    RATE,
    channels_of,
    finished,
    label_of,
    legs_in,
    names_in,
    tone,
    write_legs,
    write_mu_law,
)

HEADER_BYTES = 44
LEGS = ["rec-o-1-agent.wav", "rec-o-1-caller.wav"]


def test_what_lies_behind_a_gap_is_not_joined_and_goes_to_quarantine_with_its_label(tmp_path: Path) -> None:
    legs = write_legs(legs_in(tmp_path), 3.0)
    write_label(tmp_path, label_of())
    found = finished(tmp_path, Job(label_of(), legs, 5.0, HEADER_BYTES + 2 * RATE * 2))
    left, right = channels_of(tmp_path / "outbox" / "rec-o-1.flac")
    assert np.array_equal(left, tone(440, 2.0))
    assert np.array_equal(right, tone(1000, 2.0))
    assert (found.state, found.seconds) == (RecordingState.SHORT, 2.0)
    aside = names_in(tmp_path / "quarantine")
    assert aside == sorted(name for leg in [*LEGS, "rec-o-1.label.json"] for name in (leg, f"{leg}.why.txt"))
    assert "8000 samples behind a gap" in (tmp_path / "quarantine" / f"{LEGS[0]}.why.txt").read_text()
    assert not legs.caller.exists()


@pytest.mark.parametrize("true_seconds", [3.0, 3.5])
def test_legs_with_nothing_behind_a_gap_go_once_they_are_joined(tmp_path: Path, true_seconds: float) -> None:
    legs = write_legs(legs_in(tmp_path), 3.0)
    true_bytes = HEADER_BYTES + round(2 * RATE * true_seconds)
    found = finished(tmp_path, Job(label_of(), legs, 3.0 + TOLERANCE_SECONDS, true_bytes))
    assert (found.state, found.seconds) == (RecordingState.COMPLETE, 3.0)
    assert names_in(tmp_path) == ["rec-o-1.flac", "rec-o-1.json"]


def test_a_mu_law_leg_is_cut_at_its_own_width(tmp_path: Path) -> None:
    legs = legs_in(tmp_path, capture=CaptureFormat.ULAW)
    for leg in (legs.caller, legs.agent):
        write_mu_law(leg, tone(440, 3.0))
    assert finished(tmp_path, Job(label_of(), legs, 3.0, RATE)).seconds == 1.0
