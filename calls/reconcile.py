"""What is left in Asterisk that belongs to nobody: found by comparing what is there with what should be. Pure.

Only what is ours is ever touched: channels in our application, bridges that bear our name.
"""

from collections.abc import Collection, Iterable

from asterisk.ari.events import Bridge, Channel
from calls.waiting_rooms import BRIDGE_NAME_PREFIX
from vocabulary.ids import BridgeId, LegId


def stray_legs(channels: Iterable[Channel], application: str, known: Collection[LegId]) -> tuple[LegId, ...]:
    """Legs in our application that no session knows, in Asterisk's order."""
    return tuple(
        channel.id
        for channel in channels
        if channel.id not in known
        and (channel.dialplan.app_name == "Stasis" and channel.dialplan.app_data.split(",")[0] == application)
    )


def stray_bridges(bridges: Iterable[Bridge], known: Collection[BridgeId]) -> tuple[BridgeId, ...]:
    """Bridges with our name that nobody uses, in Asterisk's order."""
    return tuple(
        bridge.id for bridge in bridges if bridge.name.startswith(BRIDGE_NAME_PREFIX) and bridge.id not in known
    )
