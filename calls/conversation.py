"""Two legs become one conversation, recorded from the moment they meet, and part again. One at a time per contact."""

import asyncio
from collections.abc import Sequence
from enum import Enum

import structlog

from asterisk.ari.errors import AriError, AriGone
from calls.agent_legs import AgentLeg
from calls.contact_recording import ContactRecording
from calls.surroundings import Surroundings
from calls.waiting_rooms import BRIDGE_NAME_PREFIX
from vocabulary.ids import BridgeId, ContactId, LegId, PlaybackId, QueueName

log = structlog.get_logger(__name__)


class Join(Enum):
    """What became of joining two legs."""

    JOINED = "joined"
    AGENT_LOST = "agent lost"
    CALLER_LOST = "caller lost"


class Conversation:
    """The bridge of one contact's present conversation. ``recording``: None of one that is nobody's contact."""

    def __init__(
        self, contact: ContactId, caller: LegId, around: Surroundings, recording: ContactRecording | None
    ) -> None:
        self._contact = contact
        self._caller = caller
        self._around = around
        self._bridge: BridgeId | None = None
        self._joins = 0
        self._recording = recording
        self.goes_on = False
        """Whether two are joined now, held or not."""

    def caller_is(self, caller: LegId) -> None:
        """From now on the caller is on this leg."""
        self._caller = caller

    async def join(self, leg: AgentLeg, announcements: Sequence[PlaybackId], queue: QueueName | None = None) -> Join:
        """Stop what the caller hears, begin the recording, join the legs. ``queue``: which one gave the agent.

        An announcement must be stopped first: Asterisk moves a channel only after its playback (seen: 17 s). The agent
        goes in first, so that a failure tells whose leg is gone; a caller who is gone is reported by their own event,
        or else by the distributor's own deadline.
        """
        ari = self._around.ari
        await self.leave_bridge()
        self._joins += 1
        self._bridge = BridgeId(f"b-{self._contact}-{leg.offer}-{self._joins}")
        # Media always passes through Asterisk: that somebody listens or records changes nothing for the parties.
        opening = ari.create_bridge(
            self._bridge, "mixing,proxy_media", f"{BRIDGE_NAME_PREFIX}conversation:{self._contact}"
        )
        try:
            await asyncio.gather(opening, *(ari.stop_playback(playback) for playback in announcements))
            await ari.add_to_bridge(self._bridge, [leg.leg])
        except AriError as error:
            log.warning("conversation.not_joined", agent=leg.agent, error=str(error))
            return Join.AGENT_LOST
        if self._recording is not None:
            await self._recording.prepare(leg.offer, self._caller, leg.agent, queue)
        try:
            await ari.add_to_bridge(self._bridge, [self._caller])
        except AriError as error:
            log.warning("conversation.not_joined", agent=leg.agent, error=str(error))
            if self._recording is not None:
                await self._recording.not_met()
            return Join.CALLER_LOST if isinstance(error, AriGone) else Join.AGENT_LOST
        self.goes_on = True
        if self._recording is not None:
            self._recording.met(leg.offer)
        return Join.JOINED

    @property
    def bridge(self) -> BridgeId | None:
        """The bridge in use."""
        return self._bridge

    async def bring(self, *legs: LegId) -> None:
        """Let these legs hear each other, and whoever is in the bridge already.

        :raises AriError: one of them could not be moved.
        """
        if self._bridge is not None:
            await self._around.ari.add_to_bridge(self._bridge, legs)

    async def part(self, *, caller_is_there: bool) -> None:
        """The conversation is over; with the caller's leg its recording ends by itself."""
        goes_on, self.goes_on = self.goes_on, False
        if goes_on and self._recording is not None:
            await self._recording.talk_over(caller_is_there=caller_is_there)

    async def leave_bridge(self) -> None:
        """Destroy the bridge, if there is one. Its legs must have been hung up or be about to move.

        One that cannot be destroyed now is swept away after the next gap: whoever moves legs is not held up by it.
        """
        bridge, self._bridge = self._bridge, None
        if bridge is not None:
            try:
                await self._around.ari.destroy_bridge(bridge)
            except AriError as error:
                log.warning("conversation.bridge_not_destroyed", bridge=bridge, error=str(error))

    async def close(self) -> None:
        """Close what is open. Legs are hung up before (asterisk issue 1124: else their cause is lost)."""
        await self.part(caller_is_there=False)
        if self._recording is not None:
            await self._recording.caller_gone()
        await self.leave_bridge()
