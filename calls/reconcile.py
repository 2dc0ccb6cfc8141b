"""What is left in Asterisk that belongs to nobody: found by comparing what is there with what should be. Pure.

Only what is ours is ever touched: channels in our application, bridges that bear our name.
"""

from collections.abc import Collection, Iterable

from asterisk.ari.events import Bridge, Channel
from calls.waiting_rooms import BRIDGE_NAME_PREFIX
from vocabulary.ids import BridgeId, LegId


def in_application(channels: Iterable[Channel], application: str) -> tuple[Channel, ...]:
    """Channels that Asterisk has handed to us, in Asterisk's order."""
    return tuple(channel for channel in channels if _arguments(channel)[:1] == [application])


def stray_legs(channels: Iterable[Channel], application: str, known: Collection[LegId]) -> tuple[LegId, ...]:
    """Legs in our application that no session knows, in Asterisk's order."""
    return tuple(channel.id for channel in in_application(channels, application) if channel.id not in known)


def stand_ins(channels: Iterable[Channel], application: str) -> tuple[LegId, ...]:
    """What Asterisk put in a phone's place in a transfer and is there still: whoever was to end it did not hear of it.

    Either end of a Local channel takes the other along, which need not be in our application.
    """
    return tuple(channel.id for channel in in_application(channels, application) if channel.name.startswith("Local/"))


def missed(
    channels: Iterable[Channel], application: str, known: Collection[LegId], kind: str
) -> tuple[tuple[Channel, tuple[str, ...]], ...]:
    """Legs of a kind (``caller``, ``phone``) in our application that no session knows, with what is said of each."""
    found = []
    for channel in in_application(channels, application):
        match _arguments(channel):
            case [_, told, first, *further] if told == kind and channel.id not in known:
                found.append((channel, (first, *further)))
    return tuple(found)


def _arguments(channel: Channel) -> list[str]:
    """What Stasis() was called with: our application, and what our dialplan says of the channel."""
    return channel.dialplan.app_data.split(",") if channel.dialplan.app_name == "Stasis" else []


def stray_bridges(bridges: Iterable[Bridge], known: Collection[BridgeId]) -> tuple[BridgeId, ...]:
    """Bridges with our name that nobody uses, in Asterisk's order."""
    return tuple(
        bridge.id for bridge in bridges if bridge.name.startswith(BRIDGE_NAME_PREFIX) and bridge.id not in known
    )
