"""ARI's events and models, only those we use and only their fields we use. Values only.

Names, types and which fields may be missing are Asterisk's own, from rest-api/{events,channels,bridges,playbacks,
deviceStates,endpoints}.json of the running version; a test compares them. Timestamps are left out on purpose: they
are of Asterisk's clock, while order and durations come from the arrival of events.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from vocabulary.ids import BridgeId, LegId, PlaybackId


@dataclass(frozen=True, slots=True)
class CallerID:
    """Name and number of a party, as it sent them: untrusted text of any content."""

    name: str
    number: str


@dataclass(frozen=True, slots=True)
class DialplanCEP:
    """Where in the dialplan a channel is. In our application ``app_name`` is ``Stasis``."""

    context: str
    exten: str
    app_name: str
    app_data: str


@dataclass(frozen=True, slots=True)
class Channel:
    """One leg as Asterisk sees it. ``state`` is one of Down, Rsrvd, OffHook, Dialing, Ring, Ringing, Up, Busy, ..."""

    id: LegId
    name: str
    state: str
    caller: CallerID
    connected: CallerID
    dialplan: DialplanCEP
    creationtime: datetime
    channelvars: Mapping[str, object] | None = None


@dataclass(frozen=True, slots=True)
class Bridge:
    """One bridge and who is in it; ``name`` is ours."""

    id: BridgeId
    name: str
    bridge_type: str
    creator: str
    channels: tuple[LegId, ...]


@dataclass(frozen=True, slots=True)
class Playback:
    """One prompt list. ``state`` is queued, playing, continuing, done, failed; ``target_uri`` is ``channel:<id>``."""

    id: PlaybackId
    media_uri: str
    target_uri: str
    state: str


@dataclass(frozen=True, slots=True)
class DeviceState:
    """``name`` as subscribed (``PJSIP/alice``). ``state``: UNKNOWN, NOT_INUSE, INUSE, BUSY, INVALID, UNAVAILABLE,
    RINGING, RINGINUSE or ONHOLD.
    """

    name: str
    state: str


@dataclass(frozen=True, slots=True)
class Endpoint:
    technology: str
    resource: str
    state: str | None = None


@dataclass(frozen=True, slots=True)
class ContactInfo:
    """``contact_status``: Reachable, Unreachable, NonQualified, Created or Removed."""

    uri: str
    contact_status: str
    aor: str


@dataclass(frozen=True, slots=True)
class StasisStart:
    """A leg entered our application: a caller, or a leg we created (then with the args we gave it)."""

    args: tuple[str, ...]
    channel: Channel
    replace_channel: Channel | None = None


@dataclass(frozen=True, slots=True)
class StasisEnd:
    """A leg left our application, usually by hanging up. The one sure sign for an inbound leg."""

    channel: Channel


@dataclass(frozen=True, slots=True)
class ChannelDestroyed:
    """A leg is no more. ``cause`` is Q.850; ``tech_cause`` the SIP status, where one was received."""

    cause: int
    cause_txt: str
    channel: Channel
    tech_cause: int | None = None


@dataclass(frozen=True, slots=True)
class ChannelHangupRequest:
    channel: Channel
    cause: int | None = None
    tech_cause: int | None = None
    soft: bool | None = None


@dataclass(frozen=True, slots=True)
class ChannelStateChange:
    channel: Channel


@dataclass(frozen=True, slots=True)
class ChannelDtmfReceived:
    """One key, reported when it is released."""

    digit: str
    duration_ms: int
    channel: Channel


@dataclass(frozen=True, slots=True)
class Dial:
    """Progress of a leg being rung: ``dialstatus`` is empty, PROGRESS, RINGING or ANSWER.

    After create and dial no last Dial tells of a failure: that is :class:`ChannelDestroyed`.
    """

    peer: Channel
    dialstatus: str
    caller: Channel | None = None


@dataclass(frozen=True, slots=True)
class ChannelEnteredBridge:
    bridge: Bridge
    channel: Channel | None = None


@dataclass(frozen=True, slots=True)
class ChannelLeftBridge:
    bridge: Bridge
    channel: Channel


@dataclass(frozen=True, slots=True)
class ChannelHold:
    channel: Channel


@dataclass(frozen=True, slots=True)
class ChannelUnhold:
    channel: Channel


@dataclass(frozen=True, slots=True)
class BridgeBlindTransfer:
    """A phone handed its caller to ``exten`` (REFER). Seen: a Local channel, ``replace_channel``, is in the phone's
    place; the caller's leg is where it was. ``result`` is Success, Fail, Invalid or Not Permitted.
    """

    channel: Channel
    exten: str
    result: str
    replace_channel: Channel | None = None
    bridge: Bridge | None = None


@dataclass(frozen=True, slots=True)
class BridgeAttendedTransfer:
    """A phone joined its two calls (REFER with Replaces). Seen: Local channels are in the place of both of its legs.

    ``destination_type``: link, where both legs were in bridges; application, where the second was not.
    """

    transferer_first_leg: Channel
    transferer_second_leg: Channel
    result: str
    destination_type: str
    replace_channel: Channel | None = None
    destination_link_first_leg: Channel | None = None
    destination_link_second_leg: Channel | None = None


@dataclass(frozen=True, slots=True)
class PlaybackStarted:
    playback: Playback


@dataclass(frozen=True, slots=True)
class PlaybackFinished:
    """May never come: not after the leg hung up, nor when the last item of a list cannot be opened."""

    playback: Playback


@dataclass(frozen=True, slots=True)
class LiveRecording:
    """``duration``: whole seconds, told when it is over; ``target_uri`` is ``channel:<id>``."""

    name: str
    target_uri: str
    state: str
    duration: int | None = None
    cause: str | None = None


@dataclass(frozen=True, slots=True)
class RecordingFinished:
    """The file is complete; also where the leg hung up while it was recorded."""

    recording: LiveRecording


@dataclass(frozen=True, slots=True)
class RecordingFailed:
    recording: LiveRecording


@dataclass(frozen=True, slots=True)
class BridgeDestroyed:
    bridge: Bridge


@dataclass(frozen=True, slots=True)
class DeviceStateChanged:
    device_state: DeviceState


@dataclass(frozen=True, slots=True)
class ContactStatusChange:
    endpoint: Endpoint
    contact_info: ContactInfo


@dataclass(frozen=True, slots=True)
class ApplicationReplaced:
    """Another process connected under our application's name: we get no more events."""


Event = (
    StasisStart
    | StasisEnd
    | ChannelDestroyed
    | ChannelHangupRequest
    | ChannelStateChange
    | ChannelDtmfReceived
    | Dial
    | ChannelEnteredBridge
    | ChannelLeftBridge
    | ChannelHold
    | ChannelUnhold
    | BridgeBlindTransfer
    | BridgeAttendedTransfer
    | PlaybackStarted
    | PlaybackFinished
    | RecordingFinished
    | RecordingFailed
    | BridgeDestroyed
    | DeviceStateChanged
    | ContactStatusChange
    | ApplicationReplaced
)
