"""Two legs become one conversation, recorded from the moment they meet, and part again. One at a time per contact."""

import asyncio
from collections.abc import Sequence
from enum import Enum

import structlog

from asterisk.ari.errors import AriError, AriGone
from calls.agent_legs import AgentLeg
from calls.recorder import RunningRecording
from calls.surroundings import Surroundings
from calls.waiting_rooms import BRIDGE_NAME_PREFIX
from vocabulary.ids import BridgeId, ContactId, LegId, OfferId, PlaybackId
from vocabulary.instant import Instant

log = structlog.get_logger(__name__)


class Join(Enum):
    """What became of joining two legs."""

    JOINED = "joined"
    AGENT_LOST = "agent lost"
    CALLER_LOST = "caller lost"


class Conversation:
    """The bridge and the recording of one contact's present conversation. ``recorded``: the caller has not refused.

    ``on_demand``: it is recorded only from when somebody asks for it.
    """

    def __init__(self, contact: ContactId, caller: LegId, around: Surroundings) -> None:
        self._contact = contact
        self._caller = caller
        self._around = around
        self._bridge: BridgeId | None = None
        self._recording: RunningRecording | None = None
        self._joined_at: Instant | None = None
        self._joins = 0
        self._recordings: dict[OfferId, int] = {}
        self.recorded = True
        self.on_demand = False

    def caller_is(self, caller: LegId) -> None:
        """From now on the caller is on this leg."""
        self._caller = caller

    async def join(self, leg: AgentLeg, announcements: Sequence[PlaybackId]) -> Join:
        """Stop what the caller hears, begin the recording, join the legs.

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
        recording: RunningRecording | None = None
        if self.recorded and not self.on_demand:
            recording = await self._begin(leg.offer)
        try:
            await ari.add_to_bridge(self._bridge, [self._caller])
        except AriError as error:
            log.warning("conversation.not_joined", agent=leg.agent, error=str(error))
            if recording is not None:
                await self._around.recorder.discard(recording)
            return Join.CALLER_LOST if isinstance(error, AriGone) else Join.AGENT_LOST
        self._recording, self._joined_at = recording, self._around.clock()
        if recording is not None:
            self._around.recorder.confirm(recording)
        return Join.JOINED

    @property
    def bridge(self) -> BridgeId | None:
        """The bridge in use."""
        return self._bridge

    @property
    def goes_on(self) -> bool:
        """Whether two are joined now, held or not."""
        return self._joined_at is not None

    @property
    def recording(self) -> RunningRecording | None:
        """What is being recorded now."""
        return self._recording

    async def bring(self, *legs: LegId) -> None:
        """Let these legs hear each other, and whoever is in the bridge already.

        :raises AriError: one of them could not be moved.
        """
        if self._bridge is not None:
            await self._around.ari.add_to_bridge(self._bridge, legs)

    async def record(self, offer: OfferId) -> str:
        """Begin to record a conversation that is not recorded so far; why it cannot be, empty where it is."""
        recording = await self._begin(offer)
        if recording.fault:
            return recording.fault
        self._recording = recording
        self._around.recorder.confirm(recording)
        return ""

    async def _begin(self, offer: OfferId) -> RunningRecording:
        """One conversation may be recorded in parts; each has a name of its own."""
        nth = self._recordings[offer] = self._recordings.get(offer, 0) + 1
        return await self._around.recorder.begin(
            self._contact, offer if nth == 1 else OfferId(f"{offer}-r{nth}"), self._caller
        )

    async def record_no_more(self) -> None:
        """End the recording; the conversation goes on."""
        recording, self._recording = self._recording, None
        if recording is not None:
            seconds = self._around.clock().since(recording.began_at)
            await self._around.recorder.end(recording, talk_seconds=seconds, stop=True)

    async def part(self, *, caller_is_there: bool) -> None:
        """The conversation is over; with the caller's leg its recording ends by itself."""
        recording, self._recording = self._recording, None
        joined_at, self._joined_at = self._joined_at, None
        if recording is not None and joined_at is not None:
            talk_seconds = self._around.clock().since(joined_at)
            await self._around.recorder.end(recording, talk_seconds=talk_seconds, stop=caller_is_there)

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
        await self.leave_bridge()
