"""What belongs to nobody is found, and nothing of anybody else's is touched."""

from datetime import UTC, datetime

from asterisk.ari.events import Bridge, CallerID, Channel, DialplanCEP
from calls.reconcile import in_application, missed, stand_ins, stray_bridges, stray_legs
from vocabulary.ids import BridgeId, LegId


def channel(name: str, app: str, data: str) -> Channel:
    nobody = CallerID("", "")
    place = DialplanCEP("enter", "s", app, data)
    return Channel(LegId(name), name, "Up", nobody, nobody, place, datetime(2026, 1, 1, tzinfo=UTC))


def bridge(name: str, ours: str) -> Bridge:
    return Bridge(BridgeId(name), ours, "mixing", "Stasis", ())


def test_only_unknown_legs_of_our_application_are_stray() -> None:
    channels = [
        channel("mine", "Stasis", "firstline,caller,100"),
        channel("known", "Stasis", "firstline,caller,100"),
        channel("other-app", "Stasis", "firstline2,caller,100"),
        channel("dialplan", "MusicOnHold", "default,1"),
    ]
    assert stray_legs(channels, "firstline", {LegId("known")}) == ("mine",)


def test_only_what_asterisk_put_in_a_phones_place_in_our_application_is_a_stand_in() -> None:
    channels = [
        channel("Local/700@transfers-0000;2", "Stasis", "firstline,transferred,700"),
        channel("Local/700@office-0000;2", "Stasis", "office,700"),
        channel("PJSIP/eva-0000", "Stasis", "firstline,agent,c-1"),
    ]
    assert stand_ins(channels, "firstline") == ("Local/700@transfers-0000;2",)


def test_only_unknown_bridges_with_our_name_are_stray() -> None:
    bridges = [
        bridge("mine", "firstline:conversation:c"),
        bridge("known", "firstline:waiting:q"),
        bridge("theirs", "office"),
    ]
    assert stray_bridges(bridges, {BridgeId("known")}) == ("mine",)


def test_only_channels_handed_to_our_application_are_ours() -> None:
    ours = channel("ours", "Stasis", "firstline,caller,100")
    leaving = channel("leaving", "Hangup", "firstline,caller,100")
    assert in_application([ours, leaving, channel("theirs", "Stasis", "other,caller,100")], "firstline") == (ours,)


def test_callers_whom_no_session_knows_were_missed_and_are_told_with_the_number_dialled() -> None:
    late = channel("missed", "Stasis", "firstline,caller,100")
    channels = [
        late,
        channel("known", "Stasis", "firstline,caller,100"),
        channel("a-c-1-q1-1", "Stasis", "firstline,agent,c-1,c-1-q1-1"),
        channel("without-a-number", "Stasis", "firstline,caller"),
    ]
    assert missed(channels, "firstline", {LegId("known")}, "caller") == ((late, ("100",)),)
