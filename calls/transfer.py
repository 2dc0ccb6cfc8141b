"""A caller connected with somebody outside the queues, by a step of their flow: rung, joined, recorded, parted."""

from collections.abc import Callable
from contextlib import suppress
from typing import assert_never

from asterisk.ari.errors import AriError
from asterisk.ari.events import Event
from calls.agent_legs import AgentLeg, LegState
from calls.contact_recording import ContactRecording
from calls.conversation import Conversation, Join
from calls.messages import LegsSeen, Message
from calls.outgoing import OutgoingLeg, Progress, outside, trunk_out
from calls.surroundings import Surroundings
from ivr.errands import TransferCaller
from vocabulary.causes import HangUpCause
from vocabulary.ids import AgentName, ContactId, ErrandId, LegId, MediaUri, OfferId, PlaybackId

_RINGING = MediaUri("tone:ring")

RESULT = {
    HangUpCause.BUSY: "busy",
    HangUpCause.REJECTED: "busy",
    HangUpCause.NO_ANSWER: "no answer",
    HangUpCause.NO_RESPONSE: "no answer",
}
"""Of a leg that was never answered; every other cause is "unreachable"."""


class Transfer:
    """One transfer. ``tell(done, values, why)`` is called once, when it is over and the caller is still there."""

    def __init__(
        self,
        contact: ContactId,
        caller: LegId,
        errand: ErrandId,
        what: TransferCaller,
        around: Surroundings,
        hear: Callable[[Message], None],
        tell: Callable[[bool, dict[str, str], str], None],
        *,
        recording: ContactRecording,
    ) -> None:
        self._caller = caller
        self._what = what
        self._around = around
        self._tell = tell
        self._tone = PlaybackId(f"{errand}-tone")
        self._leg = OutgoingLeg(LegId(f"o-{errand}"), what.ring_seconds, around, hear)
        self._conversation = Conversation(contact, caller, around, recording)
        self._offer = OfferId(errand)
        self._talking = False

    async def begin(self) -> None:
        """Ring them; the caller hears that it rings."""
        what = self._what
        document = self._around.document
        trunk = what.trunk or trunk_out(document, "")
        endpoint = f"PJSIP/{what.agent}" if what.agent else outside(document, trunk, what.number)
        await self._around.ari.play(self._caller, self._tone, (_RINGING,))
        if await self._leg.ring(endpoint, self._caller) is Progress.LOST:
            await self._not_connected()

    async def take(self, event: Event) -> None:
        """What Asterisk tells of the other leg."""
        await self._follow(await self._leg.take(event))

    async def compare(self, seen: LegsSeen) -> None:
        """What was missed in a gap of what Asterisk tells."""
        await self._follow(await self._leg.compare(seen))

    async def _follow(self, progress: Progress) -> None:
        match progress:
            case Progress.ANSWERED:
                await self._connect()
            case Progress.LOST if self._talking:
                await self._part(caller_is_there=True)
                self._tell(True, {"transfer.result": "connected"}, "")
            case Progress.LOST:
                await self._not_connected()
            case Progress.NOTHING:
                pass
            case _:
                assert_never(progress)

    async def give_up(self, *, caller_is_there: bool) -> None:
        """End it from this side: the caller is gone, or it rang for too long."""
        await self._leg.hang_up(HangUpCause.NORMAL)
        if self._talking:
            await self._part(caller_is_there=caller_is_there)
        elif caller_is_there:
            await self._around.ari.stop_playback(self._tone)

    async def _connect(self) -> None:
        who = AgentName(self._what.agent or "outside")
        leg = AgentLeg(self._offer, self._leg.leg, who, 0.0, self._around.clock(), LegState.ANSWERED)
        if await self._conversation.join(leg, (self._tone,)) is Join.JOINED:
            self._talking = True
        else:
            await self._leg.hang_up()
            await self._conversation.leave_bridge()
            self._tell(False, {"transfer.result": "unreachable"}, "not connected")

    async def _part(self, *, caller_is_there: bool) -> None:
        self._talking = False
        await self._conversation.part(caller_is_there=caller_is_there)
        await self._conversation.leave_bridge()

    async def _not_connected(self) -> None:
        # The tone goes with the call; that it could not be stopped changes nothing about the transfer.
        with suppress(AriError):
            await self._around.ari.stop_playback(self._tone)
        result = RESULT.get(self._leg.cause, "unreachable")
        self._tell(False, {"transfer.result": result}, result)
