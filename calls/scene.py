"""Who can be heard in a contact at a moment: what listeners, watches and the door need to know of a session. Values."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from calls.asks import Answer, CallAsk
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


class Scenes(Protocol):
    """What goes on in the contacts of one Asterisk, and the way to ask something of one."""

    def scene(self, contact: ContactId) -> Scene | None:
        """How it is now; None: it is over, or never was."""

    def contact_of(self, agent: AgentName) -> ContactId | None:
        """Whom this agent talks with."""

    def watch(self, contact: ContactId, watcher: SceneWatcher) -> None:
        """Tell this watcher of every change from now on."""

    def unwatch(self, contact: ContactId, watcher: SceneWatcher) -> None:
        """Tell it no more."""

    async def ask(self, contact: ContactId, ask: CallAsk, by: AgentName | None) -> Answer:
        """Ask something of a conversation. ``by``: the agent who does."""


class SceneBoard:
    """The latest scene of every contact, and who wants to know."""

    def __init__(self) -> None:
        self._scenes: dict[ContactId, Scene] = {}
        self._watchers: dict[ContactId, list[SceneWatcher]] = {}
        self._of_all: list[Callable[[Scene], None]] = []

    def watch_all(self, watcher: Callable[[Scene], None]) -> None:
        """Tell this watcher of every change of every contact; an agent who is gone is a scene without one."""
        self._of_all.append(watcher)

    def get(self, contact: ContactId) -> Scene | None:
        return self._scenes.get(contact)

    def put(self, scene: Scene) -> None:
        """The contact is so now; without a caller it is over."""
        if scene.caller is None:
            self.end(scene.contact)
            return
        if self._scenes.get(scene.contact) == scene:
            return
        self._scenes[scene.contact] = scene
        for watcher in (*self._of_all, *self._watchers.get(scene.contact, ())):
            watcher(scene)

    def end(self, contact: ContactId) -> None:
        """The contact is over."""
        scene = self._scenes.pop(contact, None)
        if scene is not None:
            for of_all in self._of_all:
                of_all(Scene(contact, None))
        for watcher in tuple(self._watchers.pop(contact, ())):
            watcher(None)

    def watch(self, contact: ContactId, watcher: SceneWatcher) -> None:
        self._watchers.setdefault(contact, []).append(watcher)

    def unwatch(self, contact: ContactId, watcher: SceneWatcher) -> None:
        left = [each for each in self._watchers.pop(contact, []) if each != watcher]
        if left:
            self._watchers[contact] = left
