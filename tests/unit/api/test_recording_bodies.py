"""Requests about recordings, before anything is looked up: ids that are none, times, reasons."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from api.recording_bodies import FetchBody, FindQuery, NoRecordingId, PlayBody, recording_called
from recordings.naming import recording_id
from vocabulary.ids import OfferId


def test_an_id_of_ours_is_taken_as_it_is() -> None:
    ours = recording_id(OfferId("c-0193a1b2c3d4-5e6f7a8b9c-q1-1"))
    assert recording_called(ours) == ours


@pytest.mark.parametrize(
    "text",
    ["", "rec-", "rec--1", "o-1", "CON", "rec-1.", "rec-1.flac", "../rec-1", "/etc/passwd", "rec-1\x00", "rec-1\n"],
)
def test_what_is_no_id_of_ours_is_refused(text: str) -> None:
    with pytest.raises(NoRecordingId):
        recording_called(text)


def test_a_refusal_repeats_no_control_characters_and_not_all_of_a_long_text() -> None:
    with pytest.raises(NoRecordingId) as refused:
        recording_called("\x1b[2J" + "a" * 300)
    assert "\x1b" not in str(refused.value)
    assert len(str(refused.value)) < 200


@given(st.text(max_size=120))
def test_whatever_is_taken_for_an_id_means_nothing_to_a_file_system(text: str) -> None:
    try:
        taken = recording_called(text)
    except NoRecordingId:
        return
    assert taken.isascii()
    assert set("./\\:% \x00").isdisjoint(taken)
    assert taken.startswith("rec-")


@pytest.mark.parametrize("at", [-0.1, 86_400.1, float("nan"), float("inf"), "soon"])
def test_a_place_is_a_number_of_seconds_within_a_day(at: object) -> None:
    with pytest.raises(ValidationError):
        PlayBody.model_validate({"at": at})


@pytest.mark.parametrize("body", [{}, {"why": " "}, {"why": "a\x1bb"}, {"why": "a", "to": "/etc/passwd"}])
def test_an_export_needs_a_reason_and_takes_nothing_else(body: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        FetchBody.model_validate(body)


def test_what_is_not_asked_for_is_not_looked_for() -> None:
    query = FindQuery.model_validate({"from": "2026-03-02T08:00", "as": "tess"})
    assert (query.person, query.agent, query.held, query.deleted, query.limit) == ("tess", None, None, False, 50)
