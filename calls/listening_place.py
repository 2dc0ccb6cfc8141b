"""Where a listener belongs: whose leg they hear, who hears them. Pure; carries nothing out and knows no legs of theirs.

An agent's leg is heard while an agent talks with the contact, also while the caller is held: then it is the agent who
says what matters, and the caller's music is of no interest. The caller's leg is heard while nobody serves them.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from calls.scene import Scene
from cdr.events import ListeningMode
from vocabulary.ids import BridgeId, LegId

MODE_OF_KEY: Mapping[str, ListeningMode] = {
    "4": ListeningMode.MONITOR,
    "5": ListeningMode.WHISPER,
    "6": ListeningMode.BARGE,
    "7": ListeningMode.TAKE_OVER,
}
"""What a listener presses on their phone; the first three as in Asterisk's ChanSpy."""


@dataclass(frozen=True, slots=True)
class Place:
    """``mode``: what the listener does now, which may be less than they asked for.

    ``hears``: the leg both of whose directions they hear, None: they hear nothing. ``whispers``: whoever is on that
    leg hears them. ``joins``: they are in this bridge as one more party; then ``hears`` is None.
    """

    mode: ListeningMode
    hears: LegId | None = None
    whispers: bool = False
    joins: BridgeId | None = None


def place_of(scene: Scene, wanted: ListeningMode) -> Place:
    """Where somebody belongs who wants to be in a contact in this mode.

    While nobody talks with the caller there is nobody to speak to: then the listener only hears. While something is
    said that is not to be recorded, they hear nothing and are in nobody's conversation.
    """
    if scene.private:
        return Place(ListeningMode.MONITOR)
    match wanted:
        case ListeningMode.BARGE | ListeningMode.TAKE_OVER if scene.bridge is not None and not scene.held:
            return Place(ListeningMode.BARGE, joins=scene.bridge)
        case ListeningMode.WHISPER if scene.agent_leg is not None:
            return Place(ListeningMode.WHISPER, hears=scene.agent_leg, whispers=True)
        case _:
            return Place(ListeningMode.MONITOR, hears=scene.agent_leg or scene.caller)
