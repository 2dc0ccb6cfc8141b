"""Where waiting callers hear music, or ringing: one holding bridge per queue. Asterisk plays on while we are away."""

import asyncio
from collections.abc import Callable, Mapping

import structlog

from asterisk.ari.client import AriClient
from asterisk.ari.errors import AriError
from dialplan.document import Queue
from vocabulary.ids import BridgeId, LegId, MediaUri, PlaybackId, QueueName

BRIDGE_NAME_PREFIX = "firstline:"
"""Bridges with such a name are ours, also after a restart."""

RING_TONE = MediaUri("tone:ring")
"""Sounds in the whole room, for ever; whoever comes without the role of one who waits hears no music over it."""

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
        # A connection and a new document may both find a room missing: the second must see what the first made.
        self._making = asyncio.Lock()

    async def open(self) -> bool:
        """Make every queue's bridge that is not there: at start, and after Asterisk was lost.

        :returns: whether bridges of ours had vanished: then Asterisk was restarted, and all its channels are gone.
        """
        async with self._making:
            existing = {bridge.id for bridge in await self._ari.bridges()}
            vanished = any(bridge not in existing for bridge in self._bridges.values())
            for queue in tuple(self._queues):
                if self._bridges.get(queue) not in existing:
                    await self._make(queue)
        return vanished

    async def serve(self, queues: Mapping[QueueName, Queue]) -> None:
        """From now on these queues too, those that had a room as they are now. What Asterisk lost is not made here.

        :raises AriError: a bridge could not be made; it is when Asterisk is connected again.
        """
        self._queues = {**self._queues, **queues}
        async with self._making:
            for queue in queues:
                if queue not in self._bridges:
                    await self._make(queue)

    async def give_up(self, queue: QueueName) -> None:
        """Nobody waits in this queue, nor ever will.

        :raises AriError: Asterisk could not be asked; the bridge stays, empty.
        """
        self._queues = {name: known for name, known in self._queues.items() if name != queue}
        bridge = self._bridges.pop(queue, None)
        if bridge is not None:
            await self._ari.destroy_bridge(bridge)

    async def _make(self, queue: QueueName) -> None:
        # Never an id used before: Asterisk has asserted on re-used bridge ids (asterisk issues 211, 992).
        bridge = BridgeId(self._new_id("h"))
        await self._ari.create_bridge(bridge, "holding", f"{BRIDGE_NAME_PREFIX}waiting:{queue}")
        self._bridges[queue] = bridge
        if self._queues[queue].ring_tone:
            await self._ari.play_in_bridge(bridge, PlaybackId(self._new_id("ring")), (RING_TONE,))

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
        role = None if self._queues[queue].ring_tone else "holding_participant"
        await self._ari.add_to_bridge(bridge, [leg], role=role)

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
