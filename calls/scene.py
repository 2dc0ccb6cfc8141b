"""Who can be heard in a contact at a moment: what listeners, watches and the door need to know of a session. Values."""

from collections.abc import Callable
from dataclasses import dataclass

from vocabulary.ids import AgentName, BridgeId, ContactId, LegId, OfferId, QueueName


@dataclass(frozen=True, slots=True)
class Scene:
    """One contact now. ``caller``: their leg, None once it is gone.

    ``agent`` with ``agent_leg`` and ``offer``: who talks with the caller, also while the caller is held or somebody is
    asked; None: nobody does. ``bridge``: where caller and agent (or guests) hear each other, None while they do not.
    ``held``: the caller hears music in the middle of a conversation. ``queue``: the last one the contact was in.
    ``private``: the recording is paused for what nobody may hear, listeners included.
    """

    contact: ContactId
    caller: LegId | None
    agent: AgentName | None = None
    agent_leg: LegId | None = None
    offer: OfferId | None = None
    queue: QueueName | None = None
    bridge: BridgeId | None = None
    held: bool = False
    private: bool = False


SceneWatcher = Callable[[Scene | None], None]
"""Told of every change; None: the contact is over. Must neither wait nor raise."""
