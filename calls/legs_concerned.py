"""Which legs an event of Asterisk is about. Pure."""

from asterisk.ari import events as ari
from vocabulary.ids import LegId


def legs_concerned(event: ari.Event) -> tuple[LegId, ...]:
    """The legs whose sessions an event concerns."""
    match event:
        case ari.PlaybackStarted(playback) | ari.PlaybackFinished(playback):
            return _target(playback.target_uri)
        case ari.RecordingFinished(recording) | ari.RecordingFailed(recording):
            return _target(recording.target_uri)
        case ari.Dial(peer=peer):
            return (peer.id,)
        case ari.StasisStart(channel=channel, replace_channel=replaced):
            return (channel.id,) if replaced is None else (channel.id, replaced.id)
        case ari.BridgeAttendedTransfer(transferer_first_leg=first, transferer_second_leg=second):
            return (first.id, second.id)
        case ari.BridgeDestroyed() | ari.DeviceStateChanged() | ari.ContactStatusChange() | ari.ApplicationReplaced():
            return ()
        case _:
            return (event.channel.id,) if event.channel is not None else ()


def _target(uri: str) -> tuple[LegId, ...]:
    kind, _, target = uri.partition(":")
    return (LegId(target),) if kind == "channel" else ()
