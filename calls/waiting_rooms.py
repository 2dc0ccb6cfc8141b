"""Where waiting callers hear music: one holding bridge per queue. Asterisk plays on while we are away."""

from collections.abc import Callable, Mapping

import structlog

from asterisk.ari.client import AriClient
from asterisk.ari.errors import AriError
from dialplan.document import Queue
from vocabulary.ids import BridgeId, LegId, QueueName

BRIDGE_NAME_PREFIX = "firstline:"
"""Bridges with such a name are ours, also after a restart."""

log = structlog.get_logger(__name__)


class WaitingRoomClosed(AriError):
    """The bridge in which callers of queue {queue} wait is not made yet."""


class WaitingRooms:
    """The holding bridges of one Asterisk, opened together and closed together."""

    def __init__(self, ari: AriClient, queues: Mapping[QueueName, Queue], new_id: Callable[[str], str]) -> None:
        self._ari = ari
        self._queues = queues
        self._new_id = new_id
        self._bridges: dict[QueueName, BridgeId] = {}

    async def open(self) -> bool:
        """Make every queue's bridge that is not there: at start, and after Asterisk was lost.

        :returns: whether bridges of ours had vanished: then Asterisk was restarted, and all its channels are gone.
        """
        existing = {bridge.id for bridge in await self._ari.bridges()}
        vanished = any(bridge not in existing for bridge in self._bridges.values())
        for queue in self._queues:
            if self._bridges.get(queue) not in existing:
                # Never an id used before: Asterisk has asserted on re-used bridge ids (asterisk issues 211, 992).
                bridge = BridgeId(self._new_id("h"))
                await self._ari.create_bridge(bridge, "holding", f"{BRIDGE_NAME_PREFIX}waiting:{queue}")
                self._bridges[queue] = bridge
        return vanished

    @property
    def bridges(self) -> tuple[BridgeId, ...]:
        """The bridges in use."""
        return tuple(self._bridges.values())

    async def admit(self, leg: LegId, queue: QueueName) -> None:
        """Let a caller leg hear the queue's music, wherever it was before.

        :raises AriError: the leg could not be moved; ``AriGone`` when it, or the bridge with Asterisk, is gone.
        :raises WaitingRoomClosed: the bridge is not made yet; the link says when it is.
        """
        bridge = self._bridges.get(queue)
        if bridge is None:
            raise WaitingRoomClosed(queue=queue)
        await self._ari.set_variables(leg, {"CHANNEL(musicclass)": self._queues[queue].music_class})
        await self._ari.add_to_bridge(bridge, [leg], role="holding_participant")

    async def dismiss(self, leg: LegId, queue: QueueName) -> None:
        """Let a caller leg hear the queue's music no more. One that is gone, or elsewhere, is as wanted.

        :raises AriError: Asterisk could not be asked.
        """
        bridge = self._bridges.get(queue)
        if bridge is not None:
            await self._ari.remove_from_bridge(bridge, [leg])

    async def close(self) -> None:
        """Destroy the bridges. Those of an Asterisk that cannot be reached are found at the next start."""
        bridges, self._bridges = self._bridges, {}
        try:
            for bridge in bridges.values():
                await self._ari.destroy_bridge(bridge)
        except AriError as error:
            log.warning("waiting_rooms.not_closed", error=str(error))
