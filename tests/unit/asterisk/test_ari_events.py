"""Whatever Asterisk or somebody in its place sends becomes a value and a count, never an exception."""

import json

import pytest

from asterisk.ari.events import ApplicationReplaced, ChannelDestroyed, ChannelDtmfReceived, StasisStart
from asterisk.ari.reading import EventCounters, Malformed, Unknown, parse

CHANNEL = {
    "id": "leg-1",
    "name": "PJSIP/trunk-00000001",
    "state": "Ring",
    "caller": {"name": "José \x00", "number": "555"},
    "connected": {"name": "", "number": ""},
    "dialplan": {"context": "in", "exten": "100", "priority": 1, "app_name": "Stasis", "app_data": "firstline"},
    "creationtime": "2026-11-22T08:13:30.145+0000",
    "language": "en",
}


def message(**fields: object) -> str:
    return json.dumps({"application": "firstline", "timestamp": "2026-11-22T08:13:30.145+0000", **fields})


def test_a_leg_that_enters_is_read_with_its_arguments() -> None:
    event = parse(message(type="StasisStart", args=["in", "100"], channel=CHANNEL))

    assert isinstance(event, StasisStart)
    assert event.args == ("in", "100")
    assert event.channel.id == "leg-1"
    assert event.channel.caller.name == "José \x00"
    assert event.channel.creationtime.utcoffset() is not None


def test_optional_fields_may_be_missing() -> None:
    event = parse(message(type="ChannelDestroyed", cause=16, cause_txt="Normal Clearing", channel=CHANNEL))

    assert isinstance(event, ChannelDestroyed)
    assert event.tech_cause is None


def test_a_key_is_read_with_its_length() -> None:
    event = parse(message(type="ChannelDtmfReceived", digit="#", duration_ms=120, channel=CHANNEL))

    assert isinstance(event, ChannelDtmfReceived)
    assert (event.digit, event.duration_ms) == ("#", 120)


def test_an_event_without_fields_of_ours_is_read() -> None:
    assert parse(message(type="ApplicationReplaced")) == ApplicationReplaced()


def test_an_unknown_type_is_named() -> None:
    assert parse(message(type="SomethingNew", x=1)) == Unknown("SomethingNew")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nonsense",
        "[]",
        "null",
        "{}",
        '{"type": 7}',
        '{"type": "StasisStart"}',
        '{"type": "StasisStart", "args": [], "channel": null}',
        '{"type": "ChannelDestroyed", "cause": 1e400, "cause_txt": "", "channel": {}}',
        '{"type": "Dial", "peer": {"id": 1}, "dialstatus": NaN}',
        '{"type": "StasisEnd", "channel": "\\ud800"}',
        "[" * 10_000,
        b"\xff\xfe",
        message(type="ChannelDtmfReceived", digit="1", duration_ms=2**70, channel={}),
    ],
)
def test_a_malformed_message_is_told_and_not_raised(text: str | bytes) -> None:
    parsed = parse(text)

    assert isinstance(parsed, Malformed)
    assert parsed.reason


def test_every_message_is_counted_once() -> None:
    counters = EventCounters()

    for text in (message(type="ApplicationReplaced"), message(type="New"), message(type="New"), "broken"):
        counters.count(parse(text))

    assert (counters.known, counters.unknown, counters.malformed) == (1, {"New": 2}, 1)
    assert counters.last_malformed


def test_ever_new_types_do_not_grow_the_counters_without_bound() -> None:
    counters = EventCounters()

    for number in range(500):
        counters.count(Unknown(f"Type{number}"))

    assert len(counters.unknown) == EventCounters.TYPES_KEPT + 1
    assert sum(counters.unknown.values()) == 500
