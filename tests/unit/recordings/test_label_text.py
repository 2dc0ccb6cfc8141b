"""Labels as text: what comes back, what a caller can do to one, and what is no label."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recordings.label import Label
from recordings.label_text import LABEL_BYTES_AT_MOST, NUMBER_LENGTH, LabelUnusable, label_fields, label_of, label_text
from tests.unit.recordings.sound import label_of as made_label
from vocabulary.ids import ContactId

LIES: dict[str, list[object]] = {
    "recording": ["rec-../../etc/passwd", "offer-1", "", 17, None, "rec-" + "x" * 97],
    "contact": [None, 1, ["c"], "c\n", "c\x00", "x" * 1_000, "\u202ec"],
    "offer": [None, {"a": 1}],
    "kind": ["film", None, 1, "Conversation"],
    "began_at": [
        "2026-11-22T09:30:00",
        "yesterday",
        "0001-01-01T00:00:00+00:00",
        "9999-12-31T23:59:59-12:00",
        "2300-01-01T00:00:00+00:00",
        "1969-12-31T23:59:59+00:00",
        0,
        None,
    ],
    "caller_number": [None, 43123, "\x1b[2J", "\ud800"],
    "queue": [7, "x" * 1_000_000, ["support"]],
    "agent": [False, "a\r\nb"],
    "direction": ["sideways", None],
    "sound": ["mp3", None, "FLAC"],
    "keep_days": [0, -1, 40_000, 365.0, "365", True, None, 10**30],
}


@pytest.mark.parametrize(
    "label",
    [
        made_label(),
        replace(made_label(), queue=None, agent=None, caller_number="", direction="", contact=ContactId("")),
        replace(made_label(), caller_number="sip:Zoë@example.org; DROP TABLE"),
    ],
)
def test_a_label_comes_back_as_it_was(label: Label) -> None:
    assert label_of(label_text(label)) == label


def test_a_date_comes_back_in_utc() -> None:
    label = replace(made_label(), began_at=datetime(2026, 3, 1, 0, 30, tzinfo=timezone(timedelta(hours=2))))
    assert label_of(label_text(label)).began_at == datetime(2026, 2, 28, 22, 30, tzinfo=UTC)


@settings(deadline=None)
@given(st.text(max_size=400))
def test_no_caller_makes_a_label_unreadable(number: str) -> None:
    label = label_of(label_text(made_label(number=number)))
    assert len(label.caller_number) <= NUMBER_LENGTH
    assert label.caller_number.isprintable()


@pytest.mark.parametrize(("key", "lie"), [(key, lie) for key, lies in LIES.items() for lie in lies])
def test_a_label_that_lies_is_none(key: str, lie: object) -> None:
    text = json.dumps({**label_fields(made_label()), key: lie}).encode()
    with pytest.raises(LabelUnusable):
        label_of(text)


@pytest.mark.parametrize("key", sorted(label_fields(made_label())))
def test_a_label_without_one_of_its_fields_is_none(key: str) -> None:
    fields = {name: value for name, value in label_fields(made_label()).items() if name != key}
    with pytest.raises(LabelUnusable, match=key):
        label_of(json.dumps(fields).encode())


def test_a_label_with_a_field_too_many_is_none() -> None:
    with pytest.raises(LabelUnusable, match="more"):
        label_of(json.dumps({**label_fields(made_label()), "more": 1}).encode())


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"\xc3\x28",
        b"{",
        b"[]",
        b"null",
        b"17",
        b'"label"',
        b"[" * 10_000,
        b"NaN",
        b'{"keep_days": NaN}',
        b"{" + b" " * LABEL_BYTES_AT_MOST + b"}",
        b'{"keep_days": ' + b"9" * 5_000 + b"}",
    ],
)
def test_what_is_no_object_in_utf_8_is_no_label(text: bytes) -> None:
    with pytest.raises(LabelUnusable):
        label_of(text)


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_do_more_than_be_refused(text: bytes) -> None:
    with pytest.raises(LabelUnusable):
        label_of(text)
