"""Carries out what the distributor wants for one contact. Decides nothing."""

from typing import assert_never

import structlog

from acd import effects as acd
from acd.events import EntryEnd
from asterisk.ari.errors import AriError
from calls.agent_side import AgentSide
from calls.flow_hands import FlowHands
from calls.mid_call import MidCall
from calls.own_flows import CALLBACK_PROMISED
from calls.waiting import Waiting
from ivr.reports import CallerReturned
from recordings.policy import Beginning
from vocabulary.ids import OfferId

log = structlog.get_logger(__name__)


class QueueHands:
    """The hands of one contact's queueing, and of the conversations it leads to."""

    def __init__(self, agents: AgentSide, waiting: Waiting, mid_call: MidCall, flow: FlowHands) -> None:
        self._agents = agents
        self._waiting = waiting
        self._mid_call = mid_call
        self._flow = flow

    async def carry_out(self, effect: acd.Effect, *, caller_is_there: bool) -> None:
        """Do it; what concerns a caller who is gone means nothing.

        :raises AriError: Asterisk could not be asked.
        """
        if self._mid_call.is_of_a_question(effect):
            await self._mid_call.carry_out(effect)
            return
        if not isinstance(effect, acd.ReleaseAgent) and effect.contact != self._mid_call.talk.contact:
            # Of a question to a queue that is over by now.
            return
        match effect:
            case acd.RingAgent():
                await self._agents.ring(effect)
            case acd.ReleaseAgent(offer, reason):
                await self._agents.release(offer, reason)
            case acd.ConnectLegs(_, _, offer):
                await self._connect(offer)
            case acd.CallBack() | acd.StopCallingBack():
                # A promise is kept by a session of its own (calls.deferred).
                log.error("session.not_its_effect", effect=repr(effect))
            case _ if not caller_is_there:
                pass
            case acd.ReturnToWaiting(_, entry):
                await self._agents.part()
                await self._waiting.again(entry)
            case acd.Announce():
                await self._waiting.announce(effect)
            case acd.MoveToQueue(_, entry, queue):
                await self._mid_call.agent_parted()
                await self._mid_call.handing.give_up("the caller waits in a queue")
                await self._agents.part()
                await self._waiting.move(entry, queue)
                await self._agents.recording.reached(Beginning.QUEUE, self._mid_call.talk.caller.leg, queue)
            case acd.LeaveQueue():
                await self._leave_queue(effect)
            case acd.ReleaseCaller():
                await self._mid_call.agent_parted()
                await self._leave_room()
                await self._flow.converse(CallerReturned())
            case _:
                assert_never(effect)

    async def _connect(self, offer: OfferId) -> None:
        if await self._agents.connect(offer, self._waiting.take_announcements):
            self._waiting.over()

    async def _leave_queue(self, effect: acd.LeaveQueue) -> None:
        await self._agents.part()
        await self._leave_room()
        flow = CALLBACK_PROMISED.name if effect.why == EntryEnd.CALLBACK else effect.flow
        await self._flow.converse(CallerReturned(effect.why, flow))

    async def _leave_room(self) -> None:
        """The flow goes on in any case: music under a prompt is better than a caller who hears nothing more."""
        try:
            await self._waiting.leave()
        except AriError as error:
            log.error("session.queue_not_left", error=str(error))
